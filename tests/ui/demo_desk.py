"""Names that the tests of the window share with their fixtures."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from pytestqt.qtbot import QtBot

from ui.desk import DeskWindow


@dataclass(frozen=True)
class Bank:
    """A demo bank: a genuine and an unsigned cheque of one account, and another account's signatures."""

    account: str
    references: tuple[Path, ...]
    genuine: Path
    unsigned: Path
    strangers: tuple[Path, ...]


def settled(desk: DeskWindow, qtbot: QtBot) -> None:
    """Wait until every job of the window has been answered."""
    qtbot.waitUntil(lambda: desk.runner.idle, timeout=20_000)
