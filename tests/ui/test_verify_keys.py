"""Every key of the Verify view does what its command says."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication, QKeySequence
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QFileDialog
from pytestqt.qtbot import QtBot

from tests.ui.demo_desk import Bank, settled
from ui.commands import COMMANDS, COMPARE, VERIFY
from ui.desk import DeskWindow
from ui.verify.mode_bar import Mode
from ui.verify.view import VerifyView

Effect = Callable[[VerifyView], object]


def dialogs(view: VerifyView) -> object:
    return len(view.findChildren(QFileDialog))


def left(view: VerifyView) -> object:
    return view.deciding.work_list.left


def place(view: VerifyView) -> object:
    return view.deciding.work_list.at


def mode(view: VerifyView) -> object:
    return view.compare.panes.mode


def reference(view: VerifyView) -> object:
    return view.compare.strip.current


def box(view: VerifyView) -> object:
    return view.compare.cheque_view.box


# What is another thing once the key was pressed.
EFFECTS: dict[str, Effect] = {
    "open_cheque": dialogs,
    "open_folder": dialogs,
    "open_references": dialogs,
    "paste": lambda view: view.message.text,
    "find_account": lambda view: view.line.account.hasFocus(),
    "undo": left,
    "redo": left,
    "accept": left,
    "flag": lambda view: view.decision.asking,
    "put_aside": left,
    "note": lambda view: view.decision.note.hasFocus(),
    "reveal": lambda view: view.panel.veiled,
    "next": place,
    "previous": place,
    "mode_1": mode,
    "mode_2": mode,
    "mode_3": mode,
    "mode_4": mode,
    "mode_5": mode,
    "link": lambda view: view.compare.panes.bar.link.isChecked(),
    "heat": lambda view: view.compare.panes.bar.heat.isChecked(),
    "network": lambda view: view.compare.panes.bar.network.isChecked(),
    "next_reference": reference,
    "previous_reference": reference,
    "next_box": box,
    "previous_box": box,
    "new_box": box,
    "next_signature": box,
    "whole_cheque": lambda view: view.compare.whole.isChecked(),
}


def prepare(name: str, desk: DeskWindow, qtbot: QtBot) -> None:
    """Bring the desk to where the command has something to do."""
    view = desk.verify_view
    if name == "paste":
        QGuiApplication.clipboard().clear()
    if name == "mode_1":
        view.compare.panes.set_mode(Mode.OVERLAY)
    if name in ("undo", "redo"):
        view.decide("ACCEPTED")
    if name == "redo":
        view.deciding.undo()
    if name == "reveal":
        desk.services.settings = replace(desk.services.settings, blind_first=True)
        view.boxing.locate_again()
    if name in ("next_box", "previous_box"):  # both that were found are signatures of the cheque
        qtbot.keyClick(view.compare.cheque_view, Qt.Key.Key_Delete)
    settled(desk, qtbot)
    view.focus_signatures()


@pytest.mark.parametrize(
    ("name", "key"),
    [(one.name, key) for one in COMMANDS if one.group in (VERIFY, COMPARE) for key in one.keys],
)
def test_the_key_of_a_command_does_it(
    name: str, key: str, desk: DeskWindow, joint: str, joint_cheque: Path, bank: Bank, qtbot: QtBot
) -> None:
    qtbot.waitActive(desk)
    view = desk.verify_view
    view.load_account(joint)
    # A cut-out is compared sooner, and is enough for what is not about the boxes on a cheque.
    questioned = joint_cheque if EFFECTS[name] is box and name != "new_box" else bank.references[0]
    view.open_cheques([questioned, bank.strangers[0]])
    settled(desk, qtbot)
    prepare(name, desk, qtbot)
    before = EFFECTS[name](view)
    focused = QApplication.focusWidget()
    assert focused is not None
    QTest.keySequence(focused, QKeySequence(key))
    assert EFFECTS[name](view) != before
    settled(desk, qtbot)
