"""Calibration: pairs, score, choose, activate."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from PySide6.QtCore import QTimer, Signal
from PySide6.QtGui import QImage, QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from sigverify.jobs import Cancel, Report
from sigverify.operators import Permission
from ui.calibration import clerk
from ui.calibration.clerk import Overview, Prepared, WrongPair
from ui.calibration.evidence_area import EvidenceArea
from ui.calibration.notes import note_text
from ui.calibration.report import write_pdf
from ui.calibration.steps_panel import StepsPanel
from ui.calibration.using import Using
from ui.commands import Keyboard
from ui.dialogs import ask_for_file, ask_for_folder, ask_for_new_file
from ui.evidence import of_verification
from ui.evidence_view import EvidenceDialog
from ui.message_strip import MessageStrip
from ui.runner import Runner
from ui.services import Services
from ui.standing import Standing

if TYPE_CHECKING:  # these bring the network's runtime and the database
    from calibration.operating import Limits
    from sigverify.samples import Sample

T = TypeVar("T")
_MOST_ERRORS = 24
# Pictures follow once the threshold rests.
_REST_MS = 250


class CalibrationView(QWidget):
    """Chooses the threshold on evidence, and puts it into use.

    Signals
    -------
    activated
        Another profile is in use, or waits for an approval.
    pair_opened
        Files to be looked at: those (list of Path) of the references, and the one (Path) of what is questioned.
    """

    activated = Signal()
    pair_opened = Signal(list, Path)

    def __init__(
        self, services: Services, runner: Runner, keyboard: Keyboard, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._services, self._runner = services, runner
        self.sample: Sample | None = None
        self.prepared: Prepared | None = None
        self.limits: Limits | None = None
        self._asked = False
        self._gathering = False
        self.message = MessageStrip()
        self.steps = StepsPanel()
        self.area = EvidenceArea()
        self.using = Using(services, runner, self)
        self._rest = QTimer(self)
        self._rest.setSingleShot(True)
        self._rest.setInterval(_REST_MS)
        right = QVBoxLayout()
        right.addWidget(self.message)
        right.addWidget(self.area, 1)
        row = QHBoxLayout(self)
        row.setContentsMargins(12, 10, 12, 10)
        row.addWidget(self.steps)
        row.addLayout(right, 1)
        self.setFocusProxy(self.steps)
        self._connect(keyboard)
        self._offer()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if not self._asked:
            self._asked = True
            self.look_again()

    @property
    def settling(self) -> bool:
        """Whether pictures of the errors are still to be asked for."""
        return self._rest.isActive()

    def look_again(self) -> None:
        """Look at the profiles, and at how the active one does."""
        if self._asked:
            self._job(
                "profiles",
                self.tr("Looking at the profiles"),
                lambda _r, _c: clerk.overview(self._services),
                self._take,
            )

    def show_standing(self, standing: Standing) -> None:
        """Let the operator do what they may."""
        self._may = Permission.PROFILE in standing.permissions
        self.steps.profiles.let(self._may)
        self._offer()

    def calibrate_on(self, sources: Sequence[Path]) -> None:
        """Compare the signatures of folders or of a file of pairs."""
        self._gather(lambda report, cancel: clerk.gather(self._services, sources, report, cancel))

    def show_references(self, count: int) -> None:
        """Show the comparisons with so many references."""
        sample = self.sample
        if sample is not None:
            self._job(
                "curve", self.tr("Fitting"), lambda _r, _c: clerk.prepare(sample, count), self._take_prepared
            )

    def _connect(self, keyboard: Keyboard) -> None:
        self._may = True
        self.steps.folder.clicked.connect(
            lambda: ask_for_folder(self, self.tr("Signatures"), lambda folder: self.calibrate_on([folder]))
        )
        self.steps.pairs.clicked.connect(lambda: ask_for_file(self, self.tr("Pairs"), "*.csv", self._take_pairs))
        self.steps.own.clicked.connect(
            lambda: self._gather(lambda report, cancel: clerk.gather_own(self._services, report, cancel))
        )
        self.steps.choose.references_chosen.connect(self.show_references)
        self.steps.choose.changed.connect(self._apply)
        self.steps.activate.clicked.connect(self._use_threshold)
        self.using.failed.connect(self._fail)
        self.using.activated.connect(self._take_activation)
        self.steps.report.clicked.connect(self._ask_for_report)
        self.area.dragged.connect(self.steps.choose.take_by_hand)
        self.area.opened.connect(self._open_pair)
        self._rest.timeout.connect(self._show_errors)
        panel = self.steps.profiles
        panel.open.clicked.connect(self._open_kept)
        panel.activate.clicked.connect(lambda: self.using.use_profile(panel.profile))
        panel.roll_back.clicked.connect(self.using.roll_back)
        panel.export.clicked.connect(self._export)
        panel.take_in.clicked.connect(lambda: ask_for_file(self, self.tr("Profile"), "*.json", self._take_in))
        keyboard.bind("take_folder", self, self.steps.folder.click, within=True, button=self.steps.folder)
        keyboard.bind("take_pairs", self, self.steps.pairs.click, within=True, button=self.steps.pairs)
        keyboard.bind("use_threshold", self, self.steps.activate.click, within=True, button=self.steps.activate)
        keyboard.bind("calibration_report", self, self.steps.report.click, within=True, button=self.steps.report)

    def _gather(self, job: Callable[[Report, Cancel], Sample]) -> None:
        self._gathering = True
        self.steps.told.setText(self.tr("Comparing…"))
        self._job("sample", self.tr("Comparing signatures"), job, self._take_sample, self._show_told, long=True)

    def _take_pairs(self, file: Path) -> None:
        self.calibrate_on([file])

    def _take(self, overview: Overview) -> None:
        self.steps.profiles.show_overview(overview)
        if self.sample is None and overview.active is not None and not self._gathering:
            profile = overview.active.profile
            self._job(
                "sample",
                self.tr("Reading the pairs"),
                lambda _r, _c: clerk.kept_sample(self._services, profile),
                self._take_kept,
            )

    def _take_kept(self, sample: Sample | None) -> None:
        if sample is not None:
            self._take_sample(sample)

    def _take_sample(self, sample: Sample) -> None:
        self.message.settle()
        self._gathering = False
        self.sample, self.prepared = sample, None
        self.steps.choose.show_references(sorted(sample.scored))
        self._show_told()
        self.show_references(min(sample.scored))

    def _show_told(self) -> None:
        """Say what was compared; nothing is being compared any more."""
        self._gathering = False
        self.steps.show_sample(self.sample)

    def _take_prepared(self, prepared: Prepared) -> None:
        if prepared.sample is not self.sample:
            return
        self.prepared = prepared
        self.area.show_prepared(prepared)
        self._apply()

    def _apply(self) -> None:
        """Choose the threshold that is asked for on what is shown; nothing is scored for it."""
        prepared = self.prepared
        if prepared is None:
            return
        from calibration.operating import UnsupportedTarget, choose
        from calibration.sufficiency import shortages

        policy, sweep = self.steps.choose.policy, prepared.sweep
        asked = (sweep.genuine, sweep.skilled, sweep.random)
        try:
            self.limits = choose(*asked, policy.target, policy.flag_frr)
            for _, target in policy.bands:
                choose(*asked, target, policy.flag_frr)
        except UnsupportedTarget as error:
            said = self.tr("The sample cannot support this: it has {have}, and it takes {need} ({kind}).")
            kinds = {
                "skilled forgeries": self.tr("skilled forgeries"),
                "random forgeries": self.tr("random forgeries"),
                "genuine signatures": self.tr("genuine signatures"),
            }
            self._refuse(said.format(have=error.have, need=error.need, kind=kinds[error.kind]))
            return
        except ValueError:
            self._refuse(self.tr("No similarity is high enough for this: a forgery is as near as can be."))
            return
        few = shortages(prepared.sample.scored[prepared.references], policy)
        self.steps.choose.say("\n".join(note_text(str(one)) for one in few))
        if policy.target.kind != "similarity":
            self.steps.choose.show_threshold(self.limits.accept)
        self.area.show_limits(prepared, self.limits)
        self._rest.start()
        self._offer()

    def _refuse(self, why: str) -> None:
        self.steps.choose.say(why)
        self.limits = None
        self._offer()

    def _show_errors(self) -> None:
        prepared, limits = self.prepared, self.limits
        if prepared is None or limits is None:
            return
        from calibration.pairs import GENUINE, SKILLED

        threshold = limits.accept

        def wrong(kind: int) -> Callable[[Report, Cancel], list[WrongPair]]:
            return lambda _report, cancel: clerk.wrong_pairs(
                self._services, prepared, kind, threshold, _MOST_ERRORS, cancel
            )

        for shown, kind in ((self.area.accepted, SKILLED), (self.area.rejected, GENUINE)):
            self._job(f"errors {kind}", self.tr("Fetching pictures"), wrong(kind), shown.show_pairs)

    def _open_pair(self, pair: WrongPair) -> None:
        paths = [Path(name) for name in pair.references]
        questioned = Path(pair.questioned)
        if pair.verification is not None:
            number = pair.verification
            self._job(
                "evidence",
                self.tr("Fetching pictures"),
                lambda _r, _c: of_verification(self._services, number),
                lambda gathered: EvidenceDialog(self, gathered).show(),
            )
        elif all(path.is_file() for path in (*paths, questioned)):
            self.pair_opened.emit(paths, questioned)
        else:
            self.message.say(self.tr("The files of this pair are not here: {name}").format(name=pair.questioned))

    def _open_kept(self) -> None:
        one = self.steps.profiles.profile
        if one is None:
            return
        missing = self.tr("The pairs that {name} was made from are not kept here.").format(name=one.profile.id)

        def take(found: Sample | None) -> None:
            self._take_kept(found)
            if found is None:
                self.message.say(missing)

        self._job(
            "sample",
            self.tr("Reading the pairs"),
            lambda _r, _c: clerk.kept_sample(self._services, one.profile),
            take,
        )

    def _use_threshold(self) -> None:
        if self.sample is not None:
            self.using.use_policy(self.sample, self.steps.choose.policy)

    def _take_activation(self, in_force: bool) -> None:
        self.message.say(
            self.tr("The profile is in use now.")
            if in_force
            else self.tr("The profile is in use once another operator approves of it.")
        )
        self.activated.emit()
        self.look_again()

    def _export(self) -> None:
        one = self.steps.profiles.profile
        if one is not None:
            ask_for_new_file(
                self,
                self.tr("Export the profile"),
                f"{one.profile.id}.json",
                lambda file: self._job(
                    None,
                    self.tr("Writing"),
                    lambda _r, _c: clerk.export(self._services, one.profile, file),
                    self._tell,
                ),
            )

    def _take_in(self, file: Path) -> None:
        self._job(
            None,
            self.tr("Reading the profile"),
            lambda _r, _c: clerk.take_in(self._services, file),
            self._tell_taken_in,
            lasting=True,
        )

    def _tell_taken_in(self, name: str) -> None:
        self.message.say(self.tr("{name} is on record.").format(name=name))
        self.look_again()

    def _ask_for_report(self) -> None:
        ask_for_new_file(self, self.tr("Report"), "calibration.pdf", self.write_report)

    def write_report(self, file: Path) -> None:
        """Write what is shown into a PDF file."""
        sample, policy, plots = self.sample, self.steps.choose.policy, self.area.plots
        if sample is None or plots is None:
            return
        pictures: list[tuple[str, QImage]] = []

        def job(report: Report, cancel: Cancel) -> Path:
            made = clerk.draft(self._services, sample, policy, "draft", report, cancel)
            write_pdf(made.profile, pictures, file)
            return file

        def take_next() -> None:
            # One at a time: only this thread may paint widgets, and it must not be held up.
            if len(pictures) < plots.count():
                at = len(pictures)
                pictures.append((plots.tabText(at), plots.plot(at).grab().toImage()))
                QTimer.singleShot(0, take_next)
            else:
                self._job("report", self.tr("Writing the report"), job, self._tell, long=True)

        take_next()

    def _tell(self, file: Path) -> None:
        self.message.say(self.tr("Written: {file}").format(file=file))

    def _fail(self, error: Exception) -> None:
        self._show_told()
        self.message.show_error(error)

    def _offer(self) -> None:
        ready = self.limits is not None
        self.steps.activate.setEnabled(ready and self._may)
        self.steps.report.setEnabled(ready)

    def _job(
        self,
        key: str | None,
        title: str,
        job: Callable[[Report, Cancel], T],
        done: Callable[[T], object],
        stopped: Callable[[], None] | None = None,
        *,
        lasting: bool = False,
        long: bool = False,
    ) -> None:
        def succeeded(result: T) -> None:
            done(result)

        self._runner.submit(
            None if key is None else f"calibration {key}",
            title,
            job,
            succeeded,
            self._fail,
            stopped or (lambda: None),
            lasting=lasting,
            long=long,
        )
