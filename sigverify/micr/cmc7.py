"""CMC-7, read by what its magnetic readers read: which two of the six gaps between seven bars are wide.

The bars are cut to the shape of a digit for the human eye; the reader does not look at that. At each place of
the line it asks of every code how much of what is there seven bars in its places explain, each bar as dark as
it pleases from one band of the symbol to the next (ISO 1004-2: bars of 0.15 mm, 0.3 and 0.5 mm apart).
"""

from __future__ import annotations

from dataclasses import replace
from functools import lru_cache

import cv2
import numpy as np
from numpy.typing import NDArray

from sigverify.micr.strips import Strip, best_places
from sigverify.micr.symbols import AMOUNT, DASH, ON_US, TRANSIT, UNREADABLE, Symbol

BAR_MM, NARROW_MM, WIDE_MM = 0.15, 0.3, 0.5
PITCH_MM = 3.175
# The symbol without a use; S-I to S-V are internal, amount, terminator, this, and routing. Unicode has no
# characters for them: each is written as the E-13B symbol that does its work.
UNUSED = "\u244a"
# Wide gaps are 1; digits end with a narrow one, symbols with a wide one.
CODES = {
    "1": "100010",
    "2": "011000",
    "3": "101000",
    "4": "100100",
    "5": "000110",
    "6": "001010",
    "7": "110000",
    "8": "010010",
    "9": "010100",
    "0": "001100",
    ON_US: "100001",
    AMOUNT: "010001",
    DASH: "001001",
    UNUSED: "000101",
    TRANSIT: "000011",
}

# Height of characters on the strips that are read; the symbol, as a stack of so many bands.
CHARACTER_PX, _BANDS = 40, 6
_MARGIN_MM = 0.25
# How far bars may differ in darkness within a band, as a share of the whole: less, and their shapes disturb;
# more, and anything could be seven bars.
_FREEDOM = 1.0
# Edges of two-level scans are ragged by a pixel: both the line and the bars are softened by so many millimetres
# (standard deviation), less where pixels are so large that they do it themselves.
_SOFTER_MM, _SOFTER_BY_PIXEL = 0.08, 0.012
# Share of a place's ink that a code must explain for a symbol to be there.
_LEAST_EXPLAINED = 0.6
# Two symbols are never nearer, in pitches.
_LEAST_PITCH = 0.86
# How sure a lead in the share explained makes (logistic), less with pixels larger than this, in which bars run
# together; and the confidence below which a symbol is not named.
_SURER, _FINE_MM, _LEAST_CONFIDENCE = 200.0, 0.21, 0.7
# Where fewer than this share can be named, bars run together, and those that seem clear are no better than chance.
_LEAST_NAMED = 0.5
# The height of characters is 0.84 to 1.02 of their pitch (2.7 to 3.2 mm).
_PITCHES_PX = np.arange(37, 50)
_PX_PER_MM = CHARACTER_PX / 2.9


def bar_places(code: str) -> NDArray[np.float64]:
    """Return the middles of the seven bars, in millimetres from the left edge of the first."""
    steps = [WIDE_MM if gap == "1" else NARROW_MM for gap in code]
    return BAR_MM / 2 + np.concatenate([[0.0], np.cumsum(steps)])


def read(strip: Strip) -> tuple[Symbol, ...]:
    """Read a strip from left to right; empty when nothing on it is a symbol."""
    pixel = 1 / strip.scale
    softer = min(_SOFTER_MM, _SOFTER_BY_PIXEL * _PX_PER_MM / pixel)
    darkness = cv2.GaussianBlur(strip.darkness, (0, 0), softer * _PX_PER_MM)
    height, width = darkness.shape
    rows = CHARACTER_PX // _BANDS
    top = (height - rows * _BANDS) // 2
    bands = darkness[top : top + rows * _BANDS].reshape(_BANDS, rows, width).mean(axis=1)
    pitch = _pitch(bands.sum(axis=0))
    filters = _filters(round(pitch, 1), round(min(pixel, 8.0), 1), round(softer, 3))
    if width < filters.shape[1]:
        return ()
    explained = _explained(bands, filters)
    surer = _SURER * min(1.0, (_FINE_MM * _PX_PER_MM / pixel) ** 4)
    places = best_places(explained.max(axis=1) - _LEAST_EXPLAINED, round(_LEAST_PITCH * pitch))
    symbols = tuple(_symbol(explained[place], place + filters.shape[1] / 2, surer) for place in places)
    named = sum(symbol.character != UNREADABLE for symbol in symbols)
    if named < _LEAST_NAMED * len(symbols):
        return tuple(replace(symbol, character=UNREADABLE) for symbol in symbols)
    return symbols


def _symbol(explained: NDArray[np.float64], x: float, surer: float) -> Symbol:
    """Name the code that explains the most, by its lead on the others."""
    shares = np.exp(surer * (explained - explained.max()))
    confidence = float(explained.max() / shares.sum())
    character = list(CODES)[int(np.argmax(explained))] if confidence >= _LEAST_CONFIDENCE else UNREADABLE
    return Symbol(character, confidence, x)


def _pitch(profile: NDArray[np.float32]) -> float:
    """Return the distance at which the line is most like itself, in pixels."""
    smooth = np.convolve(profile, [0.25, 0.5, 0.25], "same")
    smooth = smooth - smooth.mean()
    if smooth.size <= 2 * _PITCHES_PX[-1]:
        return float(CHARACTER_PX / 2.85 * PITCH_MM)
    alike = [float(smooth[:-lag] @ smooth[lag:]) for lag in _PITCHES_PX]
    once = int(_PITCHES_PX[int(np.argmax(alike))])
    # Three pitches on, a third of a pixel shows.
    lags = [lag for lag in range(3 * once - 3, 3 * once + 4) if lag < smooth.size]
    alike = [float(smooth[:-lag] @ smooth[lag:]) for lag in lags]
    return lags[int(np.argmax(alike))] / 3


def _explained(bands: NDArray[np.float32], filters: NDArray[np.float32]) -> NDArray[np.float64]:
    """Return for each place (left edge of the window) and code the share of the ink that its bars explain."""
    codes, length, parts = filters.shape
    windows = np.lib.stride_tricks.sliding_window_view(bands, length, axis=1)
    ink = (windows**2).sum(axis=(0, 2))
    found = windows.reshape(-1, length) @ filters.transpose(1, 0, 2).reshape(length, codes * parts)
    found = (found.reshape(_BANDS, -1, codes, parts) ** 2).sum(axis=(0, 3))
    # Of nearly no ink, no share counts.
    return np.asarray(found / (ink + 0.002 * length * _BANDS)[:, None], np.float64)


@lru_cache(maxsize=32)
def _filters(pitch: float, pixel: float, softer: float) -> NDArray[np.float32]:
    """Return for each code the directions in which its bars may vary: float32 (codes, window, 7).

    With bars B (window x 7), darkness y = B a + noise and a = m (1 + departures), what generalised least squares
    leaves unexplained is a quadratic form of y; these are the weighted eigenvectors of what it explains.
    `pitch` is the line's, `pixel` the size of the scan's pixels, both in pixels of
    the strip; `softer` the blur in millimetres.
    """
    per_mm = pitch / PITCH_MM
    fine = 8
    length = round((2.35 + 2 * _MARGIN_MM) * per_mm)
    mm = (np.arange(length * fine) + 0.5) / (fine * per_mm) - _MARGIN_MM
    seen = np.ones(max(1, round(pixel * fine)))
    # The scanner's pixel, and the linear interpolation between pixels.
    seen = np.convolve(np.convolve(seen / seen.size, seen / seen.size), np.ones(fine) / fine)
    around = np.arange(-3 * fine * per_mm * softer, 3 * fine * per_mm * softer + 1)
    blur = np.exp(-0.5 * (around / (fine * per_mm * softer)) ** 2)
    seen = np.convolve(seen, blur / blur.sum())
    filters = []
    for code in CODES.values():
        bars = [np.convolve(np.abs(mm - place) < BAR_MM / 2, seen, "same") for place in bar_places(code)]
        matrix = np.array(bars).reshape(7, length, fine).mean(axis=2).T
        freedom = _FREEDOM / float((matrix**2).sum(axis=0).mean())
        inverse = np.linalg.inv(np.eye(length) + freedom * matrix @ matrix.T)
        together = inverse @ matrix.sum(axis=1)
        left = inverse - np.outer(together, together) / float(matrix.sum(axis=1) @ together)
        values, vectors = np.linalg.eigh(np.eye(length) - left)
        filters.append(vectors[:, -7:] * np.sqrt(np.clip(values[-7:], 0, 1)))
    return np.stack(filters).astype(np.float32)
