"""Processes that look at files: one processor each, replaced when they die, killed when they hang."""

from __future__ import annotations

import multiprocessing
import os
import time
from contextlib import suppress
from dataclasses import dataclass
from multiprocessing.connection import Connection, wait
from multiprocessing.process import BaseProcess
from typing import Protocol

from sigverify import children
from sigverify.batch.looking import Knowledge, Looked, Task, look_at
from sigverify.errors import SigverifyError
from sigverify.remarks import Remark

# A second one waits in its pipe, so that no worker is idle while results are put on record.
_AHEAD = 2
# No page takes as long; a decoder that hangs is stopped.
HANGS_AFTER = 120.0
# What a worker says first: its libraries are loaded.
_READY = "ready"


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a task.

    Attributes
    ----------
    looked
        What was seen.
    died
        Why the worker did not come back; None where it did.
    begun
        Whether the worker had begun with it.
    error
        One of the program's own, which ends the run.
    """

    task: Task
    looked: tuple[Looked, ...] = ()
    died: Remark | None = None
    begun: bool = True
    error: Exception | None = None


class Workers(Protocol):
    """Whoever does tasks: processes here, or machines elsewhere."""

    @property
    def free(self) -> int:
        """How many tasks they take at the moment."""
        ...

    @property
    def busy(self) -> int:
        """How many tasks they have."""
        ...

    def submit(self, task: Task) -> None:
        """Take a task."""
        ...

    def outcomes(self, seconds: float) -> list[Outcome]:
        """Wait until something is done, for so long at most, and return it."""
        ...

    def close(self) -> None:
        """Let go of all of them, whatever they do."""
        ...


class Processes:
    """Worker processes on this machine."""

    def __init__(self, knowledge: Knowledge, count: int = 0) -> None:
        """Start nothing yet; `count` 0 takes one for each processor."""
        self._knowledge = knowledge
        self._most = count or os.cpu_count() or 1
        self._workers: list[_Worker] = []

    @property
    def free(self) -> int:
        return self._most * _AHEAD - self.busy

    @property
    def busy(self) -> int:
        return sum(len(worker.tasks) for worker in self._workers)

    @property
    def pids(self) -> list[int]:
        """The processes, for those who watch them."""
        return [worker.process.pid for worker in self._workers if worker.process.pid is not None]

    def submit(self, task: Task) -> None:
        """Take a task; a process is started where all are at work."""
        if len(self._workers) < self._most and all(worker.tasks for worker in self._workers):
            self._workers.append(_Worker(self._knowledge))
        min(self._workers, key=lambda worker: len(worker.tasks)).submit(task)

    def outcomes(self, seconds: float) -> list[Outcome]:
        """Wait until something is done, for so long at most, and return it."""
        wait([worker.connection for worker in self._workers if worker.tasks], timeout=seconds)
        done: list[Outcome] = []
        for worker in list(self._workers):
            try:
                done += worker.outcomes()
            except (EOFError, OSError) as error:
                self._workers.remove(worker)
                lost = worker.give_up(Remark.READER_ENDED)
                done += lost if worker.ready else [Outcome(one.task, error=_not_started(error)) for one in lost]
                continue
            if worker.hangs:
                self._workers.remove(worker)
                done += worker.give_up(Remark.READER_HANGS)
        return done

    def close(self) -> None:
        """End them at once."""
        for worker in self._workers:
            worker.kill()
        self._workers.clear()


def _not_started(error: Exception) -> SigverifyError:
    failed = SigverifyError(
        "The processes that read cheques end before they have begun",
        "Run sigverify doctor; there may be too little memory, or sigverify is not installed whole",
    )
    failed.__cause__ = error
    return failed


class _Worker:
    def __init__(self, knowledge: Knowledge) -> None:
        context = multiprocessing.get_context("spawn")
        self.connection, theirs = context.Pipe()
        self.process: BaseProcess = context.Process(
            target=_work, args=(theirs, knowledge), daemon=True, name="sigverify-batch"
        )
        with children.deaf_to_ctrl_c():
            self.process.start()
        theirs.close()
        self.tasks: list[Task] = []
        self.ready = False
        # It has to load its libraries first.
        self._since = time.monotonic() + HANGS_AFTER

    @property
    def hangs(self) -> bool:
        return bool(self.tasks) and time.monotonic() - self._since > HANGS_AFTER

    def submit(self, task: Task) -> None:
        if not self.tasks:
            self._since = max(self._since, time.monotonic())
        self.tasks.append(task)
        with suppress(OSError):  # it has died: what it was given comes back by `outcomes`
            self.connection.send(task)

    def outcomes(self) -> list[Outcome]:
        done = []
        while self.tasks and self.connection.poll():
            looked = self.connection.recv()
            self._since = time.monotonic()
            if looked == _READY:
                self.ready = True
                continue
            task = self.tasks.pop(0)
            done.append(
                Outcome(task, error=looked) if isinstance(looked, Exception) else Outcome(task, looked=looked)
            )
        return done

    def give_up(self, why: Remark) -> list[Outcome]:
        """End it; only the first of its tasks was begun, and may be what has ended it."""
        self.kill()
        tasks, self.tasks = self.tasks, []
        return [Outcome(task, died=why, begun=at == 0) for at, task in enumerate(tasks)]

    def kill(self) -> None:
        self.process.kill()
        self.process.join()
        self.connection.close()


def _work(connection: Connection, knowledge: Knowledge) -> None:
    """Do tasks until there are none any more (in the worker process)."""
    children.begin()
    with suppress(OSError):
        connection.send(_READY)
    while True:
        try:
            task = connection.recv()
            try:
                connection.send(look_at(task, knowledge))
            except (EOFError, OSError):
                return
            except Exception as error:  # the program itself is not whole: for the user to see
                connection.send(error)
        except (EOFError, OSError):
            return
