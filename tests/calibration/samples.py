"""Comparisons with known distributions, for the tests of calibrations."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from calibration.fitting import fit_curve
from calibration.operating import Policy, Target
from calibration.pairs import GENUINE, RANDOM, SKILLED, Scored
from calibration.profile import Curve


def scored(
    genuine: NDArray[np.float64], skilled: NDArray[np.float64], random: NDArray[np.float64] | None = None
) -> Scored:
    """Return distances of three kinds, dealt out to ten writers."""
    parts = [genuine, skilled, np.zeros(0) if random is None else random]
    kinds = np.repeat([GENUINE, SKILLED, RANDOM], [len(part) for part in parts])
    return Scored(np.concatenate(parts), kinds, np.concatenate([np.arange(len(part)) % 10 for part in parts]))


def normals(genuine: int = 400, skilled: int = 600, *, seed: int = 7) -> Scored:
    """Return distances of two normal distributions that overlap, and strangers farther out."""
    rng = np.random.default_rng(seed)
    return scored(rng.normal(0.5, 0.1, genuine), rng.normal(0.8, 0.1, skilled), rng.normal(1.2, 0.1, 500))


def fitted(pairs: Scored, target: Target | None = None) -> Curve:
    return fit_curve(1, pairs, Policy(target or Target()))


def share_accepted(curve: Curve, pairs: Scored, kind: int) -> float:
    """Return the share of one kind that the curve accepts, by the way that a cheque takes."""
    chosen = pairs.distances[pairs.kinds == kind].tolist()
    return sum(curve.accepts(curve.similarity(distance)) for distance in chosen) / len(chosen)
