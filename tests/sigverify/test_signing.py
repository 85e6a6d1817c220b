"""Which recommendation follows from whose signatures are on a cheque, by the shipped network."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from decimal import Decimal
from pathlib import Path

import cv2
import numpy as np
import pytest

from calibration.operating import Limits
from calibration.profile import Band
from sigverify import scans
from sigverify.app import App
from sigverify.fusion import fuse
from sigverify.geometry import Box
from sigverify.grade import Grade
from sigverify.judging import Reason, Recommendation
from sigverify.mandates import Mandate, MandateOutcome, SigningRule
from sigverify.records import Signatory
from sigverify.settings import Settings
from sigverify.sight import ScanKind


@dataclass(frozen=True)
class Firm:
    """A firm with two signatories, three references each, and one more genuine signature of each."""

    app: App
    ann: Signatory
    bob: Signatory
    by_ann: Path
    by_bob: Path


@pytest.fixture
def firm(tmp_path: Path, signature_set: Path) -> Iterator[Firm]:
    app = App(Settings(tmp_path / "bank"))
    app.records.add_account("1", "Firm")
    people, left = [], []
    for name, writer in zip(("Ann", "Bob"), sorted((signature_set / "hands").iterdir()), strict=False):
        person = app.records.add_signatory("1", name)
        first, *others = sorted((writer / "genuine").iterdir())[:4]
        for path in others:
            app.enrol("1", path, signatory_id=person.id)
        people.append(person)
        left.append(first)
    yield Firm(app, *people, *left)
    app.records.close()


def sheet(firm: Firm, *paths: Path) -> tuple[scans.Scan, tuple[Box, ...]]:
    """Return signatures side by side on white paper, and their boxes."""
    images = [firm.app.read(path).gray for path in paths]
    height, gap = max(len(image) for image in images), 120
    page = np.full((height, sum(image.shape[1] + gap for image in images)), 255, np.uint8)
    boxes, x = [], 0
    for image in images:
        page[: len(image), x : x + image.shape[1]] = image
        boxes.append(Box(x, 0, x + image.shape[1], len(image)))
        x += image.shape[1] + gap
    data = cv2.imencode(".png", page)[1].tobytes()
    return replace(scans.read_bytes(data), dpi=300.0, dpi_estimated=False), tuple(boxes)


def test_a_signature_is_taken_for_the_person_whom_it_matches_best(firm: Firm) -> None:
    for path, person in ((firm.by_ann, firm.ann), (firm.by_bob, firm.bob)):
        done = firm.app.verify_cheque(firm.app.read(path), "1")
        (match,) = done.mandate.matches
        assert match.signatory == person.id
        assert done.whole.similarity == match.similarity
        stored = firm.app.records.verifications("1")[0]
        assert stored.signatory_id == person.id
        assert len(stored.distances) == len(stored.reference_ids) == 6


def test_it_is_compared_with_one_person_at_a_time(firm: Firm) -> None:
    done = firm.app.verify_cheque(firm.app.read(firm.by_ann), "1")
    profile = firm.app.profile
    assert profile is not None
    ann = [reference for stored, reference in firm.app.references("1") if stored.signatory_id == firm.ann.id]
    own = fuse(done.whole.distances[:3], firm.app.verifier.spread(ann), profile.fusion)
    assert done.whole.similarity == pytest.approx(profile.curve(3).similarity(own))


def test_two_signatures_meet_a_mandate_of_two(firm: Firm) -> None:
    mandate = Mandate((SigningRule(1, up_to=Decimal(1000)), SigningRule(2)))
    stored = firm.app.records.set_mandate("1", mandate, "articles")
    scan, boxes = sheet(firm, firm.by_bob, firm.by_ann)
    done = firm.app.verify_cheque(scan, "1", amount=Decimal(5000), cheque_number="7", boxes=boxes)
    if done.mandate.outcome is not MandateOutcome.MET:
        pytest.fail(f"{done.mandate}")
    assert [match.signatory for match in done.mandate.matches] == [firm.bob.id, firm.ann.id]
    assert done.whole.recommendation is Recommendation.ACCEPT
    second, first = firm.app.records.verifications("1")
    assert (first.part_of, second.part_of) == (None, first.id)
    assert first.mandate == done.mandate
    assert second.mandate is None
    assert (first.amount, first.cheque_number, first.mandate_id) == (Decimal(5000), "7", stored.id)


def test_the_same_hand_twice_does_not(firm: Firm, signature_set: Path) -> None:
    firm.app.records.set_mandate("1", Mandate((SigningRule(2),)), "articles")
    other = sorted((sorted((signature_set / "hands").iterdir())[0] / "genuine").iterdir())[4]
    scan, boxes = sheet(firm, firm.by_ann, other)
    done = firm.app.verify_cheque(scan, "1", boxes=boxes)
    assert done.mandate.outcome is MandateOutcome.NOT_MET
    assert done.mandate.missing >= 1
    assert done.whole.recommendation is Recommendation.FLAG


def test_one_signature_where_two_are_asked_for_is_flagged_with_the_reason(firm: Firm) -> None:
    firm.app.records.set_mandate("1", Mandate((SigningRule(2),)), "articles")
    scan, boxes = sheet(firm, firm.by_ann)
    done = firm.app.verify_cheque(scan, "1", boxes=boxes, kind=ScanKind.CHEQUE)
    assert done.mandate.matches[0].accepted
    assert done.whole.recommendation is Recommendation.FLAG
    assert done.whole.reason == MandateOutcome.NOT_MET.value


def test_always_refer_is_never_an_accept(firm: Firm) -> None:
    firm.app.records.set_mandate("1", Mandate(always_refer=True), "court order")
    done = firm.app.verify_account(firm.app.read(firm.by_ann), "1")
    assert (done.recommendation, done.reason) == (Recommendation.FLAG, MandateOutcome.ALWAYS_REFER.value)


def test_a_stricter_threshold_of_the_signatory_holds(firm: Firm) -> None:
    scan = firm.app.read(firm.by_ann)
    before = firm.app.verify_account(scan, "1")
    assert before.recommendation is Recommendation.ACCEPT
    assert before.similarity is not None
    strict = (1 + before.similarity) / 2
    firm.app.records.change_signatory(firm.ann.id, name="Ann", threshold=strict, valid_from=None, valid_until=None)
    after = firm.app.verify_account(scan, "1")
    assert (after.recommendation, after.reason) == (Recommendation.FLAG, Reason.NOT_ALIKE)
    assert (after.similarity, after.threshold) == (before.similarity, strict)
    # A laxer one does not.
    firm.app.records.change_signatory(firm.ann.id, name="Ann", threshold=0.0, valid_from=None, valid_until=None)
    assert firm.app.verify_account(scan, "1").threshold == before.threshold


def test_above_an_amount_the_profile_of_the_bank_may_be_stricter(firm: Firm) -> None:
    profile = firm.app.profile
    assert profile is not None
    curves = tuple(
        replace(curve, threshold=0.0, bands=(Band(1_000, Limits(1.0), curve.evidence),))
        for curve in profile.curves
    )
    firm.app.verifier.profile = replace(profile, curves=curves)

    def recommended(amount: int | None) -> Recommendation:
        asked = None if amount is None else Decimal(amount)
        return firm.app.verify_cheque(scans.read(firm.by_ann), "1", amount=asked).whole.recommendation

    assert recommended(1_000) is Recommendation.ACCEPT
    assert recommended(1_001) is Recommendation.FLAG
    assert recommended(None) is Recommendation.FLAG


def test_without_references_nothing_is_scored(firm: Firm) -> None:
    firm.app.records.add_account("2")
    done = firm.app.verify_cheque(firm.app.read(firm.by_ann), "2")
    assert (done.whole.recommendation, done.whole.reason) == (Recommendation.UNSCORABLE, Reason.NO_REFERENCE)
    assert done.mandate.matches[0].signatory is None


def test_a_reference_is_kept_with_what_is_known_of_it(firm: Firm) -> None:
    for stored in firm.app.records.references("1"):
        assert stored.complexity is not None
        assert stored.complexity > 0
        assert stored.grade in Grade
