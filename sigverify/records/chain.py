"""The audit chain: each entry carries the hash of the one before, and of the row that it vouches for.

An edit, a deletion or a change of order anywhere breaks the chain at that place. Cutting off its tail breaks
nothing inside it, which is why its length and last hash are also kept elsewhere: in the table `audit_head`, in
the desk's own data folder (`Anchor`), and wherever the bank notes them.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any
from uuid import uuid4

from sqlalchemy import Connection, insert, inspect, select, update
from sqlalchemy.orm import Session

from sigverify.geometry import Box
from sigverify.records.schema import AUDITED, AuditHeadRow, AuditRow, Base

# What the first entry follows.
GENESIS = hashlib.sha256(b"sigverify audit chain").hexdigest()


@dataclass(frozen=True, slots=True)
class Head:
    """Where the chain ends: `length` entries, the last one's hash, and which records they are."""

    records: str
    length: int
    sha256: str


def make_head(connection: Connection) -> None:
    """Begin an empty chain."""
    start = {"id": 1, "records": uuid4().hex, "length": 0, "sha256": GENESIS}
    connection.execute(insert(AuditHeadRow).values(start))


def lock_head(session: Session) -> Head:
    """Return the end of the chain and keep every other writer waiting until this transaction is over.

    On SQLite the transaction itself does that already (BEGIN IMMEDIATE).
    """
    row = session.execute(select(AuditHeadRow).with_for_update()).scalar_one()
    return Head(row.records, row.length, row.sha256)


def head_of(session: Session) -> Head:
    """Return the end of the chain."""
    row = session.execute(select(AuditHeadRow)).scalar_one()
    return Head(row.records, row.length, row.sha256)


class Chain:
    """The end of the chain within one transaction that writes; made under `lock_head`."""

    def __init__(self, session: Session, head: Head, operator: str) -> None:
        self._session = session
        self.head = head
        self._operator = operator

    def append(self, action: str, subject: str, details: dict[str, Any], *, account: str | None = None) -> None:
        """Add an entry; `details` holds only what JSON can."""
        self._session.execute(insert(AuditRow).values(self._next(action, subject, details, account)))
        self._keep_head()

    def vouch(self, action: str, row: Base, *, account: str | None = None, **details: Any) -> None:
        """Add an entry that holds the hash of a row as it is in the database now."""
        self._session.flush()
        self._session.refresh(row)  # as the database gives it back, which is what will be compared
        self.append(action, subject_of(row), {**details, **_vouching(row)}, account=account)

    def remove(self, action: str, row: Base, *, account: str | None = None, **details: Any) -> None:
        """Delete a row, and add an entry that says so: only then its absence is no fault."""
        self._session.delete(row)
        self._session.flush()
        self.append(action, subject_of(row), {**details, **_vouching(row), "row": None}, account=account)

    def adopt(self) -> None:
        """Vouch for all rows that there are already."""
        entries = []
        for table in AUDITED:
            for row in rows_in_chunks(self._session, table):
                entries.append(self._next("adopted", subject_of(row), _vouching(row), None))
        if entries:
            self._session.execute(insert(AuditRow), entries)
            self._keep_head()

    def _next(self, action: str, subject: str, details: dict[str, Any], account: str | None) -> dict[str, Any]:
        """Return the entry that comes next, and let the chain end with it."""
        entry: dict[str, Any] = {
            "id": self.head.length + 1,
            "at": datetime.now(UTC).isoformat(),
            "operator": self._operator,
            "account": account,
            "action": action,
            "subject": subject,
            "details": canonical(details),
            "previous": self.head.sha256,
        }
        entry["sha256"] = entry_hash(entry)
        self.head = Head(self.head.records, entry["id"], entry["sha256"])
        return entry

    def _keep_head(self) -> None:
        self._session.execute(update(AuditHeadRow).values(length=self.head.length, sha256=self.head.sha256))


def entry_hash(entry: dict[str, Any]) -> str:
    """Return the hash of an entry's other columns."""
    return _sha256(canonical({name: value for name, value in entry.items() if name != "sha256"}))


def row_hash(values: dict[str, Any]) -> str:
    """Return the hash of a row, told by its columns and their values.

    Columns without a value are left out, so that a later version may add some. It is the same on every
    database.
    """
    return _sha256(canonical({name: _plain(value) for name, value in values.items() if value is not None}))


def values_of(row: Base) -> dict[str, Any]:
    """Return a row's values by their columns."""
    return {one.columns[0].name: getattr(row, one.key) for one in inspect(type(row)).column_attrs}


def key_of(row: Base) -> str:
    """Return a row's key as text."""
    return "/".join(str(value) for value in inspect(type(row)).primary_key_from_instance(row))


def subject_of(row: Base) -> str:
    """Return what names a row among those of all tables."""
    return f"{row.__tablename__}:{key_of(row)}"


def rows_in_chunks(session: Session, table: type[Base], size: int = 1000) -> Iterator[Base]:
    """Yield all rows in the order of their keys, with little memory."""
    chosen = select(table).order_by(*inspect(table).primary_key).execution_options(yield_per=size)
    for row in session.scalars(chosen):
        session.expunge(row)
        yield row


def canonical(value: Any) -> str:
    """Return the one JSON text of a value."""
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=True, allow_nan=False)


def _plain(value: Any) -> Any:
    """Return a column's value as JSON can hold it, exactly."""
    if isinstance(value, bool | int | str):
        return value
    if isinstance(value, float):
        return value.hex()
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat()
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Decimal):
        return format(value.normalize(), "f")
    if isinstance(value, bytes):
        return hashlib.sha256(value).hexdigest()
    if isinstance(value, Box):
        return list(value.as_tuple())
    if isinstance(value, list):
        return [_plain(item) for item in value]
    raise TypeError(f"a column of {type(value).__name__} has no canonical form")


def _vouching(row: Base) -> dict[str, Any]:
    return {"table": row.__tablename__, "key": key_of(row), "row": row_hash(values_of(row))}


def _sha256(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()
