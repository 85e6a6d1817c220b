"""What is printed on a page: marks, rules, bars and lines of text, by shape alone."""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from sigverify.cheque.parts import CHEQUE_INCHES, MM, WORK_DPI, Parts, odd
from sigverify.connected import connected
from sigverify.scans import Scan

# Relative darkness at which a mark begins: on plain paper, on the most restless ground.
_FAINTEST = (0.15, 0.3)
# A printed page has at least so many characters, lines of five and more of them, and spread over its height.
# Measured: cheques 47 and 3 at least, cut-out signatures (brush writing with its spatters) 31 and 2 at most.
_PAGE_CHARACTERS, _PAGE_LINES, _PAGE_SPREAD = 40, 3, 0.3


def looks_like_cheque(scan: Scan) -> bool:
    """Tell a whole printed cheque or page (True) from the cut-out image of a signature (False).

    Only print decides: many characters in several lines over the height of the page. The size in inches does
    not, for resolutions are often missing or wrong.
    """
    work, scale = _at_working_size(scan.pixels, max(scan.pixels.shape[:2]) / CHEQUE_INCHES)
    parts = _handwriting_and_print(work)
    lines = _text_lines(parts, grain=max(1.0, 1 / scale))
    characters = sum(line.size for line in lines)
    long_lines = [line for line in lines if line.size >= 5]
    if characters < _PAGE_CHARACTERS or len(long_lines) < _PAGE_LINES:
        return False
    levels = [float(parts.y[line].mean()) for line in lines]
    return bool(max(levels) - min(levels) >= _PAGE_SPREAD * work.shape[0])


def _at_working_size(pixels: NDArray[np.uint8], dpi: float) -> tuple[NDArray[np.uint8], float]:
    """Return gray (height, width) at the working resolution and how many scan pixels one of its pixels is.

    Of the colour channels the darkest: a pen of any colour is dark in one of them.
    """
    scale = dpi / WORK_DPI
    height, width = pixels.shape[:2]
    size = (max(1, round(width / scale)), max(1, round(height / scale)))
    method = cv2.INTER_AREA if scale > 1 else cv2.INTER_CUBIC
    return _darkest(np.asarray(cv2.resize(pixels, size, interpolation=method), dtype=np.uint8)), scale


def _darkest(pixels: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """Return of RGB the darkest channel; gray as it is."""
    if pixels.ndim == 2:
        return pixels
    red, green, blue = cv2.split(pixels)
    return np.asarray(cv2.min(cv2.min(red, green), blue), dtype=np.uint8)


def _marks(work: NDArray[np.uint8]) -> NDArray[np.bool_]:
    """Return where the page is clearly darker than the paper around, security print left out."""
    # Averaged first: hairlines left white in a tinted ground would pass for paper.
    paper = cv2.blur(work, (odd(0.8), odd(0.8)))
    paper = cv2.morphologyEx(paper, cv2.MORPH_CLOSE, np.ones((odd(2.5), odd(2.5)), np.uint8))
    paper = np.maximum(cv2.blur(paper, (odd(2.5), odd(2.5))), 1)
    darkness = np.asarray(1 - cv2.divide(work, paper, scale=1, dtype=cv2.CV_32F), dtype=np.float32)
    faint = _faintest_mark(darkness)
    count, labels = cv2.connectedComponents(np.asarray(darkness >= faint, dtype=np.uint8), connectivity=8)
    reaches = np.zeros(count, dtype=bool)
    reaches[labels[darkness >= 1.5 * faint]] = True
    reaches[0] = False
    return np.asarray(reaches[labels])


def _faintest_mark(darkness: NDArray[np.float32]) -> NDArray[np.float32]:
    """Return how dark a mark must be: clear of the grain and the security print around it."""
    window = (odd(12), odd(12))
    quiet = np.asarray(darkness < _FAINTEST[1], dtype=np.float32)
    share = np.maximum(cv2.blur(quiet, window), 1e-3)
    mean = cv2.blur(darkness * quiet, window) / share
    spread = np.sqrt(np.maximum(cv2.blur(darkness**2 * quiet, window) / share - mean**2, 0))
    return np.asarray(np.clip(mean + 2.5 * spread, *_FAINTEST), dtype=np.float32)


def rules(work: NDArray[np.uint8]) -> NDArray[np.bool_]:
    """Return ruled lines and the borders of boxes, bool (height, width).

    Parameters
    ----------
    work
        Gray or RGB at the working resolution.
    """
    return _rules(_marks(_darkest(work)))


def _rules(marks: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Return ruled lines and the borders of boxes, level or upright, dotted ones too."""
    found = np.zeros(marks.shape, dtype=bool)
    for turned, bridge in ((False, 0.8), (True, 0.5)):
        plain = np.ascontiguousarray(marks.T if turned else marks).astype(np.uint8)
        bridged = cv2.morphologyEx(plain, cv2.MORPH_CLOSE, np.ones((1, odd(bridge)), np.uint8))
        lines = cv2.morphologyEx(bridged, cv2.MORPH_OPEN, np.ones((1, odd(14)), np.uint8))
        _, labels, stats = connected(np.asarray(lines, dtype=np.uint8))
        # A scan is never quite straight: a line may climb a pixel in sixty.
        thin = stats[:, cv2.CC_STAT_HEIGHT] <= 1.0 * MM + stats[:, cv2.CC_STAT_WIDTH] / 60
        thin[0] = False
        line = cv2.dilate(np.asarray(thin[labels], dtype=np.uint8), np.ones((3, 1), np.uint8)) > 0
        found |= line.T if turned else line
    return found


def _solid_print(marks: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Return bar codes, bars and solid emblems: areas over 2.5 mm by 12 mm that ink all but fills."""
    height, width = marks.shape
    half_size = (max(1, width // 2), max(1, height // 2))
    half = cv2.resize(marks.astype(np.uint8) * np.uint8(255), half_size, interpolation=cv2.INTER_AREA)
    closing = np.ones((odd(0.5), odd(0.5)), np.uint8)
    solid = cv2.morphologyEx(np.asarray(half >= 128, dtype=np.uint8), cv2.MORPH_CLOSE, closing)
    short, long = odd(2.5 / 2), odd(12 / 2)
    upright = cv2.morphologyEx(solid, cv2.MORPH_OPEN, np.ones((long, short), np.uint8))
    level = cv2.morphologyEx(solid, cv2.MORPH_OPEN, np.ones((short, long), np.uint8))
    # Handwriting over a printed line closes up too, but leaves more paper between its strokes.
    count, labels = cv2.connectedComponents(cv2.max(upright, level), connectivity=8)
    ink = np.bincount(labels.ravel(), half.ravel(), count)
    dense = ink >= 0.38 * 255 * np.bincount(labels.ravel(), minlength=count)
    dense[0] = False
    block = cv2.dilate(np.asarray(dense[labels], dtype=np.uint8), np.ones((3, 3), np.uint8))
    return np.asarray(cv2.resize(block, (width, height), interpolation=cv2.INTER_NEAREST) > 0)


def _handwriting_and_print(work: NDArray[np.uint8]) -> Parts:
    """Return the marks of pen and type on the page, without rules, bar codes, emblems and dust."""
    marks = _marks(work)
    parts = Parts.of(marks & ~_rules(marks) & ~_solid_print(marks))
    return parts.only(~_is_debris(parts))


def _is_debris(parts: Parts) -> NDArray[np.bool_]:
    """Tell specks, remains of rules, and logos from strokes, a bool for each part."""
    small = (np.maximum(parts.w, parts.h) < 0.7 * MM) | (parts.area < 0.15 * MM**2)
    fill = parts.area / (parts.w * parts.h)
    short, long = np.minimum(parts.w, parts.h), np.maximum(parts.w, parts.h)
    straight = (short <= 0.7 * MM) & (long >= 3 * MM) & (fill > 0.6)
    solid = (short > 3 * MM) & (fill > 0.6)
    return np.asarray(small | straight | solid)


def _text_lines(parts: Parts, grain: float) -> list[NDArray[np.intp]]:
    """Return the rows of the parts of each printed line: alike in height, on one baseline, close by.

    `grain` is how exactly a part's edge is known, in working pixels: type stands on its line to a pixel.
    """
    # At low resolution the letters of a word run together.
    widest = np.where(parts.h < 3.5 * MM, 20, 9) * MM
    at = np.flatnonzero((parts.h >= 0.8 * MM) & (parts.h <= 6 * MM) & (parts.w <= widest))
    at = at[np.argsort(parts.x[at], kind="stable")]
    x0, y0, h = parts.x[at], parts.y[at], parts.h[at]
    x1, y1 = x0 + parts.w[at], y0 + h
    # Sorted from left to right, the parts that can follow one are the next few.
    last = np.searchsorted(x0, x1 + 1.3 * 6 * MM, side="right")
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
        small = typical <= 2.6 * MM and characters >= (3 if chain.size >= 3 else 5)
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
