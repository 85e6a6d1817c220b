"""Tables of accounts: who may sign, how, and what their signatures look like."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import (
    CheckConstraint,
    ForeignKey,
    Index,
    text,
)
from sqlalchemy.orm import Mapped, mapped_column

from sigverify.geometry import Box
from sigverify.records.schema.columns import Base, BoxText, Sealed


class AccountRow(Base):
    """`holder_key` is the holder's name as it is searched for: without case and accents."""

    __tablename__ = "accounts"
    __table_args__ = (Index("accounts_by_holder_key", "holder_key", "number"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    number: Mapped[str] = mapped_column(unique=True)
    holder: Mapped[str]
    holder_key: Mapped[str]
    created_at: Mapped[datetime]


class AccountWordRow(Base):
    """A word of the holder's name or of a signatory's: what a search finds an account by."""

    __tablename__ = "account_words"

    word: Mapped[str] = mapped_column(primary_key=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("accounts.id"), primary_key=True, index=True)


class SignatoryRow(Base):
    """A person; who has signed once is never deleted, only retired."""

    __tablename__ = "signatories"
    __table_args__ = (
        CheckConstraint("(retired_at IS NULL) = (retired_reason IS NULL)", name="retired_for_a_reason"),
        CheckConstraint("threshold BETWEEN 0 AND 1", name="threshold_range"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("accounts.id"), index=True)
    name: Mapped[str]
    threshold: Mapped[float | None]
    valid_from: Mapped[date | None]
    valid_until: Mapped[date | None]
    added_at: Mapped[datetime]
    retired_at: Mapped[datetime | None]
    retired_reason: Mapped[str | None]


class MandateRow(Base):
    """Evidence: a version of an account's mandate, as JSON. The newest holds that needs no approval or has it."""

    __tablename__ = "mandates"

    id: Mapped[int] = mapped_column(primary_key=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("accounts.id"), index=True)
    document: Mapped[str]
    reason: Mapped[str]
    operator: Mapped[str]
    at: Mapped[datetime]
    needs_approval: Mapped[bool]


class ImageRow(Sealed):
    """A file's bytes by their SHA-256: the boxes of a signature card share one.

    Encrypted ones have a `seal`: the nonce and the tag of AES-GCM. One that retention removed stays as a row
    without content, for references name it.
    """

    __tablename__ = "images"

    sha256: Mapped[str] = mapped_column(primary_key=True)
    removed_at: Mapped[datetime | None] = mapped_column(sort_order=1)  # behind what all sealed tables have


class ReferenceRow(Base):
    """A retired reference leaves the unique index, so that the same signature can be enrolled again."""

    __tablename__ = "account_references"  # REFERENCES is a word of SQL
    __table_args__ = (
        Index(
            "references_in_use",
            *("account_id", "sha256", "page", "box"),
            unique=True,
            sqlite_where=text("retired_at IS NULL"),
            postgresql_where=text("retired_at IS NULL"),
        ),
        CheckConstraint("(retired_at IS NULL) = (retired_reason IS NULL)", name="retired_for_a_reason"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("accounts.id"), index=True)
    signatory_id: Mapped[int] = mapped_column(ForeignKey("signatories.id"), index=True)
    file_name: Mapped[str]
    page: Mapped[int] = mapped_column(CheckConstraint("page >= 1", name="page_from_1"))
    box: Mapped[Box | None] = mapped_column(BoxText, nullable=False)
    sha256: Mapped[str] = mapped_column(ForeignKey("images.sha256"), index=True)
    quality: Mapped[str]
    complexity: Mapped[float | None]
    grade: Mapped[str | None]
    valid_from: Mapped[date | None]
    valid_until: Mapped[date | None]
    added_at: Mapped[datetime]
    added_by: Mapped[str]
    needs_approval: Mapped[bool]
    retired_at: Mapped[datetime | None]
    retired_reason: Mapped[str | None]
    retired_by: Mapped[str | None]


class EmbeddingRow(Sealed):
    """A cache: what the network of one bundle made of one reference; float32, little-endian."""

    __tablename__ = "embeddings"
    __table_args__ = (CheckConstraint("length(vector) = 4 * dimensions", name="whole_vector"),)

    reference_id: Mapped[int] = mapped_column(ForeignKey("account_references.id"), primary_key=True)
    bundle: Mapped[str] = mapped_column(primary_key=True)
    dimensions: Mapped[int]
    content: Mapped[bytes] = mapped_column("vector")


class ReferenceInkRow(Sealed):
    """A cache: a reference's ink, a PNG."""

    __tablename__ = "reference_ink"

    reference_id: Mapped[int] = mapped_column(ForeignKey("account_references.id"), primary_key=True)
