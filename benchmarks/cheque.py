"""Where the signature is and what its ink is: the tables of docs/cheque.md.

    python -m benchmarks.cheque DATA [--half develop|final] [--table NAME...] [--count N] [--pen BUNDLE...]

DATA holds `cheques/` and `signatures/`. Each collection is parted into two halves: one to develop on, one for the
figures that are published. Cheques and layouts: every other file by name; forms and writers: see `composed`. Several
pen bundles stand in the same tables, one under the other, on the same cheques. Intervals are of 95 %, over resampled
writers; over resampled cheques where these are real.
"""

from __future__ import annotations

import argparse
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray

from benchmarks import cleaned, composed, composed_pairs, idrbt_truth, located
from benchmarks.composed import Composed, Condition
from models import pen
from sigverify.dataset import TEST, VALIDATION
from sigverify.geometry import Box
from sigverify.scans import Scan, read

DEVELOP, FINAL = "develop", "final"
# Forms that are looked at while developing; all others are for the final figures.
_FORMS_TO_DEVELOP = ("check_003",)
# No writer whose hand a network has learnt.
_PART = {DEVELOP: VALIDATION, FINAL: TEST}


@dataclass(frozen=True, slots=True)
class Asked:
    """What to measure: the data, its half, composed cheques a row (or writers), and pen bundles."""

    data: Path
    half: str
    count: int
    pens: tuple[Path, ...]

    def in_turn(self) -> Iterator[str]:
        """Put each pen bundle in use; yield what its rows begin with, nothing where there is only one."""
        for folder in self.pens:
            pen.FOLDER = folder
            yield f"{folder.name}: " if len(self.pens) > 1 else ""

    def chosen(self, files: Iterable[Path]) -> list[Path]:
        """Return the half's share of files, every other one by name."""
        return sorted(files)[self.half == FINAL :: 2]


def idrbt(asked: Asked) -> Iterator[str]:
    """Yield the rows of real cheques, as they are and as clearing houses store them."""
    every = idrbt_truth.read_cheques(asked.data / "cheques" / "idrbt")
    cheques = every[asked.half == FINAL :: 2]
    found, notes, clean = [located.HEAD], [], [cleaned.HEAD]
    for network in asked.in_turn():
        for scanner, change in _SCANNERS.items():
            name = f"{network}IDRBT, {scanner}"
            boxes, inks, answered, unsigned = [], [], [], 0
            for entry in cheques:
                scan, mask = change(read(entry.path), entry.ink)
                if mask is None:
                    unsigned += 1
                    answered += [entry.path.stem] if located.find(scan).boxes else []
                    continue
                boxes.append(located.judge(scan, mask, entry.path.stem, entry.path.stem))
                inks.append(cleaned.judge(scan, composed.tight(mask), mask, entry.path.stem))
            found.append(located.row(name, boxes))
            notes.append(located.missed(name, boxes))
            if unsigned:
                notes.append(
                    f"{name}: {len(answered)} of {unsigned} unsigned answered with a box {answered or ''}"
                )
            clean.append(cleaned.row(name, inks))
    yield from [*found, "", *notes, "", *clean]


_Masked = tuple[Scan, "NDArray[np.bool_] | None"]


def _as_is(scan: Scan, mask: NDArray[np.bool_] | None) -> _Masked:
    return scan, mask


def _gray_100(scan: Scan, mask: NDArray[np.bool_] | None) -> _Masked:
    return _resampled(scan, scan.gray, mask, 100)


def _two_level_200(scan: Scan, mask: NDArray[np.bool_] | None) -> _Masked:
    smaller, mask = _resampled(scan, scan.gray, mask, 200)
    paper = cv2.blur(smaller.pixels, (63, 63)).astype(np.float32)
    two = np.where(smaller.pixels < 0.78 * paper, 0, 255).astype(np.uint8)
    # What of the pen the threshold has left.
    return _scan(two, 200), mask if mask is None else mask & (two == 0)


def _resampled(scan: Scan, pixels: NDArray[np.uint8], mask: NDArray[np.bool_] | None, dpi: float) -> _Masked:
    size = (round(scan.width * dpi / scan.dpi), round(scan.height * dpi / scan.dpi))
    small = np.asarray(cv2.resize(pixels, size, interpolation=cv2.INTER_AREA), dtype=np.uint8)
    if mask is not None:
        mask = cv2.resize(mask.astype(np.float32), size, interpolation=cv2.INTER_AREA) >= 0.45
    return _scan(small, dpi), mask


def _scan(pixels: NDArray[np.uint8], dpi: float) -> Scan:
    return Scan(pixels, dpi, False, 1, 1, "0" * 64, None)


_SCANNERS = {"300 dpi colour": _as_is, "100 dpi gray": _gray_100, "200 dpi two-level": _two_level_200}


def layouts(asked: Asked) -> Iterator[str]:
    """Yield the row of cheques of many countries; their boxes are loose and hold print, so that IoU is of 0.3."""
    yield "| layouts | n | first box, IoU >= 0.3 % | first two, IoU >= 0.3 % | first two, centre in the truth % |\n|---|---|---|---|---|"
    paths = asked.chosen((asked.data / "cheques" / "layouts").glob("*.jpg"))
    for network in asked.in_turn():
        names, first, two, centre = [], [], [], []
        for path in paths:
            scan = read(path)
            rows = [line.split() for line in path.with_suffix(".txt").read_text(encoding="utf-8").splitlines()]
            truths = [_yolo(row, scan) for row in rows if row[0] == "7"]
            if not truths:
                continue
            found = located.find(scan).boxes[:2]
            overlaps = [max(box.iou(truth) for truth in truths) for box in found] or [0.0]
            names.append(path.stem)
            first.append(overlaps[0] >= 0.3)
            two.append(max(overlaps) >= 0.3)
            centre.append(any(_centre_in(box, truth) for box in found for truth in truths))
        cells = " | ".join(located.share(column, names) for column in (first, two, centre))
        yield f"| {network}layouts | {len(names)} | {cells} |"
        lost = [name for name, hit in zip(names, two, strict=True) if not hit]
        yield f"| {network}not among the first two: {', '.join(lost) or 'none'} |"


def _yolo(row: list[str], scan: Scan) -> Box:
    x, y, w, h = (float(v) for v in row[1:])
    edges = (
        (x - w / 2) * scan.width,
        (y - h / 2) * scan.height,
        (x + w / 2) * scan.width,
        (y + h / 2) * scan.height,
    )
    return Box(*(round(edge) for edge in edges))


def _centre_in(box: Box, truth: Box) -> bool:
    x, y = (box.x0 + box.x1) / 2, (box.y0 + box.y1) / 2
    return truth.x0 <= x < truth.x1 and truth.y0 <= y < truth.y1


def forms(data: Path, half: str) -> list[composed.Form]:
    """Return the blank forms of a half: a scanned one and drawn ones to develop on, the other scanned ones."""
    known = composed.ssbi_forms(data / "cheques" / "ssbi")
    chosen = [form for form in known if (form.name in _FORMS_TO_DEVELOP) is (half == DEVELOP)]
    return chosen + (composed.demo_forms() if half == DEVELOP else [])


def composed_cheques(data: Path, half: str, condition: Condition, count: int) -> Iterator[tuple[Path, Composed]]:
    """Yield signature files on composed cheques: each form of the half in turn, each set of signatures in turn."""
    rng = np.random.default_rng([half == FINAL, condition.dpi, len(condition.value)])
    blank = forms(data, half)
    files = composed.signatures(data / "signatures", _PART[half])
    strokes = ((path, found) for path in files if (found := composed.pen_strokes(path)) is not None)
    for number, (path, one) in enumerate(islice(strokes, count)):
        yield path, composed.compose(blank[number % len(blank)], one, condition, rng)


def found_and_cleaned(asked: Asked) -> Iterator[str]:
    """Yield for each way of scanning how well signatures are found, and how well they are taken out."""
    clean = [cleaned.HEAD]
    yield located.HEAD
    for network in asked.in_turn():
        for condition in Condition:
            boxes, inks = [], []
            for path, one in composed_cheques(asked.data, asked.half, condition, asked.count):
                writer = f"{path.parts[-4]}/{path.parts[-3]}"
                boxes.append(located.judge(one.scan, one.ink, str(path), writer))
                inks.append(cleaned.judge(one.scan, one.box, one.ink, writer))
            yield located.row(f"{network}composed, {condition}", boxes)
            clean.append(cleaned.row(f"{network}{condition}", inks))
    yield from ["", *clean]


def unsigned(asked: Asked) -> Iterator[str]:
    """Yield how many unsigned cheques, filled in and stamped, are answered with a box."""
    yield "| unsigned cheques | n | answered with a box % |\n|---|---|---|"
    for network in asked.in_turn():
        for condition in Condition:
            rng = np.random.default_rng([asked.half == FINAL, condition.dpi])
            blank = forms(asked.data, asked.half)
            scans = (composed.unsigned(blank[i % len(blank)], condition, rng) for i in range(asked.count))
            wrong = [bool(located.find(scan).boxes) for scan in scans]
            rate = located.share(wrong, [str(i) for i in range(len(wrong))])
            yield f"| {network}{condition} | {len(wrong)} | {rate} |"


def verify_composed(asked: Asked) -> Iterator[str]:
    """Yield the equal error rates with the questioned signature cut out clean, and on composed cheques."""
    yield composed_pairs.HEAD
    blank = forms(asked.data, asked.half)
    comparing = composed_pairs.Comparing(asked.data / "signatures", _PART[asked.half], asked.count)
    yield comparing.clean()
    for network in asked.in_turn():
        for condition in composed_pairs.CONDITIONS:
            yield from comparing.composed(f"{network}{condition}", blank, condition, int(asked.half == FINAL))


_TABLES: dict[str, Callable[[Asked], Iterable[str]]] = {
    "idrbt": idrbt,
    "layouts": layouts,
    "composed": found_and_cleaned,
    "unsigned": unsigned,
    "verify": verify_composed,
}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("data", type=Path)
    parser.add_argument("--half", choices=(DEVELOP, FINAL), default=FINAL)
    parser.add_argument("--table", choices=tuple(_TABLES), nargs="+", default=list(_TABLES))
    parser.add_argument("--count", type=int, default=120, help="composed cheques a row; writers for `verify`")
    parser.add_argument("--pen", type=Path, nargs="+", default=[pen.FOLDER], help="pen bundles to compare")
    args = parser.parse_args()
    cv2.setNumThreads(1)
    asked = Asked(args.data, args.half, args.count, tuple(args.pen))
    for table in args.table:
        for row in _TABLES[table](asked):
            print(row, flush=True)
        print(flush=True)


if __name__ == "__main__":
    main()
