"""From a similarity to the likelihood ratio genuine : forged.

Logistic: the S-curve itself, whose logit is the natural logarithm of the likelihood ratio at even weights (Brümmer
and du Preez 2006). Beta: two slopes instead of one, for scores that crowd at one end (Kull, Silva Filho and Flach,
Electronic Journal of Statistics 11, 2017). Isotonic: any rising curve (Zadrozny and Elkan, KDD 2002); it follows
the sample most closely, and chance with it.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from enum import StrEnum
from typing import assert_never

import numpy as np
from numpy.typing import NDArray

Logits = NDArray[np.float64]

# Steps of the search for bounds, in units of log10.
_STEP = 0.01


class MappingKind(StrEnum):
    """How likelihood ratios are made from similarities."""

    LOGISTIC = "logistic"
    BETA = "beta"
    ISOTONIC = "isotonic"


@dataclass(frozen=True, slots=True)
class Mapping:
    """A fitted mapping from the logit of a similarity to the natural logarithm of the likelihood ratio.

    Attributes
    ----------
    kind
        `logistic` needs no numbers: the logit is the logarithm already.
    logits, log_ratios
        Of `isotonic`: where its straight segments meet, rising.
    a, b, c
        Of `beta`: c + a * ln(similarity) - b * ln(1 - similarity), a and b at least 0.
    """

    kind: MappingKind = MappingKind.LOGISTIC
    logits: tuple[float, ...] = ()
    log_ratios: tuple[float, ...] = ()
    a: float = 1.0
    b: float = 1.0
    c: float = 0.0

    def apply(self, logits: Logits) -> Logits:
        """Return natural logarithms of likelihood ratios, (n,), for logits of similarities (n,)."""
        if self.kind is MappingKind.LOGISTIC:
            return logits
        if self.kind is MappingKind.BETA:
            return np.asarray(self.c - self.a * np.logaddexp(0, -logits) + self.b * np.logaddexp(0, logits))
        return np.interp(logits, self.logits, self.log_ratios)


def fit(kind: MappingKind, genuine: Logits, forged: Logits) -> Mapping:
    """Fit a mapping to the logits of similarities (n,) of genuine signatures and forgeries, which weigh alike."""
    match kind:
        case MappingKind.LOGISTIC:
            return Mapping()
        case MappingKind.BETA:
            return _fit_beta(genuine, forged)
        case MappingKind.ISOTONIC:
            return _fit_isotonic(genuine, forged)
    assert_never(kind)


def supported_bounds(genuine: Logits, forged: Logits) -> tuple[float, float]:
    """Return the least (at most 0) and the greatest log10 of a likelihood ratio that a sample supports.

    The empirical bounds of Vergeer et al. (Science and Justice 56, 2016): one misleading comparison more on each
    side must not make it wiser to say nothing. Never beyond log10(n + 1) of the n comparisons of the other kind.

    Parameters
    ----------
    genuine, forged
        Natural logarithms of the likelihood ratios (n,) that the sample itself gets.
    """
    own, other = np.sort(genuine / math.log(10)), np.sort(forged / math.log(10))
    least = max(min(own[0], other[0]), -math.log10(len(own) + 1))
    most = min(max(own[-1], other[-1]), math.log10(len(other) + 1))
    first, last = min(0, math.floor(least / _STEP)), max(0, math.floor(most / _STEP) + 1)
    at = np.linspace(first * _STEP, last * _STEP, last - first + 1)
    missed = (np.searchsorted(own, at, side="right") + 1) / (len(own) + 1)
    passed = (len(other) - np.searchsorted(other, at, side="right") + 1) / (len(other) + 1)
    # What deciding by the ratio costs beside always deciding for the likelier side, where `at` is the limit.
    worse = missed + 10**at * passed > np.minimum(1.0, 10**at)
    low = np.max(at[worse & (at <= 0)] + _STEP, initial=at[0])
    high = np.min(at[worse & (at >= 0)] - _STEP, initial=at[-1])
    return min(float(low), 0.0), max(float(high), 0.0)


def _fit_beta(genuine: Logits, forged: Logits) -> Mapping:
    from scipy.optimize import minimize

    def cost(numbers: Logits) -> float:
        mapping = Mapping(MappingKind.BETA, a=numbers[0], b=numbers[1], c=numbers[2])
        wrong = np.logaddexp(0, -mapping.apply(genuine)).mean() + np.logaddexp(0, mapping.apply(forged)).mean()
        return float(wrong)

    found = minimize(cost, [1.0, 1.0, 0.0], method="L-BFGS-B", bounds=[(0, None), (0, None), (None, None)])
    a, b, c = found.x.tolist()
    return Mapping(MappingKind.BETA, a=a, b=b, c=c)


def _fit_isotonic(genuine: Logits, forged: Logits) -> Mapping:
    from sklearn.isotonic import IsotonicRegression

    labels = np.repeat([1.0, 0.0], [len(genuine), len(forged)])
    weights = np.repeat([1.0 / len(genuine), 1.0 / len(forged)], [len(genuine), len(forged)])
    # A step of chance 0 or 1 would claim certainty: one more of the other kind is always thinkable.
    least, most = 1.0 / (len(genuine) + 2), 1.0 - 1.0 / (len(forged) + 2)
    steps = IsotonicRegression(y_min=least, y_max=most)
    steps.fit(np.concatenate([genuine, forged]), labels, sample_weight=weights)
    chance = steps.y_thresholds_
    ratios = np.log(chance) - np.log1p(-chance)
    return Mapping(MappingKind.ISOTONIC, tuple(steps.X_thresholds_.tolist()), tuple(np.asarray(ratios).tolist()))
