"""Names from elsewhere are text, never markup: no label and no tooltip takes `<img src=...>` for an image."""

from __future__ import annotations

from html import escape

from PySide6.QtCore import Qt
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QDialog, QLabel, QWidget

from sigverify.visible import visible


def make_plain(window: QWidget) -> None:
    """Let the labels of a window no longer guess from a text whether it is HTML (Qt::mightBeRichText)."""
    for label in window.findChildren(QLabel):
        if label.textFormat() is Qt.TextFormat.AutoText:
            label.setTextFormat(Qt.TextFormat.PlainText)


def plain_tip(text: str) -> str:
    """Return what a tooltip has to be given for it to show the text as it is: it takes markup for markup."""
    shown = visible(text)
    return f'<p style="white-space: pre-wrap">{escape(shown)}</p>' if "<" in shown else shown


class PlainDialog(QDialog):
    """A dialog whose labels show names as they are."""

    def showEvent(self, event: QShowEvent) -> None:
        make_plain(self)
        super().showEvent(event)
