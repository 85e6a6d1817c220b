from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import keras
import numpy as np
import onnx
import pytest
from numpy.typing import NDArray

from models.bundle import GOLDEN, KERAS, MANIFEST, ONNX, Bundle, BundleError, open_bundle, sha256
from models.embedder import Embedder, KerasEmbedder, OnnxEmbedder, to_input
from models.network import comparison_of
from tests.models.tiny_hands import HEIGHT, WIDTH, hands

COMPARISON = comparison_of(HEIGHT, WIDTH)
RUNTIMES = [OnnxEmbedder, KerasEmbedder]


@pytest.fixture
def folder(bundle_folder: Path, tmp_path: Path) -> Path:
    """Return a copy of the bundle that a test may change."""
    return Path(shutil.copytree(bundle_folder, tmp_path / "copy"))


@pytest.fixture(scope="module")
def canvases() -> NDArray[np.uint8]:
    """Return more canvases than one run of the network takes, and not a multiple of that."""
    return hands(range(7)).canvases


def forge_manifest(folder: Path, **changes: Any) -> Bundle:
    """Rewrite the manifest so that all its hashes and its name fit the files again, and open the bundle."""
    manifest = json.loads((folder / MANIFEST).read_text())
    manifest["files"] = {name: sha256(folder / name) for name in manifest["files"]}
    manifest["bundle"] = f"{manifest['name']}-{manifest['files'][ONNX][:12]}"
    (folder / MANIFEST).write_text(json.dumps({**manifest, **changes}))
    return open_bundle(folder)


def test_both_runtimes_embed_as_the_network_that_was_written(
    bundle_folder: Path, network: keras.Model, canvases: NDArray[np.uint8]
) -> None:
    bundle = open_bundle(bundle_folder)
    expected = np.asarray(network(to_input(canvases), training=False))
    for embedder in (OnnxEmbedder(bundle), OnnxEmbedder(bundle, threads=1), KerasEmbedder(bundle)):
        found = embedder.embed(canvases)
        assert found.shape == (70, COMPARISON.dimensions)
        assert found.dtype == np.float32
        np.testing.assert_allclose(found, expected, atol=1e-4)
    assert np.ptp(expected, axis=0).max() > 0.05


@pytest.mark.parametrize("runtime", RUNTIMES)
def test_a_canvas_is_embedded_alike_alone_and_among_others(
    bundle_folder: Path, canvases: NDArray[np.uint8], runtime: Callable[[Bundle], Embedder]
) -> None:
    embedder = runtime(open_bundle(bundle_folder))
    together = embedder.embed(canvases)
    for i in (0, 31, 32, 69):
        np.testing.assert_allclose(embedder.embed(canvases[i : i + 1])[0], together[i], atol=1e-5)
    assert embedder.embed(canvases[:0]).shape == (0, COMPARISON.dimensions)


@pytest.mark.parametrize("runtime", RUNTIMES)
@pytest.mark.parametrize("place", [0, 15, -1])
def test_a_network_that_misses_its_golden_vector_is_refused(
    folder: Path, runtime: Callable[[Bundle], Embedder], place: int
) -> None:
    golden = np.load(folder / GOLDEN)
    golden[place] += 0.01
    np.save(folder / GOLDEN, golden)
    with pytest.raises(BundleError, match="golden vector"):
        runtime(forge_manifest(folder))


@pytest.mark.parametrize("runtime", RUNTIMES)
def test_a_golden_vector_that_is_no_number_is_refused(folder: Path, runtime: Callable[[Bundle], Embedder]) -> None:
    np.save(folder / GOLDEN, np.full(COMPARISON.dimensions, np.nan, np.float32))
    with pytest.raises(BundleError, match="golden vector"):
        runtime(forge_manifest(folder))


@pytest.mark.parametrize("runtime", RUNTIMES)
@pytest.mark.parametrize("content", [b"", b"no array", b"objects", b"short"])
def test_a_file_that_is_no_golden_vector_is_named(
    folder: Path, runtime: Callable[[Bundle], Embedder], content: bytes
) -> None:
    if content == b"objects":
        np.save(folder / GOLDEN, np.array([{}]), allow_pickle=True)
    elif content == b"short":
        np.save(folder / GOLDEN, np.zeros(COMPARISON.dimensions - 1, np.float32))
    else:
        (folder / GOLDEN).write_bytes(content)
    with pytest.raises(BundleError) as refused:
        runtime(forge_manifest(folder))
    assert refused.value.path == folder / GOLDEN


@pytest.mark.parametrize("runtime", RUNTIMES)
@pytest.mark.parametrize("size", [(HEIGHT, 2 * WIDTH), (10**6, 10**6)])
def test_a_network_for_canvases_of_another_size_is_refused(
    folder: Path, runtime: Callable[[Bundle], Embedder], size: tuple[int, int]
) -> None:
    with pytest.raises(BundleError, match="size"):
        runtime(forge_manifest(folder, canvas_height=size[0], canvas_width=size[1]))


def test_an_exported_network_with_another_weight_is_refused_though_its_hash_fits(folder: Path) -> None:
    graph = onnx.load(folder / ONNX)
    kernel = max(graph.graph.initializer, key=lambda tensor: len(tensor.raw_data))
    values = onnx.numpy_helper.to_array(kernel)
    kernel.CopyFrom(onnx.numpy_helper.from_array(-values, kernel.name))
    onnx.save(graph, folder / ONNX)
    with pytest.raises(BundleError, match="golden vector") as refused:
        OnnxEmbedder(forge_manifest(folder))
    assert refused.value.path == folder / ONNX


@pytest.mark.parametrize(("name", "runtime"), [(ONNX, OnnxEmbedder), (KERAS, KerasEmbedder)])
def test_a_file_that_is_no_network_is_named(
    folder: Path, name: str, runtime: Callable[[Bundle], Embedder]
) -> None:
    (folder / name).write_bytes(b"no network at all")
    with pytest.raises(BundleError, match="cannot be loaded") as refused:
        runtime(forge_manifest(folder))
    assert refused.value.path == folder / name


def test_code_inside_a_network_is_refused_and_not_run(folder: Path, tmp_path: Path) -> None:
    mark = tmp_path / "run"
    told = str(mark)
    layers = [
        keras.Input((HEIGHT, WIDTH, 1)),
        keras.layers.Flatten(),
        keras.layers.Dense(16),
        keras.layers.Lambda(lambda x: (open(told, "w").close(), x)[1]),  # noqa: PTH123
    ]
    keras.Sequential(layers).save(folder / KERAS)
    mark.unlink()
    with pytest.raises(BundleError, match="cannot be loaded"):
        KerasEmbedder(forge_manifest(folder))
    assert not mark.exists()


def test_the_network_reads_ink_from_0_to_1() -> None:
    canvases = np.array([[[0, 51], [255, 0]]], np.uint8)
    found = to_input(canvases)
    assert found.shape == (1, 2, 2, 1)
    assert found.dtype == np.float32
    np.testing.assert_allclose(found[0, ..., 0], [[0, 0.2], [1, 0]], atol=1e-7)
