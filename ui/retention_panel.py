"""Removing old signatures for good: counted first, then asked, then done in the background."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFormLayout, QHBoxLayout, QLabel, QLineEdit, QSpinBox, QVBoxLayout, QWidget

from sigverify.jobs import Cancel, Report
from sigverify.operators import Permission
from ui.buttons import named_button
from ui.forms import Form
from ui.message_strip import MessageStrip
from ui.runner import Runner
from ui.services import Services
from ui.standing import Standing

if TYPE_CHECKING:  # brings the database
    from sigverify.records.retention import Expired

_JOB = "retention"
# Ten years, as banks often have to keep what proves a payment.
_USUAL_DAYS = 3650
_LONGEST_DAYS = 36_500


@dataclass(frozen=True, slots=True)
class _Counted:
    """What is older than a moment; `backups` are files that may still hold what was removed."""

    before: datetime
    count: Expired
    backups: tuple[Path, ...] = ()


class RetentionPanel(QWidget):
    """How old signatures have to be to go, how many those are, and the button that removes them.

    Signals
    -------
    removed
        Signatures were removed, all or, where it was stopped, some.
    """

    removed = Signal()

    def __init__(self, services: Services, runner: Runner, message: MessageStrip) -> None:
        super().__init__()
        self._services, self._runner, self._message = services, runner, message
        self._counted: _Counted | None = None
        self._allowed = False
        self._build()
        self.days.valueChanged.connect(lambda _: self._forget())
        self.count.clicked.connect(self._count)
        self.remove.clicked.connect(self._ask)
        self._offer()

    def show_standing(self, standing: Standing) -> None:
        """Offer what this operator may do."""
        self._allowed = Permission.PURGE in standing.permissions
        self.hint.setText("" if self._allowed else self.tr("Only an administrator removes signatures."))
        self.hint.setVisible(not self._allowed)
        self._offer()

    def _build(self) -> None:
        self.days = QSpinBox()
        self.days.setRange(1, _LONGEST_DAYS)
        self.days.setValue(_USUAL_DAYS)
        self.days.setGroupSeparatorShown(True)
        self.days.setSuffix(self.tr(" days"))
        self.days.setFixedWidth(220)
        for field in (self.days, *self.days.findChildren(QLineEdit)):
            field.setAccessibleName(self.tr("Signatures are old after so many days"))
        self.count = named_button(
            self.tr("Count"), self.tr("Count the signatures that are older; nothing is changed")
        )
        self.remove = named_button(
            self.tr("Remove…"), self.tr("Remove the signatures that were counted, for good")
        )
        self.told = QLabel()
        self.told.setWordWrap(True)
        self.told.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.hint = QLabel()
        self.hint.setWordWrap(True)
        for label in (self.told, self.hint):
            label.setProperty("muted", True)
            label.hide()
        buttons = QHBoxLayout()
        buttons.addWidget(self.count)
        buttons.addWidget(self.remove)
        buttons.addStretch(1)
        age = QFormLayout()
        age.addRow(self.tr("Older than"), self.days)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addLayout(age)
        column.addLayout(buttons)
        column.addWidget(self.told)
        column.addWidget(self.hint)

    def _offer(self) -> None:
        for widget in (self.days, self.count):
            widget.setEnabled(self._allowed)
        counted = self._counted
        self.remove.setEnabled(self._allowed and counted is not None and counted.count.total > 0)

    def _forget(self) -> None:
        """Forget what was counted: it holds for the days of then."""
        self._counted = None
        self._tell("")
        self._offer()

    def _tell(self, text: str) -> None:
        self.told.setText(text)
        self.told.setVisible(bool(text))
        # Read out with the button that the focus is on.
        self.count.setAccessibleDescription(text)

    def _count(self) -> None:
        before = datetime.now(UTC) - timedelta(days=self.days.value())
        self._forget()
        self._runner.submit(
            _JOB,
            self.tr("Counting old signatures"),
            lambda _report, _cancel: _Counted(before, self._services.app.records.expired(before)),
            self._show_counted,
            self._message.show_error,
        )

    def _show_counted(self, counted: _Counted) -> None:
        self._counted = counted
        if counted.count.total:
            said = self.tr("Of before {day} would be removed: {what}. Results and decisions stay.")
            self._tell(said.format(day=_day(counted.before), what=self._what(counted.count)))
        else:
            said = self.tr("Nothing is older than {day} that could be removed.")
            self._tell(said.format(day=_day(counted.before)))
        self._offer()

    def _what(self, count: Expired) -> str:
        told = (
            (count.seen, self.tr("%n questioned signature(s)", "", count.seen)),
            (count.images, self.tr("%n image(s) of references", "", count.images)),
            (count.embeddings, self.tr("%n embedding(s) of references", "", count.embeddings)),
            (count.ink, self.tr("the ink of %n reference(s)", "", count.ink)),
        )
        return ", ".join(text for number, text in told if number) or self.tr("nothing")

    def _ask(self) -> None:
        counted = self._counted
        if counted is None:
            return
        said = self.tr(
            "{what} of before {day} are removed for good: nothing brings them back but a backup of before. "
            "Results, decisions and their proof stay."
        )
        form = Form(
            self,
            self.tr("Remove old signatures"),
            said.format(what=self._what(counted.count), day=_day(counted.before)),
        )
        form.ok.setText(self.tr("Remove for good"))
        form.ok.setAccessibleName(form.ok.text())
        form.ok.setAutoDefault(False)
        form.cancel.setDefault(True)
        form.cancel.setFocus()
        form.accepted.connect(lambda: self._remove(counted.before))
        form.open()

    def _remove(self, before: datetime) -> None:
        def work(report: Report, cancel: Cancel) -> _Counted:
            records = self._services.app.records
            return _Counted(before, records.purge(before, report, cancel), tuple(records.backups_of_before()))

        self._forget()
        self._runner.submit(
            _JOB,
            self.tr("Removing old signatures"),
            work,
            self._show_removed,
            self._failed,
            self._show_stopped,
            long=True,
        )

    def _show_removed(self, done: _Counted) -> None:
        said = self.tr("Removed of before {day}: {what}.").format(
            day=_day(done.before), what=self._what(done.count)
        )
        if done.backups:
            files = "\n".join(str(path) for path in done.backups)
            said += "\n" + self.tr("These backups may still hold them; delete those that you can:") + "\n" + files
        self._tell(said)
        self.removed.emit()

    def _show_stopped(self) -> None:
        self._tell(self.tr("Stopped. What was removed until then is gone; count again to go on."))
        self.removed.emit()

    def _failed(self, error: Exception) -> None:
        self._message.show_error(error)
        self.removed.emit()


def _day(moment: datetime) -> str:
    return f"{moment.astimezone():%Y-%m-%d}"
