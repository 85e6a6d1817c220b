"""How far a run is, how fast, and how long it will take."""

from __future__ import annotations

import time
from collections import deque
from dataclasses import dataclass

from sigverify.jobs import Progress, Report
from sigverify.judging import Recommendation
from sigverify.records import BatchCounts, BatchItem

# The speed is that of the last so many seconds.
_WINDOW = 20.0


@dataclass(frozen=True, slots=True, kw_only=True)
class BatchProgress(Progress):
    """How far a run is.

    Attributes
    ----------
    flagged, failed
        Of those that are done; failed ones could not be read.
    per_second
        Cheques, lately; 0 while it is not known.
    seconds_left
        None while it is not known.
    """

    flagged: int = 0
    failed: int = 0
    per_second: float = 0.0
    seconds_left: float | None = None
    paused: bool = False


class Pace:
    """Counts results and tells of them."""

    def __init__(self, report: Report) -> None:
        self._report = report
        self._further = 0
        self._done = self._flagged = self._failed = 0
        self.resumed = 0
        # When each of the last results came.
        self._times: deque[float] = deque()

    def expect(self, more: int) -> None:
        """Learn of more cheques than there are files."""
        self._further += more

    def count(self, item: BatchItem | None, *, is_back: bool = False) -> None:
        """Take a result; None for one that was on record already."""
        if is_back or (item is not None and item.result.is_back):
            return
        self._done += 1
        if item is None:
            self.resumed += 1
            return
        self._flagged += item.result.recommendation is Recommendation.FLAG
        self._failed += item.result.failed
        self._times.append(time.monotonic())

    def count_anew(self, counts: BatchCounts) -> None:
        """Take a result that took the place of an earlier one: of a file that was changed since."""
        self._done, self._flagged, self._failed = counts.done, counts.flag, counts.failed
        self._times.append(time.monotonic())

    def tell(self, files: int, *, paused: bool) -> None:
        """Report how far it is, of so many files."""
        now = time.monotonic()
        while self._times and now - self._times[0] > _WINDOW:
            self._times.popleft()
        lately = len(self._times) - 1
        speed = lately / max(now - self._times[0], 0.1) if lately > 0 and not paused else 0.0
        total = max(files + self._further, self._done)
        left = (total - self._done) / speed if speed and total > self._done else None
        self._report(
            BatchProgress(
                self._done,
                total,
                note=_note(self._flagged, self._failed, speed, left),
                flagged=self._flagged,
                failed=self._failed,
                per_second=speed,
                seconds_left=left,
                paused=paused,
            )
        )


def _note(flagged: int, failed: int, speed: float, left: float | None) -> str:
    told = [f"{flagged} flagged", f"{failed} failed"]
    if left is not None:
        told += [f"{speed:.1f}/s", f"{duration(left)} left"]
    return ", ".join(told)


def duration(seconds: float) -> str:
    """Return a time as people read it: 12 s, 3 min, 2 h 5 min."""
    if seconds < 60:
        return f"{seconds:.0f} s"
    minutes = round(seconds / 60)
    return f"{minutes} min" if minutes < 60 else f"{minutes // 60} h {minutes % 60} min"
