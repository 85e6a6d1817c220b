"""What tables are made of: the types of their columns, their base, columns and checks that several share."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    Date,
    DateTime,
    Dialect,
    LargeBinary,
    MetaData,
    String,
)
from sqlalchemy.orm import DeclarativeBase, Mapped
from sqlalchemy.types import TypeDecorator, TypeEngine

from sigverify.geometry import Box


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


class Sealed(Base):
    """A table that shows how people sign: its `content` may be encrypted (`sigverify.records.vault`).

    `seal` is the nonce and the tag of AES-GCM; NULL where the content is as it is.
    """

    __abstract__ = True

    content: Mapped[bytes]
    seal: Mapped[bytes | None]


def recommendation_checks() -> tuple[CheckConstraint, ...]:
    """Return what holds for every row with a recommendation, a similarity and a threshold."""
    return (
        CheckConstraint("recommendation IN ('ACCEPT', 'FLAG', 'UNSCORABLE')", name="known_recommendation"),
        CheckConstraint("similarity BETWEEN 0 AND 1", name="similarity_range"),
        CheckConstraint("threshold BETWEEN 0 AND 1", name="threshold_range"),
    )
