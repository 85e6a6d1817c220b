"""Read a file safely into a Scan.

The bytes are read once, hashed, recognised by their content (never by the file's suffix) and decoded from
memory, so what was hashed is what was decoded, whatever happens to the file meanwhile.
"""

from __future__ import annotations

import hashlib
import stat
import threading
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import ModuleType

from PIL import Image

from sigverify.errors import ScanError
from sigverify.scans import raster
from sigverify.scans.limits import DEFAULT_LIMITS, Limits, check_bytes, too_many_pixels
from sigverify.scans.resolution import guessed_dpi, squared
from sigverify.scans.scan import Page, Scan

# Lower case, with the dot: the files that a walk through a folder should take for scans.
SUFFIXES = frozenset({".bmp", ".jfif", ".jpe", ".jpeg", ".jpg", ".pdf", ".png", ".tif", ".tiff", ".webp"})


def read(path: Path | str, page: int = 1, *, limits: Limits = DEFAULT_LIMITS) -> Scan:
    """Decode one page of a JPEG, PNG, TIFF, WebP, BMP or PDF file.

    A PDF page is rendered at 300 dpi, or as much as `limits.max_pixels` allows. Elsewhere the file says
    the resolution; where it does not (or says a value outside 50 to 2400, or the 72 and 96 that software
    writes by default) it is estimated, see `Scan.dpi_estimated`: a page shaped like a cheque (1.9 to 2.9
    times as wide as high, from 500 pixels) is taken to be 7.5 inches wide, anything else to have 300 dpi.

    Raises
    ------
    ScanError
        Whatever is wrong with the file: it names the file and what to do.
    """
    path = Path(path)
    return _scan(read_file(path, limits), path, page, limits, path=path)


def read_bytes(data: bytes, *, name: str = "clipboard", page: int = 1, limits: Limits = DEFAULT_LIMITS) -> Scan:
    """Decode one page of an image that is in memory, as `read` does; errors call it `name`."""
    source = Path(name)
    check_bytes(len(data), source, limits)
    return _scan(data, source, page, limits, path=None)


def page_count(path: Path | str, limits: Limits = DEFAULT_LIMITS) -> int:
    """Return how many pages the file has, without decoding any; raises ScanError as `read` does."""
    path = Path(path)
    data = read_file(path, limits)
    kind = _kind(data, path)
    with _decoding(path, limits):
        pages: int = _decoder(kind).page_count(data, kind, path, limits)
    return pages


def read_file(path: Path, limits: Limits = DEFAULT_LIMITS) -> bytes:
    """Return a file's bytes, once, within the limits; raises ScanError as `read` does."""
    try:
        status = path.stat()
        if stat.S_ISDIR(status.st_mode):
            raise ScanError("is a folder, not a file", "Choose a file inside it", path=path)
        if not stat.S_ISREG(status.st_mode):
            raise ScanError("is not an ordinary file", "Choose an image or PDF file", path=path)
        check_bytes(status.st_size, path, limits)
        with path.open("rb") as file:
            # One more than allowed: the file may have grown since.
            data = file.read(limits.max_bytes + 1)
    except FileNotFoundError as error:
        raise ScanError("does not exist", "Check the name and the folder", path=path) from error
    except PermissionError as error:
        raise ScanError(
            "may not be read by this user", "Ask for permission to read it, or copy it", path=path
        ) from error
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or error
        raise ScanError(
            f"cannot be opened ({reason})", "Check the name, the disk and the network drive", path=path
        ) from error
    check_bytes(len(data), path, limits)
    return data


_OPENINGS = {
    "JPEG": (b"\xff\xd8\xff",),
    "PNG": (b"\x89PNG\r\n\x1a\n",),
    "TIFF": (b"II*\x00", b"MM\x00*", b"II+\x00", b"MM\x00+"),
    "BMP": (b"BM",),
}


def _kind(data: bytes, source: Path) -> str:
    """Return "PDF" or Pillow's name of the format that the first bytes announce."""
    for kind, openings in _OPENINGS.items():
        if data.startswith(openings):
            return kind
    if data.startswith(b"RIFF") and data[8:12] == b"WEBP":
        return "WEBP"
    # Readers take the header anywhere in the first KiB (PDF Reference 1.7, appendix H, note 13).
    if b"%PDF-" in data[:1024]:
        return "PDF"
    raise ScanError(
        "holds no image of a kind that can be read",
        "Choose a JPEG, PNG, TIFF, WebP, BMP or PDF file, or save the image as one of these",
        path=source,
    )


def _decoder(kind: str) -> ModuleType:
    if kind != "PDF":
        return raster
    # Here, because most reads are not of PDF files.
    from sigverify.scans import pdf

    return pdf


def _scan(data: bytes, source: Path, page: int, limits: Limits, *, path: Path | None) -> Scan:
    kind = _kind(data, source)
    with _decoding(source, limits):
        decoded: Page = _decoder(kind).decoded(data, kind, source, page, limits)
    if decoded.resolution is None:
        pixels = decoded.pixels
        dpi = guessed_dpi(width=pixels.shape[1], height=pixels.shape[0])
    else:
        pixels, dpi = squared(decoded.pixels, decoded.resolution, source, limits)
    pixels.setflags(write=False)
    return Scan(
        pixels=pixels,
        dpi=dpi,
        dpi_estimated=decoded.resolution is None,
        page=page,
        pages=decoded.pages,
        sha256=hashlib.sha256(data).hexdigest(),
        path=path,
    )


# `warnings.catch_warnings` may be in one thread at a time only: it swaps state of
# the whole process.
_one_at_a_time = threading.Lock()


@contextmanager
def _decoding(source: Path, limits: Limits) -> Iterator[None]:
    """Make a ScanError of whatever a decoder throws, and keep its warnings from the user."""
    try:
        with _one_at_a_time, warnings.catch_warnings():
            warnings.simplefilter("ignore")
            yield
    except ScanError:
        raise
    except Image.DecompressionBombError as error:
        raise too_many_pixels(source, limits) from error
    except MemoryError as error:
        raise ScanError(
            "needs more memory than there is", "Close other programs, or scan it smaller", path=source
        ) from error
    except Exception as error:
        # Damaged and hostile bytes make decoders raise nearly anything (SyntaxError, struct.error, KeyError,
        # IndexError, zlib.error, ...), differently in each release. None of it is for the user to see, and
        # one bad file must not end a batch.
        raise ScanError(
            "is damaged or incomplete and cannot be decoded", "Scan or export it again", path=source
        ) from error
