"""Is a scan good enough to compare signatures on it, and what is wrong with it, in words for the clerk.

The measures follow the image quality flaws of ANSI X9.100-180 (too light, too dark, out of focus, skew, folded
corners, several documents). They are looked at before anything else; only what hides a signature is hopeless.
"""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from sigverify.connected import connected
from sigverify.micr.rows import HEIGHT_INCH
from sigverify.pages import Page
from sigverify.remarks import Flaw
from sigverify.scans import Scan

# Longer side at which the measures are taken; a cheque has 150 pixels an inch then.
_WORK_PX = 1200
# Dots per inch: fewer than clearing houses exchange; strokes of 0.4 mm are one pixel wide.
_LOW_DPI, _HOPELESS_DPI = 95.0, 55.0
# A cut-out signature of fewer pixels on its longer side shows no shape.
_HOPELESS_PX = 48
# Gray levels between paper and the darkest print.
_LOW_CONTRAST, _NO_CONTRAST = 70.0, 24.0
# Width of an edge in millimetres: a pen's stroke is 0.3 to 0.8 mm wide. Of a cut-out the size
# is not known: it counts as 150 pixels an inch.
_BLURRED_MM, _HOPELESS_BLUR_MM = 0.55, 1.2
# Wider than an edge that still shows a signature.
_EDGE_PX = 19
# Share of black pixels: print and handwriting cover a fifth at most.
_DARK, _HOPELESS_DARK = 0.35, 0.7
# Degrees; scanners feed straighter.
_SKEWED = 3.0
# Inches: cheques are 8.75 by 3.67 at most (ANSI X9.100-160).
_LARGEST = (9.3, 4.5)
# A folded corner covers this share of both sides at least.
_FOLD = 0.035


@dataclass(frozen=True, slots=True)
class Quality:
    """What a scan is like.

    Attributes
    ----------
    dpi
        Dots per inch of the cheque: by its magnetic line where it has one, else as the file says.
    contrast
        Gray levels from paper to the darkest hundredth, 0 to 255.
    blur
        Width of its sharper edges in pixels at 1200 pixels a side; 2 is as sharp as can be.
    dark
        Share of pixels as dark as print, 0 to 1.
    skew
        Degrees by which it lay askew.
    problems
        What is wrong, in sentences (`Flaw`) for the clerk; empty when nothing is.
    hopeless
        True when signatures cannot be compared on it.
    """

    dpi: float
    contrast: float
    blur: float
    dark: float
    skew: float
    problems: tuple[str, ...]
    hopeless: bool


def assess(scan: Scan, page: Page | None = None) -> Quality:
    """Measure a scan.

    Parameters
    ----------
    scan
        As read.
    page
        The cheque on it; None for a cut-out signature, of which size, skew and corners are not asked.
    """
    shown = scan if page is None else page.scan
    shrunk = min(1.0, _WORK_PX / max(shown.height, shown.width))
    gray = shown.gray
    if shrunk < 1:
        gray = np.asarray(cv2.resize(gray, None, fx=shrunk, fy=shrunk, interpolation=cv2.INTER_AREA), np.uint8)
    levels = np.cumsum(np.bincount(gray.reshape(-1), minlength=256)) / gray.size
    paper, black = int(np.searchsorted(levels, 0.6)), int(np.searchsorted(levels, 0.01))
    contrast = float(paper - black)
    # What is nearer to black than to paper; a scan that is black all over has no paper.
    dark = float(levels[max(0, min((paper + black) // 2, 110))])
    blur = edge_width(gray, contrast)
    dpi = _dpi(shown, page)
    found = [
        *_light(contrast, dark),
        _sharp(blur, dpi * shrunk if page is not None else None),
        *(_cheque(scan, page, dpi, gray) if page is not None else _cutout(scan)),
    ]
    problems = [problem for problem in found if problem is not None]
    return Quality(
        round(dpi, 1),
        contrast,
        round(blur, 2),
        round(dark, 4),
        0.0 if page is None else round(page.skew, 1),
        tuple(str(text) for text, _ in problems),
        any(hopeless for _, hopeless in problems),
    )


# A sentence, and whether it means that there is no hope.
_Problem = tuple[str, bool] | None


def edge_width(gray: NDArray[np.uint8], contrast: float) -> float:
    """Return the width of the sharper edges in pixels, contrast by steepness; 2 when there is none.

    An edge from one pixel to the next has 2, one blurred by a Gaussian of standard deviation s has 2.5 s.
    """
    window = np.ones((_EDGE_PX, _EDGE_PX), np.uint8)
    across = cv2.subtract(cv2.dilate(gray, window), cv2.erode(gray, window))
    # A quarter of Sobel's sums is twice the steepness.
    steep = cv2.max(
        cv2.convertScaleAbs(cv2.Sobel(gray, cv2.CV_16S, 1, 0), alpha=0.25),
        cv2.convertScaleAbs(cv2.Sobel(gray, cv2.CV_16S, 0, 1), alpha=0.25),
    )
    # The steepest place of just those surroundings, where much lies between dark and light.
    there = (across > max(0.45 * contrast, 12.0)) & (steep >= cv2.dilate(steep, window)) & (steep > 0)
    if not there.any():
        return 2.0
    return float(max(2.0, np.percentile(2.0 * across[there] / steep[there], 35)))


def _light(contrast: float, dark: float) -> list[_Problem]:
    if dark > _HOPELESS_DARK:
        return [(Flaw.BLACK, True)]
    if contrast < _NO_CONTRAST:
        # Blank paper is no poor scan; whether there is ink on it is told where ink is looked for.
        return [(Flaw.EVEN, False)]
    return [
        (Flaw.FAINT, False) if contrast < _LOW_CONTRAST else None,
        (Flaw.DARK, False) if dark > _DARK else None,
    ]


def _sharp(blur: float, dpi: float | None) -> _Problem:
    width = blur / (dpi or 150.0) * 25.4
    if width > _HOPELESS_BLUR_MM and dpi is not None:
        return (Flaw.SMEARED, True)
    return (Flaw.BLURRED, False) if width > _BLURRED_MM else None


def _cutout(scan: Scan) -> list[_Problem]:
    if max(scan.width, scan.height) < _HOPELESS_PX:
        return [(Flaw.SMALL, True)]
    return []


def _cheque(scan: Scan, page: Page, dpi: float, gray: NDArray[np.uint8]) -> list[_Problem]:
    found: list[_Problem] = []
    if dpi < _LOW_DPI:
        found.append((Flaw.COARSE.told(dpi=round(dpi)), dpi < _HOPELESS_DPI))
    if abs(page.skew) >= _SKEWED:
        found.append((Flaw.ASKEW.told(degrees=round(abs(page.skew))), False))
    if not page.scan.dpi_estimated and not page.cut_out:
        width, height = page.scan.width / page.scan.dpi, page.scan.height / page.scan.dpi
        # A whole letter is higher; what is a little larger than any cheque is two of them.
        if (width > _LARGEST[0] or height > _LARGEST[1]) and height < 7:
            found.append((Flaw.LARGE, False))
    if folded_corners(gray):
        found.append((Flaw.FOLDED, False))
    return found


def folded_corners(gray: NDArray[np.uint8]) -> int:
    """Return how many corners show a triangle of background instead of paper."""
    height, width = gray.shape
    small = cv2.resize(gray, (300, max(1, round(300 * height / width))), interpolation=cv2.INTER_AREA)
    paper = int(np.percentile(small, 60))
    folded = 0
    for corner in (small, small[:, ::-1], small[::-1], small[::-1, ::-1]):
        ground = int(corner[0, 0])
        if abs(ground - paper) < 60:
            continue
        like = np.abs(corner.astype(np.int16) - ground) < 30
        _, labels, table = connected(like.astype(np.uint8))
        _, _, across, down, area = table[labels[0, 0]]
        legs = min(across, down) >= _FOLD * 300 and max(across, down) < 0.5 * 300
        folded += bool(legs and 0.35 < area / (across * down) < 0.68)
    return folded


def _dpi(shown: Scan, page: Page | None) -> float:
    """Return the resolution by the magnetic line's height, which is known, or else as the file says."""
    if page is None or not page.line.country or page.line.character_px is None:
        return shown.dpi
    return page.line.character_px / HEIGHT_INCH
