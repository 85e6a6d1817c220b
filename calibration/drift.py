"""Whether what comes in is still what a profile was calibrated on."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

from calibration.metrics import ErrorRate

# The customary limits of the index: below the first nothing has changed, above the second a lot has.
SOME, MUCH = 0.10, 0.25
# Fewer recent signatures say nothing either way.
ENOUGH = 100


class Drift(StrEnum):
    """What follows from a comparison."""

    TOO_FEW = "too few"
    STEADY = "steady"
    WATCH = "watch"
    RECALIBRATE = "recalibrate"


@dataclass(frozen=True, slots=True)
class Stability:
    """How recent similarities compare with those that a profile expects.

    Attributes
    ----------
    index
        Population stability index over the deciles; NaN without any.
    by_chance
        What the index reaches in 1 of 20 samples of this size although nothing has changed.
    shares
        Share of the recent similarities in each tenth of the expected ones, lowest first, (10,).
    count
        How many recent ones there are.
    """

    index: float
    by_chance: float
    shares: tuple[float, ...]
    count: int

    @property
    def drift(self) -> Drift:
        if self.count < ENOUGH:
            return Drift.TOO_FEW
        if self.index <= max(SOME, self.by_chance):
            return Drift.STEADY
        return Drift.RECALIBRATE if self.index > max(MUCH, self.by_chance) else Drift.WATCH


def stability(deciles: tuple[float, ...], recent: NDArray[np.float64], sample: int) -> Stability:
    """Compare recent similarities (n,) with the deciles (9,) of a sample of so many.

    Under no change the index follows chi-square with nine degrees of freedom, times 1/n + 1/sample (Yurdakul,
    Statistical properties of population stability index, 2018).
    """
    from scipy.stats import chi2

    count = len(recent)
    if not count:
        return Stability(float("nan"), float("nan"), (), 0)
    counts = np.bincount(np.searchsorted(deciles, recent, side="right"), minlength=len(deciles) + 1)
    expected = 1.0 / len(counts)
    # An empty tenth would make it infinite; half a signature says "hardly any".
    shares = np.maximum(counts, 0.5) / count
    index = float(((shares - expected) * np.log(shares / expected)).sum())
    by_chance = float(chi2.ppf(0.95, len(deciles)) * (1.0 / count + 1.0 / sample))
    return Stability(index, by_chance, tuple((counts / count).tolist()), count)


def rate_drift(expected: ErrorRate, observed: ErrorRate, count: int) -> Drift:
    """Say whether an observed rate, with its interval, has left the interval that was stated for it."""
    if count < ENOUGH:
        return Drift.TOO_FEW
    if observed.low > expected.high or observed.high < expected.low:
        return Drift.RECALIBRATE
    return Drift.STEADY if expected.low <= observed.value <= expected.high else Drift.WATCH
