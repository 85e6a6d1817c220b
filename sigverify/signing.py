"""Whose signatures are on a cheque, and is it signed as its mandate asks.

The way from scan to recommendation where an account has several people, who have several references each.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal

import numpy as np

from sigverify.geometry import Box
from sigverify.judging import Judgement, judge
from sigverify.judging import Recommendation as Rec
from sigverify.mandates import Mandate, MandateCheck, MandateOutcome, check
from sigverify.scans import Scan
from sigverify.sight import Found, ScanKind, Sight
from sigverify.verifier import Embedded, Verification, Verifier

# Boxes that share more than this of what both cover hold the same signature.
_SAME_PLACE = 0.1


@dataclass(frozen=True, slots=True, eq=False)
class Signer:
    """Somebody who may sign, with everything that signatures are compared with.

    Attributes
    ----------
    id
        Of the signatory.
    threshold
        The signatory's own, on similarity; it holds where it is stricter than the profile's.
    references
        At least one.
    """

    id: int
    threshold: float | None
    references: tuple[Embedded, ...]


@dataclass(frozen=True, slots=True, eq=False)
class Party:
    """Who may sign for an account today, and as the mandate asks.

    Attributes
    ----------
    reference_ids
        Of all references of all signers, in their order.
    mandate_id
        None where no mandate is on record: any one signatory may sign anything.
    """

    signers: tuple[Signer, ...] = ()
    reference_ids: tuple[int, ...] = ()
    mandate: Mandate = field(default_factory=Mandate)
    mandate_id: int | None = None


@dataclass(frozen=True, slots=True, eq=False)
class ChequeVerification:
    """What all signatures on a cheque came to.

    Attributes
    ----------
    signatures
        One for each signature that was looked at, at least one. The distances are to all references of all
        signers, in their order; the similarity is to the signatory whom the signature was taken for. The
        first one's recommendation is that for the whole cheque.
    mandate
        Whom they were taken for, and whether that is what the mandate asks.
    """

    signatures: tuple[Verification, ...]
    mandate: MandateCheck

    @property
    def whole(self) -> Verification:
        """The first signature's verification, with the recommendation for the whole cheque."""
        return self.signatures[0]


def verify_cheque(
    verifier: Verifier,
    scan: Scan,
    signers: Sequence[Signer],
    mandate: Mandate,
    *,
    amount: Decimal | None = None,
    boxes: Sequence[Box] = (),
    kind: ScanKind = ScanKind.AUTO,
    form: str = "",
    sight: Sight | None = None,
) -> ChequeVerification:
    """Verify as many signatures as the mandate asks for at most, and check them against it.

    Parameters
    ----------
    signers
        Everybody who may sign today and has references.
    boxes
        Where the signatures are, in the scan's pixels; empty looks for them. Of a cut-out signature only
        the signature is asked, not whether another one is missing.
    form
        Id of the cheque's form, where the bank has one.
    sight
        The scan, where it was looked at before; `kind` and `form` are not asked then.
    """
    sight = sight or verifier.look(scan, kind, form)
    if sight.page is None and len(boxes) < 2:
        mandate = Mandate(always_refer=mandate.always_refer)
    references = [reference for signer in signers for reference in signer.references]
    found = [verifier.compare(sight, references, boxes[0] if boxes else None)]
    others = boxes[1:] if boxes else other_boxes(found[0])[: mandate.most_signatures(amount) - 1]
    found += [verifier.compare(sight, references, box) for box in others]
    return judge_cheque(verifier, found, signers, mandate, amount)


def judge_cheque(
    verifier: Verifier,
    found: Sequence[Verification],
    signers: Sequence[Signer],
    mandate: Mandate,
    amount: Decimal | None,
) -> ChequeVerification:
    """Say whose signatures those are and what follows; each was compared with all references of all signers."""
    judged = [_by_signer(verifier, one, signers, amount) for one in found]
    similarities = np.array(
        [[np.nan if each.similarity is None else each.similarity for each in row] for row in judged]
    ).reshape(len(found), len(signers))
    thresholds = [_threshold(verifier, signer, amount) for signer in signers]
    checked = check(mandate, amount, similarities, [signer.id for signer in signers], thresholds)
    places = {signer.id: at for at, signer in enumerate(signers)}
    told = []
    for one, row, match in zip(found, judged, checked.matches, strict=True):
        if match.signatory is not None:
            told.append(_told(one, row[places[match.signatory]]))
        elif any(each.similarity is not None for each in row):  # one signature more than there are signers
            told.append(replace(_told(one, max(row, key=_similarity)), recommendation=Rec.FLAG))
        else:
            told.append(one)
    return ChequeVerification((_whole(told[0], checked), *told[1:]), checked)


def _by_signer(
    verifier: Verifier, one: Verification, signers: Sequence[Signer], amount: Decimal | None
) -> list[Judgement]:
    """Judge one signature against each signer by itself."""
    judged, start = [], 0
    for signer in signers:
        end = start + len(signer.references)
        judged.append(
            judge(
                one.distances[start:end],
                verifier.spread(signer.references),
                verifier.profile,
                verifier.model,
                threshold=signer.threshold,
                amount=amount,
            )
        )
        start = end
    return judged


def _threshold(verifier: Verifier, signer: Signer, amount: Decimal | None) -> float:
    profile = verifier.profile
    if profile is None:  # nothing is scored then, and nothing reaches 1
        return 1.0
    return max(profile.curve(len(signer.references)).limits(amount).accept, signer.threshold or 0.0)


def _similarity(judged: Judgement) -> float:
    return -1.0 if judged.similarity is None else judged.similarity


def _told(one: Verification, judged: Judgement) -> Verification:
    return replace(
        one,
        recommendation=judged.recommendation,
        reason=judged.reason,
        similarity=judged.similarity,
        threshold=judged.threshold,
        log10_lr=judged.log10_lr,
    )


def _whole(first: Verification, checked: MandateCheck) -> Verification:
    """Let the first verification speak for the whole cheque."""
    met = checked.outcome is MandateOutcome.MET
    if first.recommendation is Rec.UNSCORABLE or (met and first.recommendation is Rec.ACCEPT):
        return first
    if checked.outcome is MandateOutcome.NOT_MET and first.recommendation is Rec.FLAG:
        return first  # that the signature is not alike says more
    return replace(first, recommendation=Rec.ACCEPT if met else Rec.FLAG, reason=checked.outcome.value)


def other_boxes(first: Verification | Found) -> list[Box]:
    """Return where else on the cheque a signature may be, best first."""
    here = first.box
    return [
        candidate.box
        for candidate in first.candidates
        if here is not None and candidate.box.iou(here) < _SAME_PLACE
    ]
