"""Commands of whoever looks after the night's cheques: go through a folder, report what came out."""

from __future__ import annotations

import importlib
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from sigverify.cli import Data, Form, _services
from sigverify.cli import app as commands
from sigverify.progress import progress_line, stopped_by_ctrl_c

if TYPE_CHECKING:
    from sigverify.app import App
    from sigverify.batch.workers import Workers


@commands.command()
def batch(
    folder: Path,
    manifest: Annotated[
        Path | None,
        typer.Option(help="CSV with columns file and account, or more."),
    ] = None,
    column: Annotated[
        list[str] | None,
        typer.Option(metavar="MEANING=NAME", help="Name of a column of the manifest, as account=Konto."),
    ] = None,
    pattern: Annotated[
        str, typer.Option(help="How file names tell the account, as '{account}_{number}_{any}'.")
    ] = "",
    out: Annotated[
        Path | None,
        typer.Option(help="Where the results go; by default FOLDER/sigverify-results, or LETTER-results."),
    ] = None,
    form: Form = "",
    pairs: Annotated[bool, typer.Option(help="Pages of one file may be fronts and backs in turn.")] = True,
    watch: Annotated[bool, typer.Option("--watch", help="Go on with what comes, until Ctrl+C.")] = False,
    again: Annotated[bool, typer.Option("--again", help="Look at everything once more, in a new run.")] = False,
    scheduler: Annotated[
        str, typer.Option(metavar="ADDRESS", help="Dask scheduler whose workers read, as tcp://HOST:8786.")
    ] = "",
    data: Data = None,
) -> None:
    """Verify every scan in FOLDER, or in an image cash letter; the same command again goes on where it stopped."""
    from sigverify import batch as batches

    setup = batches.Setup(manifest, _columns(column or []), pattern, form, pairs)
    services = _services(data)
    with progress_line() as report, stopped_by_ctrl_c() as cancel:
        summary = batches.run(
            services,
            folder,
            setup,
            out=out,
            again=again,
            watch=watch,
            workers=_elsewhere(scheduler, services) if scheduler else None,
            report=report,
            cancel=cancel,
        )
    counts = summary.counts
    told = f"{counts.accept} accept, {counts.flag} flag, {counts.unscorable} unscorable"
    failed = f", {counts.failed} of them failed" if counts.failed else ""
    before = f" ({summary.resumed} from before)" if summary.resumed else ""
    typer.echo(f"{counts.done} pages: {told}{failed}{before}")
    typer.echo(f"Results of run {summary.run_id}: {summary.results}")


def _elsewhere(scheduler: str, services: App) -> Workers:
    """Return the workers of a Dask scheduler."""
    from sigverify.batch.dask_workers import DaskWorkers
    from sigverify.batch.looking import Knowledge

    return DaskWorkers(scheduler, Knowledge(services.forms, services.limits))


def _columns(told: list[str]) -> dict[str, str]:
    pairs = [text.partition("=") for text in told]
    if not all(meaning and name for meaning, _, name in pairs):
        raise typer.BadParameter("--column takes MEANING=NAME, as account=Konto")
    return {meaning: name for meaning, _, name in pairs}


@commands.command()
def report(
    run: Annotated[int | None, typer.Argument(metavar="RUN", help="Its number; runs are listed without.")] = None,
    out: Annotated[Path, typer.Option(help="Folder that the report goes to.")] = Path(),
    kind: Annotated[
        list[str] | None, typer.Option("--format", help="csv, jsonl or pdf; all of them by default.")
    ] = None,
    data: Data = None,
) -> None:
    """Write what came out of a batch, from the records: CSV, JSON lines, and PDF with pictures."""
    from sigverify.batch import reporting
    from sigverify.files import private_folder

    kinds = kind or list(_KINDS)
    if not set(kinds) <= set(_KINDS):
        raise typer.BadParameter(f"--format is {', '.join(_KINDS)}")
    services = _services(data)
    if run is None:
        for known in services.records.batch_runs():
            state = (
                "not finished" if known.finished_at is None else f"finished {known.finished_at:%Y-%m-%d %H:%M} UTC"
            )
            counts = services.records.batch_counts(known.id)
            typer.echo(f"{known.id}  {known.source}  {counts.done} cheques, {counts.flag} flagged, {state}")
        return
    found = reporting.report_on(services, run)
    folder = private_folder(out)
    for name in kinds:
        path = folder / f"run-{run}.{name}"
        if name == "csv":
            reporting.write_csv(found, path)
        elif name == "jsonl":
            reporting.write_lines(found, path)
        else:
            # By name: the import contract forbids sigverify to know the window's library.
            pdf = importlib.import_module("ui.batch.pdf")
            pdf.write_pdf(found, path, lambda item: reporting.side_by_side(services, found.run, item))
        typer.echo(str(path))


_KINDS = ("csv", "jsonl", "pdf")
