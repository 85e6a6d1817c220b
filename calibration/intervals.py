"""Intervals that resample writers: one writer's pairs stand or fall together."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from calibration.metrics import ErrorRate, eer

_DRAWS = 500
_SEED = 20


@dataclass(frozen=True, slots=True)
class WriterScores:
    """Similarity-oriented scores (n,) and whose references each was compared with (n,)."""

    scores: NDArray[np.float64]
    writers: NDArray[np.int64]

    def __len__(self) -> int:
        return len(self.scores)


def rule_of_three(rate: float) -> int:
    """Return how many trials without an error show, at 95 %, that the rate is at most `rate`."""
    if not 0 < rate < 1:
        raise ValueError(f"a rate lies between 0 and 1, not {rate}")
    return math.ceil(3.0 / rate - 1e-9)


def share_interval(wrong: NDArray[np.bool_], writers: NDArray[np.int64]) -> ErrorRate:
    """Return the share of wrong decisions with its 95 % interval over resampled writers.

    No error in n trials is reported as at most 3 / n, and the same at the other end.
    """
    n = len(wrong)
    if n == 0:
        return ErrorRate(float("nan"), float("nan"), float("nan"))
    names, number = np.unique(writers, return_inverse=True)
    errors = np.bincount(number, weights=wrong, minlength=len(names))
    trials = np.bincount(number, minlength=len(names))
    drawn = np.random.default_rng(_SEED).integers(0, len(names), (_DRAWS, len(names)))
    shares = errors[drawn].sum(axis=1) / trials[drawn].sum(axis=1)
    low, high = np.percentile(shares, [2.5, 97.5])
    value = float(np.mean(wrong))
    if value == 0.0:
        high = min(1.0, 3.0 / n)
    if value == 1.0:
        low = max(0.0, 1.0 - 3.0 / n)
    return ErrorRate(value, float(low), float(high))


def eer_interval(genuine: WriterScores, forged: WriterScores, draws: int = 200) -> ErrorRate:
    """Return the equal error rate with its 95 % interval over resampled writers.

    Where no error is made, it is reported as at most 3 / n of the rarer kind, as in `share_interval`.
    """
    value = eer(genuine.scores, forged.scores)[0]
    writers = np.unique(np.concatenate([genuine.writers, forged.writers]))
    own_genuine = [genuine.scores[genuine.writers == writer] for writer in writers]
    own_forged = [forged.scores[forged.writers == writer] for writer in writers]
    rng = np.random.default_rng(_SEED)
    rates = []
    for _ in range(draws):
        chosen = rng.integers(0, len(writers), len(writers))
        some_genuine = np.concatenate([own_genuine[i] for i in chosen])
        some_forged = np.concatenate([own_forged[i] for i in chosen])
        if some_genuine.size and some_forged.size:
            rates.append(eer(some_genuine, some_forged)[0])
    low, high = np.percentile(rates, [2.5, 97.5]) if rates else (float("nan"), float("nan"))
    if value == 0.0:
        high = min(1.0, 3.0 / min(len(genuine), len(forged)))
    return ErrorRate(value, float(low), float(high))
