"""Connected marks of an image, and where each of them is."""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray


def connected(marks: NDArray[np.uint8]) -> tuple[int, NDArray[np.int32], NDArray[np.int32]]:
    """Label connected marks, diagonal neighbours included.

    Parameters
    ----------
    marks
        uint8 (height, width), 0 where there is none.

    Returns
    -------
    tuple
        The number of labels n; int32 (height, width) the label of each pixel, 0 where there is no mark; int32
        (n, 5) of each label what `cv2.CC_STAT_*` name: left, top, width, height, area. Label 0 has a row, too.
    """
    # By blocks (Grana, Borghesani and Cucchiara 2010): what OpenCV takes by itself gives the same, and on one
    # processor spends three times as long.
    count, labels, stats, _ = cv2.connectedComponentsWithStatsWithAlgorithm(marks, 8, cv2.CV_32S, cv2.CCL_GRANA)
    return count, np.asarray(labels, dtype=np.int32), np.asarray(stats, dtype=np.int32)
