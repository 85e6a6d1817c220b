"""A name that looks like HTML, or that turns the direction of reading, is shown as the text that it is."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QTextDocument
from PySide6.QtWidgets import QDialog, QLabel
from pytestqt.qtbot import QtBot

from sigverify.errors import ScanError
from sigverify.settings import Settings
from ui.desk import DeskWindow
from ui.forms import Form
from ui.help import HelpWindow
from ui.message_strip import MessageStrip
from ui.plain_text import PlainDialog, plain_tip

# Help is the project's own text, in HTML.
PLAIN = (PlainDialog, HelpWindow)
MARKUP = "<img src=file:///etc/passwd><b>Ann</b>"


@pytest.fixture
def desk(tmp_path: Path, qtbot: QtBot) -> DeskWindow:
    window = DeskWindow(Settings(tmp_path))
    qtbot.addWidget(window)
    return window


def test_no_label_of_the_desk_takes_a_name_for_markup(desk: DeskWindow) -> None:
    assert {label.textFormat() for label in desk.findChildren(QLabel)} == {Qt.TextFormat.PlainText}


def test_no_dialog_takes_a_name_for_markup(desk: DeskWindow, qtbot: QtBot) -> None:
    form = Form(desk, "Question", MARKUP)
    meant = QLabel(MARKUP, form)
    meant.setTextFormat(Qt.TextFormat.RichText)
    form.show()
    assert form.told.textFormat() is Qt.TextFormat.PlainText
    assert meant.textFormat() is Qt.TextFormat.RichText
    assert not [
        kind for kind in QDialog.__subclasses__() if kind.__module__.startswith("ui.") and kind not in PLAIN
    ]


def test_a_tooltip_shows_a_name_as_it_is() -> None:
    shown = QTextDocument()
    shown.setHtml(plain_tip(f"{MARKUP}\u202e\nAnn"))
    assert shown.toPlainText() == f"{MARKUP}\\u202e\nAnn"
    assert plain_tip("cheque 7.png") == "cheque 7.png"


def test_a_message_shows_what_a_files_name_holds(qtbot: QtBot) -> None:
    strip = MessageStrip()
    qtbot.addWidget(strip)
    strip.show_error(ScanError("is damaged", path=Path("/x") / "cheque\u202egnp.exe"))
    assert strip.text == r"cheque\u202egnp.exe is damaged."
