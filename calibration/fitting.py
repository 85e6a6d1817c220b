"""Scored comparisons in, a calibration profile out: S-curves, mappings, thresholds, and what they are worth."""

from __future__ import annotations

import warnings
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from calibration import mapping as mappings
from calibration.intervals import WriterScores, drawn_times, eer_interval, share_interval
from calibration.mapping import MappingKind
from calibration.metrics import ErrorRate, cllr, least_cllr
from calibration.operating import Limits, Policy, Target, choose
from calibration.pairs import GENUINE, RANDOM, SKILLED, Scored
from calibration.profile import Band, Curve, Evidence, HeldOut, MappingScore, Profile, on_curve

_FOLDS = 5
_RESAMPLINGS = 200
_SEED = 21
_DECILES = np.arange(1, 10) / 10


@dataclass(frozen=True, slots=True)
class _OnCurve:
    """Comparisons of each kind, their scores being similarities on one S-curve."""

    genuine: WriterScores
    skilled: WriterScores
    random: WriterScores


def fit(
    scored: Mapping[int, Scored],
    *,
    name: str,
    bundle: str,
    fusion: str,
    policy: Policy,
    data: str,
    kind: MappingKind = MappingKind.LOGISTIC,
    canvas: str | None = None,
    author: str | None = None,
    reason: str | None = None,
    notes: Sequence[str] = (),
) -> Profile:
    """Fit one curve for each number of references that comparisons are given for; the rest as `Profile` has it.

    Raises
    ------
    ValueError, UnsupportedTarget
        As `fit_curve` does.
    """
    if not scored:
        raise ValueError("a calibration needs comparisons")
    curves = tuple(fit_curve(count, scored[count], policy, kind) for count in sorted(scored))
    return Profile(
        name,
        bundle,
        fusion,
        curves,
        data,
        canvas=canvas,
        author=author,
        reason=reason,
        notes=tuple(notes),
    )


def fit_curve(references: int, scored: Scored, policy: Policy, kind: MappingKind = MappingKind.LOGISTIC) -> Curve:
    """Fit the S-curve and the mapping, and choose the thresholds, for one number of references.

    Raises
    ------
    ValueError
        When there are no genuine or no skilled pairs, fewer than two writers, distances that do not fall apart, or
        no similarity high enough for the target.
    UnsupportedTarget
        When there are too few comparisons to show that a target is met.
    """
    curve = _mapped(_s_curve(references, scored), scored, kind)
    on = _judged(scored, curve)
    parts = list(_parts(scored))
    tried = MappingKind if parts else ()
    scores = tuple(MappingScore(one, cllr(*_ratios_on_others(parts, one))) for one in tried)

    def evidence(target: Target, limits: Limits) -> Evidence:
        return _evidence(
            scored, curve, on, target, limits, _held_out(scored, on, parts, kind, target, policy.flag_frr), scores
        )

    limits = choose(on.genuine, on.skilled, on.random, policy.target, policy.flag_frr)
    bands = []
    for above, target in policy.bands:
        own = choose(on.genuine, on.skilled, on.random, target, policy.flag_frr)
        bands.append(Band(above, own, evidence(target, own)))
    return replace(
        curve,
        threshold=limits.accept,
        flag_below=limits.flag_below,
        evidence=evidence(policy.target, limits),
        bands=tuple(bands),
        expected=tuple(np.quantile(on.genuine.scores, _DECILES).tolist()),
    )


def _s_curve(references: int, scored: Scored) -> Curve:
    """Fit the S-curve alone; the thresholds are left at 0.5, the ratios are those of the logistic mapping."""
    from sklearn.linear_model import LogisticRegression

    if not len(scored.of(GENUINE)) or not len(scored.of(SKILLED)):
        raise ValueError("a calibration needs genuine pairs and skilled forgeries")
    if len(np.unique(scored.writers)) < 2:
        raise ValueError("a calibration needs at least two writers")
    # The curve answers the hard question, genuine or skilled forgery; random forgeries lie farther out on it.
    learn = scored.kinds != RANDOM
    labels = scored.kinds[learn] == GENUINE
    curve = LogisticRegression(C=1e6, class_weight="balanced").fit(scored.distances[learn, np.newaxis], labels)
    slope, offset = -float(curve.coef_[0, 0]), float(curve.intercept_[0])
    if slope <= 0:
        raise ValueError("the distances do not tell genuine signatures from forgeries")
    nothing = ErrorRate(float("nan"), float("nan"), float("nan"))
    none = Evidence(nothing, nothing, nothing, nothing, 0, 0, 0, 0, Target("similarity", 0.5))
    return Curve(references, slope, offset, 0.5, least_lr=0.0, most_lr=0.0, evidence=none)


def _mapped(curve: Curve, scored: Scored, kind: MappingKind) -> Curve:
    """Fit a mapping on an S-curve, and bound its ratios to what the comparisons support."""
    own, other = (curve.slope * scored.of(one).scores + curve.offset for one in (GENUINE, SKILLED))
    mapping = mappings.fit(kind, own, other)
    least, most = mappings.supported_bounds(mapping.apply(own), mapping.apply(other))
    plain = kind is MappingKind.LOGISTIC
    return replace(curve, mapping=None if plain else mapping, least_lr=least, most_lr=most)


def _judged(scored: Scored, curve: Curve) -> _OnCurve:
    # From here on everything is a similarity, as cheques get it: two distances that differ in their last digit may
    # share one similarity, and a threshold between them would not keep what it promises.
    return _OnCurve(*(on_curve(scored.of(kind), curve.slope, curve.offset) for kind in (GENUINE, SKILLED, RANDOM)))


def _evidence(
    scored: Scored,
    curve: Curve,
    on: _OnCurve,
    target: Target,
    limits: Limits,
    held_out: HeldOut | None,
    scores: tuple[MappingScore, ...],
) -> Evidence:
    own, other = (curve.log_ratios(-scored.of(kind).scores) for kind in (GENUINE, SKILLED))
    return Evidence(
        far=share_interval(on.skilled.scores >= limits.accept, on.skilled.writers),
        far_random=share_interval(on.random.scores >= limits.accept, on.random.writers),
        frr=share_interval(on.genuine.scores < limits.accept, on.genuine.writers),
        eer=eer_interval(on.genuine, on.skilled),
        writers=len(np.unique(scored.writers)),
        genuine=len(on.genuine),
        skilled=len(on.skilled),
        random=len(on.random),
        target=target,
        referred=None
        if limits.flag_below is None
        else share_interval(_between(on.genuine.scores, limits), on.genuine.writers),
        cllr=cllr(own, other),
        least_cllr=least_cllr(own, other),
        held_out=held_out,
        mappings=scores,
    )


def _between(scores: NDArray[np.float64], limits: Limits) -> NDArray[np.bool_]:
    """Tell which are referred."""
    if limits.flag_below is None:
        return np.zeros(len(scores), dtype=bool)
    return (scores < limits.accept) & (scores >= limits.flag_below)


@dataclass(frozen=True, slots=True)
class _Part:
    """A fold of writers, and the S-curve that the others gave."""

    curve: Curve
    others: Scored
    unseen: Scored


def _folds(writers: NDArray[np.int64]) -> Iterator[NDArray[np.bool_]]:
    """Yield which comparisons are of each fold's writers; nothing where there are too few writers to part."""
    names = np.unique(writers)
    if len(names) < 3:
        return
    fold_of = np.random.default_rng(_SEED).permutation(len(names)) % min(_FOLDS, len(names))
    for fold in np.unique(fold_of):
        yield np.isin(writers, names[fold_of == fold])


def _parts(scored: Scored) -> Iterator[_Part]:
    """Yield the folds for which the other writers give a curve at all."""
    for unseen in _folds(scored.writers):
        others = scored.subset(~unseen)
        try:
            curve = _s_curve(1, others)
        except ValueError:  # one kind is missing, or nothing tells them apart
            continue
        yield _Part(curve, others, scored.subset(unseen))


def _ratios_on_others(
    parts: Sequence[_Part], kind: MappingKind
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return what a mapping makes of genuine signatures and forgeries of writers whom it was not fitted to."""
    curves = [_mapped(part.curve, part.others, kind) for part in parts]
    genuine, skilled = (
        np.concatenate(
            [curve.log_ratios(-part.unseen.of(one).scores) for curve, part in zip(curves, parts, strict=True)]
        )
        for one in (GENUINE, SKILLED)
    )
    return genuine, skilled


def _held_out(
    scored: Scored, on: _OnCurve, parts: Sequence[_Part], kind: MappingKind, target: Target, flag_frr: float | None
) -> HeldOut | None:
    """Count what thresholds do to writers whom they were not chosen on."""
    if not parts:
        return None
    judged = []
    for part in parts:
        limits = _limits(_judged(part.others, part.curve), target, flag_frr)
        judged.append(_decided(_judged(part.unseen, part.curve), limits))
    columns = [np.concatenate(column) for column in zip(*judged, strict=True)]
    spreads = _resampled(on, np.unique(scored.writers), target, flag_frr)
    far, far_random, frr, referred = map(_with_spread, columns, spreads)
    ratios = _ratios_on_others(parts, kind)
    return HeldOut(len(parts), far, far_random, frr, referred, cllr(*ratios), least_cllr(*ratios))


def _with_spread(wrong: NDArray[np.bool_], spread: tuple[float, float]) -> ErrorRate:
    """Return a rate with an interval that holds it; none among n is at most 3 / n, as in `share_interval`."""
    if not len(wrong):
        return ErrorRate(float("nan"), float("nan"), float("nan"))
    value, room = float(wrong.mean()), min(1.0, 3.0 / len(wrong))
    low, high = min(value, spread[0]), max(value, spread[1])
    return ErrorRate(
        value, min(low, 1.0 - room) if value == 1.0 else low, max(high, room) if value == 0.0 else high
    )


def _resampled(
    on: _OnCurve, writers: NDArray[np.int64], target: Target, flag_frr: float | None
) -> list[tuple[float, float]]:
    """Choose thresholds on resampled writers; return the 95 % intervals of what they do to those not drawn."""
    kinds = (on.genuine, on.skilled, on.random)
    numbers = [np.searchsorted(writers, scores.writers) for scores in kinds]
    rates = []
    for times in drawn_times(len(writers), _RESAMPLINGS).astype(np.int64):
        drawn, rest = [], []
        for scores, number in zip(kinds, numbers, strict=True):
            often = times[number]
            drawn.append(WriterScores(np.repeat(scores.scores, often), np.repeat(scores.writers, often)))
            rest.append(WriterScores(scores.scores[often == 0], scores.writers[often == 0]))
        if not len(drawn[0]) or not len(drawn[1]):
            continue
        decided = _decided(_OnCurve(*rest), _limits(_OnCurve(*drawn), target, flag_frr))
        rates.append([one.mean() if len(one) else np.nan for one in decided])
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", RuntimeWarning)  # a column may have no number at all
        return [tuple(pair) for pair in np.nanpercentile(rates, [2.5, 97.5], axis=0).T.tolist()]


def _limits(on: _OnCurve, target: Target, flag_frr: float | None) -> Limits:
    try:
        return choose(on.genuine, on.skilled, on.random, target, flag_frr, checked=False)
    except ValueError:  # no similarity meets the target: nothing is accepted
        return Limits(np.nextafter(1.0, 2.0))


def _decided(on: _OnCurve, limits: Limits) -> tuple[NDArray[np.bool_], ...]:
    """Return which are decided wrongly: skilled and random accepted, genuine not accepted, genuine referred."""
    return (
        on.skilled.scores >= limits.accept,
        on.random.scores >= limits.accept,
        on.genuine.scores < limits.accept,
        _between(on.genuine.scores, limits),
    )
