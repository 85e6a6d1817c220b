"""Take a database from one version of its tables to another."""

from __future__ import annotations

from pathlib import Path

from sqlalchemy import Connection, inspect

from sigverify.records.schema import SCHEMA_VERSION

_FOLDER = Path(__file__).parent / "migrations"
_VERSION_TABLE = "alembic_version"


def revision(version: int) -> str:
    """Return Alembic's name of a version."""
    return f"{version:04d}"


def version_of(connection: Connection) -> int:
    """Return the version of the tables; 0 where there are none.

    The tables of version 1 were made without Alembic.
    """
    names = inspect(connection).get_table_names()
    if _VERSION_TABLE in names:
        found = connection.exec_driver_sql(f"SELECT version_num FROM {_VERSION_TABLE}").scalar()
        return int(found) if found else 0
    return 1 if "account_references" in names else 0


def upgrade(connection: Connection, version: int = SCHEMA_VERSION) -> None:
    """Run the steps from the tables' own version up or down to another, in the connection's transaction."""
    present = version_of(connection)
    if version == present:
        return
    from alembic import command
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(_FOLDER).replace("%", "%%"))
    config.attributes["connection"] = connection
    if present == 1:
        command.stamp(config, revision(1))
    if version < present:
        command.downgrade(config, revision(version) if version else "base")
    else:
        command.upgrade(config, revision(version))
