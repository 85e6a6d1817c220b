"""Tables of the keeping itself: operators, the key of what is encrypted, the audit chain."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import (
    CheckConstraint,
)
from sqlalchemy.orm import Mapped, mapped_column

from sigverify.records.schema.columns import Base


class OperatorRow(Base):
    """Who may work here. `failures` counts wrong passwords since the last right one."""

    __tablename__ = "operators"
    __table_args__ = (CheckConstraint("role IN ('clerk', 'supervisor', 'administrator')", name="known_role"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(unique=True)
    full_name: Mapped[str]
    role: Mapped[str]
    password_hash: Mapped[str | None]
    failures: Mapped[int]
    locked_until: Mapped[datetime | None]
    added_at: Mapped[datetime]
    retired_at: Mapped[datetime | None]


class VaultRow(Base):
    """How the key is kept that encrypts images and embeddings, as JSON (`sigverify.records.vault`); "" for none.

    `seals` tells whether new ones are encrypted: not while everything is being decrypted.
    """

    __tablename__ = "vault"
    __table_args__ = (CheckConstraint("id = 1", name="one_row"),)

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    document: Mapped[str]
    seals: Mapped[bool]


class AuditRow(Base):
    """Evidence: a link of the chain. `at` is text, as it was hashed."""

    __tablename__ = "audit"

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    at: Mapped[str]
    operator: Mapped[str]
    account: Mapped[str | None] = mapped_column(index=True)
    action: Mapped[str]
    subject: Mapped[str]
    details: Mapped[str]
    previous: Mapped[str]
    sha256: Mapped[str]


class AuditHeadRow(Base):
    """The one row that says how long the chain is; who writes locks it first, so that writers take turns.

    `records` tells these records from others, in backups and in anchors.
    """

    __tablename__ = "audit_head"
    __table_args__ = (CheckConstraint("id = 1", name="one_row"),)

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    records: Mapped[str]
    length: Mapped[int]
    sha256: Mapped[str]
