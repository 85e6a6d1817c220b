"""Names and texts from elsewhere: shown as they are, run nowhere."""

from __future__ import annotations

import ast
import csv
import os
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import sigverify
from sigverify import accounts_io, dataset, reports
from sigverify.app import App
from sigverify.batch.manifest import read_manifest
from sigverify.errors import RecordsError, ScanError
from sigverify.records.names import valid_holder
from sigverify.reports import plain_cell, safe_cell
from sigverify.settings import Settings
from sigverify.visible import misleads, visible
from tests.hostile.bombs import png
from tests.hostile.mutations import TEXTS

REVERSED = "invoice\u202egnp.exe"


@given(st.text() | st.sampled_from(TEXTS))
def test_no_cell_begins_a_formula_and_every_cell_comes_back(text: str) -> None:
    cell = safe_cell(text)
    assert plain_cell(cell) == text or text.startswith("'")
    if cell and cell[0] in "=+-@\t\r\n＝＋－＠":
        float(cell)


def test_every_table_is_written_by_the_one_that_escapes() -> None:
    """Whoever writes CSV by hand forgets it: the demo bank and cash letters write cells of their own making."""
    rooms = [Path(sigverify.__file__).parent, Path(sigverify.__file__).parents[1] / "ui"]
    writers = {
        path.relative_to(room).as_posix()
        for room in rooms
        for path in room.rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.Attribute) and node.attr in ("writer", "DictWriter")
        if isinstance(node.value, ast.Name) and node.value.id == "csv"
    }
    assert writers == {"reports.py", "cashletter.py", "demo/bank.py"}


@pytest.mark.parametrize("text", ["=1+1", "@SUM(A1)", "＝1", "\n=1"])
def test_a_table_holds_no_formula(text: str, tmp_path: Path) -> None:
    reports.write_csv(tmp_path / "t.csv", ["file", text], [[text, "-1.5"]])
    with (tmp_path / "t.csv").open(newline="", encoding="utf-8") as file:
        assert list(csv.reader(file)) == [["file", f"'{text}"], [f"'{text}", "-1.5"]]


@given(st.text())
def test_what_is_shown_has_no_controls(text: str) -> None:
    assert not misleads(visible(text).replace("\n", "").replace("\t", ""))
    if not misleads(text):
        assert visible(text) == text


def test_an_error_shows_a_files_name_as_it_is() -> None:
    told = str(ScanError("is damaged", path=f"/tmp/{REVERSED}\x1b[2J.png"))
    assert told == r"/tmp/invoice\u202egnp.exe\u001b[2J.png: is damaged."


@pytest.mark.parametrize("name", [REVERSED, "a\x1b[2J", "a\nb", "\u2066a"])
def test_no_holder_has_a_name_that_shows_as_another(name: str) -> None:
    with pytest.raises(RecordsError):
        valid_holder(name)
    assert valid_holder("می‌خواهم") == "می‌خواهم"


def test_a_manifest_names_files_not_places(tmp_path: Path) -> None:
    (tmp_path / "m.csv").write_text("file,account\n../../etc/passwd,1\nC:\\x\\2.png,2\n")
    assert set(read_manifest(tmp_path / "m.csv").accounts) == {"passwd", "2.png"}


@pytest.mark.parametrize("name", ["../outside.png", "/outside.png", "link.png", "folder/../../outside.png"])
def test_an_import_takes_no_image_from_outside_its_folder(name: str, tmp_path: Path) -> None:
    folder = tmp_path / "import"
    folder.mkdir()
    (tmp_path / "outside.png").write_bytes(png(8, 8))
    (folder / "link.png").symlink_to(tmp_path / "outside.png")
    named = name.replace("/outside", f"{tmp_path}/outside") if name.startswith("/") else name
    (folder / accounts_io.FILE).write_text(f"account,image\n1,{named}\n")
    with App(Settings(tmp_path / "data")).records as records:
        app = App(Settings(tmp_path / "data"))
        app.records = records
        (problem,) = accounts_io.plan_import(app, folder).problems
    assert "is not below the folder" in problem.text


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="makes a pipe")
def test_a_data_folder_with_loops_pipes_and_links_is_gone_through(tmp_path: Path, signature_set: Path) -> None:
    genuine = next(signature_set.glob("*/*/genuine"))
    writer = tmp_path / "set" / "writer"
    (writer / "forged").mkdir(parents=True)
    (writer / "genuine").symlink_to(genuine)
    os.mkfifo(writer / "forged" / "pipe.png")
    (writer / "forged" / "loop.png").symlink_to(writer / "forged" / "loop.png")
    (writer / "forged" / "zero.png").symlink_to("/dev/zero")
    (writer / "forged" / "folder.png").mkdir()
    (tmp_path / "set" / "self").symlink_to(tmp_path / "set")
    found = dataset.read([tmp_path])
    assert len(found.files) == len(list(genuine.iterdir()))
    assert {path.name for path, _ in found.skipped} == {"pipe.png", "loop.png", "zero.png", "folder.png"}


def test_a_page_number_of_thousands_of_digits_is_none(tmp_path: Path) -> None:
    (tmp_path / "m.csv").write_text(f"file,account,page\n1.png,1,{'9' * 5001}\n")
    assert set(read_manifest(tmp_path / "m.csv").entries) == {("1.png", 0)}
