"""The status bar: model, calibration profile, background job with its progress, and who is working here."""

from __future__ import annotations

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QLabel, QProgressBar, QPushButton, QStatusBar

from sigverify.jobs import Progress
from ui.runner import Runner
from ui.shown import Loaded
from ui.standing import Standing, role_name
from ui.wording import progress_text

# Shorter jobs would only make the status bar flicker.
_PATIENCE_MS = 300


class Status(QStatusBar):
    """What recommendations are made with, what is running, who decides.

    Signals
    -------
    calibration_wanted
        The calibration profile was clicked.
    sign_in_wanted
        The operator was clicked.
    approvals_wanted
        What waits for approval was clicked.
    """

    calibration_wanted = Signal()
    sign_in_wanted = Signal()
    approvals_wanted = Signal()

    def __init__(self, runner: Runner) -> None:
        super().__init__()
        self.setSizeGripEnabled(False)
        self.model = QLabel(self.tr("Model: loading…"))
        self.profile = QPushButton(self.tr("Calibration: loading…"))
        self.profile.setFlat(True)
        self.profile.setProperty("quiet", True)
        self.profile.setAccessibleName(self.tr("Calibration profile"))
        self.profile.setToolTip(self.tr("Go to Calibration"))
        self.profile.clicked.connect(self.calibration_wanted)
        self.job = QLabel()
        self.bar = QProgressBar()
        self.bar.setAccessibleName(self.tr("Progress of the background job"))
        self.bar.setTextVisible(False)
        self.bar.setFixedSize(120, 12)
        self.cancel = QPushButton(self.tr("Cancel"))
        self.cancel.setAccessibleName(self.tr("Cancel the background job"))
        self.cancel.setToolTip(self.tr("Stop what is running, Esc"))
        self.cancel.clicked.connect(runner.cancel)
        self.operator = QPushButton()
        self.operator.setFlat(True)
        self.operator.setProperty("quiet", True)
        self.operator.setAccessibleName(self.tr("Operator"))
        self.operator.setToolTip(self.tr("Sign in as another operator"))
        self.operator.clicked.connect(self.sign_in_wanted)
        self.approvals = QPushButton()
        self.approvals.setFlat(True)
        self.approvals.setProperty("quiet", True)
        self.approvals.setAccessibleName(self.tr("Approvals"))
        self.approvals.setToolTip(self.tr("Look at what waits for a second look or for approval"))
        self.approvals.clicked.connect(self.approvals_wanted)
        self.approvals.hide()
        self.model.setContentsMargins(8, 0, 8, 0)
        self.addWidget(self.model)
        self.addWidget(self.profile)
        for widget in (self.job, self.bar, self.cancel, self.approvals, self.operator):
            self.addPermanentWidget(widget)
        self._patience = QTimer(self)
        self._patience.setSingleShot(True)
        self._patience.setInterval(_PATIENCE_MS)
        self._patience.timeout.connect(lambda: self._show_job(True))
        self._show_job(False)
        runner.busy.connect(self._take_title)
        runner.progressed.connect(self._take_progress)

    def show_loaded(self, loaded: Loaded) -> None:
        """Name the model and the profile."""
        self.model.setText(self.tr("Model: {name}").format(name=loaded.model))
        profile = loaded.profile
        if profile is None:
            text = self.tr("Calibration: none, nothing can be recommended")
        elif not loaded.profile_fits:
            text = self.tr("Calibration: {name} belongs to another model, nothing can be recommended")
        else:
            text = self.tr("Calibration: {name}")
        self.profile.setText(text.format(name="" if profile is None else profile.id))

    def show_no_model(self) -> None:
        """Say that nothing can be compared."""
        self.model.setText(self.tr("Model: not loaded"))
        self.profile.setText(self.tr("Calibration: not loaded"))

    def show_standing(self, standing: Standing) -> None:
        """Say who decides, and as what; and how much waits for approval."""
        self.approvals.setText(self.tr("%n to approve", "", standing.waiting))
        self.approvals.setAccessibleDescription(self.approvals.text())
        self.approvals.setVisible(standing.waiting > 0 and standing.name is not None)
        if standing.name is None:
            self.operator.setText(self.tr("Nobody has signed in"))
        elif standing.role is not None:
            said = self.tr("Operator: {name}, {role}")
            self.operator.setText(said.format(name=standing.name, role=role_name(standing.role)))
        elif standing.registered:
            said = self.tr("Operator: {name}, not registered: may look, and change nothing")
            self.operator.setText(said.format(name=standing.name))
        else:
            self.operator.setText(self.tr("Operator: {name}").format(name=standing.name))

    def _take_title(self, title: str) -> None:
        self.job.setText(title)
        self.bar.setRange(0, 0)
        if not title:
            self._patience.stop()
            self._show_job(False)
        elif not self._patience.isActive() and self.bar.isHidden():
            self._patience.start()

    def _take_progress(self, progress: Progress) -> None:
        if progress.total is not None:
            self.bar.setRange(0, progress.total)
            self.bar.setValue(progress.done)
        if progress.note:
            self.job.setText(progress_text(progress.note))

    def _show_job(self, shown: bool) -> None:
        for widget in (self.job, self.bar, self.cancel):
            widget.setVisible(shown)
