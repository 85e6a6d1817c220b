"""The Batch view as its user works with it: every action by key or button, on real records."""

from __future__ import annotations

import csv
import json
import shutil
from collections.abc import Sequence
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QDropEvent
from PySide6.QtWidgets import QFileDialog, QPushButton
from pytestqt.qtbot import QtBot

from sigverify.app import App
from sigverify.batch import BatchProgress
from sigverify.judging import Recommendation
from sigverify.mandates import MandateCheck, MandateOutcome, Match
from sigverify.records import BatchItem, BatchResult, Decision
from sigverify.signing import ChequeVerification
from sigverify.verifier import Verification
from tests.ui.demo_desk import Bank, Heartbeat, settled
from ui.batch.clerk import Order
from ui.batch.model import Column, Filter
from ui.batch.order_form import OrderForm
from ui.batch.run_bar import RunBar
from ui.batch.view import BatchView
from ui.desk import DeskWindow
from ui.forms import Form
from ui.rail import Place

Rec = Recommendation
# File, recommendation, similarity, amount.
LIST: Sequence[tuple[str, Rec, float | None, str | None]] = (
    ("a.jpg", Rec.ACCEPT, 0.90, "100.00"),
    ("b.jpg", Rec.ACCEPT, 0.60, "20.50"),
    ("c.jpg", Rec.FLAG, 0.10, "3.00"),
    ("d.jpg", Rec.FLAG, 0.45, None),
    ("e.jpg", Rec.UNSCORABLE, None, "7.00"),
)


@pytest.fixture
def cheques(bank: Bank, tmp_path: Path) -> Path:
    """Return a folder with copies of the bank's cheques under the names of LIST."""
    folder = tmp_path / "cheques"
    folder.mkdir()
    for name, *_ in LIST:
        shutil.copy(bank.genuine, folder / name)
        with (folder / name).open("ab") as file:
            file.write(name.encode())  # contents of their own; a JPEG ends before it
    return folder


def put_on_record(app: App, folder: Path, account: str) -> list[BatchItem]:
    """Put a run on record as if it had come to LIST."""
    setup = {"manifest": "", "columns": {}, "pattern": "", "form": "", "pairs": True}
    run = app.records.begin_batch(str(folder), json.dumps(setup)).id
    made = []
    for name, kind, similarity, amount in LIST:
        scan = app.read(folder / name)
        verification = Verification(
            recommendation=kind,
            reason="",
            similarity=similarity,
            threshold=None if similarity is None else 0.5,
            log10_lr=None,
            distances=(),
            spread=0.0,
            differences=(),
            box=None,
            candidates=(),
            questioned=None,
            canvas=None,
            model="m",
            profile="p",
            seconds=0.1,
        )
        check = MandateCheck(MandateOutcome.MET, (Match(0, None, None, None, False),))
        result = BatchResult(
            file=name,
            page=1,
            sha256=scan.sha256,
            account=account,
            origin="manifest",
            serial=name,
            cheque_number=f"00{name[0]}",
            amount=None if amount is None else Decimal(amount),
            recommendation=kind,
            reason="The similarity is below the threshold." if kind is Rec.FLAG else "",
            similarity=similarity,
            threshold=None if similarity is None else 0.5,
        )
        item = app.records.add_batch_item(
            run,
            result,
            ChequeVerification((verification,), check),
            {
                "account": account,
                "file_name": name,
                "page": 1,
                "sha256": scan.sha256,
                "reference_ids": (),
                "amount": result.amount,
            },
        )
        assert item is not None
        made.append(item)
    app.records.finish_batch(run)
    return made


@pytest.fixture
def listed(enrolled: App, cheques: Path, bank: Bank) -> list[BatchItem]:
    """Return the items of a run that is on record before the desk opens."""
    return put_on_record(enrolled, cheques, bank.account)


@pytest.fixture
def batch(desk: DeskWindow, qtbot: QtBot) -> BatchView:
    """Return the view as its user comes to it."""
    settled(desk, qtbot)
    press(desk, qtbot, "2", Qt.KeyboardModifier.ControlModifier)
    settled(desk, qtbot)
    assert desk.place is Place.BATCH
    return desk.batch_view


NONE = Qt.KeyboardModifier.NoModifier
CTRL = Qt.KeyboardModifier.ControlModifier
CTRL_SHIFT = CTRL | Qt.KeyboardModifier.ShiftModifier


def press(
    desk: DeskWindow, qtbot: QtBot, key: str | Qt.Key, modifier: Any = Qt.KeyboardModifier.NoModifier
) -> None:
    desk.activateWindow()  # a form that was closed had the keyboard
    qtbot.waitUntil(desk.isActiveWindow)
    focused = desk.focusWidget() or desk
    code = key if isinstance(key, Qt.Key) else getattr(Qt.Key, f"Key_{key}")
    qtbot.keyClick(focused, code, modifier)


def shown(view: BatchView) -> list[str]:
    return [item.result.file for item in view.list.proxy.visible()]


def cell(view: BatchView, file: str, column: Column) -> str:
    row = shown(view).index(file)
    return str(view.list.proxy.index(row, column.value).data())


def open_form(view: BatchView, qtbot: QtBot) -> OrderForm:
    qtbot.waitUntil(lambda: view.findChild(OrderForm) is not None)
    form = view.findChild(OrderForm)
    assert form is not None
    return form


def test_the_last_run_is_shown_with_what_needs_a_person_first(listed: list[BatchItem], batch: BatchView) -> None:
    assert shown(batch) == ["d.jpg", "c.jpg", "e.jpg", "b.jpg", "a.jpg"]
    assert cell(batch, "d.jpg", Column.MARGIN) == "-0.05"
    assert cell(batch, "a.jpg", Column.RECOMMENDATION) == "Recommend accept"
    assert cell(batch, "d.jpg", Column.REASON) == "The similarity is below the threshold."
    assert {chip.text() for chip in batch.list.chips.values()} == {
        "All 5",
        "Flagged 2",
        "Cannot score 1",
        "To review 3",
        "Accepted 0",
        "Put aside 0",
    }


def test_chips_search_and_headers_choose_and_order_what_is_shown(
    listed: list[BatchItem], batch: BatchView, desk: DeskWindow, qtbot: QtBot
) -> None:
    for chosen, expected in (
        (Filter.FLAGGED, ["d.jpg", "c.jpg"]),
        (Filter.UNSCORABLE, ["e.jpg"]),
        (Filter.REVIEW, ["d.jpg", "c.jpg", "e.jpg"]),
        (Filter.ACCEPTED, []),
    ):
        qtbot.mouseClick(batch.list.chips[chosen], Qt.MouseButton.LeftButton)
        assert shown(batch) == expected
    assert "another filter" in batch.list.empty.text()
    assert batch.list.empty.isVisible()
    batch.list.chips[Filter.ALL].click()
    press(desk, qtbot, "F", CTRL)
    qtbot.keyClicks(batch.list.search, "00c BELOW")
    assert shown(batch) == ["c.jpg"]
    batch.list.search.clear()
    batch.list.table.sortByColumn(Column.AMOUNT.value, Qt.SortOrder.DescendingOrder)
    assert shown(batch) == ["a.jpg", "b.jpg", "e.jpg", "c.jpg", "d.jpg"]


def test_accepting_in_bulk_shows_count_and_total_and_can_be_taken_back(
    listed: list[BatchItem], batch: BatchView, desk: DeskWindow, qtbot: QtBot, app: App
) -> None:
    assert batch.list.accept.text() == "Accept 2 above the threshold…"
    press(desk, qtbot, "A", CTRL_SHIFT)
    form = batch.findChild(Form)
    assert form is not None
    assert "2 cheques above the threshold, in total 120.50" in form.told.text()
    assert "0.10 above" in form.told.text()
    form.ok.click()
    settled(desk, qtbot)
    assert "2 cheques accepted" in batch.message.text
    assert cell(batch, "a.jpg", Column.DECISION) == "Accepted"
    assert [item.decision for item in app.records.batch_items(listed[0].run_id)] == [
        "ACCEPTED",
        "ACCEPTED",
        "",
        "",
        "",
    ]
    assert not batch.list.accept.isEnabled()
    press(desk, qtbot, "A", CTRL_SHIFT)
    assert "Nothing in this list" in batch.message.text
    press(desk, qtbot, "Z", CTRL)
    settled(desk, qtbot)
    assert "2 decisions taken back" in batch.message.text
    assert cell(batch, "a.jpg", Column.DECISION) == ""
    press(desk, qtbot, "Z", CTRL)
    assert "no accepting in bulk" in batch.message.text


def test_only_what_is_shown_is_accepted_and_what_somebody_else_decided_is_told(
    listed: list[BatchItem], batch: BatchView, desk: DeskWindow, qtbot: QtBot, app: App
) -> None:
    batch.list.search.setText("a.jpg")
    assert [item.result.file for item in batch.list.acceptable()] == ["a.jpg"]
    verification = listed[0].verification_id
    assert verification is not None
    app.records.save_decision(verification, Decision.FLAGGED, reason="elsewhere")
    batch.list.accept.click()
    form = batch.findChild(Form)
    assert form is not None
    form.ok.click()
    settled(desk, qtbot)
    assert "1 could not be accepted" in batch.message.text
    assert "a.jpg" in batch.message.details
    assert cell(batch, "a.jpg", Column.DECISION) == "Flagged"


def test_next_to_review_opens_verify_and_its_decision_stands_in_the_list(
    listed: list[BatchItem], batch: BatchView, desk: DeskWindow, qtbot: QtBot
) -> None:
    batch.list.table.setFocus()
    press(desk, qtbot, "N")
    assert desk.place is Place.VERIFY
    settled(desk, qtbot)
    verify = desk.verify_view
    assert verify.questioned is not None
    assert verify.questioned.name == "d.jpg"
    assert verify.line.number.text() == "00d"
    assert len(verify.deciding.work_list) == 3
    press(desk, qtbot, "P")
    settled(desk, qtbot)
    assert verify.questioned.name == "c.jpg"
    assert verify.line.drawn_for == Decimal("3.00")
    desk.go_to(Place.BATCH)
    settled(desk, qtbot)
    assert cell(batch, "d.jpg", Column.DECISION) == "Put aside"
    assert batch.list.chips[Filter.REVIEW].text() == "To review 2"
    batch.list.next.click()
    settled(desk, qtbot)
    assert verify.questioned.name == "c.jpg"


def test_a_row_opens_verify_with_the_list_as_it_is_shown(
    listed: list[BatchItem], batch: BatchView, desk: DeskWindow, qtbot: QtBot
) -> None:
    row = shown(batch).index("b.jpg")
    batch.list.table.setCurrentIndex(batch.list.proxy.index(row, 0))
    batch.list.table.setFocus()
    press(desk, qtbot, Qt.Key.Key_Return)
    settled(desk, qtbot)
    assert desk.place is Place.VERIFY
    assert desk.verify_view.questioned is not None
    assert desk.verify_view.questioned.name == "b.jpg"
    assert (desk.verify_view.deciding.work_list.at, len(desk.verify_view.deciding.work_list)) == (3, 5)


@pytest.mark.parametrize("ending", ["csv", "jsonl", "pdf"])
def test_the_report_is_exported(
    listed: list[BatchItem], batch: BatchView, desk: DeskWindow, qtbot: QtBot, tmp_path: Path, ending: str
) -> None:
    press(desk, qtbot, "E", CTRL)
    dialog = batch.findChild(QFileDialog)
    assert dialog is not None
    path = tmp_path / f"report.{ending}"
    dialog.fileSelected.emit(str(path))
    dialog.close()
    settled(desk, qtbot)
    assert str(path) in batch.message.text
    content = path.read_bytes()
    if ending == "csv":
        assert [row["file"] for row in csv.DictReader(content.decode().splitlines())] == [
            name for name, *_ in LIST
        ]
    elif ending == "jsonl":
        assert [json.loads(line)["number"] for line in content.decode().splitlines()] == [
            f"00{n[0]}" for n, *_ in LIST
        ]
    else:
        assert content.startswith(b"%PDF-")
        assert path.stat().st_mode & 0o777 == 0o600


def test_a_folder_is_gone_through_from_the_form_to_the_last_row(
    bank: Bank, enrolled: App, batch: BatchView, desk: DeskWindow, qtbot: QtBot, tmp_path: Path
) -> None:
    assert "Ctrl+Shift+O" in batch.list.empty.text()
    folder = tmp_path / "tonight"
    folder.mkdir()
    shutil.copy(bank.genuine, folder / "one.jpg")
    (folder / "bad.jpg").write_bytes(b"bad")
    (folder / "manifest.csv").write_text(f"Bild;Konto;Betrag\none.jpg;{bank.account};12,50\n")
    press(desk, qtbot, "O", CTRL_SHIFT)
    form = open_form(batch, qtbot)
    assert not form.ok.isEnabled()
    form.take_folder(folder)
    settled(desk, qtbot)
    assert form.manifest.text() == str(folder / "manifest.csv")
    assert not form.ok.isEnabled(), "no column is known to be the file's name"
    assert form.columns["account"].currentText() == "Konto"
    form.columns["file"].setCurrentText("Bild")
    form.ok.click()
    assert batch.running
    assert not batch.bar.start.isEnabled()
    assert batch.bar.cancel.isEnabled()
    with Heartbeat() as heartbeat:
        qtbot.waitUntil(lambda: not batch.running, timeout=120_000)
    heartbeat.check()
    settled(desk, qtbot)
    assert batch.bar.told.text() == "Finished: 2 cheques."
    assert cell(batch, "one.jpg", Column.AMOUNT) == "12.50"
    assert cell(batch, "one.jpg", Column.RECOMMENDATION) == "Recommend accept"
    assert cell(batch, "bad.jpg", Column.RECOMMENDATION) == "Cannot score"
    assert "bad.jpg" in cell(batch, "bad.jpg", Column.REASON)
    # Once more: nothing is left to do.
    before = [item.id for item in batch.list.items]
    press(desk, qtbot, Qt.Key.Key_F5)
    qtbot.waitUntil(lambda: not batch.running, timeout=120_000)
    settled(desk, qtbot)
    assert [item.id for item in batch.list.items] == before


def test_a_run_is_paused_goes_on_and_is_cancelled_and_taken_up(
    bank: Bank, enrolled: App, cheques: Path, batch: BatchView, desk: DeskWindow, qtbot: QtBot
) -> None:
    batch.go(Order(cheques))
    press(desk, qtbot, Qt.Key.Key_F5, Qt.KeyboardModifier.ShiftModifier)
    assert batch.bar.pause.text() == "Go on"
    qtbot.waitUntil(lambda: "paused" in batch.bar.told.text(), timeout=60_000)
    done = len(batch.list.items)
    press(desk, qtbot, Qt.Key.Key_F5, Qt.KeyboardModifier.ShiftModifier)
    assert batch.bar.pause.text() == "Pause"
    qtbot.waitUntil(lambda: len(batch.list.items) > done, timeout=120_000)
    press(desk, qtbot, Qt.Key.Key_Escape)
    qtbot.waitUntil(lambda: not batch.running, timeout=20_000)
    settled(desk, qtbot)
    assert "Stopped" in batch.bar.told.text()
    kept = [item.id for item in batch.list.items]
    assert 0 < len(kept) < len(LIST)
    batch.bar.start.click()
    qtbot.waitUntil(lambda: not batch.running, timeout=120_000)
    settled(desk, qtbot)
    ids = [item.id for item in batch.list.items]
    assert len(ids) == len(LIST)
    assert ids[: len(kept)] == kept


def test_what_is_wrong_with_a_folder_or_a_list_is_said(
    enrolled: App, batch: BatchView, desk: DeskWindow, qtbot: QtBot, tmp_path: Path
) -> None:
    batch.go(Order(tmp_path / "missing"))
    qtbot.waitUntil(lambda: not batch.running, timeout=20_000)
    settled(desk, qtbot)
    assert "missing is not a folder" in batch.message.text
    form = batch.open_folder(tmp_path)
    assert form is not None
    (tmp_path / "list.csv").write_bytes(b"\xff\xfe\x00")
    form.take_manifest(tmp_path / "list.csv")
    settled(desk, qtbot)
    assert "list.csv cannot be read as CSV" in form.message.text
    assert not form.ok.isEnabled()


def test_a_folder_can_be_dropped(batch: BatchView, desk: DeskWindow, qtbot: QtBot, tmp_path: Path) -> None:
    content = QMimeData()
    content.setUrls([QUrl.fromLocalFile(str(tmp_path))])
    batch.dropEvent(
        QDropEvent(
            QPointF(5, 5),
            Qt.DropAction.CopyAction,
            content,
            Qt.MouseButton.LeftButton,
            Qt.KeyboardModifier.NoModifier,
        )
    )
    assert open_form(batch, qtbot).folder.text() == str(tmp_path)
    settled(desk, qtbot)


def test_an_earlier_run_is_chosen_from_those_on_record(
    listed: list[BatchItem], enrolled: App, batch: BatchView, desk: DeskWindow, qtbot: QtBot, tmp_path: Path
) -> None:
    enrolled.records.begin_batch(str(tmp_path / "later"), "{}")
    batch._end()
    settled(desk, qtbot)
    runs = batch.bar.runs
    assert [runs.itemText(at).split(",")[0] for at in range(runs.count())] == ["2: later", "1: cheques"]
    runs.setCurrentIndex(0)
    runs.activated.emit(0)
    settled(desk, qtbot)
    assert shown(batch) == []
    assert "Not finished" in batch.bar.told.text()


def test_progress_is_told_in_words(qtbot: QtBot) -> None:
    bar = RunBar()
    qtbot.addWidget(bar)
    progress = BatchProgress(184, 312, flagged=41, failed=1, per_second=11.04, seconds_left=12.2)
    bar.show_progress(progress)
    assert bar.told.text() == "184 / 312, 41 flagged, 1 failed, 11.0/s, 12 s left"
    bar.show_progress(BatchProgress(184, 312, flagged=41, failed=1, paused=True))
    assert bar.told.text() == "184 / 312, 41 flagged, 1 failed, paused"


def test_everything_can_be_reached_and_has_a_name(batch: BatchView) -> None:
    for button in batch.findChildren(QPushButton):
        assert button.accessibleName(), button.text()
    assert batch.list.table.accessibleName()
