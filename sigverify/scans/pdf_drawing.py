"""Draw pages of PDF files, as a program of its own that nothing but bytes go into and come out of.

    python -P pdf_drawing.py < requests > answers
    sigverify --draw-pdf-pages < requests > answers         # in the application folder, see release/command.py

A PDF is a program that draws: a file of one kilobyte can ask for hours and for all memory there is. Here the
operating system sets bounds to it (where it can: not on Windows), and what goes wrong takes no other work with it.
`pdf_process` is the other end. Imports nothing of sigverify, so that it starts fast.
"""

from __future__ import annotations

import json
import math
import struct
import sys
import time
from typing import Any, BinaryIO

ARGUMENT = "--draw-pdf-pages"
# A request begins with: page (0 only counts them), most pixels, most pages, lowest dpi, dpi, bytes of the file.
HEAD = struct.Struct(">IQIIIQ")
MOST_MEMORY = 2**30
MOST_SECONDS = 10


class _Refused(Exception):
    """A file that is not drawn, by its reason: password, page, pages, pixels."""


def main(requests: BinaryIO, answers: BinaryIO) -> None:
    """Answer until there are no more requests."""
    import pypdfium2  # noqa: F401 - before the memory is bounded

    _bound_memory()
    while len(head := requests.read(HEAD.size)) == HEAD.size:
        page, most_pixels, most_pages, lowest, dpi, length = HEAD.unpack(head)
        data = requests.read(length)
        _bound_time()
        told: dict[str, Any]
        pixels: Any = b""
        try:
            told, pixels = _drawn(data, page, most_pixels, most_pages, lowest, dpi)
        except _Refused as error:
            told = {"refused": error.args[0], "pages": error.args[1]}
        except Exception as error:  # the library hands on what it finds in the file
            told = {"refused": "damaged", "pages": 0, "why": repr(error)}
        answers.write(json.dumps(told).encode() + b"\n")
        answers.write(pixels)
        answers.flush()


def _drawn(
    data: bytes, page: int, most_pixels: int, most_pages: int, lowest: int, dpi: int
) -> tuple[dict[str, Any], Any]:
    import pypdfium2

    try:
        document = pypdfium2.PdfDocument(data)
    except pypdfium2.PdfiumError as error:
        if error.err_code in (pypdfium2.raw.FPDF_ERR_PASSWORD, pypdfium2.raw.FPDF_ERR_SECURITY):
            raise _Refused("password", 0) from error
        raise
    try:
        pages = len(document)
        if pages > most_pages:
            raise _Refused("pages", pages)
        if page == 0:
            return {"pages": pages}, b""
        if page > pages:
            raise _Refused("page", pages)
        sheet = document[page - 1]
        width, height = (points / 72 for points in sheet.get_size())
        dpi = min(dpi, math.floor(math.sqrt(most_pixels / (width * height))))
        if dpi < lowest:
            raise _Refused("pixels", pages)
        # The library rounds the size up and has it in single precision: 66.000002 pixels are not 67.
        bitmap = sheet.render(scale=dpi / 72 * (1 - 1e-6), rev_byteorder=True)
        told = {"pages": pages, "dpi": dpi, "height": bitmap.height, "width": bitmap.width}
        told |= {"stride": bitmap.stride, "channels": bitmap.n_channels}
        # The bitmap outlives its document.
        return told, memoryview(bitmap.buffer).cast("B")
    finally:
        document.close()


def _bound_memory() -> None:
    try:
        import resource
        from pathlib import Path

        pages = int(Path("/proc/self/statm").read_text().split()[0])
    except (ImportError, OSError):
        return
    most = pages * resource.getpagesize() + MOST_MEMORY
    resource.setrlimit(resource.RLIMIT_AS, (most, most))
    for needless in (resource.RLIMIT_FSIZE, resource.RLIMIT_CORE):
        resource.setrlimit(needless, (0, 0))


def _bound_time() -> None:
    try:
        import resource
    except ImportError:
        return
    _, hard = resource.getrlimit(resource.RLIMIT_CPU)
    resource.setrlimit(resource.RLIMIT_CPU, (math.ceil(time.process_time()) + MOST_SECONDS, hard))


if __name__ == "__main__":
    main(sys.stdin.buffer, sys.stdout.buffer)
