"""How one canvas varies from scan to scan without becoming another hand's."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

# Rows and columns of the field of displacements.
_BEND_GRID = (4, 8)


@dataclass(frozen=True, slots=True)
class Hand:
    """A lasting change that makes another, invented writer of a real one.

    Attributes
    ----------
    linear
        Float (2, 2): slant, proportions, mirror images.
    bend
        Float32 (2, rows, columns): a coarse field of displacements, in widths of the canvas.
    """

    linear: NDArray[np.float64]
    bend: NDArray[np.float32]


def no_hand() -> Hand:
    """Return the change that changes nothing."""
    return Hand(np.eye(2), np.zeros((2, *_BEND_GRID), np.float32))


def draw_hand(rng: np.random.Generator) -> Hand:
    """Draw a lasting change.

    All signatures of one writer, forgeries too, undergo the same one: what is alike stays alike, what departs
    departs, and the network sees thousands of writers instead of hundreds. It cannot learn people by heart.
    """
    mirror = np.diag(rng.choice([1.0, -1.0], size=2, p=[0.7, 0.3]))
    slant = np.array([[1.0, rng.normal(0, 0.2)], [rng.normal(0, 0.06), 1.0]])
    wide = np.exp(rng.normal(0, 0.12, 2))
    bend = rng.normal(0, 0.012, (2, *_BEND_GRID)).astype(np.float32)
    return Hand(mirror @ slant @ np.diag(wide), bend)


def augment(canvas: NDArray[np.uint8], rng: np.random.Generator, hand: Hand | None = None) -> NDArray[np.uint8]:
    """Return a canvas as another scan of the same signature might have given it, after `hand` has changed it.

    A small change of frame (crop, slant, rotation), paper that moved a little, a pen of another width, strokes
    that skip, remains of a ruled line.
    """
    out = _warped(canvas, rng, hand or no_hand())
    if rng.random() < 0.3:
        out = np.asarray(cv2.dilate(out, np.ones((2, 2), np.uint8)), dtype=np.uint8)
    if rng.random() < 0.3:
        out = np.asarray(cv2.GaussianBlur(out, (0, 0), rng.uniform(0.4, 0.8)), dtype=np.uint8)
    if rng.random() < 0.15:
        _skip(out, rng)
    if rng.random() < 0.08:
        _rule(out, rng)
    return out


def _warped(canvas: NDArray[np.uint8], rng: np.random.Generator, hand: Hand) -> NDArray[np.uint8]:
    """Rotate, scale, shear, shift, and bend gently."""
    height, width = canvas.shape
    angle = np.deg2rad(rng.normal(0, 2.5))
    scale_x, scale_y = np.exp(rng.normal(0, 0.05, 2))
    shear = rng.normal(0, 0.05)
    turn = np.array([[np.cos(angle), -np.sin(angle)], [np.sin(angle), np.cos(angle)]])
    linear = turn @ np.array([[scale_x, shear], [0.0, scale_y]]) @ hand.linear
    centre = np.array([width / 2, height / 2])
    shift = centre - linear @ centre + rng.normal(0, (width / 64, height / 38.4))
    x, y = np.meshgrid(np.arange(width, dtype=np.float32), np.arange(height, dtype=np.float32))
    bend = (rng.normal(0, 0.003, (2, *_BEND_GRID)) + hand.bend).astype(np.float32) * width
    bend_x, bend_y = (cv2.resize(b, (width, height), interpolation=cv2.INTER_CUBIC) for b in bend)
    map_x = (linear[0, 0] * x + linear[0, 1] * y + shift[0] + bend_x).astype(np.float32)
    map_y = (linear[1, 0] * x + linear[1, 1] * y + shift[1] + bend_y).astype(np.float32)
    return np.asarray(cv2.remap(canvas, map_x, map_y, cv2.INTER_LINEAR), dtype=np.uint8)


def _skip(canvas: NDArray[np.uint8], rng: np.random.Generator) -> None:
    """Blank a few small patches, in place."""
    height, width = canvas.shape
    for _ in range(int(rng.integers(1, 4))):
        y, x = int(rng.integers(0, height - 6)), int(rng.integers(0, width - 10))
        canvas[y : y + int(rng.integers(2, 7)), x : x + int(rng.integers(2, 11))] = 0


def _rule(canvas: NDArray[np.uint8], rng: np.random.Generator) -> None:
    """Draw a thin level line across a part of the canvas, in place."""
    height, width = canvas.shape
    y = int(rng.integers(height // 3, height))
    x0 = int(rng.integers(0, width // 2))
    x1 = int(rng.integers(x0 + width // 4, width))
    cv2.line(canvas, (x0, y), (x1, y + int(rng.integers(-2, 3))), 255, 1, cv2.LINE_AA)
