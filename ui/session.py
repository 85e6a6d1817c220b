"""From the first window to the last: desks follow each other in another language, or on another data folder."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QTimer
from PySide6.QtGui import QIcon
from PySide6.QtWidgets import QApplication

from sigverify import heap, logs
from sigverify.settings import Settings
from ui import language, theme
from ui.crash import CrashDialog
from ui.desk import DeskWindow

_LOOK_EVERY_MS = 100


def run(settings: Settings, cheques: Sequence[Path] = (), picture: Path | None = None) -> int:
    """Open the desk and return its exit status when it is closed.

    Parameters
    ----------
    cheques
        Scans or a folder of them, to be gone through.
    picture
        File for a picture of the window, which is closed once it is taken: status 1 where it cannot be.
    """
    heap.use_one_arena()
    application = QApplication.instance() or QApplication(sys.argv[:1])
    assert isinstance(application, QApplication)
    application.setApplicationName("sigverify")
    application.setApplicationDisplayName("sigverify")
    # By this name a desktop finds the entry of its menu.
    application.setDesktopFileName("sigverify")
    application.setWindowIcon(QIcon(str(language.ASSETS / "sigverify.png")))
    before: DeskWindow | None = None
    came_from: Settings | None = None
    while True:
        language.install(application, settings.language)
        theme.apply(application, settings.theme)
        window = DeskWindow(settings, came_from=came_from) if before is None else DeskWindow.in_place_of(before)
        # The desktop may change its colours while the window is open.
        follow = application.styleHints().colorSchemeChanged.connect(
            lambda _, window=window: theme.apply(application, window.settings.theme)
        )
        previous = sys.excepthook
        sys.excepthook = CrashDialog.hook(window, logs.path_of(settings.data_folder))
        try:
            window.show()
            window.open_files(cheques)
            cheques = ()
            if picture is not None:
                _take_picture(window, picture)
            # Whether the picture is there is the status then, and not that the window was closed.
            application.setQuitOnLastWindowClosed(picture is None)
            status = application.exec()
        finally:
            sys.excepthook = previous
            application.setQuitOnLastWindowClosed(True)
            application.styleHints().colorSchemeChanged.disconnect(follow)
        window.runner.wait()
        if before is not None:
            before.deleteLater()
        before, settings = window, window.settings
        if window.goes_to is not None:
            # One way in and the same way back.
            came_from = settings if came_from is None else None
            before, settings = None, window.goes_to
            window.deleteLater()
        elif not window.opens_again:
            return status


def _take_picture(window: DeskWindow, file: Path) -> None:
    """Save a picture of a window once nothing runs in it any more, and end the application."""
    look_again = QTimer(window)
    look_again.setInterval(_LOOK_EVERY_MS)

    def look() -> None:
        if window.standing is not None and window.runner.idle:
            look_again.stop()
            kept = window.loaded is not None and window.grab().save(str(file))
            window.close()
            QApplication.exit(0 if kept else 1)

    look_again.timeout.connect(look)
    look_again.start()
