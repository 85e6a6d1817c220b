"""Processes that share a job with the one that started them: one processor each, and Ctrl+C is not for them."""

from __future__ import annotations

import signal
from collections.abc import Iterator
from contextlib import contextmanager
from multiprocessing import resource_tracker


@contextmanager
def deaf_to_ctrl_c() -> Iterator[None]:
    """Let processes that are started meanwhile not hear Ctrl+C: who started them does, and tells them.

    A terminal interrupts all of them; one that is still loading its libraries would end by it. On Windows they are
    deaf from `begin` on only.
    """
    if not hasattr(signal, "pthread_sigmask"):
        yield
        return
    resource_tracker.ensure_running()  # which unblocks the interrupt where it starts anything
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def begin() -> None:
    """Make this process one of several that share a job: to be called in it first."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    take_one_processor()


def take_one_processor() -> None:
    """Let libraries use one thread in this process: there is a process for each processor already."""
    import cv2
    from threadpoolctl import threadpool_limits

    from models import pen

    pen.threads = 1
    cv2.setNumThreads(1)
    threadpool_limits(1)


@contextmanager
def on_one_processor() -> Iterator[None]:
    """Let libraries use one thread in this process meanwhile: the other processors have workers of their own.

    Threads that wait for each other by trying again and again take the processors from the workers.
    """
    import cv2
    from threadpoolctl import threadpool_limits

    before = cv2.getNumThreads()
    cv2.setNumThreads(1)
    try:
        with threadpool_limits(1):
            yield
    finally:
        cv2.setNumThreads(before)
