"""The pen parted from the print on what the demo press prints: no real cheque is needed."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import cv2
import numpy as np
import pytest
from numpy.typing import NDArray

from models import pen as network
from models.bundle import BundleError
from sigverify.demo.press import DESIGNS, Press, blank_form
from sigverify.pen import DPI, pen_share
from tests.drawing import on_paper, scrawl

FORM_DPI = 300


def printed(design: int = 0) -> NDArray[np.uint8]:
    press = Press(blank_form(DESIGNS[design], FORM_DPI).copy(), FORM_DPI)
    press.text(150, 68, "RAJARSHI PAL", 2.8)
    return np.asarray(press.pixels)


def signed(page: NDArray[np.uint8], level: NDArray[np.uint8], x_mm: float, y_mm: float) -> NDArray[np.uint8]:
    x, y = (round(v / 25.4 * FORM_DPI) for v in (x_mm, y_mm))
    out = page.copy()
    under = out[y : y + level.shape[0], x : x + level.shape[1]]
    under[:] = (under * (1 - level[..., None] / 255 * (1 - np.array([30, 40, 120]) / 255))).astype(np.uint8)
    return out


@pytest.mark.parametrize("design", range(len(DESIGNS)))
def test_strokes_are_the_pen_s_and_the_form_is_not(design: int) -> None:
    level = scrawl(FORM_DPI)
    page = printed(design)
    share = pen_share(signed(page, level, 140, 51), FORM_DPI)
    truth = np.zeros(page.shape[:2], np.uint8)
    x, y = round(140 / 25.4 * FORM_DPI), round(51 / 25.4 * FORM_DPI)
    truth[y : y + level.shape[0], x : x + level.shape[1]] = level
    small = cv2.resize(truth, share.shape[::-1], interpolation=cv2.INTER_AREA) >= 128
    assert share[small].mean() > 0.8
    # Below the heading, whose emblem and large letters it may take for drawn.
    lower = np.zeros_like(small)
    lower[share.shape[0] // 3 :] = True
    far = lower & (cv2.dilate(small.astype(np.uint8), np.ones((9, 9), np.uint8)) == 0)
    assert (share[far] >= 0.5).mean() < 0.004


def test_colour_is_not_needed() -> None:
    page = signed(printed(), scrawl(FORM_DPI), 140, 51)
    gray = cv2.cvtColor(page, cv2.COLOR_RGB2GRAY)
    two_level = np.where(gray < 150, 0, 255).astype(np.uint8)
    colour = pen_share(page, FORM_DPI) >= 0.5
    for pixels in (gray, two_level):
        other = pen_share(np.asarray(pixels, dtype=np.uint8), FORM_DPI) >= 0.5
        assert 2 * (colour & other).sum() / (colour.sum() + other.sum()) > 0.75


@pytest.mark.parametrize("dpi", [100, 200, 300, 600])
def test_the_answer_has_one_resolution(dpi: int) -> None:
    level = scrawl(dpi)
    share = pen_share(on_paper(level), dpi)
    assert all(abs(got - side * DPI / dpi) <= 0.5 for got, side in zip(share.shape, level.shape, strict=True))
    assert share.min() >= 0
    assert share.max() <= 1


def test_sides_need_not_be_multiples_of_anything() -> None:
    darkness = np.zeros((37, 101, 3), np.uint8)
    darkness[10:20, 30:33] = 220
    assert network.pen_share(darkness).shape == (37, 101)


def test_a_changed_network_is_refused(tmp_path: Path) -> None:
    folder = tmp_path / "pen"
    shutil.copytree(network.FOLDER, folder)
    blank = np.zeros((16, 16, 3), np.uint8)
    manifest = folder / "manifest.json"
    told = json.loads(manifest.read_text())
    told["files"]["network.onnx"] = "0" * 64
    manifest.write_text(json.dumps(told))
    with pytest.raises(BundleError, match="manifest"):
        network.pen_share(blank, folder)
    manifest.unlink()
    with pytest.raises(BundleError):
        network.pen_share(blank, folder)
