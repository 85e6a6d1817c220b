"""A morning at the desk without a mouse: an account is enrolled, twenty cheques are decided."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QDialog, QWidget
from pytestqt.qtbot import QtBot

from sigverify.app import App
from sigverify.demo.bank import DemoBank, make_demo_bank
from sigverify.records import Decision
from tests.ui.demo_desk import settled
from ui.desk import DeskWindow
from ui.verify.recommendation import Tone

NONE, CONTROL = Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.ControlModifier
SHIFT = Qt.KeyboardModifier.ShiftModifier
CHEQUES = 20


@pytest.fixture
def day(tmp_path: Path) -> DemoBank:
    return make_demo_bank(tmp_path / "day", accounts=2, cheques=CHEQUES, seed=5)


class Hands:
    """Ten fingers: whatever has the focus gets the keys."""

    def __init__(self, desk: DeskWindow, qtbot: QtBot) -> None:
        self._desk, self._qtbot = desk, qtbot

    def press(self, key: Qt.Key, modifier: Qt.KeyboardModifier = NONE) -> None:
        self._qtbot.keyClick(self._focus, key, modifier)

    def write(self, text: str) -> None:
        self._qtbot.keyClicks(self._focus, text)

    def in_dialog(self, *fields: str) -> None:
        """Fill the dialog that has opened, field after field, and press Enter."""
        self._qtbot.waitUntil(lambda: QApplication.activeModalWidget() is not None)
        dialog = QApplication.activeModalWidget()
        assert isinstance(dialog, QDialog)
        self._to(dialog)
        for number, text in enumerate(fields):
            if number:
                self.press(Qt.Key.Key_Tab)
            self.write(text)
        self.press(Qt.Key.Key_Return)
        self._qtbot.waitUntil(lambda: QApplication.activeModalWidget() is None)
        self._to(self._desk)
        settled(self._desk, self._qtbot)

    def _to(self, window: QWidget) -> None:
        """Do what a window manager does, which is not there: give the keyboard to the window that is in front."""
        window.activateWindow()
        self._qtbot.waitUntil(lambda: QApplication.activeWindow() is window)
        self._qtbot.waitUntil(lambda: QApplication.focusWidget() is not None)

    @property
    def _focus(self) -> QWidget:
        widget = QApplication.focusWidget()
        assert widget is not None
        return widget


def test_an_account_is_enrolled_and_twenty_cheques_are_decided_by_keyboard_alone(
    desk: DeskWindow, app: App, day: DemoBank, qtbot: QtBot
) -> None:
    with qtbot.waitActive(desk):
        desk.activateWindow()
    hands = Hands(desk, qtbot)
    hands.press(Qt.Key.Key_3, CONTROL)
    settled(desk, qtbot)
    for account in day.accounts:
        hands.press(Qt.Key.Key_N, CONTROL)
        hands.in_dialog(account.account, account.holder)
        for reference in account.references:
            hands.press(Qt.Key.Key_O, CONTROL)
            hands.in_dialog(str(reference))
    assert [len(app.records.references(one.account)) for one in day.accounts] == [
        len(one.references) for one in day.accounts
    ]

    hands.press(Qt.Key.Key_1, CONTROL)
    hands.press(Qt.Key.Key_O, CONTROL | SHIFT)
    hands.in_dialog(str(day.folder / "cheques"))
    view = desk.verify_view
    view.focus_signatures()
    expected: dict[str, Decision] = {}
    for _ in range(CHEQUES):
        assert view.questioned is not None
        name = view.questioned.name
        assert name not in expected
        if view.panel.tone is Tone.ACCEPT:
            hands.press(Qt.Key.Key_A)
            expected[name] = Decision.ACCEPTED
        elif view.panel.tone is Tone.FLAG:
            hands.press(Qt.Key.Key_F)
            hands.press(Qt.Key.Key_1)
            expected[name] = Decision.FLAGGED
        else:
            hands.press(Qt.Key.Key_P)
            expected[name] = Decision.PUT_ASIDE
        settled(desk, qtbot)

    with (day.folder / "manifest.csv").open(newline="", encoding="utf-8") as file:
        accounts = {row["file"]: row["account"] for row in csv.DictReader(file)}
    stored = app.records.verifications(limit=CHEQUES + 1)
    decided = {one.file_name: app.records.decisions(one.id) for one in stored if one.part_of is None}
    assert {name: [one.decision for one in made] for name, made in decided.items()} == {
        name: [decision] for name, decision in expected.items()
    }
    assert {one.file_name: one.account for one in stored} == accounts
    assert len(set(expected.values())) > 1
