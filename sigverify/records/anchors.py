"""What a desk remembers, outside the database, of how far the audit chain had got."""

from __future__ import annotations

import json
import logging
import os
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sigverify.errors import RecordsError
from sigverify.files import private_folder

_FILE = "audit-anchors.json"
_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Anchor:
    """The chain of the records named `records` had `length` entries, the last one with that hash."""

    records: str
    length: int
    sha256: str

    def text(self) -> str:
        """Return it as one line, to be noted where nobody who may change the database may write."""
        return f"{self.records}:{self.length}:{self.sha256}"


def parse(text: str) -> Anchor:
    """Read what `Anchor.text` gave.

    Raises
    ------
    RecordsError
        When it is something else.
    """
    try:
        records, length, sha256 = text.strip().split(":")
        if len(sha256) != 64 or int(sha256, 16) < 0:
            raise ValueError
        return Anchor(records, int(length), sha256)
    except ValueError:
        raise RecordsError(f"{text!r} is no anchor", "Give what `sigverify audit anchor` printed") from None


class Anchors:
    """The anchors of a data folder, one for each database that was ever used from it."""

    def __init__(self, folder: Path) -> None:
        self._path = folder / _FILE

    def of(self, records: str) -> Anchor | None:
        """Return the anchor of those records; None where there is none or it is no use."""
        try:
            known = self._read()[records]
            return Anchor(records, int(known["length"]), str(known["sha256"]))
        except (OSError, ValueError, KeyError, TypeError):
            return None

    def remember(self, anchor: Anchor, *, shorter: bool = False) -> None:
        """Keep an anchor unless a longer one is known; `shorter` keeps it all the same, after a restore.

        What cannot be written is only logged: the record itself is safe.
        """
        try:
            try:
                known = self._read()
            except (FileNotFoundError, ValueError):
                known = {}
            before = self.of(anchor.records)
            if before is not None and before.length > anchor.length and not shorter:
                return
            known[anchor.records] = {"length": anchor.length, "sha256": anchor.sha256}
            self._write(known)
        except OSError as error:
            _log.warning("%s: the audit anchor cannot be written (%s)", self._path, error.strerror)

    def _read(self) -> dict[str, Any]:
        known = json.loads(self._path.read_bytes())
        if not isinstance(known, dict):
            raise ValueError("no anchors")
        return known

    def _write(self, known: dict[str, Any]) -> None:
        private_folder(self._path.parent)
        # Not flushed to the disk: what a power cut takes away is only the knowledge of the last entries.
        handle, temporary = tempfile.mkstemp(dir=self._path.parent, prefix=".anchors-")  # mode 0600
        with os.fdopen(handle, "w") as file:
            json.dump(known, file)
        Path(temporary).replace(self._path)
