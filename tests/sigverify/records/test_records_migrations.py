"""Each step of the tables goes up, down and up again on both databases, and nothing gets lost on the way up."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import date
from pathlib import Path

import numpy as np
import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import Connection, create_engine, text
from sqlalchemy.exc import DBAPIError

from sigverify.errors import RecordsError
from sigverify.geometry import Box
from sigverify.records import Decision, Records, upgrading
from sigverify.records.backups import _copy_rows, _plain
from sigverify.records.database import file_place, open_database, place_of
from sigverify.records.postgresql import engine
from sigverify.records.schema import SCHEMA_VERSION, Base
from sigverify.records.upgrading import upgrade, version_of
from sigverify.settings import Settings
from tests.sigverify.records.evidence import enrol, save
from tests.sigverify.records.server import Server

VERSION_1 = Path(__file__).with_name("version_1.sql")


@pytest.fixture
def old(sqlite: Settings, database: Path) -> Settings:
    """Return settings of a file that sigverify 0.1.0 made."""
    sqlite.data_folder.mkdir()
    with closing(sqlite3.connect(database)) as connection:
        connection.executescript(VERSION_1.read_text())
    return sqlite


@pytest.fixture
def old_on_a_server(server: Server, old: Settings, tmp_path: Path, database: Path) -> Settings:
    """Return settings of a server database with the same tables and rows."""
    settings = Settings(tmp_path / "desk", database_url=server.url())
    with on_server(settings) as connection, _plain(database) as source:
        upgrade(connection, 1)
        _copy_rows(source, connection)
    return settings


@contextmanager
def on_server(settings: Settings) -> Iterator[Connection]:
    made = engine(place_of(settings).url)
    try:
        with made.begin() as connection:
            yield connection
    finally:
        made.dispose()


def tables_of(path: Path) -> dict[str, str]:
    """Return the SQL of all tables, indexes and triggers of a SQLite file, in one spelling."""
    with closing(sqlite3.connect(path)) as connection:
        rows = connection.execute("SELECT name, sql FROM sqlite_master WHERE sql IS NOT NULL")
        return {name: re.sub(r"\s+", " ", sql).replace('"', "") for name, sql in rows if name != "alembic_version"}


def assert_kept(records: Records) -> None:
    """Compare with what version_1.sql holds."""
    numbers = ["00100001", "00100002", "00100003"]
    assert [account.number for account in records.search_accounts("")] == numbers
    assert [account.number for account in records.search_accounts("muller")] == ["00100001"]
    first, second = records.references("00100001")
    assert (first.image, first.box, first.page) == (b"\x89PNG card", Box(1, 2, 30, 40), 1)
    assert (second.image, second.box, second.sha256) == (b"\x89PNG card", Box(50, 2, 80, 40), first.sha256)
    assert f"{first.added_at:%Y-%m-%d %H:%M:%S.%f%z}" == "2026-11-23 23:01:05.424958+0000"
    other, gone = records.references("00100002", include_retired=True)
    assert (other.file_name, other.page, other.image) == ("o'other.png", 2, b"\x89PNG \x00 other")
    assert gone.retired_reason == "new passport"
    assert [person.name for person in records.signatories("00100001")] == ["Jürgen Müller"]
    assert [person.name for person in records.signatories("00100002")] == ["00100002"]
    assert records.signatories("00100003") == []
    assert {first.signatory_id, second.signatory_id} == {records.signatories("00100001")[0].id}
    assert records.usable_references("00100001", date(2027, 1, 1)) == [first, second]
    embedding = records.embedding(1, "bundle-1")
    assert embedding is not None
    np.testing.assert_array_equal(embedding, np.array([0.5, -1.25, 3], np.float32))
    unsigned, signed = records.verifications()
    assert (signed.account, signed.file_name, signed.log10_lr) == ("00100001", "chq_1.tif", float("-inf"))
    assert (signed.distances, signed.reference_ids, signed.box) == ((0.1, 1 / 3), (1, 2), Box(3, 4, 300, 90))
    assert (unsigned.account, unsigned.page, unsigned.box) == (None, 3, None)
    assert (unsigned.operator, unsigned.amount, unsigned.cheque_number) == ("", None, "")
    aside, accepted = records.decisions(signed.id)
    assert (aside.decision, aside.note, aside.supersedes) == (Decision.PUT_ASIDE, "ask", None)
    assert (accepted.decision, accepted.operator, accepted.supersedes) == (Decision.ACCEPTED, "bob", aside.id)
    assert records.decision(unsigned.id) is not None
    report = records.verify_audit()
    assert report.faults == ()
    assert {entry.action for entry in records.audit_entries()} == {"adopted"}
    assert report.entries == 3 + 2 + 4 + 1 + 2 + 3


def test_a_file_of_the_first_version_keeps_everything(old: Settings, database: Path) -> None:
    with Records.open(old) as records:
        assert_kept(records)
        # And goes on where it was.
        assert enrol(records, "00100001").id == 5
        assert records.save_decision(save(records), Decision.ACCEPTED).id == 4
        assert records.verify_audit().intact
    with closing(sqlite3.connect(database)) as connection:
        assert connection.execute("PRAGMA user_version").fetchone() == (SCHEMA_VERSION,)


def test_it_is_backed_up_before(old: Settings, database: Path) -> None:
    before = tables_of(database)
    with closing(sqlite3.connect(database)) as connection:
        dump = list(connection.iterdump())
    Records.open(old).close()
    (backup,) = (old.data_folder / "backups").iterdir()
    assert backup.name.endswith("version-1.db")
    assert tables_of(backup) == before
    with closing(sqlite3.connect(backup)) as connection:
        assert list(connection.iterdump()) == dump
    assert backup.stat().st_mode & 0o777 == 0o600
    Records.open(old).close()
    assert len(list((old.data_folder / "backups").iterdir())) == 1


def test_without_a_backup_nothing_is_changed(old: Settings, database: Path) -> None:
    (old.data_folder / "backups").touch()  # in the way of the folder
    before = database.read_bytes()
    with pytest.raises(RecordsError, match="backup cannot be written"):
        Records.open(old)
    assert database.read_bytes() == before


def test_a_step_that_fails_leaves_everything_as_it_was(
    old: Settings, database: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> None:
        raise sqlite3.OperationalError("disk full")

    before = tables_of(database)
    with monkeypatch.context() as patch:
        patch.setattr("sigverify.records.chain.make_head", fail)
        with pytest.raises(sqlite3.OperationalError):
            Records.open(old)
    assert tables_of(database) == before
    with Records.open(old) as records:
        assert_kept(records)


def test_a_server_is_brought_up_to_date_only_when_asked(old_on_a_server: Settings) -> None:
    with pytest.raises(RecordsError, match="version 1") as caught:
        Records.open(old_on_a_server)
    assert "sigverify migrate" in caught.value.advice
    with Records.open(old_on_a_server, migrate=True) as records:
        assert_kept(records)
        assert enrol(records, "00100001").id == 5
        assert save(records) == 3
    (backup,) = (old_on_a_server.data_folder / "backups").iterdir()
    restored = open_database(file_place(backup))
    restored.close()
    with Records.open(Settings(backup.parent, database_url=f"sqlite:///{backup}")) as again:
        assert_kept(again)


@pytest.mark.parametrize("version", range(1, SCHEMA_VERSION + 1))
def test_each_step_goes_up_down_and_up_again_on_sqlite(tmp_path: Path, version: int) -> None:
    path = tmp_path / "steps.db"

    def go(to: int) -> dict[str, str]:
        with _plain(path) as connection:
            upgrade(connection, to)
            assert version_of(connection) == to
        return tables_of(path)

    below, above = go(version - 1), go(version)
    assert below != above
    assert go(version - 1) == below
    assert go(version) == above


@pytest.mark.parametrize("version", range(1, SCHEMA_VERSION + 1))
def test_each_step_goes_up_down_and_up_again_on_postgresql(server: Server, tmp_path: Path, version: int) -> None:
    settings = Settings(tmp_path, database_url=server.url())
    query = text(
        "SELECT table_name, column_name, data_type, is_nullable FROM information_schema.columns "
        "WHERE table_schema = 'public' AND table_name <> 'alembic_version' UNION ALL "
        "SELECT conrelid::regclass::text, conname, pg_get_constraintdef(oid), '' FROM pg_constraint "
        "WHERE connamespace = 'public'::regnamespace AND conrelid::regclass::text <> 'alembic_version' UNION ALL "
        "SELECT tablename, indexname, indexdef, '' FROM pg_indexes WHERE schemaname = 'public' "
        "AND tablename <> 'alembic_version' UNION ALL SELECT event_object_table, trigger_name, "
        "event_manipulation, action_statement FROM information_schema.triggers ORDER BY 1, 2, 3"
    )

    def go(to: int) -> list[object]:
        with on_server(settings) as connection:
            upgrade(connection, to)
            assert version_of(connection) == to
            return [tuple(row) for row in connection.execute(query)]

    below, above = go(version - 1), go(version)
    assert below != above
    assert go(version - 1) == below
    assert go(version) == above


def test_going_back_keeps_what_the_first_version_knew(old: Settings, database: Path) -> None:
    with closing(sqlite3.connect(database)) as connection:
        before, rows = tables_of(database), list(connection.iterdump())
    with Records.open(old) as records:
        decision = records.decision(1)
        assert decision is not None
    with _plain(database) as connection:
        upgrade(connection, 1)
        connection.exec_driver_sql("DROP TABLE alembic_version")
        connection.exec_driver_sql("PRAGMA user_version = 1")
    assert tables_of(database) == before
    with closing(sqlite3.connect(database)) as connection:
        assert sorted(connection.iterdump()) == sorted(rows)


def test_the_first_step_makes_the_tables_that_version_0_1_0_made(
    old: Settings, database: Path, tmp_path: Path
) -> None:
    path = tmp_path / "first.db"
    with _plain(path) as connection:
        upgrade(connection, 1)
    assert tables_of(path) == tables_of(database)


def test_the_newest_tables_are_those_of_the_program_on_sqlite(tmp_path: Path) -> None:
    path, made = tmp_path / "newest.db", tmp_path / "made.db"
    with _plain(path) as connection:
        upgrade(connection)
    target = create_engine(f"sqlite:///{made}")
    Base.metadata.create_all(target)
    target.dispose()
    triggers = {name for name in tables_of(path) if "_forbid_" in name}
    assert {name: sql for name, sql in tables_of(path).items() if name not in triggers} == tables_of(made)
    assert len(triggers) == 3 * 9


def test_the_newest_tables_are_those_of_the_program_on_postgresql(postgresql: Settings) -> None:
    with on_server(postgresql) as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, Base.metadata) == []


def test_the_newest_step_is_the_version_of_the_program() -> None:
    steps = sorted((Path(upgrading.__file__).parent / "migrations" / "versions").glob("v*.py"))
    assert steps[-1].name.startswith(f"v{SCHEMA_VERSION:04d}_")


def test_a_server_of_a_newer_version_is_refused(postgresql: Settings) -> None:
    with on_server(postgresql) as connection:
        connection.exec_driver_sql("UPDATE alembic_version SET version_num = '0099'")
    with pytest.raises(RecordsError, match="newer sigverify made these records"):
        Records.open(postgresql)


def test_the_old_program_does_not_open_the_new_tables(old: Settings, database: Path) -> None:
    Records.open(old).close()
    with closing(sqlite3.connect(database)) as connection:
        # What 0.1.0 compares with its own 1.
        assert connection.execute("PRAGMA user_version").fetchone()[0] > 1


def test_evidence_can_still_only_grow_after_the_upgrade(old: Settings) -> None:
    with (
        Records.open(old) as records,
        pytest.raises(DBAPIError, match="decisions are evidence"),
        records._database.writing.begin() as connection,
    ):
        connection.exec_driver_sql("UPDATE decisions SET operator = 'eve'")
