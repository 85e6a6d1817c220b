"""Whether a piece looks written: the network takes a stamp's frame or an emblem's rim for pen now and then.

A frame is straight, a seal lies on a circle, rubber and print are taken for pen by halves, and small type turns
more than writing does. None of these decides alone, so they are weighed; the weights are fitted by
`benchmarks/looks.py`, on drawn cheques that show a signature where people sign, or stamps and emblems.
"""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from sigverify.cheque.parts import MM
from sigverify.cheque.pieces import Piece

TRAITS = ("straight", "round", "strength", "turning")
# Mean and spread of each trait over the pieces, and its weight: evidence for handwriting of one spread more.
_MEAN = np.array([0.324, 0.302, 0.855, 0.659])
_SPREAD = np.array([0.319, 0.180, 0.096, 0.350])
_WEIGHTS = np.array([-2.156, -1.807, 1.964, -0.618])
_BIAS = 0.071
# Odds (logarithm) from which on a piece may be a signature's, and from which on it is not held against it.
_LEAST, _ENOUGH = -3.0, -1.5
# Outlines follow a stroke to this; a side that is straight for longer than this is drawn with a ruler.
_OUTLINE_MM, _STRAIGHT_MM = 0.3, 5.0
# Radii of seals, and how far off its circle a rim lies.
_SEAL_MM, _RIM_MM = (4.0, 25.0), 0.45
# Circles tried, and pixels that they are tried on.
_TRIES = 400


def looks_written(piece: Piece) -> float:
    """Return whether a piece may be a signature by its looks: 0 not at all, 1 nothing is against it."""
    odds = _BIAS + float(((traits(piece) - _MEAN) / _SPREAD) @ _WEIGHTS)
    return float(np.clip((odds - _LEAST) / (_ENOUGH - _LEAST), 0.0, 1.0))


def traits(piece: Piece) -> NDArray[np.float64]:
    """Return float64 (4,), named by `TRAITS`.

    Shares of the outline in long straight sides and of the ink on one circle, mean share of pen, and the turning
    of the outline in radians a millimetre.
    """
    ink = piece.ink
    straight, turning = _outline(ink)
    return np.array([straight, _on_a_circle(ink), piece.strength, turning])


def _outline(ink: NDArray[np.bool_]) -> tuple[float, float]:
    """Return the share of the outlines in straight sides, and how much they turn in radians a millimetre."""
    contours, _ = cv2.findContours(np.pad(ink, 1).astype(np.uint8), cv2.RETR_CCOMP, cv2.CHAIN_APPROX_NONE)
    length = straight = turned = 0.0
    for contour in contours:
        corners = cv2.approxPolyDP(contour, _OUTLINE_MM * MM, True)[:, 0].astype(np.float64)
        if len(corners) < 2:
            continue
        sides = np.roll(corners, -1, axis=0) - corners
        lengths = np.hypot(sides[:, 0], sides[:, 1])
        angles = np.arctan2(sides[:, 1], sides[:, 0])
        turns = np.diff(angles, append=angles[:1])
        length += float(lengths.sum())
        straight += float(lengths[lengths >= _STRAIGHT_MM * MM].sum())
        turned += float(np.abs((turns + np.pi) % (2 * np.pi) - np.pi).sum())
    return straight / max(length, 1.0), turned / max(length / MM, 1.0)


def _on_a_circle(ink: NDArray[np.bool_]) -> float:
    """Return the largest share of the ink that lies on one circle of a seal's size."""
    points = np.argwhere(ink).astype(np.float64)
    rng = np.random.default_rng(0)
    a, b, c = points[rng.integers(0, len(points), (3, _TRIES))]
    # The circle through three points, from one of them.
    to_b, to_c = b - a, c - a
    area = 2 * (to_b[:, 0] * to_c[:, 1] - to_b[:, 1] * to_c[:, 0])
    flat = np.abs(area) < 1e-6
    square_b, square_c = (to_b**2).sum(axis=1), (to_c**2).sum(axis=1)
    centre = (
        np.stack(
            [to_c[:, 1] * square_b - to_b[:, 1] * square_c, to_b[:, 0] * square_c - to_c[:, 0] * square_b], axis=1
        )
        / np.where(flat, 1.0, area)[:, None]
    )
    radius = np.hypot(centre[:, 0], centre[:, 1])
    seals = ~flat & (radius >= _SEAL_MM[0] * MM) & (radius <= _SEAL_MM[1] * MM)
    if not seals.any():
        return 0.0
    some = points[rng.integers(0, len(points), _TRIES)]
    away = np.linalg.norm(some[:, None] - (a + centre)[seals], axis=2) - radius[seals]
    return float((np.abs(away) < _RIM_MM * MM).mean(axis=0).max())
