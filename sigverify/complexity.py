"""How much there is to imitate in a signature: simple ones are easy to forge, whatever a network says.

Document examiners grade signatures by the length of the line, its crossings and its turns (Found and Rogers
1996; Alewijnse et al. 2011). Here the three are counted on the ink's centre line at one scale, each in units
of what is usual, so that resolution and pen do not matter.
"""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray
from skimage.morphology import skeletonize

from sigverify.grade import Grade, grade_of
from sigverify.ink import Ink

# Pixels across the ink's diagonal at which it is measured.
_DIAGONAL = 300
_SMOOTHING_PX = 1.5
# Bends of the line by less than this are the raster's.
_BEND_PX = 2.0
# Medians over the training writers of all collections (benchmarks/complexity.py): what is usual.
USUAL_LENGTH, USUAL_CROSSINGS, USUAL_TURNS = 2.85, 12.0, 24.4


@dataclass(frozen=True, slots=True)
class Complexity:
    """What there is to imitate.

    Attributes
    ----------
    length
        Of the line, in diagonals of the ink's extent.
    crossings
        Places where the line meets itself or branches.
    turns
        By how much the line turns in all, in half circles.
    """

    length: float
    crossings: int
    turns: float

    @property
    def score(self) -> float:
        """0 upwards; 1 is usual. The mean of the three in units of what is usual, each at most doubled."""
        parts = (self.length / USUAL_LENGTH, self.crossings / USUAL_CROSSINGS, self.turns / USUAL_TURNS)
        return sum(min(part, 2.0) for part in parts) / 3

    @property
    def grade(self) -> Grade:
        """The grade of the score."""
        return grade_of(self.score)


def measure(ink: Ink) -> Complexity:
    """Measure a signature."""
    line = _centre_line(ink)
    return Complexity(_length(line) / _DIAGONAL, _crossings(line), _turns(line))


def _centre_line(ink: Ink) -> NDArray[np.uint8]:
    """Return the ink's centre line, 0 or 1, at the one scale, with paper around it."""
    height, width = ink.level.shape
    scale = _DIAGONAL / float(np.hypot(height, width))
    size = max(1, round(width * scale)), max(1, round(height * scale))
    scaled = cv2.resize(ink.level, size, interpolation=cv2.INTER_AREA if scale < 1 else cv2.INTER_CUBIC)
    padded = cv2.copyMakeBorder(scaled, 4, 4, 4, 4, cv2.BORDER_CONSTANT, value=0)
    soft = cv2.GaussianBlur(padded, (0, 0), _SMOOTHING_PX)
    # Half of what a stroke of two pixels keeps after the blur.
    return np.asarray(skeletonize(soft >= 50), dtype=np.uint8)


def _length(line: NDArray[np.uint8]) -> float:
    """Return the length in pixels; a diagonal step is the root of 2, where it is not one round a corner."""
    straight = np.count_nonzero(line[:, 1:] & line[:, :-1]) + np.count_nonzero(line[1:] & line[:-1])
    falling = line[1:, 1:] & line[:-1, :-1] & ~(line[1:, :-1] | line[:-1, 1:]) & 1
    rising = line[1:, :-1] & line[:-1, 1:] & ~(line[1:, 1:] | line[:-1, :-1]) & 1
    return float(straight + np.sqrt(2.0) * (np.count_nonzero(falling) + np.count_nonzero(rising)))


def _crossings(line: NDArray[np.uint8]) -> int:
    """Return how many places there are where three or more arms of the line meet."""
    neighbours = cv2.filter2D(line, cv2.CV_16S, np.ones((3, 3)), borderType=cv2.BORDER_CONSTANT) - line
    meeting = np.asarray((line > 0) & (neighbours >= 3), dtype=np.uint8)
    # Where strokes cross flatly, two meeting points stand some pixels apart.
    near = cv2.dilate(meeting, cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (9, 9)))
    count, _ = cv2.connectedComponents(near, connectivity=8)
    return count - 1


def _turns(line: NDArray[np.uint8]) -> float:
    """Return by how much the line turns, in half circles: half of what the outline around it does."""
    around = cv2.dilate(line, np.ones((3, 3), np.uint8))
    outlines, _ = cv2.findContours(around, cv2.RETR_CCOMP, cv2.CHAIN_APPROX_NONE)
    total = 0.0
    for outline in outlines:
        corners = cv2.approxPolyDP(outline, _BEND_PX, closed=True)[:, 0].astype(np.float64)
        if len(corners) >= 3:
            steps = np.diff(corners, axis=0, append=corners[:1])
            heading = np.arctan2(steps[:, 1], steps[:, 0])
            bends = np.diff(heading, append=heading[:1])
            total += float(np.abs((bends + np.pi) % (2 * np.pi) - np.pi).sum())
    return total / (2 * np.pi)
