"""Desks follow each other: into the demo bank and back, and once more for a picture."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from PySide6.QtCore import QTimer
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QApplication

from sigverify.settings import Settings
from ui import session
from ui.desk import DeskWindow


def desk_now() -> DeskWindow | None:
    """Return the desk that is on the screen, once it has nothing to do any more."""
    shown = [one for one in QApplication.topLevelWidgets() if isinstance(one, DeskWindow) and one.isVisible()]
    ready = [one for one in shown if one.standing is not None and one.runner.idle]
    return ready[0] if ready else None


def test_into_the_demo_bank_and_back(qapp: QApplication, tmp_path: Path, demo_bank: Path) -> None:
    own, demo = Settings(tmp_path / "own"), Settings(tmp_path / "own" / "demo-bank" / "data")
    shutil.copytree(demo_bank, demo.data_folder.parent)
    been: list[Path] = []

    def go_on() -> None:
        desk = desk_now()
        if desk is None:
            return
        been.append(desk.settings.data_folder)
        offers = desk.beginning.demo
        if offers is not None:
            offers.leave.click()
        elif len(been) == 1:
            desk.beginning.first.demo.click()
        else:
            desk.close()

    timer = QTimer()
    timer.setInterval(20)
    timer.timeout.connect(go_on)
    timer.start()
    status = session.run(own)
    timer.stop()
    assert status == 0
    assert been == [own.data_folder, demo.data_folder, own.data_folder]


def test_a_picture_shows_that_the_desk_works_here(
    qapp: QApplication, tmp_path: Path, demo_bank: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    data = tmp_path / "bank" / "data"
    shutil.copytree(demo_bank, data.parent)
    picture = tmp_path / "desk.png"
    assert session.run(Settings(data), [data.parent / "cheques"], picture) == 0
    assert QImage(str(picture)).width() > 1000
    nowhere = tmp_path / "missing" / "desk.png"
    assert session.run(Settings(data), picture=nowhere) == 1
