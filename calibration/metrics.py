"""Error rates of a verifier.

Scores are similarities throughout: higher is more alike, and `>=` the threshold accepts. FAR is the share of
forgeries accepted, FRR the share of genuine signatures rejected.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Scores = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class ErrorRate:
    """A rate 0 to 1 with its 95 % interval over writers."""

    value: float
    low: float
    high: float


def rates_at(genuine: Scores, forged: Scores, threshold: float) -> tuple[float, float]:
    """Return (FAR, FRR) at a threshold; NaN where there is nothing to count."""
    far = float(np.mean(forged >= threshold)) if forged.size else float("nan")
    frr = float(np.mean(genuine < threshold)) if genuine.size else float("nan")
    return far, frr


def roc(genuine: Scores, forged: Scores) -> tuple[Scores, Scores, Scores]:
    """Return (thresholds, FAR, FRR), each (n,), at every threshold that changes a decision, rising.

    The last threshold lies above all scores: nothing is accepted there.
    """
    if not genuine.size or not forged.size:
        raise ValueError("a ROC needs genuine and forged scores")
    thresholds = np.unique(np.concatenate([genuine, forged]))
    thresholds = np.append(thresholds, np.nextafter(thresholds[-1], np.inf))
    far = 1.0 - np.searchsorted(np.sort(forged), thresholds, side="left") / forged.size
    frr = np.searchsorted(np.sort(genuine), thresholds, side="left") / genuine.size
    return thresholds, far, frr


def eer(genuine: Scores, forged: Scores) -> tuple[float, float]:
    """Return (equal error rate, its threshold): where FAR and FRR meet, on the ROC's straight segments."""
    thresholds, far, frr = roc(genuine, forged)
    gap = far - frr  # falls from 1 to -1
    after = int(np.argmax(gap <= 0))
    before = max(after - 1, 0)
    if gap[before] == gap[after]:
        return float((far[after] + frr[after]) / 2), float(thresholds[after])
    share = gap[before] / (gap[before] - gap[after])
    rate = far[before] + share * (far[after] - far[before])
    threshold = thresholds[before] + share * (thresholds[after] - thresholds[before])
    # Rounding must not lift it over the score that it still accepts.
    return float(rate), float(min(threshold, thresholds[after]))


def threshold_at_far(forged: Scores, far: float) -> float:
    """Return the lowest threshold at which at most a share `far` of the forgeries is accepted, ties included.

    Just above the best forgery where none may be accepted; the worst forgery's score where all may.
    """
    if not forged.size:
        raise ValueError("a FAR needs forged scores")
    allowed = int(np.floor(far * forged.size + 1e-9))
    highest_first = np.sort(forged)[::-1]
    if allowed >= forged.size:
        return float(highest_first[-1])
    # Everything that ties with the first forgery over the allowance must be rejected with it.
    return float(np.nextafter(highest_first[allowed], np.inf))


def threshold_at_frr(genuine: Scores, frr: float) -> float:
    """Return the highest threshold at which at most a share `frr` of the genuine signatures is rejected.

    Ties included; just above the best of them where all may be rejected.
    """
    if not genuine.size:
        raise ValueError("an FRR needs genuine scores")
    allowed = int(np.floor(frr * genuine.size + 1e-9))
    lowest_first = np.sort(genuine)
    if allowed >= genuine.size:
        return float(np.nextafter(lowest_first[-1], np.inf))
    return float(lowest_first[allowed])


def threshold_at_cost(
    genuine: Scores, forged: Scores, *, false_accept: float, false_reject: float, prior: float
) -> float:
    """Return the threshold of least expected cost a cheque.

    Parameters
    ----------
    false_accept, false_reject
        What an accepted forgery and a rejected genuine signature cost, in one unit.
    prior
        Share of forgeries among the cheques, 0 to 1.
    """
    thresholds, far, frr = roc(genuine, forged)
    cost = prior * false_accept * far + (1.0 - prior) * false_reject * frr
    return float(thresholds[int(np.argmin(cost))])


def auc(genuine: Scores, forged: Scores) -> float:
    """Return the chance that a genuine score lies above a forged one, ties counting half."""
    order = np.sort(forged)
    below = np.searchsorted(order, genuine, side="left")
    not_above = np.searchsorted(order, genuine, side="right")
    return float((below + not_above).mean() / (2 * forged.size))


def per_writer_eer(
    genuine: Scores, genuine_writers: NDArray[np.int64], forged: Scores, forged_writers: NDArray[np.int64]
) -> float:
    """Return the mean over writers of each one's own EER: an oracle chooses a threshold for each.

    No bank can have it, since it takes forgeries of every customer; publications like to quote it. NaN where no
    writer has both kinds.
    """
    rates = [
        eer(genuine[genuine_writers == writer], forged[forged_writers == writer])[0]
        for writer in np.intersect1d(genuine_writers, forged_writers)
    ]
    return float(np.mean(rates)) if rates else float("nan")


def cllr(genuine: Scores, forged: Scores) -> float:
    """Return the cost of log-likelihood ratios (natural logarithm), in bits: 0 is perfect, 1 knows nothing.

    Bruemmer and du Preez, Application-independent evaluation of speaker detection, Computer Speech and Language
    20, 2006, equation 33.
    """
    return float((np.logaddexp(0, -genuine).mean() + np.logaddexp(0, forged).mean()) / (2 * np.log(2)))


def least_cllr(genuine: Scores, forged: Scores) -> float:
    """Return the Cllr of the best monotone calibration of these very scores (isotonic regression)."""
    from sklearn.isotonic import IsotonicRegression

    scores = np.concatenate([genuine, forged])
    labels = np.repeat([1.0, 0.0], [len(genuine), len(forged)])
    # Both kinds weigh alike, whatever their numbers.
    weights = np.repeat([1.0 / len(genuine), 1.0 / len(forged)], [len(genuine), len(forged)])
    chance = IsotonicRegression(y_min=0.0, y_max=1.0).fit_transform(scores, labels, sample_weight=weights)
    with np.errstate(divide="ignore"):
        ratios = np.log(chance) - np.log1p(-chance)
    return cllr(ratios[: len(genuine)], ratios[len(genuine) :])


@dataclass(frozen=True, slots=True)
class Reliability:
    """A reliability diagram: in each bin of the stated chance that a signature is genuine, how many were.

    Attributes
    ----------
    stated
        float (n,): mean of the stated chances, 0 to 1, genuine and forged weighing alike.
    observed
        float (n,): share of genuine ones among them, in the same weights.
    counts
        int (n,): comparisons in the bin; bins without any are left out.
    """

    stated: Scores
    observed: Scores
    counts: NDArray[np.int64]


def reliability(genuine: Scores, forged: Scores, bins: int = 10) -> Reliability:
    """Return the reliability diagram of log-likelihood ratios (natural logarithm) in equal bins of chance."""
    ratios = np.concatenate([genuine, forged])
    is_genuine = np.repeat([1.0, 0.0], [len(genuine), len(forged)])
    weights = np.repeat([1.0 / len(genuine), 1.0 / len(forged)], [len(genuine), len(forged)])
    chance = 1.0 / (1.0 + np.exp(-np.clip(ratios, -700, 700)))
    which = np.minimum((chance * bins).astype(np.int64), bins - 1)
    counts = np.bincount(which, minlength=bins)
    weight = np.bincount(which, weights, bins)
    some = counts > 0
    return Reliability(
        np.bincount(which, weights * chance, bins)[some] / weight[some],
        np.bincount(which, weights * is_genuine, bins)[some] / weight[some],
        counts[some],
    )
