"""Ink on paper: what a pen leaves along a trajectory."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

import cv2
import numpy as np
from numpy.typing import NDArray

from sigverify.demo.kinematics import Trajectory

# Paper around the outermost stroke in what `draw` returns.
MARGIN_MM = 1.0
# Drawn this much larger and averaged down: soft edges and widths finer than a pixel.
_FINE = 3
_SHIFT = 4


class PenKind(Enum):
    """What a pen writes with, which tells how its ink behaves."""

    BALLPOINT = "ballpoint"
    GEL = "gel"
    FOUNTAIN = "fountain"


@dataclass(frozen=True, slots=True)
class Pen:
    """A pen: the width of its line at ordinary speed, the colour of its ink in RGB, and what it is."""

    width_mm: float
    colour: tuple[int, int, int]
    kind: PenKind


@dataclass(frozen=True, slots=True)
class _Touch:
    """How a kind of pen answers to the hand."""

    width_by_speed: float
    darkness_by_speed: float
    taper: float
    nib: float
    mottle: float
    level: float


_TOUCH = {
    PenKind.BALLPOINT: _Touch(0.12, 0.16, 0.25, 0.0, 0.22, 0.88),
    PenKind.GEL: _Touch(0.08, 0.03, 0.15, 0.0, 0.05, 0.97),
    PenKind.FOUNTAIN: _Touch(0.18, 0.14, 0.45, 0.30, 0.08, 0.94),
}
_WIDTHS = {PenKind.BALLPOINT: (0.32, 0.48), PenKind.GEL: (0.38, 0.6), PenKind.FOUNTAIN: (0.36, 0.6)}
_BLUES = ((28, 52, 140), (18, 36, 110), (40, 70, 165), (30, 40, 95))
_BLACKS = ((24, 24, 28), (38, 36, 40), (16, 18, 30))


def any_pen(rng: np.random.Generator) -> Pen:
    """Return a pen as it lies about in a bank: blue or black, mostly a ballpoint."""
    kind = PenKind(rng.choice([k.value for k in PenKind], p=[0.6, 0.28, 0.12]))
    inks = _BLUES if rng.random() < 0.6 else _BLACKS
    red, green, blue = (int(np.clip(v + rng.normal(0, 5), 0, 255)) for v in inks[rng.integers(len(inks))])
    return Pen(float(rng.uniform(*_WIDTHS[kind])), (red, green, blue), kind)


def draw(trajectory: Trajectory, dpi: float, pen: Pen, rng: np.random.Generator) -> NDArray[np.uint8]:
    """Return the ink that a pen leaves.

    Width and darkness follow the speed relative to the hand's own middle speed: where the pen is slow it
    leaves a little more ink, but a slow hand does not write broader than a quick one.

    Parameters
    ----------
    trajectory
        Any movement with at least two samples on the paper.
    dpi
        Dots per inch of the result.
    pen
        What it is written with.
    rng
        Draws the pressure of this time and the grain of the ink.

    Returns
    -------
    NDArray[np.uint8]
        (height, width), 0 no ink to 255 full; the trajectory's `bounds` with MARGIN_MM on all sides.
    """
    touch = _TOUCH[pen.kind]
    left, top, right, bottom = trajectory.bounds
    scale = dpi / 25.4
    width = max(4, round((right - left + 2 * MARGIN_MM) * scale))
    height = max(4, round((bottom - top + 2 * MARGIN_MM) * scale))
    points, down = trajectory.points, trajectory.down
    steps = np.diff(points[:, :2], axis=0)
    inked = down[:-1] & down[1:]
    speed = np.hypot(steps[:, 0], steps[:, 1])
    slowness = 1.0 - 2.0 * speed / (speed + np.median(speed[inked]) + 1e-9)  # 1 at rest, 0 at middle speed, to -1
    pressure = _pressure(down, rng)[:-1]
    direction = np.arctan2(steps[:, 1], steps[:, 0])
    nib = 1.0 - touch.nib * np.sin(direction + 0.8) ** 2
    thickness = pen.width_mm * (1 + touch.width_by_speed * slowness) * (1 - touch.taper * (1 - pressure)) * nib
    level = 255 * np.clip(touch.level + touch.darkness_by_speed * slowness - 0.3 * (1 - pressure), 0.35, 1.0)

    fine = scale * _FINE
    spots = np.round((points[:, :2] - [left - MARGIN_MM, top - MARGIN_MM]) * fine * 2**_SHIFT).astype(int).tolist()
    # No thinner than a pixel of the result: a scanner spreads ink, it does not lose it.
    wide = np.maximum(np.round(thickness * fine), _FINE).astype(int).tolist()
    shade = level.astype(int).tolist()
    sheet = np.zeros((height * _FINE, width * _FINE), np.uint8)
    # The darkest last: where strokes cross, the stronger one shows.
    for i in np.flatnonzero(inked)[np.argsort(level[inked], kind="stable")].tolist():
        cv2.line(sheet, spots[i], spots[i + 1], shade[i], wide[i], cv2.LINE_8, _SHIFT)
    ink = cv2.resize(sheet, (width, height), interpolation=cv2.INTER_AREA)
    grain = _grain((height, width), dpi, rng)
    return np.asarray(np.clip(ink * (1.0 - touch.mottle * grain), 0, 255), dtype=np.uint8)


def _pressure(down: NDArray[np.bool_], rng: np.random.Generator) -> NDArray[np.float64]:
    """Return pressure 0 to 1 for each sample: it drifts, and fades where the pen comes down and lifts."""
    count = len(down)
    knots = np.clip(rng.normal(0.85, 0.1, max(3, count // 60)), 0.5, 1.0)
    drift = np.interp(np.linspace(0, 1, count), np.linspace(0, 1, len(knots)), knots)
    edges = np.flatnonzero(np.diff(np.concatenate([[0], down.view(np.int8), [0]])))
    fade = np.ones(count)
    for begin, end in edges.reshape(-1, 2).tolist():
        away = np.minimum(np.arange(1, end - begin + 1), np.arange(end - begin, 0, -1))
        fade[begin:end] = np.clip(0.45 + away / 10, 0, 1)
    return np.asarray(drift * fade)


def _grain(shape: tuple[int, int], dpi: float, rng: np.random.Generator) -> NDArray[np.float32]:
    """Return smooth noise 0 to 1 with the grain of paper, about a tenth of a millimetre."""
    step = max(1.0, 0.12 / 25.4 * dpi)
    coarse = rng.random((int(shape[0] / step) + 2, int(shape[1] / step) + 2), dtype=np.float32) ** 2
    return np.asarray(cv2.resize(coarse, (shape[1], shape[0]), interpolation=cv2.INTER_LINEAR))
