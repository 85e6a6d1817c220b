"""E-13B, read without cutting symbols apart: a small network looks at every place of a straightened line.

The network (five convolutions, weights in `assets/micr/e13b.npz`, trained by `benchmarks/micr_network.py`) says
for every other column how likely each of the 14 symbols has its middle there. The row of symbols with the best
total that keeps the font's pitch wins (dynamic programming).
"""

from __future__ import annotations

from dataclasses import replace
from functools import lru_cache
from itertools import pairwise
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from sigverify.micr.rows import HEIGHT_INCH, PITCH_INCH
from sigverify.micr.strips import Strip, best_places
from sigverify.micr.symbols import AMOUNT, DASH, ON_US, TRANSIT, UNREADABLE, Symbol

SYMBOLS = "0123456789" + TRANSIT + AMOUNT + ON_US + DASH
# Height of characters on the strips that the network reads.
CHARACTER_PX = 18
PITCH_PX = CHARACTER_PX * PITCH_INCH / HEIGHT_INCH
# Columns of the strip from one frame of the network to the next, and what it sees to each side of one.
FRAME_PX, _CONTEXT_PX = 2, 14
# Two middles are never nearer than this share of the pitch that the font has, for phones and feeders squeeze a
# line, nor than this share of the pitch that the line itself turns out to have.
_LEAST_PITCH, _LEAST_OWN_PITCH = 0.55, 0.72
# A symbol shows in this many frames; each counts for no more than this (logarithm of odds against none).
_FRAMES, _MOST_ODDS = 5, 4.0
# What a symbol must gain on none at least, of 20.
_LEAST_GAIN = 5.0
# Print of this share of a symbol's, where none is seen, is one that cannot be read.
_MISSED, _FEWEST_FOR_PITCH = 0.4, 4
# Beyond the ends less is enough: the bars of a worn on-us symbol, or a field that stands lower than the others.
_MISSED_AT_END = 0.25
# Share of the print in a place that stands where characters do; of a pen's stroke, less.
_LEAST_INSIDE, _LEAST_INSIDE_AT_END = 0.8, 0.5
# Below this confidence a symbol is not named.
_LEAST_CONFIDENCE = 0.5

_WEIGHTS = Path(__file__).parents[1] / "assets" / "micr" / "e13b.npz"

# Kernels (height, width, in, out) with their biases (out,), first layer first.
Network = tuple[tuple[NDArray[np.float32], NDArray[np.float32]], ...]
# (down, across), first layer first.
STRIDES = ((2, 2), (2, 1), (1, 1), (1, 1), (1, 1))


def read(strip: Strip) -> tuple[Symbol, ...]:
    """Read a strip from left to right; empty when nothing on it is a symbol.

    Where there is print between two symbols and the network sees none, an unreadable one is put; where it stands
    before the first or after the last, that one says so, for it may be no symbol.
    """
    return _with_missed(decode(log_probabilities(network(), strip.darkness)), strip.darkness)


@lru_cache(maxsize=1)
def network() -> Network:
    """Return the shipped network."""
    with np.load(_WEIGHTS, allow_pickle=False) as stored:
        return tuple(
            (stored[f"kernel{i}"].astype(np.float32), stored[f"bias{i}"].astype(np.float32))
            for i in range(len(STRIDES))
        )


def log_probabilities(layers: Network, darkness: NDArray[np.float32]) -> NDArray[np.float32]:
    """Return log probabilities, float32 (frames, 15): none, then `SYMBOLS`, for every FRAME_PX-th column.

    Parameters
    ----------
    darkness
        float32 (32, width), 0 paper to 1 print.
    """
    values = np.pad(darkness, ((0, 0), (_CONTEXT_PX, _CONTEXT_PX)))[:, :, None]
    for i, ((kernel, bias), stride) in enumerate(zip(layers, STRIDES, strict=True)):
        values = _convolve(values, kernel, stride) + bias
        if i < len(layers) - 1:
            np.maximum(values, 0, out=values)
    logits = values[0]
    logits = logits - logits.max(axis=1, keepdims=True)
    return np.asarray(logits - np.log(np.exp(logits).sum(axis=1, keepdims=True)), np.float32)


def _convolve(
    values: NDArray[np.float32], kernel: NDArray[np.float32], stride: tuple[int, int]
) -> NDArray[np.float32]:
    """Correlate (height, width, in) with (height, width, in, out), without padding."""
    windows = np.lib.stride_tricks.sliding_window_view(values, kernel.shape[:2], axis=(0, 1))
    windows = windows[:: stride[0], :: stride[1]]
    height, width = windows.shape[:2]
    # (in, height, width) of each window, as sliding_window_view orders them.
    flat = kernel.transpose(2, 0, 1, 3).reshape(-1, kernel.shape[3])
    return np.asarray(windows.reshape(height * width, -1) @ flat).reshape(height, width, -1)


def decode(log_probabilities: NDArray[np.float32]) -> tuple[Symbol, ...]:
    """Return the symbols with the best total of odds that keep their distance."""
    odds = np.clip(log_probabilities[:, 1:] - log_probabilities[:, :1], -_MOST_ODDS, _MOST_ODDS)
    window = np.ones(_FRAMES)
    gain = np.max([np.convolve(column, window, "same") for column in odds.T], axis=0) - _LEAST_GAIN
    nominal = PITCH_PX / FRAME_PX
    frames = best_places(gain, round(_LEAST_PITCH * nominal))
    steps = np.diff(frames)
    steps = steps[steps < 1.4 * nominal]
    if steps.size >= _FEWEST_FOR_PITCH:
        frames = best_places(gain, round(_LEAST_OWN_PITCH * float(np.median(steps))))
    return tuple(_symbol(log_probabilities, frame) for frame in frames)


def _symbol(log_probabilities: NDArray[np.float32], frame: int) -> Symbol:
    """Name the symbol around a frame."""
    near = np.exp(log_probabilities[max(0, frame - 1) : frame + 2, 1:]).mean(axis=0)
    best = int(np.argmax(near))
    confidence = float(near[best])
    character = SYMBOLS[best] if confidence >= _LEAST_CONFIDENCE else UNREADABLE
    return Symbol(character, confidence, float(frame * FRAME_PX))


def _with_missed(symbols: tuple[Symbol, ...], darkness: NDArray[np.float32]) -> tuple[Symbol, ...]:
    """Put an unreadable symbol wherever between two others there is as much print as in a symbol."""
    if len(symbols) < _FEWEST_FOR_PITCH:
        return symbols
    x = np.array([symbol.x for symbol in symbols])
    pitch = float(np.median(np.diff(x)))
    half = round(0.4 * pitch)
    middle = darkness.shape[0] // 2
    inside = np.convolve(darkness[middle - 9 : middle + 9].sum(axis=0), np.ones(2 * half + 1), "same")
    everything = np.convolve(darkness.sum(axis=0), np.ones(2 * half + 1), "same")
    usual = float(np.median(inside[np.clip(x.astype(int), 0, inside.size - 1)]))
    # A pen's stroke goes on above and below; a worn symbol does not.
    printed = (inside > _MISSED * usual) & (inside > _LEAST_INSIDE * everything)
    beyond = (inside > _MISSED_AT_END * usual) & (inside > _LEAST_INSIDE_AT_END * everything)
    found = list(symbols)
    found[0] = replace(found[0], print_beyond=bool(beyond[: max(0, round(x[0] - 0.8 * pitch) + 1)].any()))
    found[-1] = replace(found[-1], print_beyond=bool(beyond[round(x[-1] + 0.8 * pitch) :].any()))
    for left, right in pairwise(x):
        places = np.arange(round(left + 0.8 * pitch), round(right - 0.8 * pitch) + 1)
        places = places[places < inside.size]
        if printed[places].any():
            place = int(places[int(np.argmax(np.where(printed[places], inside[places], 0)))])
            found.append(Symbol(UNREADABLE, 0.0, float(place)))
    return tuple(sorted(found, key=lambda symbol: symbol.x))
