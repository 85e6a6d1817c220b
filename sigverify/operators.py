"""Who may do what: roles, their permissions in one table, and passwords.

An operator is told by the operating system's user name, or signs in with a password where the settings ask
for it (`sign_in`). As long as no operator is registered, whoever sits at the desk may do everything: a desk of
one. From the first operator on, only registered ones may change anything.
"""

from __future__ import annotations

import getpass
import unicodedata
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from functools import cache
from typing import TYPE_CHECKING

from sigverify.errors import NotPermitted, RecordsError

if TYPE_CHECKING:
    from argon2 import PasswordHasher

LONGEST_NAME = 64
# NIST SP 800-63B-4 asks for 15 characters where the password is all there is, and for no rules of composition.
SHORTEST_PASSWORD = 15
# Far more than anybody types, and little enough to hash at once.
LONGEST_PASSWORD = 1024


class Role(StrEnum):
    """What an operator is at the desk; each may do all that the one before may."""

    CLERK = "clerk"
    SUPERVISOR = "supervisor"
    ADMINISTRATOR = "administrator"


class Permission(StrEnum):
    """One thing that not everybody may do, in words for the message that refuses it."""

    VERIFY = "verify cheques"
    DECIDE = "decide on cheques"
    ENROL = "change accounts, signatories and references"
    MANDATE = "change mandates"
    UNDO_OTHERS = "undo what others decided"
    APPROVE = "approve changes and take a second look"
    OUTCOME = "record how cheques turned out"
    PROFILE = "activate a calibration profile"
    IMPORT = "import accounts"
    EXPORT = "export accounts"
    OPERATORS = "change operators"
    PURGE = "remove signatures that are old enough"


_CLERK = frozenset({Permission.VERIFY, Permission.DECIDE, Permission.ENROL})
_SUPERVISOR = _CLERK | {
    Permission.MANDATE,
    Permission.UNDO_OTHERS,
    Permission.APPROVE,
    Permission.OUTCOME,
    Permission.EXPORT,
}
PERMISSIONS: dict[Role, frozenset[Permission]] = {
    Role.CLERK: _CLERK,
    Role.SUPERVISOR: _SUPERVISOR,
    Role.ADMINISTRATOR: frozenset(Permission),
}


@dataclass(frozen=True, slots=True)
class Operator:
    """A registered operator; `retired_at` is set once the operator may do nothing any more."""

    name: str
    full_name: str
    role: Role
    has_password: bool
    added_at: datetime
    retired_at: datetime | None

    def may(self, permission: Permission) -> bool:
        """Return whether the operator's role has the permission, and the operator is not retired."""
        return self.retired_at is None and permission in PERMISSIONS[self.role]


def require(operator: Operator, permission: Permission) -> None:
    """Raise NotPermitted unless the operator has the permission."""
    if not operator.may(permission):
        who = f"{operator.name}, a {operator.role.value}," if operator.retired_at is None else operator.name
        raise NotPermitted(f"{who} may not {permission.value}", "Ask somebody who may")


def system_user() -> str:
    """Return the operating system's name of whoever runs this program."""
    try:
        return valid_name(getpass.getuser())
    except (OSError, KeyError, RecordsError):  # an account without a name, as in some containers
        return "unknown"


def valid_name(name: str) -> str:
    """Return an operator's name in its one spelling: without spaces around it, NFC, lower case.

    Raises
    ------
    RecordsError
        When it is not 1 to 64 printable characters.
    """
    name = unicodedata.normalize("NFC", name.strip()).casefold()
    if not 1 <= len(name) <= LONGEST_NAME or not name.isprintable():
        raise RecordsError(
            f"{name!r} cannot be an operator's name", f"Use 1 to {LONGEST_NAME} printable characters"
        )
    return name


def hash_password(password: str) -> str:
    """Return a password's argon2id hash with its salt and parameters (PHC string format).

    Raises
    ------
    RecordsError
        When it has fewer than 15 characters or more than 1024.
    """
    if not SHORTEST_PASSWORD <= len(password) <= LONGEST_PASSWORD:
        raise RecordsError(
            f"a password has {SHORTEST_PASSWORD} to {LONGEST_PASSWORD} characters",
            "Take a sentence that only you would think of",
        )
    return _hasher().hash(password)


def password_matches(password: str, hashed: str | None) -> bool:
    """Return whether the password is the one that was hashed.

    It takes as long when there is no hash at all: the time must not tell which operators exist.
    """
    from argon2.exceptions import InvalidHashError, VerificationError

    if len(password) > LONGEST_PASSWORD:
        return False
    try:
        return _hasher().verify(hashed or _nobodys_hash(), password) and hashed is not None
    except (VerificationError, InvalidHashError):
        return False


def needs_rehash(hashed: str) -> bool:
    """Return whether the hash was made with weaker parameters than today's."""
    return _hasher().check_needs_rehash(hashed)


@cache
def _hasher() -> PasswordHasher:
    from argon2 import PasswordHasher

    return PasswordHasher()  # RFC 9106's second recommended set: argon2id, 64 MiB, 3 passes, 4 lanes


@cache
def _nobodys_hash() -> str:
    return _hasher().hash("nobody has this password")
