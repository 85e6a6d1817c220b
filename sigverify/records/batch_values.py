"""What the records give back of runs over folders of cheques."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import TYPE_CHECKING

from sigverify.geometry import Box

if TYPE_CHECKING:  # the verifier brings image processing with it, which a list of accounts does not need
    from sigverify.judging import Recommendation


# Kinds of recommendations in the order in which they are looked at.
_IN_REVIEW = ("FLAG", "UNSCORABLE", "ACCEPT")


@dataclass(frozen=True, slots=True)
class BatchRun:
    """A folder of cheques that is gone through.

    Attributes
    ----------
    source
        Path of the folder or image cash letter file, absolute.
    setup
        How it is gone through, as JSON: the same source and setup go on with the same run.
    finished_at
        None as long as something is left to do.
    """

    id: int
    source: str
    setup: str
    operator: str
    started_at: datetime
    finished_at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class BatchResult:
    """One page of a run and what was recommended, to be put on record.

    Attributes
    ----------
    file
        Relative to the folder, with slashes.
    sha256
        Of the whole file, hex; of a file that cannot be read, what tells one state of it from another.
    is_back
        The back of a cheque: kept so that it is not read again, and no cheque of its own.
    failed
        The file could not be read, or the page made the program fail.
    account, origin
        Whose cheque it is, and where that came from: `manifest`, `line`, `file name`; None and "" where it is
        not known.
    serial
        The cheque's number as the magnetic line has it; "" where it has none.
    cheque_number, amount, drawn_on
        As the manifest or else the magnetic line has them.
    box
        Where the signature is, in pixels of the page.
    quality
        What is wrong with the scan, in words.
    seconds
        Of a processor's work.
    """

    file: str
    page: int
    sha256: str
    is_back: bool = False
    failed: bool = False
    account: str | None = None
    origin: str = ""
    serial: str = ""
    cheque_number: str = ""
    amount: Decimal | None = None
    drawn_on: date | None = None
    recommendation: Recommendation
    reason: str
    similarity: float | None = None
    threshold: float | None = None
    box: Box | None = None
    quality: str = ""
    seconds: float = 0.0


@dataclass(frozen=True, slots=True)
class BatchItem:
    """A result on record.

    Attributes
    ----------
    verification_id
        Its evidence, which decisions are made on; None where nothing could be looked at.
    duplicate_of
        The item that the same cheque was presented as before; None where it was not.
    decision
        What a clerk decided about it: ACCEPTED, FLAGGED or PUT_ASIDE; "" for nothing yet.
    """

    id: int
    run_id: int
    result: BatchResult
    verification_id: int | None
    duplicate_of: int | None
    decision: str
    at: datetime

    @property
    def margin(self) -> float | None:
        """By how much the similarity is above the threshold; None where nothing was scored."""
        similarity, threshold = self.result.similarity, self.result.threshold
        return None if similarity is None or threshold is None else similarity - threshold

    @property
    def review_key(self) -> tuple[int, float, str, int]:
        """What a work-list is sorted by: flagged ones first, and among those the nearest to the threshold."""
        kind = _IN_REVIEW.index(self.result.recommendation.value)
        apart = 2.0 if self.margin is None else abs(self.margin)
        return kind, apart, self.result.file, self.result.page


@dataclass(frozen=True, slots=True)
class BatchCounts:
    """How many cheques of a run came to what; `failed` ones are among the unscorable."""

    accept: int = 0
    flag: int = 0
    unscorable: int = 0
    failed: int = 0

    @property
    def done(self) -> int:
        return self.accept + self.flag + self.unscorable
