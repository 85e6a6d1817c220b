"""A night's cheques with copied signatures among them."""

from __future__ import annotations

import csv
from pathlib import Path

from PIL import Image, ImageChops

from sigverify.app import App
from sigverify.batch import Setup
from sigverify.judging import Reason, Recommendation
from tests.sigverify.batch.test_running import go


def pasted(demo_bank: Path, to: Path) -> tuple[str, Path]:
    """Write a cheque of 300 dpi signed with a reference's image; return the account and the reference."""
    with (demo_bank / "truth.csv").open(newline="") as file:
        row = next(
            row for row in csv.DictReader(file) if row["kind"] == "genuine" and row["file"].endswith(".jpg")
        )
    reference = sorted((demo_bank / "references" / row["account"]).glob("*.png"))[0]
    left, top, right, bottom = map(int, row["box"].split())
    with Image.open(demo_bank / row["file"]) as one, Image.open(reference) as other:
        page, signature = one.convert("RGB"), other.convert("RGB")
    page.paste("white", (left - 10, top - 10, right + 10, bottom + 10))
    left, top = min(left, page.width - signature.width - 20), bottom - signature.height
    place = (left, top, left + signature.width, top + signature.height)
    page.paste(ImageChops.multiply(page.crop(place), signature), place)
    page.save(to, quality=80, dpi=(300, 300))
    return row["account"], reference


def test_a_pasted_reference_is_flagged_and_its_reason_stands_in_the_list(
    app: App, folder: Path, demo_bank: Path
) -> None:
    account, reference = pasted(demo_bank, folder / "pasted.jpg")
    manifest = folder.parent / "manifest.csv"
    manifest.write_text(f"file,account\npasted.jpg,{account}\n")
    item = go(app, folder, Setup(manifest=manifest))["pasted.jpg#1"]
    assert item.result.recommendation is Recommendation.FLAG
    assert item.result.reason.startswith(f"{Reason.COPY_OF_REFERENCE} ({reference.name})")
    (on_record,) = app.records.verifications(account, limit=1)
    assert on_record.reason.startswith(Reason.COPY_OF_REFERENCE)
    (seen,) = app.records.seen_ink(account, app.verifier.model, "")
    assert app.records.seen_pictures([seen.verification_id])
    # Its ink was kept from when it was enrolled, or is now.
    assert app.records.reference_pictures([app.records.references(account)[0].id])
