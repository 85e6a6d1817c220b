"""The E-13B line: set from the font's own symbols, and read off real cheques."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFont

import sigverify.micr
from sigverify.micr import AMOUNT, DASH, ON_US, TRANSIT, MicrFields, MicrLine, parse_fields, read_line
from sigverify.scans import Scan, read

FONT = Path(sigverify.micr.__file__).parent / "assets" / "e13b"
NAMES = {TRANSIT: "transit", AMOUNT: "amount", ON_US: "on-us", DASH: "dash"}
INDIA = f"{ON_US}083654{ON_US} 500025033{TRANSIT} 290062{ON_US} 31"
US = f"{ON_US}001913{ON_US} {TRANSIT}122016066{TRANSIT} 001{DASH}535595{ON_US} {AMOUNT}0000010149{AMOUNT}"
LETTERS = str.maketrans({"A": TRANSIT, "B": AMOUNT, "C": ON_US, "D": DASH})


def scan_of(pixels: NDArray[np.uint8] | Image.Image, dpi: float, *, estimated: bool = False) -> Scan:
    return Scan(np.array(pixels, dtype=np.uint8), dpi, estimated, 1, 1, "0" * 64, None)


def typeset(text: str, dpi: float) -> Image.Image:
    """Set a line as ISO 1004 asks: 0.117 inch high, right edges 0.125 inch apart."""
    fine = 1728
    image = Image.new("L", (round((len(text) + 3) * 0.125 * fine), round(0.25 * fine)), 255)
    for i, character in enumerate(text):
        if character != " ":
            symbol = Image.open(FONT / f"{NAMES.get(character, character)}.png").getchannel("A")
            right = round((i + 2) * 0.125 * fine)
            hang = {ON_US: 0.0075, DASH: 0.0325}.get(character, 0.0)
            image.paste(0, (right - symbol.width, round((0.065 + hang) * fine)), symbol)
    return image.resize((round(image.width * dpi / fine), round(image.height * dpi / fine)), Image.Resampling.BOX)


def cheque(text: str, dpi: float, paper: int = 255) -> Image.Image:
    page = Image.new("L", (round(8 * dpi), round(3.6 * dpi)), paper)
    draw = ImageDraw.Draw(page)
    font = ImageFont.load_default(0.12 * dpi)
    for row in range(6):
        draw.text((0.4 * dpi, (0.3 + 0.45 * row) * dpi), "Pay to the order of 0123456789 dollars", 30, font)
    line = typeset(text, dpi)
    page.paste(line.point(lambda level: min(level, paper)), (round(1.5 * dpi), round(3.2 * dpi)))
    return page


@pytest.mark.parametrize("text", [INDIA, US], ids=["India", "US"])
@pytest.mark.parametrize("dpi", [150, 200, 300])
def test_the_line_of_a_whole_cheque_is_read(text: str, dpi: int) -> None:
    line = read_line(scan_of(cheque(text, dpi), dpi))
    assert line.text == text.replace(" ", "")
    assert line.font == "E-13B"
    assert line.confidence > 0.9


def test_a_cut_out_line_is_read_whatever_its_resolution() -> None:
    for dpi in (170, 240, 400):
        assert read_line(scan_of(typeset(US, dpi), 72, estimated=True)).text == US.replace(" ", "")


def test_a_two_level_line_is_read() -> None:
    two_level = np.where(np.asarray(typeset(INDIA, 200)) > 128, 255, 0).astype(np.uint8)
    assert read_line(scan_of(two_level, 200)).text == INDIA.replace(" ", "")


def test_a_line_that_climbs_a_degree_is_read() -> None:
    tilted = cheque(INDIA, 200).rotate(0.8, Image.Resampling.BICUBIC, fillcolor=255)
    assert read_line(scan_of(tilted, 200)).text == INDIA.replace(" ", "")


def test_gray_paper_does_not_matter() -> None:
    assert read_line(scan_of(cheque(INDIA, 200, paper=190), 200)).text == INDIA.replace(" ", "")


def test_a_cheque_of_unknown_resolution_is_read() -> None:
    page = cheque(INDIA, 200)
    assert read_line(scan_of(page, 300, estimated=True)).text == INDIA.replace(" ", "")


@pytest.mark.parametrize("shape", [(720, 1600), (40, 800), (1, 1), (3, 2000)])
def test_where_there_is_no_line_there_is_no_text(shape: tuple[int, int]) -> None:
    assert read_line(scan_of(np.full(shape, 230, np.uint8), 200)) == MicrLine("", "", MicrFields(), 0.0)


def test_paper_grain_is_not_a_line() -> None:
    grain = np.random.default_rng(7).normal(225, 8, (720, 1600)).clip(0, 255).astype(np.uint8)
    assert read_line(scan_of(grain, 200)).text == ""


def test_ordinary_print_is_not_a_line() -> None:
    page = Image.new("L", (1600, 720), 255)
    ImageDraw.Draw(page).text((300, 650), "083654 500025033 290062 31", 0, ImageFont.load_default(24))
    assert read_line(scan_of(page, 200)).text == ""


def test_indian_fields() -> None:
    expected = MicrFields(serial="083654", routing="500025033", account="290062", transaction="31")
    assert parse_fields(INDIA.replace(" ", "")) == expected


def test_the_indian_short_account_may_be_missing() -> None:
    fields = parse_fields(f"{ON_US}120616{ON_US}500015048{TRANSIT}31")
    assert fields == MicrFields(serial="120616", routing="500015048", transaction="31")


def test_us_fields() -> None:
    expected = MicrFields(serial="001913", routing="122016066", account="001535595", amount="0000010149")
    assert parse_fields(US.replace(" ", "")) == expected


def test_the_number_of_a_us_personal_cheque_follows_the_account() -> None:
    fields = parse_fields(f"{TRANSIT}122016066{TRANSIT}001{DASH}535595{ON_US}1234")
    assert fields == MicrFields(serial="1234", routing="122016066", account="001535595")


def test_a_us_routing_number_with_a_wrong_check_digit_is_not_reported() -> None:
    fields = parse_fields(f"{TRANSIT}122016067{TRANSIT}001535595{ON_US}")
    assert fields == MicrFields(account="001535595")


@pytest.mark.parametrize("text", ["", "123456", f"{TRANSIT}1234{TRANSIT}", f"{ON_US}{ON_US}{ON_US}"])
def test_a_line_of_no_known_grammar_has_no_fields(text: str) -> None:
    assert parse_fields(text) == MicrFields()


def test_real_cheques_are_read_and_their_number_is_the_one_in_the_file_name(shared_data: Path) -> None:
    paths = sorted((shared_data / "cheques" / "idrbt").glob("*.jpg"))[::2]
    fields = [read_line(read(path)).fields for path in paths]
    right = [
        one.serial == path.stem.removeprefix("Cheque") and one.routing is not None and one.transaction == "31"
        for path, one in zip(paths, fields, strict=True)
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


def test_real_photographed_lines_are_mostly_read(shared_data: Path) -> None:
    # Some truths are mistaken themselves, so the floors leave room.
    paths = sorted((shared_data / "micr" / "e13b_lines").glob("*.tif"))[::40]
    truths = [path.with_suffix(".gt.txt").read_text().strip().translate(LETTERS) for path in paths]
    wrong = [edits(read_line(read(path)).text, truth) for path, truth in zip(paths, truths, strict=True)]
    assert sum(wrong) <= 0.05 * sum(map(len, truths))
    assert np.mean(np.array(wrong) == 0) >= 0.55


def test_real_signatures_are_not_lines(shared_data: Path) -> None:
    for path in sorted((shared_data / "signatures" / "cedar").rglob("*.webp"))[::400]:
        assert read_line(read(path)).text == "", path
