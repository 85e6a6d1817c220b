"""Where the signature is on a cheque.

Classical, nothing learned: the marks on the page are cut from their paper; rules, bar codes, emblems and
printed text are taken away; what is left is grouped into pieces of handwriting, which are scored by how they
look and where they stand. Sizes are physical (millimetres), so the page is brought to one resolution first.
"""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from sigverify.geometry import Box
from sigverify.scans import Scan

# A pen stroke of 0.4 mm is three pixels wide; more would cost time and show only paper grain.
_WORK_DPI = 150.0
_MM = _WORK_DPI / 25.4
# A cheque's usual width, for a scan whose resolution is unknown or cannot be true.
_CHEQUE_INCHES = 7.8
_PLAUSIBLE_INCHES = (4.5, 13.0)
# Relative darkness at which a mark begins: on plain paper, on the most restless ground.
_FAINTEST = (0.15, 0.3)
# Wider than this, a page is a cheque, and its signature is in the lower part; letters have no such rule.
_CHEQUE_ASPECT = 1.6
_MOST_CANDIDATES = 5
_WORD_GAP_MM = 8.0
# A printed page has at least so many characters, lines of five and more of them, and spread over its height.
# Measured: cheques 47 and 3 at least, cut-out signatures (brush writing with its spatters) 31 and 2 at most.
_PAGE_CHARACTERS, _PAGE_LINES, _PAGE_SPREAD = 40, 3, 0.3
# Below this confidence there is no signature.
_FLOOR = 0.35


@dataclass(frozen=True, slots=True)
class Candidate:
    """A box that may hold the signature; `confidence` is 0 to 1."""

    box: Box
    confidence: float


def locate(scan: Scan) -> tuple[Candidate, ...]:
    """Find the signature on a whole cheque or form.

    Parameters
    ----------
    scan
        Gray, colour or two-level, about 70 to 600 dpi, upright.

    Returns
    -------
    tuple of Candidate
        Best first, at most five, boxes in the scan's pixels; empty when nothing on the page looks like a
        signature.
    """
    work, scale = _at_working_size(scan.pixels, _true_dpi(scan))
    height, width = work.shape
    parts = _handwriting_and_print(work)
    text = np.zeros(parts.x.size, dtype=bool)
    for line in _text_lines(parts, grain=max(1.0, 1 / scale)):
        text[line] = True
    scored = [Candidate(piece.box, _confidence(piece, width, height)) for piece in _pieces(parts.only(~text))]
    found = [
        Candidate(_to_scan(word.box, scale, scan.pixels.shape), word.confidence)
        for word in _joined([word for word in scored if word.confidence >= _FLOOR])
    ]
    found.sort(key=lambda candidate: -candidate.confidence)
    return tuple(found[:_MOST_CANDIDATES])


def looks_like_cheque(scan: Scan) -> bool:
    """Tell a whole printed cheque or page (True) from the cut-out image of a signature (False).

    Only print decides: many characters in several lines over the height of the page. The size in inches does
    not, for resolutions are often missing or wrong.
    """
    work, scale = _at_working_size(scan.pixels, max(scan.pixels.shape[:2]) / _CHEQUE_INCHES)
    parts = _handwriting_and_print(work)
    lines = _text_lines(parts, grain=max(1.0, 1 / scale))
    characters = sum(line.size for line in lines)
    long_lines = [line for line in lines if line.size >= 5]
    if characters < _PAGE_CHARACTERS or len(long_lines) < _PAGE_LINES:
        return False
    levels = [float(parts.y[line].mean()) for line in lines]
    return bool(max(levels) - min(levels) >= _PAGE_SPREAD * work.shape[0])


@dataclass(frozen=True, slots=True)
class _Parts:
    """Connected marks at working size: labels int32 (height, width); the rest (n,), label i + 1 in row i."""

    labels: NDArray[np.int32]
    index: NDArray[np.intp]
    x: NDArray[np.int32]
    y: NDArray[np.int32]
    w: NDArray[np.int32]
    h: NDArray[np.int32]
    area: NDArray[np.int32]

    @classmethod
    def of(cls, marks: NDArray[np.bool_]) -> _Parts:
        count, labels, stats, _ = cv2.connectedComponentsWithStats(marks.view(np.uint8), connectivity=8)
        columns = [np.asarray(stats[1:, k], dtype=np.int32) for k in range(5)]
        return cls(np.asarray(labels, dtype=np.int32), np.arange(1, count), *columns)

    def only(self, keep: NDArray[np.bool_]) -> _Parts:
        return _Parts(
            self.labels,
            self.index[keep],
            self.x[keep],
            self.y[keep],
            self.w[keep],
            self.h[keep],
            self.area[keep],
        )

    def mask(self) -> NDArray[np.bool_]:
        chosen = np.zeros(int(self.labels.max()) + 1, dtype=bool)
        chosen[self.index] = True
        return np.asarray(chosen[self.labels])


@dataclass(frozen=True, slots=True)
class _Piece:
    """Parts that belong together, and the box around them at working size."""

    parts: _Parts
    box: Box


def _true_dpi(scan: Scan) -> float:
    """Return the resolution that makes the page a page."""
    inches = max(scan.pixels.shape[:2]) / scan.dpi
    if scan.dpi_estimated or not _PLAUSIBLE_INCHES[0] <= inches <= _PLAUSIBLE_INCHES[1]:
        return float(max(scan.pixels.shape[:2])) / _CHEQUE_INCHES
    return scan.dpi


def _at_working_size(pixels: NDArray[np.uint8], dpi: float) -> tuple[NDArray[np.uint8], float]:
    """Return gray (height, width) at the working resolution and how many scan pixels one of its pixels is.

    Of the colour channels the darkest: a pen of any colour is dark in one of them.
    """
    scale = dpi / _WORK_DPI
    height, width = pixels.shape[:2]
    size = (max(1, round(width / scale)), max(1, round(height / scale)))
    method = cv2.INTER_AREA if scale > 1 else cv2.INTER_CUBIC
    work = np.asarray(cv2.resize(pixels, size, interpolation=method), dtype=np.uint8)
    if work.ndim == 3:
        red, green, blue = cv2.split(work)
        work = np.asarray(cv2.min(cv2.min(red, green), blue), dtype=np.uint8)
    return work, scale


def _odd(millimetres: float) -> int:
    return round(millimetres * _MM) | 1


def _marks(work: NDArray[np.uint8]) -> NDArray[np.bool_]:
    """Return where the page is clearly darker than the paper around, security print left out."""
    # Averaged first: hairlines left white in a tinted ground would pass for paper.
    paper = cv2.blur(work, (_odd(0.8), _odd(0.8)))
    paper = cv2.morphologyEx(paper, cv2.MORPH_CLOSE, np.ones((_odd(2.5), _odd(2.5)), np.uint8))
    paper = np.maximum(cv2.blur(paper, (_odd(2.5), _odd(2.5))), 1)
    darkness = np.asarray(1 - cv2.divide(work, paper, scale=1, dtype=cv2.CV_32F), dtype=np.float32)
    faint = _faintest_mark(darkness)
    count, labels = cv2.connectedComponents(np.asarray(darkness >= faint, dtype=np.uint8), connectivity=8)
    reaches = np.zeros(count, dtype=bool)
    reaches[labels[darkness >= 1.5 * faint]] = True
    reaches[0] = False
    return np.asarray(reaches[labels])


def _faintest_mark(darkness: NDArray[np.float32]) -> NDArray[np.float32]:
    """Return how dark a mark must be: clear of the grain and the security print around it."""
    window = (_odd(12), _odd(12))
    quiet = np.asarray(darkness < _FAINTEST[1], dtype=np.float32)
    share = np.maximum(cv2.blur(quiet, window), 1e-3)
    mean = cv2.blur(darkness * quiet, window) / share
    spread = np.sqrt(np.maximum(cv2.blur(darkness**2 * quiet, window) / share - mean**2, 0))
    return np.asarray(np.clip(mean + 2.5 * spread, *_FAINTEST), dtype=np.float32)


def _rules(marks: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Return ruled lines and the borders of boxes, level or upright, dotted ones too."""
    found = np.zeros(marks.shape, dtype=bool)
    for turned, bridge in ((False, 0.8), (True, 0.5)):
        plain = np.ascontiguousarray(marks.T if turned else marks).astype(np.uint8)
        bridged = cv2.morphologyEx(plain, cv2.MORPH_CLOSE, np.ones((1, _odd(bridge)), np.uint8))
        lines = cv2.morphologyEx(bridged, cv2.MORPH_OPEN, np.ones((1, _odd(14)), np.uint8))
        _, labels, stats, _ = cv2.connectedComponentsWithStats(lines, connectivity=8)
        # A scan is never quite straight: a line may climb a pixel in sixty.
        thin = stats[:, cv2.CC_STAT_HEIGHT] <= 1.0 * _MM + stats[:, cv2.CC_STAT_WIDTH] / 60
        thin[0] = False
        line = cv2.dilate(np.asarray(thin[labels], dtype=np.uint8), np.ones((3, 1), np.uint8)) > 0
        found |= line.T if turned else line
    return found


def _solid_print(marks: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Return bar codes, bars and solid emblems: areas over 2.5 mm by 12 mm that ink all but fills."""
    height, width = marks.shape
    half_size = (max(1, width // 2), max(1, height // 2))
    half = cv2.resize(marks.astype(np.uint8) * np.uint8(255), half_size, interpolation=cv2.INTER_AREA)
    closing = np.ones((_odd(0.5), _odd(0.5)), np.uint8)
    solid = cv2.morphologyEx(np.asarray(half >= 128, dtype=np.uint8), cv2.MORPH_CLOSE, closing)
    short, long = _odd(2.5 / 2), _odd(12 / 2)
    upright = cv2.morphologyEx(solid, cv2.MORPH_OPEN, np.ones((long, short), np.uint8))
    level = cv2.morphologyEx(solid, cv2.MORPH_OPEN, np.ones((short, long), np.uint8))
    # Handwriting over a printed line closes up too, but leaves more paper between its strokes.
    count, labels = cv2.connectedComponents(cv2.max(upright, level), connectivity=8)
    ink = np.bincount(labels.ravel(), half.ravel(), count)
    dense = ink >= 0.38 * 255 * np.bincount(labels.ravel(), minlength=count)
    dense[0] = False
    block = cv2.dilate(np.asarray(dense[labels], dtype=np.uint8), np.ones((3, 3), np.uint8))
    return np.asarray(cv2.resize(block, (width, height), interpolation=cv2.INTER_NEAREST) > 0)


def _handwriting_and_print(work: NDArray[np.uint8]) -> _Parts:
    """Return the marks of pen and type on the page, without rules, bar codes, emblems and dust."""
    marks = _marks(work)
    parts = _Parts.of(marks & ~_rules(marks) & ~_solid_print(marks))
    return parts.only(~_is_debris(parts))


def _is_debris(parts: _Parts) -> NDArray[np.bool_]:
    """Tell specks, remains of rules, and logos from strokes, a bool for each part."""
    small = (np.maximum(parts.w, parts.h) < 0.7 * _MM) | (parts.area < 0.15 * _MM**2)
    fill = parts.area / (parts.w * parts.h)
    short, long = np.minimum(parts.w, parts.h), np.maximum(parts.w, parts.h)
    straight = (short <= 0.7 * _MM) & (long >= 3 * _MM) & (fill > 0.6)
    solid = (short > 3 * _MM) & (fill > 0.6)
    return np.asarray(small | straight | solid)


def _text_lines(parts: _Parts, grain: float) -> list[NDArray[np.intp]]:
    """Return the rows of the parts of each printed line: alike in height, on one baseline, close by.

    `grain` is how exactly a part's edge is known, in working pixels: type stands on its line to a pixel.
    """
    # At low resolution the letters of a word run together.
    widest = np.where(parts.h < 3.5 * _MM, 20, 9) * _MM
    at = np.flatnonzero((parts.h >= 0.8 * _MM) & (parts.h <= 6 * _MM) & (parts.w <= widest))
    at = at[np.argsort(parts.x[at], kind="stable")]
    x0, y0, h = parts.x[at], parts.y[at], parts.h[at]
    x1, y1 = x0 + parts.w[at], y0 + h
    # Sorted from left to right, the parts that can follow one are the next few.
    last = np.searchsorted(x0, x1 + 1.3 * 6 * _MM, side="right")
    links = []
    for i in range(at.size):
        after = slice(i + 1, last[i])
        lower, taller = np.minimum(h[i], h[after]), np.maximum(h[i], h[after])
        overlap = np.minimum(y1[i], y1[after]) - np.maximum(y0[i], y0[after])
        linked = (overlap >= 0.6 * lower) & (x0[after] - x1[i] <= 1.3 * taller) & (taller <= 2.0 * lower)
        links.append(np.flatnonzero(linked) + i + 1)
    lines = []
    for chain in _chains(links):
        if chain.size < 2:
            continue
        typical = float(np.median(h[chain]))
        level = float(np.median(np.abs(y1[chain] - np.median(y1[chain])))) <= grain
        alike = float(np.median(np.abs(h[chain] - typical))) <= 0.15 * typical + 0.5 * grain
        characters = np.maximum((x1 - x0)[chain] / h[chain], 1).sum()
        small = typical <= 2.6 * _MM and characters >= (3 if chain.size >= 3 else 5)
        if level and (small or (chain.size >= 5 and alike)):
            lines.append(at[chain])
    return lines


def _chains(links: list[NDArray[np.intp]]) -> list[NDArray[np.intp]]:
    """Return the groups that hang together, directly or through others; `links[i]` are all above i."""
    head = np.arange(len(links))
    for i, others in enumerate(links):
        for other in others:
            a, b = head[i], head[other]
            if a != b:
                head[head == max(a, b)] = min(a, b)
    order = np.argsort(head, kind="stable")
    return np.split(order, np.flatnonzero(np.diff(head[order])) + 1)


def _pieces(parts: _Parts) -> list[_Piece]:
    """Group parts that a hand wrote in one go: nearer than a few millimetres."""
    strokes = parts.only(np.hypot(parts.w, parts.h) >= 3 * _MM)
    if strokes.x.size == 0:
        return []
    near = cv2.dilate(strokes.mask().astype(np.uint8), np.ones((_odd(1.5), _odd(4.5)), np.uint8))
    _, groups = cv2.connectedComponents(near, connectivity=8)
    ys, xs = np.nonzero(parts.mask() & (groups > 0))
    group_of = np.zeros(int(parts.labels.max()) + 1, dtype=np.int64)
    group_of[parts.labels[ys, xs]] = groups[ys, xs]
    of_part = group_of[parts.index]
    pieces = []
    for group in np.unique(of_part[of_part > 0]):
        own = parts.only(of_part == group)
        box = (own.x.min(), own.y.min(), (own.x + own.w).max(), (own.y + own.h).max())
        pieces.append(_Piece(own, Box(*(int(edge) for edge in box))))
    return pieces


def _joined(words: list[Candidate]) -> list[Candidate]:
    """Put the words of one signature together: side by side at one height, a few millimetres apart."""
    joined: list[Candidate] = []
    for word in sorted(words, key=lambda word: word.box.x0):
        box, confidence = word.box, word.confidence
        for other in list(joined):
            overlap = min(box.y1, other.box.y1) - max(box.y0, other.box.y0)
            near = box.x0 - other.box.x1 <= _WORD_GAP_MM * _MM
            if near and overlap >= 0.5 * min(box.height, other.box.height):
                joined.remove(other)
                box, confidence = _around(box, other.box), max(confidence, other.confidence)
        joined.append(Candidate(box, confidence))
    return joined


def _around(a: Box, b: Box) -> Box:
    return Box(min(a.x0, b.x0), min(a.y0, b.y0), max(a.x1, b.x1), max(a.y1, b.y1))


def _ramp(value: float, low: float, high: float) -> float:
    """Return 0 below `low`, 1 above `high`, straight between them."""
    return float(np.clip((value - low) / (high - low), 0.0, 1.0))


def _confidence(piece: _Piece, width: int, height: int) -> float:
    """Score how much a piece looks like a signature and stands where one is asked for, 0 to 1."""
    box = piece.box
    w, h = box.width / _MM, box.height / _MM
    ink = float(piece.parts.area.sum()) / _MM**2
    extent = np.hypot(piece.parts.w, piece.parts.h)
    # Share of the ink in strokes that go on for longer than a letter.
    flowing = float(piece.parts.area[extent >= 6 * _MM].sum() / piece.parts.area.sum())
    tallest = float(piece.parts.h.max()) / _MM
    looks = (
        (_ramp(w, 5, 11) * (1 - _ramp(w, 70, 110)))
        * (_ramp(h, 4, 7) * (1 - _ramp(h, 28, 45)))
        * (_ramp(ink, 4, 10) * (1 - _ramp(ink / (w * h), 0.28, 0.45)))
        * (_ramp(flowing, 0.2, 0.6) + _ramp(tallest, 3.5, 6))
        / 2
        * (1 - _ramp(_symmetry(piece), 0.75, 0.95))
    )
    x, y = (box.x0 + box.x1) / 2 / width, (box.y0 + box.y1) / 2 / height
    if width > _CHEQUE_ASPECT * height:
        lower = _ramp(y, 0.45, 0.6) * (1 - _ramp(y, 0.88, 0.95))
        place = 0.25 + 0.75 * lower * (0.55 + 0.45 * _ramp(x, 0.35, 0.7))
    else:
        place = 0.6 + 0.4 * _ramp(y, 0.3, 0.6)
    return looks * place


def _symmetry(piece: _Piece) -> float:
    """Return how much a piece equals its mirror image, 0 to 1: emblems do, handwriting does not."""
    box = piece.box
    labels = piece.parts.labels[box.y0 : box.y1, box.x0 : box.x1]
    ink = cv2.blur(np.isin(labels, piece.parts.index).astype(np.float32), (5, 5))
    return float((ink * ink[:, ::-1]).sum() / (ink * ink).sum())


def _to_scan(box: Box, scale: float, shape: tuple[int, ...]) -> Box:
    """Return a box at working size in the scan's pixels, one millimetre wider on each side."""
    edges = box.grown(round(_MM)).as_tuple()
    inside = Box(*(round(edge * scale) for edge in edges)).clipped(shape[1], shape[0])
    assert inside is not None, "a mark lies on the page"
    return inside
