from __future__ import annotations

from datetime import date

import cv2
import numpy as np
import pytest
from numpy.typing import NDArray

from sigverify.demo.cheques import (
    ChequeFields,
    PrintedCheque,
    blank_sheet,
    cts_line,
    in_figures,
    in_words,
    print_cheque,
)
from sigverify.demo.hands import genuine, hand
from sigverify.demo.pens import Pen, PenKind
from sigverify.demo.press import DESIGNS, PAGE_MM, BankDesign, print_micr

BLUE = Pen(0.45, (28, 52, 140), PenKind.GEL)
HOLDER = hand(22)


def fields(design: BankDesign = DESIGNS[0]) -> ChequeFields:
    return ChequeFields(
        design=design,
        account="00100001",
        number="000123",
        payee="Radha Iyer",
        amount=260_000,
        day=date(2025, 3, 5),
        signatory=HOLDER.name,
        micr=cts_line("000123", design.sort_code, "100001", "10"),
        drawer=HOLDER,
    )


def printed(
    design: BankDesign = DESIGNS[0], *, signed: bool = True, seed: int = 1, dpi: float = 300
) -> PrintedCheque:
    rng = np.random.default_rng(seed)
    signature = genuine(HOLDER, np.random.default_rng(seed))
    return print_cheque(fields(design), signature if signed else None, BLUE, rng, dpi=dpi)


@pytest.mark.parametrize("dpi", [100, 200, 300])
def test_a_cheque_has_the_size_of_a_cheque(dpi: int) -> None:
    cheque = printed(dpi=dpi)
    height, width = (round(v * dpi / 25.4) for v in PAGE_MM[::-1])
    assert cheque.pixels.shape == (height, width, 3)
    assert cheque.pixels.dtype == np.uint8
    assert cheque.ink.shape == (height, width)


def test_the_box_is_tight_around_the_ink() -> None:
    cheque = printed()
    assert cheque.box is not None
    inked = cheque.ink >= 64
    box = cheque.box
    assert inked[box.y0 : box.y1, box.x0 : box.x1].sum() == inked.sum()
    for border in (
        inked[box.y0, box.x0 : box.x1],
        inked[box.y1 - 1, box.x0 : box.x1],
        inked[box.y0 : box.y1, box.x0],
        inked[box.y0 : box.y1, box.x1 - 1],
    ):
        assert border.any()


def test_the_recorded_ink_lies_where_the_page_is_written_on() -> None:
    signed, unsigned = printed(), printed(signed=False)
    # Other scanner noise, same print: where the ink is, the signed page is far darker than its paper.
    strong = signed.ink > 200
    assert signed.pixels[strong].mean() < 130
    assert signed.pixels[strong].mean() < np.median(signed.pixels) - 80
    assert not unsigned.ink.any()


def test_an_unsigned_cheque_has_no_box() -> None:
    assert printed(signed=False).box is None


@pytest.mark.parametrize("design", DESIGNS, ids=lambda design: design.name)
def test_people_sign_at_the_lower_right_above_the_clear_band(design: BankDesign) -> None:
    for seed in range(3):
        cheque = printed(design, seed=seed)
        assert cheque.box is not None
        height, width = cheque.ink.shape
        assert (cheque.box.x0 + cheque.box.x1) / 2 > 0.6 * width
        assert cheque.box.y0 > 0.3 * height
        assert cheque.box.y1 < 0.85 * height


def test_some_signatures_cross_the_line_and_some_stay_above_it() -> None:
    line = DESIGNS[0].sign_line[2] / 25.4 * 150
    lowest = [box.y1 for seed in range(14) if (box := printed(seed=seed, dpi=150).box) is not None]
    assert min(lowest) < line < max(lowest)


def test_no_two_banks_look_alike() -> None:
    paper = {
        tuple(np.median(printed(design, dpi=100).pixels[60:300], axis=(0, 1)).round(-1)) for design in DESIGNS
    }
    assert len(paper) == len(DESIGNS) >= 3


def test_the_same_seed_prints_the_same_cheque() -> None:
    assert np.array_equal(printed(dpi=150).pixels, printed(dpi=150).pixels)
    assert not np.array_equal(printed(dpi=150).pixels, printed(dpi=150, seed=2).pixels)


def magnetic_columns(text: str, dpi: int = 600) -> NDArray[np.intp]:
    page = np.full((round(PAGE_MM[1] / 25.4 * dpi), round(PAGE_MM[0] / 25.4 * dpi), 3), 255, np.uint8)
    print_micr(page, text, 20.0, dpi)
    return np.flatnonzero((page[..., 0] < 128).any(axis=0))


def test_magnetic_characters_stand_an_eighth_of_an_inch_apart() -> None:
    ends = [magnetic_columns(" " * n + "7")[-1] for n in range(4)]
    assert np.diff(ends) == pytest.approx(600 / 8, abs=1)


@pytest.mark.parametrize("symbol", "0123456789\u2446\u2447")
def test_magnetic_characters_are_0_117_inch_high_and_0_22_above_the_edge(symbol: str) -> None:
    dpi = 600
    page = np.full((2000, 2000, 3), 255, np.uint8)
    print_micr(page, symbol, 20.0, dpi)
    rows = np.flatnonzero((page[..., 0] < 128).any(axis=1))
    assert (rows[-1] + 1 - rows[0]) / dpi == pytest.approx(0.117, abs=0.002)
    assert (2000 - rows[-1] - 1) / dpi == pytest.approx(0.22, abs=0.003)


def test_the_clear_band_of_a_cheque_holds_the_magnetic_line_alone() -> None:
    gray = cv2.cvtColor(printed(signed=False).pixels, cv2.COLOR_RGB2GRAY)
    band = gray[-170:, 20:-20] < 110
    rows = np.flatnonzero(band.any(axis=1))
    # One line of 35 pixels, a little askew.
    assert 33 <= rows[-1] - rows[0] + 1 <= 60


def test_the_magnetic_line_has_the_fields_of_cts_2010() -> None:
    assert cts_line("000123", "416999012", "100001", "10") == "\u2448000123\u2448 416999012\u2446 100001\u2448 10"


@pytest.mark.parametrize(
    ("amount", "words", "figures"),
    [
        (7, "Seven", "7/-"),
        (40, "Forty", "40/-"),
        (519, "Five Hundred Nineteen", "519/-"),
        (1000, "One Thousand", "1,000/-"),
        (75_250, "Seventy Five Thousand Two Hundred Fifty", "75,250/-"),
        (260_000, "Two Lakh Sixty Thousand", "2,60,000/-"),
        (12_300_045, "One Crore Twenty Three Lakh Forty Five", "1,23,00,045/-"),
    ],
)
def test_amounts_are_counted_the_indian_way(amount: int, words: str, figures: str) -> None:
    assert in_words(amount) == words
    assert in_figures(amount) == figures


def test_a_blank_sheet_has_no_mark_on_it() -> None:
    sheet = blank_sheet(np.random.default_rng(1))
    # Away from the border, where the scanner's lid may show.
    inside = sheet[20:-20, 20:-20]
    assert inside.min() > 200
