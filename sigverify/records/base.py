"""What all parts of the store share: transactions, who acts in them, and the audit chain that they extend."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal

from sqlalchemy import exists, select
from sqlalchemy.orm import Session

from sigverify.errors import NotPermitted, RecordsError
from sigverify.operators import Operator, Permission, Role, require
from sigverify.records.anchors import Anchor, Anchors
from sigverify.records.chain import Chain, lock_head
from sigverify.records.database import Database
from sigverify.records.schema import AccountRow, Base, OperatorRow
from sigverify.records.vault import Vault


@dataclass(frozen=True, slots=True)
class Policy:
    """What the bank asks of its operators.

    Attributes
    ----------
    four_eyes
        New references, mandates and profile activations count once another operator approved of them.
    second_look_above
        Accepting a larger amount, or an unknown one, needs a second look; None never asks for one.
    """

    four_eyes: bool = False
    second_look_above: Decimal | None = None

    def asks_second_look(self, amount: Decimal | None) -> bool:
        """Return whether a cheque of that amount is accepted by two."""
        limit = self.second_look_above
        return limit is not None and (amount is None or amount > limit)


@dataclass(frozen=True, slots=True)
class Writing:
    """A transaction that writes, by `operator`; `vault` encrypts what shows how somebody signs."""

    session: Session
    chain: Chain
    operator: str
    vault: Vault


class Store:
    """An open database and the operator who acts in it."""

    def __init__(self, database: Database, anchors: Anchors, policy: Policy, operator: str | None) -> None:
        self._database = database
        self._anchors = anchors
        self._policy = policy
        self.operator = operator

    @property
    def policy(self) -> Policy:
        """What is asked of the operators."""
        return self._policy

    @contextmanager
    def _read(self) -> Iterator[Session]:
        with self._database.told(), Session(self._database.reading) as session:
            yield session

    @contextmanager
    def _write(self, permission: Permission | None) -> Iterator[Writing]:
        """Write as one transaction, one writer after the other; None needs no permission.

        Raises
        ------
        NotPermitted
            When the operator has not the permission, or nobody is signed in.
        """
        with self._database.told():
            with Session(self._database.writing, expire_on_commit=False) as session, session.begin():
                head = lock_head(session)
                if permission is not None:
                    require_in(session, self.operator, permission)
                chain = Chain(session, head, self.operator or "")
                yield Writing(session, chain, self.operator or "", self._database.vault)
            end = chain.head
        if end != head:
            self._anchors.remember(Anchor(end.records, end.length, end.sha256))


def require_in(session: Session, name: str | None, permission: Permission) -> None:
    """Raise NotPermitted unless that operator has the permission; with no operator registered everybody has."""
    if name is None:
        raise NotPermitted("nobody is signed in", "Sign in first")
    row = session.scalar(select(OperatorRow).where(OperatorRow.name == name))
    if row is not None:
        require(operator_of(row), permission)
    elif any_operator(session):
        raise NotPermitted(f"{name} is not an operator here", "Ask an administrator")


def any_operator(session: Session) -> bool:
    """Return whether an operator was ever registered."""
    return bool(session.scalar(select(exists(select(OperatorRow.id)))))


def operator_of(row: OperatorRow) -> Operator:
    """Return an operator without the password's hash."""
    return Operator(
        name=row.name,
        full_name=row.full_name,
        role=Role(row.role),
        has_password=row.password_hash is not None,
        added_at=row.added_at,
        retired_at=row.retired_at,
    )


def now() -> datetime:
    """Return this moment, aware, in UTC."""
    return datetime.now(UTC)


def required(text: str, what: str) -> str:
    """Return a text without the spaces around it; raise RecordsError when nothing is left."""
    text = text.strip()
    if not text:
        raise RecordsError(f"{what} is missing", "Give one and save again")
    return text


def insert_row(session: Session, row: Base) -> None:
    """Add a row and give it its id."""
    session.add(row)
    session.flush()


def account_row(session: Session, number: str) -> AccountRow | None:
    """Return the account with exactly that number."""
    return session.scalar(select(AccountRow).where(AccountRow.number == number.strip()))


def known_account(session: Session, number: str) -> AccountRow:
    """Return the account with exactly that number; raise RecordsError when there is none."""
    row = account_row(session, number)
    if row is None:
        raise RecordsError(f"account {number} is not there", "Check the number, or add the account first")
    return row
