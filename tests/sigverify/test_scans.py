from __future__ import annotations

import hashlib
import io
import json
import os
import struct
import subprocess
import sys
import warnings
import zlib
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import cv2
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray
from PIL import Image, ImageFile

from sigverify import scans
from sigverify.errors import ScanError
from sigverify.geometry import Box
from sigverify.scans import Limits, Scan
from sigverify.visible import visible

Pixels = NDArray[np.uint8]

ORIENTATION = 0x0112
WHITE_IS_ZERO = {262: 0}


def make_pattern(height: int = 40, width: int = 66) -> Pixels:
    """Return a gray ramp with a black corner: no two of its turned and mirrored copies are alike."""
    ramp = np.linspace(5, 250, height * width).reshape(height, width).astype(np.uint8)
    ramp[: height // 3, : width // 4] = 0
    return ramp


PATTERN = make_pattern()
BILEVEL = np.where(PATTERN > 127, 255, 0).astype(np.uint8)


def encoded(image: Image.Image | Pixels, kind: str, **options: object) -> bytes:
    if not isinstance(image, Image.Image):
        image = Image.fromarray(image)
    buffer = io.BytesIO()
    image.save(buffer, kind, **options)
    return buffer.getvalue()


def tiff(width: int, height: int, bits: int, samples: bytes, *, photometric: int = 1, pages: int = 1) -> bytes:
    """Write an uncompressed gray TIFF, little-endian, whose pages share their samples."""
    data = b"II*\0" + struct.pack("<I", 8 + len(samples)) + samples
    for page in range(pages):
        entries = [
            (256, 4, width),
            (257, 4, height),
            (258, 3, bits),
            (259, 3, 1),
            (262, 3, photometric),
            (273, 4, 8),
            (277, 3, 1),
            (278, 4, height),
            (279, 4, len(samples)),
        ]
        after = len(data) + 2 + 12 * len(entries) + 4
        data += struct.pack("<H", len(entries))
        data += b"".join(struct.pack("<HHII", tag, kind, 1, value) for tag, kind, value in entries)
        data += struct.pack("<I", after if page < pages - 1 else 0)
    return data


def png_header(width: int, height: int) -> bytes:
    """Write a PNG that claims a size and holds next to nothing."""

    def chunk(name: bytes, body: bytes) -> bytes:
        return struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))

    header = chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0))
    return b"\x89PNG\r\n\x1a\n" + header + chunk(b"IDAT", zlib.compress(b"\0" * 100)) + chunk(b"IEND", b"")


def pdf(width: float = 144, height: float = 72, *, pages: int = 1, trailer: bytes = b"") -> bytes:
    """Write a PDF whose pages show a black square, 36 by 36 points, in the top left corner."""
    black_square = b"0 g 0 %g 36 36 re f" % (height - 36)
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Count %d /Kids [%s] >>"
        % (pages, b" ".join(b"%d 0 R" % (4 + page) for page in range(pages))),
        b"<< /Length %d >>\nstream\n%s\nendstream" % (len(black_square), black_square),
    ]
    objects += [b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 %g %g] /Contents 3 0 R >>" % (width, height)] * pages
    data, offsets = b"%PDF-1.4\n", []
    for number, body in enumerate(objects, 1):
        offsets.append(len(data))
        data += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    table = b"".join(b"%010d 00000 n \n" % offset for offset in offsets)
    data_end = b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1) + table
    data_end += b"trailer\n<< /Size %d /Root 1 0 R %s >>\n" % (len(objects) + 1, trailer)
    return data + data_end + b"startxref\n%d\n%%%%EOF\n" % len(data)


# An owner and a user entry that no password, the empty one included, can match.
ENCRYPTED = (
    b"/ID [<00> <00>] /Encrypt << /Filter /Standard /V 1 /R 2 /P -4 /O <%s> /U <%s> >>"
    % (b"41" * 32, b"42" * 32)
)  # fmt: skip


@pytest.fixture
def save(tmp_path: Path) -> Callable[[str, bytes], Path]:
    def write(name: str, data: bytes) -> Path:
        path = tmp_path / name
        path.write_bytes(data)
        return path

    return write


def palette_image() -> Image.Image:
    """Return the pattern with its palette back to front, so that no index is its own gray level."""
    image = Image.fromarray(255 - PATTERN).convert("P")
    image.putpalette(np.repeat(np.arange(255, -1, -1, dtype=np.uint8), 3).tobytes())
    return image


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


# Stored from upright, by what EXIF 2.32 says that the first row and the first column show.
STORED = {
    1: lambda upright: upright,
    2: lambda upright: upright[:, ::-1],
    3: lambda upright: upright[::-1, ::-1],
    4: lambda upright: upright[::-1],
    5: lambda upright: upright.T,
    6: lambda upright: np.rot90(upright),
    7: lambda upright: upright[::-1, ::-1].T,
    8: lambda upright: np.rot90(upright, -1),
}


def turned(kind: str, orientation: int, **options: object) -> bytes:
    image = Image.fromarray(np.ascontiguousarray(STORED[orientation](PATTERN)))
    exif = Image.Exif()
    exif[ORIENTATION] = orientation
    if kind == "TIFF":
        return encoded(image, kind, tiffinfo={ORIENTATION: orientation}, **options)
    return encoded(image, kind, exif=exif, **options)


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


def three_pages() -> bytes:
    first, *others = (Image.new("L", (20 + page, 10), 50 * page) for page in range(3))
    return encoded(first, "TIFF", save_all=True, append_images=others)


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


@pytest.mark.parametrize("data", [encoded(PATTERN, "PNG"), pdf()])
def test_a_single_page_has_no_second(data: bytes) -> None:
    with pytest.raises(ScanError, match="has 1 page, and page 2 was asked for"):
        scans.read_bytes(data, page=2)


def test_frames_of_an_animation_and_previews_in_a_photo_are_not_pages(
    save: Callable[[str, bytes], Path],
) -> None:
    frames = [Image.new("L", (8, 8), level) for level in (10, 200)]
    for kind in ("PNG", "WEBP", "MPO"):
        path = save(f"moving.{kind}", encoded(frames[0], kind, save_all=True, append_images=frames[1:]))
        assert scans.page_count(path) == 1
        assert abs(int(scans.read(path).pixels[0, 0]) - 10) <= 2


@pytest.mark.parametrize("data", [tiff(1, 1, 8, b"\0", pages=6), pdf(pages=6)])
def test_more_pages_than_allowed_are_refused(data: bytes, save: Callable[[str, bytes], Path]) -> None:
    path = save("long", data)
    assert scans.page_count(path, Limits(max_pages=6)) == 6
    for attempt in (scans.read, scans.page_count):
        with pytest.raises(ScanError, match=r"long: has more than 5 pages\. Split"):
            attempt(path, limits=Limits(max_pages=5))


def test_a_tiff_whose_pages_go_in_a_circle_ends() -> None:
    data = bytearray(tiff(1, 1, 8, b"\7"))
    data[-4:] = struct.pack("<I", 9)
    assert scans.read_bytes(bytes(data)).pages == 1


def test_a_pdf_page_is_rendered_at_300_dpi() -> None:
    scan = scans.read_bytes(pdf(144, 72, pages=2), page=2)
    assert (scan.width, scan.height, scan.dpi, scan.dpi_estimated) == (600, 300, 300, False)
    assert (scan.page, scan.pages) == (2, 2)
    assert scan.pixels.ndim == 2
    expected = np.full((300, 600), 255, np.uint8)
    expected[:150, :150] = 0
    assert np.mean(scan.pixels != expected) < 0.005


def test_a_letter_page_has_no_row_too_many() -> None:
    scan = scans.read_bytes(pdf(612, 792))
    assert (scan.width, scan.height) == (2550, 3300)


def test_a_pdf_around_an_image_shows_the_image() -> None:
    colour = np.dstack([PATTERN, PATTERN[::-1], np.full_like(PATTERN, 90)])
    scan = scans.read_bytes(encoded(colour, "PDF", resolution=300, quality=95))
    assert scan.pixels.shape == colour.shape
    assert np.abs(scan.pixels.astype(int) - colour).mean() < 6


def test_a_pdf_page_is_rendered_coarser_where_300_dpi_would_be_too_many_pixels() -> None:
    scan = scans.read_bytes(pdf(612, 792), limits=Limits(max_pixels=1_000_000))
    assert 900_000 < scan.pixels.size <= 1_000_000
    assert scan.dpi == 103
    assert abs(scan.width - 8.5 * scan.dpi) <= 1


def test_several_threads_can_read_at_once_and_leave_the_warning_filters_alone() -> None:
    filters = list(warnings.filters)
    files = [pdf(), encoded(PATTERN, "PDF", resolution=300)] * 12
    with ThreadPoolExecutor(4) as threads:
        read = list(threads.map(scans.read_bytes, files))
    for scan, alike in zip(read, [read[0], read[1]] * 12, strict=True):
        np.testing.assert_array_equal(scan.pixels, alike.pixels)
    assert warnings.filters == filters


def test_a_scan_knows_its_file_and_the_hash_of_all_its_bytes(save: Callable[[str, bytes], Path]) -> None:
    data = three_pages()
    path = save("pages.tif", data)
    assert scans.read(str(path), 2).path == path
    assert scans.read(path).sha256 == scans.read(path, 3).sha256 == hashlib.sha256(data).hexdigest()
    assert scans.read_bytes(data).path is None


@pytest.mark.parametrize("image", [PATTERN, np.dstack([PATTERN, 255 - PATTERN, PATTERN])])
def test_a_crop_has_the_pixels_of_its_box_and_the_rest_of_the_scan(image: Pixels) -> None:
    whole = scans.read_bytes(encoded(image, "PNG", dpi=(240, 240)))
    part = whole.crop(Box(3, 5, 23, 15))
    np.testing.assert_array_equal(part.pixels, image[5:15, 3:23])
    assert (part.width, part.height) == (20, 10)
    assert (part.dpi, part.page, part.sha256) == (whole.dpi, whole.page, whole.sha256)
    assert part.pixels.base is None


def test_a_crop_ends_at_the_edge_of_the_page() -> None:
    whole = scans.read_bytes(encoded(PATTERN, "PNG"))
    np.testing.assert_array_equal(whole.crop(Box(-9, 30, 10, 99)).pixels, PATTERN[30:, :10])
    with pytest.raises(ValueError, match="outside a page of 66 x 40"):
        whole.crop(Box(66, 0, 70, 5))


def test_suffixes_are_those_of_the_formats() -> None:
    assert {".jpg", ".jpeg", ".png", ".tif", ".tiff", ".webp", ".bmp", ".pdf"} <= scans.SUFFIXES
    assert all(suffix == suffix.lower() and suffix.startswith(".") for suffix in scans.SUFFIXES)


def assert_refused(path: Path, problem: str, limits: Limits = scans.DEFAULT_LIMITS) -> None:
    """Both ways of opening the file say what is wrong, name the file and give advice."""
    for attempt in (scans.read, scans.page_count):
        with pytest.raises(ScanError, match=problem) as caught:
            attempt(path, limits=limits)
        assert caught.value.path == path
        assert visible(str(path)) in str(caught.value)
        assert caught.value.advice


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    assert_refused(tmp_path / "gone.png", "does not exist")


def test_a_folder_is_not_a_scan(tmp_path: Path) -> None:
    assert_refused(tmp_path, "is a folder")


def test_an_empty_file_is_named(save: Callable[[str, bytes], Path]) -> None:
    assert_refused(save("empty.png", b""), "is empty")


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="this system has no named pipes")
def test_a_pipe_is_refused_without_waiting_for_it(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    assert_refused(tmp_path / "pipe", "is not an ordinary file")


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="permissions do not bind this user")
def test_a_file_without_permission_is_named(save: Callable[[str, bytes], Path]) -> None:
    path = save("secret.png", encoded(PATTERN, "PNG"))
    path.chmod(0)
    assert_refused(path, "may not be read by this user")


def test_a_name_that_the_system_refuses_is_told(tmp_path: Path) -> None:
    assert_refused(tmp_path / ("n" * 5000), "cannot be opened")
    assert_refused(tmp_path / "nul\0inside", "cannot be opened")


@pytest.mark.parametrize("data", [b"Dear bank, ...", b"GIF89a" + bytes(50), bytes(500), b"RIFF1234WAVE"])
def test_a_file_that_is_no_image_is_told_which_kinds_are(data: bytes, save: Callable[[str, bytes], Path]) -> None:
    assert_refused(save("letter.jpg", data), "holds no image of a kind that can be read.*JPEG")


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "TIFF", "WEBP", "BMP", "PDF"])
def test_content_counts_and_not_the_name(kind: str, save: Callable[[str, bytes], Path]) -> None:
    data = encoded(PATTERN, kind)
    as_named = scans.read(save("right." + kind.lower(), data))
    mislabelled = scans.read(save("wrong.txt", data))
    np.testing.assert_array_equal(mislabelled.pixels, as_named.pixels)


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "TIFF", "WEBP", "BMP"])
@pytest.mark.parametrize("share", [0.1, 0.5, 0.9])
def test_a_truncated_file_is_named(kind: str, share: float, save: Callable[[str, bytes], Path]) -> None:
    rng = np.random.default_rng(7)
    data = encoded(rng.integers(0, 256, (60, 60), dtype=np.uint8), kind)
    path = save("cut", data[: int(share * len(data))])
    with pytest.raises(ScanError, match=r"cut: is damaged or incomplete.*Scan or export it again"):
        scans.read(path)


def test_truncated_images_stay_an_error_for_the_whole_program() -> None:
    scans.read_bytes(encoded(PATTERN, "JPEG"))
    assert ImageFile.LOAD_TRUNCATED_IMAGES is False


@pytest.mark.parametrize("data", [b"%PDF-1.7 and then nothing of the sort", pdf()[:60]])
def test_a_corrupt_pdf_is_named(data: bytes, save: Callable[[str, bytes], Path]) -> None:
    assert_refused(save("bad.pdf", data), "is damaged or incomplete")


def test_a_pdf_with_a_password_says_so(save: Callable[[str, bytes], Path]) -> None:
    assert_refused(save("locked.pdf", pdf(trailer=ENCRYPTED)), "is protected by a password. Save a copy")


GIGANTIC = {
    "png": png_header(60_000, 60_000),
    "png a little over": png_header(10_001, 10_000),
    "tiff": tiff(60_000, 60_000, 8, b"\0" * 8),
    "bmp": encoded(PATTERN, "BMP")[:18] + struct.pack("<ii", 60_000, 60_000) + encoded(PATTERN, "BMP")[26:],
    "pdf": pdf(16_000, 16_000),
}


@pytest.mark.parametrize("name", GIGANTIC)
def test_a_gigantic_page_is_refused_before_it_is_decoded(name: str) -> None:
    with pytest.raises(ScanError, match=r"huge: has a page of more than 100 million pixels\. Scan it again"):
        scans.read_bytes(GIGANTIC[name], name="huge")


def test_the_pixel_limit_is_inclusive() -> None:
    data = encoded(PATTERN, "PNG")
    assert scans.read_bytes(data, limits=Limits(max_pixels=PATTERN.size)).pixels.size == PATTERN.size
    with pytest.raises(ScanError, match="million pixels"):
        scans.read_bytes(data, limits=Limits(max_pixels=PATTERN.size - 1))


def test_too_many_bytes_are_refused(save: Callable[[str, bytes], Path]) -> None:
    data = encoded(PATTERN, "BMP")
    path = save("fat.bmp", data)
    assert_refused(path, "is larger than the .* MiB", Limits(max_bytes=len(data) - 1))
    with pytest.raises(ScanError, match="clipboard: is larger"):
        scans.read_bytes(data, limits=Limits(max_bytes=len(data) - 1))
    assert scans.read(path, limits=Limits(max_bytes=len(data))).pages == 1


def test_the_decoders_warnings_stay_inside() -> None:
    # Pillow warns of a bomb at 90 million pixels, and of a TIFF whose tags point outside the file.
    near_limit = encoded(Image.new("1", (9500, 9500), 1), "TIFF", compression="group4")
    stray_tag = bytearray(encoded(PATTERN, "TIFF", dpi=(300, 300)))
    entry = stray_tag.index(struct.pack("<HH", 282, 5))
    stray_tag[entry + 8 : entry + 12] = struct.pack("<I", 1 << 30)
    for data, warning in ((near_limit, Image.DecompressionBombWarning), (bytes(stray_tag), UserWarning)):
        with pytest.warns(warning):
            Image.open(io.BytesIO(data))
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert scans.read_bytes(near_limit).width == 9500
        assert scans.read_bytes(bytes(stray_tag)).dpi_estimated


def test_importing_the_module_does_not_load_the_pdf_library() -> None:
    code = "import sys, sigverify.scans, json; print(json.dumps(sorted(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert not {"pypdfium2", "cv2", "scipy"} & set(json.loads(done.stdout))


SMALL = make_pattern(12, 16)
VALID = {
    "PNG": encoded(Image.fromarray(SMALL).convert("RGBA"), "PNG", dpi=(300, 300)),
    "PNG 16": encoded(SMALL.astype(np.uint16) * 257, "PNG"),
    "JPEG": turned("JPEG", 6, dpi=(300, 200)),
    "TIFF": turned("TIFF", 6, dpi=(300, 200)),
    "TIFF G4": encoded(Image.fromarray(SMALL).convert("1"), "TIFF", compression="group4", dpi=(204, 98)),
    "TIFF LZW": encoded(SMALL, "TIFF", compression="tiff_lzw"),
    "TIFF pages": three_pages(),
    "WEBP": encoded(SMALL, "WEBP"),
    "BMP": encoded(palette_image(), "BMP"),
    "PDF": pdf(30, 20),
    "PDF image": encoded(SMALL, "PDF", resolution=300),
}


@st.composite
def damaged(draw: st.DrawFn) -> bytes:
    """Flip up to six bytes of a valid file and perhaps cut its end."""
    data = bytearray(VALID[draw(st.sampled_from(sorted(VALID)))])
    for _ in range(draw(st.integers(0, 6))):
        data[draw(st.integers(0, len(data) - 1))] = draw(st.integers(0, 255))
    return bytes(data[: draw(st.none() | st.integers(1, len(data)))])


@settings(max_examples=400, deadline=None, derandomize=True, database=None)
@given(damaged())
def test_any_damage_gives_a_scan_or_an_error_that_names_the_file(data: bytes) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        outcome = scan_or_error(data, "damaged.tif")
    if isinstance(outcome, Scan):
        assert_sound(outcome)
    else:
        assert str(outcome).startswith("damaged.tif: ")
        assert outcome.advice


def scan_or_error(data: bytes, name: str) -> Scan | ScanError:
    try:
        return scans.read_bytes(data, name=name, limits=Limits(max_pixels=200_000))
    except ScanError as error:
        return error


def assert_sound(scan: Scan) -> None:
    assert scan.pixels.dtype == np.uint8
    assert scan.pixels.ndim == 2 or scan.pixels.shape[2] == 3
    assert scan.gray.shape == (scan.height, scan.width)
    assert scan.height > 0
    assert scan.width > 0
    assert 50 <= scan.dpi <= 2400


def test_real_signatures_read(shared_data: Path) -> None:
    files = sorted(path for path in (shared_data / "signatures").rglob("*") if path.suffix in scans.SUFFIXES)
    assert len(files) > 1000
    for path in files[::50]:
        scan = scans.read(path)
        assert_sound(scan)
        assert scan.gray.min() + 50 < scan.gray.max(), path


def test_real_cheques_read_at_the_resolution_of_their_scanner(shared_data: Path) -> None:
    files = sorted((shared_data / "cheques" / "idrbt").glob("*.jpg"))
    truth = json.loads((shared_data / "cheques" / "idrbt" / "truth.json").read_text())
    assert len(files) == 40
    for path in files:
        scan = scans.read(path)
        assert_sound(scan)
        assert (scan.dpi, scan.dpi_estimated) == (300, False)
        assert [scan.width, scan.height] == list(truth[path.name]["size"])
