"""Pages of JPEG, PNG, TIFF, WebP and BMP files, decoded by Pillow."""

from __future__ import annotations

import io
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PIL import ExifTags, Image, TiffImagePlugin

from sigverify.errors import ScanError
from sigverify.scans.limits import Limits, check_page, check_pixels, too_many_pages
from sigverify.scans.resolution import stated_dpi
from sigverify.scans.scan import Page, without_needless_colour


def decoded(data: bytes, kind: str, source: Path, page: int, limits: Limits) -> Page:
    """Decode one page, the first is 1, as it is stored but upright."""
    with Image.open(io.BytesIO(data), formats=(kind,)) as image:
        pages = _pages(image, source, limits)
        check_page(page, pages, source)
        if kind == "TIFF":
            image.seek(page - 1)
        check_pixels(*image.size, source, limits)
        orientation = image.getexif().get(ExifTags.Base.Orientation)
        resolution = stated_dpi(image)
        if resolution is not None and orientation in (5, 6, 7, 8):
            resolution = resolution[::-1]
        pixels = _shown(image, source)
        # Pillow turns a TIFF upright on its own while it loads.
        return Page(pixels if kind == "TIFF" else _upright(pixels, orientation), resolution, pages)


def page_count(data: bytes, kind: str, source: Path, limits: Limits) -> int:
    """Return how many pages there are, without decoding any."""
    with Image.open(io.BytesIO(data), formats=(kind,)) as image:
        return _pages(image, source, limits)


def _pages(image: Image.Image, source: Path, limits: Limits) -> int:
    """Count the pages; the frames of other formats than TIFF are animations and previews."""
    if not isinstance(image, TiffImagePlugin.TiffImageFile):
        return 1
    # One by one, not by n_frames: a few MiB can hold millions of empty directories.
    for pages in range(1, limits.max_pages + 1):
        try:
            image.seek(pages)
        except EOFError:
            return pages
    raise too_many_pages(source, limits)


def _upright(pixels: NDArray[np.uint8], orientation: object) -> NDArray[np.uint8]:
    """Undo an EXIF orientation; ImageOps.exif_transpose also rewrites the EXIF, and fails on odd tags."""
    if orientation in (5, 6, 7, 8):
        pixels = pixels.swapaxes(0, 1)
    if orientation in (3, 4, 7, 8):
        pixels = pixels[::-1]
    if orientation in (2, 3, 6, 7):
        pixels = pixels[:, ::-1]
    return np.ascontiguousarray(pixels)


def _shown(image: Image.Image, source: Path) -> NDArray[np.uint8]:
    """Return gray or RGB, over white paper; gray also when an RGB image has no colour."""
    if image.mode.startswith("I;16"):
        return _from_sixteen_bits(image)
    if image.mode in ("I", "F"):
        raise ScanError(
            "has signed, 32-bit or fractional samples", "Save it with 8 or 16 bits a sample", path=source
        )
    if image.has_transparency_data:
        paper = Image.new("RGBA", image.size, "white")
        image = Image.alpha_composite(paper, image.convert("RGBA"))
    if image.mode in ("1", "L"):
        return np.asarray(image.convert("L"))
    # Pillow would copy what is in colour already.
    return without_needless_colour(np.asarray(image if image.mode == "RGB" else image.convert("RGB")))


def _from_sixteen_bits(image: Image.Image) -> NDArray[np.uint8]:
    """Scale by the real depth: Pillow clips on converting, leaves 12 bits unscaled and WhiteIsZero as is."""
    white, inverted = 65535, False
    if isinstance(image, TiffImagePlugin.TiffImageFile):
        white = (1 << image.tag_v2.get(TiffImagePlugin.BITSPERSAMPLE, (16,))[0]) - 1
        inverted = image.tag_v2.get(TiffImagePlugin.PHOTOMETRIC_INTERPRETATION) == 0
    table: NDArray[np.uint8] = ((np.arange(white + 1) * 255 + white // 2) // white).astype(np.uint8)
    gray: NDArray[np.uint8] = (255 - table if inverted else table)[np.asarray(image)]
    return gray
