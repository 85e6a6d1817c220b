"""The magnetic ink line of a cheque, read by its looks: E-13B, by comparison with the font's 14 symbols.

The font is made for this: every symbol is unlike the others, of one height (0.117 inch) and stands with its
right edge on a grid of 0.125 inch (ISO 1004, ANSI X9.27). So each symbol is compared with each place on the
line, and the row of symbols with the best total that keeps the distance wins; nothing is cut apart first.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import combinations
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray
from PIL import Image

from sigverify.scans import Scan

TRANSIT, AMOUNT, ON_US, DASH = "\u2446", "\u2447", "\u2448", "\u2449"

# A character is 21 pixels high, as on the 200 dpi scans of clearing houses; less will do to find the row.
_DPI, _FINDING_DPI = 180.0, 120.0
_HEIGHT_INCH, _PITCH_INCH = 0.117, 0.125
# Right edges are never nearer than this: phones and feeders squeeze a line.
_LEAST_PITCH = 0.78
# Around a symbol there must be paper.
_MARGIN_INCH = 0.013
_BLUR_PX = 0.8
_BORDER_PX = 8
# Correlation that a symbol must exceed to count for a line, and that a line must reach on average.
_LEAST_MATCH, _LEAST_MEAN = 0.65, 0.75
# Of a symbol's ink, this share must be there; print is so many gray levels darker than its paper.
_LEAST_INK, _LEAST_CONTRAST = 0.4, 40.0
# A cut-out may hold one field; across a whole page chance would find that much.
_LEAST_ON_CUTOUT, _LEAST_ON_PAGE = 3, 8
# A cut-out is low, in shape or in pixels; its resolution is anyone's guess.
_CUTOUT_ASPECT, _CUTOUT_PX = 5.0, 130
# Lower than this the symbols cannot be told apart.
_LEAST_CHARACTER_PX = 8
# Width of a cheque in inches, for a page whose resolution is not known (Europe and India, North America).
_WIDTHS_INCH = (7.8, 6.0, 8.5)
# The clear band is 5/8 inch high (ANSI X9.100-160); as much again for a margin under the cheque.
_BAND_INCH = 1.25
# How the printed size departs from the nominal one: a scanner hardly, a phone from end to end of one line.
_SCANNED = ((0.95, 1.0, 1.05), (1.0,))
_PHOTOGRAPHED = ((0.88, 1.0, 1.12), (0.84, 0.92, 1.0, 1.09))

_ASSETS = Path(__file__).parent / "assets" / "e13b"
_ASSET_DPI = 1728.0
_ASSET_OF = {**{digit: digit for digit in "0123456789"}, TRANSIT: "transit", AMOUNT: "amount", ON_US: "on-us"}
_ASSET_OF[DASH] = "dash"
_SYMBOLS = "".join(_ASSET_OF)
# Below the top of the digits, in inches; the other symbols are as high as they.
_HANGS_INCH = {ON_US: 0.0075, DASH: 0.0325}


@dataclass(frozen=True, slots=True)
class MicrFields:
    """What the digits of a line mean; None where a field is absent or the line's grammar is not known.

    Attributes
    ----------
    serial
        The cheque's number.
    routing
        US routing number (9 digits whose check digit is right) or Indian sort code (9 digits).
    account
        The account's number, or in India the optional short form (6 digits) that does not tell the account.
    transaction
        The transaction code.
    amount
        In the smallest unit, as the bank of first deposit has encoded it.
    """

    serial: str | None = None
    routing: str | None = None
    account: str | None = None
    transaction: str | None = None
    amount: str | None = None


@dataclass(frozen=True, slots=True)
class MicrLine:
    """A line as read.

    Attributes
    ----------
    text
        Digits and the symbols of Unicode's OCR block, without spaces: U+2446 transit, U+2447 amount,
        U+2448 on-us, U+2449 dash; empty when there is no line.
    font
        "E-13B", or empty when there is no line.
    fields
        What the digits mean.
    confidence
        Mean correlation of the symbols with the font, 0 to 1; 0 when there is no line.
    """

    text: str = ""
    font: str = ""
    fields: MicrFields = MicrFields()
    confidence: float = 0.0


def read_line(scan: Scan) -> MicrLine:
    """Read the E-13B line at the foot of a whole cheque, or on a cut-out image of the line alone.

    Parameters
    ----------
    scan
        Gray, colour or two-level, upright to a degree, from about 130 dpi.
    """
    gray = scan.gray
    if gray.shape[1] > _CUTOUT_ASPECT * gray.shape[0] or gray.shape[0] < _CUTOUT_PX:
        row, fewest = _row_of_cutout(gray), _LEAST_ON_CUTOUT
    else:
        row, fewest = _on_one_line(_row_on_page(scan)), _LEAST_ON_PAGE
    if len(row) < fewest:
        return MicrLine()
    confidence = float(np.mean([symbol.match for symbol in row]))
    text = "".join(symbol.character for symbol in row)
    if confidence < _LEAST_MEAN or sum(map(str.isdigit, text)) < len(text) / 2:
        return MicrLine()
    return MicrLine(text, "E-13B", parse_fields(text), confidence)


def parse_fields(text: str) -> MicrFields:
    """Tell the fields of a line by the grammars of India (CTS-2010) and the United States (ANSI X9.100-160).

    Dashes inside a number are left out. A US routing number counts only when its digits, weighted 3 7 1
    over and over, add up to a multiple of ten.
    """
    plain = text.replace(DASH, "")
    if india := re.fullmatch(
        f"{ON_US}(\\d{{6}}){ON_US}(\\d{{9}}){TRANSIT}(?:(\\d{{6}}){ON_US})?(\\d{{2}})", plain
    ):
        serial, routing, account, transaction = india.groups()
        return MicrFields(serial, routing, account, transaction)
    us = re.fullmatch(
        f"(?:{ON_US}(?P<auxiliary>\\d+){ON_US})?{TRANSIT}(?P<routing>\\d{{9}}){TRANSIT}"
        f"(?P<before>\\d*){ON_US}?(?P<after>\\d*)(?:{AMOUNT}(?P<amount>\\d{{10}}){AMOUNT})?",
        plain,
    )
    if us is None:
        return MicrFields()
    serial, account, after = us["auxiliary"], us["before"] or None, us["after"] or None
    # Personal cheques have no room for an auxiliary field: their number follows the account.
    if serial is None and after is not None and len(after) > 2:
        serial, after = after, None
    routing = us["routing"] if _check_digit_holds(us["routing"]) else None
    return MicrFields(serial, routing, account, after, us["amount"])


def _check_digit_holds(routing: str) -> bool:
    weights = (3, 7, 1) * 3
    return sum(w * int(digit) for w, digit in zip(weights, routing, strict=True)) % 10 == 0


@dataclass(frozen=True, slots=True)
class _Symbol:
    """A symbol found: right edge and top in pixels at working resolution, correlation with the font."""

    character: str
    right: int
    top: int
    match: float


def _row_of_cutout(gray: NDArray[np.uint8]) -> list[_Symbol]:
    """Read an image that is little more than the line; its own marks tell how high a character is."""
    ink = cv2.threshold(gray, 0, 1, cv2.THRESH_BINARY_INV | cv2.THRESH_OTSU)[1]
    heights = cv2.connectedComponentsWithStats(ink, connectivity=8)[2][1:, cv2.CC_STAT_HEIGHT]
    heights = heights[(heights >= 0.25 * gray.shape[0]) & (heights <= 0.9 * gray.shape[0])]
    typical = float(np.percentile(heights, 70)) if heights.size else 0.5 * gray.shape[0]
    if typical < _LEAST_CHARACTER_PX:
        return []
    scales = [_HEIGHT_INCH * _DPI / (typical * k) for k in (0.8, 0.87, 0.94, 1.0, 1.07)]
    darknesses = [_darkness(gray, scale) for scale in scales]
    totals = [_best_row(darkness, ((1.0,), (1.0,)))[0] for darkness in darknesses]
    return _best_row(darknesses[int(np.argmax(totals))], _PHOTOGRAPHED)[1]


def _row_on_page(scan: Scan) -> list[_Symbol]:
    """Find the row at the foot of a page and read it."""
    inches = scan.width / scan.dpi
    sure = not scan.dpi_estimated and 0.8 * min(_WIDTHS_INCH) <= inches <= 1.3 * max(_WIDTHS_INCH)
    dpis = [scan.dpi] if sure else [scan.width / width for width in _WIDTHS_INCH]
    rows = []
    for dpi in dpis:
        band = scan.gray[-round(_BAND_INCH * dpi) :]
        middle = _row_middle(_darkness(band, _FINDING_DPI / dpi)) * dpi / _FINDING_DPI
        # Room above and below for a line that climbs a degree.
        half = 1.4 * _HEIGHT_INCH * dpi
        strip = band[max(0, round(middle - half)) : round(middle + half)]
        rows.append(_best_row(_darkness(strip, _DPI / dpi), _SCANNED))
    return max(rows, key=lambda row: row[0])[1]


def _darkness(gray: NDArray[np.uint8], scale: float) -> NDArray[np.float32]:
    """Return darkness at another size, 0 paper to 255 print, with paper all around and soft edges."""
    height, width = gray.shape
    size = (max(1, round(width * scale)), max(1, round(height * scale)))
    method = cv2.INTER_AREA if scale < 1 else cv2.INTER_CUBIC
    ink = np.asarray(cv2.resize(255 - gray, size, interpolation=method), dtype=np.float32)
    paper, print_ = float(np.median(ink)), float(np.percentile(ink, 99))
    ink = np.clip((ink - paper) * (255 / max(print_ - paper, _LEAST_CONTRAST)), 0, 255)
    ink = cv2.copyMakeBorder(
        ink, _BORDER_PX, _BORDER_PX, 2 * _BORDER_PX, 2 * _BORDER_PX, cv2.BORDER_CONSTANT, value=0
    )
    return np.asarray(cv2.GaussianBlur(ink, (0, 0), _BLUR_PX), dtype=np.float32)


def _row_middle(darkness: NDArray[np.float32]) -> float:
    """Return the middle, in pixels from the top without the border, of the row with the most symbols."""
    matches = np.max([_compare(darkness, template) for template in _templates(_FINDING_DPI, 1.0, 1.0)], axis=0)
    # One symbol a pitch: the best of its neighbourhood.
    apart = np.ones((1, 2 * round(_LEAST_PITCH * _PITCH_INCH * _FINDING_DPI) + 1), np.uint8)
    peaks = (matches > 0.7) & (matches >= cv2.dilate(matches, apart))
    strength = np.where(peaks, matches - 0.7, 0).sum(axis=1)
    smooth = cv2.blur(strength[:, None], (1, 5))
    return float(np.argmax(smooth)) - _BORDER_PX + _HEIGHT_INCH / 2 * _FINDING_DPI


def _best_row(
    darkness: NDArray[np.float32], sizes: tuple[Sequence[float], Sequence[float]]
) -> tuple[float, list[_Symbol]]:
    """Return the row of symbols with the highest total of (correlation - least correlation).

    A right edge keeps its distance from the one before, so the best total up to each column follows from
    the totals before it (dynamic programming).
    """
    match = np.full(darkness.shape[1], -1.0, np.float32)
    which, top = np.zeros(match.size, np.intp), np.zeros(match.size, np.intp)
    for stretch_x in sizes[0]:
        for stretch_y in sizes[1]:
            for i, template in enumerate(_templates(_DPI, stretch_x, stretch_y)):
                correlation = _compare(darkness, template)
                highest = correlation.max(axis=0)
                better = highest > match
                match[better], which[better] = highest[better], i
                top[better] = correlation.argmax(axis=0)[better]
    apart = round(_LEAST_PITCH * _PITCH_INCH * _DPI)
    total = np.zeros(match.size + 1)
    for x in range(match.size):
        total[x + 1] = max(total[x], total[max(0, x + 1 - apart)] + match[x] - _LEAST_MATCH)
    row, x = [], match.size
    while x > 0:
        if total[x] > total[x - 1]:
            row.append(_Symbol(_SYMBOLS[which[x - 1]], x - 1, int(top[x - 1]), float(match[x - 1])))
            x = max(0, x - apart)
        else:
            x -= 1
    return float(total[-1]), row[::-1]


def _on_one_line(row: list[_Symbol]) -> list[_Symbol]:
    """Leave out what does not stand on the line that most symbols stand on (Theil-Sen).

    Only for pages: a photographed line is bent, and a cut-out has little else on it.
    """
    far = [(a, b) for a, b in combinations(row, 2) if b.right - a.right > _PITCH_INCH * _DPI * 2]
    slope = float(np.median([(b.top - a.top) / (b.right - a.right) for a, b in far])) if far else 0.0
    levels = [symbol.top - slope * symbol.right for symbol in row]
    allowed = 0.3 * _HEIGHT_INCH * _DPI
    return [symbol for symbol, level in zip(row, levels, strict=True) if abs(level - np.median(levels)) <= allowed]


def _compare(darkness: NDArray[np.float32], template: NDArray[np.float32]) -> NDArray[np.float32]:
    """Return the correlation, -1 to 1, by the row of the symbol's top and the column of its right edge."""
    result = np.full(darkness.shape, -1.0, np.float32)
    if template.shape[0] <= darkness.shape[0] and template.shape[1] <= darkness.shape[1]:
        inner = cv2.matchTemplate(darkness, template, cv2.TM_CCOEFF_NORMED)
        # Correlation looks at the pattern alone: the grain of empty paper must not count.
        ink = cv2.boxFilter(darkness, -1, template.shape[::-1], anchor=(0, 0), normalize=False)
        enough = ink[: inner.shape[0], : inner.shape[1]] >= _LEAST_INK * float(template.sum())
        inner = np.where(enough, inner, -1.0)
        right = template.shape[1] - round(_MARGIN_INCH * _DPI)
        result[: inner.shape[0], right : right + inner.shape[1]] = inner
    return result


@lru_cache(maxsize=64)
def _templates(dpi: float, stretch_x: float, stretch_y: float) -> tuple[NDArray[np.float32], ...]:
    """Return the symbols, in the order of `_SYMBOLS`, as darkness 0 to 255 with paper around them."""
    height, margin = round(_HEIGHT_INCH * _ASSET_DPI), round(_MARGIN_INCH * _ASSET_DPI)
    templates = []
    for character, name in _ASSET_OF.items():
        symbol = np.asarray(Image.open(_ASSETS / f"{name}.png").getchannel("A"))
        above = round(_HANGS_INCH.get(character, 0.0) * _ASSET_DPI)
        below = height - above - symbol.shape[0]
        framed = cv2.copyMakeBorder(
            symbol, margin + above, margin + below, margin, margin, cv2.BORDER_CONSTANT, value=0
        )
        scale = dpi / _ASSET_DPI
        size = (round(framed.shape[1] * scale * stretch_x), round(framed.shape[0] * scale * stretch_y))
        small = cv2.resize(framed, size, interpolation=cv2.INTER_AREA)
        templates.append(np.asarray(cv2.GaussianBlur(small, (0, 0), _BLUR_PX), dtype=np.float32))
    return tuple(templates)
