from __future__ import annotations

import shutil
from pathlib import Path

import numpy as np
import pytest

from sigverify import dataset
from sigverify.errors import Cancelled, DatasetError
from sigverify.jobs import Cancel, Progress


@pytest.fixture(scope="module")
def read(signature_set: Path) -> dataset.Dataset:
    return dataset.read([signature_set])


def test_every_signature_is_read_with_its_writer_and_kind(read: dataset.Dataset) -> None:
    assert read.collection_names == ("hands",)
    assert len(read.writer_names) == 8
    assert np.bincount(read.arrays.writers).tolist() == [12] * 8
    for file, writer, forged in zip(read.files, read.arrays.writers, read.arrays.forged, strict=True):
        assert read.writer_names[writer] == f"hands/{file.parent.parent.name}"
        assert forged == (file.parent.name == "forged")
    assert not read.skipped


def test_a_folder_that_is_itself_one_set_is_taken_as_such(signature_set: Path, read: dataset.Dataset) -> None:
    alone = dataset.read([signature_set / "hands"])
    assert np.array_equal(alone.arrays.canvases, read.arrays.canvases)
    assert alone.writer_names == read.writer_names


def test_exact_duplicates_are_left_out_and_named(signature_set: Path, tmp_path: Path) -> None:
    shutil.copytree(signature_set, tmp_path / "copy")
    source = sorted((tmp_path / "copy/hands").glob("*/genuine/*.png"))[0]
    shutil.copy(source, source.with_name("zz.png"))
    again = dataset.read([tmp_path / "copy"])
    assert len(again.arrays) == 96
    assert [file.name for file in again.duplicates] == ["zz.png"]


def test_an_unusable_image_is_skipped_with_its_reason(signature_set: Path, tmp_path: Path) -> None:
    shutil.copytree(signature_set, tmp_path / "copy")
    bad = sorted((tmp_path / "copy/hands").glob("*/genuine/*.png"))[0]
    bad.write_bytes(b"no picture")
    again = dataset.read([tmp_path / "copy"])
    assert len(again.arrays) == 95
    ((file, reason),) = again.skipped
    assert file == bad
    assert str(bad) in reason


def test_the_cache_gives_the_same_and_notices_a_changed_file(signature_set: Path, tmp_path: Path) -> None:
    shutil.copytree(signature_set, tmp_path / "copy")
    cache = tmp_path / "cache.npz"
    first = dataset.read([tmp_path / "copy"], cache=cache)
    told: list[Progress] = []
    second = dataset.read([tmp_path / "copy"], cache=cache, report=told.append)
    assert told == [], "nothing was read again"
    assert np.array_equal(first.arrays.canvases, second.arrays.canvases)
    assert first.files == second.files
    files = sorted((tmp_path / "copy/hands").glob("*/genuine/*.png"))
    shutil.copy(files[-1], files[0])
    third = dataset.read([tmp_path / "copy"], cache=cache)
    assert len(third.duplicates) == 1


def test_writers_are_split_into_three_disjoint_parts(read: dataset.Dataset) -> None:
    parts = dataset.split_writers(read)
    writers = {part: set(read.arrays.writers[mask]) for part, mask in parts.items()}
    assert set.union(*writers.values()) == set(range(8))
    assert sum(map(len, writers.values())) == 8
    assert len(writers[dataset.VALIDATION]) == len(writers[dataset.TEST]) == 1
    assert dataset.split_writers(read)[dataset.TEST].tolist() == parts[dataset.TEST].tolist()


def test_a_folder_of_another_layout_is_refused_by_name(tmp_path: Path) -> None:
    (tmp_path / "a" / "b").mkdir(parents=True)
    with pytest.raises(DatasetError, match="holds no signatures") as caught:
        dataset.read([tmp_path])
    assert caught.value.path == tmp_path
    with pytest.raises(DatasetError, match="is not a folder"):
        dataset.read([tmp_path / "missing"])


def test_reading_stops_when_asked_to(signature_set: Path) -> None:
    cancel = Cancel()
    cancel.request()
    with pytest.raises(Cancelled):
        dataset.read([signature_set], cancel=cancel)


def test_what_one_person_wrote_of_several_texts_stays_in_one_part(signature_set: Path, tmp_path: Path) -> None:
    # Eight folders become four people who wrote the same two texts.
    for number, writer in enumerate(sorted((signature_set / "hands").iterdir())):
        shutil.copytree(writer, tmp_path / "texts" / f"{number // 2}~{'ab'[number % 2]}")
    read = dataset.read([tmp_path])
    assert len(read.writer_names) == 8
    assert set(read.arrays.texts[read.arrays.writers % 2 == 0]) == {0}
    assert set(read.arrays.texts[read.arrays.writers % 2 == 1]) == {1}
    for mask in dataset.split_writers(read).values():
        writers = set(read.arrays.writers[mask].tolist())
        assert {writer ^ 1 for writer in writers} == writers


def test_a_writer_who_signed_in_his_own_name_has_no_text(read: dataset.Dataset) -> None:
    assert set(read.arrays.texts.tolist()) == {-1}


def test_writers_are_parted_by_their_names_alone() -> None:
    names = [f"hands/{number:03d}" for number in range(100)]
    part_of = dataset.parts_of(names)
    counts = [list(part_of.values()).count(part) for part in (dataset.TRAIN, dataset.VALIDATION, dataset.TEST)]
    assert counts == [70, 15, 15]
    assert dataset.parts_of(names[::-1]) == part_of
    assert dataset.parts_of(names, seed=1) != part_of
    # One who joins, or whole other sets, move hardly anybody.
    more = dataset.parts_of([*names, "hands/100", *(f"others/{number}" for number in range(9))])
    assert sum(more[name] != part_of[name] for name in names) <= 2


def test_the_texts_of_a_writer_go_together_and_few_writers_are_for_training() -> None:
    part_of = dataset.parts_of([f"set/{writer}~{text}" for writer in range(10) for text in "abc"])
    for writer in range(10):
        assert len({part_of[f"set/{writer}~{text}"] for text in "abc"}) == 1
    assert set(part_of.values()) == {dataset.TRAIN, dataset.VALIDATION, dataset.TEST}
    assert set(dataset.parts_of(["two/a", "two/b"]).values()) == {dataset.TRAIN}
