"""Signatures that are old enough are removed for good, and the audit chain still proves the rest."""

from __future__ import annotations

import json
import multiprocessing
import os
import signal
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

import numpy as np
import pytest
from sqlalchemy import text

from sigverify.cli import run
from sigverify.copies import Kept
from sigverify.errors import Cancelled, NotPermitted, RecordsError
from sigverify.explaining import as_text, explain
from sigverify.jobs import Cancel, Progress
from sigverify.operators import Role
from sigverify.records import Records, references, retention, signatories, verifications
from sigverify.records.retention import Expired
from sigverify.settings import Settings
from tests.sigverify.records.evidence import enrol, raw, save

MARK = b"pixels of Ann's own hand"
VECTOR = np.linspace(-1, 1, 64, dtype=np.float32)
SECRETS = (MARK, VECTOR.tobytes()[:24])
NOW = datetime.now(UTC)
LONG_AGO = NOW - timedelta(days=400)
YEAR = NOW - timedelta(days=365)


@pytest.fixture
def long_ago(monkeypatch: pytest.MonkeyPatch) -> pytest.MonkeyPatch:
    """Let what is written be written 400 days ago, until it is undone."""
    for module in (references, signatories, verifications):
        monkeypatch.setattr(module, "now", lambda: LONG_AGO)
    return monkeypatch


def picture(at: int) -> bytes:
    return bytes([at]) * 40 + MARK * 200


def with_traces(records: Records, image: bytes, account: str = "1") -> int:
    """Enrol a reference with all that is kept of it, and verify a cheque against it; return its id."""
    stored = enrol(records, account, image)
    records.save_embedding(stored.id, "model", VECTOR)
    records.save_reference_picture(stored.id, image)
    save(records, account, cheque={"reference_ids": (stored.id,)}, distances=(0.1,), kept=Kept(VECTOR, image))
    return stored.id


@pytest.fixture
def old(records: Records, long_ago: pytest.MonkeyPatch) -> Records:
    """Records with two references that were retired long ago, and a verification with each."""
    fill(records)
    long_ago.undo()
    return records


def fill(records: Records, count: int = 2) -> None:
    records.add_account("1", "Ann")
    for at in range(count):
        records.retire_reference(with_traces(records, picture(at)), "a new card")


def tamper(records: Records, *statements: str) -> None:
    with records._database.writing.begin() as connection:
        for statement in statements:
            connection.execute(text(statement))


def faults(records: Records) -> list[str]:
    return [f"{one.row.partition(':')[0]} {one.problem}" for one in records.verify_audit().faults]


def test_counted_first_then_removed_and_the_chain_still_proves_the_rest(old: Records) -> None:
    before = old.verify_audit().entries
    assert old.expired(YEAR) == Expired(2, 2, 2, 2)
    assert old.verify_audit().entries == before
    assert old.references("1", include_retired=True)[0].image == picture(0)

    seen: list[Progress] = []
    assert old.purge(YEAR, seen.append) == Expired(2, 2, 2, 2)
    assert (seen[-1].done, seen[-1].total) == (8, 8)
    assert old.verify_audit().faults == ()
    first, second = old.references("1", include_retired=True)
    assert (first.image, second.image) == (b"", b"")
    assert first.image_removed_at is not None
    assert first.image_removed_at > NOW
    assert old.embedding(first.id, "model") is None
    assert old.reference_pictures([first.id]) == {}
    assert old.seen_pictures([1]) == {}
    assert old.seen_ink("1", "model-1", "") == []
    assert old.verification(1) is not None

    told = [one for one in old.audit_entries() if "removed" in one.action]
    assert len(told) == 1 + 1 + 2 + 2
    image = next(one for one in told if one.subject == f"images:{first.sha256}")
    assert image.operator == old.operator
    assert image.account == "1"
    assert first.sha256 in image.details
    assert YEAR.isoformat() in image.details
    assert old.purge(YEAR) == Expired()


def test_what_is_young_or_in_use_or_shared_stays(records: Records, long_ago: pytest.MonkeyPatch) -> None:
    records.add_account("1", "Ann")
    records.add_account("2", "Ben")
    shared = enrol(records, "1", picture(1))
    records.retire_reference(shared.id, "a new card")
    still = enrol(records, "2", picture(1))
    referred = enrol(records, "1", picture(2))
    records.retire_reference(referred.id, "a new card")
    in_use = enrol(records, "1", picture(3))
    retired_today = enrol(records, "1", picture(4))
    long_ago.undo()
    records.retire_reference(retired_today.id, "a new card")
    late = save(records, cheque={"reference_ids": (referred.id,)}, distances=(0.1,), kept=Kept(VECTOR, picture(5)))

    assert records.purge(YEAR) == Expired()
    for one in (shared, still, referred, in_use, retired_today):
        found = records.reference(one.id)
        assert found is not None
        assert found.image == one.image
    assert records.seen_pictures([late])


def test_references_of_somebody_who_left_go_with_the_person(
    records: Records, long_ago: pytest.MonkeyPatch
) -> None:
    records.add_account("1", "Ann")
    stored = enrol(records, "1", picture(1))
    records.retire_signatory(stored.signatory_id, "left the firm")
    long_ago.undo()
    assert records.purge(YEAR).images == 1
    assert records.verify_audit().intact


def test_an_image_removed_without_an_entry_is_a_fault(old: Records) -> None:
    tamper(old, "UPDATE images SET content = '', removed_at = '2026-01-01 00:00:00'")
    assert faults(old) == ["images was removed without an entry"] * 2


def test_an_emptied_image_is_a_fault_too(old: Records) -> None:
    tamper(old, f"UPDATE images SET content = CAST('' AS {'BLOB' if old.path else 'BYTEA'})")
    assert faults(old) == ["images was removed without an entry"] * 2


def test_an_image_whose_row_is_gone_is_a_fault(sqlite: Settings, database: Path) -> None:
    with Records.open(sqlite) as records:
        records.add_account("1")
        enrol(records, "1")
        raw(database, "DELETE FROM images")  # this connection keeps no foreign keys
        assert faults(records) == ["images was deleted"]


def test_another_day_of_removal_is_a_fault(old: Records) -> None:
    old.purge(YEAR)
    tamper(old, "UPDATE images SET removed_at = '2001-01-01 00:00:00'")
    assert faults(old) == ["images was changed"] * 2


def test_a_forged_removal_breaks_the_chain(old: Records) -> None:
    sha256 = old.references("1", include_retired=True)[0].sha256
    last = old.audit_head()
    tamper(
        old,
        f"UPDATE images SET content = '', removed_at = '2026-01-01 00:00:00' WHERE sha256 = '{sha256}'",
        "INSERT INTO audit (id, at, operator, account, action, subject, details, previous, sha256) VALUES "
        f"({last.length + 1}, '2026-01-01T00:00:00+00:00', 'ann', '1', 'image removed by retention', "
        f"'images:{sha256}', '{{}}', '{last.sha256}', '{'0' * 64}')",
    )
    assert faults(old) == ["audit was changed"]


def test_an_entry_excuses_no_other_image_and_no_embedding_that_comes_back(old: Records) -> None:
    first, second = old.references("1", include_retired=True)
    keep = picture(1)
    assert second.image == keep
    old.purge(YEAR)
    third = enrol(old, "1", picture(7))
    old.save_embedding(third.id, "model", VECTOR)
    tamper(
        old,
        f"UPDATE images SET content = '', removed_at = (SELECT removed_at FROM images WHERE sha256 = "
        f"'{first.sha256}') WHERE sha256 = '{third.sha256}'",
        f"DELETE FROM embeddings WHERE reference_id = {third.id}",
        f"INSERT INTO embeddings (reference_id, bundle, dimensions, vector) "
        f"VALUES ({first.id}, 'model', 1, CAST('abcd' AS {'BLOB' if old.path else 'BYTEA'}))",
    )
    assert sorted(faults(old)) == [
        "embeddings was changed",
        "embeddings was deleted",
        "images was removed without an entry",
    ]


def test_the_same_file_can_be_enrolled_again_and_then_must_stay(old: Records) -> None:
    old.purge(YEAR)
    gone = old.references("1", include_retired=True)[0]
    again = enrol(old, "1", picture(0))
    assert old.references("1") == [again]
    assert old.verify_audit().intact
    removed = gone.image_removed_at
    assert removed is not None
    tamper(
        old,
        f"UPDATE images SET content = '', removed_at = '{removed.replace(tzinfo=None)}' "
        f"WHERE sha256 = '{gone.sha256}'",
    )
    assert faults(old) == ["images was changed"]


def test_only_administrators_and_only_what_is_older_than_a_day(old: Records) -> None:
    with pytest.raises(RecordsError, match="only what is older than a day"):
        old.purge(datetime.now(UTC) - timedelta(hours=23))
    old.add_operator("boss", Role.ADMINISTRATOR)
    boss = old.acting_as("boss")
    boss.add_operator("sue", Role.SUPERVISOR)
    for call in (old.acting_as("sue").expired, old.acting_as("sue").purge):
        with pytest.raises(NotPermitted, match="remove signatures"):
            call(YEAR)
    assert boss.purge(YEAR).images == 2


def test_an_explanation_says_when_a_picture_was_removed(old: Records) -> None:
    old.purge(YEAR)
    found = explain(old, 1)
    assert f"removed on {datetime.now(UTC):%Y-%m-%d} by retention" in as_text(found)
    assert "image_removed" in str(found.as_json()["references"])


def in_the_files(folder: Path) -> list[str]:
    """Return which files below a folder hold something of a signature: logs and temporary ones too."""
    files = [one for one in folder.rglob("*") if one.is_file()]
    assert any(one.name == "records.db" for one in files)
    return [one.name for one in files if any(secret in one.read_bytes() for secret in SECRETS)]


def test_no_file_holds_what_was_removed(sqlite: Settings, long_ago: pytest.MonkeyPatch) -> None:
    with Records.open(sqlite) as records:
        fill(records, 30)
        long_ago.undo()
        assert in_the_files(sqlite.data_folder)  # else this would find nothing whatever is there
        records.purge(YEAR)
        assert in_the_files(sqlite.data_folder) == []
    assert in_the_files(sqlite.data_folder) == []


def test_a_desk_that_reads_meanwhile_is_told_of(sqlite: Settings, long_ago: pytest.MonkeyPatch) -> None:
    with Records.open(sqlite) as records, Records.open(sqlite) as desk:
        fill(records)
        long_ago.undo()
        with desk._read() as session:
            session.execute(text("SELECT count(*) FROM images")).all()
            with pytest.raises(RecordsError, match=r"(still holds what was|locked).*lose"):
                records.purge(YEAR)
        assert records.purge(YEAR) == Expired()
        assert in_the_files(sqlite.data_folder) == []


def test_encrypted_records_are_purged_without_the_key(records: Records, long_ago: pytest.MonkeyPatch) -> None:
    fill(records)
    long_ago.undo()
    passphrase = "seven otters under a bridge"
    records.encrypt(passphrase)
    stays = enrol(records, "1", picture(9))
    assert records.purge(YEAR) == Expired(2, 2, 2, 2)
    assert records.verify_audit().intact
    assert records.encrypt(None) == 0
    assert records.decrypt() == 1
    assert records.references("1") == [stays]
    assert records.verify_audit().intact


def test_stopped_in_the_middle_it_goes_on(sqlite: Settings, long_ago: pytest.MonkeyPatch) -> None:
    with Records.open(sqlite) as records:
        fill(records, 3)
        long_ago.undo()
        long_ago.setattr(retention, "_AT_ONCE", 2)
        cancel = Cancel()
        with pytest.raises(Cancelled):
            records.purge(YEAR, lambda _: cancel.request(), cancel)
        assert records.expired(YEAR).total == 12 - 2
        assert records.verify_audit().intact
        assert records.purge(YEAR).total == 12 - 2
        assert in_the_files(sqlite.data_folder) == []
        assert records.verify_audit().intact


def _purge_slowly(folder: Path) -> None:
    retention._AT_ONCE = 2
    with Records.open(Settings(folder)) as records:
        records.purge(YEAR, lambda _: time.sleep(0.02))


def test_killed_at_any_moment_the_chain_holds_and_it_goes_on(
    sqlite: Settings, long_ago: pytest.MonkeyPatch
) -> None:
    with Records.open(sqlite) as records:
        fill(records, 30)
        long_ago.undo()
        left = records.expired(YEAR).total
    context = multiprocessing.get_context("spawn")
    for _ in range(3):
        process = context.Process(target=_purge_slowly, args=(sqlite.data_folder,))
        process.start()
        with Records.open(sqlite) as watching:
            while process.is_alive() and watching.expired(YEAR).total == left:
                time.sleep(0.01)
        assert process.pid is not None
        os.kill(process.pid, signal.SIGKILL)
        process.join()
        with Records.open(sqlite) as records:
            now_left = records.expired(YEAR).total
            assert 0 < now_left < left
            left = now_left
            assert records.verify_audit().intact
    with Records.open(sqlite) as records:
        assert records.purge(YEAR).total == left
        assert records.verify_audit().intact
    assert in_the_files(sqlite.data_folder) == []


def test_by_command(sqlite: Settings, long_ago: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    with Records.open(sqlite) as records:
        fill(records)
        long_ago.undo()
        records.backup(sqlite.data_folder / "backups" / "before.db")
    purge = ["purge", "--data", str(sqlite.data_folder), "--older-than"]
    assert run([*purge, "365"]) == 0
    assert "2 images, 2 embeddings and 2 traces of ink would be removed" in capsys.readouterr().out
    day = f"{YEAR:%Y-%m-%d}"
    told = {"before": f"{day}T00:00:00+00:00", "seen": 2, "ink": 2, "embeddings": 2, "images": 2}
    assert run([*purge, day, "--json"]) == 0
    assert json.loads(capsys.readouterr().out) == told | {"removed": False, "backups": []}
    assert run([*purge, "never"]) == 3
    assert "neither a number of days nor a day" in capsys.readouterr().err
    assert run([*purge, "0", "--yes"]) == 3
    assert "older than a day" in capsys.readouterr().err
    assert run([*purge, day, "--yes"]) == 0
    said = capsys.readouterr()
    assert "2 questioned signatures and, of references, 2 images" in said.out
    assert "before.db" in said.err
    assert run([*purge, day, "--yes", "--json"]) == 0
    removed = json.loads(capsys.readouterr().out)
    assert (removed["removed"], removed["images"]) == (True, 0)
    assert [Path(one).name for one in removed["backups"]] == ["before.db"]
    assert run(["audit", "verify", "--data", str(sqlite.data_folder)]) == 0
