"""Keep accounts, references and evidence, and find them again."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from pathlib import Path
from types import TracebackType
from typing import Self

from sqlalchemy import Select, select
from sqlalchemy.exc import InvalidRequestError
from sqlalchemy.orm import Session

from sigverify.errors import RecordsError
from sigverify.operators import Permission, system_user
from sigverify.records import auditing, backups
from sigverify.records.accounts import AccountStore
from sigverify.records.anchors import Anchor, Anchors
from sigverify.records.approvals import ApprovalStore
from sigverify.records.auditing import AuditReport
from sigverify.records.base import Policy, any_operator
from sigverify.records.batches import BatchStore
from sigverify.records.chain import head_of
from sigverify.records.database import open_database, place_of
from sigverify.records.evidence import EvidenceStore
from sigverify.records.mandates import MandateStore
from sigverify.records.operators import OperatorStore
from sigverify.records.outcomes import OutcomeStore
from sigverify.records.profiles import ProfileStore
from sigverify.records.references import ReferenceStore
from sigverify.records.retention import RetentionStore
from sigverify.records.schema import ApprovalRow, AuditRow, DecisionRow, VerificationRow
from sigverify.records.seen import SeenStore
from sigverify.records.signatories import SignatoryStore
from sigverify.records.values import AuditEntry, Subject
from sigverify.records.vault import Ask
from sigverify.settings import Settings


class Records(
    AccountStore,
    SignatoryStore,
    ReferenceStore,
    MandateStore,
    EvidenceStore,
    ApprovalStore,
    ProfileStore,
    OutcomeStore,
    SeenStore,
    OperatorStore,
    BatchStore,
    RetentionStore,
):
    """The records of a bank, in one SQLite file or on a PostgreSQL server, and the operator who acts in them.

    May be used from several threads, and by several processes and machines at once: writers take turns, and
    wait up to 5 s for one another. Besides what its docstring names, every method raises RecordsError when
    the file is damaged, locked for longer than that, the disk is full or the server does not answer, and every
    method that changes something raises NotPermitted when the operator may not do it.
    """

    @classmethod
    def open(cls, settings: Settings, *, migrate: bool = False, ask: Ask | None = None) -> Self:
        """Open the records that the settings name; make them (for this user alone) when there are none.

        The operating system's user acts in them. With the setting `sign_in` nobody does before `sign_in`,
        once an operator is registered.

        Parameters
        ----------
        migrate
            Bring a server's tables up to date as well (a file's always are).
        ask
            Gives the passphrase of encrypted records, once a signature is needed and no other place has the key.

        Raises
        ------
        RecordsError
            When they cannot be opened, are damaged, are not sigverify's, or were made by another version.
        """
        place = place_of(settings)
        database = open_database(place, migrate=migrate, ask=ask)
        opened = cls(database, Anchors(place.folder), _policy(settings), system_user())
        if not settings.sign_in:
            return opened
        with opened._read() as session:
            return opened.acting_as(None) if any_operator(session) else opened

    def governed_by(self, settings: Settings) -> Self:
        """Return the same records, the same operator acting, where the bank asks for what other settings say."""
        return type(self)(self._database, self._anchors, _policy(settings), self.operator)

    def close(self) -> None:
        """Let go of the database; a second time does nothing."""
        self._database.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    @property
    def path(self) -> Path | None:
        """The SQLite file; None on a server."""
        return self._database.place.path

    @property
    def location(self) -> str:
        """Where the records are, for people: without a password."""
        return self._database.place.name

    def backup(self, path: Path) -> Path:
        """Write all records into one new SQLite file, for this user alone; see `sigverify.records.backups`."""
        return backups.save(self._database, path)

    def history(self, account: str, limit: int = 100) -> list[AuditEntry]:
        """Return what was done to an account and its cheques, the newest first."""
        wanted = select(AuditRow).where(AuditRow.account == account.strip())
        return self._entries(wanted.order_by(AuditRow.id.desc()).limit(limit))

    def audit_of(self, verification_id: int) -> list[AuditEntry]:
        """Return the entries about a cheque in their order: its signatures, the decisions, and their approvals."""
        with self._read() as session:
            first = VerificationRow.id == verification_id
            cheque = list(
                session.scalars(
                    select(VerificationRow).where(first | (VerificationRow.part_of == verification_id))
                )
            )
            decided = select(DecisionRow.id).where(DecisionRow.verification_id == verification_id)
            answered = select(ApprovalRow.id).where(
                ApprovalRow.subject == Subject.DECISION.value, ApprovalRow.subject_id.in_(decided)
            )
            about = [
                *((VerificationRow, row.id) for row in cheque),
                *((DecisionRow, key) for key in session.scalars(decided)),
                *((ApprovalRow, key) for key in session.scalars(answered)),
            ]
        subjects = [f"{table.__tablename__}:{key}" for table, key in about]
        wanted = select(AuditRow).where(AuditRow.subject.in_(subjects)).order_by(AuditRow.id)
        account = next((row.account for row in cheque), None)
        # By the account, which has an index, where there is one: the subject has none.
        return self._entries(wanted if account is None else wanted.where(AuditRow.account == account))

    def audit_entries(self, after: int = 0, limit: int = 1000) -> list[AuditEntry]:
        """Return entries of the audit chain in their order, those after an id."""
        return self._entries(select(AuditRow).where(AuditRow.id > after).order_by(AuditRow.id).limit(limit))

    def audit_head(self) -> Anchor:
        """Return how the audit chain ends now, to be noted where nobody can change it."""
        with self._read() as session:
            head = head_of(session)
            return Anchor(head.records, head.length, head.sha256)

    def verify_audit(self, anchor: Anchor | None = None) -> AuditReport:
        """Prove that nothing was edited, deleted or reordered, since an anchor was taken where one is given.

        Without one, this desk's own serves: how long the chain was when it last wrote.
        """
        # The anchor first: taken after the snapshot it could tell of entries that were written in between.
        anchor = anchor or self._anchors.of(self.audit_head().records)
        try:
            with self._database.told(), Session(self._database.snapshot) as session:
                return auditing.examine(session, self._database.vault, anchor)
        except (ValueError, TypeError, LookupError, InvalidRequestError) as error:
            # What is in the file is no date, no number, or no text any more.
            raise RecordsError(f"a row cannot be read ({error})", "Restore a backup", path=self.path) from error

    def accept_audit_head(self, reason: str) -> None:
        """Take the chain as it is for this desk's anchor, as after a restore elsewhere, and say why."""
        with self._write(Permission.OPERATORS) as writing:
            writing.chain.append("anchor reset", "audit", {"reason": reason})
        self._anchors.remember(self.audit_head(), shorter=True)

    def note_import(self, folder: str, rows: int) -> None:
        """Let the chain say that accounts are taken in from a folder; raises NotPermitted."""
        with self._write(Permission.IMPORT) as writing:
            writing.chain.append("import begun", "accounts", {"folder": folder, "rows": rows})

    def note_export(self, accounts: int) -> None:
        """Let the chain say that so many accounts are given out; raises NotPermitted."""
        with self._write(Permission.EXPORT) as writing:
            writing.chain.append("export begun", "accounts", {"accounts": accounts})

    def note_restore(self, backup: str) -> None:
        """Let the chain say that the records came out of a backup of that name."""
        with self._write(None) as writing:
            writing.chain.append("restored", "audit", {"backup": backup})
        self._anchors.remember(self.audit_head(), shorter=True)

    def _entries(self, wanted: Select[AuditRow]) -> list[AuditEntry]:
        with self._read() as session:
            return [_entry(row) for row in session.scalars(wanted)]


def _policy(settings: Settings) -> Policy:
    limit = Decimal(settings.second_look_above) if settings.second_look_above else None
    return Policy(settings.four_eyes, limit)


def _entry(row: AuditRow) -> AuditEntry:
    return AuditEntry(
        id=row.id,
        at=datetime.fromisoformat(row.at),
        operator=row.operator,
        account=row.account,
        action=row.action,
        subject=row.subject,
        details=row.details,
        previous=row.previous,
        sha256=row.sha256,
    )
