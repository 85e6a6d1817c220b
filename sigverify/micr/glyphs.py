"""The symbols of E-13B as the open font of `assets/e13b` draws them."""

from __future__ import annotations

from functools import cache
from importlib.resources import files

import cv2
import numpy as np
from numpy.typing import NDArray
from PIL import Image

from sigverify.micr.symbols import AMOUNT, DASH, ON_US, TRANSIT

# Pixels per inch of the font's pictures.
_FONT_DPI = 1728
_NAMES = {TRANSIT: "transit", AMOUNT: "amount", ON_US: "on-us", DASH: "dash"}
# How far below the top of the digits a symbol begins.
_DROP_MM = {ON_US: 0.0075 * 25.4, DASH: 0.0325 * 25.4}


@cache
def glyph(character: str, dpi: float) -> tuple[NDArray[np.float64], float]:
    """Return a symbol's ink, 0 to 1 (height, width), and how far it hangs below the digits' top, in mm."""
    path = files("sigverify") / "assets" / "e13b" / f"{_NAMES.get(character, character)}.png"
    with path.open("rb") as file:
        ink = np.asarray(Image.open(file).getchannel("A"))
    size = tuple(max(1, round(side * dpi / _FONT_DPI)) for side in ink.shape[::-1])
    return np.asarray(cv2.resize(ink, size, interpolation=cv2.INTER_AREA) / 255.0), _DROP_MM.get(character, 0.0)
