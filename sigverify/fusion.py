"""How the distances to several references become one."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

import numpy as np
from numpy.typing import NDArray

Fusion = Literal["mean", "nearest"]
FUSIONS: tuple[Fusion, ...] = ("mean", "nearest")


def fuse(distances: Sequence[float] | NDArray[np.float64], policy: str) -> float:
    """Return one distance for the distances (n,) to the references of one signatory.

    `mean` is the arithmetic mean; `nearest` the least, so that one matching reference is enough.
    """
    return float(fuse_rows(np.asarray(distances, dtype=np.float64)[np.newaxis], policy)[0])


def fuse_rows(distances: NDArray[np.float64], policy: str) -> NDArray[np.float64]:
    """Return one distance a row, (n,), for distances (n, references)."""
    if policy == "mean":
        return np.asarray(distances.mean(axis=1))
    if policy == "nearest":
        return np.asarray(distances.min(axis=1))
    raise ValueError(f"unknown fusion {policy!r}; there are {', '.join(FUSIONS)}")
