"""The bank's list of a day's cheques: a CSV file that says whose each one is."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path

from sigverify.amounts import amount_of
from sigverify.errors import DatasetError, RecordsError
from sigverify.mandates import valid_amount
from sigverify.remarks import Remark
from sigverify.reports import plain_cell

# What each column may be called; compared without case, spaces and punctuation.
COLUMNS: Mapping[str, tuple[str, ...]] = {
    "file": ("file", "filename", "image", "imagefile", "scan", "front", "frontimage", "datei", "dateiname"),
    "page": ("page", "pagenumber", "seite"),
    "account": ("account", "accountnumber", "accountno", "acct", "acctno", "konto", "kontonummer"),
    "amount": ("amount", "sum", "betrag", "value"),
    "date": ("date", "issued", "issuedate", "chequedate", "checkdate", "datum"),
    "number": ("number", "chequenumber", "checknumber", "chequeno", "checkno", "serial", "serialnumber",
               "schecknummer", "nummer"),
}  # fmt: skip
NEEDED = ("file", "account")
_DATES = ("%Y-%m-%d", "%Y%m%d", "%d.%m.%Y", "%d/%m/%Y", "%d-%m-%Y")
_DELIMITERS = ",;\t|"


@dataclass(frozen=True, slots=True)
class Entry:
    """What the list says of a cheque.

    Attributes
    ----------
    account
        "" where the list does not name one, or several.
    page
        0 where the list does not tell pages apart.
    problems
        What in the row could not be understood, in sentences.
    accounts
        All for which the file is listed, where they are several.
    """

    account: str
    page: int = 0
    amount: Decimal | None = None
    drawn_on: date | None = None
    number: str = ""
    problems: tuple[str, ...] = ()
    accounts: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Manifest:
    """All entries, by file name and page."""

    entries: Mapping[tuple[str, int], Entry] = field(default_factory=dict)

    def entry(self, name: str, page: int) -> Entry | None:
        """Return what is said of a page: of just that page, or of the whole file."""
        name = _base_name(name)
        return self.entries.get((name, page)) or self.entries.get((name, 0))

    def tells_pages(self, name: str) -> bool:
        """Whether it names pages of that file one by one."""
        return (_base_name(name), 1) in self.entries

    @property
    def accounts(self) -> dict[str, str]:
        """The account of each file name."""
        return {name: entry.account for (name, _), entry in self.entries.items()}


def read_table(path: Path) -> tuple[list[str], list[tuple[int, list[str]]]]:
    """Return the first line's cells, and the others with their numbers.

    Raises
    ------
    DatasetError
        When it is no table, or an empty one.
    """
    try:
        text = path.read_bytes().decode("utf-8-sig")
        first = text.partition("\n")[0]
        delimiter = max(_DELIMITERS, key=first.count)
        lines = csv.reader(io.StringIO(text, newline=""), strict=True, delimiter=delimiter)
        rows = [(lines.line_num, cells) for cells in lines if cells]
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise DatasetError(f"cannot be read as CSV ({error})", "Save it as CSV in UTF-8", path=path) from error
    if not rows:
        raise DatasetError("is empty", "Its first line names the columns", path=path)
    return [cell.strip() for cell in rows[0][1]], rows[1:]


def guess_columns(header: Sequence[str]) -> dict[str, str]:
    """Return which column is which by their names: `{"file": "Image File", ...}`, those that are there."""
    plain = {_plain(name): name for name in reversed(header)}
    found = {
        meaning: next((plain[name] for name in names if name in plain), "") for meaning, names in COLUMNS.items()
    }
    return {meaning: name for meaning, name in found.items() if name}


def read_manifest(path: Path, columns: Mapping[str, str] | None = None) -> Manifest:
    """Read a manifest.

    Parameters
    ----------
    columns
        Which column is which, by `COLUMNS`, where their names do not say it.

    Raises
    ------
    DatasetError
        When it cannot be read, or does not say file and account.
    """
    header, rows = read_table(path)
    known = {**guess_columns(header), **(columns or {})}
    for meaning, name in known.items():
        if meaning not in COLUMNS:
            raise DatasetError(f"{meaning} is no column of a manifest", f"Use {', '.join(COLUMNS)}", path=path)
        if name not in header:
            raise DatasetError(f"has no column {name!r}", f"It has {', '.join(header)}", path=path)
    missing = [meaning for meaning in NEEDED if meaning not in known]
    if missing:
        problem = f"is no manifest: it has no column for {' and '.join(missing)}"
        raise DatasetError(problem, f"It has {', '.join(header)}; say which is which", path=path)
    places = {meaning: header.index(name) for meaning, name in known.items()}
    entries: dict[tuple[str, int], Entry] = {}
    for line, cells in rows:
        if len(cells) != len(header):
            problem = f"line {line} has {len(cells)} cells, the first line has {len(header)}"
            raise DatasetError(problem, "Correct it", path=path)
        told = {meaning: plain_cell(cells[place]).strip() for meaning, place in places.items()}
        entry = _entry(told)
        key = (_base_name(told["file"]), entry.page)
        entries[key] = _both(entries[key], entry) if key in entries else entry
    return Manifest(entries)


def _entry(told: Mapping[str, str]) -> Entry:
    problems = []
    amount, drawn_on = None, None
    if said := told.get("amount", ""):
        try:
            amount = valid_amount(amount_of(said) or "")
        except RecordsError:
            problems.append(Remark.BAD_AMOUNT.told(said=said))
    if said := told.get("date", ""):
        drawn_on = _date(said)
        if drawn_on is None:
            problems.append(Remark.BAD_DATE.told(said=said))
    page = told.get("page", "")
    return Entry(
        told["account"],
        int(page) if page.isdecimal() and len(page) < 10 else 0,
        amount,
        drawn_on,
        told.get("number", ""),
        tuple(problems),
    )


def _both(one: Entry, other: Entry) -> Entry:
    """Return what two rows of one page say together."""
    if one == other:
        return one
    accounts = tuple(dict.fromkeys(filter(None, (*one.accounts, one.account, other.account))))
    if len(accounts) > 1:
        return replace(one, account="", accounts=accounts)
    twice = Remark.LISTED_TWICE.told()
    problems = one.problems if twice in one.problems else (*one.problems, twice)
    return replace(one, account="".join(accounts), problems=problems)


def _date(text: str) -> date | None:
    for form in _DATES:
        try:
            return datetime.strptime(text, form).date()
        except ValueError:
            continue
    return None


def _base_name(name: str) -> str:
    """Return the file's own name: lists come from other machines, with their folders."""
    return name.replace("\\", "/").rpartition("/")[2]


def _plain(name: str) -> str:
    return "".join(character for character in name.casefold() if character.isalnum())
