"""Scraps of cheques that never were, with the truth about the pen: what `pen_network` learns from.

    python -m benchmarks.pen_scraps SIGNATURES --out FOLDER [--count 24000] [--processes 2]

A scrap is 43 mm square. Paper, security print, rules, type in several scripts, bars, emblems and stamps are drawn
at random (`pen_print`); real signatures, written words and paraphs are put on; it is scanned in colour, gray or two
levels. SIGNATURES is a DATA folder; only writers of the training part are learnt from, a few scraps of the validation
part tell how far the learning has come. The same command again goes on where it stopped. Needs fonts: apt-get install
fonts-liberation fonts-freefont-ttf fonts-noto-core fonts-urw-base35.
"""

from __future__ import annotations

import argparse
import multiprocessing
import random
from collections.abc import Iterable
from dataclasses import dataclass
from functools import partial
from itertools import islice
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray

from benchmarks import pen_print
from benchmarks.composed import demo_forms, pen_strokes, signatures
from benchmarks.pen_print import FORM_DPI, MM, SIDE, Colour, Level, Page, Rng, lay, patches
from sigverify import pen
from sigverify.dataset import TRAIN, VALIDATION
from sigverify.demo import hands, pens
from sigverify.demo.sheets import put_ink

Pixels = NDArray[np.uint8]

# Scraps a file, and the file that is not learnt from.
SHARD, HELD_BACK = 500, "held-back.npy"
_MOST_SIGNATURES = 3000
# Share of a stroke's darkness from which a pixel is wholly the pen's: a fine stroke is all edge at 150 dpi.
_WHOLLY = 0.4
# Darkness under which nothing is seen, 0 to 255.
_SEEN = 10


@dataclass(frozen=True, slots=True)
class Scrap:
    """`darkness` uint8 (256, 256, 3) as `sigverify.pen.darkness` gives it; `pen` uint8 (256, 256), 255 on the pen."""

    darkness: Pixels
    pen: Pixels


class Scraps:
    """Draws scraps with the given signatures."""

    def __init__(self, files: Iterable[Path], most: int = _MOST_SIGNATURES) -> None:
        chosen = list(files)
        random.Random(1).shuffle(chosen)
        taken = (pen_strokes(path) for path in chosen[:most])
        # Bytes: floats of thousands of signatures would fill the memory.
        self._strokes = [_small(strokes) for strokes in taken if strokes is not None]
        self._forms = [form.pixels for form in demo_forms()]

    def draw(self, rng: Rng) -> Scrap:
        """Return one more scrap."""
        if rng.random() < 0.15:
            page = _cut(self._forms[int(rng.integers(len(self._forms)))], rng)
            if rng.random() < 0.5:
                pen_print.print_form(page, rng)
        else:
            page = pen_print.paper(rng)
            if rng.random() < 0.9:
                pen_print.print_form(page, rng)
        level, colour = self._written(rng), _pen(rng)
        over = level > 0.3
        if rng.random() < 0.55:
            pen_print.print_where_one_signs(page, over, rng)
        stamped, beneath = rng.random() < 0.5, rng.random() < 0.4
        if stamped and beneath:
            pen_print.stamp(page, rng, over, colour)
        uneven = patches(rng, 9, float(rng.uniform(0.4, 1))) if rng.random() < 0.5 else 1.0
        lay(page, level * uneven, colour, float(rng.uniform(0.5, 1)))
        if stamped and not beneath:
            pen_print.stamp(page, rng, over, colour)
        small = cv2.resize(level, (SIDE // 2, SIDE // 2), interpolation=cv2.INTER_AREA)
        seen = _scanned(page, rng)
        # What the scan has lost is not for learning.
        share = np.where(seen.max(axis=2) >= _SEEN, np.clip(small * (255 / _WHOLLY), 0, 255), 0)
        return Scrap(seen, share.astype(np.uint8))

    def _written(self, rng: Rng) -> Level:
        """Return signatures, written words and paraphs; nothing at times."""
        level = np.zeros((SIDE, SIDE), np.float32)
        kind = rng.random()
        if kind < 0.82:
            for _ in range(1 if rng.random() < 0.9 else 2):
                _put(level, self._signature(rng), rng)
        if rng.random() < 0.3:
            for _ in range(int(rng.integers(1, 3))):
                np.maximum(level, _paraph(rng), out=level)
        if 0.72 < kind < 0.93:
            np.maximum(level, _handwriting(rng), out=level)
        return level

    def _signature(self, rng: Rng) -> Level:
        if rng.random() < 0.12:
            strokes = _synthetic(rng)
        else:
            strokes = self._strokes[int(rng.integers(len(self._strokes)))].astype(np.float32) / 255
        height, width = strokes.shape
        scale = min(float(rng.uniform(7, 26)) * MM / height, 75 * MM / width)
        if rng.random() < 0.5:
            turn = cv2.getRotationMatrix2D((width / 2, height / 2), float(rng.normal(0, 6)), 1)
            strokes = cv2.warpAffine(strokes, turn, (width, height))
        size = (max(8, int(width * scale)), max(8, int(height * scale)))
        strokes = cv2.resize(strokes, size, interpolation=cv2.INTER_AREA if scale < 1 else cv2.INTER_LINEAR)
        kind = rng.random()
        if kind < 0.15:
            strokes = cv2.erode(strokes, np.ones((2, 2)))
        elif kind < 0.4:
            # A felt pen at the broadest.
            width = int(rng.choice([2, 2, 3, 4, 6]))
            strokes = cv2.dilate(strokes, cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (width, width)))
        return np.asarray(cv2.GaussianBlur(strokes, (0, 0), 0.7), dtype=np.float32)


def _small(strokes: Level) -> Pixels:
    """Return strokes as bytes, no larger than they are ever drawn."""
    scale = min(1.0, 26 * MM / strokes.shape[0])
    return pen.resampled((strokes * 255).astype(np.uint8), scale)


def _pen(rng: Rng) -> Colour:
    """Return a pen's colour: blue or black, the printer's own at times, and whatever else people sign with."""
    kind = rng.random()
    if kind < 0.15:
        return pen_print.ink(rng)
    if kind < 0.22:
        return np.asarray(((150, 30, 40), (20, 100, 60), (90, 40, 120))[int(rng.integers(3))], float)
    return np.asarray(pens.any_pen(rng).colour, float)


def _synthetic(rng: Rng) -> Level:
    written = hands.genuine(hands.hand(int(rng.integers(1 << 30))), rng)
    return np.asarray(pens.draw(written, FORM_DPI, pens.any_pen(rng), rng) / 255, dtype=np.float32)


def _put(level: Level, strokes: Level, rng: Rng) -> None:
    height, width = strokes.shape
    y = int(rng.uniform(-0.25 * height, max(10, SIDE - 0.6 * height)))
    x = int(rng.uniform(-0.4 * width, max(20, SIDE - 0.6 * width)))
    y0, x0, y1, x1 = max(0, y), max(0, x), min(SIDE, y + height), min(SIDE, x + width)
    if y0 < y1 and x0 < x1:
        under = level[y0:y1, x0:x1]
        np.maximum(under, strokes[y0 - y : y1 - y, x0 - x : x1 - x], out=under)


def _paraph(rng: Rng) -> Level:
    """Return a stroke as people underline their names: all but straight, which a ruled line is not."""
    t = np.linspace(0, 1, 60)[:, None]
    start, angle, length = rng.uniform(0.05, 0.95, 2) * SIDE, rng.normal(0, 0.18), rng.uniform(0.2, 0.9) * SIDE
    end = start + length * np.array([np.cos(angle), -np.sin(angle)])
    middle = (start + end) / 2 + rng.normal(0, 0.08 * length, 2)
    path = (1 - t) ** 2 * start + 2 * t * (1 - t) * middle + t**2 * end
    path += np.sin(t * rng.uniform(2, 9)) * rng.normal(0, 0.02 * length, 2) * rng.uniform(0, 0.6)
    drawn = np.zeros((SIDE, SIDE), np.uint8)
    cv2.polylines(drawn, [np.int32(path * 8)], False, 255, int(rng.integers(3, 8)), cv2.LINE_AA, 3)
    return np.asarray(cv2.GaussianBlur(drawn, (0, 0), 0.7) / 255, dtype=np.float32)


def _handwriting(rng: Rng) -> Level:
    written = hands.write(hands.hand(int(rng.integers(1 << 30))), pen_print.text(rng), rng)
    left, top, _, _ = written.bounds
    level, page = np.zeros((SIDE, SIDE), np.uint8), np.full((SIDE, SIDE, 3), 255, np.uint8)
    put = written.moved(float(rng.uniform(1, 25)) - left, float(rng.uniform(2, 30)) - top)
    put_ink(page, put, pens.any_pen(rng), rng, FORM_DPI, level)
    return np.asarray(level / 255, dtype=np.float32)


def _cut(form: Pixels, rng: Rng) -> Page:
    y, x = (int(rng.integers(0, size - SIDE)) for size in form.shape[:2])
    return form[y : y + SIDE, x : x + SIDE].astype(np.float32)


def _scanned(page: Page, rng: Rng) -> Pixels:
    """Scan and store a scrap in any way that clearing houses do, and return its darkness at 150 dpi."""
    soft = cv2.GaussianBlur(page, (0, 0), float(rng.uniform(0.4, 1.1)))
    noisy = soft + rng.uniform(0.5, 4) * rng.standard_normal((SIDE, SIDE, 1), dtype=np.float32)
    pixels = np.clip(noisy, 0, 255).astype(np.uint8)
    kind = str(rng.choice(["colour", "gray", "two-level"], p=(0.4, 0.3, 0.3)))
    if kind == "two-level":
        dpi = int(rng.choice([200, 240, 300], p=(0.6, 0.25, 0.15)))
    elif kind == "gray":
        dpi = int(rng.choice([300, 200, 240, 150, 100], p=(0.2, 0.3, 0.05, 0.1, 0.35)))
    else:
        dpi = int(rng.choice([300, 200, 240, 150, 100], p=(0.5, 0.25, 0.05, 0.1, 0.1)))
    side = round(SIDE * dpi / FORM_DPI)
    pixels = cv2.resize(pixels, (side, side), interpolation=cv2.INTER_AREA)
    if kind != "colour":
        pixels = cv2.cvtColor(pixels, cv2.COLOR_RGB2GRAY)
    if kind == "two-level":
        pixels = _two_levels(pixels, dpi, rng)
    elif rng.random() < 0.8:
        stored = cv2.imencode(".jpg", pixels, [cv2.IMWRITE_JPEG_QUALITY, int(rng.integers(45, 95))])[1]
        pixels = cv2.imdecode(stored, cv2.IMREAD_UNCHANGED)
    return pen.darkness(pen.resampled(np.asarray(pixels, dtype=np.uint8), pen.DPI / dpi))


def _two_levels(gray: Pixels, dpi: int, rng: Rng) -> Pixels:
    kind = rng.random()
    if kind < 0.35:
        return np.asarray(cv2.threshold(gray, 0, 255, cv2.THRESH_OTSU)[1], dtype=np.uint8)
    if kind < 0.5:
        return np.where(gray < rng.uniform(90, 160), 0, 255).astype(np.uint8)
    window = round(rng.uniform(3, 10) / 25.4 * dpi) | 1
    around = cv2.blur(gray, (window, window)).astype(np.float32)
    return np.where(gray < (1 - rng.uniform(0.12, 0.4)) * around, 0, 255).astype(np.uint8)


def draw_file(path: Path, scraps: Scraps, seed: int, count: int) -> None:
    """Write scraps, uint8 (count, 256, 256, 4): darkness in three colours, then the pen."""
    rng = np.random.default_rng(seed)
    drawn = [scraps.draw(rng) for _ in range(count)]
    part = path.with_suffix(".part")
    with part.open("wb") as file:
        np.save(file, np.stack([np.dstack([scrap.darkness, scrap.pen]) for scrap in drawn]))
    part.replace(path)


def _draw_numbered(number: int, folder: Path, scraps: Scraps) -> None:
    draw_file(folder / f"{number:04d}.npy", scraps, number, SHARD)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("signatures", type=Path)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--count", type=int, default=24000)
    parser.add_argument("--processes", type=int, default=2)
    asked = parser.parse_args()
    cv2.setNumThreads(1)
    asked.out.mkdir(parents=True, exist_ok=True)
    if not (asked.out / HELD_BACK).exists():
        others = islice(signatures(asked.signatures, VALIDATION), 300)
        draw_file(asked.out / HELD_BACK, Scraps(others), 1 << 20, 256)
    wanted = [i for i in range(asked.count // SHARD) if not (asked.out / f"{i:04d}.npy").exists()]
    if not wanted:
        return
    draw = partial(_draw_numbered, folder=asked.out, scraps=Scraps(signatures(asked.signatures, TRAIN)))
    # Forked: every process has the signatures at once.
    with multiprocessing.get_context("fork").Pool(asked.processes) as pool:
        for done, _ in enumerate(pool.imap_unordered(draw, wanted), 1):
            print(f"{done} of {len(wanted)} files of {SHARD} scraps", flush=True)


if __name__ == "__main__":
    main()
