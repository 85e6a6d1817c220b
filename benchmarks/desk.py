"""How long the desk keeps the clerk waiting, from the demo bank alone.

    python -m benchmarks.desk [--runs N] [--out build/bench]

Three waits, each N times, without a screen (Qt's `offscreen`) and with a warm disk: from the start of the process
to the window painted; from a cheque and what it is compared with chosen to the recommendation painted, in a window
whose model is loaded; the longest that the GUI's thread could not answer meanwhile. Processor time is that of all
threads, for the last one of the GUI's alone: on a machine with other work, it is what the desk itself takes. Then
what the process of a clerk holds, in a window of its own in which one cheque was verified.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QEventLoop, QObject, Qt, QTimer
from PySide6.QtWidgets import QApplication

if TYPE_CHECKING:  # what a window that only opens need not import, this must not either
    from benchmarks.measuring import Benchmark
    from sigverify.settings import Settings
    from ui.desk import DeskWindow

_BEAT_MS = 5
_PAINT, _VERIFY = "--paint", "--verify"
WINDOW, MEMORY = 1.0, 400.0


@dataclass(frozen=True, slots=True)
class Waited:
    """Seconds by the clock, and of the processor."""

    wall: float
    cpu: float


@dataclass(slots=True)
class Figures:
    """One row of the table; the goal is in seconds by the clock."""

    what: str
    goal: float
    runs: list[Waited] = field(default_factory=list)


def main() -> None:
    from benchmarks import measuring

    parser = measuring.arguments(__doc__)
    parser.add_argument("--runs", type=int, default=10, help="how often each is measured")
    asked = parser.parse_args()
    bench = measuring.Benchmark("desk", "the demo bank's cheques and references, without a screen")
    with tempfile.TemporaryDirectory() as temporary:
        settings, pairs = demo_bank(Path(temporary), asked.runs)
        window = Figures("window painted", WINDOW)
        start_to_paint(settings.data_folder)  # warms the disk
        window.runs.extend(start_to_paint(settings.data_folder) for _ in range(asked.runs))
        for wait in (window, *compare(settings, pairs)):
            tell(bench, wait)
        remember(bench, settings, pairs[0])
    bench.write(asked.out)


def tell(bench: Benchmark, wait: Figures) -> None:
    """Add the figures of a wait, and whether it is as short as it should be."""
    clock = bench.add("waits", wait.what, "by the clock", "ms", [1000 * run.wall for run in wait.runs])
    bench.add("waits", wait.what, "processor", "ms", [1000 * run.cpu for run in wait.runs])
    bench.aim(wait.what, 1000 * wait.goal, clock.median, "ms")


def remember(bench: Benchmark, settings: Settings, pair: Pair) -> None:
    """Add what a clerk's process holds once a cheque has been verified in it."""
    from benchmarks import measuring

    paths = (settings.data_folder, pair.cheque, pair.reference)
    ran = measuring.cold(
        measuring.python("-m", "benchmarks.desk", _VERIFY, *map(str, paths)), QT_QPA_PLATFORM="offscreen"
    )
    held = bench.add("memory", "clerk's process", "after a verification", "MiB", [float(ran.said)])
    bench.add("memory", "clerk's process", "at most", "MiB", [ran.peak])
    bench.aim("clerk's process after a verification", MEMORY, held.median, "MiB")


def verify_one(data: str, cheque: str, reference: str) -> None:
    """Open the desk, verify one cheque, and print the MiB (PSS) that the process holds then."""
    from benchmarks.measuring import MIB, proportional
    from sigverify.settings import Settings

    window = _open(Settings(Path(data)))
    window.verify_view.open_references([Path(reference)])
    window.verify_view.open_cheque(Path(cheque))
    _until(lambda: recommends(window) and window.runner.idle)
    QApplication.processEvents()
    print(proportional(os.getpid()) / MIB)
    window.close()
    window.runner.wait()


@dataclass(frozen=True, slots=True)
class Pair:
    """A cheque with the account that it is drawn on, and a reference of that account."""

    cheque: Path
    account: str
    reference: Path


def demo_bank(folder: Path, count: int) -> tuple[Settings, list[Pair]]:
    """Make a bank whose accounts are enrolled, and close its records; return `count` of its cheques, at most 30."""
    from benchmarks.desk_pictures import enrolled_bank
    from sigverify.app import App
    from sigverify.settings import Settings

    settings = Settings(folder / "data")
    app = App(settings)
    cheques = enrolled_bank(app, folder / "bank")[:count]
    app.records.close()
    references = folder / "bank" / "references"
    return settings, [
        Pair(cheque.path, cheque.account, min((references / cheque.account).glob("*.png"))) for cheque in cheques
    ]


def start_to_paint(data: Path) -> Waited:
    """Start `sigverify gui` in a process of its own, and wait until its window has been painted."""
    environment = os.environ | {"QT_QPA_PLATFORM": "offscreen"}
    started = time.perf_counter()
    command = [sys.executable, "-m", "benchmarks.desk", _PAINT, str(data)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=environment) as process:
        assert process.stdout is not None, "it is a pipe"
        cpu = process.stdout.readline()
        wall = time.perf_counter() - started
    if not cpu:
        raise SystemExit("the desk did not open")
    return Waited(wall, float(cpu))


class _UntilPainted(QApplication):
    """Ends the process when its window has been painted."""

    def exec(self) -> int:  # type: ignore[override]  # the stubs have a static one
        seen = _Seen()
        for window in self.topLevelWidgets():
            window.installEventFilter(seen)
        while not seen.painted:
            self.processEvents(QEventLoop.ProcessEventsFlag.WaitForMoreEvents)
        print(time.process_time(), flush=True)
        os._exit(0)


class _Seen(QObject):
    painted = False

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        self.painted = self.painted or event.type() is QEvent.Type.Paint
        return False


def paint(data: str) -> None:
    """Open the desk as the command does, until it has been painted."""
    from sigverify import cli

    _application = _UntilPainted(["sigverify"])
    cli.run(["gui", "--data", data])


def compare(settings: Settings, pairs: Sequence[Pair]) -> Iterator[Figures]:
    """Yield the waits for recommendations: with one reference from a file, with the references of an account."""
    window = _open(settings)
    view = window.verify_view

    def choose_files(pair: Pair) -> None:
        view.open_references([pair.reference])
        view.open_cheque(pair.cheque)

    def choose_account(pair: Pair) -> None:
        view.load_account(pair.account)
        view.open_cheque(pair.cheque)

    for what, choose in (("an image", choose_files), ("an account", choose_account)):
        recommended = Figures(f"recommendation, cheque with {what}", 0.3)
        blocked = Figures(f"GUI's thread blocked, cheque with {what}", 0.05)
        for pair in pairs:
            view.reference_set.clear()
            _until(lambda: window.runner.idle)
            beats = _Beats()
            started, cpu = time.perf_counter(), time.process_time()
            choose(pair)
            _until(lambda: recommends(window))
            QApplication.processEvents()
            recommended.runs.append(Waited(time.perf_counter() - started, time.process_time() - cpu))
            # What follows is in the way of the clerk's next key too: laying the signatures over each other.
            _until(lambda: window.runner.idle)
            blocked.runs.append(beats.longest())
        yield recommended
        yield blocked
    window.close()
    window.runner.wait()


def _open(settings: Settings) -> DeskWindow:
    """Return a window whose model is loaded."""
    from ui import language, theme
    from ui.desk import DeskWindow

    application = QApplication.instance() or QApplication(["sigverify"])
    assert isinstance(application, QApplication)
    language.install(application, "en")
    theme.apply(application, "light")
    window = DeskWindow(settings)
    window.show()
    _until(lambda: window.loaded is not None and window.runner.idle)
    return window


def recommends(window: DeskWindow) -> bool:
    """Tell whether what is on the desk has been compared with its references."""
    view = window.verify_view
    return view.verified is not None and bool(view.references)


class _Beats:
    """Beats in the GUI's thread, as often as it can."""

    def __init__(self) -> None:
        self._beats: list[Waited] = []
        self._timer = QTimer()
        self._timer.setTimerType(Qt.TimerType.PreciseTimer)
        self._timer.setInterval(_BEAT_MS)
        self._timer.timeout.connect(self._beat)
        self._timer.start()
        self._beat()

    def _beat(self) -> None:
        self._beats.append(Waited(time.perf_counter(), time.thread_time()))

    def longest(self) -> Waited:
        """Stop, and return the longest time between two beats."""
        self._timer.stop()
        self._beat()
        between = [Waited(b.wall - a.wall, b.cpu - a.cpu) for a, b in pairwise(self._beats)]
        return Waited(max(one.wall for one in between), max(one.cpu for one in between))


def _until(done: Callable[[], bool]) -> None:
    while not done():
        QApplication.processEvents(QEventLoop.ProcessEventsFlag.WaitForMoreEvents)


if __name__ == "__main__":
    # No screen is needed to paint a window.
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    if sys.argv[1:2] == [_PAINT]:
        paint(sys.argv[2])
    elif sys.argv[1:2] == [_VERIFY]:
        verify_one(*sys.argv[2:])
    else:
        main()
