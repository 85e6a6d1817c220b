"""Bring a scan to an upright, straight cheque, with the way back to the pixels of the scan.

A cheque on a larger page or desk is cut out by its four corners (photographs have perspective), a skewed one is
turned straight, a sideways or upside-down one upright. What is straight already stays as it is, to the byte.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from sigverify import micr
from sigverify.cheque.parts import true_dpi
from sigverify.cheque.printing import looks_like_cheque
from sigverify.geometry import Box
from sigverify.micr import Grammar, MicrLine
from sigverify.micr.rows import HEIGHT_INCH, Marks, find_marks
from sigverify.scans import Scan

# The sheet is sought at this size of the longer side.
_SEEKING_PX = 900
# Share of the scan that a sheet covers: less is a stamp, more is a scan that shows nothing but the cheque.
_LEAST_AREA, _MOST_AREA = 0.06, 0.93
# The outline of a sheet fills its four corners to this share; a signature or a table does not.
_LEAST_FILLED = 0.9
# Length to height of cheques (A5 to long company cheques), with room for perspective.
_SHEET_ASPECT = (1.35, 3.6)
# Pages are not as narrow as this (height to width): letters are 1.3 or 1.4.
_NARROW = 1.65
# The background shows between sheet and edge of the scan, in shares of its longer side.
_LEAST_BORDER = 0.012
# A sheet differs from its background by this many gray levels at least; a white page shows the faintest tint.
_LEAST_DIFFERENCE = 4.0
# Corners within these of a straight rectangle are cut out without resampling (degrees, share of the side).
_STRAIGHT_DEGREES = 0.35
# Skew that is worth the resampling, and the steepest that is sought, in degrees.
_LEAST_SKEW, _MOST_SKEW = 1.0, 12.0
# Rows must stand out so much sharper turned than as they are.
_SHARPER = 1.12
_SKEW_PX, _FEWEST_MARKS = 1100, 40
_CHEQUE_INCHES = 7.5
# A line of no known grammar tells what is up by so many symbols of such a mean confidence.
_SURE_SYMBOLS, _SURE_MEAN = 14, 0.95
# A threshold makes the characters of the line so much higher than they are printed (measured at 100 to 300 dpi).
_SWOLLEN = 1.04
# A resolution that is off by more than this is not believed.
_WRONG_DPI = 0.2
# No cheque is shorter (the least of ANSI X9.100-160 is 6 inches); a slip with a specimen signature is.
_SHORTEST_INCHES = 5.0


@dataclass(frozen=True, slots=True, eq=False)
class Page:
    """A cheque brought upright.

    Attributes
    ----------
    scan
        What is to be looked at; the very scan that came in, when there was nothing to do. Its resolution is
        the cheque's, whatever the file says.
    to_scan
        float64 (3, 3), the homography from its pixels to those of the scan that came in.
    turned
        By how many degrees it was turned clockwise to stand upright: 0, 90, 180 or 270.
    skew
        By how many degrees it climbed, before.
    cut_out
        True when a sheet was cut out of a larger scan.
    line
        Its magnetic line, which tells what is up; empty when none was read.
    """

    scan: Scan
    to_scan: NDArray[np.float64]
    turned: int
    skew: float
    cut_out: bool
    line: MicrLine

    @property
    def changed(self) -> bool:
        """True when the pixels are not those that came in."""
        return self.turned != 0 or self.skew != 0.0 or self.cut_out

    def box_on_scan(self, box: Box, scan: Scan) -> Box:
        """Return the upright box around a box of the page, in pixels of the scan that came in."""
        return _around(box, self.to_scan, scan) if self.changed else box

    def box_on_page(self, box: Box) -> Box:
        """Return the upright box around a box of the scan that came in, in pixels of the page."""
        return _around(box, np.asarray(np.linalg.inv(self.to_scan)), self.scan) if self.changed else box


def find_cheque(scan: Scan, grammars: Sequence[Grammar] | None = None) -> Page | None:
    """Return the cheque on a scan, upright; None where the scan is the cut-out image of a signature.

    Print that looks like a page's tells a cheque, as it lies or brought upright; so do a sheet on a background,
    rows of print that were straightened, and a magnetic line that makes sense. Of 860 signatures of the public
    collections none has any of these.

    Parameters
    ----------
    scan, grammars
        As `rectify` takes them.
    """
    page = rectify(scan, grammars)
    # That it was turned by ninety degrees alone says nothing: a tall signature is, too.
    if page.cut_out or page.skew != 0.0 or page.line.country or looks_like_cheque(page.scan):
        return page
    # Looking for print is slow; a page that was not turned has been seen already.
    return page if page.turned and looks_like_cheque(scan) else None


def rectify(scan: Scan, grammars: Sequence[Grammar] | None = None) -> Page:
    """Find the cheque on a scan and bring it upright.

    Parameters
    ----------
    scan
        A cheque, or a page or photograph that shows one: any way up, in any place.
    grammars
        Of magnetic lines, tried in this order; the shipped ones by default.
    """
    page = Page(scan, np.eye(3), 0, 0.0, False, MicrLine())
    corners = _sheet(scan)
    if corners is not None:
        sheet = _cut_out(page, corners)
        page = sheet if _may_be_cheque(sheet.scan) else page
    if _lies_on_its_side(page):
        page = _turned(page, 90)
    if not page.cut_out:
        page = _straight(page)
    return _with_true_dpi(_cut_by_line(_upright(page, grammars)))


def _may_be_cheque(sheet: Scan) -> bool:
    """Tell a cheque from a slip glued on a card, too short for a cheque; what print shows goes before its size."""
    inches = max(sheet.width, sheet.height) / sheet.dpi
    return sheet.dpi_estimated or inches >= _SHORTEST_INCHES or looks_like_cheque(sheet)


def _cut_by_line(page: Page) -> Page:
    """Cut a cheque without an outline, white on a white page, out of it by its magnetic line.

    A cheque ends a quarter of an inch under its line, and is 3.67 inches high at most (ANSI X9.100-160).
    """
    line, high = page.line, page.scan.height
    alone = page.cut_out or page.scan.width > _SHEET_ASPECT[0] * high
    if alone or not line.country or line.box is None or line.character_px is None:
        return page
    inch = line.character_px / (_SWOLLEN * HEIGHT_INCH)
    bottom = min(high, round(line.box.y1 + 0.3 * inch))
    top = max(0, round(bottom - 3.8 * inch))
    box = line.box
    return replace(
        page,
        scan=page.scan.crop(Box(0, top, page.scan.width, bottom)),
        to_scan=page.to_scan @ np.array([[1.0, 0.0, 0.0], [0.0, 1.0, top], [0.0, 0.0, 1.0]]),
        cut_out=True,
        line=replace(line, box=Box(box.x0, max(box.y0 - top, 0), box.x1, box.y1 - top)),
    )


def _with_true_dpi(page: Page) -> Page:
    """Correct a resolution that cannot be true: by the magnetic line, whose size is known, or the page's width."""
    height = page.line.character_px if page.line.country else None
    dpi = true_dpi(page.scan) if height is None else height / (_SWOLLEN * HEIGHT_INCH)
    if abs(page.scan.dpi / dpi - 1) <= _WRONG_DPI:
        return page
    return replace(page, scan=replace(page.scan, dpi=dpi, dpi_estimated=height is None))


def _lies_on_its_side(page: Page) -> bool:
    """Tell a cheque on its side from an upright letter, which is not as narrow."""
    tall = page.scan.height / page.scan.width
    return tall > _NARROW or (tall > 1.2 and (page.cut_out or _rows_run_down(page.scan)))


def _upright(page: Page, grammars: Sequence[Grammar] | None) -> Page:
    """Turn a page whose magnetic line is upside down; without one, nothing tells what is up."""
    line = micr.read_line(page.scan, grammars)
    if not line.upside_down:
        return replace(page, line=line)
    other = _turned(page, 180)
    turned = micr.read_line(other.scan, grammars)
    # Ordinary print makes lines of a few symbols; those that turn a page must be whole, and at its foot.
    sure = turned.country != "" or (len(turned.text) >= _SURE_SYMBOLS and turned.confidence >= _SURE_MEAN)
    if turned.box is None or turned.upside_down or not sure or turned.box.y0 < 0.5 * other.scan.height:
        return page
    return replace(other, line=turned)


def _turned(page: Page, degrees: int) -> Page:
    """Turn a page clockwise by a multiple of ninety degrees, which moves pixels and changes none."""
    height, width = page.scan.pixels.shape[:2]
    pixels = np.ascontiguousarray(np.rot90(page.scan.pixels, -degrees // 90))
    back = {
        90: np.array([[0, 1, 0], [-1, 0, height - 1], [0, 0, 1]], float),
        180: np.array([[-1, 0, width - 1], [0, -1, height - 1], [0, 0, 1]], float),
        270: np.array([[0, -1, width - 1], [1, 0, 0], [0, 0, 1]], float),
    }[degrees]
    return replace(
        page, scan=_with(page.scan, pixels), to_scan=page.to_scan @ back, turned=(page.turned + degrees) % 360
    )


def _straight(page: Page) -> Page:
    """Turn a skewed page straight by its rows of print."""
    skew = _skew(page.scan)
    if skew == 0.0:
        return page
    height, width = page.scan.pixels.shape[:2]
    turn = cv2.getRotationMatrix2D(((width - 1) / 2, (height - 1) / 2), skew, 1.0)
    sine, cosine = abs(turn[0, 1]), abs(turn[0, 0])
    size = (round(width * cosine + height * sine), round(height * cosine + width * sine))
    turn[:, 2] += (size[0] - width) / 2, (size[1] - height) / 2
    matrix = np.vstack([turn, [0.0, 0.0, 1.0]])
    return replace(
        page,
        scan=_warped(page.scan, matrix, size, page.scan.dpi),
        to_scan=page.to_scan @ np.linalg.inv(matrix),
        skew=skew,
    )


def _cut_out(page: Page, corners: NDArray[np.float64]) -> Page:
    """Cut a sheet out by its corners (4, 2): upper left, upper right, lower right, lower left."""
    sides = np.linalg.norm(np.roll(corners, -1, axis=0) - corners, axis=1)
    width, height = round((sides[0] + sides[2]) / 2), round((sides[1] + sides[3]) / 2)
    across = corners[1] - corners[0] + corners[2] - corners[3]
    skew = float(np.degrees(np.arctan2(across[1], across[0])))
    box = np.array([corners.min(axis=0), corners.max(axis=0)])
    upright = np.array(
        [[box[0, 0], box[0, 1]], [box[1, 0], box[0, 1]], [box[1, 0], box[1, 1]], [box[0, 0], box[1, 1]]]
    )
    if abs(skew) < _STRAIGHT_DEGREES and np.abs(upright - corners).max() < 0.01 * max(width, height):
        (x0, y0), (x1, y1) = np.floor(box[0]).astype(int), np.ceil(box[1]).astype(int) + 1
        part = page.scan.crop(Box(int(x0), int(y0), int(x1), int(y1)))
        shift = np.array([[1.0, 0.0, max(x0, 0)], [0.0, 1.0, max(y0, 0)], [0.0, 0.0, 1.0]])
        return replace(page, scan=part, to_scan=page.to_scan @ shift, cut_out=True)
    target = np.array([[0, 0], [width - 1, 0], [width - 1, height - 1], [0, height - 1]], np.float32)
    matrix = np.asarray(cv2.getPerspectiveTransform(corners.astype(np.float32), target), np.float64)
    # Perspective tells that a camera was there: nothing it says of its resolution is about the cheque.
    skewed = np.abs(sides[:2] / sides[2:] - 1).max() > 0.03
    dpi = max(width, height) / _CHEQUE_INCHES if skewed else page.scan.dpi
    scan = _warped(page.scan, matrix, (width, height), dpi)
    return replace(
        page,
        scan=replace(scan, dpi_estimated=scan.dpi_estimated or bool(skewed)),
        to_scan=page.to_scan @ np.linalg.inv(matrix),
        skew=skew,
        cut_out=True,
    )


def _warped(scan: Scan, matrix: NDArray[np.float64], size: tuple[int, int], dpi: float) -> Scan:
    pixels = cv2.warpPerspective(
        scan.pixels, matrix, size, flags=cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE
    )
    if scan.is_bilevel:
        pixels = np.where(pixels > 127, 255, 0)
    return replace(_with(scan, pixels.astype(np.uint8)), dpi=dpi)


def _with(scan: Scan, pixels: NDArray[np.uint8]) -> Scan:
    pixels.setflags(write=False)
    return replace(scan, pixels=pixels)


def _around(box: Box, matrix: NDArray[np.floating[Any]], inside: Scan) -> Box:
    corners = np.array(
        [[[box.x0, box.y0], [box.x1 - 1, box.y0], [box.x1 - 1, box.y1 - 1], [box.x0, box.y1 - 1]]], float
    )
    moved = cv2.perspectiveTransform(corners, matrix)[0]
    (x0, y0), (x1, y1) = moved.min(axis=0), moved.max(axis=0)
    x0, x1 = np.clip([x0, x1], 0, inside.width - 1)
    y0, y1 = np.clip([y0, y1], 0, inside.height - 1)
    return Box(round(x0), round(y0), round(x1) + 1, round(y1) + 1)


def _sheet(scan: Scan) -> NDArray[np.float64] | None:
    """Return the corners (4, 2) of a sheet that lies on a larger page or desk; None where there is none."""
    shrunk = min(1.0, _SEEKING_PX / max(scan.pixels.shape[:2]))
    small = cv2.resize(scan.pixels, None, fx=shrunk, fy=shrunk, interpolation=cv2.INTER_AREA)
    difference, least = _from_background(np.asarray(small, np.uint8))
    best: tuple[float, NDArray[np.float64]] | None = None
    for level in _levels(difference, least):
        mask = cv2.morphologyEx((difference > level).astype(np.uint8), cv2.MORPH_CLOSE, np.ones((9, 9), np.uint8))
        mask = cv2.morphologyEx(mask, cv2.MORPH_OPEN, np.ones((9, 9), np.uint8))
        outlines = cv2.findContours(mask, cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_SIMPLE)[0]
        for outline in sorted(outlines, key=cv2.contourArea)[-2:]:
            corners = _corners(np.asarray(outline, np.int32), small.shape)
            if corners is not None:
                area = float(cv2.contourArea(corners.astype(np.float32)))
                if best is None or area > best[0]:
                    best = (area, corners)
    return None if best is None else best[1] / shrunk


def _from_background(small: NDArray[np.uint8]) -> tuple[NDArray[np.float32], float]:
    """Return how much each pixel differs from the edge of the scan, and how much of that is nothing but grain."""
    channels = small.reshape(*small.shape[:2], -1)
    smooth = cv2.medianBlur(small, 5).reshape(channels.shape).astype(np.float32)
    frame = max(2, round(0.008 * max(small.shape[:2])))
    edge = np.concatenate(
        [
            smooth[:frame].reshape(-1, channels.shape[2]),
            smooth[-frame:].reshape(-1, channels.shape[2]),
            smooth[:, :frame].reshape(-1, channels.shape[2]),
            smooth[:, -frame:].reshape(-1, channels.shape[2]),
        ]
    )
    background = np.median(edge, axis=0)
    # Channel by channel: a maximum over three neighbours in memory takes ten times as long.
    difference = np.maximum.reduce([np.abs(smooth[..., k] - background[k]) for k in range(len(background))])
    grain = np.percentile(np.abs(edge - background).max(axis=1), 75)
    return np.asarray(difference, np.float32), float(np.clip(2.5 * grain, _LEAST_DIFFERENCE, 80))


def _levels(difference: NDArray[np.float32], least: float) -> list[float]:
    """Return differences at which the sheet may part from its background."""
    otsu, _ = cv2.threshold(np.clip(difference, 0, 255).astype(np.uint8), 0, 255, cv2.THRESH_OTSU)
    return sorted({least, 3 * least, max(least, 0.5 * otsu), max(least, float(otsu))})


def _corners(outline: NDArray[np.int32], shape: tuple[int, ...]) -> NDArray[np.float64] | None:
    """Return the four corners of an outline that is a sheet's; None of any other."""
    whole = float(shape[0] * shape[1])
    hull = cv2.convexHull(outline)
    area = float(cv2.contourArea(hull))
    if not _LEAST_AREA * whole <= area <= _MOST_AREA * whole:
        return None
    length = cv2.arcLength(hull, True)
    for share in (0.01, 0.02, 0.03, 0.05):
        corners = cv2.approxPolyDP(hull, share * length, True)[:, 0].astype(np.float64)
        if len(corners) <= 4:
            break
    if len(corners) != 4:
        corners = cv2.boxPoints(cv2.minAreaRect(hull)).astype(np.float64)
    covered = float(cv2.contourArea(corners.astype(np.float32)))
    if min(float(cv2.contourArea(outline)), area) < _LEAST_FILLED * covered or area > 1.06 * covered:
        return None
    corners = _ordered(corners)
    sides = np.linalg.norm(np.roll(corners, -1, axis=0) - corners, axis=1)
    width, height = sides[0] + sides[2], sides[1] + sides[3]
    if not _SHEET_ASPECT[0] <= max(width, height) / max(1.0, min(width, height)) <= _SHEET_ASPECT[1]:
        return None
    border = _LEAST_BORDER * max(shape[:2])
    left, top = corners.min(axis=0) < border
    right, bottom = corners.max(axis=0) > np.array([shape[1], shape[0]]) - 1 - border
    # The tint of a cheque that fills the scan ends at its edges as well.
    if (left and right) or (top and bottom) or left + right + top + bottom > 2:
        return None
    return corners


def _ordered(corners: NDArray[np.float64]) -> NDArray[np.float64]:
    """Order corners clockwise from the upper left, by the angle nearest to upright."""
    centre = corners.mean(axis=0)
    around = corners[np.argsort(np.arctan2(*(corners - centre).T[::-1]))]
    # Clockwise now (y grows down); the first is the one nearest to the upper left.
    return np.roll(around, -int(np.argmin((around - centre).sum(axis=1))), axis=0)


def _marks(gray: NDArray[np.uint8]) -> Marks:
    shrunk = min(1.0, _SKEW_PX / max(gray.shape))
    small = cv2.resize(gray, None, fx=shrunk, fy=shrunk, interpolation=cv2.INTER_AREA) if shrunk < 1 else gray
    marks = find_marks(np.asarray(small, np.uint8), 1)
    return marks.only((marks.height >= 4) & (marks.height <= 40) & (marks.width <= 60))


def _sharpness(marks: Marks, degrees: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return how sharply marks stand in rows that climb so much: the sum of squares of marks a row."""
    slopes = np.tan(np.radians(degrees))
    # Feet of letters stand on the line; middles of low and high ones do not.
    feet = marks.y + marks.height / 2
    levels = np.clip((feet - slopes[:, None] * marks.x) / 2 + 1000, 0, 3999).astype(np.intp)
    return np.array([float((np.bincount(level).astype(float) ** 2).sum()) for level in levels])


def _skew(scan: Scan) -> float:
    """Return by how many degrees the rows of print fall to the right; 0 where that is little or cannot be told."""
    marks = _marks(scan.gray)
    if marks.x.size < _FEWEST_MARKS:
        return 0.0
    coarse = np.arange(-_MOST_SKEW, _MOST_SKEW + 0.01, 0.5)
    best = float(coarse[int(np.argmax(_sharpness(marks, coarse)))])
    fine = np.arange(best - 0.5, best + 0.51, 0.1)
    sharpness = _sharpness(marks, fine)
    best = float(fine[int(np.argmax(sharpness))])
    as_it_is = float(_sharpness(marks, np.zeros(1))[0])
    if abs(best) < _LEAST_SKEW or abs(best) >= _MOST_SKEW or sharpness.max() < _SHARPER * as_it_is:
        return 0.0
    return round(best, 1)


def _rows_run_down(scan: Scan) -> bool:
    """Tell a cheque that lies on its side from an upright letter: its rows stand sharper the other way."""
    marks = _marks(scan.gray)
    if marks.x.size < _FEWEST_MARKS:
        return False
    sideways = Marks(marks.y, marks.x, marks.height, marks.width)
    turns = np.arange(-3, 3.1, 0.5)
    return bool(_sharpness(sideways, turns).max() > 1.3 * _sharpness(marks, turns).max())
