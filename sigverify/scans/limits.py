"""How much a scan may ask for, and what is said to one that asks for more."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from sigverify.errors import ScanError

# OpenCV counts to 32767 where it turns and straightens.
_LONGEST_SIDE = 32_000


@dataclass(frozen=True, slots=True)
class Limits:
    """How much a file may ask for: its own bytes, decoded pixels a page, pages.

    Pillow refuses more than 179 million pixels whatever `max_pixels` is.
    """

    max_bytes: int = 64 * 1024 * 1024
    max_pixels: int = 100_000_000
    max_pages: int = 2000


DEFAULT_LIMITS = Limits()


def check_bytes(size: int, source: Path, limits: Limits) -> None:
    """Raise ScanError for a file without content, or with too much."""
    if size == 0:
        raise ScanError("is empty", "Scan or copy it again", path=source)
    if size > limits.max_bytes:
        raise ScanError(
            f"is larger than the {limits.max_bytes / 2**20:.3g} MiB that a scan may have",
            "Scan it again as JPEG or two-level TIFF, or split it into pages",
            path=source,
        )


def check_page(page: int, pages: int, source: Path) -> None:
    """Raise ScanError unless `page`, the first is 1, is one of `pages`."""
    if not 1 <= page <= pages:
        have = "1 page" if pages == 1 else f"{pages} pages"
        raise ScanError(
            f"has {have}, and page {page} was asked for", f"Choose a page from 1 to {pages}", path=source
        )


def check_pixels(width: int, height: int, source: Path, limits: Limits) -> None:
    """Raise ScanError for a page with too many pixels, or too many on a side."""
    if width * height > limits.max_pixels:
        raise too_many_pixels(source, limits)
    if max(width, height) > _LONGEST_SIDE:
        raise ScanError(
            f"has a page of {width} x {height} pixels, and no side may have more than {_LONGEST_SIDE}",
            "Cut it into pages, or scan it again at a lower resolution",
            path=source,
        )


def too_many_pixels(source: Path, limits: Limits) -> ScanError:
    """Return what is said of a page with more pixels than `limits` allow."""
    return ScanError(
        f"has a page of more than {limits.max_pixels / 1e6:.3g} million pixels",
        "Scan it again at a lower resolution",
        path=source,
    )


def too_many_pages(source: Path, limits: Limits) -> ScanError:
    """Return what is said of a file with more pages than `limits` allow."""
    return ScanError(f"has more than {limits.max_pages} pages", "Split it into smaller files", path=source)
