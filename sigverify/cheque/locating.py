"""Find the signature among what a pen left on a page.

The marks of the pen are parted from the print (`sigverify.pen`), grouped into pieces of handwriting, and scored by
how they look and where they stand: payee, amounts and date are written by hand, too. Sizes are physical
(millimetres), so the page is brought to one resolution first.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sigverify.cheque.looks import looks_written
from sigverify.cheque.parts import MM, WORK_DPI, Parts, true_dpi
from sigverify.cheque.pieces import AS_STRONG, Piece, box_around, pen_parts, pieces
from sigverify.geometry import Box
from sigverify.pen import CELL_PX, pen_share, resampled
from sigverify.scans import Scan
from sigverify.templates import Template

# Wider than this, a page is a cheque, and its signature is in the lower part; letters have no such rule.
_CHEQUE_ASPECT = 1.6
_MOST_CANDIDATES = 5
# Words of one signature, and initials before or behind it, are at most so far apart.
_WORD_GAP_MM, _INITIAL_GAP_MM, _INITIAL_MM = 11.0, 6.0, 3.0
# Of two signatures side by side each is as wide as one: the wider both are, the nearer they must be to be words of
# one, down to the spaces that people leave in their names (up to 4 mm in Latin script, 7 in Devanagari).
_WORD_MM, _NARROWING, _LEAST_GAP_MM = 20.0, 0.25, 4.5
# Whoever has the references can tell that words further apart, or few strokes, belong to the same signature.
_WIDE_GAP_MM, _WIDEST_MM = 17.0, 80.0
_MARGIN_MM = 0.8
# Below this confidence there is no signature; with less ink there is none even where one is expected.
_FLOOR = 0.45
_LEAST_INK_MM2 = 4.0
# Heights of signatures: from the first on they are the less likely, from the second on there are none.
_TALL_MM = (28.0, 45.0)
# Share of a cheque's height at which its lower part begins, and from which on a signature is as likely as can be;
# what stands elsewhere, and anything at all in the lower part, has this confidence.
_LOWER, _ELSEWHERE = (0.45, 0.6), 0.25
# The network is shown so much above the highest signature: what it says of a stroke depends on what is around.
# With 12 mm one of 205 cheques had another box, with 16 mm none.
_AROUND_MM = 16.0


@dataclass(frozen=True, slots=True)
class Candidate:
    """A box that may hold the signature.

    Attributes
    ----------
    confidence
        0 to 1.
    wider
        Around it and what stands beside it, which may be other words of the same signature: who has the references
        can tell. None where nothing does.
    """

    box: Box
    confidence: float
    wider: Box | None = None


def locate(scan: Scan, template: Template | None = None) -> tuple[Candidate, ...]:
    """Find the signature on a whole cheque or form.

    Parameters
    ----------
    scan
        Gray, colour or two-level, about 70 to 600 dpi, upright.
    template
        What the bank has taught about this form: writing in its region goes first.

    Returns
    -------
    tuple of Candidate
        Best first, at most five, boxes in the scan's pixels; empty when nothing on the page looks like a
        signature.
    """
    dpi = true_dpi(scan)
    scale = dpi / WORK_DPI
    work = resampled(scan.pixels, 1 / scale)
    top = _unasked(*work.shape[:2]) if template is None else 0
    share = np.zeros(work.shape[:2], np.float32)
    share[top:] = pen_share(work[top:], WORK_DPI)
    parts = pen_parts(share)
    found = _found(parts, share, work)
    if template is not None:
        taught = _taught(template, scan, parts, scale)
        others = [one for one in found if not any(2 * one.box.overlap(own.box) > one.box.area for own in taught)]
        found = taught + others
    return tuple(
        Candidate(
            _to_scan(candidate.box, scale, scan),
            candidate.confidence,
            None if candidate.wider is None else _to_scan(candidate.wider, scale, scan),
        )
        for candidate in found[:_MOST_CANDIDATES]
    )


def _unasked(height: int, width: int) -> int:
    """Return how many rows of a page at working size, from its top, hold no candidate whatever is on them.

    A whole number of the network's coarsest cells: it says the same of the rest, but for what it sees around.
    """
    if not _is_cheque(height, width):
        return 0
    needed = (_FLOOR - _ELSEWHERE) / (1 - _ELSEWHERE)
    highest = (_LOWER[0] + needed * (_LOWER[1] - _LOWER[0])) * height - _TALL_MM[0] / 2 * MM
    return max(0, int(highest - _AROUND_MM * MM)) // CELL_PX * CELL_PX


def _is_cheque(height: int, width: int) -> bool:
    return width > _CHEQUE_ASPECT * height


@dataclass(frozen=True, slots=True)
class _Word:
    """A piece, or pieces put together, and how much it looks like a signature."""

    box: Box
    confidence: float
    strength: float


def _found(parts: Parts, share: NDArray[np.float32], work: NDArray[np.uint8]) -> list[Candidate]:
    """Return all candidates at working size, best first."""
    words = [
        _Word(piece.box, _confidence(piece, *share.shape), piece.strength) for piece in pieces(parts, share, work)
    ]
    candidates = [Candidate(word.box, word.confidence, _wider(word, words)) for word in _whole(words)]
    return sorted(candidates, key=lambda candidate: -candidate.confidence)


def _wider(one: _Word, words: list[_Word]) -> Box | None:
    """Return a box around a word and all that stands beside it, however little that looks like a signature."""
    box = one.box
    for word in words:
        if word.box.height >= _INITIAL_MM * MM and _are_one(one, word, _WIDE_GAP_MM, _WIDE_GAP_MM):
            box = _around(box, word.box)
    return None if box == one.box or box.width > _WIDEST_MM * MM else box


def _taught(template: Template, scan: Scan, parts: Parts, scale: float) -> list[Candidate]:
    """Return what is written in the region of a form that the bank has taught, if it is enough."""
    region = Box(*(round(edge / scale) for edge in template.box(scan).as_tuple()))
    x, y = parts.x + parts.w / 2, parts.y + parts.h / 2
    own = parts.only((x >= region.x0) & (x < region.x1) & (y >= region.y0) & (y < region.y1))
    if own.area.sum() < _LEAST_INK_MM2 * MM**2:
        return []
    return [Candidate(box_around(own), 1.0)]


def _whole(pieces: list[_Word]) -> list[_Word]:
    """Put the words of one signature together: those that could be one, then initials beside them."""
    words: list[_Word] = []
    by_place = sorted(pieces, key=lambda piece: piece.box.x0)
    for piece in (piece for piece in by_place if piece.confidence >= _FLOOR):
        words = _with(words, piece, _WORD_GAP_MM)
    for piece in by_place:
        if piece.confidence < _FLOOR and piece.box.height >= _INITIAL_MM * MM:
            joined = _with(words, piece, _INITIAL_GAP_MM)
            # Alone, it is not a signature.
            words = joined if len(joined) <= len(words) else words
    return words


def _with(words: list[_Word], piece: _Word, gap_mm: float) -> list[_Word]:
    """Add a piece to the words: one with those that stand beside it at its height, as surely a pen's."""
    beside = [word for word in words if _are_one(word, piece, gap_mm)]
    box, confidence, strength = piece.box, piece.confidence, piece.strength
    for word in beside:
        box, confidence = _around(box, word.box), max(confidence, word.confidence)
        strength = max(strength, word.strength)
    return [word for word in words if word not in beside] + [_Word(box, confidence, strength)]


def _are_one(a: _Word, b: _Word, gap_mm: float, least_gap_mm: float = _LEAST_GAP_MM) -> bool:
    weaker, stronger = sorted((a.strength, b.strength))
    if weaker < AS_STRONG * stronger:
        return False
    narrower = min(a.box.width, b.box.width) / MM
    gap = max(least_gap_mm, gap_mm - _NARROWING * max(0.0, narrower - _WORD_MM))
    shared = min(a.box.y1, b.box.y1) - max(a.box.y0, b.box.y0)
    apart = max(a.box.x0, b.box.x0) - min(a.box.x1, b.box.x1)
    return apart <= gap * MM and shared >= 0.5 * min(a.box.height, b.box.height)


def _around(a: Box, b: Box) -> Box:
    return Box(min(a.x0, b.x0), min(a.y0, b.y0), max(a.x1, b.x1), max(a.y1, b.y1))


def _ramp(value: float, low: float, high: float) -> float:
    """Return 0 below `low`, 1 above `high`, straight between them."""
    return float(np.clip((value - low) / (high - low), 0.0, 1.0))


def _confidence(piece: Piece, height: int, width: int) -> float:
    """Score how much a piece looks like a signature and stands where one is asked for, 0 to 1."""
    confidence = _size(piece) * _place(piece.box, height, width)
    # Looks take longer, and are asked for only where they decide.
    return confidence * looks_written(piece) if confidence >= _FLOOR else confidence


def _size(piece: Piece) -> float:
    """Score whether a piece has a signature's size, ink and flow, 0 to 1."""
    box = piece.box
    w, h = box.width / MM, box.height / MM
    ink = float(piece.parts.area.sum()) / MM**2
    extent = np.hypot(piece.parts.w, piece.parts.h)
    # Share of the ink in strokes that go on for longer than a letter.
    flowing = float(piece.parts.area[extent >= 6 * MM].sum() / piece.parts.area.sum())
    tallest = float(piece.parts.h.max()) / MM
    return (
        (_ramp(w, 5, 11) * (1 - _ramp(w, 70, 110)))
        * (_ramp(h, 4, 7) * (1 - _ramp(h, *_TALL_MM)))
        * (_ramp(ink, 4, 10) * (1 - _ramp(ink / (w * h), 0.28, 0.45)))
        * (_ramp(flowing, 0.2, 0.6) + _ramp(tallest, 3.5, 6))
        / 2
        * (1 - _ramp(piece.symmetry(), 0.75, 0.95))
    )


def _place(box: Box, height: int, width: int) -> float:
    """Score whether a signature is asked for there, 0 to 1."""
    x, y = (box.x0 + box.x1) / 2 / width, (box.y0 + box.y1) / 2 / height
    if _is_cheque(height, width):
        lower = _ramp(y, *_LOWER) * (1 - _ramp(y, 0.88, 0.95))
        return _ELSEWHERE + (1 - _ELSEWHERE) * lower * (0.55 + 0.45 * _ramp(x, 0.35, 0.7))
    return 0.6 + 0.4 * _ramp(y, 0.3, 0.6)


def _to_scan(box: Box, scale: float, scan: Scan) -> Box:
    """Return a box at working size in the scan's pixels, a little wider on each side."""
    edges = box.grown(round(_MARGIN_MM * MM)).as_tuple()
    inside = Box(*(round(edge * scale) for edge in edges)).clipped(scan.width, scan.height)
    assert inside is not None, "a mark lies on the page"
    return inside
