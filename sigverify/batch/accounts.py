"""Whose cheque is it: from the manifest, else the magnetic line, else the file's name."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from sigverify.amounts import amount_of
from sigverify.batch.manifest import Entry
from sigverify.errors import DatasetError, RecordsError
from sigverify.mandates import valid_amount
from sigverify.micr import UNREADABLE, MicrLine
from sigverify.remarks import Remark

_FIELDS = {"account": r"[\w-]+?", "number": r"\w+?", "amount": r"[\d.,]+?", "any": r".*?"}
_FIELD = re.compile(r"\{(\w+)\}")


@dataclass(frozen=True, slots=True)
class Facts:
    """What is known of a cheque besides its signatures.

    Attributes
    ----------
    account, origin
        See `BatchResult`.
    unknown
        Why the account is not known, in a sentence; "" where it is.
    problems
        What else a clerk has to know of the manifest or the magnetic line, in sentences.
    """

    account: str | None
    origin: str
    serial: str
    cheque_number: str
    amount: Decimal | None
    drawn_on: date | None
    unknown: str
    problems: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class NamePattern:
    """How file names tell the account: `{account}_{number}_{any}`, without the ending."""

    text: str
    expression: re.Pattern[str]

    @classmethod
    def of(cls, text: str) -> NamePattern:
        """Take a pattern of the fields account, number, amount and any; raises DatasetError when it is none."""
        names = _FIELD.findall(text)
        told = [name for name in names if name != "any"]
        if "account" not in names or not set(names) <= set(_FIELDS) or len(told) != len(set(told)):
            fields = ", ".join(f"{{{name}}}" for name in _FIELDS)
            problem = f"{text!r} does not tell the account in file names"
            raise DatasetError(problem, f"Use each of {fields} once at most, as in {{account}}_{{number}}")
        parts = []
        for at, part in enumerate(_FIELD.split(text)):
            group = "" if part == "any" else f"?P<{part}>"
            parts.append(f"({group}{_FIELDS[part]})" if at % 2 else re.escape(part))
        return cls(text, re.compile("".join(parts)))

    def read(self, stem: str) -> dict[str, str]:
        """Return what a file's name tells; empty where it does not fit."""
        found = self.expression.fullmatch(stem)
        return {} if found is None else found.groupdict()


def facts(
    entry: Entry | None,
    line: MicrLine,
    named: dict[str, str],
    is_enrolled: Callable[[str], bool],
) -> Facts:
    """Put together what is known of a cheque.

    Parameters
    ----------
    entry
        Of the manifest.
    line
        As read from the scan.
    named
        What the file's name tells.
    is_enrolled
        Whether the records have an account of that number.
    """
    listed = "" if entry is None else entry.account
    printed = line.account_key or ""
    account, origin, unknown = None, "", ""
    if listed and printed and listed != printed and is_enrolled(printed):
        unknown = Remark.ACCOUNTS_DIFFER.told(listed=listed, printed=printed)
    elif listed:
        account, origin = listed, "manifest"
    elif entry is not None and entry.accounts:
        unknown = Remark.SEVERAL_ACCOUNTS.told(accounts=", ".join(entry.accounts))
    elif printed and is_enrolled(printed):
        account, origin = printed, "line"
    elif named.get("account"):
        account, origin = named["account"], "file name"
    else:
        unknown = _why_unknown(line, entry)
    if account is not None and not is_enrolled(account):
        unknown = Remark.NOT_ENROLLED.told(account=account, origin=origin)
    number, amount = _told(entry, line, named)
    return Facts(
        account=account,
        origin=origin,
        serial=_certain(line.fields.serial),
        cheque_number=number,
        amount=amount,
        drawn_on=None if entry is None else entry.drawn_on,
        unknown=unknown,
        problems=() if entry is None else entry.problems,
    )


def _why_unknown(line: MicrLine, entry: Entry | None) -> str:
    listed = (Remark.NO_MANIFEST if entry is None else Remark.NOT_LISTED).told()
    if line.account_key:
        return f"{listed} {Remark.LINE_NOT_ENROLLED.told(account=line.account_key)}"
    return f"{listed} {(Remark.LINE_WITHOUT_ACCOUNT if line.text else Remark.NO_LINE).told()}"


def _told(entry: Entry | None, line: MicrLine, named: dict[str, str]) -> tuple[str, Decimal | None]:
    """Return the cheque's number and amount: as listed, else as printed, else as the file's name has them."""
    number = "" if entry is None else entry.number
    amount = None if entry is None else entry.amount
    number = number or _certain(line.fields.serial) or named.get("number", "")
    printed = _certain(line.fields.amount)
    if amount is None and printed.isdecimal() and int(printed):
        amount = Decimal(int(printed)) / 100
    if amount is None and named.get("amount"):
        try:
            amount = valid_amount(amount_of(named["amount"]) or "")
        except RecordsError:
            amount = None
    return number, amount


def _certain(field: str | None) -> str:
    return "" if field is None or UNREADABLE in field else field
