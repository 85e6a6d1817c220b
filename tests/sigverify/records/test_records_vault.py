"""Signatures at rest: whoever has the files and not the key sees none of them."""

from __future__ import annotations

import io
import multiprocessing
import os
import signal
import sqlite3
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import keyring
import numpy as np
import pytest
from keyring.backend import KeyringBackend
from keyring.errors import NoKeyringError, PasswordDeleteError

from sigverify.cli import run
from sigverify.copies import Kept
from sigverify.errors import Cancelled, NotPermitted, RecordsError
from sigverify.jobs import Cancel, Progress
from sigverify.operators import Role
from sigverify.records import Records
from sigverify.settings import Settings
from tests.sigverify.records.evidence import enrol, save

PASSPHRASE = "seven otters under a bridge"
MARK = b"pixels of Ann's own hand"
IMAGES = [b"\x89PNG\r\n\x1a\n" + bytes([at]) * 40 + MARK * 200 for at in range(60)]
VECTOR = np.linspace(-1, 1, 64, dtype=np.float32)
SECRETS = (b"\x89PNG", MARK, VECTOR.tobytes()[:24], VECTOR.tobytes()[-24:])


class Drawer(KeyringBackend):
    """A keyring for one test."""

    priority = 1.0

    def __init__(self) -> None:
        super().__init__()  # type: ignore[no-untyped-call]
        self.kept: dict[tuple[str, str], str] = {}

    def get_password(self, service: str, username: str) -> str | None:
        return self.kept.get((service, username))

    def set_password(self, service: str, username: str, password: str) -> None:
        self.kept[service, username] = password

    def delete_password(self, service: str, username: str) -> None:
        if self.kept.pop((service, username), None) is None:
            raise PasswordDeleteError


@pytest.fixture(autouse=True)
def _no_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("SIGVERIFY_PASSPHRASE", "SIGVERIFY_PASSPHRASE_FILE", "SIGVERIFY_NEW_PASSPHRASE"):
        monkeypatch.delenv(name, raising=False)


@pytest.fixture
def drawer() -> Iterator[Drawer]:
    backend = Drawer()
    before = keyring.get_keyring()
    keyring.set_keyring(backend)
    yield backend
    keyring.set_keyring(before)


def fill(records: Records) -> None:
    records.add_account("1", "Ann")
    for image in IMAGES:
        stored = enrol(records, "1", image)
        records.save_embedding(stored.id, "model", VECTOR)
        records.save_reference_picture(stored.id, image)
        kept = Kept(VECTOR, image)
        save(records, cheque={"reference_ids": (stored.id,)}, distances=(0.1,), kept=kept)


def in_the_clear(folder: Path) -> list[str]:
    """Return which files below a folder hold something of a signature: logs and temporary ones too."""
    files = [one for one in folder.rglob("*") if one.is_file()]
    assert any(one.name == "records.db" for one in files)
    return [one.name for one in files if any(secret in one.read_bytes() for secret in SECRETS)]


def test_no_file_holds_a_signature_once_they_are_encrypted(sqlite: Settings) -> None:
    with Records.open(sqlite) as records:
        fill(records)
        assert in_the_clear(sqlite.data_folder)  # else this would find nothing whatever is there
        assert records.encrypt(PASSPHRASE) == 4 * len(IMAGES)
        assert in_the_clear(sqlite.data_folder) == []
        records.add_account("2")
        late = enrol(records, "2", b"\x89PNG late" + MARK)
        records.save_embedding(late.id, "model", VECTOR)
        assert in_the_clear(sqlite.data_folder) == []
        records.backup(sqlite.data_folder / "backups" / "copy.db")
        assert in_the_clear(sqlite.data_folder) == []
        assert records.backups_in_the_clear() == []
    assert in_the_clear(sqlite.data_folder) == []


def test_with_the_passphrase_all_is_as_it_was_and_proved(records: Records, settings: Settings) -> None:
    fill(records)
    before = records.references("1")
    records.encrypt(PASSPHRASE)
    with Records.open(settings, ask=lambda: PASSPHRASE) as again:
        assert again.encrypted
        assert again.references("1") == before
        assert again.reference(before[0].id) == before[0]
        vector = again.embedding(before[0].id, "model")
        assert vector is not None
        assert np.array_equal(vector, VECTOR)
        embedded = again.embedded_references("1", before[0].added_at.date(), "model")
        assert {one.vector for one in embedded} == {VECTOR.tobytes()}
        seen = again.seen_ink("1", "model-1", "")
        assert len(seen) == len(IMAGES)
        assert np.array_equal(seen[0].vector, VECTOR)
        assert set(again.seen_pictures([one.verification_id for one in seen]).values()) == set(IMAGES)
        assert again.reference_pictures([before[0].id]) == {before[0].id: IMAGES[0]}
        assert again.verify_audit().intact
        again.decrypt()
        assert set(again.seen_pictures([one.verification_id for one in seen]).values()) == set(IMAGES)
    with Records.open(settings) as plain:
        assert not plain.encrypted
        assert not plain.locked
        assert plain.references("1") == before
        assert plain.verify_audit().intact
        actions = [entry.action for entry in plain.audit_entries(limit=10_000)]
        assert ("encryption begun" in actions, actions[-1]) == (True, "decrypted")


def test_without_the_passphrase_signatures_stay_shut_and_the_rest_works(sqlite: Settings) -> None:
    with Records.open(sqlite) as records:
        fill(records)
        records.encrypt(PASSPHRASE)
    with Records.open(sqlite) as again:
        assert again.locked
        assert again.account("1") is not None
        for look in (lambda: again.references("1"), lambda: again.embedding(1, "model"), again.verify_audit):
            with pytest.raises(RecordsError, match="encrypted, and the passphrase is not given"):
                look()
        with pytest.raises(RecordsError, match="not given"):
            enrol(again, "1", b"another")
        with pytest.raises(RecordsError, match="the passphrase is not the one of these records"):
            again.unlock("eight otters under a bridge")
        assert again.locked
        again.unlock(PASSPHRASE)
        assert len(again.references("1")) == len(IMAGES)


@pytest.mark.parametrize("how", ["variable", "file"])
def test_the_night_gets_the_passphrase_without_anybody_there(
    sqlite: Settings, how: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with Records.open(sqlite) as records:
        fill(records)
        records.encrypt(PASSPHRASE)
    if how == "variable":
        monkeypatch.setenv("SIGVERIFY_PASSPHRASE", PASSPHRASE)
    else:
        (tmp_path / "key").write_text(f"{PASSPHRASE}\n")
        monkeypatch.setenv("SIGVERIFY_PASSPHRASE_FILE", str(tmp_path / "key"))
    with Records.open(sqlite) as again:
        assert not again.locked
        assert len(again.references("1")) == len(IMAGES)


def test_a_signature_in_another_ones_place_or_changed_is_found(sqlite: Settings) -> None:
    with Records.open(sqlite) as records:
        fill(records)
        records.encrypt(PASSPHRASE)
        first, second = (one.sha256 for one in records.references("1")[:2])
        with closing(sqlite3.connect(sqlite.data_folder / "records.db")) as connection, connection:
            connection.execute(
                "UPDATE images SET (content, seal) = (SELECT content, seal FROM images WHERE sha256 = ?) "
                "WHERE sha256 = ?",
                (first, second),
            )
            connection.execute(
                "UPDATE embeddings SET vector = (SELECT vector FROM embeddings WHERE reference_id = 2)"
            )
        report = records.verify_audit()
        assert f"images:{second}" in {fault.row for fault in report.faults}
        assert "embeddings:1/model" in {fault.row for fault in report.faults}
        with pytest.raises(RecordsError, match=rf"images:{second} was changed after it was encrypted"):
            records.references("1")
        with pytest.raises(RecordsError, match="embeddings:1/model was changed"):
            records.embedding(1, "model")


def test_the_key_changes_without_anything_being_encrypted_anew(sqlite: Settings, drawer: Drawer) -> None:
    with Records.open(sqlite) as records:
        fill(records)
        records.encrypt(PASSPHRASE)
        records.change_key("another sentence altogether")
    with Records.open(sqlite) as again:
        with pytest.raises(RecordsError, match="not the one of these records"):
            again.unlock(PASSPHRASE)
        again.unlock("another sentence altogether")
        again.change_key(None)
    with Records.open(sqlite) as third:
        assert not third.locked
        assert len(third.references("1")) == len(IMAGES)
        assert third.verify_audit().intact
        third.decrypt()
    assert drawer.kept == {}


def test_a_keyring_without_the_key_or_none_at_all_is_told(
    sqlite: Settings, drawer: Drawer, monkeypatch: pytest.MonkeyPatch
) -> None:
    with Records.open(sqlite) as records:
        fill(records)
        records.encrypt(None)
    drawer.kept.clear()
    with (
        Records.open(sqlite) as again,
        pytest.raises(RecordsError, match="key of these records is not in the keyring"),
    ):
        again.references("1")

    def none(*_: object) -> None:
        raise NoKeyringError("none")

    monkeypatch.setattr(drawer, "set_password", none)
    with Records.open(Settings(sqlite.data_folder.parent / "other")) as other:
        with pytest.raises(RecordsError, match=r"keyring cannot be used .* encrypt with --passphrase"):
            other.encrypt(None)
        assert not other.encrypted


def test_a_short_passphrase_is_refused(sqlite: Settings) -> None:
    with Records.open(sqlite) as records:
        with pytest.raises(RecordsError, match="12 characters at least"):
            records.encrypt("short")
        assert not records.encrypted


def test_a_clerk_neither_encrypts_nor_decrypts(sqlite: Settings) -> None:
    with Records.open(sqlite) as records:
        records.add_operator("boss", Role.ADMINISTRATOR)
        boss = records.acting_as("boss")
        boss.add_operator("ann", Role.CLERK)
        ann = boss.acting_as("ann")
        with pytest.raises(NotPermitted):
            ann.encrypt(PASSPHRASE)
        boss.encrypt(PASSPHRASE)
        with pytest.raises(NotPermitted):
            ann.decrypt()
        with pytest.raises(NotPermitted):
            ann.change_key(None)


def test_stopped_in_the_middle_it_goes_on(sqlite: Settings) -> None:
    with Records.open(sqlite) as records:
        fill(records)
        before = records.references("1")
        cancel = Cancel()
        seen: list[Progress] = []

        def stop(progress: Progress) -> None:
            seen.append(progress)
            cancel.request()

        with pytest.raises(Cancelled):
            records.encrypt(PASSPHRASE, stop, cancel)
        assert 0 < seen[-1].done < 2 * len(IMAGES)
        assert records.references("1") == before  # some encrypted, some not
        assert seen[-1].done + records.encrypt(PASSPHRASE) == 4 * len(IMAGES)
        assert in_the_clear(sqlite.data_folder) == []
        assert records.verify_audit().intact


def _encrypt_slowly(folder: Path) -> None:
    with Records.open(Settings(folder)) as records:
        records.encrypt(PASSPHRASE, lambda _: time.sleep(0.05))


def test_killed_at_any_moment_nothing_is_lost_and_it_goes_on(sqlite: Settings) -> None:
    with Records.open(sqlite) as records:
        fill(records)
        before = records.references("1")
    context = multiprocessing.get_context("spawn")
    for _ in range(3):
        process = context.Process(target=_encrypt_slowly, args=(sqlite.data_folder,))
        process.start()
        with Records.open(sqlite) as watching:
            while process.is_alive() and not watching.encrypted:
                time.sleep(0.01)
        time.sleep(0.03)
        assert process.pid is not None
        if process.is_alive():
            os.kill(process.pid, signal.SIGKILL)
        process.join()
        with Records.open(sqlite, ask=lambda: PASSPHRASE) as records:
            assert records.references("1") == before
            assert records.verify_audit().intact
    with Records.open(sqlite, ask=lambda: PASSPHRASE) as records:
        records.encrypt(None)
        assert in_the_clear(sqlite.data_folder) == []
        assert records.references("1") == before


def test_by_command(sqlite: Settings, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    with Records.open(sqlite) as records:
        fill(records)
        records.backup(sqlite.data_folder / "backups" / "before.db")
    data = ["--data", str(sqlite.data_folder)]
    assert run(["change-key", "--passphrase", *data]) == 3
    assert "not encrypted" in capsys.readouterr().err
    monkeypatch.setenv("SIGVERIFY_NEW_PASSPHRASE", PASSPHRASE)
    assert run(["encrypt", "--passphrase", *data]) == 0
    told = capsys.readouterr()
    assert f"{4 * len(IMAGES)} images, embeddings and traces of ink were encrypted" in told.out
    assert "before.db" in told.err
    monkeypatch.setattr("sys.stdin", io.StringIO())  # a night without anybody
    assert run(["audit", "verify", *data]) == 3
    assert "nobody is there to give the passphrase" in capsys.readouterr().err
    monkeypatch.setenv("SIGVERIFY_PASSPHRASE", "a wrong one altogether")
    assert run(["decrypt", *data]) == 3
    assert "the passphrase is not the one of these records" in capsys.readouterr().err
    monkeypatch.setenv("SIGVERIFY_PASSPHRASE", PASSPHRASE)
    assert run(["audit", "verify", *data]) == 0
    assert run(["decrypt", *data]) == 0
    assert in_the_clear(sqlite.data_folder)
