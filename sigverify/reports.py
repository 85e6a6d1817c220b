"""Tables for people and for spreadsheets."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence
from pathlib import Path

from sigverify.files import write_private

_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")


def number(value: float | None, digits: int = 6) -> str:
    """Return a number for a cell; empty for None."""
    return "" if value is None else f"{value:.{digits}f}"


def safe_cell(text: str) -> str:
    """Return text that a spreadsheet shows and does not run.

    A cell that begins like a formula gets an apostrophe in front (OWASP, CSV injection); numbers stay numbers.
    """
    if text.startswith(_FORMULA_STARTS) and not _is_number(text):
        return "'" + text
    return text


def plain_cell(text: str) -> str:
    """Return what `safe_cell` was given."""
    return text[1:] if text.startswith("'") and safe_cell(text[1:]) == text else text


def write_csv(path: Path, columns: Sequence[str], rows: Iterable[Sequence[str]]) -> None:
    """Write a table whole or not at all, for this user alone."""
    text = io.StringIO(newline="")
    table = csv.writer(text)
    table.writerow([safe_cell(column) for column in columns])
    table.writerows([safe_cell(cell) for cell in row] for row in rows)
    write_private(path, text.getvalue().encode("utf-8"))


def _is_number(text: str) -> bool:
    try:
        float(text)
    except ValueError:
        return False
    return True
