"""What a calibration is made on, and what is left out of it."""

from __future__ import annotations

import csv
import shutil
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import pytest

from calibration.metrics import ErrorRate
from calibration.operating import Policy, Target
from calibration.pairs import GENUINE, SKILLED
from calibration.profile import Profile
from models import bundle as bundles
from models.embedder import Embedder
from sigverify import activating, calibrating, monitoring, recorded, samples
from sigverify.app import App
from sigverify.errors import DatasetError, ProfileUnusable, RecordsError
from sigverify.judging import Recommendation
from sigverify.records import Decision, Outcome
from sigverify.samples import Sample
from sigverify.settings import Settings


@pytest.fixture
def app(tmp_path: Path) -> Iterator[App]:
    if not (bundles.DEFAULT / bundles.MANIFEST).exists():
        pytest.skip(f"there is no trained bundle ({bundles.DEFAULT})")
    made = App(Settings(tmp_path / "bank"))
    yield made
    made.records.close()


@pytest.fixture(scope="module")
def embedder() -> Embedder:
    if not (bundles.DEFAULT / bundles.MANIFEST).exists():
        pytest.skip(f"there is no trained bundle ({bundles.DEFAULT})")
    return App(Settings(Path("unused"))).embedder


@pytest.fixture(scope="module")
def sample(signature_set: Path, embedder: Embedder) -> Sample:
    return samples.gather([signature_set], embedder)


@dataclass(frozen=True)
class Pair:
    references: list[Path]
    questioned: Path
    kind: str
    writer: str


def write(path: Path, pairs: list[Pair]) -> Path:
    with path.open("w", newline="", encoding="utf-8") as file:
        table = csv.writer(file)
        table.writerow(["references", "questioned", "kind", "writer"])
        for one in pairs:
            known = "|".join(str(reference) for reference in one.references)
            table.writerow([known, one.questioned, one.kind, one.writer])
    return path


def two_writers(folder: Path) -> list[Pair]:
    """Return a genuine pair and a forgery of each of two writers."""
    pairs = []
    for writer in sorted((folder / "hands").iterdir())[:2]:
        genuine = sorted((writer / "genuine").iterdir())
        forged = sorted((writer / "forged").iterdir())
        pairs += [
            Pair([genuine[0]], genuine[1], "genuine", writer.name),
            Pair([genuine[0]], forged[0], "forged", writer.name),
        ]
    return pairs


def test_each_comparison_can_be_traced_to_its_files(sample: Sample) -> None:
    for row in (0, len(sample.scored[2]) - 1):
        references, questioned = sample.pair(2, row)
        assert len(references) == 2
        assert all(Path(name).is_file() for name in (*references, questioned))
        kind = sample.scored[2].kinds[row]
        assert (Path(questioned).parent.name == "forged") == (kind == SKILLED)


def test_a_kept_sample_is_the_same_when_it_is_read_again(sample: Sample, tmp_path: Path) -> None:
    path = tmp_path / "kept.npz"
    samples.save(sample, path)
    again = samples.gather([path], None)  # type: ignore[arg-type]  # no network is asked
    assert (again.bundle, again.data, again.names, again.notes) == (
        sample.bundle,
        sample.data,
        sample.names,
        sample.notes,
    )
    for count, scored in sample.scored.items():
        assert (again.scored[count].distances == scored.distances).all()
        assert again.pair(count, 3) == sample.pair(count, 3)
    assert path.stat().st_mode & 0o077 == 0


@pytest.mark.parametrize("content", [b"", b"PK", b"not an archive"])
def test_what_is_no_sample_is_named(content: bytes, tmp_path: Path) -> None:
    path = tmp_path / "kept.npz"
    path.write_bytes(content)
    with pytest.raises(DatasetError, match="holds no comparisons"):
        samples.load(path)


def test_pairs_that_are_there_twice_or_with_themselves_are_left_out(
    signature_set: Path, embedder: Embedder, tmp_path: Path
) -> None:
    pairs = two_writers(signature_set)
    copy = tmp_path / "copy.png"
    shutil.copy(pairs[0].questioned, copy)
    extra = [replace(pairs[0], questioned=copy), replace(pairs[0], questioned=pairs[0].references[0])]
    found = samples.gather([write(tmp_path / "pairs.csv", [*pairs, *extra])], embedder)
    assert len(found.scored[1]) == 4
    assert found.notes == (
        "1 pairs were left out: they are there already",
        "1 pairs were left out: a signature was compared with itself",
    )


def test_writers_whom_the_model_knows_are_left_out_of_pairs(
    signature_set: Path, embedder: Embedder, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    pairs = two_writers(signature_set)
    digest = int(samples._digest(pairs[3].questioned)[:16], 16)
    nothing = np.zeros(0, np.uint64)
    seen = {"train": np.asarray([digest], np.uint64), "validation": nothing, "test": nothing}
    monkeypatch.setattr(type(embedder.bundle), "seen", lambda _self: seen)
    third = sorted((signature_set / "hands").iterdir())[2]
    own, forged = sorted((third / "genuine").iterdir()), sorted((third / "forged").iterdir())
    more = [Pair([own[0]], own[1], "genuine", "third"), Pair([own[0]], forged[0], "forged", "third")]
    found = samples.gather([write(tmp_path / "pairs.csv", [*pairs, *more])], embedder)
    assert found.notes == ("1 writers were left out: the model was trained or tested on them",)
    assert len(found.scored[1]) == 4
    with pytest.raises(DatasetError, match="no pair that may be used"):
        samples.gather([write(tmp_path / "known.csv", pairs[2:])], embedder)


def test_a_profile_says_what_its_sample_was_too_small_for(sample: Sample) -> None:
    made = calibrating.calibrate(sample, Policy(Target("far", 0.1)), name="mine", author="ann", reason="yearly")
    assert (made.author, made.reason, made.data) == ("ann", "yearly", sample.data)
    assert "8 writers are few: with fewer than 20 the intervals are too narrow" in made.notes
    assert any("skilled forgeries are few: it takes 300" in note for note in made.notes)


def test_two_profiles_are_compared_on_the_same_pairs(sample: Sample) -> None:
    strict, lax = (
        calibrating.calibrate(sample, Policy(Target("similarity", at)), name="one") for at in (0.9, 0.1)
    )
    for beside in calibrating.on_the_same_pairs(strict, lax, sample):
        assert beside.first.frr.value >= beside.second.frr.value
        assert beside.first.far.value <= beside.second.far.value
    assert strict.curve(1).evidence.far == calibrating.on_the_same_pairs(strict, lax, sample)[0].first.far
    with pytest.raises(ProfileUnusable, match="not of the model"):
        calibrating.on_the_same_pairs(strict, replace(lax, bundle="another"), sample)
    one_alone = calibrating.on_the_same_pairs(strict, replace(lax, fusion="nearest"), sample)
    assert [beside.references for beside in one_alone] == [1], "only of several references does the joining matter"


def verified(app: App, signature_set: Path) -> list[tuple[int, bool]]:
    """Verify two signatures, one of them forged, of each of two people; return ids and whether genuine."""
    found = []
    for number, writer in enumerate(sorted((signature_set / "hands").iterdir())[:2]):
        genuine = sorted((writer / "genuine").iterdir())
        for path in genuine[:2]:
            app.enrol(f"{number}", path)
        for path, own in ((genuine[2], True), (sorted((writer / "forged").iterdir())[0], False)):
            app.verify_account(app.read(path), f"{number}")
            found.append((app.records.verifications(limit=1)[0].id, own))
    return found


def test_only_outcomes_that_are_known_independently_are_learnt_from(app: App, signature_set: Path) -> None:
    ids = verified(app, signature_set)
    for one, _ in ids:
        app.records.save_decision(one, Decision.ACCEPTED)
    with pytest.raises(DatasetError, match="0 cheques with an outcome"):
        samples.from_records(app.records, app.bundle)
    for one, genuine in ids:
        app.records.save_outcome(one, Outcome.GENUINE if genuine else Outcome.SKILLED, "the customer said so")
    found = samples.from_records(app.records, app.bundle)
    assert sorted(found.scored[2].kinds.tolist()) == [GENUINE, GENUINE, SKILLED, SKILLED]
    assert len(np.unique(found.scored[2].writers)) == 2
    # The distances are the very ones that were recommended by.
    stored = app.records.verification(ids[0][0])
    assert stored is not None
    [ready] = [one for one in recorded.newest(app.records, app.bundle, 10) if one.verification.id == stored.id]
    assert ready.distances == stored.distances
    assert app.profile is not None
    assert ready.judged(app.profile, app.bundle.id).similarity == stored.similarity


def test_a_signature_that_was_verified_again_counts_once(app: App, signature_set: Path) -> None:
    ids = verified(app, signature_set)
    ids += again(app, signature_set)
    for one, genuine in ids:
        app.records.save_outcome(one, Outcome.GENUINE if genuine else Outcome.SKILLED, "the customer said so")
    found = samples.from_records(app.records, app.bundle)
    assert len(found.scored[2]) == 4
    assert found.notes == ("1 outcomes were left out: the same signature was verified again",)


def again(app: App, signature_set: Path) -> list[tuple[int, bool]]:
    writer = sorted((signature_set / "hands").iterdir())[0]
    app.verify_account(app.read(sorted((writer / "genuine").iterdir())[2]), "0")
    return [(app.records.verifications(limit=1)[0].id, True)]


def test_it_is_told_what_another_profile_would_change(app: App, signature_set: Path) -> None:
    verified(app, signature_set)
    found = recorded.newest(app.records, app.bundle, 100)
    assert len(found) == 4
    before = app.profile
    assert before is not None
    everything, nothing = (at_similarity(before, at) for at in (0.0, 1.0))
    loose = calibrating.changes(found, nothing, everything, app.bundle.id)
    assert (loose.looked_at, len(loose.changed), loose.newly_accepted, loose.newly_flagged) == (4, 4, 4, 0)
    assert calibrating.changes(found, before, before, app.bundle.id).changed == ()
    then = calibrating.changes(found, None, everything, app.bundle.id)
    flagged = sum(one.verification.recommendation is Recommendation.FLAG for one in found)
    assert then.newly_accepted == flagged == len(then.changed)


def at_similarity(profile: Profile, threshold: float) -> Profile:
    curves = tuple(replace(curve, threshold=threshold, bands=(), flag_below=None) for curve in profile.curves)
    return replace(profile, curves=curves)


def test_a_profile_is_activated_and_the_one_before_comes_back(app: App, sample: Sample) -> None:
    with pytest.raises(RecordsError, match="no earlier profile"):
        activating.before_the_active_one(app)
    first, second = (
        calibrating.calibrate(sample, Policy(Target("similarity", at)), name=f"at-{at}") for at in (0.4, 0.6)
    )
    shipped = app.profile
    for made in (first, second):
        activating.activate(app, made, "to see")
    assert app.profile == second
    assert activating.before_the_active_one(app) == first
    known = {one.profile.id: one for one in activating.known_profiles(app)}
    assert shipped is not None
    assert {first.id, second.id, shipped.id} <= set(known)
    assert known[second.id].active
    assert not known[first.id].active
    assert activating.find(app, "at-0.4") == first
    with pytest.raises(ProfileUnusable, match="2 profiles begin with at-"):
        activating.find(app, "at-")
    with pytest.raises(ProfileUnusable, match="no profile nowhere"):
        activating.find(app, "nowhere")


def test_a_profile_of_another_model_is_not_activated(app: App, sample: Sample) -> None:
    other = replace(calibrating.calibrate(sample, Policy(), name="old"), bundle="another")
    with pytest.raises(ProfileUnusable, match="belongs to another model"):
        activating.activate(app, other, "to see")
    assert app.records.profiles() == []


def test_few_signatures_are_not_monitored_and_many_alike_are(app: App, signature_set: Path) -> None:
    verified(app, signature_set)
    assert app.profile is not None
    found = monitoring.monitor(app.records, app.bundle, app.profile)
    assert found.looked_at == found.flagged.count == 4
    assert found.rejected.count == 0
    assert found.advice == "Too few signatures to tell: it takes 100"
    with pytest.raises(ProfileUnusable):
        monitoring.monitor(app.records, app.bundle, replace(app.profile, bundle="another"))


def test_what_is_no_longer_as_expected_asks_for_another_calibration(app: App, signature_set: Path) -> None:
    ids = verified(app, signature_set)
    shown = app.records.verification(ids[0][0])
    assert shown is not None
    assert app.profile is not None
    found = recorded.newest(app.records, app.bundle, 10)
    rate = ErrorRate(0.05, 0.03, 0.08)
    curves = tuple(
        replace(curve, threshold=1.0, evidence=replace(curve.evidence, frr=rate, held_out=None))
        for curve in app.profile.curves
    )
    strict = replace(app.profile, curves=curves)
    assert monitoring._rate(found * 30, [True] * 120, [True] * 120, rate).drift.value == "recalibrate"
    assert monitoring.monitor(app.records, app.bundle, strict).flagged.rate.value == 1.0
