"""Keep accounts, references and evidence, and find them again."""

from __future__ import annotations

import hashlib
import math
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Self

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import Engine, func, literal, select
from sqlalchemy.orm import Session

from sigverify.errors import RecordsError
from sigverify.geometry import Box
from sigverify.records.database import database_path, open_database, told, writing
from sigverify.records.names import folded, valid_holder, valid_number
from sigverify.records.schema import (
    AccountRow,
    Base,
    DecisionRow,
    EmbeddingRow,
    ReferenceRow,
    Text,
    VerificationRow,
)
from sigverify.records.values import Account, Decision, StoredDecision, StoredReference, StoredVerification
from sigverify.settings import Settings

if TYPE_CHECKING:  # the verifier brings image processing with it, which a list of accounts does not need
    from sigverify.verifier import Verification

# Above every character that a number may have, and itself none.
LAST_CHARACTER = "\U0010ffff"


class Records:
    """The records of one bank desk, in one SQLite file.

    May be used from several threads, and by several processes at once: a writer waits up to 5 s for another.
    Besides what its docstring names, every method raises RecordsError when the file is damaged, locked for
    longer than that, or the disk is full.
    """

    def __init__(self, engine: Engine, path: Path) -> None:
        self.path = path
        self._engine = engine
        self._writing_engine = writing(engine)

    @classmethod
    def open(cls, settings: Settings) -> Records:
        """Open the records that the settings name; make them (for this user alone) when there are none.

        Raises
        ------
        RecordsError
            When the URL is not that of a SQLite file, or the file cannot be opened, is damaged, is not
            sigverify's, or was made by a newer sigverify.
        """
        path = database_path(settings)
        return cls(open_database(path), path)

    def close(self) -> None:
        """Let go of the file; a second time does nothing."""
        self._engine.dispose()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def add_account(self, number: str, holder: str = "") -> Account:
        """Add an account; spaces around number and holder are dropped.

        Raises
        ------
        RecordsError
            When the number is there already, or is not 1 to 64 printable characters, or the holder's name
            has control characters.
        """
        number, holder = valid_number(number), valid_holder(holder)
        row = AccountRow(number=number, holder=holder, holder_key=folded(holder), created_at=_now())
        with self._write() as session:
            if _account_row(session, number) is not None:
                raise RecordsError(f"account {number} is already there", "Use it, or check the number")
            _insert(session, row)
            return _account(row)

    def account(self, number: str) -> Account | None:
        """Return the account with exactly that number."""
        with self._read() as session:
            row = _account_row(session, number)
            return None if row is None else _account(row)

    def search_accounts(self, text: str, limit: int = 50) -> list[Account]:
        """Return accounts whose number begins with `text`, then those whose holder's name contains it.

        Numbers come in their order and match as they are written; holders come by name, and case and
        accents make no difference. An empty text finds all.
        """
        text = text.strip()
        # A range, which the index serves; LIKE could not use it, and has wildcards of its own.
        by_number = AccountRow.number.between(text, text + LAST_CHARACTER)
        by_holder = func.instr(AccountRow.holder_key, literal(folded(text), Text())) > 0
        with self._read() as session:
            numbers = select(AccountRow).where(by_number).order_by(AccountRow.number).limit(limit)
            found = list(session.scalars(numbers))
            if len(found) < limit:
                order = AccountRow.holder_key, AccountRow.number
                holders = select(AccountRow).where(by_holder, ~by_number).order_by(*order)
                found += session.scalars(holders.limit(limit - len(found)))
            return [_account(row) for row in found]

    def add_reference(
        self,
        account_number: str,
        *,
        image: bytes,
        file_name: str,
        sha256: str,
        page: int = 1,
        box: Box | None,
    ) -> StoredReference:
        """Enrol a genuine signature: the file's bytes, with `sha256` (hex) over them, and where it is in it.

        Raises
        ------
        RecordsError
            When there is no such account, it has this signature already (and not retired), or the bytes are
            not those that `sha256` was taken over.
        """
        if hashlib.sha256(image).hexdigest() != sha256:
            raise RecordsError(f"{file_name} changed while it was read", "Add it once more")
        with self._write() as session:
            account = _known_account(session, account_number)
            row = ReferenceRow(
                account_id=account.id,
                file_name=file_name,
                page=page,
                box=box,
                sha256=sha256,
                added_at=_now(),
                image=image,
            )
            same = (ReferenceRow.sha256 == sha256, ReferenceRow.page == page, ReferenceRow.box == box)
            in_use = (ReferenceRow.account_id == account.id, ReferenceRow.retired_at.is_(None))
            if session.scalar(select(ReferenceRow.id).where(*in_use, *same)) is not None:
                problem = f"{file_name} is already a reference of account {account.number}"
                raise RecordsError(problem, "Choose another signature")
            _insert(session, row)
            return _reference(row, account.number)

    def references(self, account_number: str, include_retired: bool = False) -> list[StoredReference]:
        """Return an account's references in the order that they were added.

        Raises
        ------
        RecordsError
            When there is no such account.
        """
        with self._read() as session:
            account = _known_account(session, account_number)
            wanted = select(ReferenceRow).where(ReferenceRow.account_id == account.id)
            if not include_retired:
                wanted = wanted.where(ReferenceRow.retired_at.is_(None))
            rows = session.scalars(wanted.order_by(ReferenceRow.id))
            return [_reference(row, account.number) for row in rows]

    def retire_reference(self, reference_id: int, reason: str) -> None:
        """Take a reference out of use; it stays in the records with the reason.

        Raises
        ------
        RecordsError
            When there is no such reference, it is retired already, or the reason is empty.
        """
        reason = _required(reason, "a reason for retiring the reference")
        with self._write() as session:
            row = session.get(ReferenceRow, reference_id)
            if row is None or row.retired_at is not None:
                state = "not there" if row is None else "retired already"
                raise RecordsError(f"reference {reference_id} is {state}", "Look at the account's references")
            row.retired_at, row.retired_reason = _now(), reason

    def embedding(self, reference_id: int, bundle: str) -> NDArray[np.float32] | None:
        """Return the cached embedding, float32 (dimensions,), of a reference by that bundle."""
        with self._read() as session:
            row = session.get(EmbeddingRow, (reference_id, bundle))
            return None if row is None else np.frombuffer(row.vector, dtype="<f4").astype(np.float32)

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
        row = EmbeddingRow(reference_id=reference_id, bundle=bundle, dimensions=embedding.size, vector=vector)
        with self._write() as session:
            if session.get(ReferenceRow, reference_id) is None:
                raise RecordsError(f"reference {reference_id} is not there", "Look at the account's references")
            session.merge(row)

    def save_verification(
        self,
        verification: Verification,
        *,
        account: str | None,
        file_name: str,
        page: int,
        sha256: str,
        reference_ids: tuple[int, ...],
    ) -> int:
        """Add the evidence of a verification and return its id.

        Parameters
        ----------
        account
            The number on the cheque, enrolled or not; None where it is not known.
        file_name, page, sha256
            Where the questioned signature came from; the hash (hex) is over the whole file.
        reference_ids
            What it was compared with, in the order of the distances; empty when those were not enrolled.

        Raises
        ------
        RecordsError
            When the account's number is not one that an account may have.
        """
        scores = (verification.similarity, verification.threshold, verification.log10_lr)
        if any(score is not None and math.isnan(score) for score in scores):
            raise ValueError(f"scores that are not numbers: {scores}")
        if not all(math.isfinite(distance) for distance in verification.distances):
            raise ValueError(f"distances that are not finite: {verification.distances}")
        if reference_ids and verification.distances and len(reference_ids) != len(verification.distances):
            raise ValueError(f"{len(verification.distances)} distances to {len(reference_ids)} references")
        row = VerificationRow(
            account=None if account is None else valid_number(account),
            file_name=file_name,
            page=page,
            sha256=sha256,
            box=verification.box,
            recommendation=verification.recommendation.value,
            reason=verification.reason,
            similarity=verification.similarity,
            threshold=verification.threshold,
            log10_lr=verification.log10_lr,
            distances=list(verification.distances),
            reference_ids=list(reference_ids),
            model=verification.model,
            profile=verification.profile,
            at=_now(),
            seconds=verification.seconds,
        )
        with self._write() as session:
            _insert(session, row)
            return row.id

    def verifications(self, account: str | None = None, limit: int = 100) -> list[StoredVerification]:
        """Return the newest verifications first: those of one account number, or of all."""
        wanted = select(VerificationRow).order_by(VerificationRow.id.desc()).limit(limit)
        if account is not None:
            wanted = wanted.where(VerificationRow.account == account.strip())
        with self._read() as session:
            return [_verification(row) for row in session.scalars(wanted)]

    def save_decision(
        self, verification_id: int, decision: Decision, *, operator: str, reason: str = "", note: str = ""
    ) -> int:
        """Add what a clerk decided about a verification and return its id; earlier decisions stay.

        Raises
        ------
        RecordsError
            When there is no such verification, or no operator.
        """
        operator = _required(operator, "the operator who decides")
        row = DecisionRow(
            verification_id=verification_id,
            decision=Decision(decision).value,
            reason=reason,
            note=note,
            operator=operator,
            at=_now(),
        )
        with self._write() as session:
            if session.get(VerificationRow, verification_id) is None:
                raise RecordsError(f"verification {verification_id} is not there", "Verify the cheque first")
            _insert(session, row)
            return row.id

    def decisions(self, verification_id: int) -> list[StoredDecision]:
        """Return the decisions about a verification, the first one first; the last one holds."""
        wanted = select(DecisionRow).where(DecisionRow.verification_id == verification_id)
        with self._read() as session:
            return [_decision(row) for row in session.scalars(wanted.order_by(DecisionRow.id))]

    @contextmanager
    def _read(self) -> Iterator[Session]:
        with told(self.path), Session(self._engine) as session:
            yield session

    @contextmanager
    def _write(self) -> Iterator[Session]:
        with (
            told(self.path),
            Session(self._writing_engine, expire_on_commit=False) as session,
            session.begin(),
        ):
            yield session


def _now() -> datetime:
    return datetime.now(UTC)


def _required(text: str, what: str) -> str:
    text = text.strip()
    if not text:
        raise RecordsError(f"{what} is missing", "Give one and save again")
    return text


def _account_row(session: Session, number: str) -> AccountRow | None:
    return session.scalar(select(AccountRow).where(AccountRow.number == number.strip()))


def _known_account(session: Session, number: str) -> AccountRow:
    row = _account_row(session, number)
    if row is None:
        raise RecordsError(f"account {number} is not there", "Check the number, or add the account first")
    return row


def _insert(session: Session, row: Base) -> None:
    session.add(row)
    session.flush()  # gives the row its id


def _account(row: AccountRow) -> Account:
    return Account(row.number, row.holder, row.created_at)


def _reference(row: ReferenceRow, account: str) -> StoredReference:
    return StoredReference(
        id=row.id,
        account=account,
        image=row.image,
        file_name=row.file_name,
        page=row.page,
        box=row.box,
        sha256=row.sha256,
        added_at=row.added_at,
        retired_at=row.retired_at,
        retired_reason=row.retired_reason,
    )


def _verification(row: VerificationRow) -> StoredVerification:
    from sigverify.verifier import Recommendation

    return StoredVerification(
        id=row.id,
        account=row.account,
        file_name=row.file_name,
        page=row.page,
        sha256=row.sha256,
        box=row.box,
        recommendation=Recommendation(row.recommendation),
        reason=row.reason,
        similarity=row.similarity,
        threshold=row.threshold,
        log10_lr=row.log10_lr,
        distances=tuple(row.distances),
        reference_ids=tuple(row.reference_ids),
        model=row.model,
        profile=row.profile,
        at=row.at,
        seconds=row.seconds,
    )


def _decision(row: DecisionRow) -> StoredDecision:
    return StoredDecision(
        id=row.id,
        verification_id=row.verification_id,
        decision=Decision(row.decision),
        reason=row.reason,
        note=row.note,
        operator=row.operator,
        at=row.at,
    )
