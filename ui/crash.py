"""When something inside sigverify has failed: say so, keep the desk open, let the details be copied."""

from __future__ import annotations

import logging
import platform
import sys
import types
from collections.abc import Callable
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtGui import QFontDatabase, QGuiApplication
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPlainTextEdit, QPushButton, QVBoxLayout, QWidget

from sigverify import logs
from ui.plain_text import PlainDialog

_log = logging.getLogger(__name__)
_PACKAGES = ("sigverify", "PySide6_Essentials", "numpy", "opencv-python-headless", "onnxruntime", "SQLAlchemy")

Hook = Callable[[type[BaseException], BaseException, types.TracebackType | None], None]


class CrashDialog(PlainDialog):
    """Tells of a failure that nothing caught; images and account data are never part of its details."""

    def __init__(self, details: str, log: Path, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(self.tr("Something went wrong"))
        text = QLabel(
            self.tr(
                "Something inside sigverify has failed. Decisions that were made are on record. You can go on; "
                "if it comes back, close the desk and open it again. Whoever looks after sigverify can use the "
                "details: they hold no images and no account data."
            )
        )
        text.setWordWrap(True)
        self.log = QLabel(self.tr("The log has them too: {path}").format(path=log))
        self.log.setWordWrap(True)
        self.log.setTextFormat(Qt.TextFormat.PlainText)
        self.log.setTextInteractionFlags(
            Qt.TextInteractionFlag.TextSelectableByMouse | Qt.TextInteractionFlag.TextSelectableByKeyboard
        )
        self.details = QPlainTextEdit(details)
        self.details.setReadOnly(True)
        self.details.setAccessibleName(self.tr("Details"))
        self.details.setFont(QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont))
        self.copy = QPushButton(self.tr("Copy the details"))
        self.copy.setAccessibleName(self.tr("Copy the details"))
        self.copy.clicked.connect(lambda: QGuiApplication.clipboard().setText(self.details.toPlainText()))
        close = QPushButton(self.tr("Go on"))
        close.setAccessibleName(self.tr("Close this message and go on"))
        close.setDefault(True)
        close.clicked.connect(self.close)
        buttons = QHBoxLayout()
        buttons.addStretch(1)
        buttons.addWidget(self.copy)
        buttons.addWidget(close)
        column = QVBoxLayout(self)
        column.addWidget(text)
        column.addWidget(self.details, 1)
        column.addWidget(self.log)
        column.addLayout(buttons)
        self.resize(680, 420)

    @staticmethod
    def hook(window: QWidget, log: Path) -> Hook:
        """Return what Python is to do with an exception that nothing caught: log it, and tell it over a window."""

        def tell(kind: type[BaseException], error: BaseException, trace: types.TracebackType | None) -> None:
            _log.critical("Uncaught in the window", exc_info=(kind, error, trace))
            # One is enough: a failure in painting comes back with every frame.
            if isinstance(error, Exception) and not window.findChildren(CrashDialog):
                CrashDialog(diagnostics(error), log, window).show()

        return tell


def diagnostics(error: BaseException) -> str:
    """Return what helps to find a failure: its kind, where it happened, and the versions.

    The error's own text may name files, accounts and people, so that only its type and the lines of code are told.
    """
    lines = [*logs.frames(error), "", f"Python {sys.version.split()[0]} on {platform.platform()}"]
    lines += [f"{name} {_version(name)}" for name in _PACKAGES]
    return "\n".join(lines)


def _version(package: str) -> str:
    try:
        return version(package)
    except PackageNotFoundError:
        return "not installed"
