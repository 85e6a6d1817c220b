"""How cheques turned out, as it became known independently of what was recommended; rows are only ever added."""

from __future__ import annotations

from sqlalchemy import select

from sigverify.errors import RecordsError
from sigverify.operators import Permission
from sigverify.records.base import Store, insert_row, now, required
from sigverify.records.evidence import verification_of
from sigverify.records.schema import DecisionRow, OutcomeRow, ReferenceRow, VerificationRow
from sigverify.records.values import Decision, Outcome, StoredOutcome, StoredVerification


class OutcomeStore(Store):
    """The part of the records that keeps outcomes, and finds verifications for whoever calibrates."""

    def save_outcome(self, verification_id: int, outcome: Outcome, source: str) -> StoredOutcome:
        """Add how a signature turned out; the newest row of a verification counts.

        Parameters
        ----------
        source
            How that is known: the customer confirmed it, a court found it... not what the program recommended.

        Raises
        ------
        RecordsError
            When there is no such verification, or the source is empty.
        """
        source = required(source, "how the outcome is known")
        with self._write(Permission.OUTCOME) as writing:
            verified = writing.session.get(VerificationRow, verification_id)
            if verified is None:
                raise RecordsError(f"verification {verification_id} is not there", "Look at the account's history")
            row = OutcomeRow(
                verification_id=verification_id,
                outcome=Outcome(outcome).value,
                source=source,
                operator=writing.operator,
                at=now(),
            )
            insert_row(writing.session, row)
            writing.chain.vouch("outcome recorded", row, account=verified.account, verification=verification_id)
            return _outcome(row)

    def outcome(self, verification_id: int) -> StoredOutcome | None:
        """Return how a signature turned out, as far as is known."""
        wanted = select(OutcomeRow).where(OutcomeRow.verification_id == verification_id)
        with self._read() as session:
            row = session.scalar(wanted.order_by(OutcomeRow.id.desc()).limit(1))
            return None if row is None or row.outcome == Outcome.UNKNOWN else _outcome(row)

    def verifications_with_outcome(self) -> list[tuple[StoredVerification, StoredOutcome]]:
        """Return all verifications whose outcome is known, the oldest first."""
        wanted = select(VerificationRow, OutcomeRow).join(OutcomeRow)
        with self._read() as session:
            # Row by row, so that the newest outcome of a verification takes the place of those before.
            found = {one.id: (one, known) for one, known in session.execute(wanted.order_by(OutcomeRow.id))}
            return [
                (verification_of(one), _outcome(known))
                for one, known in sorted(found.values(), key=lambda pair: pair[0].id)
                if known.outcome != Outcome.UNKNOWN
            ]

    def scored_verifications(self, model: str, limit: int) -> list[StoredVerification]:
        """Return the newest verifications in which this model compared something, the newest first."""
        wanted = select(VerificationRow).where(VerificationRow.model == model)
        wanted = wanted.where(VerificationRow.similarity.is_not(None))
        with self._read() as session:
            rows = session.scalars(wanted.order_by(VerificationRow.id.desc()).limit(limit))
            return [verification_of(row) for row in rows]

    def verifications_of_cheque(self, account: str, cheque_number: str) -> list[StoredVerification]:
        """Return the verifications of the signatures on a cheque, told by its number; the newest scan's alone."""
        wanted = select(VerificationRow).where(
            VerificationRow.account == account.strip(), VerificationRow.cheque_number == cheque_number.strip()
        )
        with self._read() as session:
            rows = list(session.scalars(wanted.order_by(VerificationRow.id)))
            firsts = [row.id for row in rows if row.part_of is None]
            return [verification_of(row) for row in rows if firsts and firsts[-1] in (row.id, row.part_of)]

    def decisions_in_force(self, verification_ids: list[int]) -> dict[int, Decision]:
        """Return what was decided on verifications, by their ids, as far as it is in force."""
        superseded = select(DecisionRow.supersedes).where(DecisionRow.supersedes.is_not(None))
        wanted = select(DecisionRow.verification_id, DecisionRow.decision).where(
            DecisionRow.id.not_in(superseded), DecisionRow.decision != Decision.UNDONE.value
        )
        with self._read() as session:
            found = session.execute(wanted.where(DecisionRow.verification_id.in_(verification_ids)))
            return {row.verification_id: Decision(row.decision) for row in found}

    def signatories_of_references(self, reference_ids: list[int]) -> dict[int, int]:
        """Return whose the references are, by their ids."""
        wanted = select(ReferenceRow.id, ReferenceRow.signatory_id).where(ReferenceRow.id.in_(reference_ids))
        with self._read() as session:
            return {row.id: row.signatory_id for row in session.execute(wanted)}


def _outcome(row: OutcomeRow) -> StoredOutcome:
    return StoredOutcome(row.id, row.verification_id, Outcome(row.outcome), row.source, row.operator, row.at)
