"""Names that the tests of the window share with their fixtures."""

from __future__ import annotations

import os
import time
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from types import TracebackType

from PIL import Image, ImageChops
from PySide6.QtCore import QTimer
from pytestqt.qtbot import QtBot

from ui.desk import DeskWindow


@dataclass(frozen=True)
class Bank:
    """A demo bank: a genuine and an unsigned cheque of one account, and another account's signatures.

    `folder` holds all of it: `cheques`, `manifest.csv`, and `enrolled`, the references of every account.
    """

    folder: Path
    enrolled: dict[str, tuple[Path, ...]]
    account: str
    references: tuple[Path, ...]
    genuine: Path
    unsigned: Path
    strangers_again: Path
    strangers: tuple[Path, ...]


def signed_twice(cheque: Path, second: Path, to: Path) -> None:
    """Write a cheque of 300 dpi with another person's signature left of its own."""
    with Image.open(cheque) as one, Image.open(second) as other:
        page, signature = one.convert("RGB"), other.convert("RGB")
    left, top = 700, 690 - signature.height // 2
    place = (left, top, left + signature.width, top + signature.height)
    page.paste(ImageChops.multiply(page.crop(place), signature), place)
    page.save(to, dpi=(300, 300))


def settled(desk: DeskWindow, qtbot: QtBot) -> None:
    """Wait until every job of the window has been answered."""
    qtbot.waitUntil(lambda: desk.runner.idle, timeout=20_000)


class Heartbeat:
    """Beats every 5 ms in the GUI's thread, for as long as the block runs."""

    def __init__(self) -> None:
        self._beats: list[tuple[float, float]] = []
        self._timer = QTimer()
        self._timer.setInterval(5)
        self._timer.timeout.connect(lambda: self._beats.append((time.thread_time(), time.perf_counter())))

    def __enter__(self) -> Heartbeat:
        self._timer.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._timer.stop()

    def check(self) -> None:
        """Fail where the GUI's thread was at work for over 50 ms at a stretch, or could not work for that long."""
        assert len(self._beats) > 10
        assert max(later[0] - earlier[0] for earlier, later in pairwise(self._beats)) <= 0.05
        # On a machine that has more to do than it can, any thread waits, whatever the program does.
        if os.getloadavg()[0] < (os.cpu_count() or 1) / 2:
            assert max(later[1] - earlier[1] for earlier, later in pairwise(self._beats)) <= 0.1
