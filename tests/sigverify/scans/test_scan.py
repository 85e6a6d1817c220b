from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

from sigverify import scans
from sigverify.geometry import Box
from tests.sigverify.scans.pictures import (
    PATTERN,
    Pixels,
    assert_sound,
    encoded,
)


@pytest.mark.parametrize("image", [PATTERN, np.dstack([PATTERN, 255 - PATTERN, PATTERN])])
def test_a_crop_has_the_pixels_of_its_box_and_the_rest_of_the_scan(image: Pixels) -> None:
    whole = scans.read_bytes(encoded(image, "PNG", dpi=(240, 240)))
    part = whole.crop(Box(3, 5, 23, 15))
    np.testing.assert_array_equal(part.pixels, image[5:15, 3:23])
    assert (part.width, part.height) == (20, 10)
    assert (part.dpi, part.page, part.sha256) == (whole.dpi, whole.page, whole.sha256)
    assert part.pixels.base is None


def test_a_crop_ends_at_the_edge_of_the_page() -> None:
    whole = scans.read_bytes(encoded(PATTERN, "PNG"))
    np.testing.assert_array_equal(whole.crop(Box(-9, 30, 10, 99)).pixels, PATTERN[30:, :10])
    with pytest.raises(ValueError, match="outside a page of 66 x 40"):
        whole.crop(Box(66, 0, 70, 5))


def test_real_signatures_read(shared_data: Path) -> None:
    files = sorted(path for path in (shared_data / "signatures").rglob("*") if path.suffix in scans.SUFFIXES)
    assert len(files) > 1000
    for path in files[::50]:
        scan = scans.read(path)
        assert_sound(scan)
        assert scan.gray.min() + 50 < scan.gray.max(), path


def test_real_cheques_read_at_the_resolution_of_their_scanner(shared_data: Path) -> None:
    files = sorted((shared_data / "cheques" / "idrbt").glob("*.jpg"))
    truth = json.loads((shared_data / "cheques" / "idrbt" / "truth.json").read_text())
    assert len(files) == 40
    for path in files:
        scan = scans.read(path)
        assert_sound(scan)
        assert (scan.dpi, scan.dpi_estimated) == (300, False)
        assert [scan.width, scan.height] == list(truth[path.name]["size"])
