"""What a scan shows is told by itself: a cheque however it lies, or a cut-out signature."""

from __future__ import annotations

import csv
from dataclasses import replace
from pathlib import Path

import cv2
import numpy as np
import pytest
from numpy.typing import NDArray

from benchmarks.pages import WAYS
from sigverify.geometry import Box
from sigverify.judging import Reason
from sigverify.scans import Scan, read
from sigverify.sight import Found, ScanKind, find_signature, locate, look
from sigverify.templates import Forms, teach


def cheques_of_kind(bank: Path, kind: str) -> list[tuple[Scan, Box | None]]:
    with (bank / "truth.csv").open(newline="") as file:
        rows = [row for row in csv.DictReader(file) if row["kind"] == kind]
    return [(read(bank / row["file"]), Box(*map(int, row["box"].split())) if row["box"] else None) for row in rows]


@pytest.fixture(scope="module")
def signed(demo_bank: Path) -> tuple[Scan, Box]:
    """Return a signed cheque in colour at 300 dpi, and where it is signed."""
    for scan, box in cheques_of_kind(demo_bank, "genuine"):
        if scan.pixels.ndim == 3 and scan.dpi == 300 and box is not None:
            return scan, box
    raise AssertionError("the demo bank has no such cheque")


def laid(scan: Scan, way: str) -> tuple[Scan, NDArray[np.float64]]:
    """Return the cheque as others would scan it, and how its pixels got there."""
    pixels, matrix = WAYS[way](scan.pixels, np.random.default_rng(3))
    return replace(scan, pixels=np.ascontiguousarray(pixels)), matrix


def moved(box: Box, matrix: NDArray[np.float64]) -> Box:
    corners = np.array([[[box.x0, box.y0], [box.x1, box.y0], [box.x1, box.y1], [box.x0, box.y1]]], float)
    there = cv2.perspectiveTransform(corners, matrix)[0]
    return Box(*map(round, (*there.min(axis=0), *there.max(axis=0))))


def found_on(scan: Scan) -> Found:
    return find_signature(look(scan))


@pytest.mark.parametrize("way", WAYS)
def test_a_signed_cheque_is_told_however_it_lies_and_its_signature_found(
    signed: tuple[Scan, Box], way: str
) -> None:
    scan, box = signed
    seen, matrix = laid(scan, way)
    found = found_on(seen)
    assert found.page is not None
    assert found.box is not None
    assert found.box.iou(moved(box, matrix)) > 0.4


@pytest.mark.parametrize("way", WAYS)
def test_an_unsigned_cheque_has_no_signature_however_it_lies(demo_bank: Path, way: str) -> None:
    (scan, _), *_ = cheques_of_kind(demo_bank, "unsigned")
    found = found_on(laid(scan, way)[0])
    assert (found.ink, found.reason) == (None, Reason.NO_SIGNATURE)


@pytest.mark.parametrize("way", ["upside down", "sideways", "skewed to 5 degrees", "on a gray page"])
def test_upright_ink_lies_on_its_upright_page(signed: tuple[Scan, Box], way: str) -> None:
    found = found_on(laid(signed[0], way)[0])
    assert found.ink is not None
    assert found.page is not None
    height, width = found.ink.level.shape
    assert (found.ink.box.width, found.ink.box.height) == (width, height)
    under = found.page.scan.crop(found.ink.box).gray
    assert under[found.ink.level > 200].mean() < under[found.ink.level == 0].mean() - 40


def test_synthetic_signatures_are_not_taken_for_cheques(signature_set: Path) -> None:
    paths = sorted((signature_set / "hands").rglob("*.png"))
    taken = [path for path in paths if look(read(path)).page is not None]
    assert taken == []


def test_real_signatures_are_not_taken_for_cheques(shared_data: Path) -> None:
    for folder in sorted((shared_data / "signatures").iterdir()):
        images = sorted(path for path in folder.rglob("*") if path.suffix in (".png", ".webp"))
        for path in images[::120]:
            assert look(read(path)).page is None, path


@pytest.mark.parametrize("told", [72, 600, 1200])
def test_ink_does_not_believe_a_resolution_that_the_magnetic_line_belies(
    signed: tuple[Scan, Box], told: int
) -> None:
    scan, box = signed
    half = np.asarray(cv2.resize(scan.pixels, None, fx=0.5, fy=0.5, interpolation=cv2.INTER_AREA), np.uint8)
    found = found_on(replace(scan, pixels=half, dpi=float(told)))
    assert found.ink is not None
    assert found.ink.dpi == pytest.approx(150, rel=0.05)
    assert found.box is not None
    assert found.box.iou(Box(*(round(edge / 2) for edge in box.as_tuple()))) > 0.4


def test_a_resolution_without_a_magnetic_line_is_that_of_a_cheque_s_width(signed: tuple[Scan, Box]) -> None:
    scan, _ = signed
    without = scan.pixels.copy()
    without[round(0.84 * scan.height) :] = 250
    half = np.asarray(cv2.resize(without, None, fx=0.5, fy=0.5, interpolation=cv2.INTER_AREA), np.uint8)
    found = found_on(replace(scan, pixels=half, dpi=600.0))
    assert found.ink is not None
    assert found.ink.dpi == pytest.approx(150, rel=0.08)


def test_a_taught_form_is_known_by_its_routing_number_upright_and_turned(signed: tuple[Scan, Box]) -> None:
    scan, _ = signed
    page = look(scan, ScanKind.CHEQUE).page
    assert page is not None
    # Where the payee's name is written.
    payee = Box(
        round(0.1 * scan.width), round(0.15 * scan.height), round(0.7 * scan.width), round(0.28 * scan.height)
    )
    template = teach(scan, payee, "odd", routing=page.line.fields.routing or "")
    forms = Forms(templates=(template,))
    for way in ("as it is", "upside down", "sideways", "on a gray page"):
        seen, matrix = laid(scan, way)
        # That page shows cheques smaller than they are.
        sight = look(replace(seen, dpi=282.0) if way == "on a gray page" else seen, forms=forms)
        assert sight.template == template, way
        (best, *_) = locate(sight)
        assert best.box.overlap(moved(payee, matrix)) > 0.5 * best.box.area, way
