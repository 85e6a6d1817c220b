from __future__ import annotations

import math
from dataclasses import fields, replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from calibration.fitting import fit, fit_curve
from calibration.intervals import rule_of_three
from calibration.mapping import MappingKind
from calibration.operating import Policy, Target, UnsupportedTarget
from calibration.pairs import GENUINE, RANDOM, SKILLED, Scored
from calibration.profile import Curve
from calibration.sufficiency import shortages
from tests.calibration.samples import fitted, normals, scored, share_accepted


@pytest.fixture(scope="module")
def curve() -> Curve:
    return fitted(normals())


def test_without_a_target_forgeries_and_genuine_signatures_are_misjudged_alike() -> None:
    pairs = normals()
    curve = fitted(pairs)
    far = share_accepted(curve, pairs, SKILLED)
    frr = 1 - share_accepted(curve, pairs, GENUINE)
    assert abs(far - frr) <= 1 / 400
    assert min(far, frr) - 1e-9 <= curve.evidence.eer.value <= max(far, frr) + 1e-9


def test_the_evidence_is_what_the_threshold_does_to_the_pairs_it_was_chosen_on() -> None:
    pairs = normals()
    evidence = fitted(pairs, Target("far", 0.01)).evidence
    curve = fitted(pairs, Target("far", 0.01))
    assert evidence.far.value == pytest.approx(share_accepted(curve, pairs, SKILLED))
    assert evidence.far_random.value == pytest.approx(share_accepted(curve, pairs, RANDOM))
    assert evidence.frr.value == pytest.approx(1 - share_accepted(curve, pairs, GENUINE))
    assert (evidence.writers, evidence.genuine, evidence.skilled, evidence.random) == (10, 400, 600, 500)
    assert evidence.target == Target("far", 0.01)
    for rate in (evidence.far, evidence.far_random, evidence.frr, evidence.eer):
        assert rate.low <= rate.value <= rate.high


@pytest.mark.parametrize("target", [0.01, 0.02, 0.1, 0.5])
def test_no_more_forgeries_than_the_far_target_allows_are_accepted(target: float) -> None:
    pairs = normals()
    far = share_accepted(fitted(pairs, Target("far", target)), pairs, SKILLED)
    assert target - 1 / 600 < far <= target


@settings(max_examples=8, deadline=None)
@given(st.integers(0, 1000), st.integers(1, 40), st.floats(0.05, 0.7))
def test_a_far_target_holds_where_forgeries_lie_a_last_digit_apart(seed: int, crowd: int, near: float) -> None:
    # Distances one last digit apart share a similarity; they must be rejected or accepted together.
    rng = np.random.default_rng(seed)
    apart = near + np.arange(crowd) * np.spacing(near)
    pairs = scored(rng.normal(0.5, 0.1, 100), np.concatenate([apart, rng.normal(0.8, 0.1, 300)]))
    assert share_accepted(fitted(pairs, Target("far", 0.02)), pairs, SKILLED) <= 0.02


def test_a_far_target_that_the_sample_cannot_support_says_how_many_it_takes() -> None:
    with pytest.raises(UnsupportedTarget, match=r"299 skilled forgeries .* 0\.01.* takes 300") as refused:
        fitted(normals(skilled=299), Target("far", 0.01))
    assert (refused.value.rate, refused.value.have, refused.value.need) == (0.01, 299, 300)
    assert fitted(normals(skilled=300), Target("far", 0.01)).evidence.far.value <= 0.01


def test_a_target_of_cost_costs_no_more_than_any_other_threshold() -> None:
    pairs = normals()
    chosen = fitted(pairs, Target("cost", 30.0, prior=0.1))

    def cost(curve: Curve) -> float:
        far, frr = share_accepted(curve, pairs, SKILLED), 1 - share_accepted(curve, pairs, GENUINE)
        return 0.1 * 30.0 * far + 0.9 * frr

    others = [replace(chosen, threshold=threshold) for threshold in np.linspace(0, 1, 101).tolist()]
    assert cost(chosen) <= min(map(cost, others)) + 1e-12
    assert chosen.threshold > fitted(pairs, Target("cost", 1.0, prior=0.1)).threshold


def test_an_unknown_target_is_refused() -> None:
    with pytest.raises(ValueError, match="unknown target frr"):
        Target("frr", 0.1)


def test_the_curve_gives_the_likelihood_ratio_of_two_normal_distributions() -> None:
    rng = np.random.default_rng(8)
    # Four genuine pairs to one forgery: the ratio must not take the sample's proportions for the bank's.
    curve = fitted(scored(rng.normal(0.5, 0.1, 20000), rng.normal(0.8, 0.1, 5000)))
    for distance in (0.55, 0.6, 0.65, 0.7, 0.75):
        exact = ((distance - 0.8) ** 2 - (distance - 0.5) ** 2) / (2 * 0.1**2) / math.log(10)
        assert curve.log10_lr(distance) == pytest.approx(exact, abs=0.06)
        similarity = curve.similarity(distance)
        assert math.log10(similarity / (1 - similarity)) == pytest.approx(curve.log10_lr(distance))


def test_random_forgeries_do_not_move_the_curve() -> None:
    pairs = normals()
    without = replace(pairs, **{f.name: getattr(pairs, f.name)[pairs.kinds != RANDOM] for f in fields(pairs)})
    assert (fitted(pairs).slope, fitted(pairs).offset) == (fitted(without).slope, fitted(without).offset)


def test_a_likelihood_ratio_claims_no_more_than_the_sample_supports(curve: Curve) -> None:
    assert curve.log10_lr(-50.0) == curve.most_lr <= math.log10(601)
    assert curve.log10_lr(50.0) == curve.least_lr >= -math.log10(401)
    assert curve.least_lr < -1
    assert curve.most_lr > 1


def test_distances_that_do_not_tell_forgeries_apart_are_refused() -> None:
    rng = np.random.default_rng(9)
    with pytest.raises(ValueError, match="do not tell"):
        fitted(scored(rng.normal(0.8, 0.1, 300), rng.normal(0.5, 0.1, 300)))


def test_a_calibration_without_forgeries_is_refused() -> None:
    with pytest.raises(ValueError, match="skilled forgeries"):
        fitted(scored(np.linspace(0.1, 0.5, 20), np.zeros(0), np.linspace(0.8, 1, 20)))


def test_a_calibration_on_one_writer_is_refused() -> None:
    pairs = normals()
    with pytest.raises(ValueError, match="two writers"):
        fitted(replace(pairs, writers=np.zeros_like(pairs.writers)))


def test_a_target_that_no_similarity_can_meet_is_refused() -> None:
    # A forgery so near that its similarity is 1.0 to the last digit, and a price that must not let it pass.
    rng = np.random.default_rng(10)
    forgeries = np.append(rng.normal(0.6, 0.03, 5000), 0.0)
    pairs = scored(rng.normal(0.5, 0.03, 5000), forgeries)
    assert fitted(pairs).similarity(0.0) == 1.0
    with pytest.raises(ValueError, match="no similarity is high enough"):
        fitted(pairs, Target("cost", 1e9, prior=0.5))


def test_a_calibration_on_nothing_is_refused() -> None:
    with pytest.raises(ValueError, match="comparisons"):
        fit({}, name="test", bundle="net-1", fusion="mean", policy=Policy(), data="d1")


def test_the_sample_that_a_far_target_takes_follows_the_rule_of_three() -> None:
    assert UnsupportedTarget(0.05, 10).need == rule_of_three(0.05) == 60


def by_writer(writers: int, each: int, seed: int = 11) -> Scored:
    """Return distances of writers who differ in how far their signatures lie from each other."""
    rng = np.random.default_rng(seed)
    parts = []
    for writer in range(writers):
        shift = rng.normal(0, 0.06)
        near, far = rng.normal(0.5 + shift, 0.08, each), rng.normal(0.8 + shift, 0.08, each)
        kinds = np.repeat([GENUINE, SKILLED], each)
        parts.append(Scored(np.concatenate([near, far]), kinds, np.full(2 * each, writer)))
    return Scored(*(np.concatenate([getattr(p, f.name) for p in parts]) for f in fields(Scored)))


def test_writers_whom_the_threshold_was_not_chosen_on_are_judged_by_what_the_others_gave() -> None:
    pairs = by_writer(5, 40)
    held_out = fit_curve(1, pairs, Policy(Target("far", 0.1))).evidence.held_out
    assert held_out is not None
    assert held_out.folds == 5
    # The same by hand, one writer left out at a time: with five writers each fold is one of them.
    wrong = 0
    for writer in range(5):
        rest = fit_curve(1, pairs.subset(pairs.writers != writer), Policy(Target("far", 0.1)))
        own = pairs.subset((pairs.writers == writer) & (pairs.kinds == SKILLED)).distances.tolist()
        wrong += sum(rest.accepts(rest.similarity(distance)) for distance in own)
    assert held_out.far.value == pytest.approx(wrong / 200)
    assert held_out.far.low <= held_out.far.value <= held_out.far.high
    assert math.isnan(held_out.far_random.value)


def test_the_interval_of_held_out_writers_holds_what_new_writers_bring() -> None:
    hits = 0
    for seed in range(8):
        curve = fit_curve(1, by_writer(40, 20, seed), Policy(Target("far", 0.05)))
        assert curve.evidence.held_out is not None
        stated = curve.evidence.held_out.far
        far = share_accepted(curve, by_writer(400, 20, 1000 + seed), SKILLED)
        hits += stated.low <= far <= stated.high
    assert hits >= 7


def test_no_error_on_writers_not_seen_is_at_most_three_in_n() -> None:
    pairs = scored(np.linspace(0.1, 0.3, 100), np.linspace(0.7, 0.9, 100), np.linspace(1.1, 1.3, 150))
    held_out = fit_curve(1, pairs, Policy()).evidence.held_out
    assert held_out is not None
    assert (held_out.far_random.value, held_out.far_random.low) == (0.0, 0.0)
    assert held_out.far_random.high == pytest.approx(3 / 150)


def test_two_writers_cannot_be_parted() -> None:
    assert fit_curve(1, by_writer(2, 40), Policy()).evidence.held_out is None


def test_all_mappings_are_compared_on_writers_whom_they_were_not_fitted_to() -> None:
    scores = fit_curve(1, by_writer(20, 30), Policy()).evidence.mappings
    assert [score.kind for score in scores] == list(MappingKind)
    assert all(0 < score.cllr < 1 for score in scores)
    assert len({score.cllr for score in scores}) == 3


def test_between_two_thresholds_as_few_as_possible_are_referred() -> None:
    pairs = normals()
    policy = Policy(Target("far", 0.01), flag_frr=0.02)
    curve = fit_curve(1, pairs, policy)
    assert curve.flag_below is not None
    assert curve.evidence.referred is not None
    genuine, skilled = (pairs.distances[pairs.kinds == kind].tolist() for kind in (GENUINE, SKILLED))

    def shares(accept: float, flag: float) -> tuple[float, float, float]:
        own, other = ([curve.similarity(distance) for distance in part] for part in (genuine, skilled))
        passed = sum(one >= accept for one in other) / len(other)
        flagged = sum(one < flag for one in own) / len(own)
        return passed, flagged, sum(flag <= one < accept for one in own) / len(own)

    passed, flagged, referred = shares(curve.threshold, curve.flag_below)
    assert passed <= 0.01
    assert flagged <= 0.02
    assert referred == pytest.approx(curve.evidence.referred.value)
    grid = np.linspace(0, 1, 41).tolist()
    others = [shares(accept, flag) for accept in grid for flag in grid if flag <= accept]
    allowed = [other[2] for other in others if other[0] <= 0.01 and other[1] <= 0.02]
    assert allowed
    assert referred <= min(allowed) + 1e-12


def test_nothing_is_referred_where_one_threshold_does_it() -> None:
    curve = fit_curve(1, normals(), Policy(Target("far", 0.3), flag_frr=0.3))
    assert curve.flag_below is None
    assert curve.evidence.referred is None


def test_a_share_of_genuine_signatures_that_the_sample_cannot_support_is_refused() -> None:
    with pytest.raises(UnsupportedTarget, match=r"99 genuine signatures .* FRR of 0\.03.* takes 100"):
        fit_curve(1, normals(genuine=99), Policy(Target("far", 0.05), flag_frr=0.03))


def test_random_forgeries_have_a_target_of_their_own() -> None:
    pairs = scored(np.linspace(0.1, 0.6, 100), np.linspace(0.5, 0.9, 100), np.linspace(0.3, 1.2, 300))
    curve = fitted(pairs, Target("far_random", 0.02))
    assert 0.02 - 1 / 300 < share_accepted(curve, pairs, RANDOM) <= 0.02
    assert curve.threshold < fitted(pairs, Target("far_random", 0.01)).threshold
    with pytest.raises(UnsupportedTarget, match=r"300 random forgeries .* 600"):
        fitted(pairs, Target("far_random", 0.005))
    none = pairs.subset(pairs.kinds != RANDOM)
    with pytest.raises(UnsupportedTarget, match="0 random forgeries"):
        fitted(none, Target("far_random", 0.02))


def test_a_similarity_chosen_by_hand_is_the_threshold() -> None:
    assert fitted(normals(), Target("similarity", 0.625)).threshold == 0.625


@pytest.mark.parametrize(
    ("kind", "value", "prior"),
    [("far", 0.0, 0.01), ("far", 1.0, 0.01), ("cost", -1.0, 0.01), ("cost", 5.0, 0.0), ("similarity", 1.5, 0.01)],
)
def test_a_target_out_of_its_range_is_refused(kind: str, value: float, prior: float) -> None:
    with pytest.raises(ValueError, match=r"cannot be|lies between"):
        Target(kind, value, prior)


def test_bands_that_do_not_rise_are_refused() -> None:
    with pytest.raises(ValueError, match="rise"):
        Policy(bands=((100, Target()), (100, Target("far", 0.1))))


def test_what_there_is_too_little_of_is_told_with_the_number_needed() -> None:
    policy = Policy(Target("far", 0.1), flag_frr=0.1, bands=((100, Target("far", 0.05)),))
    told = [str(one) for one in shortages(normals(genuine=200, skilled=400), policy)]
    assert told == [
        "10 writers are few: with fewer than 20 the intervals are too narrow",
        "400 skilled forgeries are few: it takes 600 to know such a rate to within a third",
        "200 genuine signatures are few: it takes 300 to know such a rate to within a third",
    ]
    assert shortages(by_writer(20, 15), Policy(Target("far", 0.1))) == ()
