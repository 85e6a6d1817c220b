"""Which calibration profiles there are, which of them is active, and how another one becomes it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from calibration import profile as profiles
from calibration.profile import Profile, ProfileError
from sigverify import calibrating, canvas
from sigverify.app import App
from sigverify.errors import ProfileUnusable, RecordsError
from sigverify.records import ProfileActivation, StoredProfile
from sigverify.samples import Sample, load


@dataclass(frozen=True, slots=True)
class KnownProfile:
    """A profile that can be activated.

    Attributes
    ----------
    active, waiting
        Whether recommendations are made with it, or will be once another operator approves of it.
    fits
        Whether it belongs to the model and the canvases that recommendations are made with; else it is stale.
    author, at
        Who put it on record, and when; "" and None where it is only a file.
    file
        Where its file is; None for one that is on record alone.
    """

    profile: Profile
    active: bool
    waiting: bool
    fits: bool
    author: str
    at: datetime | None
    file: Path | None


def known_profiles(app: App) -> list[KnownProfile]:
    """Return all profiles: those on record, the newest first, those in the data folder, and the shipped one."""
    records, bundle = app.records, app.bundle.id
    active = app.profile
    waiting = {one.profile for one in records.profile_activations() if one.approval.value == "PENDING"}
    found: dict[str, tuple[Profile, StoredProfile | None, Path | None]] = {}
    for stored in records.profiles():
        try:
            read = profiles.parse(stored.document)
        except ProfileError:  # of a later version; it stays on record
            continue
        found[read.id] = (read, stored, None)
    for file in [*sorted(app.profiles_folder.glob("*.json")), profiles.DEFAULT]:
        try:
            read = profiles.load(file)
        except ProfileError:
            continue
        found.setdefault(read.id, (read, None, file))
    return [
        KnownProfile(
            profile=read,
            active=active is not None and read.id == active.id,
            waiting=key in waiting,
            fits=read.fits(bundle, canvas.VERSION),
            author=stored.operator if stored is not None else read.author or "",
            at=None if stored is None else stored.at,
            file=file,
        )
        for key, (read, stored, file) in found.items()
    ]


def find(app: App, name: str) -> Profile:
    """Return a profile by its id, by the beginning of it, or by its file.

    Raises
    ------
    ProfileUnusable
        When there is none, or several.
    """
    path = Path(name)
    if path.suffix == ".json" and path.is_file():
        try:
            return profiles.load(path)
        except ProfileError as error:
            raise ProfileUnusable(str(error), "Give a file that profile export wrote", path=path) from error
    known = {one.profile.id: one.profile for one in known_profiles(app)}
    if name in known:
        return known[name]
    fitting = [key for key in known if key.startswith(name)]
    if len(fitting) != 1:
        problem = f"{len(fitting)} profiles begin with {name}" if fitting else f"there is no profile {name}"
        raise ProfileUnusable(problem, "Choose one of: " + ", ".join(fitting or known))
    return known[fitting[0]]


def sample_of(app: App, profile: Profile) -> Sample | None:
    """Return the comparisons that a profile was calibrated on; None where they are not kept here."""
    path = calibrating.files_of(app.profiles_folder, profile.id).sample
    return load(path) if path.exists() else None


def put_on_record(app: App, profile: Profile) -> StoredProfile:
    """Keep a profile, word for word; once more does nothing. Raises NotPermitted."""
    return app.records.add_profile(profile.id, profile.bundle, profiles.text(profile))


def activate(app: App, profile: Profile, reason: str) -> ProfileActivation:
    """Make recommendations with a profile from now on, or once another operator approves of it.

    Raises
    ------
    ProfileUnusable
        When it belongs to another model.
    RecordsError, NotPermitted
        When the reason is missing, or the operator may not.
    """
    if not profile.fits(app.bundle.id, canvas.VERSION):
        raise ProfileUnusable(
            f"{profile.id} belongs to another model ({profile.bundle}, not {app.bundle.id})",
            "Calibrate again with the model that is in use",
        )
    put_on_record(app, profile)
    activation = app.records.activate_profile(profile.id, reason)
    app.look_for_profile()
    return activation


def before_the_active_one(app: App) -> Profile:
    """Return the profile that was in force before the one that is.

    Raises
    ------
    RecordsError
        When there is none.
    """
    in_force = [one.profile for one in app.records.profile_activations() if one.approval.in_force]
    earlier = next((name for name in in_force if name != in_force[0]), None)
    if earlier is None:
        raise RecordsError(
            "there is no earlier profile to go back to", "Activate the one that you want by its name"
        )
    return find(app, earlier)
