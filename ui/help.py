"""Help, a page for each place of the desk, and the list of shortcuts; all of it is installed with the program."""

from __future__ import annotations

from html import escape

from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtWidgets import QDialog, QHBoxLayout, QListWidget, QTextBrowser, QVBoxLayout, QWidget

from ui.commands import COMMANDS, Keyboard
from ui.language import ASSETS
from ui.rail import Place


class HelpWindow(QDialog):
    """The pages by their names, and the one that was chosen; it does not hold up the desk, and Esc closes it."""

    def __init__(self, parent: QWidget, place: Place) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(self.tr("Help"))
        self._pages = help_pages()
        self.places = QListWidget()
        self.places.setAccessibleName(self.tr("Pages of the help"))
        self.places.addItems([place.title for place in Place])
        self.places.setFixedWidth(150)
        self.page = _browser(self.tr("Help"))
        row = QHBoxLayout(self)
        row.addWidget(self.places)
        row.addWidget(self.page, 1)
        self.places.currentRowChanged.connect(lambda row: self.page.setMarkdown(self._pages[list(Place)[row]]))
        self.show_place(place)
        # Read with the arrow keys at once.
        self.page.setFocus()
        self.resize(820, 640)

    def show_place(self, place: Place) -> None:
        """Show the page of a place."""
        self.places.setCurrentRow(list(Place).index(place))


def help_pages() -> dict[Place, str]:
    """Return the page of each place, Markdown, in the desk's language."""
    # The name of the file is part of the translation.
    name = QCoreApplication.translate("Help", "help.en.md")
    pages = ("\n" + (ASSETS / name).read_text(encoding="utf-8")).split("\n# ")[1:]
    return {place: f"# {page}" for place, page in zip(Place, pages, strict=True)}


def show_help(parent: QWidget, place: Place) -> HelpWindow:
    """Show how a place of the desk is worked at; in the window that is open already, where one is."""
    window = parent.findChild(HelpWindow)
    if window is None:
        window = HelpWindow(parent, place)
    window.show_place(place)
    window.show()
    window.raise_()
    return window


def show_shortcuts(parent: QWidget, keyboard: Keyboard) -> QDialog:
    """Show all keys as they are at the moment."""
    translate = QCoreApplication.translate
    rows: list[str] = []
    group = ""
    for command in COMMANDS:
        if command.group != group:
            group = command.group
            rows.append(_heading(translate("Commands", group)))
        rows.append(_row(keyboard.shown(command.name), command.label))
    window = QDialog(parent)
    window.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    window.setWindowTitle(translate("Help", "Shortcuts"))
    browser = _browser(window.windowTitle())
    browser.setHtml(f"<table cellspacing=4>{''.join(rows)}</table>")
    QVBoxLayout(window).addWidget(browser)
    window.resize(640, 620)
    window.show()
    return window


def _heading(text: str) -> str:
    return f"<tr><td colspan=2><br><b>{escape(text)}</b></td></tr>"


def _row(keys: str, text: str) -> str:
    return f"<tr><td><code>{escape(keys)}</code>&nbsp;&nbsp;</td><td>{escape(text)}</td></tr>"


def _browser(name: str) -> QTextBrowser:
    browser = QTextBrowser()
    browser.setAccessibleName(name)
    browser.setOpenExternalLinks(False)
    return browser
