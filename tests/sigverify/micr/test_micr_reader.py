"""Lines of both fonts, set from their own symbols and read back; and real ones."""

from __future__ import annotations

from pathlib import Path

import cv2
import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFont

from sigverify.demo.magnetic import typeset
from sigverify.micr import AMOUNT, DASH, ON_US, TRANSIT, UNREADABLE, MicrFields, MicrLine, read_line
from sigverify.scans import Scan, read

INDIA = f"{ON_US}083654{ON_US} 500025033{TRANSIT} 290062{ON_US} 31"
US = f"{ON_US}001913{ON_US} {TRANSIT}122016066{TRANSIT} 001{DASH}535595{ON_US} {AMOUNT}0000010149{AMOUNT}"
FRANCE = f"{ON_US}0123456{DASH} 789012345678{TRANSIT} 901234567890{DASH}"
LETTERS = str.maketrans({"A": TRANSIT, "B": AMOUNT, "C": ON_US, "D": DASH})


def scan_of(pixels: NDArray[np.uint8] | Image.Image, dpi: float, *, estimated: bool = False) -> Scan:
    return Scan(np.array(pixels, dtype=np.uint8), dpi, estimated, 1, 1, "0" * 64, None)


def line_of(text: str, font: str, dpi: float) -> NDArray[np.uint8]:
    """Print a line finely and look at it with pixels of the scanner's size."""
    fine = typeset(text, font, 1200)
    return np.asarray(cv2.resize(fine, None, fx=dpi / 1200, fy=dpi / 1200, interpolation=cv2.INTER_AREA), np.uint8)


def cheque(text: str, dpi: float, *, font: str = "E-13B", paper: int = 255) -> NDArray[np.uint8]:
    page = Image.new("L", (round(8 * dpi), round(3.6 * dpi)), paper)
    draw = ImageDraw.Draw(page)
    letters = ImageFont.load_default(0.12 * dpi)
    for row in range(6):
        draw.text((0.4 * dpi, (0.3 + 0.42 * row) * dpi), "Pay to the order of 0123456789 dollars", 30, letters)
    line = np.minimum(line_of(text, font, dpi), paper)
    page.paste(Image.fromarray(line.astype(np.uint8)), (round(1.0 * dpi), round(3.2 * dpi)))
    return np.asarray(page)


def plain(text: str) -> str:
    return text.replace(" ", "")


@pytest.mark.parametrize("text", [INDIA, US], ids=["India", "US"])
@pytest.mark.parametrize("dpi", [100, 150, 200, 300])
def test_the_line_of_a_whole_cheque_is_read(text: str, dpi: int) -> None:
    line = read_line(scan_of(cheque(text, dpi), dpi))
    assert (line.text, line.font, line.problems) == (plain(text), "E-13B", ())
    assert min(line.confidences) > 0.9
    assert len(line.confidences) == len(line.text)


@pytest.mark.parametrize("dpi", [150, 200, 300])
def test_the_bars_of_cmc7_are_read(dpi: int) -> None:
    line = read_line(scan_of(cheque(FRANCE, dpi, font="CMC-7"), dpi))
    assert (line.text, line.font, line.country) == (plain(FRANCE), "CMC-7", "FR")


@pytest.mark.parametrize("font", ["E-13B", "CMC-7"])
@pytest.mark.parametrize("degrees", [-5.0, -2.0, 1.0, 5.0])
def test_a_skewed_cheque_is_read(font: str, degrees: float) -> None:
    text = INDIA if font == "E-13B" else FRANCE
    page = Image.fromarray(cheque(text, 200, font=font))
    tilted = page.rotate(degrees, Image.Resampling.BICUBIC, fillcolor=255, expand=True)
    assert read_line(scan_of(tilted, 200)).text == plain(text)


@pytest.mark.parametrize("font", ["E-13B", "CMC-7"])
def test_an_upside_down_cheque_is_read(font: str) -> None:
    text = INDIA if font == "E-13B" else FRANCE
    line = read_line(scan_of(cheque(text, 200, font=font)[::-1, ::-1], 200))
    assert (line.text, line.upside_down) == (plain(text), True)


@pytest.mark.parametrize("dpi", [100, 200, 240, 300])
def test_two_level_lines_are_read(dpi: int) -> None:
    two_level = np.where(cheque(INDIA, dpi) > 128, 255, 0).astype(np.uint8)
    assert read_line(scan_of(two_level, dpi)).text == plain(INDIA)


def test_a_two_level_line_of_cmc7_is_read() -> None:
    two_level = np.where(cheque(FRANCE, 300, font="CMC-7") > 150, 255, 0).astype(np.uint8)
    assert read_line(scan_of(two_level, 300)).text == plain(FRANCE)


@pytest.mark.parametrize("dpi", [100, 120])
def test_bars_that_have_run_together_are_unreadable_and_none_is_guessed(dpi: int) -> None:
    grain = np.random.default_rng(5)
    for level in (110, 125, 140, 150, 155, 158, 161, 164, 167, 170):
        page = line_of(FRANCE, "CMC-7", dpi)
        two_level = np.where(page + grain.normal(0, 6, page.shape) > level, 255, 0).astype(np.uint8)
        line = read_line(scan_of(two_level, dpi))
        assert set(line.text) <= {UNREADABLE}, level
        assert line.text == "" or line.problems, level


def test_a_cut_out_line_is_read_whatever_its_resolution() -> None:
    for dpi in (100, 170, 240, 400):
        assert read_line(scan_of(line_of(US, "E-13B", dpi), 72, estimated=True)).text == plain(US), dpi


def test_gray_paper_and_an_unknown_resolution_do_not_matter() -> None:
    assert read_line(scan_of(cheque(INDIA, 200, paper=190), 300, estimated=True)).text == plain(INDIA)


def test_a_symbol_that_is_blotted_out_is_marked_and_not_guessed() -> None:
    page = cheque(INDIA, 200).copy()
    clear = read_line(scan_of(page, 200))
    assert clear.box is not None
    # The fourth symbol, a digit of the serial: half of it under a blot.
    pitch = 0.125 * 200
    x = round(clear.box.x0 + 3 * pitch)
    page[clear.box.y0 - 3 : clear.box.y1 + 3, x + 4 : x + 20] = 20
    line = read_line(scan_of(page, 200))
    told = line.text[3] if len(line.text) == len(clear.text) else UNREADABLE
    assert told == UNREADABLE or any("4" in problem for problem in line.problems)
    assert line.fields.serial != "083654" or line.problems


def digits_of(text: str, *, dpi: int = 200) -> tuple[NDArray[np.uint8], list[tuple[int, int]]]:
    """Set digits and return where each begins and ends, in columns."""
    page = line_of(text, "E-13B", dpi)
    columns = np.flatnonzero((page < 128).any(axis=0))
    runs = np.split(columns, np.flatnonzero(np.diff(columns) > 2) + 1)
    return page, [(int(run[0]), int(run[-1]) + 1) for run in runs]


@pytest.mark.parametrize("share", [0.25, 0.5, 0.75])
@pytest.mark.parametrize("digit", "0123456789")
@pytest.mark.parametrize("side", ["left", "right"])
def test_a_digit_that_the_image_cuts_is_not_read_as_another(side: str, digit: str, share: float) -> None:
    text = digit + "264178305" + digit
    page, places = digits_of(text)
    (start, end) = places[0] if side == "left" else places[-1]
    left = round(share * (end - start))
    line = read_line(scan_of(page[:, end - left :] if side == "left" else page[:, : start + left], 200))
    # Reported it is in any case; what is named, is named rightly or doubted.
    assert line.problems
    if len(line.text) == len(text):
        place = 0 if side == "left" else -1
        assert line.text[place] in (UNREADABLE, digit) or line.confidences[place] < 0.9


def test_half_a_nine_is_no_five_and_most_of_an_eight_no_three() -> None:
    page, places = digits_of("8264178309")
    assert read_line(scan_of(page[:, : places[-1][1] - 4], 200)).text == "826417830?"
    assert read_line(scan_of(page[:, places[0][0] + 5 :], 200)).text == "?264178309"


@pytest.mark.parametrize("text", ["8264178309", "0264178301", "4264178306"])
def test_a_line_cropped_to_its_ink_is_read(text: str) -> None:
    page, places = digits_of(text)
    rows = np.flatnonzero((page < 128).any(axis=1))
    cropped = page[rows[0] : rows[-1] + 1, places[0][0] : places[-1][1]]
    assert read_line(scan_of(cropped, 200)).text == text


def test_digits_that_climb_out_of_the_image_are_unreadable() -> None:
    text = "26417830526417830526"
    page = Image.fromarray(np.pad(line_of(text, "E-13B", 200), ((40, 40), (0, 0)), constant_values=255))
    tilted = np.asarray(page.rotate(5, Image.Resampling.BICUBIC, fillcolor=255))
    top = np.flatnonzero((tilted < 128).any(axis=1))[0] + 14
    line = read_line(scan_of(tilted[top:], 200))
    assert line.problems
    named = line.text.rstrip(UNREADABLE)
    assert len(named) >= 12
    assert text.startswith(named)


def test_a_low_and_cut_field_of_its_own_is_reported() -> None:
    page = line_of("264178305264", "E-13B", 200)
    field, places = digits_of("6")
    digit = field[:, places[0][0] : places[0][1]]
    page = np.pad(page, ((0, 0), (0, 200)), constant_values=255)
    height = page.shape[0]
    # It stands lower, and the image ends half way through it.
    page[22:height, -60 : -60 + digit.shape[1]] = digit[10 : 10 + height - 22]
    line = read_line(scan_of(page, 200))
    assert line.text.startswith("264178305264")
    assert line.problems


@pytest.mark.parametrize("beyond", [0.5, 0.65])
def test_the_bars_of_a_worn_on_us_symbol_at_the_end_are_reported_or_read(beyond: float) -> None:
    page, places = digits_of(f"26417830526{ON_US}")
    start, end = places[10][1] + 1, places[-1][1]
    page = page.copy()
    page[:, start + round(beyond * (end - start)) :] = 255
    line = read_line(scan_of(page, 200))
    assert line.text.startswith("26417830526")
    assert line.problems


@pytest.mark.parametrize("end", ["first", "last"])
def test_print_beyond_an_end_of_the_line_is_reported(end: str) -> None:
    page = line_of(INDIA, "E-13B", 200).copy()
    # A blot where the symbol stood.
    gone, blot = (slice(0, 50), slice(32, 50)) if end == "first" else (slice(-52, None), slice(-45, -27))
    page[:, gone] = 255
    page[14:36, blot] = 0
    line = read_line(scan_of(np.pad(page, ((0, 0), (30, 30)), constant_values=255), 200))
    assert UNREADABLE not in line.text
    assert f"Print beyond the {end} symbol of the line is not read." in line.problems


@pytest.mark.parametrize("shape", [(720, 1600), (40, 800), (1, 1), (3, 2000)])
def test_where_there_is_no_line_there_is_no_text(shape: tuple[int, int]) -> None:
    assert read_line(scan_of(np.full(shape, 230, np.uint8), 200)) == MicrLine()


def test_paper_grain_is_not_a_line() -> None:
    grain = np.random.default_rng(7).normal(225, 8, (720, 1600)).clip(0, 255).astype(np.uint8)
    assert read_line(scan_of(grain, 200)).text == ""


@pytest.mark.parametrize("size", [20, 24, 30])
def test_ordinary_print_is_not_a_line(size: int) -> None:
    page = Image.new("L", (1600, 720), 255)
    ImageDraw.Draw(page).text((300, 650), "083654 500025033 290062 31", 0, ImageFont.load_default(size))
    assert read_line(scan_of(page, 200)).text == ""


def test_the_box_is_around_the_line() -> None:
    line = read_line(scan_of(cheque(INDIA, 200), 200))
    assert line.box is not None
    assert 3.2 * 200 < line.box.y0 < line.box.y1 < 3.6 * 200
    assert line.box.height == pytest.approx(0.117 * 200, abs=5)


def test_the_fields_come_with_the_line() -> None:
    line = read_line(scan_of(cheque(INDIA, 200), 200))
    assert line.fields == MicrFields(serial="083654", routing="500025033", account="290062", transaction="31")
    assert (line.country, line.account_key) == ("IN", "500025033-290062")


def test_real_cheques_are_read_and_their_number_is_the_one_in_the_file_name(shared_data: Path) -> None:
    paths = sorted((shared_data / "cheques" / "idrbt").glob("*.jpg"))[::2]
    lines = [read_line(read(path)) for path in paths]
    right = [
        line.fields.serial == path.stem.removeprefix("Cheque")
        and line.fields.routing is not None
        and line.fields.transaction is not None
        for path, line in zip(paths, lines, strict=True)
    ]
    assert np.mean(right) >= 0.97


def edits(read_as: str, truth: str) -> int:
    """Count the characters to insert, delete or change (Levenshtein)."""
    row = list(range(len(truth) + 1))
    for i, mine in enumerate(read_as, 1):
        last, row = row, [i]
        for j, theirs in enumerate(truth, 1):
            row.append(min(last[j] + 1, row[-1] + 1, last[j - 1] + (mine != theirs)))
    return row[-1]


def test_real_photographed_lines_are_read(shared_data: Path) -> None:
    # Two or three in a hundred truths are mistaken themselves.
    paths = sorted((shared_data / "micr" / "e13b_lines").glob("*.tif"))[::20]
    truths = [path.with_suffix(".gt.txt").read_text().strip().translate(LETTERS) for path in paths]
    wrong = [edits(read_line(read(path)).text, truth) for path, truth in zip(paths, truths, strict=True)]
    assert sum(wrong) <= 0.015 * sum(map(len, truths))
    assert np.mean(np.array(wrong) == 0) >= 0.9


def test_real_signatures_are_not_lines(shared_data: Path) -> None:
    for path in sorted((shared_data / "signatures" / "cedar").rglob("*.webp"))[::400]:
        assert read_line(read(path)).text == "", path
