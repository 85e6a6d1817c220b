"""Symbols of E-13B that an edge of the image cuts: half a 9 looks like a 5, and half a 0 like nothing.

Right edges of symbols stand a pitch apart, whatever is printed (ISO 1004-1): that tells how much of the last one
is missing. To the left of the first nothing does: it is as wide as its glyph, or a wider one is cut.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sigverify.micr.e13b import CHARACTER_PX, PITCH_PX
from sigverify.micr.glyphs import glyph
from sigverify.micr.rows import HEIGHT_INCH
from sigverify.micr.strips import Strip
from sigverify.micr.symbols import UNREADABLE, Symbol

# In character heights: with more of its height or width missing a symbol is unreadable; what is less than the last
# may be printers' and cameras' unevenness, what is between is doubtful.
_MISSING_HEIGHT, _MISSING_WIDTH, _UNEVEN = 0.12, 0.11, 0.06
# Print is at least this dark. So near to the edge, in pixels, it is print that should belong to a symbol; so near,
# it may go on beyond.
_PRINT, _BY_EDGE_PX, _AT_EDGE_PX = 0.4, 2, 1
# A symbol ends within this share of a pitch from its middle, and the next one begins beyond.
_REACH = 0.45
# Beyond so many pitches the distance of two fields is anyone's guess.
_MOST_PITCHES = 2
# The widest symbols (0, 8, transit, amount, on-us, dash) are so wide; no other is within a pixel of it.
_WIDEST_PX = 0.0885 / HEIGHT_INCH * CHARACTER_PX
# The right of an 8 is a 3 (correlation 0.97; of no other symbol's rest with another more than 0.7).
_REST_OF_EIGHT = "3"
# How sure anybody can be of a symbol that may be the rest of a wider one.
_MAYBE_CUT = 0.6


def cut(symbols: Sequence[Symbol], strip: Strip) -> tuple[Symbol, ...]:
    """Return the symbols with those unreadable that are cut, and those doubtful that may be.

    Print at the edge that no symbol was seen in is told by the symbol before it (`print_beyond`).
    """
    found = [_without_its_height(symbol, strip) for symbol in symbols]
    if not found or not strip.missing.any():
        return tuple(found)
    band = _band(strip.darkness)
    seen = np.flatnonzero(~_band(strip.missing).all(axis=0))
    if seen.size == 0:
        return tuple(found)
    first, last = int(seen[0]), int(seen[-1])
    printed = band.max(axis=0) > _PRINT
    if first > 0:
        found[0] = _first(found[0], printed, first)
    if last < printed.size - 1:
        found[-1] = _last(found, printed, last)
    return tuple(found)


def _band(strip: NDArray[Any]) -> NDArray[Any]:
    """Return the rows in which characters stand."""
    middle = strip.shape[0] // 2
    return strip[middle - CHARACTER_PX // 2 : middle + CHARACTER_PX // 2]


def _unreadable(symbol: Symbol) -> Symbol:
    return replace(symbol, character=UNREADABLE, confidence=0.0)


def _doubtful(symbol: Symbol) -> Symbol:
    return replace(symbol, confidence=min(symbol.confidence, _MAYBE_CUT))


def _without_its_height(symbol: Symbol, strip: Strip) -> Symbol:
    """Say that a symbol whose top or bottom is beyond the image cannot be read."""
    place = int(np.clip(round(symbol.x), 0, strip.missing.shape[1] - 1))
    share = float(_band(strip.missing)[:, place].mean())
    return _unreadable(symbol) if _MISSING_HEIGHT < share < 1 else symbol


def _first(symbol: Symbol, printed: NDArray[np.bool_], edge: int) -> Symbol:
    """Judge the first symbol of a line by what stands at the image's left edge."""
    if symbol.x - edge > _REACH * PITCH_PX + _BY_EDGE_PX:
        return replace(
            symbol, print_beyond=symbol.print_beyond or bool(printed[edge : edge + _BY_EDGE_PX + 1].any())
        )
    if not printed[edge : edge + _AT_EDGE_PX + 1].any():
        return symbol
    return _by_width(symbol, _ends(symbol, printed)[1] - edge + 1)


def _last(symbols: Sequence[Symbol], printed: NDArray[np.bool_], edge: int) -> Symbol:
    """Judge the last symbol of a line by what stands at the image's right edge."""
    symbol = symbols[-1]
    if edge - symbol.x > _REACH * PITCH_PX + _BY_EDGE_PX:
        return replace(
            symbol, print_beyond=symbol.print_beyond or bool(printed[edge - _BY_EDGE_PX : edge + 1].any())
        )
    if not printed[max(0, edge - _AT_EDGE_PX) : edge + 1].any():
        return symbol
    ends = np.array([_ends(other, printed)[1] for other in symbols[:-1]])
    steps = np.diff(ends)
    steps = steps[steps < 1.4 * PITCH_PX]
    pitch = float(np.median(steps)) if steps.size else PITCH_PX
    pitches = round((symbol.x - symbols[-2].x) / pitch) if len(symbols) > 1 else _MOST_PITCHES + 1
    if pitches > _MOST_PITCHES:
        return _by_width(symbol, edge - _ends(symbol, printed)[0] + 1)
    lost = ends[-1] + max(1, pitches) * pitch - edge
    if lost > _MISSING_WIDTH * CHARACTER_PX:
        return _unreadable(symbol)
    return _doubtful(symbol) if lost > _UNEVEN * CHARACTER_PX else symbol


def _by_width(symbol: Symbol, width: float) -> Symbol:
    """Judge a symbol at an edge by how wide it is there: a narrow one may be the rest of a wide one."""
    if symbol.character == UNREADABLE:
        return symbol
    if _width_px(symbol.character) - width > _MISSING_WIDTH * CHARACTER_PX or symbol.character == _REST_OF_EIGHT:
        return _unreadable(symbol)
    if _width_px(symbol.character) > _WIDEST_PX - 1:
        return symbol
    return _doubtful(symbol)


def _ends(symbol: Symbol, printed: NDArray[np.bool_]) -> tuple[float, float]:
    """Return the first and the last printed column of a symbol; its middle, where nothing is."""
    reach = _REACH * PITCH_PX
    start = max(0, round(symbol.x - reach))
    columns = start + np.flatnonzero(printed[start : round(symbol.x + reach) + 1])
    return (float(columns[0]), float(columns[-1])) if columns.size else (symbol.x, symbol.x)


@cache
def _width_px(character: str) -> float:
    fine = 1728
    return float(glyph(character, fine)[0].shape[1] / fine / HEIGHT_INCH * CHARACTER_PX)
