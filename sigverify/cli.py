"""The command line: thin commands over the services.

Exit statuses: 0 accept (or done), 1 flag (or a target that cannot be met), 2 unscorable, 3 usage or unreadable
input.
"""

from __future__ import annotations

import importlib
import json
import logging
import os
import sys
import time
from dataclasses import asdict, replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from sigverify import logs
from sigverify import settings as settings_file
from sigverify.errors import Cancelled, NoSignature, RecordsError, SigverifyError
from sigverify.geometry import Box
from sigverify.progress import progress_line

if TYPE_CHECKING:
    from sigverify.copies import Copy

ACCEPTED, FLAGGED, UNSCORED, UNUSABLE = 0, 1, 2, 3
TARGET_MISSED = 1
INTERRUPTED = 130
# Base of all errors of usage; typer names only this child of it.
_USAGE_ERROR: Any = typer.BadParameter.__mro__[2]

app = typer.Typer(
    name="sigverify",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    help="Is the signature on this cheque the account holder's?",
)

Data = Annotated[
    Path | None,
    typer.Option("--data", help="Folder of settings, database and profiles; the platform's own by default."),
]
Json = Annotated[bool, typer.Option("--json", help="Print JSON for programs instead of text for people.")]
BoxText = Annotated[
    str | None,
    typer.Option("--box", metavar="X0,Y0,X1,Y1", help="Where the signature is, in pixels; not located then."),
]
Form = Annotated[str, typer.Option("--form", help="Id of the form, for the bank's own templates.")]
Page = Annotated[int, typer.Option("--page", min=1, help="Page of a TIFF or PDF file.")]
Runtime = Annotated[str, typer.Option("--runtime", help="onnx, or keras (as trained; needs TensorFlow).")]


def main() -> None:
    """Run the command line and exit with its status."""
    sys.exit(run(sys.argv[1:]))


def desk() -> None:
    """Open the desk; what the desktop's menu starts, with the files that are to be opened."""
    sys.exit(run(["gui", *sys.argv[1:]]))


def run(arguments: list[str]) -> int:
    """Run one command and return its exit status; errors that a user can act on go to stderr."""
    # The other commands; imported here because they import this module's options.
    for group in ("scans", "batch", "model", "records", "calibration", "vault"):
        importlib.import_module(f"sigverify.cli_{group}")
    try:
        status = app(arguments, standalone_mode=False, prog_name="sigverify")
    except _USAGE_ERROR as error:
        typer.echo(f"sigverify: {error.format_message()} (see sigverify --help)", err=True)
        return UNUSABLE
    except (typer.Abort, KeyboardInterrupt, Cancelled):
        status = INTERRUPTED
    except SigverifyError as error:
        typer.echo(f"sigverify: {error}", err=True)
        return UNUSABLE
    except typer.Exit as done:
        return int(done.exit_code)
    if status == INTERRUPTED:  # which typer makes of Ctrl+C
        typer.echo("Stopped. What was finished is kept.", err=True)
    return status if isinstance(status, int) else 0


def _tell_version(asked: bool) -> None:
    if asked:
        from sigverify import __version__

        typer.echo(f"sigverify {__version__}")
        raise typer.Exit


@app.callback()
def _whole(
    version: Annotated[
        bool, typer.Option("--version", help="Say which version this is.", callback=_tell_version, is_eager=True)
    ] = False,
) -> None:
    """Take the options that are no command's."""


@app.command()
def demo(
    directory: Annotated[Path, typer.Argument(metavar="DIR")],
    accounts: Annotated[int, typer.Option(help="Accounts to make.")] = 8,
    cheques: Annotated[int, typer.Option(help="Cheques to make.")] = 24,
    seed: Annotated[int, typer.Option(help="Another seed, another bank.")] = 7,
    data: Data = None,
) -> None:
    """Make a demo bank of synthetic hands: DIR/data (for --data), DIR/cheques, DIR/truth.csv."""
    from sigverify.demo import DATA
    from sigverify.demo.bank import make_demo_bank
    from sigverify.demo.opening import enrol_demo_bank

    data = data or directory / DATA
    with progress_line() as report:
        bank = make_demo_bank(directory, accounts=accounts, cheques=cheques, seed=seed, report=report)
        enrol_demo_bank(_services(data), bank, report)
    typer.echo(f"Demo bank of {accounts} accounts and {cheques} cheques in {directory}")
    typer.echo(f"Data for --data: {data}")


@app.command()
def gui(
    cheques: Annotated[
        list[Path] | None, typer.Argument(metavar="[CHEQUE...]", help="Scans, or a folder, to be gone through.")
    ] = None,
    picture: Annotated[
        Path | None,
        typer.Option(help="Save a picture of the window once it is ready, and close it: does the desk work here?"),
    ] = None,
    data: Data = None,
) -> int:
    """Open the desk, with these cheques on it."""
    settings = settings_file.load(data)
    logs.keep(settings.data_folder)
    # By name: the import contract forbids sigverify to know the window.
    return int(importlib.import_module("ui.session").run(settings, cheques or (), picture))


@app.command()
def enrol(
    account: str,
    images: Annotated[list[Path], typer.Argument(metavar="IMAGE...")],
    holder: Annotated[str, typer.Option(help="Name of the account holder, for a new account.")] = "",
    box: BoxText = None,
    page: Page = 1,
    data: Data = None,
) -> None:
    """Add references to an account."""
    services = _services(data)
    for image in images:
        stored = services.enrol(account, image, holder=holder, page=page, box=_box(box))
        typer.echo(f"{image}: reference {stored.id} of account {account}")


@app.command()
def verify(
    questioned: Annotated[Path, typer.Argument(metavar="QUESTIONED", help="A cheque, or a cut-out signature.")],
    reference: Annotated[
        list[Path] | None, typer.Option("--reference", help="Known genuine signatures, one or more.")
    ] = None,
    more: Annotated[list[Path] | None, typer.Argument(metavar="", hidden=True)] = None,
    account: Annotated[
        str | None, typer.Option("--account", help="Compare with this account's references.")
    ] = None,
    scan: Annotated[
        str, typer.Option("--scan", help="auto, cheque (located first) or signature (a cut-out).")
    ] = "auto",
    box: BoxText = None,
    form: Form = "",
    page: Page = 1,
    as_json: Json = False,
    runtime: Runtime = "onnx",
    data: Data = None,
) -> int:
    """Compare the signature on QUESTIONED with references, or with those of an account."""
    from sigverify.judging import Recommendation
    from sigverify.sight import ScanKind

    # `--reference A B C` leaves B and C here.
    references = [*(reference or []), *(more or [])]
    if (account is None) == (not reference) or (account is not None and more):
        raise typer.BadParameter("give either --reference or --account")
    if scan not in list(ScanKind):
        raise typer.BadParameter("--scan is auto, cheque or signature")
    started = time.perf_counter()
    services = _services(data, runtime)
    page_scan = services.read(questioned, page)
    asked = {"box": _box(box), "kind": ScanKind(scan), "form": form}
    try:
        if account is not None:
            result = services.verify_account(page_scan, account, **asked)
        else:
            result = services.verify_files(page_scan, references, **asked)
    except NoSignature as error:
        result = replace(services.verifier.verify(page_scan, [], **asked), reason=str(error))
    if as_json:
        _print_json(
            {
                "recommendation": result.recommendation.value,
                "reason": result.reason,
                "similarity": result.similarity,
                "threshold": result.threshold,
                "log10_lr": result.log10_lr,
                "distances": list(result.distances),
                "box": list(result.box.as_tuple()) if result.box else None,
                "model": result.model,
                "profile": result.profile,
                "seconds": round(time.perf_counter() - started, 4),
                "quality": asdict(result.quality) if result.quality else None,
                "copy": _copied(result.copy),
            }
        )
    else:
        typer.echo(f"{result.recommendation.value}: {result.reason}")
        for problem in result.quality.problems if result.quality else ():
            typer.echo(problem)
        if result.similarity is not None and result.threshold is not None:
            typer.echo(f"similarity {result.similarity:.3f}, threshold {result.threshold:.3f}")
            typer.echo("distances " + ", ".join(f"{distance:.3f}" for distance in result.distances))
    return {
        Recommendation.ACCEPT: ACCEPTED,
        Recommendation.FLAG: FLAGGED,
        Recommendation.UNSCORABLE: UNSCORED,
    }[result.recommendation]


def _copied(copy: Copy | None) -> dict[str, Any] | None:
    """Return what a signature is probably a copy of, as the JSON output has it."""
    if copy is None:
        return None
    return {
        "of": "reference" if copy.verification_id is None else "cheque",
        "name": copy.name,
        "reference": copy.reference_id,
        "verification": copy.verification_id,
        "exact": round(copy.exact, 3),
    }


@app.command()
def doctor(
    report: Annotated[
        Path | None,
        typer.Option(help="A new file for whoever helps: findings and log, nothing of accounts and cheques."),
    ] = None,
    data: Data = None,
    as_json: Json = False,
) -> int:
    """Say what works and what does not: versions, paths, model, profile, database."""
    from sigverify import doctor as checks

    settings = settings_file.load(data)
    findings = checks.examine(settings)
    if report is not None:
        checks.write_report(settings, findings, report)
        typer.echo(f"Report written to {report}", err=True)
    if as_json:
        _print_json({f.what: {"works": f.works, "detail": f.detail, "advice": f.advice} for f in findings})
    else:
        for finding in findings:
            typer.echo(str(finding))
    return ACCEPTED if all(finding.works or finding.optional for finding in findings) else FLAGGED


def _services(data: Path | None, runtime: str = "onnx") -> Any:
    """Build the services of a data folder; imported late, for `--help` to be quick."""
    from sigverify.app import App

    if runtime not in ("onnx", "keras"):
        raise typer.BadParameter("--runtime is onnx or keras")
    logging.getLogger().setLevel(logging.WARNING)
    return App(settings_file.load(data), runtime=runtime, credentials=_credentials, passphrase=_passphrase)


def _credentials() -> tuple[str, str]:
    """Return the operator's name and password: from SIGVERIFY_OPERATOR and SIGVERIFY_PASSWORD, or asked for."""
    name = os.environ.get("SIGVERIFY_OPERATOR") or typer.prompt("Operator", err=True)
    return name, os.environ.get("SIGVERIFY_PASSWORD") or typer.prompt("Password", hide_input=True, err=True)


def _passphrase() -> str:
    """Ask for the passphrase of encrypted records, where there is somebody to be asked."""
    if not sys.stdin.isatty():
        from sigverify.records.vault import PASSPHRASE_FILE_VARIABLE, PASSPHRASE_VARIABLE

        raise RecordsError(
            "the signatures on record are encrypted, and nobody is there to give the passphrase",
            f"Give it in {PASSPHRASE_VARIABLE}, or in a file that {PASSPHRASE_FILE_VARIABLE} names",
        )
    return str(typer.prompt("Passphrase of the records", hide_input=True, err=True))


def _box(text: str | None) -> Box | None:
    """Parse X0,Y0,X1,Y1."""
    if text is None:
        return None
    try:
        x0, y0, x1, y1 = (int(part) for part in text.replace(",", " ").split())
        return Box(x0, y0, x1, y1)
    except ValueError as error:
        raise typer.BadParameter(
            f"--box takes four whole numbers X0,Y0,X1,Y1 with X0 < X1 and Y0 < Y1 ({error})"
        ) from None


def _print_json(value: dict[str, Any]) -> None:
    typer.echo(json.dumps(value, ensure_ascii=False))
