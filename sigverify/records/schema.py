"""The tables. Evidence tables only grow: the database itself forbids changing and deleting their rows."""

from __future__ import annotations

from datetime import UTC, datetime

from sqlalchemy import (
    JSON,
    CheckConstraint,
    Connection,
    DateTime,
    Dialect,
    ForeignKey,
    Index,
    LargeBinary,
    MetaData,
    String,
    event,
    text,
)
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column
from sqlalchemy.types import TypeDecorator

from sigverify.geometry import Box

# Raised by one with every change of the tables, which then brings a migration from the one before.
SCHEMA_VERSION = 1


class Text(TypeDecorator[str]):
    """Text that can always be stored.

    File names on Linux may hold bytes that are not UTF-8, which Python shows as lone surrogates and no
    database takes: they are kept readable as backslash escapes.
    """

    impl = String
    cache_ok = True

    def process_bind_param(self, value: str | None, dialect: Dialect) -> str | None:
        return None if value is None else value.encode("utf-8", "backslashreplace").decode()


class UtcTime(TypeDecorator[datetime]):
    """A moment; SQLite has no time zones, so that it is stored in UTC and comes back aware."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        return None if value is None else value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class BoxText(TypeDecorator[Box | None]):
    """A box as "x0,y0,x1,y1" and no box as "": a NULL would differ from every other in a unique index."""

    impl = String
    cache_ok = True
    coerce_to_is_types = ()  # `== None` is a comparison with "" here, not IS NULL

    def process_bind_param(self, value: Box | None, dialect: Dialect) -> str:
        return "" if value is None else ",".join(str(side) for side in value.as_tuple())

    def process_result_value(self, value: str | None, dialect: Dialect) -> Box | None:
        return Box(*(int(side) for side in value.split(","))) if value else None


class Base(DeclarativeBase):
    """All tables."""

    # A constraint needs a name for a migration to change it.
    metadata = MetaData(
        naming_convention={
            "pk": "%(table_name)s_key",
            "uq": "%(table_name)s_unique_%(column_0_name)s",
            "fk": "%(table_name)s_%(column_0_name)s",
            "ck": "%(table_name)s_%(constraint_name)s",
            "ix": "%(table_name)s_by_%(column_0_name)s",
        }
    )
    type_annotation_map = {str: Text, bytes: LargeBinary, datetime: UtcTime}  # noqa: RUF012 - SQLAlchemy's own


class AccountRow(Base):
    """`holder_key` is the holder's name as it is searched for: without case and accents."""

    __tablename__ = "accounts"
    __table_args__ = (Index("accounts_by_holder_key", "holder_key", "number"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    number: Mapped[str] = mapped_column(unique=True)
    holder: Mapped[str]
    holder_key: Mapped[str]
    created_at: Mapped[datetime]


class ReferenceRow(Base):
    """A retired reference leaves the unique index, so that the same image can be enrolled again."""

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
    file_name: Mapped[str]
    page: Mapped[int] = mapped_column(CheckConstraint("page >= 1", name="page_from_1"))
    box: Mapped[Box | None] = mapped_column(BoxText, nullable=False)
    sha256: Mapped[str]
    added_at: Mapped[datetime]
    retired_at: Mapped[datetime | None]
    retired_reason: Mapped[str | None]
    # Last: SQLite reads a row from its start, and need not walk through the image for the rest.
    image: Mapped[bytes]


class EmbeddingRow(Base):
    """A cache: what the network of one bundle made of one reference; float32, little-endian."""

    __tablename__ = "embeddings"
    __table_args__ = (CheckConstraint("length(vector) = 4 * dimensions", name="whole_vector"),)

    reference_id: Mapped[int] = mapped_column(ForeignKey("account_references.id"), primary_key=True)
    bundle: Mapped[str] = mapped_column(primary_key=True)
    dimensions: Mapped[int]
    vector: Mapped[bytes]


class VerificationRow(Base):
    """Evidence. The account is a number, not a key: cheques on unknown accounts are evidence too."""

    __tablename__ = "verifications"
    __table_args__ = (
        CheckConstraint("recommendation IN ('ACCEPT', 'FLAG', 'UNSCORABLE')", name="known_recommendation"),
        CheckConstraint("similarity BETWEEN 0 AND 1", name="similarity_range"),
        CheckConstraint("threshold BETWEEN 0 AND 1", name="threshold_range"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    account: Mapped[str | None] = mapped_column(index=True)
    file_name: Mapped[str]
    page: Mapped[int] = mapped_column(CheckConstraint("page >= 1", name="page_from_1"))
    sha256: Mapped[str]
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
    at: Mapped[datetime]
    seconds: Mapped[float]


class DecisionRow(Base):
    """Evidence. A clerk who thinks again adds a decision."""

    __tablename__ = "decisions"
    __table_args__ = (
        CheckConstraint("decision IN ('ACCEPTED', 'FLAGGED', 'PUT_ASIDE')", name="known_decision"),
        CheckConstraint("operator <> ''", name="has_operator"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    verification_id: Mapped[int] = mapped_column(ForeignKey("verifications.id"), index=True)
    decision: Mapped[str]
    reason: Mapped[str]
    note: Mapped[str]
    operator: Mapped[str]
    at: Mapped[datetime]


@event.listens_for(Base.metadata, "after_create")
def _make_append_only(_: object, connection: Connection, **__: object) -> None:
    """Let SQLite itself refuse what would change evidence, whichever program asks for it."""
    if connection.dialect.name != "sqlite":
        return
    for name in (VerificationRow.__tablename__, DecisionRow.__tablename__):
        # INSERT OR REPLACE deletes the row that is in its way without asking the DELETE trigger.
        replaces = f"EXISTS (SELECT 1 FROM {name} WHERE id = NEW.id)"
        for what, condition in (("update", "TRUE"), ("delete", "TRUE"), ("insert", replaces)):
            connection.exec_driver_sql(
                f"CREATE TRIGGER {name}_forbid_{what} BEFORE {what.upper()} ON {name} "
                f"WHEN {condition} "
                f"BEGIN SELECT RAISE(ABORT, '{name} are evidence: rows can only be added'); END"
            )
