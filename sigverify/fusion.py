"""How the distances to several references become one."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

import numpy as np
from numpy.typing import NDArray

Fusion = Literal["relative", "mean", "nearest"]
FUSIONS: tuple[Fusion, ...] = ("relative", "mean", "nearest")


def fuse(distances: Sequence[float] | NDArray[np.float64], between: float, policy: str) -> float:
    """Return one distance for the distances (n,) to the references of one signatory.

    `relative` (the default) is the mean distance less a share (n - 1) / (n + 1) of how far the references are from
    each other: who signs unsteadily is given more room, who signs alike each time less. The share grows with the
    number of references, as the trust in their spread does; with one reference it is the distance itself.
    `mean` is the arithmetic mean; `nearest` the least, so that one matching reference is enough.

    Parameters
    ----------
    between
        Mean distance of the references among each other; any number where there is one reference.
    """
    rows = np.asarray(distances, dtype=np.float64)[np.newaxis]
    return float(fuse_rows(rows, np.asarray([between], dtype=np.float64), policy)[0])


def fuse_rows(distances: NDArray[np.float64], between: NDArray[np.float64], policy: str) -> NDArray[np.float64]:
    """Return one distance a row, (n,), for distances (n, references) and the references' spread (n,)."""
    references = distances.shape[1]
    if policy == "relative":
        if references == 1:
            return np.asarray(distances[:, 0])
        return np.asarray(distances.mean(axis=1) - (references - 1) / (references + 1) * between)
    if policy == "mean":
        return np.asarray(distances.mean(axis=1))
    if policy == "nearest":
        return np.asarray(distances.min(axis=1))
    raise ValueError(f"unknown fusion {policy!r}; there are {', '.join(FUSIONS)}")
