"""Images and embeddings at rest: sealed by a key that lies in none of the files of the records.

A random data key seals them (AES-256-GCM). What is stored of it is wrapped by another key, which follows from a
passphrase (scrypt) or lies in the operating system's keyring: a new passphrase wraps anew and seals nothing anew.
What a value belongs to is authenticated with it, so that one account's signature cannot be put in another's place.
"""

from __future__ import annotations

import hashlib
import json
import os
from base64 import b64decode, b64encode
from collections.abc import Callable
from pathlib import Path
from threading import Lock
from typing import Any

from sqlalchemy.orm import Session

from sigverify.errors import RecordsError
from sigverify.records.chain import head_of, subject_of
from sigverify.records.schema import Sealed, SeenInkRow, VaultRow

PASSPHRASE_VARIABLE = "SIGVERIFY_PASSPHRASE"
PASSPHRASE_FILE_VARIABLE = "SIGVERIFY_PASSPHRASE_FILE"
SHORTEST_PASSPHRASE = 12
_KEY_BYTES, _NONCE_BYTES, _TAG_BYTES = 32, 12, 16
# 128 MB and a few tenths of a second for each guess (OWASP's first recommendation for scrypt).
_SCRYPT = {"n": 2**17, "r": 8, "p": 1}
_SERVICE = "sigverify"

Ask = Callable[[], str]


class Vault:
    """What seals and opens, once it has the key; the same for all threads that work in these records.

    Parameters
    ----------
    ask
        Gives the passphrase where neither keyring nor environment has a key; None leaves the records locked.
    """

    def __init__(self, ask: Ask | None = None) -> None:
        self._ask = ask
        self._keys: dict[str, bytes] = {}
        self._lock = Lock()

    def locked(self, session: Session) -> bool:
        """Return whether somebody has to be asked for the passphrase before a signature can be seen."""
        row = _row(session)
        if row is None or not row.document:
            return False
        try:
            self._key(session, row, ask=False)
        except RecordsError:
            return True
        return False

    def unlock(self, session: Session, passphrase: str) -> None:
        """Take a passphrase; raises RecordsError when it is not that of these records."""
        row = _row(session)
        if row is not None and row.document:
            self._unwrap(session, row, passphrase)

    def unlock_by_asking(self, session: Session) -> None:
        """Get the key where it can be got from; raises RecordsError where it cannot."""
        row = _row(session)
        if row is not None and row.document:
            self._key(session, row)

    def seal(self, session: Session, row: Sealed) -> None:
        """Encrypt a row's content, if these records are encrypted."""
        vault = _row(session)
        if vault is None or not vault.seals or row.seal is not None:
            return
        row.content, row.seal = _encrypt(self._key(session, vault), row.content, _about(row))

    def unseal(self, session: Session, row: Sealed) -> None:
        """Put a row's content back as it was before it was encrypted."""
        if row.seal is not None:
            row.content, row.seal = self.content(session, row), None

    def content(self, session: Session, row: Sealed) -> bytes:
        """Return what a row holds, decrypted where it is encrypted.

        Raises
        ------
        RecordsError
            When the key is not known, or the content is not what was encrypted for this row.
        """
        if row.seal is None:
            return row.content
        vault = _row(session)
        if vault is None or not vault.document:
            raise RecordsError("the key of an encrypted signature is gone", "Restore the records from a backup")
        opened = _decrypt(self._key(session, vault), row.content, row.seal, _about(row))
        if opened is None:
            raise RecordsError(f"{_about(row)} was changed after it was encrypted", "Run sigverify audit verify")
        return opened

    def new_key(self, session: Session, passphrase: str | None) -> str:
        """Make a data key and return the document that keeps it, wrapped; None puts it into the keyring."""
        key = os.urandom(_KEY_BYTES)
        self._keys[_name(key)] = key
        return _wrapped(key, passphrase, head_of(session).records)

    def wrapped_anew(self, session: Session, passphrase: str | None) -> str:
        """Return the document of the same data key under another passphrase or the keyring."""
        row = _row(session)
        if row is None or not row.document:
            raise RecordsError("these records are not encrypted", "Run sigverify encrypt")
        return _wrapped(self._key(session, row), passphrase, head_of(session).records)

    def _key(self, session: Session, row: VaultRow, *, ask: bool = True) -> bytes:
        document = json.loads(row.document)
        with self._lock:  # threads that come at once ask once
            known = self._keys.get(document["key"])
            if known is not None:
                return known
            if document["kind"] == "keyring":
                return self._unwrap(session, row, None)
            passphrase = _from_environment()
            if passphrase is None:
                if self._ask is None or not ask:
                    raise RecordsError(
                        "the signatures on record are encrypted, and the passphrase is not given",
                        f"Give it at the desk, or in {PASSPHRASE_VARIABLE} or {PASSPHRASE_FILE_VARIABLE}",
                    )
                passphrase = self._ask()
            return self._unwrap(session, row, passphrase)

    def _unwrap(self, session: Session, row: VaultRow, passphrase: str | None) -> bytes:
        document = json.loads(row.document)
        records = head_of(session).records
        if document["kind"] == "keyring":
            wrapping = b64decode(_keyring_get(records))
            advice = "Sign in as the user who encrypted these records, or restore the keyring"
        else:
            if passphrase is None:
                raise RecordsError(
                    "the passphrase is missing", "Give the one that the records were encrypted with"
                )
            wrapping = _stretched(passphrase, document)
            advice = "Give the one that these records were encrypted with"
        wrapped, seal = b64decode(document["wrapped"]), b64decode(document["seal"])
        key = _decrypt(wrapping, wrapped, seal, f"key:{records}")
        if key is None:
            what = "the key in the keyring" if document["kind"] == "keyring" else "the passphrase"
            raise RecordsError(f"{what} is not the one of these records", advice)
        self._keys[_name(key)] = key
        return key


def check_passphrase(passphrase: str) -> str:
    """Return a new passphrase; raise RecordsError when it is too short."""
    if len(passphrase) < SHORTEST_PASSPHRASE:
        raise RecordsError(
            f"a passphrase has {SHORTEST_PASSPHRASE} characters at least", "Take several words, and note them"
        )
    return passphrase


def forget_in_keyring(session: Session) -> None:
    """Take the key of these records out of the keyring, where it is there."""
    import keyring
    from keyring.errors import KeyringError

    try:
        keyring.delete_password(_SERVICE, head_of(session).records)
    except KeyringError:
        return


def _row(session: Session) -> VaultRow | None:
    return session.get(VaultRow, 1)


def _about(row: Sealed) -> str:
    """Return what a content belongs to: it is of no use elsewhere."""
    # The bundle too, which is no part of this table's key.
    return f"{subject_of(row)}/{row.bundle}" if isinstance(row, SeenInkRow) else subject_of(row)


def _encrypt(key: bytes, content: bytes, about: str) -> tuple[bytes, bytes]:
    """Return the encrypted content, as long as it was, and its seal: nonce and tag."""
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM  # late: most records are not encrypted

    nonce = os.urandom(_NONCE_BYTES)
    both = AESGCM(key).encrypt(nonce, content, about.encode())
    return both[:-_TAG_BYTES], nonce + both[-_TAG_BYTES:]


def _decrypt(key: bytes, content: bytes, seal: bytes, about: str) -> bytes | None:
    """Return the content; None where it, its seal, what it is about or the key is another."""
    from cryptography.exceptions import InvalidTag
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

    nonce, tag = seal[:_NONCE_BYTES], seal[_NONCE_BYTES:]
    try:
        return AESGCM(key).decrypt(nonce, content + tag, about.encode())
    except (InvalidTag, ValueError):
        return None


def _wrapped(key: bytes, passphrase: str | None, records: str) -> str:
    document: dict[str, Any] = {"kind": "keyring" if passphrase is None else "scrypt", "key": _name(key)}
    if passphrase is None:
        wrapping = os.urandom(_KEY_BYTES)
        _keyring_set(records, b64encode(wrapping).decode())
    else:
        document |= _SCRYPT | {"salt": b64encode(os.urandom(16)).decode()}
        wrapping = _stretched(check_passphrase(passphrase), document)
    wrapped, seal = _encrypt(wrapping, key, f"key:{records}")
    return json.dumps(document | {"wrapped": b64encode(wrapped).decode(), "seal": b64encode(seal).decode()})


def _stretched(passphrase: str, document: dict[str, Any]) -> bytes:
    cost = {name: min(int(document[name]), most) for name, most in (("n", 2**20), ("r", 16), ("p", 4))}
    room = 256 * cost["n"] * cost["r"] * cost["p"]
    salt = b64decode(document["salt"])
    return hashlib.scrypt(passphrase.encode(), salt=salt, maxmem=room, dklen=_KEY_BYTES, **cost)


def _name(key: bytes) -> str:
    """Return what a key is known by, which tells nothing of it."""
    return hashlib.sha256(b"sigverify data key" + key).hexdigest()[:16]


def _from_environment() -> str | None:
    if given := os.environ.get(PASSPHRASE_VARIABLE):
        return given
    path = os.environ.get(PASSPHRASE_FILE_VARIABLE)
    if not path:
        return None
    try:
        return Path(path).read_text().rstrip("\r\n")
    except (OSError, UnicodeDecodeError) as error:
        advice = f"Check the file that {PASSPHRASE_FILE_VARIABLE} names"
        raise RecordsError("the passphrase cannot be read", advice, path=path) from error


def _keyring_get(records: str) -> str:
    import keyring
    from keyring.errors import KeyringError

    try:
        found = keyring.get_password(_SERVICE, records)
    except KeyringError as error:
        raise _no_keyring(error) from error
    if found is None:
        raise RecordsError(
            "the key of these records is not in the keyring",
            "Sign in as the user who encrypted them, on the same machine",
        )
    return found


def _keyring_set(records: str, secret: str) -> None:
    import keyring
    from keyring.errors import KeyringError

    try:
        keyring.set_password(_SERVICE, records, secret)
    except KeyringError as error:
        raise _no_keyring(error) from error


def _no_keyring(error: Exception) -> RecordsError:
    return RecordsError(
        f"the operating system's keyring cannot be used ({type(error).__name__})",
        "Unlock it, or encrypt with --passphrase",
    )
