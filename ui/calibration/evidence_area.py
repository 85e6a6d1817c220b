"""What a threshold does: one sentence, the plots, and the signatures that it judges wrongly."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget

from ui.calibration.clerk import Prepared, WrongPair
from ui.calibration.errors_list import ErrorsList
from ui.wording import evidence_sentence

if TYPE_CHECKING:
    from calibration.operating import Limits
    from ui.calibration.plots import Plots


class EvidenceArea(QWidget):
    """Empty until there is a sample.

    Signals
    -------
    dragged
        The threshold on similarity (float), as it is dragged in a plot.
    opened
        The WrongPair to be looked at.
    """

    dragged = Signal(float)
    opened = Signal(WrongPair)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.plots: Plots | None = None
        self.sentence = QLabel()
        self.sentence.setWordWrap(True)
        self.sentence.setAccessibleName(self.tr("What the threshold does"))
        self.empty = QLabel(
            self.tr(
                "Choose signatures on the left: genuine ones and forgeries of people whom the model has not seen. "
                "They are compared once; then every threshold can be tried on them."
            )
        )
        self.empty.setWordWrap(True)
        self.empty.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.empty.setProperty("muted", True)
        self.accepted = ErrorsList(self.tr("Skilled forgeries that would be accepted"))
        self.rejected = ErrorsList(self.tr("Genuine signatures that would not be accepted"))
        self._errors = QWidget()
        lists = QHBoxLayout(self._errors)
        lists.setContentsMargins(0, 0, 0, 0)
        for one in (self.accepted, self.rejected):
            heading = QLabel(one.accessibleName())
            heading.setProperty("heading", True)
            heading.setBuddy(one)
            column = QVBoxLayout()
            column.addWidget(heading)
            column.addWidget(one)
            lists.addLayout(column, 1)
            one.opened.connect(self.opened)
        self._errors.hide()
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.addWidget(self.sentence)
        self._column.addWidget(self.empty, 1)
        self._column.addWidget(self._errors)

    def show_prepared(self, prepared: Prepared) -> None:
        """Draw another sample, or another number of references."""
        if self.plots is None:
            # Imported when the profiles were looked at, in the runner's thread.
            from ui.calibration.plots import Plots

            self.plots = Plots()
            self.plots.dragged.connect(self.dragged)
            self._column.replaceWidget(self.empty, self.plots)
            self._column.setStretchFactor(self.plots, 1)
            self.empty.hide()
            self.plots.show()
            self._errors.show()
        self.plots.show_prepared(prepared)

    def show_limits(self, prepared: Prepared, limits: Limits) -> None:
        """Move the threshold, and say what it does."""
        if self.plots is not None:
            self.plots.show_limits(limits)
        rates = prepared.sweep.rates(limits)
        told = replace(prepared.curve.evidence, far=rates.far, frr=rates.frr, far_random=rates.far_random)
        said = [evidence_sentence(told)]
        if limits.flag_below is not None:
            referred = self.tr("{share:.1f} % of the genuine signatures would be referred to a person.")
            said.append(referred.format(share=100 * rates.referred.value))
        self.sentence.setText(" ".join(said))
