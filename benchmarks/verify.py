"""How fast a desk that is open already verifies, and what of the machine the network uses.

    python -m benchmarks.verify [--runs N] [--out build/bench]

From two files to the similarity, in a process whose model is loaded, for two cut-out signatures and for a whole
cheque with a reference: as
sigverify does it, with the network in Keras instead (`predict`, what its tutorials show), and with histograms of
oriented gradients compared by their cosine. All three find the signature in the same way; then the comparison alone,
of two canvases. Last, embeddings a second beside what the machine's best matrix product would allow.
"""

from __future__ import annotations

import os
import tempfile
from collections.abc import Callable, Sequence
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from benchmarks import measuring, operations
from benchmarks.desk import demo_bank
from models.bundle import ONNX
from models.embedder import KerasEmbedder, OnnxEmbedder, to_input
from sigverify import canvas
from sigverify.app import App
from sigverify.baselines import cosine, oriented_gradients
from sigverify.sight import find_signature
from sigverify.verifier import Verifier

WARM, SHARE = 100.0, 0.5
CUT_OUTS, CHEQUES = "two files of signatures to similarity", "files of a cheque and a reference to similarity"
PREDICT = "the network in Keras, predict"
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
        signed = [(pair.cheque, pair.reference) for pair in pairs if placed(app, pair.cheque) is not None]
        cut_outs = list(pairwise(reference for _, reference in signed))
        bench.aim(
            "warm, two cut-out signatures to similarity", WARM, from_files(bench, app, cut_outs, CUT_OUTS), "ms"
        )
        bench.aim("warm, cheque and reference to similarity", WARM, from_files(bench, app, signed, CHEQUES), "ms")
        canvases = np.stack(
            [one for _, reference in signed[:_BATCH] if (one := placed(app, reference)) is not None]
        )
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


def from_files(bench: measuring.Benchmark, app: App, pairs: Sequence[tuple[Path, Path]], group: str) -> float:
    """Add the figures from a questioned file and a reference's to their similarity, in turns; return the ms of ours."""
    keras = App(app.settings)
    keras.verifier = Verifier(KerasPredict(app), app.profile, app.forms)
    ways: dict[str, Callable[[Path, Path], object]] = {
        "sigverify": lambda questioned, reference: _similarity(app, questioned, reference),
        PREDICT: lambda questioned, reference: _similarity(keras, questioned, reference),
        "HOG and cosine": lambda questioned, reference: _apart(placed(app, questioned), placed(app, reference)),
    }
    took: dict[str, list[measuring.Taken]] = {way: [] for way in ways}
    for pair in [pairs[0], *pairs]:  # the first one warms up
        for way, verify in ways.items():
            took[way].append(measuring.taken(lambda verify=verify, pair=pair: verify(*pair)))
    for way, runs in took.items():
        bench.add(group, way, "by the clock", "ms", [1000 * one.wall for one in runs[1:]])
        bench.add(group, way, "processor", "ms", [1000 * one.cpu for one in runs[1:]])
    return 1000 * float(np.median([one.wall for one in took["sigverify"][1:]]))


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
        PREDICT: by(keras.embed),
        "HOG and cosine": lambda: _apart(canvases[0], canvases[1]),
    }
    turns = {way: lambda compare=compare: measuring.taken(compare).wall for way, compare in ways.items()}
    for way, runs in measuring.interleaved(turns, times).items():
        bench.add("two canvases to distance", way, "by the clock", "ms", [1000 * seconds for seconds in runs[1:]])


def throughput(bench: measuring.Benchmark, app: App, canvases: NDArray[np.uint8], tries: int = 10) -> None:
    """Measure embeddings on one thread and on all, beside the machine's peak, in turns.

    The share is that of processor time, which other work on the machine does not change.
    """
    work = operations.multiply_adds(app.bundle.folder / ONNX)
    bench.notes.append(f"The network takes {work / 1e6:.0f} million multiply-adds for one canvas.")
    full = np.resize(canvases, (_BATCH, *canvases.shape[1:]))
    shares = []
    for threads in sorted({1, os.cpu_count() or 1}):
        embedder = OnnxEmbedder(app.bundle, threads=threads)
        products = operations.products(threads)
        ways = {"embeddings": lambda embedder=embedder: embedder.embed(full), **products}
        turns = {way: lambda work=work: measuring.taken(work) for way, work in ways.items()}
        ran = {way: runs[1:] for way, runs in measuring.interleaved(turns, tries + 1).items()}
        row = f"{threads} thread" + "s" * (threads > 1)
        rates = [_BATCH / one.wall for one in ran["embeddings"]]
        bench.add("embeddings", row, "by the clock", "1/s", rates)
        busy = {way: min(one.cpu for one in runs) for way, runs in ran.items()}
        reached = _BATCH * work / busy["embeddings"]
        bench.add("embeddings", row, "embedding", "GMAC a processor second", [reached / 1e9])
        peaks = {way: operations.MULTIPLY_ADDS / busy[way] for way in products}
        for way, rate in peaks.items():
            bench.add("embeddings", row, f"matrix product, {way}", "GMAC a processor second", [rate / 1e9])
        shares.append(reached / max(peaks.values()))
        bench.add("embeddings", row, "share of the better product", "%", [100 * shares[-1]])
    bench.aim(
        "embedding, share of the machine's best matrix product", 100 * SHARE, 100 * min(shares), "%", at_least=True
    )


def placed(app: App, path: Path) -> canvas.Canvas | None:
    """Return the canvas of the signature on a cheque or cut-out; None where there is none."""
    found = find_signature(app.look(app.read(path))).ink
    return None if found is None else canvas.place(found)


def _similarity(app: App, questioned: Path, reference: Path) -> float | None:
    return app.verify_files(app.read(questioned), [reference]).similarity


def _apart(*canvases: canvas.Canvas | None) -> float:
    features = oriented_gradients(np.stack([one for one in canvases if one is not None]))
    return float(cosine(features[:1], features[1:])[0, 0])


if __name__ == "__main__":
    main()
