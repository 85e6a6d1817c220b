"""The whole cheque with the box around its signature, which can be moved, resized, chosen and drawn."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QMouseEvent, QPainter, QPen
from PySide6.QtWidgets import QGraphicsView, QWidget

from sigverify.geometry import Box
from ui import theme
from ui.commands import Keyboard
from ui.image_view import ImageView
from ui.images import Picture

# A signature is larger than this; a slip of the hand that draws less is none.
_LEAST_MM = 2.0
# What a box is made of by key.
_USUAL_MM = (60.0, 20.0)
# One press of a key.
_STEP_MM = 0.5
_GRIP_PX = 8.0
# Which sides a grip moves: -1 left or top, 1 right or bottom.
_GRIPS = tuple((x, y) for x in (-1, 0, 1) for y in (-1, 0, 1) if (x, y) != (0, 0))
_CURSORS = {
    (-1, -1): Qt.CursorShape.SizeFDiagCursor,
    (1, 1): Qt.CursorShape.SizeFDiagCursor,
    (-1, 1): Qt.CursorShape.SizeBDiagCursor,
    (1, -1): Qt.CursorShape.SizeBDiagCursor,
    (0, -1): Qt.CursorShape.SizeVerCursor,
    (0, 1): Qt.CursorShape.SizeVerCursor,
    (-1, 0): Qt.CursorShape.SizeHorCursor,
    (1, 0): Qt.CursorShape.SizeHorCursor,
}
_MOVES = {"move_left": (-1, 0), "move_right": (1, 0), "move_up": (0, -1), "move_down": (0, 1)}
_SIZES = {"far_left": (-1, 0), "far_right": (1, 0), "far_up": (0, -1), "far_down": (0, 1)}


@dataclass(frozen=True, slots=True)
class _Drag:
    """A drag of the mouse: a `grip` of the box, all of it (0, 0), or a new box where `box` is None."""

    start: QPointF
    box: Box | None
    grip: tuple[int, int] = (0, 0)


class ChequeView(ImageView):
    """Mouse: drag the box, its sides or corners, or draw a new one on the paper; click a dimmed one to choose it.

    Keys move the box, or its right and lower side, take it back, and leave it out where there are several.

    Signals
    -------
    taken_back
        The box is to be where it was found.
    box_changed
        The Box that the user moved, resized or chose, in pixels of the scan.
    box_drawn
        The Box that the user drew on the paper.
    signature_chosen
        Which signature (int, from 0) the user wants to look at.
    removed
        The box is to be left out.
    """

    box_changed = Signal(Box)
    box_drawn = Signal(Box)
    signature_chosen = Signal(int)
    removed = Signal()
    taken_back = Signal()

    def __init__(self, name: str, keyboard: Keyboard | None = None, parent: QWidget | None = None) -> None:
        super().__init__(name, keyboard, parent)
        self.setDragMode(QGraphicsView.DragMode.NoDrag)
        self.setMouseTracking(True)
        self._pixels_per_mm = 12.0
        self._box: Box | None = None
        self._candidates: tuple[Box, ...] = ()
        self._signatures: tuple[Box, ...] = ()
        self._drag: _Drag | None = None
        self._drawn: Box | None = None

    def sizeHint(self) -> QSize:
        return QSize(560, 270)

    @property
    def box(self) -> Box | None:
        """The box as it is shown."""
        return self._box

    @property
    def candidates(self) -> tuple[Box, ...]:
        """The boxes that can be chosen, best first."""
        return self._candidates

    def show_scan(self, picture: Picture | None, dpi: float) -> None:
        """Show another scan, without a box."""
        self._pixels_per_mm = dpi / 25.4
        self._box, self._candidates, self._signatures = None, (), ()
        self._drag, self._drawn = None, None
        self.show_picture(picture)

    def show_boxes(self, box: Box | None, candidates: Sequence[Box], signatures: Sequence[Box] = ()) -> None:
        """Show the box, and others that were found, dimmed. A box that is being dragged stays with the mouse.

        `signatures` are those of all signatures where there are several, `box` being one of them.
        """
        self._candidates, self._signatures = tuple(candidates), tuple(signatures)
        if self._drag is None:
            self._box = box
        self.viewport().update()

    def draw_box(self, box: Box) -> None:
        """Take a box that was drawn on the paper."""
        self._box = box
        self.viewport().update()
        self.box_drawn.emit(box)

    def make_box(self) -> None:
        """Make a box in the middle of the scan, as if it had been drawn there."""
        if self.picture is not None:
            sides = [round(mm * self._pixels_per_mm) for mm in _USUAL_MM]
            (left, right), (top, bottom) = map(_middle, self._scan_size, sides)
            self.draw_box(Box(left, top, right, bottom))

    def choose_next(self, step: int = 1) -> None:
        """Choose the candidate after the present one, or before it; not one that is another signature's."""
        free = [box for box in self._candidates if box == self._box or box not in self._signatures]
        if free:
            at = free.index(self._box) + step if self._box in free else 0
            self._change(free[at % len(free)])

    def act(self, name: str, *, repeated: bool = False) -> bool:
        step = max(1, round(_STEP_MM * self._pixels_per_mm))
        if name == "lay_back":
            self.taken_back.emit()
        elif name == "leave_out":
            self.removed.emit()
        elif name in _MOVES and self._box is not None:
            x, y = _MOVES[name]
            self._change(self._moved(self._box, x * step, y * step))
        elif name in _SIZES and self._box is not None:
            x, y = _SIZES[name]
            self._change(self._resized(self._box, (abs(x), abs(y)), x * step, y * step))
        else:
            return super().act(name, repeated=repeated)
        return True

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if self.picture is None or event.button() is not Qt.MouseButton.LeftButton:
            super().mousePressEvent(event)
            return
        at = self.mapToScene(event.position().toPoint())
        grip = self._grip_at(event.position())
        if grip is not None:
            self._drag = _Drag(at, self._box, grip)
            return
        signature = next((box for box in self._signatures if box != self._box and _holds(box, at)), None)
        chosen = next((box for box in self._candidates if box != self._box and _holds(box, at)), None)
        if signature is not None:
            self.signature_chosen.emit(self._signatures.index(signature))
        elif chosen is not None:
            self._change(chosen)
        else:
            self._drag = _Drag(at, None)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if self._drag is None:
            self._show_cursor(event.position())
            return
        at = self.mapToScene(event.position().toPoint())
        dx, dy = round(at.x() - self._drag.start.x()), round(at.y() - self._drag.start.y())
        if self._drag.box is None:
            self._drawn = self._between(self._drag.start, at)
            self.viewport().update()
        elif self._drag.grip == (0, 0):
            self._change(self._moved(self._drag.box, dx, dy))
        else:
            self._change(self._resized(self._drag.box, self._drag.grip, dx, dy))

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        self._drag = None
        drawn, self._drawn = self._drawn, None
        if drawn is not None and min(drawn.width, drawn.height) >= self._least:
            self.draw_box(drawn)
        self.viewport().update()

    def paint_over(self, painter: QPainter) -> None:
        # The paper is as bright in the dark theme: so is what has to be seen on it.
        accent = QColor(theme.LIGHT.accent)
        dimmed = QColor(accent)
        dimmed.setAlpha(140)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        for other in {*self._candidates, *self._signatures} - {self._box}:
            used = other in self._signatures
            painter.setPen(QPen(accent, 2) if used else QPen(dimmed, 1.5, Qt.PenStyle.DashLine))
            painter.drawRect(self._on_screen(other))
        self._paint_numbers(painter, accent)
        shown = self._drawn or self._box
        if shown is None:
            return
        box = self._on_screen(shown)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(QPen(QColor(255, 255, 255, 200), 5))
        painter.drawRect(box)
        painter.setPen(QPen(accent, 2.5))
        painter.drawRect(box)
        if self._drawn is None:
            painter.setPen(QPen(Qt.GlobalColor.white, 1))
            painter.setBrush(accent)
            # On a small box the middle ones would hide the signature.
            middles = min(box.width(), box.height()) > 60
            for x, y in _GRIPS:
                if not (x and y) and not middles:
                    continue
                centre = QPointF(box.center().x() + x * box.width() / 2, box.center().y() + y * box.height() / 2)
                painter.drawRect(QRectF(centre.x() - 3.5, centre.y() - 3.5, 7, 7))

    def _paint_numbers(self, painter: QPainter, colour: QColor) -> None:
        if len(self._signatures) < 2:
            return
        painter.setPen(colour)
        for number, box in enumerate(self._signatures, start=1):
            painter.drawText(self._on_screen(box).topLeft() + QPointF(2, -4), str(number))

    @property
    def _least(self) -> int:
        return max(2, round(_LEAST_MM * self._pixels_per_mm))

    def _change(self, box: Box) -> None:
        if box == self._box:
            return
        self._box = box
        self.viewport().update()
        self.box_changed.emit(box)

    def _on_screen(self, box: Box) -> QRectF:
        return QRectF(QPointF(self.mapFromScene(box.x0, box.y0)), QPointF(self.mapFromScene(box.x1, box.y1)))

    def _grip_at(self, at: QPointF) -> tuple[int, int] | None:
        """Return which part of the box a point of the viewport takes hold of."""
        if self._box is None:
            return None
        box = self._on_screen(self._box)
        if not box.adjusted(-_GRIP_PX, -_GRIP_PX, _GRIP_PX, _GRIP_PX).contains(at):
            return None
        return (_side(at.x(), box.left(), box.right()), _side(at.y(), box.top(), box.bottom()))

    def _show_cursor(self, at: QPointF) -> None:
        grip = self._grip_at(at)
        shape = Qt.CursorShape.CrossCursor if self.picture is not None else Qt.CursorShape.ArrowCursor
        if grip is not None:
            shape = _CURSORS.get(grip, Qt.CursorShape.SizeAllCursor)
        self.viewport().setCursor(shape)

    def _moved(self, box: Box, dx: int, dy: int) -> Box:
        """Return the box moved, as far as the scan goes."""
        width, height = self._scan_size
        dx = min(max(dx, -box.x0), width - box.x1)
        dy = min(max(dy, -box.y0), height - box.y1)
        return Box(box.x0 + dx, box.y0 + dy, box.x1 + dx, box.y1 + dy)

    def _resized(self, box: Box, grip: tuple[int, int], dx: int, dy: int) -> Box:
        """Return the box with the sides of a grip moved, within the scan and never smaller than a signature."""
        width, height = self._scan_size
        x0, x1 = _stretched(box.x0, box.x1, grip[0], dx, self._least, width)
        y0, y1 = _stretched(box.y0, box.y1, grip[1], dy, self._least, height)
        return Box(x0, y0, x1, y1)

    def _between(self, one: QPointF, other: QPointF) -> Box | None:
        x0, x1 = sorted((round(one.x()), round(other.x())))
        y0, y1 = sorted((round(one.y()), round(other.y())))
        if x0 == x1 or y0 == y1:
            return None
        return Box(x0, y0, x1, y1).clipped(*self._scan_size)

    @property
    def _scan_size(self) -> tuple[int, int]:
        return (0, 0) if self.picture is None else (self.picture.width, self.picture.height)


def _holds(box: Box, at: QPointF) -> bool:
    return box.x0 <= at.x() < box.x1 and box.y0 <= at.y() < box.y1


def _side(at: float, low: float, high: float) -> int:
    """Tell which end of a range a point takes hold of, if any; of a narrow one, the middle stays free."""
    reach = min(_GRIP_PX, (high - low) / 4)
    if at <= low + reach:
        return -1
    return 1 if at >= high - reach else 0


def _middle(whole: int, part: int) -> tuple[int, int]:
    part = min(part, whole)
    return (whole - part) // 2, (whole + part) // 2


def _stretched(low: int, high: int, side: int, by: int, least: int, most: int) -> tuple[int, int]:
    if side < 0:
        return min(max(low + by, 0), max(high - least, 0)), high
    if side > 0:
        return low, max(min(high + by, most), min(low + least, most))
    return low, high
