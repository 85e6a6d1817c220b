"""A training of seconds, and a program that is killed in the middle of one."""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Callable, Iterable
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from models.training import TrainingPlan, train
from tests.models.tiny_hands import hands

PLAN = TrainingPlan(
    epochs=3,
    steps=8,
    writers_a_batch=4,
    images_a_writer=6,
    learning_rate=2e-3,
    seed=4,
    precision="float32",
)
TRAINING = hands(range(8), seed=1)
VALIDATION = hands(range(100, 103), seed=2)
# The second epoch is the best: neither the first nor the last weights may be kept.
EERS = (0.3, 0.1, 0.2)


class Judge:
    """A validation that gives the rates it was told to and remembers the embeddings that it was shown."""

    def __init__(self, eers: Iterable[float]) -> None:
        self._eers = iter(eers)
        self.seen: list[NDArray[np.float32]] = []

    def __call__(self, embeddings: NDArray[np.float32]) -> float:
        self.seen.append(embeddings.copy())
        return next(self._eers)


def at_step(step: int, act: Callable[[], None]) -> Callable[[], None]:
    """Return a `check_cancelled` that acts when it is asked for the `step`-th time."""
    asked = 0

    def check() -> None:
        nonlocal asked
        asked += 1
        if asked == step:
            act()

    return check


def die() -> None:
    """End this process as a power cut would."""
    os.kill(os.getpid(), getattr(signal, "SIGKILL", signal.SIGTERM))


if __name__ == "__main__":
    # Goes on from the first epoch's checkpoint and dies in the third: eight steps of the second, and four more.
    train(TRAINING, VALIDATION, Judge(EERS[1:]), PLAN, Path(sys.argv[1]), check_cancelled=at_step(8 + 4, die))
