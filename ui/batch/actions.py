"""What is done with a whole list: accept what is above the threshold, take that back, export the report."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtWidgets import QFileDialog, QWidget

from sigverify.amounts import plain
from ui.batch.clerk import Accepted, BatchClerk, total_of
from ui.forms import Form
from ui.message_strip import MessageStrip
from ui.runner import Runner
from ui.wording import money

if TYPE_CHECKING:  # brings the database
    from sigverify.records import BatchItem, BatchRun, StoredDecision


class ListActions(QObject):
    """Asks where it has to, does it in the background, and says what came of it.

    Signals
    -------
    decided
        Decisions are on record.
    """

    decided = Signal()

    def __init__(
        self,
        clerk: BatchClerk,
        runner: Runner,
        message: MessageStrip,
        acceptable: Callable[[], list[BatchItem]],
        parent: QWidget,
    ) -> None:
        """Take note of who gives what may be accepted in bulk at the moment: `acceptable`."""
        super().__init__(parent)
        self._clerk, self._runner, self._message, self._window = clerk, runner, message, parent
        self._acceptable = acceptable
        self._in_bulk: tuple[StoredDecision, ...] = ()

    def ask_to_accept(self) -> None:
        """Show how many would be accepted, and for how much; then accept them."""
        items = self._acceptable()
        if not items:
            self._message.say(self.tr("Nothing in this list is above the threshold and not decided yet."))
            return
        total, without = total_of(items)
        told = self.tr("%n cheque(s) above the threshold, in total {total}.", "", len(items))
        told = told.format(total=money(Decimal(plain(total))))
        if without:
            told += " " + self.tr("Of %n of them the amount is not known.", "", without)
        lowest = min(item.margin or 0.0 for item in items)
        told += " " + self.tr("The nearest is {margin:.2f} above the threshold.").format(margin=lowest)
        form = Form(self._window, self.tr("Accept in bulk"), told)
        form.ok.setText(self.tr("Accept %n cheque(s)", "", len(items)))
        form.ok.setAccessibleName(form.ok.text())
        form.accepted.connect(lambda: self._accept(items))
        form.open()

    def take_back(self) -> None:
        """Undo the last accepting in bulk."""
        decisions, self._in_bulk = self._in_bulk, ()
        if not decisions:
            self._message.say(self.tr("There is no accepting in bulk to take back."))
            return

        def told(failed: list[str]) -> None:
            done = len(decisions) - len(failed)
            self._message.say(self.tr("%n decision(s) taken back.", "", done), "\n".join(failed))
            self.decided.emit()

        self._runner.submit(
            None,
            self.tr("Taking decisions back"),
            lambda report, _cancel: self._clerk.take_back(decisions, report),
            told,
            self._message.show_error,
            lasting=True,
        )

    def ask_to_export(self, run: BatchRun | None) -> None:
        """Let the user choose where the report goes, and as what."""
        if run is None:
            self._message.say(self.tr("There is no run to report on yet."))
            return
        kinds = {
            self.tr("Report with pictures (*.pdf)"): "pdf",
            self.tr("Table (*.csv)"): "csv",
            self.tr("JSON lines (*.jsonl)"): "jsonl",
        }
        dialog = QFileDialog(self._window, self.tr("Export the report"), f"run-{run.id}.pdf", ";;".join(kinds))
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setDefaultSuffix("pdf")
        dialog.filterSelected.connect(lambda chosen: dialog.setDefaultSuffix(kinds[chosen]))
        dialog.fileSelected.connect(lambda file: self.export(run, Path(file)))
        dialog.open()

    def export(self, run: BatchRun, path: Path) -> None:
        """Write the report of a run, as the file's ending says."""
        self._runner.submit(
            "export",
            self.tr("Writing the report"),
            lambda _report, cancel: self._clerk.export(run.id, path, cancel),
            lambda written: self._message.say(self.tr("Written: {path}").format(path=written)),
            self._message.show_error,
        )

    def _accept(self, items: Sequence[BatchItem]) -> None:
        self._runner.submit(
            None,
            self.tr("Accepting %n cheque(s)", "", len(items)),
            lambda report, _cancel: self._clerk.accept(items, report),
            self._show_accepted,
            self._message.show_error,
            lasting=True,
        )

    def _show_accepted(self, accepted: Accepted) -> None:
        self._in_bulk = accepted.decisions
        told = self.tr("%n cheque(s) accepted. Ctrl+Z takes it back.", "", len(accepted.decisions))
        if accepted.waiting:
            told += " " + self.tr("%n of them wait(s) for a second look.", "", accepted.waiting)
        if accepted.failed:
            told += " " + self.tr("%n could not be accepted; the details say why.", "", len(accepted.failed))
        self._message.say(told, "\n".join(accepted.failed))
        self.decided.emit()
