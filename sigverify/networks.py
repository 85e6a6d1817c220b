"""Open a bundle and load its network; what is wrong with it is said in words."""

from __future__ import annotations

from pathlib import Path

from models import bundle as bundles
from models.bundle import Bundle
from models.embedder import Embedder, KerasEmbedder, OnnxEmbedder
from sigverify.errors import BundleUnusable

_ADVICE = "Reinstall sigverify, or choose another bundle in the settings"


def open_bundle(folder: Path) -> Bundle:
    """Open a bundle.

    Raises
    ------
    BundleUnusable
        When it is missing or damaged.
    """
    try:
        return bundles.open_bundle(folder)
    except bundles.BundleError as error:
        raise BundleUnusable(str(error), _ADVICE, path=error.path) from error


def load_embedder(bundle: Bundle, runtime: str = "onnx") -> Embedder:
    """Load a bundle's network into a runtime, `onnx` or `keras`.

    Raises
    ------
    BundleUnusable
        When it does not load or does not compute its golden vector.
    SigverifyError
        When Keras is asked for and not installed.
    """
    if runtime == "keras":
        from sigverify.training import require_trainable

        require_trainable(bundle)
    try:
        return KerasEmbedder(bundle) if runtime == "keras" else OnnxEmbedder(bundle)
    except bundles.BundleError as error:
        raise BundleUnusable(str(error), _ADVICE, path=error.path) from error
