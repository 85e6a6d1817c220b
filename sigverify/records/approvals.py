"""Four eyes: what one operator did counts once another approved of it. Nobody approves their own change."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from sigverify.errors import NotPermitted, RecordsError
from sigverify.operators import Permission
from sigverify.records.base import Store, insert_row, now, required
from sigverify.records.schema import (
    AccountRow,
    ActivationRow,
    ApprovalRow,
    DecisionRow,
    MandateRow,
    ProfileRow,
    ReferenceRow,
    SignatoryRow,
    VerificationRow,
)
from sigverify.records.values import Approval, PendingApproval, StoredApproval, Subject


class ApprovalStore(Store):
    """The part of the records that keeps approvals."""

    def pending_approvals(self) -> list[PendingApproval]:
        """Return what waits for another operator, the oldest first."""
        with self._read() as session:
            waiting = [
                _KINDS[subject].describe(session, row) for subject in Subject for row in _pending(session, subject)
            ]
        return sorted(waiting, key=lambda one: one.at)

    def approve(self, subject: Subject, subject_id: int, note: str = "") -> None:
        """Let what another operator did count.

        Raises
        ------
        NotPermitted
            When it is the operator's own, or the operator may not approve.
        RecordsError
            When it does not wait for an approval (any more).
        """
        self._answer(subject, subject_id, note, approved=True)

    def refuse(self, subject: Subject, subject_id: int, note: str) -> None:
        """Let what another operator did not count, with the reason in `note`; raises as `approve` does."""
        self._answer(subject, subject_id, required(note, "a reason for refusing"), approved=False)

    def answer(self, subject: Subject, subject_id: int) -> StoredApproval | None:
        """Return what another operator said to something; None where it did not wait, or waits still."""
        wanted = select(ApprovalRow).where(
            ApprovalRow.subject == subject.value, ApprovalRow.subject_id == subject_id
        )
        with self._read() as session:
            row = session.scalar(wanted)
            if row is None:
                return None
            return StoredApproval(subject, subject_id, row.approved, row.note, row.operator, row.at)

    def _answer(self, subject: Subject, subject_id: int, note: str, *, approved: bool) -> None:
        with self._write(Permission.APPROVE) as writing:
            waiting = {row.id: row for row in _pending(writing.session, subject)}
            if subject_id not in waiting:
                problem = f"{subject.value} {subject_id} does not wait for an approval"
                raise RecordsError(problem, "Look at the list again")
            told = _KINDS[subject].describe(writing.session, waiting[subject_id])
            if told.operator == writing.operator:
                raise NotPermitted("nobody approves their own change", "Ask another operator")
            row = ApprovalRow(
                subject=subject.value,
                subject_id=subject_id,
                author=told.operator,
                approved=approved,
                note=note,
                operator=writing.operator,
                at=now(),
            )
            insert_row(writing.session, row)
            action = f"{subject.value} {'approved' if approved else 'refused'}"
            writing.chain.vouch(action, row, account=told.account, of=subject_id)


def approval_of(needed: bool, approved: bool | None) -> Approval:
    """Return the state of something that needed an approval or not, and got an answer or None."""
    if not needed:
        return Approval.NOT_NEEDED
    if approved is None:
        return Approval.PENDING
    return Approval.APPROVED if approved else Approval.REFUSED


def approvals_of(session: Session, subject: Subject, ids: Sequence[int]) -> dict[int, bool]:
    """Return which of those were approved (True) or refused (False); others have no answer yet."""
    if not ids:
        return {}
    answers = select(ApprovalRow.subject_id, ApprovalRow.approved)
    answers = answers.where(ApprovalRow.subject == subject.value, ApprovalRow.subject_id.in_(ids))
    return {row.subject_id: row.approved for row in session.execute(answers)}


_Approvable = DecisionRow | ReferenceRow | MandateRow | ActivationRow


@dataclass(frozen=True, slots=True)
class _Kind:
    """A table whose rows can wait for an approval, and how one of them is told to people."""

    table: type[DecisionRow] | type[ReferenceRow] | type[MandateRow] | type[ActivationRow]
    describe: Callable[[Session, Any], PendingApproval]


def _pending(session: Session, subject: Subject) -> list[_Approvable]:
    table = _KINDS[subject].table
    answered = select(ApprovalRow.subject_id).where(ApprovalRow.subject == subject.value)
    wanted = select(table).where(table.needs_approval, table.id.not_in(answered)).order_by(table.id)
    if table is DecisionRow:  # what was decided anew since does not wait any more
        superseded = select(DecisionRow.supersedes).where(DecisionRow.supersedes.is_not(None))
        wanted = wanted.where(DecisionRow.id.not_in(superseded))
    if table is ReferenceRow:
        wanted = wanted.where(ReferenceRow.retired_at.is_(None))
    return list(session.scalars(wanted))


def _decision(session: Session, row: DecisionRow) -> PendingApproval:
    cheque = session.get_one(VerificationRow, row.verification_id)
    amount = "an unknown amount" if cheque.amount is None else f"{cheque.amount:,.2f}"
    what = f"{row.decision.lower().replace('_', ' ')} {cheque.file_name} for {amount}"
    return PendingApproval(Subject.DECISION, row.id, cheque.account, what, row.operator, row.at)


def _reference(session: Session, row: ReferenceRow) -> PendingApproval:
    who = session.get_one(SignatoryRow, row.signatory_id)
    what = f"reference {row.file_name} of {who.name}"
    return PendingApproval(Subject.REFERENCE, row.id, _number(session, row), what, row.added_by, row.added_at)


def _mandate(session: Session, row: MandateRow) -> PendingApproval:
    what = f"mandate: {row.reason}"
    return PendingApproval(Subject.MANDATE, row.id, _number(session, row), what, row.operator, row.at)


def _activation(session: Session, row: ActivationRow) -> PendingApproval:
    profile = session.get_one(ProfileRow, row.profile_id)
    what = f"calibration profile {profile.name}: {row.reason}"
    return PendingApproval(Subject.ACTIVATION, row.id, None, what, row.operator, row.at)


def _number(session: Session, row: ReferenceRow | MandateRow) -> str:
    return session.get_one(AccountRow, row.account_id).number


_KINDS = {
    Subject.DECISION: _Kind(DecisionRow, _decision),
    Subject.REFERENCE: _Kind(ReferenceRow, _reference),
    Subject.MANDATE: _Kind(MandateRow, _mandate),
    Subject.ACTIVATION: _Kind(ActivationRow, _activation),
}
