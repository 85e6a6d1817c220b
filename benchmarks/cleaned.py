"""How much of the ink that was taken out of a box is the signature's: pixel by pixel, and within a pixel."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from benchmarks.located import Took, mean, milliseconds, timed
from sigverify import ink
from sigverify.geometry import Box
from sigverify.scans import Scan

# A box that a clerk draws, or that was found, is wider than the ink.
_ROOM_MM = 2.0


@dataclass(frozen=True, slots=True)
class Cleaned:
    """How well one signature was taken off its cheque, 0 to 1.

    Attributes
    ----------
    f1
        Of the pixels, true ones against taken ones.
    f1_near
        The same, where a pixel is right that lies within one pixel of its like: where a soft edge ends is a
        matter of taste.
    lost
        Share of the pen's pixels with nothing taken within a pixel of them.
    remaining
        Share of the taken pixels with nothing of the pen within a pixel of them: print, rules, stamps.
    """

    who: str
    f1: float
    f1_near: float
    lost: float
    remaining: float
    took: Took


def judge(scan: Scan, box: Box, truth: NDArray[np.bool_], who: str) -> Cleaned:
    """Take the ink out of a box 2 mm too wide and compare it with the true ink, bool (height, width)."""
    wide = box.grown(round(_ROOM_MM * scan.dpi / 25.4))
    found, took = timed(lambda: ink.extract(scan, wide))
    taken = np.zeros_like(truth)
    if found is not None:
        at = found.box
        taken[at.y0 : at.y1, at.x0 : at.x1] = found.mask
    hit = (taken & truth).sum()
    lost, remaining = _far(truth, taken), _far(taken, truth)
    near = 2 * (1 - lost) * (1 - remaining) / max(2 - lost - remaining, 1e-9)
    return Cleaned(who, float(2 * hit / (taken.sum() + truth.sum())), near, lost, remaining, took)


def _far(of: NDArray[np.bool_], other: NDArray[np.bool_]) -> float:
    """Return the share of one mask that is more than a pixel away from the other; of an empty one, 1."""
    near = cv2.dilate(other.view(np.uint8), np.ones((3, 3), np.uint8)) > 0
    return 1.0 - float((of & near).sum()) / max(1.0, float(of.sum()))


HEAD = (
    "| scanned | n | mean ink F1 | median | lowest tenth | F1 within 1 px | pen lost % | print remaining % | ms (CPU) |\n"
    "|---|---|---|---|---|---|---|---|---|"
)


def row(name: str, results: Sequence[Cleaned]) -> str:
    """Return a row of the table under `HEAD`."""
    who = [result.who for result in results]
    scores = [result.f1 for result in results]
    tenth, median = np.percentile(scores, (10, 50))
    return (
        f"| {name} | {len(results)} | {mean(scores, who)} | {median:.3f} | {tenth:.3f} "
        f"| {mean([result.f1_near for result in results], who)} "
        f"| {100 * np.mean([result.lost for result in results]):.1f} "
        f"| {100 * np.mean([result.remaining for result in results]):.1f} "
        f"| {milliseconds([result.took for result in results])} |"
    )
