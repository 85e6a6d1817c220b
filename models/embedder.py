"""Run a bundle's network: canvases in, embeddings out."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from models.bundle import GOLDEN_TOLERANCE, KERAS, ONNX, Bundle, BundleError, golden_canvas

_BATCH = 32


class Embedder(Protocol):
    """What turns canvases into embeddings."""

    bundle: Bundle

    def embed(self, canvases: NDArray[np.uint8]) -> NDArray[np.float32]:
        """Return float32 (n, dimensions) for canvases uint8 (n, height, width)."""
        ...


class OnnxEmbedder:
    """The exported network in ONNX Runtime: the way that everybody takes."""

    def __init__(self, bundle: Bundle, *, threads: int = 0) -> None:
        """Load and verify. `threads` 0 takes all cores."""
        import onnxruntime

        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = threads
        options.log_severity_level = 3
        # Threads that wait for work by trying again and again take the processor from the window, and from others.
        options.add_session_config_entry("session.intra_op.allow_spinning", "0")
        path = bundle.folder / ONNX
        try:
            self._session = onnxruntime.InferenceSession(
                path.read_bytes(), sess_options=options, providers=["CPUExecutionProvider"]
            )
        except Exception as error:  # onnxruntime raises classes of its own that it does not export
            raise BundleError(f"cannot be loaded ({error})", path) from error
        self.bundle = bundle
        self._input = self._session.get_inputs()[0].name
        _check_golden(self, path, reads=self._session.get_inputs()[0].shape)

    def embed(self, canvases: NDArray[np.uint8]) -> NDArray[np.float32]:
        """Return float32 (n, dimensions) for canvases uint8 (n, height, width)."""
        parts = [
            np.asarray(self._session.run(None, {self._input: to_input(canvases[start : start + _BATCH])})[0])
            for start in range(0, len(canvases), _BATCH)
        ]
        return _joined(parts, self.bundle)


class KerasEmbedder:
    """The network as trained, in Keras: the reference that parity tests compare with."""

    def __init__(self, bundle: Bundle) -> None:
        """Load and verify."""
        import keras

        import models.network  # noqa: F401 - registers the layers that a bundle is made of

        self.bundle = bundle
        path = bundle.folder / KERAS
        try:
            # A bundle is data: safe mode refuses code inside it.
            self.network = keras.saving.load_model(path, compile=False, safe_mode=True)
        except Exception as error:  # Keras hands on whatever its layers raise
            raise BundleError(f"cannot be loaded ({error})", path) from error
        _check_golden(self, path, reads=self.network.input_shape)

    def embed(self, canvases: NDArray[np.uint8]) -> NDArray[np.float32]:
        """Return float32 (n, dimensions) for canvases uint8 (n, height, width)."""
        parts = [
            np.asarray(self.network(to_input(canvases[start : start + _BATCH]), training=False))
            for start in range(0, len(canvases), _BATCH)
        ]
        return _joined(parts, self.bundle)


def to_input(canvases: NDArray[np.uint8]) -> NDArray[np.float32]:
    """Return canvases (n, height, width) 0 to 255 as the network's input (n, height, width, 1) 0 to 1."""
    return canvases[..., np.newaxis].astype(np.float32) / np.float32(255)


def _joined(parts: list[NDArray[np.float32]], bundle: Bundle) -> NDArray[np.float32]:
    if not parts:
        return np.zeros((0, bundle.manifest.comparison.dimensions), np.float32)
    return np.concatenate(parts).astype(np.float32)


def _check_golden(embedder: Embedder, path: Path, reads: Sequence[object]) -> None:
    """Refuse a network that does not compute what it computed when it was exported.

    `reads` is the shape of its input: (batch, height, width, 1).
    """
    manifest = embedder.bundle.manifest
    if tuple(reads[1:]) != (manifest.canvas_height, manifest.canvas_width, 1):
        raise BundleError("does not read canvases of the size that its manifest names", path)
    canvas = golden_canvas(manifest.canvas_height, manifest.canvas_width)
    answer = embedder.embed(canvas[np.newaxis])[0]
    golden = embedder.bundle.golden()
    if answer.shape != golden.shape or not np.allclose(answer, golden, atol=GOLDEN_TOLERANCE):
        raise BundleError("does not compute its golden vector on this machine", path)
