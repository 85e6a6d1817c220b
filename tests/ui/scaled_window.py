"""Open the desk at 1280 x 720 in a language, and print what is cut off in it: for a process of its own.

How much the screen magnifies has to be known to Qt before it starts.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Literal, cast

from PySide6.QtCore import QPoint, QRect
from PySide6.QtWidgets import QAbstractButton, QApplication, QLabel, QScrollArea, QWidget

from sigverify.settings import Settings
from ui import language, theme
from ui.desk import DeskWindow
from ui.pane import Elided
from ui.rail import Place


def cut_off(window: DeskWindow) -> list[str]:
    """Return the texts of what has less room than it needs, or lies outside the window."""
    found = []
    for widget in window.findChildren(QWidget):
        if (
            not isinstance(widget, QLabel | QAbstractButton)
            or not widget.isVisible()
            or isinstance(widget, Elided)
        ):
            continue
        needed, place = widget.minimumSizeHint(), QRect(widget.mapTo(window, QPoint(0, 0)), widget.size())
        inside = window.rect().contains(place) or scrolls(widget, window)
        if widget.text() and not (inside and needed.boundedTo(widget.size()) == needed):
            found.append(f"{widget.text()}: {needed.toTuple()} in {place.getRect()}")
    return found


def scrolls(widget: QWidget, window: DeskWindow) -> bool:
    """Return whether the widget can be scrolled into sight."""
    above = widget.parentWidget()
    while above is not None and above is not window:
        if isinstance(above, QScrollArea):
            return True
        above = above.parentWidget()
    return False


def main(folder: Path, spoken: str) -> None:
    """Print, as JSON, how large the picture is and what is cut off in it."""
    application = QApplication([])
    language.install(application, cast(Literal["en", "de"], spoken))
    theme.apply(application, "light")
    window = DeskWindow(Settings(folder))
    window.resize(1280, 720)
    window.show()
    found: dict[str, list[str]] = {}
    for place in Place:
        window.go_to(place)
        for _ in range(3):  # layouts, then what they made necessary
            application.processEvents()
        shot = window.grab()
        shot.save(str(folder / f"{place.value}.png"))
        found[place.value] = cut_off(window)
    size = [shot.width(), shot.height()]
    window.close()
    window.runner.wait()
    print(json.dumps({"picture": size, "window": [window.width(), window.height()], "cut_off": found}))


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2])
