"""Signatories, mandates, profiles and operators, and what takes two of them."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest

from sigverify.errors import NotPermitted, RecordsError
from sigverify.mandates import Mandate, MandateCheck, MandateOutcome, SigningRule
from sigverify.operators import PERMISSIONS, Permission, Role, hash_password, password_matches, system_user
from sigverify.records import Approval, Decision, Records, Subject
from sigverify.records.base import Policy
from sigverify.records.operators import MOST_FAILURES
from sigverify.settings import Settings
from tests.sigverify.records.evidence import enrol, save

PASSWORD = "a sentence that only Ann knows"
TODAY = date(2025, 6, 1)


@pytest.fixture
def staff(records: Records) -> Records:
    """Records of a bank with an administrator, a supervisor and two clerks; the administrator acts."""
    records.add_operator("ada", Role.ADMINISTRATOR, "Ada", PASSWORD)
    ada = records.acting_as("ada")
    ada.add_operator("sue", Role.SUPERVISOR)
    ada.add_operator("carl", Role.CLERK)
    ada.add_operator("cleo", Role.CLERK)
    return ada


# Signatories


def test_a_signatory_comes_back_as_added_and_changed(records: Records) -> None:
    records.add_account("1", "Firm")
    added = records.add_signatory("1", " Ann ", threshold=0.8, valid_from=TODAY)
    assert records.signatories("1") == [added]
    assert (added.name, added.threshold, added.valid_from, added.valid_until) == ("Ann", 0.8, TODAY, None)
    changed = records.change_signatory(added.id, name="Ann B", threshold=None, valid_from=None, valid_until=TODAY)
    assert records.signatory(added.id) == changed
    assert (changed.name, changed.threshold, changed.valid_until) == ("Ann B", None, TODAY)
    assert records.signatory(99) is None


def test_a_retired_signatory_signs_no_more_and_stays(records: Records) -> None:
    records.add_account("1")
    gone = records.retire_signatory(records.add_signatory("1", "Ann").id, "left")
    assert gone.retired_at is not None
    assert records.signatories("1") == []
    assert records.signatories("1", include_retired=True) == [gone]
    for attempt in (lambda: records.retire_signatory(gone.id, "again"), lambda: records.retire_signatory(99, "x")):
        with pytest.raises(RecordsError, match=r"retired already|not there"):
            attempt()


@pytest.mark.parametrize("terms", [{"threshold": 1.5}, {"valid_from": TODAY, "valid_until": date(2025, 5, 31)}])
def test_terms_that_make_no_sense_are_refused(records: Records, terms: dict[str, object]) -> None:
    records.add_account("1")
    with pytest.raises(RecordsError):
        records.add_signatory("1", "Ann", **terms)  # type: ignore[arg-type]
    assert records.signatories("1") == []


def test_two_people_of_one_name_have_to_be_told_apart(records: Records) -> None:
    records.add_account("1")
    records.add_signatory("1", "Ann")
    with pytest.raises(RecordsError, match="already a signatory"):
        records.add_signatory("1", " Ann")


def test_a_reference_is_somebodys(records: Records) -> None:
    records.add_account("1", "Ann Holder")
    records.add_account("2")
    first = enrol(records, "1")
    (holder,) = records.signatories("1")
    assert (first.signatory_id, holder.name) == (holder.id, "Ann Holder")
    other = records.add_signatory("1", "Bob")
    with pytest.raises(RecordsError, match="has 2 signatories"):
        enrol(records, "1", page=2)
    assert enrol(records, "1", page=2, signatory_id=other.id).signatory_id == other.id
    with pytest.raises(RecordsError, match=f"signatory {holder.id} is not one of account 2"):
        enrol(records, "2", signatory_id=holder.id)
    assert enrol(records, "2").signatory_id not in (holder.id, other.id)


def test_references_count_while_they_are_valid_and_their_signatory_may_sign(records: Records) -> None:
    records.add_account("1")
    reference = enrol(records, "1", valid_from=TODAY)
    (person,) = records.signatories("1")

    def usable(on: date) -> bool:
        return [one.id for one in records.usable_references("1", on)] == [reference.id]

    assert not usable(TODAY - timedelta(days=1))
    assert usable(TODAY)
    records.limit_reference(reference.id, None, TODAY)
    assert usable(TODAY - timedelta(days=1))
    assert not usable(TODAY + timedelta(days=1))
    records.change_signatory(person.id, name="Ann", threshold=None, valid_from=TODAY, valid_until=None)
    assert not usable(TODAY - timedelta(days=1))
    assert usable(TODAY)
    records.retire_signatory(person.id, "left")
    assert not usable(TODAY)
    assert len(records.references("1")) == 1
    with pytest.raises(RecordsError, match="before"):
        records.limit_reference(reference.id, TODAY, date(2000, 1, 1))


# Mandates


def test_a_mandate_is_kept_version_by_version(records: Records) -> None:
    records.add_account("1")
    assert records.mandate("1") is None
    ann, bob = records.add_signatory("1", "Ann"), records.add_signatory("1", "Bob")
    rules = (SigningRule(1, frozenset({ann.id}), Decimal("1000.50")), SigningRule(2, frozenset({ann.id, bob.id})))
    first = records.set_mandate("1", Mandate(rules, instructions="ring twice"), "opened")
    second = records.set_mandate("1", Mandate(always_refer=True), "court order")
    assert records.mandate("1") == second
    assert records.mandate_history("1") == [second, first]
    assert first.mandate == Mandate(rules, False, "ring twice")
    assert (second.reason, second.operator) == ("court order", records.operator)
    records.add_account("2")
    with pytest.raises(RecordsError, match="is not one of this account"):
        records.set_mandate("2", Mandate(rules), "copied")
    with pytest.raises(RecordsError, match="reason"):
        records.set_mandate("1", Mandate(), " ")


# Profiles


def test_profiles_are_kept_word_for_word_with_the_history_of_their_use(records: Records) -> None:
    assert records.active_profile() is None
    strict = records.add_profile("strict", "bundle-1", '{"threshold": 0.8}')
    lax = records.add_profile("lax", "bundle-1", '{"threshold": 0.4}')
    assert records.add_profile("strict", "bundle-1", '{"threshold": 0.8}') == strict
    with pytest.raises(RecordsError, match="another profile named strict"):
        records.add_profile("strict", "bundle-1", '{"threshold": 0.1}')
    assert records.profiles() == [lax, strict]
    records.activate_profile("lax", "trial")
    records.activate_profile("strict", "board decision")
    assert records.active_profile() == strict
    assert [(one.profile, one.reason) for one in records.profile_activations()] == [
        ("strict", "board decision"),
        ("lax", "trial"),
    ]
    with pytest.raises(RecordsError, match="is not there"):
        records.activate_profile("none", "x")


# Four eyes


def test_nothing_counts_before_another_operator_approved_of_it(staff: Records) -> None:
    sue, ada = staff.acting_as("sue"), staff
    for desk in (sue, ada):
        desk._policy = Policy(four_eyes=True)
    sue.add_account("1")
    reference = enrol(sue, "1")
    mandate = sue.set_mandate("1", Mandate(always_refer=True), "court order")
    ada.add_profile("strict", "bundle", "{}")
    activation = ada.activate_profile("strict", "first")
    assert {reference.approval, mandate.approval, activation.approval} == {Approval.PENDING}
    assert sue.usable_references("1", TODAY) == []
    assert sue.mandate("1") is None
    assert sue.active_profile() is None
    waiting = ada.pending_approvals()
    assert [(one.subject, one.subject_id, one.operator) for one in waiting] == [
        (Subject.REFERENCE, reference.id, "sue"),
        (Subject.MANDATE, mandate.id, "sue"),
        (Subject.ACTIVATION, activation.id, "ada"),
    ]
    for desk, one in ((sue, waiting[0]), (sue, waiting[1]), (ada, waiting[2])):
        with pytest.raises(NotPermitted, match="nobody approves their own change"):
            desk.approve(one.subject, one.subject_id)
    ada.approve(Subject.REFERENCE, reference.id)
    ada.refuse(Subject.MANDATE, mandate.id, "no such order")
    sue.approve(Subject.ACTIVATION, activation.id)
    assert [one.id for one in sue.usable_references("1", TODAY)] == [reference.id]
    assert sue.mandate("1") is None
    assert [one.approval for one in sue.mandate_history("1")] == [Approval.REFUSED]
    active = sue.active_profile()
    assert active is not None
    assert active.name == "strict"
    assert ada.pending_approvals() == []
    with pytest.raises(RecordsError, match="does not wait"):
        ada.approve(Subject.REFERENCE, reference.id)
    assert ada.verify_audit().intact


@pytest.mark.parametrize(
    ("amount", "needed"), [("1000", False), ("1000.001", True), ("999999", True), (None, True)]
)
def test_accepting_a_large_amount_takes_a_second_look(staff: Records, amount: str | None, needed: bool) -> None:
    carl = staff.acting_as("carl")
    carl._policy = Policy(second_look_above=Decimal(1000))
    cheque = save(carl, cheque={"amount": None if amount is None else Decimal(amount)})
    flagged = carl.save_decision(cheque, Decision.FLAGGED)
    assert flagged.approval is Approval.NOT_NEEDED
    accepted = carl.save_decision(cheque, Decision.ACCEPTED, supersedes=flagged.id)
    assert accepted.approval is (Approval.PENDING if needed else Approval.NOT_NEEDED)
    if needed:
        with pytest.raises(NotPermitted, match="may not approve"):
            staff.acting_as("cleo").approve(Subject.DECISION, accepted.id)
        staff.acting_as("sue").approve(Subject.DECISION, accepted.id)
        stored = carl.decision(cheque)
        assert stored is not None
        assert stored.approval is Approval.APPROVED


def test_a_supervisor_does_not_take_the_second_look_at_an_own_decision(staff: Records) -> None:
    sue = staff.acting_as("sue")
    sue._policy = Policy(second_look_above=Decimal(10))
    mine = sue.save_decision(save(sue, cheque={"amount": Decimal(11)}), Decision.ACCEPTED)
    with pytest.raises(NotPermitted, match="own change"):
        sue.approve(Subject.DECISION, mine.id)
    staff.approve(Subject.DECISION, mine.id)


def test_a_mandate_that_always_refers_takes_a_second_look(staff: Records) -> None:
    check = MandateCheck(MandateOutcome.ALWAYS_REFER, ())
    carl = staff.acting_as("carl")
    accepted = carl.save_decision(save(carl, cheque={"mandate": check}), Decision.ACCEPTED)
    assert accepted.approval is Approval.PENDING


def test_what_was_undone_does_not_wait_any_more(staff: Records) -> None:
    carl = staff.acting_as("carl")
    carl._policy = Policy(second_look_above=Decimal(10))
    accepted = carl.save_decision(save(carl), Decision.ACCEPTED)
    assert len(staff.pending_approvals()) == 1
    carl.undo_decision(accepted.id)
    assert staff.pending_approvals() == []
    with pytest.raises(RecordsError, match="does not wait"):
        staff.approve(Subject.DECISION, accepted.id)


# Operators


def test_permissions_grow_with_the_role() -> None:
    assert PERMISSIONS[Role.CLERK] < PERMISSIONS[Role.SUPERVISOR] < PERMISSIONS[Role.ADMINISTRATOR]
    assert PERMISSIONS[Role.ADMINISTRATOR] == set(Permission)


def test_a_desk_of_one_needs_no_operators(records: Records) -> None:
    assert records.operator == system_user()
    assert all(records.may(permission) for permission in Permission)
    assert not records.acting_as(None).may(Permission.VERIFY)


def test_from_the_first_operator_on_only_operators_work_here(staff: Records) -> None:
    stranger = staff.acting_as("eve")
    with pytest.raises(NotPermitted, match="eve is not an operator here"):
        stranger.add_account("1")
    assert not stranger.may(Permission.VERIFY)
    assert [one.name for one in staff.operators()] == ["ada", "carl", "cleo", "sue"]


def test_a_clerk_decides_but_sets_no_rules(staff: Records) -> None:
    carl = staff.acting_as("carl")
    carl.add_account("1")
    mine = carl.save_decision(save(carl), Decision.ACCEPTED)
    for attempt in (
        lambda: carl.set_mandate("1", Mandate(), "x"),
        lambda: carl.add_profile("p", "b", "{}"),
        lambda: carl.activate_profile("p", "x"),
        lambda: carl.add_operator("eve", Role.CLERK),
        lambda: carl.change_operator("carl", role=Role.ADMINISTRATOR, full_name=""),
        lambda: carl.retire_operator("cleo"),
        lambda: carl.set_password("cleo", PASSWORD),
        lambda: carl.accept_audit_head("x"),
        lambda: staff.acting_as("cleo").undo_decision(mine.id),
    ):
        with pytest.raises(NotPermitted, match="a clerk, may not"):
            attempt()
    staff.acting_as("sue").undo_decision(mine.id)
    assert staff.verify_audit().intact


def test_somebody_is_left_to_administer(staff: Records, records: Records) -> None:
    with pytest.raises(RecordsError, match="nobody would be left"):
        staff.retire_operator("ada")
    with pytest.raises(NotPermitted, match="their own role"):
        staff.change_operator("ada", role=Role.CLERK, full_name="Ada")
    staff.change_operator("sue", role=Role.ADMINISTRATOR, full_name="Sue")
    staff.acting_as("sue").change_operator("ada", role=Role.CLERK, full_name="Ada")
    assert not staff.may(Permission.OPERATORS)


def test_the_first_operator_is_an_administrator(records: Records) -> None:
    with pytest.raises(RecordsError, match="first operator has to be an administrator"):
        records.add_operator("carl", Role.CLERK)
    with pytest.raises(RecordsError, match="15 to 1024 characters"):
        records.add_operator("ada", Role.ADMINISTRATOR, password="too short")
    assert records.operators() == []


def test_a_retired_operator_does_nothing_more(staff: Records) -> None:
    carl = staff.acting_as("carl")
    staff.retire_operator("carl")
    with pytest.raises(NotPermitted, match="carl may not"):
        carl.add_account("1")
    with pytest.raises(RecordsError, match="is retired"):
        staff.set_password("carl", PASSWORD)
    with pytest.raises(RecordsError, match="already"):
        staff.add_operator(" CARL ", Role.CLERK)


def test_signing_in_takes_name_and_password(staff: Records) -> None:
    nobody = staff.acting_as(None)
    ada = nobody.sign_in(" Ada ", PASSWORD)
    assert ada.operator == "ada"
    ada.add_account("1")
    for name, password in (("ada", PASSWORD + "!"), ("eve", PASSWORD), ("sue", ""), ("ada", "x" * 2000)):
        with pytest.raises(NotPermitted, match="name and password do not match"):
            nobody.sign_in(name, password)
    actions = [entry.action for entry in staff.audit_entries()]
    assert (actions.count("signed in"), actions.count("sign-in refused")) == (1, 4)
    # What was typed for a name may have been the password.
    assert "eve" not in {entry.operator for entry in staff.audit_entries()}
    assert staff.verify_audit().intact


def test_guessing_is_stopped_for_a_while(staff: Records) -> None:
    for _ in range(MOST_FAILURES):
        with pytest.raises(NotPermitted, match="do not match"):
            staff.sign_in("ada", "a wrong sentence for Ada")
    with pytest.raises(NotPermitted, match="locked out until"):
        staff.sign_in("ada", PASSWORD)
    staff.set_password("ada", PASSWORD)
    assert staff.sign_in("ada", PASSWORD).operator == "ada"


def test_a_lock_ends(staff: Records, monkeypatch: pytest.MonkeyPatch) -> None:
    for _ in range(MOST_FAILURES):
        with pytest.raises(NotPermitted):
            staff.sign_in("ada", "a wrong sentence for Ada")
    later = datetime.now(UTC) + timedelta(minutes=16)
    monkeypatch.setattr("sigverify.records.operators.now", lambda: later)
    assert staff.sign_in("ada", PASSWORD).operator == "ada"


def test_with_sign_in_nobody_acts_before(staff: Records, settings: Settings) -> None:
    strict = Settings(settings.data_folder, database_url=settings.database_url, sign_in=True)
    with Records.open(strict) as records:
        assert records.operator is None
        with pytest.raises(NotPermitted, match="nobody is signed in"):
            records.add_account("1")
        assert records.sign_in("ada", PASSWORD).add_account("1").number == "1"


def test_passwords_are_kept_as_salted_argon2id_hashes() -> None:
    one, other = hash_password(PASSWORD), hash_password(PASSWORD)
    assert one.startswith("$argon2id$")
    assert one != other
    assert password_matches(PASSWORD, one)
    assert not password_matches(PASSWORD + " ", one)
    assert not password_matches(PASSWORD, None)
    assert not password_matches(PASSWORD, "not a hash")
