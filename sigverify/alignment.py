"""Where a questioned signature lies over a reference, so that one can be shown on the other.

For the eye alone: recommendations never depend on it. Coordinates are those of the canvas, x to the right and y
down, in its pixels; matrices are affine, float64 (2, 3), as OpenCV has them.
"""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from sigverify.canvas import HEIGHT, WIDTH, Canvas
from sigverify.ink import Ink

Matrix = NDArray[np.float64]

# What canvas.place leaves free on each side; a test compares `frame` with the canvas that is placed.
_CANVAS_MARGIN = 4
# Strokes must overlap before they can attract each other: wide at first, then to a stroke's width.
_BLURS_PX = (6.0, 2.5)
# Sizes tried relative to what the moments say: a long last stroke alone changes those.
_SIZES = (0.8, 0.9, 1.0, 1.1, 1.25)
# Nobody turns a signature further without turning the cheque.
_MOST_DEGREES = 25.0
_STEPS = cv2.TERM_CRITERIA_EPS | cv2.TERM_CRITERIA_COUNT


def frame(ink: Ink) -> Matrix:
    """Return the map from the pixels that the ink was taken from into the canvas on which `canvas.place` puts it.

    These are the scan's, or those of the page that was brought upright.
    """
    height, width = ink.box.height, ink.box.width
    scale = min((HEIGHT - 2 * _CANVAS_MARGIN) / height, (WIDTH - 2 * _CANVAS_MARGIN) / width)
    left, top = (WIDTH - scale * width) / 2, (HEIGHT - scale * height) / 2
    return np.array([[scale, 0.0, left - scale * ink.box.x0], [0.0, scale, top - scale * ink.box.y0]])


def align(reference: Canvas, questioned: Canvas) -> Matrix:
    """Return the map that lays the questioned signature best over the reference.

    Turned, scaled alike in both directions and moved, never sheared: a shear would make one hand look like
    another. The first guess comes from the moments of the ink; it is then refined by maximising the enhanced
    correlation coefficient (Evangelidis and Psarakis 2008, DOI 10.1109/TPAMI.2008.113).

    Parameters
    ----------
    reference, questioned
        uint8 (HEIGHT, WIDTH), 0 paper, 255 ink.

    Returns
    -------
    Matrix
        From the questioned canvas into the reference's; the identity where one of them has no ink.
    """
    if not reference.any() or not questioned.any():
        return np.array([[1.0, 0.0, 0.0], [0.0, 1.0, 0.0]])
    best, closeness = _by_moments(reference, questioned, 1.0), -1.0
    for size in _SIZES:
        guess = _by_moments(reference, questioned, size)
        for matrix in (guess, _refined(reference, questioned, guess)):
            reached = _closeness(reference, questioned, matrix)
            if reached > closeness:
                best, closeness = matrix, reached
    return best


def grown(level: NDArray[np.uint8], by: int) -> NDArray[np.uint8]:
    """Return ink widened by so many pixels on every side, in an image that is larger by as much.

    Parameters
    ----------
    level
        uint8 (height, width), more is more ink.

    Returns
    -------
    NDArray
        uint8 (height + 2 * by, width + 2 * by).
    """
    wide = cv2.copyMakeBorder(level, by, by, by, by, cv2.BORDER_CONSTANT, value=0)
    pen = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (2 * by + 1, 2 * by + 1))
    return np.asarray(cv2.dilate(wide, pen), dtype=np.uint8)


def _by_moments(reference: Canvas, questioned: Canvas, size: float) -> Matrix:
    """Lay centre of gravity on centre of gravity, and make the radii of gyration equal (times `size`)."""
    (to_x, to_y), to_radius = _gravity(reference)
    (from_x, from_y), from_radius = _gravity(questioned)
    scale = size * to_radius / from_radius
    return np.array([[scale, 0.0, to_x - scale * from_x], [0.0, scale, to_y - scale * from_y]])


def _gravity(canvas: Canvas) -> tuple[tuple[float, float], float]:
    rows, columns = np.nonzero(canvas)
    weight = canvas[rows, columns].astype(np.float64)
    x, y = float(np.average(columns, weights=weight)), float(np.average(rows, weights=weight))
    square = np.average((columns - x) ** 2 + (rows - y) ** 2, weights=weight)
    return (x, y), max(1.0, float(np.sqrt(square)))


def _refined(reference: Canvas, questioned: Canvas, guess: Matrix) -> Matrix:
    """Improve a guess, coarse to fine; as far as it gets where the search runs away."""
    matrix = guess
    for blur in _BLURS_PX:
        # The search runs from the reference's frame into the questioned one: the inverse of ours.
        warp = cv2.invertAffineTransform(matrix).astype(np.float32)
        one, other = _soft(reference, blur), _soft(questioned, blur)
        try:
            _, best = cv2.findTransformECC(one, other, warp, cv2.MOTION_AFFINE, (_STEPS, 25, 1e-3))
        except cv2.error:  # no overlap, or no correlation that could be raised
            return matrix
        found = _without_shear(np.asarray(cv2.invertAffineTransform(best), dtype=np.float64))
        if not _credible(found, guess):
            return matrix
        matrix = found
    return matrix


def _without_shear(matrix: Matrix) -> Matrix:
    """Return the nearest map that only turns, scales and moves, and moves the canvas's centre as this one does."""
    a, b = (matrix[0, 0] + matrix[1, 1]) / 2, (matrix[1, 0] - matrix[0, 1]) / 2
    turned = np.array([[a, -b], [b, a]])
    centre = np.array([WIDTH / 2, HEIGHT / 2])
    shift = matrix[:, :2] @ centre + matrix[:, 2] - turned @ centre
    return np.hstack([turned, shift[:, np.newaxis]])


def _credible(matrix: Matrix, guess: Matrix) -> bool:
    size = np.hypot(matrix[0, 0], matrix[1, 0]) / guess[0, 0]
    degrees = abs(np.degrees(np.arctan2(matrix[1, 0], matrix[0, 0])))
    return bool(0.6 <= size <= 1.7 and degrees <= _MOST_DEGREES)


def _closeness(reference: Canvas, questioned: Canvas, matrix: Matrix) -> float:
    """Return the correlation of both inks, -1 to 1, with a little blur: strokes that nearly meet count."""
    laid = cv2.warpAffine(questioned, matrix, (WIDTH, HEIGHT), flags=cv2.INTER_LINEAR)
    one, other = (_soft(canvas, _BLURS_PX[-1]).ravel() for canvas in (reference, np.asarray(laid, dtype=np.uint8)))
    one, other = one - one.mean(), other - other.mean()
    norm = float(np.linalg.norm(one) * np.linalg.norm(other))
    return float(one @ other) / norm if norm else -1.0


def _soft(canvas: Canvas, blur: float) -> NDArray[np.float32]:
    return np.asarray(cv2.GaussianBlur(canvas.astype(np.float32) / 255.0, (0, 0), blur), dtype=np.float32)
