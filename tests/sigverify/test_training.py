from __future__ import annotations

from typing import cast

import numpy as np
import pytest
from numpy.typing import NDArray

from models.comparison import Comparison
from models.signatures import SignatureArrays
from sigverify.training import mean_skilled_eer


class OnALine:
    """A comparison of embeddings by their plain distance."""

    def distances(self, questioned: NDArray[np.float32], references: NDArray[np.float32]) -> NDArray[np.float64]:
        return np.abs(questioned.astype(np.float64) - references.astype(np.float64).T)


def test_a_collection_counts_by_its_writers_with_forgeries() -> None:
    # Three writers whose forgeries lie apart, one whose forgeries lie where the genuine ones do.
    writers = np.repeat(np.arange(4), 8)
    forged = np.tile([False] * 4 + [True] * 4, 4)
    places = np.where(forged & (writers < 3), 1.0, 0.0).astype(np.float32)
    collections = np.where(writers < 3, 0, 1)
    arrays = SignatureArrays(
        np.zeros((32, 2, 2), np.uint8), writers, forged, collections, np.full(32, -1, np.int64)
    )
    found = mean_skilled_eer(arrays, places[:, np.newaxis], cast(Comparison, OnALine()))
    # Where all distances are equal, one of FAR and FRR is one, the other nought: 50 %.
    assert found == pytest.approx((3 * 0.0 + 1 * 0.5) / 4)
