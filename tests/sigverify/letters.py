"""Make image cash letter files as ANSI X9.100-187 lays them out, field by field."""

from __future__ import annotations

import struct
from collections.abc import Iterable
from dataclasses import dataclass

DATE, TIME = "20261125", "0830"
SENDER, RECEIVER = "121000248", "026009593"


@dataclass(frozen=True)
class Item:
    """A cheque as it goes into a letter."""

    routing: str
    on_us: str
    amount: int
    front: bytes
    back: bytes = b""
    auxiliary: str = ""


def letter(items: Iterable[Item], encoding: str = "cp037", *, key: str = "", signature: bytes = b"") -> bytes:
    """Return a file of one cash letter with one bundle."""
    items = list(items)
    records = [_file_header(), _cash_letter_header(), _bundle_header()]
    made = [_coded(record, encoding) for record in records]
    for number, item in enumerate(items, start=1):
        made.append(_coded(check_detail(item, number), encoding))
        for side, image in (("0", item.front), ("1", item.back)):
            if image:
                made.append(_coded(view_detail(side, len(image)), encoding))
                made.append(view_data(image, number, encoding, key, signature))
    total = sum(item.amount for item in items)
    controls = [
        f"70{len(items):04d}{total:012d}{total:012d}{len(items):05d}",
        f"90{1:06d}{len(items):08d}{total:014d}{len(items):09d}",
        f"99{1:06d}{len(made) + 3:08d}{len(items):08d}{total:016d}",
    ]
    made += [_coded(f"{record:<80}", encoding) for record in controls]
    return b"".join(struct.pack(">I", len(record)) + record for record in made)


def check_detail(item: Item, number: int) -> str:
    """Return a record of type 25."""
    return _fields(
        ("25", 2),
        (f"{item.auxiliary:>15}", 15),
        (" ", 1),  # external processing code
        (item.routing, 9),
        (f"{item.on_us:>20}", 20),
        (f"{item.amount:010d}", 10),
        (f"{number:<15}", 15),
        ("G", 1),  # image included, no paper
        ("8", 1),
        ("1", 1),
        ("Y", 1),
        ("00", 2),
        ("0", 1),
        ("B", 1),
    )


def view_detail(side: str, size: int) -> str:
    """Return a record of type 50."""
    return _fields(
        ("50", 2),
        ("1", 1),
        (SENDER, 9),
        (DATE, 8),
        ("00", 2),  # TIFF 6
        ("00", 2),  # Group 4
        (f"{size:07d}", 7),
        (side, 1),
        ("00", 2),  # full view
        ("0", 1),
        ("  ", 2),
        ("     ", 5),
        ("       ", 7),
        ("       ", 7),
        ("0", 1),
        (" " * 8, 8),
        (" " * 15, 15),
    )


def view_data(image: bytes, number: int, encoding: str, key: str, signature: bytes) -> bytes:
    """Return a record of type 52: characters before and between, the signature and the image as they are."""
    head = _fields(
        ("52", 2),
        (SENDER, 9),
        (DATE, 8),
        ("1 ", 2),
        (f"{number:<15}", 15),
        (" " * 16, 16),
        (" " * 16, 16),
        (" " * 16, 16),
        ("0", 1),
        (" " * 16, 16),
        (f"{len(key):04d}", 4),
        length=105,
    )
    between = f"{key}{len(signature):05d}".encode(encoding)
    return head.encode(encoding) + between + signature + f"{len(image):07d}".encode(encoding) + image


def _file_header() -> str:
    return _fields(
        ("01", 2), ("03", 2), ("T", 1), (RECEIVER, 9), (SENDER, 9), (DATE, 8), (TIME, 4), ("N", 1),
        (f"{'RECEIVER':<18}", 18), (f"{'SENDER':<18}", 18), ("A", 1), ("US", 2), (" " * 4, 4), (" ", 1),
    )  # fmt: skip


def _cash_letter_header() -> str:
    return _fields(
        ("10", 2), ("01", 2), (RECEIVER, 9), (SENDER, 9), (DATE, 8), (DATE, 8), (TIME, 4), ("I", 1), ("G", 1),
        ("00000001", 8), (" " * 14, 14), (" " * 10, 10), ("C", 1), (" " * 2, 2), (" ", 1),
    )  # fmt: skip


def _bundle_header() -> str:
    return _fields(
        ("20", 2), ("01", 2), (RECEIVER, 9), (SENDER, 9), (DATE, 8), (DATE, 8), (f"{1:<10}", 10), ("0001", 4),
        ("01", 2), (SENDER, 9), (" " * 5, 5), (" " * 12, 12),
    )  # fmt: skip


def _fields(*fields: tuple[str, int], length: int = 80) -> str:
    for text, size in fields:
        assert len(text) == size, (text, size)
    record = "".join(text for text, _ in fields)
    assert len(record) == length, len(record)
    return record


def _coded(record: str, encoding: str) -> bytes:
    return record.encode(encoding)
