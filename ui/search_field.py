"""A line to search in, with a button that clears it."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QLineEdit, QToolButton


class SearchField(QLineEdit):
    """`name` is what screen readers say, `hint` what the empty line shows."""

    def __init__(self, name: str, hint: str) -> None:
        super().__init__()
        self.setAccessibleName(name)
        self.setPlaceholderText(hint)
        self.setClearButtonEnabled(True)
        for clear in self.findChildren(QToolButton):
            clear.setAccessibleName(QCoreApplication.translate("SearchField", "Clear the search"))
