from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sigverify.geometry import Box

boxes = st.tuples(st.integers(-500, 500), st.integers(-500, 500), st.integers(1, 400), st.integers(1, 400)).map(
    lambda b: Box(b[0], b[1], b[0] + b[2], b[1] + b[3])
)


@pytest.mark.parametrize("corners", [(5, 0, 5, 9), (0, 9, 5, 9), (6, 0, 5, 9)])
def test_a_box_without_area_is_refused(corners: tuple[int, int, int, int]) -> None:
    with pytest.raises(ValueError, match="x0 < x1"):
        Box(*corners)


@given(boxes, boxes)
def test_overlap_and_iou_do_not_depend_on_the_order(a: Box, b: Box) -> None:
    assert a.overlap(b) == b.overlap(a) <= min(a.area, b.area)
    assert a.iou(b) == b.iou(a)
    assert 0 <= a.iou(b) <= 1
    assert a.iou(a) == 1


@given(boxes)
def test_clipping_keeps_what_is_inside_the_image(box: Box) -> None:
    inside = box.clipped(200, 100)
    page = Box(0, 0, 200, 100)
    assert box.overlap(page) == (inside.area if inside else 0)


@given(boxes, st.integers(0, 50))
def test_a_grown_box_contains_the_box(box: Box, margin: int) -> None:
    assert box.grown(margin).overlap(box) == box.area
