"""What works on this machine and what does not."""

from __future__ import annotations

import importlib.util
import platform
from collections.abc import Callable
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, version

from sigverify import __version__, canvas
from sigverify.app import App
from sigverify.errors import SigverifyError
from sigverify.records import Records, backups
from sigverify.settings import Settings

_PACKAGES = (
    "numpy",
    "opencv-python-headless",
    "scikit-image",
    "onnxruntime",
    "pillow",
    "pypdfium2",
    "SQLAlchemy",
)

_MOST_TOLD = 5


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that was looked at; `optional` ones may be missing."""

    what: str
    works: bool
    detail: str
    optional: bool = False


def examine(settings: Settings) -> list[Finding]:
    """Look at everything a verification needs."""
    app = App(settings)
    return [
        Finding("sigverify", True, f"{__version__}, Python {platform.python_version()} on {platform.platform()}"),
        *(_package(name) for name in _PACKAGES),
        _package("PySide6_Essentials", "the desk cannot open without it", optional=True),
        _training(),
        Finding("data folder", True, str(settings.data_folder)),
        _try("model", lambda: f"{app.embedder.bundle.id} in {app.bundle.folder}"),
        _try("calibration profile", lambda: _profile(app)),
        _try("database", lambda: app.records.location),
        _intact(app.settings),
    ]


def damage(settings: Settings) -> list[str]:
    """Return what is damaged in the records, by name: pages of the file, rows, images; an empty list for nothing.

    Every row is read and compared with the chain that vouches for it, and every image with its hash.
    """
    try:
        with Records.open(settings) as records:
            told = [] if records.path is None else backups.faults_in(records.path)
            if not told:
                told = [f"{fault.row} {fault.problem}" for fault in records.verify_audit().faults]
            return [f"{records.location}: {one}" for one in told]
    except SigverifyError as error:
        return [str(error)]


def _intact(settings: Settings) -> Finding:
    told = damage(settings)
    more = f" and {len(told) - _MOST_TOLD} more" if len(told) > _MOST_TOLD else ""
    advice = ". Restore a backup: sigverify restore FILE --replace"
    return Finding("records", not told, "; ".join(told[:_MOST_TOLD]) + more + advice if told else "all intact")


def _try(what: str, look: Callable[[], str]) -> Finding:
    try:
        return Finding(what, True, look())
    except (SigverifyError, OSError) as error:
        return Finding(what, False, str(error))


def _profile(app: App) -> str:
    profile = app.profile
    if profile is None:
        raise SigverifyError("There is no calibration profile", "Run sigverify calibrate")
    if not profile.fits(app.bundle.id, canvas.VERSION):
        raise SigverifyError(f"{profile.id} belongs to another model", "Run sigverify calibrate")
    return f"{profile.id}, threshold {profile.curve(1).threshold:.3f} with one reference"


def _package(name: str, otherwise: str = "", *, optional: bool = False) -> Finding:
    try:
        return Finding(name, True, version(name), optional)
    except PackageNotFoundError:
        return Finding(name, False, f"not installed; {otherwise}" if otherwise else "not installed", optional)


def _training() -> Finding:
    installed = importlib.util.find_spec("tensorflow") is not None
    detail = (
        f"tensorflow {version('tensorflow')}" if installed else "not installed: pip install 'sigverify[train]'"
    )
    return Finding("training", installed, detail, optional=True)
