"""A run as it is on record, for reports: nothing but the records and the scans themselves is asked."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from sigverify import scans
from sigverify.app import App
from sigverify.batch import results
from sigverify.errors import SigverifyError
from sigverify.geometry import Box
from sigverify.judging import Recommendation
from sigverify.records import BatchCounts, BatchItem, BatchRun
from sigverify.scans import Scan

BINS = 20
# Paper around a signature, so that it is seen where it was written.
_SURROUNDINGS_MM = 3.0
Pixels = NDArray[np.uint8]


@dataclass(frozen=True, slots=True)
class RunReport:
    """What there is to say of a run.

    Attributes
    ----------
    model, profile
        Ids of what recommended.
    items
        All cheques, by file and page.
    to_review
        Those that a person has to look at, the flagged and nearest to the threshold first.
    histogram
        How many accepted and flagged ones have a similarity from 0 to 1, in `BINS` steps.
    """

    run: BatchRun
    counts: BatchCounts
    model: str
    profile: str
    items: tuple[BatchItem, ...]
    to_review: tuple[BatchItem, ...]
    histogram: tuple[tuple[int, int], ...]


@dataclass(frozen=True, slots=True, eq=False)
class SideBySide:
    """A reference and the questioned signature, uint8 gray or RGB; None where there is none to show, and why."""

    reference: Pixels | None
    questioned: Pixels | None
    missing: str


def report_on(app: App, run_id: int) -> RunReport:
    """Gather what there is to say of a run; raises RecordsError when there is none of that number."""
    run = app.records.batch_run(run_id)
    items = list(app.records.batch_items_by_file(run_id))
    setup = json.loads(run.setup)
    return RunReport(
        run=run,
        counts=app.records.batch_counts(run_id),
        model=setup.get("model", ""),
        profile=setup.get("profile", ""),
        items=tuple(items),
        to_review=tuple(in_order_of_review(items)),
        histogram=_histogram(items),
    )


def in_order_of_review(items: Sequence[BatchItem]) -> list[BatchItem]:
    """Return what was not recommended to accept: flagged ones nearest to the threshold first, then the others."""
    left = [item for item in items if item.result.recommendation is not Recommendation.ACCEPT]
    return sorted(left, key=lambda item: item.review_key)


def side_by_side(app: App, run: BatchRun, item: BatchItem) -> SideBySide:
    """Return the pictures of a flagged cheque: the reference that is most like it, and its own signature."""
    missing = []
    questioned = reference = None
    result = item.result
    if result.box is not None:
        try:
            scan = app.read(Path(run.source) / result.file, result.page)
            if scan.sha256 == result.sha256:
                questioned = _around(scan, result.box)
            else:
                missing.append("The file was changed since.")
        except SigverifyError as error:
            missing.append(str(error))
    evidence = None if item.verification_id is None else app.records.verification(item.verification_id)
    if evidence is not None and evidence.distances:
        nearest = evidence.reference_ids[int(np.argmin(evidence.distances))]
        stored = app.records.reference(nearest)
        if stored is not None and stored.image_removed_at is not None:
            missing.append(f"The reference was removed on {stored.image_removed_at:%Y-%m-%d} by retention.")
        elif stored is not None:
            scan = scans.read_bytes(stored.image, name=stored.file_name, page=stored.page, limits=app.limits)
            reference = _around(scan, stored.box) if stored.box is not None else scan.pixels
    return SideBySide(reference, questioned, " ".join(missing))


def write_csv(report: RunReport, path: Path) -> None:
    """Write one row a cheque."""
    results.write_csv(path, report.items)


def write_lines(report: RunReport, path: Path) -> None:
    """Write one line of JSON a cheque."""
    results.write_lines(path, report.items)


def _around(scan: Scan, box: Box) -> Pixels:
    grown = box.grown(round(_SURROUNDINGS_MM / 25.4 * scan.dpi)).clipped(scan.width, scan.height)
    return scan.crop(grown or box).pixels


def _histogram(items: Sequence[BatchItem]) -> tuple[tuple[int, int], ...]:
    counts = [[0, 0] for _ in range(BINS)]
    for item in items:
        result = item.result
        if result.similarity is not None:
            at = min(int(result.similarity * BINS), BINS - 1)
            counts[at][result.recommendation is not Recommendation.ACCEPT] += 1
    return tuple((accepted, flagged) for accepted, flagged in counts)
