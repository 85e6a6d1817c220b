"""What a worker does with a file: decode, bring upright, read the line, find the signature, take its ink.

Everything here runs in another process, perhaps on another machine; what goes there and comes back is small.
"""

from __future__ import annotations

import hashlib
import logging
import time
from dataclasses import dataclass, field, replace
from functools import lru_cache
from pathlib import Path

from sigverify import canvas, copies, scans
from sigverify.canvas import Canvas
from sigverify.errors import BundleUnusable, ScanError
from sigverify.geometry import Box
from sigverify.judging import Reason
from sigverify.micr import MicrLine
from sigverify.scans import Limits, Scan
from sigverify.sight import Found, ScanKind, Sight, find_signature, look
from sigverify.templates import Forms

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Knowledge:
    """What a worker has to know of the bank; it is told once."""

    forms: Forms = field(default_factory=Forms)
    limits: Limits = scans.DEFAULT_LIMITS


@dataclass(frozen=True, slots=True)
class Task:
    """One page, or two where the second may be the back of the first.

    Attributes
    ----------
    name
        Of the file, as the records have it.
    page
        The first is 1.
    pairs
        Whether an even page without a magnetic line is the back of the page before, which has one.
    is_back
        The file is a cheque's back: it is told by its hash, and not looked at.
    form
        Id of the cheque's form, where the bank has one.
    boxes
        Where else a signature is looked for, besides the first one that is found.
    known
        Hash and page of what is on record already under this name.
    attempt
        How often a worker has died over it.
    """

    path: Path
    name: str
    page: int = 1
    pairs: bool = False
    is_back: bool = False
    form: str = ""
    boxes: tuple[Box, ...] = ()
    known: frozenset[tuple[str, int]] = frozenset()
    attempt: int = 0


@dataclass(frozen=True, slots=True, eq=False)
class Signature:
    """A signature as it was found, its pixels left behind, and its canvas; None where there is none.

    `packed` is its ink as `copies.pack` makes it, b"" for none.
    """

    found: Found
    canvas: Canvas | None
    packed: bytes = b""


@dataclass(frozen=True, slots=True, eq=False)
class Looked:
    """A page that was looked at.

    Attributes
    ----------
    sha256
        Of the file, hex; where it could not be read, what tells this state of it from another.
    pages
        Of the file.
    known
        It is on record already, and nothing else is told.
    problem
        Why it could not be looked at; "" where it was.
    signatures
        The first, and one for each further box.
    wider
        The first with what stands beside it, where that may be the same signature.
    seconds
        Of this worker's processor.
    """

    page: int
    sha256: str
    pages: int = 1
    known: bool = False
    is_back: bool = False
    problem: str = ""
    line: MicrLine = field(default_factory=MicrLine)
    signatures: tuple[Signature, ...] = ()
    wider: Signature | None = None
    seconds: float = 0.0

    @property
    def seen(self) -> tuple[Signature, ...]:
        """All that is to be compared: the signatures, and the wider first one behind them."""
        return self.signatures if self.wider is None else (*self.signatures, self.wider)


def look_at(task: Task, knowledge: Knowledge) -> tuple[Looked, ...]:
    """Do a task; whatever is wrong with a file is told, not raised.

    Raises
    ------
    BundleUnusable
        When the program itself is not whole.
    """
    started = time.process_time()
    digest = ""
    try:
        data = _read(task, knowledge.limits)
        digest = hashlib.sha256(data).hexdigest()
        if task.is_back:
            return (Looked(task.page, digest, known=(digest, task.page) in task.known, is_back=True),)
        if (digest, task.page) in task.known:
            pages = scans.page_count(task.path, knowledge.limits)
            return (Looked(task.page, digest, pages, known=True),)
        return _look(task, data, knowledge, started)
    except BundleUnusable:
        raise
    except ScanError as error:
        problem = f"{Reason.UNREADABLE} {error}"
    except Exception as error:  # one bad file never stops the others
        _log.exception("%s, page %d", task.name, task.page)
        problem = f"{Reason.UNREADABLE} {task.name}: {type(error).__name__} ({error})"
    digest = digest or digest_of(task.path)
    seconds = time.process_time() - started
    known = (digest, task.page) in task.known
    return (Looked(task.page, digest, known=known, problem=problem, seconds=seconds),)


def digest_of(path: Path) -> str:
    """Tell one state of an unreadable file from another without reading it."""
    try:
        status = path.stat()
    except OSError:
        return "unread"
    return f"unread-{status.st_size}-{status.st_mtime_ns}"


def _look(task: Task, data: bytes, knowledge: Knowledge, started: float) -> tuple[Looked, ...]:
    first = _sight(task, data, task.page, knowledge)
    pages = first.scan.pages
    looked = [_looked(first, task.boxes, started)]
    if not (task.pairs and task.page % 2 and pages % 2 == 0):
        return tuple(looked)
    started = time.process_time()
    second = _sight(task, data, task.page + 1, knowledge)
    if _line(first).country and not _line(second).text:
        seconds = time.process_time() - started
        looked.append(Looked(task.page + 1, second.scan.sha256, pages, is_back=True, seconds=seconds))
    else:
        looked.append(_looked(second, (), started))
    return tuple(looked)


def _sight(task: Task, data: bytes, page: int, knowledge: Knowledge) -> Sight:
    scan: Scan = scans.read_bytes(data, name=task.name, page=page, limits=knowledge.limits)
    return look(scan, ScanKind.CHEQUE, knowledge.forms, task.form)


def _looked(sight: Sight, boxes: tuple[Box, ...], started: float) -> Looked:
    signatures = tuple(_signature(sight, box) for box in (None, *boxes))
    wider = signatures[0].found.wider
    return Looked(
        sight.scan.page,
        sight.scan.sha256,
        sight.scan.pages,
        line=_line(sight),
        signatures=signatures,
        wider=None if wider is None else _signature(sight, wider),
        seconds=time.process_time() - started,
    )


def _signature(sight: Sight, box: Box | None) -> Signature:
    found = find_signature(sight, box)
    placed = None if found.ink is None else canvas.place(found.ink)
    packed = b"" if found.ink is None else copies.pack(found.ink)
    return Signature(replace(found, ink=None, page=None), placed, packed)


def _line(sight: Sight) -> MicrLine:
    return MicrLine() if sight.page is None else sight.page.line


def _read(task: Task, limits: Limits) -> bytes:
    if task.page == 1:
        return scans.read_file(task.path, limits)
    status = task.path.stat()
    return _kept(task.path, status.st_size, status.st_mtime_ns, limits)


@lru_cache(maxsize=1)
def _kept(path: Path, _size: int, _changed: int, limits: Limits) -> bytes:
    """Keep the last file of many pages: each of them is a task."""
    return scans.read_file(path, limits)
