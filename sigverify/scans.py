"""Read a file safely into a Scan.

The bytes are read once, hashed, recognised by their content (never by the file's suffix) and decoded from
memory, so what was hashed is what was decoded, whatever happens to the file meanwhile.
"""

from __future__ import annotations

import hashlib
import io
import stat
import threading
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PIL import ExifTags, Image, TiffImagePlugin

from sigverify.errors import ScanError
from sigverify.geometry import Box

# Lower case, with the dot: the files that a walk through a folder should take for scans.
SUFFIXES = frozenset({".bmp", ".jfif", ".jpe", ".jpeg", ".jpg", ".pdf", ".png", ".tif", ".tiff", ".webp"})

_PDF_DPI = 300
# OpenCV counts to 32767 where it turns and straightens.
_LONGEST_SIDE = 32_000
_LOWEST_DPI, _HIGHEST_DPI = 50, 2400
# What software writes when it knows no resolution; no scanner is set to these.
_MEANINGLESS_DPI = frozenset({(72, 72), (96, 96)})


@dataclass(frozen=True, slots=True)
class Limits:
    """How much a file may ask for: its own bytes, decoded pixels a page, pages.

    Pillow refuses more than 179 million pixels whatever `max_pixels` is.
    """

    max_bytes: int = 64 * 1024 * 1024
    max_pixels: int = 100_000_000
    max_pages: int = 2000


DEFAULT_LIMITS = Limits()


# Compared by identity: arrays have no single truth value, and `sha256` with `page` tells scans apart. No slots,
# for `gray` is kept once it is made.
@dataclass(frozen=True, eq=False)
class Scan:
    """A decoded page with its resolution.

    Attributes
    ----------
    pixels
        uint8, (height, width) gray or (height, width, 3) RGB, upright (EXIF orientation applied), read-only.
        Transparent parts show white paper.
    dpi
        Dots per inch, horizontal (non-square pixels are resampled square on reading).
    dpi_estimated
        True when the file does not say and `dpi` is a guess.
    page, pages
        Which page of how many; the first is 1.
    sha256
        Of the whole file's bytes, hex.
    path
        Where it came from; None for the clipboard.
    """

    pixels: NDArray[np.uint8]
    dpi: float
    dpi_estimated: bool
    page: int
    pages: int
    sha256: str
    path: Path | None

    @property
    def height(self) -> int:
        return int(self.pixels.shape[0])

    @property
    def width(self) -> int:
        return int(self.pixels.shape[1])

    @cached_property
    def gray(self) -> NDArray[np.uint8]:
        """Luma by ITU-R BT.601 (0.299 R + 0.587 G + 0.114 B): uint8 (height, width), read-only."""
        if self.pixels.ndim == 2:
            return self.pixels
        return np.asarray(Image.fromarray(self.pixels).convert("L"))

    @property
    def is_bilevel(self) -> bool:
        """True when no pixel is other than 0 or 255 (a two-level scan)."""
        return self.pixels.ndim == 2 and _two_levels(self.pixels)

    def crop(self, box: Box) -> Scan:
        """Return the part of the page inside `box`, everything else kept.

        Parts of the box outside the page are cut off; a box with no part inside raises ValueError.
        """
        inside = box.clipped(self.width, self.height)
        if inside is None:
            raise ValueError(f"{box.as_tuple()} lies outside a page of {self.width} x {self.height}")
        # A copy, so that a kept signature does not keep its whole page in memory.
        part = self.pixels[inside.y0 : inside.y1, inside.x0 : inside.x1].copy()
        part.setflags(write=False)
        return replace(self, pixels=part)


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
    _check_bytes(len(data), source, limits)
    return _scan(data, source, page, limits, path=None)


def page_count(path: Path | str, limits: Limits = DEFAULT_LIMITS) -> int:
    """Return how many pages the file has, without decoding any; raises ScanError as `read` does."""
    path = Path(path)
    data = read_file(path, limits)
    kind = _kind(data, path)
    with _decoding(path, limits):
        if kind == "PDF":
            return _pdf_pages(data, path, limits)
        with Image.open(io.BytesIO(data), formats=(kind,)) as image:
            return _image_pages(image, path, limits)


def read_file(path: Path, limits: Limits = DEFAULT_LIMITS) -> bytes:
    """Return a file's bytes, once, within the limits; raises ScanError as `read` does."""
    try:
        status = path.stat()
        if stat.S_ISDIR(status.st_mode):
            raise ScanError("is a folder, not a file", "Choose a file inside it", path=path)
        if not stat.S_ISREG(status.st_mode):
            raise ScanError("is not an ordinary file", "Choose an image or PDF file", path=path)
        _check_bytes(status.st_size, path, limits)
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
    _check_bytes(len(data), path, limits)
    return data


def _check_bytes(size: int, source: Path, limits: Limits) -> None:
    if size == 0:
        raise ScanError("is empty", "Scan or copy it again", path=source)
    if size > limits.max_bytes:
        raise ScanError(
            f"is larger than the {limits.max_bytes / 2**20:.3g} MiB that a scan may have",
            "Scan it again as JPEG or two-level TIFF, or split it into pages",
            path=source,
        )


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


@dataclass(frozen=True, slots=True)
class _Page:
    """A page as stored: `resolution` is dots per inch across and down, None where the file does not say."""

    pixels: NDArray[np.uint8]
    resolution: tuple[float, float] | None
    pages: int


def _scan(data: bytes, source: Path, page: int, limits: Limits, *, path: Path | None) -> Scan:
    kind = _kind(data, source)
    with _decoding(source, limits):
        decode = _pdf_page if kind == "PDF" else _image_page
        decoded = decode(data, kind, source, page, limits)
    if decoded.resolution is None:
        pixels = decoded.pixels
        dpi = _guessed_dpi(width=pixels.shape[1], height=pixels.shape[0])
    else:
        pixels, dpi = _square(decoded.pixels, decoded.resolution, source, limits)
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
        raise _too_many_pixels(source, limits) from error
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


def _check_page(page: int, pages: int, source: Path) -> None:
    if not 1 <= page <= pages:
        have = "1 page" if pages == 1 else f"{pages} pages"
        raise ScanError(
            f"has {have}, and page {page} was asked for", f"Choose a page from 1 to {pages}", path=source
        )


def _check_pixels(width: int, height: int, source: Path, limits: Limits) -> None:
    if width * height > limits.max_pixels:
        raise _too_many_pixels(source, limits)
    if max(width, height) > _LONGEST_SIDE:
        raise ScanError(
            f"has a page of {width} x {height} pixels, and no side may have more than {_LONGEST_SIDE}",
            "Cut it into pages, or scan it again at a lower resolution",
            path=source,
        )


def _too_many_pixels(source: Path, limits: Limits) -> ScanError:
    return ScanError(
        f"has a page of more than {limits.max_pixels / 1e6:.3g} million pixels",
        "Scan it again at a lower resolution",
        path=source,
    )


def _too_many_pages(source: Path, limits: Limits) -> ScanError:
    return ScanError(f"has more than {limits.max_pages} pages", "Split it into smaller files", path=source)


def _image_page(data: bytes, kind: str, source: Path, page: int, limits: Limits) -> _Page:
    with Image.open(io.BytesIO(data), formats=(kind,)) as image:
        pages = _image_pages(image, source, limits)
        _check_page(page, pages, source)
        if kind == "TIFF":
            image.seek(page - 1)
        _check_pixels(*image.size, source, limits)
        orientation = image.getexif().get(ExifTags.Base.Orientation)
        resolution = _stated_resolution(image)
        if resolution is not None and orientation in (5, 6, 7, 8):
            resolution = resolution[::-1]
        pixels = _decoded_pixels(image, source)
        # Pillow turns a TIFF upright on its own while it loads.
        return _Page(pixels if kind == "TIFF" else _upright(pixels, orientation), resolution, pages)


def _image_pages(image: Image.Image, source: Path, limits: Limits) -> int:
    """Count the pages; the frames of other formats than TIFF are animations and previews."""
    if not isinstance(image, TiffImagePlugin.TiffImageFile):
        return 1
    # One by one, not by n_frames: a few MiB can hold millions of empty directories.
    for pages in range(1, limits.max_pages + 1):
        try:
            image.seek(pages)
        except EOFError:
            return pages
    raise _too_many_pages(source, limits)


def _stated_resolution(image: Image.Image) -> tuple[float, float] | None:
    """Return dots per inch across and down the image as stored, or None when it says nothing credible."""
    exif = image.getexif()
    stated = image.info.get("dpi")
    if stated is None:
        # WebP has no field of its own, and Pillow does not look into the EXIF of every format.
        inches = {2: 1.0, 3: 2.54}.get(exif.get(ExifTags.Base.ResolutionUnit, 2))
        across, down = exif.get(ExifTags.Base.XResolution), exif.get(ExifTags.Base.YResolution)
        if inches is None or across is None or down is None:
            return None
        stated = (float(across) * inches, float(down) * inches)
    # Pixels per metre or centimetre cannot say 300 dpi exactly: to the nearest tenth they do.
    across, down = round(float(stated[0]), 1), round(float(stated[1]), 1)
    if not (_LOWEST_DPI <= across <= _HIGHEST_DPI and _LOWEST_DPI <= down <= _HIGHEST_DPI):
        return None
    if (round(across), round(down)) in _MEANINGLESS_DPI:
        return None
    return across, down


def _upright(pixels: NDArray[np.uint8], orientation: object) -> NDArray[np.uint8]:
    """Undo an EXIF orientation; ImageOps.exif_transpose also rewrites the EXIF, and fails on odd tags."""
    if orientation in (5, 6, 7, 8):
        pixels = pixels.swapaxes(0, 1)
    if orientation in (3, 4, 7, 8):
        pixels = pixels[::-1]
    if orientation in (2, 3, 6, 7):
        pixels = pixels[:, ::-1]
    return np.ascontiguousarray(pixels)


def _decoded_pixels(image: Image.Image, source: Path) -> NDArray[np.uint8]:
    """Return gray or RGB, over white paper; gray also when an RGB image has no colour."""
    if image.mode.startswith("I;16"):
        return _from_sixteen_bits(image)
    if image.mode in ("I", "F"):
        raise ScanError(
            "has signed, 32-bit or fractional samples", "Save it with 8 or 16 bits a sample", path=source
        )
    if image.has_transparency_data:
        paper = Image.new("RGBA", image.size, "white")
        image = Image.alpha_composite(paper, image.convert("RGBA"))
    if image.mode in ("1", "L"):
        return np.asarray(image.convert("L"))
    # Pillow would copy what is in colour already.
    return _without_needless_colour(np.asarray(image if image.mode == "RGB" else image.convert("RGB")))


def _from_sixteen_bits(image: Image.Image) -> NDArray[np.uint8]:
    """Scale by the real depth: Pillow clips on converting, leaves 12 bits unscaled and WhiteIsZero as is."""
    white, inverted = 65535, False
    if isinstance(image, TiffImagePlugin.TiffImageFile):
        white = (1 << image.tag_v2.get(TiffImagePlugin.BITSPERSAMPLE, (16,))[0]) - 1
        inverted = image.tag_v2.get(TiffImagePlugin.PHOTOMETRIC_INTERPRETATION) == 0
    table: NDArray[np.uint8] = ((np.arange(white + 1) * 255 + white // 2) // white).astype(np.uint8)
    gray: NDArray[np.uint8] = (255 - table if inverted else table)[np.asarray(image)]
    return gray


def _without_needless_colour(colour: NDArray[np.uint8]) -> NDArray[np.uint8]:
    red = colour[..., 0]
    if np.array_equal(red, colour[..., 1]) and np.array_equal(red, colour[..., 2]):
        return np.ascontiguousarray(red)
    return colour


@contextmanager
def _drawing(page: int, source: Path, limits: Limits) -> Iterator[None]:
    """Say in words why a PDF file is not drawn."""
    from sigverify.pdf import PdfRefused

    try:
        yield
    except PdfRefused as error:
        if error.reason == "password":
            advice = "Save a copy without the password"
            raise ScanError("is protected by a password", advice, path=source) from error
        if error.reason == "beyond":
            problem = "takes more time or memory to draw than a page may"
            raise ScanError(problem, "Save its pages as images", path=source) from error
        if error.reason == "pages":
            raise _too_many_pages(source, limits) from error
        if error.reason == "pixels":
            raise _too_many_pixels(source, limits) from error
        if error.reason == "page":
            _check_page(page, error.pages, source)
        raise


def _pdf_pages(data: bytes, source: Path, limits: Limits) -> int:
    from sigverify import pdf

    with _drawing(0, source, limits):
        return pdf.page_count(data, most_pages=limits.max_pages)


def _pdf_page(data: bytes, _kind: str, source: Path, page: int, limits: Limits) -> _Page:
    # Here, because most reads are not of PDF files.
    from sigverify import pdf

    if page < 1:
        _check_page(page, _pdf_pages(data, source, limits), source)
    with _drawing(page, source, limits):
        drawn = pdf.draw(
            data,
            page,
            dpi=_PDF_DPI,
            lowest_dpi=_LOWEST_DPI,
            most_pixels=limits.max_pixels,
            most_pages=limits.max_pages,
        )
    return _Page(_without_needless_colour(drawn.pixels), (drawn.dpi, drawn.dpi), drawn.pages)


def _guessed_dpi(*, width: int, height: int) -> float:
    """Guess from the shape: personal cheques are 6 inches wide in the US, 8 in India, business ones 8.5."""
    if width >= 500 and 1.9 <= width / height <= 2.9:
        return min(width / 7.5, 1200.0)
    return 300.0


def _square(
    pixels: NDArray[np.uint8], resolution: tuple[float, float], source: Path, limits: Limits
) -> tuple[NDArray[np.uint8], float]:
    """Resample to the finer of two unequal resolutions (fax: 204 across, 98 down)."""
    across, down = resolution
    if abs(across - down) <= 0.02 * max(resolution):
        return pixels, across
    dpi = max(resolution)
    size = (round(pixels.shape[1] * dpi / across), round(pixels.shape[0] * dpi / down))
    _check_pixels(*size, source, limits)
    bilevel = pixels.ndim == 2 and _two_levels(pixels)
    how = Image.Resampling.NEAREST if bilevel else Image.Resampling.BICUBIC
    return np.asarray(Image.fromarray(pixels).resize(size, how)), dpi


def _two_levels(gray: NDArray[np.uint8]) -> bool:
    return bool(np.all((gray == 0) | (gray == 255)))
