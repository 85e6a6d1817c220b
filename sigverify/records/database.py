"""Open the SQLite file that the records are in, and say in words what is wrong with it."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import URL, Connection, Engine, create_engine, event, make_url
from sqlalchemy.exc import (
    ArgumentError,
    DatabaseError,
    DataError,
    IntegrityError,
    OperationalError,
    ProgrammingError,
)

from sigverify.errors import RecordsError
from sigverify.files import private_folder
from sigverify.records.schema import SCHEMA_VERSION, Base
from sigverify.settings import Settings

# Execution option of a connection: the statement that its transactions begin with, "" for none.
BEGIN = "sigverify_begin"

BUSY_SECONDS = 5.0

# PRAGMA application_id, by which the file knows itself: "sigv".
APPLICATION_ID = int.from_bytes(b"sigv", "big")

ADVICE = {
    sqlite3.SQLITE_BUSY: "Close the other programs that use it, then try again",
    sqlite3.SQLITE_CANTOPEN: "Check that the folder and the file may be read and written",
    sqlite3.SQLITE_CORRUPT: "Restore it from a backup, or move it away to start with an empty one",
    sqlite3.SQLITE_FULL: "Make room on the disk, then try again",
    sqlite3.SQLITE_NOTADB: "Restore it from a backup, or move it away to start with an empty one",
    sqlite3.SQLITE_READONLY: "Check that the folder and the file may be written",
}


def database_path(settings: Settings) -> Path:
    """Return the file that the records are in; a relative path is one in the data folder.

    Raises
    ------
    RecordsError
        When the database URL is not that of a SQLite file.
    """
    if not settings.database_url:
        return settings.data_folder / "records.db"
    advice = 'Set database_url to "sqlite:///" and the path of a file, or to "" for the default'
    try:
        url = make_url(settings.database_url)
    except ArgumentError as error:
        raise RecordsError("database_url is not the URL of a database", advice, path=settings.path) from error
    name = url.database or ":memory:"
    if url.get_backend_name() != "sqlite" or url.query or name.startswith((":memory:", "file:")):
        shown = url.render_as_string(hide_password=True)
        raise RecordsError(f"records cannot be kept in {shown}", advice, path=settings.path)
    return settings.data_folder / name


def writing(engine: Engine) -> Engine:
    """Return the engine with transactions that hold the write lock from their first statement on.

    One that reads first and asks for the lock later fails, however long it waits, when another wrote in
    between (sqlite.org/isolation.html).
    """
    return engine.execution_options(**{BEGIN: "BEGIN IMMEDIATE"})


def open_database(path: Path) -> Engine:
    """Return an engine on the database, made with its folder when it is not there yet.

    Raises
    ------
    RecordsError
        When it cannot be opened, is damaged, is not sigverify's, or was made by a newer sigverify.
    """
    try:
        private_folder(path.parent)
        path.touch(mode=0o600, exist_ok=True)
    except OSError as error:
        problem = f"the records cannot be opened ({error.strerror})"
        raise RecordsError(problem, ADVICE[sqlite3.SQLITE_CANTOPEN], path=path) from error
    url = URL.create("sqlite", database=str(path))
    engine = create_engine(url, connect_args={"timeout": BUSY_SECONDS})
    event.listen(engine, "connect", _on_connect)
    event.listen(engine, "begin", _on_begin)
    try:
        with told(path):
            _prepare(engine, path)
    except BaseException:
        engine.dispose()
        raise
    return engine


@contextmanager
def told(path: Path) -> Iterator[None]:
    """Turn what is wrong with the file or the disk into a RecordsError; what is wrong with a query stays."""
    try:
        yield
    except (IntegrityError, ProgrammingError, DataError):
        raise
    except DatabaseError as error:
        code = _code(error)
        if code == sqlite3.SQLITE_ERROR:  # the query itself
            raise
        advice = ADVICE.get(code, "Check the disk that it is on")
        raise RecordsError(f"the records cannot be used ({error.orig})", advice, path=path) from error


def _on_connect(connection: Any, _: object) -> None:
    connection.execute("PRAGMA foreign_keys = ON")


def _on_begin(connection: Connection) -> None:
    # Left to itself, Python's sqlite3 begins a transaction late: not before a SELECT, nor before DDL.
    statement = connection.get_execution_options().get(BEGIN, "BEGIN")
    if statement:
        connection.exec_driver_sql(statement)


def _prepare(engine: Engine, path: Path) -> None:
    """Make the tables in an empty database; refuse one that is not ours to use."""
    # Looked at before the write lock is asked for, so that opening never waits for a writer.
    with engine.begin() as connection:
        empty = _is_empty(connection)
    if empty:
        with writing(engine).begin() as connection:
            if _is_empty(connection):  # still: another process may have made them meanwhile
                Base.metadata.create_all(connection, checkfirst=False)
                connection.exec_driver_sql(f"PRAGMA application_id = {APPLICATION_ID}")
                connection.exec_driver_sql(f"PRAGMA user_version = {SCHEMA_VERSION}")
    with engine.begin() as connection:
        _check(connection, path)
    _log_ahead(engine)


def _check(connection: Connection, path: Path) -> None:
    """Raise RecordsError when another program or a newer sigverify made the database."""
    if _pragma(connection, "application_id") != APPLICATION_ID:
        advice = "Set database_url to another file, or move this one away"
        raise RecordsError("this database was not made by sigverify", advice, path=path)
    version = _pragma(connection, "user_version")
    if version > SCHEMA_VERSION:
        problem = f"a newer sigverify made these records (version {version}, not {SCHEMA_VERSION})"
        raise RecordsError(problem, "Install the newer sigverify", path=path)


def _log_ahead(engine: Engine) -> None:
    """Let readers and a writer work at the same time (kept in the file; sqlite.org/wal.html)."""
    try:
        with engine.execution_options(**{BEGIN: ""}).connect() as connection:
            connection.exec_driver_sql("PRAGMA journal_mode = WAL")
    except OperationalError as error:
        # Somebody else is in the file this moment. It works as it is, and a later start changes it.
        if _code(error) != sqlite3.SQLITE_BUSY:
            raise


def _code(error: DatabaseError) -> int:
    """Return SQLite's primary result code."""
    return int(getattr(error.orig, "sqlite_errorcode", sqlite3.SQLITE_ERROR)) & 0xFF


def _is_empty(connection: Connection) -> bool:
    return connection.exec_driver_sql("SELECT 1 FROM sqlite_master").first() is None


def _pragma(connection: Connection, name: str) -> int:
    return int(connection.exec_driver_sql(f"PRAGMA {name}").scalar_one())
