"""Which digits of a line mean what: grammars as data, shipped for some countries, more in the data folder."""

from __future__ import annotations

import re
import string
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from functools import cache
from pathlib import Path
from typing import Any

from sigverify.errors import SettingsError
from sigverify.micr.symbols import UNREADABLE

FILE_NAME = "micr.toml"
_SHIPPED = Path(__file__).parents[1] / "assets" / "micr" / "grammars.toml"


@dataclass(frozen=True, slots=True)
class MicrFields:
    """What the digits of a line mean; None where a field is absent, fails its check, or no grammar fits.

    Attributes
    ----------
    serial
        The cheque's number.
    routing
        Bank and branch: US routing number, sort code, transit number, interbank zone.
    account
        The account's number, or in India the optional short form (6 digits) that does not tell the account.
    transaction
        The transaction code.
    amount
        In the smallest unit, as the bank of first deposit has encoded it.
    """

    serial: str | None = None
    routing: str | None = None
    account: str | None = None
    transaction: str | None = None
    amount: str | None = None


_FIELDS = tuple(field.name for field in fields(MicrFields))


@dataclass(frozen=True, slots=True)
class Check:
    """A check digit: the weighted sum of `digits` (a template of groups) leaves no remainder by `modulus`."""

    field: str
    digits: str
    weights: tuple[int, ...]
    modulus: int = 10
    luhn: bool = False

    def holds(self, groups: Mapping[str, str | None]) -> bool | None:
        """Say whether the digits pass; None when some of them are missing or unreadable."""
        digits = _filled(self.digits, groups)
        if digits is None or not digits.isascii() or not digits.isdigit():
            return None
        products = [self.weights[place % len(self.weights)] * int(digit) for place, digit in enumerate(digits)]
        if self.luhn:
            products = [product // 10 + product % 10 for product in products]
        return sum(products) % self.modulus == 0


@dataclass(frozen=True, slots=True)
class Grammar:
    """How a country's, or a bank's, lines are made; see `assets/micr/grammars.toml`."""

    name: str
    country: str
    font: str
    patterns: tuple[str, ...]
    account_key: str = "{account}"
    ignore: str = ""
    checks: tuple[Check, ...] = ()


@dataclass(frozen=True, slots=True)
class Parsed:
    """A line understood.

    Attributes
    ----------
    fields
        What could be told.
    country
        ISO 3166 code of the grammar that fits, or empty.
    account_key
        What to look the account up by; None when a part of it is missing or unreadable.
    problems
        Check digits that fail, in words for the clerk.
    """

    fields: MicrFields = MicrFields()
    country: str = ""
    account_key: str | None = None
    problems: tuple[str, ...] = ()


def parse(text: str, font: str, grammars: Sequence[Grammar]) -> Parsed:
    """Tell the fields of a line by the first grammar that fits it and whose checks hold.

    Where checks fail in all that fit, the first of them tells the fields but those that failed.
    """
    failed: Parsed | None = None
    for grammar in grammars:
        if grammar.font != font:
            continue
        plain = "".join(character for character in text if character not in grammar.ignore)
        for pattern in grammar.patterns:
            match = _compiled(pattern).fullmatch(plain)
            if match is None:
                continue
            parsed = _understood(grammar, match.groupdict())
            if not parsed.problems:
                return parsed
            failed = failed or parsed
    return failed or Parsed()


def load(data_folder: Path | None = None) -> tuple[Grammar, ...]:
    """Return the grammars of `micr.toml` in a data folder, then the shipped ones.

    A table there whose name is that of a shipped grammar changes only the keys that it gives.

    Raises
    ------
    SettingsError
        When the file cannot be read or holds something that is no grammar; it says what.
    """
    shipped = {table["name"]: table for table in _tables(_SHIPPED)}
    path = None if data_folder is None else data_folder / FILE_NAME
    own = _tables(path) if path is not None and path.exists() else []
    known = {str(table.get("name")) for table in own}
    return tuple(
        [_grammar(shipped.get(str(table.get("name")), {}) | table, path or _SHIPPED) for table in own]
        + [_grammar(table, _SHIPPED) for name, table in shipped.items() if name not in known]
    )


def _understood(grammar: Grammar, groups: Mapping[str, str | None]) -> Parsed:
    wrong = {check.field for check in grammar.checks if check.holds(groups) is False}
    told = {name: value for name, value in groups.items() if name in _FIELDS and name not in wrong}
    return Parsed(
        MicrFields(**told),
        grammar.country,
        _readable(_filled(grammar.account_key, {**groups, **dict.fromkeys(wrong)})),
        tuple(f"The check digit of the {field} does not fit." for field in sorted(wrong)),
    )


def _readable(text: str | None) -> str | None:
    return None if text is None or UNREADABLE in text else text


def _filled(template: str, groups: Mapping[str, str | None]) -> str | None:
    """Fill {name} with the groups; None when one is missing."""
    names = [name for _, name, _, _ in string.Formatter().parse(template) if name]
    if any(groups.get(name) is None for name in names):
        return None
    return template.format(**groups)


@cache
def _compiled(pattern: str) -> re.Pattern[str]:
    """Compile a pattern, in which a digit may also be unreadable."""
    return re.compile(
        re.sub(r"\[([^\]]*)\\d", rf"[\g<1>0-9{UNREADABLE}", pattern).replace(r"\d", f"[0-9{UNREADABLE}]")
    )


def _tables(path: Path) -> list[dict[str, Any]]:
    try:
        content = tomllib.loads(path.read_bytes().decode("utf-8-sig"))
    except OSError as error:
        raise SettingsError(
            f"the grammars cannot be read ({error.strerror})",
            "Check that it is a file that you may read",
            path=path,
        ) from error
    except (ValueError, RecursionError) as error:  # the latter of what is nested a thousandfold
        raise SettingsError(f"is not valid TOML ({error})", "Correct it, or delete the file", path=path) from error
    tables = content.get("grammar", [])
    if set(content) - {"grammar"} or not isinstance(tables, list) or not all(isinstance(t, dict) for t in tables):
        raise SettingsError("holds something else than [[grammar]] tables", "See docs/micr.md", path=path)
    return tables


def _grammar(table: Mapping[str, Any], path: Path) -> Grammar:
    """Make a grammar of a table, or say what is wrong with it."""
    name = table.get("name", "")
    try:
        checks = tuple(
            Check(**{**check, "weights": tuple(map(int, check["weights"]))}) for check in table.get("checks", ())
        )
        grammar = Grammar(
            **{
                **table,
                "patterns": tuple(table["patterns"]),
                "checks": checks,
                "country": table.get("country", ""),
            }
        )
        groups = set().union(*(_compiled(pattern).groupindex for pattern in grammar.patterns))
        templates = [grammar.account_key, *(check.digits for check in checks)]
        parts = [part for text in templates for part in string.Formatter().parse(text) if part[1] is not None]
        # A format may ask for an attribute, or for a billion spaces.
        if odd := [name for _, name, form, conversion in parts if not name or form or conversion]:
            raise ValueError(f"{{{odd[0]}}} is not the plain name of a group")
        wanted = {str(name) for _, name, _, _ in parts}
        wanted |= {check.field for check in checks}
    except (TypeError, KeyError, ValueError, re.error) as error:
        problem = f"the grammar {name!r} cannot be used ({error})"
        raise SettingsError(problem, "Correct it after the examples in docs/micr.md", path=path) from error
    if grammar.font not in ("E-13B", "CMC-7"):
        raise SettingsError(f"the grammar {name!r} has no known font", 'Use "E-13B" or "CMC-7"', path=path)
    if missing := wanted - groups:
        problem = f"the grammar {name!r} speaks of {', '.join(sorted(missing))}, which no pattern has as a group"
        raise SettingsError(problem, "Correct its account_key or its checks", path=path)
    return grammar
