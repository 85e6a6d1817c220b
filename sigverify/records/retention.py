"""Remove what shows how somebody signs once it is old enough, so that the audit chain still proves the rest."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, and_, delete, false, func, or_, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from sigverify.errors import RecordsError
from sigverify.jobs import Cancel, Doing, Progress, Report, silent
from sigverify.operators import Permission
from sigverify.records.base import Writing, now, require_in
from sigverify.records.schema import (
    AccountRow,
    Base,
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

_Keys = Sequence[Row[*tuple[Any, ...]]]

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
    """Selects what is old enough; `needed` are references that younger verifications refer to."""

    before: datetime
    needed: frozenset[int]

    def references(self) -> Select[int]:
        return _signed(ReferenceRow.id).where(self._let_go())

    def seen(self) -> Select[int]:
        return (
            select(SeenInkRow.verification_id)
            .join(VerificationRow, VerificationRow.id == SeenInkRow.verification_id)
            .where(VerificationRow.at < self.before)
        )

    def ink(self) -> Select[int]:
        return select(ReferenceInkRow.reference_id).where(ReferenceInkRow.reference_id.in_(self.references()))

    def embeddings(self) -> Select[int, str]:
        wanted = select(EmbeddingRow.reference_id, EmbeddingRow.bundle)
        return wanted.where(EmbeddingRow.reference_id.in_(self.references()))

    def images(self) -> Select[str]:
        """Select the hashes of images that old references alone refer to."""
        kept = _signed(ReferenceRow.id).where(ReferenceRow.sha256 == ImageRow.sha256, ~self._let_go())
        return select(ImageRow.sha256).where(ImageRow.removed_at.is_(None), ~kept.exists())

    def _let_go(self) -> ColumnElement[bool]:
        # Of the two, either may be none: a comparison with it is neither true nor false.
        retired = (func.coalesce(one.retired_at < self.before, false()) for one in (ReferenceRow, SignatoryRow))
        return and_(or_(*retired), ReferenceRow.id.not_in(self.needed))


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
        removed = Expired()
        for name, wanted, remove in (
            ("seen", old.seen(), _remove_seen),
            ("ink", old.ink(), _remove_ink),
            ("embeddings", old.embeddings(), _remove_embeddings),
            ("images", old.images(), _remove_images),
        ):
            with self._read() as session:
                keys = session.execute(wanted).all()
            for start in range(0, len(keys), _AT_ONCE):
                if cancel is not None:
                    cancel.check()
                with self._write(Permission.PURGE) as writing:
                    count = remove(writing, old, keys[start : start + _AT_ONCE])
                removed = replace(removed, **{name: getattr(removed, name) + count})
                report(Progress(removed.total, max(removed.total, total), Doing.SIGNATURES))
        self.scrub()
        return removed

    def backups_of_before(self) -> list[Path]:
        """Return the data folder's backups: what is removed from the records is still in them."""
        return sorted(one for one in self._database.place.backups.glob("*") if one.is_file())


def _check(before: datetime) -> None:
    if before > datetime.now(UTC) - SHORTEST:
        raise RecordsError("only what is older than a day can be removed", "Give more days, or an earlier date")


def _signed(*columns: Any) -> Select[Any]:
    """Select of references, with who signed."""
    return select(*columns).join(SignatoryRow, SignatoryRow.id == ReferenceRow.signatory_id)


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


def _remove_seen(writing: Writing, old: _Old, keys: _Keys) -> int:
    return _remove_kept(writing, old, SeenInkRow, SeenInkRow.verification_id, keys)


def _remove_ink(writing: Writing, old: _Old, keys: _Keys) -> int:
    return _remove_kept(writing, old, ReferenceInkRow, ReferenceInkRow.reference_id, keys)


def _remove_kept(
    writing: Writing, old: _Old, table: type[Base], key: InstrumentedAttribute[int], keys: _Keys
) -> int:
    """Remove kept ink, which is no evidence: one entry names all that goes at once."""
    ids = list(writing.session.scalars(delete(table).where(key.in_(one[0] for one in keys)).returning(key)))
    told = {"ids": sorted(ids), "before": old.before.isoformat()}
    writing.chain.append("ink removed by retention", table.__tablename__, told)
    return len(ids)


def _remove_embeddings(writing: Writing, old: _Old, keys: _Keys) -> int:
    count = 0
    for reference_id, bundle in keys:
        row = writing.session.get(EmbeddingRow, (reference_id, bundle))
        if row is not None:
            account = _account_of(writing.session, ReferenceRow.id == reference_id)
            told = {"before": old.before.isoformat()}
            writing.chain.remove("embedding removed by retention", row, account=account, **told)
            count += 1
    return count


def _remove_images(writing: Writing, old: _Old, keys: _Keys) -> int:
    """Remove the images of which it still holds: one may have been enrolled again just now."""
    still = old.images().where(ImageRow.sha256.in_([one[0] for one in keys]))
    hashes = writing.session.scalars(still).all()
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
