"""Fit the weights of `sigverify/cheque/looks.py`: which pieces are written, and which are stamps, emblems and print.

    python -m benchmarks.looks DATA [--count N]

Draws where people sign on the forms to develop on: a signature of a writer to develop on in one picture of three, in
the others stamps and emblems alone. What the pen network makes pieces of is labelled by the true ink, and a logistic
regression tells the written ones from the others. Prints the lines to put into the module, and how many pieces of
pictures left out of the fit it would keep.
"""

from __future__ import annotations

import argparse
from collections.abc import Callable, Iterator
from dataclasses import replace
from itertools import islice
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import GroupKFold, cross_val_predict
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

from benchmarks import cheque, composed, pen_print
from benchmarks.composed import Condition, Form, Pixels
from sigverify import pen
from sigverify.cheque.looks import TRAITS, traits
from sigverify.cheque.parts import MM, WORK_DPI
from sigverify.cheque.pieces import pen_parts, pieces
from sigverify.dataset import VALIDATION
from sigverify.geometry import Box
from sigverify.scans import Scan

# Of a form, what is around the place to sign: half as wide and high, in pixels at 300 dpi.
_REACH = (512, 300)
_SIDE = pen_print.SIDE
_SIGNED, _STAMPED, _EMBLEM = 0.35, 0.7, 0.4
_OF_ANY_SIGNATURES = 2000
# Share of a piece that is true ink from which on it is written.
_WRITTEN = 0.5
# Smaller pieces are no signatures whatever they look like.
_LEAST_MM = 4.0
Rng = np.random.Generator


def _place_to_sign(form: Form) -> Form:
    """Cut a form to what is around the place to sign; fields go."""
    x, y = (form.sign.x0 + form.sign.x1) // 2, (form.sign.y0 + form.sign.y1) // 2
    around = Box(x - _REACH[0], y - _REACH[1], x + _REACH[0], y + _REACH[1])
    cut = around.clipped(form.pixels.shape[1], form.pixels.shape[0])
    assert cut is not None, "the place to sign is on the form"
    sign = form.sign
    moved = Box(sign.x0 - cut.x0, sign.y0 - cut.y0, sign.x1 - cut.x0, sign.y1 - cut.y0)
    return replace(form, pixels=form.pixels[cut.y0 : cut.y1, cut.x0 : cut.x1].copy(), sign=moved, fields={})


def _stamp(pixels: Pixels, sign: Box, rng: Rng) -> None:
    """Stamp as either of the two benchmarks does."""
    if rng.random() < 0.5:
        composed.stamp(pixels, sign, rng)
        return
    over = np.zeros((_SIDE, _SIDE), dtype=bool)
    over[200:312, 150:360] = True
    y = (sign.y0 + sign.y1) // 2 - _SIDE // 2
    x = (sign.x0 + sign.x1) // 2 - _SIDE // 2 + int(rng.integers(-120, 120))
    _print_on(pixels, y, x, lambda page: pen_print.stamp(page, rng, over, np.array([60.0, 50.0, 90.0])))


def _emblem(pixels: Pixels, sign: Box, rng: Rng) -> None:
    y = sign.y0 - _SIDE // 2 + int(rng.integers(-60, 120))
    x = int(rng.integers(sign.x0 - 100, max(sign.x1 - 400, sign.x0 - 99)))
    level, colour = pen_print.emblem(rng), pen_print.ink(rng)
    _print_on(pixels, y, x, lambda page: pen_print.lay(page, level, colour, float(rng.uniform(0.5, 1))))


def _print_on(pixels: Pixels, y: int, x: int, put: Callable[[pen_print.Page], None]) -> None:
    """Change the scrap of a page whose upper left corner is near (x, y)."""
    y = int(np.clip(y, 0, pixels.shape[0] - _SIDE))
    x = int(np.clip(x, 0, pixels.shape[1] - _SIDE))
    scrap = pixels[y : y + _SIDE, x : x + _SIDE]
    page = scrap.astype(np.float32)
    put(page)
    scrap[:] = np.clip(page, 0, 255).astype(np.uint8)


def _pictures(data: Path, count: int, rng: Rng) -> Iterator[tuple[Scan, NDArray[np.bool_]]]:
    """Yield scans of places to sign and the true ink on them."""
    forms = [_place_to_sign(form) for form in cheque.forms(data, cheque.DEVELOP)]
    files = list(islice(composed.signatures(data / "signatures", VALIDATION), _OF_ANY_SIGNATURES))
    conditions = list(Condition)
    for _ in range(count):
        form, condition = forms[int(rng.integers(len(forms)))], conditions[int(rng.integers(len(conditions)))]
        if rng.random() < _SIGNED:
            strokes = composed.pen_strokes(files[int(rng.integers(len(files)))])
            if strokes is not None:
                one = composed.compose(form, strokes, condition, rng)
                yield one.scan, one.ink
            continue
        pixels = form.pixels.copy()
        composed.print_over(pixels, form, rng)
        if rng.random() < _STAMPED:
            _stamp(pixels, form.sign, rng)
        if rng.random() < _EMBLEM:
            _emblem(pixels, form.sign, rng)
        yield composed.scanned(pixels, np.zeros(pixels.shape[:2], np.float32), condition, rng)


def _labelled(scan: Scan, ink: NDArray[np.bool_]) -> Iterator[tuple[NDArray[np.float64], bool]]:
    """Yield the traits of each piece that is large enough for a signature, and whether it is written."""
    work = pen.resampled(scan.pixels, WORK_DPI / scan.dpi)
    share = pen.pen_share(work, WORK_DPI)
    small = cv2.resize(ink.astype(np.float32), share.shape[::-1], interpolation=cv2.INTER_AREA)
    near = cv2.dilate(small, np.ones((3, 3))) > 0.2
    for piece in pieces(pen_parts(share), share, work):
        box = piece.box
        if min(box.width, box.height) < _LEAST_MM * MM:
            continue
        true = near[box.y0 : box.y1, box.x0 : box.x1][piece.ink]
        yield traits(piece), bool(true.mean() > _WRITTEN)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("data", type=Path)
    parser.add_argument("--count", type=int, default=400, help="pictures")
    asked = parser.parse_args()
    cv2.setNumThreads(1)
    rows, written, picture_of = [], [], []
    for number, (scan, ink) in enumerate(_pictures(asked.data, asked.count, np.random.default_rng(0))):
        for row, is_written in _labelled(scan, ink):
            rows.append(row)
            written.append(is_written)
            picture_of.append(number)
    x, y = np.stack(rows), np.asarray(written)
    scaled = StandardScaler()
    regression = LogisticRegression(class_weight="balanced")
    model = make_pipeline(scaled, regression)
    folds = GroupKFold(5)
    odds = cross_val_predict(model, x, y, groups=picture_of, cv=folds, method="decision_function")
    print(f"{y.sum()} written pieces, {(~y).sum()} others; kept of those in pictures left out, %")
    print("| log odds from | written | others |\n|---|---|---|")
    for least in (-2.5, -2, -1.5, -1, -0.5, 0, 0.5):
        print(f"| {least} | {100 * np.mean(odds[y] >= least):.1f} | {100 * np.mean(odds[~y] >= least):.1f} |")
    model.fit(x, y)
    print("#", ", ".join(TRAITS))
    for name, values in (
        ("_MEAN", scaled.mean_),
        ("_SPREAD", scaled.scale_),
        ("_WEIGHTS", regression.coef_[0]),
    ):
        print(f"{name} = np.array([{', '.join(f'{value:.3f}' for value in values)}])")
    print(f"_BIAS = {regression.intercept_[0]:.3f}")


if __name__ == "__main__":
    main()
