"""Tables of cheques one by one: what was recommended, what people decided, and how it turned out."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal

from sqlalchemy import (
    JSON,
    CheckConstraint,
    ForeignKey,
    Index,
    UniqueConstraint,
    text,
)
from sqlalchemy.orm import Mapped, mapped_column

from sigverify.geometry import Box
from sigverify.records.schema.columns import Base, BoxText, Sealed, recommendation_checks


class VerificationRow(Base):
    """Evidence. The account is a number, not a key: cheques on unknown accounts are evidence too."""

    __tablename__ = "verifications"
    __table_args__ = recommendation_checks()

    id: Mapped[int] = mapped_column(primary_key=True)
    account: Mapped[str | None] = mapped_column(index=True)
    signatory_id: Mapped[int | None] = mapped_column(ForeignKey("signatories.id"))
    file_name: Mapped[str]
    page: Mapped[int] = mapped_column(CheckConstraint("page >= 1", name="page_from_1"))
    sha256: Mapped[str] = mapped_column(index=True)
    box: Mapped[Box | None] = mapped_column(BoxText, nullable=False)
    recommendation: Mapped[str]
    reason: Mapped[str]
    similarity: Mapped[float | None]
    threshold: Mapped[float | None]
    log10_lr: Mapped[float | None]
    distances: Mapped[list[float]] = mapped_column(JSON)
    reference_ids: Mapped[list[int]] = mapped_column(JSON)
    model: Mapped[str | None]
    profile: Mapped[str | None]
    part_of: Mapped[int | None] = mapped_column(ForeignKey("verifications.id"), index=True)
    amount: Mapped[Decimal | None]
    cheque_number: Mapped[str]
    mandate_id: Mapped[int | None] = mapped_column(ForeignKey("mandates.id"))
    mandate: Mapped[str | None]
    operator: Mapped[str]
    at: Mapped[datetime]
    seconds: Mapped[float]


class DecisionRow(Base):
    """Evidence: decisions about a verification are a line, each superseding the one before."""

    __tablename__ = "decisions"
    __table_args__ = (
        CheckConstraint("decision IN ('ACCEPTED', 'FLAGGED', 'PUT_ASIDE', 'UNDONE')", name="known_decision"),
        CheckConstraint("operator <> ''", name="has_operator"),
        CheckConstraint("supersedes < id", name="supersedes_earlier"),
        UniqueConstraint("supersedes"),
        Index(
            "decisions_first",
            "verification_id",
            unique=True,
            sqlite_where=text("supersedes IS NULL"),
            postgresql_where=text("supersedes IS NULL"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    verification_id: Mapped[int] = mapped_column(ForeignKey("verifications.id"), index=True)
    decision: Mapped[str]
    reason: Mapped[str]
    note: Mapped[str]
    operator: Mapped[str]
    at: Mapped[datetime]
    supersedes: Mapped[int | None] = mapped_column(ForeignKey("decisions.id"))
    needs_approval: Mapped[bool]


class ApprovalRow(Base):
    """Evidence: what another operator said about a decision, a reference, a mandate or an activation."""

    __tablename__ = "approvals"
    __table_args__ = (
        CheckConstraint("subject IN ('decision', 'reference', 'mandate', 'activation')", name="known_subject"),
        CheckConstraint("operator <> author", name="by_another_operator"),
        UniqueConstraint("subject", "subject_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    subject: Mapped[str]
    subject_id: Mapped[int]
    author: Mapped[str]
    approved: Mapped[bool]
    note: Mapped[str]
    operator: Mapped[str]
    at: Mapped[datetime]


class OutcomeRow(Base):
    """Evidence: how a signature turned out, and how that is known. The newest row of a verification counts."""

    __tablename__ = "outcomes"
    __table_args__ = (
        CheckConstraint("outcome IN ('GENUINE', 'SKILLED', 'RANDOM', 'UNKNOWN')", name="known_outcome"),
        CheckConstraint("source <> ''", name="has_source"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    verification_id: Mapped[int] = mapped_column(ForeignKey("verifications.id"), index=True)
    outcome: Mapped[str]
    source: Mapped[str]
    operator: Mapped[str]
    at: Mapped[datetime]


class SeenInkRow(Sealed):
    """What a questioned signature looked like, so that a later copy of it is known; may be deleted at any time.

    `content` begins with `dimensions` numbers, float32, little-endian: what the network of one bundle made of it
    as a whole; its ink follows, a PNG.
    """

    __tablename__ = "seen_ink"

    verification_id: Mapped[int] = mapped_column(ForeignKey("verifications.id"), primary_key=True)
    bundle: Mapped[str]
    dimensions: Mapped[int]
