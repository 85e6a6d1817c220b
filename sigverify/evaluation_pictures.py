"""Pictures of an evaluation: ROC and DET, and the pairs that the network gets most wrong."""

from __future__ import annotations

import importlib.util
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray

from calibration import metrics
from calibration.pairs import GENUINE, RANDOM, SKILLED, Scored, make_pairs, pair_distances
from models.comparison import Comparison
from sigverify.dataset import Dataset
from sigverify.errors import SigverifyError

_PAIRS_SHOWN = 12
# Of one writer at most so many: the sheet shows kinds of errors, not one person.
_OF_A_WRITER = 2
_NORMAL_TICKS = (0.001, 0.01, 0.05, 0.1, 0.2, 0.4)


def draw(
    folder: Path,
    data: Dataset,
    embeddings: NDArray[np.float32],
    comparison: Comparison,
    scored: dict[int, Scored],
) -> None:
    """Write roc.png, det.png, nearest_forgeries.png and farthest_genuine.png into a folder.

    Parameters
    ----------
    scored
        Comparisons of all collections by number of references.

    Raises
    ------
    SigverifyError
        Where matplotlib is not installed.
    """
    if importlib.util.find_spec("matplotlib") is None:
        raise SigverifyError("Pictures need matplotlib", "Install it with: pip install 'sigverify[train]'")
    folder.mkdir(parents=True, exist_ok=True)
    _draw_curves(folder, scored)
    pairs, distances = _single_pairs(data, embeddings, comparison)
    for name, kind, nearest in (("nearest_forgeries", SKILLED, True), ("farthest_genuine", GENUINE, False)):
        rows = [row for row in np.argsort(distances) if pairs[row][2] == kind]
        chosen = _a_few_of_each([pairs[row] for row in (rows if nearest else rows[::-1])], data)
        if chosen:
            sheet = np.vstack([_row(data, embeddings, comparison, *pair[:2]) for pair in chosen])
            cv2.imwrite(str(folder / f"{name}.png"), sheet)


_Pair = tuple[int, int, int]  # reference, questioned, kind


def _single_pairs(
    data: Dataset, embeddings: NDArray[np.float32], comparison: Comparison
) -> tuple[list[_Pair], NDArray[np.float64]]:
    """Return pairs of one reference within each collection, and their distances (n,)."""
    arrays = data.arrays
    pairs: list[_Pair] = []
    distances = []
    for collection in np.unique(arrays.collections):
        own = np.flatnonzero(arrays.collections == collection)
        made = make_pairs(arrays.writers[own], arrays.forged[own], draws=2, randoms=0)
        distances.append(pair_distances(comparison.distances, embeddings[own], made)[:, 0])
        pairs += zip(
            own[made.references[:, 0]].tolist(), own[made.questioned].tolist(), made.kinds.tolist(), strict=True
        )
    return pairs, np.concatenate(distances)


def _a_few_of_each(pairs: list[_Pair], data: Dataset) -> list[_Pair]:
    """Return the first pairs, few of each writer."""
    shown: dict[int, int] = {}
    chosen = []
    for pair in pairs:
        writer = int(data.arrays.writers[pair[0]])
        shown[writer] = shown.get(writer, 0) + 1
        if shown[writer] <= _OF_A_WRITER:
            chosen.append(pair)
    return chosen[:_PAIRS_SHOWN]


def _row(
    data: Dataset, embeddings: NDArray[np.float32], comparison: Comparison, reference: int, questioned: int
) -> NDArray[np.uint8]:
    """Return reference, questioned signature, and where it departs from the reference (BGR)."""
    canvases = data.arrays.canvases
    differences = comparison.differences(embeddings[questioned], embeddings[reference])
    height, width = canvases.shape[1:]
    heat = cv2.resize(differences, (width, height), interpolation=cv2.INTER_LINEAR)[..., np.newaxis]
    plain = [np.repeat(255 - canvases[i][..., np.newaxis], 3, axis=2) for i in (reference, questioned)]
    # Where strokes differ the paper turns orange, under the ink.
    orange = np.asarray([0, 110, 255], np.float32)
    glow = 255.0 - np.clip(heat, 0.0, 1.0) * (255.0 - orange)
    tinted = np.minimum(glow, plain[1]).astype(np.uint8)
    framed = [
        cv2.copyMakeBorder(part, 2, 2, 2, 2, cv2.BORDER_CONSTANT, value=(200, 200, 200))
        for part in (*plain, tinted)
    ]
    return np.asarray(np.hstack(framed), dtype=np.uint8)


def _draw_curves(folder: Path, scored: dict[int, Scored]) -> None:
    """Write roc.png and det.png: full lines for skilled forgeries, dotted ones for random forgeries."""
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure
    from scipy.stats import norm

    for name, normal in (("roc", False), ("det", True)):
        figure = Figure(figsize=(6, 6), layout="constrained")
        FigureCanvasAgg(figure)
        axes = figure.add_subplot()
        for number, (count, comparisons) in enumerate(scored.items()):
            genuine = comparisons.of(GENUINE).scores
            for kind, style, word in ((SKILLED, "-", "skilled"), (RANDOM, ":", "random")):
                forged = comparisons.of(kind).scores
                if not len(genuine) or not len(forged):
                    continue
                _, far, frr = metrics.roc(genuine, forged)
                label = f"{word}, {count} reference{'s' if count > 1 else ''}"
                if normal:
                    low = 0.5 / max(len(genuine), len(forged))
                    far, frr = (norm.ppf(np.clip(rate, low, 1 - low)) for rate in (far, frr))
                    axes.plot(far, frr, style, color=f"C{number}", label=label)
                else:
                    axes.plot(far, 1 - frr, style, color=f"C{number}", label=label)
        axes.set_xlabel("FAR")
        axes.set_ylabel("FRR" if normal else "genuine accepted")
        if normal:
            ticks = [norm.ppf(tick) for tick in _NORMAL_TICKS]
            for axis in (axes.xaxis, axes.yaxis):
                axis.set_ticks(ticks, [f"{100 * tick:g} %" for tick in _NORMAL_TICKS])
            axes.set_xlim(ticks[0], ticks[-1])
            axes.set_ylim(ticks[0], ticks[-1])
        axes.grid(alpha=0.3)
        axes.legend(loc="upper right" if normal else "lower right")
        figure.savefig(folder / f"{name}.png", dpi=110)
