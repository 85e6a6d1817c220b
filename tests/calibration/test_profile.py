from __future__ import annotations

import json
import math
from dataclasses import asdict, fields, replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from calibration.intervals import rule_of_three
from calibration.metrics import ErrorRate
from calibration.pairs import GENUINE, RANDOM, SKILLED
from calibration.profile import (
    Curve,
    Profile,
    ProfileError,
    Scored,
    Target,
    UnsupportedTarget,
    fit,
    fit_curve,
    load,
    save,
)


def scored(
    genuine: NDArray[np.float64], skilled: NDArray[np.float64], random: NDArray[np.float64] | None = None
) -> Scored:
    """Return distances of three kinds, dealt out to ten writers."""
    parts = [genuine, skilled, np.zeros(0) if random is None else random]
    kinds = np.repeat([GENUINE, SKILLED, RANDOM], [len(part) for part in parts])
    return Scored(np.concatenate(parts), kinds, np.concatenate([np.arange(len(part)) % 10 for part in parts]))


def normals(genuine: int = 400, skilled: int = 600, *, seed: int = 7) -> Scored:
    """Return distances of two normal distributions that overlap, and strangers farther out."""
    rng = np.random.default_rng(seed)
    return scored(rng.normal(0.5, 0.1, genuine), rng.normal(0.8, 0.1, skilled), rng.normal(1.2, 0.1, 500))


def fitted(pairs: Scored, target: Target | None = None) -> Curve:
    return fit_curve(1, pairs, target or Target())


def share_accepted(curve: Curve, pairs: Scored, kind: int) -> float:
    """Return the share of one kind that the curve accepts, by the way that a cheque takes."""
    chosen = pairs.distances[pairs.kinds == kind].tolist()
    return sum(curve.accepts(curve.similarity(distance)) for distance in chosen) / len(chosen)


@pytest.fixture(scope="module")
def curve() -> Curve:
    return fitted(normals())


@pytest.fixture(scope="module")
def profile() -> Profile:
    scored = {1: normals(), 3: normals(seed=8)}
    return fit(scored, name="test", bundle="net-1", fusion="mean", target=Target(), data="d1")


@given(near=st.floats(0, 2), farther=st.floats(1e-6, 2))
def test_similarity_falls_with_every_step_of_distance(curve: Curve, near: float, farther: float) -> None:
    assert 0 < curve.similarity(near + farther) < curve.similarity(near) < 1


@given(st.floats(allow_nan=False))
def test_similarity_is_a_number_from_0_to_1_whatever_the_distance(curve: Curve, distance: float) -> None:
    assert 0 <= curve.similarity(distance) <= 1


def test_a_distance_that_is_no_number_is_not_accepted(curve: Curve) -> None:
    assert not curve.accepts(curve.similarity(math.nan))


@given(st.floats(0, 1))
def test_a_similarity_is_accepted_at_the_threshold_and_above_it(curve: Curve, similarity: float) -> None:
    assert curve.accepts(similarity) == (similarity >= curve.threshold)
    assert curve.accepts(curve.threshold)
    assert not curve.accepts(math.nextafter(curve.threshold, 0))


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


@settings(max_examples=30, deadline=None)
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
    assert (refused.value.far, refused.value.have, refused.value.need) == (0.01, 299, 300)
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
        fitted(normals(), Target("frr", 0.1))


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
    assert curve.log10_lr(-50.0) == pytest.approx(math.log10(601))
    assert curve.log10_lr(50.0) == pytest.approx(-math.log10(401))


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


def test_saved_and_loaded_a_profile_is_the_same(profile: Profile, tmp_path: Path) -> None:
    path = tmp_path / "profiles" / "one.json"
    save(profile, path)
    assert load(path) == profile
    assert load(path).id == profile.id
    assert [file.name for file in path.parent.iterdir()] == ["one.json"]


def test_saving_replaces_the_profile_that_was_there(profile: Profile, tmp_path: Path) -> None:
    save(profile, tmp_path / "one.json")
    save(replace(profile, data="d2"), tmp_path / "one.json")
    assert load(tmp_path / "one.json").data == "d2"


@pytest.mark.parametrize("field", [field.name for field in fields(Profile)])
def test_the_id_changes_with_any_field(profile: Profile, field: str) -> None:
    value = getattr(profile, field)
    if field == "curves":
        other = (replace(value[0], threshold=0.25), *value[1:])
    else:
        other = value + ("x" if isinstance(value, str) else 1)
    assert replace(profile, **{field: other}).id != profile.id


def test_the_id_changes_with_an_interval_deep_in_the_evidence(profile: Profile) -> None:
    last = profile.curves[-1]
    other = replace(last, evidence=replace(last.evidence, frr=ErrorRate(0.1, 0.0, 0.2)))
    assert replace(profile, curves=(*profile.curves[:-1], other)).id != profile.id
    assert profile.id.startswith("test-")


def test_a_profile_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(ProfileError, match="does not exist") as refused:
        load(tmp_path / "none.json")
    assert refused.value.path == tmp_path / "none.json"


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"{",
        b"\xff\xfe\x00",
        b"[]",
        b"null",
        b'"text"',
        b"{}",
        b'{"format": 1}',
        b'{"format": 2}',
        b'{"format": 2, "curves": []}',
    ],
)
def test_a_damaged_profile_is_named(content: bytes, tmp_path: Path) -> None:
    path = tmp_path / "profile.json"
    path.write_bytes(content)
    with pytest.raises(ProfileError) as refused:
        load(path)
    assert refused.value.path == path


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("references", 0),
        ("references", 1.5),
        ("references", 7),  # not in order
        ("slope", math.nan),
        ("slope", 0.0),
        ("slope", -3.0),
        ("slope", "4.0"),
        ("offset", math.inf),
        ("offset", None),
        pytest.param("offset", 10**400, id="offset-beyond-floats"),
        ("threshold", math.nan),
        ("threshold", 1.5),
        ("threshold", -0.1),
        ("threshold", []),
        ("least_lr", None),
        ("most_lr", -math.inf),
        ("evidence", []),
        ("evidence", {}),
        ("surprise", 1),
    ],
)
def test_a_profile_with_a_senseless_value_in_a_curve_is_named(
    profile: Profile, field: str, value: object, tmp_path: Path
) -> None:
    path = tmp_path / "profile.json"
    stored = asdict(profile)
    stored["curves"][0][field] = value
    path.write_text(json.dumps(stored))
    with pytest.raises(ProfileError) as refused:
        load(path)
    assert refused.value.path == path


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("format", 1),
        ("curves", []),
        ("curves", {}),
        ("curves", [None]),
        ("name", None),
        ("bundle", 5),
        ("extra", 1),
    ],
)
def test_a_profile_with_a_senseless_value_is_named(
    profile: Profile, field: str, value: object, tmp_path: Path
) -> None:
    path = tmp_path / "profile.json"
    path.write_text(json.dumps({**asdict(profile), field: value}))
    with pytest.raises(ProfileError) as refused:
        load(path)
    assert refused.value.path == path


@pytest.mark.parametrize("kind", [Profile, Curve])
def test_a_profile_that_lacks_a_field_is_named(profile: Profile, kind: type, tmp_path: Path) -> None:
    path = tmp_path / "profile.json"
    for field in fields(kind):
        stored = asdict(profile)
        holder = stored if kind is Profile else stored["curves"][1]
        del holder[field.name]
        path.write_text(json.dumps(stored))
        with pytest.raises(ProfileError) as refused:
            load(path)
        assert refused.value.path == path


def test_each_number_of_references_has_its_curve_or_the_next_lower_one(profile: Profile) -> None:
    assert [curve.references for curve in profile.curves] == [1, 3]
    assert [profile.curve(count).references for count in (1, 2, 3, 4, 50)] == [1, 1, 3, 3, 3]
    assert profile.curve(1).slope != profile.curve(3).slope
    only_many = replace(profile, curves=profile.curves[1:])
    assert only_many.curve(1).references == 3


def test_a_calibration_on_nothing_is_refused() -> None:
    with pytest.raises(ValueError, match="comparisons"):
        fit({}, name="test", bundle="net-1", fusion="mean", target=Target(), data="d1")


def test_a_profile_cut_short_at_any_byte_is_refused(profile: Profile, tmp_path: Path) -> None:
    path = tmp_path / "profile.json"
    save(profile, path)
    whole = path.read_bytes().rstrip()
    for length in range(0, len(whole), 37):
        path.write_bytes(whole[:length])
        with pytest.raises(ProfileError):
            load(path)


def test_the_sample_that_a_far_target_takes_follows_the_rule_of_three() -> None:
    assert UnsupportedTarget(0.05, 10).need == rule_of_three(0.05) == 60
