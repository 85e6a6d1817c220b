"""How long a clerk waits for the first answer of the day: a cheque verified by a process that has just started.

    python -m benchmarks.startup [--runs N] [--out build/bench]

Every run is a new process, the disk is warm, and the ways take turns: `sigverify verify` as it is shipped (with a
reference from a file, and with those of an account), the same with the network in Keras (`--runtime keras`), and
what a program takes that does nothing but load the network into Keras and embed two canvases.
"""

from __future__ import annotations

import tempfile
from pathlib import Path
from statistics import median

from benchmarks import measuring
from benchmarks.desk import Pair, demo_bank
from models.bundle import DEFAULT

RATIO = 4.0
SHIPPED, KERAS = "sigverify verify, reference from a file", "with --runtime keras, reference from a file"
_RUN = "import sys; from sigverify.cli import run; sys.exit(run(sys.argv[1:]))"
# The least that anybody would write: no cheque is read, no signature found, nothing calibrated.
_PREDICT = """
import sys, keras, numpy as np
import models.network
network = keras.saving.load_model(sys.argv[1], compile=False)
embedded = network.predict(np.zeros((2, *network.input_shape[1:]), np.float32), verbose=0)
print(np.linalg.norm(embedded[0] - embedded[1]))
"""


def main() -> None:
    parser = measuring.arguments(__doc__)
    parser.add_argument("--runs", type=int, default=7, help="how often each is measured")
    asked = parser.parse_args()
    bench = measuring.Benchmark(
        "startup", "a cheque of the demo bank, 300 dpi colour, with a reference of its account"
    )
    with tempfile.TemporaryDirectory() as temporary:
        settings, (pair, *_) = demo_bank(Path(temporary), 1)
        ways = {
            way: lambda command=command: measuring.cold(command, answers=(0, 1), TF_CPP_MIN_LOG_LEVEL="2")
            for way, command in commands(pair, settings.data_folder, Path(temporary) / "fresh").items()
        }
        measuring.interleaved(ways, 1)  # warms the disk
        ran = measuring.interleaved(ways, asked.runs)
    for way, runs in ran.items():
        bench.add("cold", way, "by the clock", "s", [run.wall for run in runs])
        bench.add("cold", way, "processor", "s", [run.cpu for run in runs])
        bench.add("cold", way, "memory at most", "MiB", [run.peak for run in runs])
    pairs = list(zip(ran[KERAS], ran[SHIPPED], strict=True))
    bench.aim(
        "cold sigverify verify, times faster than with --runtime keras",
        RATIO,
        median(slow.wall / quick.wall for slow, quick in pairs),
        "×",
        at_least=True,
    )
    bench.aim(
        "the same, in processor time",
        RATIO,
        median(slow.cpu / quick.cpu for slow, quick in pairs),
        "×",
        at_least=True,
    )
    bench.write(asked.out)


def commands(pair: Pair, data: Path, fresh: Path) -> dict[str, list[str]]:
    """Return the command of each way; `fresh` is a data folder that nobody has used."""
    cheque = ("-c", _RUN, "verify", str(pair.cheque), "--json")
    files = ("--reference", str(pair.reference), "--data", str(fresh))
    return {
        SHIPPED: measuring.python(*cheque, *files),
        "sigverify verify, references of an account": measuring.python(
            *cheque, "--account", pair.account, "--data", str(data)
        ),
        KERAS: measuring.python(*cheque, *files, "--runtime", "keras"),
        "a Keras predict of two canvases, alone": measuring.python("-c", _PREDICT, str(DEFAULT / "network.keras")),
    }


if __name__ == "__main__":
    main()
