from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from calibration.intervals import (
    WriterScores,
    drawn_times,
    eer_interval,
    rule_of_thirty,
    rule_of_three,
    share_interval,
)
from calibration.metrics import ErrorRate, eer

decisions = st.lists(st.tuples(st.booleans(), st.integers(0, 5)), min_size=1, max_size=60)


def width(rate: ErrorRate) -> float:
    return rate.high - rate.low


def scores_of(rng: np.random.Generator, centre: float, writers: int, each: int, spread: float) -> WriterScores:
    """Return scores of writers who differ among themselves by `spread`, numbered from 0."""
    own = np.repeat(rng.normal(centre, spread, writers), each)
    return WriterScores(own + rng.normal(0, 1, writers * each), np.repeat(np.arange(writers), each))


@given(decisions)
def test_an_interval_holds_its_value_and_stays_a_share(rows: list[tuple[bool, int]]) -> None:
    wrong, writers = (np.array(column) for column in zip(*rows, strict=True))
    rate = share_interval(wrong.astype(bool), writers.astype(np.int64))
    assert rate.value == pytest.approx(wrong.mean())
    assert 0 <= rate.low <= rate.value <= rate.high <= 1


def test_an_interval_is_wider_when_few_writers_hold_the_pairs() -> None:
    wrong = np.repeat(np.arange(100) < 20, 10)
    alone = share_interval(wrong, np.arange(1000))
    grouped = share_interval(wrong, np.repeat(np.arange(100), 10))
    assert width(grouped) > 2 * width(alone)


def test_an_interval_over_writers_of_one_pair_each_is_that_of_the_normal_approximation() -> None:
    wrong = np.arange(1000) < 100
    rate = share_interval(wrong, np.arange(1000))
    assert rate.high - rate.value == pytest.approx(1.96 * math.sqrt(0.1 * 0.9 / 1000), rel=0.2)
    assert rate.value - rate.low == pytest.approx(1.96 * math.sqrt(0.1 * 0.9 / 1000), rel=0.2)


def test_no_error_in_n_pairs_is_at_most_three_nths() -> None:
    assert share_interval(np.zeros(150, bool), np.arange(150) % 7) == ErrorRate(0.0, 0.0, 0.02)
    assert share_interval(np.zeros(2, bool), np.arange(2)).high == 1.0


def test_nothing_but_errors_in_n_pairs_is_at_least_all_but_three_nths() -> None:
    rate = share_interval(np.ones(150, bool), np.arange(150) % 7)
    assert (rate.value, rate.high) == (1.0, 1.0)
    assert rate.low == pytest.approx(0.98)


def test_no_pairs_give_no_rate() -> None:
    rate = share_interval(np.zeros(0, bool), np.zeros(0, np.int64))
    assert math.isnan(rate.value)
    assert math.isnan(rate.low)
    assert math.isnan(rate.high)


def test_the_same_pairs_give_the_same_interval() -> None:
    wrong, writers = np.arange(40) % 3 == 0, np.arange(40) % 9
    assert share_interval(wrong, writers) == share_interval(wrong, writers)


def test_an_interval_of_the_equal_error_rate_holds_it() -> None:
    rng = np.random.default_rng(3)
    genuine, forged = scores_of(rng, 1.5, 20, 10, 0.5), scores_of(rng, -1.5, 20, 10, 0.5)
    rate = eer_interval(genuine, forged)
    assert rate.value == eer(genuine.scores, forged.scores)[0]
    assert 0 < rate.low < rate.value < rate.high < 1


def test_an_interval_of_the_equal_error_rate_is_wider_when_few_writers_hold_the_pairs() -> None:
    rng = np.random.default_rng(4)
    genuine, forged = scores_of(rng, 1.0, 25, 20, 2.0), scores_of(rng, -1.0, 25, 20, 2.0)
    alone = eer_interval(WriterScores(genuine.scores, np.arange(500)), WriterScores(forged.scores, np.arange(500)))
    assert width(eer_interval(genuine, forged)) > 1.5 * width(alone)


def test_forgeries_are_resampled_with_the_writer_whom_they_imitate() -> None:
    # Each writer's forgeries shift as his own signatures do: taken together they cost nothing, apart they do.
    writers = np.repeat(np.arange(30), 4)
    genuine = WriterScores(writers * 10.0 + 5.0, writers)
    forged = WriterScores(writers * 10.0, writers)
    strangers = WriterScores(forged.scores, writers + 1000)
    assert width(eer_interval(genuine, forged)) < 0.5 * width(eer_interval(genuine, strangers))


def test_an_equal_error_rate_of_zero_is_at_most_three_nths_of_the_rarer_kind() -> None:
    genuine = WriterScores(np.linspace(2, 3, 60), np.arange(60))
    forged = WriterScores(np.linspace(0, 1, 300), np.arange(300) % 60)
    assert eer_interval(genuine, forged) == ErrorRate(0.0, 0.0, 0.05)


def test_a_rate_of_one_percent_takes_three_hundred_trials() -> None:
    assert rule_of_three(0.01) == 300
    assert rule_of_three(0.1) == 30
    assert rule_of_three(0.07) == 43
    # 3 / 47 is a hair too small in floating point; 48 would be one trial too many.
    assert rule_of_three(3 / 47) == 47


@pytest.mark.parametrize("rate", [0.0, 1.0, -0.1, 2.0, math.nan])
def test_a_rate_outside_its_range_is_refused(rate: float) -> None:
    with pytest.raises(ValueError, match="between 0 and 1"):
        rule_of_three(rate)


def test_a_large_sample_has_the_interval_that_resampling_writers_one_by_one_gives() -> None:
    rng = np.random.default_rng(4)
    writers = np.repeat(np.arange(30), 200)
    shift = rng.normal(0, 0.5, 30)[writers]
    genuine = WriterScores(rng.normal(1, 1, 6000) + shift, writers)
    forged = WriterScores(rng.normal(-1, 1, 6000) + shift, writers)
    found = eer_interval(genuine, forged, draws=100)
    rates = []
    for times in drawn_times(30, 100).astype(int):
        own, others = (np.repeat(one.scores, times[one.writers]) for one in (genuine, forged))
        rates.append(eer(own, others)[0])
    assert (found.low, found.high) == pytest.approx(np.percentile(rates, [2.5, 97.5]), abs=5e-4)


def test_the_rule_of_thirty_asks_for_thirty_errors() -> None:
    assert (rule_of_thirty(0.05), rule_of_thirty(0.01)) == (600, 3000)
    with pytest.raises(ValueError, match="between 0 and 1"):
        rule_of_thirty(1.0)
