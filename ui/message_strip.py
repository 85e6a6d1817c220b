"""One message over the view: what is wrong, with which file, what to do. Never in the way, never modal."""

from __future__ import annotations

import traceback
from collections.abc import Callable

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QAccessible, QAccessibleEvent, QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPlainTextEdit, QPushButton, QVBoxLayout, QWidget

from sigverify.errors import SigverifyError
from sigverify.visible import visible
from ui import icons, theme
from ui.buttons import named_button


class MessageStrip(QFrame):
    """Hidden until there is something to say."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("message")
        self.setAccessibleName(self.tr("Message"))
        self._lasting = False
        self._text = QLabel()
        self._text.setWordWrap(True)
        self._text.setTextFormat(Qt.TextFormat.PlainText)
        self._text.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._more = QPushButton(self.tr("Details"))
        self._more.setCheckable(True)
        self._more.setAccessibleName(self.tr("Details of the message"))
        self._undo = named_button(self.tr("Undo"), self.tr("Undo what the message tells"))
        self._undo.clicked.connect(self._take_back)
        self._taking_back: Callable[[], None] | None = None
        close = QPushButton(self.tr("Dismiss"))
        close.setAccessibleName(self.tr("Dismiss the message"))
        self._details = QPlainTextEdit()
        self._details.setReadOnly(True)
        self._details.setAccessibleName(self.tr("Details of the message"))
        self._details.setMaximumHeight(140)
        row = QHBoxLayout()
        row.addWidget(_Sign())
        row.addWidget(self._text, 1)
        row.addWidget(self._undo)
        row.addWidget(self._more)
        row.addWidget(close)
        column = QVBoxLayout(self)
        column.setContentsMargins(10, 6, 8, 6)
        column.addLayout(row)
        column.addWidget(self._details)
        self._more.toggled.connect(self._details.setVisible)
        close.clicked.connect(self.hide)
        self.hide()

    @property
    def text(self) -> str:
        """What is said, "" while hidden."""
        return "" if self.isHidden() else self._text.text()

    @property
    def details(self) -> str:
        """What is behind the button."""
        return self._details.toPlainText()

    def show_error(self, error: Exception, *, lasting: bool = False) -> None:
        """Tell of an error: of one that the user can act on what to do, of a bug that it is one."""
        details = "".join(traceback.format_exception(error))
        if isinstance(error, SigverifyError):
            more = str(error) + (f"\n\n{details}" if error.__cause__ else "")
            self.say(_spelt(error), more, lasting=lasting)
        else:
            self.say(
                self.tr(
                    "Something went wrong inside sigverify ({kind}). Nothing was lost. "
                    "The details say what; they are in the log too."
                ).format(kind=type(error).__name__),
                details,
                lasting=lasting,
            )

    def settle(self) -> None:
        """Hide what something that succeeded has put right; a lasting message stays until it is dismissed."""
        if not self._lasting:
            self.hide()

    def say(
        self, text: str, details: str = "", *, lasting: bool = False, undo: Callable[[], None] | None = None
    ) -> None:
        """Show a message until it is dismissed, settled or followed by another; `undo` takes its deed back."""
        self._lasting = lasting
        self._taking_back = undo
        self._undo.setVisible(undo is not None)
        self._text.setText(text)
        self._details.setPlainText(details)
        self._more.setChecked(False)
        self._more.setVisible(bool(details))
        self._details.hide()
        self.setAccessibleDescription(text)
        self.show()
        QAccessible.updateAccessibility(QAccessibleEvent(self, QAccessible.Event.Alert))

    def _take_back(self) -> None:
        self.hide()
        if self._taking_back is not None:
            self._taking_back()


class _Sign(QWidget):
    """An exclamation mark in a triangle."""

    def sizeHint(self) -> QSize:
        return QSize(22, 22)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        icons.paint(painter, icons.attention, QRectF(0, 0, 22, self.height()), QColor(theme.of(self).text))
        painter.end()


def _spelt(error: SigverifyError) -> str:
    """Name the file by its name: the folder is in the details."""
    about = f"{error.path.name} {error.problem}" if error.path is not None else error.problem
    text = f"{about[0].upper()}{about[1:]}" if error.path is None else about
    return visible(f"{text}. {error.advice}." if error.advice else f"{text}.")
