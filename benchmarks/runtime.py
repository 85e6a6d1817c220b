"""What could serve the network, beside each other.

    python -m benchmarks.runtime [--runs N] [--python build/runtimes/bin/python] [--out build/bench]

The shipped network in ONNX Runtime (and there with 8-bit integers), OpenVINO, LiteRT and Keras (TensorFlow). Every run is a new process that loads
one of them, and they take turns: seconds from the start of the process to the first embedding, milliseconds of a
pair once it is warm, embeddings a second in batches of 32, memory, and how far the embeddings are from those of
Keras. What a runtime installs is counted with all that it depends on. `--python` is an interpreter that has openvino
and ai-edge-litert, which sigverify does not depend on (`make bench` makes one); what it lacks is left out.
"""

from __future__ import annotations

import io
import json
import re
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from contextlib import redirect_stdout
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

BATCH, PARITY = 32, 1e-4
INT8, REFERENCE = "ONNX Runtime, int8", "Keras on TensorFlow"
Canvases = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Runtime:
    """A way to serve the network.

    `package` is what is installed for it; `source` the suffix of the file that it loads; `wheels` the platforms that
    PyPI had CPython 3.12 wheels for in November 2026, "" for a way to use a runtime that is there already.
    """

    name: str
    package: str
    source: str
    wheels: str
    load: Callable[[str], Callable[[Canvases], Canvases]]


def _onnxruntime(path: str) -> Callable[[Canvases], Canvases]:
    import onnxruntime

    options = onnxruntime.SessionOptions()
    options.log_severity_level = 3
    session = onnxruntime.InferenceSession(path, options, providers=["CPUExecutionProvider"])
    name = session.get_inputs()[0].name
    return lambda canvases: session.run(None, {name: canvases})[0]


def _openvino(path: str) -> Callable[[Canvases], Canvases]:
    import openvino

    model = openvino.Core().compile_model(path, "CPU", {"INFERENCE_PRECISION_HINT": "f32"})
    return lambda canvases: model(canvases)[0]


def _litert(path: str) -> Callable[[Canvases], Canvases]:
    import os

    from ai_edge_litert.interpreter import Interpreter

    interpreter = Interpreter(path, num_threads=os.cpu_count())
    interpreter.allocate_tensors()
    first, last = interpreter.get_input_details()[0]["index"], interpreter.get_output_details()[0]["index"]

    def embed(canvases: Canvases) -> Canvases:
        if tuple(interpreter.get_input_details()[0]["shape"]) != canvases.shape:
            interpreter.resize_tensor_input(first, canvases.shape)
            interpreter.allocate_tensors()
        interpreter.set_tensor(first, canvases)
        interpreter.invoke()
        return np.asarray(interpreter.get_tensor(last))

    return embed


def _keras(path: str) -> Callable[[Canvases], Canvases]:
    import keras

    import models.network  # noqa: F401 - registers the layers that a bundle is made of

    network = keras.saving.load_model(path, compile=False, safe_mode=True)
    return lambda canvases: np.asarray(network.predict(canvases, verbose=0))


RUNTIMES = {
    runtime.name: runtime
    for runtime in (
        Runtime(
            "ONNX Runtime", "onnxruntime", ".onnx", "Linux and Windows (x86-64, ARM), macOS (ARM)", _onnxruntime
        ),
        Runtime(INT8, "onnxruntime", ".int8.onnx", "", _onnxruntime),
        Runtime("OpenVINO", "openvino", ".onnx", "Linux (x86-64, ARM), macOS (ARM), Windows (x86-64)", _openvino),
        Runtime(
            "LiteRT", "ai-edge-litert", ".tflite", "Linux (x86-64, ARM), macOS (ARM), Windows (x86-64)", _litert
        ),
        Runtime(REFERENCE, "tensorflow", ".keras", "Linux (x86-64, ARM), macOS (ARM), Windows (x86-64)", _keras),
    )
}


def main() -> None:
    from benchmarks import measuring
    from models.bundle import DEFAULT, KERAS, ONNX, open_bundle

    parser = measuring.arguments(__doc__)
    parser.add_argument("--runs", type=int, default=7, help="how often each is started")
    parser.add_argument("--python", default=sys.executable, help="interpreter with openvino and ai-edge-litert")
    asked = parser.parse_args()
    bench = measuring.Benchmark(
        "runtime", f"the shipped network, {open_bundle(DEFAULT).id}; canvases of random strokes"
    )
    with tempfile.TemporaryDirectory() as temporary:
        sources = {".onnx": DEFAULT / ONNX, ".keras": DEFAULT / KERAS}
        for suffix, write in ((".tflite", _write_litert), (".int8.onnx", _write_int8)):
            sources[suffix] = Path(temporary) / f"network{suffix}"
            write(sources[suffix])
        ways: dict[str, Callable[[], measuring.Ran]] = {}
        for runtime in RUNTIMES.values():
            interpreter = sys.executable if runtime.source == ".keras" else asked.python
            facts = _facts(interpreter, runtime)
            if facts is None:
                bench.notes.append(f"{runtime.name} was not installed.")
                continue
            if runtime.wheels:
                name = f"{runtime.name} {facts['version']}"
                bench.add("install", name, "with all it depends on", "MiB", [facts["mib"]])
                bench.notes.append(f"{runtime.name}: {facts['licence']}; wheels for {runtime.wheels}.")
            command = [
                interpreter,
                "-m",
                "benchmarks.runtime",
                "--one",
                runtime.name,
                str(sources[runtime.source]),
            ]
            ways[runtime.name] = lambda command=command: measuring.cold(command, TF_CPP_MIN_LOG_LEVEL="2")
        measuring.interleaved(ways, 1)  # warms the disk
        ran = measuring.interleaved(ways, asked.runs)
    expected = np.array(json.loads(ran[REFERENCE][0].said)["embedding"])
    for way, runs in ran.items():
        said: list[dict[str, Any]] = [json.loads(run.said) for run in runs]
        bench.add(
            "runtimes",
            way,
            "cold, to the first answer",
            "s",
            [run.wall - one["warm"] for run, one in zip(runs, said, strict=True)],
        )
        bench.add("runtimes", way, "a pair", "ms", [1000 * one["pair"] for one in said])
        bench.add("runtimes", way, "in batches", "1/s", [one["rate"] for one in said])
        bench.add("runtimes", way, "memory at most", "MiB", [run.peak for run in runs])
        apart = max(float(np.abs(np.array(one["embedding"]) - expected).max()) for one in said)
        bench.add("runtimes", way, "apart from Keras at most", "", [apart])
        if way not in (REFERENCE, INT8):
            bench.aim(f"{way}: apart from Keras", PARITY, apart, "")
    bench.write(asked.out)


def one(name: str, path: str) -> None:
    """Load one runtime, embed, and print what it took as JSON."""
    embed = RUNTIMES[name].load(path)
    canvases = strokes(BATCH)
    embedding = embed(canvases[:1])[0]
    started = time.perf_counter()
    embed(canvases[:2])
    pairs = []
    for _ in range(20):
        before = time.perf_counter()
        embed(canvases[:2])
        pairs.append(time.perf_counter() - before)
    embed(canvases)
    rates = []
    for _ in range(5):
        before = time.perf_counter()
        embed(canvases)
        rates.append(BATCH / (time.perf_counter() - before))
    told = {"pair": float(np.median(pairs)), "rate": float(np.median(rates)), "embedding": embedding.tolist()}
    print(json.dumps(told | {"warm": time.perf_counter() - started}))


def strokes(count: int, height: int = 96, width: int = 256) -> Canvases:
    """Return canvases (count, height, width, 1) from 0 to 1 of random smooth lines; needs NumPy alone."""
    rng = np.random.default_rng(0)
    canvases = np.zeros((count, height, width, 1), np.float32)
    x = np.arange(8, width - 8)
    for canvas in canvases:
        for _ in range(4):
            waves = sum(rng.uniform(2, 12) * np.sin(x / rng.uniform(4, 40) + rng.uniform(0, 6)) for _ in range(3))
            y = np.clip(np.round(rng.uniform(0.3, 0.7) * height + waves), 1, height - 2).astype(int)
            for thick in (-1, 0, 1):
                canvas[y + thick, x, 0] = 1.0
    return canvases


def _write_litert(path: Path) -> None:
    """Convert the network as trained; LiteRT reads a format of its own."""
    import tensorflow as tf

    from models.bundle import DEFAULT, open_bundle
    from models.embedder import KerasEmbedder

    converter = tf.lite.TFLiteConverter.from_keras_model(KerasEmbedder(open_bundle(DEFAULT)).network)
    with redirect_stdout(io.StringIO()):  # it lists all variables
        path.write_bytes(converter.convert())


def _write_int8(path: Path) -> None:
    """Write the exported network with convolutions of 8 bits, whose ranges are those of random strokes."""
    from onnxruntime.quantization import CalibrationDataReader, QuantType, quantize_static

    from models.bundle import DEFAULT, ONNX

    class Batches(CalibrationDataReader):
        def __init__(self) -> None:
            self._batches = iter(np.split(strokes(BATCH), 4))

        def get_next(self) -> dict[str, Canvases] | None:
            batch = next(self._batches, None)
            return None if batch is None else {"canvas": batch}

    quantize_static(
        DEFAULT / ONNX,
        path,
        Batches(),
        op_types_to_quantize=["Conv"],
        per_channel=True,
        activation_type=QuantType.QUInt8,
        weight_type=QuantType.QInt8,
    )


def _facts(interpreter: str, runtime: Runtime) -> dict[str, Any] | None:
    """Ask an interpreter for a package's version, licence and size; None where it has none."""
    asked = subprocess.run(
        [interpreter, "-m", "benchmarks.runtime", "--facts", runtime.package], capture_output=True, text=True
    )
    facts: dict[str, Any] | None = json.loads(asked.stdout) if asked.returncode == 0 else None
    return facts


def facts(package: str) -> dict[str, Any]:
    """Return a package's version, its licence, and the MiB that it and all that it depends on take.

    Raises
    ------
    importlib.metadata.PackageNotFoundError
        When it is not installed.
    """
    from importlib.metadata import PackageNotFoundError, distribution

    seen, todo, size = set(), [package], 0
    while todo:
        name = re.sub(r"[-_.]+", "-", todo.pop()).lower()
        if name in seen:
            continue
        seen.add(name)
        try:
            found = distribution(name)
        except PackageNotFoundError:
            if name == package:
                raise
            continue  # asked for on other platforms, or by an extra
        files = (Path(str(file.locate())) for file in found.files or ())
        size += sum(file.stat().st_size for file in files if file.is_file())
        todo += [
            re.split(r"[^\w.-]", requirement, maxsplit=1)[0]
            for requirement in found.requires or ()
            if "extra ==" not in requirement
        ]
    metadata = distribution(package).metadata
    told = [line.rsplit("::", 1)[1].strip() for line in metadata.get_all("Classifier", ()) if "License ::" in line]
    licence = metadata["License-Expression"] or (told or ["licence not told"])[0]
    return {"version": distribution(package).version, "licence": licence, "mib": size / 2**20}


if __name__ == "__main__":
    if sys.argv[1:2] == ["--one"]:
        one(*sys.argv[2:])
    elif sys.argv[1:2] == ["--facts"]:
        print(json.dumps(facts(sys.argv[2])))
    else:
        main()
