"""A signature in all the ways in which it can be shown, each with its place in signature coordinates.

Signature coordinates are those of the canvas, on which every signature has the same size: what is zoomed in one
pane is zoomed in the other, whatever the scans' resolutions.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QRectF
from PySide6.QtGui import QColor, QImage, QTransform

from ui.images import Picture, picture, picture_of

if TYPE_CHECKING:  # these bring image processing, which no window should wait for
    from sigverify.alignment import Matrix
    from sigverify.canvas import Canvas
    from sigverify.ink import Ink

# On white paper, in both themes; multiplied with each other they are nearly black.
REFERENCE_TINT, QUESTIONED_TINT = QColor("#1676D2"), QColor("#F07A13")
# Strokes nearer than this, in pixels of the canvas, do not count as different.
_TOLERANCE = 3.0


@dataclass(frozen=True, slots=True, eq=False)
class Placed:
    """A picture, and the map of its pixels into signature coordinates."""

    picture: Picture
    place: QTransform

    @property
    def area(self) -> QRectF:
        """The rectangle of signature coordinates that it covers."""
        return self.place.mapRect(QRectF(0, 0, self.picture.width, self.picture.height))


@dataclass(frozen=True, slots=True, eq=False)
class Look:
    """One way to see a signature.

    `paper` is opaque; `ink` is the ink alone, tinted, on nothing; `wide` is the ink with what counts as
    touching it.
    """

    paper: Placed
    ink: Placed
    wide: Placed


@dataclass(frozen=True, slots=True, eq=False)
class Layer:
    """One signature: as scanned, and as the network sees it.

    `frame` is the canvas in signature coordinates.
    """

    scanned: Look
    network: Look
    frame: QRectF

    def look(self, network: bool) -> Look:
        return self.network if network else self.scanned


def layer(ink: Ink, canvas: Canvas, paper: NDArray[np.uint8], corner: tuple[int, int], tint: QColor) -> Layer:
    """Return a signature as a layer.

    Parameters
    ----------
    ink, canvas
        As the verifier has them.
    paper
        uint8 (height, width) or (height, width, 3): the ink's surroundings, as upright as the ink is.
    corner
        Where the upper left corner of `paper` is, in the pixels that the ink's box is in.
    tint
        The colour of the ink where it is shown without its paper.
    """
    from sigverify import alignment

    from_scan = transform(alignment.frame(ink))
    per_pixel = from_scan.m11()
    by = max(1, round(_TOLERANCE / per_pixel))
    box = ink.box
    scanned = Look(
        Placed(picture(paper), _shifted(from_scan, corner)),
        Placed(_tinted(ink.level, tint), _shifted(from_scan, (box.x0, box.y0))),
        Placed(
            _tinted(alignment.grown(_solid(ink.level), by), tint),
            QTransform.fromTranslate(-by, -by) * _shifted(from_scan, (box.x0, box.y0)),
        ),
    )
    reach = round(_TOLERANCE)
    network = Look(
        Placed(picture(255 - canvas), QTransform()),
        Placed(_tinted(canvas, tint), QTransform()),
        Placed(_tinted(alignment.grown(_solid(canvas), reach), tint), QTransform.fromTranslate(-reach, -reach)),
    )
    height, width = canvas.shape
    return Layer(scanned, network, QRectF(0, 0, width, height))


def transform(matrix: Matrix) -> QTransform:
    """Return an affine matrix (2, 3) as Qt has it."""
    (a, b, x), (c, d, y) = matrix.tolist()
    return QTransform(a, c, b, d, x, y)


def heat(differences: NDArray[np.float32]) -> QImage:
    """Return cell differences as an image with one pixel a cell, from pale (alike) to violet (different).

    Parameters
    ----------
    differences
        float (rows, columns) over the canvas, 0 to 1.
    """
    cells = np.clip(np.asarray(differences, dtype=np.float64), 0.0, 1.0)
    stops = np.array([0.0, 0.35, 0.7, 1.0])
    # Of even steps in lightness, and told apart by colour-blind people; no colour of a recommendation.
    scale = np.array([[196, 200, 206], [232, 170, 92], [205, 62, 110], [92, 10, 120]], dtype=np.float64)
    colours = np.stack([np.interp(cells, stops, scale[:, channel]) for channel in range(3)], axis=-1)
    rgb = np.ascontiguousarray(np.round(colours).astype(np.uint8))
    height, width = cells.shape
    return QImage(rgb.data, width, height, 3 * width, QImage.Format.Format_RGB888).convertToFormat(
        QImage.Format.Format_ARGB32_Premultiplied
    )


def _shifted(from_scan: QTransform, corner: tuple[int, int]) -> QTransform:
    """Return the map of an image whose upper left corner lies there on the scan."""
    return QTransform.fromTranslate(*corner) * from_scan


def _solid(level: NDArray[np.uint8]) -> NDArray[np.uint8]:
    return np.where(level >= 128, np.uint8(255), np.uint8(0))


def _tinted(level: NDArray[np.uint8], tint: QColor) -> Picture:
    """Return ink levels as ink of one colour, transparent where there is none."""
    height, width = level.shape
    premultiplied = np.empty((height, width, 4), np.uint8)
    # 32 bits a pixel, blue first in memory on the machines that Qt's wheels are made for.
    for channel, shade in enumerate((tint.blue(), tint.green(), tint.red(), 255)):
        premultiplied[..., channel] = (level.astype(np.uint16) * shade + 127) // 255
    form = QImage.Format.Format_ARGB32_Premultiplied
    return picture_of(QImage(premultiplied.data, width, height, 4 * width, form).copy())
