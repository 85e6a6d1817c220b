"""The people who may sign for an account."""

from __future__ import annotations

from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from sigverify.errors import RecordsError
from sigverify.operators import Permission
from sigverify.records.accounts import find_words
from sigverify.records.base import Store, Writing, insert_row, known_account, now, required
from sigverify.records.names import valid_holder
from sigverify.records.schema import AccountRow, SignatoryRow
from sigverify.records.values import Signatory


class SignatoryStore(Store):
    """The part of the records that keeps signatories."""

    def add_signatory(
        self,
        account_number: str,
        name: str,
        *,
        threshold: float | None = None,
        valid_from: date | None = None,
        valid_until: date | None = None,
    ) -> Signatory:
        """Add a person who may sign for an account; see `Signatory` for the arguments.

        Raises
        ------
        RecordsError
            When there is no such account, it has a signatory of that name already, or an argument is of no use.
        """
        name = valid_name(name)
        check_terms(threshold, valid_from, valid_until)
        with self._write(Permission.ENROL) as writing:
            account = known_account(writing.session, account_number)
            if name in {row.name for row in current_signatories(writing.session, account)}:
                problem = f"{name} is already a signatory of account {account.number}"
                raise RecordsError(problem, "Add to the name what tells the two apart")
            row = new_signatory(writing, account, name, threshold, valid_from, valid_until)
            return _signatory(row, account.number)

    def signatories(self, account_number: str, include_retired: bool = False) -> list[Signatory]:
        """Return an account's signatories in the order that they were added.

        Raises
        ------
        RecordsError
            When there is no such account.
        """
        with self._read() as session:
            account = known_account(session, account_number)
            wanted = select(SignatoryRow).where(SignatoryRow.account_id == account.id).order_by(SignatoryRow.id)
            if not include_retired:
                wanted = wanted.where(SignatoryRow.retired_at.is_(None))
            return [_signatory(row, account.number) for row in session.scalars(wanted)]

    def signatory(self, signatory_id: int) -> Signatory | None:
        """Return the signatory with that id."""
        with self._read() as session:
            row = session.get(SignatoryRow, signatory_id)
            return None if row is None else _signatory(row, number_of(session, row))

    def change_signatory(
        self,
        signatory_id: int,
        *,
        name: str,
        threshold: float | None,
        valid_from: date | None,
        valid_until: date | None,
    ) -> Signatory:
        """Change all of what is known of a signatory.

        Raises
        ------
        RecordsError
            When there is no such signatory, or it is retired, or an argument is of no use.
        """
        name = valid_name(name)
        check_terms(threshold, valid_from, valid_until)
        with self._write(Permission.ENROL) as writing:
            row = _current(writing.session, signatory_id)
            row.name, row.threshold = name, threshold
            row.valid_from, row.valid_until = valid_from, valid_until
            return self._changed(writing, row, "signatory changed")

    def retire_signatory(self, signatory_id: int, reason: str) -> Signatory:
        """Let a person not sign any more; what was signed stays on record, with the reason.

        Raises
        ------
        RecordsError
            When there is no such signatory, it is retired already, or the reason is empty.
        """
        reason = required(reason, "a reason for retiring the signatory")
        with self._write(Permission.ENROL) as writing:
            row = _current(writing.session, signatory_id)
            row.retired_at, row.retired_reason = now(), reason
            return self._changed(writing, row, "signatory retired", reason=reason)

    def _changed(self, writing: Writing, row: SignatoryRow, action: str, **details: str) -> Signatory:
        account = writing.session.get_one(AccountRow, row.account_id)
        find_words(writing.session, account)
        writing.chain.vouch(action, row, account=account.number, name=row.name, **details)
        return _signatory(row, account.number)


def new_signatory(
    writing: Writing,
    account: AccountRow,
    name: str,
    threshold: float | None = None,
    valid_from: date | None = None,
    valid_until: date | None = None,
) -> SignatoryRow:
    """Add a signatory within a transaction."""
    row = SignatoryRow(
        account_id=account.id,
        name=name,
        threshold=threshold,
        valid_from=valid_from,
        valid_until=valid_until,
        added_at=now(),
    )
    insert_row(writing.session, row)
    find_words(writing.session, account)
    writing.chain.vouch("signatory added", row, account=account.number, name=name)
    return row


def current_signatories(session: Session, account: AccountRow) -> list[SignatoryRow]:
    """Return an account's signatories that are not retired."""
    current = SignatoryRow.account_id == account.id, SignatoryRow.retired_at.is_(None)
    return list(session.scalars(select(SignatoryRow).where(*current).order_by(SignatoryRow.id)))


def valid_name(name: str) -> str:
    """Return a person's name without the spaces around it; raise RecordsError when it cannot be one."""
    return valid_holder(required(name, "the signatory's name"))


def number_of(session: Session, row: SignatoryRow) -> str:
    """Return the number of a signatory's account."""
    return session.get_one(AccountRow, row.account_id).number


def check_dates(valid_from: date | None, valid_until: date | None) -> None:
    """Raise RecordsError when the last day is before the first."""
    if valid_from is not None and valid_until is not None and valid_until < valid_from:
        raise RecordsError(f"{valid_until} is before {valid_from}", "Check the dates")


def check_terms(threshold: float | None, valid_from: date | None, valid_until: date | None) -> None:
    """Raise RecordsError when a signatory cannot have such a threshold, or the last day is before the first."""
    check_dates(valid_from, valid_until)
    if threshold is not None and not 0 <= threshold <= 1:
        raise RecordsError(f"{threshold} cannot be a threshold on similarity", "Use 0 to 1")


def _current(session: Session, signatory_id: int) -> SignatoryRow:
    row = session.get(SignatoryRow, signatory_id)
    if row is None or row.retired_at is not None:
        state = "not there" if row is None else "retired already"
        raise RecordsError(f"signatory {signatory_id} is {state}", "Look at the account's signatories")
    return row


def _signatory(row: SignatoryRow, account: str) -> Signatory:
    return Signatory(
        id=row.id,
        account=account,
        name=row.name,
        threshold=row.threshold,
        valid_from=row.valid_from,
        valid_until=row.valid_until,
        added_at=row.added_at,
        retired_at=row.retired_at,
        retired_reason=row.retired_reason,
    )
