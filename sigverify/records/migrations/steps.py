"""What several steps need."""

from __future__ import annotations

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

# Compared by code points on every database, as `sigverify.records.schema.Text`.
TEXT = sa.String().with_variant(sa.String(collation="C"), "postgresql")
TIME = sa.DateTime(timezone=True)


def forbid_changes(table: str, *unique: Sequence[str]) -> None:
    """Let the database itself refuse to change or delete a row, whichever program asks for it.

    `unique` are the columns of the table's unique constraints besides its key `id`.
    """
    if op.get_bind().dialect.name == "postgresql":
        for trigger, when in (("forbid_change", "UPDATE OR DELETE"), ("forbid_truncate", "TRUNCATE")):
            op.execute(
                f"CREATE TRIGGER {table}_{trigger} BEFORE {when} ON {table} EXECUTE FUNCTION sigverify_only_add()"
            )
        return
    # INSERT OR REPLACE deletes the row that is in its way without asking the DELETE trigger.
    keys = [("id",), *unique]
    same = " OR ".join(" AND ".join(f"{column} = NEW.{column}" for column in key) for key in keys)
    replaces = f"EXISTS (SELECT 1 FROM {table} WHERE {same})"
    for what, condition in (("update", "TRUE"), ("delete", "TRUE"), ("insert", replaces)):
        op.execute(
            f"CREATE TRIGGER {table}_forbid_{what} BEFORE {what.upper()} ON {table} WHEN {condition} "
            f"BEGIN SELECT RAISE(ABORT, '{table} are evidence: rows can only be added'); END"
        )


def make_forbidding_function() -> None:
    """Make what the triggers call, where triggers call functions."""
    if op.get_bind().dialect.name == "postgresql":
        op.execute(
            "CREATE OR REPLACE FUNCTION sigverify_only_add() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
            "RAISE EXCEPTION '% are evidence: rows can only be added', TG_TABLE_NAME; END $$"
        )


def set_aside(*tables: str) -> None:
    """Copy tables to `old_<table>` and drop them, dependent ones first, so that they can be made anew."""
    for table in tables:
        op.execute(f"CREATE TABLE old_{table} AS SELECT * FROM {table}")
        op.drop_table(table)


def bring_back(table: str, columns: str, **others: str) -> None:
    """Copy the rows of `old_<table>` into the new table: `columns` as they were, `others` by SQL expressions."""
    names = ", ".join([columns, *others])
    values = ", ".join([columns, *others.values()])
    op.execute(f"INSERT INTO {table} ({names}) SELECT {values} FROM old_{table} ORDER BY old_{table}.id")
    count_on(table)


def count_on(table: str) -> None:
    """Let new rows get ids after those that were copied; SQLite does by itself."""
    if op.get_bind().dialect.name == "postgresql":
        op.execute(
            f"SELECT setval(pg_get_serial_sequence('{table}', 'id'), coalesce(max(id), 0) + 1, false) FROM {table}"
        )


def forget(*tables: str) -> None:
    """Drop what `set_aside` kept."""
    for table in tables:
        op.drop_table(f"old_{table}")
