"""A pane in signature coordinates: one signature, or two painted together."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum, auto

from PySide6.QtCore import QPointF, QRect, QRectF, Qt, Signal
from PySide6.QtGui import QColor, QFocusEvent, QImage, QKeyEvent, QMouseEvent, QPainter, QPen, QTransform
from PySide6.QtWidgets import QGraphicsItem, QStyleOptionGraphicsItem, QWidget

from ui import theme
from ui.commands import Keyboard
from ui.image_view import ImageView
from ui.verify import compositing
from ui.verify.layers import QUESTIONED_TINT, REFERENCE_TINT, Look

# How far a press of a key moves the questioned signature, in pixels of the canvas.
_STEP, _FAR = 0.5, 5.0
_NUDGES = {
    "move_left": (-_STEP, 0.0),
    "move_right": (_STEP, 0.0),
    "move_up": (0.0, -_STEP),
    "move_down": (0.0, _STEP),
    "far_left": (-_FAR, 0.0),
    "far_right": (_FAR, 0.0),
    "far_up": (0.0, -_FAR),
    "far_down": (0.0, _FAR),
}
_DIVIDER_STEPS = {"divider_left": -0.02, "divider_right": 0.02}
_DIVIDER_GRIP_PX = 10.0


@dataclass(frozen=True, slots=True, eq=False)
class Heat:
    """Cells of the canvas in the colours of their differences; `frame` is the canvas."""

    cells: QImage
    frame: QRectF


class Painting(Enum):
    """What a pane paints of the two signatures."""

    REFERENCE = auto()
    QUESTIONED = auto()
    SWIPE = auto()
    OVERLAY = auto()
    DIFFERENCE = auto()


@dataclass(frozen=True, slots=True, eq=False)
class Content:
    """What a pane shows.

    Attributes
    ----------
    painting
        Which of them and how; what needs both takes both.
    reference, questioned
        None where there is none yet.
    place
        From the questioned signature's coordinates into the reference's, which are the scene's.
    heat
        Differences by cells, as `layers.heat` colours them, over the questioned canvas; None for none.
    area
        What the pane can show, in the scene's coordinates; panes with the same area can be linked.
    """

    painting: Painting
    reference: Look | None
    questioned: Look | None
    place: QTransform
    heat: Heat | None
    area: QRectF


class SignatureView(ImageView):
    """Shows signatures in signature coordinates.

    Keys nudge the questioned signature, lay it back, move the divider of the swipe, and blink while they are held.

    Signals
    -------
    nudged
        By how much (QPointF) the questioned signature is to be moved.
    laid_back
        The nudges are to be forgotten.
    blinked
        The key for blinking was pressed (True) or let go (False).
    left
        The keyboard went elsewhere, and with it the release of a held key.
    """

    nudged = Signal(QPointF)
    laid_back = Signal()
    blinked = Signal(bool)
    left = Signal()

    def __init__(self, name: str, keyboard: Keyboard | None = None, parent: QWidget | None = None) -> None:
        super().__init__(name, keyboard, parent)
        self._divider = 0.5
        self._dragging = False
        self.setMouseTracking(True)

    @property
    def content(self) -> Content | None:
        """What is shown."""
        return self._item.content if isinstance(self._item, _SignaturesItem) else None

    @property
    def divider(self) -> float:
        """Where the divider of the swipe is, 0 (left) to 1."""
        return self._divider

    @property
    def pixels_per_unit(self) -> float:
        content = self.content
        if content is None:
            return 1.0
        looks = [look for look in (content.reference, content.questioned) if look is not None]
        return max((1 / look.paper.place.m11() for look in looks), default=1.0)

    def show_content(self, content: Content | None) -> None:
        """Show signatures; None shows the hint."""
        if content is None:
            self._show_item(None)
        elif isinstance(self._item, _SignaturesItem):
            self._item.replace(content)
            self.setSceneRect(content.area)
            if self.fitted:
                self.fit()
            self.viewport().update()
        else:
            self._show_item(_SignaturesItem(content, self))

    def move_divider(self, to: float) -> None:
        """Move the divider of the swipe; 0 is left, 1 right."""
        self._divider = min(max(to, 0.0), 1.0)
        self.viewport().update()

    def act(self, name: str, *, repeated: bool = False) -> bool:
        if name in _NUDGES:
            self.nudged.emit(QPointF(*_NUDGES[name]))
        elif name == "lay_back":
            self.laid_back.emit()
        elif name == "hold_blink":
            if not repeated:
                self.blinked.emit(True)
        elif name in _DIVIDER_STEPS and self._swipes:
            self.move_divider(self._divider + _DIVIDER_STEPS[name])
        else:
            return super().act(name, repeated=repeated)
        return True

    def keyReleaseEvent(self, event: QKeyEvent) -> None:
        # It may have been pressed in another pane, which the blinking took the place of.
        if self.keyboard.lets_go(event, "hold_blink"):
            self.blinked.emit(False)
        super().keyReleaseEvent(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.left.emit()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() is Qt.MouseButton.LeftButton and self._on_divider(event.position()):
            self._dragging = True
        else:
            super().mousePressEvent(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        content = self.content
        if self._dragging and content is not None:
            at = self.mapToScene(event.position().toPoint())
            self.move_divider((at.x() - content.area.left()) / content.area.width())
            return
        super().mouseMoveEvent(event)
        if self._swipes:
            over = self._on_divider(event.position())
            self.viewport().setCursor(Qt.CursorShape.SplitHCursor if over else Qt.CursorShape.OpenHandCursor)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if self._dragging:
            self._dragging = False
        else:
            super().mouseReleaseEvent(event)

    def drawBackground(self, painter: QPainter, rect: QRectF | QRect) -> None:
        super().drawBackground(painter, rect)
        if self.content is not None and self.content.painting in (Painting.OVERLAY, Painting.DIFFERENCE):
            painter.fillRect(rect, Qt.GlobalColor.white)

    def paint_over(self, painter: QPainter) -> None:
        content = self.content
        if content is None:
            return
        if self._swipes:
            x = self._divider_x()
            painter.setPen(QPen(QColor(theme.LIGHT.accent), 2))
            painter.drawLine(QPointF(x, 0), QPointF(x, self.viewport().height()))
            painter.setBrush(QColor(theme.LIGHT.accent))
            painter.drawEllipse(QPointF(x, self.viewport().height() - 14), 6, 6)
        if content.painting in (Painting.OVERLAY, Painting.DIFFERENCE):
            self._paint_legend(painter)
        elif content.painting is Painting.SWIPE:
            self._paint_names(painter)

    @property
    def _swipes(self) -> bool:
        return self.content is not None and self.content.painting is Painting.SWIPE

    def _divider_x(self) -> float:
        area = self.sceneRect()
        return self.viewportTransform().map(QPointF(area.left() + self._divider * area.width(), area.top())).x()

    def _on_divider(self, at: QPointF) -> bool:
        return self._swipes and abs(at.x() - self._divider_x()) <= _DIVIDER_GRIP_PX

    def _paint_legend(self, painter: QPainter) -> None:
        """Say which colour is which."""
        left = 10.0
        line = painter.fontMetrics().height()
        for text, tint in ((self.tr("Reference"), REFERENCE_TINT), (self.tr("Questioned"), QUESTIONED_TINT)):
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(tint)
            painter.drawRoundedRect(QRectF(left, 10 + line / 2 - 5, 18, 10), 2, 2)
            left = _write(painter, text, left + 24, 10.0) + 16

    def _paint_names(self, painter: QPainter) -> None:
        width = painter.fontMetrics().horizontalAdvance(self.tr("Questioned"))
        _write(painter, self.tr("Reference"), 10.0, 10.0)
        _write(painter, self.tr("Questioned"), self.viewport().width() - width - 18.0, 10.0)


def _write(painter: QPainter, text: str, left: float, top: float) -> float:
    """Write on a light ground, for paper is light in both themes; return where it ends."""
    metrics = painter.fontMetrics()
    box = QRectF(left, top, metrics.horizontalAdvance(text) + 8, metrics.height())
    painter.fillRect(box, QColor(255, 255, 255, 210))
    painter.setPen(QColor(theme.LIGHT.text))
    painter.drawText(box, int(Qt.AlignmentFlag.AlignCenter), text)
    return box.right()


class _SignaturesItem(QGraphicsItem):
    """What a pane shows."""

    def __init__(self, content: Content, view: SignatureView) -> None:
        super().__init__()
        self.content, self._view = content, view

    def replace(self, content: Content) -> None:
        self.prepareGeometryChange()
        self.content = content
        self.update()

    def boundingRect(self) -> QRectF:
        return self.content.area

    def paint(self, painter: QPainter, option: QStyleOptionGraphicsItem, widget: QWidget | None = None) -> None:
        shown = self.content
        reference, questioned, place = shown.reference, shown.questioned, shown.place
        if shown.painting is Painting.REFERENCE:
            if reference is not None:
                compositing.paint_paper(painter, reference, QTransform())
        elif questioned is None:
            return
        elif shown.painting is Painting.QUESTIONED or reference is None:
            compositing.paint_paper(painter, questioned, place)
            if shown.heat is not None:
                compositing.paint_heat(painter, questioned, place, shown.heat.cells, shown.heat.frame)
        elif shown.painting is Painting.SWIPE:
            compositing.paint_swipe(painter, reference, questioned, place, shown.area, self._view.divider)
        elif shown.painting is Painting.OVERLAY:
            compositing.paint_overlay(painter, reference, questioned, place)
        else:
            compositing.paint_difference(painter, reference, questioned, place)
