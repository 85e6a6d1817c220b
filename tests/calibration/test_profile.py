from __future__ import annotations

import hashlib
import json
import math
from dataclasses import MISSING, asdict, fields, replace
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from calibration.fitting import fit, fit_curve
from calibration.mapping import MappingKind
from calibration.metrics import ErrorRate
from calibration.operating import Policy, Target
from calibration.profile import Curve, Profile, ProfileError, load, parse, save, text
from tests.calibration.samples import fitted, normals


@pytest.fixture(scope="module")
def curve() -> Curve:
    return fitted(normals())


@pytest.fixture(scope="module")
def profile() -> Profile:
    scored = {1: normals(), 3: normals(seed=8)}
    return fit(scored, name="test", bundle="net-1", fusion="mean", policy=Policy(), data="d1")


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
    elif field == "notes":
        other = ("one more",)
    elif value is None:
        other = "somebody"
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
        ("flag_below", 0.99),  # above the threshold
        ("flag_below", "0.1"),
        ("expected", [0.5, 0.4]),
        ("expected", 3),
        ("bands", [{}]),
        ("bands", {"above": 1}),
        ("mapping", {"kind": "wishful"}),
        ("mapping", {"kind": "isotonic", "logits": [], "log_ratios": []}),
        ("mapping", {"kind": "isotonic", "logits": [1, 2], "log_ratios": [2, 1]}),
        ("mapping", {"kind": "beta", "a": -1.0}),
        ("mapping", {"kind": "beta", "c": math.nan}),
    ],
)
def test_a_profile_with_a_senseless_value_in_a_curve_is_named(
    profile: Profile, field: str, value: object, tmp_path: Path
) -> None:
    path = tmp_path / "profile.json"
    stored = json.loads(text(profile))
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
        ("canvas", 3),
        ("author", 3),
        ("notes", [1]),
        ("notes", 5),
    ],
)
def test_a_profile_with_a_senseless_value_is_named(
    profile: Profile, field: str, value: object, tmp_path: Path
) -> None:
    path = tmp_path / "profile.json"
    path.write_text(json.dumps({**json.loads(text(profile)), field: value}))
    with pytest.raises(ProfileError) as refused:
        load(path)
    assert refused.value.path == path


@pytest.mark.parametrize("kind", [Profile, Curve])
def test_a_profile_that_lacks_a_field_is_named(profile: Profile, kind: type, tmp_path: Path) -> None:
    path = tmp_path / "profile.json"
    for field in fields(kind):
        if field.default is not MISSING and field.name != "format":
            continue
        stored = json.loads(text(profile))
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


def test_a_profile_cut_short_at_any_byte_is_refused(profile: Profile, tmp_path: Path) -> None:
    path = tmp_path / "profile.json"
    save(profile, path)
    whole = path.read_bytes().rstrip()
    for length in range(0, len(whole), 37):
        path.write_bytes(whole[:length])
        with pytest.raises(ProfileError):
            load(path)


def test_a_profile_of_the_format_before_keeps_its_text_and_its_id(profile: Profile) -> None:
    added = ("canvas", "author", "reason", "notes")
    old = {key: value for key, value in json.loads(text(profile)).items() if key not in added} | {"format": 2}
    for curve in old["curves"]:
        for name in ("mapping", "flag_below", "bands", "expected"):
            curve.pop(name, None)
        for name in ("referred", "cllr", "least_cllr", "held_out", "mappings"):
            curve["evidence"].pop(name, None)
    read = parse(json.dumps(old))
    assert json.loads(text(read)) == old
    digest = hashlib.sha256(json.dumps(old, sort_keys=True).encode()).hexdigest()
    assert read.id == f"test-{digest[:8]}"


@pytest.mark.parametrize("kind", MappingKind)
def test_a_profile_with_everything_is_the_same_when_it_is_read_again(kind: MappingKind) -> None:
    policy = Policy(Target("far", 0.05), flag_frr=0.02, bands=((10_000, Target("far", 0.01)),))
    made = fit(
        {1: normals()},
        name="all",
        bundle="net-1",
        fusion="mean",
        policy=policy,
        data="d1",
        kind=kind,
        canvas="thin-1",
        author="ann",
        reason="the yearly one",
        notes=("10 writers are few",),
    )
    assert parse(text(made)) == made
    assert asdict(parse(text(made))) == asdict(made)


def test_a_profile_fits_its_own_bundle_and_canvas_alone(profile: Profile) -> None:
    own = replace(profile, canvas="thin-1")
    assert own.fits("net-1", "thin-1")
    assert not own.fits("net-2", "thin-1")
    assert not own.fits("net-1", "thin-2")
    assert replace(profile, canvas=None).fits("net-1", "thin-2")


def test_larger_amounts_have_their_own_thresholds_and_an_unknown_one_the_strictest() -> None:
    policy = Policy(Target("far", 0.2), bands=((1_000, Target("far", 0.1)), (50_000, Target("far", 0.01))))
    curve = fit_curve(1, normals(), policy)
    usual, large, largest = (curve.limits(Decimal(amount)).accept for amount in (1_000, "1000.01", 50_001))
    assert curve.threshold == usual < large < largest
    assert curve.limits(None).accept == largest
    assert curve.limits(Decimal(50_000)).accept == large
    assert curve.judged_by(large)[1] == curve.bands[0].evidence
    assert curve.judged_by((large + largest) / 2)[0].accept == large
    assert curve.judged_by(usual)[1] == curve.evidence
    between = (usual + large) / 2
    assert curve.accepts(between, Decimal(10))
    assert not curve.accepts(between, Decimal(2_000))
    assert not curve.accepts(between)


def test_the_mapping_makes_the_ratio_and_leaves_the_similarity_alone() -> None:
    logistic, isotonic = (
        fit_curve(1, normals(), Policy(), kind) for kind in (MappingKind.LOGISTIC, MappingKind.ISOTONIC)
    )
    assert logistic.similarity(0.6) == isotonic.similarity(0.6)
    assert logistic.threshold == isotonic.threshold
    assert logistic.log10_lr(0.6) != isotonic.log10_lr(0.6)
