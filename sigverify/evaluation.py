"""Error rates of a bundle on labelled signatures, collection by collection."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from enum import StrEnum
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from calibration import intervals, metrics
from calibration.metrics import ErrorRate
from calibration.pairs import (
    GENUINE,
    RANDOM,
    SKILLED,
    Compare,
    Pairs,
    Scored,
    make_pairs,
    pair_distances,
    reference_spreads,
)
from calibration.profile import Curve, Profile
from models.embedder import Embedder
from sigverify import dataset, evaluation_pictures
from sigverify.baselines import Baseline
from sigverify.dataset import Dataset
from sigverify.errors import DatasetError
from sigverify.fusion import fuse_rows
from sigverify.jobs import Cancel, Doing, Progress, Report, silent

POOLED, NETWORK = "all", "network"
_BATCH = 64


class Split(StrEnum):
    """Which writers of a dataset are looked at, by what the bundle has seen of them."""

    UNSEEN = "unseen"  # neither trained nor validated on: the only figures to quote
    VALIDATION = "validation"
    TEST = "test"
    TRAIN = "train"
    ALL = "all"


@dataclass(frozen=True, slots=True)
class Figures:
    """Error rates on one collection with one number of references; rates 0 to 1.

    Attributes
    ----------
    method
        `network`, or the name of a baseline.
    skilled_eer, random_eer
        One threshold for all writers, with 95 % intervals over writers; NaN where there are no such forgeries.
    oracle_eer
        Mean of each writer's own EER against skilled forgeries: no bank can have it.
    frr_at_far_1, frr_at_far_6_5
        FRR where 1 % and 6.5 % of the skilled forgeries pass; laypeople let 6.5 % pass and reject 26 % of the
        genuine signatures (Kam et al., J. Forensic Sci. 46, 2001).
    cllr, least_cllr
        Cost in bits of the likelihood ratios that the calibration profile gives, and of the best monotone ones;
        NaN without a profile of this bundle.
    """

    method: str
    collection: str
    references: int
    writers: int
    genuine: int
    skilled: int
    random: int
    skilled_eer: ErrorRate
    random_eer: ErrorRate
    oracle_eer: float
    skilled_auc: float
    frr_at_far_1: float
    frr_at_far_6_5: float
    cllr: float
    least_cllr: float


@dataclass(frozen=True, slots=True)
class Evaluation:
    """What `evaluate` found, and on what."""

    bundle: str
    split: Split
    fusion: str
    figures: tuple[Figures, ...]

    def as_json(self) -> dict[str, Any]:
        """Return plain values; NaN becomes None."""
        return {key: _plain(value) for key, value in asdict(self).items()}

    def as_markdown(self) -> str:
        """Return a table, rates in per cent with their intervals, and one of the baselines."""
        lines = [
            "| collection | writers | references | genuine / skilled / random | skilled EER % | random EER % | "
            "FRR % at FAR 1 % / 6.5 % | AUC | own-threshold EER % (oracle) | Cllr (least) |",
            "|---|---|---|---|---|---|---|---|---|---|",
        ]
        lines += [
            f"| {f.collection} | {f.writers} | {f.references} | {f.genuine} / {f.skilled} / {f.random} | "
            f"{_percent(f.skilled_eer)} | {_percent(f.random_eer)} | "
            f"{_number(100 * f.frr_at_far_1)} / {_number(100 * f.frr_at_far_6_5)} | "
            f"{_number(f.skilled_auc, 3)} | {_number(100 * f.oracle_eer)} | "
            f"{_number(f.cllr, 2)} ({_number(f.least_cllr, 2)}) |"
            for f in self.figures
            if f.method == NETWORK
        ]
        others = [f for f in self.figures if f.method != NETWORK]
        if others:
            methods = list(dict.fromkeys(f.method for f in others))
            lines += [
                "",
                "Comparisons that understand nothing, on the same pairs (skilled EER %):",
                "",
                "| collection | references | network | " + " | ".join(methods) + " |",
                "|---" * (3 + len(methods)) + "|",
            ]
            for f in self.figures:
                if f.method == NETWORK and not np.isnan(f.skilled_eer.value):
                    told = [_number(100 * self._eer(method, f)) for method in (NETWORK, *methods)]
                    lines.append(f"| {f.collection} | {f.references} | " + " | ".join(told) + " |")
        return "\n".join(lines)

    def _eer(self, method: str, like: Figures) -> float:
        for f in self.figures:
            if (f.method, f.collection, f.references) == (method, like.collection, like.references):
                return f.skilled_eer.value
        return float("nan")


def select(data: Dataset, seen: dict[str, NDArray[np.uint64]], split: Split) -> Dataset:
    """Return the writers of a split, told by the content of their images.

    A writer belongs to the training as soon as one image does.

    Raises
    ------
    DatasetError
        When no writer is left.
    """
    if split is Split.ALL:
        return data
    writers = data.arrays.writers
    member = {
        part: np.isin(writers, np.unique(writers[np.isin(data.hashes, hashes)])) for part, hashes in seen.items()
    }
    nobody = np.zeros(len(writers), dtype=bool)
    trained, validated = member.get(dataset.TRAIN, nobody), member.get(dataset.VALIDATION, nobody)
    if split is Split.UNSEEN:
        chosen = ~trained & ~validated
    elif split is Split.TRAIN:
        chosen = trained
    else:
        chosen = member.get(split.value, nobody) & ~trained
    if not chosen.any():
        raise DatasetError(
            f"No writer of the {split.value} split is in the data", "Choose another --split or other data"
        )
    return data.subset(chosen)


def embed(
    data: Dataset, embedder: Embedder, report: Report = silent, cancel: Cancel | None = None
) -> NDArray[np.float32]:
    """Return the embeddings (n, dimensions) of a dataset."""
    canvases = data.arrays.canvases
    parts = []
    for start in range(0, len(canvases), _BATCH):
        if cancel is not None:
            cancel.check()
        parts.append(embedder.embed(canvases[start : start + _BATCH]))
        report(Progress(min(start + _BATCH, len(canvases)), len(canvases), Doing.EMBEDDING))
    return np.concatenate(parts)


def score(
    data: Dataset,
    embeddings: NDArray[np.float32],
    compare: Compare,
    *,
    references: int,
    fusion: str,
    seed: int = 0,
) -> dict[str, Scored]:
    """Compare within each collection; return the scored pairs of each, in the dataset's order of names.

    Parameters
    ----------
    embeddings
        Float32 (n, dimensions), or what else `compare` takes.
    """
    made = score_pairs(data, embeddings, compare, references=references, fusion=fusion, seed=seed)
    return {name: scored for name, (_, scored) in made.items()}


def score_pairs(
    data: Dataset,
    embeddings: NDArray[np.float32],
    compare: Compare,
    *,
    references: int,
    fusion: str,
    seed: int = 0,
) -> dict[str, tuple[Pairs, Scored]]:
    """Do as `score` does; return beside the scores which signatures of the dataset were compared."""
    arrays = data.arrays
    scored = {}
    for number, name in enumerate(data.collection_names):
        own = np.flatnonzero(arrays.collections == number)
        pairs = make_pairs(arrays.writers[own], arrays.forged[own], references=references, seed=seed)
        if not len(pairs):
            continue
        apart = pair_distances(compare, embeddings[own], pairs)
        between = reference_spreads(compare, embeddings[own], pairs)
        of_data = replace(pairs, references=own[pairs.references], questioned=own[pairs.questioned])
        scored[name] = of_data, Scored(fuse_rows(apart, between, fusion), pairs.kinds, pairs.writers)
    return scored


def pool(scored: dict[str, Scored]) -> Scored:
    """Put the pairs of all collections together."""
    every = list(scored.values())
    return Scored(
        np.concatenate([s.distances for s in every]),
        np.concatenate([s.kinds for s in every]),
        np.concatenate([s.writers for s in every]),
    )


def evaluate(
    data: Dataset,
    embedder: Embedder,
    *,
    split: Split = Split.UNSEEN,
    references: Sequence[int] = (1, 3, 5),
    fusion: str = "relative",
    profile: Profile | None = None,
    baselines: Sequence[Baseline] = (),
    pictures: Path | None = None,
    report: Report = silent,
    cancel: Cancel | None = None,
) -> Evaluation:
    """Measure a bundle on the writers of a split.

    Parameters
    ----------
    profile
        Whose likelihood ratios are judged, where it belongs to this bundle and fusion.
    references
        Numbers of references; one that no writer has enough signatures for is left out.
    baselines
        What else to measure on the same pairs.
    pictures
        A folder to draw ROC, DET and the worst pairs into.

    Raises
    ------
    DatasetError
        When nothing can be compared.
    """
    chosen = select(data, dataset.seen_by(embedder.bundle), split)
    if profile is not None and (profile.bundle, profile.fusion) != (embedder.bundle.id, fusion):
        profile = None
    figures = []
    embeddings = embed(chosen, embedder, report, cancel)
    comparison = embedder.bundle.manifest.comparison
    scored_by_count = {}
    for count in references:
        scored = score(chosen, embeddings, comparison.distances, references=count, fusion=fusion)
        if scored:
            curve = None if profile is None else profile.curve(count)
            figures += _all_figures(NETWORK, count, scored, curve)
            scored_by_count[count] = pool(scored)
    if not scored_by_count:
        raise DatasetError(
            f"No writer has more than {min(references)} genuine signatures",
            "Ask for fewer --references, or add signatures",
        )
    if pictures is not None:
        evaluation_pictures.draw(pictures, chosen, embeddings, comparison, scored_by_count)
    for baseline in baselines:
        features = baseline.features(chosen)
        for count in scored_by_count:
            scored = score(chosen, features, baseline.compare, references=count, fusion="mean")
            figures += _all_figures(baseline.name, count, scored, None)
    return Evaluation(embedder.bundle.id, split, fusion, tuple(figures))


def _all_figures(method: str, references: int, scored: dict[str, Scored], curve: Curve | None) -> list[Figures]:
    """Return the figures of each collection, and of all that have forgeries together."""
    figures = [_figures(method, name, references, part, curve) for name, part in scored.items()]
    with_forgeries = {name: part for name, part in scored.items() if (part.kinds == SKILLED).any()}
    if len(with_forgeries) > 1:
        figures.append(_figures(method, POOLED, references, pool(with_forgeries), curve))
    return figures


def _figures(method: str, name: str, references: int, scored: Scored, curve: Curve | None) -> Figures:
    genuine, skilled, random = (scored.of(kind) for kind in (GENUINE, SKILLED, RANDOM))
    nan = float("nan")
    nothing = ErrorRate(nan, nan, nan)
    have_skilled, have_random = len(skilled) > 0, len(random) > 0
    ratios = None
    if curve is not None and have_skilled:
        ratios = [_log_ratios(curve, scores.scores) for scores in (genuine, skilled)]

    def frr_at(far: float) -> float:
        if not have_skilled:
            return nan
        threshold = metrics.threshold_at_far(skilled.scores, far)
        return metrics.rates_at(genuine.scores, skilled.scores, threshold)[1]

    return Figures(
        method=method,
        collection=name,
        references=references,
        writers=len(np.unique(scored.writers)),
        genuine=len(genuine),
        skilled=len(skilled),
        random=len(random),
        skilled_eer=intervals.eer_interval(genuine, skilled) if have_skilled else nothing,
        random_eer=intervals.eer_interval(genuine, random) if have_random else nothing,
        oracle_eer=metrics.per_writer_eer(genuine.scores, genuine.writers, skilled.scores, skilled.writers),
        skilled_auc=metrics.auc(genuine.scores, skilled.scores) if have_skilled else nan,
        frr_at_far_1=frr_at(0.01),
        frr_at_far_6_5=frr_at(0.065),
        cllr=metrics.cllr(*ratios) if ratios else nan,
        least_cllr=metrics.least_cllr(*ratios) if ratios else nan,
    )


def _log_ratios(curve: Curve, negated: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return natural logarithms of the likelihood ratios of negated distances."""
    ratios = [curve.log10_lr(-score) * math.log(10.0) for score in negated.tolist()]
    return np.asarray(ratios, dtype=np.float64)


def _percent(rate: ErrorRate) -> str:
    if np.isnan(rate.value):
        return "–"
    return f"{100 * rate.value:.1f} ({100 * rate.low:.1f}–{100 * rate.high:.1f})"


def _number(value: float, digits: int = 1) -> str:
    return "–" if np.isnan(value) else f"{value:.{digits}f}"


def _plain(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _plain(item) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [_plain(item) for item in value]
    if isinstance(value, float):
        return None if np.isnan(value) else round(value, 6)
    return value
