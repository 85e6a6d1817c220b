from __future__ import annotations

from typing import cast

import numpy as np
import pytest
from numpy.typing import NDArray

from calibration.metrics import ErrorRate
from calibration.operating import Target
from calibration.profile import Curve, Evidence, Profile
from models.comparison import Comparison
from sigverify import consistency
from sigverify.consistency import Consistency
from sigverify.geometry import Box
from sigverify.ink import Ink
from sigverify.verifier import Reference

MODEL = "sigverify-0123456789ab"
INK = Ink(np.full((10, 30), 255, np.uint8), 300.0, Box(0, 0, 30, 10), 3.0)


class OnALine:
    """A comparison of embeddings by their plain distance."""

    def distances(self, questioned: NDArray[np.float32], references: NDArray[np.float32]) -> NDArray[np.float64]:
        apart = questioned[:, np.newaxis].astype(np.float64) - references[np.newaxis]
        return np.asarray(np.linalg.norm(apart, axis=-1))


@pytest.fixture
def profile() -> Profile:
    """Return a profile that accepts distances up to one."""
    rate = ErrorRate(0.1, 0.05, 0.2)
    evidence = Evidence(rate, rate, rate, rate, 10, 100, 100, 100, Target())
    curve = Curve(
        references=1, slope=4.0, offset=4.0, threshold=0.5, least_lr=-2.0, most_lr=2.0, evidence=evidence
    )
    return Profile(name="one", bundle=MODEL, fusion="mean", curves=(curve,), data="made up")


def examine(places: list[float], whose: list[int], profile: Profile | None, model: str = MODEL) -> Consistency:
    return consistency.examine(references(*places), whose, cast(Comparison, OnALine()), profile, model)


def references(*places: float) -> list[Reference]:
    """Return references that lie on a line, at these places."""
    canvas = np.zeros((96, 256), np.uint8)
    return [Reference(INK, canvas, np.array([place, 0.0], np.float32)) for place in places]


def test_a_reference_far_from_all_others_is_a_stranger(profile: Profile) -> None:
    looked = examine([0.0, 0.3, 5.0], [1, 1, 1], profile)
    assert looked.strangers == (2,)
    assert looked.similarities is not None
    assert looked.similarities[0, 1] == pytest.approx(profile.curve(1).similarity(0.3), abs=1e-6)
    assert np.isnan(np.diag(looked.similarities)).all()
    np.testing.assert_allclose(looked.similarities, looked.similarities.T)


def test_one_that_matches_a_single_other_is_no_stranger(profile: Profile) -> None:
    looked = examine([0.0, 0.9, 1.8, 2.7], [1, 1, 1, 1], profile)
    assert looked.strangers == ()


def test_only_references_of_the_same_person_count(profile: Profile) -> None:
    looked = examine([0.0, 5.0, 0.1], [1, 2, 2], profile)
    assert looked.strangers == (1, 2)


@pytest.mark.parametrize("count", [0, 1])
def test_fewer_than_two_cannot_disagree(profile: Profile, count: int) -> None:
    looked = examine([0.0] * count, [1] * count, profile)
    assert looked.strangers == ()
    assert looked.similarities is not None
    assert looked.similarities.shape == (count, count)


def test_without_a_fitting_profile_nothing_is_said(profile: Profile) -> None:
    for known, model in ((None, MODEL), (profile, "sigverify-ffffffffffff")):
        looked = examine([0.0, 9.0], [1, 1], known, model)
        assert looked.similarities is None
        assert looked.strangers == ()
