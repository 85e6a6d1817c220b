"""Small files that ask for much memory or much time are refused by name, and the program lives on."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from sigverify import scans
from sigverify.errors import ScanError
from tests.hostile import bombs
from tests.hostile.guard import MEMORY, SECONDS, Fence, Outcome, watch

linux = pytest.mark.skipif(
    sys.platform != "linux", reason="bounds are the operating system's, and measured by Linux's"
)
_fence = Fence()


def outcome_of(data: bytes, folder: Path, read: Callable[[Path], object] = scans.read) -> Outcome:
    path = folder / "bomb.bin"
    path.write_bytes(data)
    return watch(lambda: _only(read(path)), folder, [path.name], _fence)


def _only(_: object) -> None:
    """Take what was read, and let go of it."""


@linux
@pytest.mark.parametrize("data", [bombs.png(40_000, 40_000), bombs.png(100_000, 20_000)], ids=["large", "wide"])
def test_declared_dimensions_are_refused_before_anything_is_unpacked(data: bytes, tmp_path: Path) -> None:
    outcome = outcome_of(data, tmp_path)
    assert (outcome.ended, outcome.finding) == ("refused", "")
    assert outcome.memory < 2**26


def test_no_side_is_longer_than_straightening_can_take(tmp_path: Path) -> None:
    (tmp_path / "strip.png").write_bytes(bombs.png(33_000, 10))
    with pytest.raises(ScanError, match=r"strip.png: has a page of 33000 x 10 pixels, and no side"):
        scans.read(tmp_path / "strip.png")


@linux
@pytest.mark.parametrize("read", [scans.read, scans.page_count])
def test_a_hundred_thousand_pages_are_refused_at_once(read: Callable[[Path], object], tmp_path: Path) -> None:
    outcome = outcome_of(bombs.tiff_pages(100_000), tmp_path, read)
    assert (outcome.ended, outcome.finding) == ("refused", "")
    assert outcome.seconds < SECONDS


def test_two_thousand_pages_are_read(tmp_path: Path) -> None:
    (tmp_path / "long.tif").write_bytes(bombs.tiff_pages(2000))
    assert scans.read(tmp_path / "long.tif", 2000).pages == 2000


@linux
@pytest.mark.parametrize(
    "data",
    [bombs.nested_pdf(4, 20), bombs.nested_pdf(8, 30), bombs.inflating_pdf(1.5)],
    ids=["4", "8", "inflating"],
)
def test_a_pdf_that_draws_without_end_is_stopped_and_the_next_one_is_drawn(data: bytes, tmp_path: Path) -> None:
    assert len(data) < 2**21
    outcome = outcome_of(data, tmp_path)
    assert (outcome.ended, outcome.finding) == ("refused", "")
    assert outcome.memory < MEMORY // 4
    (tmp_path / "next.pdf").write_bytes(bombs.nested_pdf(1, 1))
    assert scans.read(tmp_path / "next.pdf").pixels.shape == (1250, 2500)


def test_what_draws_pdf_files_takes_nothing_from_the_folder_that_it_was_started_in(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from sigverify.scans import pdf_process

    (tmp_path / "pypdfium2.py").write_text("raise SystemExit('taken from the folder of the cheques')")
    (tmp_path / "json.py").write_text("raise SystemExit('taken from the folder of the cheques')")
    monkeypatch.chdir(tmp_path)
    pdf_process._drawer.close()
    assert pdf_process.page_count(bombs.nested_pdf(1, 1), most_pages=2) == 1


@linux
@pytest.mark.parametrize("what", ["pipe", "device", "loop", "folder"])
def test_what_is_no_file_is_refused_and_not_waited_for(what: str, tmp_path: Path) -> None:
    import os

    path = tmp_path / "cheque.png"
    if what == "pipe":
        os.mkfifo(path)
    elif what == "device":
        path.symlink_to("/dev/zero")
    elif what == "loop":
        path.symlink_to(path)
    else:
        path.mkdir()
    with pytest.raises(ScanError) as caught:
        scans.read(path)
    assert caught.value.path == path
