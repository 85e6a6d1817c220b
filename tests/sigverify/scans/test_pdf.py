from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from sigverify import scans
from sigverify.scans import Limits, pdf_process
from tests.sigverify.scans.pictures import (
    ENCRYPTED,
    PATTERN,
    assert_refused,
    encoded,
    pdf,
)


def test_a_pdf_page_is_rendered_at_300_dpi() -> None:
    scan = scans.read_bytes(pdf(144, 72, pages=2), page=2)
    assert (scan.width, scan.height, scan.dpi, scan.dpi_estimated) == (600, 300, 300, False)
    assert (scan.page, scan.pages) == (2, 2)
    assert scan.pixels.ndim == 2
    expected = np.full((300, 600), 255, np.uint8)
    expected[:150, :150] = 0
    assert np.mean(scan.pixels != expected) < 0.005


def test_a_letter_page_has_no_row_too_many() -> None:
    scan = scans.read_bytes(pdf(612, 792))
    assert (scan.width, scan.height) == (2550, 3300)


def test_a_pdf_around_an_image_shows_the_image() -> None:
    colour = np.dstack([PATTERN, PATTERN[::-1], np.full_like(PATTERN, 90)])
    scan = scans.read_bytes(encoded(colour, "PDF", resolution=300, quality=95))
    assert scan.pixels.shape == colour.shape
    assert np.abs(scan.pixels.astype(int) - colour).mean() < 6


def test_a_pdf_page_is_rendered_coarser_where_300_dpi_would_be_too_many_pixels() -> None:
    scan = scans.read_bytes(pdf(612, 792), limits=Limits(max_pixels=1_000_000))
    assert 900_000 < scan.pixels.size <= 1_000_000
    assert scan.dpi == 103
    assert abs(scan.width - 8.5 * scan.dpi) <= 1


@pytest.mark.parametrize("data", [b"%PDF-1.7 and then nothing of the sort", pdf()[:60]])
def test_a_corrupt_pdf_is_named(data: bytes, save: Callable[[str, bytes], Path]) -> None:
    assert_refused(save("bad.pdf", data), "is damaged or incomplete")


def test_a_pdf_with_a_password_says_so(save: Callable[[str, bytes], Path]) -> None:
    assert_refused(save("locked.pdf", pdf(trailer=ENCRYPTED)), "is protected by a password. Save a copy")


def test_importing_the_module_does_not_load_the_pdf_library() -> None:
    code = "import sys, sigverify.scans, json; print(json.dumps(sorted(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert not {"pypdfium2", "cv2", "scipy"} & set(json.loads(done.stdout))


@pytest.mark.skipif(os.name == "nt", reason="the stand-in is a script for a shell")
def test_the_application_folder_draws_by_its_program_of_the_command_line(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    command = Path(__file__).parents[3] / "release" / "command.py"
    program = tmp_path / "sigverify"
    program.write_text(f'#!/bin/sh\nexec "{sys.executable}" "{command}" "$@"\n')
    program.chmod(0o755)
    monkeypatch.setenv("PYTHONPATH", str(command.parents[1]))
    monkeypatch.setattr(sys, "frozen", True, raising=False)
    monkeypatch.setattr(sys, "executable", str(tmp_path / "sigverify-desk"))
    pdf_process._drawer.close()
    assert scans.read_bytes(pdf(pages=2), page=2).pages == 2
    pdf_process._drawer.close()
