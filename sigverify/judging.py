"""Distances in, a recommendation and its reason out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from calibration.profile import Profile
from sigverify import canvas
from sigverify.fusion import fuse


class Recommendation(StrEnum):
    """What the program says; the clerk decides."""

    ACCEPT = "ACCEPT"
    FLAG = "FLAG"
    UNSCORABLE = "UNSCORABLE"


class Reason(StrEnum):
    """Why a recommendation is what it is, in words for the clerk."""

    ALIKE = "The similarity reaches the threshold."
    NOT_ALIKE = "The similarity is below the threshold."
    REFER = "The similarity lies between the two thresholds. Let a second person look at it."
    NO_REFERENCE = "There is no reference to compare with. Add one to the account."
    NO_SIGNATURE = "No signature was found on the cheque. Draw its box by hand if there is one."
    TOO_LITTLE_INK = "There is too little ink to be a signature."
    NO_PROFILE = "There is no calibration profile. Run the calibration."
    STALE_PROFILE = "The calibration profile belongs to another model. Run the calibration again."
    COPY_OF_REFERENCE = "The signature is probably a copy of a reference."
    COPY_OF_CHEQUE = "The signature is probably a copy of one on an earlier cheque."
    UNREADABLE = "The scan cannot be read."
    POOR_SCAN = "The scan is too poor to compare signatures on it. Scan the cheque again."


@dataclass(frozen=True, slots=True)
class Judgement:
    """What follows from the distances alone."""

    recommendation: Recommendation
    reason: Reason
    similarity: float | None = None
    threshold: float | None = None
    log10_lr: float | None = None


def judge(
    apart: Sequence[float],
    between: float,
    profile: Profile | None,
    model: str,
    missing: Reason | None = None,
    *,
    threshold: float | None = None,
    amount: Decimal | None = None,
) -> Judgement:
    """Turn distances into a recommendation.

    Parameters
    ----------
    apart
        Distance to each reference.
    between
        Mean distance of the references among each other.
    missing
        Why there is no questioned signature.
    threshold
        A signatory's own, on similarity; holds where it is stricter than the profile's.
    amount
        Of the cheque; where it is not known and the thresholds depend on it, the strictest holds.
    """
    if missing is not None:
        return Judgement(Recommendation.UNSCORABLE, missing)
    if not apart:
        return Judgement(Recommendation.UNSCORABLE, Reason.NO_REFERENCE)
    if profile is None:
        return Judgement(Recommendation.UNSCORABLE, Reason.NO_PROFILE)
    if not profile.fits(model, canvas.VERSION):
        return Judgement(Recommendation.UNSCORABLE, Reason.STALE_PROFILE)
    curve = profile.curve(len(apart))
    distance = fuse(apart, between, profile.fusion)
    similarity = curve.similarity(distance)
    limits = curve.limits(amount)
    least = max(limits.accept, threshold or 0.0)
    refer = limits.flag_below is not None and similarity >= limits.flag_below
    otherwise = Reason.REFER if refer else Reason.NOT_ALIKE
    alike = similarity >= least
    return Judgement(
        Recommendation.ACCEPT if alike else Recommendation.FLAG,
        Reason.ALIKE if alike else otherwise,
        similarity,
        least,
        curve.log10_lr(distance),
    )
