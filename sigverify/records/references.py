"""Known genuine signatures and their embeddings."""

from __future__ import annotations

import hashlib
from datetime import date, datetime
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import ColumnElement, Row, Select, and_, or_, select
from sqlalchemy.orm import Session

from sigverify.errors import RecordsError
from sigverify.geometry import Box
from sigverify.grade import Grade
from sigverify.operators import Permission
from sigverify.records.approvals import approval_of, approvals_of
from sigverify.records.base import Store, Writing, insert_row, known_account, now, required
from sigverify.records.schema import AccountRow, EmbeddingRow, ImageRow, ReferenceRow, SignatoryRow
from sigverify.records.signatories import check_dates, current_signatories, new_signatory
from sigverify.records.values import Approval, EmbeddedReference, StoredReference, Subject


class ReferenceStore(Store):
    """The part of the records that keeps references."""

    def add_reference(
        self,
        account_number: str,
        *,
        image: bytes,
        file_name: str,
        sha256: str,
        page: int = 1,
        box: Box | None,
        signatory_id: int | None = None,
        quality: str = "",
        complexity: float | None = None,
        grade: Grade | None = None,
        valid_from: date | None = None,
        valid_until: date | None = None,
    ) -> StoredReference:
        """Enrol a genuine signature: the file's bytes, with `sha256` (hex) over them, and where it is in it.

        Parameters
        ----------
        signatory_id
            Whose it is. None takes the account's only signatory, and makes one named as the holder (or else
            the account) where there is none yet.
        quality, complexity, grade, valid_from, valid_until
            See `StoredReference`.

        Raises
        ------
        RecordsError
            When there is no such account, it has this signature already (and not retired), the signatory is
            not one of it or has to be told, or the bytes are not those that `sha256` was taken over.
        """
        if hashlib.sha256(image).hexdigest() != sha256:
            raise RecordsError(f"{file_name} changed while it was read", "Add it once more")
        check_dates(valid_from, valid_until)
        with self._write(Permission.ENROL) as writing:
            session = writing.session
            account = known_account(session, account_number)
            same = (ReferenceRow.sha256 == sha256, ReferenceRow.page == page, ReferenceRow.box == box)
            in_use = (ReferenceRow.account_id == account.id, ReferenceRow.retired_at.is_(None))
            if session.scalar(select(ReferenceRow.id).where(*in_use, *same)) is not None:
                problem = f"{file_name} is already a reference of account {account.number}"
                raise RecordsError(problem, "Choose another signature")
            kept = session.get(ImageRow, sha256)
            if kept is None or kept.removed_at is not None:
                _keep_image(writing, kept or ImageRow(sha256=sha256), image)
            row = ReferenceRow(
                account_id=account.id,
                signatory_id=_signatory(writing, account, signatory_id).id,
                file_name=file_name,
                page=page,
                box=box,
                sha256=sha256,
                quality=quality,
                complexity=complexity,
                grade=None if grade is None else grade.value,
                valid_from=valid_from,
                valid_until=valid_until,
                added_at=now(),
                added_by=writing.operator,
                needs_approval=self._policy.four_eyes,
            )
            insert_row(session, row)
            writing.chain.vouch("reference added", row, account=account.number, file=row.file_name)
            approval = Approval.PENDING if row.needs_approval else Approval.NOT_NEEDED
            return _reference(row, account.number, image, None, approval)

    def references(self, account_number: str, include_retired: bool = False) -> list[StoredReference]:
        """Return an account's references in the order that they were added, pending and expired ones too.

        Raises
        ------
        RecordsError
            When there is no such account.
        """
        with self._read() as session:
            account = known_account(session, account_number)
            wanted = select(ReferenceRow, ImageRow).join(ImageRow, ImageRow.sha256 == ReferenceRow.sha256)
            wanted = wanted.where(ReferenceRow.account_id == account.id).order_by(ReferenceRow.id)
            if not include_retired:
                wanted = wanted.where(ReferenceRow.retired_at.is_(None))
            rows = session.execute(wanted).all()
            approvals = approvals_of(session, Subject.REFERENCE, [row.id for row, _ in rows])
            content = self._database.vault.content
            return [
                _reference(row, account.number, content(session, image), image.removed_at, approval)
                for row, image in rows
                for approval in [approval_of(row.needs_approval, approvals.get(row.id))]
            ]

    def reference(self, reference_id: int) -> StoredReference | None:
        """Return the reference with that id, whatever has become of it."""
        wanted = select(ReferenceRow, ImageRow, AccountRow.number)
        wanted = wanted.join(ImageRow, ImageRow.sha256 == ReferenceRow.sha256)
        wanted = wanted.join(AccountRow, AccountRow.id == ReferenceRow.account_id)
        with self._read() as session:
            found = session.execute(wanted.where(ReferenceRow.id == reference_id)).one_or_none()
            if found is None:
                return None
            row, image, number = found
            approved = approvals_of(session, Subject.REFERENCE, [row.id]).get(row.id)
            content = self._database.vault.content(session, image)
            return _reference(row, number, content, image.removed_at, approval_of(row.needs_approval, approved))

    def usable_references(self, account_number: str, on: date) -> list[StoredReference]:
        """Return the references that a cheque is compared with on that day: in force, of people who may sign.

        Raises
        ------
        RecordsError
            When there is no such account.
        """
        with self._read() as session:
            account = known_account(session, account_number)
            usable = {row.id for row in _in_force(session, _counting(account, on))}
        return [reference for reference in self.references(account_number) if reference.id in usable]

    def embedded_references(self, account_number: str, on: date, bundle: str) -> list[EmbeddedReference]:
        """Return what `usable_references` does, by signatory, with embeddings by a bundle instead of images.

        Raises
        ------
        RecordsError
            When there is no such account.
        """
        kept = and_(EmbeddingRow.reference_id == ReferenceRow.id, EmbeddingRow.bundle == bundle)
        with self._read() as session:
            wanted = _counting(known_account(session, account_number), on)
            wanted = wanted.add_columns(ReferenceRow.file_name, ReferenceRow.sha256, EmbeddingRow)
            return [
                EmbeddedReference(
                    row.id,
                    row.signatory_id,
                    row.file_name,
                    row.sha256,
                    self._vector(session, row.EmbeddingRow),
                )
                for row in _in_force(session, wanted.outerjoin(EmbeddingRow, kept))
            ]

    def _vector(self, session: Session, row: EmbeddingRow | None) -> bytes | None:
        return None if row is None else self._database.vault.content(session, row)

    def limit_reference(self, reference_id: int, valid_from: date | None, valid_until: date | None) -> None:
        """Set the first and the last day on which a reference is compared with.

        Raises
        ------
        RecordsError
            When there is no such reference, it is retired, or the last day is before the first.
        """
        check_dates(valid_from, valid_until)
        with self._write(Permission.ENROL) as writing:
            row = _in_use(writing.session, reference_id)
            row.valid_from, row.valid_until = valid_from, valid_until
            account = writing.session.get_one(AccountRow, row.account_id)
            dates = {"valid_from": str(valid_from or ""), "valid_until": str(valid_until or "")}
            writing.chain.vouch("reference limited", row, account=account.number, **dates)

    def retire_reference(self, reference_id: int, reason: str) -> None:
        """Take a reference out of use; it stays in the records with the reason.

        Raises
        ------
        RecordsError
            When there is no such reference, it is retired already, or the reason is empty.
        """
        reason = required(reason, "a reason for retiring the reference")
        with self._write(Permission.ENROL) as writing:
            row = _in_use(writing.session, reference_id)
            row.retired_at, row.retired_reason, row.retired_by = now(), reason, writing.operator
            account = writing.session.get_one(AccountRow, row.account_id)
            writing.chain.vouch("reference retired", row, account=account.number, reason=reason)

    def embedding(self, reference_id: int, bundle: str) -> NDArray[np.float32] | None:
        """Return the cached embedding, float32 (dimensions,), of a reference by that bundle."""
        with self._read() as session:
            vector = self._vector(session, session.get(EmbeddingRow, (reference_id, bundle)))
            return None if vector is None else np.frombuffer(vector, dtype="<f4").astype(np.float32)

    def save_embedding(self, reference_id: int, bundle: str, embedding: NDArray[np.float32]) -> None:
        """Cache the embedding, float32 (dimensions,), of a reference by a bundle, in place of an earlier one.

        Raises
        ------
        RecordsError
            When there is no such reference.
        """
        if embedding.ndim != 1 or not np.isfinite(embedding).all():
            raise ValueError(f"an embedding is one row of finite numbers, not {embedding.shape}")
        vector = embedding.astype("<f4").tobytes()
        row = EmbeddingRow(reference_id=reference_id, bundle=bundle, dimensions=embedding.size, content=vector)
        # Not everybody's to change, but anybody's to fill: it follows from the image and the bundle.
        with self._write(None) as writing:
            if writing.session.get(ReferenceRow, reference_id) is None:
                raise RecordsError(f"reference {reference_id} is not there", "Look at the account's references")
            writing.vault.seal(writing.session, row)
            writing.chain.vouch("embedding cached", writing.session.merge(row))


def _keep_image(writing: Writing, row: ImageRow, image: bytes) -> None:
    """Store a file's bytes; where they were removed before, the entry that excuses it holds no more."""
    removed, row.content, row.removed_at = row.removed_at, image, None
    writing.vault.seal(writing.session, row)
    insert_row(writing.session, row)
    if removed is not None:
        writing.chain.vouch("image kept again", row)


def _signatory(writing: Writing, account: AccountRow, signatory_id: int | None) -> SignatoryRow:
    people = current_signatories(writing.session, account)
    if signatory_id is None:
        if len(people) > 1:
            problem = f"account {account.number} has {len(people)} signatories"
            raise RecordsError(problem, "Say whose signature it is")
        return people[0] if people else new_signatory(writing, account, account.holder or account.number)
    for row in people:
        if row.id == signatory_id:
            return row
    problem = f"signatory {signatory_id} is not one of account {account.number}"
    raise RecordsError(problem, "Choose one of its signatories")


def _in_use(session: Session, reference_id: int) -> ReferenceRow:
    row = session.get(ReferenceRow, reference_id)
    if row is None or row.retired_at is not None:
        state = "not there" if row is None else "retired already"
        raise RecordsError(f"reference {reference_id} is {state}", "Look at the account's references")
    return row


def _counting(account: AccountRow, on: date) -> Select[int, int, bool]:
    """Select the references that are valid on a day, of people who may sign then; approvals are not looked at."""
    return (
        select(ReferenceRow.id, ReferenceRow.signatory_id, ReferenceRow.needs_approval)
        .join(SignatoryRow, SignatoryRow.id == ReferenceRow.signatory_id)
        .where(ReferenceRow.account_id == account.id)
        .where(ReferenceRow.retired_at.is_(None), SignatoryRow.retired_at.is_(None))
        .where(_within(ReferenceRow, on), _within(SignatoryRow, on))
        .order_by(ReferenceRow.signatory_id, ReferenceRow.id)
    )


def _in_force(session: Session, counting: Select[*tuple[Any, ...]]) -> list[Row[*tuple[Any, ...]]]:
    """Return of the references that `_counting` selects those that need no approval, or have it."""
    rows = session.execute(counting).all()
    answers = approvals_of(session, Subject.REFERENCE, [row.id for row in rows if row.needs_approval])
    return [row for row in rows if approval_of(row.needs_approval, answers.get(row.id)).in_force]


def _within(table: type[ReferenceRow] | type[SignatoryRow], on: date) -> ColumnElement[bool]:
    begun = or_(table.valid_from.is_(None), table.valid_from <= on)
    return and_(begun, or_(table.valid_until.is_(None), table.valid_until >= on))


def _reference(
    row: ReferenceRow, account: str, image: bytes, removed_at: datetime | None, approval: Approval
) -> StoredReference:
    return StoredReference(
        id=row.id,
        account=account,
        signatory_id=row.signatory_id,
        image=image,
        file_name=row.file_name,
        page=row.page,
        box=row.box,
        sha256=row.sha256,
        quality=row.quality,
        complexity=row.complexity,
        grade=None if row.grade is None else Grade(row.grade),
        valid_from=row.valid_from,
        valid_until=row.valid_until,
        added_at=row.added_at,
        added_by=row.added_by,
        approval=approval,
        retired_at=row.retired_at,
        retired_reason=row.retired_reason,
        retired_by=row.retired_by,
        image_removed_at=removed_at,
    )
