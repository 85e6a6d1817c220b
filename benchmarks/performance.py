"""Make docs/performance.md, its tables and its plots, from what the benchmarks wrote.

    python -m benchmarks.performance build/bench [--page docs/performance.md]

`make bench` runs the benchmarks and then this. The page holds only what was measured: a benchmark that was not run is
not in it. Plots go to `images` beside the page.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterator, Sequence
from pathlib import Path

from benchmarks import measuring
from benchmarks.measuring import Benchmark, Figure, Goal, rounded

# What each benchmark is about, in the order of the page.
SECTIONS = {
    "startup": "## Start-up\nThe first answer of the day: a new process for every run, a warm disk, the ways taking turns.",
    "desk": "## The desk\nWaits of a clerk, and what the process holds. A wait for a recommendation is from the choice of "
    "the files, or the account, to the picture.",
    "verify": "## Verifying\nIn a process that is open already. A plain Keras `predict` and HOG with the cosine are given the "
    "signature that sigverify has found and cleaned; alone, neither would find one on a cheque.",
    "batch": "## A folder of cheques\nBeside decoding alone, and one process that does everything.",
    "scale": "## Growth\nOne data folder, from one reference to as many as there are.",
    "runtime": "## What serves the network\nThe same network in what could serve it ([why](decisions/0062-measured-runtimes.md)).",
}
PEERS = (
    "Peers: of what calls itself signature verification of images on PyPI (November 2026), nothing could be run beside it. "
    "`sigverse` 0.1.0 comes without its network's weights, `sigorbit` 0.2.5, `versign` 0.0.2 and "
    "`handwritten-signature-verification` 0.0.4 without a network at all, and `signature-similarity` 0.1.0 and `siamese-sign` "
    "0.1 without the code or the model to compare two pictures."
)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path, help="with the benchmarks' JSON")
    parser.add_argument("--page", type=Path, default=Path("docs/performance.md"))
    asked = parser.parse_args()
    there = [asked.folder / f"{name}.json" for name in SECTIONS]
    benches = [measuring.read(path) for path in there if path.exists()]
    if not benches:
        raise SystemExit(f"{asked.folder}: no benchmark has written anything there; run make bench")
    plots = plot(benches, asked.page.parent / "images")
    asked.page.write_text(page(benches, plots), encoding="utf-8")
    print(asked.page)


def page(benches: Sequence[Benchmark], plots: dict[str, str]) -> str:
    """Return the page's Markdown; `plots` are the files of the plots by their benchmark's name."""
    parts = [
        "# Performance",
        "Made by `make bench`; every figure is the median (least–most) of the runs of a script in `benchmarks/`, on synthetic "
        "signatures and cheques that it makes itself.",
        machine(benches),
        "## Goals\n" + "\n".join(goals([goal for bench in benches for goal in bench.goals])),
    ]
    for bench in benches:
        parts.append(f"{SECTIONS[bench.name]}\nData: {bench.data}. `python -m benchmarks.{bench.name}`")
        if bench.name in plots:
            parts.append(f"![{bench.name}](images/{plots[bench.name]})")
        parts += ["\n".join(table(group, figures)) for group, figures in groups(bench.figures)]
        parts.append("\n".join(f"- {note}" for note in bench.notes))
        parts.append(PEERS if bench.name == "verify" else "")
    return "\n\n".join(part for part in parts if part) + "\n"


def machine(benches: Sequence[Benchmark]) -> str:
    """Return in a sentence what it was measured on, and how busy that was."""
    one = benches[0].machine
    versions = ", ".join(f"{name} {version}" for name, version in one["versions"].items())
    loads = [bench.machine["load before"] for bench in benches if bench.machine["load before"] is not None]
    busy = f" Load before each benchmark: {min(loads):g} to {max(loads):g}." if loads else ""
    note = (
        " That is busy: waits by the clock say little, processor time and ratios hold."
        if loads and max(loads) > 2 * one["processors"]
        else ""
    )
    return (
        f"Machine: {one['processor']}, {one['processors']} processors, {one['memory, GiB']:g} GiB, {one['system']}, "
        f"Python {one['python']}, {versions}.{busy}{note}"
    )


def goals(aimed: Sequence[Goal]) -> Iterator[str]:
    """Yield the lines of the table of goals."""
    yield "| goal | wanted | measured | met |\n|---|---|---|---|"
    for goal in aimed:
        side = "≥" if goal.at_least else "≤"
        unit = f" {goal.unit}".rstrip()
        met = "yes" if goal.met else "**no**"
        yield f"| {goal.what} | {side} {rounded(goal.wanted)}{unit} | {rounded(goal.measured)}{unit} | {met} |"


def groups(figures: Sequence[Figure]) -> Iterator[tuple[str, list[Figure]]]:
    """Yield each group's name and figures, in their order."""
    for group in dict.fromkeys(figure.group for figure in figures):
        yield group, [figure for figure in figures if figure.group == group]


def table(group: str, figures: Sequence[Figure]) -> Iterator[str]:
    """Yield the lines of a group's table: a row for each way, a column for each thing measured."""
    columns = list(dict.fromkeys((figure.what, figure.unit) for figure in figures))
    known = {(figure.way, figure.what): figure.spread for figure in figures}
    heads = (f"{what}, {unit}" if unit else what for what, unit in columns)
    yield f"| {group} | " + " | ".join(heads) + " |"
    yield "|---" * (len(columns) + 1) + "|"
    for way in dict.fromkeys(figure.way for figure in figures):
        yield f"| {way} | " + " | ".join(known.get((way, what), "") for what, _ in columns) + " |"


def plot(benches: Sequence[Benchmark], folder: Path) -> dict[str, str]:
    """Draw what is seen better than read; return the files by their benchmark's name."""
    drawn = {}
    folder.mkdir(parents=True, exist_ok=True)
    for bench in benches:
        name = f"performance-{bench.name}.svg"
        if bench.name == "startup":
            _bars(bench, "cold", "by the clock", folder / name)
        elif bench.name == "runtime":
            _bars(bench, "runtimes", "cold, to the first answer", folder / name)
        elif bench.name == "scale":
            _growth(bench, folder / name)
        else:
            continue
        drawn[bench.name] = name
    return drawn


def _bars(bench: Benchmark, group: str, what: str, path: Path) -> None:
    """Draw a bar for each way's median, with its least and most."""
    from matplotlib.figure import Figure as Sheet

    figures = [one for one in bench.figures if (one.group, one.what) == (group, what)][::-1]
    sheet = Sheet(figsize=(8, 0.5 + 0.45 * len(figures)), layout="constrained")
    axes = sheet.subplots()
    axes.barh(
        [one.way for one in figures],
        [one.median for one in figures],
        xerr=[
            [one.median - min(one.values) for one in figures],
            [max(one.values) - one.median for one in figures],
        ],
        color="#4878a8",
        capsize=3,
    )
    axes.set_xlabel(f"{what}, {figures[0].unit}")
    axes.spines[["top", "right"]].set_visible(False)
    _save(sheet, path)


def _growth(bench: Benchmark, path: Path) -> None:
    """Draw milliseconds over references, both logarithmic."""
    from matplotlib.figure import Figure as Sheet

    sheet = Sheet(figsize=(8, 4), layout="constrained")
    axes = sheet.subplots()
    for what in dict.fromkeys(one.what for one in bench.figures if one.unit == "ms"):
        line = [one for one in bench.figures if one.what == what]
        axes.plot([int(one.way.replace(",", "")) for one in line], [one.median for one in line], "o-", label=what)
    axes.set(xscale="log", yscale="log", xlabel="references on record", ylabel="median, ms")
    axes.spines[["top", "right"]].set_visible(False)
    axes.legend(frameon=False, fontsize="small", loc="upper left", bbox_to_anchor=(1, 1))
    _save(sheet, path)


def _save(sheet: object, path: Path) -> None:
    """Write an SVG that is the same for the same figures."""
    import matplotlib

    with matplotlib.rc_context({"svg.hashsalt": "sigverify", "svg.fonttype": "none"}):
        sheet.savefig(path, metadata={"Date": None})  # type: ignore[attr-defined]


if __name__ == "__main__":
    main()
