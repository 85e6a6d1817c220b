"""The command line of who keeps the records from others: encryption and its key."""

from __future__ import annotations

import os
from typing import Annotated

import typer

from sigverify.cli import Data, _services, app
from sigverify.errors import RecordsError
from sigverify.progress import progress_line, stopped_by_ctrl_c

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


def _new_passphrase() -> str:
    """Ask for a passphrase twice; programs give it in SIGVERIFY_NEW_PASSPHRASE."""
    given = os.environ.get(NEW_PASSPHRASE_VARIABLE)
    return given or str(typer.prompt("New passphrase", hide_input=True, confirmation_prompt=True, err=True))
