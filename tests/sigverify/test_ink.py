from __future__ import annotations

import cv2
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sigverify import ink
from sigverify.geometry import Box
from sigverify.scans import Scan
from tests.drawing import on_paper, scan_of, scrawl

LEVEL = scrawl()
MASK = LEVEL >= 128


def truth_box() -> Box:
    rows, columns = np.flatnonzero(MASK.any(axis=1)), np.flatnonzero(MASK.any(axis=0))
    return Box(int(columns[0]), int(rows[0]), int(columns[-1]) + 1, int(rows[-1]) + 1)


def f1(found: ink.Ink, truth: np.ndarray) -> float:
    page = np.zeros(truth.shape, dtype=bool)
    box = found.box
    page[box.y0 : box.y1, box.x0 : box.x1] = found.mask
    hit = (page & truth).sum()
    return float(2 * hit / (page.sum() + truth.sum()))


@settings(max_examples=25, deadline=None)
@given(paper=st.integers(120, 255), share=st.floats(0.1, 0.6))
def test_the_paper_s_shade_and_the_pen_s_darkness_do_not_matter(paper: int, share: float) -> None:
    found = ink.extract(scan_of(on_paper(LEVEL, paper=paper, ink=round(paper * share))))
    assert found is not None
    assert f1(found, MASK) > 0.93
    assert found.box.iou(truth_box()) > 0.95


def test_paper_that_darkens_towards_one_side_is_still_paper() -> None:
    shade = np.linspace(1.0, 0.6, LEVEL.shape[1])
    found = ink.extract(scan_of((on_paper(LEVEL) * shade).astype(np.uint8)))
    assert found is not None
    assert f1(found, MASK) > 0.93


def test_background_print_weaker_than_the_pen_is_removed() -> None:
    page = on_paper(LEVEL, paper=250, ink=40)
    y, x = np.mgrid[: page.shape[0], : page.shape[1]]
    guilloche = (np.sin(x / 5 + 3 * np.sin(y / 9)) > 0.6) & ~MASK
    page[guilloche] = 205
    found = ink.extract(scan_of(page))
    assert found is not None
    assert f1(found, MASK) > 0.9


def test_a_coloured_pen_on_coloured_paper_is_found() -> None:
    share = LEVEL[..., np.newaxis] / 255.0
    paper, pen = np.array([250.0, 235.0, 215.0]), np.array([30.0, 40.0, 150.0])
    found = ink.extract(scan_of((paper * (1 - share) + pen * share).astype(np.uint8)))
    assert found is not None
    assert f1(found, MASK) > 0.9


def test_light_ink_on_a_dark_ground_is_ink() -> None:
    found = ink.extract(scan_of(255 - on_paper(LEVEL)))
    assert found is not None
    assert f1(found, MASK) > 0.93


def test_stray_specks_do_not_widen_the_crop_and_the_dot_stays() -> None:
    pixels = cv2.copyMakeBorder(on_paper(LEVEL), 150, 150, 150, 150, cv2.BORDER_CONSTANT, value=255)
    clean = ink.extract(scan_of(pixels))
    dirty = pixels.copy()
    for y, x in ((5, 8), (20, 700), (440, 30), (470, 800)):
        dirty[y : y + 3, x : x + 3] = 0
    found = ink.extract(scan_of(dirty))
    assert clean is not None
    assert found is not None
    assert found.box == clean.box
    dot = (round(38 / 25.4 * 300) + 150, round(3.2 / 25.4 * 300) + 150)
    assert found.mask[dot[1] - found.box.y0, dot[0] - found.box.x0]


def test_a_ruled_line_through_the_box_goes_and_the_strokes_stay() -> None:
    pixels = cv2.copyMakeBorder(on_paper(LEVEL), 100, 100, 250, 250, cv2.BORDER_CONSTANT, value=255)
    truth = cv2.copyMakeBorder(LEVEL, 100, 100, 250, 250, cv2.BORDER_CONSTANT, value=0) >= 128
    y = 100 + LEVEL.shape[0] // 2
    ruled = pixels.copy()
    ruled[y : y + 3] = 20
    box = Box(240, 90, 260 + LEVEL.shape[1], 110 + LEVEL.shape[0])
    found = ink.extract(scan_of(ruled), box)
    assert found is not None
    assert f1(found, truth) > 0.93
    only_line = np.zeros_like(truth)
    only_line[y : y + 3, found.box.x0 : found.box.x1] = True
    page = np.zeros_like(truth)
    page[found.box.y0 : found.box.y1, found.box.x0 : found.box.x1] = found.mask
    left_over = (page & only_line & ~cv2.dilate(truth.astype(np.uint8), np.ones((7, 7))).astype(bool)).sum()
    assert left_over < 0.15 * only_line.sum()


def test_a_paraph_drawn_back_under_the_name_is_the_signature_s_own() -> None:
    level = cv2.copyMakeBorder(LEVEL, 100, 120, 250, 250, cv2.BORDER_CONSTANT, value=0)
    foot = 100 + LEVEL.shape[0]
    t = np.linspace(0, 1, 80)
    # Out of the last letter, round, and back to the left in one bent stroke.
    x = 250 + LEVEL.shape[1] * (0.85 + 0.3 * t - 0.9 * t**2)
    y = foot - 70 + 110 * np.sin(t * np.pi / 2) - 18 * np.sin(t * 5)
    cv2.polylines(level, [np.stack([x, y], axis=1).astype(np.int32)], False, 255, 5, cv2.LINE_AA)
    found = ink.extract(scan_of(on_paper(level)), Box(220, 90, 300 + LEVEL.shape[1], foot + 70))
    assert found is not None
    assert found.box.y1 >= foot + 30


@pytest.mark.parametrize(
    "marks",
    [
        pytest.param([], id="an empty sheet"),
        pytest.param([(100, 100, 104, 112)], id="a tick"),
        pytest.param([(100, 100, 103, 103), (300, 60, 303, 63)], id="two specks"),
    ],
)
def test_too_little_ink_is_no_signature(marks: list[tuple[int, int, int, int]]) -> None:
    page = np.full((200, 600), 250, np.uint8)
    for x0, y0, x1, y1 in marks:
        page[y0:y1, x0:x1] = 20
    assert ink.extract(scan_of(page)) is None


def test_paper_grain_alone_is_no_signature() -> None:
    rng = np.random.default_rng(1)
    page = np.clip(rng.normal(235, 4, (300, 900)), 0, 255).astype(np.uint8)
    assert ink.extract(scan_of(page)) is None


def test_a_box_outside_the_page_holds_no_ink() -> None:
    assert ink.extract(scan_of(on_paper(LEVEL)), Box(5000, 5000, 5100, 5100)) is None


def test_the_box_lies_in_the_scan_s_own_pixels() -> None:
    pixels = cv2.copyMakeBorder(on_paper(LEVEL), 60, 40, 80, 30, cv2.BORDER_CONSTANT, value=255)
    found = ink.extract(scan_of(pixels), Box(70, 50, pixels.shape[1] - 10, pixels.shape[0] - 10))
    assert found is not None
    expected = truth_box()
    assert abs(found.box.x0 - expected.x0 - 80) <= 2
    assert abs(found.box.y1 - expected.y1 - 60) <= 2


def stamped(pen: tuple[int, int, int], rubber: tuple[int, int, int], strength: float) -> tuple[Scan, np.ndarray]:
    """Return a signature with a rubber stamp over it, and where the signature is."""
    share = cv2.copyMakeBorder(LEVEL, 90, 90, 90, 90, cv2.BORDER_CONSTANT, value=0) / 255.0
    stamp = np.zeros(share.shape, np.uint8)
    cv2.ellipse(stamp, (300, 180), (210, 130), 15, 0, 360, 255, 6, cv2.LINE_AA)
    page = np.full((*stamp.shape, 3), 245.0)
    for level, colour in ((share, pen), (strength * stamp / 255.0, rubber)):
        page *= 1 - level[..., np.newaxis] * (1 - np.asarray(colour) / 255.0)
    return scan_of(page.astype(np.uint8)), share >= 0.5


@pytest.mark.parametrize(("pen", "rubber"), [((30, 40, 150), (170, 40, 50)), ((40, 42, 45), (92, 60, 150))])
def test_a_stamp_of_another_colour_over_the_signature_goes_and_the_pen_stays(
    pen: tuple[int, int, int], rubber: tuple[int, int, int]
) -> None:
    scan, truth = stamped(pen, rubber, 0.65)
    found = ink.extract(scan, Box(0, 0, scan.width, scan.height))
    gray = ink.extract(scan_of(scan.gray), Box(0, 0, scan.width, scan.height))
    assert found is not None
    assert gray is not None
    assert f1(found, truth) > 0.9 > f1(gray, truth)


def test_what_looks_as_much_like_a_pen_as_the_pen_is_not_taken_for_it_by_its_colour() -> None:
    scan, truth = stamped((40, 42, 45), (92, 60, 150), 1.0)
    found = ink.extract(scan, Box(0, 0, scan.width, scan.height))
    assert found is not None
    page = np.zeros(truth.shape, dtype=bool)
    page[found.box.y0 : found.box.y1, found.box.x0 : found.box.x1] = found.mask
    assert (page & truth).sum() > 0.9 * truth.sum()
