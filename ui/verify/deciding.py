"""From a key to a decision on record, and back again: decide, undo, redo, go on to the next cheque."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication, QObject, Signal

from sigverify.jobs import Cancel, Report
from ui.newest import Newest
from ui.runner import Job, Runner
from ui.services import Services
from ui.shown import Evidence, Questioned
from ui.verify.decision_bar import DecisionBar
from ui.verify.work_list import Place, WorkItem, WorkList
from ui.wording import decision_name

if TYPE_CHECKING:  # brings the database
    from sigverify.records import StoredDecision


# What is remembered of cheques that were decided here. What is older is asked of the records.
_REMEMBERED = 200


@dataclass(slots=True, eq=False)
class _About:
    """What a decision is about: `evidence`, which has pictures, is let go of once it is on record."""

    name: str
    sha256: str
    page: int
    evidence: Evidence | None
    verification: int | None = None


@dataclass(slots=True, eq=False)
class _Done:
    """A decision that was made here; `stored` is set in the worker's thread, before it can be undone there."""

    place: Place
    decision: str
    reason: str
    note: str
    about: _About
    stored: StoredDecision | None = None


class Deciding(QObject):
    """Keeps the work list, and puts decisions on record one after another.

    Signals
    -------
    wanted
        The WorkItem that is to be put on the desk.
    decided
        A decision is on record.
    waiting
        The name of a cheque (str) whose decision waits for somebody else's second look.
    failed
        The error that kept a decision from being recorded.
    """

    wanted = Signal(WorkItem)
    decided = Signal()
    waiting = Signal(str)
    failed = Signal(Exception)

    def __init__(self, services: Services, runner: Runner, bar: DecisionBar, parent: QObject) -> None:
        super().__init__(parent)
        self._services, self._runner, self._bar = services, runner, bar
        self._list = WorkList()
        # What is on the desk with where it stands in the list: a key pressed later must not ask the list anew.
        self._offered: tuple[Evidence, Place] | None = None
        self._verifications: Newest[tuple[object, ...], int] = Newest(_REMEMBERED)
        # By scan and page, as last seen or stored: what the next decision about it supersedes.
        self._latest: Newest[tuple[str, int], StoredDecision | None] = Newest(_REMEMBERED)
        self._done: list[_Done] = []
        self._undone: list[_Done] = []
        self._number = 0

    @property
    def work_list(self) -> WorkList:
        """What is gone through."""
        return self._list

    def take_list(self, items: list[WorkItem], at: int = 0) -> None:
        """Go through these cheques, from the first or another one on."""
        self._list = WorkList(items, at)
        # Nobody would see where an undo leads in another list.
        self._done.clear()
        self._undone.clear()
        self._tell()
        self._want(self._list.current)

    def show(self, evidence: Evidence | None) -> None:
        """Take note of what is on the desk; None while there is nothing to decide about."""
        self._offered = None if evidence is None else (evidence, Place(self._list, self._list.at))
        self._bar.offer(evidence is not None)

    def await_cheque(self) -> None:
        """Forget what is on the desk: there is nothing to decide about, and nothing is known to be decided."""
        self.show(None)
        self._bar.show_state("")

    def look_up(self, questioned: Questioned) -> None:
        """Say what was decided about a cheque, here or at another desk; the next decision takes its place."""

        def look(_report: Report, _cancel: Cancel) -> StoredDecision | None:
            scan = questioned.scan
            known = self._services.app.records.latest_decision(scan.sha256, scan.page)
            self._latest[scan.sha256, scan.page] = known
            return known

        def tell(known: StoredDecision | None) -> None:
            if known is not None:
                self._bar.show_state(_by_whom(known))

        title = self.tr("Looking for earlier decisions")
        self._runner.submit("decided", title, look, tell, self.failed.emit)

    def decide(self, decision: str, reason: str = "") -> bool:
        """Put a decision about what is on the desk on record; tell whether there was anything to decide about."""
        if self._offered is None:
            return False
        evidence, place = self._offered
        scan = evidence.questioned.scan
        about = _About(evidence.questioned.name, scan.sha256, scan.page, evidence)
        done = _Done(place, decision, reason, self._bar.take_note(), about)
        self._undone.clear()
        self._submit(done)
        return True

    def undo(self) -> None:
        """Take the last decision back, and put its cheque on the desk again."""
        if not self._done:
            return
        done = self._done.pop()
        self._undone.append(done)
        done.place.mark(False)
        self._run(self.tr("Undoing the decision"), lambda _report, _cancel: self._take_back(done), done)
        self._return_to(done)
        self._bar.show_state(self.tr("Undone: {what}").format(what=decision_name(done.decision)))

    def redo(self) -> None:
        """Decide again what was undone."""
        if self._undone:
            done = self._undone.pop()
            self._return_to(done)
            self._submit(_Done(done.place, done.decision, done.reason, done.note, done.about))

    def go(self, by: int) -> None:
        """Put the next (1) or previous (-1) cheque to review on the desk."""
        item = self._list.step(by)
        self._tell()
        if item is not None:
            self._want(item)

    def read_ahead(self) -> None:
        """Read the cheque that is likely to come next, while nothing else is to be done."""
        place = self._list.following()
        if place is not None:
            item = self._list.item(place)
            self._runner.submit(
                "ahead",
                self.tr("Reading ahead"),
                lambda _report, _cancel: self._services.read_ahead(item.path, item.page),
                lambda _: None,
                self.failed.emit,
            )

    def _submit(self, done: _Done) -> None:
        self._done.append(done)
        done.place.mark(True)
        said = decision_name(done.decision)
        if done.reason:
            said = f"{said}: {QCoreApplication.translate('FlagReason', done.reason)}"
        self._bar.show_state(said)
        self._run(self.tr("Recording the decision"), lambda _report, _cancel: self._store(done), done)
        self._tell()

    def _run(self, title: str, job: Job[None], done: _Done) -> None:
        # A key of its own: no decision takes the place of another.
        self._number += 1

        def failed(error: Exception) -> None:
            if done in self._done:
                self._done.remove(done)
            done.place.mark(False)
            self._bar.show_state("")
            self._tell()
            self.failed.emit(error)
            if self._offered is not None:
                questioned = self._offered[0].questioned
                if (questioned.scan.sha256, questioned.scan.page) == (done.about.sha256, done.about.page):
                    self.look_up(questioned)

        self._runner.submit(
            f"decision {self._number}",
            title,
            job,
            lambda _: self._tell_stored(done),
            failed,
            lasting=True,
        )

    def _tell_stored(self, done: _Done) -> None:
        if done.stored is not None and done.stored.approval.value == "PENDING" and done in self._done:
            self.waiting.emit(done.about.name)
        self.decided.emit()

    def _store(self, done: _Done) -> None:
        """Record a decision (in the worker's thread)."""
        from sigverify.records import Decision

        about = done.about
        if about.evidence is not None:
            key = about.evidence.key
            about.verification = self._verifications.get(key)
            if about.verification is None:
                about.verification = self._verifications[key] = self._services.record(about.evidence)
            about.evidence = None
        assert about.verification is not None, "evidence is only let go of once it is recorded"
        latest = self._latest.get((about.sha256, about.page))
        done.stored = self._latest[about.sha256, about.page] = self._services.app.records.save_decision(
            about.verification,
            Decision(done.decision),
            reason=done.reason,
            note=done.note,
            supersedes=None if latest is None else latest.id,
        )

    def _take_back(self, done: _Done) -> None:
        """Record that a decision was taken back (in the worker's thread)."""
        if done.stored is not None:
            self._services.app.records.undo_decision(done.stored.id)
            self._latest[done.about.sha256, done.about.page] = None

    def _return_to(self, done: _Done) -> None:
        if len(self._list) > 1 and done.place.at != self._list.at:
            self._want(self._list.go(done.place.at))
        self._tell()

    def _want(self, item: WorkItem | None) -> None:
        """Ask for a cheque; what was on the desk is no longer there to be decided about."""
        self.await_cheque()
        if item is not None:
            self.wanted.emit(item)

    def _tell(self) -> None:
        self._bar.show_place(self._list.at + 1, len(self._list), self._list.left)
        self._bar.offer_undo(decision_name(self._done[-1].decision) if self._done else "")

    def take_over(self, before: Deciding) -> None:
        """Go on with another one's list, and with what can be undone there."""
        self._list, self._done, self._undone = before._list, before._done, before._undone
        self._verifications, self._latest = before._verifications, before._latest
        self._tell()


def _by_whom(decision: StoredDecision) -> str:
    at, now = decision.at.astimezone(), datetime.now().astimezone()
    when = f"{at:%H:%M}" if at.date() == now.date() else f"{at:%Y-%m-%d %H:%M}"
    said = QCoreApplication.translate("Decision", "{what} by {who}, {when}")
    return said.format(what=decision_name(decision.decision.value), who=decision.operator, when=when)
