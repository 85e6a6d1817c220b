"""How cheques turned out, as a table.

Columns `outcome`, `source` (how it is known), and `verification`, or `account` and `cheque_number`.
"""

from __future__ import annotations

import csv
from pathlib import Path

from sigverify.errors import DatasetError
from sigverify.records import Outcome, Records


def parse(text: str) -> Outcome:
    """Return an outcome by its word; raises DatasetError."""
    try:
        return Outcome(text.strip().upper())
    except ValueError:
        raise DatasetError(
            f"There is no outcome {text!r}", "Use genuine, skilled, random, or unknown to take one back"
        ) from None


def take_in(records: Records, file: Path) -> int:
    """Put the outcomes of a table on record, and return how many; nothing is stored before all are checked.

    Raises
    ------
    DatasetError
        When a line cannot be used; it is named.
    NotPermitted
        When the operator may not record outcomes.
    """
    found = [_checked(records, file, line, row) for line, row in _lines(file)]
    for verification, outcome, source in found:
        records.save_outcome(verification, outcome, source)
    return len(found)


def _lines(file: Path) -> list[tuple[int, dict[str, str]]]:
    try:
        with file.open(newline="", encoding="utf-8-sig") as opened:
            table = csv.DictReader(opened, strict=True)
            if not {"outcome", "source"} <= set(table.fieldnames or []):
                raise DatasetError("has no columns outcome and source", "Add them", path=file)
            return [
                (
                    table.line_num,
                    {key: (value or "").strip() for key, value in row.items() if isinstance(key, str)},
                )
                for row in table
            ]
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise DatasetError(f"cannot be read as CSV ({error})", "Save it as CSV in UTF-8", path=file) from error


def _checked(records: Records, file: Path, line: int, row: dict[str, str]) -> tuple[int, Outcome, str]:
    try:
        outcome = parse(row["outcome"])
    except DatasetError as error:
        raise DatasetError(f"line {line}: {error.problem}", error.advice, path=file) from None
    if not row["source"]:
        raise DatasetError(f"line {line} does not say how the outcome is known", "Fill in source", path=file)
    if number := row.get("verification"):
        known = records.verification(int(number)) if number.isascii() and number.isdecimal() else None
        found = [] if known is None else [known.id]
    else:
        verified = records.verifications_of_cheque(row.get("account", ""), row.get("cheque_number", ""))
        found = [one.id for one in verified]
    if not found:
        raise DatasetError(f"line {line}: there is no such verification", "Correct or remove it", path=file)
    if len(found) > 1:
        problem = f"line {line}: several signatures of the cheque were verified: {', '.join(map(str, found))}"
        raise DatasetError(problem, "Name one in a column verification", path=file)
    return found[0], outcome, row["source"]
