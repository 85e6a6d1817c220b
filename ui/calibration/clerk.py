"""What the Calibration view asks of the application. Slow: for the runner's thread."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QSize
from PySide6.QtGui import QImage

from sigverify.errors import ProfileUnusable, ScanError
from sigverify.jobs import Cancel, Report
from ui.images import picture, thumbnail
from ui.services import Services

if TYPE_CHECKING:  # these bring the network's runtime and the database
    from calibration.operating import Policy
    from calibration.profile import Curve, Profile
    from calibration.sweep import Sweep
    from sigverify.activating import KnownProfile
    from sigverify.calibrating import Beside, Changes
    from sigverify.monitoring import Monitoring
    from sigverify.records import ProfileActivation
    from sigverify.samples import Sample

THUMBNAIL = QSize(150, 64)
LAST = 500


@dataclass(frozen=True, slots=True, eq=False)
class Overview:
    """The profiles there are, and how the active one does in use; `monitoring` is None where it cannot be told."""

    known: tuple[KnownProfile, ...]
    monitoring: Monitoring | None

    @property
    def active(self) -> KnownProfile | None:
        return next((one for one in self.known if one.active), None)


@dataclass(frozen=True, slots=True, eq=False)
class Prepared:
    """A sample with so many references, ready for thresholds to be tried on it."""

    sample: Sample
    references: int
    curve: Curve
    sweep: Sweep


@dataclass(frozen=True, slots=True, eq=False)
class Draft:
    """A profile that is not in use yet, and what it would change.

    `sample` is None where the profile is there already; `beside` has the active profile's rates on the same pairs
    first, where they can be compared.
    """

    profile: Profile
    sample: Sample | None
    changes: Changes
    beside: Beside | None = None


@dataclass(frozen=True, slots=True, eq=False)
class WrongPair:
    """A comparison that a threshold judges wrongly.

    `references` and `questioned` are names as `Sample.names` has them; `image` is None where there is no file.
    """

    similarity: float
    references: tuple[str, ...]
    questioned: str
    image: QImage | None

    @property
    def verification(self) -> int | None:
        """The id of the verification that it was, where it is one on record."""
        kind, _, number = self.questioned.partition(":")
        return int(number) if kind == "verification" and number.isdecimal() else None


def overview(services: Services) -> Overview:
    """List the profiles, and look at how the active one does."""
    # A tenth of a second that the window should not wait for when it draws its first plot.
    import ui.calibration.plots  # noqa: F401
    from sigverify import activating, monitoring

    app = services.app
    known = tuple(activating.known_profiles(app))
    active = next((one for one in known if one.active), None)
    watched = None
    if active is not None and active.profile.bundle == app.bundle.id:
        watched = monitoring.monitor(app.records, app.bundle, active.profile, LAST)
    return Overview(known, watched)


def gather(services: Services, sources: Sequence[Path], report: Report, cancel: Cancel) -> Sample:
    """Compare labelled signatures."""
    from sigverify import samples

    app = services.app
    fusion = app.settings.fusion
    return samples.gather(sources, app.embedder, fusion=fusion, limits=app.limits, report=report, cancel=cancel)


def gather_own(services: Services, report: Report, cancel: Cancel) -> Sample:
    """Take the bank's own cheques whose outcome is known."""
    from sigverify import samples

    app = services.app
    return samples.from_records(app.records, app.bundle, fusion=app.settings.fusion, report=report, cancel=cancel)


def kept_sample(services: Services, profile: Profile) -> Sample | None:
    """Return the comparisons that a profile was made from, where they are kept."""
    from sigverify import activating

    return activating.sample_of(services.app, profile)


def prepare(sample: Sample, references: int) -> Prepared:
    """Fit the curve for a number of references, and work out what every threshold would do."""
    from calibration.fitting import fit_curve
    from calibration.operating import Policy
    from calibration.sweep import sweep

    scored = sample.scored[references]
    curve = fit_curve(references, scored, Policy())
    return Prepared(sample, references, curve, sweep(curve, scored))


def draft(services: Services, sample: Sample, policy: Policy, name: str, report: Report, cancel: Cancel) -> Draft:
    """Make a profile, without using it, and see what it would change."""
    from sigverify import calibrating

    made = calibrating.calibrate(sample, policy, name=name)
    active = services.app.profile
    beside = None
    if active is not None:
        with suppress(ProfileUnusable):  # one of another model
            beside = calibrating.on_the_same_pairs(active, made, sample)[0]
    return Draft(made, sample, _changes(services, made, report, cancel), beside)


def drafted(services: Services, profile: Profile, report: Report, cancel: Cancel) -> Draft:
    """See what a profile that there is would change."""
    return Draft(profile, None, _changes(services, profile, report, cancel))


def before_the_active_one(services: Services, report: Report, cancel: Cancel) -> Draft:
    """See what going back to the profile before would change; raises RecordsError where there is none."""
    from sigverify import activating

    return drafted(services, activating.before_the_active_one(services.app), report, cancel)


def use(services: Services, made: Draft, name: str, reason: str) -> ProfileActivation:
    """Put a profile into use, its name and reason written into it where it is new."""
    from dataclasses import replace

    from sigverify import activating, calibrating
    from sigverify.files import private_folder

    app = services.app
    profile = made.profile
    if made.sample is not None:
        profile = replace(profile, name=name, reason=reason, author=app.records.operator)
        calibrating.keep(private_folder(app.profiles_folder), profile, made.sample)
    return activating.activate(app, profile, reason)


def export(services: Services, profile: Profile, file: Path) -> Path:
    """Write a profile into a file."""
    from calibration import profile as profiles

    profiles.save(profile, file)
    return file


def take_in(services: Services, file: Path) -> str:
    """Put a profile from a file on record, and return its id."""
    from sigverify import activating

    found = activating.find(services.app, str(file))
    activating.put_on_record(services.app, found)
    return found.id


def wrong_pairs(
    services: Services, prepared: Prepared, kind: int, threshold: float, most: int, cancel: Cancel
) -> list[WrongPair]:
    """Return the worst errors of a kind with their pictures, each questioned signature once."""
    found: list[WrongPair] = []
    shown: set[str] = set()
    for row in prepared.sweep.errors(kind, threshold).tolist():
        cancel.check()
        references, questioned = prepared.sample.pair(prepared.references, row)
        if len(found) == most:
            break
        if questioned in shown:
            continue
        shown.add(questioned)
        distance = float(prepared.sample.scored[prepared.references].distances[row])
        image = _thumbnail(services, questioned)
        found.append(WrongPair(prepared.curve.similarity(distance), references, questioned, image))
    return found


def _changes(services: Services, made: Profile, report: Report, cancel: Cancel) -> Changes:
    from sigverify import calibrating, recorded

    app = services.app
    found = recorded.newest(app.records, app.bundle, LAST, report, cancel)
    return calibrating.changes(found, app.profile, made, app.bundle.id)


def _thumbnail(services: Services, name: str) -> QImage | None:
    path = Path(name)
    if not path.is_file():
        return None
    try:
        return thumbnail(picture(services.app.read(path).pixels), THUMBNAIL)
    except ScanError:
        return None
