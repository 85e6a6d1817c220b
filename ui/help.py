"""Help, and the list of shortcuts."""

from __future__ import annotations

from html import escape

from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtWidgets import QDialog, QTextBrowser, QVBoxLayout, QWidget

from ui.commands import COMMANDS, Keyboard
from ui.language import ASSETS


def show_help(parent: QWidget) -> QDialog:
    """Show how the desk is worked at."""
    translate = QCoreApplication.translate
    # The name of the file is part of the translation.
    text = (ASSETS / translate("Help", "help.en.md")).read_text(encoding="utf-8")
    window = _window(parent, translate("Help", "Help"))
    window.findChild(QTextBrowser).setMarkdown(text)  # type: ignore[union-attr]
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
    window = _window(parent, translate("Help", "Shortcuts"))
    window.findChild(QTextBrowser).setHtml(f"<table cellspacing=4>{''.join(rows)}</table>")  # type: ignore[union-attr]
    return window


def _heading(text: str) -> str:
    return f"<tr><td colspan=2><br><b>{escape(text)}</b></td></tr>"


def _row(keys: str, text: str) -> str:
    return f"<tr><td><code>{escape(keys)}</code>&nbsp;&nbsp;</td><td>{escape(text)}</td></tr>"


def _window(parent: QWidget, title: str) -> QDialog:
    """Make a window that does not hold up the desk; Esc closes it."""
    window = QDialog(parent)
    window.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    window.setWindowTitle(title)
    browser = QTextBrowser()
    browser.setAccessibleName(title)
    browser.setOpenExternalLinks(False)
    column = QVBoxLayout(window)
    column.addWidget(browser)
    window.resize(640, 620)
    window.show()
    return window
