from __future__ import annotations

import cv2
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from sigverify.complexity import Complexity, measure
from sigverify.geometry import Box
from sigverify.grade import COMPLEX_FROM, SIMPLE_BELOW, Grade, grade_of
from sigverify.ink import Ink


def drawn(points: NDArray[np.float64], *, size: tuple[int, int] = (200, 500), pen: int = 5) -> Ink:
    """Draw a line through points, (n, 2) in shares of width and height."""
    height, width = size
    level = np.zeros(size, np.uint8)
    pixels = np.round(points * [width - 1, height - 1]).astype(np.int32)
    cv2.polylines(level, [pixels], isClosed=False, color=255, thickness=pen, lineType=cv2.LINE_AA)
    return Ink(level, 300.0, Box(0, 0, width, height), float(pen))


def wave(turns: int) -> NDArray[np.float64]:
    x = np.linspace(0.05, 0.95, 400)
    return np.stack([x, 0.5 + 0.42 * np.sin(2 * np.pi * turns * x)], axis=1)


def loops(count: int) -> NDArray[np.float64]:
    t = np.linspace(0, 2 * np.pi * count, 200 * count)
    return np.stack([0.15 + 0.7 * t / t[-1] + 0.08 * np.sin(t), 0.5 + 0.4 * np.cos(t)], axis=1)


def test_a_dash_is_simple() -> None:
    dash = measure(drawn(np.array([[0.05, 0.6], [0.95, 0.4]])))
    assert dash.crossings == 0
    assert dash.length == pytest.approx(0.9, abs=0.1)
    assert dash.turns == pytest.approx(1, abs=0.3)  # around both ends
    assert dash.grade is Grade.SIMPLE


def test_loops_cross_themselves_once_each() -> None:
    assert measure(drawn(loops(4))).crossings == 4
    assert measure(drawn(loops(5))).crossings == 5


def test_each_half_wave_is_a_turn() -> None:
    few, many = measure(drawn(wave(2))), measure(drawn(wave(6)))
    assert many.turns - few.turns == pytest.approx(8, rel=0.35)
    assert many.length > 1.8 * few.length


def test_more_of_everything_is_more_complex() -> None:
    scores = [measure(drawn(loops(count))).score for count in (2, 5, 9)]
    assert scores == sorted(scores)
    assert measure(drawn(loops(12))).score > measure(drawn(wave(2))).score


@settings(deadline=None, max_examples=20)
@given(scale=st.floats(0.6, 3.0), pen=st.integers(4, 9), count=st.integers(3, 6))
def test_resolution_and_pen_hardly_matter(scale: float, pen: int, count: int) -> None:
    size = round(200 * scale), round(500 * scale)
    one = measure(drawn(loops(count))).score
    other = measure(drawn(loops(count), size=size, pen=max(1, round(pen * scale)))).score
    assert other == pytest.approx(one, rel=0.2)


def test_one_measure_alone_makes_no_signature_complex() -> None:
    assert Complexity(length=100.0, crossings=0, turns=0.0).grade is Grade.SIMPLE


def test_grades_begin_at_their_limits() -> None:
    assert grade_of(np.nextafter(SIMPLE_BELOW, 0)) is Grade.SIMPLE
    assert grade_of(SIMPLE_BELOW) is Grade.MEDIUM
    assert grade_of(np.nextafter(COMPLEX_FROM, 0)) is Grade.MEDIUM
    assert grade_of(COMPLEX_FROM) is Grade.COMPLEX
