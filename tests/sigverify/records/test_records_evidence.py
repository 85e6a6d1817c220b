from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import pytest

from sigverify.errors import NotPermitted, RecordsError
from sigverify.geometry import Box
from sigverify.judging import Recommendation
from sigverify.mandates import Mandate, MandateCheck, MandateOutcome, Match, SigningRule
from sigverify.records import Decision, Records
from sigverify.settings import Settings
from tests.sigverify.records.evidence import another_scan, save


def test_a_verification_comes_back_as_it_was_saved(records: Records) -> None:
    before = datetime.now(UTC)
    scan = another_scan()
    saved = save(records, account=" 1 ", cheque={"sha256": scan})
    (stored,) = records.verifications()
    assert stored.id == saved
    assert (stored.account, stored.file_name, stored.page) == ("1", "c.tif", 2)
    assert stored.sha256 == scan
    assert stored.recommendation is Recommendation.ACCEPT
    assert (stored.similarity, stored.threshold, stored.log10_lr) == (0.75, 0.5, 1.25)
    assert (stored.distances, stored.reference_ids) == ((0.1, 1 / 3), (7, 9))
    assert (stored.box, stored.model, stored.profile) == (Box(3, 4, 300, 90), "model-1", "profile-1")
    assert (stored.reason, stored.seconds) == ("", 0.125)
    assert before <= stored.at <= datetime.now(UTC)


@pytest.mark.parametrize("recommendation", Recommendation)
def test_every_recommendation_can_be_saved(records: Records, recommendation: Recommendation) -> None:
    save(records, recommendation=recommendation)
    assert records.verifications()[0].recommendation is recommendation


def test_an_unscorable_cheque_without_account_or_scores_is_evidence_too(records: Records) -> None:
    nothing = dict.fromkeys(("similarity", "threshold", "log10_lr", "box", "model", "profile"))
    unscorable = {"recommendation": Recommendation.UNSCORABLE, "reason": "no signature", "distances": ()}
    save(records, account=None, **nothing, **unscorable)
    (stored,) = records.verifications()
    assert stored.account is None
    assert (stored.similarity, stored.threshold, stored.log10_lr) == (None, None, None)
    assert (stored.box, stored.model, stored.profile, stored.distances) == (None, None, None, ())
    assert (stored.recommendation, stored.reason) == (Recommendation.UNSCORABLE, "no signature")


def test_an_impossible_likelihood_ratio_is_kept(records: Records) -> None:
    save(records, log10_lr=float("-inf"))
    assert records.verifications()[0].log10_lr == float("-inf")


def test_verifications_come_newest_first_by_account_and_up_to_a_limit(records: Records) -> None:
    first, second, third = save(records, "1"), save(records, "2"), save(records, "1")
    assert [stored.id for stored in records.verifications()] == [third, second, first]
    assert [stored.id for stored in records.verifications(" 1")] == [third, first]
    assert [stored.id for stored in records.verifications("1", limit=1)] == [third]
    assert records.verifications("3") == []


@pytest.mark.parametrize(
    ("changes", "problem"),
    [
        ({"similarity": float("nan")}, "not numbers"),
        ({"log10_lr": float("nan")}, "not numbers"),
        ({"distances": (0.1, float("inf"))}, "not finite"),
        ({"distances": (0.1,)}, "1 distances to 2 references"),
    ],
)
def test_evidence_that_contradicts_itself_is_a_bug_of_the_caller(
    records: Records, changes: dict[str, Any], problem: str
) -> None:
    with pytest.raises(ValueError, match=problem):
        save(records, **changes)
    assert records.verifications() == []


DECISIONS = [Decision.ACCEPTED, Decision.FLAGGED, Decision.PUT_ASIDE]


@pytest.mark.parametrize("decision", DECISIONS)
def test_a_decision_comes_back_as_it_was_saved(records: Records, decision: Decision) -> None:
    verification_id = save(records)
    before = datetime.now(UTC)
    saved = records.acting_as(" Ann ").save_decision(verification_id, decision, reason="shaky", note="called; ok'")
    assert records.decisions(verification_id) == [saved]
    assert records.decision(verification_id) == saved
    assert (saved.verification_id, saved.decision, saved.supersedes) == (verification_id, decision, None)
    assert (saved.operator, saved.reason, saved.note) == ("ann", "shaky", "called; ok'")
    assert before <= saved.at <= datetime.now(UTC)


def test_a_second_thought_supersedes_the_first(records: Records) -> None:
    verification_id, other = save(records), save(records)
    first = records.save_decision(verification_id, Decision.PUT_ASIDE)
    second = records.save_decision(verification_id, Decision.FLAGGED, supersedes=first.id)
    assert records.decisions(verification_id) == [first, second]
    assert records.decision(verification_id) == second
    assert second.supersedes == first.id
    assert records.decision(other) is None


@pytest.mark.parametrize("seen", [None, "older", "of another cheque"])
def test_who_did_not_see_the_decision_in_force_is_told_who_decided(records: Records, seen: str | None) -> None:
    verification_id, other = save(records), save(records)
    older = records.save_decision(verification_id, Decision.PUT_ASIDE)
    ann = records.acting_as("ann")
    ann.save_decision(verification_id, Decision.ACCEPTED, supersedes=older.id)
    elsewhere = records.save_decision(other, Decision.FLAGGED)
    ids = {None: None, "older": older.id, "of another cheque": elsewhere.id}
    with pytest.raises(RecordsError, match="ann accepted this cheque at"):
        records.acting_as("bob").save_decision(verification_id, Decision.FLAGGED, supersedes=ids[seen])
    assert len(records.decisions(verification_id)) == 2


def test_two_verifications_of_one_scan_have_one_decision_in_force(records: Records, settings: Settings) -> None:
    scan = another_scan()
    with Records.open(settings) as elsewhere:
        ann, bob = records.acting_as("ann"), elsewhere.acting_as("bob")
        hers, his = save(ann, cheque={"sha256": scan}), save(bob, cheque={"sha256": scan})
        assert bob.latest_decision(scan, 2) is None
        accepted = ann.save_decision(hers, Decision.ACCEPTED)
        with pytest.raises(RecordsError, match="ann accepted this cheque at"):
            bob.save_decision(his, Decision.FLAGGED)
        assert bob.decisions(his) == []
        assert bob.latest_decision(scan, 2) == accepted
        flagged = bob.save_decision(his, Decision.FLAGGED, supersedes=accepted.id)
    assert flagged.supersedes == accepted.id
    assert records.latest_decision(scan, 2) == records.decision(his) == flagged
    assert records.decision(hers) is None
    with pytest.raises(RecordsError, match="bob flagged this cheque"):
        ann.undo_decision(accepted.id)
    records.acting_as("bob").undo_decision(flagged.id)
    assert records.latest_decision(scan, 2) is None
    assert ann.save_decision(hers, Decision.ACCEPTED) == records.latest_decision(scan, 2)
    assert records.verify_audit().intact


def test_another_page_of_a_scan_is_another_cheque(records: Records) -> None:
    scan = another_scan()
    first, second = save(records, cheque={"sha256": scan, "page": 1}), save(records, cheque={"sha256": scan})
    accepted = records.save_decision(first, Decision.ACCEPTED)
    flagged = records.save_decision(second, Decision.FLAGGED)
    assert records.latest_decision(scan, 1) == accepted
    assert records.latest_decision(scan, 2) == flagged


def test_undo_is_a_row_after_which_it_can_be_decided_anew(records: Records) -> None:
    verification_id = save(records)
    first = records.save_decision(verification_id, Decision.ACCEPTED)
    undone = records.undo_decision(first.id, "wrong key")
    assert (undone.decision, undone.supersedes, undone.reason) == (Decision.UNDONE, first.id, "wrong key")
    assert records.decision(verification_id) is None
    again = records.save_decision(verification_id, Decision.FLAGGED)
    assert [row.decision for row in records.decisions(verification_id)] == [
        Decision.ACCEPTED,
        Decision.UNDONE,
        Decision.FLAGGED,
    ]
    assert records.decision(verification_id) == again


def test_only_the_decision_in_force_can_be_undone_and_only_once(records: Records) -> None:
    verification_id = save(records)
    first = records.save_decision(verification_id, Decision.ACCEPTED)
    second = records.save_decision(verification_id, Decision.FLAGGED, supersedes=first.id)
    with pytest.raises(RecordsError, match="flagged this cheque"):
        records.undo_decision(first.id)
    undone = records.undo_decision(second.id)
    for gone in (second, undone):
        with pytest.raises(RecordsError, match="not in force"):
            records.undo_decision(gone.id)
    with pytest.raises(RecordsError, match="decision 99 is not there"):
        records.undo_decision(99)


def test_undone_is_not_a_decision_that_somebody_takes(records: Records) -> None:
    with pytest.raises(ValueError, match="undo_decision"):
        records.save_decision(save(records), Decision.UNDONE)


def test_a_decision_needs_a_verification_and_somebody_who_decides(records: Records) -> None:
    with pytest.raises(RecordsError, match="verification 1 is not there"):
        records.save_decision(1, Decision.ACCEPTED)
    verification_id = save(records)
    with pytest.raises(NotPermitted, match="nobody is signed in"):
        records.acting_as(None).save_decision(verification_id, Decision.ACCEPTED)
    assert records.decisions(verification_id) == []


def test_what_was_on_the_cheque_and_the_check_of_its_mandate_are_kept(records: Records) -> None:
    account = records.add_account("1", "Ann")
    person = records.add_signatory(account.number, "Ann")
    version = records.set_mandate("1", Mandate((SigningRule(1, frozenset({person.id}), Decimal("99.5")),)), "new")
    checked = MandateCheck(
        MandateOutcome.NOT_MET,
        (Match(0, person.id, 0.1 + 0.2, 0.6, accepted=False), Match(1, None, None, None, accepted=False)),
        version.mandate.rules[0],
        1,
    )
    first = save(
        records, cheque={"amount": Decimal("12500.105"), "cheque_number": "004711", "signatory_id": person.id}
    )
    cheque = {"part_of": first, "mandate_id": version.id, "mandate": checked}
    second = save(records, cheque=cheque)
    one, two = records.verification(first), records.verification(second)
    assert one is not None
    assert two is not None
    assert (one.amount, one.cheque_number, one.signatory_id) == (Decimal("12500.105"), "004711", person.id)
    assert (one.part_of, one.mandate, one.operator) == (None, None, records.operator)
    assert (two.part_of, two.mandate_id, two.mandate) == (first, version.id, checked)
    assert records.verification(99) is None


def test_an_amount_that_no_cheque_has_is_refused(records: Records) -> None:
    with pytest.raises(RecordsError, match="cannot be the amount"):
        save(records, cheque={"amount": Decimal(-1)})
