"""Train the embedding network: resumable, reproducible, with early stopping."""

from __future__ import annotations

import json
import math
import os
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass, field
from hashlib import sha256
from pathlib import Path

import keras
import numpy as np
from numpy.typing import NDArray

from models.embedder import to_input
from models.losses import LOSSES
from models.network import build_embedder, comparison_of
from models.sampling import BatchSampler
from models.signatures import SignatureArrays


@dataclass(frozen=True, slots=True)
class TrainingPlan:
    """Everything besides the data that decides the weights.

    `learning_rate` is reached after `warm_up` epochs and falls to zero along a cosine by epoch `epochs`;
    training ends earlier when the validation EER has not improved for `patience` epochs. `average` is the decay
    a step of the running mean of the weights, which is what is validated and kept.
    """

    loss: str = "contrastive"
    epochs: int = 40
    steps: int = 200
    writers_a_batch: int = 6
    images_a_writer: int = 10
    # Share of the batches whose writers begin a signature as one person does and end it as another.
    spliced: float = 0.5
    learning_rate: float = 1.5e-3
    warm_up: float = 1.0
    weight_decay: float = 1e-2
    average: float = 0.995
    patience: int = 15
    seed: int = 1
    # bfloat16 arithmetic trains 1.4 times faster on CPUs that have it; weights and loss stay float32.
    precision: str = "mixed_bfloat16"


@dataclass(frozen=True, slots=True)
class TrainingProgress:
    """How far a training is. `validation_eer` is 0 to 1, None before the first epoch has ended."""

    epoch: int
    epochs: int
    step: int
    steps: int
    pairs_per_second: float
    loss: float
    validation_eer: float | None
    seconds_left: float


@dataclass(slots=True)
class Trained:
    """The best network and how the training went (one entry an epoch)."""

    embedder: keras.Model
    losses: list[float] = field(default_factory=list)
    validation_eers: list[float] = field(default_factory=list)
    best_epoch: int = 0
    images: int = 0


@dataclass(frozen=True, slots=True)
class Start:
    """Where a fine-tuning begins: a bundle's id and its network."""

    bundle: str
    network: keras.Model


Validate = Callable[[NDArray[np.float32]], float]


def train(
    training: SignatureArrays,
    validation: SignatureArrays,
    validate: Validate,
    plan: TrainingPlan,
    checkpoint: Path,
    *,
    start: Start | None = None,
    report: Callable[[TrainingProgress], None] = lambda _: None,
    check_cancelled: Callable[[], None] = lambda: None,
) -> Trained:
    """Train from scratch, or go on from `checkpoint` when it was left by the same plan on the same data.

    Parameters
    ----------
    training, validation
        Signatures of disjoint sets of writers.
    validate
        Turns the embeddings of `validation` (n, dimensions) into an equal error rate, 0 to 1.
    plan
        Same plan, same data, same machine: same weights within floating-point tolerance.
    checkpoint
        A file (.npz), replaced after each epoch.
    start
        Weights to begin with instead of random ones.
    report
        Called at most once a second.
    check_cancelled
        Called after each step; raises to stop. What is done up to the last epoch is kept in `checkpoint`.

    Raises
    ------
    ValueError
        When writers are shared between the two sets, or the checkpoint is from another plan or other data.
    """
    if np.intersect1d(training.writers, validation.writers).size:
        raise ValueError("training and validation share writers")
    height, width = training.canvases.shape[1:]
    keras.utils.set_random_seed(plan.seed)
    policy = keras.mixed_precision.dtype_policy()
    keras.mixed_precision.set_dtype_policy(plan.precision)
    try:
        learner = build_embedder(height, width, seed=plan.seed)
    finally:
        keras.mixed_precision.set_dtype_policy(policy)
    embedder = build_embedder(height, width, seed=plan.seed)
    schedule = _WarmUpCosine(plan.learning_rate, round(plan.warm_up * plan.steps), plan.epochs * plan.steps)
    optimizer = keras.optimizers.AdamW(schedule, weight_decay=plan.weight_decay, clipnorm=1.0)
    optimizer.exclude_from_weight_decay(var_names=["gamma", "beta", "bias"])
    learner.compile(optimizer, LOSSES[plan.loss](comparison_of(height, width)))
    optimizer.build(learner.trainable_variables)

    sampler = BatchSampler(
        training,
        writers_a_batch=plan.writers_a_batch,
        images_a_writer=plan.images_a_writer,
        steps=plan.steps,
        seed=plan.seed,
        spliced=plan.spliced,
    )
    if start is not None:
        learner.set_weights(start.network.get_weights())
    mean = [np.array(weight) for weight in learner.get_weights()]
    best = [weight.copy() for weight in mean]
    trained = Trained(embedder)
    origin = {} if start is None else {"start": start.bundle}
    identity = json.dumps({**asdict(plan), "data": fingerprint(training), **origin}, sort_keys=True)
    if checkpoint.exists():
        _restore(checkpoint, identity, learner, mean, best, trained)

    for epoch in range(len(trained.losses), plan.epochs):
        if trained.validation_eers and epoch - 1 - trained.best_epoch >= plan.patience:
            break
        sampler.epoch = epoch
        watch = _Watch(plan, epoch, trained, mean, learner, report, check_cancelled)
        history = learner.fit(sampler, epochs=1, verbose=0, shuffle=False, callbacks=[watch])
        embedder.set_weights(mean)
        eer = validate(embed(embedder, validation.canvases))
        if not trained.validation_eers or eer < min(trained.validation_eers):
            trained.best_epoch = epoch
            for kept, current in zip(best, mean, strict=True):
                kept[...] = current
        trained.losses.append(float(history.history["loss"][0]))
        trained.validation_eers.append(eer)
        trained.images += plan.steps * plan.writers_a_batch * plan.images_a_writer
        _save(checkpoint, identity, learner, mean, best, trained)
        watch.tell(plan.steps, trained.losses[-1])
    embedder.set_weights(best)
    return trained


def embed(embedder: keras.Model, canvases: NDArray[np.uint8], batch: int = 64) -> NDArray[np.float32]:
    """Return the embeddings of canvases (n, height, width) uint8 as float32 (n, dimensions)."""
    parts = [
        np.asarray(embedder(to_input(canvases[start : start + batch]), training=False))
        for start in range(0, len(canvases), batch)
    ]
    return np.concatenate(parts) if parts else np.zeros((0, embedder.output_shape[-1]), np.float32)


def fingerprint(signatures: SignatureArrays) -> str:
    """Return a sha256 (hex) of canvases and labels."""
    digest = sha256()
    labels = (signatures.writers, signatures.forged, signatures.collections, signatures.texts)
    for array in (signatures.canvases, *labels):
        digest.update(np.ascontiguousarray(array).tobytes())
    return digest.hexdigest()


@keras.saving.register_keras_serializable("sigverify")
class _WarmUpCosine(keras.optimizers.schedules.LearningRateSchedule):
    """Rise linearly to the peak, then fall to zero along half a cosine (Loshchilov and Hutter 2017)."""

    def __init__(self, peak: float, warm_up: int, total: int) -> None:
        super().__init__()
        self.peak, self.warm_up, self.total = peak, max(warm_up, 1), total

    def __call__(self, step: keras.KerasTensor) -> keras.KerasTensor:
        step = keras.ops.cast(step, "float32")
        rising = step / self.warm_up
        done = keras.ops.clip((step - self.warm_up) / max(self.total - self.warm_up, 1), 0.0, 1.0)
        falling = 0.5 * (1.0 + keras.ops.cos(math.pi * done))
        return self.peak * keras.ops.minimum(rising, falling)

    def get_config(self) -> dict[str, object]:
        return {"peak": self.peak, "warm_up": self.warm_up, "total": self.total}


class _Watch(keras.callbacks.Callback):
    """Average the weights after each step, tell how it goes, and stop when asked to."""

    def __init__(
        self,
        plan: TrainingPlan,
        epoch: int,
        trained: Trained,
        mean: list[NDArray[np.float32]],
        learner: keras.Model,
        report: Callable[[TrainingProgress], None],
        check_cancelled: Callable[[], None],
    ) -> None:
        super().__init__()
        self._plan, self._epoch, self._trained, self._mean = plan, epoch, trained, mean
        self._learner, self._report, self._check_cancelled = learner, report, check_cancelled
        self._started = self._told = time.monotonic()

    def on_train_batch_end(self, batch: int, logs: dict[str, float] | None = None) -> None:
        """Average, tell, look for a wish to stop."""
        # Early on the mean follows closely, so that it does not remember the random start.
        steps_done = self._epoch * self._plan.steps + batch + 1
        decay = min(self._plan.average, steps_done / (steps_done + 10))
        for mean, weight in zip(self._mean, self._learner.get_weights(), strict=True):
            mean += (1.0 - decay) * (weight - mean)
        # The epoch's own end is told with its validation.
        if batch + 1 < self._plan.steps and time.monotonic() - self._told >= 1.0:
            self.tell(batch + 1, float((logs or {}).get("loss", math.nan)))
        self._check_cancelled()

    def tell(self, step: int, loss: float) -> None:
        """Report progress now."""
        plan = self._plan
        self._told = time.monotonic()
        a_step = (self._told - self._started) / max(step, 1)
        images = plan.writers_a_batch * plan.images_a_writer
        left = (plan.epochs - self._epoch) * plan.steps - step
        eers = self._trained.validation_eers
        self._report(
            TrainingProgress(
                epoch=self._epoch + 1,
                epochs=plan.epochs,
                step=step,
                steps=plan.steps,
                pairs_per_second=images * (images - 1) / 2 / a_step,
                loss=loss,
                validation_eer=eers[-1] if eers else None,
                seconds_left=left * a_step,
            )
        )


def _save(
    checkpoint: Path,
    identity: str,
    learner: keras.Model,
    mean: list[NDArray[np.float32]],
    best: list[NDArray[np.float32]],
    trained: Trained,
) -> None:
    """Write all that it takes to go on, in one step: a kill leaves the old file or the new one."""
    state = {
        "identity": identity,
        "losses": trained.losses,
        "validation_eers": trained.validation_eers,
        "best_epoch": trained.best_epoch,
        "images": trained.images,
    }
    arrays = {f"learner{i}": v.numpy() for i, v in enumerate(_variables(learner))}
    arrays |= {f"mean{i}": v for i, v in enumerate(mean)} | {f"best{i}": v for i, v in enumerate(best)}
    checkpoint.parent.mkdir(parents=True, exist_ok=True)
    part = checkpoint.with_suffix(".part.npz")
    with part.open("wb") as file:
        np.savez(file, allow_pickle=False, state=np.frombuffer(json.dumps(state).encode(), np.uint8), **arrays)
        file.flush()
        os.fsync(file.fileno())
    part.replace(checkpoint)


def _restore(
    checkpoint: Path,
    identity: str,
    learner: keras.Model,
    mean: list[NDArray[np.float32]],
    best: list[NDArray[np.float32]],
    trained: Trained,
) -> None:
    """Take up what `_save` left."""
    with np.load(checkpoint, allow_pickle=False) as stored:
        state = json.loads(stored["state"].tobytes())
        if state["identity"] != identity:
            raise ValueError(
                f"{checkpoint} was left by a training with another plan or other data; delete it to start anew"
            )
        for i, variable in enumerate(_variables(learner)):
            variable.assign(stored[f"learner{i}"])
        for kept, name in ((mean, "mean"), (best, "best")):
            for i, array in enumerate(kept):
                array[...] = stored[f"{name}{i}"]
    trained.losses, trained.validation_eers = state["losses"], state["validation_eers"]
    trained.best_epoch, trained.images = state["best_epoch"], state["images"]


def _variables(learner: keras.Model) -> list[keras.Variable]:
    """Weights, dropout's random state, and the optimizer's moments and step count."""
    return [*learner.variables, *learner.optimizer.variables]
