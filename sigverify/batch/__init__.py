"""A folder of cheques in, one result a page out; on record as it comes, resumable at any moment."""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TextIO

from sigverify import cashletter
from sigverify.app import App
from sigverify.batch import results
from sigverify.batch.manifest import Manifest, read_manifest
from sigverify.batch.pace import BatchProgress
from sigverify.batch.results import BatchRow
from sigverify.batch.running import Batch, Setup
from sigverify.batch.sources import files_in, scans_in
from sigverify.batch.workers import Workers
from sigverify.errors import Cancelled
from sigverify.files import private_folder
from sigverify.jobs import Cancel, Pause, Report, silent
from sigverify.records import BatchCounts, BatchItem
from sigverify.scans import Scan

__all__ = [
    "Batch",
    "BatchProgress",
    "BatchRow",
    "BatchSummary",
    "Manifest",
    "Setup",
    "account_on",
    "opened",
    "read_manifest",
    "run",
    "scans_in",
]

RESULTS, LINES = "results.csv", "results.jsonl"


@dataclass(frozen=True, slots=True)
class BatchSummary:
    """What a run came to; `resumed` cheques were on record before."""

    run_id: int
    counts: BatchCounts
    resumed: int
    results: Path


def run(
    app: App,
    folder: Path,
    setup: Setup | None = None,
    *,
    out: Path | None = None,
    again: bool = False,
    watch: bool = False,
    workers: Workers | None = None,
    report: Report = silent,
    cancel: Cancel | None = None,
    pause: Pause | None = None,
) -> BatchSummary:
    """Verify every scan of a folder, or of an image cash letter, against the account that it is drawn on.

    The same call again goes on after the last result on record, told by the content of the files. `results.jsonl`
    grows with the results; both files are written anew at the end, also of a cancelled run.

    Raises
    ------
    DatasetError
        When the folder or the manifest is of no use.
    Cancelled
        When the user stops it; finished cheques are kept. A watched folder has no other end, and raises nothing.
    """
    setup = setup or Setup()
    if out is None:
        # Letters lie side by side: each has results of its own.
        out = folder.with_name(f"{folder.stem}-results") if folder.is_file() else folder / "sigverify-results"
    folder, setup = opened(app, folder, setup)
    files_in(folder)  # before a folder for results is made in it
    private_folder(out)
    with _Journal(out / LINES) as journal:
        batch = Batch(
            app,
            folder,
            setup,
            again=again,
            watch=watch,
            workers=workers,
            report=report,
            cancel=cancel,
            pause=pause,
            taken=journal.add,
        )
        journal.begin(app.records.batch_items(batch.run.id))
        try:
            batch.go()
        except Cancelled:
            if not watch:
                raise
        finally:
            journal.close()
            results.write_csv(out / RESULTS, app.records.batch_items_by_file(batch.run.id))
            results.write_lines(out / LINES, app.records.batch_items_by_file(batch.run.id))
    return BatchSummary(batch.run.id, app.records.batch_counts(batch.run.id), batch.resumed, out / RESULTS)


def opened(app: App, source: Path, setup: Setup) -> tuple[Path, Setup]:
    """Return a folder as it is, and an image cash letter unpacked into one, with the manifest that it makes.

    Raises
    ------
    DatasetError
        When the letter is not whole.
    """
    if not source.is_file() or not cashletter.is_cash_letter(source):
        return source, setup
    folder = cashletter.unpack(source, app.settings.data_folder / "letters", app.grammars)
    return folder, replace(setup, manifest=setup.manifest or folder / cashletter.MANIFEST)


def account_on(scan: Scan, app: App) -> str:
    """Return the enrolled account that the MICR line names; "" when it names none."""
    number = app.read_micr(scan).account_key
    return number if number and app.records.account(number) is not None else ""


class _Journal:
    """Lines of JSON that grow with the run, for whoever looks meanwhile; the records are what counts."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._file: TextIO | None = None

    def __enter__(self) -> _Journal:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Let go of the file; a second time does nothing."""
        if self._file is not None:
            self._file.close()

    def begin(self, items: Iterator[BatchItem]) -> None:
        """Start with what is on record."""
        results.write_lines(self._path, items)
        descriptor = os.open(self._path, os.O_WRONLY | os.O_APPEND)
        self._file = os.fdopen(descriptor, "a", encoding="utf-8")

    def add(self, item: BatchItem) -> None:
        assert self._file is not None, "begun before the run goes"
        if not item.result.is_back:
            self._file.write(results.line_of(item) + "\n")
            self._file.flush()
