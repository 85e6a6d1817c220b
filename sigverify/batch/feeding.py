"""Where a run gets its files from: a folder as it is, or one that is watched for what comes."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Protocol

from sigverify.batch.sources import Source, files_in, scans_in, sources

# How often a watched folder is looked into; what is being copied there changes in between.
_EVERY = 1.0


class Feed(Protocol):
    """Gives files one by one."""

    @property
    def cheques(self) -> int:
        """How many cheques it knows of; backs are none."""
        ...

    @property
    def open(self) -> bool:
        """Whether there is, or may still come, another file."""
        ...

    def take(self) -> Source | None:
        """Return the next file; None while there is none."""
        ...


class Folder:
    """The scans of a folder, as it is now."""

    def __init__(self, folder: Path) -> None:
        """Look into it; raises DatasetError where it holds no scans."""
        files = sources(scans_in(folder))
        self.cheques = sum(not source.is_back for source in files)
        self._files: Iterator[Source] = iter(files)
        self._next = next(self._files, None)

    @property
    def open(self) -> bool:
        return self._next is not None

    def take(self) -> Source | None:
        taken, self._next = self._next, next(self._files, None)
        return taken


class Watched:
    """The scans of a folder and what comes into it, each once it has come whole; it is never at its end."""

    open = True

    def __init__(self, folder: Path, clock: Callable[[], float] = time.monotonic) -> None:
        """Look into it; raises DatasetError where it is no folder."""
        files_in(folder)
        self.cheques = 0
        self._folder, self._clock = folder, clock
        self._looked_at = -_EVERY
        # Size and time of change of each file: as it was last seen, and as it was given out.
        self._seen: dict[Path, tuple[int, int]] = {}
        self._given: dict[Path, tuple[int, int]] = {}
        self._ready: list[Source] = []

    def take(self) -> Source | None:
        if not self._ready and self._clock() - self._looked_at >= _EVERY:
            self._look()
        return self._ready.pop(0) if self._ready else None

    def _look(self) -> None:
        self._looked_at = self._clock()
        now: dict[Path, tuple[int, int]] = {}
        for source in sources(files_in(self._folder)):
            try:
                status = source.path.stat()
            except OSError:  # gone already
                continue
            state = now[source.path] = (status.st_size, status.st_mtime_ns)
            if self._seen.get(source.path) == state and self._given.get(source.path) != state:
                self.cheques += not source.is_back and source.path not in self._given
                self._given[source.path] = state
                self._ready.append(source)
        self._seen = now
        self._given = {path: state for path, state in self._given.items() if path in now}
