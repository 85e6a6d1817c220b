from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from models.network import build_embedder, comparison_of
from models.signatures import SignatureArrays
from models.training import Trained, TrainingPlan, TrainingProgress, embed, fingerprint, train
from tests.models import tiny_training
from tests.models.tiny_hands import HEIGHT, WIDTH, hands
from tests.models.tiny_training import EERS, PLAN, TRAINING, VALIDATION, Judge, at_step

DIMENSIONS = comparison_of(HEIGHT, WIDTH).dimensions


class Stopped(Exception):
    """What a user's wish to stop raises."""


def stop() -> None:
    raise Stopped


class Watched(np.ndarray):
    """Canvases that remember which of them were taken, in the last set of `drawn`."""

    drawn: list[set[int]]

    def __getitem__(self, key: object) -> NDArray[np.uint8]:
        if isinstance(key, (int, np.integer, np.ndarray)):
            self.drawn[-1].update(np.atleast_1d(key).tolist())
        return np.asarray(self)[key]


@dataclass
class Run:
    """A training, what its validation saw, and what it left."""

    trained: Trained
    judge: Judge
    checkpoint: Path
    told: list[TrainingProgress]


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Run:
    """Return a training that nobody interrupted."""
    checkpoint = tmp_path_factory.mktemp("whole") / "work" / "checkpoint.npz"
    judge, told = Judge(EERS), list[TrainingProgress]()
    trained = train(TRAINING, VALIDATION, judge, PLAN, checkpoint, report=told.append)
    return Run(trained, judge, checkpoint, told)


@pytest.fixture(scope="module")
def cancelled(tmp_path_factory: pytest.TempPathFactory) -> Run:
    """Return the same training, cancelled in the middle of its second epoch."""
    checkpoint = tmp_path_factory.mktemp("cancelled") / "checkpoint.npz"
    judge = Judge(EERS)
    with pytest.raises(Stopped):
        train(TRAINING, VALIDATION, judge, PLAN, checkpoint, check_cancelled=at_step(PLAN.steps + 3, stop))
    return Run(Trained(None), judge, checkpoint, [])


@pytest.fixture(scope="module")
def drawn() -> list[set[int]]:
    """Return which signatures each epoch of `short` drew, once it has run."""
    return [set()]


@pytest.fixture(scope="module")
def short(tmp_path_factory: pytest.TempPathFactory, drawn: list[set[int]]) -> Run:
    """Return a training with epochs of one step, whose disk is full when the second is to be kept."""
    resource = pytest.importorskip("resource")
    limits = resource.getrlimit(resource.RLIMIT_FSIZE)
    checkpoint = tmp_path_factory.mktemp("short") / "checkpoint.npz"
    watched = TRAINING.canvases.view(Watched)
    watched.drawn = drawn
    judge = Judge([0.2, 0.1])

    def validate(embeddings: NDArray[np.float32]) -> float:
        drawn.append(set())
        return judge(embeddings)

    try:
        with pytest.raises(OSError, match="too large"):
            train(
                replace(TRAINING, canvases=watched),
                VALIDATION,
                validate,
                replace(PLAN, epochs=2, steps=1),
                checkpoint,
                check_cancelled=at_step(2, lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (10_000, limits[1]))),
            )
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limits)
    return Run(Trained(None), judge, checkpoint, [])


@pytest.fixture(scope="module")
def resumed(cancelled: Run, tmp_path_factory: pytest.TempPathFactory) -> Run:
    """Return the cancelled training, taken up, killed in its third epoch, and taken up again to its end."""
    checkpoint = tmp_path_factory.mktemp("killed") / "checkpoint.npz"
    shutil.copy(cancelled.checkpoint, checkpoint)
    program = subprocess.run(
        [sys.executable, tiny_training.__file__, str(checkpoint)],
        env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)},
        capture_output=True,
        text=True,
        timeout=300,
    )
    assert program.returncode < 0 or os.name == "nt", program.stderr
    judge = Judge(EERS[2:])
    return Run(train(TRAINING, VALIDATION, judge, PLAN, checkpoint), judge, checkpoint, [])


@pytest.fixture(scope="module")
def impatient(tmp_path_factory: pytest.TempPathFactory) -> Run:
    """Return a training with the triplet loss that never got better than after its first epoch."""
    checkpoint = tmp_path_factory.mktemp("impatient") / "checkpoint.npz"
    plan = replace(PLAN, loss="triplet", epochs=9, steps=4, patience=2)
    judge = Judge([0.2, 0.2, 0.4, 0.1])
    return Run(train(TRAINING, VALIDATION, judge, plan, checkpoint), judge, checkpoint, [])


def test_the_validation_is_asked_once_an_epoch_with_all_its_signatures(whole: Run) -> None:
    assert [embeddings.shape for embeddings in whole.judge.seen] == [(len(VALIDATION), DIMENSIONS)] * PLAN.epochs
    assert whole.trained.validation_eers == list(EERS)
    assert not np.allclose(whole.judge.seen[0], whole.judge.seen[1], atol=1e-3)


def test_the_loss_falls(whole: Run) -> None:
    assert len(whole.trained.losses) == PLAN.epochs
    assert whole.trained.losses[-1] < 0.8 * whole.trained.losses[0]


def test_the_weights_of_the_best_epoch_are_kept(whole: Run) -> None:
    assert whole.trained.best_epoch == 1
    kept = embed(whole.trained.embedder, VALIDATION.canvases)
    np.testing.assert_allclose(kept, whole.judge.seen[1], atol=1e-6)
    assert not np.allclose(kept, whole.judge.seen[2], atol=1e-3)


def test_validated_is_the_running_mean_of_the_weights(short: Run) -> None:
    start = build_embedder(HEIGHT, WIDTH, seed=PLAN.seed)
    weights = {id(weight) for weight in start.weights}
    chosen = [i for i, variable in enumerate(start.variables) if id(variable) in weights]
    with np.load(short.checkpoint) as stored:
        after = [stored[f"learner{i}"] for i in chosen]
    # The first of all steps counts ten elevenths, lest the mean remember the random start.
    means = [first + (second - first) * 10 / 11 for first, second in zip(start.get_weights(), after, strict=True)]
    start.set_weights(means)
    np.testing.assert_allclose(embed(start, VALIDATION.canvases), short.judge.seen[0], atol=1e-5)
    start.set_weights(after)
    assert not np.allclose(embed(start, VALIDATION.canvases), short.judge.seen[0], atol=1e-4)


def test_a_full_disk_leaves_the_checkpoint_of_the_epoch_before(short: Run) -> None:
    with np.load(short.checkpoint) as stored:
        state = json.loads(stored["state"].tobytes())
    assert state["validation_eers"] == [0.2]
    assert len(short.judge.seen) == 2


def test_every_epoch_draws_other_signatures(short: Run, drawn: list[set[int]]) -> None:
    first, second = drawn[:2]
    assert first
    assert second - first


def test_it_tells_how_far_it_is(whole: Run) -> None:
    ends = [told for told in whole.told if told.step == PLAN.steps]
    assert [(told.epoch, told.epochs, told.steps) for told in ends[-3:]] == [(n, 3, 8) for n in (1, 2, 3)]
    assert [told.validation_eer for told in ends[-3:]] == list(EERS)
    assert [told.loss for told in ends[-3:]] == whole.trained.losses
    assert ends[-3].seconds_left > ends[-1].seconds_left == 0
    assert all(told.pairs_per_second > 0 for told in whole.told)
    assert whole.trained.images == 3 * 8 * 4 * 6


def test_the_same_plan_on_the_same_data_gives_the_same_weights(whole: Run, cancelled: Run) -> None:
    np.testing.assert_allclose(cancelled.judge.seen[0], whole.judge.seen[0], atol=1e-5)


def test_cancelled_it_keeps_what_was_done_up_to_the_last_epoch(cancelled: Run) -> None:
    assert len(cancelled.judge.seen) == 1
    assert [file.name for file in cancelled.checkpoint.parent.iterdir()] == ["checkpoint.npz"]


def test_cancelled_and_killed_and_taken_up_it_ends_as_if_nobody_had_interrupted(whole: Run, resumed: Run) -> None:
    assert len(resumed.judge.seen) == 1
    np.testing.assert_allclose(resumed.judge.seen[0], whole.judge.seen[2], atol=1e-4)
    assert resumed.trained.losses == pytest.approx(whole.trained.losses, rel=1e-4)
    assert resumed.trained.validation_eers == whole.trained.validation_eers
    assert resumed.trained.best_epoch == whole.trained.best_epoch
    assert resumed.trained.images == whole.trained.images
    for found, expected in zip(
        resumed.trained.embedder.get_weights(), whole.trained.embedder.get_weights(), strict=True
    ):
        np.testing.assert_allclose(found, expected, atol=1e-4)


def test_a_finished_training_is_not_trained_further(whole: Run) -> None:
    again = train(TRAINING, VALIDATION, Judge([]), PLAN, whole.checkpoint)
    assert again.losses == whole.trained.losses
    for found, kept in zip(again.embedder.get_weights(), whole.trained.embedder.get_weights(), strict=True):
        np.testing.assert_array_equal(found, kept)


def test_it_stops_when_the_validation_has_not_improved_for_as_long_as_patience_lasts(impatient: Run) -> None:
    assert impatient.trained.validation_eers == [0.2, 0.2, 0.4]
    assert impatient.trained.best_epoch == 0
    np.testing.assert_allclose(
        embed(impatient.trained.embedder, VALIDATION.canvases), impatient.judge.seen[0], atol=1e-6
    )


def test_the_triplet_loss_trains_too(impatient: Run) -> None:
    assert impatient.trained.losses[-1] < impatient.trained.losses[0]


@pytest.mark.parametrize(
    ("plan", "training"),
    [
        (replace(PLAN, learning_rate=1e-4), TRAINING),
        (replace(PLAN, weight_decay=0.02), TRAINING),
        (PLAN, hands(range(8), seed=9)),
    ],
    ids=["plan", "network", "data"],
)
def test_a_checkpoint_of_another_plan_or_other_data_is_refused(
    whole: Run, plan: TrainingPlan, training: SignatureArrays
) -> None:
    with pytest.raises(ValueError, match="another plan or other data; delete it") as refused:
        train(training, VALIDATION, Judge([]), plan, whole.checkpoint)
    assert str(whole.checkpoint) in str(refused.value)


def test_writers_that_training_and_validation_share_are_refused(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="share writers"):
        train(TRAINING, hands(range(7, 9)), Judge([]), PLAN, tmp_path / "checkpoint.npz")
    assert not list(tmp_path.iterdir())


def test_embedding_in_batches_is_embedding_at_once(whole: Run) -> None:
    at_once = embed(whole.trained.embedder, VALIDATION.canvases)
    in_batches = embed(whole.trained.embedder, VALIDATION.canvases, batch=7)
    np.testing.assert_allclose(in_batches, at_once, atol=1e-5)
    assert embed(whole.trained.embedder, VALIDATION.canvases[:0]).shape == (0, DIMENSIONS)


def test_the_fingerprint_changes_with_a_pixel_or_a_label() -> None:
    data = hands(range(3))
    known = {fingerprint(data)}
    for name in ("canvases", "writers", "forged", "collections"):
        array = getattr(data, name).copy()
        array.flat[5] = array.flat[5] ^ 1
        known.add(fingerprint(replace(data, **{name: array})))
    assert len(known) == 5
    assert fingerprint(hands(range(3))) in known
