"""A model bundle: a folder that is data, never code.

    network.keras       the embedding network, for training on and as the reference; an installation leaves it out
    network.onnx        the same, exported: what the clerk's path runs
    manifest.json       hashes, canvas, training, metrics, versions, golden vector
    golden.npy          the embedding of one canvas on the day of export
    seen.npz            hashes of the signatures of each split, so that nobody is tested on what was learnt
    MODEL_CARD.md       for people

Loading verifies every hash, and that the golden embedding comes out on this machine.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from models.comparison import Comparison

FORMAT = 2
KERAS, ONNX, MANIFEST, GOLDEN, SEEN, CARD = (
    "network.keras",
    "network.onnx",
    "manifest.json",
    "golden.npy",
    "seen.npz",
    "MODEL_CARD.md",
)
DEFAULT = Path(__file__).parent / "bundles" / "default"
GOLDEN_TOLERANCE = 1e-3


class BundleError(ValueError):
    """A bundle that is missing, damaged or not of this format. `path` is the file that it is about."""

    def __init__(self, problem: str, path: Path) -> None:
        super().__init__(problem)
        self.path = path


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a bundle says of itself.

    `bundle` names it: the first 12 hex digits of the exported network's sha256, after its given name.
    `canvas_version`, `canvas_height` and `canvas_width` say what it reads, `comparison` what it answers and how
    two answers are compared; `training` is the plan and the fingerprint of the data; `metrics` what was measured
    on the validation writers.
    """

    format: int
    name: str
    bundle: str
    canvas_version: str
    canvas_height: int
    canvas_width: int
    comparison: Comparison
    files: dict[str, str]
    training: dict[str, Any]
    metrics: dict[str, Any]
    versions: dict[str, str]


@dataclass(frozen=True, slots=True)
class Bundle:
    """A verified bundle on disk."""

    folder: Path
    manifest: Manifest

    @property
    def id(self) -> str:
        """Names the very weights; profiles are bound to it."""
        return self.manifest.bundle

    @property
    def trainable(self) -> bool:
        """Whether the network lies there as it was trained; what only serves may lack it."""
        return (self.folder / KERAS).is_file()

    def golden(self) -> NDArray[np.float32]:
        """Return the embedding (dimensions,) of `golden_canvas` on the day of export.

        Raises
        ------
        BundleError
            When the file holds anything else.
        """
        path = self.folder / GOLDEN
        try:
            golden = np.load(path, allow_pickle=False)
        except Exception as error:  # numpy hands on what parsing its header raises
            raise BundleError(f"cannot be read ({error})", path) from error
        if not isinstance(golden, np.ndarray) or golden.shape != (self.manifest.comparison.dimensions,):
            raise BundleError("is not an embedding as the manifest describes it", path)
        return golden.astype(np.float32)

    def seen(self) -> dict[str, NDArray[np.uint64]]:
        """Return the hashes (first eight bytes of sha256) of the signatures of each split, sorted.

        Raises
        ------
        BundleError
            When the file holds anything else.
        """
        path = self.folder / SEEN
        try:
            with np.load(path, allow_pickle=False) as stored:
                seen = {part: stored[part] for part in stored.files}
        except Exception as error:  # numpy hands on what unzipping and parsing its headers raise
            raise BundleError(f"cannot be read ({error})", path) from error
        if any(hashes.ndim != 1 or hashes.dtype != np.uint64 for hashes in seen.values()):
            raise BundleError("does not hold hashes of signatures", path)
        return seen


def open_bundle(folder: Path) -> Bundle:
    """Read the manifest and verify all hashes.

    Raises
    ------
    BundleError
        When the folder is no bundle, is of another format, or a file differs from its hash.
    """
    path = folder / MANIFEST
    try:
        stored = json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise BundleError("is not a model bundle: it has no manifest.json", folder) from None
    except (OSError, ValueError, RecursionError) as error:
        raise BundleError(f"cannot be read ({error})", path) from error
    if not isinstance(stored, dict) or stored.get("format") != FORMAT:
        raise BundleError("is not a manifest of this version of sigverify", path)
    try:
        manifest = Manifest(**{**stored, "comparison": Comparison(**stored["comparison"])})
        files = {str(name): str(digest) for name, digest in manifest.files.items()}
    except (TypeError, AttributeError, KeyError) as error:
        raise BundleError(f"lacks something ({error})", path) from error
    if not _makes_sense(manifest):
        raise BundleError("holds a value of the wrong kind", path)
    if set(files) != {KERAS, ONNX, GOLDEN, SEEN}:
        raise BundleError("does not list the bundle's files", path)
    for name, digest in files.items():
        if name == KERAS and not (folder / name).exists():
            continue  # whoever only verifies does not need it, and it is as large as all the rest
        if not (folder / name).is_file():
            raise BundleError("is missing", folder / name)
        if sha256(folder / name) != digest:
            raise BundleError(
                "is not the file that the manifest was written for (its hash differs)", folder / name
            )
    if manifest.bundle != _bundle_id(manifest.name, files[ONNX]):
        raise BundleError("does not name the network that lies beside it", path)
    return Bundle(folder, manifest)


def write_manifest(
    folder: Path,
    *,
    name: str,
    canvas_version: str,
    canvas_size: tuple[int, int],
    comparison: Comparison,
    training: dict[str, Any],
    metrics: dict[str, Any],
    versions: dict[str, str],
) -> Bundle:
    """Write the manifest over the files that lie in `folder` and return the verified bundle."""
    files = {file: sha256(folder / file) for file in (KERAS, ONNX, GOLDEN, SEEN)}
    manifest = Manifest(
        format=FORMAT,
        name=name,
        bundle=_bundle_id(name, files[ONNX]),
        canvas_version=canvas_version,
        canvas_height=canvas_size[0],
        canvas_width=canvas_size[1],
        comparison=comparison,
        files=files,
        training=training,
        metrics=metrics,
        versions=versions,
    )
    part = folder / (MANIFEST + ".part")
    part.write_text(json.dumps(asdict(manifest), indent=1) + "\n", encoding="utf-8")
    part.replace(folder / MANIFEST)
    return open_bundle(folder)


def golden_canvas(height: int, width: int) -> NDArray[np.uint8]:
    """Return the canvas (height, width) whose embedding every bundle carries: three waves and a stroke."""
    canvas = np.zeros((height, width), np.uint8)
    x = np.arange(8, width - 8)
    for phase, share in ((0.0, 0.3), (1.3, 0.5), (2.6, 0.7)):
        y = height * share + height * 0.15 * np.sin(x / width * 18.0 + phase)
        canvas[np.round(y).astype(int), x] = 255
    canvas[height // 4 : 3 * height // 4, width // 2] = 255
    return canvas


def sha256(path: Path) -> str:
    """Return a file's sha256 in hex."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _makes_sense(manifest: Manifest) -> bool:
    """Tell whether the values have the types and lengths that loading depends on."""
    return (
        all(isinstance(text, str) for text in (manifest.name, manifest.bundle, manifest.canvas_version))
        and all(type(size) is int and size > 0 for size in (manifest.canvas_height, manifest.canvas_width))
        and manifest.comparison.is_valid()
        and all(isinstance(told, dict) for told in (manifest.training, manifest.metrics, manifest.versions))
    )


def _bundle_id(name: str, digest: str) -> str:
    return f"{name}-{digest[:12]}"
