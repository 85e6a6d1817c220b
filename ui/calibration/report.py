"""A calibration as PDF, for whoever has to approve of it."""

from __future__ import annotations

import html
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication, QSizeF, QUrl
from PySide6.QtGui import QImage, QTextDocument

from sigverify.files import write_private
from ui.calibration.notes import note_text
from ui.paper import DPI, pdf_writer

if TYPE_CHECKING:
    from calibration.metrics import ErrorRate
    from calibration.profile import Evidence, Profile

translate = QCoreApplication.translate
_PICTURE_WIDTH = 300


def write_pdf(profile: Profile, pictures: Sequence[tuple[str, QImage]], path: Path) -> None:
    """Write a profile's thresholds and evidence, and pictures with their captions, for this user alone."""
    document = QTextDocument()
    for number, (_, image) in enumerate(pictures):
        document.addResource(QTextDocument.ResourceType.ImageResource.value, QUrl(f"plot-{number}"), image)
    document.setHtml(_page(profile, [caption for caption, _ in pictures]))
    with tempfile.TemporaryDirectory() as folder:
        work = Path(folder) / "report.pdf"
        writer = pdf_writer(work, profile.id)
        document.setPageSize(QSizeF(writer.width(), writer.height()) * 96 / DPI)
        document.print_(writer)
        del writer
        write_private(path, work.read_bytes())


def _page(profile: Profile, captions: Sequence[str]) -> str:
    facts = [
        (translate("CalibrationReport", "Profile"), profile.id),
        (translate("CalibrationReport", "Author"), profile.author or ""),
        (translate("CalibrationReport", "Reason"), profile.reason or ""),
        (translate("CalibrationReport", "Model"), profile.bundle),
        (translate("CalibrationReport", "Joining of several references"), profile.fusion),
        (translate("CalibrationReport", "Fingerprint of the signatures"), profile.data),
    ]
    told = "".join(
        f"<tr><td><b>{html.escape(name)}</b></td><td>{html.escape(text)}</td></tr>" for name, text in facts if text
    )
    notes = "".join(f"<li>{html.escape(note_text(note))}</li>" for note in profile.notes)
    head = "".join(
        f"<th>{html.escape(name)}</th>"
        for name in (
            translate("CalibrationReport", "References"),
            translate("CalibrationReport", "Amount above"),
            translate("CalibrationReport", "Threshold"),
            translate("CalibrationReport", "Skilled accepted %"),
            translate("CalibrationReport", "Random accepted %"),
            translate("CalibrationReport", "Genuine not accepted %"),
            translate("CalibrationReport", "Writers"),
        )
    )
    rows = []
    for curve in profile.curves:
        rows.append(_row(str(curve.references), "", curve.threshold, curve.evidence))
        rows += [
            _row(str(curve.references), f"{band.above:,}", band.limits.accept, band.evidence)
            for band in curve.bands
        ]
    plots = [
        f'<td><img src="plot-{number}" width="{_PICTURE_WIDTH}"><br>{html.escape(caption)}</td>'
        for number, caption in enumerate(captions)
    ]
    pictures = "".join(f"<tr>{''.join(plots[at : at + 2])}</tr>" for at in range(0, len(plots), 2))
    explained = translate(
        "CalibrationReport",
        "Rates are on the pairs that the thresholds were chosen on, with 95 % intervals over writers; under each, "
        "in italics, on writers whom they were not chosen on.",
    )
    title = translate("CalibrationReport", "Calibration {name}").format(name=profile.id)
    return (
        f"<h2>{html.escape(title)}</h2><table cellpadding='3'>{told}</table><ul>{notes}</ul>"
        f"<table border='1' cellspacing='0' cellpadding='3'><tr>{head}</tr>{''.join(rows)}</table>"
        f"<p>{html.escape(explained)}</p><table cellspacing='8'>{pictures}</table>"
    )


def _row(references: str, above: str, threshold: float, evidence: Evidence) -> str:
    cells = [
        f"{references}",
        above,
        f"{threshold:.3f}",
        _rate(evidence.far),
        _rate(evidence.far_random),
        _rate(evidence.frr),
        str(evidence.writers),
    ]
    unseen = evidence.held_out
    if unseen is not None:
        for at, rate in ((3, unseen.far), (4, unseen.far_random), (5, unseen.frr)):
            cells[at] += f"<br><i>{_rate(rate)}</i>"
    return "<tr>" + "".join(f"<td>{cell}</td>" for cell in cells) + "</tr>"


def _rate(rate: ErrorRate) -> str:
    return f"{100 * rate.value:.1f} ({100 * rate.low:.1f}–{100 * rate.high:.1f})"
