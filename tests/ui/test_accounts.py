from __future__ import annotations

import shutil
import sqlite3
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from threading import Event
from typing import TypeVar

import numpy as np
import pytest
from PIL import Image
from PySide6.QtCore import QDate, QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QGuiApplication, QImage
from PySide6.QtWidgets import QApplication, QDialog, QFileDialog, QLineEdit
from pytestqt.qtbot import QtBot

from sigverify.app import App
from sigverify.mandates import Mandate, SigningRule
from sigverify.records import Outcome, references, verifications
from tests.ui.demo_desk import Bank, Heartbeat, settled
from ui.accounts.card_form import CardForm
from ui.accounts.clerk import AccountsClerk
from ui.accounts.mandate_form import MandateForm
from ui.accounts.view import AccountsView
from ui.desk import DeskWindow
from ui.evidence_view import EvidenceDialog
from ui.forms import Form, OutcomeForm, SignatoryForm
from ui.rail import Place

CONTROL = Qt.KeyboardModifier.ControlModifier
T = TypeVar("T", bound=QDialog)


@pytest.fixture
def accounts(enrolled: App, desk: DeskWindow, bank: Bank, qtbot: QtBot) -> AccountsView:
    """Return the Accounts view with the bank's first account open."""
    qtbot.waitActive(desk)
    desk.rail.buttons[Place.ACCOUNTS].click()
    settled(desk, qtbot)
    desk.accounts_view.open_account(bank.account)
    settled(desk, qtbot)
    return desk.accounts_view


@pytest.fixture
def done(desk: DeskWindow, qtbot: QtBot) -> object:
    """Return a call that waits for every job."""
    return lambda: settled(desk, qtbot)


def form(view: AccountsView, kind: type[T]) -> T:
    """Return the form that is open."""
    found = [child for child in view.findChildren(kind) if child.isVisible()]
    assert len(found) == 1
    return found[0]


def field(asked: QDialog, number: int = 0) -> QLineEdit:
    """Return a line of text of a form."""
    return asked.findChildren(QLineEdit)[number]


def shown(view: AccountsView) -> list[str]:
    """Return the numbers in the list."""
    return [view.model.number(row) for row in range(view.model.rowCount())]


def captions(view: AccountsView) -> list[str]:
    gallery = view.page.gallery
    return [gallery.item(row).text() for row in range(gallery.count())]


def test_all_accounts_are_listed_and_counted(accounts: AccountsView, bank: Bank) -> None:
    assert shown(accounts) == sorted(bank.enrolled)
    assert accounts.count.text() == f"{len(bank.enrolled)} accounts of {len(bank.enrolled)}"


def test_search_finds_by_the_beginning_of_the_number_and_by_name(
    accounts: AccountsView, enrolled: App, desk: DeskWindow, qtbot: QtBot
) -> None:
    enrolled.records.add_account("99000001", "Zoë Müller")
    for text in ("990", "muller", "zoe"):
        accounts.search.clear()
        qtbot.keyClicks(accounts.search, text)
        settled(desk, qtbot)
        assert shown(accounts) == ["99000001"]
    qtbot.keyClick(accounts.search, Qt.Key.Key_Down)
    settled(desk, qtbot)
    assert accounts.page.title.text() == "Zoë Müller"
    accounts.search.setText("nobody at all")
    settled(desk, qtbot)
    assert shown(accounts) == []


def test_arrows_in_the_search_go_through_the_list(
    accounts: AccountsView, desk: DeskWindow, bank: Bank, qtbot: QtBot
) -> None:
    first, second = sorted(bank.enrolled)[:2]
    accounts.open_account(first)
    settled(desk, qtbot)
    accounts.search.setText("0")
    settled(desk, qtbot)
    qtbot.keyClick(accounts.search, Qt.Key.Key_Down)
    settled(desk, qtbot)
    assert accounts.page.number.text() == second
    qtbot.keyClick(accounts.search, Qt.Key.Key_Up)
    settled(desk, qtbot)
    assert accounts.page.number.text() == first


def test_an_account_shows_its_references_with_their_dates(accounts: AccountsView, bank: Bank) -> None:
    assert len(captions(accounts)) == len(bank.references)
    assert all(f"{date.today():%Y-%m}" in caption for caption in captions(accounts))
    assert accounts.page.title.text() == f"Holder of {bank.account}"


def test_files_and_folders_become_references(
    accounts: AccountsView, desk: DeskWindow, bank: Bank, enrolled: App, tmp_path: Path, qtbot: QtBot
) -> None:
    before = len(enrolled.records.references(bank.account))
    folder = tmp_path / "more"
    folder.mkdir()
    for number, path in enumerate(bank.strangers):
        shutil.copy(path, folder / f"{number}.png")
    accounts.references.add_files([folder])
    settled(desk, qtbot)
    assert len(enrolled.records.references(bank.account)) == before + len(bank.strangers)
    assert len(captions(accounts)) == before + len(bank.strangers)


def test_a_reference_that_matches_no_other_is_marked(
    accounts: AccountsView, desk: DeskWindow, bank: Bank, qtbot: QtBot
) -> None:
    own = len(bank.references)
    assert own == 1 or not accounts.page.matrix.marked
    accounts.references.add_files(bank.strangers[:1])
    settled(desk, qtbot)
    assert own in accounts.page.matrix.marked
    assert f"R{own + 1}" in accounts.page.warning.text()
    assert "matches no other" in captions(accounts)[own]
    assert f"R{own + 1} matches no other" in accounts.page.matrix.accessibleDescription()


def test_what_is_already_a_reference_is_refused_with_its_name(
    accounts: AccountsView, desk: DeskWindow, bank: Bank, qtbot: QtBot
) -> None:
    accounts.references.add_files(bank.references[:1])
    settled(desk, qtbot)
    assert bank.references[0].name in accounts.message.text


def test_files_can_be_dropped_on_the_gallery(
    accounts: AccountsView, desk: DeskWindow, bank: Bank, enrolled: App, qtbot: QtBot
) -> None:
    mime = QMimeData()
    mime.setUrls([QUrl.fromLocalFile(str(bank.strangers[0]))])
    copy, left, none = Qt.DropAction.CopyAction, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    area = accounts.page.gallery.viewport()
    QApplication.sendEvent(area, QDragEnterEvent(QPoint(20, 20), copy, mime, left, none))
    QApplication.sendEvent(area, QDropEvent(QPointF(20, 20), copy, mime, left, none))
    settled(desk, qtbot)
    assert len(enrolled.records.references(bank.account)) == len(bank.references) + 1


def test_an_image_in_the_clipboard_becomes_a_reference(
    accounts: AccountsView, desk: DeskWindow, bank: Bank, enrolled: App, qtbot: QtBot
) -> None:
    QGuiApplication.clipboard().setImage(QImage(str(bank.strangers[0])))
    accounts.page.gallery.setFocus()
    qtbot.keyClick(accounts.page.gallery, Qt.Key.Key_V, CONTROL)
    settled(desk, qtbot)
    stored = enrolled.records.references(bank.account)
    assert stored[-1].file_name == "clipboard.png"
    QGuiApplication.clipboard().clear()
    accounts.references.paste()
    assert "no image in the clipboard" in accounts.message.text


@pytest.mark.parametrize("key", [Qt.Key.Key_O, Qt.Key.Key_K, Qt.Key.Key_V, Qt.Key.Key_M])
def test_keys_that_change_an_account_say_what_to_do_while_none_is_open(
    desk: DeskWindow, bank: Bank, qtbot: QtBot, key: Qt.Key
) -> None:
    QGuiApplication.clipboard().setImage(QImage(str(bank.strangers[0])))
    qtbot.waitActive(desk)
    desk.rail.buttons[Place.ACCOUNTS].click()
    settled(desk, qtbot)
    view = desk.accounts_view
    # A view without text fields: those take Ctrl+V for themselves.
    view.list.setFocus()
    qtbot.keyClick(view.list, key, CONTROL)
    assert "No account is open" in view.message.text
    assert not [one for one in view.findChildren(QDialog) if one.isVisible()]
    assert desk.runner.idle
    QGuiApplication.clipboard().clear()


@pytest.fixture
def card(bank: Bank, tmp_path: Path) -> Path:
    """Return a card with two signatures, one above the other."""
    parts = [np.asarray(Image.open(path).convert("L")) for path in (*bank.strangers, *bank.strangers)[:2]]
    sheet = np.full((1400, 1500), 250, np.uint8)
    for place, part in enumerate(parts):
        part = part[:600, :1300]
        sheet[80 + 680 * place :, 80:][: part.shape[0], : part.shape[1]] = part
    path = tmp_path / "card.png"
    Image.fromarray(sheet).save(path, dpi=(300, 300))
    return path


def draw(form: CardForm, qtbot: QtBot, start: tuple[int, int], end: tuple[int, int]) -> None:
    area = form.view.viewport()
    qtbot.mousePress(area, Qt.MouseButton.LeftButton, pos=form.view.mapFromScene(*start))
    qtbot.mouseMove(area, form.view.mapFromScene(*end))
    qtbot.mouseRelease(area, Qt.MouseButton.LeftButton, pos=form.view.mapFromScene(*end))


def test_several_references_are_cut_from_one_card(
    accounts: AccountsView, desk: DeskWindow, bank: Bank, enrolled: App, card: Path, qtbot: QtBot
) -> None:
    accounts.references.open_card(card)
    settled(desk, qtbot)
    cut = form(accounts, CardForm)
    while cut.view.candidates:
        qtbot.keyClick(cut.view, Qt.Key.Key_Delete)
    assert not cut.add.isEnabled()
    draw(cut, qtbot, (40, 40), (1450, 690))
    draw(cut, qtbot, (40, 740), (1450, 1390))
    assert len(cut.view.candidates) == 2
    qtbot.keyClick(cut.view, Qt.Key.Key_Left)
    assert len(cut.view.candidates) == 2
    assert cut.add.text() == "Add 2 references"
    boxes = cut.view.candidates
    cut.add.click()
    settled(desk, qtbot)
    stored = enrolled.records.references(bank.account)[len(bank.references) :]
    assert [one.box for one in stored] == list(boxes)
    assert len({one.sha256 for one in stored}) == 1


def test_a_card_that_is_closed_while_it_is_read_is_forgotten(
    accounts: AccountsView, desk: DeskWindow, card: Path, qtbot: QtBot
) -> None:
    go_on = Event()
    desk.runner.submit("busy", "Working", lambda _report, _cancel: go_on.wait(10), print, print)
    accounts.references.open_card(card)
    form(accounts, CardForm).reject()
    qtbot.waitUntil(lambda: not accounts.findChildren(CardForm))
    go_on.set()
    settled(desk, qtbot)
    assert accounts.message.text == ""


def test_a_reference_is_retired_with_a_reason_and_stays_on_record(
    accounts: AccountsView, desk: DeskWindow, bank: Bank, enrolled: App, qtbot: QtBot
) -> None:
    accounts.page.gallery.setCurrentRow(0)
    accounts.page.retire.click()
    asked = form(accounts, Form)
    assert not asked.ok.isEnabled()
    qtbot.keyClicks(field(asked), "changed name")
    asked.ok.click()
    settled(desk, qtbot)
    [retired] = [one for one in enrolled.records.references(bank.account, include_retired=True) if one.retired_at]
    assert retired.retired_reason == "changed name"
    assert "retired" in captions(accounts)[0]
    assert len(accounts.page.file.compared) == len(bank.references) - 1  # type: ignore[union-attr]


def test_two_retirements_in_a_row_are_both_done(
    accounts: AccountsView, desk: DeskWindow, bank: Bank, enrolled: App, qtbot: QtBot
) -> None:
    go_on = Event()
    desk.runner.submit("busy", "Working", lambda _report, _cancel: go_on.wait(10), print, print)
    for row in range(2):
        accounts.page.gallery.setCurrentRow(row)
        accounts.references.retire("changed name")
    go_on.set()
    settled(desk, qtbot)
    stored = enrolled.records.references(bank.account, include_retired=True)
    assert [one.retired_reason for one in stored[:2]] == ["changed name", "changed name"]


def test_a_second_drop_does_not_stop_the_first(
    accounts: AccountsView, desk: DeskWindow, bank: Bank, enrolled: App, tmp_path: Path, qtbot: QtBot
) -> None:
    before = len(enrolled.records.references(bank.account))
    again = tmp_path / "again.png"
    Image.open(bank.strangers[0]).convert("L").save(again, dpi=(300, 300))
    for path in (bank.strangers[0], again):
        accounts.references.add_files([path])
    settled(desk, qtbot)
    assert len(enrolled.records.references(bank.account)) == before + 2


def test_a_cheque_is_compared_while_accounts_are_imported(
    accounts: AccountsView, desk: DeskWindow, bank: Bank, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    go_on = Event()
    monkeypatch.setattr(AccountsClerk, "export", lambda *_: go_on.wait(20))
    accounts.exchange.export(Path("anywhere"))
    desk.verify_view.load_account(bank.account)
    desk.verify_view.open_cheque(bank.genuine)
    qtbot.waitUntil(lambda: desk.verify_view.verified is not None, timeout=15_000)
    assert not desk.runner.idle
    go_on.set()
    settled(desk, qtbot)


def test_validity_limits_a_reference(
    accounts: AccountsView, desk: DeskWindow, bank: Bank, enrolled: App, qtbot: QtBot
) -> None:
    accounts.page.gallery.setCurrentRow(0)
    accounts.page.validity.click()
    asked = form(accounts, Form)
    last = asked.fields.itemAt(1, asked.fields.ItemRole.FieldRole).widget()
    last.limited.click()  # type: ignore[union-attr]
    last.edit.setDate(QDate(2020, 5, 17))  # type: ignore[union-attr]
    asked.ok.click()
    settled(desk, qtbot)
    assert enrolled.records.references(bank.account)[0].valid_until == date(2020, 5, 17)
    assert "expired" in captions(accounts)[0]


def test_a_new_account_is_made_and_shown(
    accounts: AccountsView, desk: DeskWindow, enrolled: App, qtbot: QtBot
) -> None:
    qtbot.keyClick(accounts.search, Qt.Key.Key_N, CONTROL)
    asked = form(accounts, Form)
    qtbot.keyClicks(field(asked), "77000001")
    qtbot.keyClicks(field(asked, 1), "Nadia Rossi")
    asked.ok.click()
    settled(desk, qtbot)
    assert enrolled.records.account("77000001") is not None
    assert accounts.page.title.text() == "Nadia Rossi"
    assert "cannot be scored" in accounts.page.warning.text()
    assert "77000001" in shown(accounts)


def test_an_account_that_is_there_already_is_told(
    accounts: AccountsView, desk: DeskWindow, bank: Bank, qtbot: QtBot
) -> None:
    accounts.new.click()
    asked = form(accounts, Form)
    qtbot.keyClicks(field(asked), bank.account)
    asked.ok.click()
    settled(desk, qtbot)
    assert "already there" in accounts.message.text


def test_the_holder_can_be_renamed(
    accounts: AccountsView, desk: DeskWindow, bank: Bank, enrolled: App, qtbot: QtBot
) -> None:
    accounts.page.rename.click()
    asked = form(accounts, Form)
    holder = field(asked)
    holder.selectAll()
    qtbot.keyClicks(holder, "Rahman & Sons")
    asked.ok.click()
    settled(desk, qtbot)
    account = enrolled.records.account(bank.account)
    assert account is not None
    assert account.holder == "Rahman & Sons"
    assert accounts.page.title.text() == "Rahman & Sons"


def add_signatory(accounts: AccountsView, desk: DeskWindow, name: str, qtbot: QtBot) -> None:
    accounts.page.tabs.setCurrentIndex(1)
    accounts.page.add_person.click()
    asked = form(accounts, Form)
    qtbot.keyClicks(field(asked), name)
    asked.ok.click()
    settled(desk, qtbot)
    # No window manager gives the window back its place here.
    with qtbot.waitActive(desk):
        desk.activateWindow()


def test_signatories_are_added_changed_and_retired(
    accounts: AccountsView, desk: DeskWindow, bank: Bank, enrolled: App, qtbot: QtBot
) -> None:
    add_signatory(accounts, desk, "B. Okafor", qtbot)
    people = accounts.page.people
    assert people.topLevelItemCount() == 2
    people.setCurrentItem(people.topLevelItem(1))
    accounts.page.change_person.click()
    asked = form(accounts, SignatoryForm)
    asked.stricter.click()
    asked.threshold.setValue(0.9)
    asked.ok.click()
    settled(desk, qtbot)
    person = enrolled.records.signatories(bank.account)[1]
    assert (person.name, person.threshold) == ("B. Okafor", 0.9)
    assert people.topLevelItem(1).text(3) == "0.90"  # type: ignore[union-attr]
    people.setCurrentItem(people.topLevelItem(1))
    accounts.page.retire_person.click()
    reason = form(accounts, Form)
    qtbot.keyClicks(field(reason), "left the firm")
    reason.ok.click()
    settled(desk, qtbot)
    assert len(enrolled.records.signatories(bank.account)) == 1
    assert people.topLevelItem(1).text(4) == "retired"  # type: ignore[union-attr]


def test_new_references_are_those_of_the_signatory_that_is_chosen(
    accounts: AccountsView, desk: DeskWindow, bank: Bank, enrolled: App, qtbot: QtBot
) -> None:
    add_signatory(accounts, desk, "B. Okafor", qtbot)
    accounts.page.tabs.setCurrentIndex(0)
    assert accounts.page.whose.isVisible()
    accounts.page.whose.setCurrentIndex(1)
    accounts.references.add_files(bank.strangers[:1])
    settled(desk, qtbot)
    other = enrolled.records.signatories(bank.account)[1]
    assert enrolled.records.references(bank.account)[-1].signatory_id == other.id
    assert "B. Okafor" in captions(accounts)[-1]
    # Of another person, it need not match the first one's.
    assert len(bank.references) not in accounts.page.matrix.marked


def test_the_mandate_is_edited_and_shown_to_the_clerk(
    accounts: AccountsView, desk: DeskWindow, bank: Bank, enrolled: App, qtbot: QtBot
) -> None:
    add_signatory(accounts, desk, "B. Okafor", qtbot)
    qtbot.keyClick(accounts.page.people, Qt.Key.Key_M, CONTROL)
    editor = form(accounts, MandateForm)
    editor.add.click()
    editor.rules[0].up_to.setText("10 000")
    editor.add.click()
    editor.rules[1].count.setValue(2)
    editor.refer.click()
    editor.instructions.setPlainText("Call before paying.")
    assert not editor.ok.isEnabled()
    qtbot.keyClicks(editor.reason, "board resolution")
    editor.ok.click()
    settled(desk, qtbot)
    stored = enrolled.records.mandate(bank.account)
    assert stored is not None
    assert stored.mandate == Mandate(
        (SigningRule(1, frozenset(), Decimal(10000)), SigningRule(2)), True, "Call before paying."
    )
    assert stored.reason == "board resolution"
    assert "2 of 2 to sign any amount" in accounts.page.mandate.text()

    accounts.page.verify.click()
    settled(desk, qtbot)
    assert desk.place is Place.VERIFY
    line = desk.verify_view.line
    assert line.refer.text() == "always refer"
    assert line.instructions.text() == "Call before paying."
    assert "1 of 2 to sign up to 10\u202f000" in line.mandate.text()


def test_a_mandate_shows_again_as_it_was_stored(
    accounts: AccountsView, desk: DeskWindow, bank: Bank, enrolled: App, qtbot: QtBot
) -> None:
    people = [one.id for one in enrolled.records.signatories(bank.account)]
    kept = Mandate((SigningRule(1, frozenset(people), Decimal(500)),), False, "Both pages.")
    enrolled.records.set_mandate(bank.account, kept, "first")
    accounts.open_account(bank.account)
    settled(desk, qtbot)
    accounts.people.ask_mandate()
    editor = form(accounts, MandateForm)
    assert editor.mandate() == kept
    editor.rules[0].remove.click()
    assert editor.mandate().rules == ()
    editor.reject()


def test_history_tells_what_was_done_and_by_whom(
    accounts: AccountsView, desk: DeskWindow, bank: Bank, enrolled: App, qtbot: QtBot
) -> None:
    add_signatory(accounts, desk, "B. Okafor", qtbot)
    history = accounts.page.history
    told = [history.topLevelItem(row) for row in range(history.topLevelItemCount())]
    assert len(told) == len(enrolled.records.history(bank.account))
    assert told[0] is not None
    assert told[0].text(1) == enrolled.records.operator


def test_a_cheque_is_explained_from_the_history(
    accounts: AccountsView, desk: DeskWindow, bank: Bank, enrolled: App, qtbot: QtBot
) -> None:
    desk.verify_view.load_account(bank.account)
    desk.verify_view.open_cheque(bank.genuine)
    settled(desk, qtbot)
    desk.verify_view.decide("FLAGGED", "Another hand")
    settled(desk, qtbot)
    accounts.open_account(bank.account)
    settled(desk, qtbot)
    accounts.page.tabs.setCurrentIndex(2)
    history = accounts.page.history
    rows = [history.topLevelItem(at) for at in range(history.topLevelItemCount())]
    added = next(row for row in rows if row is not None and row.text(2) == "reference added")
    assert added.text(3).startswith("file ")
    history.setCurrentItem(added)
    accounts.explain()
    settled(desk, qtbot)
    assert "not about a cheque" in accounts.message.text
    flagged = next(row for row in rows if row is not None and row.text(2) == "flagged")
    history.setCurrentItem(flagged)
    history.itemActivated.emit(flagged, 0)
    settled(desk, qtbot)
    told = form(accounts, EvidenceDialog).view
    [stored] = enrolled.records.verifications(bank.account)
    for known in (bank.genuine.name, stored.sha256, stored.model, stored.profile, "Flagged. Another hand"):
        assert known is not None
        assert known in told.text
    assert f"Distances: R1 {stored.distances[0]:.3f}" in told.text
    assert enrolled.records.audit_of(stored.id)[-1].sha256 in told.text
    assert told.pictures.count() == len(bank.references)


def test_where_a_picture_was_removed_the_day_is_told(
    accounts: AccountsView,
    desk: DeskWindow,
    bank: Bank,
    enrolled: App,
    qtbot: QtBot,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    long_ago = datetime.now(UTC) - timedelta(days=400)
    for module in (references, verifications):
        monkeypatch.setattr(module, "now", lambda: long_ago)
    desk.verify_view.load_account(bank.account)
    desk.verify_view.open_cheque(bank.genuine)
    settled(desk, qtbot)
    desk.verify_view.decide("FLAGGED", "Another hand")
    settled(desk, qtbot)
    first = enrolled.records.references(bank.account)[0]
    enrolled.records.retire_reference(first.id, "a new card")
    assert enrolled.records.purge(datetime.now(UTC) - timedelta(days=365)).images == 1
    accounts.open_account(bank.account)
    settled(desk, qtbot)
    told = f"removed on {datetime.now(UTC):%Y-%m-%d} by retention"
    assert [told in caption for caption in captions(accounts)] == [True, *[False] * (len(bank.references) - 1)]
    _explain_the_flagged(accounts)
    settled(desk, qtbot)
    shown_there = form(accounts, EvidenceDialog).view.pictures
    assert shown_there.count() == len(bank.references)
    assert told in shown_there.item(0).text()
    assert not shown_there.item(0).icon().isNull()


def test_how_a_cheque_turned_out_is_recorded_and_seen(
    accounts: AccountsView, desk: DeskWindow, bank: Bank, enrolled: App, qtbot: QtBot
) -> None:
    desk.verify_view.load_account(bank.account)
    desk.verify_view.open_cheque(bank.genuine)
    settled(desk, qtbot)
    desk.verify_view.decide("FLAGGED", "Another hand")
    settled(desk, qtbot)
    [stored] = enrolled.records.verifications(bank.account)
    accounts.open_account(bank.account)
    settled(desk, qtbot)
    _explain_the_flagged(accounts)
    settled(desk, qtbot)
    form(accounts, EvidenceDialog).outcome_asked.emit()
    asked = form(accounts, OutcomeForm)
    assert asked.which.isHidden()
    assert not asked.ok.isEnabled()
    asked.outcome.setCurrentIndex(asked.outcome.findData("GENUINE"))
    asked.source.setText("the customer confirmed it")
    asked.accept()
    settled(desk, qtbot)
    known = enrolled.records.outcome(stored.id)
    assert known is not None
    assert (known.outcome, known.source) == (Outcome.GENUINE, "the customer confirmed it")
    form(accounts, EvidenceDialog).close()
    qtbot.waitUntil(lambda: not accounts.findChildren(EvidenceDialog))
    _explain_the_flagged(accounts)
    settled(desk, qtbot)
    assert "Genuine. the customer confirmed it" in form(accounts, EvidenceDialog).view.text


def _explain_the_flagged(accounts: AccountsView) -> None:
    history = accounts.page.history
    rows = [history.topLevelItem(at) for at in range(history.topLevelItemCount())]
    history.setCurrentItem(next(row for row in rows if row is not None and row.text(2) == "flagged"))
    accounts.explain()


def test_accounts_are_exported_and_imported_after_a_dry_run(
    accounts: AccountsView, desk: DeskWindow, bank: Bank, enrolled: App, tmp_path: Path, qtbot: QtBot
) -> None:
    pytest.importorskip("sigverify.accounts_io")
    from ui.accounts.exchange import PlanForm

    folder = tmp_path / "out"
    accounts.exchange.export(folder)
    settled(desk, qtbot)
    assert (folder / "accounts.csv").is_file()
    before = enrolled.records.count_accounts()
    text = (folder / "accounts.csv").read_text(encoding="utf-8")
    (folder / "accounts.csv").write_text(text.replace(bank.account, "55000001"), encoding="utf-8")
    accounts.exchange.plan_import(folder)
    settled(desk, qtbot)
    plan = form(accounts, PlanForm)
    assert plan.steps.count() > 0
    assert enrolled.records.count_accounts() == before
    plan.go.click()
    settled(desk, qtbot)
    assert enrolled.records.account("55000001") is not None
    assert "55000001" in shown(accounts)


def test_every_way_to_choose_files_asks_without_holding_up_the_window(
    accounts: AccountsView, qtbot: QtBot
) -> None:
    page = accounts.page
    for button in (page.add_files, page.add_folder, page.card, accounts.take_in, accounts.give_out):
        button.click()
        dialog = form(accounts, QFileDialog)
        dialog.reject()
        qtbot.waitUntil(lambda: not [one for one in accounts.findChildren(QFileDialog) if one.isVisible()])


def test_search_over_100_000_accounts_does_not_hold_up_the_window(
    accounts: AccountsView, desk: DeskWindow, enrolled: App, qtbot: QtBot
) -> None:
    first, last = ("Ada", "Ben", "Cleo", "Dora", "Emil"), ("Adler", "Brook", "Costa", "Drew", "Estrada", "Fink")
    path = enrolled.records.path
    assert path is not None
    with sqlite3.connect(path) as database:
        start = database.execute("SELECT max(id) FROM accounts").fetchone()[0] + 1
        people = [(start + n, f"8{n:07d}", first[n % 5], last[n % 6]) for n in range(100_000)]
        database.executemany(
            "INSERT INTO accounts VALUES (?, ?, ?, ?, '2026-01-01 00:00:00')",
            [(key, number, f"{one} {two}", f"{one} {two}".lower()) for key, number, one, two in people],
        )
        database.executemany(
            "INSERT INTO account_words VALUES (?, ?)",
            [(word.lower(), key) for key, _, *words in people for word in words],
        )
    database.close()
    with Heartbeat() as heart:
        for text in ("8", "80", "800999", "drew", "cleo estr"):
            accounts.search.clear()
            qtbot.keyClicks(accounts.search, text)
            settled(desk, qtbot)
            assert accounts.model.rowCount() > 0
            qtbot.keyClick(accounts.search, Qt.Key.Key_Backspace)
            settled(desk, qtbot)
    heart.check()
    assert "of 100,00" in accounts.count.text()
