"""A picture that can be zoomed, and that files and images can be dropped on."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QMimeData, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QDragEnterEvent,
    QDragLeaveEvent,
    QDragMoveEvent,
    QDropEvent,
    QFocusEvent,
    QImage,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QResizeEvent,
    QTransform,
    QWheelEvent,
)
from PySide6.QtWidgets import (
    QGraphicsItem,
    QGraphicsScene,
    QGraphicsView,
    QStyleOptionGraphicsItem,
    QWidget,
)

from ui import theme
from ui.commands import Keyboard
from ui.images import Picture

_STEP = 1.25
_LEAST, _MOST = 0.02, 32.0


class ImageView(QGraphicsView):
    """Shows one picture, fitted until the user zooms by wheel or key; a key that is held shows it one to one.

    The scene is in pixels of the scan, or in what a derived view says. The zoom stays from picture to picture.
    `keyboard` has the keys; without one they are the usual ones.

    Signals
    -------
    files_dropped
        Local files (list of Path) that were dropped here.
    image_dropped
        An image (QImage) that was dragged here out of another program.
    looked
        The user zoomed or moved what is shown.
    """

    files_dropped = Signal(list)
    image_dropped = Signal(QImage)
    looked = Signal()

    def __init__(self, name: str, keyboard: Keyboard | None = None, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.keyboard = keyboard or Keyboard()
        self.setScene(QGraphicsScene(self))
        self.setAccessibleName(name)
        self.setAcceptDrops(True)
        self.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        self.setTransformationAnchor(QGraphicsView.ViewportAnchor.AnchorUnderMouse)
        self.setDragMode(QGraphicsView.DragMode.ScrollHandDrag)
        # What is painted over the picture keeps its width while the picture is zoomed.
        self.setViewportUpdateMode(QGraphicsView.ViewportUpdateMode.FullViewportUpdate)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setMinimumSize(200, 90)
        self._item: QGraphicsItem | None = None
        self._fitted = True
        self._before_one_to_one: QTransform | None = None
        self._under_drop = False
        self._title, self._hint = "", ""

    def sizeHint(self) -> QSize:
        return QSize(560, 300)

    @property
    def picture(self) -> Picture | None:
        """What is shown."""
        return self._item.picture if isinstance(self._item, _PictureItem) else None

    @property
    def fitted(self) -> bool:
        """Whether all of the picture is shown, and will be when the view changes its size."""
        return self._fitted

    @property
    def pixels_per_unit(self) -> float:
        """How many pixels of the scan a unit of the scene has."""
        return 1.0

    def set_hint(self, title: str, hint: str) -> None:
        """Say what is missing, and what to do next, for as long as there is no picture.

        The hint may name keys, as `Keyboard.told` has it.
        """
        self._title, self._hint = title, hint
        self._describe()
        self.viewport().update()

    def show_picture(self, picture: Picture | None) -> None:
        """Show a picture; None shows the hint."""
        if picture is not self.picture:
            self._show_item(None if picture is None else _PictureItem(picture))

    def fit(self) -> None:
        """Show the whole picture as large as it goes, but not blown up beyond four times its pixels."""
        self._fitted = True
        if self._item is None:
            return
        self.fitInView(self.sceneRect(), Qt.AspectRatioMode.KeepAspectRatio)
        scale, most = self.transform().m11(), 4 * self.pixels_per_unit
        if scale > most:
            self.scale(most / scale, most / scale)

    def zoom(self, factor: float) -> None:
        """Zoom in by a factor above one, out by one below."""
        if self._item is None:
            return
        scale = self.transform().m11()
        least, most = _LEAST * self.pixels_per_unit, _MOST * self.pixels_per_unit
        factor = min(max(scale * factor, least), most) / scale
        self._fitted = False
        self.scale(factor, factor)
        self.looked.emit()

    def look_like(self, other: ImageView) -> None:
        """Show the same part of the scene as another view."""
        self._fitted = other.fitted
        self.setTransform(other.transform())
        self.centerOn(other.mapToScene(other.viewport().rect().center()))

    def _show_item(self, item: QGraphicsItem | None) -> None:
        self.scene().clear()
        self._item = item
        if item is not None:
            self.scene().addItem(item)
            self.setSceneRect(item.boundingRect())
        if self._fitted:
            self.fit()
        self._describe()
        self.viewport().update()

    def _describe(self) -> None:
        self.setAccessibleDescription("" if self._item else f"{self._title}. {self.keyboard.told(self._hint)}")

    def wheelEvent(self, event: QWheelEvent) -> None:
        turned = event.angleDelta().y()
        if turned:
            self.zoom(_STEP ** (turned / 120))
        event.accept()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        name = self.keyboard.heard(event)
        if name is None or not self.act(name, repeated=event.isAutoRepeat()):
            super().keyPressEvent(event)

    def keyReleaseEvent(self, event: QKeyEvent) -> None:
        if self.keyboard.lets_go(event, "hold_one_to_one"):
            self._let_go()
        super().keyReleaseEvent(event)

    def act(self, name: str, *, repeated: bool = False) -> bool:
        """Do what a command says; `repeated` tells that its key is still held.

        Returns
        -------
        Whether this view knows the command.
        """
        match name:
            case "zoom_in":
                self.zoom(_STEP)
            case "zoom_out":
                self.zoom(1 / _STEP)
            case "fit":
                self.fit()
                self.looked.emit()
            case "hold_one_to_one":
                if not repeated:
                    self._one_to_one()
            case _:
                return False
        return True

    def focusOutEvent(self, event: QFocusEvent) -> None:
        # The release of a held key goes to whoever has the focus then.
        self._let_go()
        super().focusOutEvent(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        super().mouseMoveEvent(event)
        if event.buttons() & Qt.MouseButton.LeftButton and self.dragMode() is self.DragMode.ScrollHandDrag:
            self.looked.emit()

    def _one_to_one(self) -> None:
        """Show the scan's pixels as pixels of the screen, until the key is let go."""
        if self._item is None:
            return
        self._before_one_to_one = self.transform()
        scale = self.pixels_per_unit / self.devicePixelRatioF()
        self.setTransform(QTransform.fromScale(scale, scale))

    def _let_go(self) -> None:
        if self._before_one_to_one is not None:
            self.setTransform(self._before_one_to_one)
            self._before_one_to_one = None

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if self._fitted:
            self.fit()

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        painter = QPainter(self.viewport())
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if self._item is None:
            self._paint_hint(painter)
        self.paint_over(painter)
        if self._under_drop:
            self._paint_drop(painter)
        painter.end()

    def paint_over(self, painter: QPainter) -> None:
        """Paint over the picture, in the viewport's pixels; views with a box do."""

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        self._under_drop = event.mimeData().hasImage() or bool(local_files(event.mimeData()))
        self._accept_drag(event)
        self.viewport().update()

    def dragMoveEvent(self, event: QDragMoveEvent) -> None:
        self._accept_drag(event)

    def dragLeaveEvent(self, event: QDragLeaveEvent) -> None:
        self._under_drop = False
        self.viewport().update()

    def dropEvent(self, event: QDropEvent) -> None:
        self._under_drop = False
        self.viewport().update()
        files = local_files(event.mimeData())
        event.acceptProposedAction()
        # Some programs offer both the file and its pixels: only the file has a resolution.
        if files:
            self.files_dropped.emit(files)
        elif event.mimeData().hasImage():
            self.image_dropped.emit(QImage(event.mimeData().imageData()))

    def _accept_drag(self, event: QDragMoveEvent) -> None:
        if self._under_drop:
            event.acceptProposedAction()
        else:
            event.ignore()

    def _paint_hint(self, painter: QPainter) -> None:
        colours = theme.of(self)
        area = QRectF(self.viewport().rect()).adjusted(16, 8, -16, -8)
        font = painter.font()
        font.setBold(True)
        painter.setFont(font)
        painter.setPen(QColor(colours.text))
        wrapped = Qt.TextFlag.TextWordWrap | Qt.AlignmentFlag.AlignHCenter
        line = painter.fontMetrics().height()
        font.setBold(False)
        told = self.keyboard.told(self._hint)
        hint = painter.boundingRect(area, int(wrapped), told)
        top = area.center().y() - (line * 1.4 + hint.height()) / 2
        painter.drawText(QRectF(area.left(), top, area.width(), line * 1.2), int(wrapped), self._title)
        painter.setFont(font)
        painter.setPen(QColor(colours.muted))
        painter.drawText(QRectF(area.left(), top + line * 1.4, area.width(), area.height()), int(wrapped), told)

    def _paint_drop(self, painter: QPainter) -> None:
        accent = QColor(theme.of(self).accent)
        painter.setPen(QPen(accent, 3, Qt.PenStyle.DashLine))
        accent.setAlpha(40)
        painter.setBrush(accent)
        painter.drawRoundedRect(QRectF(self.viewport().rect()).adjusted(4, 4, -4, -4), 6, 6)


class _PictureItem(QGraphicsItem):
    """A picture in pixels of its scan, drawn from the level that is nearest to its size on the screen."""

    def __init__(self, picture: Picture) -> None:
        super().__init__()
        self.picture = picture

    def boundingRect(self) -> QRectF:
        return QRectF(0, 0, self.picture.width, self.picture.height)

    def paint(self, painter: QPainter, option: QStyleOptionGraphicsItem, widget: QWidget | None = None) -> None:
        density = painter.device().devicePixelRatioF()
        level = self.picture.level_for(self.picture.width * painter.worldTransform().m11() * density)
        painter.drawImage(self.boundingRect(), level)


def local_files(mime: QMimeData) -> list[Path]:
    """Return the local files that are being dragged or pasted."""
    return [Path(url.toLocalFile()) for url in mime.urls() if url.isLocalFile()]
