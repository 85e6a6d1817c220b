"""What all benchmarks of speed share: the machine, runs that take turns, memory, and JSON.

A benchmark measures `Figure`s and hands them to `write`; `benchmarks/performance.py` makes tables and plots of what
was written. Ways that are compared take turns in one run (`interleaved`), so that whatever else the machine does
meets all of them alike.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import subprocess
import sys
import tempfile
import threading
import time
from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from statistics import median
from typing import Any, Self, TypeVar

T = TypeVar("T")
MIB = 2**20
_LIBRARIES = ("numpy", "opencv-python-headless", "onnxruntime", "SQLAlchemy", "PySide6_Essentials", "tensorflow")


@dataclass(frozen=True, slots=True)
class Figure:
    """Repeated measurements of one thing.

    Attributes
    ----------
    group
        Which of the benchmark's tables it is in.
    way, what
        Its row and its column there.
    unit
        Of the values: s, ms, MiB, 1/s, or anything else.
    values
        As measured, one each time.
    """

    group: str
    way: str
    what: str
    unit: str
    values: tuple[float, ...]

    @property
    def median(self) -> float:
        return median(self.values)

    @property
    def spread(self) -> str:
        """Median, with least and most where there is more than one value."""
        if len(self.values) == 1:
            return rounded(self.values[0])
        return f"{rounded(self.median)} ({rounded(min(self.values))}–{rounded(max(self.values))})"


@dataclass(frozen=True, slots=True)
class Goal:
    """What was aimed at, and what came out.

    `at_least` tells which side of `wanted` is good: a value that is exactly as wanted meets the goal.
    """

    what: str
    wanted: float
    measured: float
    unit: str
    at_least: bool = False

    @property
    def met(self) -> bool:
        return self.measured >= self.wanted if self.at_least else self.measured <= self.wanted


@dataclass(slots=True)
class Benchmark:
    """One benchmark's outcome, and the machine that it was measured on.

    `data` says what was measured on, `notes` what a reader of the tables has to know, one sentence each.
    """

    name: str
    data: str
    figures: list[Figure] = field(default_factory=list)
    goals: list[Goal] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    machine: dict[str, Any] = field(default_factory=lambda: machine())

    def add(self, group: str, way: str, what: str, unit: str, values: Sequence[float]) -> Figure:
        """Add a figure, print it, and return it."""
        figure = Figure(group, way, what, unit, tuple(float(value) for value in values))
        self.figures.append(figure)
        print(f"{group} | {way} | {what}: {figure.spread} {unit}", flush=True)
        return figure

    def aim(self, what: str, wanted: float, measured: float, unit: str, *, at_least: bool = False) -> Goal:
        """Add a goal, print it, and return it."""
        goal = Goal(what, wanted, measured, unit, at_least)
        self.goals.append(goal)
        side = "at least" if at_least else "at most"
        print(
            f"{'met ' if goal.met else 'MISSED'} {what}: {rounded(measured)} {unit}, {side} {rounded(wanted)} wanted"
        )
        return goal

    def write(self, folder: Path | None) -> None:
        """Write FOLDER/NAME.json; nothing where there is no folder."""
        if folder is not None:
            folder.mkdir(parents=True, exist_ok=True)
            (folder / f"{self.name}.json").write_text(json.dumps(asdict(self), indent=1) + "\n", encoding="utf-8")


def read(path: Path) -> Benchmark:
    """Return what `Benchmark.write` wrote."""
    stored = json.loads(path.read_text(encoding="utf-8"))
    stored["figures"] = [Figure(**{**one, "values": tuple(one["values"])}) for one in stored["figures"]]
    stored["goals"] = [Goal(**one) for one in stored["goals"]]
    return Benchmark(**stored)


def rounded(value: float) -> str:
    """Return three digits that count, without an exponent."""
    if value == 0 or not abs(value) < 1e15:
        return str(value)
    digits = 2 - int(f"{value:e}".split("e")[1])
    return f"{round(value, digits):,.{max(0, digits)}f}"


def arguments(description: str | None) -> argparse.ArgumentParser:
    """Return a parser with what every benchmark takes."""
    parser = argparse.ArgumentParser(description=description, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--out", type=Path, help="folder to write NAME.json into; printed only without it")
    return parser


def machine() -> dict[str, Any]:
    """Tell what this is measured on, and how busy it is already."""
    return {
        "processor": _processor(),
        "processors": os.cpu_count(),
        "memory, GiB": round(_memory() / 2**30, 1),
        "system": f"{platform.system()} {platform.release()}",
        "python": platform.python_version(),
        "load before": round(os.getloadavg()[0], 1) if hasattr(os, "getloadavg") else None,
        "versions": {name: installed for name in _LIBRARIES if (installed := _version(name))},
    }


def interleaved(ways: Mapping[str, Callable[[], T]], runs: int) -> dict[str, list[T]]:
    """Run every way `runs` times, in turns; return what each gave, in order."""
    gave: dict[str, list[T]] = {way: [] for way in ways}
    for _ in range(runs):
        for way, run in ways.items():
            gave[way].append(run())
    return gave


@dataclass(frozen=True, slots=True)
class Taken:
    """Seconds by the clock, and of all processors in this process."""

    wall: float
    cpu: float


def taken(work: Callable[[], object]) -> Taken:
    """Do something once, and return what it took."""
    wall, cpu = time.perf_counter(), time.process_time()
    work()
    return Taken(time.perf_counter() - wall, time.process_time() - cpu)


@dataclass(frozen=True, slots=True)
class Ran:
    """A process of its own: seconds by the clock and of all processors, MiB resident at most, what it printed."""

    wall: float
    cpu: float
    peak: float
    said: str


def cold(command: Sequence[str], *, answers: Sequence[int] = (0,), **environment: str) -> Ran:
    """Run a command in a new process until it ends; on systems that tell what it took (Linux).

    Raises
    ------
    SystemExit
        When its status is none of `answers`.
    """
    with tempfile.TemporaryFile("w+") as said, tempfile.TemporaryFile("w+") as complained:
        started = time.perf_counter()
        process = subprocess.Popen(command, stdout=said, stderr=complained, env=os.environ | environment)
        with _HighWater(process.pid) as memory:
            _, status, used = os.wait4(process.pid, 0)
            wall = time.perf_counter() - started
        process.returncode = os.waitstatus_to_exitcode(status)
        said.seek(0)
        complained.seek(0)
        if process.returncode not in answers:
            raise SystemExit(f"{' '.join(command)} ended with {process.returncode}: {complained.read()[-2000:]}")
        return Ran(wall, used.ru_utime + used.ru_stime, memory.peak / MIB, said.read())


class _Watch(ABC):
    """Looks at memory again and again, in a thread of its own, while a block runs; `peak` in bytes."""

    every: float

    def __enter__(self) -> Self:
        self.peak = 0
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._watch)
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._over.set()
        self._thread.join()

    def _watch(self) -> None:
        self.look()
        while not self._over.wait(self.every):
            self.look()

    @abstractmethod
    def look(self) -> None:
        """Bring `peak` up to date."""


class _HighWater(_Watch):
    """What one other process held at most, as the system remembers it: the last answer is the one that counts.

    Its resource usage would not tell: there the memory of whoever started it counts too.
    """

    every = 0.02

    def __init__(self, pid: int) -> None:
        self._status = Path(f"/proc/{pid}/status")

    def look(self) -> None:
        self.peak = _kilobytes(self._status, "VmHWM:") or self.peak


class Memory(_Watch):
    """What this process and its children hold at most; what they share counts once."""

    # Asking takes 5 to 12 ms of processor time a process: ten times a second it was a fifth of a processor.
    every = 1.0

    def look(self) -> None:
        self.peak = max(self.peak, sum(map(proportional, [os.getpid(), *_children(os.getpid())])))


def proportional(pid: int) -> int:
    """Return a process's proportional set size in bytes; 0 where the system does not tell."""
    return _kilobytes(Path(f"/proc/{pid}/smaps_rollup"), "Pss:")


def _kilobytes(path: Path, name: str) -> int:
    """Return a value of a file that the system keeps in kilobytes, in bytes; 0 where it keeps none."""
    try:
        lines = path.read_text().splitlines()
    except OSError:
        return 0
    return next((int(line.split()[1]) * 1024 for line in lines if line.startswith(name)), 0)


def _children(pid: int) -> list[int]:
    """Return the processes that a process has started; none where the system does not tell."""
    try:
        return [int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]
    except OSError:
        return []


def python(*arguments: str) -> list[str]:
    """Return the command that runs this Python with arguments."""
    return [sys.executable, *arguments]


def _processor() -> str:
    try:
        lines = Path("/proc/cpuinfo").read_text().splitlines()
    except OSError:
        return platform.processor()
    return next((line.split(":", 1)[1].strip() for line in lines if line.startswith("model name")), "unknown")


def _memory() -> int:
    try:
        return os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    except (AttributeError, ValueError):
        return 0


def _version(name: str) -> str | None:
    try:
        return version(name)
    except PackageNotFoundError:
        return None
