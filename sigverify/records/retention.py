"""Remove what shows how somebody signs once it is old enough, so that the audit chain still proves the rest."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import ColumnElement, Select, delete, func, or_, select
from sqlalchemy.orm import Session, aliased

from sigverify.errors import RecordsError
from sigverify.jobs import Cancel, Progress, Report, silent
from sigverify.operators import Permission
from sigverify.records.base import Writing, now, require_in
from sigverify.records.schema import (
    AccountRow,
    EmbeddingRow,
    ImageRow,
    ReferenceInkRow,
    ReferenceRow,
    SeenInkRow,
    SignatoryRow,
    VerificationRow,
)
from sigverify.records.sealing import SealingStore

_AT_ONCE = 100

# A run that has begun before a reference was retired may still compare with it.
SHORTEST = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Expired:
    """How much is old enough to be removed, or was.

    Attributes
    ----------
    seen
        Ink of questioned signatures, kept to know their copies.
    ink, embeddings
        Ink of references, and what the network made of them.
    images
        Files of references.
    """

    seen: int = 0
    ink: int = 0
    embeddings: int = 0
    images: int = 0

    @property
    def total(self) -> int:
        """All of it."""
        return self.seen + self.ink + self.embeddings + self.images


@dataclass(frozen=True, slots=True)
class _Old:
    """What is old enough: `references` selects ids, `needed` are those that younger verifications refer to."""

    before: datetime
    needed: frozenset[int]

    def references(self) -> Select[int]:
        return (
            select(ReferenceRow.id)
            .join(SignatoryRow, SignatoryRow.id == ReferenceRow.signatory_id)
            .where(_retired(ReferenceRow, self.before), ReferenceRow.id.not_in(self.needed))
        )

    def seen(self) -> Select[int]:
        wanted = select(SeenInkRow.verification_id).join(
            VerificationRow, VerificationRow.id == SeenInkRow.verification_id
        )
        return wanted.where(VerificationRow.at < self.before)

    def ink(self) -> Select[int]:
        return select(ReferenceInkRow.reference_id).where(ReferenceInkRow.reference_id.in_(self.references()))

    def embeddings(self) -> Select[int, str]:
        wanted = select(EmbeddingRow.reference_id, EmbeddingRow.bundle)
        return wanted.where(EmbeddingRow.reference_id.in_(self.references()))

    def images(self) -> Select[str]:
        """Select the hashes of images that old references alone refer to."""
        old = select(ReferenceRow.sha256).where(ReferenceRow.id.in_(self.references()))
        other = aliased(ReferenceRow)
        kept = select(other.id).where(other.sha256 == ImageRow.sha256, other.id.not_in(self.references()))
        wanted = select(ImageRow.sha256).where(ImageRow.removed_at.is_(None), ImageRow.sha256.in_(old))
        return wanted.where(~kept.exists())


class RetentionStore(SealingStore):
    """The part of the records that lets go of signatures."""

    def expired(self, before: datetime) -> Expired:
        """Return how much `purge` would remove; nothing is changed.

        Raises
        ------
        RecordsError
            When the moment is less than a day ago.
        NotPermitted
            When the operator is no administrator.
        """
        _check(before)
        with self._read() as session:
            require_in(session, self.operator, Permission.PURGE)
            old = _old(session, before)
            return Expired(
                _count(session, old.seen()),
                _count(session, old.ink()),
                _count(session, old.embeddings()),
                _count(session, old.images()),
            )

    def purge(self, before: datetime, report: Report = silent, cancel: Cancel | None = None) -> Expired:
        """Remove signatures of before a moment for good; return how many were. Results and decisions stay.

        Questioned signatures go by when they were verified; references by when they, or the person who signed,
        were retired, unless a younger verification refers to them. Each is told in the audit chain. Stopped or
        killed, it goes on when it is asked again; a SQLite file is written anew at the end, so that nothing is
        left in it. On a server the next vacuum does that.

        Parameters
        ----------
        before
            Aware; at least a day ago.

        Raises
        ------
        RecordsError
            When the moment is less than a day ago, or another program reads a SQLite file at the end.
        NotPermitted
            When the operator is no administrator.
        """
        total = self.expired(before).total
        with self._read() as session:
            old = _old(session, before)
        steps: dict[str, Callable[[Writing], int]] = {
            "seen": lambda writing: _remove_ink(writing, old, SeenInkRow, old.seen()),
            "ink": lambda writing: _remove_ink(writing, old, ReferenceInkRow, old.ink()),
            "embeddings": lambda writing: _remove_embeddings(writing, old),
            "images": lambda writing: _remove_images(writing, old),
        }
        removed = Expired()
        for name, step in steps.items():
            while True:
                if cancel is not None:
                    cancel.check()
                with self._write(Permission.PURGE) as writing:
                    count = step(writing)
                if not count:
                    break
                removed = replace(removed, **{name: getattr(removed, name) + count})
                report(Progress(removed.total, max(removed.total, total), "signatures"))
        self.scrub()
        return removed

    def backups_of_before(self) -> list[Path]:
        """Return the data folder's backups: what is removed from the records is still in them."""
        return sorted(one for one in self._database.place.backups.glob("*") if one.is_file())


def _check(before: datetime) -> None:
    if before > datetime.now(UTC) - SHORTEST:
        raise RecordsError("only what is older than a day can be removed", "Give more days, or an earlier date")


def _retired(reference: type[ReferenceRow], before: datetime) -> ColumnElement[bool]:
    return or_(reference.retired_at < before, SignatoryRow.retired_at < before)


def _old(session: Session, before: datetime) -> _Old:
    """Return what is old enough, and of it what is still referred to."""
    old = frozenset(session.scalars(_Old(before, frozenset()).references()))
    needed: set[int] = set()
    if old:
        young = select(VerificationRow.reference_ids).where(VerificationRow.at >= before)
        for ids in session.scalars(young.execution_options(yield_per=1000)):
            needed.update(old.intersection(ids))
    return _Old(before, frozenset(needed))


def _count(session: Session, wanted: Select[*tuple[Any, ...]]) -> int:
    return session.scalar(select(func.count()).select_from(wanted.subquery())) or 0


def _remove_ink(
    writing: Writing, old: _Old, table: type[SeenInkRow] | type[ReferenceInkRow], wanted: Select[int]
) -> int:
    """Remove kept ink, which is no evidence: one entry names all that goes at once."""
    ids = list(writing.session.scalars(wanted.limit(_AT_ONCE)))
    if ids:
        key = SeenInkRow.verification_id if table is SeenInkRow else ReferenceInkRow.reference_id
        writing.session.execute(delete(table).where(key.in_(ids)))
        told = {"ids": ids, "before": old.before.isoformat()}
        writing.chain.append("ink removed by retention", table.__tablename__, told)
    return len(ids)


def _remove_embeddings(writing: Writing, old: _Old) -> int:
    keys = writing.session.execute(old.embeddings().limit(_AT_ONCE)).all()
    for reference_id, bundle in keys:
        row = writing.session.get_one(EmbeddingRow, (reference_id, bundle))
        account = _account_of(writing.session, ReferenceRow.id == reference_id)
        writing.chain.remove("embedding removed by retention", row, account=account, before=old.before.isoformat())
    return len(keys)


def _remove_images(writing: Writing, old: _Old) -> int:
    hashes = writing.session.scalars(old.images().limit(_AT_ONCE)).all()
    for sha256 in hashes:
        row = writing.session.get_one(ImageRow, sha256)
        row.content, row.seal, row.removed_at = b"", None, now()
        account = _account_of(writing.session, ReferenceRow.sha256 == sha256)
        told = {"sha256": sha256, "before": old.before.isoformat()}
        writing.chain.vouch("image removed by retention", row, account=account, **told)
    return len(hashes)


def _account_of(session: Session, which: ColumnElement[bool]) -> str | None:
    """Return the number of the account that a signature belongs to; None where several share it."""
    wanted = select(AccountRow.number).join(ReferenceRow, ReferenceRow.account_id == AccountRow.id)
    numbers = session.scalars(wanted.where(which).distinct()).all()
    return numbers[0] if len(numbers) == 1 else None
