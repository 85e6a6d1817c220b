"""A day at the desk: does its memory grow, does it leave threads, timers or files? For docs/reliability.md.

    python -m benchmarks.long_run [--cheques N] [--minutes M]

Cheques of a demo bank go through the desk's own window (Qt's `offscreen`), each a file of its own: opened, found,
compared with the account's references, decided, and the next one. Linux.
"""

from __future__ import annotations

import argparse
import gc
import os
import sys
import tempfile
import threading
import time
from dataclasses import dataclass
from pathlib import Path
from statistics import median

from PySide6.QtCore import QObject, QTimer
from PySide6.QtWidgets import QApplication

from benchmarks.desk import _until, demo_bank, recommends
from sigverify import heap
from sigverify.settings import Settings
from ui import language, theme
from ui.desk import DeskWindow

# Caches, pools and the database's pages have filled after the first tenth. Memory goes up and down by a scan or
# two: the middle of the second tenth is compared with the middle of the last.
_WARM_UP = 0.1
_EVERY = 25


@dataclass(frozen=True, slots=True)
class Taken:
    """What the process has: bytes of memory, counts of the rest."""

    memory: int
    threads: int
    timers: int
    objects: int
    handles: int
    temporary: int
    widgets: int

    @staticmethod
    def now(window: DeskWindow, temporary: Path) -> Taken:
        gc.collect()
        heap.give_back()  # what is in use, not what lies ready since the last time
        status = Path("/proc/self/status").read_text()
        return Taken(
            memory=int(status.partition("VmRSS:")[2].split()[0]) * 1024,
            threads=threading.active_count(),
            timers=len(window.findChildren(QTimer)),
            objects=len(window.findChildren(QObject)),
            handles=len(list(Path("/proc/self/fd").iterdir())),
            temporary=sum(1 for _ in temporary.iterdir()),
            widgets=len(QApplication.allWidgets()),
        )


def main(count: int, minutes: float) -> int:
    """Print the table; return 1 when the memory grew by 5 % or more, or something was left."""
    heap.use_one_arena()
    with tempfile.TemporaryDirectory() as folder, tempfile.TemporaryDirectory() as temporary:
        os.environ["TMPDIR"] = tempfile.tempdir = temporary
        settings, pairs = demo_bank(Path(folder), 30)
        application = QApplication(["sigverify"])
        language.install(application, "en")
        theme.apply(application, "light")
        window = DeskWindow(Settings(settings.data_folder, next_at_once=False))
        window.show()
        _until(lambda: window.loaded is not None and window.runner.idle)
        began = time.monotonic()
        marks: list[tuple[int, Taken]] = []
        done = 0
        while done < count and time.monotonic() - began < 60 * minutes:
            pair = pairs[done % len(pairs)]
            _one(window, pair.cheque, pair.account, done, Path(folder))
            done += 1
            if done % _EVERY == 0:
                marks.append((done, Taken.now(window, Path(temporary))))
                print(f"{done} {marks[-1][1].memory >> 20} MiB", file=sys.stderr, flush=True)
        marks.append((done, Taken.now(window, Path(temporary))))
        seconds = time.monotonic() - began
        window.close()
        window.runner.wait()
    warm = next(mark for at, mark in marks if at >= done * _WARM_UP)
    last = marks[-1][1]
    tenth = max(1, len(marks) // 10)
    second, final = ([one.memory for _, one in some] for some in (marks[tenth:][:tenth] or marks, marks[-tenth:]))
    growth = median(final) / median(second) - 1
    print(f"{done} cheques in {seconds / 60:.0f} minutes; memory {100 * growth:+.1f} % since the warm-up\n")
    print("| cheques | memory, MiB | threads | timers | Qt objects | widgets | open files | temporary files |")
    print("|---|---|---|---|---|---|---|---|")
    # A dozen rows tell as much as four hundred.
    for at, one in [*marks[: -1 : max(1, len(marks) // 12)], marks[-1]]:
        cells = (
            at,
            one.memory >> 20,
            one.threads,
            one.timers,
            one.objects,
            one.widgets,
            one.handles,
            one.temporary,
        )
        print(f"| {' | '.join(map(str, cells))} |")
    left = any(
        getattr(last, what) > getattr(warm, what) + 2 for what in ("threads", "timers", "handles", "temporary")
    )
    return int(growth >= 0.05 or left)


def _one(window: DeskWindow, cheque: Path, account: str, number: int, folder: Path) -> None:
    """Put a cheque through the window as a clerk does."""
    view = window.verify_view
    # A content of its own, so that it is no cheque that was decided before; the picture ends before it.
    path = folder / f"{number}{cheque.suffix}"
    path.write_bytes(cheque.read_bytes() + number.to_bytes(4, "big"))
    view.load_account(account)
    view.open_cheque(path)
    _until(lambda: recommends(window) and window.runner.idle)
    view.decide("ACCEPTED")
    _until(lambda: window.runner.idle)
    path.unlink()


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--cheques", type=int, default=10_000)
    parser.add_argument("--minutes", type=float, default=600, help="stop after these, wherever it is")
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    given = parser.parse_args()
    sys.exit(main(given.cheques, given.minutes))
