"""Open the database that the records are in, bring its tables up to date, and say in words what is wrong."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import URL, Connection, Engine, create_engine, event, make_url
from sqlalchemy.exc import (
    ArgumentError,
    DataError,
    DBAPIError,
    IntegrityError,
    OperationalError,
    ProgrammingError,
)
from sqlalchemy.orm import Session

from sigverify.errors import RecordsError
from sigverify.files import private_folder
from sigverify.records import backups, chain, postgresql
from sigverify.records.schema import SCHEMA_VERSION
from sigverify.records.upgrading import upgrade, version_of
from sigverify.records.vault import Ask, Vault
from sigverify.settings import RECORDS_FILE, Settings

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
URL_ADVICE = (
    'Set database_url to "postgresql://user@host/database", to "sqlite:///" and the path of a file, '
    'or to "" for the default'
)


@dataclass(frozen=True, slots=True)
class Place:
    """Where the records are: a SQLite file, or a server by its URL."""

    url: URL
    path: Path | None
    folder: Path

    @property
    def name(self) -> str:
        """Say where, without a password."""
        return str(self.path) if self.path else self.url.render_as_string(hide_password=True)

    @property
    def backups(self) -> Path:
        """The folder for backups."""
        return self.folder / "backups"


def place_of(settings: Settings) -> Place:
    """Return where the settings say that the records are; a relative path is one in the data folder.

    Raises
    ------
    RecordsError
        When the database URL is that of neither a SQLite file nor a PostgreSQL server.
    """
    folder = settings.data_folder
    if not settings.database_url:
        return file_place(folder / RECORDS_FILE)
    try:
        url = make_url(settings.database_url)
    except ArgumentError as error:
        raise RecordsError("database_url is not the URL of a database", URL_ADVICE, path=settings.path) from error
    if url.get_backend_name() == "postgresql" and url.database:
        return Place(url, None, folder)
    name = url.database or ":memory:"
    if url.get_backend_name() != "sqlite" or url.query or name.startswith((":memory:", "file:")):
        shown = url.render_as_string(hide_password=True)
        raise RecordsError(f"records cannot be kept in {shown}", URL_ADVICE, path=settings.path)
    return file_place(folder / name, folder)


class Database:
    """An open database.

    `reading` begins transactions that take no lock; `writing` ones that hold SQLite's write lock from their
    first statement on: one that reads first and asks for the lock later fails, however long it waits, when
    another wrote in between (sqlite.org/isolation.html).
    """

    def __init__(self, place: Place, engine: Engine, vault: Vault) -> None:
        self.place = place
        self.vault = vault
        self.reading = engine
        self.writing = engine.execution_options(**{BEGIN: "BEGIN IMMEDIATE"})
        # One moment of the whole database, however long the reading takes.
        self.snapshot = engine if place.path else engine.execution_options(isolation_level="REPEATABLE READ")

    def close(self) -> None:
        """Let go of it; a second time does nothing."""
        self.reading.dispose()

    @contextmanager
    def told(self) -> Iterator[None]:
        """Turn what is wrong with the disk or the server into a RecordsError; what is wrong with a query stays."""
        try:
            yield
        except (IntegrityError, DataError):
            raise
        except DBAPIError as error:
            self._tell(error)
            raise
        except UnicodeDecodeError as error:  # a damaged file: a name in its own tables is no text any more
            problem = f"the records cannot be used ({error})"
            raise RecordsError(problem, ADVICE[sqlite3.SQLITE_CORRUPT], path=self.place.path) from error

    def _tell(self, error: DBAPIError) -> None:
        if self.place.path is None:
            postgresql.tell(error, self.place.name)
            return
        code = _code(error)
        if "Could not decode" in str(error.orig):  # a text of the file that is none any more, which has no code
            code = sqlite3.SQLITE_CORRUPT
        elif isinstance(error, ProgrammingError) or code == sqlite3.SQLITE_ERROR:  # the query itself
            return
        advice = ADVICE.get(code, "Check the disk that it is on")
        problem = f"the records cannot be used ({error.orig})"
        raise RecordsError(problem, advice, path=self.place.path) from error


def open_database(place: Place, *, migrate: bool = False, ask: Ask | None = None) -> Database:
    """Return the database, made (for this user alone) when there is none, its tables up to date.

    A SQLite file of an earlier version is backed up and brought up to date. A server's is only with `migrate`:
    other desks may be at work in it. `ask` gives the passphrase of encrypted ones when it is needed.

    Raises
    ------
    RecordsError
        When it cannot be opened, is damaged, is not sigverify's, was made by a newer sigverify, or has to be
        brought up to date first.
    """
    database = Database(place, _sqlite(place.path) if place.path else postgresql.engine(place.url), Vault(ask))
    try:
        with database.told():
            _prepare(database, migrate)
    except BaseException:
        database.close()
        raise
    return database


def file_place(path: Path, folder: Path | None = None) -> Place:
    """Return the place of a SQLite file, with the folder that backups go to: its own by default."""
    return Place(URL.create("sqlite", database=str(path)), path, folder or path.parent)


def _sqlite(path: Path) -> Engine:
    try:
        private_folder(path.parent)
        path.touch(mode=0o600, exist_ok=True)
    except OSError as error:
        problem = f"the records cannot be opened ({error.strerror})"
        raise RecordsError(problem, ADVICE[sqlite3.SQLITE_CANTOPEN], path=path) from error
    engine = create_engine(URL.create("sqlite", database=str(path)), connect_args={"timeout": BUSY_SECONDS})
    event.listen(engine, "connect", _on_connect)
    event.listen(engine, "begin", _on_begin)
    return engine


def _on_connect(connection: Any, _: object) -> None:
    connection.execute("PRAGMA foreign_keys = ON")
    # What is deleted or encrypted is overwritten, not only let go of.
    connection.execute("PRAGMA secure_delete = ON")


def _on_begin(connection: Connection) -> None:
    # Left to itself, Python's sqlite3 begins a transaction late: not before a SELECT, nor before DDL.
    statement = connection.get_execution_options().get(BEGIN, "BEGIN")
    if statement:
        connection.exec_driver_sql(statement)


def _prepare(database: Database, migrate: bool) -> None:
    """Make the tables, or bring them up to date; refuse a database that is not ours to use."""
    # Looked at before the write lock is asked for, so that opening never waits for a writer.
    with database.reading.begin() as connection:
        version = _checked_version(connection, database.place)
    if version != SCHEMA_VERSION:
        _bring_up_to_date(database, version, migrate)
    if database.place.path is not None:
        _log_ahead(database.reading)


def _checked_version(connection: Connection, place: Place) -> int:
    """Return the version of the tables; raise RecordsError when they are not ours, or too new."""
    version = version_of(connection)
    if (
        place.path is not None
        and not _is_empty(connection)
        and _pragma(connection, "application_id") != APPLICATION_ID
    ):
        advice = "Set database_url to another file, or move this one away"
        raise RecordsError("this database was not made by sigverify", advice, path=place.path)
    if place.path is not None:
        version = max(version, _pragma(connection, "user_version"))
    if version > SCHEMA_VERSION:
        problem = f"a newer sigverify made these records (version {version}, not {SCHEMA_VERSION})"
        raise RecordsError(problem, "Install the newer sigverify", path=place.path)
    return version


def _bring_up_to_date(database: Database, version: int, migrate: bool) -> None:
    place = database.place
    if version and place.path is None and not migrate:
        problem = f"the records in {place.name} are of version {version}, this program needs {SCHEMA_VERSION}"
        raise RecordsError(problem, "Close all desks, then run sigverify migrate")
    if version:
        backups.save(database, place.backups / backups.name_now(f"version-{version}"))
    with database.writing.connect() as connection:
        if place.path is not None:
            # Tables that others refer to are made anew. It has no effect inside a transaction.
            connection.connection.driver_connection.execute("PRAGMA foreign_keys = OFF")  # type: ignore[union-attr]
        with connection.begin():
            _migrate(connection, place)
        connection.invalidate()


def _migrate(connection: Connection, place: Place) -> None:
    if place.path is None:
        postgresql.lock(connection)
    before = _checked_version(connection, place)
    if before == SCHEMA_VERSION:  # another process was quicker
        return
    upgrade(connection)
    if before < 2:
        chain.make_head(connection)
        with Session(connection) as session:
            chain.Chain(session, chain.lock_head(session), "").adopt()
            session.flush()
    if place.path is not None:
        if broken := connection.exec_driver_sql("PRAGMA foreign_key_check").all():
            raise RecordsError(f"{broken[0][0]} refers to what is not there", "Restore a backup", path=place.path)
        connection.exec_driver_sql(f"PRAGMA application_id = {APPLICATION_ID}")
        # Keeps programs of the time before Alembic out.
        connection.exec_driver_sql(f"PRAGMA user_version = {SCHEMA_VERSION}")


def _log_ahead(engine: Engine) -> None:
    """Let readers and a writer work at the same time (kept in the file; sqlite.org/wal.html)."""
    try:
        with engine.execution_options(**{BEGIN: ""}).connect() as connection:
            connection.exec_driver_sql("PRAGMA journal_mode = WAL")
    except OperationalError as error:
        # Somebody else is in the file this moment. It works as it is, and a later start changes it.
        if _code(error) != sqlite3.SQLITE_BUSY:
            raise


def _code(error: DBAPIError) -> int:
    """Return SQLite's primary result code."""
    return int(getattr(error.orig, "sqlite_errorcode", sqlite3.SQLITE_ERROR)) & 0xFF


def _is_empty(connection: Connection) -> bool:
    return connection.exec_driver_sql("SELECT 1 FROM sqlite_master").first() is None


def _pragma(connection: Connection, name: str) -> int:
    return int(connection.exec_driver_sql(f"PRAGMA {name}").scalar_one())
