"""Likelihood ratios against known distributions, and against lir, an implementation by others."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray
from scipy.stats import beta as beta_distribution

from calibration import metrics
from calibration.mapping import Mapping, MappingKind, fit, supported_bounds

lir = pytest.importorskip("lir", reason="lir is not installed (extra dev)")

Logits = NDArray[np.float64]


def logits(seed: int, genuine: int = 300, forged: int = 500, apart: float = 2.0) -> tuple[Logits, Logits]:
    rng = np.random.default_rng(seed)
    return rng.normal(apart / 2, 1.5, genuine), rng.normal(-apart / 2, 1.5, forged)


def labelled(genuine: Logits, forged: Logits) -> tuple[Logits, NDArray[np.int64]]:
    return np.concatenate([genuine, forged]), np.repeat([1, 0], [len(genuine), len(forged)])


@settings(max_examples=20, deadline=None)
@given(st.integers(0, 10_000), st.integers(5, 400), st.integers(5, 400), st.floats(-0.5, 6))
def test_the_bounds_are_those_of_lir(seed: int, genuine: int, forged: int, apart: float) -> None:
    from lir.algorithms.bayeserror import elub

    own, other = logits(seed, genuine, forged, apart)
    together, labels = labelled(own, other)
    expected = elub(together / math.log(10), labels)
    assert supported_bounds(own, other) == pytest.approx(expected, abs=0.0101)


@settings(max_examples=20, deadline=None)
@given(st.integers(0, 10_000), st.floats(-0.5, 6))
def test_the_cost_of_ratios_is_that_of_lir(seed: int, apart: float) -> None:
    from lir.data.models import LLRData
    from lir.metrics import cllr, cllr_min

    own, other = logits(seed, apart=apart)
    together, labels = labelled(own, other)
    data = LLRData(features=together / math.log(10), labels=labels)
    assert metrics.cllr(own, other) == pytest.approx(cllr(data), rel=1e-9)
    assert metrics.least_cllr(own, other) == pytest.approx(cllr_min(data), rel=1e-6, abs=1e-9)


def test_isotonic_ratios_are_those_of_lir_where_neither_claims_certainty() -> None:
    from lir.algorithms.isotonic_regression import IsotonicCalibrator

    own, other = logits(3, apart=1.0)
    together, labels = labelled(own, other)
    theirs = np.asarray(IsotonicCalibrator().fit_transform(together / math.log(10), labels)).ravel() * math.log(10)
    ours = fit(MappingKind.ISOTONIC, own, other).apply(together)
    inner = np.abs(theirs) < 4
    assert inner.sum() > 700
    assert ours[inner] == pytest.approx(theirs[inner], abs=0.02)


def test_logistic_ratios_are_those_of_lir() -> None:
    from lir.algorithms.logistic_regression import LogitCalibrator

    from calibration.fitting import fit_curve
    from calibration.operating import Policy
    from tests.calibration.samples import normals

    pairs = normals()
    curve = fit_curve(1, pairs, Policy())
    learn = pairs.kinds != 2
    labels = (pairs.kinds[learn] == 0).astype(int)
    distances = pairs.distances[learn]
    theirs = np.asarray(LogitCalibrator(C=1e6).fit_transform(-distances, labels)).ravel() * math.log(10)
    inner = (theirs > curve.least_lr * math.log(10)) & (theirs < curve.most_lr * math.log(10))
    assert curve.log_ratios(distances)[inner] == pytest.approx(theirs[inner], abs=0.02)


def test_beta_finds_the_ratio_of_two_beta_distributions() -> None:
    rng = np.random.default_rng(5)
    own, other = rng.beta(6, 2, 40_000), rng.beta(2, 3, 40_000)
    found = fit(MappingKind.BETA, np.log(own / (1 - own)), np.log(other / (1 - other)))
    at = np.linspace(0.2, 0.9, 15)
    exact = beta_distribution.logpdf(at, 6, 2) - beta_distribution.logpdf(at, 2, 3)
    assert found.apply(np.log(at / (1 - at))) == pytest.approx(exact, abs=0.1)


@pytest.mark.parametrize("kind", MappingKind)
@given(st.integers(0, 1000), st.floats(-40, 40), st.floats(0, 40))
@settings(max_examples=8, deadline=None)
def test_no_mapping_falls(kind: MappingKind, seed: int, at: float, more: float) -> None:
    mapping = fit(kind, *logits(seed, 40, 60))
    lower, higher = mapping.apply(np.asarray([at, at + more]))
    assert lower <= higher + 1e-9
    assert math.isfinite(lower)


def test_isotonic_claims_no_certainty() -> None:
    apart = fit(MappingKind.ISOTONIC, np.linspace(2, 3, 50), np.linspace(-3, -2, 80))
    nearest, farthest = apart.apply(np.asarray([9.0, -9.0]))
    assert nearest == pytest.approx(math.log(81))
    assert farthest == pytest.approx(-math.log(51))


def test_ratios_that_are_worth_nothing_have_bounds_of_nothing() -> None:
    own, other = logits(9, apart=-3.0)
    assert supported_bounds(own, other) == (0.0, 0.0)


def test_logistic_is_the_logit_itself() -> None:
    at = np.linspace(-5, 5, 11)
    assert Mapping().apply(at) == pytest.approx(at)


def test_a_reliability_diagram_counts_what_was_stated_and_what_was_so() -> None:
    # Stated 1 in 10 and 9 in 10, and so it was.
    own = np.repeat(np.log([1 / 9, 9.0]), [10, 90])
    other = np.repeat(np.log([1 / 9, 9.0]), [180, 20])
    found = metrics.reliability(own, other)
    assert found.stated == pytest.approx([0.1, 0.9])
    assert found.observed == pytest.approx([0.1, 0.9])
    assert found.counts.tolist() == [190, 110]
