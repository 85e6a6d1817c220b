"""Show cheques every way that people scan and photograph them, and measure whether they come back upright.

    python benchmarks/pages.py CHEQUES [--every 1]

CHEQUES holds upright scans (JPEG). Each is laid upside down, sideways, askew, on a white, gray or black page, and
photographed on a grained desk. Upright is a page whose cheque stands the right way up, within 0.7 degrees; it fills
the page when each corner is within 3 % of the page's width of the page's corner.
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray

from sigverify import pages, scans
from sigverify.scans import Scan

Placed = tuple[NDArray[np.uint8], NDArray[np.float64]]


def _moved(
    pixels: NDArray[np.uint8], matrix: NDArray[np.float64], size: tuple[int, int], ground: NDArray[np.uint8]
) -> Placed:
    page = cv2.warpPerspective(pixels, matrix, size, flags=cv2.INTER_AREA)
    there = cv2.warpPerspective(np.full(pixels.shape[:2], 255, np.uint8), matrix, size)
    mask = (there > 127)[..., None] if pixels.ndim == 3 else there > 127
    return np.where(mask, page, ground).astype(np.uint8), matrix


def _ground(
    shape: tuple[int, ...], size: tuple[int, int], level: float, grain: float, rng: np.random.Generator
) -> NDArray[np.uint8]:
    rough = cv2.resize(rng.normal(0, grain, (size[1] // 8, size[0] // 40)).astype(np.float32), size)
    ground = np.clip(level + rough + rng.normal(0, 1.5, size[::-1]), 0, 255).astype(np.uint8)
    return np.repeat(ground[..., None], 3, axis=2) if len(shape) == 3 else ground


def turned(pixels: NDArray[np.uint8], degrees: int) -> Placed:
    height, width = pixels.shape[:2]
    matrix = {
        180: [[-1, 0, width - 1], [0, -1, height - 1], [0, 0, 1]],
        90: [[0, -1, height - 1], [1, 0, 0], [0, 0, 1]],
        270: [[0, 1, 0], [-1, 0, width - 1], [0, 0, 1]],
    }[degrees]
    return np.ascontiguousarray(np.rot90(pixels, -degrees // 90)), np.array(matrix, float)


def askew(pixels: NDArray[np.uint8], degrees: float) -> Placed:
    height, width = pixels.shape[:2]
    matrix = np.vstack([cv2.getRotationMatrix2D((width / 2, height / 2), degrees, 1), [0, 0, 1]])
    return cv2.warpPerspective(pixels, matrix, (width, height), borderMode=cv2.BORDER_REPLICATE), matrix


def on_page(pixels: NDArray[np.uint8], level: float, rng: np.random.Generator) -> Placed:
    """Lay a cheque on an A4 page of one brightness, turned by up to four degrees, one time in two upside down."""
    height, width = pixels.shape[:2]
    size = (round(width * 1.06), round(width * 1.5))
    degrees = rng.uniform(-4, 4) + 180 * int(rng.integers(0, 2))
    matrix = np.vstack([cv2.getRotationMatrix2D((width / 2, height / 2), degrees, 0.94), [0, 0, 1]])
    matrix[:2, 2] += (0.03 * width, rng.uniform(0.06, 0.7) * (size[1] - height))
    return _moved(pixels, matrix, size, _ground(pixels.shape, size, level, 0, rng))


def photographed(pixels: NDArray[np.uint8], rng: np.random.Generator) -> Placed:
    """Take a picture from aside, on a desk darker than the paper."""
    height, width = pixels.shape[:2]
    size = (round(1.3 * width), round(1.3 * width * 0.75))
    corners = np.array([[0, 0], [width, 0], [width, height], [0, height]], np.float32)
    away = corners * 0.95 + [0.17 * width, (size[1] - height) / 2]
    away += rng.uniform(-0.045, 0.045, (4, 2)) * width
    degrees = rng.uniform(-6, 6)
    turn = cv2.getRotationMatrix2D((size[0] / 2, size[1] / 2), degrees, 1)
    away = away @ turn[:, :2].T + turn[:, 2]
    matrix = cv2.getPerspectiveTransform(corners, away.astype(np.float32))
    photo, matrix = _moved(pixels, matrix, size, _ground(pixels.shape, size, rng.uniform(50, 130), 9, rng))
    shade = 1 - 0.25 * np.linspace(0, 1, size[0]) * rng.uniform(0, 1)
    photo = np.clip(photo * (shade[:, None] if photo.ndim == 3 else shade), 0, 255).astype(np.uint8)
    return cv2.GaussianBlur(photo, (0, 0), 0.8), matrix


WAYS: dict[str, Callable[[NDArray[np.uint8], np.random.Generator], Placed]] = {
    "as it is": lambda pixels, _: (pixels, np.eye(3)),
    "upside down": lambda pixels, _: turned(pixels, 180),
    "sideways": lambda pixels, rng: turned(pixels, int(rng.choice([90, 270]))),
    "skewed to 5 degrees": lambda pixels, rng: askew(pixels, float(rng.uniform(1, 5) * rng.choice([-1, 1]))),
    "on a white page": lambda pixels, rng: on_page(pixels, 255, rng),
    "on a gray page": lambda pixels, rng: on_page(pixels, 150, rng),
    "on a black page": lambda pixels, rng: on_page(pixels, 12, rng),
    "photographed": photographed,
}


def right(scan: Scan, placed: Placed) -> tuple[bool, bool, float]:
    """Say whether the cheque comes back upright and straight, whether it fills the page, and the seconds."""
    laid = replace(scan, pixels=placed[0])
    started = time.process_time()
    page = pages.rectify(laid)
    seconds = time.process_time() - started
    # From the cheque to the page: where its corners come to lie.
    way = np.linalg.inv(page.to_scan) @ placed[1]
    height, width = scan.pixels.shape[:2]
    cheque = np.array([[[0, 0], [width, 0], [width, height], [0, height]]], float)
    corners = cv2.perspectiveTransform(cheque, way)[0]
    across, down = corners[1] - corners[0], corners[3] - corners[0]
    upright = across[0] > 0 < down[1] and abs(np.degrees(np.arctan2(across[1], across[0]))) < 0.7
    size = np.array([page.scan.width, page.scan.height])
    whole = np.abs(corners - cheque[0] / (width, height) * size).max() < 0.03 * size[0]
    return bool(upright), bool(whole), seconds


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("cheques", type=Path)
    parser.add_argument("--every", type=int, default=1, help="take every n-th cheque")
    parser.add_argument("--seed", type=int, default=3)
    args = parser.parse_args()
    cv2.setNumThreads(1)
    paths = sorted(args.cheques.glob("*.jpg"))[:: args.every]
    print(f"{len(paths)} cheques")
    print(f"{'':22}{'upright':>9}{'fills page':>12}{'CPU ms':>8}")
    for way, place in WAYS.items():
        rng = np.random.default_rng(args.seed)
        results = []
        for path in paths:
            scan = scans.read(path)
            results.append(right(scan, place(scan.pixels, rng)))
        upright, whole, seconds = (np.array(column) for column in zip(*results, strict=True))
        print(f"{way:22}{upright.mean():9.3f}{whole.mean():12.3f}{1000 * np.median(seconds):8.0f}", flush=True)


if __name__ == "__main__":
    main()
