"""A second opinion on E-13B: what the network names is laid beside the glyphs of the font.

Templates read broken print worse than the network does, but they err elsewhere: they have learned from no line.
Where the glyph of another symbol fits better than that of the one named, the symbol is doubted.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import cache

import cv2
import numpy as np
from numpy.typing import NDArray

from sigverify.micr.e13b import CHARACTER_PX, SYMBOLS
from sigverify.micr.glyphs import glyph
from sigverify.micr.rows import HEIGHT_INCH
from sigverify.micr.symbols import UNREADABLE, Symbol

# What is compared: so many pixels to each side of a symbol's middle, above and below the middle of the strip.
_HALF_WIDTH, _HALF_HEIGHT = 10, 12
# A glyph is tried so many pixels to each side, and up and down, of where the network saw the symbol.
_ASIDE, _UP = 2, 1
# Both are softened (standard deviation in pixels): edges of two-level print are ragged.
_SOFTER = 0.6
# Least length of what is compared, about that of a thin stroke: of faint specks no share counts.
_LEAST_PRINT = 0.5
# Logarithms of odds: what a lead of one in correlation adds to the network's, what is asked of a symbol's
# lead beforehand, and the most that counts of the network's, however sure it is.
_ODDS_OF_LEAD, _ASKED, _MOST_ODDS = 20.0, 1.3, 9.0


def doubted(symbols: Sequence[Symbol], darkness: NDArray[np.float32]) -> tuple[Symbol, ...]:
    """Return the symbols with what the glyphs say of them in their confidences; their names stay.

    Parameters
    ----------
    symbols
        As read from the strip.
    darkness
        float32 (height, width) of the strip, 0 paper to 1 print.
    """
    named = [symbol for symbol in symbols if symbol.character != UNREADABLE]
    leads = iter(_leads(named, darkness).tolist())
    return tuple(
        symbol if symbol.character == UNREADABLE else replace(symbol, confidence=_agreed(symbol, next(leads)))
        for symbol in symbols
    )


def _agreed(symbol: Symbol, lead: float) -> float:
    """Return the confidence when the glyph of a symbol leads the best other one by so much."""
    odds = np.log(max(symbol.confidence, 1e-6) / max(1 - symbol.confidence, 1e-6))
    odds = min(float(odds), _MOST_ODDS) + _ODDS_OF_LEAD * lead - _ASKED
    # A second opinion makes nobody surer than the network is.
    return min(symbol.confidence, float(1 / (1 + np.exp(-odds))))


def _leads(symbols: Sequence[Symbol], darkness: NDArray[np.float32]) -> NDArray[np.float64]:
    """Return how much better its own glyph correlates with each symbol than the best other: float64 (symbols,)."""
    if not symbols:
        return np.zeros(0)
    soft = cv2.GaussianBlur(darkness, (0, 0), _SOFTER)
    soft = np.pad(soft, ((0, 0), (_HALF_WIDTH + _ASIDE,) * 2))
    # The left edges of the windows, counted on the padded strip.
    x = np.clip(np.round([symbol.x for symbol in symbols]).astype(int), 0, darkness.shape[1] - 1)
    top = darkness.shape[0] // 2 - _HALF_HEIGHT
    windows = np.lib.stride_tricks.sliding_window_view(soft, (2 * _HALF_HEIGHT, 2 * _HALF_WIDTH + 1))
    tried = windows[top - _UP : top + _UP + 1, x[:, None] + np.arange(2 * _ASIDE + 1)]
    seen = tried.transpose(1, 0, 2, 3, 4).reshape(len(symbols), -1, 2 * _HALF_HEIGHT * (2 * _HALF_WIDTH + 1))
    seen = seen - seen.mean(axis=2, keepdims=True)
    seen /= np.linalg.norm(seen, axis=2, keepdims=True) + _LEAST_PRINT
    alike = (seen @ _templates().T).max(axis=1)
    own = np.array([SYMBOLS.index(symbol.character) for symbol in symbols])
    places = np.arange(len(symbols))
    found = alike[places, own].astype(np.float64)
    alike[places, own] = -np.inf
    return np.asarray(found - alike.max(axis=1), np.float64)


@cache
def _templates() -> NDArray[np.float32]:
    """Return the glyphs as they stand on a strip, of length one and mean nought: float32 (14, pixels)."""
    fine = 8
    dpi = CHARACTER_PX * fine / HEIGHT_INCH
    templates = []
    for character in SYMBOLS:
        ink, drop_mm = glyph(character, dpi)
        page = np.zeros((2 * _HALF_HEIGHT * fine, (2 * _HALF_WIDTH + 1) * fine))
        top = round((_HALF_HEIGHT - CHARACTER_PX / 2) * fine + drop_mm / 25.4 * dpi)
        left = (page.shape[1] - ink.shape[1]) // 2
        page[top : top + ink.shape[0], left : left + ink.shape[1]] = ink
        seen = cv2.resize(page, (2 * _HALF_WIDTH + 1, 2 * _HALF_HEIGHT), interpolation=cv2.INTER_AREA)
        seen = cv2.GaussianBlur(seen, (0, 0), _SOFTER)
        seen = seen - seen.mean()
        templates.append((seen / np.linalg.norm(seen)).ravel())
    return np.array(templates, np.float32)
