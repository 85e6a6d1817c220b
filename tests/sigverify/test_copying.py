"""A copy on a cheque is flagged however alike it is, with what it is a copy of."""

from __future__ import annotations

import io
import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np
import pytest
from PIL import Image

from sigverify import copies, scans
from sigverify.app import App
from sigverify.cli import FLAGGED, run
from sigverify.judging import Reason, Recommendation
from sigverify.settings import Settings
from sigverify.sight import ScanKind
from sigverify.verifier import Verification


@dataclass(frozen=True)
class Customer:
    """Somebody with two references on record, whose other signatures are not."""

    app: App
    references: tuple[Path, Path]
    others: tuple[Path, ...]


@pytest.fixture
def customer(tmp_path: Path, signature_set: Path) -> Iterator[Customer]:
    writer = sorted((signature_set / "hands").iterdir())[1]
    first, second, *others = sorted((writer / "genuine").iterdir())
    app = App(Settings(tmp_path / "bank"))
    for path in (first, second):
        app.enrol("7", path)
    yield Customer(app, (first, second), tuple(others))
    app.records.close()


def photocopied(path: Path) -> bytes:
    """Return a smaller JPEG of a signature's image: another file of the same ink."""
    with Image.open(path) as opened:
        gray = np.asarray(opened.convert("L"))
    small = cv2.resize(gray, None, fx=0.7, fy=0.7, interpolation=cv2.INTER_AREA)
    file = io.BytesIO()
    Image.fromarray(small).save(file, "JPEG", quality=50, dpi=(200, 200))
    return file.getvalue()


def verified(customer: Customer, data: bytes, name: str = "chq_1.jpg", number: str = "") -> Verification:
    scan = scans.read_bytes(data, name=name)
    return customer.app.verify_cheque(scan, "7", kind=ScanKind.SIGNATURE, cheque_number=number).whole


def test_a_copy_of_a_reference_is_flagged_and_says_of_which(customer: Customer) -> None:
    found = verified(customer, photocopied(customer.references[1]))
    assert found.similarity is not None
    assert found.threshold is not None
    assert found.similarity >= found.threshold
    assert found.recommendation is Recommendation.FLAG
    assert found.copy is not None
    assert found.copy.reference_id == customer.app.records.references("7")[1].id
    assert found.reason == f"{Reason.COPY_OF_REFERENCE} ({customer.references[1].name})"
    (on_record,) = customer.app.records.verifications("7")
    assert (on_record.recommendation, on_record.reason) == (Recommendation.FLAG, found.reason)


def test_a_copy_of_an_earlier_cheque_is_flagged_and_the_earlier_one_is_given(customer: Customer) -> None:
    first = verified(customer, customer.others[0].read_bytes(), "chq_1.png")
    assert first.copy is None
    found = verified(customer, photocopied(customer.others[0]), "chq_2.jpg")
    assert found.recommendation is Recommendation.FLAG
    assert found.copy is not None
    later, earlier = customer.app.records.verifications("7")
    assert found.copy.verification_id == earlier.id
    assert found.copy.ink.mask.any()
    assert found.reason.startswith(Reason.COPY_OF_CHEQUE)
    assert later.reason == found.reason


def test_other_signatures_of_the_hand_are_not_flagged_for_it(customer: Customer) -> None:
    for path in customer.others:
        assert verified(customer, path.read_bytes(), path.name).copy is None


def test_the_same_cheque_verified_again_is_no_copy_of_itself(customer: Customer) -> None:
    path = customer.others[0]
    for _ in range(2):
        assert verified(customer, path.read_bytes(), path.name).copy is None
    # Nor is it when it is scanned anew, where its number tells that it is the same.
    verified(customer, customer.others[1].read_bytes(), "a.png", number="000123")
    assert verified(customer, photocopied(customer.others[1]), "b.jpg", number="000123").copy is None
    # The very file that was enrolled is the reference, not a copy of it.
    assert verified(customer, customer.references[0].read_bytes(), "reference.png").copy is None


def test_another_account_has_not_seen_it(customer: Customer) -> None:
    verified(customer, customer.others[0].read_bytes())
    assert customer.app.records.seen_ink("8", customer.app.verifier.model, "") == []
    (seen,) = customer.app.records.seen_ink("7", customer.app.verifier.model, "")
    assert customer.app.records.seen_ink("7", "another model", "") == []
    asked = (seen.verification_id, seen.verification_id + 1)
    ((known, packed),) = customer.app.records.seen_pictures(asked).items()
    assert known == seen.verification_id
    assert copies.unpack(packed).mask.any()


def test_the_ink_of_a_reference_is_kept_when_it_is_enrolled(customer: Customer) -> None:
    for stored in customer.app.records.references("7"):
        packed = customer.app.records.reference_pictures([stored.id])
        assert copies.unpack(packed[stored.id]).mask.any()


def test_the_command_line_says_what_it_is_a_copy_of(
    customer: Customer, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    copied = tmp_path / "copied.jpg"
    copied.write_bytes(photocopied(customer.references[0]))
    asked = ["verify", str(copied), "--scan", "signature", "--json"]
    assert run([*asked, "--reference", *map(str, customer.references)]) == FLAGGED
    told = json.loads(capsys.readouterr().out)
    assert told["copy"]["of"] == "reference"
    assert told["copy"]["name"] == customer.references[0].name
    assert told["copy"]["exact"] >= copies.COPY
    assert run([*asked, "--reference", str(customer.references[1])]) != FLAGGED
    assert json.loads(capsys.readouterr().out)["copy"] is None
