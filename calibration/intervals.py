"""Intervals that resample writers: one writer's pairs stand or fall together."""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cache

import numpy as np
from numpy.typing import NDArray

from calibration.metrics import ErrorRate, eer

_DRAWS = 500
_SEED = 20
# More would take memory for each writer, and change an interval in its fourth digit.
_THRESHOLDS = 4000


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


def rule_of_thirty(rate: float) -> int:
    """Return how many trials show an error rate to within a third of itself: those in which 30 errors are to come.

    Doddington et al., Speech Communication 31, 2000; ISO/IEC 19795-1.
    """
    if not 0 < rate < 1:
        raise ValueError(f"a rate lies between 0 and 1, not {rate}")
    return math.ceil(30.0 / rate - 1e-9)


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
    times = drawn_times(len(names))
    shares = (times @ errors) / (times @ trials)
    low, high = np.percentile(shares, [2.5, 97.5])
    value = float(np.mean(wrong))
    if value == 0.0:
        high = min(1.0, 3.0 / n)
    if value == 1.0:
        low = max(0.0, 1.0 - 3.0 / n)
    return ErrorRate(value, float(low), float(high))


@cache
def drawn_times(writers: int, draws: int = _DRAWS) -> NDArray[np.float64]:
    """Return how often each writer is drawn in each resampling, (draws, writers): rates are then products."""
    drawn = np.random.default_rng(_SEED).integers(0, writers, (draws, writers))
    times = np.stack([np.bincount(row, minlength=writers) for row in drawn]).astype(np.float64)
    times.flags.writeable = False  # everybody gets the same
    return times


def below_by_writer(scores: WriterScores, thresholds: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return how many scores of each writer lie below each threshold (m,): (writers, m)."""
    return _below(scores, np.unique(scores.writers), thresholds)


def eer_interval(genuine: WriterScores, forged: WriterScores, draws: int = 200) -> ErrorRate:
    """Return the equal error rate with its 95 % interval over resampled writers.

    Where no error is made, it is reported as at most 3 / n of the rarer kind, as in `share_interval`.
    """
    value = eer(genuine.scores, forged.scores)[0]
    names = np.unique(np.concatenate([genuine.writers, forged.writers]))
    thresholds = np.unique(np.concatenate([genuine.scores, forged.scores]))
    if len(thresholds) > _THRESHOLDS:  # the rates between are interpolated
        thresholds = thresholds[np.linspace(0, len(thresholds) - 1, _THRESHOLDS).astype(np.int64)]
    thresholds = np.append(thresholds, np.inf)
    rejected, passed = _below(genuine, names, thresholds), _below(forged, names, thresholds)
    rates: list[float] = []
    times = drawn_times(len(names), draws)
    for some in np.array_split(times, max(1, draws // 20)):  # a few at a time: each has a rate at every threshold
        own, others = some @ rejected, some @ passed
        usable = (own[:, -1] > 0) & (others[:, -1] > 0)
        frr = own[usable] / own[usable, -1:]
        far = 1.0 - others[usable] / others[usable, -1:]
        rates += _crossings(far, frr).tolist()
    low, high = np.percentile(rates, [2.5, 97.5]) if rates else (float("nan"), float("nan"))
    if value == 0.0:
        high = min(1.0, 3.0 / min(len(genuine), len(forged)))
    return ErrorRate(value, float(low), float(high))


def _below(scores: WriterScores, names: NDArray[np.int64], thresholds: NDArray[np.float64]) -> NDArray[np.float64]:
    order = np.lexsort((scores.scores, scores.writers))
    values, writers = scores.scores[order], scores.writers[order]
    starts, ends = np.searchsorted(writers, names, side="left"), np.searchsorted(writers, names, side="right")
    return np.stack(
        [
            np.searchsorted(values[start:end], thresholds, side="left").astype(np.float64)
            for start, end in zip(starts.tolist(), ends.tolist(), strict=True)
        ]
    )


def _crossings(far: NDArray[np.float64], frr: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return where each row's FAR and FRR (n, m) meet, on straight segments, (n,); as `metrics.eer` does."""
    gap = far - frr
    after = np.argmax(gap <= 0, axis=1)
    before = np.maximum(after - 1, 0)
    rows = np.arange(len(far))
    fall = gap[rows, before] - gap[rows, after]
    share = np.divide(gap[rows, before], fall, out=np.zeros(len(far)), where=fall > 0)
    met = far[rows, before] + share * (far[rows, after] - far[rows, before])
    return np.asarray(np.where(fall > 0, met, (far[rows, after] + frr[rows, after]) / 2))
