"""A run's results as files: one row or line a cheque, from the records alone."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass, fields
from pathlib import Path

from sigverify import reports
from sigverify.amounts import plain
from sigverify.files import write_private
from sigverify.records import BatchItem


@dataclass(frozen=True, slots=True)
class BatchRow:
    """One cheque and what was recommended.

    `box` is (x0, y0, x1, y1) in the page's pixels, `quality` what is wrong with the scan, in words; `origin` says
    where the account came from, `decision` what a clerk decided.
    """

    file: str
    page: int
    account: str
    recommendation: str
    reason: str
    similarity: float | None
    threshold: float | None
    box: tuple[int, int, int, int] | None
    seconds: float
    quality: str = ""
    number: str = ""
    amount: str = ""
    date: str = ""
    origin: str = ""
    duplicate: bool = False
    decision: str = ""


def row_of(item: BatchItem) -> BatchRow:
    """Return an item as a report has it."""
    result = item.result
    return BatchRow(
        file=result.file,
        page=result.page,
        account=result.account or "",
        recommendation=result.recommendation.value,
        reason=result.reason,
        similarity=result.similarity,
        threshold=result.threshold,
        box=result.box.as_tuple() if result.box else None,
        seconds=result.seconds,
        quality=result.quality,
        number=result.cheque_number,
        amount="" if result.amount is None else plain(result.amount),
        date="" if result.drawn_on is None else result.drawn_on.isoformat(),
        origin=result.origin,
        duplicate=item.duplicate_of is not None,
        decision=item.decision,
    )


def line_of(item: BatchItem) -> str:
    """Return an item as a line of JSON."""
    return json.dumps({**asdict(row_of(item)), "sha256": item.result.sha256})


def write_csv(path: Path, items: Iterable[BatchItem]) -> None:
    """Write a table that spreadsheets cannot run."""
    reports.write_csv(path, COLUMNS, (_cells(row_of(item)) for item in items))


def write_lines(path: Path, items: Iterable[BatchItem]) -> None:
    """Write lines of JSON."""
    write_private(path, "".join(f"{line_of(item)}\n" for item in items).encode())


COLUMNS = tuple(column.name for column in fields(BatchRow))


def _cells(row: BatchRow) -> list[str]:
    return [
        row.file,
        str(row.page),
        row.account,
        row.recommendation,
        row.reason,
        reports.number(row.similarity),
        reports.number(row.threshold),
        " ".join(map(str, row.box)) if row.box else "",
        reports.number(row.seconds, 3),
        row.quality,
        row.number,
        row.amount,
        row.date,
        row.origin,
        "yes" if row.duplicate else "",
        row.decision,
    ]
