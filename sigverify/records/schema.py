"""The tables, as the newest migration leaves them.

Evidence only grows: in EVIDENCE, triggers of the database itself forbid changing and deleting rows. Every row
of AUDITED is vouched for by the audit chain (`sigverify.records.chain`). Images vouch for themselves by their
hash, and once they are removed the chain does; search words can be made anew.
"""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import (
    JSON,
    BigInteger,
    CheckConstraint,
    Date,
    DateTime,
    Dialect,
    ForeignKey,
    Index,
    LargeBinary,
    MetaData,
    String,
    UniqueConstraint,
    text,
)
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column
from sqlalchemy.types import TypeDecorator, TypeEngine

from sigverify.geometry import Box

# Number of the newest migration in `migrations/versions`.
SCHEMA_VERSION = 7


class Text(TypeDecorator[str]):
    """Text that can always be stored, compared by code points on every database.

    File names on Linux may hold bytes that are not UTF-8, which Python shows as lone surrogates and no
    database takes; PostgreSQL takes no NUL either. Both are kept readable as backslash escapes.
    """

    impl = String
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        # Else the order, and with it each search by prefix, would depend on the server's language.
        return dialect.type_descriptor(String(collation="C" if dialect.name == "postgresql" else None))

    def process_bind_param(self, value: str | None, dialect: Dialect) -> str | None:
        if value is None:
            return None
        return value.replace("\x00", "\\x00").encode("utf-8", "backslashreplace").decode()


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


class Amount(TypeDecorator[Decimal]):
    """Money, exact to a thousandth, as whole thousandths: SQLite would make a float of it."""

    impl = BigInteger
    cache_ok = True

    def process_bind_param(self, value: Decimal | None, dialect: Dialect) -> int | None:
        return None if value is None else int(value * 1000)

    def process_result_value(self, value: int | None, dialect: Dialect) -> Decimal | None:
        return None if value is None else Decimal(value) / 1000


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
    type_annotation_map = {  # noqa: RUF012 - SQLAlchemy's own
        str: Text,
        bytes: LargeBinary,
        datetime: UtcTime,
        date: Date,
        Decimal: Amount,
    }


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


class ImageRow(Base):
    """A file's bytes by their SHA-256: the boxes of a signature card share one.

    Encrypted ones have a `seal`: the nonce and the tag of AES-GCM. One that retention removed stays as a row
    without content, for references name it.
    """

    __tablename__ = "images"

    sha256: Mapped[str] = mapped_column(primary_key=True)
    content: Mapped[bytes]
    seal: Mapped[bytes | None]
    removed_at: Mapped[datetime | None]


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


class EmbeddingRow(Base):
    """A cache: what the network of one bundle made of one reference; float32, little-endian."""

    __tablename__ = "embeddings"
    __table_args__ = (CheckConstraint("length(vector) = 4 * dimensions", name="whole_vector"),)

    reference_id: Mapped[int] = mapped_column(ForeignKey("account_references.id"), primary_key=True)
    bundle: Mapped[str] = mapped_column(primary_key=True)
    dimensions: Mapped[int]
    vector: Mapped[bytes]
    seal: Mapped[bytes | None]


class VaultRow(Base):
    """How the key is kept that encrypts images and embeddings, as JSON (`sigverify.records.vault`); "" for none.

    `seals` tells whether new ones are encrypted: not while everything is being decrypted.
    """

    __tablename__ = "vault"
    __table_args__ = (CheckConstraint("id = 1", name="one_row"),)

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    document: Mapped[str]
    seals: Mapped[bool]


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
        CheckConstraint("recommendation IN ('ACCEPT', 'FLAG', 'UNSCORABLE')", name="known_recommendation"),
        CheckConstraint("similarity BETWEEN 0 AND 1", name="similarity_range"),
        CheckConstraint("threshold BETWEEN 0 AND 1", name="threshold_range"),
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


class SeenInkRow(Base):
    """What a questioned signature looked like, so that a later copy of it is known; may be deleted at any time.

    `content` begins with `dimensions` numbers, float32, little-endian: what the network of one bundle made of it
    as a whole; its ink follows, a PNG.
    """

    __tablename__ = "seen_ink"

    verification_id: Mapped[int] = mapped_column(ForeignKey("verifications.id"), primary_key=True)
    bundle: Mapped[str]
    dimensions: Mapped[int]
    content: Mapped[bytes]
    seal: Mapped[bytes | None]


class ReferenceInkRow(Base):
    """A cache: a reference's ink, a PNG."""

    __tablename__ = "reference_ink"

    reference_id: Mapped[int] = mapped_column(ForeignKey("account_references.id"), primary_key=True)
    content: Mapped[bytes]
    seal: Mapped[bytes | None]


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


EVIDENCE: tuple[type[Base], ...] = (
    MandateRow,
    VerificationRow,
    DecisionRow,
    ApprovalRow,
    ProfileRow,
    ActivationRow,
    BatchItemRow,
    OutcomeRow,
    AuditRow,
)
AUDITED: tuple[type[Base], ...] = (
    AccountRow,
    SignatoryRow,
    ReferenceRow,
    EmbeddingRow,
    VaultRow,
    OperatorRow,
    BatchRunRow,
    *(table for table in EVIDENCE if table is not AuditRow),
)
