"""Encrypt what is on record already, decrypt it, and change the key; each can be stopped and goes on."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, func, select
from sqlalchemy.orm import Session

from sigverify.errors import RecordsError
from sigverify.jobs import Cancel, Doing, Progress, Report, silent
from sigverify.operators import Permission
from sigverify.records.base import Store, Writing
from sigverify.records.database import BEGIN
from sigverify.records.schema import SEALED, EmbeddingRow, ImageRow, Sealed, VaultRow
from sigverify.records.vault import forget_in_keyring

_AT_ONCE = 50
_NOT_ENCRYPTED = "these records are not encrypted"


class SealingStore(Store):
    """The part of the records that keeps signatures from whoever only has the files."""

    @property
    def encrypted(self) -> bool:
        """Whether signatures are encrypted from now on; see `encrypt` for those that were there before."""
        with self._read() as session:
            row = session.get(VaultRow, 1)
            return row is not None and row.seals

    @property
    def locked(self) -> bool:
        """Whether the passphrase has to be given (`unlock`) before a signature can be seen."""
        with self._read() as session:
            return self._database.vault.locked(session)

    def unlock(self, passphrase: str) -> None:
        """Take the passphrase, for everybody who works in these opened records.

        Raises
        ------
        RecordsError
            When it is another one.
        """
        with self._read() as session:
            self._database.vault.unlock(session, passphrase)

    def encrypt(self, passphrase: str | None, report: Report = silent, cancel: Cancel | None = None) -> int:
        """Encrypt images, embeddings and kept ink, from now on and those that are there; return how many were.

        Stopped or killed, it goes on when it is asked again.

        Parameters
        ----------
        passphrase
            None keeps the key in the operating system's keyring. Where a key was chosen before, it stays.

        Raises
        ------
        RecordsError
            When the keyring or the passphrase is of no use.
        NotPermitted
            When the operator is no administrator.
        """
        with self._write(Permission.OPERATORS) as writing:
            session = writing.session
            row = session.get(VaultRow, 1) or VaultRow(id=1, document="", seals=False)
            if row.document and passphrase is not None:
                self._database.vault.unlock(session, passphrase)
            if not row.seals:
                row.document = row.document or self._database.vault.new_key(session, passphrase)
                row.seals = True
                session.add(row)
                writing.chain.vouch("encryption begun", row)
        count = self._convert(_unsealed, self._database.vault.seal, "embedding encrypted", report, cancel)
        self.scrub()
        return count

    def decrypt(self, report: Report = silent, cancel: Cancel | None = None) -> int:
        """Decrypt everything, and forget the key; return how many images and embeddings were decrypted.

        Stopped or killed, it goes on when it is asked again.

        Raises
        ------
        RecordsError
            When nothing is encrypted, or the key is not known.
        NotPermitted
            When the operator is no administrator.
        """
        with self._write(Permission.OPERATORS) as writing:
            row = writing.session.get(VaultRow, 1)
            if row is None or not row.document:
                raise RecordsError(_NOT_ENCRYPTED, "There is nothing to decrypt")
            if row.seals:
                row.seals = False
                writing.chain.vouch("decryption begun", row)
        count = self._convert(_sealed, self._database.vault.unseal, "embedding decrypted", report, cancel)
        with self._write(Permission.OPERATORS) as writing:
            row = writing.session.get_one(VaultRow, 1)
            row.document = ""
            writing.chain.vouch("decrypted", row)
            forget_in_keyring(writing.session)
        self.scrub()
        return count

    def change_key(self, passphrase: str | None) -> None:
        """Keep the key by another passphrase, or (None) in the keyring; what is encrypted stays as it is.

        Backups that were made before still open with the passphrase of then.

        Raises
        ------
        RecordsError
            When nothing is encrypted, or the key of now is not known.
        NotPermitted
            When the operator is no administrator.
        """
        with self._write(Permission.OPERATORS) as writing:
            row = writing.session.get(VaultRow, 1)
            if row is None or not row.document:
                raise RecordsError(_NOT_ENCRYPTED, "Run sigverify encrypt")
            row.document = self._database.vault.wrapped_anew(writing.session, passphrase)
            writing.chain.vouch("key changed", row)

    def scrub(self) -> None:
        """Write the SQLite file anew, so that nothing of what was changed or removed is left in it or its log.

        Raises
        ------
        RecordsError
            When another program has it open at this moment.
        """
        if self._database.place.path is None:
            return
        with self._database.told():
            plain = self._database.reading.execution_options(**{BEGIN: ""})
            with plain.connect() as connection:
                connection.exec_driver_sql("VACUUM")
                busy, *_ = connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)").one()
        if busy:
            problem = "another program reads the records: their log still holds what was changed or removed"
            advice = "Close the desks, then run the same command again"
            raise RecordsError(problem, advice, path=self._database.place.path)

    def backups_in_the_clear(self) -> list[Path]:
        """Return the data folder's backups in which signatures are not encrypted."""
        from sigverify.records.backups import holds_plain_images

        folder = self._database.place.backups
        return [one for one in sorted(folder.glob("*.db")) if holds_plain_images(one)]

    def _convert(
        self,
        which: Callable[[type[Sealed]], ColumnElement[bool]],
        change: Callable[[Session, Sealed], None],
        action: str,
        report: Report,
        cancel: Cancel | None,
    ) -> int:
        """Change all rows that are not yet as they should be, some in each transaction."""
        with self._read() as session:
            counts = (select(func.count()).select_from(one).where(which(one)) for one in SEALED)
            total = sum(session.scalar(count) or 0 for count in counts)
        done = 0
        for table in SEALED:
            while True:
                if cancel is not None:
                    cancel.check()
                with self._write(Permission.OPERATORS) as writing:
                    chosen: Select[Any] = select(table).where(which(table)).limit(_AT_ONCE)
                    rows = writing.session.scalars(chosen).all()
                    for row in rows:
                        change(writing.session, row)
                        _vouch(writing, action, row)
                if not rows:
                    break
                done += len(rows)
                report(Progress(done, max(done, total), Doing.SIGNATURES))
        return done


def _unsealed(table: type[Sealed]) -> ColumnElement[bool]:
    plain = table.seal.is_(None)
    return and_(plain, ImageRow.removed_at.is_(None)) if table is ImageRow else plain


def _sealed(table: type[Sealed]) -> ColumnElement[bool]:
    return table.seal.is_not(None)


def _vouch(writing: Writing, action: str, row: Sealed) -> None:
    """Let the chain vouch for what an embedding is now; images vouch for themselves, kept ink is no evidence."""
    if isinstance(row, EmbeddingRow):
        writing.chain.vouch(action, row)
