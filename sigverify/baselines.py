"""Comparisons that understand nothing, to be beaten on the same pairs.

Stroke width and the amount of ink tell the pen and the scanner; where they do well, a collection leaks its labels.
Histograms of oriented gradients are what one would try before learning.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from skimage.feature import hog

from calibration.pairs import Compare
from sigverify.dataset import Dataset


@dataclass(frozen=True, slots=True)
class Baseline:
    """A way to compare.

    Attributes
    ----------
    features
        Float32 (n, k) of a dataset.
    compare
        Turns features of questioned signatures (n, k) and references (m, k) into distances (n, m).
    """

    name: str
    features: Callable[[Dataset], NDArray[np.float32]]
    compare: Compare


def _apart(questioned: NDArray[np.float32], references: NDArray[np.float32]) -> NDArray[np.float64]:
    return np.asarray(np.abs(questioned.astype(np.float64) - references.astype(np.float64).T))


def cosine(questioned: NDArray[np.float32], references: NDArray[np.float32]) -> NDArray[np.float64]:
    """Return one minus the cosine of every row of the first (n, k) with every row of the second (m, k): (n, m)."""
    lengths = np.linalg.norm(questioned, axis=1)[:, np.newaxis] * np.linalg.norm(references, axis=1)
    return np.asarray(1.0 - questioned.astype(np.float64) @ references.T / np.maximum(lengths, 1e-9))


def oriented_gradients(canvases: NDArray[np.uint8]) -> NDArray[np.float32]:
    """Return histograms of oriented gradients (Dalal and Triggs 2005), (n, k), of canvases (n, height, width)."""
    return np.stack(
        [
            hog(canvas, orientations=9, pixels_per_cell=(16, 16), cells_per_block=(2, 2)).astype(np.float32)
            for canvas in canvases
        ]
    )


BASELINES = (
    Baseline("stroke width", lambda data: data.traits[:, :1], _apart),
    Baseline("ink amount", lambda data: data.traits[:, 1:], _apart),
    Baseline("HOG", lambda data: oriented_gradients(data.arrays.canvases), cosine),
)
