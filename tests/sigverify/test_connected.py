"""Marks are labelled as OpenCV labels them, each with its place and size."""

from __future__ import annotations

import cv2
import numpy as np

from sigverify.connected import connected


def test_marks_hang_together_over_corners_and_have_their_place_and_size() -> None:
    marks = np.zeros((8, 10), np.uint8)
    marks[1:3, 2:4] = marks[3, 4] = marks[6, 7:9] = 255
    count, labels, stats = connected(marks)
    assert count == 3
    assert labels[1, 2] == labels[3, 4] != labels[6, 7]
    assert stats[labels[1, 2]].tolist() == [2, 1, 3, 3, 5]
    assert stats[labels[6, 7]].tolist() == [7, 6, 2, 1, 2]


def test_labels_are_numbered_as_by_the_algorithm_that_opencv_takes_by_itself() -> None:
    rng = np.random.default_rng(0)
    for share in (0.02, 0.3, 0.5, 0.9):
        marks = (rng.random((61, 97)) < share).astype(np.uint8)
        count, labels, stats, _ = cv2.connectedComponentsWithStats(marks, connectivity=8)
        found = connected(marks)
        assert found[0] == count
        assert np.array_equal(found[1], labels)
        assert np.array_equal(found[2], stats)
