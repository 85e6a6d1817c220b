from __future__ import annotations

from pathlib import Path

import numpy as np
import onnx
import pytest
from onnx import TensorProto, helper, numpy_helper

from benchmarks import operations
from models.bundle import DEFAULT, ONNX


def write(path: Path, out: list[int | None]) -> Path:
    """Write a network of one convolution, 3 x 3 from 2 to 4 channels of 5 x 7, and its product with a matrix."""
    weights = {
        "kernel": np.zeros((4, 2, 3, 3), np.float32),
        "shape": np.array([-1, 4 * 3 * 5]),
        "matrix": np.zeros((4 * 3 * 5, 6), np.float32),
    }
    nodes = [
        helper.make_node("Conv", ["x", "kernel"], ["y"]),
        helper.make_node("Reshape", ["y", "shape"], ["flat"]),
        helper.make_node("MatMul", ["flat", "matrix"], ["z"]),
    ]
    graph = helper.make_graph(
        nodes,
        "two",
        [helper.make_tensor_value_info("x", TensorProto.FLOAT, [None, 2, 5, 7])],
        [helper.make_tensor_value_info("z", TensorProto.FLOAT, out)],
        [numpy_helper.from_array(value, name) for name, value in weights.items()],
    )
    onnx.save(helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=9), path)
    return path


def test_multiply_adds_are_those_of_convolutions_and_products(tmp_path: Path) -> None:
    convolution = (4 * 3 * 5) * (2 * 3 * 3)
    product = 6 * (4 * 3 * 5)
    assert operations.multiply_adds(write(tmp_path / "two.onnx", [None, 6])) == convolution + product


def test_the_shipped_network_is_counted_as_by_hand() -> None:
    # Of the stem alone: 24 channels of 48 x 128, 5 x 5 each; the whole is some seventy times that.
    stem = 24 * 48 * 128 * 25
    assert 50 * stem < operations.multiply_adds(DEFAULT / ONNX) < 100 * stem


@pytest.mark.parametrize("library", ["NumPy", "ONNX Runtime"])
def test_both_products_multiply_the_same_matrices(library: str) -> None:
    expected = np.asarray(operations.products(1)["NumPy"]())
    found = operations.products(1)[library]()
    found = found[0] if isinstance(found, list) else found
    np.testing.assert_allclose(np.asarray(found), expected, rtol=1e-4)
    assert expected.size * expected.shape[0] == operations.MULTIPLY_ADDS
