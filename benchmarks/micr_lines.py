"""Real E-13B lines with their truths, parted into a developing and a kept-back half."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

from sigverify.micr import AMOUNT, DASH, ON_US, TRANSIT

LETTERS = str.maketrans({"A": TRANSIT, "B": AMOUNT, "C": ON_US, "D": DASH})


def truth_of(path: Path) -> str:
    """Return what a line says, in Unicode's symbols."""
    return path.with_suffix("").with_suffix(".gt.txt").read_text().strip().translate(LETTERS)


def halves(folder: Path) -> tuple[list[Path], list[Path]]:
    """Part the lines into a developing and a kept-back half; lines of one cheque stay together.

    Lines with seven symbols in a row in common (not mostly noughts) are taken for lines of one cheque.
    """
    paths = sorted(folder.glob("*.tif"))
    leader = {path: path for path in paths}

    def lead(path: Path) -> Path:
        while leader[path] != path:
            path = leader[path]
        return path

    seen: dict[str, Path] = {}
    for path in paths:
        text = truth_of(path)
        for piece in (text[i : i + 7] for i in range(len(text) - 6)):
            if piece.count("0") <= 4:
                leader[lead(path)] = lead(seen.setdefault(piece, path))
    parts: tuple[list[Path], list[Path]] = ([], [])
    sizes = Counter(map(lead, paths))
    for cheque in sorted(sizes, key=lambda cheque: (-sizes[cheque], cheque)):
        min(parts, key=len).extend(path for path in paths if lead(path) == cheque)
    return parts
