"""Progress of a job as one line on the terminal."""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager

from sigverify.jobs import Progress, Report


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
