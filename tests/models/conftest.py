"""What the tests of the network share. Here before Keras is imported, so that TensorFlow heeds it."""

from __future__ import annotations

import os

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "2")
# One thread: parallel test workers do not fight for the cores, and sums are added in one order.
os.environ["TF_NUM_INTRAOP_THREADS"] = "1"
os.environ["TF_NUM_INTEROP_THREADS"] = "1"
os.environ["OMP_NUM_THREADS"] = "1"

from pathlib import Path

import keras
import numpy as np
import pytest

from models.export import write_bundle
from models.network import build_embedder
from models.training import Trained, TrainingPlan
from tests.models.tiny_hands import HEIGHT, WIDTH


@pytest.fixture(scope="session")
def network() -> keras.Model:
    """Return a tiny network with running means, scales and biases off their start, as training leaves them."""
    embedder = build_embedder(HEIGHT, WIDTH, seed=5)
    rng = np.random.default_rng(5)
    embedder.set_weights(
        [
            weight + np.abs(rng.normal(0, 0.2, weight.shape)) if weight.ndim == 1 else weight
            for weight in embedder.get_weights()
        ]
    )
    return embedder


@pytest.fixture(scope="session")
def bundle_folder(network: keras.Model, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the folder of a bundle of `network`; tests that change it copy it first."""
    folder = tmp_path_factory.mktemp("bundles") / "tiny"
    write_bundle(
        Trained(network, losses=[0.5, 0.4], validation_eers=[0.3, 0.2], best_epoch=1, images=120),
        TrainingPlan(),
        folder,
        name="tiny",
        canvas_version="thin-1",
        seen={"train": np.array([9, 2, 2**63 + 5], np.uint64), "test": np.zeros(0, np.uint64)},
        collections={"waves": {"train": 4}},
    )
    return folder
