"""Commands for whoever trains, measures and calibrates."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from sigverify.cli import TARGET_MISSED, Data, Json, Runtime, _print_json, _services, app
from sigverify.errors import NotPermitted, SettingsError
from sigverify.operators import Permission
from sigverify.progress import progress_line

if TYPE_CHECKING:
    from calibration.profile import Curve
    from models.training import TrainingProgress

BundleOption = Annotated[
    Path | None, typer.Option("--bundle", help="Model bundle; the one of the settings by default.")
]
Fusion = Annotated[
    str | None, typer.Option("--fusion", help="relative, mean or nearest; the one of the settings by default.")
]


@app.command()
def score(
    pairs: Annotated[Path, typer.Argument(metavar="PAIRS.csv")],
    out: Annotated[Path, typer.Option("--out", metavar="SCORES.csv")],
    data: Data = None,
) -> None:
    """Compare the pairs of a CSV: adds distance, similarity, log10_lr, recommendation and reason."""
    from sigverify import pairs_file

    services = _services(data)
    rows, columns = pairs_file.read(pairs)
    with progress_line() as report:
        scores = list(pairs_file.score(rows, services.verifier, services.limits, report))
    profile = services.profile
    pairs_file.write(out, rows, columns, scores, profile.fusion if profile else services.settings.fusion)
    typer.echo(f"{len(scores)} pairs: {out}")


@app.command()
def calibrate(
    sources: Annotated[list[Path], typer.Argument(metavar="DATA|PAIRS.csv")],
    far: Annotated[
        float | None, typer.Option(help="Accept at most this share of skilled forgeries, 0 to 1.")
    ] = None,
    eer: Annotated[bool, typer.Option("--eer", help="Where both errors are equal (the default).")] = False,
    cost: Annotated[
        float | None,
        typer.Option(help="Least cost, an accepted forgery costing this many rejected genuine ones."),
    ] = None,
    prior: Annotated[float, typer.Option(help="Share of forgeries among cheques, for --cost.")] = 0.01,
    name: Annotated[str, typer.Option(help="Name of the profile.")] = "profile",
    activate: Annotated[bool, typer.Option("--activate", help="Use the profile from now on.")] = False,
    reason: Annotated[str, typer.Option(help="Why, for the records.")] = "calibrated at the command line",
    save: Annotated[Path | None, typer.Option(help="Write the profile to this file instead.")] = None,
    bundle: BundleOption = None,
    fusion: Fusion = None,
    as_json: Json = False,
    data: Data = None,
) -> int:
    """Fit the S-curve and choose the threshold on labelled signatures."""
    from calibration import profile as profiles
    from sigverify import calibrating
    from sigverify.app import load_embedder, open_bundle
    from sigverify.files import private_folder

    if sum((far is not None, eer, cost is not None)) > 1:
        raise typer.BadParameter("give one of --far, --eer and --cost")
    if far is not None and not 0 < far < 1:
        raise typer.BadParameter("--far lies between 0 and 1")
    if not name.replace("-", "").replace("_", "").isalnum():
        raise typer.BadParameter("--name takes letters, digits, - and _")
    target = profiles.Target("eer")
    if far is not None:
        target = profiles.Target("far", far)
    if cost is not None:
        target = profiles.Target("cost", cost, prior)
    services = _services(data)
    if activate:
        if save is not None:
            raise SettingsError("A profile outside the data folder cannot be activated", "Leave out --save")
        # Now rather than after minutes of work.
        if not services.records.may(Permission.PROFILE):
            raise NotPermitted(f"{services.records.operator} may not {Permission.PROFILE}", "Ask an administrator")
    embedder = services.embedder if bundle is None else load_embedder(open_bundle(bundle))
    try:
        with progress_line() as report:
            profile = calibrating.calibrate(
                sources,
                embedder,
                name=name,
                target=target,
                fusion=fusion or services.settings.fusion,
                limits=services.limits,
                report=report,
            )
    except profiles.UnsupportedTarget as error:
        typer.echo(f"sigverify: {error}", err=True)
        return TARGET_MISSED
    path = save or private_folder(services.profiles_folder) / f"{profile.id}.json"
    profiles.save(profile, path)
    state = ""
    if activate:
        services.records.add_profile(profile.id, profile.bundle, path.read_text(encoding="utf-8"))
        activation = services.records.activate_profile(profile.id, reason)
        state = "active now" if activation.approval.in_force else "active once another operator approves of it"
    if as_json:
        curves = [{"references": curve.references, **_curve_json(curve)} for curve in profile.curves]
        _print_json({"profile": profile.id, **_curve_json(profile.curve(1)), "curves": curves})
    else:
        typer.echo(f"Profile {profile.id}, fusion {profile.fusion}; rates with 95 % intervals over writers")
        typer.echo(
            "references  writers  threshold  FAR (skilled)        FAR (random)         FRR                  EER"
        )
        for curve in profile.curves:
            evidence = curve.evidence
            rates = (evidence.far, evidence.far_random, evidence.frr, evidence.eer)
            told = "  ".join(f"{rate.value:.3f} ({rate.low:.3f}-{rate.high:.3f})" for rate in rates)
            typer.echo(f"{curve.references:10}  {evidence.writers:7}  {curve.threshold:9.3f}  {told}")
        typer.echo("; ".join(filter(None, (f"Written to {path}", state))))
    return 0


def _curve_json(curve: Curve) -> dict[str, object]:
    evidence = curve.evidence
    return {
        "threshold": curve.threshold,
        "far": evidence.far.value,
        "far_interval": [evidence.far.low, evidence.far.high],
        "frr": evidence.frr.value,
        "frr_interval": [evidence.frr.low, evidence.frr.high],
        "eer": evidence.eer.value,
        "writers": evidence.writers,
        "genuine": evidence.genuine,
        "skilled": evidence.skilled,
        "random": evidence.random,
    }


@app.command()
def train(
    sources: Annotated[list[Path], typer.Argument(metavar="DATA...")],
    out: Annotated[Path, typer.Option("--out", metavar="BUNDLE")],
    beside: Annotated[
        list[Path] | None,
        typer.Option(help="More DATA, for training alone: synthetic hands, collections without forgeries."),
    ] = None,
    start: Annotated[
        Path | None,
        typer.Option("--from", metavar="BUNDLE", help="Fine-tune this bundle instead of starting anew."),
    ] = None,
    loss: Annotated[str, typer.Option(help="contrastive or triplet.")] = "contrastive",
    epochs: Annotated[int | None, typer.Option(min=1, help="At most so many epochs.")] = None,
    steps: Annotated[int | None, typer.Option(min=1, help="Batches an epoch.")] = None,
    patience: Annotated[
        int | None, typer.Option(min=1, help="Stop after so many epochs without progress.")
    ] = None,
    rate: Annotated[float | None, typer.Option(min=0, help="Highest learning rate.")] = None,
    seed: Annotated[int | None, typer.Option(help="Same seed, same data, same machine: same weights.")] = None,
    name: Annotated[str, typer.Option(help="Name of the bundle.")] = "sigverify",
    data: Data = None,
) -> None:
    """Train a bundle; the same command again goes on where it was stopped."""
    from sigverify import training
    from sigverify.app import open_bundle

    if loss not in ("contrastive", "triplet"):
        raise typer.BadParameter("--loss is contrastive or triplet")
    training.require_tensorflow()
    from models.training import TrainingPlan

    default = TrainingPlan()
    plan = TrainingPlan(
        loss=loss,
        epochs=epochs or default.epochs,
        steps=steps or default.steps,
        patience=patience or default.patience,
        learning_rate=rate or default.learning_rate,
        seed=default.seed if seed is None else seed,
    )
    with progress_line() as report:
        limits = _services(data).limits
        written = training.train(
            sources,
            out,
            plan=plan,
            beside=beside or (),
            name=name,
            start=None if start is None else open_bundle(start),
            limits=limits,
            report=report,
            tell=_tell,
        )
    if sys.stderr.isatty():
        typer.echo(err=True)
    typer.echo(f"Bundle {written.id} in {written.folder}")
    typer.echo(f"Skilled EER on its validation writers: {written.manifest.metrics['validation_skilled_eer']:.3f}")
    typer.echo(f"Next: sigverify calibrate {' '.join(map(str, sources))} --bundle {written.folder}")


def _tell(progress: TrainingProgress) -> None:
    """Write one line of progress: rewritten on a terminal, a line an epoch elsewhere."""
    eer = "–" if progress.validation_eer is None else f"{progress.validation_eer:.3f}"
    text = (
        f"epoch {progress.epoch}/{progress.epochs}  step {progress.step}/{progress.steps}  "
        f"{progress.pairs_per_second:.0f} pairs/s  loss {progress.loss:.4f}  validation EER {eer}  "
        f"{progress.seconds_left / 60:.0f} min left"
    )
    if sys.stderr.isatty():
        sys.stderr.write("\r\x1b[K" + text)
        sys.stderr.flush()
    elif progress.step == progress.steps:
        typer.echo(text, err=True)


@app.command()
def evaluate(
    sources: Annotated[list[Path], typer.Argument(metavar="DATA...")],
    bundle: BundleOption = None,
    references: Annotated[str, typer.Option(help="Numbers of references, as 1,3,5.")] = "1,3,5,10",
    split: Annotated[
        str, typer.Option(help="unseen (neither trained nor validated on), validation, test, train or all.")
    ] = "unseen",
    fusion: Fusion = None,
    pictures: Annotated[
        Path | None,
        typer.Option(help="Draw ROC, DET, and the nearest forgeries and farthest genuine pairs here."),
    ] = None,
    as_json: Json = False,
    runtime: Runtime = "onnx",
    data: Data = None,
) -> None:
    """Measure EER and FRR, skilled and random forgeries apart, with intervals over writers and baselines."""
    from sigverify import baselines, dataset, evaluation
    from sigverify.app import load_embedder, open_bundle

    try:
        counts = [int(part) for part in references.split(",")]
        chosen = evaluation.Split(split)
    except ValueError as error:
        raise typer.BadParameter(
            f"--references takes numbers as 1,3,5 and --split one of its words ({error})"
        ) from None
    if min(counts) < 1:
        raise typer.BadParameter("--references are 1 or more")
    services = _services(data, runtime)
    embedder = services.embedder if bundle is None else load_embedder(open_bundle(bundle), runtime)
    with progress_line() as report:
        read = dataset.read(sources, limits=services.limits, report=report)
        result = evaluation.evaluate(
            read,
            embedder,
            split=chosen,
            references=counts,
            fusion=fusion or services.settings.fusion,
            profile=services.profile,
            baselines=baselines.BASELINES,
            pictures=pictures,
            report=report,
        )
    if as_json:
        typer.echo(json.dumps(result.as_json(), ensure_ascii=False))
    else:
        typer.echo(f"Bundle {result.bundle}, {result.split.value} writers, fusion {result.fusion}\n")
        typer.echo(result.as_markdown())
