"""Look at files on several machines: the same tasks, handed out by Dask distributed.

The files must have the same path on each of them. A machine that goes away has its tasks done by another one.
"""

from __future__ import annotations

from contextlib import suppress
from queue import Empty, SimpleQueue
from typing import TYPE_CHECKING, Any

from sigverify.batch.looking import Knowledge, Looked, Task, look_at
from sigverify.batch.workers import Outcome
from sigverify.children import take_one_processor
from sigverify.errors import SigverifyError
from sigverify.remarks import Remark

if TYPE_CHECKING:
    from distributed import Future

# Each processor has a task, and one that waits.
_AHEAD = 2
_PATIENCE = "20s"


class DaskWorkers:
    """The workers of a Dask scheduler."""

    def __init__(self, address: str, knowledge: Knowledge) -> None:
        """Find the scheduler.

        Parameters
        ----------
        address
            As in `tcp://10.0.0.5:8786`.

        Raises
        ------
        SigverifyError
            When Dask is not installed, or the scheduler does not answer or has no workers.
        """
        try:
            from distributed import Client
        except ImportError as error:
            advice = "Install sigverify with its extra: pip install sigverify[dask]"
            raise SigverifyError("Dask is not installed", advice) from error
        self._address, self._knowledge = address, knowledge
        try:
            self._client: Any = Client(address, timeout=_PATIENCE, set_as_default=False)
        except (OSError, ValueError) as error:
            raise self._silent() from error
        self._tasks: dict[Future, Task] = {}
        self._done: SimpleQueue[Future] = SimpleQueue()
        if self._processors == 0:
            self._client.close()
            advice = f"Start dask worker {address} on each machine"
            raise SigverifyError(f"the scheduler {address} has no workers", advice)

    @property
    def free(self) -> int:
        return max(self._processors, 1) * _AHEAD - self.busy

    @property
    def busy(self) -> int:
        return len(self._tasks)

    def submit(self, task: Task) -> None:
        """Take a task."""
        # Not pure: a file may have changed since a task that looks the same.
        future = self._client.submit(_look, task, self._knowledge, pure=False)
        self._tasks[future] = task
        future.add_done_callback(self._done.put)

    def outcomes(self, seconds: float) -> list[Outcome]:
        """Wait until something is done, for so long at most, and return it.

        Raises
        ------
        SigverifyError
            When the scheduler is gone.
        """
        done = []
        with suppress(Empty):
            done.append(self._done.get(timeout=seconds))
            while True:
                done.append(self._done.get_nowait())
        return [self._outcome(future, self._tasks.pop(future)) for future in done]

    def close(self) -> None:
        """Let go of all of them, whatever they do."""
        for future in self._tasks:
            future.release()
        self._tasks.clear()
        self._client.close()

    @property
    def _processors(self) -> int:
        return sum(self._client.nthreads().values())

    def _outcome(self, future: Future, task: Task) -> Outcome:
        from distributed import KilledWorker

        if future.status == "cancelled":
            raise self._silent()
        # It waits: where a worker was killed before its result was fetched, what had finished is done again.
        error = future.exception()
        if error is None:
            return Outcome(task, looked=future.result())
        if isinstance(error, KilledWorker):
            return Outcome(task, died=Remark.READER_ENDED)
        return Outcome(task, error=error)

    def _silent(self) -> SigverifyError:
        return SigverifyError(f"the scheduler {self._address} does not answer", "Start it, or check its address")


def _look(task: Task, knowledge: Knowledge) -> tuple[Looked, ...]:
    """Do a task (in a worker)."""
    take_one_processor()
    return look_at(task, knowledge)
