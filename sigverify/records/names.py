"""What account numbers and holders' names may be, and how a name is found."""

from __future__ import annotations

import unicodedata

from sigverify.errors import RecordsError
from sigverify.visible import misleads

LONGEST_NUMBER = 64


def valid_number(number: str) -> str:
    """Return an account number without the spaces around it.

    Raises
    ------
    RecordsError
        When it is not 1 to 64 printable characters.
    """
    number = number.strip()
    if not 1 <= len(number) <= LONGEST_NUMBER or not number.isprintable():
        problem = f"{number!r} cannot be an account number"
        raise RecordsError(problem, f"Use 1 to {LONGEST_NUMBER} printable characters")
    return number


def valid_holder(holder: str) -> str:
    """Return a holder's name without the spaces around it; it may be empty.

    Raises
    ------
    RecordsError
        When it has control characters, or such as turn the direction of reading.
    """
    holder = holder.strip()
    # Not isprintable: names in Persian and in Indian scripts have joiners, which count as unprintable.
    if misleads(holder):
        raise RecordsError(f"{holder!r} cannot be a holder's name", "Remove its control characters")
    return holder


def folded(name: str) -> str:
    """Return a name without case and accents, so that "muller" finds "Müller"."""
    decomposed = unicodedata.normalize("NFKD", name.casefold())
    return "".join(character for character in decomposed if not unicodedata.combining(character))


def words(*names: str) -> tuple[str, ...]:
    """Return the words of names as they are searched for: folded, each once, in their order."""
    return tuple(dict.fromkeys(word for name in names for word in folded(name).split()))
