"""Measure whether a calibration keeps its promises, and how quick it is.

    python -m benchmarks.recalibrating DATA... [--cache FOLDER] [--far 0.05]

A FAR target is set on the bundle's validation writers; what it gives on its test writers, who belong to the same
collections and were never looked at, is compared with the interval that the profile states. Cllr and Cllr_min are
those of the test writers. Then ten thousand pairs are calibrated, once embedded, and the threshold is dragged in a
window (offscreen). DATA are the folders that the bundle was trained on. `--cache` keeps canvases and embeddings.
"""

from __future__ import annotations

import argparse
import os
import time
from pathlib import Path
from typing import Any

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

import numpy as np
from numpy.typing import NDArray
from PySide6.QtWidgets import QApplication

from calibration.fitting import fit, fit_curve
from calibration.intervals import share_interval
from calibration.mapping import MappingKind
from calibration.metrics import cllr, least_cllr
from calibration.operating import Limits, Policy, Target
from calibration.pairs import GENUINE, SKILLED, Scored
from calibration.profile import Curve
from calibration.sweep import sweep
from models import bundle as bundles
from models.bundle import Bundle
from sigverify import canvas, dataset, evaluation
from sigverify.dataset import Dataset
from sigverify.evaluation import Split
from sigverify.networks import load_embedder, open_bundle
from sigverify.samples import Compared, Sample
from ui import theme
from ui.calibration.clerk import Prepared
from ui.calibration.plots import Plots

REFERENCES = (1, 2, 3, 5, 10)
DRAGS = 100


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("data", nargs="+", type=Path)
    parser.add_argument("--cache", type=Path)
    parser.add_argument("--far", type=float, default=0.05)
    asked = parser.parse_args()
    bundle = open_bundle(bundles.DEFAULT)
    scored = {split: score(asked.data, bundle, split, asked.cache) for split in (Split.VALIDATION, Split.TEST)}
    for kind in MappingKind:
        promises(scored[Split.VALIDATION], scored[Split.TEST], asked.far, bundle.id, kind)
    speed(scored[Split.VALIDATION], bundle.id)
    dragging(scored[Split.VALIDATION][1])


def score(folders: list[Path], bundle: Bundle, split: Split, cache: Path | None) -> dict[int, Scored]:
    data = dataset.read(folders, cache=None if cache is None else cache / "canvases.npz")
    part = evaluation.select(data, bundle.seen(), split)
    embeddings = embedded(part, bundle, None if cache is None else cache / f"{bundle.id}-{split.value}.npy")
    found = {}
    for count in REFERENCES:
        scores = evaluation.score(
            part, embeddings, bundle.manifest.comparison.distances, references=count, fusion="relative"
        )
        with_forgeries = {name: one for name, one in scores.items() if (one.kinds == SKILLED).any()}
        found[count] = evaluation.pool(with_forgeries)
    return found


def embedded(part: Dataset, bundle: Bundle, file: Path | None) -> NDArray[np.float32]:
    if file is not None and file.exists():
        kept: NDArray[np.float32] = np.load(file, allow_pickle=False)
        if len(kept) == len(part.hashes):
            return kept
    made = evaluation.embed(part, load_embedder(bundle))
    if file is not None:
        np.save(file, made)
    return made


def promises(
    validation: dict[int, Scored], test: dict[int, Scored], far: float, bundle: str, kind: MappingKind
) -> None:
    profile = fit(
        validation,
        name="benchmark",
        bundle=bundle,
        fusion="relative",
        policy=Policy(Target("far", far)),
        data="benchmark",
        kind=kind,
        canvas=canvas.VERSION,
    )
    print(f"\n{kind.value}: FAR at most {100 * far:g} % on validation writers, in per cent")
    print(
        "references  writers  threshold  stated for new writers  on test writers (interval)  held   FRR  Cllr - least (validation, test)"
    )
    for curve in profile.curves:
        told = on_test(curve, test[curve.references])
        stated = curve.evidence.held_out
        assert stated is not None
        assert curve.evidence.cllr is not None
        assert curve.evidence.least_cllr is not None
        held = stated.far.low <= told["far"].value <= stated.far.high
        print(
            f"{curve.references:10}  {told['writers']:7}  {curve.threshold:9.3f}  "
            f"{100 * stated.far.value:5.1f} ({100 * stated.far.low:4.1f}-{100 * stated.far.high:4.1f})      "
            f"{100 * told['far'].value:5.1f} ({100 * told['far'].low:4.1f}-{100 * told['far'].high:4.1f})          "
            f"{'yes' if held else 'NO ':4}  {100 * told['frr']:5.1f}  "
            f"{curve.evidence.cllr - curve.evidence.least_cllr:.3f}, {told['excess']:.3f} ({told['cllr']:.3f})"
        )


def on_test(curve: Curve, scored: Scored) -> dict[str, Any]:
    genuine, skilled = scored.of(GENUINE), scored.of(SKILLED)
    accepted = np.asarray([curve.accepts(curve.similarity(-one)) for one in skilled.scores.tolist()])
    missed = np.asarray([not curve.accepts(curve.similarity(-one)) for one in genuine.scores.tolist()])
    own, other = (curve.log_ratios(-one.scores) for one in (genuine, skilled))
    return {
        "writers": len(np.unique(scored.writers)),
        "far": share_interval(accepted, skilled.writers),
        "frr": missed.mean(),
        "cllr": cllr(own, other),
        "excess": cllr(own, other) - least_cllr(own, other),
    }


def speed(scored: dict[int, Scored], bundle: str) -> None:
    """Calibrate on at least ten thousand pairs, with all curves and all intervals."""
    pairs = sum(len(one) for one in scored.values())
    started, cpu = time.perf_counter(), time.process_time()
    fit(scored, name="b", bundle=bundle, fusion="relative", policy=Policy(Target("far", 0.05)), data="b")
    wall, cpu = time.perf_counter() - started, time.process_time() - cpu
    one = scored[1]
    rng = np.random.default_rng(0)
    chosen = rng.integers(0, len(one), 10_000)
    ten = Scored(one.distances[chosen] + rng.normal(0, 1e-3, 10_000), one.kinds[chosen], one.writers[chosen])
    begun, spent = time.perf_counter(), time.process_time()
    fit_curve(1, ten, Policy(Target("far", 0.05)))
    print(f"\ncalibrating: {pairs} pairs, {len(scored)} curves in {wall:.1f} s ({cpu:.1f} s of the processor)")
    print(
        f"calibrating: 10000 pairs, one curve in {time.perf_counter() - begun:.1f} s "
        f"({time.process_time() - spent:.1f} s of the processor)"
    )


def dragging(scored: Scored) -> None:
    """Drag the threshold across each plot, its sentence's rates worked out each time."""
    application = QApplication.instance() or QApplication([])
    assert isinstance(application, QApplication)
    theme.apply(application, "light")
    curve = fit_curve(1, scored, Policy())
    swept = sweep(curve, scored)
    sample = Sample(
        "b", "relative", "d", {1: scored}, {1: Compared(np.zeros((0, 1), np.int64), np.zeros(0, np.int64))}, (), ()
    )
    plots = Plots()
    plots.resize(900, 500)
    plots.show()
    plots.show_prepared(Prepared(sample, 1, curve, swept))
    print(
        f"\ndragging over {len(scored)} pairs: milliseconds of the processor until redrawn, median (95th percentile)"
    )
    for number in range(plots.count()):
        plots.setCurrentIndex(number)
        application.processEvents()
        took = []
        for at in np.linspace(0.1, 0.9, DRAGS).tolist():
            started = time.process_time()
            plots.show_limits(Limits(at))
            swept.rates(Limits(at))
            application.processEvents()
            took.append(1000 * (time.process_time() - started))
        print(f"  {plots.tabText(number):14} {np.median(took):5.1f} ({np.percentile(took, 95):5.1f})")


if __name__ == "__main__":
    main()
