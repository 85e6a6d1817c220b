"""Accounts as a folder: `accounts.csv`, one row a reference, the images that it names, and `mandates.csv`.

Columns: `account`, `holder`, `signatory`, `threshold`, `signatory_from`, `signatory_until`, `image` (a path below
the folder), `page`, `box` ("x0 y0 x1 y1", empty for the whole page), `valid_from` and `valid_until` (YYYY-MM-DD).
Only `account` has to be there. A row without an image adds the account and its signatory alone. Mandates: see
`sigverify.mandates_io`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from sigverify import mandates_io, reports, scans
from sigverify.app import App
from sigverify.errors import DatasetError, RecordsError, ScanError
from sigverify.files import private_folder, write_private
from sigverify.geometry import Box
from sigverify.jobs import Cancel, Doing, Progress, Report, silent
from sigverify.mandates_io import MandateStep
from sigverify.records import Signatory, StoredReference
from sigverify.records.names import valid_holder, valid_number
from sigverify.records.signatories import check_dates, check_terms

FILE = "accounts.csv"
PERSON = ("signatory", "threshold", "signatory_from", "signatory_until")
REFERENCE = ("image", "page", "box", "valid_from", "valid_until")
COLUMNS = ("account", "holder", *PERSON, *REFERENCE)


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the table, read."""

    line: int
    account: str
    holder: str
    signatory: str
    threshold: float | None
    signatory_from: date | None
    signatory_until: date | None
    image: Path | None
    page: int
    box: Box | None
    valid_from: date | None
    valid_until: date | None


@dataclass(frozen=True, slots=True)
class Step:
    """What a row does: add an account, a signatory or a reference, or nothing because it is there already."""

    row: Row
    adds_account: bool
    adds_signatory: bool
    adds_reference: bool

    @property
    def text(self) -> str:
        """Say it for people."""
        adds = [
            what
            for what, done in (
                (f"account {self.row.account} ({self.row.holder})", self.adds_account),
                (f"signatory {self.row.signatory}", self.adds_signatory),
                (f"reference {self.row.image.name if self.row.image else ''}", self.adds_reference),
            )
            if done
        ]
        what = f"add {', '.join(adds)}" if adds else "nothing: it is there already"
        return f"line {self.row.line}: account {self.row.account}: {what}"


@dataclass(frozen=True, slots=True)
class Problem:
    """Why a row cannot be taken in."""

    line: int
    text: str


@dataclass(frozen=True, slots=True)
class ImportPlan:
    """What an import would do; it is done only when there are no problems."""

    folder: Path
    steps: tuple[Step, ...]
    problems: tuple[Problem, ...]
    mandates: tuple[MandateStep, ...] = ()

    @property
    def texts(self) -> tuple[str, ...]:
        """Say what would be done, step by step."""
        return (*(step.text for step in self.steps), *(mandate.text for mandate in self.mandates))

    @property
    def summary(self) -> str:
        """Say how much it is."""
        accounts = sum(step.adds_account for step in self.steps)
        signatories = sum(step.adds_signatory for step in self.steps)
        references = sum(step.adds_reference for step in self.steps)
        text = f"{accounts} new accounts, {signatories} new signatories, {references} new references"
        text += f", {len(self.mandates)} new mandates" if self.mandates else ""
        return text + (f", {len(self.problems)} problems" if self.problems else "")


def plan_import(app: App, folder: Path, report: Report = silent, cancel: Cancel | None = None) -> ImportPlan:
    """Read a folder and say what taking it in would do; nothing is changed.

    Raises
    ------
    DatasetError
        When there is no table, or it cannot be read.
    Cancelled
        When the user stops it.
    """
    steps: list[Step] = []
    problems: list[Problem] = []
    planner = _Planner(app)
    lines = reports.read_csv(folder / FILE, COLUMNS)
    for done, (line, values) in enumerate(lines):
        if cancel is not None:
            cancel.check()
        report(Progress(done, len(lines), values["account"]))
        try:
            steps.append(planner.plan(_row(line, values, folder)))
        except (RecordsError, ScanError, DatasetError, ValueError) as error:
            problems.append(Problem(line, str(error).rstrip(".")))

    def fail(line: int, text: str) -> None:
        problems.append(Problem(line, f"{mandates_io.FILE}: {text}"))

    mandates = mandates_io.plan(folder, app.records, planner.people, fail)
    return ImportPlan(folder, tuple(steps), tuple(problems), mandates)


def run_import(app: App, plan: ImportPlan, report: Report = silent, cancel: Cancel | None = None) -> None:
    """Do what was planned; what was done when it is cancelled stays, and the same import goes on from there.

    Raises
    ------
    DatasetError
        When the plan has problems, or an image changed since.
    RecordsError
        When something cannot be stored.
    Cancelled
        When the user stops it.
    """
    if plan.problems:
        problem = plan.problems[0]
        raise DatasetError(f"line {problem.line}: {problem.text}", "Correct it first", path=plan.folder / FILE)
    app.records.note_import(plan.folder.name, len(plan.steps))
    for done, step in enumerate(plan.steps):
        if cancel is not None:
            cancel.check()
        report(Progress(done, len(plan.steps), step.row.account))
        _do(app, step)
    for mandate in plan.mandates:
        mandate.run(app.records)
    report(Progress(len(plan.steps), len(plan.steps), Doing.DONE))


def export_accounts(
    app: App,
    folder: Path,
    numbers: Sequence[str] | None = None,
    report: Report = silent,
    cancel: Cancel | None = None,
) -> int:
    """Write accounts into a folder as `plan_import` reads it; return how many. None writes all.

    Images are named by their hashes: what a file was called elsewhere is no safe name for one.

    Raises
    ------
    DatasetError
        When there is something in the folder already.
    NotPermitted
        When the operator may not export.
    RecordsError
        When there is no such account.
    """
    if folder.exists() and any(folder.iterdir()):
        raise DatasetError("is not empty", "Choose a new folder", path=folder)
    records = app.records
    chosen = records.account_numbers() if numbers is None else list(numbers)
    records.note_export(len(chosen))
    images = private_folder(private_folder(folder) / "images")
    rows: list[list[str]] = []
    mandates: list[list[str]] = []
    for done, number in enumerate(chosen):
        if cancel is not None:
            cancel.check()
        report(Progress(done, len(chosen), number))
        account = records.account(number)
        people = {person.id: person for person in records.signatories(number)}
        stored = [one for one in records.references(number) if one.signatory_id in people]
        written = {one.signatory_id for one in stored}
        head = [number, account.holder if account else ""]
        alone = [person for who, person in people.items() if who not in written]
        rows += [[*head, *_person_cells(person), *[""] * len(REFERENCE)] for person in alone]
        for one in stored:
            rows.append([*head, *_person_cells(people[one.signatory_id]), *_reference_cells(one, images)])
        if not people:
            rows.append([*head, *[""] * len((*PERSON, *REFERENCE))])
        mandates += mandates_io.export_rows(records, number)
    reports.write_csv(folder / FILE, COLUMNS, rows)
    reports.write_csv(folder / mandates_io.FILE, mandates_io.COLUMNS, mandates)
    report(Progress(len(chosen), len(chosen), Doing.DONE))
    return len(chosen)


class _Planner:
    """Knows what is on record and what earlier rows will have added."""

    def __init__(self, app: App) -> None:
        self._app = app
        self._people: dict[str, set[str] | None] = {}
        self._references: dict[str, set[tuple[str, int, Box | None]]] = {}

    def plan(self, row: Row) -> Step:
        people = self._known(row.account)
        adds_account = people is None
        if people is None:
            people = self._people[row.account] = set()
            self._references[row.account] = set()
        signatory = row.signatory or _only(people, row)
        adds_signatory = bool(signatory) and signatory not in people
        adds_reference = False
        if row.image is not None:
            data = scans.read_file(row.image, self._app.limits)
            scan = scans.read_bytes(data, name=str(row.image), page=row.page, limits=self._app.limits)
            self._app.verifier.reference(scan, row.box)
            key = (scan.sha256, row.page, row.box)
            adds_reference = key not in self._references[row.account]
            self._references[row.account].add(key)
        if signatory:
            people.add(signatory)
        return Step(replace(row, signatory=signatory), adds_account, adds_signatory, adds_reference)

    def people(self, number: str) -> set[str] | None:
        """Return the names of an account's signatories once all is done; None where there is no such account."""
        return self._known(number)

    def _known(self, number: str) -> set[str] | None:
        """Return the names of an account's signatories; None where there is no such account."""
        if number not in self._people:
            records = self._app.records
            if records.account(number) is None:
                return None
            self._people[number] = {person.name for person in records.signatories(number)}
            self._references[number] = {(one.sha256, one.page, one.box) for one in records.references(number)}
        return self._people[number]


def _only(people: set[str], row: Row) -> str:
    """Return whose signature it is where the row does not say: the only person's, or the holder's."""
    if len(people) > 1 and row.image is not None:
        raise RecordsError(f"account {row.account} has {len(people)} signatories", "Name one of them")
    if people or row.image is None:
        return next(iter(people), "")
    return row.holder or row.account


def _do(app: App, step: Step) -> None:
    row, records = step.row, app.records
    if step.adds_account:
        records.add_account(row.account, row.holder)
    if step.adds_signatory:
        records.add_signatory(
            row.account,
            row.signatory,
            threshold=row.threshold,
            valid_from=row.signatory_from,
            valid_until=row.signatory_until,
        )
    if step.adds_reference and row.image is not None:
        data = scans.read_file(row.image, app.limits)
        scan = scans.read_bytes(data, name=str(row.image), page=row.page, limits=app.limits)
        people = records.signatories(row.account)
        whose = next((person.id for person in people if person.name == row.signatory), None)
        app.enrol_scan(
            row.account,
            scan,
            data,
            file_name=row.image.name,
            box=row.box,
            signatory_id=whose,
            valid_from=row.valid_from,
            valid_until=row.valid_until,
        )


def _row(line: int, values: dict[str, str], folder: Path) -> Row:
    def text(column: str) -> str:
        return values.get(column, "").strip()

    def day(column: str) -> date | None:
        return date.fromisoformat(text(column)) if text(column) else None

    threshold = float(text("threshold")) if text("threshold") else None
    check_terms(threshold, day("signatory_from"), day("signatory_until"))
    check_dates(day("valid_from"), day("valid_until"))
    return Row(
        line=line,
        account=valid_number(text("account")),
        holder=valid_holder(text("holder")),
        signatory=valid_holder(text("signatory")),
        threshold=threshold,
        signatory_from=day("signatory_from"),
        signatory_until=day("signatory_until"),
        image=_below(folder, text("image")) if text("image") else None,
        page=int(text("page") or 1),
        box=_box(text("box")) if text("box") else None,
        valid_from=day("valid_from"),
        valid_until=day("valid_until"),
    )


def _box(text: str) -> Box:
    sides = text.replace(",", " ").split()
    if len(sides) != 4:
        raise DatasetError(f"{text!r} is no box", "Write X0 Y0 X1 Y1")
    x0, y0, x1, y1 = (int(side) for side in sides)
    return Box(x0, y0, x1, y1)


def _below(folder: Path, name: str) -> Path:
    """Return a file below the folder: a table from elsewhere must not name others of this machine."""
    path = (folder / name).resolve()
    if not path.is_relative_to(folder.resolve()):
        raise DatasetError(f"{name} is not below the folder", "Name files of the folder only")
    return path


def _person_cells(person: Signatory) -> list[str]:
    dates = [str(person.valid_from or ""), str(person.valid_until or "")]
    return [person.name, "" if person.threshold is None else repr(person.threshold), *dates]


def _reference_cells(stored: StoredReference, images: Path) -> list[str]:
    suffix = Path(stored.file_name).suffix.lower()
    name = f"{stored.sha256}{suffix if suffix in scans.SUFFIXES else '.img'}"
    if not (images / name).exists():
        write_private(images / name, stored.image)
    box = "" if stored.box is None else " ".join(str(side) for side in stored.box.as_tuple())
    dates = [str(stored.valid_from or ""), str(stored.valid_until or "")]
    return [f"images/{name}", str(stored.page), box, *dates]
