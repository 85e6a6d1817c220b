"""Sentences of the desk that are made from numbers."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from calibration.metrics import ErrorRate
    from calibration.profile import Evidence


def evidence_sentence(evidence: Evidence) -> str:
    """Say what the threshold did to the pairs that it was chosen on."""
    return (
        f"At this threshold {_share(evidence.far, evidence.skilled, 'skilled forgeries')} passed and "
        f"{_share(evidence.frr, evidence.genuine, 'genuine signatures')} were rejected, "
        f"on {evidence.writers} validation writers."
    )


def margin(similarity: float, threshold: float) -> str:
    """Say how far a similarity is from the threshold; at it counts as above, as it does for the recommendation."""
    apart = similarity - threshold
    return f"{abs(apart):.2f} {'above' if apart >= 0 else 'below'} the threshold"


def _share(rate: ErrorRate, of: int, what: str) -> str:
    """Spell a rate as a count that people can picture, with its interval over writers."""
    interval = f"95 % interval {100 * rate.low:.2g} to {100 * rate.high:.2g} %"
    if rate.value == 0:
        return f"none of {of:,} {what} ({interval})"
    if rate.value < 0.3:
        return f"1 in {round(1 / rate.value):,} {what} ({interval})"
    return f"{round(100 * rate.value)} in 100 {what} ({interval})"
