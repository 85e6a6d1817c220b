"""Run the network that tells the pen from the print: darkness in, share of pen out.

A bundle of its own beside the Siamese one: `network.onnx` and `manifest.json` with its sha256. The training is
`benchmarks/pen_network.py`.
"""

from __future__ import annotations

import hashlib
import json
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from models.bundle import MANIFEST, ONNX, BundleError

FOLDER = Path(__file__).parent / "bundles" / "pen"
# The resolution that it was trained at; the network halves a page five times, to cells of so many pixels.
DPI = 150
CELL_PX = 32
# Of one run: a clerk waits for one cheque. Where there is a process for each processor, they set this to 1
# before their first run.
threads = 2


def pen_share(darkness: NDArray[np.uint8], folder: Path | None = None) -> NDArray[np.float32]:
    """Return how likely each pixel is a pen's, float32 (height, width) from 0 to 1.

    Parameters
    ----------
    darkness
        uint8 (height, width, 3) at 150 dpi: how much darker than its paper each pixel is in red, green and
        blue, 0 (paper) to 255 (no light); gray scans have the same three times.
    folder
        The bundle, read once; None is `FOLDER`, the one in use.

    Raises
    ------
    BundleError
        When the network is missing or damaged.
    """
    height, width = darkness.shape[:2]
    padded = np.pad(darkness, ((0, -height % CELL_PX), (0, -width % CELL_PX), (0, 0)))
    session = _session(folder or FOLDER)
    name = session.get_inputs()[0].name
    out = session.run(None, {name: np.divide(padded[np.newaxis], np.float32(255), dtype=np.float32)})[0]
    return np.asarray(out[0, :height, :width, 0], dtype=np.float32)


@cache
def _session(folder: Path) -> Any:
    import onnxruntime

    path = folder / ONNX
    try:
        network = path.read_bytes()
        expected = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))["files"][ONNX]
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise BundleError(f"cannot be read ({error})", path) from error
    if hashlib.sha256(network).hexdigest() != expected:
        raise BundleError("is not the file that its manifest names", path)
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = threads
    # Threads that try again and again whether there is work take it from other processes.
    options.add_session_config_entry("session.intra_op.allow_spinning", "0")
    # Pages differ in size, and a plan of the memory would be kept for each: 110 MB more, and no faster.
    options.enable_mem_pattern = False
    options.log_severity_level = 3
    return onnxruntime.InferenceSession(network, sess_options=options, providers=["CPUExecutionProvider"])
