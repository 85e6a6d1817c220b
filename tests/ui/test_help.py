"""F1 opens the page of the place where the user is, in the desk's language, from what is installed."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from sigverify.settings import Language, Settings
from tests.ui.demo_desk import settled
from ui import language
from ui.desk import DeskWindow
from ui.help import HelpWindow, help_pages
from ui.rail import Place


def test_f1_opens_the_page_of_each_place(qtbot: QtBot, tmp_path: Path) -> None:
    desk = DeskWindow(Settings(tmp_path))
    qtbot.addWidget(desk)
    desk.show()
    qtbot.waitUntil(lambda: desk.standing is not None, timeout=20_000)
    settled(desk, qtbot)
    for place in Place:
        desk.go_to(place)
        QTest.keyClick(desk, Qt.Key.Key_F1)
        (window,) = desk.findChildren(HelpWindow)
        assert window.isVisible()
        assert window.page.toPlainText().splitlines()[0] == place.title
        assert window.places.currentItem().text() == place.title
    # Another page is a key away.
    window.places.setCurrentRow(0)
    assert window.page.toPlainText().startswith(Place.VERIFY.title)
    settled(desk, qtbot)
    desk.close()


@pytest.mark.parametrize("spoken", ["en", "de"])
def test_every_place_has_a_page_under_its_own_name(qapp: QApplication, spoken: Language) -> None:
    language.install(qapp, spoken)
    pages = help_pages()
    assert list(pages) == list(Place)
    for place, page in pages.items():
        assert page.splitlines()[0] == f"# {place.title}"
        assert len(page) > 200
    assert len(set(pages.values())) == len(Place)
