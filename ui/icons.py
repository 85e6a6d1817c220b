"""Icons, painted: no font or image file to go missing, crisp at every scale, in the theme's colours."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QIcon, QPainter, QPainterPath, QPen, QPixmap

# Each draws inside a square of 24 x 24 with the pen and brush that it is given.
Drawing = Callable[[QPainter], None]


def paint(painter: QPainter, drawing: Drawing, into: QRectF, colour: QColor) -> None:
    """Paint a drawing into a rectangle in one colour."""
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    side = min(into.width(), into.height())
    painter.translate(into.center().x() - side / 2, into.center().y() - side / 2)
    painter.scale(side / 24, side / 24)
    pen = QPen(colour, 2)
    pen.setCapStyle(Qt.PenCapStyle.RoundCap)
    pen.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
    painter.setPen(pen)
    drawing(painter)
    painter.restore()


def icon(drawing: Drawing, colour: str, disabled: str, selected: str = "") -> QIcon:
    """Return a drawing as an icon, with its colours while it is disabled, and in a selected row of a list."""
    made = QIcon()
    shades = {QIcon.Mode.Normal: colour, QIcon.Mode.Disabled: disabled, QIcon.Mode.Selected: selected or colour}
    for mode, shade in shades.items():
        # Large enough for 24 pixels at four times the usual density.
        pixmap = QPixmap(96, 96)
        pixmap.fill(Qt.GlobalColor.transparent)
        painter = QPainter(pixmap)
        paint(painter, drawing, QRectF(0, 0, 96, 96), QColor(shade))
        painter.end()
        made.addPixmap(pixmap, mode)
    return made


def check(painter: QPainter) -> None:
    """Draw a tick in a ring."""
    painter.drawEllipse(QRectF(2, 2, 20, 20))
    painter.drawPolyline([QPointF(7, 12.5), QPointF(10.5, 16), QPointF(17, 8.5)])


def flag(painter: QPainter) -> None:
    """Draw a flag on its pole."""
    painter.drawLine(QPointF(5, 2.5), QPointF(5, 21.5))
    cloth = QPainterPath(QPointF(5, 4))
    cloth.cubicTo(9, 1.5, 13, 6.5, 20, 4)
    cloth.lineTo(20, 13.5)
    cloth.cubicTo(13, 16, 9, 11, 5, 13.5)
    painter.fillPath(cloth, painter.pen().color())
    painter.drawPath(cloth)


def question(painter: QPainter) -> None:
    """Draw a question mark in a square: neither ring nor flag, also at a glance."""
    painter.drawRoundedRect(QRectF(2, 2, 20, 20), 3, 3)
    hook = QPainterPath(QPointF(8.5, 9.2))
    hook.cubicTo(8.5, 4.6, 15.5, 4.6, 15.5, 9)
    hook.cubicTo(15.5, 11.6, 12, 11.6, 12, 14.4)
    painter.drawPath(hook)
    painter.drawPoint(QPointF(12, 18))


def verify(painter: QPainter) -> None:
    """Draw two panes with a stroke of a pen in each."""
    for left in (1.5, 13.0):
        painter.drawRoundedRect(QRectF(left, 4, 9.5, 16), 1.5, 1.5)
        stroke = QPainterPath(QPointF(left + 2.2, 13.5))
        stroke.cubicTo(left + 3.5, 7, left + 5, 17, left + 7.3, 10.5)
        painter.drawPath(stroke)


def batch(painter: QPainter) -> None:
    """Draw a pile of cheques."""
    painter.drawRoundedRect(QRectF(2, 10, 16, 10), 1.5, 1.5)
    painter.drawPolyline([QPointF(5, 6.5), QPointF(21, 6.5), QPointF(21, 16.5)])
    painter.drawLine(QPointF(5, 16), QPointF(11, 16))


def accounts(painter: QPainter) -> None:
    """Draw a person on a card."""
    painter.drawRoundedRect(QRectF(2, 4, 20, 16), 2, 2)
    painter.drawEllipse(QRectF(6, 7.5, 4.5, 4.5))
    painter.drawArc(QRectF(4.5, 13, 7.5, 8), 20 * 16, 140 * 16)
    painter.drawLine(QPointF(14.5, 9.5), QPointF(19, 9.5))
    painter.drawLine(QPointF(14.5, 14), QPointF(19, 14))


def calibration(painter: QPainter) -> None:
    """Draw an S-curve with its threshold."""
    painter.drawPolyline([QPointF(3, 3), QPointF(3, 21), QPointF(21, 21)])
    curve = QPainterPath(QPointF(5.5, 18))
    curve.cubicTo(14, 18, 11, 6, 20, 6)
    painter.drawPath(curve)
    painter.drawLine(QPointF(13, 3.5), QPointF(13, 20))


def settings(painter: QPainter) -> None:
    """Draw three sliders."""
    for y, knob in ((5.5, 15.0), (12.0, 7.5), (18.5, 13.0)):
        painter.drawLine(QPointF(3, y), QPointF(knob - 2.5, y))
        painter.drawLine(QPointF(knob + 2.5, y), QPointF(21, y))
        painter.drawEllipse(QPointF(knob, y), 2.3, 2.3)


def attention(painter: QPainter) -> None:
    """Draw an exclamation mark in a triangle."""
    painter.drawPolygon([QPointF(12, 3), QPointF(22, 20.5), QPointF(2, 20.5)])
    painter.drawLine(QPointF(12, 9.5), QPointF(12, 14))
    painter.drawPoint(QPointF(12, 17.3))


def pause(painter: QPainter) -> None:
    """Draw two bars in a ring."""
    painter.drawEllipse(QRectF(2, 2, 20, 20))
    painter.drawLine(QPointF(9.5, 8), QPointF(9.5, 16))
    painter.drawLine(QPointF(14.5, 8), QPointF(14.5, 16))
