"""How far two embeddings are apart: the whole shapes, and the strokes cell by cell.

An embedding is one row of numbers in three parts:

    whole      a unit vector for the whole signature
    cells      a grid of vectors, one for what lies in and around each cell of the canvas: of unit length
               where there is ink, zero where there is none
    weights    how much each cell counts; sum 1

Two signatures are compared by the Euclidean distance of their whole vectors, and by that of each inked cell of
one to its best match among the cells nearby in the other, both ways: a hand varies where it puts its strokes, so
cells may move a little. A cell that finds no ink nearby is as far away as an unrelated one.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

# Rows of two matrices are compared in blocks of this many, which keeps the working set in the cache.
_BLOCK = 64


@dataclass(frozen=True, slots=True)
class Comparison:
    """The shape of an embedding and how cells are matched; part of a bundle.

    Attributes
    ----------
    whole
        Length of the whole vector.
    rows, columns, depth
        Of the grid of cells, and the length of each cell's vector.
    reach_rows, reach_columns
        How many cells away a match may lie.
    whole_share
        Share of the whole vectors in the squared distance, 0 to 1; the rest is that of the cells.
    """

    whole: int
    rows: int
    columns: int
    depth: int
    reach_rows: int
    reach_columns: int
    whole_share: float

    @property
    def cells(self) -> int:
        """Number of cells."""
        return self.rows * self.columns

    @property
    def dimensions(self) -> int:
        """Length of an embedding."""
        return self.whole + self.cells * self.depth + self.cells

    def is_valid(self) -> bool:
        """Tell whether all fields are numbers that make sense: a manifest may hold anything."""
        sizes = (self.whole, self.rows, self.columns, self.depth)
        reach = (self.reach_rows, self.reach_columns)
        return (
            all(type(n) is int and 0 < n <= 4096 for n in sizes)
            and all(type(n) is int and 0 <= n <= 64 for n in reach)
            and type(self.whole_share) is float
            and 0.0 <= self.whole_share <= 1.0
        )

    def shifts(self) -> Iterator[tuple[int, int]]:
        """Yield (rows, columns) by which a match may be displaced.

        Every second place, as the white fields of a chessboard: what is seen from neighbouring cells overlaps.
        """
        for down in range(-self.reach_rows, self.reach_rows + 1):
            for right in range(-self.reach_columns, self.reach_columns + 1):
                if (down + right) % 2 == 0:
                    yield down, right

    def distances(self, questioned: NDArray[np.float32], references: NDArray[np.float32]) -> NDArray[np.float64]:
        """Return the distance of every questioned embedding (n, dimensions) to every reference (m, dimensions).

        Float64 (n, m), 0 to 2; symmetric in its arguments.
        """
        apart = np.empty((len(questioned), len(references)))
        for i in range(0, len(questioned), _BLOCK):
            for j in range(0, len(references), _BLOCK):
                first, second = questioned[i : i + _BLOCK], references[j : j + _BLOCK]
                apart[i : i + _BLOCK, j : j + _BLOCK] = self._block(first, second)
        return apart

    def differences(self, questioned: NDArray[np.float32], reference: NDArray[np.float32]) -> NDArray[np.float32]:
        """Return where the questioned signature (dimensions,) departs from a reference (dimensions,).

        Float32 (rows, columns) over the canvas: 0 where a cell is blank or finds its like nearby, 1 where
        nothing nearby resembles it.
        """
        alike, _ = self._best_matches(questioned[np.newaxis], reference[np.newaxis])
        inked = np.abs(self._cells(questioned[np.newaxis])).sum(axis=(-1, -2)) > 0
        return np.where(inked, 1.0 - alike[..., 0, 0], 0.0).astype(np.float32)

    def _block(self, first: NDArray[np.float32], second: NDArray[np.float32]) -> NDArray[np.float64]:
        alike_first, alike_second = self._best_matches(first, second)
        # ||u - v||^2 = 2 - 2 u.v for vectors of unit length.
        forth = 2.0 - 2.0 * np.einsum("nrc,rcnm->nm", self._weights(first), alike_first)
        back = 2.0 - 2.0 * np.einsum("mrc,rcnm->nm", self._weights(second), alike_second)
        whole = 2.0 - 2.0 * first[:, : self.whole] @ second[:, : self.whole].T
        squares = self.whole_share * whole + (1.0 - self.whole_share) * (forth + back) / 2.0
        return np.asarray(np.sqrt(np.maximum(squares.astype(np.float64), 0.0)))

    def _best_matches(
        self, first: NDArray[np.float32], second: NDArray[np.float32]
    ) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
        """Return the cosine of each cell to its best match in the other, both ways; (rows, columns, n, m) each.

        At least 0: nothing nearby is as bad as something unrelated.
        """
        one, other = self._cells(first), np.ascontiguousarray(self._cells(second).swapaxes(-1, -2))
        shape = (self.rows, self.columns, len(first), len(second))
        forth, back = np.zeros(shape, np.float32), np.zeros(shape, np.float32)
        for down, right in self.shifts():
            here = np.s_[max(0, -down) : self.rows - max(0, down), max(0, -right) : self.columns - max(0, right)]
            there = np.s_[max(0, down) : self.rows + min(0, down), max(0, right) : self.columns + min(0, right)]
            alike = one[here] @ other[there]
            np.maximum(forth[here], alike, out=forth[here])
            np.maximum(back[there], alike, out=back[there])
        return forth, back

    def _cells(self, embeddings: NDArray[np.float32]) -> NDArray[np.float32]:
        """Return the cells as (rows, columns, n, depth)."""
        end = self.whole + self.cells * self.depth
        grid = embeddings[:, self.whole : end].reshape(-1, self.rows, self.columns, self.depth)
        return np.ascontiguousarray(grid.transpose(1, 2, 0, 3))

    def _weights(self, embeddings: NDArray[np.float32]) -> NDArray[np.float32]:
        return embeddings[:, self.whole + self.cells * self.depth :].reshape(-1, self.rows, self.columns)
