from __future__ import annotations

import io

import cv2
import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image

from sigverify import canvas, ink, scans
from tests.drawing import on_paper, scan_of, scrawl


def placed(pixels: NDArray[np.uint8], dpi: float = 300) -> NDArray[np.uint8]:
    found = ink.extract(scan_of(pixels, dpi))
    assert found is not None
    return canvas.place(found)


def likeness(a: NDArray[np.uint8], b: NDArray[np.uint8]) -> float:
    """Share of the ink of each that lies within two pixels of the other's, the lesser of both."""
    near = np.ones((5, 5), np.uint8)
    on_a, on_b = a >= 128, b >= 128
    wide_a = cv2.dilate(on_a.astype(np.uint8), near) > 0
    wide_b = cv2.dilate(on_b.astype(np.uint8), near) > 0
    return float(min((on_a & wide_b).sum() / on_a.sum(), (on_b & wide_a).sum() / on_b.sum()))


def stroke_width(picture: NDArray[np.uint8]) -> float:
    depth = cv2.distanceTransform((picture >= 128).astype(np.uint8), cv2.DIST_L2, 3)
    return float(depth[depth > 0].mean())


def test_a_canvas_has_its_size_and_is_blank_around_centred_ink() -> None:
    picture = placed(on_paper(scrawl()))
    assert picture.shape == (canvas.HEIGHT, canvas.WIDTH)
    assert picture.dtype == np.uint8
    columns = np.flatnonzero((picture >= 128).any(axis=0))
    rows = np.flatnonzero((picture >= 128).any(axis=1))
    assert abs((columns[0] + columns[-1]) / 2 - canvas.WIDTH / 2) <= 2
    assert abs((rows[0] + rows[-1]) / 2 - canvas.HEIGHT / 2) <= 2
    assert picture.max() == 255
    assert picture[0].max() == picture[-1].max() == picture[:, 0].max() == picture[:, -1].max() == 0


def test_the_aspect_is_kept() -> None:
    level = scrawl()
    found = ink.extract(scan_of(on_paper(level)))
    assert found is not None
    picture = canvas.place(found)
    height = np.ptp(np.flatnonzero((picture >= 128).any(axis=1))) + 1
    width = np.ptp(np.flatnonzero((picture >= 128).any(axis=0))) + 1
    assert width / height == pytest.approx(found.box.width / found.box.height, rel=0.06)


@pytest.mark.parametrize("pen_mm", [0.15, 0.3, 0.7, 1.0])
def test_every_pen_gives_one_stroke_width(pen_mm: float) -> None:
    usual = placed(on_paper(scrawl(pen_mm=0.5)))
    other = placed(on_paper(scrawl(pen_mm=pen_mm)))
    assert stroke_width(other) == pytest.approx(stroke_width(usual), rel=0.06)
    assert likeness(usual, other) > 0.93


@pytest.mark.parametrize(("paper", "pen"), [(255, 0), (200, 120), (150, 20), (255, 200)])
def test_paper_and_ink_level_do_not_show(paper: int, pen: int) -> None:
    assert likeness(placed(on_paper(scrawl())), placed(on_paper(scrawl(), paper=paper, ink=pen))) > 0.98


def jpeg_gray_100(level: NDArray[np.uint8]) -> NDArray[np.uint8]:
    file = io.BytesIO()
    Image.fromarray(on_paper(level, paper=235, ink=60)).save(file, "JPEG", quality=75, dpi=(100, 100))
    return scans.read_bytes(file.getvalue()).gray


def g4_two_level_200(level: NDArray[np.uint8]) -> NDArray[np.uint8]:
    file = io.BytesIO()
    Image.fromarray(on_paper(level)).point(lambda value: 255 if value > 140 else 0).convert("1").save(
        file, "TIFF", compression="group4", dpi=(200, 200)
    )
    return scans.read_bytes(file.getvalue()).gray


@pytest.mark.parametrize("seed", [0, 1, 2])
def test_one_signature_gives_one_canvas_from_100_to_600_dpi(seed: int) -> None:
    at_300 = placed(on_paper(scrawl(300, seed=seed)), 300)
    assert likeness(at_300, placed(jpeg_gray_100(scrawl(100, seed=seed)), 100)) > 0.93
    assert likeness(at_300, placed(g4_two_level_200(scrawl(200, seed=seed)), 200)) > 0.95
    assert likeness(at_300, placed(on_paper(scrawl(600, seed=seed)), 600)) > 0.97
    assert likeness(at_300, placed(on_paper(scrawl(300, seed=seed + 10)), 300)) < 0.8, (
        "another shape is told apart"
    )
