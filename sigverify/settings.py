"""What can be set, in one TOML file in the data folder."""

from __future__ import annotations

import json
import os
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any, Literal, get_args

import platformdirs

from sigverify.errors import SettingsError
from sigverify.files import private_folder, write_private
from sigverify.fusion import Fusion

Theme = Literal["system", "light", "dark"]
Language = Literal["system", "en", "de"]

ENVIRONMENT_VARIABLE = "SIGVERIFY_DATA"
FILE_NAME = "settings.toml"
# In the data folder: the records, where `database_url` names no other database.
RECORDS_FILE = "records.db"


@dataclass(frozen=True, slots=True)
class Settings:
    """Everything that can be set.

    Attributes
    ----------
    data_folder
        Absolute. Holds the settings file, the records, profiles and logs. Not in the file itself.
    database_url
        SQLAlchemy URL of the records; "" is the SQLite file `records.db` in the data folder.
    bundle
        Path of a model bundle; "" is the shipped one.
    profile
        Name of a calibration profile that serves as long as none was activated in the records; "" is the shipped
        one.
    fusion
        How the distances to several references become one: their mean, or the nearest.
    theme
        Colours of the desk; "system" follows the desktop.
    language
        Of the desk; "system" follows the desktop, and is English where there is no translation.
    blind_first
        Whether the desk hides the similarity until the clerk has looked and decided.
    next_at_once
        Whether a decision brings the next cheque of the list to the desk.
    shortcuts
        Keys of the desk's commands, by the command's name, where they are not the usual ones.
    sign_in
        Operators sign in with a password; otherwise the operating system's user is the operator.
    four_eyes
        New references, mandates and profile activations count once another operator approved of them.
    second_look_above
        Accepting a cheque for more than this whole amount, or for an unknown one, takes a supervisor's second
        look: up to 10^12; 0 never asks for one.
    max_megabytes, max_megapixels
        Larger scans are refused before they are decoded: 1 to 4096 MB, 1 to 1000 megapixels.

    Raises
    ------
    SettingsError
        When a value has the wrong type or is out of range; it names the file and the key.
    """

    data_folder: Path
    database_url: str = ""
    bundle: str = ""
    profile: str = ""
    fusion: Fusion = "relative"
    theme: Theme = "system"
    language: Language = "system"
    blind_first: bool = False
    next_at_once: bool = True
    shortcuts: Mapping[str, str] = field(default_factory=dict)
    sign_in: bool = False
    four_eyes: bool = False
    second_look_above: int = 0
    # An A4 page in colour at 600 dpi is 35 megapixels and 104 MB before compression.
    max_megabytes: int = 128
    max_megapixels: int = 100

    def __post_init__(self) -> None:
        for key in ("database_url", "bundle", "profile"):
            self._require_text(key)
        self._require_one_of("fusion", get_args(Fusion))
        self._require_one_of("theme", get_args(Theme))
        self._require_one_of("language", get_args(Language))
        for key in ("blind_first", "next_at_once", "sign_in", "four_eyes"):
            self._require_switch(key)
        self._require_texts("shortcuts")
        self._require_between("second_look_above", 0, 10**12)
        self._require_between("max_megabytes", 1, 4096)
        self._require_between("max_megapixels", 1, 1000)

    @property
    def path(self) -> Path:
        """The file that these settings are kept in."""
        return self.data_folder / FILE_NAME

    def _require_text(self, key: str) -> None:
        value = getattr(self, key)
        if not isinstance(value, str):
            raise self._refused(key, value, "Write it as text in quotes")
        try:
            value.encode()
        except UnicodeEncodeError as error:
            raise self._refused(key, value, "Rename the file so that its name is valid Unicode") from error

    def _require_switch(self, key: str) -> None:
        value = getattr(self, key)
        if not isinstance(value, bool):
            raise self._refused(key, value, "Use true or false")

    def _require_texts(self, key: str) -> None:
        value = getattr(self, key)
        if not isinstance(value, Mapping) or not all(isinstance(text, str) for text in value.values()):
            raise self._refused(key, value, 'Write it as a table of texts, such as { accept = "Y" }')

    def _require_one_of(self, key: str, choices: tuple[str, ...]) -> None:
        value = getattr(self, key)
        if value not in choices:
            raise self._refused(key, value, "Use one of " + ", ".join(f'"{choice}"' for choice in choices))

    def _require_between(self, key: str, low: int, high: int) -> None:
        value = getattr(self, key)
        # A bool is an int to Python, not to whoever wrote `true` into the file.
        if not isinstance(value, int) or isinstance(value, bool) or not low <= value <= high:
            raise self._refused(key, value, f"Use a whole number from {low} to {high}")

    def _refused(self, key: str, value: object, advice: str) -> SettingsError:
        return SettingsError(f"{key} cannot be {value!r}", advice, path=self.path)


def default_data_folder() -> Path:
    """Return the folder that SIGVERIFY_DATA names, or else the platform's own for this user's data."""
    named = os.environ.get(ENVIRONMENT_VARIABLE, "")
    if named:
        return Path(named).expanduser().absolute()
    return platformdirs.user_data_path("sigverify", appauthor=False)


def load(data_folder: Path | None = None) -> Settings:
    """Read the settings of a data folder, or of the default one; nothing is created.

    A key that the file does not have keeps its default, and so do all when there is no file.

    Raises
    ------
    SettingsError
        When the file cannot be read, is not TOML, has a key that does not exist, or a value out of range.
    """
    folder = default_data_folder() if data_folder is None else data_folder.absolute()
    path = folder / FILE_NAME
    values = _read(path)
    known = _keys()
    for key in values:
        if key not in known:
            advice = f"Remove it or correct its spelling; the keys are {', '.join(known)}"
            raise SettingsError(f"{key!r} is not a setting", advice, path=path)
    return Settings(folder, **values)


def save(settings: Settings) -> None:
    """Write the settings into their data folder, which is made when it is missing.

    Raises
    ------
    SettingsError
        When the file cannot be written.
    """
    lines = [f"{key} = {_toml(getattr(settings, key))}\n" for key in _keys()]
    try:
        private_folder(settings.data_folder)
        write_private(settings.path, "".join(lines).encode())
    except OSError as error:
        problem = f"the settings cannot be written ({error.strerror})"
        advice = "Check that the folder may be written and the disk has room"
        raise SettingsError(problem, advice, path=settings.path) from error


def _keys() -> tuple[str, ...]:
    return tuple(field.name for field in fields(Settings) if field.name != "data_folder")


def _read(path: Path) -> dict[str, Any]:
    try:
        # Editors on Windows put a byte order mark first, which TOML does not know.
        return tomllib.loads(path.read_bytes().decode("utf-8-sig"))
    except FileNotFoundError:
        return {}
    except OSError as error:
        problem = f"the settings cannot be read ({error.strerror})"
        raise SettingsError(problem, "Check that it is a file that you may read", path=path) from error
    except (ValueError, RecursionError) as error:  # the latter of what is nested a thousandfold
        advice = "Correct it, or delete the file to go back to the defaults"
        raise SettingsError(f"the settings are not valid TOML ({error})", advice, path=path) from error


def _toml(value: str | int | Mapping[str, str]) -> str:
    if isinstance(value, Mapping):
        return "{ " + ", ".join(f"{_toml(key)} = {_toml(text)}" for key, text in value.items()) + " }"
    # A JSON string is a TOML basic string but for DEL, which TOML wants escaped (toml.io/en/v1.0.0#string).
    return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")
