"""Runs Qt-free jobs in background threads and brings what they give back to the GUI thread."""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import Any, TypeVar

from PySide6.QtCore import QObject, Qt, Signal, Slot

from sigverify import heap
from sigverify.errors import Cancelled, SigverifyError
from sigverify.jobs import Cancel, Progress, Report

T = TypeVar("T")
Job = Callable[[Report, Cancel], T]

_log = logging.getLogger(__name__)
# Jobs, a handful of which make a cheque.
_GIVE_BACK_EVERY = 40


def _nothing() -> None:
    """Do nothing about a job that was stopped."""


@dataclass(eq=False, slots=True)
class _Task:
    """A job on its way; compared by identity."""

    key: str | None
    title: str
    job: Job[Any]
    done: Callable[[Any], None]
    failed: Callable[[Exception], None]
    stopped: Callable[[], None]
    lasting: bool = False
    cancel: Cancel = field(default_factory=Cancel)
    future: Future[None] | None = None


@dataclass(frozen=True, slots=True)
class _Outcome:
    """What became of a job: a result, or an error, or neither when it was stopped."""

    result: Any = None
    error: Exception | None = None
    stopped: bool = False


class Runner(QObject):
    """Runs jobs one after another; a newer job with the same key takes the place of the older one.

    Jobs share one thread, and answer in the order in which they came. Those that take minutes have a second one to
    themselves, so that no cheque waits for an import. Callbacks run in the GUI thread.

    Signals
    -------
    busy
        The title of the job that has been waited for longest, or "" when there is none.
    progressed
        What that job reports.
    """

    busy = Signal(str)
    progressed = Signal(Progress)
    _reported = Signal(_Task, Progress)
    _came = Signal(_Task, _Outcome)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._quick = ThreadPoolExecutor(max_workers=1, thread_name_prefix="desk")
        self._long = ThreadPoolExecutor(max_workers=1, thread_name_prefix="desk-long")
        self._tasks: list[_Task] = []
        self._closed = False
        self._ran = 0
        self._came.connect(self._finish, Qt.ConnectionType.QueuedConnection)
        self._reported.connect(self._progress, Qt.ConnectionType.QueuedConnection)

    def submit(
        self,
        key: str | None,
        title: str,
        job: Job[T],
        done: Callable[[T], None],
        failed: Callable[[Exception], None],
        stopped: Callable[[], None] = _nothing,
        *,
        lasting: bool = False,
        long: bool = False,
    ) -> None:
        """Run a job soon.

        Parameters
        ----------
        key
            What it is for. An older job with this key is cancelled, and nothing is heard of it any more, unless it
            is lasting. None is for jobs that add something: each is run.
        title
            What it does, for the status bar.
        done, failed, stopped
            Exactly one of them is called: with the result, with what was raised, or when the user cancelled it.
        lasting
            Whether it must not be lost: it is run to its end even when a newer one comes, the user stops
            everything or closes the window.
        long
            Whether it may take minutes: it is run in the second thread.
        """
        if self._closed:
            return
        for older in [task for task in self._tasks if key is not None and task.key == key and not task.lasting]:
            self._tasks.remove(older)
            _give_up(older)
        task = _Task(key, title, job, done, failed, stopped, lasting)
        self._tasks.append(task)
        task.future = (self._long if long else self._quick).submit(self._run, task)
        self._tell()

    @property
    def idle(self) -> bool:
        """Whether every job has been answered."""
        return not self._tasks

    def cancel(self) -> None:
        """Ask all jobs to stop that may: the user no longer wants them."""
        self._stop([task for task in self._tasks if not task.lasting])

    def cancel_only(self, key: str) -> None:
        """Ask one job to stop."""
        self._stop([task for task in self._tasks if task.key == key and not task.lasting])

    def _stop(self, tasks: Sequence[_Task]) -> None:
        for task in tasks:
            _give_up(task)
            if task.future is not None and task.future.cancelled():
                self._finish(task, _Outcome(stopped=True))

    def shutdown(self, then: Callable[[], object] = _nothing) -> None:
        """Stop everything but what must not be lost; nothing is called back any more.

        It does not wait: the threads end by themselves, after `then`, which is run in one of them when all jobs
        have ended.
        """
        if self._closed:
            return
        self._closed = True
        for task in self._tasks:
            if not task.lasting:
                _give_up(task)
        self._tasks.clear()
        last = self._long.submit(_nothing)
        self._quick.submit(lambda: (last.result(), then()))
        for pool in (self._quick, self._long):
            pool.shutdown(wait=False)

    def wait(self) -> None:
        """Wait until the threads have ended, after `shutdown`: for when there is no window any more."""
        for pool in (self._quick, self._long):
            pool.shutdown(wait=True)

    def _run(self, task: _Task) -> None:
        """Run a job (in the worker thread)."""

        def report(progress: Progress) -> None:
            if not self._closed:
                self._reported.emit(task, progress)

        try:
            task.cancel.check()
            outcome = _Outcome(result=task.job(report, task.cancel))
        except Cancelled:
            outcome = _Outcome(stopped=True)
        except SigverifyError as error:
            outcome = _Outcome(error=error)
        except Exception as error:  # a bug must reach the user's eyes and the log, not end in a silent thread
            _log.exception("%s failed", task.title)
            outcome = _Outcome(error=error)
        # A closed window takes its signals with it, and may be gone.
        if not self._closed:
            self._came.emit(task, outcome)
        self._ran += 1
        if self._ran % _GIVE_BACK_EVERY == 0:
            heap.give_back()

    @Slot(_Task, _Outcome)
    def _finish(self, task: _Task, outcome: _Outcome) -> None:
        if task not in self._tasks:
            return
        self._tasks.remove(task)
        self._tell()
        if outcome.stopped or task.cancel.requested:
            task.stopped()
        elif outcome.error is not None:
            task.failed(outcome.error)
        else:
            task.done(outcome.result)

    @Slot(_Task, Progress)
    def _progress(self, task: _Task, progress: Progress) -> None:
        if next(iter(self._tasks), None) is task:
            self.progressed.emit(progress)

    def _tell(self) -> None:
        first = next(iter(self._tasks), None)
        self.busy.emit("" if first is None else first.title)


def _give_up(task: _Task) -> None:
    task.cancel.request()
    if task.future is not None:
        task.future.cancel()
