from __future__ import annotations

import gc
import shutil
import weakref
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from sigverify.amounts import amount_of
from sigverify.app import App
from sigverify.records import Approval, Decision, StoredDecision, StoredVerification
from sigverify.settings import Settings
from tests.ui.demo_desk import Bank, settled
from ui.desk import DeskWindow
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


def test_what_was_decided_is_not_said_of_the_next_cheque(ready: DeskWindow, bank: Bank, qtbot: QtBot) -> None:
    press(qtbot, Qt.Key.Key_A)
    settled(ready, qtbot)
    assert ready.verify_view.decision.state.text() == "Accepted"
    ready.verify_view.open_cheque(bank.unsigned)
    assert ready.verify_view.decision.state.text() == ""
    settled(ready, qtbot)
    assert ready.verify_view.decision.state.text() == ""


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


def test_another_amount_is_another_verification_with_a_second_look_of_its_own(
    enrolled: App, settings: Settings, bank: Bank, qtbot: QtBot
) -> None:
    window = DeskWindow(replace(settings, second_look_above=5000))
    qtbot.addWidget(window)
    window.show()
    qtbot.waitActive(window)
    view = window.verify_view
    view.load_account(bank.account)
    view.open_cheque(bank.genuine)
    settled(window, qtbot)
    view.line.amount.setText("100")
    view.decide("PUT_ASIDE")
    view.line.amount.setText("1000000")
    view.line.number.setText("004711")
    view.decide("ACCEPTED")
    settled(window, qtbot)
    (small, [_]), (large, [accepted]) = on_record(enrolled)
    assert (small.amount, small.cheque_number) == (Decimal(100), "")
    assert (large.amount, large.cheque_number) == (Decimal(1000000), "004711")
    assert accepted.approval is Approval.PENDING
    assert "second look" in view.message.text


def decided_elsewhere(app: App, bank: Bank, decision: Decision) -> StoredDecision:
    """Let ann decide about the genuine cheque at another desk."""
    app.verify_account(app.read(bank.genuine), bank.account)
    return app.records.acting_as("ann").save_decision(app.records.verifications(limit=1)[0].id, decision)


def test_what_somebody_else_decided_is_shown_with_the_cheque_and_superseded(
    ready: DeskWindow, enrolled: App, bank: Bank, qtbot: QtBot
) -> None:
    hers = decided_elsewhere(enrolled, bank, Decision.ACCEPTED)
    ready.verify_view.open_cheque(bank.genuine)
    settled(ready, qtbot)
    assert ready.verify_view.decision.state.text() == f"Accepted by ann, {hers.at.astimezone():%H:%M}"
    press(qtbot, Qt.Key.Key_P)
    settled(ready, qtbot)
    scan = enrolled.read(bank.genuine)
    held = enrolled.records.latest_decision(scan.sha256, scan.page)
    assert held is not None
    assert (held.decision, held.supersedes) == (Decision.PUT_ASIDE, hers.id)


def test_of_two_who_decide_about_one_cheque_at_once_the_second_is_told(
    ready: DeskWindow, enrolled: App, bank: Bank, qtbot: QtBot
) -> None:
    view = ready.verify_view
    hers = decided_elsewhere(enrolled, bank, Decision.FLAGGED)
    press(qtbot, Qt.Key.Key_A)
    settled(ready, qtbot)
    assert "Ann flagged this cheque" in view.message.text
    assert view.deciding.work_list.left == 1
    assert view.decision.state.text().startswith("Flagged by ann")
    scan = enrolled.read(bank.genuine)
    assert enrolled.records.latest_decision(scan.sha256, scan.page) == hers
    press(qtbot, Qt.Key.Key_A)
    settled(ready, qtbot)
    held = enrolled.records.latest_decision(scan.sha256, scan.page)
    assert held is not None
    assert (held.decision, held.supersedes) == (Decision.ACCEPTED, hers.id)


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


def test_pictures_of_cheques_that_were_decided_are_let_go_of_and_undo_still_works(
    listed: DeskWindow, enrolled: App, qtbot: QtBot
) -> None:
    view = listed.verify_view
    assert view.questioned is not None
    first = weakref.ref(view.questioned.scan.pixels)
    sha256 = view.questioned.scan.sha256
    for _ in range(3):
        press(qtbot, Qt.Key.Key_A)
        settled(listed, qtbot)
    gc.collect()
    assert first() is None
    for _ in range(3):
        press(qtbot, Qt.Key.Key_Z, CONTROL)
        settled(listed, qtbot)
    assert view.questioned.scan.sha256 == sha256
    press(qtbot, Qt.Key.Key_Z, CONTROL | SHIFT)
    settled(listed, qtbot)
    decided = enrolled.records.latest_decision(sha256, 1)
    assert decided is not None
    assert decided.decision is Decision.ACCEPTED
    # Decided again on the same grounds, not verified again.
    assert len(on_record(enrolled)) == 3


def test_a_key_that_is_pressed_twice_decides_one_cheque(listed: DeskWindow, enrolled: App, qtbot: QtBot) -> None:
    view = listed.verify_view
    assert view.questioned is not None
    first = view.questioned.name
    count = len(view.deciding.work_list)
    press(qtbot, Qt.Key.Key_A)
    press(qtbot, Qt.Key.Key_A)
    settled(listed, qtbot)
    [(verification, made)] = on_record(enrolled)
    assert verification.file_name == first
    assert [one.decision for one in made] == [Decision.ACCEPTED]
    assert view.questioned.name != first
    assert view.deciding.work_list.left == count - 1


def test_a_key_that_is_held_decides_once(desk: DeskWindow) -> None:
    view = desk.verify_view
    for key in ("A", "F", "P", "Ctrl+Z", "Ctrl+Shift+Z"):
        heard = [one for one in view.findChildren(QShortcut) if QKeySequence(key) in list(one.keys())]
        assert heard
        assert not any(one.autoRepeat() for one in heard)


def test_a_cheque_that_cannot_be_read_is_not_decided_in_the_place_of_another(
    ready: DeskWindow, enrolled: App, bank: Bank, tmp_path: Path, qtbot: QtBot
) -> None:
    torn = tmp_path / "torn.png"
    torn.write_bytes(b"\x89PNG\r\n\x1a\nand no more")
    view = ready.verify_view
    view.open_cheques([bank.genuine, torn, bank.unsigned])
    settled(ready, qtbot)
    press(qtbot, Qt.Key.Key_A)
    settled(ready, qtbot)
    assert view.message.text.startswith("torn.png is damaged")
    assert view.questioned is None
    assert not view.decision.accept.isEnabled()
    press(qtbot, Qt.Key.Key_A)
    press(qtbot, Qt.Key.Key_P)
    settled(ready, qtbot)
    assert [(one.file_name, len(made)) for one, made in on_record(enrolled)] == [(bank.genuine.name, 1)]
    assert view.decision.place.text() == "2 of 3, 2 left"
    press(qtbot, Qt.Key.Key_N)
    settled(ready, qtbot)
    assert view.questioned is not None
    assert view.questioned.name == bank.unsigned.name
    assert view.message.text == ""
    assert view.decision.accept.isEnabled()


def test_a_comparison_that_comes_late_says_nothing_about_the_next_cheque(
    listed: DeskWindow, enrolled: App, qtbot: QtBot
) -> None:
    view = listed.verify_view
    shown: list[str] = []
    view.compared.connect(lambda: shown.append(view.questioned.name if view.questioned else "nothing"))
    view.boxing.locate_again()
    press(qtbot, Qt.Key.Key_N)
    assert not view.decision.accept.isEnabled()
    settled(listed, qtbot)
    assert view.questioned is not None
    assert shown == [view.questioned.name]


def test_a_decision_that_fails_after_another_list_was_opened_leaves_that_list_alone(
    listed: DeskWindow, enrolled: App, bank: Bank, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    from sigverify.errors import RecordsError

    def full(*_: object, **__: object) -> int:
        raise RecordsError("the disk is full", "Make room, then decide again")

    view = listed.verify_view
    with monkeypatch.context() as broken:
        broken.setattr(type(enrolled.records), "save_verification", full)
        press(qtbot, Qt.Key.Key_A)
        view.open_cheques([bank.genuine, bank.unsigned])
        view.deciding.work_list.mark(0, True)
        settled(listed, qtbot)
    assert view.deciding.work_list.left == 1


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


@pytest.fixture
def half_known(bank: Bank, tmp_path: Path) -> Path:
    """Return a folder of two cheques and a cut-out signature; its manifest leaves out the cut-out."""
    cheques = tmp_path / "half" / "cheques"
    cheques.mkdir(parents=True)
    rows = ["file,account"]
    for name, source in (("1.jpg", bank.genuine), ("3.jpg", bank.unsigned)):
        shutil.copyfile(source, cheques / name)
        rows.append(f"{name},{bank.account}")
    shutil.copyfile(bank.strangers[0], cheques / f"2{bank.strangers[0].suffix}")
    (cheques.parent / "manifest.csv").write_text("\n".join(rows), encoding="utf-8")
    return cheques


def test_a_cheque_that_the_manifest_leaves_out_is_not_compared_with_the_account_before(
    ready: DeskWindow, enrolled: App, half_known: Path, bank: Bank, qtbot: QtBot
) -> None:
    view = ready.verify_view
    view.open_folder(half_known)
    settled(ready, qtbot)
    assert view.line.account.text() == bank.account
    press(qtbot, Qt.Key.Key_P)
    settled(ready, qtbot)
    assert view.questioned is not None
    assert view.questioned.name.startswith("2")
    assert (view.line.account.text(), view.references) == ("", ())
    assert view.panel.tone is Tone.UNSCORABLE
    press(qtbot, Qt.Key.Key_P)
    settled(ready, qtbot)
    assert [one.account for one, _ in on_record(enrolled)] == [bank.account, None]
    assert view.line.account.text() == bank.account


def test_an_account_that_is_typed_for_one_cheque_of_a_list_goes_with_it(
    ready: DeskWindow, half_known: Path, bank: Bank, qtbot: QtBot
) -> None:
    view = ready.verify_view
    other = next(number for number in bank.enrolled if number != bank.account)
    view.open_folder(half_known)
    settled(ready, qtbot)
    view.load_account(other)
    # The references are still being read when the next cheque is asked for.
    view.deciding.go(1)
    settled(ready, qtbot)
    assert (view.line.account.text(), view.references) == ("", ())
    view.load_account(other)
    settled(ready, qtbot)
    assert len(view.references) == len(bank.enrolled[other])
    view.deciding.go(1)
    settled(ready, qtbot)
    assert view.line.account.text() == bank.account


def test_the_magnetic_line_is_read_where_the_manifest_names_no_account(
    ready: DeskWindow, app: App, half_known: Path, bank: Bank, qtbot: QtBot
) -> None:
    printed = app.read_micr(app.read(bank.genuine)).account_key
    assert printed is not None
    app.enrol(printed, bank.references[0])
    shutil.copyfile(bank.genuine, half_known / "2a.jpg")
    view = ready.verify_view
    view.open_folder(half_known)
    settled(ready, qtbot)
    view.deciding.go(1)
    view.deciding.go(1)
    settled(ready, qtbot)
    assert view.questioned is not None
    assert view.questioned.name == "2a.jpg"
    assert view.line.account.text() == printed


def test_a_cheque_on_an_account_that_is_not_enrolled_is_kept_with_its_number(
    ready: DeskWindow, enrolled: App, half_known: Path, qtbot: QtBot
) -> None:
    (half_known.parent / "manifest.csv").write_text("file,account\n1.jpg,778899\n", encoding="utf-8")
    view = ready.verify_view
    view.open_folder(half_known)
    settled(ready, qtbot)
    assert "778899" in view.message.text
    assert view.line.account.text() == "778899"
    press(qtbot, Qt.Key.Key_P)
    settled(ready, qtbot)
    assert [one.account for one, _ in on_record(enrolled)] == ["778899"]


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


def test_blind_first_gives_nothing_away_by_the_order_of_the_references(
    blind: DeskWindow, bank: Bank, qtbot: QtBot
) -> None:
    view = blind.verify_view
    strip = view.compare.strip
    assert strip.captions == [f"R{number}" for number in range(1, len(bank.references) + 1)]
    assert strip.current is view.references[0]
    assert strip.accessibleName() == "References"
    press(qtbot, Qt.Key.Key_S)
    assert "best" in strip.captions[0]
    assert "most alike first" in strip.accessibleName()


def test_blind_first_does_not_say_whom_the_signature_was_taken_for(
    blind: DeskWindow, enrolled: App, bank: Bank, qtbot: QtBot
) -> None:
    view = blind.verify_view
    second = enrolled.records.add_signatory(bank.account, "B. Khan")
    enrolled.enrol(bank.account, bank.strangers[0], signatory_id=second.id)
    view.load_account(bank.account)
    settled(blind, qtbot)
    assert view.panel.word == "Look first"
    assert "Signed by" not in view.line.mandate.text()
    press(qtbot, Qt.Key.Key_S)
    assert "Signed by Holder of" in view.line.mandate.text()
    view.open_cheque(bank.unsigned)
    assert "Signed by" not in view.line.mandate.text()


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
