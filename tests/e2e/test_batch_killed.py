"""A batch that is killed at any moment goes on as if nothing had happened; its memory does not grow."""

from __future__ import annotations

import csv
import json
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from sigverify.app import App
from sigverify.cli import run
from sigverify.settings import Settings

_MAIN = "from sigverify.cli import main; main()"


@pytest.fixture
def night(demo_bank: Path, tmp_path: Path) -> tuple[Path, Path, list[str]]:
    """Return a folder of sixteen cheques, a data folder of their own, and the command that goes through them."""
    cheques, data = tmp_path / "cheques", tmp_path / "data"
    shutil.copytree(demo_bank / "data", data)
    cheques.mkdir()
    known = sorted((demo_bank / "cheques").iterdir())
    for at in range(16):
        source = known[at % len(known)]
        target = cheques / f"{at:02d}{source.suffix}"
        shutil.copy(source, target)
        with target.open("ab") as file:
            file.write(bytes([at]))  # a content of its own; the picture ends before it
    return cheques, data, ["batch", str(cheques), "--out", str(tmp_path / "out"), "--data", str(data)]


def begin(command: list[str]) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        [sys.executable, "-c", _MAIN, *command],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )


def until(holds: Callable[[], bool], seconds: float = 120.0) -> None:
    end = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < end, "it takes too long"
        time.sleep(0.05)


def lines(folder: Path) -> list[str]:
    path = folder / "results.jsonl"
    return path.read_text().splitlines() if path.exists() else []


def gone(pid: int) -> bool:
    """Whether a process has ended; one that nobody has waited for yet has, too."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] == "Z"
    except FileNotFoundError:
        return True


@pytest.mark.skipif(not Path("/proc/self").exists(), reason="asks Linux for the worker processes")
def test_a_killed_run_goes_on_with_nothing_lost_and_nothing_twice(
    night: tuple[Path, Path, list[str]], tmp_path: Path
) -> None:
    cheques, data, command = night
    out = tmp_path / "out"
    for wanted in (2, 6, 9):
        process = begin(command)
        until(lambda wanted=wanted: len(lines(out)) >= wanted)
        children = Path(f"/proc/{process.pid}/task/{process.pid}/children").read_text().split()
        os.kill(process.pid, signal.SIGKILL)
        process.wait()
        assert children
        until(lambda children=children: all(gone(int(child)) for child in children))
    assert run(command) == 0
    told = [json.loads(line) for line in lines(out)]
    assert sorted(row["file"] for row in told) == sorted(path.name for path in cheques.iterdir())
    with (out / "results.csv").open(newline="") as file:
        assert [row["file"] for row in csv.DictReader(file)] == sorted(row["file"] for row in told)
    app = App(Settings(data))
    with app.records as records:
        (found,) = records.batch_runs()
        assert found.finished_at is not None
        items = list(records.batch_items(found.id))
        evidence = [item.verification_id for item in items]
        assert len(items) == len(set(evidence)) == len(told)
        assert len(records.verifications(limit=1000)) == len(told)
        assert records.verify_audit().intact


def test_a_command_that_is_interrupted_says_that_what_is_finished_is_kept(
    night: tuple[Path, Path, list[str]], tmp_path: Path
) -> None:
    _, _, command = night
    process = subprocess.Popen(
        [sys.executable, "-c", _MAIN, *command], stderr=subprocess.PIPE, start_new_session=True
    )
    until(lambda: len(lines(tmp_path / "out")) >= 2)
    os.killpg(process.pid, signal.SIGINT)
    _, told = process.communicate(timeout=60)
    assert process.returncode == 130
    assert told.decode().strip() == "Stopped. What was finished is kept."
    assert (tmp_path / "out" / "results.csv").exists()


@pytest.mark.slow
@pytest.mark.skipif(not Path("/proc/self").exists(), reason="asks Linux for the memory")
def test_memory_does_not_grow_with_the_folder(tmp_path: Path) -> None:
    """Whatever a folder holds: pages as large as they may be, and thousands of them."""
    cheques = tmp_path / "cheques"
    cheques.mkdir()
    Image.new("L", (1600, 720), 255).save(cheques / "0.png", dpi=(200, 200))
    content = (cheques / "0.png").read_bytes()
    for at in range(1, 200):
        (cheques / f"{at}.png").write_bytes(content + str(at).encode())
    noise = np.random.default_rng(5).integers(200, 256, (4960, 7016), np.uint8)
    Image.fromarray(noise).save(cheques / "a4.tif", dpi=(600, 600))
    command = ["batch", str(cheques), "--out", str(tmp_path / "out"), "--data", str(tmp_path / "data")]
    process = begin(command)
    peak = 0
    while process.poll() is None:
        peak = max(peak, _resident(process.pid))
        time.sleep(0.2)
    assert process.returncode == 0
    assert len(lines(tmp_path / "out")) == 201
    assert peak < 1500 * 2**20, f"{peak / 2**20:.0f} MiB"


def _resident(pid: int) -> int:
    """Return the memory of a process and its children in bytes; what they share is counted once."""
    total = 0
    for one in [pid, *_children(pid)]:
        try:
            told = Path(f"/proc/{one}/smaps_rollup").read_text().splitlines()
        except (FileNotFoundError, ProcessLookupError):
            continue
        total += sum(int(line.split()[1]) * 1024 for line in told if line.startswith("Pss:"))
    return total


def _children(pid: int) -> list[int]:
    try:
        return [int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]
    except FileNotFoundError:
        return []
