"""Long work that reports progress and can be cancelled, without knowing of threads or windows."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from threading import Event

from sigverify.errors import Cancelled
from sigverify.sentences import Sentence


class Doing(Sentence):
    """What a job is at."""

    READING = "reading signatures"
    EMBEDDING = "embedding"
    COMPARING = "comparing"
    RECORDED = "verifications on record"
    SIGNATURES = "signatures"
    PAIRS = "pairs"
    RECORDS = "records"
    REFERENCES = "references of {account}"
    ENROLLING = "enrolling {account}"
    TENSORFLOW = "loading TensorFlow"
    DONE = "done"


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a job is. `total` is None while it is not known; `note` is for people: a `Doing`, or a name."""

    done: int
    total: int | None = None
    note: str = ""


Report = Callable[[Progress], None]


class Cancel:
    """A flag that a user raises and a job looks at between two steps."""

    def __init__(self) -> None:
        self._event = Event()

    def request(self) -> None:
        """Ask the job to stop; it does at its next `check`."""
        self._event.set()

    @property
    def requested(self) -> bool:
        return self._event.is_set()

    def check(self) -> None:
        """Raise Cancelled when the user has asked to stop."""
        if self._event.is_set():
            raise Cancelled


class Pause:
    """A switch that a user turns on and off; a job that looks at it takes up no new work while it is on."""

    def __init__(self) -> None:
        self._event = Event()

    def turn(self, on: bool) -> None:
        """Hold the job up, or let it go on."""
        if on:
            self._event.set()
        else:
            self._event.clear()

    @property
    def on(self) -> bool:
        return self._event.is_set()


def silent(_: Progress) -> None:
    """Report progress to nobody."""
