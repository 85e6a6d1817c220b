"""A place whose view is not here yet: what it will do, and the command that does it today."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QHBoxLayout, QLabel, QLineEdit, QPushButton, QVBoxLayout, QWidget

from ui.rail import Place


class Elsewhere(QWidget):
    """Says so, and offers the command to be copied."""

    def __init__(self, place: Place, text: str, command: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        title = QLabel(place.title)
        title.setProperty("title", True)
        self.text = QLabel(text)
        self.text.setWordWrap(True)
        self.text.setMaximumWidth(640)
        self.command = QLineEdit(command)
        self.command.setReadOnly(True)
        self.command.setAccessibleName(self.tr("Command"))
        self.command.setProperty("code", True)
        self.copy = QPushButton(self.tr("Copy"))
        self.copy.setAccessibleName(self.tr("Copy the command"))
        self.copy.clicked.connect(lambda: QGuiApplication.clipboard().setText(self.command.text()))
        line = QHBoxLayout()
        line.addWidget(self.command, 1)
        line.addWidget(self.copy)
        column = QVBoxLayout(self)
        column.setContentsMargins(28, 20, 28, 20)
        column.setSpacing(12)
        column.addWidget(title)
        column.addWidget(self.text)
        column.addLayout(line)
        column.addStretch(1)
        column.setAlignment(Qt.AlignmentFlag.AlignTop)
        self.setFocusProxy(self.command)
