from __future__ import annotations

import hashlib
import sqlite3
import stat
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from threading import Barrier
from typing import Any

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from numpy.typing import NDArray
from sqlalchemy import Engine, event, insert
from sqlalchemy.exc import IntegrityError

from sigverify.errors import RecordsError
from sigverify.geometry import Box
from sigverify.records import Account, Decision, Records, StoredReference
from sigverify.records.names import folded
from sigverify.records.schema import SCHEMA_VERSION, AccountRow, EmbeddingRow
from sigverify.settings import Settings
from sigverify.verifier import Recommendation, Verification

IMAGE = b"\x89PNG\r\n\x1a\n\x00 not much of a picture"

HOSTILE = [
    "Robert'); DROP TABLE accounts;--",
    '" OR 1=1 --',
    "100%_sure\\",
    "山田 太郎",
    "O’Brien-Ñandú",
    "עברית العربية",
    "🖋️ & Sons",
    "می‌خواهم",
]


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(tmp_path / "data")


@pytest.fixture
def database(settings: Settings) -> Path:
    return settings.data_folder / "records.db"


@pytest.fixture
def records(settings: Settings) -> Iterator[Records]:
    with Records.open(settings) as opened:
        yield opened


def enrol(records: Records, number: str, image: bytes = IMAGE, **changes: Any) -> StoredReference:
    sha256 = hashlib.sha256(image).hexdigest()
    values: dict[str, Any] = {"file_name": "signature.png", "box": None} | changes
    return records.add_reference(number, image=image, sha256=sha256, **values)


def verification(**changes: Any) -> Verification:
    values: dict[str, Any] = {
        "recommendation": Recommendation.ACCEPT,
        "reason": "",
        "similarity": 0.75,
        "threshold": 0.5,
        "log10_lr": 1.25,
        "distances": (0.1, 1 / 3),
        "box": Box(3, 4, 300, 90),
        "candidates": (),
        "questioned": None,
        "canvas": None,
        "model": "model-1",
        "profile": "profile-1",
        "seconds": 0.125,
    }
    return Verification(**values | changes)


def save(records: Records, account: str | None = "1", **changes: Any) -> int:
    sha256 = hashlib.sha256(b"cheque").hexdigest()
    return records.save_verification(
        verification(**changes),
        account=account,
        file_name="c.tif",
        page=2,
        sha256=sha256,
        reference_ids=(7, 9),
    )


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def raw(path: Path, *statements: str) -> None:
    with closing(sqlite3.connect(path)) as connection, connection:
        for statement in statements:
            connection.execute(statement)


# The file


def test_opening_makes_the_folder_and_an_empty_database(settings: Settings, database: Path) -> None:
    with Records.open(settings) as records:
        assert records.path == database
        assert records.search_accounts("") == []
        assert records.verifications() == []
    assert database.is_file()


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no mode bits")
def test_everything_on_the_disk_is_for_its_owner_alone(records: Records, settings: Settings) -> None:
    records.add_account("1")
    files = {path.name: mode(path) for path in settings.data_folder.iterdir()}
    assert files == {"records.db": 0o600, "records.db-wal": 0o600, "records.db-shm": 0o600}
    assert mode(settings.data_folder) == 0o700


def test_what_was_stored_is_there_after_reopening(settings: Settings) -> None:
    with Records.open(settings) as records:
        account = records.add_account("1", "Ann")
        reference = enrol(records, "1")
        verification_id = save(records)
        stored = records.verifications()
        records.save_decision(verification_id, Decision.ACCEPTED, operator="ops")
        decisions = records.decisions(verification_id)
    with Records.open(settings) as records:
        assert records.account("1") == account
        assert records.references("1") == [reference]
        assert records.verifications() == stored
        assert records.decisions(verification_id) == decisions


def test_closing_leaves_one_whole_file(settings: Settings, database: Path) -> None:
    with Records.open(settings) as records:
        records.add_account("1")
        records.close()
    assert list(settings.data_folder.iterdir()) == [database]


def test_the_file_says_what_it_is_and_logs_ahead(records: Records, database: Path) -> None:
    with closing(sqlite3.connect(database)) as connection:
        assert connection.execute("PRAGMA user_version").fetchone() == (SCHEMA_VERSION,)
        assert connection.execute("PRAGMA application_id").fetchone() == (0x73696776,)
        assert connection.execute("PRAGMA journal_mode").fetchone() == ("wal",)


def test_a_database_of_a_newer_version_is_refused_and_left_alone(settings: Settings, database: Path) -> None:
    Records.open(settings).close()
    raw(database, f"PRAGMA user_version = {SCHEMA_VERSION + 1}")
    before = database.read_bytes()
    with pytest.raises(RecordsError, match="newer sigverify made these records") as caught:
        Records.open(settings)
    assert caught.value.path == database
    assert "Install the newer" in caught.value.advice
    assert database.read_bytes() == before


def test_another_programs_database_is_refused_and_left_alone(settings: Settings, database: Path) -> None:
    settings.data_folder.mkdir()
    raw(database, "CREATE TABLE bookmarks (url TEXT)", "PRAGMA user_version = 1")
    before = database.read_bytes()
    with pytest.raises(RecordsError, match="not made by sigverify") as caught:
        Records.open(settings)
    assert caught.value.path == database
    assert database.read_bytes() == before


def test_a_file_that_is_no_database_is_named_and_left_alone(settings: Settings, database: Path) -> None:
    settings.data_folder.mkdir()
    database.write_bytes(b"no database at all" * 300)
    with pytest.raises(RecordsError, match="file is not a database") as caught:
        Records.open(settings)
    assert caught.value.path == database
    assert "Restore it from a backup" in caught.value.advice
    assert database.read_bytes() == b"no database at all" * 300


def test_damage_that_shows_later_is_named_as_well(settings: Settings, database: Path) -> None:
    with Records.open(settings) as records:
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
    with Records.open(settings) as records, pytest.raises(RecordsError, match="malformed") as caught:
        records.references("1")
    assert caught.value.path == database
    assert "Restore it from a backup" in caught.value.advice


def test_a_folder_in_the_place_of_the_file_is_told(settings: Settings, database: Path) -> None:
    database.mkdir(parents=True)
    with pytest.raises(RecordsError, match="unable to open") as caught:
        Records.open(settings)
    assert caught.value.path == database


def test_a_file_in_the_place_of_the_folder_is_told(settings: Settings) -> None:
    settings.data_folder.touch()
    with pytest.raises(RecordsError, match="cannot be opened"):
        Records.open(settings)


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
        "postgresql://clerk:secret@bank/records",
        "sqlite://",
        "sqlite:///:memory:",
        "sqlite:///file:records.db",
        "sqlite:///records.db?mode=ro",
        "records.db",
    ],
)
def test_a_url_that_is_not_a_sqlite_file_is_refused_without_its_password(tmp_path: Path, url: str) -> None:
    with pytest.raises(RecordsError) as caught:
        Records.open(Settings(tmp_path, database_url=url))
    assert caught.value.path == tmp_path / "settings.toml"
    assert "database_url" in caught.value.advice
    assert "secret" not in str(caught.value)
    assert list(tmp_path.iterdir()) == []


def test_a_writer_that_never_finishes_is_told(
    settings: Settings, database: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sigverify.records.database.BUSY_SECONDS", 0.05)
    with Records.open(settings) as records, closing(sqlite3.connect(database)) as other:
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(RecordsError, match="locked") as caught:
            records.add_account("1")
        assert records.account("1") is None  # readers go on
        Records.open(settings).close()  # and so do those who open
    assert caught.value.path == database
    assert "Close the other programs" in caught.value.advice


def test_a_reader_who_keeps_the_file_from_logging_ahead_does_not_keep_it_from_opening(
    settings: Settings, database: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sigverify.records.database.BUSY_SECONDS", 0.05)
    with Records.open(settings) as records:
        added = records.add_account("1")
    raw(database, "PRAGMA journal_mode = DELETE")
    with closing(sqlite3.connect(database)) as reader:
        reader.execute("BEGIN")
        assert reader.execute("SELECT count(*) FROM accounts").fetchone() == (1,)
        with Records.open(settings) as records:
            assert records.account("1") == added
    with Records.open(settings), closing(sqlite3.connect(database)) as later:
        assert later.execute("PRAGMA journal_mode").fetchone() == ("wal",)


def test_nothing_can_be_stored_about_what_is_not_there(records: Records) -> None:
    orphan = insert(EmbeddingRow).values(reference_id=1, bundle="b", dimensions=1, vector=b"\x00" * 4)
    with pytest.raises(IntegrityError, match="FOREIGN KEY"), records._engine.begin() as connection:
        connection.execute(orphan)


# Accounts


def test_an_account_comes_back_as_it_was_added(records: Records) -> None:
    before = datetime.now(UTC)
    added = records.add_account(" 00-12 34 ", " Ann Example ")
    assert (added.number, added.holder) == ("00-12 34", "Ann Example")
    assert before <= added.created_at <= datetime.now(UTC)
    assert records.account("00-12 34") == records.account(" 00-12 34") == added
    assert added.created_at.tzinfo is UTC


def test_an_unknown_account_is_none(records: Records) -> None:
    records.add_account("12")
    assert records.account("1") is None
    assert records.account("") is None


def test_an_account_number_is_used_once(records: Records) -> None:
    records.add_account("12", "Ann")
    with pytest.raises(RecordsError, match="account 12 is already there"):
        records.add_account(" 12 ", "Bob")
    assert [account.holder for account in records.search_accounts("")] == ["Ann"]


@pytest.mark.parametrize("number", ["", "  ", "x" * 65, "1\n2", "1\x002", "1\x7f", "1\u202e2", "\udcff"])
def test_a_number_that_could_not_be_read_out_is_refused(records: Records, number: str) -> None:
    with pytest.raises(RecordsError, match="cannot be an account number"):
        records.add_account(number)


def test_the_longest_number_is_stored(records: Records) -> None:
    assert records.add_account("9" * 64).number == "9" * 64


@pytest.mark.parametrize("holder", ["Ann\x00", "Ann\nBob", "\udcff"])
def test_control_characters_in_a_holders_name_are_refused(records: Records, holder: str) -> None:
    with pytest.raises(RecordsError, match="cannot be a holder's name"):
        records.add_account("1", holder)
    assert records.account("1") is None


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_and_foreign_names_are_stored_and_found_as_they_are(records: Records, name: str) -> None:
    records.add_account("1", "Somebody Else")
    records.add_account("2", name)
    records.add_account(name.replace("\u200c", ""), "By number")
    assert records.account("2") == Account("2", name, records.search_accounts("2")[0].created_at)
    assert [account.number for account in records.search_accounts(name) if account.holder == name] == ["2"]
    assert len(records.search_accounts("")) == 3


@pytest.fixture(scope="module")
def many(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Records]:
    """Records that all examples of a property share."""
    with Records.open(Settings(tmp_path_factory.mktemp("many"))) as opened:
        yield opened


printable = st.text(st.characters(exclude_categories=["C", "Z"]), min_size=1, max_size=64)
names = st.text(st.characters(exclude_categories=["Cc", "Cs", "Z"]), max_size=80)


@given(number=printable, holder=names)
def test_any_printable_number_and_name_round_trips(many: Records, number: str, holder: str) -> None:
    assume(number.isprintable() and many.account(number) is None)
    added = many.add_account(number, holder)
    assert (added.number, added.holder) == (number, holder)
    assert many.account(number) == added
    assert added in many.search_accounts(number, limit=10_000)
    assert added in many.search_accounts(holder, limit=10_000)


# Search


@pytest.fixture
def bank(records: Records) -> Records:
    for number, holder in [
        ("1001", "Jürgen Müller"),
        ("1002", "Ann Smith"),
        ("2001", "Zoë 1001 Ltd"),
        ("2002", "ann straße"),
        ("AB%1", "50% Off"),
        ("AB_2", ""),
    ]:
        records.add_account(number, holder)
    return records


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("100", ["1001", "1002", "2001"]),  # numbers that begin with it, then names that contain it
        ("002", []),  # not in the middle of a number
        (" 2002 ", ["2002"]),
        ("muller", ["1001"]),
        ("MÜLLER", ["1001"]),
        ("ann", ["1002", "2002"]),
        ("STRASSE", ["2002"]),
        ("zoe", ["2001"]),
        ("%", ["AB%1"]),
        ("_", []),
        ("AB_", ["AB_2"]),
        ("nobody", []),
        ("\udcff", []),
        ("", ["1001", "1002", "2001", "2002", "AB%1", "AB_2"]),
    ],
)
def test_search_finds_by_the_start_of_the_number_and_any_part_of_the_name(
    bank: Records, text: str, numbers: list[str]
) -> None:
    assert [account.number for account in bank.search_accounts(text)] == numbers


def test_search_stops_at_the_limit(bank: Records) -> None:
    assert [account.number for account in bank.search_accounts("", limit=2)] == ["1001", "1002"]
    assert [account.number for account in bank.search_accounts("100", limit=3)] == ["1001", "1002", "2001"]
    assert [account.number for account in bank.search_accounts("ann", limit=1)] == ["1002"]


def test_a_search_of_a_hundred_thousand_accounts_uses_the_indexes(records: Records, database: Path) -> None:
    rows = [
        {"number": f"{number:08d}", "holder": f"Holder {number}", "holder_key": folded(f"Holder {number}")}
        for number in range(100_000)
    ]
    with records._engine.begin() as bulk:
        bulk.execute(insert(AccountRow), [row | {"created_at": datetime.now(UTC)} for row in rows])
    asked: list[tuple[str, Any]] = []

    def note(_c: object, _cursor: object, statement: str, parameters: Any, *_: object) -> None:
        asked.append((statement, parameters))

    event.listen(Engine, "before_cursor_execute", note)
    try:
        found = records.search_accounts("0009999")
    finally:
        event.remove(Engine, "before_cursor_execute", note)
    assert [account.number for account in found] == [f"0009999{digit}" for digit in range(10)]
    plans = []
    with closing(sqlite3.connect(database)) as connection:
        for statement, parameters in asked:
            if statement.startswith("SELECT"):
                plans.append([row[3] for row in connection.execute(f"EXPLAIN QUERY PLAN {statement}", parameters)])
    by_number, by_holder = plans
    # No table is read from end to end, and nothing is sorted.
    assert len(by_number) == len(by_holder) == 1
    assert by_number[0].startswith(
        "SEARCH accounts USING INDEX sqlite_autoindex_accounts_1 (number>? AND number<?)"
    )
    assert by_holder[0] == "SCAN accounts USING INDEX accounts_by_holder_key"


# References


def test_a_reference_comes_back_as_it_was_added(records: Records) -> None:
    records.add_account("1")
    before = datetime.now(UTC)
    whole = enrol(records, " 1 ", page=2)
    part = enrol(records, "1", box=Box(-1, 0, 70, 30), file_name="b.png")
    assert records.references("1") == [whole, part]
    assert (whole.account, whole.image, whole.page, whole.box) == ("1", IMAGE, 2, None)
    assert whole.sha256 == hashlib.sha256(IMAGE).hexdigest()
    assert before <= whole.added_at <= datetime.now(UTC)
    assert (part.box, part.file_name, part.page, part.retired_at) == (Box(-1, 0, 70, 30), "b.png", 1, None)


def test_a_reference_makes_no_account(records: Records) -> None:
    with pytest.raises(RecordsError, match="account 1 is not there"):
        enrol(records, "1")
    assert records.account("1") is None


def test_references_of_an_unknown_account_are_an_error_not_an_empty_list(records: Records) -> None:
    with pytest.raises(RecordsError, match="account 1 is not there"):
        records.references("1")


@pytest.mark.parametrize("box", [None, Box(1, 2, 30, 40)])
def test_the_same_signature_twice_on_an_account_is_told(records: Records, box: Box | None) -> None:
    records.add_account("1")
    enrol(records, "1", box=box)
    with pytest.raises(RecordsError, match=r"other name.png is already a reference of account 1"):
        enrol(records, "1", box=box, file_name="other name.png")
    assert len(records.references("1")) == 1


def test_another_page_box_image_or_account_is_another_signature(records: Records) -> None:
    records.add_account("1")
    records.add_account("2")
    enrol(records, "1")
    enrol(records, "1", page=2)
    enrol(records, "1", box=Box(1, 2, 30, 40))
    enrol(records, "1", IMAGE + b"2")
    enrol(records, "2")
    assert len(records.references("1")) == 4
    assert len(records.references("2")) == 1


@pytest.mark.parametrize("box", ["''", "'1,2,30,40'"])
def test_the_database_itself_refuses_the_same_signature_twice(records: Records, database: Path, box: str) -> None:
    records.add_account("1")
    values = f"NULL, 1, 'a', 1, {box}, 'ab', '2024-01-01', NULL, NULL, x'00'"
    row = f"INSERT INTO account_references VALUES ({values})"
    with pytest.raises(sqlite3.IntegrityError, match="UNIQUE"):
        raw(database, row, row)


def test_bytes_that_are_not_those_of_the_hash_are_refused(records: Records) -> None:
    records.add_account("1")
    with pytest.raises(RecordsError, match=r"a.png changed while it was read"):
        records.add_reference("1", image=IMAGE, file_name="a.png", sha256="0" * 64, box=None)
    assert records.references("1") == []


def test_a_retired_reference_is_kept_with_its_reason_but_out_of_use(records: Records) -> None:
    records.add_account("1")
    kept, gone = enrol(records, "1"), enrol(records, "1", page=2)
    records.retire_reference(gone.id, " new passport ")
    assert records.references("1") == [kept]
    everything = records.references("1", include_retired=True)
    assert [reference.id for reference in everything] == [kept.id, gone.id]
    assert everything[1].retired_reason == "new passport"
    assert everything[1].retired_at is not None
    assert gone.added_at <= everything[1].retired_at <= datetime.now(UTC)


def test_a_retired_signature_can_be_enrolled_again(records: Records) -> None:
    records.add_account("1")
    first = enrol(records, "1")
    records.retire_reference(first.id, "by mistake")
    second = enrol(records, "1")
    assert records.references("1") == [second]
    assert len(records.references("1", include_retired=True)) == 2


def test_retiring_needs_a_reference_in_use_and_a_reason(records: Records) -> None:
    records.add_account("1")
    reference = enrol(records, "1")
    with pytest.raises(RecordsError, match="a reason for retiring the reference is missing"):
        records.retire_reference(reference.id, " ")
    with pytest.raises(RecordsError, match="not there"):
        records.retire_reference(reference.id + 1, "lost")
    records.retire_reference(reference.id, "lost")
    with pytest.raises(RecordsError, match="retired already"):
        records.retire_reference(reference.id, "lost again")
    assert records.references("1", include_retired=True)[0].retired_reason == "lost"


@pytest.mark.parametrize("name", [*HOSTILE, "line\nbreak\x00.png"])
def test_any_file_name_is_kept(records: Records, name: str) -> None:
    records.add_account("1")
    assert enrol(records, "1", file_name=name).file_name == name
    assert records.references("1")[0].file_name == name


def test_a_file_name_that_is_not_utf8_is_kept_readable(records: Records) -> None:
    records.add_account("1")
    enrol(records, "1", file_name="J\udcfcrgen.png")
    assert records.references("1")[0].file_name == "J\\udcfcrgen.png"


# Embeddings


def some_embedding(seed: int = 1, dimensions: int = 128) -> NDArray[np.float32]:
    return np.random.default_rng(seed).normal(size=dimensions).astype(np.float32)


def test_an_embedding_comes_back_bit_for_bit_and_can_be_written_to(records: Records) -> None:
    records.add_account("1")
    reference = enrol(records, "1")
    records.save_embedding(reference.id, "bundle-1", some_embedding())
    cached = records.embedding(reference.id, "bundle-1")
    assert cached is not None
    assert cached.dtype == np.float32
    assert cached.flags.writeable
    np.testing.assert_array_equal(cached, some_embedding())


def test_an_embedding_is_kept_for_each_reference_and_bundle(records: Records) -> None:
    records.add_account("1")
    first, second = enrol(records, "1"), enrol(records, "1", page=2)
    records.save_embedding(first.id, "bundle-1", some_embedding(1))
    records.save_embedding(first.id, "bundle-2", some_embedding(2, 64))
    one, two = records.embedding(first.id, "bundle-1"), records.embedding(first.id, "bundle-2")
    assert one is not None
    assert two is not None
    np.testing.assert_array_equal(one, some_embedding(1))
    np.testing.assert_array_equal(two, some_embedding(2, 64))
    assert records.embedding(second.id, "bundle-1") is None
    assert records.embedding(first.id, "bundle-3") is None


def test_a_later_embedding_takes_the_place_of_the_earlier(records: Records) -> None:
    records.add_account("1")
    reference = enrol(records, "1")
    records.save_embedding(reference.id, "bundle", some_embedding(1))
    records.save_embedding(reference.id, "bundle", some_embedding(2, 32))
    cached = records.embedding(reference.id, "bundle")
    assert cached is not None
    np.testing.assert_array_equal(cached, some_embedding(2, 32))


def test_an_embedding_needs_its_reference(records: Records) -> None:
    with pytest.raises(RecordsError, match="reference 5 is not there"):
        records.save_embedding(5, "bundle", some_embedding())


@pytest.mark.parametrize("bad", [np.zeros((2, 2), np.float32), np.array([np.nan], np.float32)])
def test_what_is_no_embedding_is_a_bug_of_the_caller(records: Records, bad: NDArray[np.float32]) -> None:
    records.add_account("1")
    with pytest.raises(ValueError, match="one row of finite numbers"):
        records.save_embedding(enrol(records, "1").id, "bundle", bad)


# Verifications


def test_a_verification_comes_back_as_it_was_saved(records: Records) -> None:
    before = datetime.now(UTC)
    saved = save(records, account=" 1 ")
    (stored,) = records.verifications()
    assert stored.id == saved
    assert (stored.account, stored.file_name, stored.page) == ("1", "c.tif", 2)
    assert stored.sha256 == hashlib.sha256(b"cheque").hexdigest()
    assert stored.recommendation is Recommendation.ACCEPT
    assert (stored.similarity, stored.threshold, stored.log10_lr) == (0.75, 0.5, 1.25)
    assert (stored.distances, stored.reference_ids) == ((0.1, 1 / 3), (7, 9))
    assert (stored.box, stored.model, stored.profile) == (Box(3, 4, 300, 90), "model-1", "profile-1")
    assert (stored.reason, stored.seconds) == ("", 0.125)
    assert before <= stored.at <= datetime.now(UTC)


@pytest.mark.parametrize("recommendation", Recommendation)
def test_every_recommendation_can_be_saved(records: Records, recommendation: Recommendation) -> None:
    save(records, recommendation=recommendation)
    assert records.verifications()[0].recommendation is recommendation


def test_an_unscorable_cheque_without_account_or_scores_is_evidence_too(records: Records) -> None:
    nothing = dict.fromkeys(("similarity", "threshold", "log10_lr", "box", "model", "profile"))
    unscorable = {"recommendation": Recommendation.UNSCORABLE, "reason": "no signature", "distances": ()}
    save(records, account=None, **nothing, **unscorable)
    (stored,) = records.verifications()
    assert stored.account is None
    assert (stored.similarity, stored.threshold, stored.log10_lr) == (None, None, None)
    assert (stored.box, stored.model, stored.profile, stored.distances) == (None, None, None, ())
    assert (stored.recommendation, stored.reason) == (Recommendation.UNSCORABLE, "no signature")


def test_an_impossible_likelihood_ratio_is_kept(records: Records) -> None:
    save(records, log10_lr=float("-inf"))
    assert records.verifications()[0].log10_lr == float("-inf")


def test_verifications_come_newest_first_by_account_and_up_to_a_limit(records: Records) -> None:
    first, second, third = save(records, "1"), save(records, "2"), save(records, "1")
    assert [stored.id for stored in records.verifications()] == [third, second, first]
    assert [stored.id for stored in records.verifications(" 1")] == [third, first]
    assert [stored.id for stored in records.verifications("1", limit=1)] == [third]
    assert records.verifications("3") == []


@pytest.mark.parametrize(
    ("changes", "problem"),
    [
        ({"similarity": float("nan")}, "not numbers"),
        ({"log10_lr": float("nan")}, "not numbers"),
        ({"distances": (0.1, float("inf"))}, "not finite"),
        ({"distances": (0.1,)}, "1 distances to 2 references"),
    ],
)
def test_evidence_that_contradicts_itself_is_a_bug_of_the_caller(
    records: Records, changes: dict[str, Any], problem: str
) -> None:
    with pytest.raises(ValueError, match=problem):
        save(records, **changes)
    assert records.verifications() == []


@pytest.mark.parametrize("score", ["similarity", "threshold"])
def test_a_score_outside_0_to_1_is_never_stored(records: Records, score: str) -> None:
    with pytest.raises(IntegrityError, match=f"{score}_range"):
        save(records, "1", **{score: 1.01})
    assert records.verifications() == []


# Decisions


@pytest.mark.parametrize("decision", Decision)
def test_a_decision_comes_back_as_it_was_saved(records: Records, decision: Decision) -> None:
    verification_id = save(records)
    before = datetime.now(UTC)
    saved = records.save_decision(verification_id, decision, operator=" ann ", reason="shaky", note="called; ok'")
    (stored,) = records.decisions(verification_id)
    assert (stored.id, stored.verification_id, stored.decision) == (saved, verification_id, decision)
    assert (stored.operator, stored.reason, stored.note) == ("ann", "shaky", "called; ok'")
    assert before <= stored.at <= datetime.now(UTC)


def test_a_second_thought_is_a_second_decision(records: Records) -> None:
    verification_id, other = save(records), save(records)
    records.save_decision(verification_id, Decision.PUT_ASIDE, operator="ann")
    records.save_decision(verification_id, Decision.FLAGGED, operator="bob")
    decided = [(stored.decision, stored.operator) for stored in records.decisions(verification_id)]
    assert decided == [(Decision.PUT_ASIDE, "ann"), (Decision.FLAGGED, "bob")]
    assert records.decisions(other) == []


def test_a_decision_needs_a_verification_and_an_operator(records: Records) -> None:
    with pytest.raises(RecordsError, match="verification 1 is not there"):
        records.save_decision(1, Decision.ACCEPTED, operator="ann")
    verification_id = save(records)
    with pytest.raises(RecordsError, match="the operator who decides is missing"):
        records.save_decision(verification_id, Decision.ACCEPTED, operator=" ")
    assert records.decisions(verification_id) == []


# Evidence only grows


@pytest.mark.parametrize("table", ["verifications", "decisions"])
@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE {0} SET reason = 'forged'",
        "UPDATE OR REPLACE {0} SET id = 1",
        "DELETE FROM {0}",
        "DELETE FROM {0} WHERE id = 1",
        "INSERT OR REPLACE INTO {0} SELECT * FROM {0} WHERE id = 1",
        "REPLACE INTO {0} SELECT * FROM {0} WHERE id = 1",
    ],
)
def test_the_database_itself_refuses_to_change_evidence(
    records: Records, database: Path, table: str, statement: str
) -> None:
    verification_id = save(records)
    records.save_decision(verification_id, Decision.ACCEPTED, operator="ann")
    before = records.verifications(), records.decisions(verification_id)
    with pytest.raises(sqlite3.IntegrityError, match=f"{table} are evidence"):
        raw(database, statement.format(table))
    assert (records.verifications(), records.decisions(verification_id)) == before


# Several at once


def test_threads_that_write_at_once_lose_nothing(records: Records) -> None:
    records.add_account("1")

    def work(worker: int) -> list[int]:
        ids = []
        for page in range(1, 9):
            enrol(records, "1", IMAGE + bytes([worker]), page=page)
            ids.append(save(records))
            records.save_decision(ids[-1], Decision.ACCEPTED, operator=f"clerk {worker}")
        return ids

    with ThreadPoolExecutor(4) as pool:
        ids = [number for numbers in pool.map(work, range(4)) for number in numbers]
    assert len(set(ids)) == 32
    assert {stored.id for stored in records.verifications()} == set(ids)
    assert all(len(records.decisions(number)) == 1 for number in ids)
    assert len(records.references("1")) == 32


def test_of_threads_that_add_the_same_account_one_succeeds(records: Records) -> None:
    def work(worker: int) -> str:
        try:
            return records.add_account("1", f"clerk {worker}").holder
        except RecordsError as error:
            return error.problem

    with ThreadPoolExecutor(4) as pool:
        told = list(pool.map(work, range(4)))
    assert told.count("account 1 is already there") == 3
    account = records.account("1")
    assert account is not None
    assert account.holder in told


def test_of_those_who_make_the_database_at_once_all_can_use_it(settings: Settings) -> None:
    together = Barrier(4)

    def work(worker: int) -> None:
        together.wait()
        with Records.open(settings) as records:
            records.add_account(str(worker))

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(work, range(4)))
    with Records.open(settings) as records:
        assert [account.number for account in records.search_accounts("")] == ["0", "1", "2", "3"]


ADD_TWENTY = """
import sys
from pathlib import Path
folder, first, *sys.path = sys.argv[1:]
from sigverify.records import Records
from sigverify.settings import Settings
with Records.open(Settings(Path(folder))) as records:
    for number in range(int(first), int(first) + 20):
        records.add_account(str(number))
"""


def test_processes_that_write_at_once_lose_nothing(settings: Settings) -> None:
    starts = ("100", "200")
    processes = [
        subprocess.Popen([sys.executable, "-c", ADD_TWENTY, str(settings.data_folder), start, *sys.path])
        for start in starts
    ]
    assert [process.wait(timeout=60) for process in processes] == [0, 0]
    with Records.open(settings) as records:
        found = {int(account.number) for account in records.search_accounts("")}
    assert found == {*range(100, 120), *range(200, 220)}


# Lightness


def test_a_list_of_accounts_needs_no_image_processing(settings: Settings) -> None:
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
    arguments = [sys.executable, "-c", script, str(settings.data_folder), *sys.path]
    done = subprocess.run(arguments, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
