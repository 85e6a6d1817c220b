"""What the Batch view asks of the application. Everything here is slow and belongs into the runner's threads."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING

from sigverify.errors import RecordsError
from sigverify.jobs import Cancel, Pause, Progress, Report
from ui.services import Services

if TYPE_CHECKING:  # these bring the network's runtime and the database
    from sigverify.records import BatchItem, BatchRun, StoredDecision

IN_BULK = "Accepted in bulk: above the threshold."
MANIFEST = "manifest.csv"
_PREVIEW = 3


@dataclass(frozen=True, slots=True)
class Order:
    """What the user asks for: a folder and how to go through it, as `sigverify.batch.Setup`."""

    folder: Path
    manifest: Path | None = None
    columns: Mapping[str, str] = field(default_factory=dict)
    pattern: str = ""
    pairs: bool = True


@dataclass(frozen=True, slots=True)
class Listed:
    """A run with its cheques."""

    run: BatchRun
    items: tuple[BatchItem, ...]


@dataclass(frozen=True, slots=True)
class Preview:
    """The beginning of a manifest: its columns, which of them is which by name, and some rows."""

    header: tuple[str, ...]
    columns: Mapping[str, str]
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class Accepted:
    """What accepting in bulk came to: the decisions, and which cheques could not be decided about, and why."""

    decisions: tuple[StoredDecision, ...]
    failed: tuple[str, ...]
    waiting: int


def total_of(items: Sequence[BatchItem]) -> tuple[Decimal, int]:
    """Return the sum of the amounts, and how many cheques have none."""
    amounts = [item.result.amount for item in items if item.result.amount is not None]
    return sum(amounts, Decimal(0)), len(items) - len(amounts)


class BatchClerk:
    """Asks the application of one data folder."""

    def __init__(self, services: Services) -> None:
        self._services = services

    def go(
        self,
        order: Order,
        report: Report,
        cancel: Cancel,
        pause: Pause,
        begun: Callable[[Listed], object],
        taken: Callable[[BatchItem], None],
    ) -> BatchRun:
        """Go through a folder; `begun` is told what is on record already, `taken` of each result.

        Raises
        ------
        DatasetError
            When the folder or the manifest is of no use.
        Cancelled
            When the user stops it; finished cheques are on record.
        """
        from sigverify.batch import Batch, Setup, opened

        report(Progress(0, None))
        setup = Setup(order.manifest, order.columns, order.pattern, pairs=order.pairs)
        folder, setup = opened(self._services.app, order.folder, setup)
        batch = Batch(
            self._services.app,
            folder,
            setup,
            report=report,
            cancel=cancel,
            pause=pause,
            taken=taken,
        )
        begun(self.listed(batch.run.id))
        batch.go()
        return self._services.app.records.batch_run(batch.run.id)

    def runs(self) -> list[BatchRun]:
        """Return the runs on record, the newest first."""
        return self._services.app.records.batch_runs()

    def listed(self, run_id: int) -> Listed:
        """Return a run with its cheques as they are now."""
        records = self._services.app.records
        return Listed(records.batch_run(run_id), tuple(records.batch_items(run_id)))

    def proposed(self, folder: Path) -> Path | None:
        """Return the manifest that lies in a folder or beside it."""
        return next((p for p in (folder / MANIFEST, folder.parent / MANIFEST) if p.is_file()), None)

    def preview(self, manifest: Path) -> Preview:
        """Return the beginning of a manifest; raises DatasetError when it is none."""
        from sigverify.batch.manifest import guess_columns, read_table

        header, rows = read_table(manifest)
        first = tuple(tuple(cells) for _, cells in rows[:_PREVIEW])
        return Preview(tuple(header), guess_columns(header), first)

    def accept(self, items: Sequence[BatchItem], report: Report) -> Accepted:
        """Accept cheques that are above the threshold, each by a decision of its own."""
        from sigverify.records import Approval, Decision

        records = self._services.app.records
        decisions, failed = [], []
        for at, item in enumerate(items):
            report(Progress(at, len(items)))
            try:
                assert item.verification_id is not None, "what is above the threshold was compared"
                decisions.append(records.save_decision(item.verification_id, Decision.ACCEPTED, reason=IN_BULK))
            except RecordsError as error:
                failed.append(f"{item.result.file}: {error}")
        waiting = sum(decision.approval is Approval.PENDING for decision in decisions)
        return Accepted(tuple(decisions), tuple(failed), waiting)

    def take_back(self, decisions: Sequence[StoredDecision], report: Report) -> list[str]:
        """Undo decisions; return which could not be, and why."""
        failed = []
        for at, decision in enumerate(decisions):
            report(Progress(at, len(decisions)))
            try:
                self._services.app.records.undo_decision(decision.id, "bulk accepting taken back")
            except RecordsError as error:
                failed.append(str(error))
        return failed

    def export(self, run_id: int, path: Path, cancel: Cancel) -> Path:
        """Write a run's report: CSV, JSON lines or PDF, as the file's ending says."""
        from sigverify.batch import reporting
        from ui.batch.pdf import write_pdf

        app = self._services.app
        found = reporting.report_on(app, run_id)
        if path.suffix.lower() == ".csv":
            reporting.write_csv(found, path)
        elif path.suffix.lower() in (".json", ".jsonl"):
            reporting.write_lines(found, path)
        else:

            def pictures(item: BatchItem) -> reporting.SideBySide:
                cancel.check()
                return reporting.side_by_side(app, found.run, item)

            write_pdf(found, path, pictures)
        return path
