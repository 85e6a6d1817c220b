from __future__ import annotations

import cv2
import numpy as np
import pytest
from numpy.typing import NDArray

from models.augment import augment

SEEDS = range(200)


@pytest.fixture(scope="module")
def canvas() -> NDArray[np.uint8]:
    """Return loops that fill a canvas of full size up to its margin, as placed signatures do."""
    out = np.zeros((96, 256), np.uint8)
    t = np.linspace(0, 1, 500)
    x = 128 + 120 * np.cos(2 * np.pi * (t + 0.1)) * (0.4 + 0.6 * t)
    y = 48 + 42 * np.sin(2 * np.pi * 6 * t)
    points = np.round(np.stack([x, y], axis=1)).astype(np.int32).reshape(-1, 1, 2)
    cv2.polylines(out, [points], False, 255, 2, cv2.LINE_AA)
    return out


def test_shape_and_kind_of_numbers_stay(canvas: NDArray[np.uint8]) -> None:
    for seed in SEEDS:
        out = augment(canvas, np.random.default_rng(seed))
        assert out.shape == canvas.shape
        assert out.dtype == np.uint8


def test_the_generator_alone_decides_what_happens(canvas: NDArray[np.uint8]) -> None:
    for seed in range(20):
        once, again, other = (augment(canvas, np.random.default_rng(s)) for s in (seed, seed, seed + 1))
        np.testing.assert_array_equal(once, again)
        assert not np.array_equal(once, other)


def test_the_canvas_that_is_given_stays_as_it_is(canvas: NDArray[np.uint8]) -> None:
    before = canvas.copy()
    for seed in SEEDS:
        augment(canvas, np.random.default_rng(seed))
    np.testing.assert_array_equal(canvas, before)


def test_most_ink_stays_in_the_frame(canvas: NDArray[np.uint8]) -> None:
    kept = [augment(canvas, np.random.default_rng(seed)).sum() / canvas.sum() for seed in SEEDS]
    assert min(kept) > 0.75
    assert 0.9 < np.median(kept) < 1.4
    assert max(kept) < 2.2


def test_the_ink_moves_little(canvas: NDArray[np.uint8]) -> None:
    ys, xs = np.indices(canvas.shape)

    def middle(picture: NDArray[np.uint8]) -> NDArray[np.float64]:
        return np.array([np.average(ys, weights=picture), np.average(xs, weights=picture)])

    moved = np.abs([middle(augment(canvas, np.random.default_rng(s))) - middle(canvas) for s in SEEDS])
    assert (moved.max(axis=0) < (12, 20)).all()
    assert (moved.mean(axis=0) > 0.5).all()


def test_augmented_strokes_lie_near_the_strokes_they_came_from(canvas: NDArray[np.uint8]) -> None:
    apart = cv2.distanceTransform((canvas < 64).astype(np.uint8), cv2.DIST_L2, 5)
    shares = []
    for seed in SEEDS:
        inked = augment(canvas, np.random.default_rng(seed)) > 127
        shares.append(np.mean(apart[inked] <= 12))
    assert np.median(shares) > 0.95


def test_paper_without_ink_stays_paper_but_for_a_ruled_line() -> None:
    blank = np.zeros((96, 256), np.uint8)
    inked = [np.count_nonzero(augment(blank, np.random.default_rng(seed))) for seed in SEEDS]
    ruled = [count for count in inked if count]
    assert 0.02 < len(ruled) / len(inked) < 0.16
    assert max(ruled) < 256 * 5


def test_a_small_canvas_is_augmented_too() -> None:
    rng = np.random.default_rng(1)
    small = np.zeros((32, 64), np.uint8)
    small[10:20, 10:50] = 255
    for _ in range(100):
        assert augment(small, rng).any()
