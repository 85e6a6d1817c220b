"""Copy the records into one SQLite file, whatever database they are in, and put them back."""

from __future__ import annotations

import sqlite3
import tempfile
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import Connection, Engine, MetaData, NullPool, create_engine, event, insert, select

from sigverify.errors import RecordsError
from sigverify.files import private_folder
from sigverify.records.schema import SCHEMA_VERSION
from sigverify.records.upgrading import upgrade, version_of

if TYPE_CHECKING:
    from sigverify.records.database import Database, Place

_ROWS_AT_ONCE = 200
_VERSION_TABLE = "alembic_version"


def name_now(why: str) -> str:
    """Return a file name for a backup that is made now."""
    return f"records-{datetime.now(UTC):%Y%m%d-%H%M%S-%f}-{why}.db"


def save(database: Database, path: Path) -> Path:
    """Write all records into a new file, for this user alone, as they are at one moment; return its path.

    Raises
    ------
    RecordsError
        When there is such a file already, or it cannot be written or read back.
    """
    if path.exists():
        raise RecordsError("there is a file of that name already", "Choose another name", path=path)
    try:
        private_folder(path.parent)
        with tempfile.TemporaryDirectory(dir=path.parent, prefix=".backup-") as folder:
            whole = Path(folder) / "records.db"
            whole.touch(mode=0o600)
            with database.told():
                _copy_file(database, whole) if database.place.path else _copy_server(database, whole)
            check(whole)
            whole.rename(path)
    except (OSError, sqlite3.Error) as error:
        raise RecordsError(
            f"the backup cannot be written ({error})", "Choose another folder", path=path
        ) from error
    return path


def check(path: Path, named: Path | None = None) -> int:
    """Return the version of a backup's tables; errors call it `named`, where it was unpacked from something else.

    Raises
    ------
    RecordsError
        When it is missing, damaged, not sigverify's, or made by a newer sigverify.
    """
    from sigverify.records.database import APPLICATION_ID

    try:
        with closing(sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True)) as connection:
            (identity,) = connection.execute("PRAGMA application_id").fetchone()
            (version,) = connection.execute("PRAGMA user_version").fetchone()
            (sound,) = connection.execute("PRAGMA integrity_check(1)").fetchone()
    except sqlite3.Error as error:
        raise RecordsError(
            f"the backup cannot be read ({error})", "Take another backup", path=named or path
        ) from error
    if identity != APPLICATION_ID:
        raise RecordsError("this is no backup of sigverify's records", "Take another file", path=named or path)
    if sound != "ok":
        raise RecordsError(f"the backup is damaged ({sound})", "Take another backup", path=named or path)
    if version > SCHEMA_VERSION:
        raise RecordsError("a newer sigverify made this backup", "Install the newer sigverify", path=named or path)
    return int(version)


def faults_in(path: Path) -> list[str]:
    """Return what SQLite finds wrong with a file's pages and indexes, in its words; an empty list for nothing."""
    try:
        with closing(sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True)) as connection:
            told = [str(row[0]) for row in connection.execute("PRAGMA integrity_check")]
            told += [
                f"{row[0]}:{row[1]} refers to what is not there"
                for row in connection.execute("PRAGMA foreign_key_check")
            ]
    except (sqlite3.Error, UnicodeDecodeError) as error:
        return [str(error)]
    return [line for line in told if line != "ok"]


def holds_plain_images(path: Path) -> bool:
    """Return whether a backup holds images that are not encrypted; one that cannot be read might."""
    try:
        with closing(sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True)) as connection:
            columns = [row[1] for row in connection.execute("PRAGMA table_info(images)")]
            if not columns:  # of before images had a table of their own
                return True
            plain = "SELECT 1 FROM images WHERE length(content) > 0"
            plain += " AND seal IS NULL" if "seal" in columns else ""
            return connection.execute(f"{plain} LIMIT 1").fetchone() is not None
    except sqlite3.Error:
        return True


def put_back_file(path: Path, place: Place) -> Path | None:
    """Put a backup in the place of a SQLite file; return where what was there before is now.

    A sound file is overwritten as a transaction, which programs that have it open take notice of; a damaged
    one is moved away.
    """
    assert place.path is not None
    there = place.path.exists()
    kept = place.backups / name_now("before-restore")
    try:
        private_folder(place.backups)
        if there and _is_sound(place.path):
            _copy_sqlite(place.path, kept)
        elif there:
            place.path.rename(kept)
            for suffix in ("-wal", "-shm"):
                Path(f"{place.path}{suffix}").unlink(missing_ok=True)
        _copy_sqlite(path, place.path)
    except (OSError, sqlite3.Error) as error:
        advice = "Close all desks and check the disk"
        raise RecordsError(f"the backup cannot be put back ({error})", advice, path=place.path) from error
    return kept if there else None


def put_back_server(path: Path, database: Database) -> None:
    """Copy a backup into a server's empty tables.

    Raises
    ------
    RecordsError
        When there is anything in them.
    """
    from sigverify.records.database import file_place, open_database

    with tempfile.TemporaryDirectory() as folder:
        newest = Path(folder) / "records.db"
        _copy_sqlite(path, newest)
        open_database(file_place(newest)).close()  # brings the copy up to date
        with _plain(newest) as source, database.told(), database.writing.begin() as target:
            if target.exec_driver_sql("SELECT length FROM audit_head").scalar_one():
                where = database.place.name
                raise RecordsError(f"there are records in {where} already", "Restore into an empty database")
            target.exec_driver_sql("DELETE FROM audit_head")
            _copy_rows(source, target)


def _copy_file(database: Database, path: Path) -> None:
    with database.reading.connect() as connection, closing(sqlite3.connect(path)) as target:
        connection.connection.driver_connection.backup(target)  # type: ignore[union-attr]
        target.execute("PRAGMA journal_mode = DELETE")  # one file, no log beside it


def _copy_sqlite(source: Path, target: Path) -> None:
    target.touch(mode=0o600)
    with closing(sqlite3.connect(source)) as whole, closing(sqlite3.connect(target)) as copy:
        whole.backup(copy)


def _is_sound(path: Path) -> bool:
    try:
        with closing(sqlite3.connect(path)) as connection:
            return bool(connection.execute("PRAGMA integrity_check(1)").fetchone() == ("ok",))
    except sqlite3.Error:
        return False


def _copy_server(database: Database, path: Path) -> None:
    from sigverify.records.database import APPLICATION_ID

    with database.snapshot.connect() as source, _plain(path) as target:
        version = version_of(source)
        upgrade(target, version)
        _copy_rows(source, target)
        target.exec_driver_sql(f"PRAGMA application_id = {APPLICATION_ID}")
        target.exec_driver_sql(f"PRAGMA user_version = {version}")


@contextmanager
def _plain(path: Path) -> Iterator[Connection]:
    """Open a SQLite file of our own in a transaction, without checks of what refers to what."""
    engine: Engine = create_engine(f"sqlite:///{path}", poolclass=NullPool)
    event.listen(engine, "begin", lambda connection: connection.exec_driver_sql("BEGIN"))
    try:
        with engine.begin() as connection:
            yield connection
    finally:
        engine.dispose()


def _copy_rows(source: Connection, target: Connection) -> None:
    """Copy all rows of all tables, those first that others refer to."""
    there, here = MetaData(), MetaData()
    there.reflect(source)
    here.reflect(target)
    for table in there.sorted_tables:
        if table.name == _VERSION_TABLE:
            continue
        chosen = select(table).order_by(*table.primary_key.columns)
        rows = source.execution_options(yield_per=_ROWS_AT_ONCE).execute(chosen)
        for some in rows.mappings().partitions():
            target.execute(insert(here.tables[table.name]), [dict(row) for row in some])
    if target.dialect.name == "postgresql":
        _count_on(here, target)


def _count_on(tables: MetaData, target: Connection) -> None:
    """Let new rows get ids after those that were copied; SQLite does by itself."""
    for table in tables.sorted_tables:
        if "id" in table.columns:
            target.exec_driver_sql(
                f"SELECT setval(pg_get_serial_sequence('{table.name}', 'id'), "
                f"(SELECT coalesce(max(id), 0) + 1 FROM {table.name}), false)"
            )
