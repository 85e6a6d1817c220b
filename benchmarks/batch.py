"""How fast a folder of cheques is gone through, beside the alternatives, with what bounds it.

    python -m benchmarks.batch FOLDER [--cheques 200] [--workers 2] [--out build/bench]

Makes a demo bank in FOLDER (synthetic hands and cheques) and its cheques again as two-level TIFF files of 200 dpi. For
each kind: decoding alone, one process that does everything (`sequential`), and the batch. Wall-clock seconds tell
about a quiet machine only; processor seconds a cheque tell what any machine can do: `cores / seconds`.
"""

from __future__ import annotations

import os
import resource
import shutil
import time
from collections.abc import Callable
from pathlib import Path

from PIL import Image

from benchmarks import measuring
from sigverify import batch
from sigverify.app import App
from sigverify.batch.looking import Knowledge, Task, look_at
from sigverify.batch.workers import Outcome, Processes
from sigverify.cli import run
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


def main() -> None:
    parser = measuring.arguments(__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--cheques", type=int, default=200)
    parser.add_argument("--workers", type=int, default=os.cpu_count() or 1)
    asked = parser.parse_args()
    bank = asked.folder / "bank"
    if not (bank / "truth.csv").exists():
        run(
            [
                "demo",
                str(bank),
                "--accounts",
                str(max(12, asked.cheques // 8)),
                "--cheques",
                str(asked.cheques * 5 // 4),
            ]
        )
    colour = [path for path in sorted((bank / "cheques").iterdir()) if path.suffix in (".jpg", ".png")][
        : asked.cheques
    ]
    bench = measuring.Benchmark("batch", f"{len(colour)} cheques of a demo bank, {asked.workers} workers")
    for kind, write in (("300 dpi, colour", shutil.copy), ("200 dpi, two-level", _two_level)):
        folder = asked.folder / kind.replace(", ", "-").replace(" ", "-")
        folder.mkdir(exist_ok=True)
        for path in colour:
            if not (folder / path.name).exists() and not (folder / f"{path.stem}.tif").exists():
                write(path, folder / path.name)
        measure(bench, kind, "decoding alone", len(colour), lambda folder=folder: decode(folder))
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
                bench,
                kind,
                way,
                len(colour),
                lambda f=folder, w=workers, a=app, o=out: batch.run(a, f, out=o, workers=w),
            )
            app.records.close()
        steps(bench, kind, folder)
    bench.write(asked.out)


def measure(bench: measuring.Benchmark, kind: str, way: str, cheques: int, work: Callable[[], object]) -> None:
    """Add one row."""
    own, others, started = *_processor_seconds(), time.perf_counter()
    with measuring.Memory() as memory:
        work()
    seconds = time.perf_counter() - started
    own, others = (now - before for now, before in zip(_processor_seconds(), (own, others), strict=True))
    bench.add(kind, way, "cheques by the clock", "1/s", [cheques / seconds])
    bench.add(kind, way, "processor, a cheque", "s", [(own + others) / cheques])
    bench.add(kind, way, "of it in workers", "s", [others / cheques])
    bench.add(kind, way, "memory at most", "MiB", [memory.peak / measuring.MIB])


def decode(folder: Path) -> None:
    """Read every file, and nothing else."""
    app = App(Settings(folder.parent / "nothing"))
    for path in sorted(folder.iterdir()):
        if path.is_file():
            app.read(path)


def steps(bench: measuring.Benchmark, kind: str, folder: Path) -> None:
    """Add what the processor does for one cheque, step by step, in this process."""
    from sigverify import canvas, cheque, ink, pages, quality
    from sigverify.children import take_one_processor

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
    for step, times in spent.items():
        bench.add("steps of one cheque", kind, step, "processor ms", [1000 * one for one in times])


def _two_level(source: Path, target: Path) -> None:
    with Image.open(source) as image:
        gray = image.convert("L").resize((image.width * 2 // 3, image.height * 2 // 3), Image.Resampling.LANCZOS)
    level = gray.point([255 if value > 145 else 0 for value in range(256)]).convert("1")
    level.save(target.with_suffix(".tif"), compression="group4", dpi=(200, 200))


def _processor_seconds() -> tuple[float, float]:
    """Return what this process has used, and what its ended children have."""
    own, others = (resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    return own.ru_utime + own.ru_stime, others.ru_utime + others.ru_stime


if __name__ == "__main__":
    main()
