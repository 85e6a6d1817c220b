"""Commands for whoever trains and measures."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from sigverify.cli import Data, Json, Runtime, _services, app
from sigverify.progress import progress_line

if TYPE_CHECKING:
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
    from sigverify.networks import open_bundle

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
    from sigverify.networks import load_embedder, open_bundle

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
