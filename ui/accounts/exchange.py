"""Import and export of accounts: what an import would do is shown before it is done."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtWidgets import QDialogButtonBox, QLabel, QListWidget, QVBoxLayout, QWidget

from ui.accounts.clerk import AccountsClerk
from ui.dialogs import ask_for_folder
from ui.message_strip import MessageStrip
from ui.plain_text import PlainDialog
from ui.runner import Runner

if TYPE_CHECKING:  # brings the database
    from sigverify.accounts_io import ImportPlan


class Exchange(QObject):
    """Brings accounts in and out.

    Signals
    -------
    imported
        Accounts have come in, or some of them before the import was stopped.
    """

    imported = Signal()

    def __init__(self, clerk: AccountsClerk, runner: Runner, message: MessageStrip, parent: QWidget) -> None:
        super().__init__(parent)
        self._clerk, self._runner, self._message, self._window = clerk, runner, message, parent

    def ask_what_to_import(self) -> None:
        """Let the clerk choose a folder to import."""
        ask_for_folder(self._window, self.tr("Import accounts"), self.plan_import)

    def ask_where_to_export(self) -> None:
        """Let the clerk choose a folder to export into."""
        ask_for_folder(self._window, self.tr("Export accounts"), self.export)

    def plan_import(self, folder: Path) -> None:
        """Show what importing a folder would do."""
        self._runner.submit(
            "plan",
            self.tr("Reading {folder}").format(folder=folder.name),
            lambda report, cancel: self._clerk.plan_import(folder, report, cancel),
            self._show_plan,
            self._message.show_error,
            long=True,
        )

    def export(self, folder: Path) -> None:
        """Write all accounts into a folder."""
        self._runner.submit(
            None,
            self.tr("Exporting accounts"),
            lambda report, cancel: self._clerk.export(folder, None, report, cancel),
            lambda _: self._message.say(self.tr("The accounts are in {folder}.").format(folder=folder)),
            self._message.show_error,
            long=True,
        )

    def _show_plan(self, plan: ImportPlan) -> None:
        form = PlanForm(self._window, plan)
        form.accepted.connect(lambda: self._import(plan))
        form.open()

    def _import(self, plan: ImportPlan) -> None:
        self._runner.submit(
            None,
            self.tr("Importing accounts"),
            lambda report, cancel: self._clerk.run_import(plan, report, cancel),
            lambda _: self.imported.emit(),
            self._failed,
            self.imported.emit,
            long=True,
        )

    def _failed(self, error: Exception) -> None:
        self._message.show_error(error)
        self.imported.emit()


class PlanForm(PlainDialog):
    """Lists the steps of an import and what stands in its way."""

    def __init__(self, parent: QWidget, plan: ImportPlan) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(self.tr("Import accounts"))
        said = self.tr("%n step(s); nothing has been changed yet.", "", len(plan.texts))
        self.summary = QLabel(said)
        self.summary.setProperty("heading", True)
        self.steps = QListWidget()
        self.steps.setAccessibleName(self.tr("What the import would do"))
        self.steps.addItems(plan.texts)
        self.problems = QListWidget()
        self.problems.setAccessibleName(self.tr("What stands in its way"))
        self.problems.addItems(
            [self.tr("line {line}: {text}").format(line=one.line, text=one.text) for one in plan.problems]
        )
        trouble = QLabel(
            self.tr("%n problem(s); nothing is imported before they are put right.", "", len(plan.problems))
        )
        trouble.setProperty("heading", True)
        for widget in (trouble, self.problems):
            widget.setVisible(bool(plan.problems))
        box = QDialogButtonBox(QDialogButtonBox.StandardButton.Cancel)
        self.go = box.addButton(self.tr("Import"), QDialogButtonBox.ButtonRole.AcceptRole)
        self.go.setEnabled(bool(plan.texts) and not plan.problems)
        for button in box.buttons():
            button.setAccessibleName(button.text().replace("&", ""))
        box.accepted.connect(self.accept)
        box.rejected.connect(self.reject)
        column = QVBoxLayout(self)
        for part in (self.summary, self.steps, trouble, self.problems, box):
            column.addWidget(part)
        self.resize(620, 480)
