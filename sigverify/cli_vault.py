"""The command line of who keeps signatures from others: encryption, its key, and how long they are kept."""

from __future__ import annotations

import os
from dataclasses import asdict
from datetime import UTC, date, datetime, time, timedelta
from typing import TYPE_CHECKING, Annotated

import typer

from sigverify.cli import Data, Json, _print_json, _services, app
from sigverify.errors import RecordsError
from sigverify.progress import progress_line, stopped_by_ctrl_c

if TYPE_CHECKING:  # brings the database
    from sigverify.records.retention import Expired

NEW_PASSPHRASE_VARIABLE = "SIGVERIFY_NEW_PASSPHRASE"

ByPassphrase = Annotated[
    bool,
    typer.Option("--passphrase", help="By a passphrase that is asked for, instead of the system's keyring."),
]


@app.command()
def encrypt(by_passphrase: ByPassphrase = False, data: Data = None) -> None:
    """Encrypt the images, embeddings and ink on record; stopped, the same command goes on."""
    records = _services(data).records
    passphrase = _new_passphrase() if by_passphrase and not records.encrypted else None
    with stopped_by_ctrl_c() as cancel, progress_line() as report:
        count = records.encrypt(passphrase, report, cancel)
    typer.echo(f"{count} images, embeddings and traces of ink were encrypted in {records.location}")
    for path in records.backups_in_the_clear():
        typer.echo(f"A backup of before, which is not encrypted; delete it if you can: {path}", err=True)


@app.command()
def decrypt(data: Data = None) -> None:
    """Decrypt what `encrypt` has encrypted, and forget the key; stopped, the same command goes on."""
    records = _services(data).records
    with stopped_by_ctrl_c() as cancel, progress_line() as report:
        count = records.decrypt(report, cancel)
    typer.echo(f"{count} images, embeddings and traces of ink were decrypted in {records.location}")


@app.command("change-key")
def change_key(by_passphrase: ByPassphrase = False, data: Data = None) -> None:
    """Keep the key by a new passphrase or in the keyring; backups of before open with what held then."""
    records = _services(data).records
    if not records.encrypted:
        raise RecordsError("these records are not encrypted", "Run sigverify encrypt")
    records.change_key(_new_passphrase() if by_passphrase else None)
    typer.echo(
        f"The key of {records.location} is kept by {'the new passphrase' if by_passphrase else 'the keyring'}"
    )


@app.command()
def purge(
    older_than: Annotated[
        str, typer.Option(metavar="DAYS|DATE", help="A number of days, or a day as 2026-01-31.")
    ],
    yes: Annotated[bool, typer.Option("--yes", help="Remove it; without, it is only counted.")] = False,
    as_json: Json = False,
    data: Data = None,
) -> None:
    """Remove kept ink and retired references that are old, for good; stopped, the same command goes on."""
    before = _moment(older_than)
    records = _services(data).records
    day = f"{before:%Y-%m-%d %H:%M} UTC"
    if yes:
        with stopped_by_ctrl_c() as cancel, progress_line() as report:
            counted = records.purge(before, report, cancel)
    else:
        counted = records.expired(before)
    backups = records.backups_of_before() if yes else []
    if as_json:
        told = {"before": before.isoformat(), "removed": yes, **asdict(counted)}
        _print_json(told | {"backups": [str(path) for path in backups]})
        return
    if yes:
        typer.echo(f"Of before {day}, {_told(counted)} were removed from {records.location}")
    else:
        typer.echo(f"Of before {day}, {_told(counted)} would be removed; --yes does it")
    for path in backups:
        typer.echo(f"A backup, which may hold what was removed; delete it if you can: {path}", err=True)


def _moment(text: str) -> datetime:
    """Return how long ago is meant, aware: so many days, or the beginning of a day in UTC."""
    try:
        if text.isdecimal():
            return datetime.now(UTC) - timedelta(days=int(text))
        return datetime.combine(date.fromisoformat(text), time(), UTC)
    except (ValueError, OverflowError) as error:
        problem = f"{text!r} is neither a number of days nor a day"
        raise RecordsError(problem, "Write --older-than 3650, or --older-than 2026-01-31") from error


def _told(count: Expired) -> str:
    return (
        f"{count.seen} questioned signatures and, of references, {count.images} images, "
        f"{count.embeddings} embeddings and {count.ink} traces of ink"
    )


def _new_passphrase() -> str:
    """Ask for a passphrase twice; programs give it in SIGVERIFY_NEW_PASSPHRASE."""
    given = os.environ.get(NEW_PASSPHRASE_VARIABLE)
    return given or str(typer.prompt("New passphrase", hide_input=True, confirmation_prompt=True, err=True))
