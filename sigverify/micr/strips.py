"""Rows of characters, each cut out of its image and straightened into a strip of one height."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from sigverify.micr.rows import Row

# A strip is so many times as high as its characters.
_STRIP_HEIGHT = 32 / 18
# Room beside the first and the last mark, in character heights.
_MARGIN = 2.2
# Print is at least so many gray levels darker than its paper.
_LEAST_CONTRAST = 40.0


@dataclass(frozen=True, slots=True, eq=False)
class Strip:
    """A straightened row.

    Attributes
    ----------
    darkness
        float32 (height, width), 0 paper to 1 print; characters stand half way up.
    x, y
        float64 (width,), where the middle of each column is on the image, in pixels.
    scale
        Mean size of a pixel of the strip, in pixels of the image.
    missing
        bool (height, width), True beyond the image's edges.
    """

    darkness: NDArray[np.float32]
    x: NDArray[np.float64]
    y: NDArray[np.float64]
    scale: float
    missing: NDArray[np.bool_]

    def turned(self) -> Strip:
        """Return the strip the other way up."""
        darkness, missing = self.darkness[::-1, ::-1], self.missing[::-1, ::-1]
        return Strip(np.ascontiguousarray(darkness), self.x[::-1], self.y[::-1], self.scale, missing)


def straighten(gray: NDArray[np.uint8], row: Row, character_px: int) -> Strip:
    """Cut a row out of an image and straighten it, with characters of that height in pixels."""
    strip_px = round(_STRIP_HEIGHT * character_px)
    left = max(row.x[0] - _MARGIN * row.height[0], -20.0)
    right = min(row.x[-1] + _MARGIN * row.height[-1], gray.shape[1] + 20.0)
    # A character has as many columns to its height wherever it is.
    fine = np.linspace(left, right, max(2, round(right - left) + 1))
    steps = character_px / np.clip(row.height_at(fine), 3, None)
    travelled = np.concatenate([[0.0], np.cumsum((steps[1:] + steps[:-1]) / 2 * np.diff(fine))])
    x = np.interp(np.arange(max(2, int(travelled[-1]))), travelled, fine)
    y, height = row.middle_at(x), np.clip(row.height_at(x), 3, None)
    slope = np.convolve(np.pad(np.gradient(y, x), 20, mode="edge"), np.ones(41) / 41, "valid")
    up = (np.arange(strip_px) - (strip_px - 1) / 2)[:, None] * (height / character_px)
    scale = float(height.mean()) / character_px
    top, bottom = max(0, int((y + up[0]).min()) - 4), min(gray.shape[0], int((y + up[-1]).max()) + 5)
    band = gray[top:bottom]
    if band.size == 0:
        nothing = np.zeros((strip_px, x.size), np.float32)
        return Strip(nothing, x, y, scale, np.ones(nothing.shape, np.bool_))
    if scale > 1.5:
        band = np.asarray(cv2.blur(band, (round(scale), round(scale))), np.uint8)
    across, down = (x - up * slope).astype(np.float32), (y + up).astype(np.float32)
    sampled = cv2.remap(
        band,
        across,
        down - top,
        cv2.INTER_LINEAR,
        # A symbol that the image's edge cuts would be smeared into a bar, were its last pixels repeated.
        borderMode=cv2.BORDER_CONSTANT,
        borderValue=float(np.percentile(band, 85)),
    )
    beyond = (across < -0.5) | (across > gray.shape[1] - 0.5) | (down < -0.5) | (down > gray.shape[0] - 0.5)
    return Strip(_darkness(np.asarray(sampled, np.uint8), character_px), x, y, scale, beyond)


def best_places(gain: NDArray[np.floating[Any]], apart: int) -> list[int]:
    """Return the places, `apart` or more from each other, whose gains have the highest total, from left to right.

    The best total up to each place follows from the totals before it (dynamic programming).
    """
    total = [0.0] * (len(gain) + 1)
    for place, value in enumerate(gain.tolist()):
        total[place + 1] = max(total[place], total[max(0, place + 1 - apart)] + value)
    places, place = [], len(gain)
    while place > 0:
        if total[place] > total[place - 1]:
            places.append(place - 1)
            place = max(0, place - apart)
        else:
            place -= 1
    return places[::-1]


def _darkness(gray: NDArray[np.uint8], character_px: int) -> NDArray[np.float32]:
    """Return 0 for paper to 1 for print; every column of a strip shows some paper above or below."""
    paper: NDArray[np.float32] = np.percentile(gray, 85, axis=0).astype(np.float32)[None]
    wide = 2 * round(1.15 * character_px) + 1
    paper = np.asarray(cv2.blur(cv2.dilate(paper, np.ones((1, wide), np.uint8)), (wide, 1)), np.float32)
    ink = np.clip(paper - gray.astype(np.float32), 0, None)
    return np.asarray(np.clip(ink / max(float(np.percentile(ink, 98)), _LEAST_CONTRAST), 0, 1), np.float32)
