"""Accounts go out into a folder and come in from one, and a dry run says what would happen."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from sigverify import reports
from sigverify.accounts_io import COLUMNS, export_accounts, plan_import, run_import
from sigverify.app import App
from sigverify.errors import Cancelled, DatasetError, NotPermitted
from sigverify.geometry import Box
from sigverify.jobs import Cancel, Progress
from sigverify.mandates import Mandate, SigningRule
from sigverify.operators import Role
from sigverify.settings import Settings


@pytest.fixture
def signatures(signature_set: Path) -> list[Path]:
    """Return signatures of two hands: three of the first, then two of the second."""
    writers = sorted(path for path in (signature_set / "hands").iterdir() if path.is_dir())[:2]
    return [*sorted((writers[0] / "genuine").iterdir())[:3], *sorted((writers[1] / "genuine").iterdir())[:2]]


@pytest.fixture
def app(tmp_path: Path) -> Iterator[App]:
    opened = App(Settings(tmp_path / "bank"))
    yield opened
    opened.records.close()


@pytest.fixture
def full(app: App, signatures: list[Path]) -> App:
    """Return a bank with a company of two signatories, a private account and an empty one."""
    records = app.records
    records.add_account("0001", '=cmd|"/C calc"!A0')
    ann = records.add_signatory("0001", "Ann O'Hara", threshold=0.9)
    bob = records.add_signatory("0001", "@Bob, Jr.", valid_from=date(2020, 2, 29), valid_until=date(2035, 1, 1))
    for path in signatures[:2]:
        app.enrol("0001", path, signatory_id=ann.id)
    app.enrol("0001", signatures[3], signatory_id=bob.id)
    app.enrol("0002", signatures[4], holder="Zoë")
    records.limit_reference(4, date(2024, 1, 1), date(2034, 12, 31))
    records.add_account("0003", "Empty")
    records.add_account("0004", "Nobody signed yet")
    records.add_signatory("0004", "Carl")
    both = frozenset((ann.id, bob.id))
    rules = (SigningRule(1, frozenset((ann.id,)), Decimal("10000.5")), SigningRule(2, both))
    records.set_mandate("0001", Mandate(rules, False, "=Call first,\nthen pay."), "board resolution")
    records.set_mandate("0003", Mandate((), True, ""), "deceased")
    return app


def known(app: App) -> object:
    """Return what an export holds, as one value to compare."""
    records = app.records
    return [
        (
            number,
            [
                (person.name, person.threshold, person.valid_from, person.valid_until)
                for person in records.signatories(number)
            ],
            mandate(app, number),
            sorted(
                (
                    one.sha256,
                    one.page,
                    str(one.box),
                    str(one.valid_from),
                    str(one.valid_until),
                    one.grade,
                    one.quality,
                )
                for one in records.references(number)
            ),
            getattr(records.account(number), "holder", None),
        )
        for number in records.account_numbers()
    ]


def mandate(app: App, number: str) -> object:
    """Return an account's mandate with people by their names, as ids differ from bank to bank."""
    stored = app.records.mandate(number)
    if stored is None:
        return None
    names = {person.id: person.name for person in app.records.signatories(number)}
    rules = [(rule.count, {names[one] for one in rule.signatories}, rule.up_to) for rule in stored.mandate.rules]
    return rules, stored.mandate.always_refer, stored.mandate.instructions


def write(folder: Path, *rows: dict[str, str]) -> Path:
    folder.mkdir(exist_ok=True)
    with (folder / "accounts.csv").open("w", newline="", encoding="utf-8") as file:
        table = csv.DictWriter(file, [name for name in COLUMNS if any(name in row for row in rows)], restval="")
        table.writeheader()
        table.writerows(rows)
    return folder


def test_what_goes_out_comes_in_again_elsewhere(full: App, tmp_path: Path) -> None:
    assert export_accounts(full, tmp_path / "out") == 4
    other = App(Settings(tmp_path / "other"))
    plan = plan_import(other, tmp_path / "out")
    assert plan.problems == ()
    assert plan.summary == "4 new accounts, 4 new signatories, 4 new references, 2 new mandates"
    assert other.records.account_numbers() == []  # a dry run
    run_import(other, plan)
    assert known(other) == known(full)
    assert other.records.verify_audit().intact
    again = plan_import(other, tmp_path / "out")
    assert again.summary == "0 new accounts, 0 new signatories, 0 new references"
    run_import(other, again)
    assert known(other) == known(full)
    other.records.close()


def test_the_table_can_be_opened_in_a_spreadsheet(full: App, tmp_path: Path) -> None:
    export_accounts(full, tmp_path / "out")
    with (tmp_path / "out" / "accounts.csv").open(newline="", encoding="utf-8") as file:
        cells = [cell for row in csv.reader(file) for cell in row]
    assert not [cell for cell in cells if cell.startswith(("=", "@", "+", "-"))]
    assert '\'=cmd|"/C calc"!A0' in cells
    assert all((path.stat().st_mode & 0o777) == 0o600 for path in (tmp_path / "out" / "images").iterdir())


@pytest.mark.parametrize("text", ["=1+1", "@x", "-5", "+x", "'tis", "plain", "", "'=x y"])
def test_a_safe_cell_is_read_back(text: str) -> None:
    if text != "'=x y":  # what nobody is called: an apostrophe before a formula
        assert reports.plain_cell(reports.safe_cell(text)) == text


def test_one_account_can_be_given_out_alone(full: App, tmp_path: Path) -> None:
    assert export_accounts(full, tmp_path / "out", ["0002"]) == 1
    assert [step.row.account for step in plan_import(full, tmp_path / "out").steps] == ["0002"]
    entry = full.records.audit_entries()[-1]
    assert (entry.action, entry.details) == ("export begun", '{"accounts":1}')


def test_nothing_is_written_over(full: App, tmp_path: Path) -> None:
    folder = write(tmp_path / "out", {"account": "1"})
    with pytest.raises(DatasetError, match="is not empty"):
        export_accounts(full, folder)


def test_a_dry_run_says_what_each_line_would_do(app: App, signatures: list[Path], tmp_path: Path) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    (folder / "a.png").write_bytes(signatures[0].read_bytes())
    write(
        folder,
        {"account": "7", "holder": "Ann", "image": "a.png"},
        {"account": "7", "holder": "Ann", "image": "a.png"},
        {"account": "7", "signatory": "Bob"},
    )
    plan = plan_import(app, folder)
    assert [step.text for step in plan.steps] == [
        "line 2: account 7: add account 7 (Ann), signatory Ann, reference a.png",
        "line 3: account 7: nothing: it is there already",
        "line 4: account 7: add signatory Bob",
    ]
    run_import(app, plan)
    assert [person.name for person in app.records.signatories("7")] == ["Ann", "Bob"]
    assert len(app.records.references("7")) == 1


@pytest.mark.parametrize(
    ("row", "problem"),
    [
        ({"account": ""}, "account number"),
        ({"account": "1", "image": "gone.png"}, "gone.png"),
        ({"account": "1", "image": "text.png"}, "text.png"),
        ({"account": "1", "image": "blank.png"}, "no signature"),
        ({"account": "1", "image": "../secret.png"}, "not below the folder"),
        ({"account": "1", "image": "/etc/hostname"}, "not below the folder"),
        ({"account": "1", "image": "a.png", "page": "2"}, "page"),
        ({"account": "1", "image": "a.png", "page": "one"}, "one"),
        ({"account": "1", "image": "a.png", "box": "1 2 3"}, "no box"),
        ({"account": "1", "threshold": "high"}, "high"),
        ({"account": "1", "signatory": "A", "threshold": "1.5"}, "threshold"),
        ({"account": "1", "image": "a.png", "valid_from": "1.2.2024"}, "1.2.2024"),
        ({"account": "1", "signatory": "A", "valid_from": "2024-02-01", "valid_until": "2024-01-01"}, "before"),
        ({"account": "two", "image": "a.png"}, "has 2 signatories"),
    ],
)
def test_a_line_that_cannot_be_taken_in_is_named_and_nothing_is_done(
    app: App, signatures: list[Path], tmp_path: Path, row: dict[str, str], problem: str
) -> None:
    from PIL import Image

    app.records.add_account("two")
    app.records.add_signatory("two", "Ann")
    app.records.add_signatory("two", "Bob")
    before = app.records.audit_head()
    folder = tmp_path / "in"
    folder.mkdir()
    (folder / "a.png").write_bytes(signatures[0].read_bytes())
    (folder / "text.png").write_text("no image")
    Image.new("L", (300, 100), 255).save(folder / "blank.png")
    plan = plan_import(app, write(folder, {"account": "9"}, row))
    assert [found.line for found in plan.problems] == [3]
    assert problem in plan.problems[0].text
    with pytest.raises(DatasetError, match="line 3"):
        run_import(app, plan)
    assert app.records.audit_head() == before


@pytest.mark.parametrize(
    "text", ["number,holder\n1,Ann\n", "account,colour\n1,red\n", "account,holder\n1\n", 'account\n"1', "\xff\xfe"]
)
def test_a_table_of_no_use_is_told(app: App, tmp_path: Path, text: str) -> None:
    (tmp_path / "accounts.csv").write_bytes(text.encode("latin-1"))
    with pytest.raises(DatasetError) as caught:
        plan_import(app, tmp_path)
    assert caught.value.path == tmp_path / "accounts.csv"
    with pytest.raises(DatasetError, match="cannot be read"):
        plan_import(app, tmp_path / "nowhere")


def test_a_box_on_a_card_comes_in_as_it_is(app: App, signatures: list[Path], tmp_path: Path) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    (folder / "card.png").write_bytes(signatures[0].read_bytes())
    scan = app.read(signatures[0])
    whole = f"0 0 {scan.width} {scan.height}"
    plan = plan_import(app, write(folder, {"account": "1", "image": "card.png", "box": whole}))
    assert plan.problems == ()
    run_import(app, plan)
    (stored,) = app.records.references("1")
    assert stored.box == Box(0, 0, scan.width, scan.height)


def test_an_import_that_is_stopped_goes_on_where_it_was(full: App, tmp_path: Path) -> None:
    export_accounts(full, tmp_path / "out")
    other = App(Settings(tmp_path / "other"))
    cancel = Cancel()
    plan = plan_import(other, tmp_path / "out")
    with pytest.raises(Cancelled):
        run_import(other, plan, lambda progress: cancel.request() if progress.done == 1 else None, cancel)
    assert other.records.account_numbers() == ["0001"]
    run_import(other, plan_import(other, tmp_path / "out"))
    assert known(other) == known(full)
    other.records.close()


def test_who_may_not_give_accounts_out_does_not(full: App, tmp_path: Path) -> None:
    full.records.add_operator("ann", Role.ADMINISTRATOR)
    full.records.acting_as("ann").add_operator("carl", Role.CLERK)
    full.records = full.records.acting_as("carl")
    with pytest.raises(NotPermitted, match="carl, a clerk, may not export accounts"):
        export_accounts(full, tmp_path / "out")
    assert not (tmp_path / "out").exists()
    plan = plan_import(full, write(tmp_path / "in", {"account": "99"}))
    with pytest.raises(NotPermitted, match="may not import accounts"):
        run_import(full, plan)
    assert full.records.account("99") is None


def test_a_plan_tells_how_far_it_is_and_can_be_stopped(full: App, tmp_path: Path) -> None:
    export_accounts(full, tmp_path / "out")
    seen: list[Progress] = []
    plan = plan_import(full, tmp_path / "out", seen.append)
    assert [one.done for one in seen] == list(range(len(plan.steps)))
    assert {one.total for one in seen} == {len(plan.steps)}
    cancel = Cancel()
    cancel.request()
    with pytest.raises(Cancelled):
        plan_import(full, tmp_path / "out", cancel=cancel)


@pytest.mark.parametrize(
    ("row", "problem"),
    [
        ("9,1,,,,", "account 9 is not there"),
        ("1,1,Nobody,,,", "Nobody is no signatory of account 1"),
        ("1,3,,,,", "a rule asks for 3 of 1 signatories"),
        ("1,1,,much,,", "'much' cannot be the amount of a cheque"),
    ],
)
def test_a_mandate_that_cannot_be_met_is_told_with_its_line(
    app: App, tmp_path: Path, row: str, problem: str
) -> None:
    folder = write(tmp_path / "in", {"account": "1", "holder": "Ann", "signatory": "Ann"})
    (folder / "mandates.csv").write_text(f"account,count,signatories,up_to,always_refer,instructions\n{row}\n")
    [found] = plan_import(app, folder).problems
    assert found.line == 2
    assert found.text.startswith(f"mandates.csv: {problem}")


def test_a_mandate_that_is_there_is_left_alone(full: App, tmp_path: Path) -> None:
    export_accounts(full, tmp_path / "out")
    full.records.set_mandate("0003", Mandate((), False, "another"), "changed since")
    assert plan_import(full, tmp_path / "out").mandates == ()
