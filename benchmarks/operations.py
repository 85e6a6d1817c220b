"""What a network has to compute, and what the machine can at most.

Multiply-adds are those of the exported graph's convolutions and matrix products; the rest is counted as nothing.
The machine's peak is the rate of a single-precision matrix product, in the better of the two libraries at hand,
NumPy's BLAS and ONNX Runtime.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from pathlib import Path

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper, shape_inference
from threadpoolctl import threadpool_limits

# Matrices of 4 MiB each: larger than the caches near a processor, as a batch is.
_SIDE = 1024
MULTIPLY_ADDS = _SIDE**3


def multiply_adds(path: Path) -> int:
    """Return how many multiply-adds an exported network takes for one input.

    Raises
    ------
    ValueError
        When the size of a convolution's or a product's output is not known.
    """
    model = onnx.load(path)
    model.graph.input[0].type.tensor_type.shape.dim[0].dim_value = 1
    graph = shape_inference.infer_shapes(model).graph
    shapes = {
        value.name: [dim.dim_value for dim in value.type.tensor_type.shape.dim]
        for value in (*graph.value_info, *graph.input, *graph.output)
    }
    shapes |= {tensor.name: list(tensor.dims) for tensor in graph.initializer}
    total = 0
    for node in graph.node:
        if node.op_type not in ("Conv", "MatMul", "Gemm"):
            continue
        weights, out = shapes[node.input[1]], shapes.get(node.output[0], [0])
        # Of a convolution's kernel (out, in, height, width) all but the first are summed over; of a matrix its rows.
        each = math.prod(weights[1:]) if node.op_type == "Conv" else weights[0]
        if not math.prod(out) * each:
            raise ValueError(f"{path}: the size of {node.name or node.op_type} is not known")
        total += math.prod(out) * each
    return total


def products(threads: int) -> dict[str, Callable[[], object]]:
    """Return a single-precision matrix product of `MULTIPLY_ADDS`, by library, on a number of threads."""
    import onnxruntime

    rng = np.random.default_rng(0)
    first, second = (rng.random((_SIDE, _SIDE), dtype=np.float32) for _ in range(2))
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = threads
    # Threads that wait by trying again and again would count as busy.
    options.add_session_config_entry("session.intra_op.allow_spinning", "0")
    graph = _product(second).SerializeToString()
    session = onnxruntime.InferenceSession(graph, options, providers=["CPUExecutionProvider"])

    def by_numpy() -> object:
        with threadpool_limits(threads):
            return first @ second

    return {"NumPy": by_numpy, "ONNX Runtime": lambda: session.run(None, {"first": first})}


def _product(second: np.ndarray) -> onnx.ModelProto:
    """Return a network that multiplies what it is given by a matrix."""
    first, product = (
        helper.make_tensor_value_info(name, TensorProto.FLOAT, list(second.shape)) for name in ("first", "product")
    )
    graph = helper.make_graph(
        [helper.make_node("MatMul", ["first", "second"], ["product"])],
        "product",
        [first],
        [product],
        [numpy_helper.from_array(second, "second")],
    )
    return helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=9)
