from __future__ import annotations

import json
import zipfile
from pathlib import Path

import keras
import numpy as np
import pytest
from numpy.typing import NDArray

from models.embedder import to_input
from models.network import build_embedder, build_siamese, comparison_of
from tests.models.tiny_hands import HEIGHT, WIDTH, hands

COMPARISON = comparison_of(HEIGHT, WIDTH)


@pytest.fixture(scope="module")
def embedder() -> keras.Model:
    return build_embedder(HEIGHT, WIDTH, seed=1)


@pytest.fixture(scope="module")
def canvases() -> NDArray[np.float32]:
    return to_input(hands(range(4), genuine=2, forged=1).canvases)


def layer_classes(config: object) -> set[str]:
    """Return every class name anywhere in a network's stored configuration."""
    if isinstance(config, dict):
        own = {str(config["class_name"])} if "class_name" in config else set()
        return own.union(*(layer_classes(value) for value in config.values()))
    if isinstance(config, list):
        return set().union(*(layer_classes(value) for value in config))
    return set()


def test_an_embedding_is_a_unit_vector_unit_cells_where_there_is_ink_and_weights_that_sum_to_one(
    embedder: keras.Model, canvases: NDArray[np.float32]
) -> None:
    embeddings = np.asarray(embedder(canvases))
    assert embeddings.shape == (len(canvases), COMPARISON.dimensions)
    assert embeddings.dtype == np.float32
    whole, cells, weights = np.split(embeddings, [COMPARISON.whole, -COMPARISON.cells], axis=1)
    np.testing.assert_allclose(np.linalg.norm(whole, axis=1), 1, atol=1e-5)
    lengths = np.linalg.norm(cells.reshape(len(canvases), COMPARISON.cells, -1), axis=-1)
    ink = canvases.reshape(-1, COMPARISON.rows, 8, COMPARISON.columns, 8).mean(axis=(2, 4))
    inked = ink.reshape(len(canvases), -1) > 0.02
    assert 0.1 < inked.mean() < 0.9
    np.testing.assert_allclose(lengths, inked, atol=1e-5)
    assert (weights[inked] > 0).all()
    assert (weights[~inked] == 0).all()
    np.testing.assert_allclose(weights.sum(axis=1), 1, atol=1e-5)


def test_a_blank_canvas_has_a_finite_embedding(embedder: keras.Model) -> None:
    assert np.isfinite(np.asarray(embedder(np.zeros((1, HEIGHT, WIDTH, 1), np.float32)))).all()


def test_the_siamese_network_answers_the_distance_of_every_two_embeddings(
    embedder: keras.Model, canvases: NDArray[np.float32]
) -> None:
    first, second = canvases[:5], canvases[5:]
    apart = COMPARISON.distances(np.asarray(embedder(first)), np.asarray(embedder(second)))
    found = np.asarray(build_siamese(embedder)([first, second]))
    assert found.shape == (5, 7)
    assert (found > 0.01).all()
    np.testing.assert_allclose(found, apart, atol=1e-5)


def test_reference_and_questioned_can_change_places(embedder: keras.Model, canvases: NDArray[np.float32]) -> None:
    siamese = build_siamese(embedder)
    there, back = siamese([canvases[:6], canvases[6:]]), siamese([canvases[6:], canvases[:6]])
    np.testing.assert_allclose(np.asarray(there), np.asarray(back).T, atol=1e-6)


def test_a_canvas_has_no_distance_to_itself(embedder: keras.Model, canvases: NDArray[np.float32]) -> None:
    apart = np.asarray(build_siamese(embedder)([canvases, canvases]))
    np.testing.assert_allclose(np.diagonal(apart), 0, atol=2e-3)


def test_both_arms_share_their_weights(embedder: keras.Model) -> None:
    siamese = build_siamese(embedder)
    assert siamese.count_params() == embedder.count_params()
    assert {id(weight) for weight in siamese.weights} == {id(weight) for weight in embedder.weights}


def test_the_seed_decides_the_initial_weights() -> None:
    once, again, other = (build_embedder(HEIGHT, WIDTH, seed=seed).get_weights() for seed in (1, 1, 2))
    for first, second in zip(once, again, strict=True):
        np.testing.assert_array_equal(first, second)
    drawn = [i for i, weight in enumerate(once) if weight.ndim > 1]
    assert len(drawn) > 10
    for i in drawn:
        assert not np.allclose(once[i], other[i])


def test_layers_of_one_shape_start_from_different_weights(embedder: keras.Model) -> None:
    first, second = (embedder.get_layer(f"stage1_block1_{part}").get_weights()[0] for part in "ab")
    assert not np.allclose(first, second)


@pytest.mark.parametrize(("height", "width"), [(33, 64), (32, 65), (16, 64), (48, 100)])
def test_a_canvas_that_does_not_halve_five_times_is_refused(height: int, width: int) -> None:
    with pytest.raises(ValueError, match=f"divisible by 32, not {height} x {width}"):
        build_embedder(height, width)


@pytest.mark.parametrize("siamese", [False, True])
def test_a_saved_network_is_data_and_loads_in_safe_mode(
    embedder: keras.Model, canvases: NDArray[np.float32], siamese: bool, tmp_path: Path
) -> None:
    network = build_siamese(embedder) if siamese else embedder
    network.save(tmp_path / "network.keras")
    with zipfile.ZipFile(tmp_path / "network.keras") as stored:
        classes = layer_classes(json.loads(stored.read("config.json")))
    assert "Conv2D" in classes
    assert not {name for name in classes if "Lambda" in name}
    again = keras.saving.load_model(tmp_path / "network.keras", safe_mode=True)
    inputs = [canvases[:6], canvases[6:]] if siamese else canvases
    np.testing.assert_allclose(np.asarray(again(inputs)), np.asarray(network(inputs)), atol=1e-6)


def test_embedding_is_the_same_each_time_though_training_drops_at_random(
    embedder: keras.Model, canvases: NDArray[np.float32]
) -> None:
    first, second = (np.asarray(embedder(canvases, training=False)) for _ in range(2))
    np.testing.assert_array_equal(first, second)
