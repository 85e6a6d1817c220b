"""What works on this machine and what does not, in plain words, with what to do about it."""

from __future__ import annotations

import ctypes.util
import importlib
import importlib.util
import os
import platform
import re
import shutil
import sqlite3
import sys
import tempfile
from collections.abc import Callable, Sequence
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import TYPE_CHECKING

from sigverify import __version__, logs
from sigverify.errors import SigverifyError
from sigverify.files import write_private
from sigverify.settings import Settings

if TYPE_CHECKING:
    from sigverify.app import App
    from sigverify.records.database import Place

_PACKAGES = (
    "numpy",
    "opencv-python-headless",
    "scikit-image",
    "onnxruntime",
    "pillow",
    "pypdfium2",
    "SQLAlchemy",
    "cryptography",
    "keyring",
)
_REINSTALL = "Reinstall sigverify"
# Debian's and Ubuntu's packages of what Qt asks the system for.
_SYSTEM_PACKAGES = {
    "libEGL.so.1": "libegl1",
    "libGL.so.1": "libgl1",
    "libxkbcommon.so.0": "libxkbcommon0",
    "libdbus-1.so.3": "libdbus-1-3",
    "libfontconfig.so.1": "libfontconfig1",
    "libxcb-cursor.so.0": "libxcb-cursor0",
}
_LIBRARY = re.compile(r"lib[\w.+-]+?\.so[.\d]*")
# A day's cheques are far less; below it SQLite and backups begin to fail.
_LEAST_FREE_MB = 200
# Of what is damaged.
_MOST_TOLD = 5
# Settings that tell nothing of where the bank keeps what.
_TOLD = ("theme", "language", "fusion", "blind_first", "sign_in", "four_eyes", "max_megabytes", "max_megapixels")
_LOG_LINES = 500


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that was looked at; `optional` ones may be missing. `advice` says what to do where it fails."""

    what: str
    works: bool
    detail: str
    optional: bool = False
    advice: str = ""

    def __str__(self) -> str:
        word = "ok  " if self.works else "none" if self.optional else "FAIL"
        return f"{word}  {self.what}: {self.detail}" + (f". {self.advice}." if self.advice else "")


def examine(settings: Settings) -> list[Finding]:
    """Look at everything a verification needs; nothing is made or changed."""
    findings = [
        Finding("sigverify", True, f"{__version__}, Python {platform.python_version()} on {platform.platform()}"),
        *(_package(name) for name in _PACKAGES),
        _package("PySide6_Essentials", optional=True),
        _window(),
        _training(),
        _folder(settings.data_folder),
    ]
    try:
        from sigverify.app import App
    except ImportError as error:
        missing = error.name or str(error)
        return [*findings, Finding("model", False, f"{missing} cannot be imported", advice=_REINSTALL)]
    app = App(settings)
    return [
        *findings,
        _try("model", lambda: f"{app.embedder.bundle.id} in {app.bundle.folder}"),
        _try("pen network", _pen),
        _try("database", lambda: _records(settings)),
        _try("calibration profile", lambda: _profile(app, settings)),
        _try("records", lambda: _intact(settings)),
        _try("signatures", lambda: _protection(settings)),
    ]


def damage(settings: Settings) -> list[str]:
    """Return what is damaged in the records, by name: pages of the file, rows, images; an empty list for nothing.

    Every row is read and compared with the chain that vouches for it, and every image with its hash.
    """
    from sigverify.records import Records, backups

    try:
        with Records.open(settings) as records:
            told = [] if records.path is None else backups.faults_in(records.path)
            if not told:
                told = [f"{fault.row} {fault.problem}" for fault in records.verify_audit().faults]
            return [f"{records.location}: {one}" for one in told]
    except SigverifyError as error:
        return [str(error)]


def _intact(settings: Settings) -> str:
    if not _unopened(settings).as_it_is:
        return "are looked at once the database is there and of this version"
    told = damage(settings)
    if told:
        more = f" and {len(told) - _MOST_TOLD} more" if len(told) > _MOST_TOLD else ""
        raise SigverifyError(
            "; ".join(told[:_MOST_TOLD]) + more, "Restore a backup: sigverify restore FILE --replace"
        )
    return "all intact"


def write_report(settings: Settings, findings: Sequence[Finding], path: Path) -> None:
    """Write what helps somebody else to help: findings, settings and the desk's log, for this user alone.

    There is nothing of accounts, people and cheques in it: how many there are, not which. The database's address
    stays out as well.

    Raises
    ------
    SigverifyError
        When there is a file of that name, or it cannot be written.
    """
    lines = [f"sigverify report of {datetime.now(UTC):%Y-%m-%d %H:%M} UTC", ""]
    for one in findings:
        state = "ok" if one.works else "none" if one.optional else "FAIL"
        lines.append(f"{state:4}  {one.what}: {_without_places(one.detail, settings)}")
    lines += ["", "Settings that are not the usual ones"]
    usual = Settings(settings.data_folder)
    changed = [key for key in _TOLD if getattr(settings, key) != getattr(usual, key)]
    lines += [f"{key} = {getattr(settings, key)}" for key in changed]
    lines += ["", "Log, the newest part"]
    try:
        lines += logs.path_of(settings.data_folder).read_text("utf-8", "replace").splitlines()[-_LOG_LINES:]
    except OSError:
        lines.append("(there is none)")
    try:
        if path.exists():
            raise SigverifyError("there is a file of that name already", "Choose another name", path=path)
        write_private(path, ("\n".join(lines) + "\n").encode())
    except OSError as error:
        problem = f"the report cannot be written ({error.strerror})"
        raise SigverifyError(problem, "Choose another folder", path=path) from error


def _without_places(text: str, settings: Settings) -> str:
    """Leave out where this user's files are, which names people, and where the server is."""
    for place, name in ((str(settings.data_folder), "DATA"), (str(Path.home()), "~")):
        text = text.replace(place, name)
    return "on a server" if "://" in text else text


def _try(what: str, look: Callable[[], str]) -> Finding:
    try:
        return Finding(what, True, look())
    except SigverifyError as error:
        where = "" if error.path is None else f"{error.path}: "
        return Finding(what, False, where + error.problem, advice=error.advice)
    except OSError as error:
        return Finding(what, False, str(error), advice="Check that the file is there and that you may read it")


def _protection(settings: Settings) -> str:
    if not _unopened(settings).as_it_is:
        return "is looked at once the database is there and of this version"
    from sigverify.records import Records

    with Records.open(settings) as records:
        if not records.encrypted:
            return "not encrypted"
        return "encrypted; the passphrase has to be given" if records.locked else "encrypted"


def _profile(app: App, settings: Settings) -> str:
    from sigverify import canvas

    if _unopened(settings).behind:
        return "is looked at once the database is of this version"
    profile = app.profile
    if profile is None:
        raise SigverifyError(
            "There is no calibration profile, so that nothing can be recommended",
            "Choose a threshold at the desk (Calibration), or run sigverify calibrate DATA --eer --activate",
        )
    if not profile.fits(app.bundle.id, canvas.VERSION):
        raise SigverifyError(
            f"{profile.id} belongs to the model {profile.bundle}, not to {app.bundle.id}; nothing is recommended",
            "Calibrate this model (sigverify calibrate DATA --eer --activate), or set the bundle back",
        )
    return f"{profile.id}, threshold {profile.curve(1).threshold:.3f} with one reference"


def _pen() -> str:
    import numpy as np

    from models.bundle import BundleError
    from models.pen import FOLDER, pen_share

    try:
        pen_share(np.zeros((32, 32, 3), np.uint8))
    except BundleError as error:
        raise SigverifyError(f"{error.path.name} {error}", _REINSTALL, path=error.path.parent) from error
    return str(FOLDER)


def _records(settings: Settings) -> str:
    from sigverify.records import Records
    from sigverify.records.schema import SCHEMA_VERSION

    known = _unopened(settings)
    if known.missing:
        return f"{known.place.path}, which is made when it is first needed"
    if known.behind:
        return (
            f"{known.place.path} is of version {known.behind}; it is brought up to version {SCHEMA_VERSION} when "
            f"it is next opened, after a backup into {known.place.backups}"
        )
    with Records.open(settings) as records:
        return records.location


@dataclass(frozen=True, slots=True)
class _Unopened:
    """What is known of the database before it is opened, which makes a missing one and changes an old one.

    `behind` is the version of a SQLite file's tables where it is an earlier one than the program's, else 0.
    """

    place: Place
    missing: bool
    behind: int

    @property
    def as_it_is(self) -> bool:
        """Whether opening changes nothing."""
        return not self.missing and not self.behind


def _unopened(settings: Settings) -> _Unopened:
    from sigverify.records.database import place_of
    from sigverify.records.schema import SCHEMA_VERSION

    place = place_of(settings)
    if place.path is None or not place.path.exists():
        return _Unopened(place, place.path is not None, 0)
    found = _user_version(place.path)
    return _Unopened(place, False, found if found < SCHEMA_VERSION else 0)


def _user_version(path: Path) -> int:
    """Return the version that a SQLite file says its tables have; 0 where it says nothing that can be read."""
    try:
        with closing(sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True)) as connection:
            return int(connection.execute("PRAGMA user_version").fetchone()[0])
    except sqlite3.Error:
        return 0  # opening it says what is wrong with it


def _folder(folder: Path) -> Finding:
    """Look whether the data folder can be written, or made where it is missing."""
    there = folder
    while not there.exists() and there != there.parent:
        there = there.parent
    try:
        if not there.is_dir():
            raise NotADirectoryError(f"{there} is not a folder")
        if not os.access(there, os.W_OK | os.X_OK):
            raise PermissionError(f"{there} may not be written by you")
        with tempfile.TemporaryFile(dir=there):
            pass
        free = shutil.disk_usage(there).free // 2**20
    except OSError as error:
        advice = "Ask for the right to write there, or name another folder with --data DIR or SIGVERIFY_DATA"
        return Finding("data folder", False, f"{folder}: {error.strerror or error}", advice=advice)
    if free < _LEAST_FREE_MB:
        return Finding("data folder", False, f"{folder}: only {free} MB are free", advice="Make room on the disk")
    state = "" if there == folder else ", which is made when it is first needed"
    return Finding("data folder", True, f"{folder}{state} ({free} MB free)")


def _package(name: str, *, optional: bool = False) -> Finding:
    if getattr(sys, "frozen", False):
        return Finding(name, True, "inside this application", optional)
    try:
        return Finding(name, True, version(name), optional)
    except PackageNotFoundError:
        return Finding(name, False, "not installed", optional, f"Install it with: pip install {name}")


def _window() -> Finding:
    """Look whether the desk could open here: Qt, what it asks the system for, and a screen."""
    try:
        # By name: only the window's package may know Qt.
        importlib.import_module("PySide6.QtWidgets")
    except ImportError as error:
        found = _LIBRARY.search(str(error))
        if found is None:
            return Finding("desk", False, f"cannot open: {error}", optional=True, advice=_REINSTALL)
        return _lacks(found[0])
    if sys.platform == "linux":
        if "DISPLAY" in os.environ and ctypes.util.find_library("xcb-cursor") is None:
            return _lacks("libxcb-cursor.so.0")
        if not {"DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM"} & os.environ.keys():
            advice = "Open it in a desktop session; the command line works without one"
            return Finding("desk", False, "there is no screen here", optional=True, advice=advice)
    return Finding("desk", True, "can open", optional=True)


def _lacks(library: str) -> Finding:
    package = _SYSTEM_PACKAGES.get(library)
    how = f"sudo apt-get install {package}" if package else f"install your system's package of {library}"
    detail = f"cannot open: this system has no {library}, which draws its window"
    return Finding("desk", False, detail, optional=True, advice=f"On Debian and Ubuntu: {how}" if package else how)


def _training() -> Finding:
    if importlib.util.find_spec("tensorflow") is None:
        advice = "Only whoever trains a network needs it: pip install 'sigverify[train]'"
        return Finding("training", False, "TensorFlow is not installed", optional=True, advice=advice)
    return Finding("training", True, f"tensorflow {version('tensorflow')}", optional=True)
