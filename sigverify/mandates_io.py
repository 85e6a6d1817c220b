"""Mandates as a table beside the accounts: `mandates.csv`, one row a rule, people by their names.

Columns: `account`, `count`, `signatories` (one name a line, empty for any signatory), `up_to`, `always_refer`
("yes" or empty) and `instructions`. A row without a count has no rule. Of the last two, the account's first row
counts.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path

from sigverify import reports
from sigverify.errors import DatasetError, RecordsError
from sigverify.mandates import Mandate, SigningRule, valid_amount
from sigverify.records import Records
from sigverify.records.names import valid_number

FILE = "mandates.csv"
COLUMNS = ("account", "count", "signatories", "up_to", "always_refer", "instructions")


@dataclass(frozen=True, slots=True)
class NamedRule:
    """A rule of a mandate, its signatories by name."""

    count: int
    signatories: tuple[str, ...]
    up_to: str


@dataclass(frozen=True, slots=True)
class MandateStep:
    """A mandate that is to be taken in."""

    account: str
    rules: tuple[NamedRule, ...]
    always_refer: bool
    instructions: str

    @property
    def text(self) -> str:
        """Say it for people."""
        return f"account {self.account}: set its mandate ({len(self.rules)} rules)"

    def run(self, records: Records) -> None:
        """Set the mandate, its people by the ids that they have here."""
        ids = {person.name: person.id for person in records.signatories(self.account)}
        rules = tuple(
            SigningRule(
                rule.count,
                frozenset(ids[name] for name in rule.signatories),
                valid_amount(rule.up_to) if rule.up_to else None,
            )
            for rule in self.rules
        )
        mandate = Mandate(rules, self.always_refer, self.instructions)
        records.set_mandate(self.account, mandate, "imported")


def export_rows(records: Records, number: str) -> Iterator[list[str]]:
    """Yield the rows of an account's mandate that is in force; none where there is none."""
    stored = records.mandate(number)
    if stored is None:
        return
    mandate = stored.mandate
    names = {person.id: person.name for person in records.signatories(number, include_retired=True)}
    tail = ["yes" if mandate.always_refer else "", mandate.instructions]
    if not mandate.rules:
        yield [number, "", "", "", *tail]
    for rule in mandate.rules:
        people = "\n".join(names[one] for one in sorted(rule.signatories))
        yield [number, str(rule.count), people, "" if rule.up_to is None else format(rule.up_to, "f"), *tail]


def plan(
    folder: Path,
    records: Records,
    people: Callable[[str], Collection[str] | None],
    fail: Callable[[int, str], object],
) -> tuple[MandateStep, ...]:
    """Read the mandates of a folder that are not on record yet; a folder without the table has none.

    Parameters
    ----------
    people
        Returns the names of an account's signatories once the accounts are taken in; None for no account.
    fail
        Takes the line and the text of what cannot be taken in.

    Raises
    ------
    DatasetError
        When the table cannot be read.
    """
    path = folder / FILE
    if not path.exists():
        return ()
    steps = []
    for number, lines in groupby(reports.read_csv(path, COLUMNS), key=lambda line: line[1]["account"].strip()):
        rows = list(lines)
        try:
            step = _step(valid_number(number), [values for _, values in rows])
            _check(step, people(step.account))
        except (RecordsError, DatasetError, ValueError) as error:
            fail(rows[0][0], str(error).rstrip("."))
            continue
        if records.account(step.account) is None or not records.mandate_history(step.account):
            steps.append(step)
    return tuple(steps)


def _step(account: str, rows: Iterable[dict[str, str]]) -> MandateStep:
    rows = list(rows)
    rules = tuple(
        NamedRule(
            int(row["count"]),
            tuple(name.strip() for name in row.get("signatories", "").splitlines() if name.strip()),
            row.get("up_to", "").strip(),
        )
        for row in rows
        if row.get("count", "").strip()
    )
    refer = rows[0].get("always_refer", "").strip() == "yes"
    return MandateStep(account, rules, refer, rows[0].get("instructions", ""))


def _check(step: MandateStep, people: Collection[str] | None) -> None:
    if people is None:
        raise DatasetError(f"account {step.account} is not there", "Name an account of the other table")
    for rule in step.rules:
        if strangers := set(rule.signatories) - set(people):
            raise DatasetError(f"{min(strangers)} is no signatory of account {step.account}", "Correct the name")
        most = len(rule.signatories or people)
        if not 1 <= rule.count <= most:
            raise DatasetError(f"a rule asks for {rule.count} of {most} signatories", f"Ask for 1 to {most}")
        if rule.up_to:
            valid_amount(rule.up_to)
