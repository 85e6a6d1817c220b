from __future__ import annotations

import json
import os
import subprocess
import sys
import threading
from dataclasses import replace
from pathlib import Path
from threading import Event
from typing import Literal

import pytest
from PySide6.QtCore import QSize
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractScrollArea,
    QAbstractSpinBox,
    QApplication,
    QComboBox,
    QHeaderView,
    QLineEdit,
    QProgressBar,
    QWidget,
)
from pytestqt.qtbot import QtBot

from sigverify.app import App
from sigverify.jobs import Cancel, Report
from sigverify.settings import Settings
from tests.ui.demo_desk import Bank, Heartbeat, settled
from ui import language
from ui.desk import DeskWindow
from ui.rail import Place
from ui.verify.mode_bar import Mode
from ui.verify.recommendation import Tone

# Every control that takes the focus or shows a state.
CONTROLS = (QAbstractButton, QAbstractScrollArea, QAbstractSpinBox, QComboBox, QLineEdit, QProgressBar)


def test_the_window_is_there_before_the_model_is(settings: Settings, qtbot: QtBot) -> None:
    window = DeskWindow(settings)
    qtbot.addWidget(window)
    window.show()
    assert window.isVisible()
    assert window.loaded is None
    assert "loading" in window.status.model.text()
    assert window.runner.idle
    qtbot.waitUntil(lambda: window.loaded is not None, timeout=20_000)
    assert window.loaded is not None
    assert window.loaded.model in window.status.model.text()
    assert "between" in window.status.profile.text()


def test_the_window_needs_neither_network_nor_image_processing_nor_database() -> None:
    heavy = "{'cv2', 'onnxruntime', 'sqlalchemy', 'skimage', 'scipy', 'sklearn', 'keras'}"
    code = f"import ui.desk, sys; print(sorted({heavy} & set(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_a_cheque_can_be_opened_before_the_model_is_loaded(settings: Settings, bank: Bank, qtbot: QtBot) -> None:
    window = DeskWindow(settings)
    qtbot.addWidget(window)
    window.verify_view.open_references(bank.references)
    window.verify_view.open_cheque(bank.genuine)
    window.show()
    qtbot.waitUntil(lambda: window.verify_view.panel.tone is Tone.ACCEPT, timeout=20_000)


def test_a_missing_model_is_told_and_the_desk_stays_usable(tmp_path: Path, bank: Bank, qtbot: QtBot) -> None:
    window = DeskWindow(Settings(tmp_path, bundle=str(tmp_path / "nothing")))
    qtbot.addWidget(window)
    window.show()
    qtbot.waitUntil(lambda: bool(window.verify_view.message.text), timeout=20_000)
    assert "nothing is not a model bundle" in window.verify_view.message.text
    assert window.status.model.text() == "Model: not loaded"
    window.verify_view.open_cheque(bank.genuine)
    settled(window, qtbot)
    assert window.verify_view.questioned is not None
    assert window.verify_view.panel.tone is Tone.UNSCORABLE


def test_a_profile_of_another_model_recommends_nothing(
    settings: Settings, bank: Bank, qtbot: QtBot, tmp_path: Path
) -> None:
    path = tmp_path / "profiles" / "between.json"
    stored = path.read_text(encoding="utf-8")
    stale = tmp_path / "profiles" / "stale.json"
    window = DeskWindow(settings)
    qtbot.addWidget(window)
    bundle = window.services.app.bundle.id
    stale.write_text(stored.replace(bundle, "sigverify-000000000000"), encoding="utf-8")
    window.close()
    window = DeskWindow(replace(settings, profile="stale"))
    qtbot.addWidget(window)
    window.show()
    window.verify_view.open_references(bank.references)
    window.verify_view.open_cheque(bank.genuine)
    settled(window, qtbot)
    assert "belongs to another model" in window.status.profile.text()
    assert window.verify_view.panel.tone is Tone.UNSCORABLE
    assert "distance" in window.verify_view.compare.strip.captions[0]
    assert window.verify_view.panel.evidence == ""


def test_a_model_whose_loading_was_cancelled_is_loaded_by_the_next_comparison(
    settings: Settings, bank: Bank, qtbot: QtBot
) -> None:
    window = DeskWindow(settings)
    qtbot.addWidget(window)
    window.show()
    qtbot.waitUntil(lambda: not window.runner.idle)
    window.runner.cancel()
    qtbot.waitUntil(lambda: window.runner.idle)
    assert window.status.model.text() == "Model: not loaded"
    window.verify_view.open_cheque(bank.genuine)
    settled(window, qtbot)
    assert window.loaded is not None
    assert window.loaded.model in window.status.model.text()


def test_closing_does_not_wait_for_a_job_and_leaves_no_thread(desk: DeskWindow) -> None:
    running, go_on = Event(), Event()

    def stubborn(_report: Report, _cancel: Cancel) -> bool:
        running.set()
        return go_on.wait(10)

    def unwanted(_: object) -> None:
        raise AssertionError("nothing is called back in a closed window")

    desk.runner.submit("long", "Working for long", stubborn, unwanted, unwanted)
    assert running.wait(10)
    desk.close()
    assert not desk.isVisible()
    assert [thread for thread in threading.enumerate() if thread.name.startswith("desk")]
    go_on.set()
    desk.runner.wait()
    assert not [thread for thread in threading.enumerate() if thread.name.startswith("desk")]


def test_a_long_job_shows_itself_and_can_be_cancelled(desk: DeskWindow, qtbot: QtBot) -> None:
    def job(_report: Report, cancel: Cancel) -> None:
        while not cancel.requested:
            Event().wait(0.001)
        cancel.check()

    stopped = Event()
    settled(desk, qtbot)
    desk.runner.submit("long", "Working for long", job, lambda _: None, lambda _: None, stopped.set)
    qtbot.waitUntil(desk.status.cancel.isVisible)
    assert desk.status.job.text() == "Working for long"
    desk.status.cancel.click()
    qtbot.waitUntil(stopped.is_set)
    assert not desk.status.cancel.isVisible()


def test_every_control_has_an_accessible_name(desk: DeskWindow) -> None:
    nameless = [
        widget
        for widget in desk.findChildren(QWidget)
        if isinstance(widget, CONTROLS)
        and not widget.objectName().startswith("qt_")
        and not isinstance(widget, QHeaderView)  # its sections are named
        and not widget.accessibleName()
    ]
    assert nameless == []


@pytest.mark.parametrize("spoken", ["en", "de"])
def test_the_window_fits_a_screen_of_1280_by_720(
    settings: Settings, qapp: QApplication, qtbot: QtBot, spoken: Literal["en", "de"]
) -> None:
    language.install(qapp, spoken)
    window = DeskWindow(settings)
    qtbot.addWidget(window)
    window.show()
    assert window.minimumSizeHint().boundedTo(QSize(1280, 720)) == window.minimumSizeHint()


def test_the_window_is_never_blocked_while_a_cheque_is_compared(
    desk: DeskWindow, bank: Bank, qtbot: QtBot
) -> None:
    desk.verify_view.open_references(bank.references)
    settled(desk, qtbot)
    with Heartbeat() as heart:
        for _ in range(5):
            desk.verify_view.open_cheque(bank.genuine)
            settled(desk, qtbot)
        for mode in Mode:
            desk.verify_view.compare.panes.set_mode(mode)
            qtbot.wait(60)
    heart.check()


def test_the_window_is_never_blocked_while_it_opens_shows_accounts_and_closes(
    enrolled: App, settings: Settings, bank: Bank, qtbot: QtBot
) -> None:
    window = DeskWindow(settings)
    qtbot.addWidget(window)
    with Heartbeat() as heart:
        window.show()
        qtbot.waitUntil(lambda: window.loaded is not None, timeout=20_000)
        settled(window, qtbot)
        window.go_to(Place.ACCOUNTS)
        settled(window, qtbot)
        window.accounts_view.open_account(bank.account)
        settled(window, qtbot)
        window.close()
        qtbot.wait(50)
    heart.check()
    window.runner.wait()


@pytest.mark.parametrize("spoken", ["en", "de"])
def test_nothing_is_cut_off_on_a_screen_that_magnifies_twice(tmp_path: Path, spoken: str) -> None:
    script = Path(__file__).with_name("scaled_window.py")
    done = subprocess.run(
        [sys.executable, str(script), str(tmp_path), spoken],
        env={**os.environ, "QT_SCALE_FACTOR": "2", "PYTHONPATH": str(script.parents[2])},
        capture_output=True,
        text=True,
        check=True,
    )
    found = json.loads(done.stdout)
    assert (found["picture"], found["window"]) == ([2560, 1440], [1280, 720])
    assert found["cut_off"] == {place.value: [] for place in Place}
