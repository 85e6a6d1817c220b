"""The references compared with each other: one that matches no other is marked."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from ui import theme

_CELL = 40.0
_MARGIN = 40.0


class ReferenceMatrix(QWidget):
    """A square of similarities; the darker, the less alike. A marked row has its name in a frame."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(self.tr("References compared with each other"))
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Preferred)
        self._names: tuple[str, ...] = ()
        self._similarities: NDArray[np.float64] | None = None
        self._marked: frozenset[int] = frozenset()

    def show_matrix(
        self, names: Sequence[str], similarities: NDArray[np.float64] | None, marked: Sequence[int]
    ) -> None:
        """Show similarities, float (n, n), of the references of these names; mark some of them."""
        self._names, self._similarities, self._marked = tuple(names), similarities, frozenset(marked)
        self.setAccessibleDescription(self._spelt())
        self.updateGeometry()
        self.update()

    @property
    def marked(self) -> frozenset[int]:
        return self._marked

    def sizeHint(self) -> QSize:
        side = round(_MARGIN + _CELL * max(len(self._names), 2)) + 4
        return QSize(side, side)

    def minimumSizeHint(self) -> QSize:
        return QSize(160, 120)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        colours = theme.of(self)
        if self._similarities is None or len(self._names) < 2:
            painter.setPen(QColor(colours.muted))
            middle = int(Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignLeft | Qt.TextFlag.TextWordWrap)
            painter.drawText(self.rect().adjusted(0, 4, 0, 0), middle, self._missing())
            painter.end()
            return
        count = len(self._names)
        cell = min(_CELL, (self.width() - _MARGIN) / count, (self.height() - _MARGIN) / count)
        for row in range(count):
            self._paint_name(painter, row, QRectF(0, _MARGIN / 2 + row * cell, _MARGIN - 4, cell))
            self._paint_name(painter, row, QRectF(_MARGIN + row * cell, 0, cell, _MARGIN / 2 - 2))
            for column in range(count):
                box = QRectF(_MARGIN + column * cell, _MARGIN / 2 + row * cell, cell, cell).adjusted(1, 1, -1, -1)
                self._paint_cell(painter, row, column, box, colours)
        painter.end()

    def _paint_cell(self, painter: QPainter, row: int, column: int, box: QRectF, colours: theme.Theme) -> None:
        assert self._similarities is not None
        value = float(self._similarities[row, column])
        painter.setPen(Qt.PenStyle.NoPen)
        if np.isnan(value):
            painter.setBrush(QColor(colours.border))
            painter.drawRoundedRect(box, 3, 3)
            return
        shade = QColor(colours.text)
        shade.setAlphaF(0.05 + 0.75 * (1.0 - value))
        painter.setBrush(shade)
        painter.drawRoundedRect(box, 3, 3)
        painter.setPen(QColor(colours.base if value < 0.45 else colours.text))
        painter.drawText(box, int(Qt.AlignmentFlag.AlignCenter), f"{value:.2f}")

    def _paint_name(self, painter: QPainter, at: int, box: QRectF) -> None:
        colours = theme.of(self)
        marked = at in self._marked
        painter.setPen(QColor(colours.flag if marked else colours.text))
        painter.drawText(box, int(Qt.AlignmentFlag.AlignCenter), self._names[at])
        if marked:
            painter.setPen(QPen(QColor(colours.flag), 1.5))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(box.adjusted(4, 2, -4, -2), 4, 4)

    def _missing(self) -> str:
        if len(self._names) < 2:
            return self.tr("With two references or more, they are compared with each other here.")
        return self.tr(
            "Without a calibration profile of this model, references cannot be compared with each other."
        )

    def _spelt(self) -> str:
        if self._similarities is None or len(self._names) < 2:
            return self._missing()
        pairs = [
            f"{self._names[row]}–{self._names[column]} {self._similarities[row, column]:.2f}"
            for row in range(len(self._names))
            for column in range(row)
        ]
        said = [self.tr("{name} matches no other").format(name=self._names[at]) for at in sorted(self._marked)]
        return "; ".join([*said, *pairs])
