"""Several files in one, with the hash of each: a ZIP file, nothing in it compressed, whose manifest comes last.

Not compressed, because scans are already, and because what is unpacked can then be no larger than the archive.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
import tempfile
import zipfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import IO

from sigverify import __version__
from sigverify.errors import ArchiveError
from sigverify.files import private_folder
from sigverify.jobs import Cancel, Progress, Report, silent

FORMAT = 1
MANIFEST = "manifest.json"
# As ZIP files begin; an empty one does not.
MAGIC = b"PK\x03\x04"
_PIECE = 1 << 20
_LONGEST_MANIFEST = 1 << 20
_MANY_FILES = 10_000
_SHA256 = re.compile("[0-9a-f]{64}")
_DAMAGED = "Take another backup"


@dataclass(frozen=True, slots=True)
class Member:
    """A file of an archive: its length in bytes, and its sha256 in hex."""

    size: int
    sha256: str


def write(
    path: Path, files: Mapping[str, Path], report: Report = silent, cancel: Cancel | None = None
) -> dict[str, Member]:
    """Write files under their names into a new archive, for this user alone, whole or not at all.

    Raises
    ------
    ArchiveError
        When there is a file of that name already, or something cannot be read or written.
    Cancelled
        When the user stops it.
    """
    if path.exists():
        raise ArchiveError("there is a file of that name already", "Choose another name", path=path)
    try:
        private_folder(path.parent)
        total = sum(file.stat().st_size for file in files.values())
        step = _Steps(total, report, cancel or Cancel())
        handle, temporary = tempfile.mkstemp(dir=path.parent, prefix=".backup-")  # mode 0600
        try:
            with os.fdopen(handle, "wb") as whole:
                members = _written(whole, files, step)
                whole.flush()
                os.fsync(whole.fileno())
            Path(temporary).rename(path)
        except BaseException:
            Path(temporary).unlink(missing_ok=True)
            raise
    except OSError as error:
        problem = f"the backup cannot be written ({error.strerror or error})"
        raise ArchiveError(problem, "Choose another folder, or make room", path=path) from error
    return members


def unpack(
    path: Path,
    folder: Path,
    allowed: Callable[[str], bool],
    report: Report = silent,
    cancel: Cancel | None = None,
) -> dict[str, Member]:
    """Write an archive's files into an empty folder, each for this user alone, and compare their hashes.

    Parameters
    ----------
    allowed
        Whether a file may have that name; the name is relative, with `/` between folders.

    Raises
    ------
    ArchiveError
        When it is damaged, is no archive of ours, or holds what is not allowed.
    Cancelled
        When the user stops it.
    """
    with _telling(path), zipfile.ZipFile(path) as archive:
        entries = {entry.filename: entry for entry in archive.infolist()}
        members = _members(archive, entries, path)
        for name in members:
            if not allowed(name) or not _plain(name):
                raise ArchiveError(f"holds {name!r}, which no backup has", "Take another file", path=path)
        step = _Steps(sum(member.size for member in members.values()), report, cancel or Cancel())
        for name, member in members.items():
            target = folder / name
            private_folder(target.parent)
            target.touch(mode=0o600, exist_ok=False)
            with archive.open(entries[name]) as source, target.open("wb") as file:
                found = _copied(source, file, partial(step, note=name))
            if found != member:
                raise ArchiveError(f"{name} in it is damaged (its hash differs)", _DAMAGED, path=path)
        return members


def check(path: Path, report: Report = silent, cancel: Cancel | None = None) -> dict[str, Member]:
    """Compare the hashes of an archive's files without writing any; return them.

    Raises
    ------
    ArchiveError
        When it is damaged, or is no archive of ours.
    """
    with _telling(path), zipfile.ZipFile(path) as archive:
        entries = {entry.filename: entry for entry in archive.infolist()}
        members = _members(archive, entries, path)
        step = _Steps(sum(member.size for member in members.values()), report, cancel or Cancel())
        for name, member in members.items():
            with archive.open(entries[name]) as source:
                if _copied(source, None, partial(step, note=name)) != member:
                    raise ArchiveError(f"{name} in it is damaged (its hash differs)", _DAMAGED, path=path)
        return members


@contextmanager
def _telling(path: Path) -> Iterator[None]:
    """Make an ArchiveError of whatever is wrong with a file."""
    try:
        yield
    except OSError as error:
        problem = f"cannot be read or unpacked ({error.strerror or error})"
        raise ArchiveError(problem, "Check the disk, and the name", path=path) from error
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, ValueError, EOFError, KeyError) as error:
        raise ArchiveError(f"is no backup, or damaged ({error})", _DAMAGED, path=path) from error


def _written(whole: IO[bytes], files: Mapping[str, Path], step: _Steps) -> dict[str, Member]:
    members = {}
    with zipfile.ZipFile(whole, "w", zipfile.ZIP_STORED) as archive:
        for name, file in files.items():
            with file.open("rb") as source, archive.open(name, "w", force_zip64=True) as target:
                members[name] = _copied(source, target, partial(step, note=name))
        archive.writestr(MANIFEST, _manifest(members))
    return members


class _Steps:
    """Reports how many bytes are done of all."""

    def __init__(self, total: int, report: Report, cancel: Cancel) -> None:
        self._total, self._report, self._cancel = total, report, cancel
        self._done = 0

    def __call__(self, more: int, note: str) -> None:
        self._cancel.check()
        self._done += more
        self._report(Progress(self._done, self._total, note))


def _copied(source: IO[bytes], target: IO[bytes] | None, step: Callable[[int], None]) -> Member:
    digest, size = hashlib.sha256(), 0
    while piece := source.read(_PIECE):
        digest.update(piece)
        size += len(piece)
        if target is not None:
            target.write(piece)
        step(len(piece))
    return Member(size, digest.hexdigest())


def _manifest(members: Mapping[str, Member]) -> str:
    files = {name: {"bytes": member.size, "sha256": member.sha256} for name, member in members.items()}
    made = datetime.now(UTC).isoformat(timespec="seconds")
    return json.dumps({"format": FORMAT, "made": made, "sigverify": __version__, "files": files}, indent=1)


def _members(archive: zipfile.ZipFile, entries: Mapping[str, zipfile.ZipInfo], path: Path) -> dict[str, Member]:
    """Return what the manifest lists, which has to be what is there."""
    if MANIFEST not in entries or not len(entries) == len(archive.infolist()) <= _MANY_FILES:
        raise ArchiveError("is no backup of sigverify's", "Take another file", path=path)
    for entry in entries.values():
        if entry.compress_type != zipfile.ZIP_STORED or entry.file_size != entry.compress_size:
            raise ArchiveError("holds compressed files, which no backup has", "Take another file", path=path)
    if entries[MANIFEST].file_size > _LONGEST_MANIFEST:
        raise ArchiveError("has a manifest that is too long", "Take another file", path=path)
    try:
        told = json.loads(archive.read(entries[MANIFEST]))
        if told["format"] != FORMAT:
            raise ArchiveError("a newer sigverify made this backup", "Install the newer sigverify", path=path)
        members = {
            name: Member(int(one["bytes"]), str(one["sha256"])) for name, one in dict(told["files"]).items()
        }
    except (ValueError, KeyError, TypeError, RecursionError) as error:
        raise ArchiveError(f"its manifest cannot be used ({error})", _DAMAGED, path=path) from error
    if set(members) != set(entries) - {MANIFEST}:
        raise ArchiveError("does not hold what its manifest lists", _DAMAGED, path=path)
    if not all(_SHA256.fullmatch(member.sha256) for member in members.values()):
        raise ArchiveError("its manifest cannot be used (a hash is none)", _DAMAGED, path=path)
    return members


def _plain(name: str) -> bool:
    """Tell whether a name leads to a file below a folder on every system, and is not hidden."""
    parts = name.split("/")
    return all(
        part.isprintable() and part[:1] not in ("", ".") and not set(part) & set('\\:*?"<>|') for part in parts
    )
