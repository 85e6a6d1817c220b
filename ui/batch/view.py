"""Batch: go through a folder of cheques, then through what is left for people."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from PySide6.QtCore import QTimer, Signal
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from sigverify.amounts import plain
from sigverify.jobs import Cancel, Pause, Progress, Report
from ui.batch.actions import ListActions
from ui.batch.clerk import BatchClerk, Listed, Order
from ui.batch.list_panel import ListPanel
from ui.batch.order_form import OrderForm
from ui.batch.run_bar import RunBar
from ui.commands import Keyboard
from ui.message_strip import MessageStrip
from ui.runner import Runner
from ui.services import Services
from ui.verify.work_list import WorkItem

if TYPE_CHECKING:  # brings the database
    from sigverify.records import BatchItem, BatchRun

T = TypeVar("T")
_JOB = "batch"
# Rows are shown so often while a run brings them.
_SHOW_EVERY_MS = 150


class BatchView(QWidget):
    """A run of the records, or the one that is going on.

    Signals
    -------
    review_wanted
        WorkItems (list) to be gone through in Verify, and at which (int) to begin.
    decided
        Decisions are on record.
    """

    review_wanted = Signal(list, int)
    decided = Signal()
    _taken = Signal(object)
    _begun = Signal(object)
    _progressed = Signal(object)

    def __init__(
        self, services: Services, runner: Runner, keyboard: Keyboard, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._clerk, self._runner = BatchClerk(services), runner
        self.order: Order | None = None
        self.run: BatchRun | None = None
        self.running = False
        self._pause = Pause()
        self._new: list[BatchItem] = []
        self._looked = self._stale = False
        self._build()
        self.actions_of_list = ListActions(self._clerk, runner, self.message, self.list.acceptable, self)
        self._show = QTimer(self)
        self._show.setInterval(_SHOW_EVERY_MS)
        self._show.timeout.connect(self._show_new)
        self._connect()
        self._bind(keyboard)
        self._show_state()
        self.setAcceptDrops(True)

    def ask_for_folder(self) -> OrderForm | None:
        """Let the user choose a folder and how to go through it."""
        return None if self.running else self._ask(self.order)

    def open_folder(self, folder: Path) -> OrderForm | None:
        """Let the user say how to go through a folder."""
        if self.running:
            return None
        form = self._ask(None)
        form.take_folder(folder)
        return form

    def start(self) -> None:
        """Go through the folder that was chosen, or on with the run that is shown."""
        if self.order is None:
            self.ask_for_folder()
        else:
            self.go(self.order)

    def go(self, order: Order) -> None:
        """Go through a folder."""
        if self.running:
            return
        self.order, self.running, self._pause = order, True, Pause()
        self.message.settle()
        self.run = None
        self.list.show_items([])
        self.bar.source.setText(str(order.folder))
        self.bar.show_running(True)
        self.bar.say(self.tr("Starting…"))

        def job(report: Report, cancel: Cancel) -> BatchRun:
            def tell(progress: Progress) -> None:
                report(replace(progress, note=""))  # the status bar has the title; the note is English
                self._progressed.emit(progress)

            return self._clerk.go(order, tell, cancel, self._pause, self._begun.emit, self._taken.emit)

        title = self.tr("Batch: {folder}").format(folder=order.folder.name)
        self._runner.submit(_JOB, title, job, self._finished, self._failed, self._stopped, long=True)
        self._show.start()
        self._show_state()

    def turn_pause(self, on: bool) -> None:
        """Hold the run up, or let it go on."""
        self._pause.turn(on)
        self.bar.show_paused(on)

    def show_run(self, run_id: int) -> None:
        """Show a run that is on record."""
        self._submit(self.tr("Opening the run"), lambda: self._clerk.listed(run_id), self._show_listed)

    def look_again(self) -> None:
        """Show what was decided meanwhile, here or elsewhere, as soon as the view is seen."""
        self._stale = True
        if self.isVisible():
            self._reload()

    def review(self, item: BatchItem | None = None) -> None:
        """Go through what is shown in Verify: from one cheque on, or from the next one to review."""
        items = self.list.proxy.visible()
        if item is None:
            items, item = self.list.next_to_review()
        if item is None or self.run is None:
            self.message.say(self.tr("There is nothing left to review in this list."))
            return
        folder = Path(self.run.source)
        self.review_wanted.emit([_work_item(folder, one) for one in items], items.index(item))

    def showEvent(self, event: object) -> None:
        super().showEvent(event)  # type: ignore[arg-type]
        if not self._looked:
            self._looked = True
            self._submit(self.tr("Looking for runs"), self._clerk.runs, self._show_runs)
        elif self._stale:
            self._reload()

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if _dropped_folder(event) is not None:
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        folder = _dropped_folder(event)
        if folder is not None:
            self.open_folder(folder)

    def _build(self) -> None:
        self.bar = RunBar()
        self.message = MessageStrip()
        self.list = ListPanel()
        rows = QVBoxLayout(self)
        rows.setContentsMargins(12, 8, 12, 8)
        rows.setSpacing(6)
        rows.addWidget(self.bar)
        rows.addWidget(self.message)
        rows.addWidget(self.list, 1)
        self.setFocusProxy(self.list.table)
        order = (
            *self.bar.controls,
            *self.list.chips.values(),
            self.list.search,
            self.list.table,
            self.list.accept,
            self.list.next,
        )
        for before, after in pairwise(order):
            QWidget.setTabOrder(before, after)

    def _connect(self) -> None:
        bar, actions = self.bar, self.actions_of_list
        bar.run_chosen.connect(self.show_run)
        bar.open.clicked.connect(self.ask_for_folder)
        bar.start.clicked.connect(self.start)
        bar.pause.toggled.connect(self.turn_pause)
        bar.cancel.clicked.connect(lambda: self._runner.cancel_only(_JOB))
        bar.export.clicked.connect(lambda: actions.ask_to_export(self.run))
        self.list.opened.connect(self.review)
        self.list.accept.clicked.connect(actions.ask_to_accept)
        self.list.next.clicked.connect(lambda: self.review())
        actions.decided.connect(self._reload)
        actions.decided.connect(self.decided)
        self._taken.connect(self._keep_new)
        self._begun.connect(self._show_begun)
        self._progressed.connect(self._show_progress)

    def _bind(self, keyboard: Keyboard) -> None:
        bar, actions = self.bar, self.actions_of_list
        keyboard.bind("batch_folder", self, self.ask_for_folder, button=bar.open)
        keyboard.bind("batch_start", self, self.start, button=bar.start, repeats=False)
        keyboard.bind("batch_pause", self, bar.pause.click, button=bar.pause, repeats=False)
        keyboard.bind("batch_search", self, self.list.focus_search)
        keyboard.bind("batch_accept", self, actions.ask_to_accept, button=self.list.accept, repeats=False)
        keyboard.bind("batch_undo", self, actions.take_back, repeats=False)
        keyboard.bind("batch_export", self, bar.export.click, button=bar.export, repeats=False)
        # A letter is typed elsewhere.
        keyboard.bind(
            "batch_next", self.list.table, self.review, within=True, button=self.list.next, repeats=False
        )

    def _ask(self, order: Order | None) -> OrderForm:
        form = OrderForm(self, self._clerk, self._runner, order)
        form.ordered.connect(self.go)
        form.open()
        return form

    def _show_runs(self, runs: list[BatchRun]) -> None:
        self.bar.show_runs(runs, None if self.run is None else self.run.id)
        if runs and self.run is None and not self.running:
            self.show_run(runs[0].id)

    def _show_listed(self, listed: Listed) -> None:
        self._stale = False
        self.run = listed.run
        self.list.show_items(listed.items)
        self.bar.show_run(listed.run)
        if not self.running:
            self.order = order_of(listed.run)
            finished = listed.run.finished_at is not None
            self.bar.say("" if finished else self.tr("Not finished. Start goes on with it."))
        self._show_state()

    def _show_begun(self, listed: Listed) -> None:
        self._new.clear()
        self._show_listed(listed)

    def _keep_new(self, item: BatchItem) -> None:
        if not item.result.is_back:
            self._new.append(item)

    def _show_new(self) -> None:
        new = list(self._new)
        self._new.clear()
        if new:
            self.list.model.add(new)
            self._show_state()

    def _show_progress(self, progress: Progress) -> None:
        from sigverify.batch import BatchProgress

        if isinstance(progress, BatchProgress) and self.running:
            self.bar.show_progress(progress)

    def _finished(self, run: BatchRun) -> None:
        self._end()
        self.run = run
        self.bar.say(self.tr("Finished: %n cheque(s).", "", len(self.list.items)))

    def _stopped(self) -> None:
        self._end()
        self.bar.say(self.tr("Stopped. What is finished is kept; Start goes on."))

    def _failed(self, error: Exception) -> None:
        self._end()
        self.bar.say("")
        self.message.show_error(error)

    def _end(self) -> None:
        self.running = False
        self._show.stop()
        self._show_new()
        self.bar.show_running(False)
        self._show_state()
        self._submit(self.tr("Looking for runs"), self._clerk.runs, self._show_runs)

    def _reload(self) -> None:
        if self.run is not None and not self.running:
            self.show_run(self.run.id)

    def _submit(self, title: str, job: Callable[[], T], done: Callable[[T], None]) -> None:
        self._runner.submit(f"{_JOB}: {title}", title, lambda _r, _c: job(), done, self.message.show_error)

    def _show_state(self) -> None:
        self.bar.export.setEnabled(self.run is not None)
        if self.running:
            waiting = self.tr("Cheques appear here as they are finished.")
        else:
            waiting = self.tr(
                "Choose a folder of cheques with Ctrl+Shift+O, or drop one here. Each cheque is compared with the "
                "references of its account; what needs a person is listed first."
            )
        self.list.show_state(waiting)


def order_of(run: BatchRun) -> Order:
    """Return what was asked for when a run was begun."""
    setup = json.loads(run.setup)
    manifest = setup.get("manifest", "")
    return Order(
        Path(run.source),
        Path(manifest) if manifest else None,
        setup.get("columns", {}),
        setup.get("pattern", ""),
        setup.get("pairs", True),
    )


def _work_item(folder: Path, item: BatchItem) -> WorkItem:
    result = item.result
    amount = "" if result.amount is None else plain(result.amount)
    return WorkItem(folder / result.file, result.page, result.account or "", result.cheque_number, amount)


def _dropped_folder(event: QDropEvent) -> Path | None:
    paths = [Path(url.toLocalFile()) for url in event.mimeData().urls() if url.isLocalFile()]
    return paths[0] if len(paths) == 1 and paths[0].is_dir() else None
