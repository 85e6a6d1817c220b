"""Runs over folders of cheques: each page is put on record once, with its evidence, as it comes."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import fields, replace
from typing import TYPE_CHECKING

from sqlalchemy import ColumnElement, Select, and_, func, or_, select
from sqlalchemy.orm import Session, aliased

from sigverify.errors import RecordsError
from sigverify.operators import Permission
from sigverify.records.base import Store, Writing, insert_row, now
from sigverify.records.batch_values import (
    BatchCounts,
    BatchItem,
    BatchResult,
    BatchRun,
)
from sigverify.records.schema import (
    BatchItemRow,
    BatchRunRow,
    DecisionRow,
    VerificationRow,
)
from sigverify.records.values import Decision
from sigverify.records.verifications import ChequeFacts, add_cheque
from sigverify.remarks import Remark

if TYPE_CHECKING:  # the verifier brings image processing with it, which a list of accounts does not need
    from sigverify.signing import ChequeVerification

_CHUNK = 500
_STORED = tuple(field.name for field in fields(BatchResult) if field.name != "recommendation")


class BatchStore(Store):
    """The part of the records that keeps runs."""

    def begin_batch(self, source: str, setup: str, *, again: bool = False) -> BatchRun:
        """Return the newest run over a source with that setup, to go on with; a new one where there is none.

        Parameters
        ----------
        again
            Make a new one even so: everything is looked at once more.
        """
        wanted = select(BatchRunRow).where(BatchRunRow.source == source, BatchRunRow.setup == setup)
        with self._write(Permission.VERIFY) as writing:
            row = writing.session.scalar(wanted.order_by(BatchRunRow.id.desc()).limit(1))
            if row is None or again:
                row = BatchRunRow(source=source, setup=setup, operator=writing.operator, started_at=now())
                insert_row(writing.session, row)
                writing.chain.vouch("batch begun", row)
            elif row.finished_at is not None:
                row.finished_at = None
                writing.chain.vouch("batch taken up", row)
            return _run(row)

    def finish_batch(self, run_id: int) -> None:
        """Note that everything in the run's folder was looked at."""
        with self._write(Permission.VERIFY) as writing:
            row = writing.session.get(BatchRunRow, run_id)
            if row is None:
                raise _no_run(run_id)
            row.finished_at = now()
            writing.chain.vouch("batch finished", row)

    def batch_run(self, run_id: int) -> BatchRun:
        """Return a run; raises RecordsError when there is none."""
        with self._read() as session:
            row = session.get(BatchRunRow, run_id)
            if row is None:
                raise _no_run(run_id)
            return _run(row)

    def batch_runs(self, limit: int = 50) -> list[BatchRun]:
        """Return runs, the newest first."""
        with self._read() as session:
            return [
                _run(row)
                for row in session.scalars(select(BatchRunRow).order_by(BatchRunRow.id.desc()).limit(limit))
            ]

    def batch_contents(self, run_id: int, file: str) -> set[tuple[str, int]]:
        """Return which pages of a file, by its hash and their number, a run has on record."""
        wanted = select(BatchItemRow.sha256, BatchItemRow.page)
        with self._read() as session:
            found = session.execute(wanted.where(BatchItemRow.run_id == run_id, BatchItemRow.file == file))
            return {(sha256, page) for sha256, page in found}

    def batch_names(self, run_id: int, sha256: str, page: int) -> list[str]:
        """Return by which names a run has a page of that content on record."""
        wanted = select(BatchItemRow.file).where(
            BatchItemRow.run_id == run_id, BatchItemRow.sha256 == sha256, BatchItemRow.page == page
        )
        with self._read() as session:
            return list(session.scalars(wanted))

    def add_batch_item(
        self,
        run_id: int,
        result: BatchResult,
        cheque: ChequeVerification | None = None,
        told: ChequeFacts | None = None,
    ) -> BatchItem | None:
        """Put a page on record with its evidence, both or neither; None where the run has that page already.

        A cheque that another file had before, in this run or an earlier one, is a duplicate presentment: one of
        the same content, or of the same account with the same number on its magnetic line. It is flagged.

        Parameters
        ----------
        cheque, told
            The evidence, as `EvidenceStore.save_cheque` takes it; None where nothing could be looked at.
        """
        from sigverify.judging import Recommendation

        with self._write(Permission.VERIFY) as writing:
            session = writing.session
            run = session.get(BatchRunRow, run_id)
            if run is None:
                raise _no_run(run_id)
            if session.scalar(select(BatchItemRow.id).where(_same_page(run_id, result))) is not None:
                return None
            before = None if result.is_back else _presented_before(session, run, result)
            if before is not None:
                said = Remark.PRESENTED_BEFORE.told(file=before.file, page=before.page, run=before.run_id)
                scored = result.recommendation is not Recommendation.UNSCORABLE
                result = replace(
                    result,
                    recommendation=Recommendation.FLAG if scored else result.recommendation,
                    reason=f"{said} {result.reason}",
                )
            verification = None if cheque is None or told is None else add_cheque(writing, cheque, **told)
            return _add(writing, run_id, result, verification, before)

    def batch_items(self, run_id: int, *, after: int = 0, backs: bool = False) -> Iterator[BatchItem]:
        """Yield the items of a run as they came, those after an id; of a changed file, what it is like now."""
        wanted = _current(run_id).order_by(BatchItemRow.id)
        if not backs:
            wanted = wanted.where(BatchItemRow.is_back.is_(False))
        while True:
            items = self._chunk(wanted.where(BatchItemRow.id > after))
            yield from items
            if len(items) < _CHUNK:
                return
            after = items[-1].id

    def batch_items_by_file(self, run_id: int) -> Iterator[BatchItem]:
        """Yield the cheques of a run as they are now, by file and page."""
        wanted = _current(run_id).where(BatchItemRow.is_back.is_(False))
        wanted = wanted.order_by(BatchItemRow.file, BatchItemRow.page)
        items = self._chunk(wanted)
        while True:
            yield from items
            if len(items) < _CHUNK:
                return
            last = items[-1].result
            same = and_(BatchItemRow.file == last.file, BatchItemRow.page > last.page)
            items = self._chunk(wanted.where(or_(BatchItemRow.file > last.file, same)))

    def _chunk(self, wanted: Select[BatchItemRow]) -> list[BatchItem]:
        with self._read() as session:
            rows = list(session.scalars(wanted.limit(_CHUNK)))
            decided = _decisions(session, [row.sha256 for row in rows])
        return [_item(row, decided.get((row.sha256, row.page), "")) for row in rows]

    def batch_counts(self, run_id: int) -> BatchCounts:
        """Return what the cheques of a run came to, as they are now."""
        kinds: dict[str, int] = {}
        failed = 0
        wanted = _current(run_id).where(BatchItemRow.is_back.is_(False))
        counted = wanted.with_only_columns(BatchItemRow.recommendation, BatchItemRow.failed, func.count())
        with self._read() as session:
            for kind, broken, count in session.execute(
                counted.group_by(BatchItemRow.recommendation, BatchItemRow.failed)
            ):
                kinds[kind] = kinds.get(kind, 0) + count
                failed += count if broken else 0
        return BatchCounts(kinds.get("ACCEPT", 0), kinds.get("FLAG", 0), kinds.get("UNSCORABLE", 0), failed)


def _current(run_id: int) -> Select[BatchItemRow]:
    """Select the items of a run; of a file that was changed, those of its last content."""
    later = aliased(BatchItemRow)
    changed = (
        select(later.id)
        .where(later.run_id == BatchItemRow.run_id, later.file == BatchItemRow.file)
        .where(later.sha256 != BatchItemRow.sha256, later.id > BatchItemRow.id)
    )
    return select(BatchItemRow).where(BatchItemRow.run_id == run_id, ~changed.exists())


def _same_page(run_id: int, result: BatchResult) -> ColumnElement[bool]:
    return and_(
        BatchItemRow.run_id == run_id,
        BatchItemRow.file == result.file,
        BatchItemRow.page == result.page,
        BatchItemRow.sha256 == result.sha256,
    )


def _presented_before(session: Session, run: BatchRunRow, result: BatchResult) -> BatchItemRow | None:
    """Return the first item of the same cheque that came from another file."""
    if result.failed:
        return None
    wanted = (
        select(BatchItemRow)
        .join(BatchRunRow, BatchRunRow.id == BatchItemRow.run_id)
        .where(or_(BatchRunRow.source != run.source, BatchItemRow.file != result.file))
        .where(BatchItemRow.is_back.is_(False))
        .order_by(BatchItemRow.id)
        .limit(1)
    )
    same = session.scalar(wanted.where(BatchItemRow.sha256 == result.sha256, BatchItemRow.page == result.page))
    if same is not None or not result.serial or result.account is None:
        return same
    numbered = wanted.where(BatchItemRow.account == result.account, BatchItemRow.serial == result.serial)
    return session.scalar(numbered)


def _add(
    writing: Writing, run_id: int, result: BatchResult, verification: int | None, before: BatchItemRow | None
) -> BatchItem:
    row = BatchItemRow(
        run_id=run_id,
        recommendation=result.recommendation.value,
        verification_id=verification,
        duplicate_of=None if before is None else before.id,
        at=now(),
        **{name: getattr(result, name) for name in _STORED},
    )
    insert_row(writing.session, row)
    writing.chain.vouch("batch item", row, account=row.account)
    return _item(row, "")


def _decisions(session: Session, hashes: list[str]) -> dict[tuple[str, int], str]:
    """Return the decisions in force about scans, by hash and page."""
    if not hashes:
        return {}
    wanted = select(VerificationRow.sha256, VerificationRow.page, DecisionRow.decision)
    wanted = wanted.join(VerificationRow, DecisionRow.verification_id == VerificationRow.id)
    rows = session.execute(wanted.where(VerificationRow.sha256.in_(hashes)).order_by(DecisionRow.id))
    last = {(sha256, page): decision for sha256, page, decision in rows}
    return {key: decision for key, decision in last.items() if decision != Decision.UNDONE}


def _no_run(run_id: int) -> RecordsError:
    return RecordsError(f"run {run_id} is not there", "sigverify report without a number lists the runs")


def _run(row: BatchRunRow) -> BatchRun:
    return BatchRun(row.id, row.source, row.setup, row.operator, row.started_at, row.finished_at)


def _item(row: BatchItemRow, decision: str) -> BatchItem:
    from sigverify.judging import Recommendation

    stored = {name: getattr(row, name) for name in _STORED}
    result = BatchResult(recommendation=Recommendation(row.recommendation), **stored)
    return BatchItem(row.id, row.run_id, result, row.verification_id, row.duplicate_of, decision, row.at)
