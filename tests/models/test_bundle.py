from __future__ import annotations

import json
import os
import shutil
from dataclasses import asdict
from pathlib import Path
from typing import Any

import keras
import numpy as np
import pytest

from models.bundle import (
    CARD,
    GOLDEN,
    KERAS,
    MANIFEST,
    ONNX,
    SEEN,
    BundleError,
    golden_canvas,
    open_bundle,
    sha256,
)
from models.export import write_bundle
from models.network import comparison_of
from models.training import Trained, TrainingPlan
from tests.models.tiny_hands import HEIGHT, WIDTH

COMPARISON = comparison_of(HEIGHT, WIDTH)


@pytest.fixture
def folder(bundle_folder: Path, tmp_path: Path) -> Path:
    """Return a copy of the bundle that a test may damage."""
    return Path(shutil.copytree(bundle_folder, tmp_path / "copy"))


@pytest.fixture
def small() -> Trained:
    """Return a network of one layer, which exports in no time."""
    keras.utils.set_random_seed(3)
    layers = [
        keras.Input((HEIGHT, WIDTH, 1), name="canvas"),
        keras.layers.Flatten(),
        keras.layers.Dense(COMPARISON.dimensions),
        keras.layers.UnitNormalization(),
    ]
    return Trained(keras.Sequential(layers), losses=[0.5], validation_eers=[0.25], images=10)


def write(trained: Trained, out: Path) -> None:
    write_bundle(
        trained,
        TrainingPlan(),
        out,
        name="small",
        canvas_version="thin-1",
        seen={"train": np.array([3, 1], np.uint64)},
        collections={},
    )


def edit(folder: Path, **changes: Any) -> None:
    """Change the manifest, leaving all files as they are."""
    manifest = json.loads((folder / MANIFEST).read_text())
    (folder / MANIFEST).write_text(json.dumps({**manifest, **changes}))


def refused(folder: Path) -> BundleError:
    with pytest.raises(BundleError) as error:
        open_bundle(folder)
    return error.value


def test_a_written_bundle_opens_and_says_what_it_is(bundle_folder: Path) -> None:
    bundle = open_bundle(bundle_folder)
    manifest = bundle.manifest
    assert {file.name for file in bundle_folder.iterdir()} == {KERAS, ONNX, GOLDEN, SEEN, MANIFEST}
    assert bundle.id == manifest.bundle == f"tiny-{sha256(bundle_folder / ONNX)[:12]}"
    assert (manifest.canvas_height, manifest.canvas_width) == (HEIGHT, WIDTH)
    assert manifest.comparison == COMPARISON
    assert bundle.golden().shape == (COMPARISON.dimensions,)
    assert manifest.canvas_version == "thin-1"
    assert manifest.training["best_epoch"] == 2
    assert manifest.training["writers"] == {"waves": {"train": 4}}
    assert manifest.metrics == {"validation_skilled_eer": 0.2}
    assert manifest.versions["keras"] == keras.__version__


def test_the_hashes_of_seen_signatures_come_back_sorted(bundle_folder: Path) -> None:
    seen = open_bundle(bundle_folder).seen()
    assert {split: hashes.tolist() for split, hashes in seen.items()} == {"train": [2, 9, 2**63 + 5], "test": []}
    assert seen["train"].dtype == np.uint64


@pytest.mark.parametrize("name", [ONNX, KERAS, GOLDEN, SEEN])
@pytest.mark.parametrize("where", [0.0, 0.5, 1.0])
def test_a_flipped_byte_is_found_and_the_file_named(folder: Path, name: str, where: float) -> None:
    content = bytearray((folder / name).read_bytes())
    content[int(where * (len(content) - 1))] ^= 1
    (folder / name).write_bytes(content)
    error = refused(folder)
    assert error.path == folder / name
    assert "hash differs" in str(error)


@pytest.mark.parametrize("name", [ONNX, KERAS, GOLDEN, SEEN])
def test_a_hash_changed_in_the_manifest_names_the_file(folder: Path, name: str) -> None:
    files = json.loads((folder / MANIFEST).read_text())["files"]
    edit(folder, files={**files, name: "0" * 64})
    assert refused(folder).path == folder / name


@pytest.mark.parametrize("name", [ONNX, GOLDEN, SEEN])
def test_a_missing_file_is_named(folder: Path, name: str) -> None:
    (folder / name).unlink()
    error = refused(folder)
    assert error.path == folder / name
    assert "missing" in str(error)


def test_without_the_network_as_trained_a_bundle_still_serves(folder: Path) -> None:
    assert open_bundle(folder).trainable
    (folder / KERAS).unlink()
    assert not open_bundle(folder).trainable


@pytest.mark.parametrize("exists", [True, False])
def test_a_folder_without_a_manifest_is_no_bundle(tmp_path: Path, exists: bool) -> None:
    folder = tmp_path / "empty"
    if exists:
        folder.mkdir()
    error = refused(folder)
    assert error.path == folder
    assert "no manifest.json" in str(error)


def test_a_file_in_place_of_the_folder_is_no_bundle(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("not a folder")
    assert refused(tmp_path / "file").path == tmp_path / "file" / MANIFEST


@pytest.mark.parametrize("content", [b"", b"{", b"\xff\x00", b"[]", b"null", b"{}", b'{"format": 2}'])
def test_a_damaged_manifest_is_named(folder: Path, content: bytes) -> None:
    (folder / MANIFEST).write_bytes(content)
    assert refused(folder).path == folder / MANIFEST


def test_a_manifest_of_another_format_is_refused(folder: Path) -> None:
    edit(folder, format=1)
    assert "this version" in str(refused(folder))


def test_a_manifest_that_lacks_a_key_is_refused(folder: Path) -> None:
    whole = json.loads((folder / MANIFEST).read_text())
    for key in whole:
        (folder / MANIFEST).write_text(json.dumps({k: v for k, v in whole.items() if k != key}))
        assert refused(folder).path == folder / MANIFEST, key


def test_a_manifest_with_a_key_of_another_version_is_refused(folder: Path) -> None:
    edit(folder, code="print()")
    assert refused(folder).path == folder / MANIFEST


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("name", 5),
        ("canvas_version", None),
        ("canvas_height", "32"),
        ("canvas_width", 0),
        ("canvas_width", True),
        ("comparison", None),
        ("comparison", {"whole": 16}),
        ("comparison", {**asdict(COMPARISON), "rows": -1}),
        ("comparison", {**asdict(COMPARISON), "depth": "32"}),
        ("files", []),
        ("files", {}),
        ("training", None),
        ("versions", []),
    ],
)
def test_a_manifest_with_a_senseless_value_is_refused(folder: Path, key: str, value: object) -> None:
    edit(folder, **{key: value})
    assert refused(folder).path == folder / MANIFEST


def test_a_manifest_that_lists_a_file_outside_the_bundle_is_refused(folder: Path) -> None:
    files = json.loads((folder / MANIFEST).read_text())["files"]
    (folder.parent / "outside").write_text("x")
    edit(folder, files={**files, "../outside": sha256(folder.parent / "outside")})
    assert "does not list" in str(refused(folder))


def test_a_bundle_cannot_carry_the_name_of_another(folder: Path) -> None:
    edit(folder, bundle="tiny-000000000000")
    assert "does not name the network" in str(refused(folder))


def test_writing_replaces_the_bundle_that_was_there_with_all_that_lay_beside_it(
    folder: Path, small: Trained
) -> None:
    before = open_bundle(folder).id
    (folder / CARD).write_text("about the old weights")
    write(small, folder)
    assert open_bundle(folder).id != before
    assert {file.name for file in folder.iterdir()} == {KERAS, ONNX, GOLDEN, SEEN, MANIFEST}
    assert [file.name for file in folder.parent.iterdir() if file.name != "data"] == [folder.name]


@pytest.mark.skipif(os.name == "nt", reason="Windows has no such modes")
def test_others_may_read_a_written_bundle(small: Trained, tmp_path: Path) -> None:
    write(small, tmp_path / "new" / "bundle")
    assert (tmp_path / "new" / "bundle").stat().st_mode & 0o777 == 0o755


def test_a_network_that_computes_nothing_sensible_is_not_written_and_the_old_bundle_stays(
    folder: Path, small: Trained
) -> None:
    before = {file.name: sha256(file) for file in folder.iterdir()}
    small.embedder.set_weights([np.full_like(weight, np.nan) for weight in small.embedder.get_weights()])
    with pytest.raises(BundleError, match="golden"):
        write(small, folder)
    assert {file.name: sha256(file) for file in folder.iterdir()} == before
    assert [file.name for file in folder.parent.iterdir() if file.name != "data"] == [folder.name]


@pytest.mark.parametrize("size", [(32, 64), (96, 256), (160, 320)])
def test_the_golden_canvas_has_ink_at_any_size_of_canvas(size: tuple[int, int]) -> None:
    canvas = golden_canvas(*size)
    assert canvas.shape == size
    assert canvas.dtype == np.uint8
    assert set(np.unique(canvas).tolist()) == {0, 255}
    assert np.count_nonzero(canvas.any(axis=1)) > size[0] / 2
    np.testing.assert_array_equal(canvas, golden_canvas(*size))
