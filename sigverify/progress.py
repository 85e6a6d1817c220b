"""Progress of a job as one line on the terminal, and how Ctrl+C stops it."""

from __future__ import annotations

import signal
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager

from sigverify.jobs import Cancel, Progress, Report


@contextmanager
def progress_line() -> Iterator[Report]:
    """Give a report that rewrites one line of stderr; silent where stderr is no terminal."""
    terminal = sys.stderr.isatty()
    last = 0.0

    def report(progress: Progress) -> None:
        nonlocal last
        now = time.monotonic()
        if not terminal or (now - last < 0.1 and progress.done != progress.total):
            return
        last = now
        total = "" if progress.total is None else f" / {progress.total}"
        sys.stderr.write(f"\r\x1b[K{progress.done}{total}  {progress.note}")
        sys.stderr.flush()

    try:
        yield report
    finally:
        if terminal:
            sys.stderr.write("\r\x1b[K")
            sys.stderr.flush()


@contextmanager
def stopped_by_ctrl_c() -> Iterator[Cancel]:
    """Give a switch that Ctrl+C turns; a second Ctrl+C interrupts at once.

    An interrupt that is raised wherever the program happens to be can be lost, where a callback may not raise.
    """
    cancel = Cancel()
    before = signal.getsignal(signal.SIGINT)

    def stop(*_: object) -> None:
        cancel.request()
        signal.signal(signal.SIGINT, before)

    signal.signal(signal.SIGINT, stop)
    try:
        yield cancel
    finally:
        signal.signal(signal.SIGINT, before)
