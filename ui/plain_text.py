"""Names from elsewhere are text, never markup: no label and no tooltip takes `<img src=...>` for an image."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtWidgets import QApplication, QLabel


class _Plain(QObject):
    """Makes labels plain before they are first shown, unless told to be rich; tooltips are labels, too."""

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if (
            event.type() is QEvent.Type.Polish
            and isinstance(watched, QLabel)
            and watched.textFormat() is Qt.TextFormat.AutoText
        ):
            watched.setTextFormat(Qt.TextFormat.PlainText)
        return False


def install(application: QApplication) -> None:
    """Let Qt no longer guess from a text whether it is HTML (Qt::mightBeRichText)."""
    if application.findChild(_Plain) is None:
        application.installEventFilter(_Plain(application))
