"""Cheques every way that people scan and photograph them come back upright, with the way back."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import cv2
import numpy as np
import pytest
from numpy.typing import NDArray

from sigverify import pages
from sigverify.demo.bank import cts_line
from sigverify.demo.press import DESIGNS, blank_form, print_micr
from sigverify.geometry import Box
from sigverify.scans import Scan, read
from sigverify.sight import ScanKind, find_signature, look
from tests.drawing import on_paper, scrawl

DPI = 200
SIGNATURE = Box(1180, 430, 1440, 520)


def scan_of(pixels: NDArray[np.uint8], dpi: float = DPI) -> Scan:
    return Scan(np.ascontiguousarray(pixels), dpi, False, 1, 1, "0" * 64, None)


def signed_form() -> NDArray[np.uint8]:
    """Return a filled form whose signature is a few strokes of a pen."""
    page = blank_form(DESIGNS[0], DPI)
    print_micr(page, cts_line("000123", DESIGNS[0].sort_code, "100001", "10"), 50.0, DPI)
    x = np.linspace(0, 1, 120)
    pen = np.stack([SIGNATURE.x0 + x * SIGNATURE.width, 475 + 40 * np.sin(19 * x) * (1 - 0.5 * x)], axis=1)
    cv2.polylines(page, [pen.round().astype(np.int32)], False, (30, 30, 120), 4, cv2.LINE_AA)
    return page


@pytest.fixture(scope="module")
def form() -> NDArray[np.uint8]:
    return signed_form()


def laid(form: NDArray[np.uint8], degrees: float, ground: int) -> tuple[NDArray[np.uint8], NDArray[np.float64]]:
    """Lay a form on a page one and a half times as wide, and say how its pixels got there."""
    height, width = form.shape[:2]
    size = (round(1.3 * width), round(1.5 * width))
    matrix = np.vstack([cv2.getRotationMatrix2D((width / 2, height / 2), degrees, 1), [0, 0, 1]])
    matrix[:2, 2] += ((size[0] - width) / 2, (size[1] - height) / 3)
    page = np.full((size[1], size[0], 3), ground, np.uint8)
    cv2.warpPerspective(form, matrix, size, dst=page, borderMode=cv2.BORDER_TRANSPARENT)
    return page, matrix


def moved(box: Box, matrix: NDArray[np.float64]) -> Box:
    corners = np.array([[[box.x0, box.y0], [box.x1, box.y0], [box.x1, box.y1], [box.x0, box.y1]]], float)
    there = cv2.perspectiveTransform(corners, matrix)[0]
    return Box(*map(round, (*there.min(axis=0), *there.max(axis=0))))


def test_a_straight_cheque_stays_as_it_is_to_the_byte(form: NDArray[np.uint8]) -> None:
    scan = scan_of(form)
    page = pages.rectify(scan)
    assert page.scan is scan
    assert not page.changed
    assert page.line.fields.serial == "000123"


def test_an_upside_down_cheque_is_turned_without_loss(form: NDArray[np.uint8]) -> None:
    page = pages.rectify(scan_of(form[::-1, ::-1]))
    assert page.turned == 180
    assert np.array_equal(page.scan.pixels, form)


@pytest.mark.parametrize("turns", [1, 3])
def test_a_sideways_cheque_is_turned_without_loss(form: NDArray[np.uint8], turns: int) -> None:
    page = pages.rectify(scan_of(np.rot90(form, turns)))
    assert np.array_equal(page.scan.pixels, form)


@pytest.mark.parametrize("turns", [1, 2, 3])
def test_boxes_of_a_turned_page_go_to_the_scan_and_back(form: NDArray[np.uint8], turns: int) -> None:
    scan = scan_of(np.rot90(form, turns))
    page = pages.rectify(scan)
    there = page.box_on_scan(SIGNATURE, scan)
    assert np.array_equal(
        np.rot90(scan.pixels[there.y0 : there.y1, there.x0 : there.x1], -turns),
        form[SIGNATURE.y0 : SIGNATURE.y1, SIGNATURE.x0 : SIGNATURE.x1],
    )
    assert page.box_on_page(there) == SIGNATURE


@pytest.mark.parametrize("degrees", [-5.0, -2.5, 3.0, 5.0])
def test_a_skewed_cheque_is_turned_straight(form: NDArray[np.uint8], degrees: float) -> None:
    height, width = form.shape[:2]
    turn = cv2.getRotationMatrix2D((width / 2, height / 2), degrees, 1)
    skewed = cv2.warpAffine(form, turn, (width, height), borderMode=cv2.BORDER_REPLICATE)
    page = pages.rectify(scan_of(skewed))
    assert page.skew == pytest.approx(-degrees, abs=0.4)
    assert page.line.fields.serial == "000123"


@pytest.mark.parametrize("ground", [255, 120, 0])
@pytest.mark.parametrize("degrees", [0.0, 3.0, 182.0])
def test_a_cheque_on_a_page_is_cut_out(form: NDArray[np.uint8], ground: int, degrees: float) -> None:
    placed, matrix = laid(form, degrees, ground)
    scan = scan_of(placed)
    page = pages.rectify(scan)
    assert page.cut_out
    assert page.scan.width == pytest.approx(form.shape[1], rel=0.02)
    assert page.scan.height == pytest.approx(form.shape[0], rel=0.03)
    assert page.line.fields.serial == "000123"
    there = moved(SIGNATURE, matrix)
    assert page.box_on_scan(page.box_on_page(there), scan).overlap(there) > 0.98 * there.area
    # On the page the signature is where it is on the form, but for the trimmed edge.
    straight = moved(SIGNATURE, np.linalg.inv(page.to_scan) @ matrix)
    assert straight.iou(SIGNATURE) > 0.8


def test_a_photograph_in_perspective_is_straightened(form: NDArray[np.uint8]) -> None:
    height, width = form.shape[:2]
    corners = np.array([[0, 0], [width, 0], [width, height], [0, height]], np.float32)
    seen = np.array([[260, 330], [1700, 260], [1760, 1010], [190, 950]], np.float32)
    matrix = cv2.getPerspectiveTransform(corners, seen)
    rng = np.random.default_rng(5)
    desk = np.clip(rng.normal(85, 6, (1300, 1950, 1)), 0, 255).astype(np.uint8).repeat(3, axis=2)
    cv2.warpPerspective(form, matrix, (1950, 1300), dst=desk, borderMode=cv2.BORDER_TRANSPARENT)
    page = pages.rectify(scan_of(desk))
    found = cv2.perspectiveTransform(corners[None].astype(float), np.linalg.inv(page.to_scan) @ matrix)[0]
    wanted = corners / (width, height) * (page.scan.width, page.scan.height)
    assert np.abs(found - wanted).max() < 0.015 * page.scan.width
    assert page.line.fields.serial == "000123"
    assert page.scan.dpi_estimated


def test_a_two_level_scan_stays_two_level(form: NDArray[np.uint8]) -> None:
    gray = cv2.cvtColor(form, cv2.COLOR_RGB2GRAY)
    two_level = np.where(gray > 150, 255, 0).astype(np.uint8)
    turn = cv2.getRotationMatrix2D((two_level.shape[1] / 2, two_level.shape[0] / 2), 3, 1)
    skewed = cv2.warpAffine(two_level, turn, two_level.shape[::-1], flags=cv2.INTER_NEAREST, borderValue=255)
    page = pages.rectify(scan_of(skewed))
    assert page.changed
    assert page.scan.is_bilevel


def test_an_empty_page_and_a_letter_stay_as_they_are() -> None:
    for pixels in (np.full((1100, 850), 255, np.uint8), np.full((3, 5), 200, np.uint8)):
        scan = scan_of(pixels)
        page = pages.rectify(scan)
        assert not page.changed
        assert page.scan.pixels is scan.pixels


@pytest.mark.parametrize("degrees", [180.0, 4.0])
def test_the_signature_of_a_turned_cheque_is_given_where_it_is_on_the_scan(
    form: NDArray[np.uint8], degrees: float
) -> None:
    placed, matrix = laid(form, degrees, 90)
    found = find_signature(look(scan_of(placed), ScanKind.CHEQUE))
    upright = find_signature(look(scan_of(form), ScanKind.CHEQUE))
    assert found.box is not None
    assert upright.box is not None
    assert found.box.iou(moved(upright.box, matrix)) > 0.7
    assert found.ink is not None
    assert upright.ink is not None
    assert found.ink.mask.mean() == pytest.approx(upright.ink.mask.mean(), rel=0.25)


def test_a_box_drawn_on_an_upside_down_cheque_gives_upright_ink(form: NDArray[np.uint8]) -> None:
    upright = find_signature(look(scan_of(form), ScanKind.CHEQUE), SIGNATURE)
    scan = scan_of(form[::-1, ::-1])
    drawn = pages.rectify(scan).box_on_scan(SIGNATURE, scan)
    found = find_signature(look(scan, ScanKind.CHEQUE), drawn)
    assert found.box == drawn
    assert found.ink is not None
    assert upright.ink is not None
    assert np.array_equal(found.ink.level, upright.ink.level)


def test_real_cheques_stay_as_they_are_and_come_back_when_upside_down(shared_data: Path) -> None:
    for path in sorted((shared_data / "cheques" / "idrbt").glob("*.jpg"))[::8]:
        scan = read(path)
        assert not pages.rectify(scan).changed, path
        turned = replace(scan, pixels=np.ascontiguousarray(scan.pixels[::-1, ::-1]))
        assert np.array_equal(pages.rectify(turned).scan.pixels, scan.pixels), path


def test_a_slip_on_a_signature_card_is_no_cheque() -> None:
    card = np.full((1400, 1500), 250, np.uint8)
    for seed in range(2):
        signed = cv2.copyMakeBorder(scrawl(300, seed=seed), 50, 50, 68, 68, cv2.BORDER_CONSTANT, value=0)
        slip = on_paper(signed, paper=238)
        # Were it a cheque, it would have been scanned at 87 dots per inch.
        card[120 + 620 * seed :, 180:][: slip.shape[0], : slip.shape[1]] = slip
    scan = scan_of(card, 300)
    assert pages.find_cheque(scan) is None
    page = pages.rectify(scan)
    assert not page.changed
    assert page.scan.dpi == 300
