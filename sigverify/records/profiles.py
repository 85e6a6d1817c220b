"""Calibration profiles, word for word, and which of them was used from when on."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from sigverify.errors import RecordsError
from sigverify.operators import Permission
from sigverify.records.approvals import approval_of, approvals_of
from sigverify.records.base import Store, insert_row, now, required
from sigverify.records.schema import ActivationRow, ProfileRow
from sigverify.records.values import ProfileActivation, StoredProfile, Subject


class ProfileStore(Store):
    """The part of the records that keeps calibration profiles."""

    def add_profile(self, name: str, bundle: str, document: str) -> StoredProfile:
        """Keep a profile: its file's text, and the bundle that it belongs to. The same one again does nothing.

        Raises
        ------
        RecordsError
            When there is another profile of that name.
        """
        name = required(name, "the profile's name")
        with self._write(Permission.PROFILE) as writing:
            row = _row(writing.session, name)
            if row is None:
                row = ProfileRow(name=name, bundle=bundle, document=document, operator=writing.operator, at=now())
                insert_row(writing.session, row)
                writing.chain.vouch("profile added", row)
            elif (row.bundle, row.document) != (bundle, document):
                raise RecordsError(f"there is another profile named {name}", "Give this one another name")
            return _profile(row)

    def profile(self, name: str) -> StoredProfile | None:
        """Return the profile of that name."""
        with self._read() as session:
            row = _row(session, name)
            return None if row is None else _profile(row)

    def profiles(self) -> list[StoredProfile]:
        """Return all profiles, the newest first."""
        with self._read() as session:
            return [_profile(row) for row in session.scalars(select(ProfileRow).order_by(ProfileRow.id.desc()))]

    def activate_profile(self, name: str, reason: str) -> ProfileActivation:
        """Use a profile from now on, and say why.

        Raises
        ------
        RecordsError
            When there is no such profile, or the reason is empty.
        """
        reason = required(reason, "a reason for activating the profile")
        with self._write(Permission.PROFILE) as writing:
            profile = _row(writing.session, name)
            if profile is None:
                raise RecordsError(f"profile {name} is not there", "Choose one of the profiles on record")
            row = ActivationRow(
                profile_id=profile.id,
                reason=reason,
                operator=writing.operator,
                at=now(),
                needs_approval=self._policy.four_eyes,
            )
            insert_row(writing.session, row)
            writing.chain.vouch("profile activated", row, profile=name, reason=reason)
            return _activation(row, name, None)

    def active_profile(self) -> StoredProfile | None:
        """Return the profile that was activated last and is in force."""
        current = (one for one in self.profile_activations() if one.approval.in_force)
        newest = next(current, None)
        return None if newest is None else self.profile(newest.profile)

    def profile_activations(self) -> list[ProfileActivation]:
        """Return which profiles were activated, the newest first."""
        wanted = select(ActivationRow, ProfileRow.name).join(ProfileRow, ProfileRow.id == ActivationRow.profile_id)
        with self._read() as session:
            rows = session.execute(wanted.order_by(ActivationRow.id.desc())).all()
            answers = approvals_of(session, Subject.ACTIVATION, [row.id for row, _ in rows])
            return [_activation(row, name, answers.get(row.id)) for row, name in rows]


def _row(session: Session, name: str) -> ProfileRow | None:
    return session.scalar(select(ProfileRow).where(ProfileRow.name == name.strip()))


def _profile(row: ProfileRow) -> StoredProfile:
    return StoredProfile(row.name, row.document, row.bundle, row.operator, row.at)


def _activation(row: ActivationRow, profile: str, approved: bool | None) -> ProfileActivation:
    approval = approval_of(row.needs_approval, approved)
    return ProfileActivation(row.id, profile, row.reason, row.operator, row.at, approval)
