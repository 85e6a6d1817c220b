from __future__ import annotations

import stat
import sys
from pathlib import Path

import pytest

from sigverify.files import private_folder, write_private

posix_only = pytest.mark.skipif(sys.platform == "win32", reason="Windows has no mode bits")


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def test_what_is_written_is_there(tmp_path: Path) -> None:
    write_private(tmp_path / "a", b"\x00ink\xff")
    assert (tmp_path / "a").read_bytes() == b"\x00ink\xff"


@posix_only
def test_a_written_file_is_for_its_owner_alone(tmp_path: Path) -> None:
    path = tmp_path / "a"
    path.write_bytes(b"old")
    path.chmod(0o644)
    write_private(path, b"new")
    assert path.read_bytes() == b"new"
    assert mode(path) == 0o600


def test_nothing_is_left_beside_the_file(tmp_path: Path) -> None:
    write_private(tmp_path / "a", b"one")
    write_private(tmp_path / "a", b"two")
    assert [path.name for path in tmp_path.iterdir()] == ["a"]


def test_a_write_that_fails_leaves_what_was_there_and_no_litter(tmp_path: Path) -> None:
    in_the_way = tmp_path / "a"
    in_the_way.mkdir()
    (in_the_way / "inside").touch()
    with pytest.raises(OSError, match="a"):
        write_private(in_the_way, b"data")
    assert [path.name for path in tmp_path.iterdir()] == ["a"]
    assert (in_the_way / "inside").exists()


def test_a_missing_folder_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        write_private(tmp_path / "none" / "a", b"data")


@posix_only
def test_a_private_folder_is_for_its_owner_alone(tmp_path: Path) -> None:
    made = private_folder(tmp_path / "above" / "data")
    assert made == tmp_path / "above" / "data"
    assert mode(made) == 0o700


@posix_only
def test_a_folder_that_is_there_keeps_its_mode_and_content(tmp_path: Path) -> None:
    folder = tmp_path / "shared"
    folder.mkdir()
    folder.chmod(0o750)
    (folder / "inside").touch()
    private_folder(folder)
    assert mode(folder) == 0o750
    assert (folder / "inside").exists()


def test_a_file_in_the_place_of_a_folder_is_an_error(tmp_path: Path) -> None:
    (tmp_path / "data").touch()
    with pytest.raises(FileExistsError):
        private_folder(tmp_path / "data")
