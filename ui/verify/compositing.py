"""Two signatures painted together, in signature coordinates: at a divider, over each other, their differences."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QImage, QPainter, QTransform

from ui.verify.layers import Look, Placed

_Composition = QPainter.CompositionMode
# What both signatures have, where only differences matter.
_AGREEMENT = 0.22


def paint_paper(painter: QPainter, look: Look, place: QTransform) -> None:
    """Paint a signature on its paper."""
    _draw(painter, look.paper, place)


def paint_swipe(
    painter: QPainter, reference: Look, questioned: Look, place: QTransform, area: QRectF, at: float
) -> None:
    """Paint the reference left of a divider, the questioned signature right of it; `at` is 0 to 1 of the area."""
    divider = area.left() + at * area.width()
    painter.fillRect(area, Qt.GlobalColor.white)
    for look, where, left, right in (
        (reference, QTransform(), area.left(), divider),
        (questioned, place, divider, area.right()),
    ):
        painter.save()
        painter.setClipRect(QRectF(left, area.top(), right - left, area.height()))
        _draw(painter, look.paper, where)
        painter.restore()


def paint_overlay(painter: QPainter, reference: Look, questioned: Look, place: QTransform) -> None:
    """Paint both inks over each other, on a ground that is white already; where they agree it becomes dark."""
    painter.save()
    painter.setCompositionMode(_Composition.CompositionMode_Multiply)
    _draw(painter, reference.ink, QTransform())
    _draw(painter, questioned.ink, place)
    painter.restore()


def paint_difference(painter: QPainter, reference: Look, questioned: Look, place: QTransform) -> None:
    """Paint strongly what only one of the signatures has, and faintly what both have."""
    painter.save()
    painter.setOpacity(_AGREEMENT)
    _draw(painter, reference.ink, QTransform())
    _draw(painter, questioned.ink, place)
    painter.restore()
    for ink, ink_place, other, other_place in (
        (reference.ink, QTransform(), questioned.wide, place),
        (questioned.ink, place, reference.wide, QTransform()),
    ):
        with _aside(painter) as alone:
            _draw(alone, ink, ink_place)
            alone.setCompositionMode(_Composition.CompositionMode_DestinationOut)
            _draw(alone, other, other_place)


def paint_heat(painter: QPainter, look: Look, place: QTransform, cells: QImage, frame: QRectF) -> None:
    """Colour the ink by the difference of the cell that it lies in; the cells cover the frame."""
    with _aside(painter) as alone:
        _draw(alone, look.ink, place)
        alone.setCompositionMode(_Composition.CompositionMode_SourceIn)
        alone.setWorldTransform(place, True)
        alone.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        alone.drawImage(frame, cells)


@contextmanager
def _aside(painter: QPainter) -> Iterator[QPainter]:
    """Give a painter for an empty image of the same size, which is then painted over what there is."""
    device = painter.device()
    density = device.devicePixelRatioF()
    size = QSize(round(device.width() * density), round(device.height() * density))
    image = QImage(size, QImage.Format.Format_ARGB32_Premultiplied)
    image.setDevicePixelRatio(density)
    image.fill(Qt.GlobalColor.transparent)
    alone = QPainter(image)
    alone.setRenderHints(painter.renderHints())
    alone.setWorldTransform(painter.worldTransform())
    yield alone
    alone.end()
    painter.save()
    painter.resetTransform()
    painter.drawImage(QPointF(0, 0), image)
    painter.restore()


def _draw(painter: QPainter, placed: Placed, place: QTransform) -> None:
    """Draw a picture from the level that is nearest to its size on the screen."""
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
    painter.setWorldTransform(placed.place * place, True)
    world = painter.worldTransform()
    across = (world.m11() ** 2 + world.m12() ** 2) ** 0.5 * painter.device().devicePixelRatioF()
    level = placed.picture.level_for(placed.picture.width * across)
    painter.drawImage(QRectF(0, 0, placed.picture.width, placed.picture.height), level)
    painter.restore()
