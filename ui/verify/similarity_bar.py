"""Similarity against threshold on one scale, with the margin between them."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from ui import theme
from ui.wording import margin


class SimilarityBar(QWidget):
    """Shows two numbers from 0 to 1; empty where nothing was scored."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(self.tr("Similarity and threshold"))
        self._similarity: float | None = None
        self._threshold: float | None = None
        self.show_values(None, None)

    def sizeHint(self) -> QSize:
        return QSize(380, self.minimumSizeHint().height())

    def minimumSizeHint(self) -> QSize:
        return QSize(280, self.fontMetrics().height() * 2 + 30)

    def show_values(self, similarity: float | None, threshold: float | None) -> None:
        """Show a similarity and the threshold; None where there is none."""
        self._similarity, self._threshold = similarity, threshold
        if similarity is None or threshold is None:
            self.setAccessibleDescription(self.tr("No similarity: nothing was scored"))
        else:
            self.setAccessibleDescription(
                self.tr("Similarity {similarity:.2f}, threshold {threshold:.2f}, {margin}").format(
                    similarity=similarity, threshold=threshold, margin=margin(similarity, threshold)
                )
            )
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        line = self.fontMetrics().height()
        self._paint_scale(painter, QRectF(8, line + 12, self.width() - 16, 8))
        painter.end()

    def _paint_scale(self, painter: QPainter, track: QRectF) -> None:
        colours = theme.of(self)
        if self._similarity is None or self._threshold is None:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(colours.border))
            painter.drawRoundedRect(track, 4, 4)
            self._label(painter, track.center().x(), track.bottom() + 6, self.tr("no similarity"), colours.muted)
            return
        threshold = track.left() + self._threshold * track.width()
        similarity = track.left() + self._similarity * track.width()
        alike = self._similarity >= self._threshold
        colour = colours.accept if alike else colours.flag
        painter.setPen(Qt.PenStyle.NoPen)
        for left, right, shade in (
            (track.left(), threshold, colours.flag),
            (threshold, track.right(), colours.accept),
        ):
            tint = QColor(shade)
            tint.setAlpha(56)
            painter.setBrush(tint)
            painter.drawRect(QRectF(left, track.top(), right - left, track.height()))
        painter.setBrush(QColor(colour))
        left, right = sorted((threshold, similarity))
        painter.drawRect(QRectF(left, track.top() + 1.5, right - left, track.height() - 3))
        painter.setPen(QPen(QColor(colours.text), 2.5))
        painter.drawLine(QPointF(threshold, track.top() - 6), QPointF(threshold, track.bottom() + 6))
        painter.setPen(QPen(QColor(colours.base), 2))
        painter.setBrush(QColor(colour))
        painter.drawEllipse(QPointF(similarity, track.center().y()), 8, 8)
        above = track.top() - 8 - self.fontMetrics().height()
        below = track.bottom() + 7
        limit = self.tr("threshold {threshold:.2f}").format(threshold=self._threshold)
        self._label(painter, threshold, below, limit, colours.text)
        said = self.tr("similarity {similarity:.2f}, {margin}").format(
            similarity=self._similarity, margin=margin(self._similarity, self._threshold)
        )
        self._label(painter, similarity, above, said, colour, bold=True)

    def _label(
        self, painter: QPainter, x: float, top: float, text: str, colour: str, *, bold: bool = False
    ) -> None:
        """Write centred at x, but inside the widget."""
        font = painter.font()
        font.setBold(bold)
        painter.setFont(font)
        painter.setPen(QColor(colour))
        metrics = painter.fontMetrics()
        width = metrics.horizontalAdvance(text) + 2
        left = min(max(x - width / 2, 0.0), self.width() - width)
        painter.drawText(QRectF(left, top, width, metrics.height()), int(Qt.AlignmentFlag.AlignCenter), text)
