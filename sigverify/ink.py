"""What the pen left: paper to white, weaker print and ruled lines away, specks ignored.

The way is classical. The paper's own shade is estimated locally and divided out, so that only relative
darkness is left; a threshold between the paper and the pen's own darkness then drops whatever is printed
weaker than the pen. Nothing here looks at absolute gray values, file type or size: those tell genuine from
forged in the public collections and must not get through.
"""

from __future__ import annotations

import io
from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray
from PIL import Image

from sigverify.connected import connected
from sigverify.errors import ScanError
from sigverify.files import write_private
from sigverify.geometry import Box
from sigverify.pen import share_of_one_pen
from sigverify.scans import Scan

# A signature has more ink than this: strokes at least 8 mm long in all, not a tick or a smudge.
LEAST_STROKE_MM = 8.0
LEAST_EXTENT_MM = 3.0
# The paper's shade varies over millimetres, a pen stroke is under 1.5 mm wide.
_PAPER_MM = 2.5
# Relative darkness of the weakest pen that is told from noise.
_WEAKEST_PEN = 0.12
# Print at less than this share of the pen's darkness is background.
_PEN_SHARE = 0.45
# What a cut-out signature of unknown resolution is taken to have at least.
_CUT_OUT_DPI = 200.0
# How far outside the box to look for what runs through it.
_CONTEXT_MM = 8.0
# Share of pen from which a pixel is the pen's, whatever the rest of its mark is: strokes hang together with the
# stamp or the type that they touch.
_PEN = 0.4
# Where a stroke ends, as a share of the pen's darkness: half, as far as paper and scanner are even.
_EDGE = 0.5


@dataclass(frozen=True, slots=True)
class Ink:
    """The ink of one region of a scan, cropped to its strokes.

    Attributes
    ----------
    level
        uint8 (height, width): 0 where there is no ink, 128 at the edge of a stroke, 255 well inside.
    dpi
        Dots per inch of `level`.
    box
        Where `level` lies in the scan, in the scan's pixels.
    stroke_px
        Mean stroke width in pixels.
    """

    level: NDArray[np.uint8]
    dpi: float
    box: Box
    stroke_px: float

    @property
    def mask(self) -> NDArray[np.bool_]:
        """Bool (height, width): True on ink."""
        return self.level >= 128


def extract(scan: Scan, box: Box | None = None) -> Ink | None:
    """Take the ink of a box (or of the whole scan) off its paper.

    Returns None where there is too little ink to be a signature: nothing, a tick, or a smudge.

    Parameters
    ----------
    scan
        Gray, colour or two-level, 100 to 600 dpi.
    box
        In the scan's pixels, clipped to it; None takes all of the scan.
    """
    whole = Box(0, 0, scan.width, scan.height)
    inside = whole if box is None else box.clipped(scan.width, scan.height)
    if inside is None:
        return None
    # A guess at the resolution takes an image of a cheque's shape for a cheque; a cut-out is none.
    dpi = max(scan.dpi, _CUT_OUT_DPI) if scan.dpi_estimated and box is None else scan.dpi
    level = _above_print(relative_darkness(scan.gray, dpi)) if box is None else _pen_in(scan, inside, dpi)
    kept = None if level is None else _without_specks(level)
    if kept is None:
        return None
    level, stroke_px = kept
    rows, columns = np.flatnonzero((level >= 128).any(axis=1)), np.flatnonzero((level >= 128).any(axis=0))
    y0, y1, x0, x1 = int(rows[0]), int(rows[-1]) + 1, int(columns[0]), int(columns[-1]) + 1
    level = np.ascontiguousarray(level[y0:y1, x0:x1])
    millimetre = dpi / 25.4
    stroke_length = float((level >= 128).sum()) / stroke_px
    if stroke_length < LEAST_STROKE_MM * millimetre or max(level.shape) < LEAST_EXTENT_MM * millimetre:
        return None
    found = Box(inside.x0 + x0, inside.y0 + y0, inside.x0 + x1, inside.y0 + y1)
    return Ink(level, dpi, found, stroke_px)


def write_png(ink: Ink, path: Path) -> None:
    """Write ink as a gray PNG, black on white, with its resolution.

    Raises
    ------
    ScanError
        When the file cannot be written.
    """
    image = io.BytesIO()
    Image.fromarray(255 - ink.level).save(image, "PNG", dpi=(ink.dpi, ink.dpi))
    try:
        write_private(path, image.getvalue())
    except OSError as error:
        problem = f"cannot be written ({error.strerror})"
        raise ScanError(problem, "Choose a folder that you may write to", path=path) from error


def relative_darkness(gray: NDArray[np.uint8], dpi: float) -> NDArray[np.float32]:
    """Return how much darker than the paper around it each pixel is, 0 (paper) to 1 (black).

    The paper is what a closing leaves that is wider than any stroke, smoothed.
    """
    reach = max(3, round(_PAPER_MM / 25.4 * dpi)) | 1
    # Closing at a quarter of the size: sixteen times less work for a surface that is smooth anyway.
    if np.median(gray) < 80:
        gray = np.asarray(255 - gray, dtype=np.uint8)  # light ink on a dark ground: a negative, or a tablet
    step = 4 if reach >= 24 else 1
    # Margins of paper, so that strokes at the border of a tight cut-out do not pass for paper.
    margin = reach + (-reach % step)
    padded = cv2.copyMakeBorder(gray, margin, margin, margin, margin, cv2.BORDER_REPLICATE)
    height, width = padded.shape
    small = cv2.resize(padded, (-(-width // step), -(-height // step)), interpolation=cv2.INTER_AREA)
    kernel = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, ((reach // step) | 1, (reach // step) | 1))
    paper = cv2.morphologyEx(small, cv2.MORPH_CLOSE, kernel)
    paper = cv2.GaussianBlur(paper, (0, 0), reach / step / 3)
    paper = cv2.resize(paper, (width, height), interpolation=cv2.INTER_LINEAR)
    paper = paper[margin:-margin, margin:-margin].astype(np.float32)
    return np.asarray(np.clip(1.0 - gray / np.maximum(paper, 1.0), 0.0, 1.0), dtype=np.float32)


def _above_print(darkness: NDArray[np.float32]) -> NDArray[np.uint8] | None:
    """Scale darkness so that the edge of a stroke becomes 128; None where there is no pen.

    Otsu's threshold parts paper from all marks; the dark end of the marks is the pen. A stroke begins at a
    share of the pen's darkness and goes on, where the paper is quiet, into its own fainter parts (hysteresis,
    as in Canny's edges): a pen skips, background print does not hang together with it.
    """
    eight_bit = np.asarray(np.round(darkness * 255), dtype=np.uint8)
    otsu, _ = cv2.threshold(eight_bit, 0, 255, cv2.THRESH_BINARY | cv2.THRESH_OTSU)
    dark = eight_bit > otsu
    marks = darkness[dark]
    if marks.size == 0:
        return None
    pen = float(np.percentile(marks, 90))
    if pen < _WEAKEST_PEN:
        return None
    edge = max(_PEN_SHARE * pen, _WEAKEST_PEN / 2)
    paper_noise = float(np.percentile(darkness[~dark], 97)) if not dark.all() else 0.0
    faint = min(edge, max(0.5 * edge, paper_noise + 0.03))
    # 128 at the edge, 255 at the pen's own level: soft edges survive for sub-pixel work on the canvas.
    slope = 127.0 / max(pen - edge, 1e-3)
    level = np.asarray(np.clip(128.0 + (darkness - edge) * slope, 0, 255), dtype=np.uint8)
    if faint < edge:
        weak = np.asarray(darkness >= faint, dtype=np.uint8)
        count, labels = cv2.connectedComponents(weak, connectivity=8)
        strong = np.bincount(labels[level >= 128], minlength=count) > 0
        strong[0] = False
        # Only where a stroke fades, not all around it: that would make every stroke wider.
        near = cv2.dilate(np.asarray(level >= 128, dtype=np.uint8), np.ones((3, 3), np.uint8)) > 0
        level[strong[labels] & ~near] = 128
    return level


def _pen_in(scan: Scan, inside: Box, dpi: float) -> NDArray[np.uint8] | None:
    """Return the level of what a pen left in a box, print, rules and stamps away; None where there is no pen.

    The network says where a pen was, at its own resolution; how dark it is there against the paper says, at the
    scan's, where a stroke ends.
    """
    context = inside.grown(round(_CONTEXT_MM / 25.4 * dpi)).clipped(scan.width, scan.height) or inside
    around = scan.crop(context)
    darkness = relative_darkness(around.gray, dpi)
    share = share_of_one_pen(around.pixels, dpi)
    share = np.asarray(cv2.resize(share, darkness.shape[::-1], interpolation=cv2.INTER_LINEAR), dtype=np.float32)
    left, top = inside.x0 - context.x0, inside.y0 - context.y0
    here = np.s_[top : top + inside.height, left : left + inside.width]
    darkness, share = darkness[here], share[here]
    marks = darkness[(share >= _PEN) & (darkness >= _WEAKEST_PEN / 2)]
    if marks.size == 0:
        return None
    pen = float(np.percentile(marks, 90))
    if pen < _WEAKEST_PEN:
        return None
    edge = max(_EDGE * pen, _WEAKEST_PEN / 2)
    level = np.clip(128.0 + (darkness - edge) * 127.0 / max(pen - edge, 1e-3), 0, 255)
    level = np.where(share >= _PEN, level, 0)
    return np.ascontiguousarray(level.astype(np.uint8))


def _without_specks(level: NDArray[np.uint8]) -> tuple[NDArray[np.uint8], float] | None:
    """Drop dust, and small marks that stand far from the strokes; return the rest and the stroke width."""
    mask = np.asarray(level >= 128, dtype=np.uint8)
    count, labels, stats = connected(mask)
    if count == 1:
        return None
    areas = stats[1:, cv2.CC_STAT_AREA]
    stroke_px = _stroke_width(mask)
    dust = 0.4 * stroke_px**2
    # Marks of a stroke's own length or more make up the body; dots must stand near it.
    body = np.flatnonzero(areas >= max(6 * stroke_px**2, 0.02 * areas.max())) + 1
    if body.size == 0:
        body = np.asarray([int(areas.argmax()) + 1])
    in_body = np.isin(labels, body)
    rows = np.flatnonzero(in_body.any(axis=1))
    near = max(6.0 * stroke_px, 0.6 * float(rows[-1] - rows[0]))
    away = cv2.distanceTransform(np.asarray(~in_body, dtype=np.uint8), cv2.DIST_L2, 3)
    touching = np.bincount(labels[away <= near], minlength=count) > 0
    keep = np.zeros(count, dtype=bool)
    keep[1:] = (areas >= dust) & touching[1:]
    kept = keep[labels]
    if not kept.any():
        return None
    # Soft edges belong to the stroke that they border.
    halo = cv2.dilate(np.asarray(kept, dtype=np.uint8), np.ones((3, 3), np.uint8)) > 0
    return np.where(halo & (kept | (labels == 0)), level, 0).astype(np.uint8), stroke_px


def _stroke_width(mask: NDArray[np.uint8]) -> float:
    """Return the mean stroke width in pixels, from the mean distance of ink to the paper.

    Over a bar w pixels wide the distances run 1, 2 ... w / 2 ... 2, 1, which averages (w + 2) / 4.
    """
    depth = cv2.distanceTransform(cv2.copyMakeBorder(mask, 1, 1, 1, 1, cv2.BORDER_CONSTANT), cv2.DIST_L2, 3)
    inside = depth[depth > 0]
    return max(1.0, 4.0 * float(inside.mean()) - 2.0) if inside.size else 1.0
