from __future__ import annotations

import numpy as np
import pytest
from numpy.typing import NDArray

from models.comparison import Comparison
from models.network import distance_matrix

GRID = Comparison(whole=5, rows=3, columns=6, depth=4, reach_rows=1, reach_columns=2, whole_share=0.4)


def unit(vectors: NDArray[np.float64]) -> NDArray[np.float64]:
    return vectors / np.linalg.norm(vectors, axis=-1, keepdims=True)


def embedded(
    whole: NDArray[np.float64], cells: NDArray[np.float64], weights: NDArray[np.float64]
) -> NDArray[np.float32]:
    """Return embeddings (n, dimensions) of their three parts."""
    n = len(whole)
    return np.concatenate([whole, cells.reshape(n, -1), weights.reshape(n, -1)], axis=1).astype(np.float32)


def some(n: int, seed: int) -> NDArray[np.float32]:
    """Return embeddings with a third of the cells blank."""
    rng = np.random.default_rng(seed)
    inked = rng.random((n, GRID.rows, GRID.columns)) > 0.33
    weights = rng.random(inked.shape) * inked
    cells = unit(rng.normal(size=(*inked.shape, GRID.depth))) * inked[..., None]
    return embedded(
        unit(rng.normal(size=(n, GRID.whole))), cells, weights / weights.sum(axis=(1, 2), keepdims=True)
    )


def one_way(first: NDArray[np.float32], second: NDArray[np.float32]) -> float:
    """Return the weighted squared distance of each cell to its best match, cell by cell."""
    end = GRID.whole + GRID.cells * GRID.depth
    a, b = (
        e[GRID.whole : end].reshape(GRID.rows, GRID.columns, GRID.depth).astype(float) for e in (first, second)
    )
    weights = first[end:].reshape(GRID.rows, GRID.columns)
    total = 0.0
    for y in range(GRID.rows):
        for x in range(GRID.columns):
            best = 0.0
            for down in (-1, 0, 1):
                for right in (-2, -1, 0, 1, 2):
                    inside = 0 <= y + down < GRID.rows and 0 <= x + right < GRID.columns
                    if inside and (down + right) % 2 == 0:
                        best = max(best, float(a[y, x] @ b[y + down, x + right]))
            total += float(weights[y, x]) * (2 - 2 * best)
    return total


def test_distances_are_those_of_a_loop_over_cells() -> None:
    questioned, references = some(4, 1), some(3, 2)
    found = GRID.distances(questioned, references)
    assert found.shape == (4, 3)
    for i, q in enumerate(questioned):
        for j, r in enumerate(references):
            whole = float(((q[: GRID.whole].astype(float) - r[: GRID.whole]) ** 2).sum())
            local = (one_way(q, r) + one_way(r, q)) / 2
            assert found[i, j] == pytest.approx(np.sqrt(0.4 * whole + 0.6 * local), abs=1e-5)


def test_more_rows_than_a_block_change_nothing() -> None:
    many, few = some(70, 3), some(66, 4)
    found = GRID.distances(many, few)
    for i, j in ((0, 0), (63, 64), (64, 63), (69, 65)):
        assert found[i, j] == pytest.approx(GRID.distances(many[i : i + 1], few[j : j + 1])[0, 0], abs=1e-6)


def test_the_network_in_training_computes_the_same_distances() -> None:
    questioned, references = some(5, 5), some(7, 6)
    trained = np.asarray(distance_matrix(questioned, references, GRID))
    np.testing.assert_allclose(trained, GRID.distances(questioned, references), atol=1e-5)
    own = np.asarray(distance_matrix(questioned, questioned, GRID))
    np.testing.assert_allclose(own, GRID.distances(questioned, questioned), atol=2e-3)


def test_a_distance_is_the_same_both_ways_and_none_to_itself() -> None:
    embeddings = some(6, 7)
    apart = GRID.distances(embeddings, embeddings)
    np.testing.assert_allclose(apart, apart.T, atol=1e-6)
    np.testing.assert_allclose(np.diagonal(apart), 0, atol=1e-3)
    assert (apart[~np.eye(6, dtype=bool)] > 0.5).all()
    assert (apart <= 2).all()


def one_cell(row: int, column: int) -> NDArray[np.float32]:
    """Return an embedding whose only inked cell lies there."""
    cells, weights = np.zeros((1, GRID.rows, GRID.columns, GRID.depth)), np.zeros((1, GRID.rows, GRID.columns))
    cells[0, row, column], weights[0, row, column] = [1, 0, 0, 0], 1
    return embedded(np.eye(1, GRID.whole), cells, weights)


@pytest.mark.parametrize(
    ("to", "apart"), [((1, 2), 0.0), ((1, 4), 0.0), ((2, 3), 0.0), ((1, 5), 1.2**0.5), ((0, 0), 1.2**0.5)]
)
def test_a_stroke_may_move_as_far_as_the_reach(to: tuple[int, int], apart: float) -> None:
    assert GRID.distances(one_cell(1, 2), one_cell(*to))[0, 0] == pytest.approx(apart, abs=1e-3)


def test_differences_show_the_inked_cells_without_their_like() -> None:
    reference, questioned = some(1, 8)[0], some(1, 8)[0]
    start = GRID.whole + (1 * GRID.columns + 3) * GRID.depth
    reference[start : start + GRID.depth], questioned[start : start + GRID.depth] = 0, [1, 0, 0, 0]
    # Nothing near the cell points its way.
    grid = reference[GRID.whole : GRID.whole + GRID.cells * GRID.depth].reshape(-1, GRID.depth)
    grid[:, 0] = -np.abs(grid[:, 0])
    found = GRID.differences(questioned, reference)
    assert found.shape == (GRID.rows, GRID.columns)
    assert found[1, 3] == pytest.approx(1.0)
    assert found.min() >= 0
    np.testing.assert_allclose(GRID.differences(reference, reference), 0, atol=1e-5)


def test_blank_cells_differ_from_nothing() -> None:
    blank = embedded(
        np.eye(1, GRID.whole),
        np.zeros((1, GRID.rows, GRID.columns, GRID.depth)),
        np.zeros((1, GRID.rows, GRID.columns)),
    )[0]
    assert (GRID.differences(blank, some(1, 9)[0]) == 0).all()


@pytest.mark.parametrize(
    ("field", "value"),
    [("whole", 0), ("rows", -1), ("depth", 2.0), ("columns", "8"), ("reach_rows", -1), ("whole_share", 1.1)],
)
def test_a_comparison_that_makes_no_sense_is_told(field: str, value: object) -> None:
    values = {
        "whole": 4,
        "rows": 2,
        "columns": 2,
        "depth": 3,
        "reach_rows": 1,
        "reach_columns": 0,
        "whole_share": 0.5,
    }
    assert Comparison(**values).is_valid()
    assert not Comparison(**{**values, field: value}).is_valid()  # type: ignore[arg-type]
