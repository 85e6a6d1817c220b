"""What the records give back: plain values that stay valid after the database is closed."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import TYPE_CHECKING

from sigverify.geometry import Box

if TYPE_CHECKING:  # the verifier brings image processing with it, which a list of accounts does not need
    from sigverify.verifier import Recommendation


class Decision(StrEnum):
    """What the clerk did with a cheque."""

    ACCEPTED = "ACCEPTED"
    FLAGGED = "FLAGGED"
    PUT_ASIDE = "PUT_ASIDE"


@dataclass(frozen=True, slots=True)
class Account:
    """What cheques are drawn on; `holder` is "" where nobody has named one."""

    number: str
    holder: str
    created_at: datetime


@dataclass(frozen=True, slots=True)
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
    retired_at, retired_reason
        Set once the reference is no longer compared with.
    """

    id: int
    account: str
    image: bytes = field(repr=False)
    file_name: str
    page: int
    box: Box | None
    sha256: str
    added_at: datetime
    retired_at: datetime | None
    retired_reason: str | None


@dataclass(frozen=True, slots=True)
class StoredVerification:
    """The evidence of one verification, as `sigverify.verifier.Verification` had it.

    `account` is the number as it was known then, enrolled or not, and None where it was not known.
    `reference_ids` is empty when the references were not enrolled ones; otherwise `distances`, when there
    are any, has one for each.
    """

    id: int
    account: str | None
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
    at: datetime
    seconds: float


@dataclass(frozen=True, slots=True)
class StoredDecision:
    """What a clerk did about one verification, and why."""

    id: int
    verification_id: int
    decision: Decision
    reason: str
    note: str
    operator: str
    at: datetime
