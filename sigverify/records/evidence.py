"""Verifications and decisions: rows are only ever added."""

from __future__ import annotations

from typing import TYPE_CHECKING, Unpack

from sqlalchemy import select
from sqlalchemy.orm import Session, aliased

from sigverify.errors import RecordsError
from sigverify.mandates import MandateOutcome
from sigverify.operators import Permission
from sigverify.records.approvals import approval_of, approvals_of
from sigverify.records.base import Store, Writing, insert_row, now, require_in
from sigverify.records.mandates import read_check
from sigverify.records.schema import DecisionRow, VerificationRow
from sigverify.records.values import Decision, StoredDecision, StoredVerification, Subject
from sigverify.records.verifications import ChequeFacts, SignatureFacts, add_cheque, add_verification

if TYPE_CHECKING:  # the verifier brings image processing with it, which a list of accounts does not need
    from sigverify.signing import ChequeVerification
    from sigverify.verifier import Verification


class EvidenceStore(Store):
    """The part of the records that keeps verifications and decisions."""

    def save_verification(self, verification: Verification, **told: Unpack[SignatureFacts]) -> int:
        """Add the evidence of a verification and return its id.

        Parameters
        ----------
        account
            The number on the cheque, enrolled or not; None where it is not known.
        file_name, page, sha256
            Where the questioned signature came from; the hash (hex) is over the whole file.
        reference_ids
            What it was compared with, in the order of the distances; empty when those were not enrolled.
        signatory_id, part_of, amount, cheque_number, mandate_id, mandate
            See `StoredVerification`.

        Raises
        ------
        RecordsError
            When the account's number is not one that an account may have, or the amount none that a cheque
            may be drawn for.
        """
        with self._write(Permission.VERIFY) as writing:
            return add_verification(writing, verification, **told)

    def save_cheque(self, cheque: ChequeVerification, **told: Unpack[ChequeFacts]) -> int:
        """Add the evidence of all signatures on a cheque, all or none, and return the first one's id.

        Raises
        ------
        RecordsError
            As `save_verification`.
        """
        with self._write(Permission.VERIFY) as writing:
            return add_cheque(writing, cheque, **told)

    def verification(self, verification_id: int) -> StoredVerification | None:
        """Return the verification with that id."""
        with self._read() as session:
            row = session.get(VerificationRow, verification_id)
            return None if row is None else verification_of(row)

    def further_signatures(self, verification_id: int) -> list[StoredVerification]:
        """Return the verifications of the other signatures on the cheque that a first one is about."""
        wanted = select(VerificationRow).where(VerificationRow.part_of == verification_id)
        with self._read() as session:
            return [verification_of(row) for row in session.scalars(wanted.order_by(VerificationRow.id))]

    def verification_decided_by(self, decision_id: int) -> int | None:
        """Return the id of the verification that a decision is about; None where there is no such decision."""
        with self._read() as session:
            row = session.get(DecisionRow, decision_id)
            return None if row is None else row.verification_id

    def verifications(self, account: str | None = None, limit: int = 100) -> list[StoredVerification]:
        """Return the newest verifications first: those of one account number, or of all."""
        wanted = select(VerificationRow).order_by(VerificationRow.id.desc()).limit(limit)
        if account is not None:
            wanted = wanted.where(VerificationRow.account == account.strip())
        with self._read() as session:
            return [verification_of(row) for row in session.scalars(wanted)]

    def save_decision(
        self,
        verification_id: int,
        decision: Decision,
        *,
        reason: str = "",
        note: str = "",
        supersedes: int | None = None,
    ) -> StoredDecision:
        """Add what the clerk decided about a cheque, on the grounds of a verification; earlier decisions stay.

        Accepting waits for a second look where the amount or the mandate asks for one.

        Parameters
        ----------
        supersedes
            The decision in force about the scan (`latest_decision`) that the clerk saw, whichever verification
            it was made on; None when there was none.

        Raises
        ------
        RecordsError
            When there is no such verification, or somebody else decided in the meantime; nothing is stored
            then.
        """
        decision = Decision(decision)
        if decision is Decision.UNDONE:
            raise ValueError("undo_decision takes a decision back")
        with self._write(Permission.DECIDE) as writing:
            cheque = writing.session.get(VerificationRow, verification_id)
            if cheque is None:
                raise RecordsError(f"verification {verification_id} is not there", "Verify the cheque first")
            last = _last(writing.session, cheque.sha256, cheque.page)
            in_force = _in_force(last)
            if supersedes != (None if in_force is None else in_force.id):
                raise _decided_otherwise(in_force)
            again = decision is Decision.ACCEPTED and self._needs_second_look(cheque)
            return self._add(writing, cheque, decision, reason, note, last, again)

    def undo_decision(self, decision_id: int, reason: str = "") -> StoredDecision:
        """Take back the decision in force: an UNDONE row that supersedes it, after which it can be decided anew.

        Raises
        ------
        NotPermitted
            When it is somebody else's, and the operator may undo only own decisions.
        RecordsError
            When it is not the decision in force.
        """
        with self._write(Permission.DECIDE) as writing:
            row = writing.session.get(DecisionRow, decision_id)
            if row is None:
                raise RecordsError(f"decision {decision_id} is not there", "Look at the cheque again")
            cheque = writing.session.get_one(VerificationRow, row.verification_id)
            last = _last(writing.session, cheque.sha256, cheque.page)
            if last is None or last.id != row.id or row.decision == Decision.UNDONE:
                raise _decided_otherwise(last)
            if row.operator != writing.operator:
                require_in(writing.session, self.operator, Permission.UNDO_OTHERS)
            return self._add(writing, cheque, Decision.UNDONE, reason, "", row, needs_approval=False)

    def decision(self, verification_id: int) -> StoredDecision | None:
        """Return the decision in force that was made on a verification.

        None where there is none, it was undone, or one on another verification of the scan took its place.
        """
        later = aliased(DecisionRow)
        wanted = select(DecisionRow).where(
            DecisionRow.verification_id == verification_id,
            DecisionRow.decision != Decision.UNDONE.value,
            ~select(later.id).where(later.supersedes == DecisionRow.id).exists(),
        )
        with self._read() as session:
            return _told(session, session.scalar(wanted.order_by(DecisionRow.id.desc()).limit(1)))

    def latest_decision(self, sha256: str, page: int) -> StoredDecision | None:
        """Return the decision in force about a page of a scan, by whomever and on whichever verification of it.

        None where nothing was decided or it was undone; `sha256` (hex) is that of the file.
        """
        with self._read() as session:
            return _told(session, _in_force(_last(session, sha256, page)))

    def decisions(self, verification_id: int) -> list[StoredDecision]:
        """Return all decisions about a verification, the first one first."""
        wanted = select(DecisionRow).where(DecisionRow.verification_id == verification_id)
        with self._read() as session:
            rows = list(session.scalars(wanted.order_by(DecisionRow.id)))
            answers = approvals_of(session, Subject.DECISION, [row.id for row in rows])
            return [_decision(row, answers.get(row.id)) for row in rows]

    def _needs_second_look(self, cheque: VerificationRow) -> bool:
        refer = cheque.mandate is not None and read_check(cheque.mandate).outcome is MandateOutcome.ALWAYS_REFER
        return refer or self._policy.asks_second_look(cheque.amount)

    def _add(
        self,
        writing: Writing,
        cheque: VerificationRow,
        decision: Decision,
        reason: str,
        note: str,
        last: DecisionRow | None,
        needs_approval: bool,
    ) -> StoredDecision:
        row = DecisionRow(
            verification_id=cheque.id,
            decision=decision.value,
            reason=reason,
            note=note,
            operator=writing.operator,
            at=now(),
            supersedes=None if last is None else last.id,
            needs_approval=needs_approval,
        )
        insert_row(writing.session, row)
        action = decision.value.lower().replace("_", " ")
        writing.chain.vouch(action, row, account=cheque.account, verification=cheque.id)
        return _decision(row, None)


def _last(session: Session, sha256: str, page: int) -> DecisionRow | None:
    """Return the newest decision about a page of a scan, an undoing too."""
    wanted = select(DecisionRow).join(VerificationRow, DecisionRow.verification_id == VerificationRow.id)
    wanted = wanted.where(VerificationRow.sha256 == sha256, VerificationRow.page == page)
    return session.scalar(wanted.order_by(DecisionRow.id.desc()).limit(1))


def _in_force(last: DecisionRow | None) -> DecisionRow | None:
    return None if last is None or last.decision == Decision.UNDONE else last


def _told(session: Session, row: DecisionRow | None) -> StoredDecision | None:
    return None if row is None else _decision(row, approvals_of(session, Subject.DECISION, [row.id]).get(row.id))


def _decided_otherwise(row: DecisionRow | None) -> RecordsError:
    if row is None or row.decision == Decision.UNDONE:
        return RecordsError("that decision is not in force any more", "Look at the cheque again")
    done = row.decision.lower().replace("_", " ")
    problem = f"{row.operator} {done} this cheque at {row.at:%Y-%m-%d %H:%M:%S} UTC"
    return RecordsError(problem.replace("put aside this cheque", "put this cheque aside"), "Look at it again")


def verification_of(row: VerificationRow) -> StoredVerification:
    """Return the value of a row."""
    from sigverify.judging import Recommendation

    return StoredVerification(
        id=row.id,
        account=row.account,
        signatory_id=row.signatory_id,
        file_name=row.file_name,
        page=row.page,
        sha256=row.sha256,
        box=row.box,
        recommendation=Recommendation(row.recommendation),
        reason=row.reason,
        similarity=row.similarity,
        threshold=row.threshold,
        log10_lr=row.log10_lr,
        distances=tuple(row.distances),
        reference_ids=tuple(row.reference_ids),
        model=row.model,
        profile=row.profile,
        part_of=row.part_of,
        amount=row.amount,
        cheque_number=row.cheque_number,
        mandate_id=row.mandate_id,
        mandate=None if row.mandate is None else read_check(row.mandate),
        operator=row.operator,
        at=row.at,
        seconds=row.seconds,
    )


def _decision(row: DecisionRow, approved: bool | None) -> StoredDecision:
    return StoredDecision(
        id=row.id,
        verification_id=row.verification_id,
        decision=Decision(row.decision),
        reason=row.reason,
        note=row.note,
        operator=row.operator,
        at=row.at,
        supersedes=row.supersedes,
        approval=approval_of(row.needs_approval, approved),
    )
