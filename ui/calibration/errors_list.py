"""The signatures that a threshold judges wrongly, the worst first."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QIcon, QPixmap
from PySide6.QtWidgets import QListView, QListWidget, QListWidgetItem, QWidget

from ui.calibration.clerk import THUMBNAIL, WrongPair
from ui.plain_text import plain_tip

_ROLE = Qt.ItemDataRole.UserRole


class ErrorsList(QListWidget):
    """Thumbnails in one row; Enter or a double click looks at a pair in Verify.

    Signals
    -------
    opened
        The WrongPair to look at.
    """

    opened = Signal(WrongPair)

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(name)
        self.setViewMode(QListView.ViewMode.IconMode)
        self.setFlow(QListView.Flow.LeftToRight)
        self.setWrapping(False)
        self.setMovement(QListView.Movement.Static)
        self.setIconSize(THUMBNAIL)
        self.setTextElideMode(Qt.TextElideMode.ElideMiddle)
        self.setFixedHeight(THUMBNAIL.height() + self.fontMetrics().height() + 34)
        self.itemActivated.connect(lambda item: self.opened.emit(item.data(_ROLE)))

    def show_pairs(self, pairs: Sequence[WrongPair]) -> None:
        """Show other pairs."""
        self.clear()
        for one in pairs:
            file = Path(one.questioned).name
            item = QListWidgetItem(f"{one.similarity:.2f}  {file}")
            if one.image is not None:
                item.setIcon(QIcon(QPixmap.fromImage(one.image)))
            item.setData(_ROLE, one)
            told = self.tr("{file}, similarity {similarity:.2f}").format(file=file, similarity=one.similarity)
            item.setData(Qt.ItemDataRole.AccessibleTextRole, told)
            item.setToolTip(plain_tip(one.questioned))
            line = self.fontMetrics().height()
            item.setSizeHint(QSize(THUMBNAIL.width() + 16, THUMBNAIL.height() + line + 10))
            self.addItem(item)
        self.scheduleDelayedItemsLayout()
