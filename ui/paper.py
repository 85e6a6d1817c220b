"""The paper that reports are written on."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QMarginsF
from PySide6.QtGui import QPageLayout, QPageSize, QPdfWriter

DPI = 150


def pdf_writer(path: Path, title: str) -> QPdfWriter:
    """Return a writer of A4 pages with margins of 15 mm at `DPI`; it needs a QApplication to write text."""
    writer = QPdfWriter(str(path))
    writer.setPageLayout(
        QPageLayout(
            QPageSize(QPageSize.PageSizeId.A4),
            QPageLayout.Orientation.Portrait,
            QMarginsF(15, 15, 15, 15),
            QPageLayout.Unit.Millimeter,
        )
    )
    writer.setResolution(DPI)
    writer.setCreator("sigverify")
    writer.setTitle(title)
    return writer
