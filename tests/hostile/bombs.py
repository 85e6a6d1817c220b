"""Small files that ask for much."""

from __future__ import annotations

import struct
import zlib


def pdf(objects: list[bytes]) -> bytes:
    """Return a PDF of these objects, the first one its catalogue."""
    data, offsets = b"%PDF-1.4\n", []
    for number, body in enumerate(objects, 1):
        offsets.append(len(data))
        data += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    table = b"".join(b"%010d 00000 n \n" % offset for offset in offsets)
    head = b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    tail = b"trailer\n<</Size %d/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF" % (len(objects) + 1, len(data))
    return data + head + table + tail


def nested_pdf(depth: int, times: int) -> bytes:
    """Return a page that draws something that draws something, each so many times."""
    objects = [*_page(b"/Resources<</XObject<</A 5 0 R>>>>"), _stream(b"", b"/A Do " * times)]
    for level in range(depth):
        last = level == depth - 1
        inner = b"" if last else b"/Resources<</XObject<</A %d 0 R>>>>" % (6 + level)
        content = b"0 0 9 9 re f " if last else b"/A Do "
        objects.append(_stream(b"/Type/XObject/Subtype/Form/BBox[0 0 600 300]" + inner, content * times))
    return pdf(objects)


def inflating_pdf(gigabytes: float) -> bytes:
    """Return a page whose content is that large once it is unpacked."""
    packer = zlib.compressobj(9)
    packed = b"".join(packer.compress(b" " * 2**24) for _ in range(round(gigabytes * 64))) + packer.flush()
    return pdf([*_page(b""), _stream(b"/Filter/FlateDecode", packed)])


def png(width: int, height: int, depth: int = 1) -> bytes:
    """Return a whole PNG of that size, all of one colour."""
    packer = zlib.compressobj(9)
    row = b"\0" + bytes((width * depth + 7) // 8)
    packed = b"".join(packer.compress(row) for _ in range(height)) + packer.flush()
    head = struct.pack(">IIBBBBB", width, height, depth, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + _chunk(b"IHDR", head) + _chunk(b"IDAT", packed) + _chunk(b"IEND", b"")


def tiff_pages(count: int) -> bytes:
    """Return a TIFF of so many pages of one pixel."""
    tags = [(256, 4, 1), (257, 4, 1), (258, 3, 8), (259, 3, 1), (262, 3, 1), (273, 4, 8), (278, 4, 1), (279, 4, 1)]
    fields = b"".join(struct.pack("<HHII", tag, kind, 1, value) for tag, kind, value in tags)
    size = 2 + len(fields) + 4
    pages = (
        struct.pack("<H", len(tags))
        + fields
        + struct.pack("<I", 12 + (page + 1) * size if page + 1 < count else 0)
        for page in range(count)
    )
    return b"II*\0" + struct.pack("<I", 12) + bytes(4) + b"".join(pages)


def _page(resources: bytes) -> list[bytes]:
    return [
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 600 300]/Contents 4 0 R" + resources + b">>",
    ]


def _stream(head: bytes, content: bytes) -> bytes:
    return b"<<" + head + b"/Length %d>>stream\n" % len(content) + content + b"\nendstream"


def _chunk(name: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))
