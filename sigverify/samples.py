"""Labelled signatures in, scored comparisons out: what a calibration is made on, with what was left out of it."""

from __future__ import annotations

import hashlib
import io
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from calibration.pairs import GENUINE, RANDOM, SKILLED, Scored
from models.bundle import Bundle
from models.embedder import Embedder
from sigverify import dataset, evaluation, pairs_file, recorded
from sigverify.errors import DatasetError
from sigverify.files import write_private
from sigverify.fusion import fuse
from sigverify.jobs import Cancel, Doing, Progress, Report, silent
from sigverify.scans import DEFAULT_LIMITS, Limits
from sigverify.verifier import Verifier

if TYPE_CHECKING:  # brings the database
    from sigverify.records import Records

# With more references than this the last curve serves.
MOST_REFERENCES = 10
SUFFIX = ".npz"
_KINDS = {"genuine": GENUINE, "skilled": SKILLED, "forged": SKILLED, "random": RANDOM}
_KEPT_OUT = (dataset.TRAIN, dataset.TEST)
_FORMAT = 1


@dataclass(frozen=True, slots=True)
class Compared:
    """Which signatures the comparisons with one number of references were between, as indices of `Sample.names`.

    Attributes
    ----------
    references
        int (n, r).
    questioned
        int (n,).
    """

    references: NDArray[np.int64]
    questioned: NDArray[np.int64]


@dataclass(frozen=True, slots=True, eq=False)
class Sample:
    """Scored comparisons, and where they are from.

    Attributes
    ----------
    bundle, fusion
        What the distances were made by.
    data
        Fingerprint of the signatures.
    scored, compared
        By number of references.
    names
        Of each signature: the path of its file, or `verification:ID` and `reference:ID` of one on record.
    notes
        What was left out, and why.
    """

    bundle: str
    fusion: str
    data: str
    scored: Mapping[int, Scored]
    compared: Mapping[int, Compared]
    names: tuple[str, ...]
    notes: tuple[str, ...]

    def pair(self, references: int, row: int) -> tuple[tuple[str, ...], str]:
        """Return the names of the references and of the questioned signature of a comparison."""
        compared = self.compared[references]
        known = tuple(self.names[at] for at in compared.references[row].tolist())
        return known, self.names[int(compared.questioned[row])]


def gather(
    sources: Sequence[Path],
    embedder: Embedder,
    *,
    fusion: str = "relative",
    limits: Limits = DEFAULT_LIMITS,
    report: Report = silent,
    cancel: Cancel | None = None,
) -> Sample:
    """Compare the signatures of DATA folders, of one PAIRS.csv, or take the comparisons of an earlier calibration.

    Writers that the bundle was trained on, or that are kept for its test, are left out.

    Raises
    ------
    DatasetError
        When what is left cannot carry a calibration.
    """
    if len(sources) == 1 and sources[0].is_file():
        if sources[0].suffix == SUFFIX:
            return load(sources[0])
        return _from_pairs(sources[0], embedder, fusion, limits, report, cancel)
    return _from_folders(sources, embedder, fusion, limits, report, cancel)


def from_records(
    records: Records,
    bundle: Bundle,
    *,
    fusion: str = "relative",
    report: Report = silent,
    cancel: Cancel | None = None,
) -> Sample:
    """Take the bank's own verifications whose outcome is known independently of what was recommended.

    What a clerk decided does not count by itself: the recommendation may have led to it, and a program that learns
    from its own advice confirms itself.

    Raises
    ------
    DatasetError
        When there are too few outcomes to calibrate on.
    """
    found, notes = recorded.with_outcomes(records, bundle, report, cancel)
    rows: dict[int, list[tuple[float, int, int]]] = {}
    compared: dict[int, list[tuple[list[int], int]]] = {}
    names: dict[str, int] = {}
    writers: dict[object, int] = {}
    digest = hashlib.sha256()
    for one, outcome in found:
        count = min(len(one.distances), MOST_REFERENCES)
        digest.update(f"{one.verification.sha256}|{one.verification.page}|{outcome}\n".encode())
        own = [names.setdefault(f"reference:{ref}", len(names)) for ref in one.reference_ids]
        asked = names.setdefault(f"verification:{one.verification.id}", len(names))
        writer = writers.setdefault((one.verification.account, one.verification.signatory_id), len(writers))
        distance = fuse(one.distances, one.between, fusion)
        rows.setdefault(count, []).append((distance, _KINDS[outcome.value.lower()], writer))
        compared.setdefault(count, []).append((own[:count], asked))
    scored = {
        count: Scored(
            np.asarray([row[0] for row in part]),
            np.asarray([row[1] for row in part]),
            np.asarray([row[2] for row in part]),
        )
        for count, part in rows.items()
    }
    usable = {count: part for count, part in scored.items() if _carries(part)}
    if not usable:
        raise DatasetError(
            f"{len(found)} cheques with an outcome cannot carry a calibration",
            "Record outcomes of genuine and forged cheques of at least two people (sigverify outcomes)",
        )
    return Sample(
        bundle.id,
        fusion,
        digest.hexdigest(),
        usable,
        {count: _compared(compared[count], count) for count in usable},
        tuple(names),
        tuple(notes),
    )


def save(sample: Sample, path: Path) -> None:
    """Keep the distances of a sample, for this user alone: no picture is in it."""
    arrays: dict[str, NDArray[np.generic]] = {}
    for count, scored in sample.scored.items():
        compared = sample.compared[count]
        arrays |= {f"{count}/distances": scored.distances, f"{count}/kinds": scored.kinds}
        arrays |= {f"{count}/writers": scored.writers, f"{count}/references": compared.references}
        arrays |= {f"{count}/questioned": compared.questioned}
    about = {"format": _FORMAT, "bundle": sample.bundle, "fusion": sample.fusion, "data": sample.data}
    about |= {"counts": sorted(sample.scored), "names": sample.names, "notes": sample.notes}
    packed = io.BytesIO()
    np.savez_compressed(packed, allow_pickle=False, about=np.asarray(json.dumps(about)), **arrays)
    write_private(path, packed.getvalue())


def load(path: Path) -> Sample:
    """Read what `save` kept; raises DatasetError when it is not that."""
    try:
        with np.load(path, allow_pickle=False) as stored:
            about = json.loads(str(stored["about"]))
            if about["format"] != _FORMAT:
                raise ValueError("another format")
            scored, compared = {}, {}
            for count in about["counts"]:
                part = {key: stored[f"{count}/{key}"] for key in ("distances", "kinds", "writers")}
                scored[int(count)] = Scored(**part)
                compared[int(count)] = Compared(stored[f"{count}/references"], stored[f"{count}/questioned"])
            names, notes = tuple(about["names"]), tuple(about["notes"])
            return Sample(about["bundle"], about["fusion"], about["data"], scored, compared, names, notes)
    except Exception as error:  # numpy hands on what unzipping and parsing its headers raise
        raise DatasetError(
            f"holds no comparisons of a calibration ({error})", "Calibrate on the signatures again", path=path
        ) from error


def _from_folders(
    folders: Sequence[Path],
    embedder: Embedder,
    fusion: str,
    limits: Limits,
    report: Report,
    cancel: Cancel | None,
) -> Sample:
    data = dataset.read(folders, limits=limits, report=report, cancel=cancel)
    notes = []
    if data.duplicates:
        notes.append(f"{len(data.duplicates)} files were left out: they are copies of others")
    if data.skipped:
        notes.append(f"{len(data.skipped)} files were left out: no usable signature")
    writers = data.arrays.writers
    spent = _spent(writers, data.hashes, embedder)
    if spent.all():
        raise DatasetError(
            "holds only writers that the model was trained or tested on",
            "Use other people's signatures",
            path=folders[0],
        )
    if spent.any():
        count = len(np.unique(writers[spent]))
        notes.append(f"{count} writers were left out: the model was trained or tested on them")
    data = data.subset(~spent)
    embeddings = evaluation.embed(data, embedder, report, cancel)
    scored: dict[int, Scored] = {}
    compared: dict[int, Compared] = {}
    for count in range(1, MOST_REFERENCES + 1):
        report(Progress(count - 1, MOST_REFERENCES, Doing.COMPARING))
        if cancel is not None:
            cancel.check()
        parts = evaluation.score_pairs(
            data, embeddings, embedder.bundle.manifest.comparison.distances, references=count, fusion=fusion
        )
        # More references need writers with more signatures: stop where too few are left.
        if not parts or not _carries(pooled := evaluation.pool({name: part for name, (_, part) in parts.items()})):
            break
        scored[count] = pooled
        pairs = [pairs for pairs, _ in parts.values()]
        compared[count] = Compared(
            np.concatenate([one.references for one in pairs]), np.concatenate([one.questioned for one in pairs])
        )
    if not scored:
        raise DatasetError("has no two writers with two genuine signatures and a forgery", path=folders[0])
    fingerprint = hashlib.sha256(np.sort(data.hashes).tobytes()).hexdigest()
    names = tuple(str(file.resolve()) for file in data.files)
    return Sample(embedder.bundle.id, fusion, fingerprint, scored, compared, names, tuple(notes))


def _spent(writers: NDArray[np.int64], hashes: NDArray[np.uint64], embedder: Embedder) -> NDArray[np.bool_]:
    """Tell which signatures are of writers that the model was trained on, or that are kept for its test."""
    seen = dataset.seen_by(embedder.bundle)
    spent = np.zeros(len(writers), dtype=bool)
    for part in _KEPT_OUT:
        spent |= np.isin(writers, np.unique(writers[np.isin(hashes, seen[part])]))
    return spent


def _carries(scored: Scored) -> bool:
    """Tell whether a curve can be fitted to these comparisons at all."""
    return len(np.unique(scored.writers)) > 1 and {GENUINE, SKILLED} <= set(scored.kinds.tolist())


def _from_pairs(
    path: Path, embedder: Embedder, fusion: str, limits: Limits, report: Report, cancel: Cancel | None
) -> Sample:
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
    rows, notes = _usable_rows(path, rows, embedder)
    verifier = Verifier(embedder, None)
    numbers: dict[str, int] = {}
    names: dict[str, int] = {}
    made: list[tuple[int, float, int, int]] = []
    who: list[tuple[list[int], int]] = []
    for row, result in zip(rows, pairs_file.score(rows, verifier, limits, report, cancel), strict=True):
        if not result.distances:
            continue
        count = min(len(result.distances), MOST_REFERENCES)
        writer = numbers.setdefault(row.others["writer"], len(numbers))
        distance = fuse(result.distances, result.spread, fusion)
        made.append((count, distance, _KINDS[row.others["kind"].strip().lower()], writer))
        own = [names.setdefault(str(one.resolve()), len(names)) for one in row.references]
        who.append((own[:count], names.setdefault(str(row.questioned.resolve()), len(names))))
    if not made:
        raise DatasetError("has no pair that could be scored", "Look at the images", path=path)
    if len(made) < len(rows):
        notes.append(f"{len(rows) - len(made)} pairs were left out: no usable signature")
    counts, distances, kinds, writers = (np.asarray(column) for column in zip(*made, strict=True))
    every = Scored(distances, kinds, writers)
    chosen = {int(count): counts == count for count in np.unique(counts)}
    # A number of references that occurs too seldom for a curve of its own is judged by the next lower one.
    carried = {count: rows for count, rows in chosen.items() if _carries(every.subset(rows))}
    carried = carried or {int(counts.min()): np.ones(len(counts), dtype=bool)}
    return Sample(
        embedder.bundle.id,
        fusion,
        hashlib.sha256(path.read_bytes()).hexdigest(),
        {count: every.subset(some) for count, some in carried.items()},
        {
            count: _compared([pair for pair, keep in zip(who, some, strict=True) if keep], count)
            for count, some in carried.items()
        },
        tuple(names),
        tuple(notes),
    )


def _usable_rows(
    path: Path, rows: Sequence[pairs_file.PairRow], embedder: Embedder
) -> tuple[list[pairs_file.PairRow], list[str]]:
    """Leave out what is there twice, what is compared with itself, and writers that the model knows."""
    digests: dict[Path, str] = {}
    for row in rows:
        for file in (*row.references, row.questioned):
            if file not in digests:
                digests[file] = _digest(file)
    seen = dataset.seen_by(embedder.bundle)
    known = {int(one) for part in _KEPT_OUT for one in seen[part]}
    spent = {
        row.others["writer"]
        for row in rows
        if any(int(digests[file][:16] or "0", 16) in known for file in (*row.references, row.questioned))
    }
    kept: dict[object, pairs_file.PairRow] = {}
    own, twice = 0, 0
    for row in rows:
        references = tuple(digests[file] or str(file) for file in row.references)
        questioned = digests[row.questioned] or str(row.questioned)
        if row.others["writer"] in spent:
            continue
        if questioned in references:
            own += 1
            continue
        key = (frozenset(references), questioned)
        twice += key in kept
        kept.setdefault(key, row)
    notes = []
    if twice:
        notes.append(f"{twice} pairs were left out: they are there already")
    if own:
        notes.append(f"{own} pairs were left out: a signature was compared with itself")
    if spent:
        notes.append(f"{len(spent)} writers were left out: the model was trained or tested on them")
    if not kept:
        raise DatasetError(
            "holds no pair that may be used: " + "; ".join(notes), "Use other people's signatures", path=path
        )
    return list(kept.values()), notes


def _digest(file: Path) -> str:
    """Return the sha256 (hex) of a file; "" where it cannot be read, which is told when it is compared."""
    try:
        return hashlib.sha256(file.read_bytes()).hexdigest()
    except OSError:
        return ""


def _compared(pairs: Sequence[tuple[list[int], int]], count: int) -> Compared:
    """Fill rows with fewer references by their last one: every row has `count`."""
    references = [own + own[-1:] * (count - len(own)) for own, _ in pairs]
    return Compared(
        np.asarray(references, dtype=np.int64).reshape(len(pairs), count),
        np.asarray([questioned for _, questioned in pairs], dtype=np.int64),
    )
