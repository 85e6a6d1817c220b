"""Make a hostile file of a sound one, at random or knowing what its bytes mean; the generator alone decides."""

from __future__ import annotations

import struct
import zlib
from collections.abc import Callable, Sequence

import numpy as np

Mutation = Callable[[bytes, np.random.Generator], bytes]

# Numbers at which programs go wrong.
_NUMBERS = (0, 1, 2, 0x7F, 0x80, 0xFF, 0x7FFF, 0x8000, 0xFFFF, 100_000, 0x7FFFFFFF, 0x80000000, 0xFFFFFFFF)

# What people, spreadsheets, databases and terminals trip over.
TEXTS = (
    "=cmd|' /C calc'!A0",
    "@SUM(1+1)*cmd|'x'!A1",
    "+1-1",
    "-2+3",
    "Robert'); DROP TABLE accounts;--",
    '" OR 1=1 --',
    "../../../../etc/passwd",
    "..\\..\\windows\\system32",
    "/dev/zero",
    "C:\\con",
    "\u202egnp.exe",
    "\u2066hidden\u2069",
    "\x1b[2J\x1b]0;owned\x07",
    "\x00",
    "\ufeff",
    "\u2028line\u2029",
    "\x85",
    "a\u0300" * 200,
    "%s%n{0}{account.__class__}",
    "1e999",
    "-1e999",
    "NaN",
    "Infinity",
    "0x10",
    "٣٤",
    "²",
    "9" * 5000,
    "-1",
    "1e-400",
    "x" * 100_000,
    "[" * 20_000,
    "{" * 20_000,
    '{"a":' * 20_000,
    "a = " + "[" * 20_000,
    '"',
    '"""',
    "'",
    ",",
    ";" * 1000,
    "\n",
    "\r",
    "\t",
    "|" * 5000,
    "null",
    "true",
    "[]",
    "{}",
    '""',
    "[[grammar]]",
    "9999-12-31",
    "0000-00-00",
    "<script>alert(1)</script>",
    "<img src=file:///etc/passwd>",
    "&amp;lt;b>",
)


def flipped(data: bytes, rng: np.random.Generator) -> bytes:
    """Flip one to sixteen bits."""
    out = bytearray(data)
    for _ in range(int(rng.integers(1, 17))):
        if out:
            out[int(rng.integers(len(out)))] ^= 1 << int(rng.integers(8))
    return bytes(out)


def flipped_in_front(data: bytes, rng: np.random.Generator) -> bytes:
    """Flip bits where headers are."""
    return flipped(data[:200], rng) + data[200:]


def cut(data: bytes, rng: np.random.Generator) -> bytes:
    """Leave the end off."""
    return data[: int(rng.integers(len(data) + 1))]


def overwritten(data: bytes, rng: np.random.Generator) -> bytes:
    """Put noise, zeros or ones over a stretch."""
    at, length = _stretch(data, rng)
    filling = (rng.bytes(length), b"\0" * length, b"\xff" * length)[int(rng.integers(3))]
    return data[:at] + filling + data[at + length :]


def left_out(data: bytes, rng: np.random.Generator) -> bytes:
    """Leave a stretch out."""
    at, length = _stretch(data, rng)
    return data[:at] + data[at + length :]


def repeated(data: bytes, rng: np.random.Generator) -> bytes:
    """Have a stretch many times."""
    at, length = _stretch(data, rng)
    times = int(rng.choice([2, 3, 50]))
    return data[:at] + data[at : at + length] * times + data[at + length :]


def numbered(data: bytes, rng: np.random.Generator) -> bytes:
    """Write numbers at which programs go wrong over lengths, sizes and offsets, wherever these are."""
    out = bytearray(data)
    for _ in range(int(rng.integers(1, 5))):
        value, form = int(rng.choice(_NUMBERS)), str(rng.choice(["<H", ">H", "<I", ">I", "<Q", ">Q"]))
        size = struct.calcsize(form)
        if len(out) > size:
            # Mostly near the front, where headers are.
            limit = min(len(out) - size, int(rng.choice([64, 512, 1 << 30])))
            at = int(rng.integers(limit + 1))
            out[at : at + size] = struct.pack(form, value & ((1 << 8 * size) - 1))
    return bytes(out)


def texted(data: bytes, rng: np.random.Generator) -> bytes:
    """Put hostile text in, at a border between words or anywhere."""
    text = TEXTS[int(rng.integers(len(TEXTS)))].encode("utf-8", "surrogatepass")
    borders = [at for at, byte in enumerate(data[:20_000]) if byte in b',;"=:|\n[]{} ']
    at = int(rng.choice(borders)) + 1 if borders and rng.random() < 0.8 else int(rng.integers(len(data) + 1))
    return data[:at] + text + data[at:]


def cell_replaced(data: bytes, rng: np.random.Generator) -> bytes:
    """Put hostile text in the place of a word."""
    text = TEXTS[int(rng.integers(len(TEXTS)))].encode("utf-8", "surrogatepass")
    borders = [-1, *(at for at, byte in enumerate(data[:20_000]) if byte in b',;"=:|\n[]{}'), len(data)]
    at = int(rng.integers(len(borders) - 1))
    return data[: borders[at] + 1] + text + data[borders[at + 1] :]


def encoded_otherwise(data: bytes, rng: np.random.Generator) -> bytes:
    """Save text in another encoding."""
    text = data.decode("utf-8", "replace")
    return text.encode(str(rng.choice(["utf-16", "latin-1", "utf-32-be", "cp037"])), "replace")


def png_sized(data: bytes, rng: np.random.Generator) -> bytes:
    """Declare other dimensions, depths and colours in a PNG header whose checksum is right."""
    if not data.startswith(b"\x89PNG"):
        return numbered(data, rng)
    header = bytearray(data[16:29])
    header[:8] = struct.pack(">II", *(int(rng.choice(_NUMBERS)) & 0x7FFFFFFF for _ in range(2)))
    if rng.random() < 0.5:
        header[8:10] = bytes([int(rng.choice([1, 2, 4, 8, 16, 3])), int(rng.choice([0, 2, 3, 4, 6, 7]))])
    return data[:16] + bytes(header) + struct.pack(">I", zlib.crc32(b"IHDR" + bytes(header))) + data[33:]


def jpeg_sized(data: bytes, rng: np.random.Generator) -> bytes:
    """Declare other dimensions and components in a JPEG's frame."""
    at = next((at for mark in (b"\xff\xc0", b"\xff\xc2") if (at := data.find(mark)) > 0), -1)
    if at < 0:
        return numbered(data, rng)
    size = struct.pack(">HH", *(int(rng.choice(_NUMBERS)) & 0xFFFF for _ in range(2)))
    components = bytes([int(rng.choice([0, 1, 2, 3, 4, 255]))]) if rng.random() < 0.3 else data[at + 9 : at + 10]
    return data[: at + 5] + size + components + data[at + 10 :]


def tiff_tagged(data: bytes, rng: np.random.Generator) -> bytes:
    """Change the values of a TIFF's tags, and where its next directory is."""
    order = {b"II": "<", b"MM": ">"}.get(data[:2])
    if order is None or len(data) < 16:
        return numbered(data, rng)
    out = bytearray(data)
    (start,) = struct.unpack_from(f"{order}I", data, 4)
    if start + 2 > len(data):
        return numbered(data, rng)
    (count,) = struct.unpack_from(f"{order}H", data, start)
    for _ in range(int(rng.integers(1, 4))):
        at = start + 2 + 12 * int(rng.integers(count + 1))
        where = at if at == start + 2 + 12 * count else at + int(rng.choice([2, 4, 8]))
        value = int(rng.choice([*_NUMBERS, start]))
        if where + 4 <= len(out):
            form = "H" if where == at + 2 else "I"
            struct.pack_into(f"{order}{form}", out, where, value & (0xFFFF if form == "H" else 0xFFFFFFFF))
    return bytes(out)


def pdf_edited(data: bytes, rng: np.random.Generator) -> bytes:
    """Change numbers in a PDF's objects: page sizes, counts, lengths, references."""
    digits = [at for at, byte in enumerate(data) if byte in b"0123456789" and data[at - 1 : at] in (b" ", b"[")]
    if not data.startswith(b"%PDF") or not digits:
        return numbered(data, rng)
    out = data
    for _ in range(int(rng.integers(1, 4))):
        at = int(rng.choice(digits))
        number = str(rng.choice(["0", "-1", "99999999", "2147483648", "1e30", "0.0001"])).encode()
        out = out[:at] + number + out[at:].lstrip(b"0123456789.")
    return out


ANYWHERE: Sequence[Mutation] = (flipped, flipped_in_front, cut, overwritten, left_out, repeated, numbered)
IN_TEXT: Sequence[Mutation] = (texted, cell_replaced, texted, cell_replaced, encoded_otherwise)
IN_IMAGES: Sequence[Mutation] = (png_sized, jpeg_sized, tiff_tagged, pdf_edited)


def _stretch(data: bytes, rng: np.random.Generator) -> tuple[int, int]:
    """Return where a stretch begins and how long it is, mostly short."""
    if not data:
        return 0, 0
    at = int(rng.integers(len(data)))
    return at, min(len(data) - at, int(2 ** rng.uniform(0, 12)))
