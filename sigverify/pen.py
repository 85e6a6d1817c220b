"""Which marks of a scan a pen left, and which were printed, ruled or stamped."""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from models import pen as network
from models.bundle import BundleError
from sigverify.errors import BundleUnusable

DPI, CELL_PX = network.DPI, network.CELL_PX
# At 150 dpi; a stroke is under 1.5 mm wide, hairlines left white in a tint are under 0.5 mm.
_PAPER_PX, _HAIRLINE_PX = 15, 3


def pen_share(pixels: NDArray[np.uint8], dpi: float) -> NDArray[np.float32]:
    """Return how likely each place was inked by a pen, float32 (height, width) at 150 dpi, 0 to 1.

    Parameters
    ----------
    pixels
        uint8 (height, width) gray or two-level, or (height, width, 3) RGB.
    dpi
        Their resolution, 70 to 1200.

    Raises
    ------
    BundleUnusable
        When the network that tells them apart is missing or damaged.
    """
    try:
        return network.pen_share(darkness(resampled(pixels, DPI / dpi)))
    except BundleError as error:
        raise BundleUnusable(str(error), "Reinstall sigverify", path=error.path) from error


def darkness(pixels: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """Return how much darker than the paper around it each pixel is, uint8 (height, width, 3), for 150 dpi."""
    # Averaged first: hairlines left white in a tinted ground would pass for paper.
    paper = cv2.blur(pixels, (_HAIRLINE_PX, _HAIRLINE_PX))
    paper = cv2.morphologyEx(paper, cv2.MORPH_CLOSE, np.ones((_PAPER_PX, _PAPER_PX), np.uint8))
    paper = np.maximum(cv2.blur(paper, (_PAPER_PX, _PAPER_PX)), 1)
    dark = 255 - cv2.divide(pixels, paper, scale=255)
    return np.asarray(dark if dark.ndim == 3 else cv2.merge([dark] * 3), dtype=np.uint8)


def resampled(pixels: NDArray[np.uint8], scale: float) -> NDArray[np.uint8]:
    """Return pixels at `scale` times their size."""
    size = (max(1, round(pixels.shape[1] * scale)), max(1, round(pixels.shape[0] * scale)))
    method = cv2.INTER_AREA if scale < 1 else cv2.INTER_LINEAR
    return np.asarray(cv2.resize(pixels, size, interpolation=method), dtype=np.uint8)
