"""Kills, full disks, clocks that go back, damaged bytes: nothing is lost, and what is wrong is named."""

from __future__ import annotations

import os
import sqlite3
import subprocess
import sys
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from sigverify import cashletter, doctor
from sigverify import settings as settings_file
from sigverify.backing_up import back_up, restore
from sigverify.errors import DatasetError, SettingsError, SigverifyError
from sigverify.files import write_private
from sigverify.records import Decision, Records, base, chain
from sigverify.settings import Settings
from tests.sigverify.letters import Item, letter
from tests.sigverify.records.evidence import enrol, save

posix = pytest.mark.skipif(sys.platform == "win32", reason="limits and signals are POSIX's")

_UNTIL_FULL = """
import os, resource, signal, sys
from pathlib import Path
from sigverify.errors import RecordsError
from sigverify.records import Records
from sigverify.settings import Settings
from tests.sigverify.records.evidence import enrol

data = Path(sys.argv[1])
with Records.open(Settings(data)) as records:
    records.add_account("1")
    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    now = (data / "records.db-wal").stat().st_size
    resource.setrlimit(resource.RLIMIT_FSIZE, (now + 400_000, resource.RLIM_INFINITY))
    stored = []
    try:
        while True:
            stored.append(enrol(records, "1", os.urandom(30_000)).sha256)
    except RecordsError as error:
        assert "records.db" in str(error) and "disk" in str(error), error
    # What fits is still stored, and what was stored is there.
    resource.setrlimit(resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
    stored.append(enrol(records, "1", b"after").sha256)
    assert [one.sha256 for one in records.references("1")] == stored and len(stored) > 3
    assert records.verify_audit().intact
"""


@posix
def test_killed_at_random_moments_nothing_is_lost_doubled_or_half(tmp_path: Path) -> None:
    """A short run of benchmarks/faults.py; the long one is on record in docs/reliability.md."""
    command = [sys.executable, "-m", "benchmarks.faults", "--kills", "12", "--bytes", "25", "--seed", "5"]
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=500)
    assert done.returncode == 0, done.stdout + done.stderr
    assert done.stdout.count("|\n") == 13


@posix
def test_a_full_disk_is_named_and_what_was_stored_stays(tmp_path: Path) -> None:
    command = [sys.executable, "-c", _UNTIL_FULL, str(tmp_path / "data")]
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=120)
    assert done.returncode == 0, done.stderr


@pytest.mark.parametrize("what", ["settings", "backup", "cash letter"])
def test_what_finds_no_room_says_so_and_leaves_nothing(
    what: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    data, settings = tmp_path / "data", Settings(tmp_path / "data")
    Records.open(settings).close()
    path = tmp_path / "letter.x937"
    path.write_bytes(letter([Item("121000248", "123456/", 1250, b"II*\0", b"")]))

    def no_room(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", no_room)
    before = sorted(data.iterdir())
    with Records.open(settings) as records:
        write = {
            "settings": lambda: settings_file.save(settings),
            "backup": lambda: back_up(records, settings, data / "b.backup"),
            "cash letter": lambda: cashletter.unpack(path, data / "letters", ()),
        }[what]
        with pytest.raises(SigverifyError, match="No space left") as caught:
            write()
    assert caught.value.path is not None
    left = {one.name for one in data.rglob("*") if one.is_file()} - {one.name for one in before}
    assert left <= {"records.db-wal", "records.db-shm"}


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="nothing is read-only for root")
def test_a_folder_that_may_not_be_written_is_named(tmp_path: Path) -> None:
    folder = tmp_path / "data"
    folder.mkdir(mode=0o500)
    with pytest.raises(SettingsError) as told:
        settings_file.save(Settings(folder))
    assert told.value.path == folder / settings_file.FILE_NAME
    with pytest.raises(SigverifyError) as caught:
        Records.open(Settings(folder))
    assert caught.value.path == folder / "records.db"


def test_a_folder_in_the_way_is_named(tmp_path: Path) -> None:
    (tmp_path / settings_file.FILE_NAME).mkdir()
    with pytest.raises(SettingsError, match=r"settings\.toml"):
        settings_file.save(Settings(tmp_path))
    with pytest.raises(DatasetError, match=r"missing\.x937"):
        cashletter.unpack(tmp_path / "missing.x937", tmp_path / "letters", ())


def test_a_clock_that_goes_back_changes_no_order(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with Records.open(Settings(tmp_path)) as records:
        records.add_account("1")
        verification = save(records)
        first = records.save_decision(verification, Decision.ACCEPTED)

        class Earlier(datetime):
            @classmethod
            def now(cls, tz: object = None) -> datetime:  # type: ignore[override]
                return datetime(2026, 1, 1, tzinfo=UTC) - timedelta(days=400)

        for module in (base, chain):
            monkeypatch.setattr(module, "datetime", Earlier)
        second = records.save_decision(verification, Decision.FLAGGED, reason="back", supersedes=first.id)
        assert second.at < first.at
        in_force = records.decision(verification)
        assert in_force is not None
        assert in_force.id == second.id
        assert records.verify_audit().intact
        assert [one.id for one in records.audit_entries()] == sorted(one.id for one in records.audit_entries())


@pytest.mark.parametrize("what", ["image", "row", "page", "whole"])
def test_the_doctor_names_what_is_damaged_and_a_backup_heals_it(what: str, tmp_path: Path) -> None:
    settings = Settings(tmp_path / "data")
    database = settings.data_folder / "records.db"
    with Records.open(settings) as records:
        records.add_account("1", "Ann Example")
        image = enrol(records, "1", b"an image " * 2000)
        back_up(records, settings, tmp_path / "b.backup")
    assert doctor.damage(settings) == []
    with closing(sqlite3.connect(database)) as connection:
        connection.execute("VACUUM")
    data = bytearray(database.read_bytes())
    at = {
        "image": data.rindex(b"an image an image"),
        "row": data.index(b"Ann Example"),
        "page": 4096 * 3,
        "whole": 20,
    }[what]
    data[at] ^= 0x40
    database.write_bytes(data)
    (told, *_) = doctor.damage(settings)
    assert str(database) in told
    named = {"image": f"images:{image.sha256} was changed", "row": "accounts:1 was changed"}
    assert named.get(what, "") in told
    restore(settings, tmp_path / "b.backup", "ann", overwrite=True)
    assert doctor.damage(settings) == []


def test_a_write_that_is_not_finished_leaves_the_file_as_it_was(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "file"
    write_private(path, b"before")

    def killed(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(os, "fsync", killed)
    with pytest.raises(KeyboardInterrupt):
        write_private(path, b"after")
    assert [one.read_bytes() for one in tmp_path.iterdir()] == [b"before"]
