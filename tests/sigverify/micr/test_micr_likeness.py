"""What the glyphs of the font say of symbols that the network has named."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from sigverify.demo.magnetic import typeset
from sigverify.micr import e13b, likeness, rows, strips
from sigverify.micr.strips import Strip
from sigverify.micr.symbols import AMOUNT, DASH, ON_US, TRANSIT, UNREADABLE

TEXT = f"0123456789{TRANSIT}{AMOUNT}{ON_US}{DASH}0123456789"


@pytest.fixture(scope="module")
def strip() -> Strip:
    line = typeset(TEXT, "E-13B", 200)
    return strips.straighten(line, next(rows.rows_of_cutout(line)), e13b.CHARACTER_PX)


def test_every_symbol_named_rightly_is_as_sure_as_before(strip: Strip) -> None:
    symbols = e13b.read(strip)
    assert "".join(symbol.character for symbol in symbols) == TEXT
    assert [symbol.confidence for symbol in likeness.doubted(symbols, strip.darkness)] == pytest.approx(
        [symbol.confidence for symbol in symbols], abs=0.01
    )


@pytest.mark.parametrize("place", range(14))
@pytest.mark.parametrize("wrong", e13b.SYMBOLS)
def test_a_symbol_named_wrongly_is_doubted_and_keeps_its_name(strip: Strip, place: int, wrong: str) -> None:
    symbols = list(e13b.read(strip))
    if symbols[place].character == wrong:
        return
    # Of what it misreads, the network is about as sure.
    symbols[place] = replace(symbols[place], character=wrong, confidence=0.97)
    symbol = likeness.doubted(symbols, strip.darkness)[place]
    assert symbol.character == wrong
    assert symbol.confidence < 0.9


def test_an_unreadable_symbol_stays_as_it_is_and_nothing_is_nothing(strip: Strip) -> None:
    symbols = e13b.read(strip)
    unread = (replace(symbols[0], character=UNREADABLE, confidence=0.2), *symbols[1:])
    assert likeness.doubted(unread, strip.darkness)[0] == unread[0]
    assert likeness.doubted((), strip.darkness) == ()


def test_a_symbol_at_the_very_edge_of_the_strip_is_compared_with_what_is_there(strip: Strip) -> None:
    symbols = e13b.read(strip)
    edges = (replace(symbols[0], x=0.0), replace(symbols[-1], x=float(strip.x.size + 3)))
    assert all(np.isfinite(symbol.confidence) for symbol in likeness.doubted(edges, strip.darkness))
