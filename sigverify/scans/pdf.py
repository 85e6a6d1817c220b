"""Pages of PDF files: drawn by another process, refusals said in words."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sigverify.errors import ScanError
from sigverify.scans import pdf_process
from sigverify.scans.limits import Limits, check_page, too_many_pages, too_many_pixels
from sigverify.scans.pdf_process import PdfRefused
from sigverify.scans.resolution import LOWEST_DPI
from sigverify.scans.scan import Page, without_needless_colour

_PDF_DPI = 300


def page_count(data: bytes, _kind: str, source: Path, limits: Limits) -> int:
    """Return how many pages there are, without drawing any."""
    with _in_words(0, source, limits):
        return pdf_process.page_count(data, most_pages=limits.max_pages)


def decoded(data: bytes, _kind: str, source: Path, page: int, limits: Limits) -> Page:
    """Draw one page, the first is 1, at 300 dpi or as many as the limits allow."""
    if page < 1:
        check_page(page, page_count(data, _kind, source, limits), source)
    with _in_words(page, source, limits):
        drawn = pdf_process.draw(
            data,
            page,
            dpi=_PDF_DPI,
            lowest_dpi=LOWEST_DPI,
            most_pixels=limits.max_pixels,
            most_pages=limits.max_pages,
        )
    return Page(without_needless_colour(drawn.pixels), (drawn.dpi, drawn.dpi), drawn.pages)


@contextmanager
def _in_words(page: int, source: Path, limits: Limits) -> Iterator[None]:
    """Say in words why a PDF file is not drawn."""
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
            raise too_many_pages(source, limits) from error
        if error.reason == "pixels":
            raise too_many_pixels(source, limits) from error
        if error.reason == "page":
            check_page(page, error.pages, source)
        raise
