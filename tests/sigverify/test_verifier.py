from __future__ import annotations

import csv
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import numpy as np
import pytest

from calibration.operating import Limits
from calibration.profile import Band, Profile
from sigverify import canvas, scans
from sigverify.app import App
from sigverify.errors import BundleUnusable, ScanError
from sigverify.fusion import fuse
from sigverify.geometry import Box
from sigverify.judging import Reason, Recommendation, judge
from sigverify.settings import Settings
from sigverify.sight import ScanKind
from sigverify.templates import Forms, teach
from sigverify.verifier import Reference, Verifier


@pytest.fixture(scope="module")
def app(demo_bank: Path) -> App:
    return App(Settings(demo_bank / "data"))


@pytest.fixture(scope="module")
def references(app: App, demo_bank: Path) -> list[Reference]:
    return app.read_references(sorted((demo_bank / "references/00100001").glob("*.png")))


def cheque_of_kind(bank: Path, kind: str) -> tuple[scans.Scan, Box | None]:
    with (bank / "truth.csv").open(newline="") as file:
        row = next(row for row in csv.DictReader(file) if row["kind"] == kind)
    return scans.read(bank / row["file"]), Box(*map(int, row["box"].split())) if row["box"] else None


def test_one_distance_a_reference_and_a_judgement_by_the_profile(
    app: App, references: list[Reference], demo_bank: Path
) -> None:
    scan, box = cheque_of_kind(demo_bank, "genuine")
    found = app.verifier.verify(scan, references)
    assert len(found.distances) == len(references)
    assert all(0 <= distance <= 2 for distance in found.distances)
    assert found.similarity is not None
    assert app.profile is not None
    assert found.threshold == app.profile.curve(len(references)).threshold
    assert (found.recommendation is Recommendation.ACCEPT) == (found.similarity >= found.threshold)
    assert found.box is not None
    assert box is not None
    assert found.box.iou(box) > 0.5


def test_the_very_same_signature_is_at_distance_nought_and_accepted(app: App, demo_bank: Path) -> None:
    path = sorted((demo_bank / "references/00100001").glob("*.png"))[0]
    reference = app.verifier.reference(scans.read(path))
    found = app.verifier.verify(scans.read(path), [reference])
    assert found.distances[0] == pytest.approx(0, abs=1e-3)
    assert found.recommendation is Recommendation.ACCEPT


def test_a_scan_is_looked_at_again_only_where_something_about_it_changed(app: App, demo_bank: Path) -> None:
    scan, box = cheque_of_kind(demo_bank, "genuine")
    first = app.verifier.look(scan)
    again = app.verifier.look(scan)
    assert again.page is first.page
    assert again.seconds == 0
    assert app.verifier.look(scan, ScanKind.SIGNATURE).page is None
    assert app.verifier.look(scan).page is not None
    assert box is not None
    forms, page = app.verifier.forms, app.verifier.look(scan).page
    assert page is not None
    app.verifier.forms = Forms(templates=(teach(page.scan, box, "ours", form="ours"),))
    try:
        assert app.verifier.look(scan, form="ours").template is not None
        assert app.verifier.look(scan).template is None
    finally:
        app.verifier.forms = forms


@pytest.mark.parametrize(
    ("kind", "scan_kind", "reason"),
    [
        ("unsigned", ScanKind.CHEQUE, Reason.NO_SIGNATURE),
        ("unsigned", ScanKind.AUTO, Reason.NO_SIGNATURE),
        ("blank", ScanKind.AUTO, Reason.TOO_LITTLE_INK),
        ("blank", ScanKind.CHEQUE, Reason.NO_SIGNATURE),
    ],
)
def test_nothing_there_is_an_answer(
    app: App, references: list[Reference], demo_bank: Path, kind: str, scan_kind: ScanKind, reason: Reason
) -> None:
    found = app.verifier.verify(cheque_of_kind(demo_bank, kind)[0], references, kind=scan_kind)
    assert (found.recommendation, found.reason) == (Recommendation.UNSCORABLE, reason)
    assert found.similarity is None
    assert found.distances == ()


def test_without_a_reference_nothing_is_scored(app: App, demo_bank: Path) -> None:
    found = app.verifier.verify(cheque_of_kind(demo_bank, "genuine")[0], [])
    assert (found.recommendation, found.reason) == (Recommendation.UNSCORABLE, Reason.NO_REFERENCE)


def test_a_box_given_by_hand_is_the_one_that_is_compared(
    app: App, references: list[Reference], demo_bank: Path
) -> None:
    scan, box = cheque_of_kind(demo_bank, "genuine")
    found = app.verifier.verify(scan, references, box=box)
    assert found.box == box
    assert found.candidates == ()
    empty = app.verifier.verify(scan, references, box=Box(2, 2, 40, 20))
    assert (empty.recommendation, empty.reason) == (Recommendation.UNSCORABLE, Reason.TOO_LITTLE_INK)


def test_a_profile_of_another_model_recommends_nothing(
    app: App, references: list[Reference], demo_bank: Path
) -> None:
    assert app.profile is not None
    stale = Verifier(app.embedder, replace(app.profile, bundle="another-model"))
    found = stale.verify(cheque_of_kind(demo_bank, "genuine")[0], references)
    assert (found.recommendation, found.reason) == (Recommendation.UNSCORABLE, Reason.STALE_PROFILE)
    assert found.distances, "what was measured is still told"
    assert found.similarity is None


def test_without_a_profile_nothing_is_recommended(app: App) -> None:
    assert judge([0.1], 0.0, None, app.verifier.model).reason is Reason.NO_PROFILE


def with_threshold(profile: Profile, threshold: float) -> Profile:
    """Return the profile with another threshold for one reference, and no other curve."""
    return replace(profile, curves=(replace(profile.curve(1), threshold=threshold),))


def test_a_similarity_on_the_threshold_is_accepted_and_one_below_is_flagged(app: App) -> None:
    profile = app.profile
    assert profile is not None
    exactly = with_threshold(profile, profile.curve(1).similarity(0.5))
    assert judge([0.5], 0.0, exactly, profile.bundle).recommendation is Recommendation.ACCEPT
    assert judge([0.5 + 1e-9], 0.0, exactly, profile.bundle).recommendation is Recommendation.FLAG


def test_a_threshold_of_nought_is_a_threshold(app: App) -> None:
    profile = app.profile
    assert profile is not None
    never = with_threshold(profile, 0.0)
    assert judge([2.0], 0.0, never, profile.bundle).recommendation is Recommendation.ACCEPT


def test_between_two_thresholds_a_person_is_asked_to_look(app: App) -> None:
    profile = app.profile
    assert profile is not None
    at = profile.curve(1).similarity(0.5)
    curve = replace(profile.curve(1), threshold=min(at + 0.01, 1.0), flag_below=at)
    refers = replace(profile, curves=(curve,))
    between = judge([0.5], 0.0, refers, profile.bundle)
    assert (between.recommendation, between.reason) == (Recommendation.FLAG, Reason.REFER)
    below = judge([0.5 + 1e-6], 0.0, refers, profile.bundle)
    assert (below.recommendation, below.reason) == (Recommendation.FLAG, Reason.NOT_ALIKE)


def test_a_large_amount_and_an_unknown_one_are_judged_more_strictly(app: App) -> None:
    profile = app.profile
    assert profile is not None
    curve = profile.curve(1)
    at = curve.similarity(0.5)
    band = Band(10_000, Limits(min(at + 0.01, 1.0)), curve.evidence)
    banded = replace(profile, curves=(replace(curve, threshold=at, bands=(band,)),))
    judged = {
        amount: judge([0.5], 0.0, banded, profile.bundle, amount=amount).recommendation
        for amount in (Decimal(10_000), Decimal("10000.01"), None)
    }
    assert list(judged.values()) == [Recommendation.ACCEPT, Recommendation.FLAG, Recommendation.FLAG]


def test_a_profile_of_other_canvases_recommends_nothing(app: App) -> None:
    assert app.profile is not None
    other = replace(app.profile, canvas="another")
    assert judge([0.1], 0.0, other, other.bundle).reason is Reason.STALE_PROFILE
    assert judge([0.1], 0.0, replace(other, canvas=canvas.VERSION), other.bundle).reason is Reason.ALIKE


def test_each_number_of_references_is_judged_by_its_own_curve(app: App) -> None:
    profile = app.profile
    assert profile is not None
    for count in (1, 2, 5):
        judged = judge([0.6] * count, 0.3, profile, profile.bundle)
        curve = profile.curve(count)
        assert curve.references == count
        assert judged.threshold == curve.threshold
        assert judged.similarity == curve.similarity(fuse([0.6] * count, 0.3, profile.fusion))


def test_a_scan_without_a_signature_is_refused_as_a_reference(app: App, demo_bank: Path) -> None:
    scan, _ = cheque_of_kind(demo_bank, "blank")
    with pytest.raises(ScanError, match="no signature") as caught:
        app.verifier.reference(scan)
    assert caught.value.path == scan.path


def test_a_bundle_that_reads_other_canvases_is_refused(app: App) -> None:
    class Foreign:
        bundle = replace(app.bundle, manifest=replace(app.bundle.manifest, canvas_version="other"))

        def embed(self, canvases: np.ndarray) -> np.ndarray:
            raise AssertionError("must not be asked")

    with pytest.raises(BundleUnusable, match="reads canvases of version other"):
        Verifier(Foreign(), None)


def test_fusion_is_a_named_policy() -> None:
    assert fuse([0.2, 0.4], 0.3, "mean") == pytest.approx(0.3)
    assert fuse([0.2, 0.4], 0.3, "nearest") == pytest.approx(0.2)
    with pytest.raises(ValueError, match="unknown fusion"):
        fuse([0.2], 0.0, "best")


def test_who_signs_unsteadily_is_given_more_room() -> None:
    apart = [0.5, 0.6, 0.7]
    assert fuse(apart, 0.2, "relative") == pytest.approx(0.6 - 0.5 * 0.2)
    assert fuse(apart, 0.5, "relative") < fuse(apart, 0.1, "relative")
    # The more references, the more their spread is trusted; one reference has none.
    assert fuse([0.6] * 9, 0.2, "relative") == pytest.approx(0.6 - 0.8 * 0.2)
    assert fuse([0.6], 99.0, "relative") == 0.6
