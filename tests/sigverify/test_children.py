"""Child processes: what they hear and what they take."""

from __future__ import annotations

import multiprocessing
import os
import signal
import sys
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor

import cv2
import pytest

from sigverify import children

pytestmark = pytest.mark.skipif(
    sys.platform == "win32", reason="an interrupt of one process is not to be had there"
)


def test_a_child_does_not_hear_ctrl_c_even_while_it_starts() -> None:
    pool = ProcessPoolExecutor(2, mp_context=multiprocessing.get_context("spawn"), initializer=children.begin)
    try:
        with children.deaf_to_ctrl_c():
            answers = [pool.submit(cv2.getNumThreads) for _ in range(4)]
        started = multiprocessing.active_children()
        while not all(answer.done() for answer in answers):
            for child in started:
                assert child.pid is not None
                os.kill(child.pid, signal.SIGINT)
        assert started
        assert [answer.result() for answer in answers] == [1] * 4
    finally:
        pool.shutdown()


@pytest.fixture
def heard() -> Iterator[None]:
    """Hear Ctrl+C as a program does: parallel test processes do not."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)


@pytest.mark.usefixtures("heard")
def test_who_starts_them_hears_ctrl_c_afterwards_and_what_came_meanwhile() -> None:
    with pytest.raises(KeyboardInterrupt), children.deaf_to_ctrl_c():
        os.kill(os.getpid(), signal.SIGINT)
    with pytest.raises(KeyboardInterrupt):
        os.kill(os.getpid(), signal.SIGINT)
