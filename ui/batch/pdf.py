"""A run's report as PDF: what came out, how similar the signatures were, each flagged cheque with its pictures."""

from __future__ import annotations

import os
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QPainter, QPdfWriter, QPen
from PySide6.QtWidgets import QApplication

from sigverify.files import write_private
from sigverify.visible import visible
from ui.images import to_qimage
from ui.paper import DPI, pdf_writer

if TYPE_CHECKING:  # brings the network's runtime
    from sigverify.batch.reporting import Pixels, RunReport, SideBySide
    from sigverify.records import BatchItem

translate = QCoreApplication.translate
_MM = DPI / 25.4
_LEFT, _WIDTH, _HEIGHT = 0.0, 180 * _MM, 267 * _MM
_BLOCK = 58 * _MM
# As on the light desk; told apart by colour-blind people, and by their places and words besides.
_ACCEPT, _FLAG, _FAINT = QColor("#005A8F"), QColor("#A33B00"), QColor("#8A8A8A")


def write_pdf(report: RunReport, path: Path, pictures: Callable[[BatchItem], SideBySide]) -> None:
    """Write the report whole or not at all, for this user alone; `pictures` gives those of a cheque."""
    application = QApplication.instance()
    if application is None:
        # No screen is asked for to write a file; a window can still be opened in the same process.
        os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
        application = QApplication([])
    work = path.with_name(f".{path.name}.tmp")
    descriptor = os.open(work, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    os.close(descriptor)
    try:
        writer = pdf_writer(work, translate("BatchReport", "Batch run {number}").format(number=report.run.id))
        painter = QPainter(writer)
        try:
            _Pages(writer, painter).draw(report, pictures)
        finally:
            painter.end()
        write_private(path, work.read_bytes())
    finally:
        work.unlink(missing_ok=True)


class _Pages:
    def __init__(self, writer: QPdfWriter, painter: QPainter) -> None:
        self._writer, self._painter = writer, painter
        self._y = 0.0
        self._page = 1

    def draw(self, report: RunReport, pictures: Callable[[BatchItem], SideBySide]) -> None:
        """Paint everything."""
        self._summary(report)
        self._histogram(report)
        if report.to_review:
            self._line(translate("BatchReport", "For a person to look at"), size=13, bold=True)
        for item in report.to_review:
            self._cheque(item, pictures(item))
        self._footer()

    def _summary(self, report: RunReport) -> None:
        run, counts = report.run, report.counts
        self._line(translate("BatchReport", "Batch run {number}").format(number=run.id), size=18, bold=True)
        before = sum(item.duplicate_of is not None for item in report.items)
        finished = translate("BatchReport", "not finished") if run.finished_at is None else _when(run.finished_at)
        rows = [
            (translate("BatchReport", "Source"), run.source),
            (translate("BatchReport", "Begun"), _when(run.started_at)),
            (translate("BatchReport", "Finished"), finished),
            (translate("BatchReport", "Operator"), run.operator),
            (translate("BatchReport", "Model"), report.model),
            (translate("BatchReport", "Calibration profile"), report.profile or translate("BatchReport", "none")),
            (translate("BatchReport", "Cheques"), str(counts.done)),
            (translate("BatchReport", "Recommend accept"), str(counts.accept)),
            (translate("BatchReport", "Recommend flag"), str(counts.flag)),
            (translate("BatchReport", "Cannot score"), f"{counts.unscorable}"),
            (translate("BatchReport", "of them not readable"), str(counts.failed)),
            (translate("BatchReport", "Presented before"), str(before)),
            (translate("BatchReport", "Decided"), str(sum(bool(item.decision) for item in report.items))),
        ]
        for name, value in rows:
            self._pair(name, value)
        self._y += 4 * _MM

    def _histogram(self, report: RunReport) -> None:
        self._line(translate("BatchReport", "Similarity of the signatures"), size=13, bold=True)
        height, most = 40 * _MM, max((sum(both) for both in report.histogram), default=0) or 1
        base = self._y + height
        step = _WIDTH / len(report.histogram)
        for at, (accepted, flagged) in enumerate(report.histogram):
            top = base
            for count, colour, pattern in (
                (accepted, _ACCEPT, Qt.BrushStyle.SolidPattern),
                (flagged, _FLAG, Qt.BrushStyle.BDiagPattern),
            ):
                tall = height * count / most
                top -= tall
                bar = QRectF(_LEFT + at * step + 1, top, step - 2, tall)
                self._painter.setPen(QPen(colour, 2))
                self._painter.fillRect(bar, colour if pattern == Qt.BrushStyle.SolidPattern else QColor("#F3D9C8"))
                if count:
                    self._painter.drawRect(bar)
        self._painter.setPen(QPen(_FAINT, 2))
        self._painter.drawLine(round(_LEFT), round(base), round(_LEFT + _WIDTH), round(base))
        self._y = base + 1 * _MM
        thresholds = sorted({round(item.result.threshold, 3) for item in report.items if item.result.threshold})
        for threshold in thresholds[:1] + thresholds[1:][-1:]:
            x = round(_LEFT + threshold * _WIDTH)
            self._painter.setPen(QPen(Qt.GlobalColor.black, 2, Qt.PenStyle.DashLine))
            self._painter.drawLine(x, round(base - height), x, round(base))
        said = translate(
            "BatchReport",
            "0 (different) to 1 (alike). Full bars: recommend accept. Pale bars: recommend flag. "
            "Dashed: the threshold.",
        )
        self._line(said, size=8, colour=_FAINT)
        self._y += 3 * _MM

    def _cheque(self, item: BatchItem, shown: SideBySide) -> None:
        self._room(_BLOCK)
        result = item.result
        unknown = translate("BatchReport", "account unknown")
        page = translate("BatchReport", "page {page}").format(page=result.page)
        title = f"{visible(result.file)}, {page}  ·  {result.account or unknown}"
        self._line(title, size=10, bold=True)
        told = []
        if result.similarity is not None and result.threshold is not None:
            said = translate("BatchReport", "similarity {similarity:.2f}, threshold {threshold:.2f}")
            told.append(said.format(similarity=result.similarity, threshold=result.threshold))
        if result.cheque_number:
            told.append(translate("BatchReport", "cheque {number}").format(number=result.cheque_number))
        if result.amount is not None:
            told.append(translate("BatchReport", "amount {amount}").format(amount=f"{result.amount:,.2f}"))
        from ui.wording import decision_name, quality_text, reason_text

        told.append(decision_name(item.decision) if item.decision else translate("BatchReport", "not decided"))
        self._line("  ·  ".join(told), size=8)
        said = " ".join(filter(None, (reason_text(result.reason), quality_text(result.quality), shown.missing)))
        self._line(said, size=8, lines=2)
        top, half = self._y, _WIDTH / 2 - 2 * _MM
        self._picture(shown.reference, QRectF(_LEFT, top, half, 34 * _MM), translate("BatchReport", "Reference"))
        self._picture(
            shown.questioned,
            QRectF(_LEFT + half + 4 * _MM, top, half, 34 * _MM),
            translate("BatchReport", "Questioned"),
        )
        self._y = top + 40 * _MM

    def _picture(self, pixels: Pixels | None, into: QRectF, name: str) -> None:
        self._painter.setPen(QPen(_FAINT, 1))
        self._painter.drawRect(into)
        self._text(name, QRectF(into.left(), into.bottom(), into.width(), 5 * _MM), 7, colour=_FAINT)
        if pixels is None:
            self._text(translate("BatchReport", "no picture"), into, 8, colour=_FAINT, centred=True)
            return
        image = to_qimage(pixels)
        scale = min(into.width() / image.width(), into.height() / image.height())
        size = image.size() * scale
        place = QRectF(0, 0, size.width(), size.height())
        place.moveCenter(into.center())
        smooth = image.scaled(size, Qt.AspectRatioMode.KeepAspectRatio, Qt.TransformationMode.SmoothTransformation)
        self._painter.drawImage(place, smooth)

    def _pair(self, name: str, value: str) -> None:
        tall = self._text(value, QRectF(55 * _MM, self._y, _WIDTH - 55 * _MM, 20 * _MM), 10)
        self._text(name, QRectF(_LEFT, self._y, 53 * _MM, 8 * _MM), 10, colour=_FAINT)
        self._y += max(tall, 5.5 * _MM)

    def _line(
        self, text: str, *, size: int, bold: bool = False, colour: QColor | None = None, lines: int = 1
    ) -> None:
        tall = size * 0.45 * _MM * lines + 1 * _MM
        self._room(tall)
        self._text(text, QRectF(_LEFT, self._y, _WIDTH, tall), size, bold=bold, colour=colour)
        self._y += tall

    def _text(
        self, text: str, into: QRectF, size: int, *, bold: bool = False, colour: QColor | None = None,
        centred: bool = False,
    ) -> float:  # fmt: skip
        """Paint text, its lines broken; return how high it is."""
        font = QFont("sans-serif", size)
        font.setBold(bold)
        self._painter.setFont(font)
        self._painter.setPen(colour or QColor(Qt.GlobalColor.black))
        where = Qt.AlignmentFlag.AlignCenter if centred else Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop
        flags = int(where) | int(Qt.TextFlag.TextWrapAnywhere if " " not in text else Qt.TextFlag.TextWordWrap)
        height = self._painter.boundingRect(into, flags, text).height()
        self._painter.drawText(into, flags, text)
        return height

    def _room(self, height: float) -> None:
        """Begin another page where this one has no room."""
        if self._y + height > _HEIGHT - 8 * _MM:
            self._footer()
            self._writer.newPage()
            self._page += 1
            self._y = 0.0

    def _footer(self) -> None:
        said = translate("BatchReport", "Page {page}").format(page=self._page)
        self._text(said, QRectF(_LEFT, _HEIGHT - 5 * _MM, _WIDTH, 5 * _MM), 7, colour=_FAINT)


def _when(at: datetime) -> str:
    return f"{at.astimezone():%Y-%m-%d %H:%M:%S}"
