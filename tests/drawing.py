"""Small pictures that several tests draw."""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from sigverify.scans import Scan


def scrawl(dpi: float = 300, *, seed: int = 0, pen_mm: float = 0.5) -> NDArray[np.uint8]:
    """Return ink level (h, w) of a looping line with a dot, 45 x 15 mm, the same shape at any resolution."""
    scale = dpi / 25.4
    rng = np.random.default_rng(seed)
    t = np.linspace(0, 1, 600)
    waves = rng.uniform(0.5, 1.0, 3)
    x = 5 + 34 * t + 2.5 * np.sin(2 * np.pi * 6 * t) * waves[0]
    y = (
        8
        + 3.5 * np.sin(2 * np.pi * 5 * t + rng.uniform(0, 6)) * waves[1]
        + 1.8 * np.sin(2 * np.pi * 2 * t) * waves[2]
    )
    fine = 4  # drawn larger and averaged down: smooth edges at every resolution
    page = np.zeros((round(16 * scale * fine), round(46 * scale * fine)), np.uint8)
    points = np.round(np.stack([x, y], axis=1) * scale * fine).astype(np.int32)
    width = max(1, round(pen_mm * scale * fine))
    cv2.polylines(page, [points.reshape(-1, 1, 2)], False, 255, width, cv2.LINE_8)
    cv2.circle(
        page,
        (round(38 * scale * fine), round(3.2 * scale * fine)),
        max(1, round(0.8 * pen_mm * scale * fine)),
        255,
        -1,
    )
    size = (round(46 * scale), round(16 * scale))
    return np.asarray(cv2.resize(page, size, interpolation=cv2.INTER_AREA), dtype=np.uint8)


def on_paper(level: NDArray[np.uint8], *, paper: int = 255, ink: int = 30) -> NDArray[np.uint8]:
    """Return gray pixels of ink on even paper."""
    return np.asarray(np.round(paper - (paper - ink) * (level / 255.0)), dtype=np.uint8)


def scan_of(pixels: NDArray[np.uint8], dpi: float = 300) -> Scan:
    """Return a scan that no file stands behind."""
    return Scan(pixels, float(dpi), False, 1, 1, "0" * 64, None)
