"""Watch what a piece of the program does with a hostile file: how it ends, what it takes, and where it writes."""

from __future__ import annotations

import os
import resource
import sys
import time
import traceback
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sigverify.errors import SigverifyError
from sigverify.scans import pdf_drawing

# More than this over what there was before is too much, in bytes, and so are more seconds of the processor.
MEMORY, SECONDS = 2**30, 2.0

_WRITING = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC | os.O_APPEND
# Events of `sys.audit` that change the file system, and which of their arguments are paths.
_CHANGING = {
    "os.mkdir": (0,),
    "os.rename": (0, 1),
    "os.remove": (0,),
    "os.rmdir": (0,),
    "os.link": (0, 1),
    "os.symlink": (1,),
    "os.chmod": (0,),
    "os.truncate": (0,),
    "shutil.rmtree": (0,),
    "sqlite3.connect": (0,),
}


@dataclass(frozen=True, slots=True)
class Outcome:
    """How it ended.

    Attributes
    ----------
    ended
        "taken" or "refused".
    finding
        What is wrong with that; empty for nothing.
    seconds
        Of the processor, all threads.
    memory
        Bytes by which the resident memory grew at its highest.
    """

    ended: str
    finding: str
    seconds: float
    memory: int


class Fence:
    """Notes every change outside one folder, and every connection; there is one a process, for good."""

    def __init__(self) -> None:
        self.folder: Path | None = None
        self.crossed: list[str] = []
        sys.addaudithook(self._hook)

    def _hook(self, event: str, arguments: tuple[Any, ...]) -> None:
        if self.folder is None:
            return
        if event == "socket.connect":
            self.crossed.append(f"connects to {arguments[1]!r}")
        elif event == "open" and isinstance(arguments[2], int) and arguments[2] & _WRITING:
            self._check(arguments[0], event)
        elif event == "subprocess.Popen" and pdf_drawing.__file__ in arguments[1]:
            pass  # started anew after a file was too much for it
        elif event in ("subprocess.Popen", "os.system", "os.exec"):
            self.crossed.append(f"starts {arguments[0]!r}")
        else:
            for at in _CHANGING.get(event, ()):
                self._check(_in_folder(arguments, at), event)

    def _check(self, path: object, event: str) -> None:
        if not isinstance(path, str | bytes | os.PathLike):
            return
        named = os.fsdecode(path)
        if named.startswith("file:"):
            named = named[5:].split("?")[0]
        real = os.path.realpath(named)
        assert self.folder is not None
        # Not pathlib's, which opens nothing but is slow; the null device takes everything.
        if real != os.devnull and not real.startswith(f"{os.path.realpath(self.folder)}{os.sep}"):
            self.crossed.append(f"{event} {named}")

    @contextmanager
    def around(self, folder: Path) -> Iterator[list[str]]:
        """Note what crosses it meanwhile."""
        self.folder, self.crossed = folder, []
        try:
            yield self.crossed
        finally:
            self.folder = None


def _in_folder(arguments: tuple[Any, ...], at: int) -> object:
    """Return a path; one that is relative to an open folder, which comes last, with that folder."""
    path, last = arguments[at], arguments[-1]
    if isinstance(path, str) and isinstance(last, int) and last >= 0 and not path.startswith(os.sep):
        with suppress(OSError):
            return os.path.join(os.readlink(f"/proc/self/fd/{last}"), path)  # noqa: PTH115, PTH118
    return path


def watch(work: Callable[[], None], folder: Path, names: Iterable[str], fence: Fence) -> Outcome:
    """Do the work on hostile files, of which an error has to name one; it may write below `folder` alone."""
    before = resident()
    peak_from_here()
    started = time.process_time()
    ended, finding = "taken", ""
    with fence.around(folder) as crossed:
        try:
            work()
        except SigverifyError as error:
            ended = "refused"
            if not any(name in str(error) for name in names):
                finding = f"does not name the file: {error}"
        except BaseException as error:
            frame = traceback.extract_tb(error.__traceback__)[-1]
            where = f"{Path(frame.filename).name}:{frame.lineno}"
            ended, finding = "raised", f"{type(error).__name__}: {str(error)[:200]} ({where})"
    seconds = time.process_time() - started
    memory = max(0, peak() - before)
    if crossed:
        finding = finding or f"leaves its folder: {crossed[0]}"
    if memory > MEMORY:
        finding = finding or f"takes {memory / 2**20:.0f} MiB"
    if seconds > SECONDS:
        finding = finding or f"takes {seconds:.1f} s"
    return Outcome(ended, finding, seconds, memory)


def limit_memory(growth: int) -> None:
    """Let this process have so many bytes more than it has, whatever it asks for."""
    pages = int(Path("/proc/self/statm").read_text().split()[0])
    size = pages * resource.getpagesize() + growth
    resource.setrlimit(resource.RLIMIT_AS, (size, size))


def resident() -> int:
    """Return the resident memory in bytes."""
    return int(Path("/proc/self/statm").read_text().split()[1]) * resource.getpagesize()


def peak_from_here() -> None:
    """Forget how much memory there was at most (Linux)."""
    Path("/proc/self/clear_refs").write_text("5")


def peak() -> int:
    """Return how much memory there was at most, in bytes."""
    told = Path("/proc/self/status").read_text()
    return int(told.partition("VmHWM:")[2].split()[0]) * 1024
