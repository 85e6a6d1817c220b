"""Files of pictures that the tests of reading write."""

from __future__ import annotations

import io
import struct
import zlib
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image

from sigverify import scans
from sigverify.errors import ScanError
from sigverify.scans import Limits, Scan
from sigverify.visible import visible

Pixels = NDArray[np.uint8]

ORIENTATION = 0x0112
WHITE_IS_ZERO = {262: 0}


def make_pattern(height: int = 40, width: int = 66) -> Pixels:
    """Return a gray ramp with a black corner: no two of its turned and mirrored copies are alike."""
    ramp = np.linspace(5, 250, height * width).reshape(height, width).astype(np.uint8)
    ramp[: height // 3, : width // 4] = 0
    return ramp


PATTERN = make_pattern()
BILEVEL = np.where(PATTERN > 127, 255, 0).astype(np.uint8)


def encoded(image: Image.Image | Pixels, kind: str, **options: object) -> bytes:
    if not isinstance(image, Image.Image):
        image = Image.fromarray(image)
    buffer = io.BytesIO()
    image.save(buffer, kind, **options)
    return buffer.getvalue()


def tiff(width: int, height: int, bits: int, samples: bytes, *, photometric: int = 1, pages: int = 1) -> bytes:
    """Write an uncompressed gray TIFF, little-endian, whose pages share their samples."""
    data = b"II*\0" + struct.pack("<I", 8 + len(samples)) + samples
    for page in range(pages):
        entries = [
            (256, 4, width),
            (257, 4, height),
            (258, 3, bits),
            (259, 3, 1),
            (262, 3, photometric),
            (273, 4, 8),
            (277, 3, 1),
            (278, 4, height),
            (279, 4, len(samples)),
        ]
        after = len(data) + 2 + 12 * len(entries) + 4
        data += struct.pack("<H", len(entries))
        data += b"".join(struct.pack("<HHII", tag, kind, 1, value) for tag, kind, value in entries)
        data += struct.pack("<I", after if page < pages - 1 else 0)
    return data


def png_header(width: int, height: int) -> bytes:
    """Write a PNG that claims a size and holds next to nothing."""

    def chunk(name: bytes, body: bytes) -> bytes:
        return struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))

    header = chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0))
    return b"\x89PNG\r\n\x1a\n" + header + chunk(b"IDAT", zlib.compress(b"\0" * 100)) + chunk(b"IEND", b"")


def pdf(width: float = 144, height: float = 72, *, pages: int = 1, trailer: bytes = b"") -> bytes:
    """Write a PDF whose pages show a black square, 36 by 36 points, in the top left corner."""
    black_square = b"0 g 0 %g 36 36 re f" % (height - 36)
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Count %d /Kids [%s] >>"
        % (pages, b" ".join(b"%d 0 R" % (4 + page) for page in range(pages))),
        b"<< /Length %d >>\nstream\n%s\nendstream" % (len(black_square), black_square),
    ]
    objects += [b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 %g %g] /Contents 3 0 R >>" % (width, height)] * pages
    data, offsets = b"%PDF-1.4\n", []
    for number, body in enumerate(objects, 1):
        offsets.append(len(data))
        data += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    table = b"".join(b"%010d 00000 n \n" % offset for offset in offsets)
    data_end = b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1) + table
    data_end += b"trailer\n<< /Size %d /Root 1 0 R %s >>\n" % (len(objects) + 1, trailer)
    return data + data_end + b"startxref\n%d\n%%%%EOF\n" % len(data)


# An owner and a user entry that no password, the empty one included, can match.
ENCRYPTED = (
    b"/ID [<00> <00>] /Encrypt << /Filter /Standard /V 1 /R 2 /P -4 /O <%s> /U <%s> >>"
    % (b"41" * 32, b"42" * 32)
)  # fmt: skip


def palette_image() -> Image.Image:
    """Return the pattern with its palette back to front, so that no index is its own gray level."""
    image = Image.fromarray(255 - PATTERN).convert("P")
    image.putpalette(np.repeat(np.arange(255, -1, -1, dtype=np.uint8), 3).tobytes())
    return image


# Stored from upright, by what EXIF 2.32 says that the first row and the first column show.
STORED = {
    1: lambda upright: upright,
    2: lambda upright: upright[:, ::-1],
    3: lambda upright: upright[::-1, ::-1],
    4: lambda upright: upright[::-1],
    5: lambda upright: upright.T,
    6: lambda upright: np.rot90(upright),
    7: lambda upright: upright[::-1, ::-1].T,
    8: lambda upright: np.rot90(upright, -1),
}


def turned(kind: str, orientation: int, **options: object) -> bytes:
    image = Image.fromarray(np.ascontiguousarray(STORED[orientation](PATTERN)))
    exif = Image.Exif()
    exif[ORIENTATION] = orientation
    if kind == "TIFF":
        return encoded(image, kind, tiffinfo={ORIENTATION: orientation}, **options)
    return encoded(image, kind, exif=exif, **options)


def three_pages() -> bytes:
    first, *others = (Image.new("L", (20 + page, 10), 50 * page) for page in range(3))
    return encoded(first, "TIFF", save_all=True, append_images=others)


def assert_refused(path: Path, problem: str, limits: Limits = scans.DEFAULT_LIMITS) -> None:
    """Both ways of opening the file say what is wrong, name the file and give advice."""
    for attempt in (scans.read, scans.page_count):
        with pytest.raises(ScanError, match=problem) as caught:
            attempt(path, limits=limits)
        assert caught.value.path == path
        assert visible(str(path)) in str(caught.value)
        assert caught.value.advice


def assert_sound(scan: Scan) -> None:
    assert scan.pixels.dtype == np.uint8
    assert scan.pixels.ndim == 2 or scan.pixels.shape[2] == 3
    assert scan.gray.shape == (scan.height, scan.width)
    assert scan.height > 0
    assert scan.width > 0
    assert 50 <= scan.dpi <= 2400
