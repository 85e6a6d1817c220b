from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from benchmarks import measuring
from benchmarks.measuring import Benchmark, Figure, Goal

LINUX = pytest.mark.skipif(not Path("/proc/self/smaps_rollup").exists(), reason="the system does not tell")


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (0.0, "0.0"),
        (0.001234, "0.00123"),
        (0.9996, "1.000"),
        (1.25, "1.25"),
        (12.34, "12.3"),
        (123.4, "123"),
        (1234.0, "1,230"),
        (-4.567, "-4.57"),
        (float("nan"), "nan"),
    ],
)
def test_a_figure_is_told_in_three_digits(value: float, text: str) -> None:
    assert measuring.rounded(value) == text


def test_a_spread_is_the_median_with_least_and_most() -> None:
    assert Figure("a", "b", "c", "ms", (5.0, 1.0, 2.0)).spread == "2.00 (1.00–5.00)"
    assert Figure("a", "b", "c", "ms", (5.0,)).spread == "5.00"


def test_a_goal_is_met_on_the_side_that_is_wanted() -> None:
    assert Goal("wait", 100.0, 100.0, "ms").met
    assert not Goal("wait", 100.0, 100.1, "ms").met
    assert Goal("ratio", 4.0, 4.0, "×", at_least=True).met
    assert not Goal("ratio", 4.0, 3.9, "×", at_least=True).met


def test_what_is_written_is_read_again(tmp_path: Path) -> None:
    bench = Benchmark("verify", "two cheques", notes=["None."])
    bench.add("waits", "sigverify", "by the clock", "ms", [2, 1, 3])
    bench.aim("wait", 100.0, 2.0, "ms")
    bench.write(tmp_path / "new" / "folder")
    assert measuring.read(tmp_path / "new" / "folder" / "verify.json") == bench
    assert bench.machine["processors"] >= 1


def test_without_a_folder_nothing_is_written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    Benchmark("verify", "nothing").write(None)
    assert not list(tmp_path.iterdir())


def test_ways_take_turns() -> None:
    order: list[str] = []

    def run(way: str) -> int:
        order.append(way)
        return len(order)

    gave = measuring.interleaved({"a": lambda: run("a"), "b": lambda: run("b")}, 3)
    assert order == ["a", "b"] * 3
    assert gave == {"a": [1, 3, 5], "b": [2, 4, 6]}


@LINUX
def test_a_cold_run_tells_what_the_process_took_and_said() -> None:
    ours = bytearray(256 * 2**20)  # what whoever started it holds is none of its own
    held = "import os, time; held = bytearray(64 * 2**20); time.sleep(0.3); print(os.environ['SIGVERIFY_TOLD'])"
    ran = measuring.cold(measuring.python("-c", held), SIGVERIFY_TOLD="all")
    assert ran.said == "all\n"
    assert 64 < ran.peak < len(ours) / measuring.MIB
    assert ran.cpu > 0
    assert ran.wall > 0.3


def test_a_cold_run_that_fails_says_what_it_complained_of() -> None:
    command = [sys.executable, "-c", "import sys; sys.exit('no such cheque')"]
    with pytest.raises(SystemExit, match="ended with 1: no such cheque"):
        measuring.cold(command)
    assert measuring.cold(command, answers=(0, 1)).said == ""


@LINUX
def test_memory_counts_this_process_and_its_children() -> None:
    # In a process of its own: the one that runs tests has children that come and go.
    measure = """
from benchmarks import measuring
for size in (64, 0):
    with measuring.Memory() as memory:
        measuring.cold(measuring.python("-c", f"held = bytearray({size} * 2**20); import time; time.sleep(2.5)"))
    print(memory.peak)
"""
    done = subprocess.run(measuring.python("-c", measure), capture_output=True, text=True, check=True)
    with_child, alone = map(int, done.stdout.split())
    assert with_child - alone > 50 * measuring.MIB
