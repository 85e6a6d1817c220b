"""Whether the signatures that come in are still what the active profile was calibrated on."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any

import numpy as np

from calibration.drift import ENOUGH, Drift, Stability, rate_drift, stability
from calibration.intervals import share_interval
from calibration.metrics import ErrorRate
from calibration.profile import Profile
from models.bundle import Bundle
from sigverify import recorded
from sigverify.errors import ProfileUnusable
from sigverify.fusion import fuse
from sigverify.jobs import Cancel, Report, silent
from sigverify.judging import Recommendation
from sigverify.recorded import Recorded
from sigverify.records import Decision, Outcome, Records


@dataclass(frozen=True, slots=True)
class Rate:
    """A rate among recent signatures, over so many of them, and what it says."""

    rate: ErrorRate
    count: int
    drift: Drift


@dataclass(frozen=True, slots=True)
class Monitoring:
    """Recent verifications beside what a profile expects of genuine signatures.

    Attributes
    ----------
    profile, looked_at
        By which they were judged again, and how many there were.
    stability
        Of their similarities; None where the profile has nothing to compare with.
    flagged
        Share that is not accepted: mostly genuine signatures, so it should be near the profile's FRR.
    rejected
        Share of what clerks accepted that was not recommended for it: an estimate of the FRR, too low where the
        recommendation led them.
    rejected_for_certain
        The same of what is known to be genuine independently.
    expected
        The profile's FRR with its interval, of writers whom the threshold was not chosen on where it has one.
    drift
        What follows from all of it.
    """

    profile: str
    looked_at: int
    stability: Stability | None
    flagged: Rate
    rejected: Rate
    rejected_for_certain: Rate
    expected: ErrorRate
    drift: Drift

    @property
    def advice(self) -> str:
        return {
            Drift.TOO_FEW: f"Too few signatures to tell: it takes {ENOUGH}",
            Drift.STEADY: "As expected: nothing to do",
            Drift.WATCH: "Something has changed: look again soon",
            Drift.RECALIBRATE: "Calibrate again, on signatures of your own",
        }[self.drift]

    def as_json(self) -> dict[str, Any]:
        """Return plain values; NaN becomes None."""
        plain: dict[str, Any] = _plain(asdict(self))
        return plain | {"advice": self.advice}


def monitor(
    records: Records,
    bundle: Bundle,
    profile: Profile,
    limit: int = 500,
    report: Report = silent,
    cancel: Cancel | None = None,
) -> Monitoring:
    """Compare the newest verifications with what the profile expects.

    Raises
    ------
    ProfileUnusable
        When the profile belongs to another model.
    """
    if profile.bundle != bundle.id:
        raise ProfileUnusable(f"{profile.id} belongs to another model", "Calibrate again")
    found = recorded.newest(records, bundle, limit, report, cancel)
    flagged = [one.judged(profile, bundle.id).recommendation is not Recommendation.ACCEPT for one in found]
    ids = [one.verification.part_of or one.verification.id for one in found]
    decided = records.decisions_in_force(ids)
    accepted = [decided.get(one) is Decision.ACCEPTED for one in ids]
    outcomes = [records.outcome(one.verification.id) for one in found]
    certain = [one is not None and one.outcome is Outcome.GENUINE for one in outcomes]
    expected = _expected(profile, found)
    flag, reject, surely = (
        _rate(found, flagged, chosen, expected) for chosen in ([True] * len(found), accepted, certain)
    )
    known = _stability(profile, found)
    states = [flag.drift, reject.drift, surely.drift] + ([] if known is None else [known.drift])
    worst = [Drift.TOO_FEW, Drift.STEADY, Drift.WATCH, Drift.RECALIBRATE]
    return Monitoring(profile.id, len(found), known, flag, reject, surely, expected, max(states, key=worst.index))


def _rate(found: list[Recorded], flagged: list[bool], chosen: list[bool], expected: ErrorRate) -> Rate:
    accounts: dict[object, int] = {}
    whose = [accounts.setdefault(one.verification.account, len(accounts)) for one in found]
    some = np.asarray(chosen, dtype=bool)
    wrong = np.asarray(flagged, dtype=bool)[some]
    rate = share_interval(wrong, np.asarray(whose, dtype=np.int64)[some])
    return Rate(rate, len(wrong), rate_drift(expected, rate, len(wrong)))


def _expected(profile: Profile, found: list[Recorded]) -> ErrorRate:
    """Return the FRR stated for the numbers of references that the signatures were compared with."""
    curves = [profile.curve(len(one.distances)) for one in found] or [profile.curve(1)]
    stated = []
    for curve in curves:
        held_out = curve.evidence.held_out
        stated.append(curve.evidence.frr if held_out is None else held_out.frr)
    return ErrorRate(
        float(np.mean([one.value for one in stated])),
        float(np.mean([one.low for one in stated])),
        float(np.mean([one.high for one in stated])),
    )


def _stability(profile: Profile, found: list[Recorded]) -> Stability | None:
    """Compare each similarity with the deciles for its own number of references."""
    if any(not curve.expected for curve in profile.curves):
        return None
    # In tenths: places among the deciles are comparable between curves, similarities are not.
    places = []
    for one in found:
        curve = profile.curve(len(one.distances))
        similarity = curve.similarity(fuse(one.distances, one.between, profile.fusion))
        places.append(float(np.searchsorted(curve.expected, similarity, side="right")) + 0.5)
    sample = min(curve.evidence.genuine for curve in profile.curves)
    return stability(tuple(range(1, 10)), np.asarray(places), sample)


def _plain(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _plain(item) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [_plain(item) for item in value]
    if isinstance(value, float) and not np.isfinite(value):
        return None
    return value
