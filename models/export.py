"""Write a trained network as a bundle."""

from __future__ import annotations

import platform
import shutil
import tempfile
from dataclasses import asdict
from importlib.metadata import version
from pathlib import Path

import keras
import numpy as np
from numpy.typing import NDArray

from models import bundle as bundles
from models.embedder import OnnxEmbedder
from models.network import comparison_of
from models.training import Trained, TrainingPlan, embed

EXPORT_TOLERANCE = 1e-4


def write_bundle(
    trained: Trained,
    plan: TrainingPlan,
    out: Path,
    *,
    name: str,
    canvas_version: str,
    seen: dict[str, NDArray[np.uint64]],
    collections: dict[str, dict[str, int]],
    start: str | None = None,
) -> bundles.Bundle:
    """Export `trained.embedder` to a bundle folder at `out`, replacing one that is there.

    Parameters
    ----------
    seen
        Hashes of the signatures of each split.
    collections
        How many writers of which collection are in which split.
    start
        Id of the bundle that was fine-tuned; None for a training from scratch.

    Raises
    ------
    ValueError
        When the exported graph does not compute what the network computes.
    """
    embedder = trained.embedder
    height, width = embedder.input_shape[1:3]
    out.parent.mkdir(parents=True, exist_ok=True)
    part = Path(tempfile.mkdtemp(prefix=f".{out.name}.", dir=out.parent))
    try:
        embedder.save(part / bundles.KERAS)
        embedder.export(
            part / bundles.ONNX,
            format="onnx",
            verbose=False,
            input_signature=[keras.InputSpec(shape=(None, height, width, 1), dtype="float32", name="canvas")],
        )
        np.savez_compressed(
            part / bundles.SEEN, allow_pickle=False, **{split: np.sort(hashes) for split, hashes in seen.items()}
        )
        golden = embed(embedder, bundles.golden_canvas(height, width)[np.newaxis])[0]
        np.save(part / bundles.GOLDEN, golden, allow_pickle=False)
        written = bundles.write_manifest(
            part,
            name=name,
            canvas_version=canvas_version,
            canvas_size=(height, width),
            comparison=comparison_of(height, width),
            training={
                "plan": asdict(plan),
                "start": start,
                "images": trained.images,
                "epochs": len(trained.losses),
                "best_epoch": trained.best_epoch + 1,
                "writers": collections,
                "parameters": embedder.count_params(),
            },
            metrics={"validation_skilled_eer": round(min(trained.validation_eers), 4)},
            versions={
                "python": platform.python_version(),
                **{package: version(package) for package in ("keras", "tensorflow", "onnx", "tf2onnx", "numpy")},
            },
        )
        _compare(embedder, written, height, width)
        if out.exists():
            # What people wrote or measured beside the weights (the card) belongs to the old weights.
            shutil.rmtree(out)
        part.chmod(0o755)
        part.rename(out)
    except BaseException:
        shutil.rmtree(part, ignore_errors=True)
        raise
    return bundles.open_bundle(out)


def _compare(embedder: keras.Model, written: bundles.Bundle, height: int, width: int) -> None:
    """Run both graphs on scribbles and refuse an export that strays."""
    rng = np.random.default_rng(0)
    scribbles = np.asarray(rng.random((8, height, width)) < 0.06, dtype=np.uint8) * np.uint8(255)
    apart = np.abs(embed(embedder, scribbles) - OnnxEmbedder(written).embed(scribbles)).max()
    if apart > EXPORT_TOLERANCE:
        raise ValueError(f"the exported network differs from the trained one by {apart:.2g}")
