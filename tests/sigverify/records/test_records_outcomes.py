"""How cheques turned out: rows are only added, the newest counts."""

from __future__ import annotations

import pytest

from sigverify.errors import NotPermitted, RecordsError
from sigverify.operators import Role
from sigverify.records import Decision, Outcome, Records
from tests.sigverify.records.evidence import enrol, save


def test_the_newest_outcome_of_a_signature_counts(records: Records) -> None:
    verified = save(records)
    assert records.outcome(verified) is None
    records.save_outcome(verified, Outcome.GENUINE, "the customer confirmed it")
    records.save_outcome(verified, Outcome.SKILLED, "the customer withdrew it")
    known = records.outcome(verified)
    assert known is not None
    assert (known.outcome, known.source) == (Outcome.SKILLED, "the customer withdrew it")
    [(verification, outcome)] = records.verifications_with_outcome()
    assert (verification.id, outcome.outcome) == (verified, Outcome.SKILLED)
    records.save_outcome(verified, Outcome.UNKNOWN, "an error")
    assert records.outcome(verified) is None
    assert records.verifications_with_outcome() == []
    assert records.verify_audit().intact


def test_an_outcome_says_how_it_is_known_and_of_what(records: Records) -> None:
    verified = save(records)
    with pytest.raises(RecordsError, match="how the outcome is known is missing"):
        records.save_outcome(verified, Outcome.GENUINE, " ")
    with pytest.raises(RecordsError, match="verification 99 is not there"):
        records.save_outcome(99, Outcome.GENUINE, "the customer")
    assert records.verifications_with_outcome() == []


def test_a_clerk_records_no_outcomes(records: Records) -> None:
    verified = save(records)
    records.add_operator("ann", Role.ADMINISTRATOR)
    ann = records.acting_as("ann")
    ann.add_operator("cleo", Role.CLERK)
    ann.add_operator("sue", Role.SUPERVISOR)
    with pytest.raises(NotPermitted, match="record how cheques turned out"):
        records.acting_as("cleo").save_outcome(verified, Outcome.GENUINE, "I think so")
    records.acting_as("sue").save_outcome(verified, Outcome.GENUINE, "the customer")


def test_the_scored_verifications_of_one_model_come_newest_first(records: Records) -> None:
    first, second = save(records), save(records)
    save(records, model="another")
    save(records, similarity=None, threshold=None, log10_lr=None, distances=())
    assert [one.id for one in records.scored_verifications("model-1", 10)] == [second, first]
    assert [one.id for one in records.scored_verifications("model-1", 1)] == [second]


def test_a_cheque_is_found_by_its_number_with_all_its_signatures(records: Records) -> None:
    again = [save(records, cheque={"cheque_number": "004711"}) for _ in range(2)]
    second = save(records, cheque={"cheque_number": "004711", "part_of": again[1]})
    found = records.verifications_of_cheque("1", " 004711 ")
    assert [one.id for one in found] == [again[1], second]
    assert records.verifications_of_cheque("2", "004711") == []


def test_the_decisions_in_force_are_told_at_once(records: Records) -> None:
    kept, undone, none = save(records), save(records), save(records)
    records.save_decision(kept, Decision.ACCEPTED)
    records.undo_decision(records.save_decision(undone, Decision.FLAGGED).id)
    assert records.decisions_in_force([kept, undone, none]) == {kept: Decision.ACCEPTED}


def test_references_tell_whose_they_are(records: Records) -> None:
    records.add_account("1")
    one = enrol(records, "1")
    assert records.signatories_of_references([one.id, 99]) == {one.id: one.signatory_id}
