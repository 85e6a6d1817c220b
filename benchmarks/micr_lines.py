"""Real E-13B lines with their truths, parted into a developing and a kept-back half."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from sigverify.micr import AMOUNT, DASH, ON_US, TRANSIT

_MISTAKEN = Path(__file__).with_name("micr_mistaken.tsv")
WAYS = ("worn", "spattered", "thin", "swollen", "pen", "coarse")
LETTERS = str.maketrans({"A": TRANSIT, "B": AMOUNT, "C": ON_US, "D": DASH})


def truth_of(path: Path) -> str:
    """Return what a line says, in Unicode's symbols."""
    return path.with_suffix("").with_suffix(".gt.txt").read_text().strip().translate(LETTERS)


def mistaken() -> dict[str, str]:
    """Return the files whose truth is not what is printed, each with what is printed there, seen by eye."""
    rows = (line.split("\t") for line in _MISTAKEN.read_text().splitlines()[1:])
    return {name: printed.translate(LETTERS) for name, printed in rows}


def halves(folder: Path) -> tuple[list[Path], list[Path]]:
    """Part the lines into a developing and a kept-back half; lines of one cheque stay together.

    Lines with seven symbols in a row in common (not mostly noughts) are taken for lines of one cheque.
    """
    paths = sorted(folder.glob("*.tif"))
    leader = {path: path for path in paths}

    def lead(path: Path) -> Path:
        while leader[path] != path:
            path = leader[path]
        return path

    seen: dict[str, Path] = {}
    for path in paths:
        text = truth_of(path)
        for piece in (text[i : i + 7] for i in range(len(text) - 6)):
            if piece.count("0") <= 4:
                leader[lead(path)] = lead(seen.setdefault(piece, path))
    parts: tuple[list[Path], list[Path]] = ([], [])
    sizes = Counter(map(lead, paths))
    for cheque in sorted(sizes, key=lambda cheque: (-sizes[cheque], cheque)):
        min(parts, key=len).extend(path for path in paths if lead(path) == cheque)
    return parts


def spoilt(gray: NDArray[np.uint8], way: str, rng: np.random.Generator) -> NDArray[np.uint8]:
    """Return a line as bad printers, pens, stamps and scanners leave it, from hardly to badly spoilt.

    Parameters
    ----------
    gray
        uint8 (height, width), characters about half as high as the image.
    way
        One of `WAYS`.
    """
    ink: NDArray[Any] = 1 - gray.astype(np.float32) / 255
    height, width = ink.shape
    tall = height / 2
    strength = float(rng.uniform(0.2, 1))
    if way in ("worn", "spattered"):
        spots = cv2.GaussianBlur(rng.normal(0, 1, ink.shape).astype(np.float32), (0, 0), 0.12 * tall)
        there = spots > np.quantile(spots, 1 - (0.16 if way == "worn" else 0.05) * strength)
        ink = np.where(there, 0 if way == "worn" else 1, ink)
    elif way in ("thin", "swollen"):
        softer = cv2.GaussianBlur(ink, (0, 0), 0.1 * tall)
        ink = (softer > (0.5 + 0.25 * strength if way == "thin" else 0.5 - 0.4 * strength)).astype(np.float32)
    elif way == "pen":
        for _ in range(int(rng.integers(1, 4))):
            x, steps = rng.uniform(0, width), rng.normal(0, tall * np.array([1.2, 0.6]), (5, 2))
            points = np.cumsum(steps, axis=0) + np.array([x, rng.uniform(0, height)])
            thick = max(1, round((0.05 + 0.1 * strength) * tall))
            cv2.polylines(ink, [points.astype(np.int32)], False, 1.0, thick, cv2.LINE_AA)
    else:
        size = 11.7 / tall * (1 - 0.3 * strength)
        ink = cv2.resize(ink, None, fx=size, fy=size, interpolation=cv2.INTER_AREA)
        ink = ink + rng.normal(0, 0.12 * strength, ink.shape)
        coded = cv2.imencode(".jpg", _pixels(ink * 0.7 + 0.15), [cv2.IMWRITE_JPEG_QUALITY, 40])[1]
        return np.asarray(cv2.imdecode(coded, cv2.IMREAD_GRAYSCALE), np.uint8)
    return _pixels(ink)


def _pixels(ink: NDArray[Any]) -> NDArray[np.uint8]:
    return np.asarray(np.clip(255 * (1 - ink), 0, 255), np.uint8)
