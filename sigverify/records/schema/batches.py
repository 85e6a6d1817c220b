"""Tables of folders of cheques."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal

from sqlalchemy import (
    CheckConstraint,
    ForeignKey,
    Index,
    UniqueConstraint,
)
from sqlalchemy.orm import Mapped, mapped_column

from sigverify.geometry import Box
from sigverify.records.schema.columns import Base, BoxText, recommendation_checks


class BatchRunRow(Base):
    """A folder of cheques that is gone through; `setup` says how, as JSON. Both the same: the same run goes on."""

    __tablename__ = "batch_runs"
    __table_args__ = (Index("batch_runs_by_source", "source", "id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    source: Mapped[str]
    setup: Mapped[str]
    operator: Mapped[str]
    started_at: Mapped[datetime]
    finished_at: Mapped[datetime | None]


class BatchItemRow(Base):
    """Evidence: one page of a run, and what was recommended.

    `origin` says where the account came from; a changed file has a row for each of its contents.
    """

    __tablename__ = "batch_items"
    __table_args__ = (
        *recommendation_checks(),
        UniqueConstraint("run_id", "file", "page", "sha256"),
        Index("batch_items_by_cheque", "account", "serial"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    run_id: Mapped[int] = mapped_column(ForeignKey("batch_runs.id"))
    file: Mapped[str]
    page: Mapped[int] = mapped_column(CheckConstraint("page >= 1", name="page_from_1"))
    sha256: Mapped[str] = mapped_column(index=True)
    is_back: Mapped[bool]
    failed: Mapped[bool]
    account: Mapped[str | None]
    origin: Mapped[str]
    serial: Mapped[str]
    cheque_number: Mapped[str]
    amount: Mapped[Decimal | None]
    drawn_on: Mapped[date | None]
    verification_id: Mapped[int | None] = mapped_column(ForeignKey("verifications.id"))
    recommendation: Mapped[str]
    reason: Mapped[str]
    similarity: Mapped[float | None]
    threshold: Mapped[float | None]
    box: Mapped[Box | None] = mapped_column(BoxText, nullable=False)
    quality: Mapped[str]
    duplicate_of: Mapped[int | None] = mapped_column(ForeignKey("batch_items.id"))
    at: Mapped[datetime]
    seconds: Mapped[float]
