"""Sheets of paper under a pen and under a scanner."""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from sigverify.demo.kinematics import Trajectory
from sigverify.demo.pens import MARGIN_MM, Pen, draw

Pixels = NDArray[np.uint8]


def specimen(
    signature: Trajectory,
    pen: Pen,
    rng: np.random.Generator,
    *,
    dpi: float = 300,
    paper: int = 248,
    margin_mm: float = 6.0,
) -> Pixels:
    """Return the scan of a signature on a sheet of its own, uint8 RGB.

    Parameters
    ----------
    signature, pen
        What is written, with what.
    rng
        Draws the grain of ink and paper.
    dpi
        Of the scan.
    paper
        Its gray level.
    margin_mm
        Paper left around the signature.
    """
    left, top, right, bottom = signature.bounds
    height, width = (round((v + 2 * margin_mm) * dpi / 25.4) for v in (bottom - top, right - left))
    page = np.full((height, width, 3), paper, np.uint8)
    put_ink(page, signature.moved(margin_mm - left, margin_mm - top), pen, rng, dpi)
    return scanned(page, np.zeros((height, width), np.uint8), rng, dpi, paper)[0]


def put_ink(
    page: Pixels,
    trajectory: Trajectory,
    pen: Pen,
    rng: np.random.Generator,
    dpi: float,
    record: Pixels | None = None,
) -> None:
    """Ink a trajectory, in millimetres of the page, into the page; and the level alone into `record`."""
    level = draw(trajectory, dpi, pen, rng)
    left, top, _, _ = trajectory.bounds
    scale = dpi / 25.4
    x, y = round((left - MARGIN_MM) * scale), round((top - MARGIN_MM) * scale)
    height, width = page.shape[:2]
    x0, y0, x1, y1 = max(x, 0), max(y, 0), min(x + level.shape[1], width), min(y + level.shape[0], height)
    cut = level[y0 - y : y1 - y, x0 - x : x1 - x]
    # Ink is a filter over what is printed: it darkens, it does not cover.
    filtered = 1.0 - cut[..., None] / 255.0 * (1.0 - np.asarray(pen.colour) / 255.0)
    page[y0:y1, x0:x1] = (page[y0:y1, x0:x1] * filtered).astype(np.uint8)
    if record is not None:
        np.maximum(record[y0:y1, x0:x1], cut, out=record[y0:y1, x0:x1])


def scanned(
    page: Pixels, ink: Pixels, rng: np.random.Generator, dpi: float, lid: int = 245
) -> tuple[Pixels, Pixels]:
    """Return page and ink as a flatbed sees them: a little askew, soft, unevenly lit, grainy.

    `lid` is the gray level of what lies behind the sheet.
    """
    height, width = ink.shape
    angle = float(np.clip(rng.normal(0, 0.3), -0.9, 0.9))
    matrix = cv2.getRotationMatrix2D((width / 2, height / 2), angle, 1.0)
    pixels = cv2.warpAffine(page, matrix, (width, height), flags=cv2.INTER_LINEAR, borderValue=(lid, lid, lid))
    ink = np.asarray(cv2.warpAffine(ink, matrix, (width, height), flags=cv2.INTER_LINEAR), dtype=np.uint8)
    pixels = cv2.GaussianBlur(pixels, (0, 0), 0.45 * dpi / 300 + 0.15)
    light = cv2.resize(rng.uniform(0.955, 1.0, (3, 4)).astype(np.float32), (width, height))
    fibres = cv2.resize(rng.standard_normal((height // 3 + 1, width // 3 + 1), dtype=np.float32), (width, height))
    grain = rng.standard_normal((height, width), dtype=np.float32)
    seen = pixels * light[..., None] + (1.6 * fibres + 1.5 * grain)[..., None]
    return np.asarray(np.clip(seen, 0, 255), dtype=np.uint8), ink
