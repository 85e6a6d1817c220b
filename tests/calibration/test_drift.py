from __future__ import annotations

import math

import numpy as np
import pytest

from calibration.drift import Drift, rate_drift, stability
from calibration.metrics import ErrorRate

DECILES = tuple((np.arange(1, 10) / 10).tolist())


def test_no_change_is_seldom_taken_for_one() -> None:
    rng = np.random.default_rng(1)
    found = [stability(DECILES, rng.uniform(size=150), 3000).drift for _ in range(200)]
    assert found.count(Drift.STEADY) >= 190


def test_what_has_moved_asks_for_another_calibration() -> None:
    rng = np.random.default_rng(2)
    assert stability(DECILES, rng.beta(2, 1, 1000), 3000).drift is Drift.RECALIBRATE
    assert stability(DECILES, rng.beta(1.5, 1, 3000), 3000).drift is Drift.WATCH


def test_the_index_is_the_sum_that_the_textbook_has() -> None:
    recent = np.repeat(np.arange(10) / 10 + 0.05, [20, 10, 10, 10, 10, 10, 10, 10, 5, 5])
    found = stability(DECILES, recent, 1000)
    shares = np.asarray([20, 10, 10, 10, 10, 10, 10, 10, 5, 5]) / 100
    assert found.index == pytest.approx(((shares - 0.1) * np.log(shares / 0.1)).sum())
    assert found.shares == pytest.approx(shares)


def test_few_signatures_say_nothing() -> None:
    assert stability(DECILES, np.full(99, 0.01), 1000).drift is Drift.TOO_FEW
    none = stability(DECILES, np.zeros(0), 1000)
    assert math.isnan(none.index)
    assert none.drift is Drift.TOO_FEW


@pytest.mark.parametrize(
    ("observed", "count", "drift"),
    [
        (ErrorRate(0.06, 0.04, 0.08), 500, Drift.STEADY),
        (ErrorRate(0.11, 0.08, 0.14), 500, Drift.WATCH),
        (ErrorRate(0.2, 0.15, 0.25), 500, Drift.RECALIBRATE),
        (ErrorRate(0.0, 0.0, 0.02), 500, Drift.RECALIBRATE),
        (ErrorRate(0.2, 0.15, 0.25), 50, Drift.TOO_FEW),
    ],
)
def test_a_rate_that_leaves_its_interval_is_told(observed: ErrorRate, count: int, drift: Drift) -> None:
    assert rate_drift(ErrorRate(0.06, 0.03, 0.1), observed, count) is drift
