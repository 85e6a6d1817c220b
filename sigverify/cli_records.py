"""The command line of those who look after the records: audit, backup, accounts, operators."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from sigverify import settings as settings_file
from sigverify.cli import ACCEPTED, FLAGGED, Data, Json, _services, app
from sigverify.errors import NotPermitted, RecordsError, SettingsError
from sigverify.operators import Permission, Role, valid_name
from sigverify.progress import progress_line, stopped_by_ctrl_c
from sigverify.settings import Settings

if TYPE_CHECKING:  # brings the database
    from sigverify.records import Subject

audit = typer.Typer(no_args_is_help=True, help="Prove that nothing on record was changed.")
accounts = typer.Typer(no_args_is_help=True, help="Take accounts in, and give them out.")
operators = typer.Typer(no_args_is_help=True, help="Who may work here, and as what.")
approvals = typer.Typer(no_args_is_help=True, help="What one operator did and another has to approve of.")
app.add_typer(audit, name="audit")
app.add_typer(accounts, name="accounts")
app.add_typer(operators, name="operators")
app.add_typer(approvals, name="approvals")

SubjectName = Annotated[str, typer.Argument(metavar="SUBJECT", help="decision, reference, mandate or activation.")]
PASSWORD_VARIABLE = "SIGVERIFY_NEW_PASSWORD"


@audit.command("verify")
def audit_verify(
    anchor: Annotated[
        str | None, typer.Option(help="What `audit anchor` printed earlier, or a file that holds it.")
    ] = None,
    as_json: Json = False,
    data: Data = None,
) -> int:
    """Walk the whole audit chain and compare every row on record; exit status 1 names what is wrong."""
    from sigverify.records import anchors

    with progress_line():
        report = _services(data).records.verify_audit(None if anchor is None else anchors.parse(_text_of(anchor)))
    if as_json:
        faults = [{"entry": fault.entry, "row": fault.row, "problem": fault.problem} for fault in report.faults]
        found = {"intact": report.intact, "entries": report.entries, "rows": report.rows, "faults": faults}
        typer.echo(json.dumps(found))
    elif report.intact:
        typer.echo(f"Intact: {report.entries} entries, {report.rows} rows")
    for fault in () if as_json else report.faults:
        entry = "" if fault.entry is None else f" (entry {fault.entry})"
        typer.echo(f"{fault.row} {fault.problem}{entry}")
    return ACCEPTED if report.intact else FLAGGED


@audit.command("anchor")
def audit_anchor(
    accept: Annotated[
        str | None,
        typer.Option(metavar="REASON", help="Take the chain as it is, as after a restore, for this desk's own."),
    ] = None,
    data: Data = None,
) -> None:
    """Print how the chain ends now: note it where nobody who may change the database may write."""
    records = _services(data).records
    if accept is not None:
        records.accept_audit_head(accept)
    typer.echo(records.audit_head().text())


@audit.command("show")
def audit_show(
    account: Annotated[str | None, typer.Option(help="Only this account's entries.")] = None,
    limit: Annotated[int, typer.Option(min=1, help="How many, the newest first.")] = 50,
    as_json: Json = False,
    data: Data = None,
) -> None:
    """Print what was done, by whom and when, the newest first."""
    records = _services(data).records
    if account is not None:
        entries = records.history(account, limit)
    else:
        last = records.audit_head().length
        entries = records.audit_entries(max(0, last - limit), limit)[::-1]
    for entry in entries:
        if as_json:
            shown = {
                "id": entry.id,
                "at": entry.at.isoformat(),
                "operator": entry.operator,
                "action": entry.action,
            }
            shown |= {"account": entry.account, "subject": entry.subject, "details": json.loads(entry.details)}
            typer.echo(json.dumps(shown))
        else:
            who = entry.operator or "-"
            typer.echo(f"{entry.id:8}  {entry.at:%Y-%m-%d %H:%M:%S}  {who:16}  {entry.action:20}  {entry.subject}")


@app.command()
def backup(
    file: Annotated[Path | None, typer.Argument(help="A new file; by default one in the data folder.")] = None,
    data: Data = None,
) -> None:
    """Copy records, settings, forms and profiles into one file, whatever the database; desks may be open."""
    from sigverify import backing_up

    opened = _services(data)
    path = file or opened.settings.data_folder / "backups" / backing_up.name_now()
    with progress_line() as report, stopped_by_ctrl_c() as cancel:
        size = backing_up.back_up(opened.records, opened.settings, path, report, cancel)
    typer.echo(
        f"{opened.records.count_accounts()} accounts and all about them copied to {path} ({size / 1e6:.1f} MB)"
    )


@app.command()
def restore(
    file: Path,
    overwrite: Annotated[
        bool, typer.Option("--replace", help="Put it in the place of what is there, which is kept beside.")
    ] = False,
    data: Data = None,
) -> None:
    """Put a backup into a data folder; a server's database has to be empty."""
    from sigverify import backing_up

    settings, operator = _who_restores(data)
    with progress_line() as report, stopped_by_ctrl_c() as cancel:
        done = backing_up.restore(settings, file, operator, overwrite=overwrite, report=report, cancel=cancel)
    files = "".join(f", {name}" for name in done.files)
    typer.echo(f"Restored from {file}: records{files}; the audit chain has {done.entries} entries")
    for kept in done.kept:
        typer.echo(f"What was there before: {kept}")


@app.command()
def migrate(data: Data = None) -> None:
    """Bring the tables of a server's database up to date, after a backup; close all desks before."""
    from sigverify.records import Records

    with Records.open(settings_file.load(data), migrate=True) as records:
        typer.echo(f"The records in {records.location} are up to date")


@accounts.command("import")
def accounts_import(
    folder: Annotated[Path, typer.Argument(help="Holds accounts.csv and the images that it names.")],
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only say what would happen.")] = False,
    data: Data = None,
) -> int:
    """Take accounts, their people, references and mandates in from a folder; what is there is left alone."""
    from sigverify import accounts_io

    opened = _services(data)
    with progress_line() as report:
        plan = accounts_io.plan_import(opened, folder, report)
    for text in plan.texts if dry_run else ():
        typer.echo(text)
    for problem in plan.problems:
        typer.echo(f"line {problem.line}: {problem.text}", err=True)
    if dry_run or plan.problems:
        typer.echo(f"{plan.summary}; nothing was changed")
        return FLAGGED if plan.problems else ACCEPTED
    with progress_line() as report:
        accounts_io.run_import(opened, plan, report)
    typer.echo(f"{plan.summary}: done")
    return ACCEPTED


@accounts.command("export")
def accounts_export(
    folder: Annotated[Path, typer.Argument(help="A new or empty folder.")],
    account: Annotated[list[str] | None, typer.Option(help="Only these accounts.")] = None,
    data: Data = None,
) -> None:
    """Write accounts, signatories, references and mandates into a folder that `accounts import` reads."""
    from sigverify import accounts_io

    with progress_line() as report:
        count = accounts_io.export_accounts(_services(data), folder, account, report)
    typer.echo(f"{count} accounts written to {folder}")


@operators.command("list")
def operators_list(data: Data = None) -> None:
    """List the operators and their roles."""
    for one in _services(data).records.operators():
        state = "retired" if one.retired_at else "signs in" if one.has_password else "no password"
        typer.echo(f"{one.name:20}  {one.role.value:14}  {state:12}  {one.full_name}")


@operators.command("add")
def operators_add(
    name: str,
    role: Role,
    full_name: Annotated[str, typer.Option(help="For people.")] = "",
    password: Annotated[bool, typer.Option("--password", help="Ask for a password to sign in with.")] = False,
    data: Data = None,
) -> None:
    """Register an operator; the first one is an administrator."""
    new = _new_password() if password else None
    _services(data).records.add_operator(name, role, full_name, new)
    typer.echo(f"{name} is a {role.value} now")


@operators.command("password")
def operators_password(name: str, data: Data = None) -> None:
    """Give an operator a new password."""
    _services(data).records.set_password(name, _new_password())
    typer.echo(f"{name} has a new password")


@operators.command("retire")
def operators_retire(name: str, data: Data = None) -> None:
    """Let an operator not work here any more."""
    _services(data).records.retire_operator(name)
    typer.echo(f"{name} may not work here any more")


@operators.command("change")
def operators_change(
    name: str,
    role: Role,
    full_name: Annotated[str | None, typer.Option(help="For people; stays as it is by default.")] = None,
    data: Data = None,
) -> None:
    """Give an operator another role; nobody changes their own."""
    records = _services(data).records
    known = next((one.full_name for one in records.operators() if one.name == valid_name(name)), "")
    changed = records.change_operator(name, role=role, full_name=known if full_name is None else full_name)
    typer.echo(f"{changed.name} is a {changed.role.value} now")


@approvals.command("list")
def approvals_list(as_json: Json = False, data: Data = None) -> None:
    """List what waits for another operator, the oldest first."""
    for one in _services(data).records.pending_approvals():
        if as_json:
            shown = {"subject": one.subject.value, "id": one.subject_id, "account": one.account}
            shown |= {"summary": one.summary, "operator": one.operator, "at": one.at.isoformat()}
            typer.echo(json.dumps(shown, ensure_ascii=False))
        else:
            at = f"{one.at:%Y-%m-%d %H:%M}"
            what = f"{one.subject.value} {one.subject_id}"
            typer.echo(f"{what:16}  {one.account or '-':12}  {at}  {one.operator:16}  {one.summary}")


@approvals.command("approve")
def approvals_approve(
    subject: SubjectName,
    subject_id: Annotated[int, typer.Argument(metavar="ID")],
    note: Annotated[str, typer.Option(help="For whoever looks back at it.")] = "",
    data: Data = None,
) -> None:
    """Let what another operator did count; SUBJECT and ID are those of `approvals list`."""
    _services(data).records.approve(_subject(subject), subject_id, note)
    typer.echo(f"{subject} {subject_id} counts now")


@approvals.command("refuse")
def approvals_refuse(
    subject: SubjectName,
    subject_id: Annotated[int, typer.Argument(metavar="ID")],
    reason: str,
    data: Data = None,
) -> None:
    """Let what another operator did not count, and say why."""
    _services(data).records.refuse(_subject(subject), subject_id, reason)
    typer.echo(f"{subject} {subject_id} was refused")


@app.command()
def explain(
    verification: Annotated[int, typer.Argument(metavar="ID", help="As `audit show` has it: verifications:ID.")],
    as_json: Json = False,
    data: Data = None,
) -> None:
    """Explain a recommendation and what was decided, from the records alone."""
    from sigverify import explaining

    found = explaining.explain(_services(data).records, verification)
    typer.echo(json.dumps(found.as_json(), ensure_ascii=False) if as_json else explaining.as_text(found))


def _who_restores(data: Path | None) -> tuple[Settings, str]:
    """Return the settings, and who acts: an administrator, or anybody where the records cannot say who is one."""
    from sigverify.operators import system_user

    folder = settings_file.default_data_folder() if data is None else data.absolute()
    # Opening the records would make them.
    if not folder.exists():
        return Settings(folder), system_user()
    try:
        records = _services(data).records
        try:
            if not records.may(Permission.OPERATORS):
                raise NotPermitted("only an administrator restores a backup", "Ask one")
            return settings_file.load(data), records.operator or system_user()
        finally:
            records.close()
    except NotPermitted:
        raise
    except RecordsError:  # damaged: that is what backups are for
        return settings_file.load(data), system_user()
    except SettingsError:
        return Settings(folder), system_user()


def _subject(name: str) -> Subject:
    from sigverify.records import Subject  # late: the database takes its time, and `--help` should not

    try:
        return Subject(name)
    except ValueError:
        raise typer.BadParameter(f"SUBJECT is {', '.join(Subject)}") from None


def _new_password() -> str:
    """Ask for a password twice; programs give it in SIGVERIFY_NEW_PASSWORD."""
    given = os.environ.get(PASSWORD_VARIABLE)
    return given or str(typer.prompt("New password", hide_input=True, confirmation_prompt=True))


def _text_of(anchor: str) -> str:
    """Return an anchor, from a file where there is one of that name."""
    path = Path(anchor)
    try:
        return path.read_text().strip().splitlines()[-1] if path.is_file() else anchor
    except (OSError, UnicodeDecodeError, IndexError) as error:
        raise RecordsError("the anchor cannot be read", "Give what `audit anchor` printed", path=path) from error
