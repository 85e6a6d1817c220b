"""Finding and cleaning where it is hard, on demo forms: stamps, print and rules across, an amount just above.

The cheques are composed as for the benchmark, but of synthetic hands, so that the true ink is known.
"""

from __future__ import annotations

import cv2
import numpy as np
import pytest
from numpy.typing import NDArray

from benchmarks import cleaned, composed
from benchmarks.composed import FORM_DPI, Condition, Form
from sigverify import ink
from sigverify.cheque import locate
from sigverify.demo import hands, pens
from sigverify.demo.press import BLACK, Press
from sigverify.demo.sheets import put_ink
from sigverify.geometry import Box
from sigverify.scans import Scan
from tests.drawing import scan_of, scrawl

FORMS = composed.demo_forms()
MM = FORM_DPI / 25.4


def signature(seed: int) -> NDArray[np.float32]:
    """Return how much light a synthetic signature takes, 0 to 1."""
    rng = np.random.default_rng(seed)
    written = hands.genuine(hands.hand(seed), rng)
    return np.asarray(pens.draw(written, FORM_DPI, pens.any_pen(rng), rng) / 255, dtype=np.float32)


def signed(form: Form, below: float = 0.0) -> tuple[NDArray[np.uint8], NDArray[np.bool_]]:
    """Sign a form in blue on its line, that share of the signature below it; return the page and the true ink."""
    level, page = scrawl(FORM_DPI), form.pixels.copy()
    x, y = form.sign.x0 + round(4 * MM), form.sign.y1 - round((1 - below) * level.shape[0])
    here = np.s_[y : y + level.shape[0], x : x + level.shape[1]]
    taken = level[..., None] / 255 * (1 - np.array([30, 40, 120]) / 255)
    page[here] = (page[here] * (1 - taken)).astype(np.uint8)
    truth = np.zeros(page.shape[:2], dtype=bool)
    truth[here] = level >= 128
    return page, truth


def under_the_amount(form: Form, seed: int) -> tuple[NDArray[np.uint8], Box]:
    """Fill in a form, and sign it so high that the signature reaches the amount's box."""
    rng = np.random.default_rng(seed)
    page, level = form.pixels.copy(), np.zeros(form.pixels.shape[:2], np.uint8)
    composed.fill_in(page, form, rng)
    written = hands.genuine(hands.hand(100 + seed), rng)
    left, top, right, bottom = written.bounds
    tall = written.scaled(18 / (bottom - top))
    left, top, right, _ = tall.bounds
    amount = form.fields["amount"]
    middle = min((amount.x0 + 45 * MM) / MM, 200 - (right - left) / 2)
    placed = tall.moved(middle - (left + right) / 2, amount.y1 / MM - 0.8 - top)
    put_ink(page, placed, pens.any_pen(rng), rng, FORM_DPI, level)
    return page, composed.tight(level >= 128)


@pytest.mark.parametrize("seed", [4, 6, 8, 11, 13, 15])
def test_the_amount_just_above_a_signature_is_not_part_of_it(seed: int) -> None:
    page, truth = under_the_amount(FORMS[seed % len(FORMS)], seed)
    (best, *_) = locate(scan_of(page))
    assert best.box.iou(truth) > 0.75


@pytest.mark.parametrize("number", range(len(FORMS)))
def test_a_signature_across_the_line_that_it_stands_on_stays_whole(number: int) -> None:
    page, truth = signed(FORMS[number], below=0.5)
    sign = FORMS[number].sign
    press = Press(page, FORM_DPI)
    press.line(sign.x0 / MM, sign.y1 / MM, sign.x1 / MM, sign.y1 / MM, 0.3, BLACK)
    (best, *_) = locate(scan_of(press.pixels))
    assert best.box.iou(composed.tight(truth)) > 0.7


def test_stamps_and_emblems_where_one_signs_are_no_signatures() -> None:
    answered = 0
    for seed in range(12):
        rng, form = np.random.default_rng(seed), FORMS[seed % len(FORMS)]
        page = form.pixels.copy()
        composed.stamp(page, form.sign, rng)
        condition = (Condition.GRAY_200, Condition.TWO_LEVEL_240)[seed // len(FORMS) % 2]
        scan, _ = composed.scanned(page, np.zeros(page.shape[:2], np.float32), condition, rng)
        answered += bool(locate(scan))
    assert answered == 0


def f1(scan: Scan, box: Box, truth: NDArray[np.bool_]) -> float:
    """Return how well the ink out of a box, 2 mm too wide, is the true ink, within a pixel."""
    return cleaned.judge(scan, box, truth, "").f1_near


@pytest.mark.parametrize("condition", Condition)
@pytest.mark.parametrize("number", range(len(FORMS)))
def test_the_ink_is_taken_off_every_form_however_it_was_scanned(condition: Condition, number: int) -> None:
    rng = np.random.default_rng(number)
    one = composed.compose(FORMS[number], signature(number), condition, rng, clutter=False)
    assert f1(one.scan, one.box, one.ink) > 0.93


@pytest.mark.parametrize("what", ["stamp", "name", "rule"])
def test_what_was_printed_across_goes_and_the_pen_stays(what: str) -> None:
    page, truth = signed(FORMS[0])
    box, rng = composed.tight(truth), np.random.default_rng(3)
    if what == "stamp":
        composed.stamp(page, box, rng)
    press, middle = Press(page, FORM_DPI), (box.x0 + box.x1) / 2 / MM
    if what == "name":
        press.text(middle, box.y1 / MM - 1, "RAJARSHI PAL", 2.8, anchor="ms")
    elif what == "rule":
        height = (box.y0 + box.y1) / 2 / MM
        press.line(box.x0 / MM - 10, height, box.x1 / MM + 10, height, 0.3, BLACK)
    assert f1(scan_of(press.pixels), box, truth) > {"stamp": 0.85, "name": 0.9, "rule": 0.95}[what]


@pytest.mark.parametrize("two_level", [False, True])
def test_the_dot_of_a_signature_stays(two_level: bool) -> None:
    page, truth = signed(FORMS[1])
    pixels = np.where(cv2.cvtColor(page, cv2.COLOR_RGB2GRAY) < 140, 0, 255).astype(np.uint8) if two_level else page
    found = ink.extract(scan_of(pixels), composed.tight(truth).grown(24))
    assert found is not None
    # The smallest mark of the true ink.
    count, labels, stats, _ = cv2.connectedComponentsWithStats(truth.astype(np.uint8))
    dot = labels == 1 + int(stats[1:, cv2.CC_STAT_AREA].argmin())
    assert count > 2
    at = found.box
    assert (dot[at.y0 : at.y1, at.x0 : at.x1] & found.mask).sum() > 0.5 * dot.sum()
