"""Labelled signatures in, a calibration profile out."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from calibration import profile as profiles
from calibration.pairs import GENUINE, RANDOM, SKILLED
from calibration.profile import Profile, Scored, Target
from models.embedder import Embedder
from sigverify import dataset, evaluation, pairs_file
from sigverify.errors import DatasetError
from sigverify.fusion import fuse
from sigverify.jobs import Cancel, Report, silent
from sigverify.scans import DEFAULT_LIMITS, Limits
from sigverify.verifier import Verifier

_KINDS = {"genuine": GENUINE, "skilled": SKILLED, "forged": SKILLED, "random": RANDOM}


def calibrate(
    sources: Sequence[Path],
    embedder: Embedder,
    *,
    name: str,
    target: Target,
    references: int = 1,
    fusion: str = "mean",
    limits: Limits = DEFAULT_LIMITS,
    report: Report = silent,
    cancel: Cancel | None = None,
) -> Profile:
    """Fit a profile on DATA folders or on one PAIRS.csv.

    Writers that the bundle was trained on, or that are kept for its test, are left out.

    Raises
    ------
    DatasetError
        When what is left cannot carry a calibration.
    calibration.profile.UnsupportedTarget
        When there are too few forgeries for the FAR that is asked for.
    """
    if len(sources) == 1 and sources[0].is_file():
        scored, data = _from_pairs(sources[0], embedder, fusion, limits, report, cancel)
    else:
        scored, data = _from_folders(sources, embedder, references, fusion, limits, report, cancel)
    try:
        return profiles.fit(scored, name=name, bundle=embedder.bundle.id, fusion=fusion, target=target, data=data)
    except profiles.UnsupportedTarget:
        raise
    except ValueError as error:
        raise DatasetError(
            f"cannot carry a calibration: {error}",
            "Add writers with genuine signatures and forgeries",
            path=sources[0],
        ) from error


def _from_folders(
    folders: Sequence[Path],
    embedder: Embedder,
    references: int,
    fusion: str,
    limits: Limits,
    report: Report,
    cancel: Cancel | None,
) -> tuple[Scored, str]:
    data = dataset.read(folders, limits=limits, report=report, cancel=cancel)
    seen = embedder.bundle.seen()
    writers = data.arrays.writers
    spent = np.zeros(len(writers), dtype=bool)
    for part in (dataset.TRAIN, dataset.TEST):
        spent |= np.isin(writers, np.unique(writers[np.isin(data.hashes, seen[part])]))
    if spent.all():
        raise DatasetError(
            "holds only writers that the model was trained or tested on",
            "Use other people's signatures",
            path=folders[0],
        )
    data = data.subset(~spent)
    scored = evaluation.score(
        data, evaluation.embed(data, embedder, report, cancel), references=references, fusion=fusion
    )
    if not scored:
        raise DatasetError(f"has no writer with more than {references} genuine signatures", path=folders[0])
    fingerprint = hashlib.sha256(np.sort(data.hashes).tobytes()).hexdigest()
    return evaluation.pool(scored), fingerprint


def _from_pairs(
    path: Path, embedder: Embedder, fusion: str, limits: Limits, report: Report, cancel: Cancel | None
) -> tuple[Scored, str]:
    rows, columns = pairs_file.read(path)
    for needed, what in (("kind", "genuine, skilled or random"), ("writer", "whose references they are")):
        if needed not in columns:
            raise DatasetError(f"has no column {needed}", f"Add it: {what}", path=path)
    for row in rows:
        if row.others["kind"].strip().lower() not in _KINDS:
            raise DatasetError(
                f"line {row.line}: unknown kind {row.others['kind']!r}",
                "Use genuine, skilled or random",
                path=path,
            )
    verifier = Verifier(embedder, None)
    distances, kinds, writers = [], [], []
    names: dict[str, int] = {}
    for row, scored in zip(rows, pairs_file.score(rows, verifier, limits, report, cancel), strict=True):
        if not scored.distances:
            continue
        distances.append(fuse(scored.distances, fusion))
        kinds.append(_KINDS[row.others["kind"].strip().lower()])
        writers.append(names.setdefault(row.others["writer"], len(names)))
    if not distances:
        raise DatasetError("has no pair that could be scored", "Look at the images", path=path)
    fingerprint = hashlib.sha256(path.read_bytes()).hexdigest()
    return Scored(np.asarray(distances), np.asarray(kinds), np.asarray(writers)), fingerprint
