"""The printing press: blank cheque forms of four banks that do not exist, and what is printed into them.

The layout follows cheques as Indian banks print them (CTS-2010): date boxes at the upper right, ruled lines
for payee and amount, the account number, a place to sign at the lower right, a clear band for the E-13B line.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from functools import cache, lru_cache

import cv2
import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFont

from sigverify.demo import magnetic
from sigverify.micr.glyphs import glyph

Colour = tuple[int, int, int]

PAGE_MM = (203.2, 92.0)
# Nothing but the magnetic line may be printed in the lowest 5/8 inch.
CLEAR_BAND_MM = 15.9
BLACK: Colour = (34, 32, 34)
_MICR_BASELINE_MM = 0.22 * 25.4


class Pattern(Enum):
    """What covers the paper behind the writing."""

    WAVES = "waves"
    ROSETTES = "rosettes"
    LETTERING = "lettering"
    MESH = "mesh"


@dataclass(frozen=True, slots=True)
class BankDesign:
    """A bank and how its cheques look; all places in millimetres from the upper left corner.

    Attributes
    ----------
    name, branch, code
        As printed; `code` is the branch's code for transfers.
    sort_code
        Nine digits: city, bank, branch.
    colour, tint
        Of the bank's name, and of the paper's print.
    pattern
        Behind the writing.
    amount_box
        Left, top, right, bottom.
    account_at
        Left upper corner of the account number's box.
    sign_line
        Left, right, and height of the line to sign on.
    sign_ruled
        True when that line is printed.
    signatory_above
        True where the signatory's name stands above the place to sign ("For ..."), not beneath it.
    """

    name: str
    branch: str
    code: str
    sort_code: str
    colour: Colour
    tint: Colour
    pattern: Pattern
    amount_box: tuple[float, float, float, float]
    account_at: tuple[float, float]
    sign_line: tuple[float, float, float]
    sign_ruled: bool
    signatory_above: bool


DESIGNS = (
    BankDesign(
        "Sahyadri National Bank", "Lake Road, Kolhapur, 416003", "SHYN0000416", "416999012",
        (128, 34, 62), (238, 230, 242), Pattern.ROSETTES,
        (146, 33.5, 196, 42.5), (12, 47), (138, 194, 66.5), True, False,
    ),
    BankDesign(
        "Harbour & Vale Bank", "14 Quay Street, Kochi, 682001", "HVBK0000682", "682998004",
        (16, 74, 112), (222, 236, 242), Pattern.WAVES,
        (143, 35, 195, 44), (14, 50), (142, 192, 67.0), False, False,
    ),
    BankDesign(
        "Narmada Co-operative Bank Ltd.", "Station Road, Bharuch, 392001", "NCBL0000392", "392997021",
        (30, 104, 58), (228, 241, 222), Pattern.MESH,
        (147, 36, 197, 45), (12, 52), (128, 184, 67.5), True, True,
    ),
    BankDesign(
        "Meridian Commerce Bank", "Fort Chambers, Mumbai, 400001", "MRDC0000400", "400996007",
        (196, 92, 18), (252, 238, 222), Pattern.LETTERING,
        (140, 33, 192, 42), (16, 48), (146, 197, 65.5), False, False,
    ),
)  # fmt: skip


class Press:
    """Prints on a page in millimetres.

    Parameters
    ----------
    pixels
        uint8 (height, width, 3), the page so far; it is copied.
    dpi
        Of the page.
    """

    def __init__(self, pixels: NDArray[np.uint8], dpi: float) -> None:
        self._image = Image.fromarray(pixels)
        self._draw = ImageDraw.Draw(self._image)
        self._scale = dpi / 25.4

    @property
    def pixels(self) -> NDArray[np.uint8]:
        return np.asarray(self._image)

    def text(
        self,
        x: float,
        y: float,
        words: str,
        height: float,
        colour: Colour = BLACK,
        *,
        anchor: str = "ls",
        bold: bool = False,
    ) -> None:
        """Print words with their baseline at y; `height` of the type, `anchor` as in Pillow."""
        size = height * self._scale
        self._draw.text(
            (x * self._scale, y * self._scale), words, colour, _font(size), anchor,
            stroke_width=size / 45 if bold else 0,
        )  # fmt: skip

    def line(self, x0: float, y0: float, x1: float, y1: float, width: float = 0.2, colour: Colour = BLACK) -> None:
        """Print a straight line."""
        scale = self._scale
        self._draw.line((x0 * scale, y0 * scale, x1 * scale, y1 * scale), colour, max(1, round(width * scale)))

    def box(
        self, x0: float, y0: float, x1: float, y1: float, width: float = 0.25, fill: Colour | None = None
    ) -> None:
        """Print a frame, filled or not."""
        corners = tuple(v * self._scale for v in (x0, y0, x1, y1))
        self._draw.rectangle(corners, fill, BLACK if width else None, max(1, round(width * self._scale)))

    def disc(self, x: float, y: float, radius: float, colour: Colour) -> None:
        """Print a filled circle."""
        self._draw.ellipse(
            tuple(v * self._scale for v in (x - radius, y - radius, x + radius, y + radius)), colour
        )

    def security_line(self, x0: float, x1: float, y: float, words: str) -> None:
        """Print a ruled line made of tiny words that a copier cannot resolve."""
        font = _font(0.75 * self._scale)
        times = int((x1 - x0) * self._scale / max(font.getlength(words + " "), 1)) + 1
        width = round((x1 - x0) * self._scale)
        strip = Image.new("L", (width, round(1.0 * self._scale)))
        ImageDraw.Draw(strip).text((0, 0), (words + " ") * times, 210, font)
        self._image.paste(BLACK, (round(x0 * self._scale), round((y - 0.7) * self._scale)), strip)


def blank_form(design: BankDesign, dpi: float) -> NDArray[np.uint8]:
    """Return a bank's cheque form, uint8 (height, width, 3), before anything is filled in."""
    return _blank_form(design, dpi).copy()


def print_micr(pixels: NDArray[np.uint8], text: str, left_mm: float, dpi: float) -> None:
    """Print an E-13B line into a page, in place.

    Parameters
    ----------
    pixels
        uint8 (height, width, 3).
    text
        Digits, spaces and the symbols of Unicode's OCR block (U+2446 to U+2449).
    left_mm
        Where the first character's cell begins.
    dpi
        Of the page.
    """
    scale = dpi / 25.4
    top = pixels.shape[0] / scale - _MICR_BASELINE_MM - magnetic.E13B_HEIGHT_MM
    for place, character in enumerate(text):
        if character == " ":
            continue
        ink, drop_mm = glyph(character, dpi)
        height, width = ink.shape
        # Characters stand right edge to right edge.
        x = round((left_mm + (place + 1) * magnetic.PITCH_MM) * scale) - width
        y = round((top + drop_mm) * scale)
        cut = pixels[y : y + height, x : x + width]
        cut[:] = (cut * (1 - 0.9 * ink[..., None])).astype(np.uint8)


@cache
def _font(size: float) -> ImageFont.FreeTypeFont | ImageFont.ImageFont:
    return ImageFont.load_default(size)


@lru_cache(maxsize=3 * len(DESIGNS))
def _blank_form(design: BankDesign, dpi: float) -> NDArray[np.uint8]:
    scale = dpi / 25.4
    width, height = round(PAGE_MM[0] * scale), round(PAGE_MM[1] * scale)
    page = np.full((height, width, 3), (250, 249, 246), np.uint8)
    top, bottom = (0.0, PAGE_MM[1] - CLEAR_BAND_MM)
    if design.pattern in (Pattern.ROSETTES, Pattern.LETTERING):
        top = 16.0
    area = page[round(top * scale) : round(bottom * scale)]
    area[:] = design.tint
    press = Press(page, dpi)
    if design.pattern is Pattern.LETTERING:
        page = _lettering(press, design, top, bottom)
    else:
        page = _guilloche(page, design, top, bottom, scale)
    press = Press(page, dpi)
    _heading(press, design)
    _rules(press, design)
    return press.pixels


def _heading(press: Press, design: BankDesign) -> None:
    press.disc(15, 8.2, 4.6, design.colour)
    press.disc(15, 8.2, 3.3, (250, 249, 246))
    press.text(15, 9.9, design.name[0], 5.2, design.colour, anchor="ms", bold=True)
    press.text(22, 9.6, design.name, 6.0, design.colour, bold=True)
    press.text(22, 13.3, f"{design.branch}   IFSC: {design.code}", 2.3)
    press.text(96, 15.6, "VALID FOR THREE MONTHS FROM THE DATE OF ISSUE", 2.0, bold=True)
    press.text(147.5, 9.2, "DATE", 2.4)
    for index, letter in enumerate("DDMMYYYY"):
        press.box(154 + 5.2 * index, 5.2, 159.2 + 5.2 * index, 10.8, fill=(252, 252, 250))
        press.text(156.6 + 5.2 * index, 13.6, letter, 2.1, anchor="ms")


def _rules(press: Press, design: BankDesign) -> None:
    micro = design.name.upper()
    left, top, right, bottom = design.amount_box
    press.text(8, 24.5, "PAY", 2.6)
    press.security_line(15, 168, 25.2, micro)
    press.text(170, 24.5, "OR BEARER", 2.5)
    press.text(8, 34.0, "RUPEES", 2.6)
    press.security_line(20, left - 3, 34.6, micro)
    press.security_line(8, left - 3, 43.2, micro)
    press.box(left, top, right, bottom, 0.3, (252, 252, 250))
    press.text(left + 1.8, bottom - 2.6, "Rs.", 3.6, bold=True)
    x, y = design.account_at
    press.box(x, y, x + 58, y + 6.8)
    press.line(x + 13.5, y, x + 13.5, y + 6.8, 0.25)
    press.text(x + 1.8, y + 4.4, "A/C No.", 2.5)
    press.text(x, y + 11, "Savings Account", 2.2)
    press.text(78, PAGE_MM[1] - CLEAR_BAND_MM - 1.6, f"Payable at par at all branches of {design.name}", 2.1)
    x0, x1, line = design.sign_line
    if design.sign_ruled:
        press.line(x0, line, x1, line, 0.22)


def _guilloche(
    page: NDArray[np.uint8], design: BankDesign, top: float, bottom: float, scale: float
) -> NDArray[np.uint8]:
    """Cover the paper between two heights with fine interfering curves, as on banknotes."""
    colour = tuple(int(0.72 * t + 0.28 * c) for t, c in zip(design.tint, design.colour, strict=True))
    x = np.linspace(0, PAGE_MM[0], 900)
    middle = (top + bottom) / 2
    curves: list[NDArray[np.float64]] = []
    if design.pattern is Pattern.WAVES:
        for k in range(46):
            y = top + (bottom - top) * k / 45 + 2.6 * np.sin(x / 9 + k * 0.35) + 1.3 * np.sin(x / 3.7 - k * 0.22)
            curves.append(np.column_stack([x, y]))
    elif design.pattern is Pattern.MESH:
        for k in range(-12, 52):
            y = top + 2.1 * k + 1.1 * np.sin(x / 5 + k) + x * 0.12
            curves += [np.column_stack([x, y]), np.column_stack([PAGE_MM[0] - x, y])]
    else:
        angle = np.linspace(0, 2 * np.pi, 700)
        for cx, radius, petals in ((101.0, 25.0, 9), (52.0, 14.0, 7), (158.0, 14.0, 7)):
            for k in range(16):
                r = radius * (0.35 + 0.04 * k) * (1 + 0.28 * np.sin(petals * angle + k * 0.2))
                curves.append(np.column_stack([cx + r * np.cos(angle), middle + r * np.sin(angle) * 0.85]))
        for k in range(10):
            y = bottom - 1.2 - 0.5 * k + 1.0 * np.sin(x / 2.5 + k * 0.6)
            curves.append(np.column_stack([x, y]))
    sheet = page.copy()
    lines = [np.round(curve * scale * 16).astype(np.int32) for curve in curves]
    cv2.polylines(sheet, lines, False, colour, max(1, round(0.09 * scale)), cv2.LINE_AA, 4)
    begin, end = round(top * scale), round(bottom * scale)
    page[begin:end] = sheet[begin:end]
    return page


def _lettering(press: Press, design: BankDesign, top: float, bottom: float) -> NDArray[np.uint8]:
    """Cover the paper with the bank's name over and over."""
    colour = (
        int(0.84 * design.tint[0] + 0.16 * design.colour[0]),
        int(0.84 * design.tint[1] + 0.16 * design.colour[1]),
        int(0.84 * design.tint[2] + 0.16 * design.colour[2]),
    )
    y, row = top + 3.2, 0
    while y < bottom:
        press.text(-40.0 + 9.0 * (row % 5), y, f"{design.name.upper()}   " * 9, 2.4, colour)
        y, row = y + 3.4, row + 1
    return press.pixels
