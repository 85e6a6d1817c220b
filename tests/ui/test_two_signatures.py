"""A cheque that two people have to sign, from its boxes to its record."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from sigverify.app import App
from sigverify.mandates import MandateOutcome
from sigverify.settings import Settings
from tests.ui.demo_desk import Bank, settled
from ui.desk import DeskWindow
from ui.verify.recommendation import Tone
from ui.verify.view import VerifyView


@pytest.fixture
def signed(desk: DeskWindow, joint: str, joint_cheque: Path, qtbot: QtBot) -> DeskWindow:
    """Return the desk with the cheque, the keyboard on the signatures."""
    qtbot.waitActive(desk)
    desk.verify_view.load_account(joint)
    desk.verify_view.open_cheque(joint_cheque)
    settled(desk, qtbot)
    desk.verify_view.focus_signatures()
    return desk


def chips(view: VerifyView) -> list[str]:
    return [button.text() for button in view.chips.buttons]


def outcome(desk: DeskWindow) -> MandateOutcome:
    verified = desk.verify_view.verified
    assert verified is not None
    assert verified.cheque is not None
    return verified.cheque.mandate.outcome


def test_both_signatures_are_named_and_together_they_meet_the_mandate(signed: DeskWindow) -> None:
    view = signed.verify_view
    assert outcome(signed) is MandateOutcome.MET
    assert view.panel.tone is Tone.ACCEPT
    first, second = chips(view)
    assert first.startswith("Signature 1: A. Rahman 0.")
    assert second.startswith("Signature 2: B. Khan 0.")
    assert view.chips.isVisible()


def test_each_signature_is_shown_beside_the_references_of_its_signatory(signed: DeskWindow, qtbot: QtBot) -> None:
    view = signed.verify_view
    cheque, strip, panes = view.compare.cheque_view, view.compare.strip, view.compare.panes
    seen = []
    for name in ("A. Rahman", "B. Khan", "A. Rahman"):
        assert strip.current is not None
        assert strip.current.signatory == name
        content = panes.questioned_view.content
        assert content is not None
        seen.append((cheque.box, content.questioned))
        qtbot.keyClick(panes.questioned_view, Qt.Key.Key_T)
    assert seen[0] == seen[2]
    assert seen[0][0] != seen[1][0]
    assert seen[0][1] is not seen[1][1]


def test_a_click_on_a_chip_or_on_the_other_box_chooses_that_signature(signed: DeskWindow, qtbot: QtBot) -> None:
    view = signed.verify_view
    cheque = view.compare.cheque_view
    first = cheque.box
    assert first is not None
    view.chips.buttons[1].click()
    second = cheque.box
    assert second is not None
    assert second != first
    middle = cheque.mapFromScene((first.x0 + first.x1) / 2, (first.y0 + first.y1) / 2)
    qtbot.mouseClick(cheque.viewport(), Qt.MouseButton.LeftButton, pos=middle)
    assert cheque.box == first
    assert [button.isChecked() for button in view.chips.buttons] == [True, False]


def test_moving_one_box_leaves_the_other_signature_where_it_is(signed: DeskWindow, app: App, qtbot: QtBot) -> None:
    view = signed.verify_view
    assert view.verified is not None
    before = [one.verification.box for one in view.verified.signatures]
    qtbot.keyClick(view.compare.panes.questioned_view, Qt.Key.Key_T)
    qtbot.keyClick(view.compare.cheque_view, Qt.Key.Key_Right)
    settled(signed, qtbot)
    assert outcome(signed) is MandateOutcome.MET
    after = [one.verification.box for one in view.verified.signatures]
    assert after[0] == before[0]
    assert after[1] != before[1]
    view.decide("ACCEPTED")
    settled(signed, qtbot)
    second, first = app.records.verifications()
    assert [first.box, second.box] == after
    assert (first.part_of, second.part_of) == (None, first.id)
    assert [len(app.records.decisions(one.id)) for one in (first, second)] == [1, 0]


def test_a_second_box_is_drawn_where_the_mandate_asks_for_one_that_was_left_out(
    signed: DeskWindow, qtbot: QtBot
) -> None:
    view = signed.verify_view
    cheque = view.compare.cheque_view
    first = cheque.box
    qtbot.keyClick(view.compare.panes.questioned_view, Qt.Key.Key_T)
    second = cheque.box
    assert second is not None
    qtbot.keyClick(cheque, Qt.Key.Key_Delete)
    settled(signed, qtbot)
    assert outcome(signed) is MandateOutcome.NOT_MET
    assert view.chips.isHidden()
    assert cheque.box == first
    cheque.draw_box(second)
    settled(signed, qtbot)
    assert outcome(signed) is MandateOutcome.MET
    assert cheque.box == second
    assert len(chips(view)) == 2


def test_a_signature_that_is_looked_at_first_is_named_only_afterwards(
    signed: DeskWindow, joint: str, joint_cheque: Path, settings: Settings, qtbot: QtBot
) -> None:
    window = DeskWindow(replace(settings, blind_first=True))
    qtbot.addWidget(window)
    window.show()
    qtbot.waitActive(window)
    view = window.verify_view
    view.load_account(joint)
    view.open_cheque(joint_cheque)
    settled(window, qtbot)
    assert chips(view) == ["Signature 1", "Signature 2"]
    view.chips.chosen.emit(1)
    assert not any("0." in caption for caption in view.compare.strip.captions)
    view.reveal()
    assert chips(view)[1].startswith("Signature 2: B. Khan")


def test_the_next_cheque_has_the_chips_of_its_own_signatures(signed: DeskWindow, bank: Bank, qtbot: QtBot) -> None:
    view = signed.verify_view
    view.open_cheque(bank.unsigned)
    assert view.chips.isHidden()
    settled(signed, qtbot)
    assert view.chips.isHidden()
    assert view.compare.cheque_view.box is None
