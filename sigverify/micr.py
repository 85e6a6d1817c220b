"""The magnetic ink line of a cheque, read by its looks: E-13B, by matching the font's 14 symbols.

The font is made for this: every symbol is unlike the others, of one size (0.117 inch high) and stands with its
right edge on a grid of 0.125 inch (ISO 1004, ANSI X9.27). So each symbol is compared with each place of the
line, and the best row of symbols that keeps the distance wins; nothing needs to be cut apart first.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files

import cv2
import numpy as np
from numpy.typing import NDArray

from sigverify.micr_fields import AMOUNT, DASH, ON_US, TRANSIT, MicrFields, parse
from sigverify.scans import Scan

__all__ = ["MicrFields", "MicrLine", "read_line"]

# Working resolution: a character is 21 pixels high, as on the 200 dpi scans that clearing houses exchange.
_DPI = 180.0
_HEIGHT_INCH, _PITCH_INCH = 0.117, 0.125
# The assets' resolution, and white around each symbol that must be white on the cheque as well.
_ASSET_DPI = 1728.0
_MARGIN_INCH = 0.013
# Two characters are never nearer than this, right edge to right edge.
_NEAREST = round(0.84 * _PITCH_INCH * _DPI)
# Correlation that a symbol must exceed, and that a line must reach on average.
_LEAST_MATCH, _LEAST_MEAN = 0.55, 0.7
_LEAST_CHARACTERS = 3
_LEAST_ON_CHEQUE = 8
# A cut-out line is low; its resolution is anyone's guess.
_CUTOUT_ASPECT, _CUTOUT_PX = 5.0, 130
_CHEQUE_INCHES = 7.8
# The clear band is 5/8 inch high (ANSI X9.100-160); twice that allows for a margin under the cheque.
_BAND_INCH = 1.25
_SYMBOLS = {
    **{digit: digit for digit in "0123456789"},
    TRANSIT: "transit",
    AMOUNT: "amount",
    ON_US: "on-us",
    DASH: "dash",
}


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

    text: str
    font: str
    fields: MicrFields
    confidence: float


def read_line(scan: Scan) -> MicrLine:
    """Read the E-13B line at the foot of a whole cheque, or on a cut-out image of the line alone."""
    gray = scan.gray
    if _is_cutout(gray):
        readings = [_read(_scaled(gray, dpi), slack=0.5) for dpi in _possible_dpis(gray)]
        least = _LEAST_CHARACTERS
    else:
        readings = [_read(_band(gray, dpi), slack=0.1) for dpi in _plausible_dpis(scan)]
        least = _LEAST_ON_CHEQUE
    text, confidence = max(readings, key=lambda reading: len(reading[0]) * (reading[1] - _LEAST_MATCH))
    if len(text) < least or confidence < _LEAST_MEAN:
        return MicrLine("", "", MicrFields(), 0.0)
    return MicrLine(text, "E-13B", parse(text), confidence)
