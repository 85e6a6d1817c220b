"""Lines of the magnetic fonts to print: E-13B of the open font's glyphs, CMC-7 drawn from its code."""

from __future__ import annotations

from functools import cache

import cv2
import numpy as np
from numpy.typing import NDArray

from sigverify.micr.cmc7 import BAR_MM, CODES, bar_places
from sigverify.micr.glyphs import glyph

PITCH_MM, E13B_HEIGHT_MM, CMC7_HEIGHT_MM = 3.175, 2.972, 2.85

# CMC-7 looks like digits because its bars are cut to their shapes; here to those of seven segments: (t)op,
# (m)iddle and (b)ottom across, left and right above and below (1, 2, 3, 4). Every bar keeps a piece of each
# segment across. Symbols are full bars.
_SHAPES = dict(
    zip(
        "0123456789",
        ("t1234b", "t24b", "t2m3b", "t2m4b", "1m24b", "t1m4b", "t1m34b", "t24b", "t1m234b", "t1m24b"),
        strict=True,
    )
)
_PIECE = 0.22


@cache
def cmc7(character: str, dpi: float) -> NDArray[np.float64]:
    """Return a symbol's ink, 0 to 1 (height, width)."""
    # Drawn finely first: a bar is 0.15 mm wide.
    fine = 80.0
    places = bar_places(CODES[character])
    ink = np.zeros((round(CMC7_HEIGHT_MM * fine), round((places[-1] + BAR_MM / 2) * fine) + 1))
    for i, place in enumerate(places):
        for top, bottom in _pieces(_SHAPES.get(character), i):
            left = round((place - BAR_MM / 2) * fine)
            ink[round(top * ink.shape[0]) : round(bottom * ink.shape[0]), left : left + round(BAR_MM * fine)] = 1
    size = tuple(max(1, round(side / fine * dpi / 25.4)) for side in ink.shape[::-1])
    return np.asarray(cv2.resize(ink, size, interpolation=cv2.INTER_AREA))


def _pieces(shape: str | None, bar: int) -> list[tuple[float, float]]:
    """Return the parts of a bar that are printed, from 0 (top) to 1 (bottom)."""
    if shape is None:
        return [(0.0, 1.0)]
    across = {"t": (0.0, _PIECE), "m": (0.5 - _PIECE / 2, 0.5 + _PIECE / 2), "b": (1 - _PIECE, 1.0)}
    pieces = [across[part] for part in shape if part in across]
    upright = (
        {"1": (0.0, 0.55), "3": (0.45, 1.0)}
        if bar < 2
        else {"2": (0.0, 0.55), "4": (0.45, 1.0)}
        if bar > 4
        else {}
    )
    return pieces + [upright[part] for part in shape if part in upright]


def typeset(text: str, font: str, dpi: float) -> NDArray[np.uint8]:
    """Set a line, black on white with paper around it.

    Parameters
    ----------
    text
        Digits, spaces and the symbols of Unicode's OCR block.
    font
        "E-13B" or "CMC-7".

    Returns
    -------
    array
        uint8 (height, width), two character heights high.
    """
    mm = dpi / 25.4
    image = np.zeros((round(2 * E13B_HEIGHT_MM * mm), round((len(text) + 3) * PITCH_MM * mm)))
    for place, character in enumerate(text):
        if character == " ":
            continue
        ink, drop = glyph(character, dpi) if font == "E-13B" else (cmc7(character, dpi), 0.0)
        height, width = ink.shape
        # Characters stand right edge to right edge.
        x, y = round((place + 2) * PITCH_MM * mm) - width, round((0.5 * E13B_HEIGHT_MM + drop) * mm)
        image[y : y + height, x : x + width] = ink
    return np.asarray(255 - 255 * image, np.uint8)
