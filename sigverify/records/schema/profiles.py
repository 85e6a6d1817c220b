"""Tables of calibration profiles, and which one holds."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import (
    ForeignKey,
)
from sqlalchemy.orm import Mapped, mapped_column

from sigverify.records.schema.columns import Base


class ProfileRow(Base):
    """Evidence: a calibration profile, word for word."""

    __tablename__ = "profiles"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(unique=True)
    document: Mapped[str]
    bundle: Mapped[str]
    operator: Mapped[str]
    at: Mapped[datetime]


class ActivationRow(Base):
    """Evidence: the newest activation that needs no approval, or has it, says which profile holds."""

    __tablename__ = "profile_activations"

    id: Mapped[int] = mapped_column(primary_key=True)
    profile_id: Mapped[int] = mapped_column(ForeignKey("profiles.id"))
    reason: Mapped[str]
    operator: Mapped[str]
    at: Mapped[datetime]
    needs_approval: Mapped[bool]
