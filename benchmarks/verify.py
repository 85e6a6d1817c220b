"""How fast a desk that is open already verifies, and what of the machine the network uses.

    python -m benchmarks.verify [--runs N] [--out build/bench]

From two files, a cheque and a reference of its account, to the similarity, in a process whose model is loaded: as
sigverify does it, with the network in Keras instead (`predict`, what its tutorials show), and with histograms of
oriented gradients compared by their cosine. All three find the signature in the same way; then the comparison alone,
of two canvases. Last, embeddings a second beside what the machine's best matrix product would allow.
"""

from __future__ import annotations

import os
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from benchmarks import measuring, operations
from benchmarks.desk import Pair, demo_bank
from models.bundle import ONNX
from models.embedder import KerasEmbedder, OnnxEmbedder, to_input
from sigverify import canvas
from sigverify.app import App
from sigverify.baselines import cosine, oriented_gradients
from sigverify.verifier import Verifier, find_signature

WARM, SHARE = 100.0, 0.5
_BATCH = 32


def main() -> None:
    parser = measuring.arguments(__doc__)
    parser.add_argument("--runs", type=int, default=20, help="how many cheques")
    asked = parser.parse_args()
    bench = measuring.Benchmark(
        "verify", "cheques of the demo bank, 300 dpi colour, each with a reference of its account"
    )
    with tempfile.TemporaryDirectory() as temporary:
        settings, pairs = demo_bank(Path(temporary), asked.runs)
        app = App(replace(settings, data_folder=Path(temporary) / "fresh"))
        signed = [pair for pair in pairs if placed(app, pair.cheque) is not None]
        from_files(bench, app, signed)
        canvases = np.stack([one for pair in signed[:_BATCH] if (one := placed(app, pair.reference)) is not None])
    compare_canvases(bench, app, canvases)
    throughput(bench, app, canvases)
    bench.write(asked.out)


class KerasPredict:
    """Embeds as the tutorials of Keras do."""

    def __init__(self, app: App) -> None:
        self.bundle = app.bundle
        self._network = KerasEmbedder(app.bundle).network

    def embed(self, canvases: NDArray[np.uint8]) -> NDArray[np.float32]:
        """Return float32 (n, dimensions) for canvases uint8 (n, height, width)."""
        return np.asarray(self._network.predict(to_input(canvases), verbose=0), np.float32)


def from_files(bench: measuring.Benchmark, app: App, pairs: Sequence[Pair]) -> None:
    """Measure from two files to the similarity, in turns."""
    keras = Verifier(KerasPredict(app), app.profile, app.forms)
    verify_by = {
        "sigverify": lambda pair: _similarity(app, app.verifier, pair),
        "the network in Keras, predict": lambda pair: _similarity(app, keras, pair),
        "HOG and cosine": lambda pair: _apart(placed(app, pair.cheque), placed(app, pair.reference)),
    }
    seconds: dict[str, list[float]] = {way: [] for way in verify_by}
    busy: dict[str, list[float]] = {way: [] for way in verify_by}
    for at, pair in enumerate([pairs[0], *pairs]):
        for way, verify in verify_by.items():
            started, cpu = time.perf_counter(), time.process_time()
            verify(pair)
            if at:  # the first one warms up
                seconds[way].append(1000 * (time.perf_counter() - started))
                busy[way].append(1000 * (time.process_time() - cpu))
    for way in verify_by:
        bench.add("two files to similarity", way, "by the clock", "ms", seconds[way])
        bench.add("two files to similarity", way, "processor", "ms", busy[way])
    bench.aim(
        "warm recommendation, two files to similarity",
        WARM,
        float(np.median(seconds["sigverify"])),
        "ms",
    )


def compare_canvases(bench: measuring.Benchmark, app: App, canvases: NDArray[np.uint8], times: int = 50) -> None:
    """Measure the comparison of two canvases alone, in turns."""
    keras, distances = KerasPredict(app), app.bundle.manifest.comparison.distances

    def by(embed: Callable[[NDArray[np.uint8]], NDArray[np.float32]]) -> Callable[[], object]:
        def compare() -> object:
            first, second = embed(canvases[:2])
            return distances(first[np.newaxis], second[np.newaxis])

        return compare

    ways = {
        "sigverify": by(app.embedder.embed),
        "the network in Keras, predict": by(keras.embed),
        "HOG and cosine": lambda: _apart(canvases[0], canvases[1]),
    }
    turns = {way: lambda compare=compare: measuring.timed(compare) for way, compare in ways.items()}
    for way, runs in measuring.interleaved(turns, times).items():
        bench.add("two canvases to distance", way, "by the clock", "ms", [1000 * seconds for seconds in runs[1:]])


def throughput(bench: measuring.Benchmark, app: App, canvases: NDArray[np.uint8], tries: int = 10) -> None:
    """Measure embeddings a second on one thread and on all, beside the machine's peak."""
    work = operations.multiply_adds(app.bundle.folder / ONNX)
    bench.notes.append(f"The network takes {work / 1e6:.0f} million multiply-adds for one canvas.")
    full = np.resize(canvases, (_BATCH, *canvases.shape[1:]))
    shares = []
    for threads in sorted({1, os.cpu_count() or 1}):
        embedder = OnnxEmbedder(app.bundle, threads=threads)
        embedder.embed(full)
        rates, peaks = [], []
        for _ in range(tries):
            rates.append(_BATCH / measuring.timed(lambda embedder=embedder: embedder.embed(full)))
            peaks.append(operations.peak(threads, 2))
        way = f"{threads} thread" + "s" * (threads > 1)
        for library in peaks[0]:
            bench.add("embeddings", way, f"peak of {library}", "GMAC/s", [one[library] / 1e9 for one in peaks])
        bench.add("embeddings", way, "embeddings", "1/s", rates)
        # Both at their best: what comes between the runs on a busy machine is no property of either.
        shares.append(max(rates) * work / max(max(one.values()) for one in peaks))
        bench.add("embeddings", way, "share of the peak", "%", [100 * shares[-1]])
    bench.aim("embedding throughput, share of the machine's measured peak", SHARE, min(shares), "", at_least=True)


def placed(app: App, path: Path) -> canvas.Canvas | None:
    """Return the canvas of the signature on a cheque or cut-out; None where there is none."""
    found = find_signature(app.look(app.read(path))).ink
    return None if found is None else canvas.place(found)


def _similarity(app: App, verifier: Verifier, pair: Pair) -> float | None:
    references = [verifier.reference(app.read(pair.reference))]
    return verifier.verify(app.read(pair.cheque), references).similarity


def _apart(first: canvas.Canvas | None, second: canvas.Canvas | None) -> float:
    assert first is not None and second is not None, "cheques without a signature were left out"
    features = oriented_gradients(np.stack([first, second]))
    return float(cosine(features[:1], features[1:])[0, 0])


if __name__ == "__main__":
    main()
