"""A part of the desk with its heading, a caption and its buttons."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QSizePolicy, QSpinBox, QVBoxLayout, QWidget

from ui.plain_text import plain_tip


class Pane(QWidget):
    """Heading and caption on the left of a line, controls on its right, the content under it."""

    def __init__(self, heading: str, content: QWidget, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._heading = QLabel(heading)
        self._heading.setProperty("heading", True)
        self._caption = Elided()
        self._line = QHBoxLayout()
        self._line.setSpacing(6)
        # As high as a button, so that neighbours stand level whether they have one or not.
        self._heading.setMinimumHeight(QPushButton(heading).sizeHint().height())
        self._line.addWidget(self._heading)
        self._line.addWidget(self._caption, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        column.addLayout(self._line)
        column.addWidget(content, 1)

    def set_heading(self, heading: str, caption: str = "") -> None:
        """Name what is shown."""
        self._heading.setText(heading)
        self._caption.setText(caption)
        self._caption.setToolTip(plain_tip(caption))

    @property
    def caption(self) -> str:
        return self._caption.text()

    def add_button(self, text: str, name: str, tip: str) -> QPushButton:
        """Add a button at the right end."""
        button = QPushButton(text)
        button.setAccessibleName(name)
        button.setToolTip(tip)
        self._line.addWidget(button)
        return button

    def add_page_picker(self, name: str) -> QSpinBox:
        """Add a field for the page, hidden while there is only one."""
        picker = QSpinBox()
        picker.setAccessibleName(name)
        picker.setPrefix(self.tr("page "))
        picker.setKeyboardTracking(False)
        picker.hide()
        self._line.addWidget(picker)
        return picker


def show_page(picker: QSpinBox, page: int, pages: int) -> None:
    """Show which page of how many, without asking for it."""
    picker.blockSignals(True)
    picker.setRange(1, pages)
    picker.setSuffix(QCoreApplication.translate("Pane", " of {pages}").format(pages=pages))
    picker.setValue(page)
    picker.setVisible(pages > 1)
    picker.blockSignals(False)


class Elided(QLabel):
    """A line that ends in an ellipsis where there is no room for all of it."""

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("muted", True)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)

    def minimumSizeHint(self) -> QSize:
        return QSize(0, super().minimumSizeHint().height())

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        text = self.fontMetrics().elidedText(self.text(), Qt.TextElideMode.ElideMiddle, self.width())
        painter.setPen(self.palette().windowText().color())
        painter.drawText(self.rect(), int(Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft), text)
        painter.end()
