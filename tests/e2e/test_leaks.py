"""Nothing but the course of the strokes may get through to the network.

No single statistic of the canvas (paper, size, stroke width, ink amount) may tell genuine from forged better than
AUC 0.60, however plainly the image gave it away.
"""

from __future__ import annotations

from pathlib import Path

import cv2
import numpy as np
import pytest
from numpy.typing import NDArray

from calibration.metrics import auc
from sigverify import dataset, scans
from sigverify.demo.bank import synthetic_set

MOST = 0.60
# Forgeries go slowly and tremble: on the few synthetic hands their strokes are truly longer.
MOST_SYNTHETIC = 0.68


def paper(picture: NDArray[np.uint8]) -> float:
    return float(np.percentile(picture, 5))


def extent(picture: NDArray[np.uint8]) -> float:
    marked = picture >= 128
    return float(np.hypot(np.ptp(np.flatnonzero(marked.any(axis=0))), np.ptp(np.flatnonzero(marked.any(axis=1)))))


def stroke_width(picture: NDArray[np.uint8]) -> float:
    depth = cv2.distanceTransform((picture >= 128).astype(np.uint8), cv2.DIST_L2, 3)
    return float(depth[depth > 0].mean())


def ink_amount(picture: NDArray[np.uint8]) -> float:
    return float(picture.sum(dtype=np.int64))


STATISTICS = (paper, extent, stroke_width, ink_amount)


def tells(values: NDArray[np.float64], forged: NDArray[np.bool_]) -> float:
    """AUC of one number, whichever way it points."""
    area = auc(values[~forged], values[forged])
    return max(area, 1.0 - area)


@pytest.mark.parametrize(
    "collection",
    ["cedar", "bhsig260_bengali", "bhsig260_hindi", "sigcomp2009_nfi", "sigcomp2009_nisdcc", "svc2004_rendered"],
)
def test_no_statistic_of_the_canvas_tells_forged_from_genuine(
    shared_data: Path, tmp_path: Path, collection: str
) -> None:
    # A few files of every writer, linked into a folder of its own: a fraction of the time, the same verdict.
    for writer in (shared_data / "signatures" / collection).iterdir():
        for kind in ("genuine", "forged"):
            files = sorted((writer / kind).glob("*"))
            step = max(1, len(files) // 5)
            (tmp_path / collection / writer.name / kind).mkdir(parents=True)
            for file in files[::step]:
                (tmp_path / collection / writer.name / kind / file.name).symlink_to(file)
    arrays = dataset.read([tmp_path]).arrays
    for statistic in STATISTICS:
        values = np.asarray([statistic(picture) for picture in arrays.canvases])
        assert tells(values, arrays.forged) <= MOST, f"{statistic.__name__} on {collection}"


def test_planted_leaks_do_not_get_through(tmp_path: Path) -> None:
    synthetic_set(tmp_path / "hands", writers=16, genuine_each=6, forged_each=6, seed=11, plant_leaks=True)
    data = dataset.read([tmp_path])
    raw = [scans.read(file) for file in data.files]
    planted = {
        "paper": np.asarray([float(np.percentile(scan.gray, 95)) for scan in raw]),
        "height": np.asarray([float(scan.height) for scan in raw]),
        "darkest": np.asarray([float(np.percentile(scan.gray, 1)) for scan in raw]),
    }
    for name, values in planted.items():
        assert tells(values, data.arrays.forged) > 0.8, f"{name} was meant to leak"
    for statistic in STATISTICS:
        values = np.asarray([statistic(picture) for picture in data.arrays.canvases])
        assert tells(values, data.arrays.forged) <= MOST_SYNTHETIC, statistic.__name__


def test_a_network_s_eye_view_of_a_leaking_pair_is_the_same(tmp_path: Path) -> None:
    plain, leaky = tmp_path / "plain", tmp_path / "leaky"
    for folder, leaks in ((plain, False), (leaky, True)):
        synthetic_set(folder / "hands", writers=2, genuine_each=2, forged_each=4, seed=5, plant_leaks=leaks)
    canvases = [dataset.read([folder]).arrays for folder in (plain, leaky)]
    widths = [
        np.mean([stroke_width(picture) for picture in arrays.canvases[arrays.forged]]) for arrays in canvases
    ]
    assert widths[0] == pytest.approx(widths[1], rel=0.04)
