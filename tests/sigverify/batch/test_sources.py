"""Fronts, backs, and a folder that is watched."""

from __future__ import annotations

from pathlib import Path

import pytest

from sigverify.batch.feeding import Watched
from sigverify.batch.sources import files_in, scans_in, sources
from sigverify.errors import DatasetError


def backs(*names: str) -> list[str]:
    return [source.name for source in sources(Path(name) for name in names) if source.is_back]


def test_backs_are_told_by_their_names_where_there_is_a_front() -> None:
    assert backs("c1_front.tif", "c1_back.tif", "c2.tif", "c2-rear.tif") == ["c1_back.tif", "c2-rear.tif"]
    assert backs("7_F.jpg", "7_B.jpg", "8 recto.png", "8 verso.png") == ["7_B.jpg", "8 verso.png"]


def test_a_name_that_only_sounds_like_a_back_is_a_cheque() -> None:
    assert backs("playback.tif", "humpback.tif", "c1_back.tif", "abc_b.tif", "grab.tif", "gra.tif") == []


def test_a_folder_without_scans_is_named(tmp_path: Path) -> None:
    (tmp_path / "notes.txt").write_text("")
    assert files_in(tmp_path) == []
    with pytest.raises(DatasetError, match="holds no scans"):
        scans_in(tmp_path)
    with pytest.raises(DatasetError, match="is not a folder"):
        files_in(tmp_path / "notes.txt")


def test_a_watched_folder_gives_each_file_once_it_has_come_whole(tmp_path: Path) -> None:
    now = [0.0]

    def taken() -> list[str]:
        now[0] += 2.0
        names = []
        while (source := watched.take()) is not None:
            names.append(source.name)
        return names

    watched = Watched(tmp_path, lambda: now[0])
    assert taken() == []
    (tmp_path / "a.jpg").write_bytes(b"be")
    assert taken() == []
    (tmp_path / "a.jpg").write_bytes(b"begun")
    assert taken() == [], "it grows"
    assert taken() == ["a.jpg"]
    assert taken() == []
    (tmp_path / "b.jpg").write_bytes(b"x")
    (tmp_path / "a.jpg").write_bytes(b"changed since")
    taken()
    assert taken() == ["a.jpg", "b.jpg"]
    assert watched.open
    assert watched.cheques == 2, "what changed is the same cheque"
