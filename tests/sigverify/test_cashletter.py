"""Image cash letters: what is read is what was written, byte for byte."""

from __future__ import annotations

import struct
from decimal import Decimal
from pathlib import Path

import pytest

from sigverify import batch, micr
from sigverify.app import App
from sigverify.batch.manifest import read_manifest
from sigverify.cashletter import Cheque, is_cash_letter, read, unpack
from sigverify.errors import DatasetError
from sigverify.settings import Settings
from tests.sigverify.letters import Item, check_detail, letter, view_data, view_detail

FRONT, BACK = b"II*\x00front \x00\xff\n", b"II*\x00back"
ITEMS = (
    Item("121000248", "1234567/0101", 12550, FRONT, BACK),
    Item("026009593", "9876543/", 99, b"\xff\xd8\xffjpeg", auxiliary="004711"),
)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "letter.x937"


@pytest.mark.parametrize("encoding", ["cp037", "ascii"])
@pytest.mark.parametrize(("key", "signature"), [("", b""), ("archive/17", b"\x00\x01signed")])
def test_cheques_come_out_as_they_went_in(path: Path, encoding: str, key: str, signature: bytes) -> None:
    path.write_bytes(letter(ITEMS, encoding, key=key, signature=signature))
    assert is_cash_letter(path)
    assert list(read(path)) == [
        Cheque("121000248", "", "1234567/0101", Decimal("125.50"), FRONT, BACK),
        Cheque("026009593", "004711", "9876543/", Decimal("0.99"), b"\xff\xd8\xffjpeg"),
    ]


def test_fields_stand_where_the_standard_puts_them(path: Path) -> None:
    """Positions of X9.100-187, the first is 1, told here once more and independently."""
    detail = check_detail(ITEMS[1], 2)
    for first, last, text in (
        (1, 2, "25"),
        (3, 17, "         004711"),
        (19, 26, "02600959"),
        (27, 27, "3"),
        (28, 47, "            9876543/"),
        (48, 57, "0000000099"),
        (58, 72, "2              "),
    ):
        assert detail[first - 1 : last] == text
    view = view_detail("1", 4321)
    assert (view[:2], view[24:31], view[31]) == ("50", "0004321", "1")
    data = view_data(b"IMAGE", 2, "ascii", "KEY", b"SIGN")
    assert data[101:105] == b"0003"
    assert data[105:108] == b"KEY"
    assert data[108:113] == b"00004"
    assert data[113:117] == b"SIGN"
    assert data[117:124] == b"0000005"
    assert data[124:] == b"IMAGE"
    assert len(data) == 117 + 3 + 4 + 5


def test_the_magnetic_line_tells_account_and_serial() -> None:
    grammars = micr.load()
    lines = [
        Cheque("121000248", "", "1234567/0101", None).line,
        Cheque("026009593", "004711", "9876543/", None).line,
        Cheque("026009593", "", "98-76543", None).line,
    ]
    parsed = [micr.grammar.parse(line, "E-13B", grammars) for line in lines]
    assert [one.account_key for one in parsed] == ["1234567", "9876543", "9876543"]
    assert parsed[1].fields.serial == "004711"


def test_a_letter_is_unpacked_into_a_folder_of_cheques(path: Path, tmp_path: Path) -> None:
    path.write_bytes(letter(ITEMS))
    folder = unpack(path, tmp_path / "letters", micr.load())
    assert sorted(file.name for file in folder.iterdir()) == [
        "000001_back.tif",
        "000001_front.tif",
        "000002_front.jpg",
        "manifest.csv",
    ]
    assert (folder / "000001_front.tif").read_bytes() == FRONT
    assert (folder / "000001_front.tif").stat().st_mode & 0o777 == 0o600
    manifest = read_manifest(folder / "manifest.csv")
    assert manifest.accounts == {"000001_front.tif": "1234567", "000002_front.jpg": "9876543"}
    entry = manifest.entry("000002_front.jpg", 1)
    assert entry is not None
    assert (entry.amount, entry.number) == (Decimal("0.99"), "004711")
    before = (folder / "000001_front.tif").stat().st_mtime_ns
    assert unpack(path, tmp_path / "letters", micr.load()) == folder
    assert (folder / "000001_front.tif").stat().st_mtime_ns == before


@pytest.mark.parametrize(
    ("spoil", "problem"),
    [
        (lambda whole: whole[:-30], r"record \d+ is cut off"),
        (lambda whole: whole[:252] + b"\xff\xff\xff\xff" + whole[256:], "record 4 does not begin with"),
        (lambda whole: struct.pack(">I", 80) + b"X" * 80, "no file header"),
        (lambda whole: b"", "is empty"),
        (lambda whole: whole.replace(b"0000012IMAGE", b"00x0012IMAGE"), "a length in it is no number"),
        (lambda whole: whole.replace(b"0000012IMAGE", b"0000099IMAGE"), "bytes of an image of 99"),
    ],
)
def test_a_broken_letter_names_its_record_and_leaves_nothing(
    path: Path, tmp_path: Path, spoil: object, problem: str
) -> None:
    whole = letter([Item("121000248", "12/", 1, b"IMAGEofwhole")], "ascii")
    assert callable(spoil)
    path.write_bytes(spoil(whole))
    with pytest.raises(DatasetError, match=problem):
        unpack(path, tmp_path / "letters", micr.load())
    assert not list((tmp_path / "letters").iterdir())


def test_other_files_are_no_letters(tmp_path: Path) -> None:
    for name, content in (("a", b""), ("b", b"\xff\xd8\xff\xe0\x00\x10JFIF"), ("c", b"0123456789")):
        (tmp_path / name).write_bytes(content)
        assert not is_cash_letter(tmp_path / name)
    assert not is_cash_letter(tmp_path)


def test_a_batch_goes_through_a_letter_as_through_a_folder(demo_bank: Path, path: Path, tmp_path: Path) -> None:
    image = sorted((demo_bank / "cheques").glob("*.jpg"))[0].read_bytes()
    path.write_bytes(letter([Item("121000248", "1234567/0101", 12550, image, BACK)]))
    app = App(Settings(tmp_path / "data"))
    app.records.add_account("1234567", "Ann")
    for _ in range(2):
        summary = batch.run(app, path)
    (item,) = app.records.batch_items(summary.run_id)
    assert (item.result.file, item.result.account, item.result.amount) == (
        "000001_front.jpg",
        "1234567",
        Decimal("125.50"),
    )
    assert len(app.records.batch_runs()) == 1
    assert summary.results == path.with_name("letter-results") / "results.csv"
    assert summary.results.is_file()
