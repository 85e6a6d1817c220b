"""Prove that nothing on record was edited, deleted, added behind the chain's back, or put in another order."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from sigverify.errors import RecordsError
from sigverify.records.anchors import Anchor
from sigverify.records.chain import (
    GENESIS,
    entry_hash,
    head_of,
    key_of,
    row_hash,
    rows_in_chunks,
    values_of,
)
from sigverify.records.schema import AUDITED, AuditRow, EmbeddingRow, ImageRow, ReferenceRow
from sigverify.records.vault import Vault

_MOST_FAULTS = 100


@dataclass(frozen=True, slots=True)
class Fault:
    """Something that is not as it was recorded.

    `entry` is the audit entry that shows it, None where none does; `row` is what is wrong, as `table:key`.
    """

    entry: int | None
    row: str
    problem: str


@dataclass(frozen=True, slots=True)
class AuditReport:
    """What was proved; `faults` has the first one first, and at most 100."""

    entries: int
    rows: int
    faults: tuple[Fault, ...]

    @property
    def intact(self) -> bool:
        """Whether everything is as it was recorded."""
        return not self.faults


# For each table, each row's last entry and the hash that it vouches for; None once it is to be there no more.
_Vouched = dict[str, dict[str, tuple[int, str | None]]]

# Nothing else may be gone, whatever an entry says.
_REMOVABLE = EmbeddingRow.__tablename__


def examine(session: Session, vault: Vault, anchor: Anchor | None = None) -> AuditReport:
    """Walk the whole chain, and compare every row that it vouches for.

    Parameters
    ----------
    session
        In a transaction that sees one moment of the database.
    vault
        Opens encrypted images, which vouch for themselves by the hash of what they were.
    anchor
        How the chain ended when somebody outside the database last looked.
    """
    vouched: _Vouched = {table.__tablename__: {} for table in AUDITED}
    entries, fault = _walk(session, anchor, vouched)
    if fault is not None:
        return AuditReport(entries, 0, (fault,))
    # The walk's dictionaries empty as rows are found: what is left at the end is not there any more.
    rows = 0
    faults: list[Fault] = []
    for rows, found in enumerate(_compared(session, vault, vouched), start=1):  # noqa: B007 - counted
        if found is not None:
            faults.append(found)
    faults += [
        Fault(entry, f"{table}:{key}", "was deleted")
        for table, missing in vouched.items()
        for key, (entry, expected) in missing.items()
        if expected is not None or table != _REMOVABLE
    ]
    faults.sort(key=lambda fault: (fault.entry is None, fault.entry or 0))
    return AuditReport(entries, rows, tuple(faults[:_MOST_FAULTS]))


def _walk(session: Session, anchor: Anchor | None, vouched: _Vouched) -> tuple[int, Fault | None]:
    """Follow the chain; return how many entries hold and the first that does not."""
    previous, length, at_anchor = GENESIS, 0, GENESIS
    for row in rows_in_chunks(session, AuditRow):
        entry = values_of(row)
        this = f"audit:{length + 1}"
        if entry["id"] != length + 1:
            return length, Fault(length + 1, this, "is missing")
        if entry["sha256"] != entry_hash(entry):
            return length, Fault(length + 1, this, "was changed")
        if entry["previous"] != previous:
            return length, Fault(length + 1, this, "does not follow the entry before it")
        previous, length = entry["sha256"], length + 1
        if anchor is not None and length == anchor.length:
            at_anchor = previous
        details = json.loads(entry["details"])
        if "table" in details:
            vouched.setdefault(details["table"], {})[details["key"]] = (length, details["row"])
    head = head_of(session)
    longest = max(head.length, anchor.length if anchor else 0)
    if longest > length:
        return length, Fault(length + 1, f"audit:{length + 1}", f"is missing, and so is all up to entry {longest}")
    if (head.length, head.sha256) != (length, previous):
        return length, Fault(head.length + 1, "audit_head:1", "was changed")
    if anchor is not None and at_anchor != anchor.sha256:
        problem = "is not the entry that the anchor was taken of: the chain was written anew"
        return length, Fault(anchor.length, f"audit:{anchor.length}", problem)
    return length, None


def _compared(session: Session, vault: Vault, vouched: _Vouched) -> Iterator[Fault | None]:
    """Yield for each row what is wrong with it, or None."""
    for table in AUDITED:
        known = vouched[table.__tablename__]
        for row in rows_in_chunks(session, table):
            key = key_of(row)
            entry, expected = known.pop(key, (None, ""))
            if entry is None:
                yield Fault(None, f"{table.__tablename__}:{key}", "was added without an entry")
            elif expected != row_hash(values_of(row)):
                yield Fault(entry, f"{table.__tablename__}:{key}", "was changed")
            else:
                yield None
    if vault.locked(session):
        vault.unlock_by_asking(session)
    entries = vouched.pop(ImageRow.__tablename__, {})
    for sha256 in session.scalars(select(ImageRow.sha256)).all():
        image = session.get_one(ImageRow, sha256)
        entry, removed = entries.get(sha256, (None, None))
        yield _image_fault(session, vault, image, entry, removed)
        session.expunge(image)
    there = select(ImageRow.sha256).where(ImageRow.sha256 == ReferenceRow.sha256)
    for sha256 in session.scalars(select(ReferenceRow.sha256).where(~there.exists()).distinct()):
        yield Fault(None, f"images:{sha256}", "was deleted")


def _image_fault(
    session: Session, vault: Vault, row: ImageRow, entry: int | None, removed: str | None
) -> Fault | None:
    """Return what is wrong with an image; one that is gone is excused by an entry that vouches for just that."""
    name = f"images:{row.sha256}"
    if row.removed_at is None and _holds(session, vault, row):
        return None
    if removed is None:
        return Fault(None, name, "was changed" if row.content else "was removed without an entry")
    # An entry about the image as it was when it was kept again does not match a row without content.
    return None if not row.content and removed == row_hash(values_of(row)) else Fault(entry, name, "was changed")


def _holds(session: Session, vault: Vault, row: ImageRow) -> bool:
    """Return whether an image is the one that its hash was taken of."""
    try:
        content = vault.content(session, row)
    except RecordsError:  # the key is there: what it should open is another
        return False
    return hashlib.sha256(content).hexdigest() == row.sha256
