"""Spoil files by the thousand and see whether anything but an error in words comes of it: docs/reliability.md.

    python -m benchmarks.fuzz [--files N] [--seed S] [--case I]

Each file is made from a sound one (tests/hostile) and read in a worker process. A finding is whatever does not end
with success or with an error that names the file: another exception, a dead process, more than 2 s of the
processor or 1 GiB of memory, a write outside the folder that is allowed, a connection. Linux.
"""

from __future__ import annotations

import argparse
import contextlib
import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections import Counter, defaultdict
from dataclasses import asdict
from pathlib import Path
from typing import Any

import numpy as np

# By the clock; the processor's time is what counts, this only ends what waits for nothing.
_HANGS = 120.0
# A worker cannot have more than this over what it has, whatever it asks for.
_MOST_MEMORY = 3 * 2**30


def main(files: int, seed: int) -> int:
    """Spoil `files` files and print what came of it; return how many findings there are."""
    started = time.monotonic()
    outcomes = run(files, seed)
    minutes = (time.monotonic() - started) / 60
    print(f"{files} files, seed {seed}, {minutes:.0f} minutes\n")
    _print_table(outcomes)
    findings = [one for one in outcomes if one["finding"]]
    kinds: dict[tuple[str, str], list[int]] = defaultdict(list)
    for one in findings:
        kinds[one["target"], one["finding"].split("(")[-1][:120]].append(one["case"])
    for (target, _), cases in sorted(kinds.items()):
        first = next(one for one in findings if one["case"] == cases[0])
        print(f"\n{target}: {len(cases)} times, first in case {cases[0]}: {first['finding']}")
    return len(findings)


def run(files: int, seed: int) -> list[dict[str, Any]]:
    """Spoil files and return what came of each: its case, target, how it ended, finding, seconds and bytes."""
    outcomes: list[dict[str, Any]] = []
    at = 0
    while at < files:
        outcomes += _worker(seed, at, files)
        at = outcomes[-1]["case"] + 1
    return outcomes


def _print_table(outcomes: list[dict[str, Any]]) -> None:
    print("| read as | files | taken | refused by name | findings | longest, s | most memory, MiB |")
    print("|---|---|---|---|---|---|---|")
    for target in [*dict.fromkeys(one["target"] for one in outcomes), "all"]:
        own = [one for one in outcomes if target in (one["target"], "all")]
        ended = Counter(one["ended"] for one in own if not one["finding"])
        longest, most = max(one["seconds"] for one in own), max(one["memory"] for one in own) / 2**20
        wrong = sum(bool(one["finding"]) for one in own)
        print(
            f"| {target} | {len(own)} | {ended['taken']} | {ended['refused']} | {wrong} | {longest:.2f} | {most:.0f} |"
        )


def _worker(seed: int, first: int, end: int) -> list[dict[str, Any]]:
    """Run cases in a process of its own until all are done or it dies; the last outcome tells that it died."""
    outcomes: list[dict[str, Any]] = []
    command = [sys.executable, "-m", "benchmarks.fuzz", "--worker", str(first), str(end), "--seed", str(seed)]
    begun: dict[str, Any] = {}
    with (
        tempfile.TemporaryDirectory() as folder,
        subprocess.Popen(
            [*command, "--folder", folder], stdout=subprocess.PIPE, env=os.environ | {"TMPDIR": folder}
        ) as process,
    ):
        assert process.stdout is not None, "it is a pipe"
        os.set_blocking(process.stdout.fileno(), False)
        heard, rest = time.monotonic(), b""
        while True:
            data = process.stdout.read()
            if data == b"":
                break
            if data is None:
                if time.monotonic() - heard > _HANGS:
                    process.kill()
                time.sleep(0.05)
                continue
            heard = time.monotonic()
            *lines, rest = (rest + data).split(b"\n")
            for line in lines:
                told = json.loads(line)
                if "finding" in told:
                    outcomes.append(told)
                    begun = {}
                else:
                    begun = told
        status = process.wait()
    if begun:
        finding = f"the process died ({status})"
        outcomes.append(begun | {"ended": "died", "finding": finding, "seconds": 0.0, "memory": 0})
    elif not outcomes:
        raise SystemExit(f"the worker cannot start ({status})")
    return outcomes


def work(seed: int, first: int, end: int, folder: Path) -> None:
    """Be the worker: one JSON line when a case begins, another when it has ended."""
    from sigverify import logs  # noqa: F401 - loads what would count as a file's memory otherwise
    from tests.hostile.guard import Fence, limit_memory, watch
    from tests.hostile.targets import spoil, targets

    # Decoders speak on the standard output, too.
    out = os.fdopen(os.dup(1), "w")
    os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
    with contextlib.chdir(folder):
        known = targets(folder, np.random.default_rng(seed))
    shares = np.asarray([target.share for target in known])
    fence = Fence()
    # What loads a library takes memory and time that are not the file's.
    for target in known:
        for files in target.sets:
            _case(folder / "sound", files, min(target.spoilt or files), target.read, fence, watch)
    limit_memory(_MOST_MEMORY)
    for case in range(first, end):
        rng = np.random.default_rng([seed, case])
        target = known[int(rng.choice(len(known), p=shares / shares.sum()))]
        files, name = spoil(target, rng)
        print(json.dumps({"case": case, "target": target.name}), file=out, flush=True)
        outcome = _case(folder / "case", files, name, target.read, fence, watch)
        print(json.dumps({"case": case, "target": target.name, **asdict(outcome)}), file=out, flush=True)


def _case(folder: Path, files: dict[str, bytes], name: str, read: Any, fence: Any, watch: Any) -> Any:
    given, own = folder / "given", folder / "own"
    given.mkdir(parents=True)
    own.mkdir()
    for other, data in files.items():
        (given / other).write_bytes(data)
    outcome = watch(lambda: read(given / name, own), own, files, fence)
    shutil.rmtree(folder)
    return outcome


def keep(seed: int, case: int, folder: Path) -> None:
    """Write one case's files, to look at them."""
    from tests.hostile.targets import spoil, targets

    with tempfile.TemporaryDirectory() as work_folder:
        known = targets(Path(work_folder), np.random.default_rng(seed))
        rng = np.random.default_rng([seed, case])
        shares = np.asarray([target.share for target in known])
        files, name = spoil(known[int(rng.choice(len(known), p=shares / shares.sum()))], rng)
    folder.mkdir(parents=True, exist_ok=True)
    for other, data in files.items():
        (folder / other).write_bytes(data)
    print(folder / name)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--files", type=int, default=10_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--case", type=int, help="only write this case's files, into --folder")
    parser.add_argument("--folder", type=Path, default=Path("case"))
    parser.add_argument("--worker", type=int, nargs=2, help=argparse.SUPPRESS)
    told = parser.parse_args()
    if told.worker:
        first, end = told.worker
        work(told.seed, first, end, told.folder)
    elif told.case is not None:
        keep(told.seed, told.case, told.folder)
    else:
        sys.exit(min(main(told.files, told.seed), 1))
