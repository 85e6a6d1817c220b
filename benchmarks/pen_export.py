"""Write the pen network as the ONNX graph that runs fastest and computes the same.

    python -m benchmarks.pen_export models/bundles/pen

writes the graph of a bundle anew from its Keras network; `pen_network` does it for each network that it saves.

A plain export spends half its time on the page's full size: on two convolutions of few channels, and on moving
numbers between layouts. Here everything is done at half the page's size, whose four pixels to a place ("phases")
are channels, and channels come in blocks of sixteen, which is how the runtime lays them out anyway.
"""

from __future__ import annotations

import argparse
import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import onnx
from numpy.typing import NDArray
from onnx import helper, numpy_helper

from models.bundle import KERAS, MANIFEST, ONNX

_BLOCK = 16
_PHASES = tuple((row, column) for row in (0, 1) for column in (0, 1))
_OPSET, _IR = 15, 8
# By how much the graph's share of pen may differ from the network's.
_TOLERANCE = 1e-4

# Kernel float32 (out, in, rows, columns) and bias float32 (out,).
Layer = tuple[NDArray[np.float32], NDArray[np.float32]]


@dataclass(frozen=True, slots=True)
class PenWeights:
    """The network's weights, batch normalisation folded in.

    Attributes
    ----------
    stem
        4 x 4, every second pixel: 3 to n channels.
    encoder, decoder
        Two 3 x 3 layers a level, from fine to coarse and back; a decoder's first one takes the coarser level's
        channels before those of its own level.
    doubling
        4 x 4, transposed, every second pixel: kernel (in, out, 4, 4).
    last
        3 x 3 at the page's size: what doubling gives and the page's three to one.
    """

    stem: Layer
    encoder: Sequence[tuple[Layer, Layer]]
    decoder: Sequence[tuple[Layer, Layer]]
    doubling: Layer
    last: Layer


def graph(weights: PenWeights) -> onnx.ModelProto:
    """Return the graph: `page` float32 (1, height, width, 3), 0 to 1, to `share` float32 (1, height, width, 1).

    Raises
    ------
    ValueError
        When the first level is too wide for the page's four terms to travel in its block.
    """
    net = _Net()
    net.add("Transpose", ["page"], "planes", perm=[0, 3, 1, 2])
    features = weights.stem[0].shape[0]
    if features > _BLOCK - 4:
        raise ValueError(f"the first level may have {_BLOCK - 4} channels, not {features}")
    kernel, offset = _page_terms(weights.last[0])
    both = [np.concatenate(pair) for pair in zip(weights.stem, (kernel, offset), strict=True)]
    stem = net.conv("planes", _padded(both[0], both[1]), stride=2)
    # The page's share in the last layer travels behind the features, where nobody else looks at it.
    x, width = stem, features
    passed = []
    for depth, level in enumerate(weights.encoder):
        if depth:
            x = net.add("MaxPool", [x], kernel_shape=[2, 2], strides=[2, 2])
        x, width = net.block(x, level, [width])
        passed.append((x, width))
    for level, (finer, finer_width) in zip(weights.decoder, passed[-2::-1], strict=True):
        x = net.add(
            "Resize",
            [x, "", "twice"],
            mode="nearest",
            coordinate_transformation_mode="asymmetric",
            nearest_mode="floor",
        )
        x, width = net.block(net.add("Concat", [x, finer], axis=1), level, [width, finer_width])
    x = net.conv(x, _doubled(weights.doubling))
    x = net.add("Concat", [x, stem], axis=1)
    for name, layer, groups in _last(weights.last, features, offset):
        x = net.conv(x, layer, groups=groups, active=False, name=name)
    x = net.add("Sigmoid", [x])
    x = net.add("DepthToSpace", [x], blocksize=2)
    net.add("Transpose", [x], "share", perm=[0, 2, 3, 1])
    return net.model()


@dataclass(slots=True)
class _Net:
    """A graph in the making."""

    nodes: list[Any] = field(default_factory=list)
    constants: list[Any] = field(
        default_factory=lambda: [numpy_helper.from_array(np.array([1, 1, 2, 2], np.float32), "twice")]
    )

    def add(self, kind: str, inputs: list[str], output: str = "", **attributes: Any) -> str:
        output = output or f"{kind.lower()}_{len(self.nodes)}"
        self.nodes.append(helper.make_node(kind, inputs, [output], output, **attributes))
        return output

    def conv(
        self, x: str, layer: Layer, *, stride: int = 1, groups: int = 1, active: bool = True, name: str = ""
    ) -> str:
        """Add a convolution that keeps the size (or halves it), and what is negative set to 0."""
        name = name or f"conv_{len(self.nodes)}"
        self.constants += [
            numpy_helper.from_array(np.ascontiguousarray(a, np.float32), f"{name}_{what}")
            for what, a in zip(("kernel", "bias"), layer, strict=True)
        ]
        side = layer[0].shape[2]
        pads = [(side - stride + 1) // 2] * 4 if stride == 1 else [(side - stride) // 2] * 4
        out = self.add(
            "Conv",
            [x, f"{name}_kernel", f"{name}_bias"],
            name,
            strides=[stride] * 2,
            group=groups,
            kernel_shape=[side] * 2,
            pads=pads,
        )
        return self.add("Relu", [out]) if active else out

    def block(self, x: str, layers: tuple[Layer, Layer], widths: list[int]) -> tuple[str, int]:
        """Add two layers; `widths` are the channels that count of each input, whose others fill their block."""
        for kernel, bias in layers:
            x = self.conv(x, _padded(kernel, bias, widths))
            widths = [kernel.shape[0]]
        return x, widths[0]

    def model(self) -> onnx.ModelProto:
        def sides(name: str, last: int) -> Any:
            return helper.make_tensor_value_info(name, onnx.TensorProto.FLOAT, [1, "height", "width", last])

        made = helper.make_graph(self.nodes, "pen", [sides("page", 3)], [sides("share", 1)], self.constants)
        model = helper.make_model(made, opset_imports=[helper.make_opsetid("", _OPSET)], ir_version=_IR)
        onnx.checker.check_model(model, full_check=True)
        return model


def _filled(width: int) -> int:
    return -(-width // _BLOCK) * _BLOCK


def _padded(kernel: NDArray[np.float32], bias: NDArray[np.float32], widths: Sequence[int] = ()) -> Layer:
    """Fill the blocks of outputs, and of inputs of these widths, with channels that are nothing."""
    out = kernel.shape[0]
    into = sum(map(_filled, widths)) or kernel.shape[1]
    whole = np.zeros((_filled(out), into, *kernel.shape[2:]), np.float32)
    start = to = 0
    for width in widths or (into,):
        whole[:out, to : to + width] = kernel[:, start : start + width]
        start, to = start + width, to + _filled(width)
    return whole, np.pad(bias, (0, len(whole) - out))


def _page_terms(last: NDArray[np.float32]) -> Layer:
    """Return what the last layer makes of the page, as layer of the stem: kernel (4, 3, 4, 4), one for each phase.

    The bias lifts it above zero, whatever the page is (0 to 1): the stem sets to 0 what is below.
    """
    kernel = np.zeros((4, 3, 4, 4), np.float32)
    for phase, (row, column) in enumerate(_PHASES):
        kernel[phase, :, row : row + 3, column : column + 3] = last[0, -3:]
    return kernel, -np.minimum(kernel, 0).sum(axis=(1, 2, 3))


def _doubled(layer: Layer) -> Layer:
    """Return a transposed convolution as one at half the size, whose outputs are all channels of each phase in turn."""
    kernel, bias = layer
    into, out = kernel.shape[:2]
    made = np.zeros((4, out, _filled(into), 3, 3), np.float32)
    # Which of the four taps falls on a phase from which neighbour.
    taps = {0: {0: 1, -1: 3}, 1: {1: 0, 0: 2}}
    for phase, (row, column) in enumerate(_PHASES):
        for down, tap_row in taps[row].items():
            for right, tap_column in taps[column].items():
                made[phase, :, :into, down + 1, right + 1] = kernel[:, :, tap_row, tap_column].T
    return made.reshape(4 * out, -1, 3, 3), np.tile(bias, 4)


def _last(layer: Layer, features: int, offset: NDArray[np.float32]) -> list[tuple[str, Layer, int]]:
    """Return the last layer as three cheap ones.

    Each phase needs what stands at four neighbours: sixteen numbers a place, made where they stand (`taps`), brought
    from their neighbours (`moved`) and added up (`logits`).
    """
    kernel, bias = layer
    width = kernel.shape[1] - 3
    taps = np.zeros((16, 4 * width + _BLOCK, 1, 1), np.float32)
    own = np.zeros(16, np.float32)
    moved = np.zeros((16, 1, 3, 3), np.float32)
    logits = np.zeros((4, 16, 1, 1), np.float32)
    for phase, (row, column) in enumerate(_PHASES):
        neighbours = [(down, right) for down in (row - 1, row) for right in (column - 1, column)]
        for number, (down, right) in enumerate(neighbours, start=4 * phase):
            moved[number, 0, down + 1, right + 1] = 1
            logits[phase, number] = 1
            for v in range(3):
                for u in range(3):
                    y, x = row + v - 1, column + u - 1
                    if (y // 2, x // 2) == (down, right):
                        source = width * _PHASES.index((y % 2, x % 2))
                        taps[number, source : source + width, 0, 0] = kernel[0, :width, v, u]
            if (down, right) == (0, 0):
                taps[number, 4 * width + features + phase] = 1
                own[number] = bias[0] - offset[phase]
    return [
        ("taps", (taps, own), 1),
        ("moved", (moved, np.zeros(16, np.float32)), 16),
        ("logits", (logits, np.zeros(4, np.float32)), 1),
    ]


def weights_of(network: Any) -> PenWeights:
    """Return the weights of a Keras network as `pen_network.build` makes it."""
    # Layers come in the order in which they are run, and convolutions stand in one line.
    stem, *blocks, doubling, last = [_folded(layer) for layer in network.layers if hasattr(layer, "kernel")]
    levels = list(zip(blocks[::2], blocks[1::2], strict=True))
    depth = (len(levels) + 1) // 2
    return PenWeights(stem, levels[:depth], levels[depth:], doubling, last)


def _folded(layer: Any) -> Layer:
    """Return a layer's kernel as ONNX has it, and its bias, with the batch normalisation behind it multiplied in."""
    # Keras has rows and columns first; the other two are as ONNX has them in a transposed layer, too.
    kernel = np.asarray(layer.kernel).transpose(3, 2, 0, 1)
    if layer.use_bias:
        return kernel, np.asarray(layer.bias)
    norm = layer._outbound_nodes[0].operation
    scale = np.asarray(norm.gamma) / np.sqrt(np.asarray(norm.moving_variance) + norm.epsilon)
    bias = np.asarray(norm.beta) - np.asarray(norm.moving_mean) * scale
    each_output = (None, slice(None)) if type(layer).__name__ == "Conv2DTranspose" else (slice(None), None)
    return kernel * scale[(*each_output, None, None)], bias


def write(network: Any, folder: Path) -> None:
    """Write the graph into a bundle's folder.

    Raises
    ------
    ValueError
        When it does not compute what the network computes.
    """
    import onnxruntime

    made = graph(weights_of(network)).SerializeToString()
    page = np.random.default_rng(0).random((1, 96, 160, 3), np.float32)
    session = onnxruntime.InferenceSession(made, providers=["CPUExecutionProvider"])
    apart = np.abs(session.run(None, {"page": page})[0] - network(page, training=False).numpy()).max()
    if apart > _TOLERANCE:
        raise ValueError(f"the exported network differs from the trained one by {apart:.2g}")
    (folder / ONNX).write_bytes(made)


def main() -> None:
    import keras

    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    folder = parser.parse_args().folder
    write(keras.saving.load_model(folder / KERAS, safe_mode=True), folder)
    manifest = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
    manifest["files"][ONNX] = hashlib.sha256((folder / ONNX).read_bytes()).hexdigest()
    (folder / MANIFEST).write_text(json.dumps(manifest, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
