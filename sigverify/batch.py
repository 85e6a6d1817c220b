"""A folder of cheques in, one row a page out; resumable."""

from __future__ import annotations

import csv
import hashlib
import json
import os
import time
from collections.abc import Iterator
from dataclasses import asdict, dataclass, fields
from pathlib import Path

from sigverify import reports, scans
from sigverify.app import App
from sigverify.errors import DatasetError, RecordsError, ScanError
from sigverify.files import private_folder
from sigverify.jobs import Cancel, Progress, Report, silent
from sigverify.micr import MicrLine
from sigverify.verifier import Reason, Recommendation, ScanKind

UNKNOWN_ACCOUNT = "The account is not known. Give a manifest with columns file and account."
_RESULTS, _JOURNAL = "results.csv", "results.jsonl"


@dataclass(frozen=True, slots=True)
class BatchRow:
    """One page of the folder and what was recommended.

    `box` is (x0, y0, x1, y1) in its pixels, `quality` what is wrong with the scan, in words.
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


@dataclass(frozen=True, slots=True)
class BatchSummary:
    """Counts of a run; `resumed` rows stood there already."""

    rows: tuple[BatchRow, ...]
    resumed: int
    results: Path

    def count(self, recommendation: Recommendation) -> int:
        """Return how many rows have that recommendation."""
        return sum(row.recommendation == recommendation for row in self.rows)


def run(
    app: App,
    folder: Path,
    *,
    manifest: Path | None = None,
    out: Path | None = None,
    form: str = "",
    report: Report = silent,
    cancel: Cancel | None = None,
) -> BatchSummary:
    """Verify every scan of a folder against the account that it is drawn on.

    The account comes from the manifest (columns `file` and `account`), else from the MICR line. Each row is
    written to `results.jsonl` as it comes; the same call again goes on after the last one, told by the content
    of the files. `results.csv` is written at the end, also of a cancelled run.

    Raises
    ------
    DatasetError
        When the folder or the manifest is of no use.
    Cancelled
        When the user stops it; finished rows are kept.
    """
    files = scans_in(folder)
    accounts = read_manifest(manifest) if manifest is not None else {}
    out = private_folder(out or folder / "sigverify-results")
    journal = out / _JOURNAL
    finished = _finished(journal)
    rows: list[BatchRow] = []
    resumed = 0
    try:
        with os.fdopen(
            os.open(journal, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600), "a", encoding="utf-8"
        ) as file:
            for done, (path, page, digest, problem) in enumerate(_pages(files, app.limits), start=1):
                if cancel is not None:
                    cancel.check()
                name = path.relative_to(folder).as_posix()
                key = (name, page, digest)
                if key in finished:
                    rows.append(finished[key])
                    resumed += 1
                else:
                    row = (
                        _unreadable(name, page, problem)
                        if problem
                        else _verify(app, path, page, name, accounts, form)
                    )
                    file.write(json.dumps({**asdict(row), "sha256": digest}) + "\n")
                    file.flush()
                    rows.append(row)
                flagged = sum(row.recommendation == Recommendation.FLAG for row in rows)
                report(Progress(done, max(len(files), done), f"{flagged} flagged"))
    finally:
        _write_results(out / _RESULTS, rows)
    return BatchSummary(tuple(rows), resumed, out / _RESULTS)


def scans_in(folder: Path) -> list[Path]:
    """Return the scans of a folder in their order; raises DatasetError where there are none."""
    if not folder.is_dir():
        raise DatasetError("is not a folder", "Give the folder that holds the scans", path=folder)
    files = sorted(p for p in folder.iterdir() if p.suffix.lower() in scans.SUFFIXES and p.is_file())
    if not files:
        raise DatasetError("holds no scans", "They may be JPEG, PNG, TIFF, WebP, BMP or PDF files", path=folder)
    return files


def read_manifest(path: Path) -> dict[str, str]:
    """Return the account of each file name; raises DatasetError when it is no manifest."""
    try:
        with path.open(newline="", encoding="utf-8-sig") as file:
            lines = csv.DictReader(file, strict=True)
            if not {"file", "account"} <= set(lines.fieldnames or []):
                raise DatasetError("is no manifest: it needs the columns file and account", path=path)
            return {Path(row["file"] or "").name: (row["account"] or "").strip() for row in lines}
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise DatasetError(f"cannot be read as CSV ({error})", "Save it as CSV in UTF-8", path=path) from error


def _pages(files: list[Path], limits: scans.Limits) -> Iterator[tuple[Path, int, str, str]]:
    """Yield (file, page, sha256, problem) for each page; a file that cannot be opened is one page."""
    for path in files:
        try:
            data = scans.read_file(path, limits)
            pages = scans.page_count(path, limits)
        except ScanError as error:
            yield path, 1, _digest_of(path), str(error)
            continue
        digest = hashlib.sha256(data).hexdigest()
        del data
        for page in range(1, pages + 1):
            yield path, page, digest, ""


def _digest_of(path: Path) -> str:
    """Tell one state of an unreadable file from another without reading it."""
    status = path.stat()
    return f"unread-{status.st_size}-{status.st_mtime_ns}"


def _verify(app: App, path: Path, page: int, name: str, accounts: dict[str, str], form: str) -> BatchRow:
    started = time.perf_counter()
    try:
        sight = app.look(app.read(path, page), ScanKind.CHEQUE, form)
        account = accounts.get(path.name, "") or (_enrolled(sight.page.line, app) if sight.page else "")
        if not account:
            return _row(name, page, "", Recommendation.UNSCORABLE, UNKNOWN_ACCOUNT, started)
        verification = app.verify_account(sight.scan, account, sight=sight)
    except ScanError as error:
        return _row(name, page, "", Recommendation.UNSCORABLE, str(error), started)
    except RecordsError as error:
        return _row(name, page, accounts.get(path.name, ""), Recommendation.UNSCORABLE, str(error), started)
    return BatchRow(
        file=name,
        page=page,
        account=account,
        recommendation=verification.recommendation.value,
        reason=verification.reason,
        similarity=verification.similarity,
        threshold=verification.threshold,
        box=verification.box.as_tuple() if verification.box else None,
        seconds=round(time.perf_counter() - started, 4),
        quality=" ".join(verification.quality.problems) if verification.quality else "",
    )


def account_on(scan: scans.Scan, app: App) -> str:
    """Return the enrolled account that the MICR line names; "" when it names none."""
    return _enrolled(app.read_micr(scan), app)


def _enrolled(line: MicrLine, app: App) -> str:
    number = line.account_key
    return number if number and app.records.account(number) is not None else ""


def _unreadable(name: str, page: int, problem: str) -> BatchRow:
    return BatchRow(
        name,
        page,
        "",
        Recommendation.UNSCORABLE.value,
        f"{Reason.UNREADABLE} {problem}",
        None,
        None,
        None,
        0.0,
    )


def _row(
    name: str, page: int, account: str, recommendation: Recommendation, reason: str, started: float
) -> BatchRow:
    seconds = round(time.perf_counter() - started, 4)
    return BatchRow(name, page, account, recommendation.value, reason, None, None, None, seconds)


def _finished(journal: Path) -> dict[tuple[str, int, str], BatchRow]:
    """Return the rows of earlier runs; a line that a kill cut short is done again."""
    rows: dict[tuple[str, int, str], BatchRow] = {}
    if not journal.exists():
        return rows
    names = {field.name for field in fields(BatchRow)}
    text = journal.read_text(encoding="utf-8")
    for line in text.splitlines():
        try:
            stored = json.loads(line)
            row = BatchRow(**{key: value for key, value in stored.items() if key in names})
            rows[(row.file, row.page, stored["sha256"])] = row
        except (ValueError, TypeError, KeyError):
            continue
    if text and not text.endswith("\n"):
        with journal.open("a", encoding="utf-8") as file:
            file.write("\n")
    return rows


def _write_results(path: Path, rows: list[BatchRow]) -> None:
    table = [
        [
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
        ]
        for row in rows
    ]
    reports.write_csv(path, [field.name for field in fields(BatchRow)], table)
