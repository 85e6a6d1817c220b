from __future__ import annotations

import numpy as np

from tests.models.tiny_hands import hands


def test_a_subset_keeps_canvas_and_labels_together() -> None:
    signatures = hands(range(4), genuine=3, forged=2, collections=2)
    chosen = signatures.forged & (signatures.writers > 1)
    part = signatures.subset(chosen)
    assert len(part) == 4
    np.testing.assert_array_equal(part.canvases, signatures.canvases[chosen])
    assert part.writers.tolist() == [2, 2, 3, 3]
    assert part.forged.all()
    assert part.collections.tolist() == [0, 0, 1, 1]
