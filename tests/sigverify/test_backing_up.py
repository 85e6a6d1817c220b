"""A backup holds all that a data folder knows, comes back whole or not at all, and leads nowhere else."""

from __future__ import annotations

import json
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from sigverify import archive, backing_up
from sigverify import settings as settings_file
from sigverify.errors import ArchiveError, Cancelled, RecordsError, SigverifyError
from sigverify.jobs import Cancel, Progress
from sigverify.records import Records
from sigverify.settings import Settings
from tests.sigverify.records.evidence import enrol

Entries = dict[str, bytes]


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    """Return the settings of a data folder with something of everything in it."""
    made = Settings(tmp_path / "data", theme="dark", profile="ours")
    settings_file.save(made)
    (made.data_folder / "profiles").mkdir()
    (made.data_folder / "profiles" / "ours.json").write_text("{}")
    (made.data_folder / "templates.json").write_text('{"templates": []}')
    (made.data_folder / "micr.toml").write_text("")
    (made.data_folder / "sigverify.log").write_text("not for a backup")
    with Records.open(made) as records:
        records.add_account("1", "Ann")
        enrol(records, "1", b"an image")
    return made


@pytest.fixture
def backup(settings: Settings, tmp_path: Path) -> Path:
    path = tmp_path / "safe" / "bank.backup"
    with Records.open(settings) as records:
        backing_up.back_up(records, settings, path)
    return path


def rewritten(path: Path, change: Callable[[Entries], None], kind: int = zipfile.ZIP_STORED) -> Path:
    """Write an archive again, its manifest fitting whatever was changed."""
    with zipfile.ZipFile(path) as whole:
        entries = {name: whole.read(name) for name in whole.namelist()}
    change(entries)
    told = json.loads(entries.pop(archive.MANIFEST))
    told["files"] = {
        name: {"bytes": len(data), "sha256": archive.hashlib.sha256(data).hexdigest()}
        for name, data in entries.items()
    }
    changed = path.with_name("changed.backup")
    with zipfile.ZipFile(changed, "w", kind) as whole:
        for name, data in entries.items():
            whole.writestr(name, data)
        whole.writestr(archive.MANIFEST, json.dumps(told))
    return changed


def contents(folder: Path) -> dict[str, bytes]:
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_a_backup_is_one_private_file_and_comes_back_into_a_new_folder(
    settings: Settings, backup: Path, tmp_path: Path
) -> None:
    assert [path.name for path in backup.parent.iterdir()] == ["bank.backup"]
    assert backup.stat().st_mode & 0o777 == 0o600
    done = backing_up.restore(Settings(tmp_path / "new"), backup, "ann")
    assert set(done.files) == {"settings.toml", "templates.json", "micr.toml", "profiles/ours.json"}
    assert done.kept == ()
    new = settings_file.load(tmp_path / "new")
    assert (new.theme, new.profile) == ("dark", "ours")
    for name in done.files:
        assert (tmp_path / "new" / name).read_bytes() == (settings.data_folder / name).read_bytes()
    assert all(path.stat().st_mode & 0o077 == 0 for path in (tmp_path / "new").rglob("*"))
    assert (tmp_path / "new").stat().st_mode & 0o077 == 0
    with Records.open(new) as records:
        (reference,) = records.references("1")
        assert reference.image == b"an image"
        assert records.verify_audit().intact
        assert records.audit_entries()[-1].action == "restored"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["data", "new", "safe"]


def test_a_backup_is_of_one_moment_while_others_write(settings: Settings, tmp_path: Path) -> None:
    path = tmp_path / "b.backup"
    with Records.open(settings) as desk, Records.open(settings) as other:
        other.add_account("2")

        def write_on(progress: Progress) -> None:
            other.add_account(f"later {progress.done} {progress.note}")

        backing_up.back_up(desk, settings, path, write_on)
    backing_up.restore(Settings(tmp_path / "new"), path, "ann")
    with Records.open(settings_file.load(tmp_path / "new")) as records:
        assert records.verify_audit().intact
        assert records.account("2") is not None
        assert records.account("later 0 records") is not None  # reported before the copy was taken
        assert records.count_accounts() == 3


def test_nothing_is_overwritten_unless_told(settings: Settings, backup: Path) -> None:
    with Records.open(settings) as records:
        records.add_account("later")
    (settings.data_folder / "micr.toml").write_text("# changed\n")
    with pytest.raises(ArchiveError, match=r"holds records\.db, settings\.toml, .* already\. Give --replace"):
        backing_up.restore(settings, backup, "ann")
    with Records.open(settings) as records:
        assert records.account("later") is not None
    done = backing_up.restore(settings, backup, "ann", overwrite=True)
    with Records.open(settings) as records:
        assert records.account("later") is None
    assert (settings.data_folder / "micr.toml").read_text() == ""
    earlier, folder = done.kept
    assert (folder / "micr.toml").read_text() == "# changed\n"
    with Records.open(Settings(folder, database_url=f"sqlite:///{earlier}")) as records:
        assert records.account("later") is not None


def test_every_single_flipped_byte_is_noticed(settings: Settings, backup: Path, tmp_path: Path) -> None:
    whole = backup.read_bytes()
    (tmp_path / "flipped").mkdir()
    flipped = tmp_path / "flipped" / "bank.backup"
    # Of the records one byte in some hundred, elsewhere more.
    for at in {*range(0, len(whole), 997), *range(len(whole) - 1500, len(whole), 13)}:
        flipped.write_bytes(whole[:at] + bytes([whole[at] ^ 0x10]) + whole[at + 1 :])
        named = None
        try:
            backing_up.restore(Settings(tmp_path / "new"), flipped, "ann")
        except SigverifyError as error:
            named = error.path
        assert named in (None, flipped), at
        assert (tmp_path / "new").exists() is (named is None)
        if named is None:
            # What a ZIP file says twice, or dates: nothing of it is ours, and what was put back is whole.
            for name in ("settings.toml", "templates.json", "profiles/ours.json"):
                assert (tmp_path / "new" / name).read_bytes() == (settings.data_folder / name).read_bytes()
            backing_up.shutil.rmtree(tmp_path / "new")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["data", "flipped", "safe"]


@pytest.mark.parametrize(
    "name",
    [
        "../outside.toml",
        "/tmp/outside.toml",
        "profiles/../../outside.json",
        "profiles/..\\..\\outside.json",
        "profiles/C:x.json",
        "profiles/a\x1b.json",
        "profiles/.hidden.json",
        "profiles/deep/er.json",
        "profiles/code.py",
        "sigverify.log",
        "backups/x.db",
    ],
)
def test_a_backup_that_leads_elsewhere_is_refused_whole(name: str, backup: Path, tmp_path: Path) -> None:
    before = contents(tmp_path)
    changed = rewritten(backup, lambda entries: entries.update({name: b"hostile"}))
    with pytest.raises(ArchiveError) as caught:
        backing_up.restore(Settings(tmp_path / "new"), changed, "ann")
    assert caught.value.path == changed
    changed.unlink()
    assert contents(tmp_path) == before


def test_a_zip_bomb_is_refused_before_it_is_unpacked(backup: Path, tmp_path: Path) -> None:
    changed = rewritten(
        backup, lambda entries: entries.update({"micr.toml": bytes(50_000_000)}), zipfile.ZIP_DEFLATED
    )
    assert changed.stat().st_size < 1_000_000
    with pytest.raises(ArchiveError, match="holds compressed files"):
        backing_up.restore(Settings(tmp_path / "new"), changed, "ann")


@pytest.mark.parametrize("data", [b"", b"PK\x03\x04", b"PK\x03\x04" * 3000, b"text"])
def test_what_is_no_backup_says_so(data: bytes, tmp_path: Path) -> None:
    path = tmp_path / "x.backup"
    path.write_bytes(data)
    for where in (path, tmp_path / "missing.backup"):
        with pytest.raises(SigverifyError):
            backing_up.restore(Settings(tmp_path / "new"), where, "ann")
        assert not (tmp_path / "new").exists()


def test_settings_of_a_backup_put_no_records_over_another_file(
    settings: Settings, backup: Path, tmp_path: Path
) -> None:
    precious = tmp_path / "precious.txt"
    precious.write_text("mine")
    hostile = f'database_url = "sqlite:///{precious}"\n'.encode()
    changed = rewritten(backup, lambda entries: entries.update({"settings.toml": hostile}))
    for where in (Settings(tmp_path / "new"), settings):
        with pytest.raises(ArchiveError, match="it is there already") as caught:
            backing_up.restore(where, changed, "ann", overwrite=True)
        assert caught.value.path == precious
        assert precious.read_text() == "mine"


def test_a_backup_that_is_stopped_leaves_nothing(settings: Settings, backup: Path, tmp_path: Path) -> None:
    cancel = Cancel()
    cancel.request()
    with Records.open(settings) as records, pytest.raises(Cancelled):
        backing_up.back_up(records, settings, tmp_path / "half.backup", cancel=cancel)
    with pytest.raises(Cancelled):
        backing_up.restore(Settings(tmp_path / "new"), backup, "ann", cancel=cancel)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["data", "safe"]


def test_a_backup_never_takes_the_place_of_a_file(settings: Settings, tmp_path: Path) -> None:
    path = tmp_path / "precious"
    path.write_text("mine")
    with Records.open(settings) as records, pytest.raises((ArchiveError, RecordsError), match="already"):
        backing_up.back_up(records, settings, path)
    assert path.read_text() == "mine"
