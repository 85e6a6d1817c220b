"""Error rates of a bundle on labelled signatures, collection by collection."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from enum import StrEnum
from typing import Any

import numpy as np
from numpy.typing import NDArray

from calibration import intervals, metrics
from calibration.metrics import ErrorRate
from calibration.pairs import GENUINE, RANDOM, SKILLED, make_pairs, pair_distances
from calibration.profile import Scored
from models.embedder import Embedder
from sigverify import dataset
from sigverify.dataset import Dataset
from sigverify.errors import DatasetError
from sigverify.fusion import fuse_rows
from sigverify.jobs import Cancel, Progress, Report, silent

POOLED = "all"
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

    `skilled_eer` and `random_eer` have 95 % intervals over writers; `frr_at_far_1` is the FRR at the threshold
    where 1 % of the skilled forgeries pass; NaN where a collection has no forgeries.
    """

    collection: str
    references: int
    writers: int
    genuine: int
    skilled: int
    random: int
    skilled_eer: ErrorRate
    random_eer: ErrorRate
    skilled_auc: float
    frr_at_far_1: float


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
        """Return a table, rates in per cent with their intervals."""
        lines = [
            "| collection | writers | references | genuine / skilled / random | skilled EER % | random EER % | "
            "FRR % at FAR 1 % | AUC |",
            "|---|---|---|---|---|---|---|---|",
        ]
        lines += [
            f"| {f.collection} | {f.writers} | {f.references} | {f.genuine} / {f.skilled} / {f.random} | "
            f"{_percent(f.skilled_eer)} | {_percent(f.random_eer)} | {_number(100 * f.frr_at_far_1)} | "
            f"{_number(f.skilled_auc, 3)} |"
            for f in self.figures
        ]
        return "\n".join(lines)


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
        report(Progress(min(start + _BATCH, len(canvases)), len(canvases), "embedding"))
    return np.concatenate(parts)


def score(
    data: Dataset, embeddings: NDArray[np.float32], *, references: int, fusion: str, seed: int = 0
) -> dict[str, Scored]:
    """Compare within each collection; return the scored pairs of each, in the dataset's order of names."""
    arrays = data.arrays
    scored = {}
    for number, name in enumerate(data.collection_names):
        own = np.flatnonzero(arrays.collections == number)
        pairs = make_pairs(arrays.writers[own], arrays.forged[own], references=references, seed=seed)
        if not len(pairs):
            continue
        apart = fuse_rows(pair_distances(embeddings[own], pairs), fusion)
        scored[name] = Scored(apart, pairs.kinds, pairs.writers)
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
    fusion: str = "mean",
    report: Report = silent,
    cancel: Cancel | None = None,
) -> Evaluation:
    """Measure a bundle on the writers of a split.

    Raises
    ------
    DatasetError
        When nothing can be compared.
    """
    chosen = select(data, embedder.bundle.seen(), split)
    embeddings = embed(chosen, embedder, report, cancel)
    figures: list[Figures] = []
    for count in references:
        scored = score(chosen, embeddings, references=count, fusion=fusion)
        if not scored:
            raise DatasetError(
                f"No writer has more than {count} genuine signatures",
                "Ask for fewer --references, or add signatures",
            )
        figures += [_figures(name, count, part) for name, part in scored.items()]
        with_forgeries = {name: part for name, part in scored.items() if (part.kinds == SKILLED).any()}
        if len(with_forgeries) > 1:
            figures.append(_figures(POOLED, count, pool(with_forgeries)))
    return Evaluation(embedder.bundle.id, split, fusion, tuple(figures))


def _figures(name: str, references: int, scored: Scored) -> Figures:
    genuine, skilled, random = (scored.of(kind) for kind in (GENUINE, SKILLED, RANDOM))
    nothing = ErrorRate(float("nan"), float("nan"), float("nan"))
    have_skilled, have_random = len(skilled) > 0, len(random) > 0
    return Figures(
        collection=name,
        references=references,
        writers=len(np.unique(scored.writers)),
        genuine=len(genuine),
        skilled=len(skilled),
        random=len(random),
        skilled_eer=intervals.eer_interval(genuine, skilled) if have_skilled else nothing,
        random_eer=intervals.eer_interval(genuine, random) if have_random else nothing,
        skilled_auc=metrics.auc(genuine.scores, skilled.scores) if have_skilled else float("nan"),
        frr_at_far_1=(
            metrics.rates_at(genuine.scores, skilled.scores, metrics.threshold_at_far(skilled.scores, 0.01))[1]
            if have_skilled
            else float("nan")
        ),
    )


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
