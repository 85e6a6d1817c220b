"""Who may work here, and signing in."""

from __future__ import annotations

from datetime import timedelta
from typing import Self

from sqlalchemy import select
from sqlalchemy.orm import Session

from sigverify.errors import NotPermitted, RecordsError
from sigverify.operators import (
    Operator,
    Permission,
    Role,
    hash_password,
    needs_rehash,
    password_matches,
    valid_name,
)
from sigverify.records.base import Store, any_operator, insert_row, now, operator_of, require_in
from sigverify.records.names import valid_holder
from sigverify.records.schema import OperatorRow

# Guessing goes on at twenty passwords an hour, and a forgetful clerk waits for a quarter of one.
MOST_FAILURES = 5
LOCKED_FOR = timedelta(minutes=15)
_NOT_SIGNED_IN = ("name and password do not match", "Try again, or ask an administrator for a new password")


class OperatorStore(Store):
    """The part of the records that keeps operators."""

    def acting_as(self, name: str | None) -> Self:
        """Return the same records with another operator acting; None for nobody."""
        name = None if name is None else valid_name(name)
        return type(self)(self._database, self._anchors, self._policy, name)

    def sign_in(self, name: str, password: str) -> Self:
        """Return the same records with that operator acting.

        After five wrong passwords in a row nobody gets in under that name for a quarter of an hour.

        Raises
        ------
        NotPermitted
            When name and password do not match, or the operator is retired or locked out.
        """
        name = valid_name(name)
        with self._read() as session:
            row = _row(session, name)
            hashed = None if row is None or row.retired_at is not None else row.password_hash
        # What was typed for an unknown name may have been a password: it is not kept.
        who = None if row is None else name
        matches = password_matches(password, hashed)  # slow on purpose, so not inside the transaction
        again = hash_password(password) if matches and needs_rehash(hashed or "") else None
        refused: NotPermitted | None = None
        with self.acting_as(who)._write(None) as writing:
            row = _row(writing.session, name)
            if row is None:
                writing.chain.append("sign-in refused", "operators", {"unknown": True})
                refused = NotPermitted(*_NOT_SIGNED_IN)
            elif row.locked_until is not None and row.locked_until > now():
                writing.chain.vouch("sign-in refused", row, locked=True)
                refused = NotPermitted(
                    f"{name} is locked out until {row.locked_until:%H:%M} UTC", "Wait until then"
                )
            elif not matches or row.password_hash != hashed:
                row.failures += 1
                if row.failures % MOST_FAILURES == 0:
                    row.locked_until = now() + LOCKED_FOR
                writing.chain.vouch("sign-in refused", row, failures=row.failures)
                refused = NotPermitted(*_NOT_SIGNED_IN)
            else:
                row.failures, row.locked_until = 0, None
                row.password_hash = again or row.password_hash
                writing.chain.vouch("signed in", row)
        if refused is not None:
            raise refused
        return self.acting_as(name)

    def may(self, permission: Permission) -> bool:
        """Return whether the present operator has a permission."""
        try:
            with self._read() as session:
                require_in(session, self.operator, permission)
        except NotPermitted:
            return False
        return True

    def operators(self) -> list[Operator]:
        """Return all operators by name, retired ones too."""
        with self._read() as session:
            return [operator_of(row) for row in session.scalars(select(OperatorRow).order_by(OperatorRow.name))]

    def add_operator(self, name: str, role: Role, full_name: str = "", password: str | None = None) -> Operator:
        """Register an operator; the first one has to be an administrator, who can register the others.

        Raises
        ------
        RecordsError
            When there is an operator of that name, or the password is too short.
        """
        name, full_name = valid_name(name), valid_holder(full_name)
        hashed = None if password is None else hash_password(password)
        with self._write(Permission.OPERATORS) as writing:
            if _row(writing.session, name) is not None:
                raise RecordsError(f"there is an operator named {name} already", "Choose another name")
            if role is not Role.ADMINISTRATOR and not any_operator(writing.session):
                raise RecordsError("the first operator has to be an administrator", "Register one first")
            row = OperatorRow(
                name=name, full_name=full_name, role=role.value, password_hash=hashed, failures=0, added_at=now()
            )
            insert_row(writing.session, row)
            writing.chain.vouch("operator added", row, name=name, role=role.value)
            return operator_of(row)

    def change_operator(self, name: str, *, role: Role, full_name: str) -> Operator:
        """Give an operator another role or full name.

        Raises
        ------
        NotPermitted
            When it is the operator's own role.
        RecordsError
            When there is no such operator, or nobody would be left to administer.
        """
        full_name = valid_holder(full_name)
        with self._write(Permission.OPERATORS) as writing:
            row = _known(writing.session, name)
            if row.name == writing.operator and role.value != row.role:
                raise NotPermitted("nobody changes their own role", "Ask another administrator")
            row.role, row.full_name = role.value, full_name
            _require_administrator(writing.session)
            writing.chain.vouch("operator changed", row, name=row.name, role=role.value)
            return operator_of(row)

    def set_password(self, name: str, password: str) -> None:
        """Give an operator a password, and let a locked-out one in again; everybody may set their own.

        Raises
        ------
        RecordsError
            When there is no such operator, or the password is too short.
        """
        hashed = hash_password(password)
        own = self.operator is not None and valid_name(name) == self.operator
        with self._write(None if own else Permission.OPERATORS) as writing:
            row = _known(writing.session, name)
            row.password_hash, row.failures, row.locked_until = hashed, 0, None
            writing.chain.vouch("password set", row, name=row.name)

    def retire_operator(self, name: str) -> None:
        """Let an operator not work here any more.

        Raises
        ------
        RecordsError
            When there is no such operator, or nobody would be left to administer.
        """
        with self._write(Permission.OPERATORS) as writing:
            row = _known(writing.session, name)
            row.retired_at = now()
            _require_administrator(writing.session)
            writing.chain.vouch("operator retired", row, name=row.name)


def _row(session: Session, name: str) -> OperatorRow | None:
    return session.scalar(select(OperatorRow).where(OperatorRow.name == valid_name(name)))


def _known(session: Session, name: str) -> OperatorRow:
    row = _row(session, name)
    if row is None or row.retired_at is not None:
        state = "is not an operator here" if row is None else "is retired"
        raise RecordsError(f"{name} {state}", "Look at the list of operators")
    return row


def _require_administrator(session: Session) -> None:
    session.flush()
    active = OperatorRow.role == Role.ADMINISTRATOR.value, OperatorRow.retired_at.is_(None)
    if session.scalar(select(OperatorRow.id).where(*active).limit(1)) is None:
        raise RecordsError("nobody would be left to administer", "Register another administrator first")
