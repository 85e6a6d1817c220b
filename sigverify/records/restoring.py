"""Put a backup in the place of the records that the settings name."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from sigverify.records import backups
from sigverify.records.database import open_database, place_of
from sigverify.records.store import Records
from sigverify.settings import Settings


@dataclass(frozen=True, slots=True)
class Restored:
    """What a restore did: how many audit entries there are now, and where the earlier records were moved to."""

    entries: int
    kept: Path | None


def restore(settings: Settings, backup: Path, operator: str) -> Restored:
    """Put a backup back: in the place of a SQLite file, which is kept beside, or into an empty server database.

    The chain then goes on with an entry that says so, and this desk's anchor begins anew.

    Raises
    ------
    RecordsError
        When the backup is of no use, or there are records on the server already.
    """
    backups.check(backup)
    place = place_of(settings)
    kept = None
    if place.path is not None:
        kept = backups.put_back_file(backup, place)
    else:
        database = open_database(place, migrate=True)
        try:
            backups.put_back_server(backup, database)
        finally:
            database.close()
    with Records.open(settings) as records:
        records.acting_as(operator).note_restore(backup.name)
        return Restored(records.audit_head().length, kept)
