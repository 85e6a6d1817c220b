from __future__ import annotations

import numpy as np
import pytest

from calibration.metrics import rates_at
from calibration.operating import Limits
from calibration.pairs import GENUINE, RANDOM, SKILLED, Scored
from calibration.profile import Curve
from calibration.sweep import Sweep, sweep
from tests.calibration.samples import fitted, normals


@pytest.fixture(scope="module")
def pairs() -> Scored:
    return normals()


@pytest.fixture(scope="module")
def curve(pairs: Scored) -> Curve:
    return fitted(pairs)


@pytest.fixture(scope="module")
def swept(curve: Curve, pairs: Scored) -> Sweep:
    return sweep(curve, pairs)


def test_each_threshold_has_the_rates_that_counting_gives(swept: Sweep) -> None:
    for at in range(0, len(swept.thresholds), 17):
        far, frr = rates_at(swept.genuine.scores, swept.skilled.scores, swept.thresholds[at])
        assert (swept.far.value[at], swept.frr.value[at]) == pytest.approx((far, frr))
    assert (np.diff(swept.far.value) <= 0).all()
    assert (np.diff(swept.frr.value) >= 0).all()


def test_the_bands_are_those_of_the_evidence(swept: Sweep, curve: Curve) -> None:
    told = swept.rates(Limits(curve.threshold))
    assert told.far == curve.evidence.far
    assert told.far_random == curve.evidence.far_random
    assert told.frr == curve.evidence.frr
    assert told.referred.value == 0
    at = int(np.searchsorted(swept.thresholds, curve.threshold))
    assert swept.far.low[at] == pytest.approx(told.far.low, abs=0.01)
    assert swept.far.high[at] == pytest.approx(told.far.high, abs=0.01)
    assert (swept.far.low <= swept.far.value).all()
    assert (swept.far.value <= swept.far.high).all()


def test_what_lies_between_two_thresholds_is_referred(swept: Sweep) -> None:
    told = swept.rates(Limits(0.8, 0.2))
    own = swept.genuine.scores
    assert told.referred.value == pytest.approx(((own >= 0.2) & (own < 0.8)).mean())


def test_the_worst_errors_come_first(swept: Sweep, curve: Curve, pairs: Scored) -> None:
    for kind in (GENUINE, SKILLED):
        rows = swept.errors(kind, 0.5)
        judged = [curve.similarity(distance) for distance in pairs.distances[rows].tolist()]
        assert (pairs.kinds[rows] == kind).all()
        assert judged == sorted(judged, reverse=kind == SKILLED)
        assert all((similarity < 0.5) == (kind == GENUINE) for similarity in judged)
    worst = pairs.distances[pairs.kinds == SKILLED].min()
    assert pairs.distances[swept.errors(SKILLED, 0.5)[0]] == worst
    assert len(swept.errors(RANDOM, 0.9999999)) == 0


def test_a_sample_without_random_forgeries_has_no_rate_of_them(curve: Curve, pairs: Scored) -> None:
    found = sweep(curve, pairs.subset(pairs.kinds != RANDOM))
    assert np.isnan(found.far_random.value).all()
    assert np.isnan(found.rates(Limits(0.5)).far_random.value)
    assert found.histogram(found.random).sum() == 0
    assert found.histogram(found.genuine).sum() == pytest.approx(1)
