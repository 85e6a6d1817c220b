from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from sigverify.app import App
from sigverify.records import Decision, StoredDecision, StoredVerification
from sigverify.settings import Settings
from tests.ui.demo_desk import Bank, settled
from ui.desk import DeskWindow
from ui.verify.account_line import amount_of
from ui.verify.recommendation import Tone

CONTROL, SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier


def focused() -> QWidget:
    widget = QApplication.focusWidget()
    assert widget is not None
    return widget


def press(qtbot: QtBot, key: Qt.Key, modifier: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
    qtbot.keyClick(focused(), key, modifier)


@pytest.fixture
def ready(enrolled: App, desk: DeskWindow, bank: Bank, qtbot: QtBot) -> DeskWindow:
    """Return the desk with a genuine cheque against its account, the keyboard on the signatures."""
    qtbot.waitActive(desk)
    desk.verify_view.load_account(bank.account)
    desk.verify_view.open_cheque(bank.genuine)
    settled(desk, qtbot)
    desk.verify_view.focus_signatures()
    return desk


@pytest.fixture
def listed(enrolled: App, desk: DeskWindow, bank: Bank, qtbot: QtBot) -> DeskWindow:
    """Return the desk with the folder of cheques, the first one compared."""
    qtbot.waitActive(desk)
    desk.verify_view.open_folder(bank.folder / "cheques")
    settled(desk, qtbot)
    desk.verify_view.focus_signatures()
    return desk


def on_record(app: App) -> list[tuple[StoredVerification, list[StoredDecision]]]:
    """Return all verifications in the order in which they were stored, with what was decided about each."""
    return [(one, app.records.decisions(one.id)) for one in reversed(app.records.verifications())]


def test_nothing_can_be_decided_before_there_is_a_comparison(desk: DeskWindow, bank: Bank, qtbot: QtBot) -> None:
    assert not desk.verify_view.decision.accept.isEnabled()
    desk.verify_view.open_references(bank.references)
    settled(desk, qtbot)
    assert not desk.verify_view.decision.accept.isEnabled()
    desk.verify_view.open_cheque(bank.genuine)
    settled(desk, qtbot)
    assert desk.verify_view.decision.accept.isEnabled()


def test_a_accepts_and_the_record_tells_who_and_on_what_grounds(
    ready: DeskWindow, enrolled: App, bank: Bank, qtbot: QtBot
) -> None:
    shown = ready.verify_view.verified
    assert shown is not None
    press(qtbot, Qt.Key.Key_A)
    settled(ready, qtbot)
    [(verification, [decision])] = on_record(enrolled)
    assert decision.decision is Decision.ACCEPTED
    assert decision.operator == enrolled.records.operator
    assert verification.account == bank.account
    assert verification.file_name == bank.genuine.name
    assert verification.distances == pytest.approx(shown.verification.distances)
    assert verification.box == shown.verification.box
    assert verification.model == shown.verification.model
    assert verification.profile == shown.verification.profile
    known = [one.id for one in enrolled.records.references(bank.account)]
    assert list(verification.reference_ids) == known
    assert ready.verify_view.decision.state.text() == "Accepted"


def test_f_asks_for_the_reason_and_a_digit_gives_it(ready: DeskWindow, enrolled: App, qtbot: QtBot) -> None:
    bar = ready.verify_view.decision
    press(qtbot, Qt.Key.Key_F)
    assert bar.asking
    assert on_record(enrolled) == []
    press(qtbot, Qt.Key.Key_2)
    settled(ready, qtbot)
    [(_, [decision])] = on_record(enrolled)
    assert decision.decision is Decision.FLAGGED
    assert decision.reason == "Slow or traced"
    assert not bar.asking
    # The digit chose a reason, not a way to compare.
    assert ready.verify_view.compare.panes.bar.modes[
        next(iter(ready.verify_view.compare.panes.bar.modes))
    ].isChecked()


def test_escape_gives_the_flag_up_and_the_keyboard_back(ready: DeskWindow, enrolled: App, qtbot: QtBot) -> None:
    press(qtbot, Qt.Key.Key_F)
    press(qtbot, Qt.Key.Key_Escape)
    assert not ready.verify_view.decision.asking
    assert focused() is ready.verify_view.compare.panes.questioned_view
    settled(ready, qtbot)
    assert on_record(enrolled) == []


def test_a_note_amount_and_number_go_into_the_record(ready: DeskWindow, enrolled: App, qtbot: QtBot) -> None:
    view = ready.verify_view
    qtbot.keyClicks(view.line.number, "004711")
    qtbot.keyClicks(view.line.amount, "12 500.50")
    press(qtbot, Qt.Key.Key_M)
    assert focused() is view.decision.note
    qtbot.keyClicks(focused(), "called the holder")
    press(qtbot, Qt.Key.Key_Return)
    press(qtbot, Qt.Key.Key_P)
    settled(ready, qtbot)
    [(verification, [decision])] = on_record(enrolled)
    assert decision.decision is Decision.PUT_ASIDE
    assert decision.note == "called the holder"
    assert verification.amount == Decimal("12500.50")
    assert verification.cheque_number == "004711"
    assert view.decision.note.text() == ""


def test_what_is_no_amount_is_marked_and_not_recorded(ready: DeskWindow, enrolled: App, qtbot: QtBot) -> None:
    line = ready.verify_view.line
    qtbot.keyClicks(line.amount, "twelve")
    assert line.drawn_for is None
    assert line.amount.accessibleDescription() == "This is no amount"
    line.amount.setText("1234,50")
    assert line.drawn_for == Decimal("1234.5")
    assert line.amount.accessibleDescription() == ""


@pytest.mark.parametrize(
    ("text", "amount"),
    [
        ("12500", "12500"),
        ("12 500.50", "12500.5"),
        ("12,500.50", "12500.5"),
        ("12.500,50", "12500.5"),
        ("12,500", "12500"),
        ("1.250.000", "1250000"),
        ("12,34,567.00", "1234567"),
        ("12'500.5", "12500.5"),
        ("0,5", "0.5"),
        ("12.500", None),
        ("1,2,3", None),
        ("12.5.0", None),
        ("-5", None),
        ("1e5", None),
        ("", None),
        ("0.00", None),
        (".", None),
    ],
)
def test_amounts_are_read_as_people_write_them(text: str, amount: str | None) -> None:
    assert amount_of(text) == (None if amount is None else Decimal(amount))


def test_undo_is_recorded_and_redo_decides_again(ready: DeskWindow, enrolled: App, qtbot: QtBot) -> None:
    press(qtbot, Qt.Key.Key_A)
    press(qtbot, Qt.Key.Key_Z, CONTROL)
    settled(ready, qtbot)
    [(verification, made)] = on_record(enrolled)
    assert [one.decision for one in made] == [Decision.ACCEPTED, Decision.UNDONE]
    assert enrolled.records.decision(verification.id) is None
    assert not ready.verify_view.decision.undo.isEnabled()
    press(qtbot, Qt.Key.Key_Z, CONTROL | SHIFT)
    settled(ready, qtbot)
    [(verification, made)] = on_record(enrolled)
    assert [one.decision for one in made] == [Decision.ACCEPTED, Decision.UNDONE, Decision.ACCEPTED]
    assert ready.verify_view.decision.undo.isEnabled()


def test_deciding_again_takes_the_place_of_the_first_decision(
    ready: DeskWindow, enrolled: App, qtbot: QtBot
) -> None:
    press(qtbot, Qt.Key.Key_A)
    press(qtbot, Qt.Key.Key_P)
    settled(ready, qtbot)
    [(verification, made)] = on_record(enrolled)
    assert [one.decision for one in made] == [Decision.ACCEPTED, Decision.PUT_ASIDE]
    held = enrolled.records.decision(verification.id)
    assert held is not None
    assert held.decision is Decision.PUT_ASIDE


def test_another_box_is_another_verification(ready: DeskWindow, enrolled: App, qtbot: QtBot) -> None:
    press(qtbot, Qt.Key.Key_P)
    settled(ready, qtbot)
    qtbot.keyClick(ready.verify_view.compare.cheque_view, Qt.Key.Key_Left, SHIFT)
    settled(ready, qtbot)
    press(qtbot, Qt.Key.Key_P)
    settled(ready, qtbot)
    first, second = (verification for verification, _ in on_record(enrolled))
    assert first.box != second.box


def test_a_folder_is_gone_through_with_one_key_a_cheque(
    listed: DeskWindow, enrolled: App, bank: Bank, qtbot: QtBot
) -> None:
    names = sorted(path.name for path in (bank.folder / "cheques").iterdir())
    view = listed.verify_view
    assert view.decision.place.text() == f"1 of {len(names)}, {len(names)} left"
    for name in names:
        assert view.questioned is not None
        assert view.questioned.name == name
        press(qtbot, Qt.Key.Key_A)
        settled(listed, qtbot)
    stored = on_record(enrolled)
    assert [verification.file_name for verification, _ in stored] == names
    assert all([one.decision for one in made] == [Decision.ACCEPTED] for _, made in stored)
    assert view.decision.place.text() == f"{len(names)} of {len(names)}, 0 left"


def test_each_cheque_is_compared_with_its_own_account(
    listed: DeskWindow, enrolled: App, bank: Bank, qtbot: QtBot
) -> None:
    manifest = dict(line.split(",") for line in (bank.folder / "manifest.csv").read_text().splitlines()[1:])
    view = listed.verify_view
    for _ in manifest:
        assert view.questioned is not None
        assert view.line.account.text() == manifest[view.questioned.name]
        assert view.verified is not None
        assert len(view.verified.verification.distances) in (0, len(bank.enrolled[view.line.account.text()]))
        press(qtbot, Qt.Key.Key_N)
        settled(listed, qtbot)


def test_going_through_the_list_decides_nothing_and_keeps_the_mode(
    listed: DeskWindow, enrolled: App, qtbot: QtBot
) -> None:
    view = listed.verify_view
    press(qtbot, Qt.Key.Key_3)
    first = view.questioned
    mode = view.compare.panes.mode
    press(qtbot, Qt.Key.Key_N)
    settled(listed, qtbot)
    assert view.questioned is not first
    assert view.compare.panes.mode is mode
    press(qtbot, Qt.Key.Key_N, SHIFT)
    settled(listed, qtbot)
    assert first is not None
    assert view.questioned is not None
    assert view.questioned.name == first.name
    assert on_record(enrolled) == []


def test_undo_brings_the_cheque_back(listed: DeskWindow, qtbot: QtBot) -> None:
    view = listed.verify_view
    assert view.questioned is not None
    name = view.questioned.name
    press(qtbot, Qt.Key.Key_A)
    settled(listed, qtbot)
    assert view.questioned.name != name
    press(qtbot, Qt.Key.Key_Z, CONTROL)
    settled(listed, qtbot)
    assert view.questioned.name == name
    assert "left" in view.decision.place.text()
    assert view.decision.place.text().startswith("1 of")


def test_a_cheque_stays_where_the_settings_say_so(listed: DeskWindow, qtbot: QtBot) -> None:
    listed.settings_view.next_at_once.click()
    view = listed.verify_view
    assert view.questioned is not None
    name = view.questioned.name
    press(qtbot, Qt.Key.Key_A)
    settled(listed, qtbot)
    assert view.questioned.name == name


def test_decisions_survive_escape_and_closing(ready: DeskWindow, enrolled: App, qtbot: QtBot) -> None:
    press(qtbot, Qt.Key.Key_A)
    press(qtbot, Qt.Key.Key_Escape)
    press(qtbot, Qt.Key.Key_P)
    ready.close()
    ready.runner.wait()
    [(_, made)] = on_record(enrolled)
    assert [one.decision for one in made] == [Decision.ACCEPTED, Decision.PUT_ASIDE]


def test_a_decision_that_cannot_be_recorded_is_told_and_not_counted(
    listed: DeskWindow, enrolled: App, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    from sigverify.errors import RecordsError

    def full(*_: object, **__: object) -> int:
        raise RecordsError("the disk is full", "Make room, then decide again")

    monkeypatch.setattr(type(enrolled.records), "save_verification", full)
    view = listed.verify_view
    count = len(view.deciding.work_list)
    press(qtbot, Qt.Key.Key_A)
    assert view.deciding.work_list.left == count - 1
    settled(listed, qtbot)
    assert "disk is full" in view.message.text
    assert view.deciding.work_list.left == count
    assert not view.decision.undo.isEnabled()


@pytest.fixture
def blind(enrolled: App, settings: Settings, bank: Bank, qtbot: QtBot) -> DeskWindow:
    """Return a desk that hides the similarity first, with a genuine cheque."""
    window = DeskWindow(replace(settings, blind_first=True))
    qtbot.addWidget(window)
    window.show()
    window.activateWindow()
    qtbot.waitActive(window)
    window.verify_view.load_account(bank.account)
    window.verify_view.open_cheque(bank.genuine)
    settled(window, qtbot)
    window.verify_view.focus_signatures()
    return window


def test_blind_first_shows_neither_recommendation_nor_similarity(blind: DeskWindow) -> None:
    view = blind.verify_view
    assert view.panel.tone is None
    assert view.panel.word == "Look first"
    assert view.panel.bar.isHidden()
    assert not any("0." in caption for caption in view.compare.strip.captions)


def test_s_shows_what_was_hidden(blind: DeskWindow, qtbot: QtBot) -> None:
    press(qtbot, Qt.Key.Key_S)
    view = blind.verify_view
    assert view.panel.tone is Tone.ACCEPT
    assert not view.panel.bar.isHidden()
    assert any("0." in caption for caption in view.compare.strip.captions)


def test_a_blind_decision_shows_what_the_program_says(blind: DeskWindow, enrolled: App, qtbot: QtBot) -> None:
    view = blind.verify_view
    press(qtbot, Qt.Key.Key_F)
    press(qtbot, Qt.Key.Key_1)
    settled(blind, qtbot)
    assert view.panel.tone is Tone.ACCEPT
    assert "recommends otherwise" in view.message.text
    [(_, [decision])] = on_record(enrolled)
    assert decision.decision is Decision.FLAGGED


def test_what_cannot_be_scored_is_said_at_once_also_when_blind(
    blind: DeskWindow, bank: Bank, qtbot: QtBot
) -> None:
    blind.verify_view.open_cheque(bank.unsigned)
    settled(blind, qtbot)
    assert blind.verify_view.panel.tone is Tone.UNSCORABLE


def test_a_folder_without_scans_is_told(desk: DeskWindow, tmp_path: Path, qtbot: QtBot) -> None:
    empty = tmp_path / "empty"
    empty.mkdir()
    desk.verify_view.open_folder(empty)
    settled(desk, qtbot)
    assert "holds no scans" in desk.verify_view.message.text
