"""A name that looks like HTML, or that turns the direction of reading, is shown as the text that it is."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QApplication, QLabel, QToolTip, QWidget
from pytestqt.qtbot import QtBot

from sigverify.errors import ScanError
from ui import plain_text
from ui.message_strip import MessageStrip

MARKUP = "<img src=file:///etc/passwd><b>Ann</b>"


def test_no_label_and_no_tooltip_takes_a_name_for_markup(qtbot: QtBot, qapp: QApplication) -> None:
    plain_text.install(qapp)
    plain_text.install(qapp)  # which one is enough
    window = QWidget()
    qtbot.addWidget(window)
    guessed, meant = QLabel(MARKUP, window), QLabel(MARKUP, window)
    meant.setTextFormat(Qt.TextFormat.RichText)
    window.show()
    QToolTip.showText(QPoint(5, 5), MARKUP, window)
    (tip,) = [one for one in qapp.topLevelWidgets() if one.inherits("QTipLabel")]
    assert isinstance(tip, QLabel)
    assert guessed.textFormat() is tip.textFormat() is Qt.TextFormat.PlainText
    assert meant.textFormat() is Qt.TextFormat.RichText
    QToolTip.hideText()


def test_a_message_shows_what_a_files_name_holds(qtbot: QtBot) -> None:
    strip = MessageStrip()
    qtbot.addWidget(strip)
    strip.show_error(ScanError("is damaged", path=Path("/x") / "cheque\u202egnp.exe"))
    assert strip.text == r"cheque\u202egnp.exe is damaged."
