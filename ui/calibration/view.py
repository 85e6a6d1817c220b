"""Calibration: pairs, score, choose, activate."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QScrollArea, QVBoxLayout, QWidget

from sigverify.jobs import Cancel, Report
from sigverify.operators import Permission
from ui.calibration import clerk
from ui.calibration.choose_panel import ChoosePanel
from ui.calibration.clerk import Overview, Prepared, WrongPair
from ui.calibration.errors_list import ErrorsList
from ui.calibration.notes import note_text
from ui.calibration.profiles_panel import ProfilesPanel
from ui.calibration.report import write_pdf
from ui.calibration.using import Using
from ui.commands import Keyboard
from ui.dialogs import ask_for_file, ask_for_folder, ask_for_new_file
from ui.message_strip import MessageStrip
from ui.runner import Runner
from ui.services import Services
from ui.standing import Standing
from ui.wording import evidence_sentence

if TYPE_CHECKING:  # these bring the network's runtime and the database
    from calibration.operating import Limits
    from sigverify.samples import Sample
    from ui.calibration.plots import Plots

T = TypeVar("T")
_PANEL = 330
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
        self.plots: Plots | None = None
        self._asked = False
        self._gathering = False
        self.message = MessageStrip()
        self.folder = _button(
            self.tr("Folder…"), self.tr("Take a folder of signatures: set, writer, genuine, forged")
        )
        self.pairs = _button(self.tr("Pairs…"), self.tr("Take a CSV file of labelled pairs"))
        self.own = _button(
            self.tr("Own cheques"), self.tr("Take the bank's own cheques whose outcome is known independently")
        )
        self.told = QLabel()
        self.told.setWordWrap(True)
        self.choose = ChoosePanel()
        self.activate = _button(
            self.tr("Use this threshold…"), self.tr("Make a profile of it and use it from now on")
        )
        self.report = _button(self.tr("Report…"), self.tr("Write the calibration into a PDF file"))
        self.profiles = ProfilesPanel()
        self.sentence = QLabel()
        self.sentence.setWordWrap(True)
        self.sentence.setAccessibleName(self.tr("What the threshold does"))
        self.empty = QLabel(
            self.tr(
                "Choose signatures on the left: genuine ones and forgeries of people whom the model has not seen. "
                "They are compared once; then every threshold can be tried on them."
            )
        )
        self.empty.setWordWrap(True)
        self.empty.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.empty.setProperty("muted", True)
        self.accepted = ErrorsList(self.tr("Skilled forgeries that would be accepted"))
        self.rejected = ErrorsList(self.tr("Genuine signatures that would not be accepted"))
        self.using = Using(services, runner, self)
        self._rest = QTimer(self)
        self._rest.setSingleShot(True)
        self._rest.setInterval(_REST_MS)
        self._build()
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
        self.profiles.let(self._may)
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

    def _build(self) -> None:
        panel = QVBoxLayout()
        panel.setSpacing(6)
        buttons = QHBoxLayout()
        for button in (self.folder, self.pairs, self.own):
            buttons.addWidget(button)
        done = QHBoxLayout()
        done.addWidget(self.activate, 1)
        done.addWidget(self.report)
        for title, content in (
            (self.tr("1  Pairs"), buttons),
            (self.tr("2  Scores"), self.told),
            (self.tr("3  Choose"), self.choose),
            (self.tr("4  Activate"), done),
            (self.tr("Profiles"), self.profiles),
        ):
            label = QLabel(title)
            label.setProperty("section", True)
            panel.addWidget(label)
            if isinstance(content, QWidget):
                panel.addWidget(content)
            else:
                panel.addLayout(content)
        panel.addStretch(1)
        inner = QWidget()
        inner.setLayout(panel)
        self._scroll = QScrollArea()
        self._scroll.setWidget(inner)
        self._scroll.setAccessibleName(self.tr("Steps of a calibration"))
        self._scroll.setWidgetResizable(True)
        self._scroll.setFrameShape(QScrollArea.Shape.NoFrame)
        self._scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._scroll.setFixedWidth(_PANEL)
        self._scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._errors = QWidget()
        lists = QHBoxLayout(self._errors)
        lists.setContentsMargins(0, 0, 0, 0)
        for one in (self.accepted, self.rejected):
            column = QVBoxLayout()
            heading = QLabel(one.accessibleName())
            heading.setProperty("heading", True)
            heading.setBuddy(one)
            column.addWidget(heading)
            column.addWidget(one)
            lists.addLayout(column, 1)
        self._right = QVBoxLayout()
        self._right.addWidget(self.message)
        self._right.addWidget(self.sentence)
        self._right.addWidget(self.empty, 1)
        self._right.addWidget(self._errors)
        row = QHBoxLayout(self)
        row.setContentsMargins(12, 10, 12, 10)
        row.addWidget(self._scroll)
        row.addLayout(self._right, 1)
        self._errors.hide()
        self.setFocusProxy(self.folder)

    def _connect(self, keyboard: Keyboard) -> None:
        self._may = True
        self.folder.clicked.connect(
            lambda: ask_for_folder(self, self.tr("Signatures"), lambda folder: self.calibrate_on([folder]))
        )
        self.pairs.clicked.connect(lambda: ask_for_file(self, self.tr("Pairs"), "*.csv", self._take_pairs))
        self.own.clicked.connect(
            lambda: self._gather(lambda report, cancel: clerk.gather_own(self._services, report, cancel))
        )
        self.choose.references_chosen.connect(self.show_references)
        self.choose.changed.connect(self._apply)
        self.activate.clicked.connect(self._use_threshold)
        self.using.failed.connect(self._fail)
        self.using.activated.connect(self._take_activation)
        self.report.clicked.connect(self._ask_for_report)
        for one in (self.accepted, self.rejected):
            one.opened.connect(self._open_pair)
        self._rest.timeout.connect(self._show_errors)
        panel = self.profiles
        panel.open.clicked.connect(self._open_kept)
        panel.activate.clicked.connect(lambda: self.using.use_profile(panel.profile))
        panel.roll_back.clicked.connect(self.using.roll_back)
        panel.export.clicked.connect(self._export)
        panel.take_in.clicked.connect(lambda: ask_for_file(self, self.tr("Profile"), "*.json", self._take_in))
        keyboard.bind("take_folder", self, self.folder.click, within=True, button=self.folder)
        keyboard.bind("take_pairs", self, self.pairs.click, within=True, button=self.pairs)
        keyboard.bind("use_threshold", self, self.activate.click, within=True, button=self.activate)
        keyboard.bind("calibration_report", self, self.report.click, within=True, button=self.report)

    def _gather(self, job: Callable[[Report, Cancel], Sample]) -> None:
        self._gathering = True
        self.told.setText(self.tr("Comparing…"))
        self._job("sample", self.tr("Comparing signatures"), job, self._take_sample, self._show_told, long=True)

    def _take_pairs(self, file: Path) -> None:
        self.calibrate_on([file])

    def _take(self, overview: Overview) -> None:
        self.profiles.show_overview(overview)
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
        self.choose.show_references(sorted(sample.scored))
        self._show_told()
        self.show_references(min(sample.scored))

    def _show_told(self) -> None:
        """Say what was compared; nothing is being compared any more."""
        self._gathering = False
        if self.sample is None:
            self.told.setText("")
            return
        scored = self.sample.scored[min(self.sample.scored)]
        said = self.tr("{pairs} comparisons of {writers} writers")
        writers = len(set(scored.writers.tolist()))
        self.told.setText(
            "\n".join([said.format(pairs=len(scored.kinds), writers=writers), *map(note_text, self.sample.notes)])
        )

    def _take_prepared(self, prepared: Prepared) -> None:
        if prepared.sample is not self.sample:
            return
        self.prepared = prepared
        if self.plots is None:
            from ui.calibration.plots import Plots

            self.plots = Plots()
            self.plots.dragged.connect(self.choose.take_by_hand)
            self._right.replaceWidget(self.empty, self.plots)
            self._right.setStretchFactor(self.plots, 1)
            self.empty.hide()
            self.plots.show()
        self.plots.show_prepared(prepared)
        self._errors.show()
        self._apply()

    def _apply(self) -> None:
        """Choose the threshold that is asked for on what is shown; nothing is scored for it."""
        prepared = self.prepared
        if prepared is None:
            return
        from calibration.operating import UnsupportedTarget, choose

        policy, sweep = self.choose.policy, prepared.sweep
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
        self.choose.say("")
        if policy.target.kind != "similarity":
            self.choose.show_threshold(self.limits.accept)
        if self.plots is not None:
            self.plots.show_limits(self.limits)
        self._show_sentence(prepared, self.limits)
        self._rest.start()
        self._offer()

    def _refuse(self, why: str) -> None:
        self.choose.say(why)
        self.limits = None
        self._offer()

    def _show_sentence(self, prepared: Prepared, limits: Limits) -> None:
        rates = prepared.sweep.rates(limits)
        told = replace(prepared.curve.evidence, far=rates.far, frr=rates.frr, far_random=rates.far_random)
        said = [evidence_sentence(told)]
        if limits.flag_below is not None:
            referred = self.tr("{share:.1f} % of the genuine signatures would be referred to a person.")
            said.append(referred.format(share=100 * rates.referred.value))
        self.sentence.setText(" ".join(said))

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

        for shown, kind in ((self.accepted, SKILLED), (self.rejected, GENUINE)):
            self._job(f"errors {kind}", self.tr("Fetching pictures"), wrong(kind), shown.show_pairs)

    def _open_pair(self, pair: WrongPair) -> None:
        paths = [Path(name) for name in pair.references]
        questioned = Path(pair.questioned)
        if all(path.is_file() for path in (*paths, questioned)):
            self.pair_opened.emit(paths, questioned)
        else:
            self.message.say(self.tr("The files of this pair are not here: {name}").format(name=pair.questioned))

    def _open_kept(self) -> None:
        one = self.profiles.profile
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
            self.using.use_policy(self.sample, self.choose.policy)

    def _take_activation(self, in_force: bool) -> None:
        self.message.say(
            self.tr("The profile is in use now.")
            if in_force
            else self.tr("The profile is in use once another operator approves of it.")
        )
        self.activated.emit()
        self.look_again()

    def _export(self) -> None:
        one = self.profiles.profile
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
        sample, policy, plots = self.sample, self.choose.policy, self.plots
        if sample is None or plots is None:
            return
        # Pictures are taken here, as only this thread may paint widgets.
        pictures = [(plots.tabText(at), plot.grab().toImage()) for at, plot in enumerate(plots.all)]

        def job(report: Report, cancel: Cancel) -> Path:
            made = clerk.draft(self._services, sample, policy, "draft", report, cancel)
            write_pdf(made.profile, pictures, file)
            return file

        self._job("report", self.tr("Writing the report"), job, self._tell, long=True)

    def _tell(self, file: Path) -> None:
        self.message.say(self.tr("Written: {file}").format(file=file))

    def _fail(self, error: Exception) -> None:
        self._show_told()
        self.message.show_error(error)

    def _offer(self) -> None:
        ready = self.limits is not None
        self.activate.setEnabled(ready and self._may)
        self.report.setEnabled(ready)

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


def _button(text: str, tip: str) -> QPushButton:
    button = QPushButton(text)
    button.setAccessibleName(tip)
    button.setToolTip(tip)
    return button
