"""Which files of a folder are cheques, and which are the backs of others."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from sigverify import scans
from sigverify.errors import DatasetError

# What scanners and clearing houses put behind the name of a cheque's two sides.
_SIDE = re.compile(r"(?P<cheque>.+?)[ _.-]?(?P<side>front|back|rear|recto|verso|[ _.-](?:[fbr]))", re.IGNORECASE)
_BACKS = frozenset({"back", "rear", "verso", "b", "r"})


@dataclass(frozen=True, slots=True)
class Source:
    """A file of a run: its name as the records have it, and whether it is the back of a cheque."""

    path: Path
    name: str
    is_back: bool = False


def scans_in(folder: Path) -> list[Path]:
    """Return the scans of a folder in their order; raises DatasetError where there are none."""
    files = files_in(folder)
    if not files:
        raise DatasetError("holds no scans", "They may be JPEG, PNG, TIFF, WebP, BMP or PDF files", path=folder)
    return files


def files_in(folder: Path) -> list[Path]:
    """Return the scans of a folder in their order, perhaps none; raises DatasetError where it is no folder."""
    if not folder.is_dir():
        raise DatasetError(
            "is not a folder", "Give the folder that holds the scans, or an image cash letter", path=folder
        )
    try:
        return sorted(p for p in folder.iterdir() if p.suffix.lower() in scans.SUFFIXES and p.is_file())
    except OSError as error:
        problem = f"cannot be read ({error.strerror})"
        raise DatasetError(problem, "Check the disk and the network drive", path=folder) from error


def sources(files: Iterable[Path]) -> list[Source]:
    """Tell backs from fronts: `chq_1_back.tif` is the back of a `chq_1_front.tif` or `chq_1.tif` beside it."""
    files = list(files)
    sides = [_side(path) for path in files]
    fronts = {cheque for cheque, is_back in sides if not is_back}
    return [
        Source(path, path.name, is_back and cheque in fronts)
        for path, (cheque, is_back) in zip(files, sides, strict=True)
    ]


def _side(path: Path) -> tuple[str, bool]:
    """Return the name of the cheque that a file shows, and whether it says that it is the back."""
    named = _SIDE.fullmatch(path.stem)
    if named is None:
        return path.stem.casefold(), False
    return named["cheque"].casefold(), named["side"].lstrip(" _.-").casefold() in _BACKS
