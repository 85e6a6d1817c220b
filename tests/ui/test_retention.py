"""Old signatures are removed at the desk: counted first, then asked, then done in the background."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from threading import Event

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QPushButton
from pytestqt.qtbot import QtBot

from sigverify.app import App
from sigverify.jobs import Cancel, Report
from sigverify.operators import Role
from sigverify.records import Records, references
from sigverify.records.retention import Expired
from tests.ui.conftest import Bank
from tests.ui.demo_desk import settled
from ui.desk import DeskWindow
from ui.forms import Form
from ui.rail import Place
from ui.retention_panel import RetentionPanel

PASSWORD = "as long as it has to be"


@pytest.fixture
def retired(enrolled: App, bank: Bank, monkeypatch: pytest.MonkeyPatch) -> App:
    """Return the application with one reference that was retired two years ago."""
    first = enrolled.records.references(bank.account)[0]
    with monkeypatch.context() as then:
        then.setattr(references, "now", lambda: datetime.now(UTC) - timedelta(days=730))
        enrolled.records.retire_reference(first.id, "a new card")
    return enrolled


@pytest.fixture
def panel(retired: App, desk: DeskWindow, qtbot: QtBot) -> RetentionPanel:
    desk.go_to(Place.SETTINGS)
    settled(desk, qtbot)
    shown = desk.settings_view.retention
    shown.days.setValue(365)
    return shown


def count(panel: RetentionPanel, desk: DeskWindow, qtbot: QtBot) -> None:
    qtbot.mouseClick(panel.count, Qt.MouseButton.LeftButton)
    settled(desk, qtbot)


def confirm(panel: RetentionPanel) -> None:
    panel.remove.click()
    [form] = panel.findChildren(Form)
    form.ok.click()


def test_what_would_go_is_counted_and_nothing_changed(
    panel: RetentionPanel, desk: DeskWindow, retired: App, bank: Bank, qtbot: QtBot
) -> None:
    assert not panel.remove.isEnabled()
    count(panel, desk, qtbot)
    assert "1 image of references" in panel.told.text()
    assert panel.remove.isEnabled()
    assert retired.records.references(bank.account, include_retired=True)[0].image_removed_at is None
    panel.days.setValue(1000)
    assert not panel.remove.isEnabled()
    assert panel.told.isHidden()
    count(panel, desk, qtbot)
    assert "Nothing is older than" in panel.told.text()
    assert not panel.remove.isEnabled()


def test_what_was_counted_goes_once_it_is_confirmed(
    panel: RetentionPanel, desk: DeskWindow, retired: App, bank: Bank, qtbot: QtBot
) -> None:
    backup = retired.settings.data_folder / "backups" / "before.db"
    retired.records.backup(backup)
    desk.accounts_view.open_account(bank.account)
    count(panel, desk, qtbot)
    confirm(panel)
    settled(desk, qtbot)
    assert "1 image of references" in panel.told.text()
    assert str(backup) in panel.told.text()
    first = retired.records.references(bank.account, include_retired=True)[0]
    assert first.image_removed_at is not None
    file = desk.accounts_view.file
    assert file is not None
    assert file.references[0].stored.image_removed_at is not None
    assert retired.records.expired(datetime.now(UTC) - timedelta(days=365)) == Expired()


def test_return_keeps_them(panel: RetentionPanel, desk: DeskWindow, retired: App, qtbot: QtBot) -> None:
    count(panel, desk, qtbot)
    panel.remove.click()
    [form] = panel.findChildren(Form)
    default = next(button for button in form.findChildren(QPushButton) if button.isDefault())
    assert default is form.cancel
    with qtbot.waitSignal(form.finished) as finished:
        qtbot.keyClick(form, Qt.Key.Key_Return)
    assert finished.args == [int(QDialog.DialogCode.Rejected)]
    settled(desk, qtbot)
    assert retired.records.expired(datetime.now(UTC) - timedelta(days=365)).images == 1


def test_it_can_be_stopped_and_says_so(
    panel: RetentionPanel, desk: DeskWindow, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    begun = Event()

    def slow(_records: Records, _before: datetime, _report: Report, cancel: Cancel) -> Expired:
        begun.set()
        while True:
            cancel.check()

    monkeypatch.setattr(Records, "purge", slow)
    count(panel, desk, qtbot)
    confirm(panel)
    qtbot.waitUntil(begun.is_set)
    assert desk.status.job.text() == "Removing old signatures"
    desk.status.cancel.click()
    settled(desk, qtbot)
    assert "Stopped" in panel.told.text()


def test_who_may_not_remove_is_told(panel: RetentionPanel, desk: DeskWindow, retired: App, qtbot: QtBot) -> None:
    records = retired.records
    assert records.operator is not None
    records.add_operator("boss", Role.ADMINISTRATOR, "", PASSWORD)
    records.acting_as("boss").add_operator(records.operator, Role.SUPERVISOR, "", PASSWORD)
    desk.look_again()
    settled(desk, qtbot)
    assert not panel.count.isEnabled()
    assert not panel.remove.isEnabled()
    assert "administrator" in panel.hint.text()
    assert not panel.hint.isHidden()
