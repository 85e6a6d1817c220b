"""Dots per inch: what a file says, what is guessed where it says nothing, and square pixels."""

from __future__ import annotations

from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PIL import ExifTags, Image

from sigverify.scans.limits import Limits, check_pixels
from sigverify.scans.scan import two_levels

LOWEST_DPI, _HIGHEST_DPI = 50, 2400
# What software writes when it knows no resolution; no scanner is set to these.
_MEANINGLESS_DPI = frozenset({(72, 72), (96, 96)})


def stated_dpi(image: Image.Image) -> tuple[float, float] | None:
    """Return dots per inch across and down the image as stored, or None when it says nothing credible."""
    exif = image.getexif()
    stated = image.info.get("dpi")
    if stated is None:
        # WebP has no field of its own, and Pillow does not look into the EXIF of every format.
        inches = {2: 1.0, 3: 2.54}.get(exif.get(ExifTags.Base.ResolutionUnit, 2))
        across, down = exif.get(ExifTags.Base.XResolution), exif.get(ExifTags.Base.YResolution)
        if inches is None or across is None or down is None:
            return None
        stated = (float(across) * inches, float(down) * inches)
    # Pixels per metre or centimetre cannot say 300 dpi exactly: to the nearest tenth they do.
    across, down = round(float(stated[0]), 1), round(float(stated[1]), 1)
    if not (LOWEST_DPI <= across <= _HIGHEST_DPI and LOWEST_DPI <= down <= _HIGHEST_DPI):
        return None
    if (round(across), round(down)) in _MEANINGLESS_DPI:
        return None
    return across, down


def guessed_dpi(*, width: int, height: int) -> float:
    """Guess from the shape: personal cheques are 6 inches wide in the US, 8 in India, business ones 8.5."""
    if width >= 500 and 1.9 <= width / height <= 2.9:
        return min(width / 7.5, 1200.0)
    return 300.0


def squared(
    pixels: NDArray[np.uint8], resolution: tuple[float, float], source: Path, limits: Limits
) -> tuple[NDArray[np.uint8], float]:
    """Resample to the finer of two unequal resolutions (fax: 204 across, 98 down)."""
    across, down = resolution
    if abs(across - down) <= 0.02 * max(resolution):
        return pixels, across
    dpi = max(resolution)
    size = (round(pixels.shape[1] * dpi / across), round(pixels.shape[0] * dpi / down))
    check_pixels(*size, source, limits)
    how = Image.Resampling.NEAREST if two_levels(pixels) else Image.Resampling.BICUBIC
    return np.asarray(Image.fromarray(pixels).resize(size, how)), dpi
