"""Where the signature is and what its ink is: the tables of docs/cheque.md.

    python -m benchmarks.cheque DATA [--half develop|final] [--table NAME...] [--count N]

DATA holds `cheques/` and `signatures/`. Each collection is parted into two halves: one to develop on, one for the
figures that are published. Cheques and layouts: every other file; forms and writers: see `composed`.
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray

from benchmarks import composed, idrbt_truth
from benchmarks.composed import Composed, Condition
from calibration import metrics
from models import bundle as bundles
from models.embedder import Embedder
from sigverify import canvas, cheque, ink
from sigverify.app import load_embedder, open_bundle
from sigverify.dataset import TEST, VALIDATION
from sigverify.geometry import Box
from sigverify.scans import Scan, read

DEVELOP, FINAL = "develop", "final"
# Forms that are looked at while developing; all others are for the final figures.
_FORMS_TO_DEVELOP = ("check_003",)
# No writer whose hand a network has learnt.
_PART = {DEVELOP: VALIDATION, FINAL: TEST}


@dataclass(frozen=True, slots=True)
class Located:
    """How well `locate` did on one signed cheque; shares are 0 to 1."""

    ink_in_first: float
    ink_in_first_two: float
    iou: float
    seconds: float


def judge_boxes(scan: Scan, mask: NDArray[np.bool_]) -> Located:
    """Compare the boxes found on a scan with the signature's ink."""
    started = time.process_time()
    found = [candidate.box for candidate in cheque.locate(scan)[:2]]
    seconds = time.process_time() - started
    if not found:
        return Located(0.0, 0.0, 0.0, seconds)
    shares = [float(mask[box.y0 : box.y1, box.x0 : box.x1].sum()) / float(mask.sum()) for box in found]
    return Located(shares[0], max(shares), found[0].iou(composed.tight(mask)), seconds)


def located_row(name: str, results: Sequence[Located]) -> str:
    def share(test: Callable[[Located], bool]) -> str:
        return f"{100 * np.mean([test(result) for result in results]):.1f}"

    return (
        f"| {name} | {len(results)} | {share(lambda r: r.ink_in_first >= 0.5)} | {share(lambda r: r.ink_in_first_two >= 0.5)} "
        f"| {share(lambda r: r.ink_in_first >= 0.95)} | {share(lambda r: r.iou >= 0.5)} "
        f"| {np.mean([r.iou for r in results]):.3f} | {1000 * np.median([r.seconds for r in results]):.0f} |"
    )


LOCATED_HEAD = (
    "| cheques | n | found, first box % | first two % | 95 % of the ink in the box % | IoU >= 0.5 % | mean IoU | ms |\n"
    "|---|---|---|---|---|---|---|---|"
)


def idrbt(data: Path, half: str, _count: int) -> Iterator[str]:
    """Yield the rows of real cheques, as they are and as clearing houses store them."""
    yield LOCATED_HEAD
    chosen = idrbt_truth.read_cheques(data / "cheques" / "idrbt")[half == FINAL :: 2]
    for name, change in _SCANNERS.items():
        results, wrong = [], 0
        for entry in chosen:
            scan, mask = change(read(entry.path), entry.ink)
            if mask is None:
                wrong += bool(cheque.locate(scan))
            else:
                results.append(judge_boxes(scan, mask))
        yield located_row(f"IDRBT, {name}", results)
        unsigned = sum(entry.box is None for entry in chosen)
        if unsigned:
            yield f"| unsigned, {name}: {wrong} of {unsigned} answered with a box |"


_Masked = tuple[Scan, "NDArray[np.bool_] | None"]


def _as_is(scan: Scan, mask: NDArray[np.bool_] | None) -> _Masked:
    return scan, mask


def _gray_100(scan: Scan, mask: NDArray[np.bool_] | None) -> _Masked:
    return _resampled(scan, scan.gray, mask, 100)


def _two_level_200(scan: Scan, mask: NDArray[np.bool_] | None) -> _Masked:
    smaller, mask = _resampled(scan, scan.gray, mask, 200)
    paper = cv2.blur(smaller.pixels, (63, 63)).astype(np.float32)
    two = np.where(smaller.pixels < 0.78 * paper, 0, 255).astype(np.uint8)
    return _scan(two, 200), mask


def _resampled(scan: Scan, pixels: NDArray[np.uint8], mask: NDArray[np.bool_] | None, dpi: float) -> _Masked:
    size = (round(scan.width * dpi / scan.dpi), round(scan.height * dpi / scan.dpi))
    small = np.asarray(cv2.resize(pixels, size, interpolation=cv2.INTER_AREA), dtype=np.uint8)
    if mask is not None:
        mask = cv2.resize(mask.astype(np.float32), size, interpolation=cv2.INTER_AREA) >= 0.45
    return _scan(small, dpi), mask


def _scan(pixels: NDArray[np.uint8], dpi: float) -> Scan:
    return Scan(pixels, dpi, False, 1, 1, "0" * 64, None)


_SCANNERS = {"300 dpi colour": _as_is, "100 dpi gray": _gray_100, "200 dpi two-level": _two_level_200}


def layouts(data: Path, half: str, _count: int) -> Iterator[str]:
    """Yield the row of cheques of many countries; their boxes are loose and hold print, so that IoU is of 0.3."""
    yield "| layouts | n | first box, IoU >= 0.3 % | first two, IoU >= 0.3 % | first two, centre in the truth % |\n|---|---|---|---|---|"
    first, two, centre = [], [], []
    for path in sorted((data / "cheques" / "layouts").glob("*.jpg"))[half == FINAL :: 2]:
        scan = read(path)
        rows = [line.split() for line in path.with_suffix(".txt").read_text(encoding="utf-8").splitlines()]
        truths = [_yolo(row, scan) for row in rows if row[0] == "7"]
        if not truths:
            continue
        found = [candidate.box for candidate in cheque.locate(scan)[:2]]
        overlaps = [box.iou(truths[0]) for box in found] or [0.0]
        first.append(overlaps[0] >= 0.3)
        two.append(max(overlaps) >= 0.3)
        centre.append(any(_centre_in(box, truths[0]) for box in found))
    yield f"| layouts | {len(first)} | {100 * np.mean(first):.1f} | {100 * np.mean(two):.1f} | {100 * np.mean(centre):.1f} |"


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


def composed_cheques(data: Path, half: str, condition: Condition, count: int) -> Iterator[Composed]:
    """Yield composed cheques: each form of the half in turn, each set of signatures in turn."""
    rng = np.random.default_rng([half == FINAL, condition.dpi, len(condition.value)])
    blank = forms(data, half)
    files = composed.signatures(data / "signatures", _PART[half])
    strokes = (found for found in map(composed.pen_strokes, files) if found is not None)
    for number, one in enumerate(islice(strokes, count)):
        yield composed.compose(blank[number % len(blank)], one, condition, rng)


def f1(scan: Scan, box: Box, truth: NDArray[np.bool_]) -> float:
    """Return the F1 of the ink taken out of a box against the true ink, pixel by pixel."""
    taken = ink.extract(scan, box)
    if taken is None:
        return 0.0
    at = taken.box
    hit = float((taken.mask & truth[at.y0 : at.y1, at.x0 : at.x1]).sum())
    return 2 * hit / (float(taken.mask.sum()) + float(truth.sum()))


def found_and_cleaned(data: Path, half: str, count: int) -> Iterator[str]:
    """Yield for each way of scanning how well signatures are found, and the ink's F1 out of a box 2 mm too wide."""
    cleaned = ["| scanned | n | mean ink F1 | median | lowest tenth | ms |", "|---|---|---|---|---|---|"]
    yield LOCATED_HEAD
    for condition in Condition:
        located, scores, seconds = [], [], []
        for one in composed_cheques(data, half, condition, count):
            located.append(judge_boxes(one.scan, one.ink))
            box = one.box.grown(round(2 * one.scan.dpi / 25.4))
            started = time.process_time()
            scores.append(f1(one.scan, box, one.ink))
            seconds.append(time.process_time() - started)
        yield located_row(f"composed, {condition}", located)
        tenth, median = np.percentile(scores, (10, 50))
        cleaned.append(
            f"| {condition} | {len(scores)} | {np.mean(scores):.3f} | {median:.3f} | {tenth:.3f} | {1000 * np.median(seconds):.0f} |"
        )
    yield ""
    yield from cleaned


def verify_composed(data: Path, half: str, count: int) -> Iterator[str]:
    """Yield the equal error rates with the questioned signature cut out clean, and on composed cheques."""
    yield "| questioned signature | genuine | skilled | EER, skilled % | EER, random % |\n|---|---|---|---|---|"
    embedder = load_embedder(open_bundle(bundles.DEFAULT))
    blank = forms(data, half)
    people = list(_people(data / "signatures", half, count))
    references = [_embedded(embedder, ink.extract(read(person[0][0]))) for person in people]
    rng = np.random.default_rng(half == FINAL)
    clean = [[ink.extract(read(path)) for path in person[0][1:] + person[1]] for person in people]
    yield _error_rates("clean cut-outs", embedder, references, people, clean)
    for condition in (Condition.COLOUR_300, Condition.TWO_LEVEL_200):
        boxed, found = [], []
        for person in people:
            boxed.append([])
            found.append([])
            for path in person[0][1:] + person[1]:
                strokes = composed.pen_strokes(path)
                one = (
                    None
                    if strokes is None
                    else composed.compose(blank[len(found) % len(blank)], strokes, condition, rng)
                )
                boxed[-1].append(one and ink.extract(one.scan, one.box.grown(round(2 * one.scan.dpi / 25.4))))
                where = cheque.locate(one.scan) if one else ()
                found[-1].append((one and where and ink.extract(one.scan, where[0].box)) or None)
        yield _error_rates(f"{condition}, box given", embedder, references, people, boxed)
        yield _error_rates(f"{condition}, located", embedder, references, people, found)


_Person = tuple[list[Path], list[Path]]


def _people(folder: Path, half: str, count: int) -> Iterator[_Person]:
    """Yield writers' files: a reference and four more genuine ones, four skilled forgeries."""
    sets = composed.writers_of(folder, _PART[half])
    for turn in range(max(map(len, sets))):
        for writers in sets:
            files = [sorted((writers[turn % len(writers)] / kind).glob("*")) for kind in ("genuine", "forged")]
            if turn < len(writers) and len(files[0]) >= 5 and len(files[1]) >= 4:
                yield files[0][:5], files[1][:4]
                count -= 1
                if count == 0:
                    return


def _embedded(embedder: Embedder, taken: ink.Ink | None) -> NDArray[np.float32] | None:
    return None if taken is None else embedder.embed(canvas.place(taken)[np.newaxis])[0]


def _distance(embedder: Embedder, one: NDArray[np.float32], other: NDArray[np.float32]) -> float:
    compare = embedder.bundle.manifest.comparison.distances
    return float(compare(one[np.newaxis], other[np.newaxis])[0, 0])


def _error_rates(
    name: str,
    embedder: Embedder,
    references: Sequence[NDArray[np.float32] | None],
    people: Sequence[_Person],
    taken: Sequence[Sequence[ink.Ink | None]],
) -> str:
    """Return a row; a signature that was not found is as far away as can be."""
    genuine, skilled, random = [], [], []
    for i, reference in enumerate(references):
        for j, one in enumerate(taken[i]):
            seen = _embedded(embedder, one)
            apart = 2.0 if seen is None or reference is None else _distance(embedder, seen, reference)
            (genuine if j < len(people[i][0]) - 1 else skilled).append(-apart)
            other = references[(i + 1 + j) % len(references)]
            if j < len(people[i][0]) - 1 and seen is not None and other is not None:
                random.append(-_distance(embedder, seen, other))
    rates = [100 * metrics.eer(np.asarray(genuine), np.asarray(wrong))[0] for wrong in (skilled, random)]
    return f"| {name} | {len(genuine)} | {len(skilled)} | {rates[0]:.1f} | {rates[1]:.1f} |"


_TABLES: dict[str, Callable[[Path, str, int], Iterable[str]]] = {
    "idrbt": idrbt,
    "layouts": layouts,
    "composed": found_and_cleaned,
    "verify": verify_composed,
}


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("data", type=Path)
    parser.add_argument("--half", choices=(DEVELOP, FINAL), default=FINAL)
    parser.add_argument("--table", choices=tuple(_TABLES), nargs="+", default=list(_TABLES))
    parser.add_argument("--count", type=int, default=120, help="composed cheques a row; writers for `verify`")
    asked = parser.parse_args()
    cv2.setNumThreads(1)
    for table in asked.table:
        for row in _TABLES[table](asked.data, asked.half, asked.count):
            print(row, flush=True)
        print(flush=True)
