"""Pages of PDF files, drawn by a process of its own (`pdf_drawing`) that may fail without harm."""

from __future__ import annotations

import atexit
import json
import os
import subprocess
import sys
import threading
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sigverify.scans import pdf_drawing

# By the clock, where the machine has other work; the process itself stops after ten seconds of the processor.
_PATIENCE = 60.0


class PdfRefused(Exception):
    """A file that cannot be drawn.

    `reason` is password, page, pages, pixels, damaged, or beyond (more time or memory than a page may take);
    `pages` is how many it has, where that is known.
    """

    def __init__(self, reason: str, pages: int = 0) -> None:
        super().__init__(reason)
        self.reason = reason
        self.pages = pages


@dataclass(frozen=True, slots=True)
class Drawn:
    """A page: uint8 (height, width, 3) RGB, its resolution in dots per inch, and how many pages there are."""

    pixels: NDArray[np.uint8]
    dpi: float
    pages: int


def page_count(data: bytes, *, most_pages: int) -> int:
    """Return how many pages a file has; raises PdfRefused."""
    told, _ = _drawer.ask(pdf_drawing.HEAD.pack(0, 0, most_pages, 0, 0, len(data)), data)
    return int(told["pages"])


def draw(data: bytes, page: int, *, dpi: int, lowest_dpi: int, most_pixels: int, most_pages: int) -> Drawn:
    """Draw a page, the first is 1, at `dpi` or as many as `most_pixels` allow; raises PdfRefused."""
    head = pdf_drawing.HEAD.pack(page, most_pixels, most_pages, lowest_dpi, dpi, len(data))
    told, raw = _drawer.ask(head, data)
    rows = np.frombuffer(raw, np.uint8).reshape(told["height"], told["stride"])
    colours = rows[:, : told["width"] * told["channels"]].reshape(told["height"], told["width"], told["channels"])
    if told["channels"] == 1:
        colours = np.repeat(colours, 3, axis=2)
    return Drawn(colours[..., :3].copy(), float(told["dpi"]), int(told["pages"]))


class _Drawer:
    """The other process, started when it is first needed and anew after it was stopped."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._process: subprocess.Popen[bytes] | None = None
        self._owner = 0

    def ask(self, head: bytes, data: bytes) -> tuple[dict[str, Any], bytes]:
        """Return the answer, and the bytes of the bitmap."""
        with self._lock:
            process = self._running()
            assert process.stdin is not None, "it is a pipe"
            assert process.stdout is not None, "it is a pipe"
            patience = threading.Timer(_PATIENCE, process.kill)
            patience.daemon = True
            patience.start()
            try:
                process.stdin.write(head + data)
                process.stdin.flush()
                line = process.stdout.readline()
                told: dict[str, Any] = json.loads(line) if line else {"refused": "beyond", "pages": 0}
                size = told.get("height", 0) * told.get("stride", 0)
                raw = process.stdout.read(size)
            except (OSError, ValueError):
                told, raw, size = {"refused": "beyond", "pages": 0}, b"", 0
            finally:
                patience.cancel()
            if told.get("refused") == "beyond" or len(raw) != size:
                self._stop(process)
                raise PdfRefused("beyond")
            if "refused" in told:
                raise PdfRefused(told["refused"], told["pages"])
            return told, raw

    def close(self) -> None:
        """Let the process end."""
        if self._process is not None and self._owner == os.getpid():
            self._stop(self._process)

    def _running(self) -> subprocess.Popen[bytes]:
        # A fork has its parent's pipes, which it must not speak on.
        if self._process is None or self._owner != os.getpid() or self._process.poll() is not None:
            self.close()
            self._process = subprocess.Popen(
                _command(),
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0),
            )
            self._owner = os.getpid()
        return self._process

    def _stop(self, process: subprocess.Popen[bytes]) -> None:
        process.kill()
        for pipe in (process.stdin, process.stdout):
            if pipe is not None:
                with suppress(OSError):  # there may be something that it was still to be told
                    pipe.close()
        process.wait()
        self._process = None


def _command() -> list[str]:
    if getattr(sys, "frozen", False):
        # The application folder has no interpreter: its program of the command line draws too.
        program = Path(sys.executable)
        return [str(program.with_name("sigverify").with_suffix(program.suffix)), pdf_drawing.ARGUMENT]
    # -P: nothing of the folder that the program was started in is imported.
    return [sys.executable, "-P", str(Path(pdf_drawing.__file__))]


# One a program, however many scans it reads; ends with it.
_drawer = _Drawer()
atexit.register(_drawer.close)
