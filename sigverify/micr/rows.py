"""Rows of characters on an image.

A row is found by what all magnetic lines share: many marks of one height whose middles stand on one line. It
may climb, bend and grow from end to end, as on photographs.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from sigverify.connected import connected

# Characters of E-13B are 0.117 inch high and stand 0.125 inch apart (ISO 1004-1).
HEIGHT_INCH, PITCH_INCH = 0.117, 0.125
# Sizes of marks that can be characters, in pixels of the image in which they are sought, and their shape.
_LOWEST_PX, _HIGHEST_PX, _WIDEST = 7, 48, 1.8
# Middles and heights of a row's marks agree within these shares of its character height.
_OFF_LINE, _OFF_HEIGHT = 0.18, 0.16
# Steepest climb of a row: eight degrees.
_STEEPEST = 0.14
_FEWEST_FOR_CURVE = 10
# Marks of a row are at most so many character heights apart: an empty amount field and more.
_WIDEST_GAP = 25.0
# Fields are parted by more; one stands off the line of the others by no more, in character heights.
_FIELD_GAP, _OFF_FIELD = 1.2, 1.1


@dataclass(frozen=True, slots=True)
class Marks:
    """Connected marks of an image, one entry a mark: middle and size in pixels, float64 (marks,) each."""

    x: NDArray[np.float64]
    y: NDArray[np.float64]
    width: NDArray[np.float64]
    height: NDArray[np.float64]

    def only(self, keep: NDArray[np.bool_] | NDArray[np.intp]) -> Marks:
        """Return some of the marks."""
        return Marks(self.x[keep], self.y[keep], self.width[keep], self.height[keep])


@dataclass(frozen=True, slots=True, eq=False)
class Row:
    """A row of characters, in pixels of the image.

    Attributes
    ----------
    x, middle, height
        float64 (knots,): at these places from left to right, y half way up the characters, and their height.
        In between they go straight. The first and the last knot are where the row begins and ends.
    count
        How many of its marks follow the one before at the fonts' pitch.
    """

    x: NDArray[np.float64]
    middle: NDArray[np.float64]
    height: NDArray[np.float64]
    count: int

    @property
    def typical_height(self) -> float:
        """Character height, on average over the knots."""
        return float(self.height.mean())

    def middle_at(self, x: NDArray[np.float64]) -> NDArray[np.float64]:
        """Return the middle at some places, beyond the ends straight on."""
        inside = np.interp(x, self.x, self.middle)
        if self.x.size > 1:
            first, last = (np.diff(self.middle) / np.diff(self.x))[[0, -1]]
            inside = inside + first * np.minimum(x - self.x[0], 0) + last * np.maximum(x - self.x[-1], 0)
        return np.asarray(inside)

    def height_at(self, x: NDArray[np.float64]) -> NDArray[np.float64]:
        """Return the character height at some places."""
        return np.interp(x, self.x, self.height)

    def scaled(self, factor: float) -> Row:
        """Return the row on the same image `factor` times as large."""
        return Row(self.x * factor, self.middle * factor, self.height * factor, self.count)


def find_marks(gray: NDArray[np.uint8], gap: int) -> Marks:
    """Return the dark marks of an image, those nearer than `gap` pixels to each other as one.

    Parameters
    ----------
    gray
        uint8 (height, width).
    gap
        Just under the distance of two characters, for their pieces to become one mark.
    """
    reach = 2 * (min(gray.shape) // 6) + 1 if min(gray.shape) < 200 else 61
    if min(gray.shape) < 200:
        ink = cv2.threshold(gray, 0, 255, cv2.THRESH_BINARY_INV | cv2.THRESH_OTSU)[1]
    else:
        ink = cv2.adaptiveThreshold(gray, 255, cv2.ADAPTIVE_THRESH_MEAN_C, cv2.THRESH_BINARY_INV, reach, 30)
    if gap > 1:
        ink = cv2.morphologyEx(ink, cv2.MORPH_CLOSE, np.ones((gap, gap), np.uint8))
    table = connected(np.asarray(ink, np.uint8))[2][1:].astype(np.float64)
    width, height = table[:, cv2.CC_STAT_WIDTH], table[:, cv2.CC_STAT_HEIGHT]
    return Marks(
        table[:, cv2.CC_STAT_LEFT] + (width - 1) / 2, table[:, cv2.CC_STAT_TOP] + (height - 1) / 2, width, height
    )


def find_rows(marks: Marks, most: int) -> Iterator[Row]:
    """Yield rows of marks of one height on one line, the most regular first, each followed when asked for."""
    marks = marks.only((marks.height >= _LOWEST_PX / 3) & (marks.height <= _HIGHEST_PX))
    single = marks.only((marks.height >= _LOWEST_PX) & (marks.width <= _WIDEST * marks.height))
    slope = _slope(single)
    level = single.y - slope * single.x
    counts = np.bincount(np.clip(level / 4 + 512, 0, 4095).astype(np.intp), minlength=4096)
    smooth = np.convolve(counts, np.ones(3), "same")
    lines: list[_Line] = []
    for _ in range(2 * most):
        peak = int(np.argmax(smooth))
        if smooth[peak] < 3:
            break
        smooth[max(0, peak - 2) : peak + 3] = 0
        line = _fit(single, slope, (peak - 512 + 0.5) * 4)
        if line is not None:
            lines.append(line)
    lines.sort(key=lambda line: -line.count)
    rows: list[Row] = []
    for line in lines:
        row = _with_fields(marks, line)
        if not any(_same_row(row, other) for other in rows):
            rows.append(row)
            yield row
        if len(rows) == most:
            return


def rows_of_cutout(gray: NDArray[np.uint8]) -> Iterator[Row]:
    """Yield the rows of an image that shows little more than one line."""
    return find_rows(find_marks(gray, max(2, round(0.06 * gray.shape[0]))), 2)


def _slope(marks: Marks) -> float:
    """Return the climb along which the marks stand best in rows; level, where they are too few to tell."""
    if marks.x.size < 6:
        return 0.0
    slopes = np.linspace(-_STEEPEST, _STEEPEST, 57)
    # Sharpness of the rows: the sum of squares of how many marks share a level.
    levels = np.clip((marks.y - slopes[:, None] * marks.x) / 3 + 512, 0, 4095).astype(np.intp)
    sharpness = [float((np.bincount(level).astype(np.float64) ** 2).sum()) for level in levels]
    return float(slopes[int(np.argmax(sharpness))])


@dataclass(frozen=True, slots=True, eq=False)
class _Line:
    """Single characters of a row, and polynomials in x of their middle and height."""

    members: Marks
    middle: NDArray[np.float64]
    height: NDArray[np.float64]

    @property
    def count(self) -> int:
        """How many follow the one before at one or two pitches, by their right edges."""
        rights = np.sort(self.members.x + self.members.width / 2)
        steps = np.diff(rights) / (float(np.median(self.members.height)) * PITCH_INCH / HEIGHT_INCH)
        return 1 + int(sum((np.abs(steps - whole) < 0.2).sum() for whole in (1, 2)))


def _fit(marks: Marks, slope: float, level: float) -> _Line | None:
    """Fit a line to the single characters near a level."""
    near = np.abs(marks.y - slope * marks.x - level) < 0.5 * np.clip(marks.height, 10, None)
    found = marks.only(near)
    if found.x.size == 0:
        return None
    # The height that most marks agree on: of E-13B all digits have it.
    votes = (np.abs(np.log(found.height[:, None] / found.height)) < _OFF_HEIGHT / 2).sum(axis=1)
    votes = votes * np.sqrt(found.height)
    height = np.array([float(found.height[int(np.argmax(votes))])])
    tall = np.abs(found.height / height[0] - 1) < _OFF_HEIGHT
    middle = np.array([slope, float(np.median((found.y - slope * found.x)[tall]))])
    members = found
    # Wide tolerances first: the line bends and grows, if at all, from one end to the other.
    for off_line, off_height in ((0.5, 2.2 * _OFF_HEIGHT), (0.3, 1.5 * _OFF_HEIGHT), (_OFF_LINE, _OFF_HEIGHT)):
        expected = np.polyval(height, marks.x)
        agree = (np.abs(marks.y - np.polyval(middle, marks.x)) < off_line * expected) & (
            np.abs(marks.height / np.clip(expected, 1, None) - 1) < off_height
        )
        members = _largest_run(marks.only(agree), float(expected.mean()))
        if members.x.size < 2:
            break
        span = (members.x.max() - members.x.min()) / float(np.median(members.height))
        order = 2 if members.x.size >= _FEWEST_FOR_CURVE and span > 12 else int(span > 2)
        middle = _robust_polyfit(members.x, members.y, order)
        height = _robust_polyfit(members.x, members.height, min(order, 1))
    return None if members.x.size == 0 else _Line(members, middle, height)


def _with_fields(marks: Marks, line: _Line) -> Row:
    """Follow each field of a row by itself: fields printed at another time stand higher, lower or aslant.

    Joined and broken characters, among `marks`, belong to it as well.
    """
    members, middle, height = line.members, line.middle, line.height
    expected = np.clip(np.polyval(height, marks.x), 3, None)
    off = (marks.y - np.polyval(middle, marks.x)) / expected
    beside = marks.only(
        (np.abs(off) < _OFF_FIELD) & (marks.height < 1.4 * expected) & (marks.height > 0.25 * expected)
    )
    typical = float(np.median(members.height))
    beside = _largest_run(beside, typical, members)
    runs = _runs(beside, _FIELD_GAP * typical)
    fields = [_field(beside.only(runs == run), middle, height, typical) for run in range(int(runs[-1]) + 1)]
    sound = [i for i, field in enumerate(fields) if field.sound] or list(range(len(fields)))
    x, y, h = [], [], []
    for i, field in enumerate(fields):
        # A field of broken symbols stands where the nearest whole one stands.
        like = fields[min(sound, key=lambda j: abs(j - i))]
        places = np.linspace(field.left, field.right, max(2, round((field.right - field.left) / (4 * typical))))
        inside = np.clip(places, like.left, like.right)
        x.append(places)
        y.append(np.polyval(middle, places) + np.polyval(like.offset, inside))
        h.append(np.polyval(height, places) * like.taller)
    return Row(np.concatenate(x), np.concatenate(y), np.clip(np.concatenate(h), 3, None), line.count)


@dataclass(frozen=True, slots=True, eq=False)
class _Field:
    """How a field departs from its row: `offset` a polynomial in x, `taller` a factor; if that is `sound`."""

    left: float
    right: float
    offset: NDArray[np.float64]
    taller: float
    sound: bool


def _field(field: Marks, middle: NDArray[np.float64], height: NDArray[np.float64], typical: float) -> _Field:
    relative = field.height / np.clip(np.polyval(height, field.x), 3, None)
    highest = float(np.percentile(relative, 80))
    tall = field.only(relative > 0.85 * highest)
    offset = tall.y - np.polyval(middle, tall.x)
    aslant = tall.x.size >= 4 and float(np.ptp(tall.x)) > 3 * typical
    line = _robust_polyfit(tall.x, offset, int(aslant))
    scatter = float(np.median(np.abs(offset - np.polyval(line, tall.x))))
    return _Field(
        left=float((field.x - field.width / 2).min()),
        right=float((field.x + field.width / 2).max()),
        offset=line,
        taller=float(np.median(relative[relative > 0.85 * highest])),
        sound=tall.x.size >= 2 and 0.7 < highest < 1.3 and scatter < 0.2 * typical,
    )


def _robust_polyfit(x: NDArray[np.float64], y: NDArray[np.float64], order: int) -> NDArray[np.float64]:
    """Fit a polynomial, twice: the second time without what lies far off the first."""
    line = np.polyfit(x, y, order)
    off = np.abs(y - np.polyval(line, x))
    keep = off <= 2.5 * max(float(np.median(off)), 0.3)
    return np.asarray(np.polyfit(x[keep], y[keep], order) if keep.sum() > order + 1 else line)


def _runs(marks: Marks, gap: float) -> NDArray[np.intp]:
    """Return the number of the run that each mark is in; marks come sorted, gaps part runs."""
    right = np.maximum.accumulate(marks.x + marks.width / 2)
    return np.cumsum(np.concatenate([[0], marks.x[1:] - marks.width[1:] / 2 - right[:-1] > gap]))


def _largest_run(marks: Marks, height: float, must: Marks | None = None) -> Marks:
    """Return the marks between the widest gaps, from left to right: the most, or those around `must`."""
    marks = marks.only(np.argsort(marks.x - marks.width / 2))
    if marks.x.size < 2:
        return marks
    runs = _runs(marks, _WIDEST_GAP * height)
    if must is None:
        here = int(np.argmax(np.bincount(runs)))
    else:
        here = int(runs[int(np.argmin(np.abs(marks.x - np.median(must.x))))])
    return marks.only(runs == here)


def _same_row(row: Row, better: Row) -> bool:
    """Tell whether a row lies on a better one."""
    x = np.array([(row.x[0] + row.x[-1]) / 2])
    off = abs(float(row.middle_at(x)[0]) - float(better.middle_at(x)[0]))
    return off <= 0.5 * row.typical_height and bool(better.x[0] < x[0] < better.x[-1])
