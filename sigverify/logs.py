"""The desk's log: what failed and where in the code, for whoever looks after sigverify.

It lies in the data folder, for this user alone, and tells nothing of accounts, people and cheques: only the
words of the program are written, without what was put into them, and of an error its kind and the lines of code,
without its text.
"""

from __future__ import annotations

import logging
import os
import traceback
from io import TextIOWrapper
from logging.handlers import RotatingFileHandler
from pathlib import Path

from sigverify.files import private_folder

_MOST_BYTES = 1_000_000
_KEPT = 3
_OURS = ("sigverify", "ui", "models", "calibration")


def path_of(data_folder: Path) -> Path:
    """Return where the log of a data folder is."""
    return data_folder / "logs" / "desk.log"


def keep(data_folder: Path) -> logging.Handler | None:
    """Write warnings and failures into the log from now on; None where it cannot be written."""
    path = path_of(data_folder)
    try:
        private_folder(path.parent)
        handler = _PrivateFile(path, maxBytes=_MOST_BYTES, backupCount=_KEPT, encoding="utf-8")
    except OSError as error:
        logging.getLogger(__name__).warning("The log cannot be written: %s", error)
        return None
    handler.setFormatter(_Wordless())
    handler.setLevel(logging.WARNING)
    logging.getLogger().addHandler(handler)
    return handler


def frames(error: BaseException) -> list[str]:
    """Return the kind of an error and where it happened; its text may name files, accounts and people."""
    lines = [f"{type(error).__module__}.{type(error).__qualname__}"]
    lines += [
        f"  {frame.filename}:{frame.lineno} in {frame.name}" for frame in traceback.extract_tb(error.__traceback__)
    ]
    return lines


class _PrivateFile(RotatingFileHandler):
    """Each of its files is for its owner alone from the moment that it is made."""

    def _open(self) -> TextIOWrapper:
        def private(path: str, flags: int) -> int:
            return os.open(path, flags, 0o600)

        opened = open(self.baseFilename, self.mode, encoding=self.encoding, opener=private)  # noqa: SIM115
        assert isinstance(opened, TextIOWrapper)  # as any file that is opened as text
        return opened


class _Wordless(logging.Formatter):
    """Formats what the program says, and nothing that it says it about."""

    def format(self, record: logging.LogRecord) -> str:
        at = self.formatTime(record)
        # Only of our own calls it is known that what they are about is in the arguments (ruff's rule G).
        said = record.msg if record.name.partition(".")[0] in _OURS else "(its words are left out)"
        lines = [f"{at} {record.levelname} {record.name} {record.module}:{record.lineno} {said}"]
        error = record.exc_info[1] if record.exc_info else None
        while error is not None:
            lines += frames(error)
            error = error.__cause__
        return "\n".join(lines)
