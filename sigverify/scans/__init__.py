"""Read a file safely into a Scan.

`reading` opens and recognises it, `raster` and `pdf` decode a page (PDF in another process, `pdf_process`, which
runs `pdf_drawing`), `resolution` tells its dots per inch, `limits` what it may ask for.
"""

from sigverify.scans.limits import DEFAULT_LIMITS, Limits
from sigverify.scans.reading import SUFFIXES, page_count, read, read_bytes, read_file
from sigverify.scans.scan import Scan

__all__ = ["DEFAULT_LIMITS", "SUFFIXES", "Limits", "Scan", "page_count", "read", "read_bytes", "read_file"]
