"""Connected marks on a page at the working resolution."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sigverify import pen
from sigverify.connected import connected
from sigverify.scans import Scan

# A pen stroke of 0.4 mm is three pixels wide; more would cost time and show only paper grain.
WORK_DPI = pen.DPI
MM = WORK_DPI / 25.4
# A cheque's usual width, for a scan whose resolution is unknown or cannot be true.
CHEQUE_INCHES = 7.8
_PLAUSIBLE_INCHES = (4.5, 13.0)


@dataclass(frozen=True, slots=True)
class Parts:
    """Connected marks: labels int32 (height, width); the rest (n,) in pixels, `index` the label of each row."""

    labels: NDArray[np.int32]
    index: NDArray[np.intp]
    x: NDArray[np.int32]
    y: NDArray[np.int32]
    w: NDArray[np.int32]
    h: NDArray[np.int32]
    area: NDArray[np.int32]

    @classmethod
    def of(cls, marks: NDArray[np.bool_]) -> Parts:
        """Label the connected marks of bool (height, width)."""
        count, labels, stats = connected(marks.view(np.uint8))
        return cls(labels, np.arange(1, count), *stats[1:].T)

    def only(self, keep: NDArray[np.bool_]) -> Parts:
        """Return the parts chosen by bool (n,)."""
        return Parts(
            self.labels,
            self.index[keep],
            self.x[keep],
            self.y[keep],
            self.w[keep],
            self.h[keep],
            self.area[keep],
        )

    def mask(self) -> NDArray[np.bool_]:
        """Return bool (height, width), True on these parts."""
        chosen = np.zeros(int(self.labels.max()) + 1, dtype=bool)
        chosen[self.index] = True
        return np.asarray(chosen[self.labels])


def true_dpi(scan: Scan) -> float:
    """Return the resolution that makes the page a page."""
    inches = max(scan.pixels.shape[:2]) / scan.dpi
    if scan.dpi_estimated or not _PLAUSIBLE_INCHES[0] <= inches <= _PLAUSIBLE_INCHES[1]:
        return float(max(scan.pixels.shape[:2])) / CHEQUE_INCHES
    return scan.dpi


def odd(millimetres: float) -> int:
    """Return a length as an odd number of pixels, for a kernel."""
    return round(millimetres * MM) | 1
