"""What the pen left on a page, in pieces: marks that a hand wrote in one go."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from sigverify.cheque.parts import MM, Parts, odd
from sigverify.cheque.printing import rules
from sigverify.geometry import Box

# Share of pen that a stroke has somewhere, and down to which it is followed from there.
_CLEAR, _FAINT = 0.6, 0.3
# Shorter marks are dots and specks.
_STROKE_MM = 3.0
# A dot belongs to a signature up to this share of its height away, as in `sigverify.ink`, and never further.
_DOT_AWAY, _DOT_AWAY_MM = 0.6, 6.0
# Share of the largest stroke's pen that all else of a signature has.
AS_STRONG = 0.6
# A part of a piece that may be another entry of the form: at least so high, and so much ink.
_LEAST_PART_MM, _LEAST_PART_MM2 = 3.0, 4.0
# Two entries of a form, one over the other, are higher than this; most pieces are not, and looking takes time.
_TWO_ENTRIES_MM = 9.0
# A printed line is looked for so far to either side; it runs under so much of the piece.
_BESIDE_MM, _UNDER = 15.0, 0.5
# Share of the smaller part's ink that may be on the other side of the line.
_ACROSS = 0.2


@dataclass(frozen=True, slots=True)
class Piece:
    """Parts that belong together, the box around them at working size, and their mean share of pen."""

    parts: Parts
    box: Box
    strength: float

    @property
    def ink(self) -> NDArray[np.bool_]:
        """Bool (height, width) of the box, True on the parts."""
        labels = self.parts.labels[self.box.y0 : self.box.y1, self.box.x0 : self.box.x1]
        return np.asarray(np.isin(labels, self.parts.index))

    def symmetry(self) -> float:
        """Return how much the piece equals its mirror image, 0 to 1: emblems do, handwriting does not."""
        ink = cv2.blur(self.ink.astype(np.float32), (5, 5))
        return float((ink * ink[:, ::-1]).sum() / (ink * ink).sum())


def pen_parts(share: NDArray[np.float32]) -> Parts:
    """Return the strokes: clear somewhere, followed into their fainter parts, larger than a speck.

    Parameters
    ----------
    share
        Of the pen, float32 (height, width) at the working resolution, as `sigverify.pen` gives it.
    """
    parts = Parts.of(share >= _FAINT)
    clear = np.bincount(parts.labels[share >= _CLEAR], minlength=parts.index.size + 1)[1:] > 0
    speck = (np.maximum(parts.w, parts.h) < 0.5 * MM) | (parts.area < 0.12 * MM**2)
    return parts.only(clear & ~speck)


def pieces(parts: Parts, share: NDArray[np.float32], work: NDArray[np.uint8]) -> list[Piece]:
    """Group parts that a hand wrote in one go: nearer than a few millimetres, as surely a pen's, no line between.

    Parameters
    ----------
    parts, share
        What the pen left, and the share of pen everywhere.
    work
        The page, gray or RGB, at the working resolution.
    """
    strokes = parts.only(np.hypot(parts.w, parts.h) >= _STROKE_MM * MM)
    if strokes.x.size == 0:
        return []
    near = cv2.dilate(strokes.mask().astype(np.uint8), np.ones((odd(1.5), odd(4.5)), np.uint8))
    _, groups = cv2.connectedComponents(near, connectivity=8, ltype=cv2.CV_16U)
    # Dots stand further off than strokes do.
    groups = cv2.dilate(groups, np.ones((odd(2.5), odd(1.5)), np.uint8))
    # Most of a page is paper: only what is marked is looked at.
    marked = np.flatnonzero(parts.labels)
    label, group = parts.labels.ravel()[marked], groups.ravel()[marked]
    group_of = np.zeros(int(label.max()) + 1, dtype=np.int64)
    group_of[label[group > 0]] = group[group > 0]
    of_part = group_of[parts.index]
    is_dot = np.isin(parts.index, strokes.index, invert=True)
    strength = np.bincount(label, share.ravel()[marked]) / np.maximum(np.bincount(label), 1)
    found = []
    for group in np.unique(of_part[of_part > 0]):
        members = parts.only(of_part == group)
        # Print beside a signature that the network half takes for pen: far weaker than most of the ink.
        most = float(strength[members.index[int(members.area.argmax())]])
        own = members.only(strength[members.index] >= AS_STRONG * most)
        found += _parted(_piece(own, strength), work, strength)
    return _with_dots(found, parts, (of_part == 0) & is_dot, strength)


def _with_dots(
    found: list[Piece], parts: Parts, loose: NDArray[np.bool_], strength: NDArray[np.float64]
) -> list[Piece]:
    """Give each dot that stands further off to the nearest piece, if that is near enough for its height.

    The ink of a signature has them, too, and a frame without them is another one.
    """
    dots = parts.only(loose)
    if not found or dots.index.size == 0:
        return found
    edges = np.array([piece.box.as_tuple() for piece in found], np.float64)[:, :, np.newaxis]
    x, y = dots.x + dots.w / 2, dots.y + dots.h / 2
    across = np.maximum(np.maximum(edges[:, 0] - x, x - edges[:, 2]), 0)
    down = np.maximum(np.maximum(edges[:, 1] - y, y - edges[:, 3]), 0)
    away = np.hypot(across, down)
    nearest = away.argmin(axis=0)
    reach = np.minimum(_DOT_AWAY * (edges[:, 3] - edges[:, 1]), _DOT_AWAY_MM * MM)[:, 0]
    near = away.min(axis=0) <= reach[nearest]
    dotted = []
    for at, piece in enumerate(found):
        own = dots.index[near & (nearest == at) & (strength[dots.index] >= AS_STRONG * piece.strength)]
        if own.size:
            piece = _piece(parts.only(np.isin(parts.index, [*piece.parts.index, *own])), strength)
        dotted.append(piece)
    return dotted


def _parted(piece: Piece, work: NDArray[np.uint8], strength: NDArray[np.float64]) -> list[Piece]:
    """Part a piece at printed lines that hardly a stroke crosses: an amount in its box over a signature."""
    if piece.parts.index.size == 1:  # whichever side most of it is on, nothing is left for the other
        return [piece]
    labels = piece.parts.labels[:, piece.box.x0 : piece.box.x1]
    best, least = None, _ACROSS
    for level in _levels(piece, work):
        above, below = (
            np.bincount(side.ravel(), minlength=strength.size)[piece.parts.index]
            for side in (labels[piece.box.y0 : level], labels[level : piece.box.y1])
        )
        sides = (piece.parts.only(above > below), piece.parts.only(above <= below))
        if not all(_substantial(side) for side in sides):
            continue
        across = float(np.minimum(above, below).sum() / min(side.area.sum() for side in sides))
        if across < least:
            best, least = sides, across
    if best is None:
        return [piece]
    return [part for side in best for part in _parted(_piece(side, strength), work, strength)]


def _levels(piece: Piece, work: NDArray[np.uint8]) -> list[int]:
    """Return the heights of printed lines that run through a piece, far enough from its upper and lower end."""
    box = piece.box
    margin = round(_LEAST_PART_MM * MM)
    if box.height < _TWO_ENTRIES_MM * MM:
        return []
    around = box.grown(round(_BESIDE_MM * MM)).clipped(work.shape[1], work.shape[0])
    assert around is not None, "a piece lies on the page"
    found = rules(work[around.y0 : around.y1, around.x0 : around.x1])
    left, top = box.x0 - around.x0, box.y0 - around.y0
    lines = Parts.of(np.ascontiguousarray(found[top : top + box.height, left : left + box.width]))
    level = lines.y + lines.h // 2
    across = (lines.w >= _UNDER * box.width) & (level >= margin) & (level <= box.height - margin)
    return [box.y0 + int(at) for at in level[across]]


def _substantial(parts: Parts) -> bool:
    if parts.index.size == 0:
        return False
    return box_around(parts).height >= _LEAST_PART_MM * MM and parts.area.sum() >= _LEAST_PART_MM2 * MM**2


def _piece(parts: Parts, strength: NDArray[np.float64]) -> Piece:
    """Return parts as a piece; `strength` is the mean share of pen of each label."""
    return Piece(parts, box_around(parts), float(np.average(strength[parts.index], weights=parts.area)))


def box_around(parts: Parts) -> Box:
    """Return the box around parts, of which there is one at least."""
    edges = (parts.x.min(), parts.y.min(), (parts.x + parts.w).max(), (parts.y + parts.h).max())
    return Box(*(int(edge) for edge in edges))
