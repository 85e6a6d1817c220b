"""Which marks of a scan a pen left, and which were printed, ruled or stamped."""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from models import pen as network
from models.bundle import BundleError
from sigverify.errors import BundleUnusable

DPI, CELL_PX = network.DPI, network.CELL_PX
# Share from which a place is surely a pen's, and the darkness below which its colour is mostly noise.
_SURELY, _DARK = 0.8, 0.2
_FEWEST_PX = 60
# How far from the pen's hue a mark is another's, beside what the pen itself varies (ball pens, paper, JPEG).
_OTHER_HUE = 0.06
# Two colours that both look like a pen, in more than this share of it: which one is the pen cannot be told.
_MOST_OF_ANOTHER = 0.3
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
    return _share(darkness(resampled(pixels, DPI / dpi)))


def share_of_one_pen(pixels: NDArray[np.uint8], dpi: float) -> NDArray[np.float32]:
    """Return what `pen_share` does of a signature's surroundings, without what has another colour than its pen.

    Stamps, mostly. Which colour the pen has is only known from the whole signature; the network sees a few
    millimetres at a time. Gray pixels have no colour, and lose nothing.
    """
    dark = darkness(resampled(pixels, DPI / dpi))
    share = _share(dark)
    return share if pixels.ndim == 2 else _of_one_hue(share, dark)


def _share(dark: NDArray[np.uint8]) -> NDArray[np.float32]:
    try:
        return network.pen_share(dark)
    except BundleError as error:
        raise BundleUnusable(str(error), "Reinstall sigverify", path=error.path) from error


def _of_one_hue(share: NDArray[np.float32], darkness_of_each: NDArray[np.uint8]) -> NDArray[np.float32]:
    """Return the share without what has another hue than the places of which it is surest."""
    dark = darkness_of_each.astype(np.float32) / 255
    # Light that is left falls with the power of the layer's thickness: its logarithms keep their ratio, the hue.
    taken = -np.log1p(-np.minimum(dark, 0.98))
    red, green, blue = np.moveaxis(taken, 2, 0)
    hue = np.stack([red - green, green - blue], 2) / (taken.sum(axis=2, keepdims=True) + 1e-3)
    surely = hue[(share >= _SURELY) & (dark.mean(axis=2) >= _DARK)]
    if len(surely) < _FEWEST_PX:
        return share
    own = np.median(surely, axis=0)
    varies = float(np.median(np.abs(surely - own), axis=0).sum())
    reach = _OTHER_HUE + varies
    if (np.hypot(*(surely - own).T) > reach).mean() > _MOST_OF_ANOTHER:
        return share
    return np.where(np.hypot(*np.moveaxis(hue - own, 2, 0)) > reach, np.float32(0), share)


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
    if scale == 0.5 and min(pixels.shape[:2]) > 1:
        # Without the last odd row or column it is a mean of four: a tenth of the time.
        pixels = pixels[: pixels.shape[0] // 2 * 2, : pixels.shape[1] // 2 * 2]
    size = (max(1, round(pixels.shape[1] * scale)), max(1, round(pixels.shape[0] * scale)))
    method = cv2.INTER_AREA if scale < 1 else cv2.INTER_LINEAR
    return np.asarray(cv2.resize(pixels, size, interpolation=method), dtype=np.uint8)
