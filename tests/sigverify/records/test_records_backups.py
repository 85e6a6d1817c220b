"""Backups are whole, are of any database, and come back."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import numpy as np
import pytest

from sigverify.backing_up import restore
from sigverify.errors import RecordsError, SigverifyError
from sigverify.mandates import Mandate
from sigverify.operators import Role
from sigverify.records import Decision, Records
from sigverify.settings import Settings
from tests.sigverify.records.evidence import enrol, raw, save
from tests.sigverify.records.server import Server


@pytest.fixture
def full(records: Records) -> Records:
    """Records with something in most tables."""
    for number in range(3):
        records.add_account(f"{number}", f"Ann Example {number}")
        reference = enrol(records, f"{number}", bytes([number]) * 5000)
        records.save_embedding(reference.id, "bundle", np.ones(4, np.float32))
    records.set_mandate("1", Mandate(instructions="call"), "opened")
    first = records.save_decision(save(records, log10_lr=float("-inf")), Decision.ACCEPTED)
    records.undo_decision(first.id)
    records.add_operator("ann", Role.ADMINISTRATOR, password="correct horse battery staple")
    return records.acting_as("ann")


def contents(records: Records) -> object:
    """Return everything that can be read back, as one value to compare."""
    numbers = records.account_numbers()
    return (
        [records.account(number) for number in numbers],
        [records.references(number, include_retired=True) for number in numbers],
        [records.signatories(number) for number in numbers],
        [records.mandate_history(number) for number in numbers],
        records.verifications(),
        [records.decisions(stored.id) for stored in records.verifications()],
        records.operators(),
        records.audit_entries(),
        records.audit_head(),
    )


def test_a_backup_is_one_private_file_that_holds_everything(full: Records, tmp_path: Path) -> None:
    before = contents(full)
    path = full.backup(tmp_path / "new" / "backup.db")
    assert path.stat().st_mode & 0o777 == 0o600
    assert [file.name for file in path.parent.iterdir()] == ["backup.db"]
    full.add_account("later")
    with Records.open(Settings(tmp_path / "elsewhere", database_url=f"sqlite:///{path}")) as copy:
        assert contents(copy) == before
        assert copy.verify_audit(full.audit_head()).intact is False  # of before the last account
        assert copy.verify_audit().intact


def test_a_backup_never_takes_the_place_of_a_file(full: Records, tmp_path: Path) -> None:
    path = tmp_path / "precious"
    path.write_text("mine")
    with pytest.raises(RecordsError, match="already"):
        full.backup(path)
    assert path.read_text() == "mine"


def test_a_restore_goes_back_and_the_chain_says_so(full: Records, settings: Settings, tmp_path: Path) -> None:
    if full.path is None:
        pytest.skip("a server's backup goes into an empty database: the next test")
    entries = full.audit_head().length
    backup = full.backup(tmp_path / "backup.db")
    full.add_account("later")
    full.close()
    restored = restore(settings, backup, "ann", overwrite=True)
    assert restored.entries == entries + 1
    with Records.open(settings) as records:
        assert records.account("later") is None
        last = records.audit_entries()[-1]
        assert (last.action, last.operator) == ("restored", "ann")
        assert "backup.db" in last.details
        assert records.verify_audit().intact  # though this desk had seen a longer chain
    (earlier,) = restored.kept
    with Records.open(Settings(tmp_path / "kept", database_url=f"sqlite:///{earlier}")) as kept:
        assert kept.account("later") is not None


def test_a_backup_moves_to_a_server(full: Records, server: Server, tmp_path: Path) -> None:
    backup = full.backup(tmp_path / "backup.db")
    before = contents(full)
    entries = full.audit_head().length
    elsewhere = Settings(tmp_path / "elsewhere", database_url=server.url())
    assert restore(elsewhere, backup, "ann").entries == entries + 1
    with Records.open(elsewhere) as opened:
        assert contents(opened)[:7] == before[:7]  # type: ignore[index]
        assert opened.verify_audit(full.audit_head()).intact
        desk = opened.sign_in("ann", "correct horse battery staple")
        # New rows count on from there.
        assert enrol(desk, "1", b"new").id == 4
        assert save(desk) == 2
        assert desk.verify_audit().intact
    with pytest.raises(RecordsError, match="there are records in"):
        restore(elsewhere, backup, "ann")


def test_a_damaged_database_is_moved_away_and_restored(sqlite: Settings, database: Path, tmp_path: Path) -> None:
    with Records.open(sqlite) as records:
        records.add_account("1")
        backup = records.backup(tmp_path / "backup.db")
    database.write_bytes(b"no database at all" * 300)
    with pytest.raises(RecordsError, match="not a database"):
        Records.open(sqlite)
    restored = restore(sqlite, backup, "ann", overwrite=True)
    (earlier,) = restored.kept
    assert earlier.read_bytes().startswith(b"no database")
    with Records.open(sqlite) as records:
        assert records.account("1") is not None


def test_what_is_lost_altogether_is_restored(sqlite: Settings, database: Path, tmp_path: Path) -> None:
    with Records.open(sqlite) as records:
        records.add_account("1")
        backup = records.backup(tmp_path / "backup.db")
    database.unlink()
    assert restore(sqlite, backup, "ann", overwrite=True).kept == ()
    with Records.open(sqlite) as records:
        assert records.account("1") is not None


def test_another_program_that_has_the_file_open_sees_what_was_restored(sqlite: Settings, tmp_path: Path) -> None:
    with Records.open(sqlite) as records:
        backup = records.backup(tmp_path / "backup.db")
        records.add_account("1")
        restore(sqlite, backup, "ann", overwrite=True)
        assert records.account("1") is None
        records.add_account("2")
        assert records.verify_audit().intact


@pytest.mark.parametrize("kind", ["missing", "empty", "garbage", "cut", "bit", "foreign", "newer"])
def test_a_backup_of_no_use_changes_nothing(sqlite: Settings, database: Path, tmp_path: Path, kind: str) -> None:
    with Records.open(sqlite) as records:
        for number in range(50):
            records.add_account(str(number), "x" * 100)
        backup = records.backup(tmp_path / "backup.db")
    whole = backup.read_bytes()
    if kind == "missing":
        backup.unlink()
    elif kind == "foreign":
        backup.unlink()
        raw(backup, "CREATE TABLE bookmarks (url TEXT)")
    elif kind == "newer":
        raw(backup, "PRAGMA user_version = 99")
    else:
        page = len(whole) // 2 // 4096 * 4096
        damaged = {
            "empty": b"",
            "garbage": b"garbage" * 1000,
            "cut": whole[: len(whole) // 2],
            "bit": whole[:page] + b"\xff" * 4096 + whole[page + 4096 :],
        }
        backup.write_bytes(damaged[kind])
    with closing(sqlite3.connect(database)) as connection:
        before = list(connection.iterdump())
    with pytest.raises(SigverifyError) as caught:
        restore(sqlite, backup, "ann", overwrite=True)
    assert caught.value.path == backup
    with closing(sqlite3.connect(database)) as connection:
        assert list(connection.iterdump()) == before
