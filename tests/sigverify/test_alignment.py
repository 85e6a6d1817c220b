from __future__ import annotations

from pathlib import Path

import cv2
import numpy as np
import pytest

from sigverify import alignment, canvas, ink, scans
from sigverify.canvas import Canvas
from sigverify.ink import Ink


@pytest.fixture(scope="session")
def inks(signature_set: Path) -> list[Ink]:
    """Return two genuine signatures of each of four writers."""
    found = []
    for writer in sorted((signature_set / "hands").iterdir())[:4]:
        for path in sorted((writer / "genuine").iterdir())[:2]:
            taken = ink.extract(scans.read(path))
            assert taken is not None
            found.append(taken)
    return found


def moved(placed: Canvas, degrees: float, scale: float, shift: tuple[float, float]) -> tuple[Canvas, np.ndarray]:
    """Return a canvas turned about its centre, scaled and moved, and the map that did it."""
    matrix = cv2.getRotationMatrix2D((canvas.WIDTH / 2, canvas.HEIGHT / 2), degrees, scale)
    matrix[:, 2] += shift
    laid = cv2.warpAffine(placed, matrix, (canvas.WIDTH, canvas.HEIGHT))
    return np.asarray(laid, dtype=np.uint8), matrix


def corners_apart(one: np.ndarray, other: np.ndarray) -> float:
    """Return how far apart two maps take the corners of the middle half of the canvas, in its pixels."""
    w, h = canvas.WIDTH, canvas.HEIGHT
    points = np.array([[w / 4, h / 4, 1], [3 * w / 4, h / 4, 1], [w / 4, 3 * h / 4, 1], [3 * w / 4, 3 * h / 4, 1]])
    return float(np.abs(points @ one.T - points @ other.T).max())


@pytest.mark.parametrize(
    ("degrees", "scale", "shift"), [(0, 1.0, (9, -4)), (6, 0.85, (5, 3)), (-8, 0.8, (-12, 6)), (0, 0.7, (20, 8))]
)
def test_a_signature_is_found_where_it_was_moved_to(
    inks: list[Ink], degrees: float, scale: float, shift: tuple[float, float]
) -> None:
    for signature in inks[::2]:
        questioned = canvas.place(signature)
        reference, matrix = moved(questioned, degrees, scale, shift)
        assert corners_apart(alignment.align(reference, questioned), matrix) < 3.0


def test_alignment_brings_two_signatures_of_one_hand_closer(inks: list[Ink]) -> None:
    for first, second in zip(inks[::2], inks[1::2], strict=True):
        one, other = canvas.place(first), canvas.place(second)
        laid, _ = moved(other, 10, 0.8, (10, 5))
        matrix = alignment.align(one, laid)
        back = cv2.warpAffine(laid, matrix, (canvas.WIDTH, canvas.HEIGHT))
        wide = cv2.dilate(one, np.ones((9, 9), np.uint8)) > 0
        assert (back > 127)[wide].sum() / (back > 127).sum() > (laid > 127)[wide].sum() / (laid > 127).sum()


def test_a_signature_is_never_sheared_mirrored_or_turned_far(inks: list[Ink]) -> None:
    placed = [canvas.place(signature) for signature in inks]
    for one in placed[:3]:
        for other in placed[3:]:
            matrix = alignment.align(one, other)
            assert matrix[0, 0] == pytest.approx(matrix[1, 1])
            assert matrix[0, 1] == pytest.approx(-matrix[1, 0])
            assert abs(np.degrees(np.arctan2(matrix[1, 0], matrix[0, 0]))) <= 25.0


def test_without_ink_nothing_is_moved(inks: list[Ink]) -> None:
    blank = np.zeros((canvas.HEIGHT, canvas.WIDTH), np.uint8)
    expected = [[1, 0, 0], [0, 1, 0]]
    assert alignment.align(canvas.place(inks[0]), blank).tolist() == expected
    assert alignment.align(blank, canvas.place(inks[0])).tolist() == expected


def test_the_frame_is_the_one_that_the_canvas_is_placed_in(inks: list[Ink]) -> None:
    for signature in inks:
        placed = canvas.place(signature)
        matrix = alignment.frame(signature)
        corners = np.array([[signature.box.x0, signature.box.y0, 1], [signature.box.x1, signature.box.y1, 1]])
        (x0, y0), (x1, y1) = corners @ matrix.T
        rows, columns = np.flatnonzero((placed > 127).any(axis=1)), np.flatnonzero((placed > 127).any(axis=0))
        # Thinning takes half a pen off the ends and the new pen adds half of its own.
        assert columns[0] == pytest.approx(x0, abs=4)
        assert columns[-1] + 1 == pytest.approx(x1, abs=4)
        assert rows[0] == pytest.approx(y0, abs=4)
        assert rows[-1] + 1 == pytest.approx(y1, abs=4)


def test_grown_ink_reaches_so_many_pixels_further() -> None:
    level = np.zeros((11, 15), np.uint8)
    level[5, 7] = 200
    wide = alignment.grown(level, 3)
    assert wide.shape == (17, 21)
    assert wide[8, 7] == 200
    assert wide[8, 13] == 200
    assert wide[8, 6] == 0
