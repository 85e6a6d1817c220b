"""A data folder as the version before left it is opened by this one: nothing is lost, and work goes on."""

from __future__ import annotations

import csv
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest
from sqlalchemy import Connection, create_engine

from sigverify import settings
from sigverify.app import App
from sigverify.cli import run
from sigverify.records import Decision
from sigverify.records.schema import SCHEMA_VERSION
from sigverify.records.upgrading import upgrade, version_of

# What is written again with everything that goes on record.
_ENDS = {"alembic_version", "audit_head"}

Rows = dict[str, tuple[str, set[tuple[object, ...]]]]


@pytest.fixture
def bank(demo_bank: Path, tmp_path: Path) -> Path:
    """Return a bank that was worked at: settings, a run, a decision; its tables are of the version before."""
    folder = tmp_path / "bank"
    shutil.copytree(demo_bank, folder)
    data = folder / "data"
    settings.save(settings.Settings(data, theme="dark", second_look_above=5000))
    manifest = str(folder / "manifest.csv")
    assert run(["batch", str(folder / "cheques"), "--manifest", manifest, "--data", str(data)]) == 0
    with App(settings.load(data)).records as records:
        records.save_decision(records.verifications()[0].id, Decision.PUT_ASIDE, note="ask the branch")
    with tables(data / "records.db") as connection:
        upgrade(connection, SCHEMA_VERSION - 1)
        assert version_of(connection) == SCHEMA_VERSION - 1
    with closing(sqlite3.connect(data / "records.db")) as connection:
        connection.execute(f"PRAGMA user_version = {SCHEMA_VERSION - 1}")
    return folder


@contextmanager
def tables(path: Path) -> Iterator[Connection]:
    made = create_engine(f"sqlite:///{path}")
    try:
        with made.begin() as connection:
            yield connection
    finally:
        made.dispose()


def rows_of(path: Path, like: Rows | None = None) -> Rows:
    """Return the columns and rows of all tables, or of the tables and columns that are in `like`."""
    with closing(sqlite3.connect(path)) as connection:
        names = [name for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
        columns = {
            name: ", ".join(f'"{row[1]}"' for row in connection.execute(f'PRAGMA table_info("{name}")'))
            for name in names
            if name not in _ENDS
        }
        if like is not None:
            columns = {name: asked for name, (asked, _) in like.items()}
        return {
            name: (asked, set(connection.execute(f'SELECT {asked} FROM "{name}"')))
            for name, asked in columns.items()
        }


def test_an_upgrade_keeps_every_row_and_every_file_of_a_data_folder(
    bank: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    data, records = bank / "data", bank / "data" / "records.db"
    before = rows_of(records)
    for worked_at in ("accounts", "account_references", "embeddings", "verifications", "decisions", "audit"):
        assert before[worked_at][1], worked_at
    files = {path: path.read_bytes() for path in data.glob("*.toml")}
    with (bank / "truth.csv").open(encoding="utf-8", newline="") as file:
        genuine = next(row for row in csv.DictReader(file) if row["kind"] == "genuine")

    assert run(["audit", "verify", "--data", str(data)]) == 0

    after = rows_of(records, before)
    lost = {name: rows - after[name][1] for name, (_, rows) in before.items() if rows - after[name][1]}
    assert lost == {}
    with tables(records) as connection:
        assert version_of(connection) == SCHEMA_VERSION
    assert {path: path.read_bytes() for path in files} == files
    (backup,) = (data / "backups").iterdir()
    assert rows_of(backup) == before

    assert run(["verify", str(bank / genuine["file"]), "--account", genuine["account"], "--data", str(data)]) in (
        0,
        1,
    )
    capsys.readouterr()
    assert run(["explain", "1", "--data", str(data)]) == 0
    assert genuine["account"][:4] in capsys.readouterr().out
    with App(settings.load(data)).records as opened:
        assert opened.verify_audit().intact
        assert sum(bool(opened.decisions(one.id)) for one in opened.verifications()) == 1


def test_a_folder_of_a_later_version_is_left_as_it_is(bank: Path, capsys: pytest.CaptureFixture[str]) -> None:
    records = bank / "data" / "records.db"
    with closing(sqlite3.connect(records)) as connection, connection:
        connection.execute("UPDATE alembic_version SET version_num = '9999'")
    before = records.read_bytes()
    assert run(["accounts", "export", str(bank / "out"), "--data", str(bank / "data")]) == 3
    assert "records.db" in capsys.readouterr().err
    assert records.read_bytes() == before
