from __future__ import annotations

import struct

import numpy as np
import pytest
from PIL import Image

from sigverify import scans
from sigverify.errors import ScanError
from sigverify.scans import Limits
from tests.sigverify.scans.pictures import (
    BILEVEL,
    PATTERN,
    encoded,
    turned,
)


@pytest.mark.parametrize("kind", ["PNG", "TIFF", "JPEG"])
def test_resolutions_turn_with_the_image(kind: str) -> None:
    scan = scans.read_bytes(turned(kind, 6, dpi=(200, 100)))
    # 100 dpi across the upright page and 200 down: the width doubles, the height stays.
    assert (scan.dpi, scan.width, scan.height) == (200, 2 * 66, 40)


def webp_with_resolution(dpi: int) -> bytes:
    exif = Image.Exif()
    exif[282], exif[283], exif[296] = dpi, dpi, 2
    return encoded(PATTERN, "WEBP", exif=exif, lossless=True)


def jpeg_with_density(unit: int, across: int, down: int) -> bytes:
    data = bytearray(encoded(PATTERN, "JPEG"))
    where = data.index(b"JFIF\0") + 7
    data[where : where + 5] = struct.pack(">BHH", unit, across, down)
    return bytes(data)


PER_CM = {"resolution_unit": "cm", "x_resolution": 118.11, "y_resolution": 118.11}


@pytest.mark.parametrize(
    ("data", "dpi"),
    [
        (encoded(PATTERN, "PNG", dpi=(300, 300)), 300),
        (encoded(PATTERN, "BMP", dpi=(600, 600)), 600),
        (encoded(PATTERN, "JPEG", dpi=(100, 100)), 100),
        (jpeg_with_density(2, 118, 118), 299.7),
        (encoded(PATTERN, "TIFF", dpi=(240, 240)), 240),
        (encoded(PATTERN, "TIFF", **PER_CM), 300),
        (encoded(PATTERN, "TIFF", dpi=(50, 50)), 50),
        (encoded(PATTERN, "TIFF", dpi=(2400, 2400)), 2400),
        (webp_with_resolution(240), 240),
    ],
)
def test_the_resolution_is_the_one_that_the_file_says(data: bytes, dpi: float) -> None:
    scan = scans.read_bytes(data)
    assert scan.dpi == dpi
    assert not scan.dpi_estimated
    assert scan.pixels.shape == PATTERN.shape


@pytest.mark.parametrize(
    "data",
    [
        encoded(PATTERN, "PNG"),
        encoded(PATTERN, "WEBP"),
        encoded(PATTERN, "TIFF"),
        encoded(PATTERN, "TIFF", dpi=(49, 49)),
        encoded(PATTERN, "TIFF", dpi=(2401, 2401)),
        encoded(PATTERN, "TIFF", dpi=(300, 1)),
        encoded(PATTERN, "PNG", dpi=(96, 96)),
        encoded(PATTERN, "PNG", dpi=(72, 72)),
        jpeg_with_density(1, 72, 72),
        jpeg_with_density(1, 96, 96),
        jpeg_with_density(0, 1, 1),
        jpeg_with_density(0, 300, 300),
    ],
)
def test_a_missing_or_meaningless_resolution_is_guessed_and_marked(data: bytes) -> None:
    scan = scans.read_bytes(data)
    assert scan.dpi_estimated
    assert scan.dpi == 300


@pytest.mark.parametrize(
    ("width", "height", "dpi"),
    [
        (750, 340, 100),
        (1500, 600, 200),
        (500, 200, 500 / 7.5),
        (499, 200, 300),
        (750, 400, 300),
        (750, 250, 300),
        (800, 1000, 300),
        (9100, 4100, 1200),
    ],
)
def test_an_unknown_resolution_is_guessed_from_the_shape(width: int, height: int, dpi: float) -> None:
    scan = scans.read_bytes(encoded(Image.new("1", (width, height), 1), "TIFF", compression="group4"))
    assert scan.dpi_estimated
    assert scan.dpi == dpi


def test_a_two_level_fax_becomes_square_and_stays_two_level() -> None:
    page = Image.fromarray(BILEVEL).convert("1")
    scan = scans.read_bytes(encoded(page, "TIFF", compression="group4", dpi=(204, 98)))
    assert (scan.dpi, scan.width, scan.height) == (204, 66, round(40 * 204 / 98))
    assert scan.is_bilevel
    # The black corner keeps its share of the page.
    assert abs(np.mean(scan.pixels == 0) - np.mean(BILEVEL == 0)) < 0.01


def test_a_gray_page_becomes_square_at_the_finer_resolution() -> None:
    scan = scans.read_bytes(encoded(PATTERN, "PNG", dpi=(100, 200)))
    assert (scan.dpi, scan.width, scan.height) == (200, 132, 40)
    assert np.abs(scan.pixels[:, 40::2].astype(int) - PATTERN[:, 20:]).max() <= 3


def test_nearly_equal_resolutions_leave_the_pixels_alone() -> None:
    scan = scans.read_bytes(encoded(PATTERN, "PNG", dpi=(300, 296)))
    assert scan.dpi == 300
    np.testing.assert_array_equal(scan.pixels, PATTERN)


def test_squaring_does_not_exceed_the_pixel_limit() -> None:
    data = encoded(PATTERN, "TIFF", dpi=(50, 2400))
    with pytest.raises(ScanError, match="million pixels"):
        scans.read_bytes(data, limits=Limits(max_pixels=20 * PATTERN.size))
