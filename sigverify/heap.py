"""Memory that is free goes back to the system, and lies in one place."""

from __future__ import annotations

import ctypes
import sys
from collections.abc import Callable
from typing import Any

_M_ARENA_MAX = -8  # malloc.h


def use_one_arena() -> None:
    """Let threads share the main arena; to be called before there are any threads.

    glibc gives a thread one of its own, up to eight a processor, and each keeps what the largest pictures took. Up
    to 64 MB are kept at its end, which `malloc_trim` gives back of the main arena alone.
    """
    allow = _of_glibc("mallopt")
    if allow is not None:
        allow(_M_ARENA_MAX, 1)


def give_back() -> None:
    """Have the C library give the system back what it keeps for later.

    Pictures of many sizes leave holes between what is in use: glibc keeps them all, a few kilobytes more with each
    cheque. Taking large blocks from the system each time instead (M_MMAP_THRESHOLD) keeps memory lower still, and
    costs a fifth to a third more processor time a cheque.
    """
    trim = _of_glibc("malloc_trim")
    if trim is not None:
        trim(0)


def _of_glibc(name: str) -> Callable[..., Any] | None:
    """Return one of its own functions, None on systems with another C library."""
    return getattr(ctypes.CDLL(None), name, None) if sys.platform == "linux" else None
