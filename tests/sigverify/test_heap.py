from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from sigverify import heap

_HOLES = """
from pathlib import Path
from sigverify import heap
def held():
    return int(Path("/proc/self/status").read_text().partition("VmRSS:")[2].split()[0]) >> 10
heap.use_few_arenas()
import ctypes
libc = ctypes.CDLL(None)
libc.malloc.restype, libc.free.argtypes = ctypes.c_void_p, [ctypes.c_void_p]
blocks = [libc.malloc(100_000) for _ in range(2000)]
for block in blocks:
    ctypes.memset(block, 1, 100_000)
kept = blocks[::40]
for block in set(blocks) - set(kept):
    libc.free(block)
before = held()
heap.give_back()
print(before, held())
"""


@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="only Linux tells what a process holds")
def test_free_memory_between_what_is_in_use_goes_back() -> None:
    done = subprocess.run([sys.executable, "-c", _HOLES], capture_output=True, text=True, check=True)
    before, after = map(int, done.stdout.split())
    assert before - after > 100


def test_another_c_library_is_left_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "platform", "darwin")
    heap.use_few_arenas()
    heap.give_back()
