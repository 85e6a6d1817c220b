"""Is one signature the very same ink as another: a copy, which nobody's hand writes.

Both inks are thinned to their centre lines at one size. Points that look alike in both (SIFT, Lowe 2004) propose
how one lies on the other, moved, turned and scaled alone; iterated closest points make the proposals exact (Besl
and McKay 1992). What is left is counted: how much of what lies near the other's line lies exactly on it, and in
the same direction. Of a copy nearly all does, whatever print was left beside its ink; a hand that signs again
comes near, but not on it.
"""

from __future__ import annotations

import io
import math
from dataclasses import dataclass
from functools import cache
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray
from PIL import Image
from skimage.morphology import skeletonize

from sigverify.geometry import Box
from sigverify.ink import Ink

# A similarity transform as a 2 x 3 matrix of float64.
Matrix = NDArray[np.float64]

# From this `Overlap.exact` on a signature is probably a copy; how often that is right is told in docs/copies.md.
COPY = 0.80
# Less than this may lie exactly by chance: a flourish lies somewhere on any larger one.
LEAST_COVERED = 0.4
# Lines are compared at this length of the ink's diagonal: about 0.15 mm a pixel.
_DIAGONAL_PX = 400
_MARGIN_PX = 12
_PEN_PX = 2.5
# What counts as on the other's line, as covered by it, and as near it, in the known signature's pixels. Remnants
# of print are not near; another signature by the same hand is near, but not on it.
_ON_PX, _COVERED_PX, _NEAR_PX = 1.5, 2.0, 6.0
# Questioned ink that lies on the known one at less than this size is traced again, so that it is known as exactly:
# remnants made its frame larger.
_COARSE = 0.85
# How parallel both lines have to be: cosine of twice the angle.
_PARALLEL = 0.5
# A remnant of print may make the questioned frame larger, never by more; cheques are brought upright before.
_SIZES = (0.4, 2.2)
_MOST_DEGREES = 15.0
# Distances within which closest points are taken, in turn: from a good proposal, and from a rough one.
_FROM_MATCHES = (8.0, 5.0, 4.0)
_FROM_GRAVITY = (25.0, 16.0, 10.0, 6.0, 4.0)
_EXACT = (4.0, 3.0, 3.0, 2.5, 2.5)
_ROUGH_SIZES = (0.85, 1.0, 1.18)
_STRIDE = 4
_LEAST_POINTS = 20
_FEATURES = 250
# Kept for later comparisons at this length of the diagonal, in two levels.
_KEPT_PX = 600


@dataclass(frozen=True, slots=True, eq=False)
class Trace:
    """The centre lines of one signature, ready to be laid over others.

    Attributes
    ----------
    ink
        What was traced.
    points
        float32 (n, 2): x and y of every pixel of the lines.
    course
        float32 (n, 2): cosine and sine of twice the direction at each of them.
    away, nearest
        float32 and int32 (height, width): how far each place is from the next line, and the row of `points` there.
    size
        Pixels of this trace per pixel of the ink it was made from.
    places, looks
        float32 (m, 2) and (m, 128): where something can be recognised, and what it looks like.
    """

    ink: Ink
    points: NDArray[np.float32]
    course: NDArray[np.float32]
    away: NDArray[np.float32]
    nearest: NDArray[np.int32]
    size: float
    places: NDArray[np.float32]
    looks: NDArray[np.float32]


@dataclass(frozen=True, slots=True, eq=False)
class Kept:
    """What is kept of a questioned signature, so that a later copy of it is known.

    Attributes
    ----------
    vector
        float32: what the network made of it as a whole.
    ink
        As `pack` made it.
    """

    vector: NDArray[np.float32]
    ink: bytes


@dataclass(frozen=True, slots=True, eq=False)
class Copy:
    """What a questioned signature is probably a copy of.

    Attributes
    ----------
    name
        Of the original's file, and the day for a cheque.
    reference_id, verification_id
        Which one it is on record; neither for a reference that is not on record.
    exact
        As `Overlap.exact`.
    ink
        The original's.
    """

    name: str
    reference_id: int | None
    verification_id: int | None
    exact: float
    ink: Ink


@dataclass(frozen=True, slots=True, eq=False)
class Overlap:
    """How well one signature lies on another.

    Attributes
    ----------
    exact
        Share of what lies near the other's line that lies on it, of both lines together, 0 to 1. What lies nowhere
        near is left out: remnants of print, or what was lost with a stamp.
    covered
        Share of the line of which more lies on the other's, 0 to 1.
    matrix
        float64 (2, 3): from the known ink's pixels to the questioned ink's.
    """

    exact: float
    covered: float
    matrix: Matrix

    @property
    def is_copy(self) -> bool:
        """Whether the one is probably a copy of the other."""
        return self.exact >= COPY and self.covered >= LEAST_COVERED


def trace(ink: Ink) -> Trace:
    """Thin ink to its centre lines at the size at which they are compared."""
    return _traced(ink, _DIAGONAL_PX / float(np.hypot(*ink.level.shape)))


def _traced(ink: Ink, size: float) -> Trace:
    mask = _thickened(ink, size)
    line = skeletonize(mask)
    rows, columns = np.nonzero(line)
    points = np.stack([columns, rows], axis=1).astype(np.float32)
    away, labels = cv2.distanceTransformWithLabels(
        (~line).astype(np.uint8), cv2.DIST_L2, cv2.DIST_MASK_5, labelType=cv2.DIST_LABEL_PIXEL
    )
    row_of = np.zeros(int(labels.max()) + 1, np.int32)
    row_of[labels[rows, columns]] = np.arange(len(points), dtype=np.int32)
    drawn = cv2.GaussianBlur(
        cv2.dilate(line.astype(np.uint8) * np.uint8(255), np.ones((3, 3), np.uint8)), (0, 0), 1.0
    )
    places, looks = _recognisable(np.asarray(drawn, dtype=np.uint8))
    return Trace(
        ink,
        points,
        _course(np.asarray(drawn, dtype=np.uint8), rows, columns),
        np.asarray(away, dtype=np.float32),
        row_of[labels],
        size,
        places,
        looks,
    )


def overlap(known: Trace, questioned: Trace) -> Overlap:
    """Lay a known signature on a questioned one as well as it goes, moved, turned and scaled alone."""
    if min(len(known.points), len(questioned.points)) < _LEAST_POINTS:
        return Overlap(0.0, 0.0, np.eye(2, 3))
    some = known.points[::_STRIDE]
    best, covered = None, -1.0
    for proposal, reaches in _proposals(known, questioned):
        matrix = _closed_in(proposal, some, questioned, reaches)
        _, away = _laid(matrix, some, questioned)
        share = float((away < _EXACT[1]).mean())
        if share > covered:
            best, covered = matrix, share
    if best is None:
        return Overlap(0.0, 0.0, np.eye(2, 3))
    if _scale(best) < _COARSE and covered >= LEAST_COVERED:
        larger = 1 / _scale(best)
        questioned = _traced(questioned.ink, questioned.size * larger)
        best[:, :2] *= larger
        best[:, 2] = (best[:, 2] - _MARGIN_PX) * larger + _MARGIN_PX
    matrix = _closed_in(best, known.points, questioned, _EXACT)
    forth = _distances(matrix, known, questioned)
    inverse = np.asarray(cv2.invertAffineTransform(matrix), dtype=np.float64)
    back = _distances(inverse, questioned, known) * _scale(matrix)
    on = [float((away < _ON_PX).mean()) for away in (forth, back)]
    near = [float((away < _NEAR_PX).mean()) for away in (forth, back)]
    covered = max(float((away < _COVERED_PX).mean()) for away in (forth, back))
    return Overlap(sum(on) / max(sum(near), 1e-6), covered, _between_inks(matrix, known, questioned))


def pack(ink: Ink) -> bytes:
    """Return ink as a small two-level PNG, black on white, to be compared and looked at later."""
    height, width = ink.level.shape
    size = min(1.0, _KEPT_PX / float(np.hypot(height, width)))
    shape = (max(1, round(width * size)), max(1, round(height * size)))
    small = cv2.resize(_not_thinner(ink, 1.5 / size), shape, interpolation=cv2.INTER_AREA)
    file = io.BytesIO()
    dpi = ink.dpi * size
    Image.fromarray(small < 128).save(file, "PNG", dpi=(dpi, dpi))
    return file.getvalue()


def unpack(packed: bytes) -> Ink:
    """Return what `pack` made a picture of; its box is its own frame."""
    with Image.open(io.BytesIO(packed)) as opened:
        dpi = float(opened.info.get("dpi", (200.0, 200.0))[0])
        level = np.where(np.asarray(opened.convert("1")), 0, 255).astype(np.uint8)
    depth = cv2.distanceTransform(level, cv2.DIST_L2, 3)
    inside = depth[depth > 0]
    stroke = max(1.0, 4.0 * float(inside.mean()) - 2.0) if inside.size else 1.0
    return Ink(level, dpi, Box(0, 0, level.shape[1], level.shape[0]), stroke)


def _not_thinner(ink: Ink, pen: float) -> NDArray[np.uint8]:
    """Return the ink's level with strokes at least so wide: a hair line would fade when it is made smaller."""
    more = round(pen - ink.stroke_px)
    if more <= 0:
        return ink.level
    return np.asarray(
        cv2.dilate(ink.level, cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (more + 1, more + 1))), np.uint8
    )


def _thickened(ink: Ink, size: float) -> NDArray[np.bool_]:
    height, width = ink.level.shape
    shape = (max(8, round(width * size)), max(8, round(height * size)))
    method = cv2.INTER_AREA if size < 1 else cv2.INTER_CUBIC
    level = cv2.resize(_not_thinner(ink, _PEN_PX / size), shape, interpolation=method)
    level = cv2.copyMakeBorder(level, *(4 * (_MARGIN_PX,)), cv2.BORDER_CONSTANT, value=0)
    return np.asarray(cv2.GaussianBlur(level, (0, 0), 1.0) >= 110)


def _course(drawn: NDArray[np.uint8], rows: NDArray[np.intp], columns: NDArray[np.intp]) -> NDArray[np.float32]:
    """Return cosine and sine of twice the direction of the gradient at some places (n,), float32 (n, 2)."""
    soft = cv2.GaussianBlur(drawn.astype(np.float32), (0, 0), 1.5)
    across, down = cv2.Sobel(soft, cv2.CV_32F, 1, 0), cv2.Sobel(soft, cv2.CV_32F, 0, 1)
    both = cv2.GaussianBlur(cv2.merge([across**2 - down**2, 2 * across * down]), (0, 0), 2.0)[rows, columns]
    return np.asarray(both / np.maximum(np.linalg.norm(both, axis=1, keepdims=True), 1e-6), dtype=np.float32)


@cache
def _sift() -> cv2.SIFT:
    return cv2.SIFT.create(nfeatures=_FEATURES, contrastThreshold=0.02, edgeThreshold=20)


def _recognisable(drawn: NDArray[np.uint8]) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    """Find places that can be recognised. All are taken upright: that tells more of them apart."""
    # Half the size: the detector begins at twice the size that it is given.
    half = cv2.resize(drawn, None, fx=0.5, fy=0.5, interpolation=cv2.INTER_AREA)
    found = _sift().detect(half, None)
    for one in found:
        one.angle = 0.0
    found, looks = _sift().compute(half, found)
    if looks is None or not len(found):
        return np.zeros((0, 2), np.float32), np.zeros((0, 128), np.float32)
    places = np.array([one.pt for one in found], np.float32) * 2 + 0.5
    return places, np.asarray(looks / np.maximum(np.linalg.norm(looks, axis=1, keepdims=True), 1e-6), np.float32)


def _proposals(known: Trace, questioned: Trace) -> list[tuple[Matrix, tuple[float, ...]]]:
    """Return how one may lie on the other: by what both show, and by their centres of gravity."""
    proposed: list[tuple[Matrix, tuple[float, ...]]] = []
    if len(known.looks) and len(questioned.looks):
        alike = known.looks @ questioned.looks.T
        to, back = alike.argmax(axis=1), alike.argmax(axis=0)
        mutual = np.flatnonzero(back[to] == np.arange(len(to)))
        if len(mutual) >= 3:
            cv2.setRNGSeed(0)
            matrix, _ = cv2.estimateAffinePartial2D(
                known.places[mutual],
                questioned.places[to[mutual]],
                ransacReprojThreshold=4.0,
                maxIters=1000,
                confidence=0.999,
            )
            if matrix is not None:
                proposed.append((np.asarray(matrix, dtype=np.float64), _FROM_MATCHES))
    from_x, from_y = known.points.mean(axis=0)
    to_x, to_y = questioned.points.mean(axis=0)
    ratio = float(np.linalg.norm(questioned.points.std(axis=0)) / np.linalg.norm(known.points.std(axis=0)))
    for size in _ROUGH_SIZES:
        scale = size * ratio
        laid = [[scale, 0.0, to_x - scale * from_x], [0.0, scale, to_y - scale * from_y]]
        proposed.append((np.array(laid, dtype=np.float64), _FROM_GRAVITY))
    return [(matrix, reaches) for matrix, reaches in proposed if _credible(matrix)]


def _distances(matrix: Matrix, one: Trace, other: Trace) -> NDArray[np.float64]:
    """Return how far each point is from the other's line, in its own pixels; infinitely far where that crosses."""
    at, away = _laid(matrix, one.points, other)
    turn = 2 * np.arctan2(matrix[1, 0], matrix[0, 0])
    turned = one.course @ np.array([[np.cos(turn), np.sin(turn)], [-np.sin(turn), np.cos(turn)]], np.float32)
    return np.where((turned * other.course[at]).sum(axis=1) > _PARALLEL, away, np.inf)


def _credible(matrix: Matrix) -> bool:
    degrees = abs(math.degrees(math.atan2(matrix[1, 0], matrix[0, 0])))
    return _SIZES[0] < _scale(matrix) < _SIZES[1] and degrees < _MOST_DEGREES


def _scale(matrix: Matrix) -> float:
    return math.hypot(matrix[0, 0], matrix[1, 0])


def _laid(
    matrix: Matrix, points: NDArray[np.floating[Any]], onto: Trace
) -> tuple[NDArray[np.int32], NDArray[np.float64]]:
    """Lay points on another's lines: the row of the next point there, and how far that is.

    Distances are in the pixels that the points come from; beside the other's frame they are infinite.
    """
    height, width = onto.away.shape
    x, y = np.rint(points @ matrix[:, :2].T + matrix[:, 2]).astype(np.int64).T
    # What is negative is a very large number without its sign.
    outside = (x.view(np.uint64) >= width) | (y.view(np.uint64) >= height)
    place = y * width + x
    place[outside] = 0
    away = onto.away.ravel()[place].astype(np.float64) / _scale(matrix)
    away[outside] = np.inf
    return onto.nearest.ravel()[place], away


def _closed_in(matrix: Matrix, points: NDArray[np.float32], onto: Trace, reaches: tuple[float, ...]) -> Matrix:
    """Move, turn and scale until the points lie on the lines as closely as they do nearby; once for each reach."""
    own, others = points.astype(np.float64), onto.points.astype(np.float64)
    for reach in reaches:
        at, away = _laid(matrix, own, onto)
        near = away < reach
        if np.count_nonzero(near) < _LEAST_POINTS:
            return matrix
        better = _similarity(own[near], others[at[near]])
        if not _credible(better):
            return matrix
        matrix = better
    return matrix


def _similarity(one: NDArray[np.float64], other: NDArray[np.float64]) -> Matrix:
    """Return the least-squares similarity transform from points to points (n, 2), as complex numbers."""
    a, b = one.view(np.complex128)[:, 0], other.view(np.complex128)[:, 0]
    a_mean, b_mean = a.mean(), b.mean()
    a, b = a - a_mean, b - b_mean
    turn = np.vdot(a, b) / max(np.vdot(a, a).real, 1e-6)
    move = b_mean - turn * a_mean
    return np.array([[turn.real, -turn.imag, move.real], [turn.imag, turn.real, move.imag]])


def _between_inks(matrix: Matrix, known: Trace, questioned: Trace) -> Matrix:
    """Turn a transform between traces into one between the inks that they were made from."""
    into = np.array([[known.size, 0, _MARGIN_PX], [0, known.size, _MARGIN_PX], [0, 0, 1]])
    out = np.array(
        [
            [1 / questioned.size, 0, -_MARGIN_PX / questioned.size],
            [0, 1 / questioned.size, -_MARGIN_PX / questioned.size],
        ]
    )
    return np.asarray(out @ np.vstack([matrix, [0, 0, 1]]) @ into)
