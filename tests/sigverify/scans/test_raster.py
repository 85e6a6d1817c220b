from __future__ import annotations

import struct
from collections.abc import Callable
from pathlib import Path

import cv2
import numpy as np
import pytest
from PIL import Image

from sigverify import scans
from sigverify.errors import ScanError
from sigverify.geometry import Box
from tests.sigverify.scans.pictures import (
    BILEVEL,
    PATTERN,
    STORED,
    WHITE_IS_ZERO,
    Pixels,
    encoded,
    palette_image,
    pdf,
    three_pages,
    tiff,
    turned,
)

LOSSLESS = {
    "png gray": lambda: encoded(PATTERN, "PNG"),
    "png rgb": lambda: encoded(np.dstack([PATTERN] * 3), "PNG"),
    "png opaque rgba": lambda: encoded(Image.fromarray(PATTERN).convert("RGBA"), "PNG"),
    "png gray and alpha": lambda: encoded(Image.fromarray(PATTERN).convert("LA"), "PNG"),
    "png palette": lambda: encoded(palette_image(), "PNG"),
    "png 16 bits": lambda: encoded(PATTERN.astype(np.uint16) * 257, "PNG"),
    "bmp": lambda: encoded(PATTERN, "BMP"),
    "bmp rgb": lambda: encoded(np.dstack([PATTERN] * 3), "BMP"),
    "webp": lambda: encoded(np.dstack([PATTERN] * 3), "WEBP", lossless=True),
    "tiff": lambda: encoded(PATTERN, "TIFF"),
    "tiff lzw": lambda: encoded(PATTERN, "TIFF", compression="tiff_lzw"),
    "tiff deflate rgb": lambda: encoded(np.dstack([PATTERN] * 3), "TIFF", compression="tiff_adobe_deflate"),
    "tiff packbits": lambda: encoded(PATTERN, "TIFF", compression="packbits"),
    "tiff palette": lambda: encoded(palette_image(), "TIFF"),
    "tiff, white is zero": lambda: encoded(PATTERN, "TIFF", tiffinfo=WHITE_IS_ZERO),
    "tiff 64-bit offsets": lambda: encoded(PATTERN, "TIFF", big_tiff=True),
    "tiff 16 bits": lambda: encoded(PATTERN.astype(np.uint16) * 257, "TIFF"),
    "tiff 16 bits big-endian": lambda: encoded(PATTERN.astype(">u2") * 257, "TIFF"),
    "tiff 16 bits, white is zero": lambda: tiff(
        66, 40, 16, (65535 - PATTERN.astype("<u2") * 257).tobytes(), photometric=0
    ),
    "tiff 12 bits": lambda: tiff(66, 40, 12, twelve_bits(PATTERN)),
}


def twelve_bits(gray: Pixels) -> bytes:
    """Pack two samples in three bytes, as TIFF does with 12 bits a sample."""
    pairs = np.round(gray.astype(float) * 4095 / 255).astype(np.uint16).reshape(-1, 2)
    first, second = pairs[:, 0], pairs[:, 1]
    packed = np.stack([first >> 4, (first & 15) << 4 | second >> 8, second & 255], axis=1)
    return packed.astype(np.uint8).tobytes()


@pytest.mark.parametrize("name", LOSSLESS)
def test_one_pattern_reads_to_the_same_gray_from_every_lossless_format(name: str) -> None:
    scan = scans.read_bytes(LOSSLESS[name]())
    assert scan.pixels.dtype == np.uint8
    np.testing.assert_array_equal(scan.pixels, PATTERN)
    assert (scan.width, scan.height) == (66, 40)


@pytest.mark.parametrize(
    ("kind", "options"),
    [
        ("PNG", {}),
        ("BMP", {}),
        ("TIFF", {}),
        ("TIFF", {"compression": "group4"}),
        ("TIFF", {"compression": "group3"}),
        ("TIFF", {"compression": "group4", "tiffinfo": WHITE_IS_ZERO}),
    ],
)
def test_a_two_level_scan_has_only_black_and_white(kind: str, options: dict[str, object]) -> None:
    scan = scans.read_bytes(encoded(Image.fromarray(BILEVEL).convert("1"), kind, **options))
    np.testing.assert_array_equal(scan.pixels, BILEVEL)
    assert scan.is_bilevel


@pytest.mark.parametrize("kind", ["JPEG", "WEBP"])
def test_a_lossy_gray_image_stays_close_to_what_was_stored(kind: str) -> None:
    scan = scans.read_bytes(encoded(PATTERN, kind, quality=95))
    assert scan.gray.shape == PATTERN.shape
    assert np.abs(scan.gray.astype(int) - PATTERN).mean() < 3
    assert not scan.is_bilevel


def test_colour_is_kept_in_rgb_order_and_turned_gray_by_luma() -> None:
    colour = np.zeros((8, 9, 3), np.uint8)
    colour[:, :3], colour[:, 3:6], colour[:, 6:] = (255, 0, 0), (0, 255, 0), (0, 0, 255)
    scan = scans.read_bytes(encoded(colour, "PNG"))
    np.testing.assert_array_equal(scan.pixels, colour)
    assert scan.gray[0, [0, 4, 8]].tolist() == [76, 150, 29]
    assert not scan.is_bilevel


@pytest.mark.parametrize(
    "data",
    [
        pytest.param(lambda image: encoded(image, "TIFF"), id="tiff"),
        pytest.param(lambda image: encoded(image, "TIFF", compression="tiff_lzw"), id="tiff lzw"),
        pytest.param(lambda image: encoded(image, "TIFF", compression="jpeg"), id="tiff jpeg"),
        pytest.param(lambda image: encoded(image, "JPEG", quality=95), id="inverted jpeg"),
    ],
)
def test_cmyk_becomes_the_colour_that_is_printed(data: Callable[[Image.Image], bytes]) -> None:
    levels = {"C": 255, "M": 128, "Y": 0, "K": 30}
    ink = Image.merge("CMYK", [Image.new("L", (64, 64), level) for level in levels.values()])
    scan = scans.read_bytes(data(ink))
    printed = [(255 - levels[name]) * (255 - levels["K"]) / 255 for name in "CMY"]
    assert np.abs(scan.pixels[32, 32] - np.array(printed)).max() <= 2


def test_an_adobe_cmyk_jpeg_has_the_colour_that_another_reader_sees() -> None:
    ink = Image.merge("CMYK", [Image.new("L", (64, 64), level) for level in (200, 40, 10, 20)])
    data = encoded(ink, "JPEG", quality=95)
    assert b"Adobe" in data
    elsewhere = cv2.imdecode(np.frombuffer(data, np.uint8), cv2.IMREAD_COLOR_RGB)
    assert np.abs(scans.read_bytes(data).pixels.astype(int) - elsewhere).max() <= 4


def test_transparent_parts_show_white_paper() -> None:
    image = np.zeros((4, 6, 4), np.uint8)
    image[:, 2:4, 3], image[:, 4:, 3] = 128, 255
    assert scans.read_bytes(encoded(image, "PNG")).pixels[0].tolist() == [255, 255, 127, 127, 0, 0]


def test_a_transparent_palette_entry_shows_white_paper() -> None:
    image = Image.new("P", (4, 2), 1)
    image.putpalette([0, 0, 0, 10, 10, 10])
    image.putpixel((0, 0), 0)
    scan = scans.read_bytes(encoded(image, "PNG", transparency=0))
    assert scan.pixels.tolist() == [[255, 10, 10, 10], [10, 10, 10, 10]]


def test_samples_without_a_known_white_are_refused() -> None:
    with pytest.raises(ScanError, match=r"fraction.tif: has signed, 32-bit or fractional samples\. Save"):
        scans.read_bytes(encoded(PATTERN.astype(np.float32), "TIFF"), name="fraction.tif")


def test_pixels_cannot_be_changed() -> None:
    whole = scans.read_bytes(encoded(PATTERN, "BMP"))
    for scan in (whole, whole.crop(Box(0, 0, 5, 5)), scans.read_bytes(pdf())):
        assert not scan.pixels.flags.writeable
        assert not scan.gray.flags.writeable


@pytest.mark.parametrize("orientation", STORED)
@pytest.mark.parametrize(("kind", "options"), [("PNG", {}), ("TIFF", {}), ("WEBP", {"lossless": True})])
def test_every_orientation_reads_upright(kind: str, options: dict[str, object], orientation: int) -> None:
    np.testing.assert_array_equal(scans.read_bytes(turned(kind, orientation, **options)).pixels, PATTERN)


@pytest.mark.parametrize("orientation", STORED)
def test_a_turned_jpeg_reads_upright(orientation: int) -> None:
    pixels = scans.read_bytes(turned("JPEG", orientation, quality=95)).pixels
    assert pixels.shape == PATTERN.shape
    assert np.abs(pixels.astype(int) - PATTERN).mean() < 3


def test_an_odd_tag_beside_the_orientation_does_no_harm() -> None:
    odd = struct.pack("<HHII", 0x0112, 3, 1, 6) + struct.pack("<HHI4s", 0x011A, 7, 1, b"odd!")
    exif = b"Exif\0\0II*\0" + struct.pack("<IH", 8, 2) + odd + bytes(4)
    data = encoded(np.ascontiguousarray(STORED[6](PATTERN)), "PNG", exif=exif)
    np.testing.assert_array_equal(scans.read_bytes(data).pixels, PATTERN)


def test_each_page_of_a_tiff_can_be_read(save: Callable[[str, bytes], Path]) -> None:
    path = save("pages.tif", three_pages())
    assert scans.page_count(path) == 3
    for page in (3, 1, 2):
        scan = scans.read(path, page)
        assert (scan.page, scan.pages, scan.width) == (page, 3, 19 + page)
        assert set(scan.pixels.flat) == {50 * (page - 1)}


@pytest.mark.parametrize("page", [-1, 0, 4])
def test_a_page_out_of_range_says_how_many_there_are(page: int) -> None:
    with pytest.raises(ScanError, match=f"p.tif: has 3 pages, and page {page} was asked for. Choose"):
        scans.read_bytes(three_pages(), name="p.tif", page=page)


def test_frames_of_an_animation_and_previews_in_a_photo_are_not_pages(
    save: Callable[[str, bytes], Path],
) -> None:
    frames = [Image.new("L", (8, 8), level) for level in (10, 200)]
    for kind in ("PNG", "WEBP", "MPO"):
        path = save(f"moving.{kind}", encoded(frames[0], kind, save_all=True, append_images=frames[1:]))
        assert scans.page_count(path) == 1
        assert abs(int(scans.read(path).pixels[0, 0]) - 10) <= 2


def test_a_tiff_whose_pages_go_in_a_circle_ends() -> None:
    data = bytearray(tiff(1, 1, 8, b"\7"))
    data[-4:] = struct.pack("<I", 9)
    assert scans.read_bytes(bytes(data)).pages == 1
