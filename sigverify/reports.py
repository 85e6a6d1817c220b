"""Tables for people and for spreadsheets."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence
from pathlib import Path

from sigverify.errors import DatasetError
from sigverify.files import write_private

# The wide ones are what Japanese and Chinese keyboards write; spreadsheets take them for the narrow ones.
_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")


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


def read_csv(path: Path, known: Sequence[str]) -> list[tuple[int, dict[str, str]]]:
    """Return a table's rows with their line numbers: a column account, and others of those that are known.

    Raises
    ------
    DatasetError
        When it cannot be read, or has other columns.
    """
    try:
        with path.open(newline="", encoding="utf-8-sig") as file:
            lines = csv.DictReader(file, strict=True)
            columns = set(lines.fieldnames or [])
            if "account" not in columns or not columns <= set(known):
                unknown = ", ".join(sorted(columns - set(known))) or "no column account"
                raise DatasetError(f"has {unknown}", f"The columns are {', '.join(known)}", path=path)
            found = []
            for row in lines:
                if None in row or None in row.values():
                    problem = f"line {lines.line_num} has another number of cells than the first"
                    raise DatasetError(problem, "Correct it", path=path)
                found.append((lines.line_num, {key: plain_cell(value) for key, value in row.items()}))
            return found
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise DatasetError(f"cannot be read as CSV ({error})", "Save it as CSV in UTF-8", path=path) from error
