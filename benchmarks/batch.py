"""How fast a folder of cheques is gone through, beside the alternatives, with what bounds it.

    python benchmarks/batch.py FOLDER [--cheques 60] [--references 1000000] [--workers 2]

Makes a demo bank in FOLDER (synthetic hands and cheques) and its cheques again as two-level TIFF files of 200 dpi. For
each kind: decoding alone, one process that does everything (`sequential`), and the batch. Wall-clock seconds tell
about a quiet machine only; processor seconds a cheque tell what any machine can do: `cores / seconds`.
The last part measures how long an account's references take to be looked up among many.
"""

from __future__ import annotations

import argparse
import os
import random
import resource
import shutil
import statistics
import sys
import threading
import time
from collections.abc import Callable
from datetime import date
from pathlib import Path

from PIL import Image
from sqlalchemy import insert

from sigverify import batch
from sigverify.app import App
from sigverify.batch.looking import Knowledge, Task, look_at
from sigverify.batch.workers import Outcome, Processes
from sigverify.cli import run
from sigverify.records.schema import AccountRow, ImageRow, ReferenceRow, SignatoryRow
from sigverify.settings import Settings

MIB = 2**20
STEPS = ("decode", "upright and line", "quality", "locate", "ink and canvas", "embed")


class OneProcess:
    """Does everything in this process, one file after the other: what the batch is compared with."""

    def __init__(self, knowledge: Knowledge) -> None:
        self._knowledge = knowledge
        self._tasks: list[Task] = []

    @property
    def free(self) -> int:
        return 1 - len(self._tasks)

    @property
    def busy(self) -> int:
        return len(self._tasks)

    def submit(self, task: Task) -> None:
        self._tasks.append(task)

    def outcomes(self, seconds: float) -> list[Outcome]:
        task = self._tasks.pop()
        return [Outcome(task, look_at(task, self._knowledge))]

    def close(self) -> None:
        self._tasks.clear()


class Memory:
    """Looks at the memory of this process and its children while a block runs; what they share counts once."""

    def __enter__(self) -> Memory:
        self.peak = 0
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._watch)
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._over.set()
        self._thread.join()

    def _watch(self) -> None:
        while not self._over.wait(0.1):
            self.peak = max(self.peak, sum(map(_proportional, [os.getpid(), *_children(os.getpid())])))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--cheques", type=int, default=60)
    parser.add_argument("--references", type=int, default=1_000_000)
    parser.add_argument("--workers", type=int, default=os.cpu_count() or 1)
    asked = parser.parse_args()
    bank = asked.folder / "bank"
    if not (bank / "truth.csv").exists():
        run(["demo", str(bank), "--accounts", "12", "--cheques", str(asked.cheques * 5 // 4)])
    colour = [path for path in sorted((bank / "cheques").iterdir()) if path.suffix in (".jpg", ".png")][
        : asked.cheques
    ]
    print(
        f"load {os.getloadavg()[0]:.1f} on {os.cpu_count()} processors, {asked.workers} workers, {len(colour)} cheques\n"
    )
    print("| cheques | way | cheques a second | processor seconds a cheque | peak memory, MiB |")
    print("|---|---|---|---|---|")
    for kind, write in (("300 dpi, colour", shutil.copy), ("200 dpi, two-level", _two_level)):
        folder = asked.folder / kind.replace(", ", "-").replace(" ", "-")
        folder.mkdir(exist_ok=True)
        for path in colour:
            if not (folder / path.name).exists() and not (folder / f"{path.stem}.tif").exists():
                write(path, folder / path.name)
        measure(kind, "decoding alone", len(colour), lambda folder=folder: decode(folder))
        for way in ("sequential", "batch"):
            data = asked.folder / "data"
            shutil.rmtree(data, ignore_errors=True)
            shutil.copytree(bank / "data", data)
            app = App(Settings(data))
            app.verifier.embed  # noqa: B018 - loaded before the clock runs, as at a desk
            knowledge = Knowledge(app.forms, app.limits)
            workers = OneProcess(knowledge) if way == "sequential" else Processes(knowledge, asked.workers)
            out = asked.folder / "out"
            measure(
                kind, way, len(colour), lambda f=folder, w=workers, a=app, o=out: batch.run(a, f, out=o, workers=w)
            )
            app.records.close()
        steps(kind, folder, bank)
    if asked.references:
        look_up(asked.folder / "many", asked.references)


def measure(kind: str, way: str, cheques: int, work: Callable[[], object]) -> None:
    """Print one row."""
    before, started = _processor_seconds(), time.perf_counter()
    with Memory() as memory:
        work()
    seconds, busy = time.perf_counter() - started, _processor_seconds() - before
    print(
        f"| {kind} | {way} | {cheques / seconds:.1f} | {busy / cheques:.3f} | {memory.peak / MIB:.0f} |",
        flush=True,
    )


def decode(folder: Path) -> None:
    """Read every file, and nothing else."""
    app = App(Settings(folder.parent / "nothing"))
    for path in sorted(folder.iterdir()):
        if path.is_file():
            app.read(path)


def steps(kind: str, folder: Path, bank: Path) -> None:
    """Print what the processor does for one cheque, step by step, in this process."""
    from sigverify import canvas, cheque, ink, pages, quality
    from sigverify.batch.workers import take_one_processor

    take_one_processor()
    data = folder.parent / "data"
    app = App(Settings(data))
    spent: dict[str, list[float]] = {step: [] for step in STEPS}

    def timed(step: str, work: Callable[[], object]) -> object:
        started = time.process_time()
        try:
            return work()
        finally:
            spent[step].append(time.process_time() - started)

    for path in sorted(path for path in folder.iterdir() if path.is_file())[:20]:
        scan = timed("decode", lambda path=path: app.read(path))
        page = timed("upright and line", lambda scan=scan: pages.rectify(scan, app.grammars))
        timed("quality", lambda scan=scan, page=page: quality.assess(scan, page))
        found = timed("locate", lambda page=page: cheque.locate(page.scan))
        if not found:
            continue
        box = found[0].box
        taken = timed("ink and canvas", lambda page=page, box=box: ink.extract(page.scan, box))
        if taken is None:
            continue
        placed = canvas.place(taken)
        timed("embed", lambda placed=placed: app.embedder.embed(placed[None]))
    app.records.close()
    told = ", ".join(f"{step} {1000 * statistics.median(times):.0f}" for step, times in spent.items() if times)
    print(f"\n{kind}, median processor milliseconds of each step: {told}\n", flush=True)


def look_up(folder: Path, references: int, each: int = 4) -> None:
    """Print how long an account's references take among few and among many.

    The rows are those of the records; embeddings (51 kB each) are kept for the accounts that are asked alone.
    """
    import numpy as np

    dimensions = App(Settings(folder)).bundle.manifest.comparison.dimensions
    print(
        f"\n| references on record | looking up the {each} of one account, median ms | 99 of 100 under, ms |\n|---|---|---|"
    )
    for count in (references // 1000, references):
        shutil.rmtree(folder, ignore_errors=True)
        app = App(Settings(folder))
        accounts = count // each
        _fill(app, accounts, each)
        asked = random.Random(1).sample(range(accounts), min(200, accounts))
        vector = np.ones(dimensions, np.float32)
        for account in asked:
            for at in range(each):
                app.records.save_embedding(account * each + at + 1, "bundle", vector)
        times = []
        for account in asked:
            started = time.perf_counter()
            found = app.records.embedded_references(f"{account:010d}", date(2026, 1, 1), "bundle")
            times.append(1000 * (time.perf_counter() - started))
            assert len(found) == each
            assert all(one.vector for one in found)
        times.sort()
        print(
            f"| {accounts * each} | {statistics.median(times):.2f} | {times[int(len(times) * 0.99)]:.2f} |",
            flush=True,
        )
        app.records.close()
    shutil.rmtree(folder, ignore_errors=True)


def _fill(app: App, accounts: int, each: int) -> None:
    """Put accounts with references on record at once, without the chain of evidence: for speed alone."""
    from datetime import UTC, datetime

    now, step = datetime.now(UTC), 5000
    with app.records._database.writing.begin() as connection:
        connection.execute(insert(ImageRow).values(sha256="0", content=b""))
        for start in range(0, accounts, step):
            some = range(start, min(start + step, accounts))
            connection.execute(
                insert(AccountRow),
                [
                    {"id": a + 1, "number": f"{a:010d}", "holder": "", "holder_key": "", "created_at": now}
                    for a in some
                ],
            )
            connection.execute(
                insert(SignatoryRow),
                [{"id": a + 1, "account_id": a + 1, "name": "x", "added_at": now} for a in some],
            )
            connection.execute(
                insert(ReferenceRow),
                [
                    {
                        "id": a * each + at + 1, "account_id": a + 1, "signatory_id": a + 1, "file_name": "x",
                        "page": at + 1, "box": None, "sha256": "0", "quality": "", "added_at": now, "added_by": "x",
                        "needs_approval": False,
                    }
                    for a in some
                    for at in range(each)
                ],
            )  # fmt: skip


def _two_level(source: Path, target: Path) -> None:
    with Image.open(source) as image:
        gray = image.convert("L").resize((image.width * 2 // 3, image.height * 2 // 3), Image.Resampling.LANCZOS)
    level = gray.point([255 if value > 145 else 0 for value in range(256)]).convert("1")
    level.save(target.with_suffix(".tif"), compression="group4", dpi=(200, 200))


def _processor_seconds() -> float:
    """Return what this process and its ended children have used."""
    return sum(
        getattr(resource.getrusage(who), name)
        for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)
        for name in ("ru_utime", "ru_stime")
    )


def _proportional(pid: int) -> int:
    """Return a process's proportional set size in bytes."""
    try:
        lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
    except (FileNotFoundError, ProcessLookupError, PermissionError):
        return 0
    return next((int(line.split()[1]) * 1024 for line in lines if line.startswith("Pss:")), 0)


def _children(pid: int) -> list[int]:
    try:
        return [int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]
    except FileNotFoundError:
        return []


if __name__ == "__main__":
    sys.exit(main())
