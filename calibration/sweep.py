"""What every threshold would do, worked out once: it can then be dragged without scoring anything again."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from calibration.intervals import WriterScores, below_by_writer, drawn_times, share_interval
from calibration.metrics import ErrorRate, Reliability, reliability
from calibration.operating import Limits
from calibration.pairs import GENUINE, RANDOM, SKILLED, Scored
from calibration.profile import Curve, on_curve

Rates = NDArray[np.float64]

_QUANTILES, _STEPS = 121, 51
_BINS = 40


@dataclass(frozen=True, slots=True, eq=False)
class ErrorCurve:
    """A rate, 0 to 1, at each threshold, and its 95 % interval over writers: (m,) each."""

    value: Rates
    low: Rates
    high: Rates


@dataclass(frozen=True, slots=True, eq=False)
class Sweep:
    """Error rates at every threshold on similarity.

    Attributes
    ----------
    thresholds
        float (m,), rising from 0 to 1.
    far, far_random, frr
        At each of them.
    edges
        Of the histograms, (b + 1,).
    genuine, skilled, random
        Similarities of the comparisons of each kind.
    rows
        int (n,) each by kind: which comparison of the sample each similarity belongs to.
    reliability
        Of the likelihood ratios.
    """

    thresholds: Rates
    far: ErrorCurve
    far_random: ErrorCurve
    frr: ErrorCurve
    edges: Rates
    genuine: WriterScores
    skilled: WriterScores
    random: WriterScores
    rows: dict[int, NDArray[np.int64]]
    reliability: Reliability

    def histogram(self, scores: WriterScores) -> Rates:
        """Return the share of the similarities in each bin, (b,); zeros where there are none."""
        counts = np.histogram(scores.scores, self.edges)[0]
        return np.asarray(counts / max(len(scores), 1), dtype=np.float64)

    def rates(self, limits: Limits) -> RatesAt:
        """Return what thresholds do to the comparisons, with intervals over writers."""
        between = self.genuine.scores < limits.accept
        between &= self.genuine.scores >= (limits.accept if limits.flag_below is None else limits.flag_below)
        return RatesAt(
            far=share_interval(self.skilled.scores >= limits.accept, self.skilled.writers),
            far_random=share_interval(self.random.scores >= limits.accept, self.random.writers),
            frr=share_interval(self.genuine.scores < limits.accept, self.genuine.writers),
            referred=share_interval(between, self.genuine.writers),
        )

    def errors(self, kind: int, threshold: float) -> NDArray[np.int64]:
        """Return which comparisons of a kind are judged wrongly at a threshold, (n,), the worst first."""
        scores = {GENUINE: self.genuine, SKILLED: self.skilled, RANDOM: self.random}[kind].scores
        wrong = np.flatnonzero(scores < threshold if kind == GENUINE else scores >= threshold)
        worst_first = np.argsort(scores[wrong] if kind == GENUINE else -scores[wrong], kind="stable")
        return self.rows[kind][wrong[worst_first]]


@dataclass(frozen=True, slots=True)
class RatesAt:
    """The error rates at two thresholds; see `Evidence`."""

    far: ErrorRate
    far_random: ErrorRate
    frr: ErrorRate
    referred: ErrorRate


def sweep(curve: Curve, scored: Scored) -> Sweep:
    """Work out what every threshold on a curve does to comparisons."""
    genuine, skilled, random = (
        on_curve(scored.of(kind), curve.slope, curve.offset) for kind in (GENUINE, SKILLED, RANDOM)
    )
    # Close where similarities crowd, and evenly, so that no stretch is left without a point.
    crowded = [np.quantile(one.scores, np.linspace(0, 1, _QUANTILES)) for one in (genuine, skilled) if len(one)]
    thresholds = np.unique(np.concatenate([np.linspace(0.0, 1.0, _STEPS), *crowded]))
    own, other = (curve.log_ratios(-scored.of(kind).scores) for kind in (GENUINE, SKILLED))
    return Sweep(
        thresholds=thresholds,
        far=_curve(skilled, thresholds, accepted=True),
        far_random=_curve(random, thresholds, accepted=True),
        frr=_curve(genuine, thresholds, accepted=False),
        edges=np.linspace(0.0, 1.0, _BINS + 1),
        genuine=genuine,
        skilled=skilled,
        random=random,
        rows={kind: np.flatnonzero(scored.kinds == kind) for kind in (GENUINE, SKILLED, RANDOM)},
        reliability=reliability(own, other),
    )


def _curve(scores: WriterScores, thresholds: Rates, *, accepted: bool) -> ErrorCurve:
    """Return the share accepted, or not accepted, at each threshold."""
    if not len(scores):
        nothing = np.full(len(thresholds), np.nan)
        return ErrorCurve(nothing, nothing, nothing)
    below = below_by_writer(scores, np.append(thresholds, np.inf))
    trials = below[:, -1:]
    wrong = trials - below[:, :-1] if accepted else below[:, :-1]
    times = drawn_times(len(trials))
    low, high = np.percentile((times @ wrong) / (times @ trials), [2.5, 97.5], axis=0)
    value = wrong.sum(axis=0) / trials.sum()
    high = np.where(value == 0, np.maximum(high, min(1.0, 3.0 / len(scores))), high)
    low = np.where(value == 1, np.minimum(low, max(0.0, 1.0 - 3.0 / len(scores))), low)
    return ErrorCurve(value, low, high)
