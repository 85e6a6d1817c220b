from __future__ import annotations

import hashlib
import io
import os
import struct
import warnings
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image, ImageFile

from sigverify import scans
from sigverify.errors import ScanError
from sigverify.scans import Limits, Scan
from tests.sigverify.scans.pictures import (
    PATTERN,
    assert_refused,
    assert_sound,
    encoded,
    make_pattern,
    palette_image,
    pdf,
    png_header,
    three_pages,
    tiff,
    turned,
)


@pytest.mark.parametrize("data", [encoded(PATTERN, "PNG"), pdf()])
def test_a_single_page_has_no_second(data: bytes) -> None:
    with pytest.raises(ScanError, match="has 1 page, and page 2 was asked for"):
        scans.read_bytes(data, page=2)


@pytest.mark.parametrize("data", [tiff(1, 1, 8, b"\0", pages=6), pdf(pages=6)])
def test_more_pages_than_allowed_are_refused(data: bytes, save: Callable[[str, bytes], Path]) -> None:
    path = save("long", data)
    assert scans.page_count(path, Limits(max_pages=6)) == 6
    for attempt in (scans.read, scans.page_count):
        with pytest.raises(ScanError, match=r"long: has more than 5 pages\. Split"):
            attempt(path, limits=Limits(max_pages=5))


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


def test_suffixes_are_those_of_the_formats() -> None:
    assert {".jpg", ".jpeg", ".png", ".tif", ".tiff", ".webp", ".bmp", ".pdf"} <= scans.SUFFIXES
    assert all(suffix == suffix.lower() and suffix.startswith(".") for suffix in scans.SUFFIXES)


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
