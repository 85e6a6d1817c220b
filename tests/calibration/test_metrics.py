from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sklearn.metrics import roc_auc_score, roc_curve

from calibration.metrics import (
    Scores,
    auc,
    cllr,
    eer,
    least_cllr,
    per_writer_eer,
    rates_at,
    roc,
    threshold_at_cost,
    threshold_at_far,
)

# Eleven levels only: ties within and between the kinds in nearly every example.
tied_scores = st.lists(st.integers(-5, 5), min_size=1, max_size=30).map(lambda x: np.array(x, np.float64) / 4)
any_scores = st.lists(st.floats(-100, 100), min_size=1, max_size=30).map(lambda x: np.array(x, np.float64))
scores = st.one_of(tied_scores, any_scores)


def every_threshold(genuine: Scores, forged: Scores) -> list[float]:
    """Return a threshold for every way to decide: at each score, and above all of them."""
    each = sorted({*genuine.tolist(), *forged.tolist()})
    return [*each, math.nextafter(each[-1], math.inf)]


def counted(genuine: Scores, forged: Scores, threshold: float) -> tuple[float, float]:
    """Return (FAR, FRR) by counting one by one."""
    accepted = sum(1 for score in forged.tolist() if score >= threshold)
    rejected = sum(1 for score in genuine.tolist() if score < threshold)
    return accepted / len(forged), rejected / len(genuine)


def test_a_score_equal_to_the_threshold_is_accepted() -> None:
    assert rates_at(np.array([0.5]), np.array([0.5]), 0.5) == (1.0, 0.0)
    assert rates_at(np.array([0.5]), np.array([0.5]), math.nextafter(0.5, 1)) == (0.0, 1.0)


def test_rates_of_nothing_are_not_zero() -> None:
    far, frr = rates_at(np.array([]), np.array([]), 0.5)
    assert math.isnan(far)
    assert math.isnan(frr)


@given(scores, scores)
def test_the_roc_holds_the_counted_rates_at_every_threshold(genuine: Scores, forged: Scores) -> None:
    thresholds, far, frr = roc(genuine, forged)
    assert thresholds.tolist() == every_threshold(genuine, forged)
    for row in zip(thresholds, far, frr, strict=True):
        assert row[1:] == pytest.approx(counted(genuine, forged, row[0]))


def test_a_roc_without_forgeries_is_refused() -> None:
    with pytest.raises(ValueError, match="genuine and forged"):
        roc(np.array([0.5]), np.array([]))


@given(scores, scores)
def test_the_equal_error_rate_lies_between_the_decisions_on_both_sides_of_it(
    genuine: Scores, forged: Scores
) -> None:
    rate, threshold = eer(genuine, forged)
    both = [counted(genuine, forged, at) for at in every_threshold(genuine, forged)]
    assert 0 <= rate <= 1
    assert max(map(min, both)) - 1e-12 <= rate <= min(map(max, both)) + 1e-12
    assert (
        min(genuine.min(), forged.min()) <= threshold <= math.nextafter(max(genuine.max(), forged.max()), math.inf)
    )


@given(scores, scores)
def test_the_equal_error_rate_is_where_the_roc_of_scikit_learn_meets_the_diagonal(
    genuine: Scores, forged: Scores
) -> None:
    labels = np.r_[np.ones(len(genuine)), np.zeros(len(forged))]
    far, accepted, _ = roc_curve(labels, np.r_[genuine, forged], drop_intermediate=False)
    assert eer(genuine, forged)[0] == pytest.approx(np.interp(0.0, far - (1 - accepted), far), abs=1e-9)


@given(scores, scores)
def test_the_equal_error_rate_is_the_same_with_the_roles_swapped(genuine: Scores, forged: Scores) -> None:
    assert eer(-forged, -genuine)[0] == pytest.approx(eer(genuine, forged)[0], abs=1e-12)


@given(tied_scores, tied_scores)
def test_the_equal_error_rate_depends_on_the_order_of_scores_alone(genuine: Scores, forged: Scores) -> None:
    assert eer(np.exp(genuine), np.exp(forged))[0] == pytest.approx(eer(genuine, forged)[0], abs=1e-12)


def test_separated_scores_make_no_errors_and_the_threshold_parts_them() -> None:
    genuine, forged = np.array([0.7, 0.8, 0.9]), np.array([0.1, 0.6])
    rate, threshold = eer(genuine, forged)
    assert rate == 0
    assert 0.6 < threshold <= 0.7


@given(any_scores, st.floats(1e-9, 10), any_scores)
def test_at_the_threshold_of_separated_scores_no_decision_is_wrong(
    genuine: Scores, gap: float, forged: Scores
) -> None:
    forged = forged - forged.max() + genuine.min() - gap
    rate, threshold = eer(genuine, forged)
    assert rate == 0
    assert counted(genuine, forged, threshold) == (0, 0)


def test_scores_on_the_wrong_side_are_wrong_throughout() -> None:
    assert eer(np.array([0.1, 0.2]), np.array([0.8, 0.9]))[0] == 1


def test_identical_distributions_give_an_equal_error_rate_of_a_half() -> None:
    rng = np.random.default_rng(1)
    assert eer(rng.normal(size=4000), rng.normal(size=4000))[0] == pytest.approx(0.5, abs=0.03)
    assert eer(np.array([0.3]), np.array([0.3]))[0] == 0.5


@given(scores, st.floats(0, 1, exclude_max=True))
def test_a_far_target_is_met_by_the_lowest_threshold_that_meets_it(forged: Scores, far: float) -> None:
    threshold = threshold_at_far(forged, far)
    below = math.nextafter(threshold, -math.inf)
    assert np.mean(forged >= threshold) <= far + 1e-9
    assert np.mean(forged >= below) > far


def test_forgeries_that_tie_over_the_allowance_are_all_rejected() -> None:
    forged = np.array([0.9, 0.8, 0.8, 0.8, 0.1, 0.1, 0.1, 0.1, 0.1, 0.1])
    threshold = threshold_at_far(forged, 0.2)
    assert np.count_nonzero(forged >= threshold) == 1
    assert threshold == math.nextafter(0.8, 1)


def test_a_far_target_of_exactly_one_forgery_allows_that_one() -> None:
    # 0.1 x 30 and 0.29 x 100 fall a hair short of 3 and 29 in floating point.
    assert np.count_nonzero(np.arange(30.0) >= threshold_at_far(np.arange(30.0), 0.1)) == 3
    assert np.count_nonzero(np.arange(100.0) >= threshold_at_far(np.arange(100.0), 0.29)) == 29


def test_a_far_target_of_zero_rejects_the_best_forgery() -> None:
    assert threshold_at_far(np.array([0.2, 0.6]), 0.0) > 0.6


def test_a_far_target_of_one_accepts_every_forgery() -> None:
    assert threshold_at_far(np.array([0.2, 0.6]), 1.0) == 0.2


def test_a_far_target_without_forgeries_is_refused() -> None:
    with pytest.raises(ValueError, match="forged"):
        threshold_at_far(np.array([]), 0.01)


@given(scores, scores, st.floats(0, 1000), st.floats(0, 1000), st.floats(0, 1))
def test_no_threshold_costs_less_than_the_one_of_least_cost(
    genuine: Scores, forged: Scores, false_accept: float, false_reject: float, prior: float
) -> None:
    def cost(threshold: float) -> float:
        far, frr = counted(genuine, forged, threshold)
        return prior * false_accept * far + (1 - prior) * false_reject * frr

    chosen = threshold_at_cost(genuine, forged, false_accept=false_accept, false_reject=false_reject, prior=prior)
    assert cost(chosen) == pytest.approx(min(map(cost, every_threshold(genuine, forged))), abs=1e-9)


def test_dear_forgeries_raise_the_threshold() -> None:
    rng = np.random.default_rng(2)
    genuine, forged = rng.normal(1, 1, 500), rng.normal(-1, 1, 500)
    cheap, dear = (
        threshold_at_cost(genuine, forged, false_accept=price, false_reject=1, prior=0.5) for price in (1, 50)
    )
    assert dear > cheap


@given(scores, scores)
def test_the_area_under_the_curve_is_that_of_scikit_learn(genuine: Scores, forged: Scores) -> None:
    labels = np.r_[np.ones(len(genuine)), np.zeros(len(forged))]
    assert auc(genuine, forged) == pytest.approx(roc_auc_score(labels, np.r_[genuine, forged]), abs=1e-9)


def test_cllr_is_nought_for_certain_truth_one_for_no_knowledge_and_more_for_certain_error() -> None:
    assert cllr(np.array([50.0, 60.0]), np.array([-50.0])) == pytest.approx(0, abs=1e-9)
    assert cllr(np.zeros(3), np.zeros(5)) == pytest.approx(1)
    assert cllr(np.array([-5.0]), np.array([5.0])) > 5


def test_cllr_is_the_sum_of_its_definition() -> None:
    genuine, forged = [0.3, -1.2, 2.0], [-0.7, 0.4]
    missed = sum(math.log2(1 + math.exp(-ratio)) for ratio in genuine) / 3
    passed = sum(math.log2(1 + math.exp(ratio)) for ratio in forged) / 2
    assert cllr(np.array(genuine), np.array(forged)) == pytest.approx((missed + passed) / 2)


def test_least_cllr_depends_on_the_order_alone_and_is_never_more_than_cllr() -> None:
    rng = np.random.default_rng(3)
    # Likelihood ratios of two normal distributions one apart, which are as calibrated as can be.
    genuine, forged = rng.normal(0.5, 1, 4000), rng.normal(-0.5, 1, 3000)
    assert least_cllr(genuine, forged) == pytest.approx(cllr(genuine, forged), abs=0.01)
    assert least_cllr(genuine, forged) <= cllr(genuine, forged)
    assert least_cllr(genuine**3 * 7 + 2, forged**3 * 7 + 2) == pytest.approx(least_cllr(genuine, forged))


def test_least_cllr_of_scores_that_fall_apart_is_nought() -> None:
    assert least_cllr(np.array([1.0, 2.0]), np.array([-1.0, 0.5])) == pytest.approx(0, abs=1e-9)


def test_an_oracle_finds_each_writer_a_threshold_where_none_serves_both() -> None:
    genuine, forged = np.array([1.0, 2.0, 11.0, 12.0]), np.array([0.0, 0.5, 10.0, 10.5])
    writers = np.array([1, 1, 2, 2])
    assert eer(genuine, forged)[0] == pytest.approx(0.5)
    assert per_writer_eer(genuine, writers, forged, writers) == 0
    assert math.isnan(per_writer_eer(genuine, writers, forged, writers + 5))
