"""Putting a profile into use: it is made, what it would change is shown, and name and reason are asked for."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication, QObject, Signal
from PySide6.QtWidgets import QWidget

from sigverify.jobs import Cancel, Report
from ui.calibration import clerk
from ui.calibration.clerk import Draft
from ui.calibration.notes import note_text
from ui.forms import Form
from ui.runner import Runner
from ui.services import Services

if TYPE_CHECKING:  # these bring the network's runtime and the database
    from calibration.operating import Policy
    from sigverify.activating import KnownProfile
    from sigverify.records import ProfileActivation
    from sigverify.samples import Sample


class Using(QObject):
    """Asks before anything changes policy.

    Signals
    -------
    activated
        Whether the profile is in force at once (bool), without another operator's approval.
    failed
        What went wrong.
    """

    activated = Signal(bool)
    failed = Signal(Exception)

    def __init__(self, services: Services, runner: Runner, parent: QWidget) -> None:
        super().__init__(parent)
        self._services, self._runner, self._window = services, runner, parent

    def use_policy(self, sample: Sample, policy: Policy) -> None:
        """Make a profile of a sample by a policy, and ask whether to use it."""
        self._ask_with(
            lambda report, cancel: clerk.draft(self._services, sample, policy, "profile", report, cancel)
        )

    def use_profile(self, known: KnownProfile | None) -> None:
        """Ask whether to use a profile that there is."""
        if known is not None:
            self._ask_with(lambda report, cancel: clerk.drafted(self._services, known.profile, report, cancel))

    def roll_back(self) -> None:
        """Ask whether to use the profile again that was active before."""
        self._ask_with(lambda report, cancel: clerk.before_the_active_one(self._services, report, cancel))

    def _ask_with(self, job: Callable[[Report, Cancel], Draft]) -> None:
        self._runner.submit(
            "calibration draft", self.tr("Making the profile"), job, self._ask, self.failed.emit, long=True
        )

    def _ask(self, made: Draft) -> None:
        new = made.sample is not None
        told = [*([] if new else [made.profile.id]), *consequences(made), *map(note_text, made.profile.notes)]
        form = Form(self._window, self.tr("Use another calibration profile"), "\n".join(told))
        name = form.add_text(self.tr("Name"), "profile", required=True) if new else None
        reason = form.add_text(self.tr("Reason"))

        def check() -> None:
            named = name is None or name.text().replace("-", "").replace("_", "").isalnum()
            form.ok.setEnabled(named and bool(reason.text().strip()))

        for field in (reason,) if name is None else (name, reason):
            field.textChanged.connect(lambda _: check())
        check()
        form.accepted.connect(
            lambda: self._use(made, made.profile.name if name is None else name.text(), reason.text().strip())
        )
        form.open()

    def _use(self, made: Draft, name: str, reason: str) -> None:
        def done(activation: ProfileActivation) -> None:
            self.activated.emit(activation.approval.in_force)

        self._runner.submit(
            None,
            self.tr("Activating the profile"),
            lambda _report, _cancel: clerk.use(self._services, made, name, reason),
            done,
            self.failed.emit,
            lasting=True,
        )


def consequences(made: Draft) -> list[str]:
    """Say what a profile would change, and what it is worth."""
    translate, changed = QCoreApplication.translate, made.changes
    told = [
        translate(
            "Using",
            "Would change {changed} of the last {count} recommendations: {flagged} newly flagged, "
            "{accepted} newly accepted.",
        ).format(
            changed=len(changed.changed),
            count=changed.looked_at,
            flagged=changed.newly_flagged,
            accepted=changed.newly_accepted,
        )
    ]
    if made.beside is not None:
        old, new = made.beside.first, made.beside.second
        said = translate(
            "Using",
            "On these pairs {far:.1f} % of the skilled forgeries are accepted (now in use: {old_far:.1f} %), and "
            "{frr:.1f} % of the genuine signatures are not ({old_frr:.1f} %).",
        )
        rates = {"far": new.far, "frr": new.frr, "old_far": old.far, "old_frr": old.frr}
        told.append(said.format(**{name: 100 * rate.value for name, rate in rates.items()}))
    unseen = made.profile.curves[0].evidence.held_out
    if unseen is not None:
        said = translate(
            "Using",
            "Of new people expect {low:.1f} to {high:.1f} % of the skilled forgeries to be accepted, and "
            "{least:.1f} to {most:.1f} % of the genuine signatures not to be (95 %).",
        )
        far, frr = unseen.far, unseen.frr
        told.append(said.format(low=100 * far.low, high=100 * far.high, least=100 * frr.low, most=100 * frr.high))
    return told
