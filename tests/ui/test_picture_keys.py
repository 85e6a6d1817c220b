"""The keys of what has the focus, a signature or the cheque: heard there, and changed like all others."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QEvent, QPointF, Qt
from PySide6.QtGui import QKeyEvent, QKeySequence
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QKeySequenceEdit
from pytestqt.qtbot import QtBot

from tests.ui.demo_desk import Bank, settled
from ui.commands import COMMANDS, PICTURES, Keyboard
from ui.desk import DeskWindow
from ui.image_view import ImageView
from ui.verify.mode_bar import Mode

SIGNATURE = {
    "move_left",
    "move_right",
    "move_up",
    "move_down",
    "far_left",
    "far_right",
    "far_up",
    "far_down",
    "lay_back",
    "divider_left",
    "divider_right",
    "zoom_in",
    "zoom_out",
    "fit",
}
HELD = {"hold_blink", "hold_one_to_one"}
NONE, SHIFT = Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.ShiftModifier


def press(view: ImageView, keys: str) -> None:
    QTest.keySequence(view, QKeySequence(keys))


@pytest.fixture
def opened(desk: DeskWindow, bank: Bank, qtbot: QtBot) -> DeskWindow:
    """Return the desk with a cheque compared."""
    desk.verify_view.load_account(bank.account)
    desk.verify_view.open_cheque(bank.genuine)
    settled(desk, qtbot)
    return desk


def give(desk: DeskWindow, name: str, keys: str) -> None:
    editor = desk.settings_view.shortcuts
    editor.choose(name)
    editor.keys.setKeySequence(QKeySequence(keys))
    editor.give.click()
    assert editor.problem.text() == ""


@pytest.mark.parametrize("name", sorted(SIGNATURE))
def test_a_key_that_was_changed_does_it_and_the_usual_one_no_more(
    name: str, opened: DeskWindow, qtbot: QtBot
) -> None:
    panes = opened.verify_view.compare.panes
    panes.set_mode(Mode.SWIPE)
    view = panes.front

    def state() -> tuple[object, ...]:
        return panes.nudged_by.toTuple(), view.divider, view.transform().m11(), view.fitted

    [usual, *_] = opened.keyboard.keys(name)
    give(opened, name, "Y")
    panes.nudge(QPointF(3, 4))
    view.zoom(1.5)
    before = state()
    press(view, usual)
    assert state() == before
    press(view, "Y")
    assert state() != before


def test_keys_that_are_held_can_be_changed_and_let_go(opened: DeskWindow) -> None:
    panes = opened.verify_view.compare.panes
    give(opened, "hold_blink", "Y")
    give(opened, "hold_one_to_one", "Ctrl+X")
    QTest.keyPress(panes.front, Qt.Key.Key_Space)
    assert panes.mode is Mode.SIDE_BY_SIDE
    QTest.keyPress(panes.front, Qt.Key.Key_Y)
    assert panes.mode is Mode.BLINK
    QTest.keyRelease(panes.front, Qt.Key.Key_Y)
    assert panes.mode is Mode.SIDE_BY_SIDE
    view = panes.front
    before = view.transform()
    QTest.keyPress(view, Qt.Key.Key_X, Qt.KeyboardModifier.ControlModifier)
    assert view.transform() != before
    # The modifier may be let go first.
    QTest.keyRelease(view, Qt.Key.Key_X)
    assert view.transform() == before


def test_keys_of_the_box_can_be_changed(opened: DeskWindow, qtbot: QtBot) -> None:
    cheque = opened.verify_view.compare.cheque_view
    found = cheque.box
    assert found is not None
    give(opened, "move_right", "Y")
    give(opened, "far_right", "Shift+Y")
    press(cheque, "Y")
    assert cheque.box is not None
    assert (cheque.box.x0 > found.x0, cheque.box.width) == (True, found.width)
    moved = cheque.box
    press(cheque, "Shift+Y")
    assert cheque.box.x0 == moved.x0
    assert cheque.box.width > moved.width
    give(opened, "lay_back", "F9")
    press(cheque, "F9")
    settled(opened, qtbot)
    assert cheque.box == found


def test_a_reference_is_left_out_by_its_own_key(desk: DeskWindow, bank: Bank, qtbot: QtBot) -> None:
    desk.verify_view.open_references(bank.references[:2])
    settled(desk, qtbot)
    give(desk, "leave_out", "Y")
    strip = desk.verify_view.compare.strip
    qtbot.keyClick(strip, Qt.Key.Key_Delete)
    assert len(desk.verify_view.references) == 2
    qtbot.keyClick(strip, Qt.Key.Key_Y)
    assert len(desk.verify_view.references) == 1
    settled(desk, qtbot)


def test_every_key_of_a_picture_is_in_the_editor_and_can_be_typed_there(desk: DeskWindow, qtbot: QtBot) -> None:
    qtbot.waitActive(desk)
    edit = QKeySequenceEdit()
    edit.setMaximumSequenceLength(1)
    qtbot.addWidget(edit)
    edit.show()
    for command in COMMANDS:
        if command.group == PICTURES:
            desk.settings_view.shortcuts.choose(command.name)
            assert desk.settings_view.shortcuts.commands.currentItem().text(0) == command.label
            edit.clear()
            QTest.keySequence(edit, QKeySequence(command.keys[0]))
            assert edit.keySequence() == QKeySequence(command.keys[0])


def test_a_key_that_a_signature_needs_is_not_given_to_a_button(desk: DeskWindow) -> None:
    assert desk.keyboard.clash("accept", "Space") is not None
    assert desk.keyboard.clash("hold_blink", "A") is not None
    assert desk.keyboard.clash("hold_blink", "Ctrl+N") is None


@pytest.mark.parametrize(
    ("key", "modifiers", "typed", "name"),
    [
        (Qt.Key.Key_Plus, SHIFT, "+", "zoom_in"),
        (Qt.Key.Key_Plus, Qt.KeyboardModifier.KeypadModifier, "+", "zoom_in"),
        (Qt.Key.Key_0, SHIFT, "0", "fit"),
        (Qt.Key.Key_BracketLeft, Qt.KeyboardModifier.GroupSwitchModifier, "[", "divider_left"),
        (Qt.Key.Key_Left, Qt.KeyboardModifier.KeypadModifier, "", "move_left"),
        (Qt.Key.Key_Left, SHIFT, "", "far_left"),
        (Qt.Key.Key_Z, SHIFT, "Z", None),
        (Qt.Key.Key_Z, NONE, "z", "hold_one_to_one"),
    ],
)
def test_signs_are_heard_on_every_keyboard(
    key: Qt.Key, modifiers: Qt.KeyboardModifier, typed: str, name: str | None
) -> None:
    event = QKeyEvent(QEvent.Type.KeyPress, key, modifiers, typed)
    assert Keyboard().heard(event) == name


def test_texts_name_the_keys_as_they_are(opened: DeskWindow) -> None:
    compare = opened.verify_view.compare
    assert "Backspace" in compare.locate.toolTip()
    give(opened, "lay_back", "F9")
    assert "F9" in compare.locate.toolTip()
    assert "Backspace" not in compare.locate.toolTip()
    compare.panes.set_mode(Mode.OVERLAY)
    press(compare.panes.front, "Right")
    assert "F9 lays it back" in compare.panes.together_pane.caption


def test_a_sentence_writes_keys_out() -> None:
    keyboard = Keyboard()
    text = "{new_box} makes a box, {arrows} move it"
    assert keyboard.told(text) == "Insert makes a box, the arrow keys move it"
    keyboard.change("move_left", "Q")
    keyboard.change("new_box", "F9")
    assert keyboard.told(text) == "F9 makes a box, Q, Right, Up, Down move it"
