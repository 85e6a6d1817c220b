"""Folders of signatures in, a model bundle with its calibration profile out."""

from __future__ import annotations

import importlib.util
import os
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from calibration import metrics
from calibration.pairs import GENUINE, SKILLED, make_pairs, pair_distances
from models.comparison import Comparison
from models.signatures import SignatureArrays
from sigverify import canvas, dataset
from sigverify.errors import BundleUnusable, DatasetError, SigverifyError
from sigverify.jobs import Cancel, Doing, Progress, Report, silent
from sigverify.scans import DEFAULT_LIMITS, Limits

if TYPE_CHECKING:
    from models.bundle import Bundle
    from models.training import TrainingPlan, TrainingProgress

# Joined with a list, hashes would become floating-point numbers, which do not hold them.
_NONE = np.empty(0, dtype=np.uint64)
TellTraining = Callable[["TrainingProgress"], None]


def train(
    folders: list[Path],
    out: Path,
    *,
    plan: TrainingPlan | None = None,
    beside: Sequence[Path] = (),
    name: str = "sigverify",
    start: Bundle | None = None,
    limits: Limits = DEFAULT_LIMITS,
    report: Report = silent,
    tell: TellTraining = lambda _: None,
    cancel: Cancel | None = None,
) -> Bundle:
    """Train on the writers of the training split and write a bundle to `out`.

    Stopped at any moment, the same call goes on where it was: canvases and the state of the training lie in
    `<out>.work` until the bundle is complete.

    Parameters
    ----------
    folders
        DATA, whose writers are parted into training, validation and test.
    beside
        DATA for training alone: synthetic hands, collections without forgeries.
    start
        A bundle to fine-tune; None trains from scratch.

    Raises
    ------
    SigverifyError
        When TensorFlow is not installed, or what lies in the work folder is of another plan or other data.
    BundleUnusable
        When `start` holds no network to train on from.
    DatasetError
        When the folders hold too little to train on.
    """
    if start is None:
        require_tensorflow()
    else:
        require_trainable(start)
    cancel = cancel or Cancel()
    work = out.with_name(out.name + ".work")
    data = dataset.read(
        [*folders, *beside], cache=work / "canvases.npz", limits=limits, report=report, cancel=cancel
    )
    parts = dataset.split_writers(data, training_only=beside)
    validation = data.arrays.subset(parts[dataset.VALIDATION])
    if not len(validation) or not (validation.forged).any():
        raise DatasetError(
            "holds too few writers with forgeries to validate on",
            "Give at least three writers a set",
            path=folders[0],
        )

    known = {} if start is None else dataset.seen_by(start)
    held_back = parts[dataset.VALIDATION] | parts[dataset.TEST]
    if dataset.TRAIN in known and np.isin(data.hashes[held_back], known[dataset.TRAIN]).any():
        raise DatasetError(
            "holds back writers for validation that the bundle to start from was trained on",
            "Start from another bundle, or train from scratch",
            path=folders[0],
        )

    report(Progress(0, None, Doing.TENSORFLOW))
    from models import export
    from models.embedder import KerasEmbedder
    from models.network import comparison_of
    from models.training import Start, TrainingPlan
    from models.training import train as train_network

    plan = plan or TrainingPlan()
    comparison = comparison_of(canvas.HEIGHT, canvas.WIDTH)
    try:
        trained = train_network(
            data.arrays.subset(parts[dataset.TRAIN]),
            validation,
            lambda embeddings: mean_skilled_eer(validation, embeddings, comparison),
            plan,
            work / "checkpoint.npz",
            start=None if start is None else Start(start.id, KerasEmbedder(start).network),
            report=tell,
            check_cancelled=cancel.check,
        )
    except ValueError as error:
        raise SigverifyError(f"The training cannot go on: {error}", f"Look at {work}") from error
    return export.write_bundle(
        trained,
        plan,
        out,
        name=name,
        canvas_version=canvas.VERSION,
        seen={part: np.union1d(data.hashes[mask], known.get(part, _NONE)) for part, mask in parts.items()},
        collections=_collection_sizes(data, parts),
        start=None if start is None else start.id,
    )


def require_tensorflow() -> None:
    """Raise SigverifyError where TensorFlow is not installed; quieten it where it is."""
    if importlib.util.find_spec("tensorflow") is None:
        raise SigverifyError(
            "Training and --runtime keras need TensorFlow", "Install it with: pip install 'sigverify[train]'"
        )
    os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "2")


def require_trainable(bundle: Bundle) -> None:
    """Raise SigverifyError where a bundle's network cannot be loaded as it was trained."""
    require_tensorflow()
    if not bundle.trainable:
        raise BundleUnusable(
            "holds the exported network alone, as installations do",
            "Take the bundle from sigverify's source archive, where network.keras lies beside it",
            path=bundle.folder,
        )


def mean_skilled_eer(
    signatures: SignatureArrays, embeddings: NDArray[np.float32], comparison: Comparison
) -> float:
    """Return the EER of skilled forgeries against one reference, averaged over the collections that have any.

    Each collection counts by its writers with forgeries: two people do not decide which epoch is best.
    """
    rates, sizes = [], []
    for collection in np.unique(signatures.collections[signatures.forged]):
        own = np.flatnonzero(signatures.collections == collection)
        pairs = make_pairs(signatures.writers[own], signatures.forged[own], draws=6, randoms=0)
        distances = pair_distances(comparison.distances, embeddings[own], pairs)[:, 0]
        genuine, skilled = -distances[pairs.kinds == GENUINE], -distances[pairs.kinds == SKILLED]
        rates.append(metrics.eer(genuine, skilled)[0])
        sizes.append(len(np.unique(pairs.writers[pairs.kinds == SKILLED])))
    return float(np.average(rates, weights=sizes))


def _collection_sizes(data: dataset.Dataset, parts: dict[str, NDArray[np.bool_]]) -> dict[str, dict[str, int]]:
    """Return writers a split for each collection, for the manifest and the model card."""
    arrays = data.arrays
    return {
        name: {
            part: len(np.unique(arrays.writers[mask & (arrays.collections == i)])) for part, mask in parts.items()
        }
        for i, name in enumerate(data.collection_names)
    }
