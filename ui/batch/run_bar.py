"""Above the list: what is gone through, how far it is, and how to hold it up."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QLabel, QProgressBar, QPushButton, QVBoxLayout, QWidget

from ui.pane import Elided

if TYPE_CHECKING:  # brings the database
    from sigverify.batch import BatchProgress
    from sigverify.records import BatchRun


class RunBar(QWidget):
    """Title, runs, buttons and progress; what the buttons do is up to the view.

    Signals
    -------
    run_chosen
        The id (int) of the run that is to be shown.
    """

    run_chosen = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        title = QLabel(self.tr("Batch"))
        title.setProperty("title", True)
        self.runs = QComboBox()
        self.runs.setAccessibleName(self.tr("Runs"))
        self.runs.view().setAccessibleName(self.tr("Runs"))
        self.runs.setToolTip(self.tr("Runs on record, the newest first"))
        self.runs.setMinimumWidth(240)
        self.runs.setPlaceholderText(self.tr("no run yet"))
        self.runs.activated.connect(lambda row: self.run_chosen.emit(self.runs.itemData(row)))
        self.open = _button(self.tr("Folder…"), self.tr("Choose a folder of cheques and how to go through it"))
        self.start = _button(self.tr("Start"), self.tr("Start, or go on where it stopped"))
        self.pause = _button(self.tr("Pause"), self.tr("Take up nothing new until you go on"))
        self.pause.setCheckable(True)
        self.cancel = _button(self.tr("Cancel"), self.tr("Stop; what is finished is kept, and Start goes on"))
        self.export = _button(self.tr("Export…"), self.tr("Write the report as PDF, CSV or JSON"))
        self.source = Elided()
        self.source.setProperty("muted", True)
        self.bar = QProgressBar()
        self.bar.setTextVisible(False)
        self.bar.setFixedHeight(10)
        self.bar.setAccessibleName(self.tr("Progress of the run"))
        self.told = QLabel()
        self.told.setAccessibleName(self.tr("Progress in words"))
        line = QHBoxLayout()
        line.addWidget(title)
        line.addSpacing(12)
        line.addWidget(self.runs)
        line.addStretch(1)
        for button in (self.open, self.start, self.pause, self.cancel, self.export):
            line.addWidget(button)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        column.addLayout(line)
        column.addWidget(self.source)
        column.addWidget(self.bar)
        column.addWidget(self.told)
        self.bar.hide()
        self.told.hide()
        self.show_running(False)

    def show_runs(self, runs: list[BatchRun], shown: int | None) -> None:
        """Offer the runs on record."""
        self.runs.clear()
        for run in runs:
            name = run.source.replace("\\", "/").rpartition("/")[2]
            said = self.tr("{number}: {name}, {date}")
            date = f"{run.started_at.astimezone():%Y-%m-%d %H:%M}"
            self.runs.addItem(said.format(number=run.id, name=name, date=date), run.id)
        self.runs.setCurrentIndex(self.runs.findData(shown))
        self.runs.setEnabled(bool(runs))

    @property
    def controls(self) -> tuple[QWidget, ...]:
        """What the keyboard goes through, in its order."""
        return self.runs, self.open, self.start, self.pause, self.cancel, self.export

    def show_run(self, run: BatchRun) -> None:
        """Say which run is shown."""
        self.source.setText(run.source)
        self.runs.setCurrentIndex(self.runs.findData(run.id))

    def show_paused(self, on: bool) -> None:
        """Let the button say what it does next."""
        self.pause.setText(self.tr("Go on") if on else self.tr("Pause"))
        self.pause.setAccessibleName(self.pause.text())

    def show_running(self, running: bool) -> None:
        """Offer what can be done now."""
        self.pause.setEnabled(running)
        self.cancel.setEnabled(running)
        self.start.setEnabled(not running)
        self.open.setEnabled(not running)
        self.runs.setEnabled(not running and self.runs.count() > 0)
        if not running:
            self.pause.setChecked(False)
            self.bar.hide()

    def show_progress(self, progress: BatchProgress) -> None:
        """Say how far it is: 184 / 312, 41 flagged, 6 failed, 11/s, 12 s left."""
        self.bar.setRange(0, progress.total or 0)
        self.bar.setValue(progress.done)
        self.bar.show()
        told = [
            f"{progress.done} / {progress.total}",
            self.tr("%n flagged", "", progress.flagged),
            self.tr("%n failed", "", progress.failed),
        ]
        if progress.paused:
            told.append(self.tr("paused"))
        elif progress.seconds_left is not None:
            told.append(self.tr("{speed:.1f}/s").format(speed=progress.per_second))
            told.append(self.tr("{time} left").format(time=_time(progress.seconds_left)))
        self.say(", ".join(told))

    def say(self, text: str) -> None:
        """Say how the run is; "" says nothing."""
        self.told.setText(text)
        self.told.setAccessibleDescription(text)
        self.told.setVisible(bool(text))


def _time(seconds: float) -> str:
    if seconds < 60:
        return f"{seconds:.0f} s"
    minutes = round(seconds / 60)
    return f"{minutes} min" if minutes < 60 else f"{minutes // 60} h {minutes % 60} min"


def _button(text: str, tip: str) -> QPushButton:
    button = QPushButton(text)
    button.setToolTip(tip)
    button.setAccessibleName(text.rstrip("…"))
    button.setAccessibleDescription(tip)
    return button
