"""Folders of labelled signatures, as training, calibration and evaluation read them.

The layout is `DATA/<set>/<writer>/{genuine,forged}/<image>`; a folder that is itself one set is taken as such.
Where several people wrote the same texts instead of their own names, a folder is `<set>/<writer>~<text>`: what one
of them wrote of one text is one signature, and the same text by somebody else is the nearest thing to a forgery.
"""

from __future__ import annotations

import hashlib
import multiprocessing
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from models.bundle import SEEN, Bundle, BundleError
from models.signatures import SignatureArrays
from sigverify import canvas, children, ink, scans
from sigverify.errors import BundleUnusable, DatasetError, ScanError
from sigverify.jobs import Cancel, Doing, Progress, Report, silent
from sigverify.scans import DEFAULT_LIMITS, Limits

TRAIN, VALIDATION, TEST = "train", "validation", "test"
# Starting processes takes as long as reading some hundred signatures.
_WORTH_PROCESSES = 400
_CACHE_FORMAT = 2
_SHARES = {TRAIN: 0.70, VALIDATION: 0.15, TEST: 0.15}
# Between the writer and the text in the name of a folder.
_TEXT = "~"


@dataclass(frozen=True, slots=True)
class Dataset:
    """Signatures read from folders.

    Attributes
    ----------
    arrays
        Canvases and labels; the numbers of writers and collections index the names below.
    writer_names
        `<set>/<writer>` or `<set>/<writer>~<text>` each.
    collection_names
        `<set>` each.
    files
        Where each signature came from, (n,).
    hashes
        uint64 (n,): the first eight bytes of each file's sha256.
    traits
        float32 (n, 2): stroke width in pixels, and share of inked pixels in the tight box around the ink, before
        the canvas has hidden them. For baselines: both tell genuine from forged in public collections.
    skipped
        Files without a usable signature, and why.
    duplicates
        Files with the very bytes of one before them; left out.
    """

    arrays: SignatureArrays
    writer_names: tuple[str, ...]
    collection_names: tuple[str, ...]
    files: tuple[Path, ...]
    hashes: NDArray[np.uint64]
    traits: NDArray[np.float32]
    skipped: tuple[tuple[Path, str], ...]
    duplicates: tuple[Path, ...]

    def subset(self, chosen: NDArray[np.bool_]) -> Dataset:
        """Return the chosen signatures, bool (n,); names and numbers stay."""
        return Dataset(
            self.arrays.subset(chosen),
            self.writer_names,
            self.collection_names,
            tuple(file for file, keep in zip(self.files, chosen, strict=True) if keep),
            self.hashes[chosen],
            self.traits[chosen],
            (),
            (),
        )


_NO_TRAITS = (0.0, 0.0)


@dataclass(frozen=True, slots=True)
class _Read:
    """One file: its canvas, or the reason for none."""

    canvas: NDArray[np.uint8] | None
    digest: int
    traits: tuple[float, float] = _NO_TRAITS
    reason: str = ""


@dataclass(frozen=True, slots=True)
class _Images:
    """All files, in their order: canvases (n, height, width), hashes (n,), traits (n, 2), reasons (n)."""

    canvases: NDArray[np.uint8]
    hashes: NDArray[np.uint64]
    traits: NDArray[np.float32]
    reasons: list[str]


@dataclass(frozen=True, slots=True)
class _Entry:
    file: Path
    collection: str
    writer: str
    forged: bool


def read(
    folders: Sequence[Path],
    *,
    cache: Path | None = None,
    limits: Limits = DEFAULT_LIMITS,
    report: Report = silent,
    cancel: Cancel | None = None,
) -> Dataset:
    """Read all signatures under the folders, on all cores.

    Parameters
    ----------
    folders
        One or more DATA folders.
    cache
        A file (.npz) that keeps the canvases between runs on the same files; None reads everything.

    Raises
    ------
    DatasetError
        When a folder is missing or nothing in it has the layout.
    """
    entries = [entry for folder in folders for entry in _walk(Path(folder))]
    key = _key(entries)
    images = _from_cache(cache, key)
    if images is None:
        images = _images(entries, limits, report, cancel or Cancel())
        if cache is not None:
            _to_cache(cache, key, images)
    hashes, reasons = images.hashes, images.reasons
    first = np.zeros(len(entries), dtype=bool)
    first[np.unique(hashes, return_index=True)[1]] = True
    usable = np.asarray([not reason for reason in reasons])
    keep = first & usable
    if not keep.any():
        raise DatasetError("holds no usable signature", "Look at the images", path=folders[0])
    collection_names = sorted({entry.collection for entry in entries})
    writer_names = sorted({f"{entry.collection}/{entry.writer}" for entry in entries})
    collection_number = {name: i for i, name in enumerate(collection_names)}
    writer_number = {name: i for i, name in enumerate(writer_names)}
    text_number = {text: i for i, text in enumerate(sorted({_text(entry.writer) for entry in entries} - {""}))}
    arrays = SignatureArrays(
        images.canvases,
        np.asarray([writer_number[f"{e.collection}/{e.writer}"] for e in entries], dtype=np.int64),
        np.asarray([e.forged for e in entries], dtype=bool),
        np.asarray([collection_number[e.collection] for e in entries], dtype=np.int64),
        np.asarray([text_number.get(_text(e.writer), -1) for e in entries], dtype=np.int64),
    )
    return Dataset(
        arrays.subset(keep),
        tuple(writer_names),
        tuple(collection_names),
        tuple(entry.file for entry, kept in zip(entries, keep, strict=True) if kept),
        hashes[keep],
        images.traits[keep],
        tuple((e.file, reason) for e, reason in zip(entries, reasons, strict=True) if reason),
        tuple(e.file for e, new, good in zip(entries, first, usable, strict=True) if good and not new),
    )


def seen_by(bundle: Bundle) -> dict[str, NDArray[np.uint64]]:
    """Return the hashes of the signatures of each split that a bundle was made from, as `Dataset.hashes` are.

    Raises
    ------
    BundleUnusable
        When the bundle does not tell them.
    """
    advice = "Take the bundle from where it was made"
    try:
        seen = bundle.seen()
    except BundleError as error:
        raise BundleUnusable(str(error), advice, path=error.path) from error
    if not set(_SHARES) <= set(seen):
        raise BundleUnusable("does not tell which signatures it was made from", advice, path=bundle.folder / SEEN)
    return seen


def split_writers(
    dataset: Dataset, seed: int = 0, training_only: Sequence[Path] = ()
) -> dict[str, NDArray[np.bool_]]:
    """Part the writers of each collection into train, validation and test; return one mask (n,) each.

    Collections of the folders named in `training_only` are for training alone.
    """
    held_back = {
        dataset.collection_names[collection]
        for file, collection in zip(dataset.files, dataset.arrays.collections.tolist(), strict=True)
        if not any(file.is_relative_to(folder) for folder in training_only)
    }
    part_of = parts_of([name for name in dataset.writer_names if name.rsplit("/", 1)[0] in held_back], seed)
    part_of_writer = np.asarray([part_of.get(name, TRAIN) for name in dataset.writer_names])
    parts = part_of_writer[dataset.arrays.writers]
    return {part: np.asarray(parts == part, dtype=bool) for part in _SHARES}


def parts_of(writer_names: Sequence[str], seed: int = 0) -> dict[str, str]:
    """Return of each writer, `<set>/<writer>` or `<set>/<writer>~<text>`, which part is theirs.

    The order is that of a hash of the name, so that adding a writer moves few others; all texts of a writer stay
    together. Collections of fewer than three writers are for training alone.
    """
    person_of = {name: name.split(_TEXT)[0] for name in writer_names}
    part_of = dict.fromkeys(person_of.values(), TRAIN)
    for collection in {name.rsplit("/", 1)[0] for name in writer_names}:
        own = [person for person in part_of if person.rsplit("/", 1)[0] == collection]
        own.sort(key=lambda person: hashlib.sha256(f"{seed}/{person}".encode()).digest())
        held = max(1, round(_SHARES[VALIDATION] * len(own))) if len(own) >= 3 else 0
        part_of |= dict.fromkeys(own[:held], VALIDATION) | dict.fromkeys(own[held : 2 * held], TEST)
    return {name: part_of[person] for name, person in person_of.items()}


def _text(writer: str) -> str:
    """Return what the folder of a writer holds, where it is not the writer's own name."""
    return writer.partition(_TEXT)[2]


def _walk(folder: Path) -> Iterator[_Entry]:
    """Yield the images under DATA in a stable order."""
    if not folder.is_dir():
        raise DatasetError("is not a folder", "Give a folder DATA/<set>/<writer>/{genuine,forged}", path=folder)
    one_set = any((writer / "genuine").is_dir() for writer in folder.iterdir())
    found = False
    for collection in [folder] if one_set else sorted(p for p in folder.iterdir() if p.is_dir()):
        for writer in sorted(p for p in collection.iterdir() if p.is_dir()):
            for kind in ("genuine", "forged"):
                for file in sorted((writer / kind).glob("*")):
                    if file.suffix.lower() in scans.SUFFIXES:
                        found = True
                        yield _Entry(file, collection.name, writer.name, kind == "forged")
    if not found:
        raise DatasetError(
            "holds no signatures",
            "They are expected at DATA/<set>/<writer>/{genuine,forged}/<image>",
            path=folder,
        )


def _images(entries: list[_Entry], limits: Limits, report: Report, cancel: Cancel) -> _Images:
    """Read every file to its canvas; an unreadable one is blank and has a reason."""
    count = len(entries)
    images = _Images(
        np.zeros((count, canvas.HEIGHT, canvas.WIDTH), np.uint8),
        np.zeros(count, np.uint64),
        np.zeros((count, len(_NO_TRAITS)), np.float32),
        [""] * count,
    )
    with _mapping(count) as mapping:
        for i, one in enumerate(mapping(partial(_read_one, limits=limits), [entry.file for entry in entries])):
            images.hashes[i], images.traits[i], images.reasons[i] = one.digest, one.traits, one.reason
            if one.canvas is not None:
                images.canvases[i] = one.canvas
            if i % 50 == 0 or i + 1 == count:
                report(Progress(i + 1, count, Doing.READING))
                cancel.check()
    return images


@contextmanager
def _mapping(count: int) -> Iterator[Callable[[Callable[[Path], _Read], list[Path]], Iterable[_Read]]]:
    """Give a `map`: over all cores where there is enough to do for them to start."""
    if count < _WORTH_PROCESSES:
        yield map
        return
    # Spawned: a fork of a process that has threads (OpenCV's, Qt's) may inherit a lock that nobody releases.
    pool = ProcessPoolExecutor(mp_context=multiprocessing.get_context("spawn"), initializer=children.begin)

    def over_all(read: Callable[[Path], _Read], files: list[Path]) -> Iterable[_Read]:
        with children.deaf_to_ctrl_c():  # the processes are started with the first task
            return pool.map(read, files, chunksize=16)

    try:
        yield over_all
    finally:
        pool.shutdown(cancel_futures=True)


def _read_one(file: Path, limits: Limits) -> _Read:
    try:
        scan = scans.read(file, limits=limits)
    except ScanError as error:
        return _Read(None, int.from_bytes(hashlib.sha256(str(file).encode()).digest()[:8]), reason=str(error))
    digest = int(scan.sha256[:16], 16)
    found = ink.extract(scan)
    if found is None:
        return _Read(None, digest, reason="too little ink to be a signature")
    return _Read(canvas.place(found), digest, (found.stroke_px, float(found.mask.mean())))


def _key(entries: list[_Entry]) -> str:
    """Return a hash that changes with the files and with the way to the canvas."""
    digest = hashlib.sha256(f"{_CACHE_FORMAT}|{canvas.VERSION}".encode())
    for entry in entries:
        try:
            stat = entry.file.stat()
            told = f"{entry.file.resolve()}|{stat.st_size}|{stat.st_mtime_ns}"
        except OSError:  # a link to nothing, or to itself; reading it says so
            told = f"{entry.file.absolute()}|unreadable"
        digest.update(f"{told}\n".encode(errors="surrogateescape"))
    return digest.hexdigest()


def _from_cache(cache: Path | None, key: str) -> _Images | None:
    if cache is None or not cache.exists():
        return None
    with np.load(cache, allow_pickle=False) as stored:
        if str(stored["key"]) != key:
            return None
        reasons = [str(reason) for reason in stored["reasons"]]
        return _Images(stored["canvases"], stored["hashes"], stored["traits"], reasons)


def _to_cache(cache: Path, key: str, images: _Images) -> None:
    cache.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    part = cache.with_suffix(".part.npz")
    with part.open("wb") as file:
        np.savez_compressed(
            file,
            key=np.asarray(key),
            canvases=images.canvases,
            hashes=images.hashes,
            traits=images.traits,
            reasons=np.asarray(images.reasons),
        )
    part.chmod(0o600)
    part.replace(cache)
