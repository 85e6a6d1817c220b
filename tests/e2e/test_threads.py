"""Matrices are small here: their library takes one thread, unless somebody asks for more."""

from __future__ import annotations

import json
import os
import subprocess
import sys

import pytest

_ASK = """
import json, sigverify.app
from threadpoolctl import threadpool_info
print(json.dumps([one["num_threads"] for one in threadpool_info() if one["internal_api"] == "openblas"]))
"""


@pytest.mark.skipif((os.cpu_count() or 1) < 2, reason="one processor takes one thread anyway")
@pytest.mark.parametrize(("asked", "threads"), [(None, 1), ("2", 2)])
def test_the_matrix_library_takes_one_thread_unless_more_are_asked_for(asked: str | None, threads: int) -> None:
    environment = {name: value for name, value in os.environ.items() if name != "OPENBLAS_NUM_THREADS"}
    if asked is not None:
        environment["OPENBLAS_NUM_THREADS"] = asked
    told = subprocess.run([sys.executable, "-c", _ASK], env=environment, check=True, capture_output=True)
    taken = json.loads(told.stdout)
    if not taken:
        pytest.skip("NumPy has another matrix library here")
    assert set(taken) == {threads}
