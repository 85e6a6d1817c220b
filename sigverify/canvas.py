"""The fixed-size picture of normalised ink that the network reads.

Only the course of the strokes gets through: every signature is scaled to the same frame, thinned to its centre
line and drawn again with one pen. Stroke width and ink level tell genuine from forged in the public
collections (and the pen from the hand), so they must not reach the network.
"""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray
from skimage.morphology import skeletonize

from sigverify.connected import connected
from sigverify.ink import Ink

# uint8 (HEIGHT, WIDTH): 0 paper, 255 ink.
Canvas = NDArray[np.uint8]

HEIGHT, WIDTH = 96, 256
# Part of every bundle: a network reads only canvases of the version that it was trained on.
VERSION = "thin-1"
_MARGIN = 4
# Work at twice the size: centre lines keep half-pixel positions and curves stay smooth.
_FINE = 2
_SMOOTHING_FINE_PX = 2.0
_THINNEST_FINE_PX = 4.0
_DOT_FINE_PX = 5


def place(ink: Ink) -> Canvas:
    """Return the canvas of a signature: aspect kept, centred, one stroke width, one ink level."""
    line = cv2.dilate(
        _with_round_dots(_centre_line(_fit(ink))), cv2.getStructuringElement(cv2.MORPH_CROSS, (3, 3))
    )
    # A centre line is rougher where the pen was thinner; a blurred line, cut at one level, is smooth everywhere.
    soft = cv2.GaussianBlur(line, (0, 0), _SMOOTHING_FINE_PX).astype(np.float32)
    drawn = np.clip((soft - 30.0) * (255.0 / 50.0), 0.0, 255.0).astype(np.uint8)
    return np.asarray(cv2.resize(drawn, (WIDTH, HEIGHT), interpolation=cv2.INTER_AREA), dtype=np.uint8)


def _fit(ink: Ink) -> NDArray[np.uint8]:
    """Scale the ink into the frame at the fine size, soft edges kept."""
    height, width = ink.level.shape
    room_y, room_x = (HEIGHT - 2 * _MARGIN) * _FINE, (WIDTH - 2 * _MARGIN) * _FINE
    scale = min(room_y / height, room_x / width)
    level = ink.level
    thicken = round(_THINNEST_FINE_PX / scale - ink.stroke_px)
    if thicken > 0:
        # A hair line would fade away when it is made smaller.
        pen = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (thicken + 1, thicken + 1))
        level = np.asarray(cv2.dilate(level, pen), dtype=np.uint8)
    new_h, new_w = max(1, round(height * scale)), max(1, round(width * scale))
    method = cv2.INTER_AREA if scale < 1 else cv2.INTER_CUBIC
    scaled = cv2.resize(level, (new_w, new_h), interpolation=method)
    frame = np.zeros((HEIGHT * _FINE, WIDTH * _FINE), np.uint8)
    y0, x0 = (frame.shape[0] - new_h) // 2, (frame.shape[1] - new_w) // 2
    frame[y0 : y0 + new_h, x0 : x0 + new_w] = scaled
    return frame


def _centre_line(frame: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """Thin strokes to one pixel, 0 or 255. Edges are smoothed first: each bump would grow a spur."""
    mask = cv2.GaussianBlur(frame, (0, 0), 1.6) >= 100
    return np.asarray(skeletonize(mask), dtype=np.uint8) * np.uint8(255)


def _with_round_dots(line: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """Widen what thinning left of a dot, so that smoothing does not wipe it out."""
    count, labels, stats = connected(line)
    dots = np.flatnonzero(stats[:, cv2.CC_STAT_AREA] <= _DOT_FINE_PX)
    if dots.size == 0 or count == 1:
        return line
    only_dots = np.isin(labels, dots).astype(np.uint8) * np.uint8(255)
    wide = cv2.dilate(only_dots, cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (3, 3)))
    return np.asarray(np.maximum(line, wide), dtype=np.uint8)
