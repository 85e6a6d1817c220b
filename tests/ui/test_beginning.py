"""An empty desk says where to begin, and leads there; the demo bank stays apart from the bank's own records."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QFileDialog, QLineEdit
from pytestqt.qtbot import QtBot

from sigverify.app import App
from sigverify.demo import demo_of
from sigverify.demo.opening import demo_beside
from sigverify.errors import Cancelled
from sigverify.jobs import Cancel, Progress
from sigverify.settings import Settings
from tests.ui.demo_desk import settled
from ui.desk import DeskWindow
from ui.forms import Form
from ui.rail import Place

Open = Callable[..., DeskWindow]


@pytest.fixture
def open_desk(qtbot: QtBot) -> Open:
    def open_it(settings: Settings, came_from: Settings | None = None) -> DeskWindow:
        window = DeskWindow(settings, came_from=came_from)
        qtbot.addWidget(window)
        window.show()
        qtbot.waitUntil(lambda: window.standing is not None, timeout=20_000)
        settled(window, qtbot)
        return window

    return open_it


@pytest.fixture
def empty(tmp_path: Path) -> Settings:
    return Settings(tmp_path / "own", theme="dark")


def test_an_empty_desk_offers_three_ways_to_begin_where_they_are_of_use(open_desk: Open, empty: Settings) -> None:
    window = open_desk(empty)
    offers = window.beginning.first
    for place in Place:
        window.go_to(place)
        assert offers.isVisible() is (place in (Place.VERIFY, Place.BATCH, Place.ACCOUNTS))
    for button in (offers.demo, offers.take_in, offers.enrol):
        assert button.accessibleName()
        assert button.accessibleDescription()
        assert button.focusPolicy() & Qt.FocusPolicy.TabFocus
    window.go_to(Place.VERIFY)
    assert window.minimumSizeHint().height() <= 720
    offers.dismiss.click()
    window.go_to(Place.BATCH)
    assert not offers.isVisible()
    window.close()


def test_the_first_account_ends_the_offers(open_desk: Open, empty: Settings, qtbot: QtBot) -> None:
    window = open_desk(empty)
    window.beginning.first.enrol.click()
    assert window.place is Place.ACCOUNTS
    form = window.findChild(Form)
    assert form is not None
    number, holder = form.findChildren(QLineEdit)
    number.setText("00100001")
    holder.setText("A. Rahman")
    form.accept()
    qtbot.waitUntil(lambda: not window.beginning.first.isVisible(), timeout=20_000)
    settled(window, qtbot)
    assert window.accounts_view.file is not None
    assert window.accounts_view.file.account.holder == "A. Rahman"
    window.close()


def test_accounts_are_imported_from_the_first_screen(open_desk: Open, empty: Settings, qtbot: QtBot) -> None:
    window = open_desk(empty)
    window.beginning.first.take_in.click()
    assert window.place is Place.ACCOUNTS
    dialogs = [dialog for dialog in window.findChildren(QDialog) if isinstance(dialog, QFileDialog)]
    assert [dialog.fileMode() for dialog in dialogs] == [QFileDialog.FileMode.Directory]
    dialogs[0].reject()
    settled(window, qtbot)
    window.close()


def test_the_list_of_accounts_says_what_to_do_when_nothing_is_found(
    open_desk: Open, empty: Settings, qtbot: QtBot
) -> None:
    window = open_desk(empty)
    window.go_to(Place.ACCOUNTS)
    settled(window, qtbot)
    assert "No account yet" in window.accounts_view.nothing.text()
    window.services.app.records.add_account("00100001", "A. Rahman")
    window.accounts_view.search.setText("nobody")
    settled(window, qtbot)
    assert "No account matches" in window.accounts_view.nothing.text()
    window.close()


def test_the_demo_bank_is_opened_apart_from_the_own_records_and_left_again(
    open_desk: Open, empty: Settings, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    small = {"accounts": 2, "cheques": 5}
    made = demo_beside.__globals__["make_demo_bank"]
    monkeypatch.setitem(demo_beside.__globals__, "make_demo_bank", lambda *a, **k: made(*a, **small, **k))
    window = open_desk(empty)
    window.beginning.first.demo.click()
    qtbot.waitUntil(lambda: window.goes_to is not None, timeout=60_000)
    demo = window.goes_to
    assert demo is not None
    assert demo.theme == "dark"
    bank = demo_of(demo.data_folder)
    assert bank == empty.data_folder / "demo-bank"
    with App(empty).records as own:
        assert own.count_accounts() == 0
    # Made once.
    assert demo_beside(empty, cancel=_requested()) == demo

    inside = open_desk(demo, came_from=empty)
    assert not inside.beginning.first.isVisible()
    offers = inside.beginning.demo
    assert offers is not None
    assert offers.isVisible()
    assert "demo" in inside.windowTitle()
    offers.verify.click()
    qtbot.waitUntil(lambda: inside.verify_view.verified is not None, timeout=60_000)
    settled(inside, qtbot)
    offers.batch.click()
    assert inside.place is Place.BATCH
    settled(inside, qtbot)
    offers.leave.click()
    assert inside.goes_to == empty


def test_a_demo_bank_that_was_stopped_leaves_nothing_behind(empty: Settings) -> None:
    cancel = Cancel()

    def stop_soon(progress: Progress) -> None:
        if progress.done == 1:
            cancel.request()

    with pytest.raises(Cancelled):
        demo_beside(empty, stop_soon, cancel)
    assert list(empty.data_folder.iterdir()) == []


def test_a_folder_that_looks_like_a_demo_bank_but_is_none_is_not_taken_for_one(tmp_path: Path) -> None:
    data = tmp_path / "bank" / "data"
    data.mkdir(parents=True)
    assert demo_of(data) is None
    (data.parent / "truth.csv").touch()
    assert demo_of(data) is None
    (data.parent / "cheques").mkdir()
    assert demo_of(data) == data.parent
    shutil.rmtree(data.parent)


def _requested() -> Cancel:
    cancel = Cancel()
    cancel.request()
    return cancel
