"""What works on this machine and what does not."""

from __future__ import annotations

import importlib.util
import platform
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from sigverify import __version__, canvas, logs
from sigverify.app import App
from sigverify.errors import SigverifyError
from sigverify.files import write_private
from sigverify.settings import Settings

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
# Settings that tell nothing of where the bank keeps what.
_TOLD = ("theme", "language", "fusion", "blind_first", "sign_in", "four_eyes", "max_megabytes", "max_megapixels")
_LOG_LINES = 500


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
        _try("signatures", lambda: _protection(app)),
    ]


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
    except (SigverifyError, OSError) as error:
        return Finding(what, False, str(error))


def _protection(app: App) -> str:
    if not app.records.encrypted:
        return "not encrypted"
    return "encrypted; the passphrase has to be given" if app.records.locked else "encrypted"


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
