"""How complex the signatures of the training writers are: what the constants of sigverify.complexity were read off.

    python benchmarks/complexity.py DATA BUNDLE

Only writers of the bundle's training split count, five genuine signatures each. `--validation` looks at the
writers of its validation split instead, and at how many of their forgeries pass at one threshold for all, by grade.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

import numpy as np

from models import bundle as bundles
from models.embedder import OnnxEmbedder
from sigverify import canvas, ink, scans
from sigverify.complexity import Complexity, measure
from sigverify.errors import ScanError
from sigverify.grade import grade_of

EACH = 5
# Genuine signatures and forgeries of a writer that are compared, each genuine one with all others.
COMPARED = 10


def writers(data: Path, wanted: set[int]) -> list[tuple[str, list[Complexity]]]:
    """Measure the writers whose signatures are among those hashes."""
    measured = []
    for folder in sorted(data.glob("*/*/genuine")):
        found = []
        for path in sorted(folder.iterdir())[:EACH]:
            try:
                scan = scans.read(path)
            except ScanError:
                continue
            taken = ink.extract(scan) if int(scan.sha256[:16], 16) in wanted else None
            if taken is not None:
                found.append(measure(taken))
        if found:
            measured.append((folder.parent.parent.name, found))
    return measured


def forgeries(data: Path, bundle: bundles.Bundle, wanted: set[int]) -> None:
    """Print by grade how many forgeries pass, and genuine signatures fail, at the equal error rate of all."""
    embedder = OnnxEmbedder(bundle)
    apart: dict[str, list[tuple[list[float], list[float]]]] = {}
    for folder in sorted(data.glob("*/*")):
        genuine, forged = (list(signatures(folder / kind)) for kind in ("genuine", "forged"))
        if len(genuine) < 4 or not forged or genuine[0][0] not in wanted:
            continue
        grade = grade_of(float(np.median([measure(taken).score for _, taken in genuine[:EACH]]))).value
        known = embedder.embed(np.stack([canvas.place(taken) for _, taken in genuine]))
        others = embedder.embed(np.stack([canvas.place(taken) for _, taken in forged]))
        compare = bundle.manifest.comparison.distances
        own = compare(known, known)[np.triu_indices(len(known), 1)].tolist()
        theirs = compare(known, others).ravel().tolist()
        apart.setdefault(grade, []).append((own, theirs))
    own, theirs = (np.concatenate([pair[side] for found in apart.values() for pair in found]) for side in (0, 1))
    candidates = np.sort(np.concatenate([own, theirs]))
    far = np.searchsorted(np.sort(theirs), candidates, side="right") / len(theirs)
    frr = 1 - np.searchsorted(np.sort(own), candidates, side="right") / len(own)
    threshold = candidates[np.argmin(np.abs(far - frr))]
    for grade, found in sorted(apart.items()):
        passed = np.mean(np.concatenate([pair[1] for pair in found]) <= threshold)
        failed = np.mean(np.concatenate([pair[0] for pair in found]) > threshold)
        print(
            f"{grade:8} {len(found):3} writers: {passed:.3f} of skilled forgeries pass, {failed:.3f} of genuine fail"
        )


def signatures(folder: Path) -> Iterator[tuple[int, ink.Ink]]:
    """Yield hash and ink of the first signatures of a folder."""
    for path in sorted(folder.iterdir())[:COMPARED] if folder.is_dir() else []:
        try:
            scan = scans.read(path)
        except ScanError:
            continue
        taken = ink.extract(scan)
        if taken is not None:
            yield int(scan.sha256[:16], 16), taken


def main(data: Path, bundle: Path, part: str) -> None:
    wanted = set(bundles.open_bundle(bundle).seen()[part].tolist())
    measured = writers(data, wanted)
    print(f"{part}: {len(measured)} writers, {EACH} signatures each")
    for what in ("length", "crossings", "turns", "score"):
        middles = [np.median([getattr(one, what) for one in found]) for _, found in measured]
        quarters = np.percentile(middles, [10, 25, 50, 75, 90])
        print(f"{what:10}" + "".join(f"{value:8.2f}" for value in quarters) + "   10 25 50 75 90 %")
    spread = np.median([np.std([one.score for one in found]) for _, found in measured])
    between = np.std([np.median([one.score for one in found]) for _, found in measured])
    print(f"score: spread within a writer {spread:.3f}, between writers {between:.3f}")
    for name in sorted({name for name, _ in measured}):
        scores = [np.median([one.score for one in found]) for set_name, found in measured if set_name == name]
        grades = [one.grade.value for set_name, found in measured if set_name == name for one in found]
        shares = {grade: f"{grades.count(grade) / len(grades):.2f}" for grade in sorted(set(grades))}
        print(f"{name:22} {len(scores):4} writers, median score {np.median(scores):.2f}, {shares}")
    if part == "validation":
        forgeries(data, bundles.open_bundle(bundle), wanted)


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]), "validation" if "--validation" in sys.argv else "train")
