"""One file that holds what a data folder knows, made while the desk runs, and put back from it.

Records with their images, settings, forms, grammars, calibration profiles. Not in it: logs, earlier backups, and
model bundles, which are folders of their own that carry their hashes.
"""

from __future__ import annotations

import os
import shutil
import tempfile
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

from sigverify import archive, samples, templates
from sigverify import settings as settings_file
from sigverify.errors import ArchiveError
from sigverify.files import private_folder
from sigverify.jobs import Cancel, Doing, Progress, Report, silent
from sigverify.micr import grammar
from sigverify.records import Records, backups, restoring
from sigverify.records.database import Place, place_of
from sigverify.settings import RECORDS_FILE, Settings

PROFILES = "profiles"
_SINGLE = (settings_file.FILE_NAME, templates.FILE_NAME, grammar.FILE_NAME)
_PROFILE_SUFFIXES = frozenset({".json", samples.SUFFIX})
_HELD_BACK = "Give --replace to put the backup in their place; they are kept beside"


@dataclass(frozen=True, slots=True)
class Restored:
    """What a restore did.

    Attributes
    ----------
    files
        Names of what was put back, besides the records.
    entries
        Length of the audit chain now.
    kept
        Where what was there before is now: the records, and the folder of the other files; None for none.
    """

    files: tuple[str, ...]
    entries: int
    kept: tuple[Path, ...]


def name_now() -> str:
    """Return a file name for a backup that is made now."""
    return f"sigverify-{datetime.now(UTC):%Y%m%d-%H%M%S-%f}.backup"


def back_up(
    records: Records, settings: Settings, path: Path, report: Report = silent, cancel: Cancel | None = None
) -> int:
    """Write all that the data folder knows into one new private file; return its size in bytes.

    The records are those of one moment, whoever is at work in them; records on a server become a file.

    Raises
    ------
    RecordsError, ArchiveError
        When something cannot be read or written.
    Cancelled
        When the user stops it; nothing is left then.
    """
    if path.exists():
        raise ArchiveError("there is a file of that name already", "Choose another name", path=path)
    try:
        private_folder(path.parent)
        with tempfile.TemporaryDirectory(dir=path.parent, prefix=".backup-") as folder:
            report(Progress(0, None, Doing.RECORDS))
            files = {RECORDS_FILE: records.backup(Path(folder) / RECORDS_FILE)}
            known = [settings.data_folder / name for name in _SINGLE]
            known += sorted((settings.data_folder / PROFILES).glob("*"))
            names = {file.relative_to(settings.data_folder).as_posix(): file for file in known if file.is_file()}
            files |= {name: file for name, file in names.items() if _allowed(name)}
            archive.write(path, files, report, cancel)
            return path.stat().st_size
    except OSError as error:
        problem = f"the backup cannot be written ({error.strerror or error})"
        raise ArchiveError(problem, "Choose another folder, or make room", path=path) from error


def restore(
    settings: Settings,
    backup: Path,
    operator: str,
    *,
    overwrite: bool = False,
    report: Report = silent,
    cancel: Cancel | None = None,
) -> Restored:
    """Put a backup back into the data folder of the settings; a copy of the records alone serves as well.

    All is unpacked and compared with its hashes beside the data folder before anything there changes. A data
    folder that does not exist appears at once, whole; in one that does, records are replaced as a transaction,
    and each file as a whole.

    Parameters
    ----------
    settings
        Those that hold now; where the backup has settings, the records go to where these say.
    overwrite
        Put it in the place of what is there, which is kept in the folder for backups.

    Raises
    ------
    ArchiveError, RecordsError
        When the backup is of no use, there is something already, or the records are on a server and not empty.
    Cancelled
        When the user stops it before anything is changed.
    """
    data_folder = settings.data_folder
    new = not data_folder.exists()
    try:
        private_folder(data_folder.parent)
        with tempfile.TemporaryDirectory(
            dir=data_folder.parent if new else data_folder, prefix=".restore-"
        ) as temporary:
            unpacked = private_folder(Path(temporary) / "data")
            names = _unpacked(backup, unpacked, report, cancel)
            backups.check(unpacked / RECORDS_FILE, named=backup)
            own = place_of(settings)
            if settings_file.FILE_NAME in names:
                settings = replace(settings_file.load(unpacked), data_folder=data_folder)
            _refuse_over(settings, own, names, overwrite=overwrite)
            if cancel is not None:
                cancel.check()
            if new and place_of(settings).path == data_folder / RECORDS_FILE:
                done = restoring.put_back(replace(settings, data_folder=unpacked), None, backup.name, operator)
                os.rename(unpacked, data_folder)  # noqa: PTH104 - fails where Path.rename does, too: nothing is replaced
                return Restored(names, done.entries, ())
            return _put_in_place(settings, unpacked, names, backup.name, operator)
    except OSError as error:
        problem = f"the backup cannot be put back ({error.strerror or error})"
        raise ArchiveError(problem, "Check the disk, and who may write there", path=data_folder) from error


def _allowed(name: str) -> bool:
    folder, _, file = name.rpartition("/")
    return name in (RECORDS_FILE, *_SINGLE) or (folder == PROFILES and Path(file).suffix in _PROFILE_SUFFIXES)


def _unpacked(backup: Path, folder: Path, report: Report, cancel: Cancel | None) -> tuple[str, ...]:
    """Unpack a backup, and return the names of its files besides the records."""
    try:
        with backup.open("rb") as file:
            is_archive = file.read(len(archive.MAGIC)) == archive.MAGIC
    except OSError as error:
        problem = f"the backup cannot be read ({error.strerror})"
        raise ArchiveError(problem, "Check the name and the disk", path=backup) from error
    if not is_archive:
        backups.check(backup)
        shutil.copyfile(backup, folder / RECORDS_FILE)
        (folder / RECORDS_FILE).chmod(0o600)
        return ()
    names = archive.unpack(backup, folder, _allowed, report, cancel)
    if RECORDS_FILE not in names:
        raise ArchiveError("holds no records", "Take another backup", path=backup)
    return tuple(name for name in names if name != RECORDS_FILE)


def _refuse_over(settings: Settings, own: Place, names: tuple[str, ...], *, overwrite: bool) -> None:
    """Refuse to overwrite what nobody said may be, and whatever else the settings of a backup name."""
    place = place_of(settings)
    there = [name for name in names if (settings.data_folder / name).exists()]
    if place.path is not None and place.path.exists():
        if place.path != own.path:
            problem = "the settings of the backup name this file for the records, and it is there already"
            raise ArchiveError(problem, "Move it away first", path=place.path)
        there.insert(0, place.path.name)
    if there and not overwrite:
        raise ArchiveError(f"holds {', '.join(there)} already", _HELD_BACK, path=settings.data_folder)


def _put_in_place(
    settings: Settings, unpacked: Path, names: tuple[str, ...], backup: str, operator: str
) -> Restored:
    data_folder = settings.data_folder
    private_folder(data_folder)
    done = restoring.put_back(settings, unpacked / RECORDS_FILE, backup, operator)
    kept = [] if done.kept is None else [done.kept]
    aside = data_folder / "backups" / f"{datetime.now(UTC):%Y%m%d-%H%M%S-%f}-before-restore"
    for name in names:
        there = data_folder / name
        if there.exists():
            private_folder((aside / name).parent)
            shutil.copy2(there, aside / name)
        private_folder(there.parent)
        (unpacked / name).replace(there)
    return Restored(names, done.entries, tuple([*kept, aside] if aside.exists() else kept))
