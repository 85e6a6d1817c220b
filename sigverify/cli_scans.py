"""Commands that look at scans and put nothing on record: where the signature is, its ink, the magnetic line."""

from __future__ import annotations

import json
import time
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from sigverify.cli import ACCEPTED, UNSCORED, UNUSABLE, BoxText, Data, Form, Json, Page, _box, _services, app
from sigverify.errors import SigverifyError

if TYPE_CHECKING:
    from sigverify.cheque import Candidate


@app.command()
def locate(
    scans: Annotated[list[Path], typer.Argument(metavar="SCAN...")],
    form: Form = "",
    as_json: Json = False,
    page: Page = 1,
    data: Data = None,
) -> int:
    """Find the signature on cheques: boxes in pixels, best first, or none."""
    from sigverify import sight

    services = _services(data)
    status = ACCEPTED
    for path in scans:
        started = time.perf_counter()
        found: Sequence[Candidate] = ()
        failed = {}
        try:
            seen = services.look(services.read(path, page), sight.ScanKind.CHEQUE, form)
            found = sight.locate(seen)
        except SigverifyError as error:
            status, failed = UNUSABLE, _failed(error)
        if as_json:
            boxes: dict[str, Any] = {"file": str(path), "boxes": [one.box.as_tuple() for one in found]}
            boxes |= {"seconds": round(time.perf_counter() - started, 4)}
            typer.echo(json.dumps(boxes | {"confidences": [round(one.confidence, 3) for one in found]} | failed))
        elif not failed:
            typer.echo(f"{path}: " + ("; ".join(str(one.box.as_tuple()) for one in found) or "no signature"))
    return status


@app.command()
def clean(
    scan: Annotated[Path, typer.Argument(metavar="SCAN", help="A cheque, or a cut-out signature.")],
    out: Annotated[Path, typer.Option(help="PNG file: the signature's ink, black on white.")],
    box: BoxText = None,
    form: Form = "",
    page: Page = 1,
    data: Data = None,
) -> int:
    """Take the signature's ink off its paper, without print, rules and stamps."""
    from sigverify.ink import write_png
    from sigverify.sight import find_signature

    services = _services(data)
    found = find_signature(services.look(services.read(scan, page), form=form), _box(box))
    if found.ink is None:
        typer.echo(f"{scan}: {found.reason}")
        return UNSCORED
    write_png(found.ink, out)
    typer.echo(f"{out}: {found.ink.level.shape[1]} x {found.ink.level.shape[0]} pixels at {found.ink.dpi:.0f} dpi")
    return ACCEPTED


@app.command()
def micr(
    scans: Annotated[list[Path], typer.Argument(metavar="SCAN...")],
    as_json: Json = False,
    page: Page = 1,
    data: Data = None,
) -> int:
    """Read the magnetic line of cheques, or of cut-out lines."""
    from sigverify.micr import MicrLine

    services = _services(data)
    status = ACCEPTED
    for path in scans:
        started = time.perf_counter()
        line = MicrLine()
        failed = {}
        try:
            line = services.read_micr(services.read(path, page))
        except SigverifyError as error:
            status, failed = UNUSABLE, _failed(error)
        if as_json:
            found: dict[str, Any] = {"file": str(path), "text": line.text, "font": line.font}
            found |= {"fields": asdict(line.fields), "seconds": round(time.perf_counter() - started, 4)}
            found |= {"country": line.country, "account_key": line.account_key}
            found |= {"confidences": list(line.confidences), "problems": list(line.problems)}
            typer.echo(json.dumps(found | failed, ensure_ascii=False))
        elif not failed:
            typer.echo("  ".join([f"{path}: {line.text or 'no line'}", *line.problems]))
    return status


def _failed(error: SigverifyError) -> dict[str, str]:
    """Say on stderr why a file could not be read; return it for the file's line of JSON."""
    typer.echo(f"sigverify: {error}", err=True)
    return {"error": str(error)}
