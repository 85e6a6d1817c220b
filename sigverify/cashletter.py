"""Read image cash letter files (X9.37, ANSI X9.100-187): the cheques that US banks send one another.

A file is a row of records, each behind its length (4 bytes, most significant first), in EBCDIC or ASCII. Three of
them matter here: 25 tells the magnetic line and the amount of a cheque, 50 which side of it an image shows, and 52
holds that image. This module only reads.
"""

from __future__ import annotations

import csv
import hashlib
import io
import shutil
import struct
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from pathlib import Path
from typing import BinaryIO

from sigverify.errors import DatasetError
from sigverify.files import private_folder, write_private
from sigverify.micr import ON_US, TRANSIT, Grammar
from sigverify.micr.grammar import parse
from sigverify.micr.symbols import DASH
from sigverify.reports import safe_cell

MANIFEST = "manifest.csv"
# 105 and what lies behind it: a key of 4 digits' length, a signature of 5 digits', an image of 7 digits'.
_LONGEST_RECORD = 105 + 10**4 + 5 + 10**5 + 7 + 10**7
_ENCODINGS = {b"\xf0\xf1": "cp037", b"01": "ascii"}
_CHEQUE, _VIEW, _IMAGE = "25", "50", "52"
_FRONT, _BACK = "0", "1"
_ENDINGS = {b"II*\x00": ".tif", b"MM\x00*": ".tif", b"\xff\xd8\xff": ".jpg", b"\x89PNG": ".png", b"%PDF": ".pdf"}


@dataclass(frozen=True, slots=True)
class Cheque:
    """A cheque of a cash letter.

    Attributes
    ----------
    routing
        Nine digits, the check digit last.
    auxiliary, on_us
        The magnetic line's other fields, `/` for the on-us symbol and `-` for the dash.
    amount
        In dollars; None where the file has none.
    front, back
        Image files; empty where the letter has none of that side.
    """

    routing: str
    auxiliary: str
    on_us: str
    amount: Decimal | None
    front: bytes = b""
    back: bytes = b""

    @property
    def line(self) -> str:
        """The magnetic line, as `sigverify.micr` writes it."""
        symbols = str.maketrans({"/": ON_US, "-": DASH, " ": None})
        auxiliary, on_us = self.auxiliary.translate(symbols), self.on_us.translate(symbols)
        before = f"{ON_US}{auxiliary.strip(ON_US)}{ON_US}" if auxiliary else ""
        after = on_us if not on_us or ON_US in on_us else on_us + ON_US
        return f"{before}{TRANSIT}{self.routing}{TRANSIT}{after}"


def is_cash_letter(path: Path) -> bool:
    """Tell an image cash letter file by its first record."""
    try:
        with path.open("rb") as file:
            beginning = file.read(6)
    except OSError:
        return False
    return beginning[4:] in _ENCODINGS and struct.unpack(">I", beginning[:4])[0] >= 80


def read(path: Path) -> Iterator[Cheque]:
    """Yield the cheques of a file, one at a time.

    Raises
    ------
    DatasetError
        When it cannot be read, or is not laid out as the standard says; it names the record.
    """
    try:
        with path.open("rb") as file:
            yield from _cheques(file, path)
    except OSError as error:
        raise DatasetError(f"cannot be read ({error.strerror})", "Copy it again", path=path) from error


def unpack(path: Path, below: Path, grammars: Sequence[Grammar]) -> Path:
    """Write a file's images and a manifest of them into a folder of its own, where a batch can go through them.

    Parameters
    ----------
    below
        Where the folder is made, for this user alone; the same file has the same one, and is not unpacked twice.
    grammars
        Tell the account from the magnetic line.

    Returns
    -------
    Path
        The folder.

    Raises
    ------
    DatasetError
        As `read`; nothing is left then.
    """
    try:
        return _unpack(path, below, grammars)
    except OSError as error:
        about = Path(error.filename) if isinstance(error.filename, str) else below
        problem = f"cannot be read or unpacked ({error.strerror or error}: {about})"
        raise DatasetError(problem, "Check that the disk has room and may be written", path=path) from error


def _unpack(path: Path, below: Path, grammars: Sequence[Grammar]) -> Path:
    with path.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
    folder = below / f"{path.stem}-{digest[:12]}"
    if (folder / MANIFEST).exists():
        return folder
    shutil.rmtree(folder, ignore_errors=True)  # one that was stopped in the middle
    private_folder(folder)
    try:
        rows = [_write(cheque, at, folder, grammars) for at, cheque in enumerate(read(path), start=1)]
    except BaseException:
        shutil.rmtree(folder, ignore_errors=True)
        raise
    text = io.StringIO(newline="")
    csv.writer(text).writerows([("file", "account", "amount", "number"), *rows])
    # Last, and at once: where it is, everything else is.
    write_private(folder / MANIFEST, text.getvalue().encode())
    return folder


def _cheques(file: BinaryIO, path: Path) -> Iterator[Cheque]:
    encoding = ""
    cheque: Cheque | None = None
    side = _FRONT
    for number, record in enumerate(_records(file, path), start=1):
        encoding = encoding or _ENCODINGS.get(record[:2], "")
        if not encoding:
            raise _broken(path, 1, "is no file header in EBCDIC or ASCII")
        kind = _text(record[:2], encoding)
        if kind == _CHEQUE:
            if cheque is not None:
                yield cheque
            cheque = _cheque(record, encoding, path, number)
        elif kind == _VIEW and cheque is not None:
            side = _text(record[31:32], encoding)
        elif kind == _IMAGE and cheque is not None:
            image = _image(record, encoding, path, number)
            if side == _FRONT and not cheque.front:
                cheque = replace(cheque, front=image)
            elif side == _BACK and not cheque.back:
                cheque = replace(cheque, back=image)
        elif kind == "70" and cheque is not None:  # the bundle ends
            yield cheque
            cheque = None
    if not encoding:
        raise DatasetError("is empty", "Ask for it again", path=path)
    if cheque is not None:
        yield cheque


def _records(file: BinaryIO, path: Path) -> Iterator[bytes]:
    number = 0
    while head := file.read(4):
        number += 1
        length = struct.unpack(">I", head)[0] if len(head) == 4 else 0
        if not 2 <= length <= _LONGEST_RECORD:
            raise _broken(path, number, "does not begin with its length")
        record = file.read(length)
        if len(record) != length:
            raise _broken(path, number, "is cut off")
        yield record


def _cheque(record: bytes, encoding: str, path: Path, number: int) -> Cheque:
    """Read a check detail record (type 25); fields by their positions in the standard, the first is 1."""
    if len(record) < 80:
        raise _broken(path, number, "is shorter than the 80 characters of a check detail")
    amount = _text(record[47:57], encoding).strip()  # 48-57
    return Cheque(
        routing=_text(record[18:27], encoding).strip(),  # 19-26, and the check digit 27
        auxiliary=_text(record[2:17], encoding).strip(),  # 3-17
        on_us=_text(record[27:47], encoding).strip(),  # 28-47
        amount=Decimal(int(amount)) / 100 if amount.isdecimal() and int(amount) else None,
    )


def _image(record: bytes, encoding: str, path: Path, number: int) -> bytes:
    """Return the image of an image view data record (type 52)."""
    key = _length(record, 101, 4, encoding, path, number)  # 102-105
    signature = _length(record, 105 + key, 5, encoding, path, number)
    at = 110 + key + signature
    size = _length(record, at, 7, encoding, path, number)
    image = record[at + 7 : at + 7 + size]
    if len(image) != size:
        raise _broken(path, number, f"has {len(image)} bytes of an image of {size}")
    return image


def _length(record: bytes, start: int, digits: int, encoding: str, path: Path, number: int) -> int:
    text = _text(record[start : start + digits], encoding).strip()
    if len(record) < start + digits or (text and not text.isdecimal()):
        raise _broken(path, number, "is no image view data: a length in it is no number")
    return int(text or 0)


def _write(cheque: Cheque, at: int, folder: Path, grammars: Sequence[Grammar]) -> tuple[str, ...]:
    """Write a cheque's images, and return its row of the manifest."""
    name = f"{at:06d}"
    parsed = parse(cheque.line, "E-13B", grammars)
    amount = "" if cheque.amount is None else f"{cheque.amount:.2f}"
    front = f"{name}_front{_ending(cheque.front)}"
    write_private(folder / front, cheque.front)
    if cheque.back:
        write_private(folder / f"{name}_back{_ending(cheque.back)}", cheque.back)
    return front, safe_cell(parsed.account_key or ""), amount, safe_cell(parsed.fields.serial or "")


def _ending(image: bytes) -> str:
    return next((ending for begin, ending in _ENDINGS.items() if image.startswith(begin)), ".tif")


def _text(data: bytes, encoding: str) -> str:
    return data.decode(encoding, "replace")


def _broken(path: Path, number: int, problem: str) -> DatasetError:
    return DatasetError(
        f"is no whole image cash letter: record {number} {problem}", "Ask for the file again", path=path
    )
