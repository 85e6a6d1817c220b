"""Put a copy of records in the place of those that the settings name."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from sigverify.records import backups
from sigverify.records.database import open_database, place_of
from sigverify.records.store import Records
from sigverify.settings import Settings


@dataclass(frozen=True, slots=True)
class PutBack:
    """What was done: how many audit entries there are now, and where the earlier records were moved to."""

    entries: int
    kept: Path | None


def put_back(settings: Settings, copy: Path | None, backup: str, operator: str) -> PutBack:
    """Put records back: in the place of a SQLite file, which is kept beside, or into an empty server database.

    The chain then goes on with an entry that says so, and this desk's anchor begins anew.

    Parameters
    ----------
    copy
        The copy of the records; None where it is in its place already.
    backup
        What the entry calls it.

    Raises
    ------
    RecordsError
        When the copy is of no use, or there are records on the server already.
    """
    place = place_of(settings)
    kept = None
    if copy is not None:
        if place.path is not None:
            kept = backups.put_back_file(copy, place)
        else:
            database = open_database(place, migrate=True)
            try:
                backups.put_back_server(copy, database)
            finally:
                database.close()
    with Records.open(settings) as records:
        records.acting_as(operator).note_restore(backup)
        return PutBack(records.audit_head().length, kept)
