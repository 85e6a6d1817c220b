"""The second look: what waits for another operator, with the evidence; approve, or refuse and say why."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication, Qt, Signal
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QPushButton,
    QSplitter,
    QVBoxLayout,
    QWidget,
)

from sigverify.operators import Permission
from ui import evidence
from ui.evidence_view import EvidenceView
from ui.message_strip import MessageStrip
from ui.plain_text import PlainDialog
from ui.runner import Runner
from ui.services import Services
from ui.standing import Standing

if TYPE_CHECKING:  # brings the database
    from sigverify.records import PendingApproval

_ROLE = Qt.ItemDataRole.UserRole


class ApprovalsDialog(PlainDialog):
    """Lists what waits, the oldest first; what the operator may not answer is shown and cannot be answered.

    Signals
    -------
    answered
        Something was approved or refused: the account (str) that it is about, "" for none.
    """

    answered = Signal(str)

    def __init__(self, parent: QWidget, services: Services, runner: Runner, standing: Standing) -> None:
        # Closing only hides it: what is being read or recorded comes back to it.
        super().__init__(parent)
        self.setWindowTitle(self.tr("Approvals"))
        self._services, self._runner, self._standing = services, runner, standing
        self._build()
        self.list.currentItemChanged.connect(lambda *_: self._show_chosen())
        self.note.textChanged.connect(lambda _: self._offer())
        self.approve.clicked.connect(lambda: self._answer(approved=True))
        self.refuse.clicked.connect(lambda: self._answer(approved=False))
        self.resize(980, 620)
        self._offer()

    @property
    def chosen(self) -> PendingApproval | None:
        """What is looked at."""
        item = self.list.currentItem()
        chosen: PendingApproval | None = None if item is None else item.data(_ROLE)
        return chosen

    def showEvent(self, event: object) -> None:
        super().showEvent(event)  # type: ignore[arg-type]
        self.reload()

    def show_standing(self, standing: Standing) -> None:
        """Offer what somebody else may do, who works here from now on."""
        self._standing = standing
        self._offer()

    def reload(self) -> None:
        """Ask again what waits."""
        self._runner.submit(
            "approvals",
            self.tr("Looking for what waits"),
            lambda _report, _cancel: self._services.app.records.pending_approvals(),
            self._show_pending,
            self.message.show_error,
        )

    def _build(self) -> None:
        self.message = MessageStrip()
        self.list = QListWidget()
        self.list.setAccessibleName(self.tr("What waits for approval"))
        self.list.setWordWrap(True)
        self.evidence = EvidenceView()
        self.note = QLineEdit()
        self.note.setAccessibleName(self.tr("Note, or the reason for refusing"))
        self.note.setPlaceholderText(self.tr("note, or the reason for refusing"))
        self.note.setMaxLength(500)
        self.hint = QLabel()
        self.hint.setProperty("muted", True)
        self.approve = QPushButton(self.tr("Approve"))
        self.approve.setAccessibleName(self.tr("Approve"))
        self.refuse = QPushButton(self.tr("Refuse"))
        self.refuse.setAccessibleName(self.tr("Refuse, for the reason that was written"))
        close = QPushButton(self.tr("Close"))
        close.setAccessibleName(self.tr("Close"))
        close.clicked.connect(self.reject)
        # Enter in the note must not approve of anything.
        for button in (self.approve, self.refuse, close):
            button.setAutoDefault(False)
        line = QHBoxLayout()
        line.addWidget(self.note, 1)
        for button in (self.approve, self.refuse, close):
            line.addWidget(button)
        split = QSplitter(Qt.Orientation.Horizontal)
        split.setChildrenCollapsible(False)
        split.addWidget(self.list)
        split.addWidget(self.evidence)
        split.setSizes([320, 640])
        column = QVBoxLayout(self)
        column.addWidget(self.message)
        column.addWidget(split, 1)
        column.addWidget(self.hint)
        column.addLayout(line)

    def _show_pending(self, pending: list[PendingApproval]) -> None:
        kept = self.chosen
        self.list.clear()
        for one in pending:
            item = QListWidgetItem(_told(one))
            item.setData(_ROLE, one)
            item.setData(Qt.ItemDataRole.AccessibleTextRole, item.text().replace("\n", ", "))
            self.list.addItem(item)
            if kept is not None and (one.subject, one.subject_id) == (kept.subject, kept.subject_id):
                self.list.setCurrentItem(item)
        if self.list.currentItem() is None:
            self.list.setCurrentRow(0)
        if not pending:
            self._show_chosen()
        self.list.setFocus()

    def _show_chosen(self) -> None:
        chosen = self.chosen
        self.note.clear()
        self.evidence.show_gathered(None)
        self._offer()
        if chosen is not None:
            self._runner.submit(
                "evidence",
                self.tr("Reading the evidence"),
                lambda _report, _cancel: evidence.of_pending(self._services, chosen),
                lambda gathered: self.evidence.show_gathered(gathered if self.chosen is chosen else None),
                self.message.show_error,
            )

    def _offer(self) -> None:
        """Let only those answer who may, and say why others may not."""
        chosen = self.chosen
        hint = ""
        if chosen is None:
            hint = self.tr("Nothing waits for approval.")
        elif Permission.APPROVE not in self._standing.permissions:
            hint = self.tr("A supervisor or an administrator has to answer this.")
        elif chosen.operator == self._standing.name:
            hint = self.tr("You did this yourself: somebody else has to answer it.")
        self.hint.setText(hint)
        self.hint.setVisible(bool(hint))
        self.note.setEnabled(not hint)
        self.approve.setEnabled(not hint)
        self.refuse.setEnabled(not hint and bool(self.note.text().strip()))

    def _answer(self, *, approved: bool) -> None:
        chosen, note = self.chosen, self.note.text().strip()
        if chosen is None:
            return

        def answer() -> None:
            records = self._services.app.records
            (records.approve if approved else records.refuse)(chosen.subject, chosen.subject_id, note)

        self.approve.setEnabled(False)
        self.refuse.setEnabled(False)
        self._runner.submit(
            None,
            self.tr("Recording the answer"),
            lambda _report, _cancel: answer(),
            lambda _: self._take_answer(chosen),
            self._fail,
            lasting=True,
        )

    def _take_answer(self, about: PendingApproval) -> None:
        self.message.hide()
        self.answered.emit(about.account or "")
        self.reload()

    def _fail(self, error: Exception) -> None:
        self.message.show_error(error)
        self.reload()


def _told(one: PendingApproval) -> str:
    """Say in two lines what waits."""
    translate = QCoreApplication.translate
    what = {
        "decision": translate("Approvals", "Decision"),
        "reference": translate("Approvals", "Reference"),
        "mandate": translate("Approvals", "Mandate"),
        "activation": translate("Approvals", "Calibration profile"),
    }[one.subject.value]
    head = " ".join(filter(None, (what, one.account)))
    return f"{head}: {one.summary}\n{one.at:%Y-%m-%d %H:%M}, {one.operator}"
