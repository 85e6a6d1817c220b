"""Measure the reading of magnetic lines; the tables stand in docs/micr.md.

    python -m benchmarks.micr LINES [--half kept|developing] [--wrong WRONG.tsv]    real E-13B lines
    python -m benchmarks.micr LINES --half ... --spoilt worn [--every 4]            the same, spoilt on purpose
    python -m benchmarks.micr --cheques CHEQUES                                     whole cheques of India
    python -m benchmarks.micr --cmc7 [--lines 40]                                   CMC-7, drawn from its code

LINES holds line images (TIFF) with their text in .gt.txt; `--half` takes one of the halves that
`micr_network.halves` makes (lines of one cheque are in one half). CHEQUES holds cheque images named by their serial.
"""

from __future__ import annotations

import argparse
import time
import zlib
from dataclasses import replace
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray
from threadpoolctl import threadpool_limits

from benchmarks.micr_lines import WAYS, halves, mistaken, spoilt, truth_of
from sigverify import scans
from sigverify.demo.magnetic import typeset
from sigverify.micr import AMOUNT, DASH, ON_US, TRANSIT, UNREADABLE, MicrLine, read_line
from sigverify.scans import Scan

DOUBTFUL = 0.9
PLAIN = str.maketrans({TRANSIT: "A", AMOUNT: "B", ON_US: "C", DASH: "D"})


def edits(mine: str, truth: str) -> int:
    """Count the symbols to insert, delete or change (Levenshtein)."""
    row = list(range(len(truth) + 1))
    for i, one in enumerate(mine, 1):
        last, row = row, [i]
        for j, other in enumerate(truth, 1):
            row.append(min(last[j] + 1, row[-1] + 1, last[j - 1] + (one != other)))
    return row[-1]


def timed(scan: Scan) -> tuple[MicrLine, float]:
    started = time.process_time()
    line = read_line(scan)
    return line, time.process_time() - started


def line_scan(path: Path, way: str | None) -> Scan:
    """Read a line, spoilt the same at each run."""
    scan = scans.read(path)
    if way is None:
        return scan
    rng = np.random.default_rng(zlib.crc32((path.name + way).encode()))
    return replace(scan, pixels=spoilt(scan.gray, way, rng))


def lines(folder: Path, half: str, wrong: Path | None, way: str | None, every: int) -> None:
    developing, kept = halves(folder)
    paths = {"developing": developing, "kept": kept, "all": developing + kept}[half][::every]
    wrong_truths = mistaken()
    left_out = [path for path in paths if path.name in wrong_truths]
    paths = [path for path in paths if path.name not in wrong_truths]
    results = [(path, truth_of(path), *timed(line_scan(path, way))) for path in paths]
    off = np.array([edits(line.text, truth) for _, truth, line, _ in results])
    # A misreading counts as flagged when a symbol is marked or doubtful, or a check digit fails.
    flagged = [bool(line.problems) for (_, _, line, _), errors in zip(results, off, strict=True) if errors]
    needless = [bool(line.problems) for (_, _, line, _), errors in zip(results, off, strict=True) if not errors]
    symbols = sum(len(truth) for _, truth, _, _ in results)
    print(f"{half}: {len(paths)} lines, {symbols} symbols; left out, as their truths are wrong: {len(left_out)}")
    print(f"symbols right   {1 - off.sum() / symbols:.4f}")
    print(f"lines right     {np.mean(off == 0):.4f}")
    print(f"misread lines   {len(flagged)}, flagged {sum(flagged)}; right lines flagged {sum(needless)}")
    named, doubted = symbols_of(results)
    for what, those in (("misread", ~named), ("right", named)):
        print(f"{what} symbols doubted {doubted[those].sum()} of {those.sum()}: {doubted[those].mean():.4f}")
    print(f"CPU ms a line   {1000 * np.median([seconds for *_, seconds in results]):.1f}")
    if wrong is not None:
        rows = [
            "\t".join((path.name, truth.translate(PLAIN), line.text.translate(PLAIN), " ".join(line.problems)))
            for (path, truth, line, _), errors in zip(results, off, strict=True)
            if errors
        ]
        wrong.write_text("\n".join(["file\ttruth\tread\tproblems", *rows]) + "\n")


def symbols_of(
    results: list[tuple[Path, str, MicrLine, float]],
) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
    """Return for each named symbol of the lines that are as long as their truths: named rightly, and doubted."""
    pairs = [
        (mine == true, confidence < DOUBTFUL)
        for _, truth, line, _ in results
        if len(line.text) == len(truth)
        for mine, true, confidence in zip(line.text, truth, line.confidences, strict=True)
        if mine != UNREADABLE
    ]
    named, doubted = np.array(pairs, bool).T
    return named, doubted


def shown(scan: Scan, way: str, rng: np.random.Generator) -> Scan:
    """Return a 300 dpi colour scan as other scanners and other hands would have made it."""
    if way == "upside down":
        return replace(scan, pixels=np.ascontiguousarray(scan.pixels[::-1, ::-1]))
    if way == "skewed to 5 degrees":
        height, width = scan.pixels.shape[:2]
        turn = cv2.getRotationMatrix2D((width / 2, height / 2), rng.uniform(2, 5) * rng.choice([-1, 1]), 0.95)
        return replace(
            scan, pixels=cv2.warpAffine(scan.pixels, turn, (width, height), borderMode=cv2.BORDER_REPLICATE)
        )
    if way == "as it is":
        return scan
    dpi = int(way.split()[0])
    gray = cv2.resize(scan.gray, None, fx=dpi / scan.dpi, fy=dpi / scan.dpi, interpolation=cv2.INTER_AREA)
    if "two-level" in way:
        level, _ = cv2.threshold(gray, 0, 255, cv2.THRESH_OTSU)
        gray = np.where(gray > level, 255, 0).astype(np.uint8)
    return replace(scan, pixels=np.asarray(gray, np.uint8), dpi=float(dpi))


def cheques(folder: Path) -> None:
    paths = sorted(folder.glob("*.jpg"))
    ways = ("as it is", "upside down", "skewed to 5 degrees", "200 dpi gray", "100 dpi gray", "200 dpi two-level")
    print(f"{len(paths)} cheques{'':12}all fields   CPU ms")
    for way in ways:
        rng = np.random.default_rng(7)
        right, seconds = [], []
        for path in paths:
            line, took = timed(shown(scans.read(path), way, rng))
            fields = line.fields
            whole = None not in (fields.routing, fields.transaction) and UNREADABLE not in line.text
            right.append(fields.serial == path.stem.removeprefix("Cheque") and whole)
            seconds.append(took)
        print(f"{way:22}{np.mean(right):10.3f}{1000 * np.median(seconds):9.0f}", flush=True)


def cmc7(count: int) -> None:
    print(f"CMC-7, {count} lines each{'':6}symbols  unreadable  misread  lines")
    for dpi in (100, 120, 150, 200, 240, 300):
        for levels in ("gray", "two-level"):
            rng = np.random.default_rng(11)
            totals = np.zeros(4)
            for _ in range(count):
                digits = "".join(rng.choice(list("0123456789"), 31))
                text = f"{ON_US}{digits[:7]}{DASH}{digits[7:19]}{TRANSIT}{digits[19:]}{DASH}"
                seen = cv2.resize(
                    typeset(text, "CMC-7", 1200), None, fx=dpi / 1200, fy=dpi / 1200, interpolation=cv2.INTER_AREA
                )
                seen = np.clip(seen + rng.normal(0, 6, seen.shape), 0, 255)
                if levels == "two-level":
                    seen = np.where(seen > rng.uniform(120, 170), 255, 0)
                read = read_line(Scan(seen.astype(np.uint8), dpi, False, 1, 1, "0" * 64, None)).text
                unread = len(text) if len(read) != len(text) else read.count(UNREADABLE)
                errors = (
                    0
                    if len(read) != len(text)
                    else sum(a not in (b, UNREADABLE) for a, b in zip(read, text, strict=True))
                )
                totals += (len(text) - unread - errors, unread, errors, read == text)
            shares = totals / (count * np.array([35, 35, 35, 1]))
            print(f"{dpi} dpi {levels:20}" + "".join(f"{share:9.3f}" for share in shares), flush=True)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path, nargs="?")
    parser.add_argument("--half", choices=("kept", "developing", "all"), default="kept")
    parser.add_argument("--wrong", type=Path, help="write the lines that differ from their truth")
    parser.add_argument("--spoilt", choices=WAYS, help="spoil the lines in this way")
    parser.add_argument("--every", type=int, default=1, help="take one line in so many")
    parser.add_argument("--cheques", type=Path)
    parser.add_argument("--cmc7", action="store_true")
    parser.add_argument("--lines", type=int, default=40)
    args = parser.parse_args()
    # As the workers of a batch read; threads that wait for each other would count as time.
    cv2.setNumThreads(1)
    threadpool_limits(1)
    if args.folder is not None:
        lines(args.folder, args.half, args.wrong, args.spoilt, args.every)
    if args.cheques is not None:
        cheques(args.cheques)
    if args.cmc7:
        cmc7(args.lines)


if __name__ == "__main__":
    main()
