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
from sigverify.jobs import Cancel, Progress, Report, silent
from sigverify.scans import DEFAULT_LIMITS, Limits
from sigverify.verifier import Verifier

# With more references than this the last curve serves.
MOST_REFERENCES = 10
_KINDS = {"genuine": GENUINE, "skilled": SKILLED, "forged": SKILLED, "random": RANDOM}


def calibrate(
    sources: Sequence[Path],
    embedder: Embedder,
    *,
    name: str,
    target: Target,
    fusion: str = "relative",
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
        scored, data = _from_folders(sources, embedder, fusion, limits, report, cancel)
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
    fusion: str,
    limits: Limits,
    report: Report,
    cancel: Cancel | None,
) -> tuple[dict[int, Scored], str]:
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
    embeddings = evaluation.embed(data, embedder, report, cancel)
    pooled: dict[int, Scored] = {}
    for count in range(1, MOST_REFERENCES + 1):
        report(Progress(count - 1, MOST_REFERENCES, "comparing"))
        scored = evaluation.score(
            data, embeddings, embedder.bundle.manifest.comparison.distances, references=count, fusion=fusion
        )
        # More references need writers with more signatures: stop where too few are left.
        if not scored or not _carries(evaluation.pool(scored)):
            break
        pooled[count] = evaluation.pool(scored)
    if not pooled:
        raise DatasetError("has no two writers with two genuine signatures and a forgery", path=folders[0])
    fingerprint = hashlib.sha256(np.sort(data.hashes).tobytes()).hexdigest()
    return pooled, fingerprint


def _carries(scored: Scored) -> bool:
    """Tell whether a curve can be fitted to these comparisons at all."""
    return len(np.unique(scored.writers)) > 1 and {GENUINE, SKILLED} <= set(scored.kinds.tolist())


def _from_pairs(
    path: Path, embedder: Embedder, fusion: str, limits: Limits, report: Report, cancel: Cancel | None
) -> tuple[dict[int, Scored], str]:
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
    distances, kinds, writers, counts = [], [], [], []
    names: dict[str, int] = {}
    for row, scored in zip(rows, pairs_file.score(rows, verifier, limits, report, cancel), strict=True):
        if not scored.distances:
            continue
        distances.append(fuse(scored.distances, scored.spread, fusion))
        counts.append(min(len(scored.distances), MOST_REFERENCES))
        kinds.append(_KINDS[row.others["kind"].strip().lower()])
        writers.append(names.setdefault(row.others["writer"], len(names)))
    if not distances:
        raise DatasetError("has no pair that could be scored", "Look at the images", path=path)
    fingerprint = hashlib.sha256(path.read_bytes()).hexdigest()
    every, count_of = Scored(np.asarray(distances), np.asarray(kinds), np.asarray(writers)), np.asarray(counts)
    pooled = {int(count): every.subset(count_of == count) for count in np.unique(count_of)}
    # A number of references that occurs too seldom for a curve of its own is judged by the next lower one.
    return {count: part for count, part in pooled.items() if _carries(part)} or {
        int(min(counts)): every
    }, fingerprint
