"""The pen network's graph computes what the network computes, whatever its widths and the page's size."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

pytest.importorskip("keras")
pytest.importorskip("tensorflow")
pytest.importorskip("onnx")

from benchmarks import pen_export, pen_network


def _learnt(channels: tuple[int, ...]) -> pen_network.keras.Model:
    """Return a network whose batch normalisation is not the identity, as after training."""
    network = pen_network.build(channels)
    rng = np.random.default_rng(1)
    for layer in network.layers:
        if hasattr(layer, "moving_mean"):
            count = layer.gamma.shape[0]
            layer.set_weights(
                [rng.uniform(0.5, 2, count), *rng.normal(0, 0.3, (2, count)), rng.uniform(0.5, 2, count)]
            )
    return network


@pytest.mark.parametrize("channels", [(12, 24, 40), (8, 5)])
@pytest.mark.parametrize("size", [(32, 96), (64, 32)])
def test_the_graph_computes_what_the_network_computes(channels: tuple[int, ...], size: tuple[int, int]) -> None:
    import onnxruntime

    network = _learnt(channels)
    made = pen_export.graph(pen_export.weights_of(network)).SerializeToString()
    page = np.random.default_rng(2).random((1, *size, 3), np.float32)

    share = onnxruntime.InferenceSession(made, providers=["CPUExecutionProvider"]).run(None, {"page": page})[0]

    expected = network(page, training=False).numpy()
    assert expected.std() > 0.01
    np.testing.assert_allclose(share, expected, atol=1e-5)


def test_a_first_level_that_is_too_wide_is_refused() -> None:
    with pytest.raises(ValueError, match="first level"):
        pen_export.graph(pen_export.weights_of(_learnt((16, 24))))


def test_no_graph_is_written_that_computes_something_else(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    network = _learnt((12, 24))
    other = pen_export.graph(pen_export.weights_of(_learnt((8, 24))))
    monkeypatch.setattr(pen_export, "graph", lambda _: other)

    with pytest.raises(ValueError, match="differs"):
        pen_export.write(network, tmp_path)

    assert not list(tmp_path.iterdir())
