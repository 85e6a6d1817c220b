"""How well boxes were found on a cheque whose ink is known, how long it took, and how sure the figures are."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from benchmarks.composed import tight
from calibration.intervals import share_interval
from sigverify import cheque, pages
from sigverify.geometry import Box
from sigverify.scans import Scan

_DRAWS = 500
_T = TypeVar("_T")


@dataclass(frozen=True, slots=True)
class Took:
    """Seconds of one step: by the clock, and of the processor."""

    wall: float
    cpu: float


@dataclass(frozen=True, slots=True)
class Found:
    """The boxes on a scan, best first, and how long it took to bring the page upright and to find them.

    `wider` holds the first and what stands beside it, if anything does.
    """

    boxes: list[Box]
    rectified: Took
    located: Took
    wider: Box | None = None


@dataclass(frozen=True, slots=True)
class Located:
    """How well the boxes fit one signed cheque; shares are 0 to 1. `who` is resampled as one: a writer, a cheque."""

    name: str
    who: str
    ink_in_first: float
    ink_in_first_two: float
    iou: float
    found: Found


def find(scan: Scan) -> Found:
    """Bring a scan upright and find its signatures, as the program does; boxes in the scan's pixels."""
    page, rectified = timed(lambda: pages.rectify(scan))
    candidates, located = timed(lambda: cheque.locate(page.scan))
    boxes = [page.box_on_scan(one.box, scan) for one in candidates]
    wider = candidates[0].wider if candidates else None
    return Found(boxes, rectified, located, None if wider is None else page.box_on_scan(wider, scan))


def timed(work: Callable[[], _T]) -> tuple[_T, Took]:
    """Do the work; return what it gives and how long it took."""
    wall, cpu = time.perf_counter(), time.process_time()
    done = work()
    return done, Took(time.perf_counter() - wall, time.process_time() - cpu)


def judge(scan: Scan, mask: NDArray[np.bool_], name: str, who: str) -> Located:
    """Compare the boxes found on a scan with the signature's ink, bool (height, width)."""
    found = find(scan)
    if not found.boxes:
        return Located(name, who, 0.0, 0.0, 0.0, found)
    total = float(mask.sum())
    shares = [float(mask[box.y0 : box.y1, box.x0 : box.x1].sum()) / total for box in found.boxes[:2]]
    return Located(name, who, shares[0], max(shares), found.boxes[0].iou(tight(mask)), found)


HEAD = (
    "| cheques | n | found, first box % | first two % | 95 % of the ink in the box % | IoU >= 0.5 % | mean IoU "
    "| rectify ms (CPU) | locate ms (CPU) |\n|---|---|---|---|---|---|---|---|---|"
)


def row(name: str, results: Sequence[Located]) -> str:
    """Return a row of the table under `HEAD`."""
    who = [result.who for result in results]

    def cell(test: Callable[[Located], bool]) -> str:
        return share([test(result) for result in results], who)

    return (
        f"| {name} | {len(results)} | {cell(lambda r: r.ink_in_first >= 0.5)} | {cell(lambda r: r.ink_in_first_two >= 0.5)} "
        f"| {cell(lambda r: r.ink_in_first >= 0.95)} | {cell(lambda r: r.iou >= 0.5)} "
        f"| {mean([result.iou for result in results], who)} "
        f"| {milliseconds([result.found.rectified for result in results])} "
        f"| {milliseconds([result.found.located for result in results])} |"
    )


def missed(name: str, results: Sequence[Located]) -> str:
    """Name the cheques whose first box has less than half of the ink, and those that lose some of it."""
    lost = [f"{r.name} ({r.ink_in_first:.2f})" for r in results if r.ink_in_first < 0.5]
    cut = [f"{r.name} ({r.ink_in_first:.2f})" for r in results if 0.5 <= r.ink_in_first < 0.95]
    loose = [f"{r.name} ({r.iou:.2f})" for r in results if r.ink_in_first >= 0.95 and r.iou < 0.5]
    return (
        f"{name}: not found (share of the ink in the first box): {', '.join(lost) or 'none'}; "
        f"cut off: {', '.join(cut) or 'none'}; too large (IoU): {', '.join(loose) or 'none'}"
    )


def share(yes: Sequence[bool], who: Sequence[str]) -> str:
    """Return a share in per cent with its 95 % interval over resampled writers or cheques."""
    rate = share_interval(np.asarray(yes, dtype=bool), _numbers(who))
    return f"{100 * rate.value:.1f} [{100 * rate.low:.0f}, {100 * rate.high:.0f}]"


def mean(values: Sequence[float], who: Sequence[str]) -> str:
    """Return a mean with its 95 % interval over resampled writers or cheques."""
    numbers = _numbers(who)
    sums, counts = np.bincount(numbers, values), np.bincount(numbers)
    drawn = np.random.default_rng(0).integers(0, len(counts), (_DRAWS, len(counts)))
    low, high = np.percentile(sums[drawn].sum(axis=1) / counts[drawn].sum(axis=1), (2.5, 97.5))
    return f"{np.mean(values):.3f} [{low:.2f}, {high:.2f}]"


def milliseconds(took: Sequence[Took]) -> str:
    """Return the median of the clock's and of the processor's time."""
    return (
        f"{1000 * np.median([one.wall for one in took]):.0f} ({1000 * np.median([one.cpu for one in took]):.0f})"
    )


def _numbers(who: Sequence[str]) -> NDArray[np.int64]:
    return np.unique(np.asarray(who), return_inverse=True)[1].astype(np.int64)
