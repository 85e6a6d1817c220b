"""Scored comparisons in, a calibration profile out; and what another profile would have changed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

from calibration import fitting, sufficiency
from calibration import profile as profiles
from calibration.mapping import MappingKind
from calibration.operating import Policy, UnsupportedTarget
from calibration.profile import Profile
from calibration.sufficiency import Shortage
from calibration.sweep import RatesAt, sweep
from sigverify import canvas, samples
from sigverify.errors import DatasetError, ProfileUnusable
from sigverify.judging import Recommendation
from sigverify.recorded import Recorded
from sigverify.samples import SUFFIX, Sample


def calibrate(
    sample: Sample,
    policy: Policy,
    *,
    name: str,
    mapping: MappingKind = MappingKind.LOGISTIC,
    author: str = "",
    reason: str = "",
) -> Profile:
    """Fit a profile to a sample and choose its thresholds by a policy.

    Raises
    ------
    DatasetError
        When the sample cannot carry a calibration.
    calibration.operating.UnsupportedTarget
        When there are too few comparisons for an error rate that is asked for.
    """
    try:
        return fitting.fit(
            sample.scored,
            name=name,
            bundle=sample.bundle,
            fusion=sample.fusion,
            policy=policy,
            data=sample.data,
            kind=mapping,
            canvas=canvas.VERSION,
            author=author,
            reason=reason,
            notes=(*sample.notes, *map(str, shortages(sample, policy))),
        )
    except UnsupportedTarget:
        raise
    except ValueError as error:
        raise DatasetError(
            f"The sample cannot carry this calibration: {error}",
            "Add writers with genuine signatures and forgeries, or ask for less",
        ) from error


def shortages(sample: Sample, policy: Policy) -> tuple[Shortage, ...]:
    """Return of what there is too little, judged by comparisons with the fewest references."""
    return sufficiency.shortages(sample.scored[min(sample.scored)], policy)


@dataclass(frozen=True, slots=True)
class ProfileFile:
    """A profile in the data folder, and the distances that it was made from beside it."""

    profile: Path
    sample: Path


def files_of(folder: Path, profile: str) -> ProfileFile:
    """Return where a profile, by its id, and its sample are kept in a folder."""
    return ProfileFile(folder / f"{profile}.json", folder / f"{profile}{SUFFIX}")


def keep(folder: Path, profile: Profile, sample: Sample) -> ProfileFile:
    """Write a profile and its sample into a folder."""
    files = files_of(folder, profile.id)
    profiles.save(profile, files.profile)
    samples.save(sample, files.sample)
    return files


@dataclass(frozen=True, slots=True)
class Beside:
    """What two profiles do to the same comparisons, with so many references."""

    references: int
    first: RatesAt
    second: RatesAt


def on_the_same_pairs(first: Profile, second: Profile, sample: Sample) -> tuple[Beside, ...]:
    """Return the error rates of two profiles on one sample.

    Raises
    ------
    ProfileUnusable
        When a profile belongs to another model, or joins distances in another way than the sample was joined.
    """
    # One distance is the same, however several would be joined.
    joined_alike = {first.fusion, second.fusion} == {sample.fusion}
    counts = [count for count in sorted(sample.scored) if count == 1 or joined_alike]
    if {first.bundle, second.bundle} != {sample.bundle} or not counts:
        raise ProfileUnusable(
            f"{first.id} and {second.id} are not of the model, or the way of joining distances, of the pairs",
            "Compare profiles of one model",
        )
    told = []
    for count in counts:
        both = [profile.curve(count) for profile in (first, second)]
        # For amounts that no band makes stricter.
        rates = [sweep(curve, sample.scored[count]).rates(curve.limits(Decimal(0))) for curve in both]
        told.append(Beside(count, *rates))
    return tuple(told)


@dataclass(frozen=True, slots=True)
class Change:
    """A verification on record that another profile recommends otherwise about."""

    recorded: Recorded
    before: Recommendation
    after: Recommendation


@dataclass(frozen=True, slots=True)
class Changes:
    """What another profile would change among so many verifications on record."""

    looked_at: int
    changed: tuple[Change, ...]

    @property
    def newly_flagged(self) -> int:
        return sum(one.after is Recommendation.FLAG for one in self.changed)

    @property
    def newly_accepted(self) -> int:
        return sum(one.after is Recommendation.ACCEPT for one in self.changed)


def changes(found: Sequence[Recorded], before: Profile | None, after: Profile, model: str) -> Changes:
    """Judge verifications on record by two profiles.

    Parameters
    ----------
    before
        None takes what was recommended then.
    """
    changed = []
    for one in found:
        old = one.verification.recommendation if before is None else one.judged(before, model).recommendation
        new = one.judged(after, model).recommendation
        if old is not new:
            changed.append(Change(one, old, new))
    return Changes(len(found), tuple(changed))
