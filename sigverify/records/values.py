"""What the records give back: plain values that stay valid after the database is closed."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from typing import TYPE_CHECKING

from sigverify.geometry import Box
from sigverify.grade import Grade
from sigverify.mandates import Mandate, MandateCheck

if TYPE_CHECKING:  # the verifier brings image processing with it, which a list of accounts does not need
    from sigverify.judging import Recommendation


class Decision(StrEnum):
    """What the clerk did with a cheque; UNDONE takes back the decision that it supersedes."""

    ACCEPTED = "ACCEPTED"
    FLAGGED = "FLAGGED"
    PUT_ASIDE = "PUT_ASIDE"
    UNDONE = "UNDONE"


class Outcome(StrEnum):
    """How a signature turned out; UNKNOWN takes back what was recorded before."""

    GENUINE = "GENUINE"
    SKILLED = "SKILLED"  # a practised copy
    RANDOM = "RANDOM"  # somebody else's own signature
    UNKNOWN = "UNKNOWN"


class Approval(StrEnum):
    """Whether what one operator did already counts: with four eyes, another one has to approve of it."""

    NOT_NEEDED = "NOT_NEEDED"
    PENDING = "PENDING"
    APPROVED = "APPROVED"
    REFUSED = "REFUSED"

    @property
    def in_force(self) -> bool:
        """Whether it counts."""
        return self in (Approval.NOT_NEEDED, Approval.APPROVED)


class Subject(StrEnum):
    """What can be approved of: the kinds of `PendingApproval`."""

    DECISION = "decision"
    REFERENCE = "reference"
    MANDATE = "mandate"
    ACTIVATION = "activation"


@dataclass(frozen=True, slots=True)
class Account:
    """What cheques are drawn on; `holder` is "" where nobody has named one."""

    number: str
    holder: str
    created_at: datetime


@dataclass(frozen=True, slots=True)
class Signatory:
    """A person who may sign for an account.

    Attributes
    ----------
    threshold
        On similarity, 0 to 1: stricter than the profile's where it is higher, as for a signature that is easy
        to forge. None leaves it to the profile.
    valid_from, valid_until
        The first and the last day on which the person may sign; None where there is no such limit.
    retired_at, retired_reason
        Set once the person may not sign any more.
    """

    id: int
    account: str
    name: str
    threshold: float | None
    valid_from: date | None
    valid_until: date | None
    added_at: datetime
    retired_at: datetime | None
    retired_reason: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredReference:
    """A known genuine signature as it was enrolled.

    Attributes
    ----------
    image
        The original file's bytes, with `sha256` (hex) over them.
    page
        Which page of the file; the first is 1.
    box
        Where on the page the signature is, in the scan's pixels; None for the whole page.
    signatory_id
        Whose signature it is.
    quality
        What is to be known of its image, in words for the clerk; "" when it is good.
    complexity, grade
        How much there is to imitate (`sigverify.complexity`); None for references from before it was measured.
    valid_from, valid_until
        The first and the last day on which it is compared with; None where there is no such limit.
    added_by, approval
        Who enrolled it, and whether it may be used yet.
    retired_at, retired_reason, retired_by
        Set once the reference is no longer compared with.
    image_removed_at
        Set once retention has removed the image, which then is b"".
    """

    id: int
    account: str
    signatory_id: int
    image: bytes = field(repr=False)
    file_name: str
    page: int
    box: Box | None
    sha256: str
    quality: str
    complexity: float | None
    grade: Grade | None
    valid_from: date | None
    valid_until: date | None
    added_at: datetime
    added_by: str
    approval: Approval
    retired_at: datetime | None
    retired_reason: str | None
    retired_by: str | None
    image_removed_at: datetime | None = None


@dataclass(frozen=True, slots=True, eq=False)
class EmbeddedReference:
    """A reference that counts, without its image; `vector` is little-endian float32, None where none is kept."""

    id: int
    signatory_id: int
    file_name: str
    sha256: str
    vector: bytes | None


@dataclass(frozen=True, slots=True)
class StoredMandate:
    """One version of an account's mandate; a change is a new version."""

    id: int
    account: str
    mandate: Mandate
    reason: str
    operator: str
    at: datetime
    approval: Approval


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredVerification:
    """The evidence of one verification, as `sigverify.verifier.Verification` had it.

    `account` is the number as it was known then, enrolled or not, and None where it was not known.
    `reference_ids` is empty when the references were not enrolled ones; otherwise `distances`, when there
    are any, has one for each.

    Attributes
    ----------
    signatory_id
        Whose references the similarity is about; None where there was none.
    part_of
        The first verification of the same cheque, for each further signature on it; decisions and the
        mandate's check are kept with the first.
    amount, cheque_number
        As on the cheque; None and "" where they were not known.
    mandate_id, mandate
        The version of the mandate that the cheque was checked against, and what came out.
    operator
        Who asked for it; "" for those from before operators were recorded.
    """

    id: int
    account: str | None
    signatory_id: int | None
    file_name: str
    page: int
    sha256: str
    box: Box | None
    recommendation: Recommendation
    reason: str
    similarity: float | None
    threshold: float | None
    log10_lr: float | None
    distances: tuple[float, ...]
    reference_ids: tuple[int, ...]
    model: str | None
    profile: str | None
    part_of: int | None
    amount: Decimal | None
    cheque_number: str
    mandate_id: int | None
    mandate: MandateCheck | None
    operator: str
    at: datetime
    seconds: float


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredDecision:
    """What a clerk did about one verification, and why.

    `supersedes` is the decision about the same scan that this one takes the place of, whichever verification that
    was made on; None for the first. `approval` is PENDING as long as a supervisor has to take a second look.
    """

    id: int
    verification_id: int
    decision: Decision
    reason: str
    note: str
    operator: str
    at: datetime
    supersedes: int | None
    approval: Approval


@dataclass(frozen=True, slots=True)
class StoredOutcome:
    """How a signature turned out; `source` says how that is known."""

    id: int
    verification_id: int
    outcome: Outcome
    source: str
    operator: str
    at: datetime


@dataclass(frozen=True, slots=True)
class PendingApproval:
    """Something that waits for another operator; `summary` says what, for people."""

    subject: Subject
    subject_id: int
    account: str | None
    summary: str
    operator: str
    at: datetime


@dataclass(frozen=True, slots=True)
class StoredApproval:
    """What another operator said to something that waited; `note` is the reason where it was refused."""

    subject: Subject
    subject_id: int
    approved: bool
    note: str
    operator: str
    at: datetime


@dataclass(frozen=True, slots=True)
class StoredProfile:
    """A calibration profile as it was stored; `document` is its file's text, never changed."""

    name: str
    document: str = field(repr=False)
    bundle: str
    operator: str
    at: datetime


@dataclass(frozen=True, slots=True)
class ProfileActivation:
    """From when on a profile was used, by whom, and why."""

    id: int
    profile: str
    reason: str
    operator: str
    at: datetime
    approval: Approval


@dataclass(frozen=True, slots=True)
class AuditEntry:
    """One link of the audit chain.

    Attributes
    ----------
    id
        1, 2, 3 ... without a gap.
    account
        The number of the account that it is about, where it is about one.
    action, subject
        What was done to what: `reference retired`, `account_references:17`.
    details
        JSON: for a row of evidence, its table and its SHA-256; else what changed.
    previous, sha256
        Hex. `sha256` is over all the other fields, and `previous` is that of the entry before.
    """

    id: int
    at: datetime
    operator: str
    account: str | None
    action: str
    subject: str
    details: str
    previous: str
    sha256: str
