from __future__ import annotations

import sqlite3
import stat
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest

from sigverify.errors import RecordsError
from sigverify.records import Decision, Records
from sigverify.records.schema import SCHEMA_VERSION
from sigverify.settings import Settings
from tests.sigverify.records.evidence import IMAGE, enrol, raw, save


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def test_opening_makes_the_folder_and_an_empty_database(sqlite: Settings, database: Path) -> None:
    with Records.open(sqlite) as records:
        assert records.path == database
        assert records.search_accounts("") == []
        assert records.verifications() == []
    assert database.is_file()


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no mode bits")
def test_everything_on_the_disk_is_for_its_owner_alone(sqlite: Settings) -> None:
    with Records.open(sqlite) as records:
        records.add_account("1")
        files = {path.name: mode(path) for path in sqlite.data_folder.iterdir()}
    names = {"records.db", "records.db-wal", "records.db-shm", "audit-anchors.json"}
    assert files == dict.fromkeys(names, 0o600)
    assert mode(sqlite.data_folder) == 0o700


def test_what_was_stored_is_there_after_reopening(sqlite: Settings) -> None:
    with Records.open(sqlite) as records:
        account = records.add_account("1", "Ann")
        reference = enrol(records, "1")
        verification_id = save(records)
        stored = records.verifications()
        records.save_decision(verification_id, Decision.ACCEPTED)
        decisions = records.decisions(verification_id)
    with Records.open(sqlite) as records:
        assert records.account("1") == account
        assert records.references("1") == [reference]
        assert records.verifications() == stored
        assert records.decisions(verification_id) == decisions


def test_closing_leaves_one_whole_file(sqlite: Settings, database: Path) -> None:
    with Records.open(sqlite) as records:
        records.add_account("1")
        records.close()
    assert {path.name for path in sqlite.data_folder.iterdir()} == {database.name, "audit-anchors.json"}


def test_the_file_says_what_it_is_and_logs_ahead(sqlite: Settings, database: Path) -> None:
    Records.open(sqlite).close()
    with closing(sqlite3.connect(database)) as connection:
        assert connection.execute("PRAGMA user_version").fetchone() == (SCHEMA_VERSION,)
        assert connection.execute("PRAGMA application_id").fetchone() == (0x73696776,)
        assert connection.execute("PRAGMA journal_mode").fetchone() == ("wal",)


def test_a_database_of_a_newer_version_is_refused_and_left_alone(sqlite: Settings, database: Path) -> None:
    Records.open(sqlite).close()
    raw(database, f"PRAGMA user_version = {SCHEMA_VERSION + 1}")
    before = database.read_bytes()
    with pytest.raises(RecordsError, match="newer sigverify made these records") as caught:
        Records.open(sqlite)
    assert caught.value.path == database
    assert "Install the newer" in caught.value.advice
    assert database.read_bytes() == before


def test_another_programs_database_is_refused_and_left_alone(sqlite: Settings, database: Path) -> None:
    sqlite.data_folder.mkdir()
    raw(database, "CREATE TABLE bookmarks (url TEXT)", "PRAGMA user_version = 1")
    before = database.read_bytes()
    with pytest.raises(RecordsError, match="not made by sigverify") as caught:
        Records.open(sqlite)
    assert caught.value.path == database
    assert database.read_bytes() == before


def test_a_file_that_is_no_database_is_named_and_left_alone(sqlite: Settings, database: Path) -> None:
    sqlite.data_folder.mkdir()
    database.write_bytes(b"no database at all" * 300)
    with pytest.raises(RecordsError, match="file is not a database") as caught:
        Records.open(sqlite)
    assert caught.value.path == database
    assert "Restore it from a backup" in caught.value.advice
    assert database.read_bytes() == b"no database at all" * 300


def test_damage_that_shows_later_is_named_as_well(sqlite: Settings, database: Path) -> None:
    with Records.open(sqlite) as records:
        records.add_account("1")
        enrol(records, "1", IMAGE * 2000)
    with closing(sqlite3.connect(database)) as connection:
        (page,) = connection.execute(
            "SELECT rootpage FROM sqlite_master WHERE name = 'account_references'"
        ).fetchone()
        (size,) = connection.execute("PRAGMA page_size").fetchone()
    whole = bytearray(database.read_bytes())
    whole[(page - 1) * size : page * size] = b"\xa5" * size
    database.write_bytes(whole)
    with Records.open(sqlite) as records, pytest.raises(RecordsError, match="malformed") as caught:
        records.references("1")
    assert caught.value.path == database
    assert "Restore it from a backup" in caught.value.advice


def test_a_folder_in_the_place_of_the_file_is_told(sqlite: Settings, database: Path) -> None:
    database.mkdir(parents=True)
    with pytest.raises(RecordsError, match="unable to open") as caught:
        Records.open(sqlite)
    assert caught.value.path == database


def test_a_file_in_the_place_of_the_folder_is_told(sqlite: Settings) -> None:
    sqlite.data_folder.touch()
    with pytest.raises(RecordsError, match="cannot be opened"):
        Records.open(sqlite)


def test_the_url_names_another_file_and_a_relative_one_is_in_the_data_folder(tmp_path: Path) -> None:
    absolute = tmp_path / "elsewhere" / "bank 100%.db"
    with Records.open(Settings(tmp_path, database_url=f"sqlite:///{absolute}")) as records:
        assert records.path == absolute
    with Records.open(Settings(tmp_path, database_url="sqlite:///mine.db")) as records:
        assert records.path == tmp_path / "mine.db"
    assert absolute.is_file()
    assert (tmp_path / "mine.db").is_file()


@pytest.mark.parametrize(
    "url",
    [
        "mysql://clerk:secret@bank/records",
        "postgresql://clerk:secret@bank/",
        "sqlite://",
        "sqlite:///:memory:",
        "sqlite:///file:records.db",
        "sqlite:///records.db?mode=ro",
        "records.db",
    ],
)
def test_a_url_that_records_cannot_be_kept_at_is_refused_without_its_password(tmp_path: Path, url: str) -> None:
    with pytest.raises(RecordsError) as caught:
        Records.open(Settings(tmp_path, database_url=url))
    assert caught.value.path == tmp_path / "settings.toml"
    assert "database_url" in caught.value.advice
    assert "secret" not in str(caught.value)
    assert list(tmp_path.iterdir()) == []


def test_a_writer_that_never_finishes_is_told(
    sqlite: Settings, database: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sigverify.records.database.BUSY_SECONDS", 0.05)
    with Records.open(sqlite) as records, closing(sqlite3.connect(database)) as other:
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(RecordsError, match="locked") as caught:
            records.add_account("1")
        assert records.account("1") is None  # readers go on
        Records.open(sqlite).close()  # and so do those who open
    assert caught.value.path == database
    assert "Close the other programs" in caught.value.advice


def test_a_reader_who_keeps_the_file_from_logging_ahead_does_not_keep_it_from_opening(
    sqlite: Settings, database: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sigverify.records.database.BUSY_SECONDS", 0.05)
    with Records.open(sqlite) as records:
        added = records.add_account("1")
    raw(database, "PRAGMA journal_mode = DELETE")
    with closing(sqlite3.connect(database)) as reader:
        reader.execute("BEGIN")
        assert reader.execute("SELECT count(*) FROM accounts").fetchone() == (1,)
        with Records.open(sqlite) as records:
            assert records.account("1") == added
    with Records.open(sqlite), closing(sqlite3.connect(database)) as later:
        assert later.execute("PRAGMA journal_mode").fetchone() == ("wal",)


def test_a_list_of_accounts_needs_no_image_processing(sqlite: Settings) -> None:
    script = """
import sys
from pathlib import Path
folder, *sys.path = sys.argv[1:]
from sigverify.records import Records
from sigverify.settings import Settings
with Records.open(Settings(Path(folder))) as records:
    records.add_account("1")
    records.search_accounts("1")
print(sorted({"cv2", "PIL", "scipy", "skimage", "onnxruntime"} & set(sys.modules)))
"""
    arguments = [sys.executable, "-c", script, str(sqlite.data_folder), *sys.path]
    done = subprocess.run(arguments, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
