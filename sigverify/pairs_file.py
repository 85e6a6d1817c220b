"""PAIRS.csv in, SCORES.csv out.

Columns `references` (paths joined by `|`, relative to the CSV) and `questioned` (a path); `whole_scan` says
`cheque` or `signature` (default); all others are kept.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from sigverify import reports, scans
from sigverify.errors import DatasetError, ScanError
from sigverify.fusion import fuse
from sigverify.jobs import Cancel, Doing, Progress, Report, silent
from sigverify.judging import Recommendation
from sigverify.scans import Limits
from sigverify.sight import ScanKind
from sigverify.verifier import Reference, Verification, Verifier

REFERENCES, QUESTIONED, WHOLE_SCAN = "references", "questioned", "whole_scan"
ADDED = ("distance", "similarity", "log10_lr", "recommendation", "reason")


@dataclass(frozen=True, slots=True)
class PairRow:
    """One comparison; `others` are all cells of its line by column."""

    line: int
    references: tuple[Path, ...]
    questioned: Path
    kind: ScanKind
    others: dict[str, str]


@dataclass(frozen=True, slots=True)
class PairScore:
    """What came out; `reason` names the file where one could not be read.

    `spread` is the mean distance of the references among each other.
    """

    distances: tuple[float, ...]
    spread: float
    similarity: float | None
    log10_lr: float | None
    recommendation: Recommendation
    reason: str


def read(path: Path) -> tuple[list[PairRow], list[str]]:
    """Return the rows and the names of the columns.

    Raises
    ------
    DatasetError
        When the file is not such a CSV; names the line.
    """
    try:
        with path.open(newline="", encoding="utf-8-sig") as file:
            lines = csv.DictReader(file, strict=True)
            columns = list(lines.fieldnames or [])
            for needed in (REFERENCES, QUESTIONED):
                if needed not in columns:
                    raise DatasetError(
                        f"has no column {needed}", f"It needs {REFERENCES} and {QUESTIONED}", path=path
                    )
            rows = [_row(path, lines.line_num, cells) for cells in lines]
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise DatasetError(f"cannot be read as CSV ({error})", "Save it as CSV in UTF-8", path=path) from error
    if not rows:
        raise DatasetError("has no pairs", "Add at least one line", path=path)
    return rows, columns


def score(
    rows: Sequence[PairRow],
    verifier: Verifier,
    limits: Limits,
    report: Report = silent,
    cancel: Cancel | None = None,
) -> Iterator[PairScore]:
    """Yield the score of each row; a file that cannot be read makes its row UNSCORABLE and stops nothing."""
    known: dict[Path, Reference] = {}
    for done, row in enumerate(rows, start=1):
        if cancel is not None:
            cancel.check()
        try:
            for path in row.references:
                if path not in known:
                    known[path] = verifier.reference(scans.read(path, limits=limits), kind=ScanKind.SIGNATURE)
            questioned = scans.read(row.questioned, limits=limits)
        except ScanError as error:
            yield PairScore((), 0.0, None, None, Recommendation.UNSCORABLE, str(error))
        else:
            yield _scored(verifier.verify(questioned, [known[p] for p in row.references], kind=row.kind))
        report(Progress(done, len(rows), Doing.PAIRS))


def write(
    path: Path, rows: Sequence[PairRow], columns: Sequence[str], scores: Sequence[PairScore], policy: str
) -> None:
    """Write SCORES.csv: all columns as they were, and what was added."""
    kept = [column for column in columns if column not in ADDED]
    table = [
        [row.others.get(column) or "" for column in kept]
        + [
            reports.number(fuse(result.distances, result.spread, policy) if result.distances else None),
            reports.number(result.similarity),
            reports.number(result.log10_lr),
            result.recommendation.value,
            result.reason,
        ]
        for row, result in zip(rows, scores, strict=True)
    ]
    reports.write_csv(path, [*kept, *ADDED], table)


def _row(path: Path, line: int, cells: dict[str, str]) -> PairRow:
    references = [part.strip() for part in (cells[REFERENCES] or "").split("|") if part.strip()]
    questioned = (cells[QUESTIONED] or "").strip()
    if not questioned or not references:
        raise DatasetError(f"line {line} lacks its references or its questioned signature", path=path)
    kind = (cells.get(WHOLE_SCAN) or ScanKind.SIGNATURE.value).strip().lower()
    if kind not in (ScanKind.CHEQUE, ScanKind.SIGNATURE):
        raise DatasetError(f"line {line}: whole_scan cannot be {kind!r}", "Use cheque or signature", path=path)
    return PairRow(
        line,
        tuple(path.parent / reference for reference in references),
        path.parent / questioned,
        ScanKind(kind),
        {column: value for column, value in cells.items() if isinstance(column, str) and isinstance(value, str)},
    )


def _scored(verification: Verification) -> PairScore:
    return PairScore(
        verification.distances,
        verification.spread,
        verification.similarity,
        verification.log10_lr,
        verification.recommendation,
        verification.reason,
    )
