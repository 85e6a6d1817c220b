"""Kill the program at random moments, damage its files by single bytes, and look what is left: docs/reliability.md.

    python -m benchmarks.faults [--kills N] [--bytes N] [--seed S]

A kill is `kill -9` at a random moment of work that goes on and on. The worker tells each thing that was
acknowledged; afterwards the records are opened, their chain is walked, and what is there is compared with what was
told. What the network answers is made up, so that kills fall where things are written. POSIX.
"""

from __future__ import annotations

import argparse
import itertools
import json
import os
import queue
import random
import shutil
import signal
import sqlite3
import sys
import tempfile
import threading
import time
import traceback
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from calibration.pairs import GENUINE, SKILLED, Scored
from calibration.profile import DEFAULT
from calibration.profile import load as load_profile
from calibration.profile import text as text_of
from sigverify import backing_up, calibrating, samples
from sigverify.doctor import damage
from sigverify.errors import SigverifyError
from sigverify.records import Decision, Records
from sigverify.settings import RECORDS_FILE, Settings
from tests.sigverify.records.evidence import another_scan, enrol, page_result, save

# Long enough for some dozens of things to be done, also on a machine with other work.
_LONGEST_SECONDS = 1.5
_VERSION_1 = Path(__file__).parents[1] / "tests" / "sigverify" / "records" / "version_1.sql"


@dataclass(frozen=True, slots=True)
class Work:
    """Something to be killed.

    `begin` prepares a data folder, `go_on` does the work and yields what was acknowledged, `count` returns how
    often each thing is there.
    """

    name: str
    begin: Callable[[Path], None]
    go_on: Callable[[Path], Iterator[str]]
    count: Callable[[Path], Counter[str]]
    # What may be there once without having been acknowledged: the kill fell between the commit and the word.
    unsaid: int = 1
    # Whether it yields "" when it has begun: what it loads takes longer than a kill waits, and writes nothing.
    says_begun: bool = False
    # Whether it begins anew each time, in a folder of its own.
    anew: bool = False


def main(kills: int, bytes_flipped: int, seed: int, only: str = "") -> int:
    """Print two tables; return how many invariants were broken."""
    rng = random.Random(seed)
    broken = 0
    print(f"{kills} kills, seed {seed}\n")
    print(
        "| killed while | kills | acknowledged | lost | doubled | chain broken | not opened | half files | litter |"
    )
    print("|---|---|---|---|---|---|---|---|---|")
    works = [
        work for work in (ENROL, DECIDE, BATCH, CALIBRATE, TRAIN, MIGRATE, BACK_UP) if only in ("", work.name)
    ]
    for at, work in enumerate(works):
        own = kills // len(works) + (at < kills % len(works))
        found = kill_often(work, own, rng)
        broken += sum(found[what] for what in ("lost", "doubled", "chain", "closed", "half"))
        cells = [found[what] for what in ("acknowledged", "lost", "doubled", "chain", "closed", "half", "litter")]
        print(f"| {work.name} | {own} | {' | '.join(map(str, cells))} |", flush=True)
    print(f"\n{bytes_flipped} single bytes, each flipped in a copy\n")
    print("| file | bytes | named | harmless: everything reads as before | not noticed |")
    print("|---|---|---|---|---|")
    for name, found in flip_often(bytes_flipped, rng).items():
        broken += found["unnoticed"]
        total = found["named"] + found["harmless"] + found["unnoticed"]
        print(f"| {name} | {total} | {found['named']} | {found['harmless']} | {found['unnoticed']} |", flush=True)
    return broken


def kill_often(work: Work, kills: int, rng: random.Random) -> Counter[str]:
    """Kill work again and again in one data folder, and count what is wrong after each time."""
    found: Counter[str] = Counter()
    with tempfile.TemporaryDirectory() as temporary:
        data = Path(temporary) / "data"
        said: set[str] = set()
        work.begin(data)
        for _ in range(kills):
            if work.anew:
                shutil.rmtree(data)
                work.begin(data)
                said.clear()
            before = Counter() if work.anew else work.count(data)
            told = _killed(work, data, rng)
            found["acknowledged"] += len(told)
            said |= told
            try:
                _check(work, data, said, before, found)
            except SigverifyError as error:
                print(f"{work.name}: {error}", file=sys.stderr)
                found["closed"] += 1
        found["litter"] = sum(1 for path in data.rglob(".*") if path.is_file())
    return found


def _check(work: Work, data: Path, said: set[str], before: Counter[str], found: Counter[str]) -> None:
    there = work.count(data)
    found["lost"] += sum(1 for one in said if not there[one])
    found["doubled"] += sum(1 for times in there.values() if times > 1)
    found["doubled"] += max(0, len(set(there) - set(before) - said) - work.unsaid)
    with Records.open(Settings(data)) as records:
        found["chain"] += not records.verify_audit().intact
    found["half"] += sum(1 for path in data.rglob("*.json") if not _whole(path))
    found["closed"] += bool(damage(Settings(data)))


def _whole(path: Path) -> bool:
    try:
        return path.name == "audit-anchors.json" or bool(load_profile(path))
    except ValueError:
        return False


def _killed(work: Work, data: Path, rng: random.Random) -> set[str]:
    """Let a fork work for a random time, kill it, and return what it had acknowledged."""
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        try:
            os.close(reading)
            if not work.says_begun:
                os.write(writing, b"\n")
            for one in work.go_on(data):
                os.write(writing, f"{one}\n".encode())
        except Exception:
            traceback.print_exc()
        finally:
            os._exit(0)
    os.close(writing)
    with os.fdopen(reading, "rb") as told:
        told.readline()
        time.sleep(rng.uniform(0, _LONGEST_SECONDS))
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)
        lines = told.read().splitlines(keepends=True)
        return {line.decode().strip() for line in lines if line.endswith(b"\n") and line != b"\n"}


def _begin(data: Path) -> None:
    with Records.open(Settings(data)) as records:
        records.add_account("1", "Ann")


def _enrol(data: Path) -> Iterator[str]:
    with Records.open(Settings(data)) as records:
        while True:
            stored = enrol(records, "1", os.urandom(60_000))
            yield stored.sha256
            records.save_embedding(stored.id, "bundle", np.ones(400, np.float32))


def _enrolled(data: Path) -> Counter[str]:
    with Records.open(Settings(data)) as records:
        return Counter(one.sha256 for one in records.references("1"))


def _decide(data: Path) -> Iterator[str]:
    with Records.open(Settings(data)) as records:
        while True:
            scan = another_scan()
            verification = save(records, cheque={"sha256": scan})
            yield f"verified {scan}"
            records.save_decision(verification, Decision.ACCEPTED)
            yield f"decided {scan}"


def _decided(data: Path) -> Counter[str]:
    with Records.open(Settings(data)) as records:
        found: Counter[str] = Counter()
        for one in records.verifications(limit=10**6):
            found[f"verified {one.sha256}"] += 1
            found.update(f"decided {one.sha256}" for _ in records.decisions(one.id))
        return found


def _batch(data: Path) -> Iterator[str]:
    with Records.open(Settings(data)) as records:
        run = records.begin_batch("folder", "{}")
        known = sum(1 for _ in records.batch_items(run.id))
        # The last one again, as a run that is taken up does.
        for number in range(max(0, known - 1), 10**6):
            records.add_batch_item(run.id, page_result(file=f"{number}.tif"))
            yield f"{number}.tif"


def _in_batch(data: Path) -> Counter[str]:
    with Records.open(Settings(data)) as records:
        return Counter(item.result.file for run in records.batch_runs() for item in records.batch_items(run.id))


def _calibrate(data: Path) -> Iterator[str]:
    rng = np.random.default_rng()
    shipped = load_profile(DEFAULT)
    scored = Scored(rng.random(4000), np.arange(4000) % 2 * (SKILLED - GENUINE) + GENUINE, np.arange(4000) // 40)
    pairs = samples.Compared(np.zeros((4000, 1), np.int64), np.zeros(4000, np.int64))
    folder = data / "profiles"
    folder.mkdir(exist_ok=True)
    with Records.open(Settings(data)) as records:
        while True:
            made = replace(shipped, name=f"p{os.urandom(6).hex()}")
            sample = samples.Sample(made.bundle, made.fusion, "d", {1: scored}, {1: pairs}, ("a",), ())
            calibrating.keep(folder, made, sample)
            yield f"file {made.id}"
            records.add_profile(made.id, made.bundle, text_of(made))
            records.activate_profile(made.id, "better")
            yield f"active {made.id}"


def _calibrated(data: Path) -> Counter[str]:
    with Records.open(Settings(data)) as records:
        found = Counter(f"active {one.profile}" for one in records.profile_activations())
        for one in (data / "profiles").glob("p*.json"):
            files = calibrating.files_of(data / "profiles", one.stem)
            if files.sample.exists():
                samples.load(files.sample)
                found[f"file {load_profile(one).id}"] += 1
        return found


def _train(data: Path) -> Iterator[str]:
    from models.signatures import SignatureArrays
    from models.training import TrainingPlan, train

    def signatures(first: int) -> SignatureArrays:
        writers = np.repeat(np.arange(first, first + 6), 4)
        nothing = np.zeros(len(writers), np.int64)
        strokes = np.random.default_rng(first).integers(0, 256, (len(writers), 32, 64), dtype=np.uint8)
        return SignatureArrays(strokes, writers, nothing > 0, nothing, nothing - 1)

    told: queue.SimpleQueue[str] = queue.SimpleQueue()
    first = _epochs(data)
    epoch = itertools.count(first)

    def validate(_: NDArray[np.float32]) -> float:
        # It is asked before an epoch is kept: the epoch before it has been.
        number = next(epoch)
        told.put(f"epoch {number - 1}" if number > first else "")
        return 0.5

    plan = TrainingPlan(epochs=10_000, steps=1, writers_a_batch=3, images_a_writer=3, patience=10_000)
    work = partial(train, signatures(0), signatures(100), validate, plan, data / "checkpoint.npz")
    threading.Thread(target=work, daemon=True).start()
    while True:
        yield told.get()


def _epochs(data: Path) -> int:
    path = data / "checkpoint.npz"
    if not path.exists():
        return 0
    with np.load(path, allow_pickle=False) as stored:
        for name in stored.files:
            stored[name]  # reads it to its end
        return len(json.loads(stored["state"].tobytes())["losses"])


def _trained(data: Path) -> Counter[str]:
    return Counter(f"epoch {number}" for number in range(_epochs(data)))


def _old(data: Path) -> None:
    data.mkdir()
    with closing(sqlite3.connect(data / RECORDS_FILE)) as connection:
        connection.executescript(_VERSION_1.read_text())


def _migrate(data: Path) -> Iterator[str]:
    yield "accounts"  # which are there before it begins
    Records.open(Settings(data)).close()


def _migrated(data: Path) -> Counter[str]:
    with Records.open(Settings(data)) as records:
        return Counter({"accounts": int(records.count_accounts() > 0)})


def _back_up(data: Path) -> Iterator[str]:
    with Records.open(Settings(data)) as records:
        while True:
            path = data / "backups" / backing_up.name_now()
            backing_up.back_up(records, Settings(data), path)
            yield path.name


def _backed_up(data: Path) -> Counter[str]:
    from sigverify import archive

    found = Counter()
    for path in (data / "backups").glob("*.backup"):
        archive.check(path)
        found[path.name] += 1
    return found


ENROL = Work("enrolling", _begin, _enrol, _enrolled)
DECIDE = Work("verifying and deciding", _begin, _decide, _decided)
BATCH = Work("a batch", _begin, _batch, _in_batch)
CALIBRATE = Work("calibrating", _begin, _calibrate, _calibrated)
TRAIN = Work("training", _begin, _train, _trained, says_begun=True)
MIGRATE = Work("migrating", _old, _migrate, _migrated, anew=True)
BACK_UP = Work("backing up", _begin, _back_up, _backed_up)


def flip_often(times: int, rng: random.Random) -> dict[str, Counter[str]]:
    """Flip single bytes of the records and of a backup, and count what the doctor says of it."""
    found = {"records": Counter(), "backup": Counter()}
    with tempfile.TemporaryDirectory() as temporary:
        data, copy = Path(temporary) / "data", Path(temporary) / "copy"
        _begin(data)
        for work in (_enrol, _decide, _batch):
            for _, _ in zip(range(8), work(data), strict=False):
                pass
        with Records.open(Settings(data)) as records:
            backing_up.back_up(records, Settings(data), Path(temporary) / "whole.backup")
        whole = (data / RECORDS_FILE).read_bytes()
        before = _dump(data)
        for _ in range(times):
            shutil.rmtree(copy, ignore_errors=True)
            copy.mkdir()
            (copy / RECORDS_FILE).write_bytes(_flipped(whole, rng))
            told = damage(Settings(copy))
            same = not told and _dump(copy) == before
            found["records"]["named" if told else "harmless" if same else "unnoticed"] += 1
        sealed = (Path(temporary) / "whole.backup").read_bytes()
        for _ in range(times):
            shutil.rmtree(copy, ignore_errors=True)
            spoilt = Path(temporary) / "spoilt.backup"
            spoilt.write_bytes(_flipped(sealed, rng))
            try:
                backing_up.restore(Settings(copy), spoilt, "ann")
            except SigverifyError as error:
                found["backup"]["named" if error.path == spoilt else "unnoticed"] += 1
            else:
                same = _dump(copy, of=9) == _dump(data, of=9)
                found["backup"]["harmless" if same else "unnoticed"] += 1
    return found


def _flipped(data: bytes, rng: random.Random) -> bytes:
    at = rng.randrange(len(data))
    return data[:at] + bytes([data[at] ^ (1 << rng.randrange(8))]) + data[at + 1 :]


def _dump(data: Path, of: int = 0) -> list[str]:
    """Return all rows as SQL; with `of` only what a restore does not add to."""
    with closing(sqlite3.connect(data / RECORDS_FILE)) as connection:
        lines = list(connection.iterdump())
    return [line for line in lines if not (of and "audit" in line)]


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--kills", type=int, default=200)
    parser.add_argument("--bytes", type=int, default=500)
    parser.add_argument("--only", default="", help="kill only this, as the table names it")
    parser.add_argument("--seed", type=int, default=1)
    given = parser.parse_args()
    sys.exit(min(main(given.kills, given.bytes, given.seed, given.only), 1))
