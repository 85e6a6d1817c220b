"""Scan: a decoded page with its resolution."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from sigverify.geometry import Box


# Compared by identity: arrays have no single truth value, and `sha256` with `page` tells scans apart. No slots,
# for `gray` is kept once it is made.
@dataclass(frozen=True, eq=False)
class Scan:
    """A decoded page with its resolution.

    Attributes
    ----------
    pixels
        uint8, (height, width) gray or (height, width, 3) RGB, upright (EXIF orientation applied), read-only.
        Transparent parts show white paper.
    dpi
        Dots per inch, horizontal (non-square pixels are resampled square on reading).
    dpi_estimated
        True when the file does not say and `dpi` is a guess.
    page, pages
        Which page of how many; the first is 1.
    sha256
        Of the whole file's bytes, hex.
    path
        Where it came from; None for the clipboard.
    """

    pixels: NDArray[np.uint8]
    dpi: float
    dpi_estimated: bool
    page: int
    pages: int
    sha256: str
    path: Path | None

    @property
    def height(self) -> int:
        return int(self.pixels.shape[0])

    @property
    def width(self) -> int:
        return int(self.pixels.shape[1])

    @cached_property
    def gray(self) -> NDArray[np.uint8]:
        """Luma by ITU-R BT.601 (0.299 R + 0.587 G + 0.114 B): uint8 (height, width), read-only."""
        if self.pixels.ndim == 2:
            return self.pixels
        return np.asarray(Image.fromarray(self.pixels).convert("L"))

    @property
    def is_bilevel(self) -> bool:
        """True when no pixel is other than 0 or 255 (a two-level scan)."""
        return two_levels(self.pixels)

    def crop(self, box: Box) -> Scan:
        """Return the part of the page inside `box`, everything else kept.

        Parts of the box outside the page are cut off; a box with no part inside raises ValueError.
        """
        inside = box.clipped(self.width, self.height)
        if inside is None:
            raise ValueError(f"{box.as_tuple()} lies outside a page of {self.width} x {self.height}")
        # A copy, so that a kept signature does not keep its whole page in memory.
        part = self.pixels[inside.y0 : inside.y1, inside.x0 : inside.x1].copy()
        part.setflags(write=False)
        return replace(self, pixels=part)


@dataclass(frozen=True, slots=True)
class Page:
    """A page as stored: `resolution` is dots per inch across and down, None where the file does not say."""

    pixels: NDArray[np.uint8]
    resolution: tuple[float, float] | None
    pages: int


def two_levels(pixels: NDArray[np.uint8]) -> bool:
    """Return whether a page is gray and no pixel other than 0 or 255."""
    return pixels.ndim == 2 and bool(np.all((pixels == 0) | (pixels == 255)))


def without_needless_colour(colour: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """Return RGB pixels (height, width, 3) as gray (height, width) where all three are the same everywhere."""
    red = colour[..., 0]
    if np.array_equal(red, colour[..., 1]) and np.array_equal(red, colour[..., 2]):
        return np.ascontiguousarray(red)
    return colour
