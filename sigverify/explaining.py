"""Explain a recommendation and a decision from what is on record alone, however long ago they were made."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import asdict, dataclass

from sigverify.errors import RecordsError
from sigverify.records import (
    Approval,
    AuditEntry,
    Records,
    StoredApproval,
    StoredDecision,
    StoredReference,
    StoredVerification,
    Subject,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Explanation:
    """All that is known of one cheque.

    Attributes
    ----------
    verification, further
        The first signature on it, and the others where it bears several.
    signatories
        The names of the account's signatories by their ids, retired ones too.
    references
        What it was compared with, in the order of the distances; empty where those were not enrolled.
    decisions, approvals
        All decisions, the first one first, and what other operators said to them, by the decision's id.
    audit
        The entries of the audit chain that vouch for all of it.
    """

    verification: StoredVerification
    further: tuple[StoredVerification, ...]
    signatories: Mapping[int, str]
    references: tuple[StoredReference, ...]
    decisions: tuple[StoredDecision, ...]
    approvals: Mapping[int, StoredApproval]
    audit: tuple[AuditEntry, ...]

    def signer(self, verification: StoredVerification) -> str:
        """Return the name of whom a signature was taken for; "" for nobody."""
        return "" if verification.signatory_id is None else self.signatories.get(verification.signatory_id, "")

    def reference_name(self, at: int) -> str:
        """Return what the reference at a place is called: that of the file, where it is on record."""
        if at >= len(self.references):
            return f"reference {at + 1}, which was not enrolled"
        one = self.references[at]
        gone = one.image_removed_at
        removed = "" if gone is None else f", removed on {gone:%Y-%m-%d} by retention"
        return f"reference {one.id} ({one.file_name}{removed})"

    def as_json(self) -> dict[str, object]:
        """Return it for programs: no images, which are named by their hashes."""
        return {
            **_verification_json(self.verification, self.signer(self.verification)),
            "further": [_verification_json(one, self.signer(one)) for one in self.further],
            "references": [
                {"id": one.id, "file": one.file_name, "sha256": one.sha256, "added": one.added_at.isoformat()}
                | {"image_removed": one.image_removed_at and one.image_removed_at.isoformat()}
                for one in self.references
            ],
            "decisions": [self._decision_json(one) for one in self.decisions],
            "audit": [
                {"id": one.id, "at": one.at.isoformat(), "operator": one.operator, "action": one.action}
                | {"sha256": one.sha256}
                for one in self.audit
            ],
        }

    def _decision_json(self, one: StoredDecision) -> dict[str, object]:
        answer = self.approvals.get(one.id)
        said = None if answer is None else {**asdict(answer), "at": answer.at.isoformat()}
        return {
            "id": one.id,
            "decision": one.decision.value,
            "reason": one.reason,
            "note": one.note,
            "operator": one.operator,
            "at": one.at.isoformat(),
            "approval": one.approval.value,
            "answer": said,
        }


def explain(records: Records, verification_id: int) -> Explanation:
    """Collect all that is on record of a cheque; of a further signature, it is explained with the first.

    Raises
    ------
    RecordsError
        When there is no such verification.
    """
    found = records.verification(verification_id)
    if found is not None and found.part_of is not None:
        found = records.verification(found.part_of)
    if found is None:
        raise RecordsError(f"verification {verification_id} is not there", "Look at the account's history")
    people = {}
    if found.account is not None and records.account(found.account) is not None:
        people = {one.id: one.name for one in records.signatories(found.account, include_retired=True)}
    compared = (records.reference(one) for one in found.reference_ids)
    decisions = tuple(records.decisions(found.id))
    answers = {one.id: records.answer(Subject.DECISION, one.id) for one in decisions}
    return Explanation(
        verification=found,
        further=tuple(records.further_signatures(found.id)),
        signatories=people,
        references=tuple(one for one in compared if one is not None),
        decisions=decisions,
        approvals={key: answer for key, answer in answers.items() if answer is not None},
        audit=tuple(records.audit_of(found.id)),
    )


def as_text(found: Explanation) -> str:
    """Return it for people."""
    lines = []
    for one in (found.verification, *found.further):
        lines.append(
            f"Verification {one.id}: {one.file_name}, page {one.page}, account {one.account or 'unknown'}"
        )
        lines.append(f"  {one.at:%Y-%m-%d %H:%M:%S} UTC by {one.operator or 'unknown'}, sha256 {one.sha256}")
        box = "none" if one.box is None else "{} {} {} {}".format(*one.box.as_tuple())
        lines.append(f"  box {box}; model {one.model}; profile {one.profile}")
        lines.append(f"  {one.recommendation.value}: {one.reason}")
        if one.similarity is not None and one.threshold is not None:
            whose = f" to {found.signer(one)}" if found.signer(one) else ""
            lines.append(f"  similarity {one.similarity:.3f}{whose}, threshold {one.threshold:.3f}")
        told = (f"{distance:.3f} to {found.reference_name(at)}" for at, distance in enumerate(one.distances))
        lines += [f"  distance {distance}" for distance in told]
    if found.verification.mandate is not None:
        lines.append(f"Mandate: {found.verification.mandate.outcome.value}")
    for made in found.decisions:
        why = "; ".join(filter(None, (made.reason, made.note)))
        lines.append(f"{made.at:%Y-%m-%d %H:%M:%S} UTC {made.operator}: {made.decision.value} {why}".rstrip())
        answer = found.approvals.get(made.id)
        if answer is not None:
            said = "approved" if answer.approved else "refused"
            lines.append(
                f"  {said} by {answer.operator} at {answer.at:%Y-%m-%d %H:%M:%S} UTC {answer.note}".rstrip()
            )
        elif made.approval is Approval.PENDING:
            lines.append("  waits for a second look")
    lines += [f"audit {one.id}: {one.action}, {one.subject}, sha256 {one.sha256}" for one in found.audit]
    return "\n".join(lines)


def verification_of(entry: AuditEntry) -> int | None:
    """Return the verification that an entry of the audit chain is about; None where it is about something else."""
    named = re.fullmatch(r"verifications:(\d+)", entry.subject)
    if named is not None:
        return int(named.group(1))
    about: int | None = json.loads(entry.details).get("verification")
    return about


def _verification_json(one: StoredVerification, signer: str) -> dict[str, object]:
    return {
        "id": one.id,
        "account": one.account,
        "file": one.file_name,
        "page": one.page,
        "sha256": one.sha256,
        "box": None if one.box is None else list(one.box.as_tuple()),
        "signatory": signer,
        "amount": None if one.amount is None else str(one.amount),
        "cheque_number": one.cheque_number,
        "recommendation": one.recommendation.value,
        "reason": one.reason,
        "similarity": one.similarity,
        "threshold": one.threshold,
        "log10_lr": one.log10_lr,
        "distances": list(one.distances),
        "mandate": None if one.mandate is None else one.mandate.outcome.name,
        "model": one.model,
        "profile": one.profile,
        "operator": one.operator,
        "at": one.at.isoformat(),
    }
