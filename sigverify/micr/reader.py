"""A scan in, its magnetic line out: rows are sought, straightened, and read in both fonts, either way up."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache

import cv2
import numpy as np
from numpy.typing import NDArray

from sigverify.geometry import Box
from sigverify.micr import cmc7, e13b, edges, likeness, rows, strips
from sigverify.micr.grammar import Grammar, MicrFields, load, parse
from sigverify.micr.rows import Row
from sigverify.micr.strips import Strip
from sigverify.micr.symbols import UNREADABLE, Symbol
from sigverify.scans import Scan

# A cut-out is low, in shape or in pixels; its resolution is anyone's guess.
_CUTOUT_ASPECT, _CUTOUT_PX = 5.0, 130
# Characters are 17 pixels high then, which is enough to find a row.
_FINDING_DPI = 150.0
# Pieces of a character are nearer than this, characters are not: 0.55 mm of CMC-7, 0.8 mm of E-13B.
_GAP_INCH = 0.021
# A page of unknown resolution is a cheque: 6 to 8.5 inches wide.
_CHEQUE_INCHES, _PLAUSIBLE_INCHES = 7.0, (4.5, 13.0)
# A cut-out may hold one field; across a whole page chance would find that much.
_FEWEST_ON_CUTOUT, _FEWEST_ON_PAGE = 3, 8
# Rows that are tried, and the mean confidence that a line must reach, on a page full of other print more than on
# a cut-out; at the best one, no other row is tried.
_MOST_ROWS, _LEAST_ON_CUTOUT, _LEAST_ON_PAGE, _SURE_MEAN = 4, 0.8, 0.86, 0.93
# A symbol less certain than this is reported as doubtful.
_DOUBTFUL = 0.9
# With a larger share of these the line is no E-13B, or past reading: bars of CMC-7 that run together look like it.
_MOST_DOUBTFUL = 0.5


_NO_FIELDS = MicrFields()


@dataclass(frozen=True, slots=True)
class MicrLine:
    """A line as read.

    Attributes
    ----------
    text
        Digits and the symbols of Unicode's OCR block, without spaces: U+2446 transit, U+2447 amount,
        U+2448 on-us, U+2449 dash (for CMC-7 see `cmc7`); `?` for a symbol that cannot be told; empty when
        there is no line.
    font
        "E-13B", "CMC-7", or empty when there is no line.
    fields
        What the digits mean.
    country
        ISO 3166 code of the grammar that fits, or empty.
    account_key
        What to look the account up by, as the grammar says; None when the line does not tell it for certain.
    confidences
        How sure the reader is of each symbol of the text, 0 to 1.
    problems
        What a clerk should look at: unreadable and doubtful symbols, print beyond the ends, check
        digits that fail.
    box
        Where the line is on the scan; None when there is none.
    character_px
        Height of its characters on the scan in pixels, which are 0.117 inch high; None when there is none.
    upside_down
        True when the line reads the other way up.
    """

    text: str = ""
    font: str = ""
    fields: MicrFields = _NO_FIELDS
    country: str = ""
    account_key: str | None = None
    confidences: tuple[float, ...] = ()
    problems: tuple[str, ...] = ()
    box: Box | None = None
    character_px: float | None = None
    upside_down: bool = False

    @property
    def confidence(self) -> float:
        """Mean confidence of the symbols; 0 when there is no line."""
        return float(np.mean(self.confidences)) if self.confidences else 0.0


def read_line(scan: Scan, grammars: Sequence[Grammar] | None = None) -> MicrLine:
    """Read the magnetic line of a whole cheque, or of a cut-out image of the line alone.

    Parameters
    ----------
    scan
        Gray, colour or two-level, 100 to 600 dpi, skewed by five degrees at most, either way up.
    grammars
        Tried in this order; the shipped ones by default.
    """
    gray = scan.gray
    if gray.shape[1] > _CUTOUT_ASPECT * gray.shape[0] or gray.shape[0] < _CUTOUT_PX:
        found, fewest, least = rows.rows_of_cutout(gray), _FEWEST_ON_CUTOUT, _LEAST_ON_CUTOUT
    else:
        found, fewest, least = _rows_on_page(scan, gray), _FEWEST_ON_PAGE, _LEAST_ON_PAGE
    best = _Reading()
    for row in found:
        reading = max(_readings(gray, row), key=lambda reading: reading.total)
        if reading.is_line(fewest, least) and reading.total > best.total:
            best = reading
            if best.mean >= _SURE_MEAN:
                break
    if best.strip is None:
        return MicrLine()
    symbols = best.symbols
    if best.font == "E-13B":
        symbols = _named(edges.cut(likeness.doubted(symbols, best.strip.darkness), best.strip))
    text = "".join(symbol.character for symbol in symbols)
    parsed = parse(text, best.font, _shipped() if grammars is None else grammars)
    return MicrLine(
        text,
        best.font,
        parsed.fields,
        parsed.country,
        parsed.account_key,
        tuple(round(symbol.confidence, 3) for symbol in symbols),
        (*_doubts(symbols), *parsed.problems),
        best.box,
        best.character_px,
        best.upside_down,
    )


@cache
def _shipped() -> tuple[Grammar, ...]:
    return load()


@dataclass(frozen=True, slots=True)
class _Reading:
    """A row read in one font, one way up; the strip it was read from, None for no reading."""

    symbols: tuple[Symbol, ...] = ()
    font: str = ""
    strip: Strip | None = None
    box: Box | None = None
    character_px: float | None = None
    upside_down: bool = False

    @property
    def total(self) -> float:
        """Sum of what each symbol is surer than a guess; what is read more surely has the higher one.

        Digits count more: a symbol of CMC-7 turned round is another one, and lines hold many more digits.
        """
        weights = [1.5 if symbol.character.isdigit() else 1.0 for symbol in self.symbols]
        return sum(w * (symbol.confidence - 0.6) for w, symbol in zip(weights, self.symbols, strict=True))

    @property
    def mean(self) -> float:
        return float(np.mean([symbol.confidence for symbol in self.symbols])) if self.symbols else 0.0

    def is_line(self, fewest: int, least: float) -> bool:
        digits = sum(symbol.character.isdigit() for symbol in self.symbols)
        return len(self.symbols) >= fewest and self.mean >= least and digits >= len(self.symbols) / 2


def _readings(gray: NDArray[np.uint8], row: Row) -> list[_Reading]:
    """Read a row in both fonts and both ways up; no more than needed to be sure."""
    readings = []
    for font, reader in (("E-13B", e13b), ("CMC-7", cmc7)):
        strip = strips.straighten(gray, row, reader.CHARACTER_PX)
        box = _box(row, gray.shape)
        upright = _Reading(reader.read(strip), font, strip, box, row.typical_height)
        readings.append(upright)
        # Turned round, few symbols of E-13B are like others; of CMC-7 every one is another.
        sure = reader is e13b and upright.mean >= _SURE_MEAN and len(upright.symbols) >= _FEWEST_ON_PAGE
        if not sure:
            turned = strip.turned()
            readings.append(_Reading(reader.read(turned), font, turned, box, row.typical_height, upside_down=True))
        if max(reading.mean for reading in readings) >= _SURE_MEAN:
            break
    return readings


def _rows_on_page(scan: Scan, gray: NDArray[np.uint8]) -> Iterator[Row]:
    inches = scan.width / scan.dpi
    sure = not scan.dpi_estimated and _PLAUSIBLE_INCHES[0] <= inches <= _PLAUSIBLE_INCHES[1]
    dpi = scan.dpi if sure else scan.width / _CHEQUE_INCHES
    shrunk = min(1.0, _FINDING_DPI / dpi)
    small = cv2.resize(gray, None, fx=shrunk, fy=shrunk, interpolation=cv2.INTER_AREA) if shrunk < 1 else gray
    marks = rows.find_marks(np.asarray(small, np.uint8), max(1, round(_GAP_INCH * dpi * shrunk)))
    return (row.scaled(1 / shrunk) for row in rows.find_rows(marks, _MOST_ROWS))


def _box(row: Row, shape: tuple[int, ...]) -> Box | None:
    half = row.height / 2
    return Box(
        int(row.x[0]),
        int((row.middle - half).min()),
        int(row.x[-1]) + 1,
        int((row.middle + half).max()) + 1,
    ).clipped(shape[1], shape[0])


def _named(symbols: Sequence[Symbol]) -> tuple[Symbol, ...]:
    """Return the symbols, unreadable one and all where most are doubtful."""
    if np.mean([symbol.confidence < _DOUBTFUL for symbol in symbols]) <= _MOST_DOUBTFUL:
        return tuple(symbols)
    return tuple(replace(symbol, character=UNREADABLE) for symbol in symbols)


def _doubts(symbols: Sequence[Symbol]) -> list[str]:
    """Say which symbols a clerk should look at, counted from the left."""
    unreadable = [i for i, symbol in enumerate(symbols, 1) if symbol.character == UNREADABLE]
    doubtful = [
        i
        for i, symbol in enumerate(symbols, 1)
        if symbol.character != UNREADABLE and symbol.confidence < _DOUBTFUL
    ]
    beyond = [
        f"Print beyond the {end} symbol of the line is not read."
        for end, symbol in (("first", symbols[0]), ("last", symbols[-1]))
        if symbol.print_beyond
    ]
    return beyond + [
        f"{what} symbol {'s' if len(places) > 1 else ''}{', '.join(map(str, places))} of the line.".replace(
            "symbol s", "symbols "
        )
        for what, places in (("Unreadable", unreadable), ("Doubtful", doubtful))
        if places
    ]
