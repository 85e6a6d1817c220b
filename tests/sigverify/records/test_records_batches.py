"""Runs over folders: every page once, with its evidence, and what was presented before."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import numpy as np
import pytest

from sigverify.errors import RecordsError
from sigverify.geometry import Box
from sigverify.judging import Recommendation
from sigverify.mandates import MandateCheck, MandateOutcome, Match
from sigverify.records import BatchCounts, BatchItem, Decision, Records
from sigverify.signing import ChequeVerification
from tests.sigverify.records.evidence import another_scan, enrol, page_result, verification

BUNDLE = "bundle"


def cheque() -> ChequeVerification:
    check = MandateCheck(MandateOutcome.MET, (Match(0, None, None, None, False),))
    return ChequeVerification((verification(distances=()),), check)


def add(records: Records, run: int, **changes: Any) -> BatchItem | None:
    result = page_result(**changes)
    told: Any = {
        "account": result.account,
        "file_name": result.file,
        "page": result.page,
        "sha256": result.sha256,
        "reference_ids": (),
    }
    return records.add_batch_item(run, result, cheque(), told)


def test_an_item_comes_back_as_it_was_put_on_record(records: Records) -> None:
    run = records.begin_batch("/cheques", "{}").id
    given = page_result(
        amount=Decimal("12500.50"),
        drawn_on=date(2026, 3, 4),
        serial="004711",
        cheque_number="4711",
        box=Box(1, 2, 30, 40),
        similarity=0.75,
        threshold=0.5,
        quality="Faint.",
        seconds=0.25,
    )
    records.add_batch_item(run, given)
    (item,) = records.batch_items(run)
    assert item.result == given
    assert (item.run_id, item.verification_id, item.duplicate_of, item.decision) == (run, None, None, "")
    assert records.verify_audit().intact


def test_a_page_is_on_record_once_and_its_evidence_too(records: Records) -> None:
    run = records.begin_batch("/cheques", "{}").id
    sha256 = another_scan()
    assert add(records, run, sha256=sha256) is not None
    assert add(records, run, sha256=sha256) is None
    assert len(list(records.batch_items(run))) == 1
    assert len(records.verifications()) == 1
    assert records.batch_contents(run, "c.tif") == {(sha256, 1)}


def test_the_same_folder_and_setup_go_on_with_the_same_run(records: Records) -> None:
    first = records.begin_batch("/cheques", "{}")
    records.finish_batch(first.id)
    assert records.batch_run(first.id).finished_at is not None
    again = records.begin_batch("/cheques", "{}")
    assert (again.id, again.finished_at) == (first.id, None)
    others = [
        records.begin_batch("/cheques", '{"form": "x"}').id,
        records.begin_batch("/others", "{}").id,
        records.begin_batch("/cheques", "{}", again=True).id,
    ]
    assert len({first.id, *others}) == 4
    assert [run.id for run in records.batch_runs()] == [*reversed(others), first.id]
    assert records.verify_audit().intact


def test_a_run_that_is_not_there_is_named(records: Records) -> None:
    for use in (records.batch_run, records.finish_batch, lambda run: add(records, run)):
        with pytest.raises(RecordsError, match="run 99 is not there"):
            use(99)


def test_the_same_content_under_another_name_was_presented_before(records: Records) -> None:
    run = records.begin_batch("/monday", "{}").id
    sha256 = another_scan()
    first = add(records, run, file="a.tif", sha256=sha256)
    second = add(records, run, file="b.tif", sha256=sha256)
    tuesday = records.begin_batch("/tuesday", "{}").id
    third = add(records, tuesday, file="a.tif", sha256=sha256)
    assert first is not None
    assert (first.duplicate_of, first.result.recommendation) == (None, Recommendation.ACCEPT)
    for item in (second, third):
        assert item is not None
        assert (item.duplicate_of, item.result.recommendation) == (first.id, Recommendation.FLAG)
        assert f"presented before: a.tif, page 1, run {run}" in item.result.reason


def test_the_same_number_on_the_line_of_the_same_account_was_presented_before(records: Records) -> None:
    run = records.begin_batch("/cheques", "{}").id
    first = add(records, run, file="a.tif", serial="7")
    others = [
        add(records, run, file="b.tif", serial="8"),
        add(records, run, file="c.tif", serial="7", account="2"),
        add(records, run, file="d.tif", serial=""),
        add(records, run, file="e.tif", serial="", account=None),
    ]
    same = add(records, run, file="f.tif", serial="7")
    assert first is not None
    assert same is not None
    assert same.duplicate_of == first.id
    assert all(item is not None and item.duplicate_of is None for item in others)


def test_a_folder_that_is_looked_at_once_more_was_not_presented_twice(records: Records) -> None:
    sha256 = another_scan()
    add(records, records.begin_batch("/cheques", "{}").id, sha256=sha256, serial="7")
    again = add(records, records.begin_batch("/cheques", "{}", again=True).id, sha256=sha256, serial="7")
    assert again is not None
    assert again.duplicate_of is None


def test_what_cannot_be_scored_stays_so_and_backs_are_no_cheques(records: Records) -> None:
    run = records.begin_batch("/cheques", "{}").id
    sha256 = another_scan()
    kind = {"recommendation": Recommendation.UNSCORABLE}
    add(records, run, file="a.tif", sha256=sha256, **kind)
    again = add(records, run, file="b.tif", sha256=sha256, **kind)
    back = add(records, run, file="c.tif", sha256=sha256, is_back=True, **kind)
    add(records, run, file="d.tif", failed=True, **kind)
    add(records, run, file="e.tif")
    assert again is not None
    assert again.result.recommendation is Recommendation.UNSCORABLE
    assert back is not None
    assert back.duplicate_of is None
    # `a`, `b` and `d`; a back is counted nowhere.
    assert records.batch_counts(run) == BatchCounts(accept=1, flag=0, unscorable=3, failed=1)
    assert len(list(records.batch_items(run))) == 4
    assert len(list(records.batch_items(run, backs=True))) == 5


def test_of_a_changed_file_only_what_it_is_now_is_listed(records: Records) -> None:
    run = records.begin_batch("/cheques", "{}").id
    add(records, run, file="a.tif", sha256="old")
    add(records, run, file="a.tif", sha256="old", page=2)
    add(records, run, file="b.tif")
    add(records, run, file="a.tif", sha256="new")
    listed = [(item.result.file, item.result.page, item.result.sha256) for item in records.batch_items(run)]
    assert [name for name, *_ in listed] == ["b.tif", "a.tif"]
    assert listed[1] == ("a.tif", 1, "new")


def test_items_come_in_their_order_in_chunks_and_after_one(
    records: Records, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sigverify.records.batches._CHUNK", 2)
    run = records.begin_batch("/cheques", "{}").id
    made = [add(records, run, file=f"{at}.tif") for at in range(5)]
    ids = [item.id for item in made if item is not None]
    assert [item.id for item in records.batch_items(run)] == ids
    assert [item.id for item in records.batch_items(run, after=ids[2])] == ids[3:]
    for page in (3, 2):
        add(
            records,
            run,
            file="2.tif",
            page=page,
            sha256=next(records.batch_items(run, after=ids[1])).result.sha256,
        )
    by_file = [(item.result.file, item.result.page) for item in records.batch_items_by_file(run)]
    assert by_file == [
        ("0.tif", 1),
        ("1.tif", 1),
        ("2.tif", 1),
        ("2.tif", 2),
        ("2.tif", 3),
        ("3.tif", 1),
        ("4.tif", 1),
    ]


def test_what_a_clerk_decided_about_the_scan_stands_with_the_item(records: Records) -> None:
    run = records.begin_batch("/cheques", "{}").id
    item = add(records, run)
    assert item is not None
    assert item.verification_id is not None
    decision = records.save_decision(item.verification_id, Decision.FLAGGED)
    (found,) = records.batch_items(run)
    assert found.decision == "FLAGGED"
    records.undo_decision(decision.id)
    (found,) = records.batch_items(run)
    assert found.decision == ""


def test_references_without_their_images_are_those_that_count_today(records: Records) -> None:
    today = date(2026, 11, 25)
    records.add_account("1", "Ann")
    kept = enrol(records, "1", b"one")
    bare = enrol(records, "1", b"two")
    enrol(records, "1", b"three", valid_until=today - timedelta(days=1))
    gone = enrol(records, "1", b"four")
    records.retire_reference(gone.id, "old")
    other = records.add_signatory("1", "Bob")
    hers = enrol(records, "1", b"five", signatory_id=other.id)
    left = records.add_signatory("1", "Cay")
    enrol(records, "1", b"six", signatory_id=left.id)
    records.retire_signatory(left.id, "left")
    vector = np.arange(4, dtype=np.float32)
    records.save_embedding(kept.id, BUNDLE, vector)
    records.save_embedding(bare.id, "another bundle", vector)
    found = records.embedded_references("1", today, BUNDLE)
    assert [one.id for one in found] == [kept.id, bare.id, hers.id]
    assert {one.id for one in records.usable_references("1", today)} == {one.id for one in found}
    assert [one.vector for one in found] == [vector.tobytes(), None, None]


def test_references_of_an_account_that_is_not_there(records: Records) -> None:
    with pytest.raises(RecordsError, match="account 9 is not there"):
        records.embedded_references("9", date(2026, 1, 1), BUNDLE)
