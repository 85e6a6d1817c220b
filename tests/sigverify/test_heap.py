from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from sigverify import heap

_BEGIN = """
from pathlib import Path
from sigverify import heap
def held():
    return int(Path("/proc/self/status").read_text().partition("VmRSS:")[2].split()[0]) >> 10
heap.use_one_arena()
import ctypes
libc = ctypes.CDLL(None)
libc.malloc.restype, libc.free.argtypes = ctypes.c_void_p, [ctypes.c_void_p]
def taken(count):
    blocks = [libc.malloc(100_000) for _ in range(count)]
    for block in blocks:
        ctypes.memset(block, 1, 100_000)
    return blocks
"""

_HOLES = """
blocks = taken(2000)
kept = blocks[::40]
for block in set(blocks) - set(kept):
    libc.free(block)
before = held()
heap.give_back()
print(before, held())
"""

_OF_A_THREAD = """
import threading
libc.free(libc.malloc(30_000_000))  # as a picture of that size: the library keeps more from now on
def work():
    for block in taken(500):
        libc.free(block)
thread = threading.Thread(target=work)
thread.start()
thread.join()
before = held()
heap.give_back()
print(before, held())
"""


@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="only Linux tells what a process holds")
@pytest.mark.parametrize(("script", "megabytes"), [(_HOLES, 100), (_OF_A_THREAD, 40)])
def test_free_memory_goes_back_wherever_it_lies(script: str, megabytes: int) -> None:
    # Dask asks the C library, by its environment, to keep nothing, and leaves that behind.
    environment = {name: value for name, value in os.environ.items() if not name.startswith("MALLOC_")}
    command = [sys.executable, "-c", _BEGIN + script]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=True)
    before, after = map(int, done.stdout.split())
    assert before - after > megabytes


def test_another_c_library_is_left_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "platform", "darwin")
    heap.use_one_arena()
    heap.give_back()
