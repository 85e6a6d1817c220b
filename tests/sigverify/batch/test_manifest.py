"""The bank's list: columns by their names, and what is wrong with it."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from sigverify.batch.manifest import Entry, guess_columns, read_manifest, read_table
from sigverify.errors import DatasetError


def listed(tmp_path: Path, text: str, encoding: str = "utf-8") -> Path:
    path = tmp_path / "manifest.csv"
    path.write_text(text, encoding=encoding)
    return path


def test_columns_are_told_by_their_names_in_any_order(tmp_path: Path) -> None:
    path = listed(
        tmp_path,
        "Cheque No.;Kontonummer;Image File;Betrag;Datum;branch\r\n"
        "4711;00123456;D:\\scans\\a.tif;12.500,50;04.03.2026;Bonn\r\n",
        "utf-8-sig",
    )
    (entry,) = read_manifest(path).entries.values()
    assert entry == Entry("00123456", 0, Decimal("12500.50"), date(2026, 3, 4), "4711")
    assert read_manifest(path).entry("a.tif", 3) == entry
    assert guess_columns(read_table(path)[0])["file"] == "Image File"


def test_columns_can_be_named(tmp_path: Path) -> None:
    path = listed(tmp_path, "name,holder,number\na.tif,7,8\n")
    with pytest.raises(DatasetError, match="no column for file and account"):
        read_manifest(path)
    (entry,) = read_manifest(path, {"file": "name", "account": "holder"}).entries.values()
    assert (entry.account, entry.number) == ("7", "8")
    for columns, problem in (
        ({"file": "names"}, "no column 'names'"),
        ({"colour": "name"}, "colour is no column"),
    ):
        with pytest.raises(DatasetError, match=problem):
            read_manifest(path, columns)


def test_pages_of_one_file_may_have_rows_of_their_own(tmp_path: Path) -> None:
    manifest = read_manifest(listed(tmp_path, "file,page,account\na.pdf,1,5\na.pdf,2,6\nb.pdf,,7\n"))
    assert [getattr(manifest.entry("a.pdf", page), "account", None) for page in (1, 2, 3)] == ["5", "6", None]
    assert manifest.tells_pages("a.pdf")
    assert not manifest.tells_pages("b.pdf")


def test_a_file_that_is_listed_for_two_accounts_is_ambiguous(tmp_path: Path) -> None:
    manifest = read_manifest(listed(tmp_path, "file,account\na.tif,5\na.tif,6\na.tif,5\nb.tif,7\nb.tif,7\n"))
    entry = manifest.entry("a.tif", 1)
    assert entry is not None
    assert entry.account == ""
    assert (entry.accounts, entry.problems) == (("5", "6"), ())
    assert manifest.entry("b.tif", 1) == Entry("7")


def test_two_rows_that_name_one_account_are_told(tmp_path: Path) -> None:
    rows = "a.tif,5,1\na.tif,5,2\nb.tif,,1\nb.tif,6,2\nb.tif,6,3\n"
    manifest = read_manifest(listed(tmp_path, f"file,account,amount\n{rows}"))
    for name, account in (("a.tif", "5"), ("b.tif", "6")):
        entry = manifest.entry(name, 1)
        assert entry is not None
        assert (entry.account, entry.accounts) == (account, ())
        assert entry.problems == ("The manifest lists the file twice.",)


def test_what_cannot_be_understood_is_told_and_the_rest_kept(tmp_path: Path) -> None:
    manifest = read_manifest(listed(tmp_path, "file,account,amount,date\na.tif,5,lots,31.02.2026\n"))
    entry = manifest.entry("a.tif", 1)
    assert entry is not None
    assert (entry.account, entry.amount, entry.drawn_on) == ("5", None, None)
    assert [("'lots'" in problem, "'31.02.2026'" in problem) for problem in entry.problems] == [
        (True, False),
        (False, True),
    ]


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        (b"", "is empty"),
        (b"\xff\xfe\x00", "cannot be read as CSV"),
        (b"file,account\na.tif\n", "line 2 has 1 cells"),
        (b'file,account\n"a.tif,5\n', "cannot be read as CSV"),
    ],
)
def test_a_file_that_is_no_list_is_refused(tmp_path: Path, content: bytes, problem: str) -> None:
    path = tmp_path / "manifest.csv"
    path.write_bytes(content)
    with pytest.raises(DatasetError, match=problem):
        read_manifest(path)


def test_a_guarded_formula_is_read_as_what_it_was(tmp_path: Path) -> None:
    manifest = read_manifest(listed(tmp_path, "file,account\na.tif,'-5x\n"))
    assert manifest.accounts == {"a.tif": "-5x"}
