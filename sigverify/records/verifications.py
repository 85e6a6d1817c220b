"""Add the evidence of a cheque's signatures within a transaction."""

from __future__ import annotations

import math
from decimal import Decimal
from typing import TYPE_CHECKING, Required, TypedDict, Unpack

from sigverify.mandates import MandateCheck, valid_amount
from sigverify.records.base import Writing, insert_row, now
from sigverify.records.mandates import check_document
from sigverify.records.names import valid_number
from sigverify.records.schema import SeenInkRow, VerificationRow

if TYPE_CHECKING:  # the verifier brings image processing with it, which a list of accounts does not need
    from sigverify.signing import ChequeVerification
    from sigverify.verifier import Verification


class ChequeFacts(TypedDict, total=False):
    """What is known of a cheque besides its signatures; see `EvidenceStore.save_verification`."""

    account: Required[str | None]
    file_name: Required[str]
    page: Required[int]
    sha256: Required[str]
    reference_ids: Required[tuple[int, ...]]
    amount: Decimal | None
    cheque_number: str
    mandate_id: int | None


class SignatureFacts(ChequeFacts, total=False):
    """What is known of one of its signatures; see `StoredVerification`."""

    signatory_id: int | None
    part_of: int | None
    mandate: MandateCheck | None


def add_cheque(writing: Writing, cheque: ChequeVerification, **told: Unpack[ChequeFacts]) -> int:
    """Add the evidence of all signatures on a cheque; return the first one's id, which stands for the cheque."""
    first: int | None = None
    for verification, match in zip(cheque.signatures, cheque.mandate.matches, strict=True):
        saved = add_verification(
            writing,
            verification,
            **told,
            signatory_id=match.signatory,
            part_of=first,
            mandate=cheque.mandate if first is None else None,
        )
        first = saved if first is None else first
    assert first is not None, "there is a first signature, found or not"
    return first


def add_verification(
    writing: Writing,
    verification: Verification,
    *,
    account: str | None,
    file_name: str,
    page: int,
    sha256: str,
    reference_ids: tuple[int, ...],
    signatory_id: int | None = None,
    part_of: int | None = None,
    amount: Decimal | None = None,
    cheque_number: str = "",
    mandate_id: int | None = None,
    mandate: MandateCheck | None = None,
) -> int:
    """Add the evidence of one signature as `EvidenceStore.save_verification` does, and return its id."""
    _check(verification, reference_ids)
    row = VerificationRow(
        account=None if account is None else valid_number(account),
        signatory_id=signatory_id,
        file_name=file_name,
        page=page,
        sha256=sha256,
        box=verification.box,
        recommendation=verification.recommendation.value,
        reason=verification.reason,
        similarity=verification.similarity,
        threshold=verification.threshold,
        log10_lr=verification.log10_lr,
        distances=list(verification.distances),
        reference_ids=list(reference_ids),
        model=verification.model,
        profile=verification.profile,
        part_of=part_of,
        amount=None if amount is None else valid_amount(amount),
        cheque_number=cheque_number,
        mandate_id=mandate_id,
        mandate=None if mandate is None else check_document(mandate),
        operator=writing.operator,
        at=now(),
        seconds=verification.seconds,
    )
    insert_row(writing.session, row)
    writing.chain.vouch("verified", row, account=row.account)
    kept = verification.kept
    if kept is not None and row.account is not None and row.model is not None:
        seen = SeenInkRow(
            verification_id=row.id,
            bundle=row.model,
            dimensions=kept.vector.size,
            content=kept.vector.astype("<f4").tobytes() + kept.ink,
        )
        writing.vault.seal(writing.session, seen)
        insert_row(writing.session, seen)
    return row.id


def _check(verification: Verification, reference_ids: tuple[int, ...]) -> None:
    scores = (verification.similarity, verification.threshold, verification.log10_lr)
    if any(score is not None and math.isnan(score) for score in scores):
        raise ValueError(f"scores that are not numbers: {scores}")
    if not all(math.isfinite(distance) for distance in verification.distances):
        raise ValueError(f"distances that are not finite: {verification.distances}")
    if reference_ids and verification.distances and len(reference_ids) != len(verification.distances):
        raise ValueError(f"{len(verification.distances)} distances to {len(reference_ids)} references")
