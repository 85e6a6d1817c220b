"""What is wrong with a scan, in words; and which scans are beyond hope."""

from __future__ import annotations

from pathlib import Path

import cv2
import numpy as np
import pytest
from numpy.typing import NDArray

from sigverify import pages, quality
from sigverify.demo.bank import cts_line
from sigverify.demo.press import DESIGNS, blank_form, print_micr
from sigverify.judging import Reason
from sigverify.quality import Quality, assess
from sigverify.scans import SUFFIXES, Scan, read
from sigverify.sight import ScanKind, find_signature, look

DPI = 200


@pytest.fixture(scope="module")
def form() -> NDArray[np.uint8]:
    page = blank_form(DESIGNS[1], DPI)
    print_micr(page, cts_line("000123", DESIGNS[1].sort_code, "100001", "10"), 50.0, DPI)
    return page


def scan_of(pixels: NDArray[np.uint8], dpi: float = DPI) -> Scan:
    return Scan(np.ascontiguousarray(pixels), dpi, False, 1, 1, "0" * 64, None)


def of(pixels: NDArray[np.uint8], dpi: float = DPI) -> Quality:
    scan = scan_of(pixels, dpi)
    return assess(scan, pages.rectify(scan))


def test_a_clean_scan_has_no_problem(form: NDArray[np.uint8]) -> None:
    found = of(form)
    assert found.problems == ()
    assert not found.hopeless
    assert found.dpi == pytest.approx(DPI, rel=0.06)


def test_the_resolution_is_that_of_the_magnetic_line_not_of_the_file(form: NDArray[np.uint8]) -> None:
    assert of(form, dpi=400).dpi == pytest.approx(DPI, rel=0.06)


@pytest.mark.parametrize("sigma", [1.0, 3.0, 6.0])
def test_the_width_of_edges_follows_the_blur(sigma: float) -> None:
    page = np.full((400, 600), 240, np.uint8)
    for x in range(60, 600, 80):
        page[40:360, x : x + 40] = 30
    blurred = cv2.GaussianBlur(page, (0, 0), sigma)
    # A step blurred by a Gaussian rises at most by 1 / (sigma sqrt(2 pi)) of its height a pixel.
    assert quality.edge_width(np.asarray(blurred, np.uint8), 210.0) == pytest.approx(2.5066 * sigma, rel=0.3)


def test_blur_is_told_and_in_the_end_hopeless(form: NDArray[np.uint8]) -> None:
    slightly = of(np.asarray(cv2.GaussianBlur(form, (0, 0), 3.0), np.uint8))
    assert "The scan is blurred." in slightly.problems
    assert not slightly.hopeless
    hopelessly = of(np.asarray(cv2.GaussianBlur(form, (0, 0), 9.0), np.uint8))
    assert hopelessly.hopeless
    assert "The scan is so blurred that strokes run together." in hopelessly.problems


def test_low_resolution_is_told_and_in_the_end_hopeless(form: NDArray[np.uint8]) -> None:
    for dpi, hopeless in ((80, False), (40, True)):
        small = cv2.resize(form, None, fx=dpi / DPI, fy=dpi / DPI, interpolation=cv2.INTER_AREA)
        found = of(np.asarray(small, np.uint8), dpi)
        assert any("resolution is low" in problem for problem in found.problems), dpi
        assert found.hopeless is hopeless


def test_a_faint_scan_is_told(form: NDArray[np.uint8]) -> None:
    faint = (230 + (form.astype(float) - 230) * 0.2).clip(0, 255).astype(np.uint8)
    found = of(faint)
    assert "The scan is faint: little contrast between ink and paper." in found.problems
    assert not found.hopeless


def test_a_black_two_level_scan_is_hopeless_and_a_dark_one_told(form: NDArray[np.uint8]) -> None:
    gray = cv2.cvtColor(form, cv2.COLOR_RGB2GRAY).copy()
    black = np.where(gray > 254, 255, 0).astype(np.uint8)
    assert of(black).hopeless
    gray[:, : round(0.45 * gray.shape[1])] = 0
    assert "The scan is too dark." in of(np.where(gray > 150, 255, 0).astype(np.uint8)).problems


def test_skew_is_told(form: NDArray[np.uint8]) -> None:
    turn = cv2.getRotationMatrix2D((form.shape[1] / 2, form.shape[0] / 2), 4, 1)
    skewed = cv2.warpAffine(form, turn, form.shape[1::-1], borderMode=cv2.BORDER_REPLICATE)
    assert "The scan lay askew by 4 degrees." in of(np.asarray(skewed, np.uint8)).problems


@pytest.mark.parametrize("right", [False, True])
@pytest.mark.parametrize("low", [False, True])
def test_a_folded_corner_is_told(form: NDArray[np.uint8], right: bool, low: bool) -> None:
    folded = form.copy()
    height, width = form.shape[:2]
    x, y, side = width * right, height * low, 110
    corner = np.array([[x, y], [x - side if right else x + side, y], [x, y - side if low else y + side]])
    cv2.fillPoly(folded, [corner.astype(np.int32)], (15, 15, 15))
    assert "A corner is folded or torn off." in of(folded).problems


def test_a_second_document_behind_the_cheque_is_told(form: NDArray[np.uint8]) -> None:
    both = np.concatenate([form, np.full((form.shape[0] // 2, *form.shape[1:]), 235, np.uint8)])
    assert any("another document" in problem for problem in of(both).problems)


def test_a_hopeless_scan_is_unscorable_with_its_reason(form: NDArray[np.uint8]) -> None:
    blurred = np.asarray(cv2.GaussianBlur(form, (0, 0), 9.0), np.uint8)
    found = find_signature(look(scan_of(blurred), ScanKind.CHEQUE))
    assert found.reason is Reason.POOR_SCAN
    assert found.ink is None
    assert found.quality.problems


def test_blank_paper_is_not_called_a_poor_scan() -> None:
    found = find_signature(look(scan_of(np.full((300, 600), 245, np.uint8))))
    assert found.reason is Reason.TOO_LITTLE_INK


def test_a_tiny_cut_out_is_hopeless_and_a_small_one_is_not() -> None:
    image = np.full((40, 100), 250, np.uint8)
    cv2.line(image, (5, 30), (90, 8), 20, 2)
    assert not assess(scan_of(image)).hopeless
    assert assess(scan_of(image[:20, :40])).hopeless


def test_real_cheques_and_signatures_are_never_hopeless(shared_data: Path) -> None:
    for path in sorted((shared_data / "cheques" / "idrbt").glob("*.jpg"))[::6]:
        scan = read(path)
        found = assess(scan, pages.rectify(scan))
        assert (found.hopeless, found.problems) == (False, ()), path
    for folder in sorted((shared_data / "signatures").iterdir()):
        images = sorted(path for path in folder.rglob("*") if path.suffix.lower() in SUFFIXES)
        for path in images[:: max(1, len(images) // 15)]:
            assert not assess(read(path)).hopeless, path
