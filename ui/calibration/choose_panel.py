"""What is asked of the threshold: presets, or a similarity chosen by hand."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import (
    QAbstractSpinBox,
    QCheckBox,
    QComboBox,
    QDoubleSpinBox,
    QFormLayout,
    QLabel,
    QLineEdit,
    QSpinBox,
    QVBoxLayout,
    QWidget,
)

if TYPE_CHECKING:
    from calibration.operating import Policy, Target

EER, FAR, FAR_RANDOM, COST, SIMILARITY = "eer", "far", "far_random", "cost", "similarity"


class ChoosePanel(QWidget):
    """The target, the number of references that is shown, and whether doubtful signatures are referred.

    Signals
    -------
    references_chosen
        The number of references (int) to be shown.
    changed
        Something else is asked for.
    """

    references_chosen = Signal(int)
    changed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.references = QComboBox()
        for named in (self.references, self.references.view()):
            named.setAccessibleName(self.tr("Number of references"))
        self.preset = QComboBox()
        for named in (self.preset, self.preset.view()):
            named.setAccessibleName(self.tr("Target"))
        for kind, text in (
            (EER, self.tr("Both errors alike (EER)")),
            (FAR, self.tr("Skilled forgeries: at most")),
            (FAR_RANDOM, self.tr("Random forgeries: at most")),
            (COST, self.tr("Least cost")),
            (SIMILARITY, self.tr("By hand")),
        ):
            self.preset.addItem(text, kind)
        self.share = _number(self.tr("Share of forgeries accepted at most"), 5.0, 0.01, 99.0, self.tr(" %"))
        self.cost = _number(
            self.tr("What an accepted forgery costs"), 100.0, 0.1, 1e6, self.tr(" rejected genuine ones")
        )
        self.prior = _number(self.tr("Share of forgeries among the cheques"), 1.0, 0.001, 99.0, self.tr(" %"))
        self.threshold = _number(self.tr("Threshold on similarity"), 0.5, 0.0001, 0.9999, "")
        self.threshold.setDecimals(4)
        self.threshold.setSingleStep(0.005)
        self.refer = QCheckBox(self.tr("Refer doubtful ones to a person"))
        self.refer.setAccessibleName(self.tr("Refer doubtful signatures to a person"))
        self.flagged = _number(
            self.tr("Genuine signatures flagged outright at most"), 1.0, 0.01, 99.0, self.tr(" %")
        )
        self.banded = QCheckBox(self.tr("Stricter for large amounts"))
        self.banded.setAccessibleName(self.tr("Stricter for large amounts"))
        self.above = QSpinBox()
        self.above.setRange(1, 10**9)
        self.above.setSingleStep(1000)
        self.above.setValue(10_000)
        self.above.setPrefix(self.tr("above "))
        self.band_share = _number(
            self.tr("Skilled forgeries accepted above that amount at most"), 1.0, 0.01, 99.0, self.tr(" %")
        )
        _name(self.above, self.tr("Amount above which the threshold is stricter"))
        self.fields = QFormLayout()
        self.fields.setContentsMargins(0, 0, 0, 0)
        self.fields.setRowWrapPolicy(QFormLayout.RowWrapPolicy.WrapLongRows)
        self.fields.addRow(self.tr("References"), self.references)
        self.fields.addRow(self.tr("Target"), self.preset)
        self.fields.addRow(self.tr("At most"), self.share)
        self.fields.addRow(self.tr("A forgery costs"), self.cost)
        self.fields.addRow(self.tr("Forgeries"), self.prior)
        self.fields.addRow(self.tr("Threshold"), self.threshold)
        self.fields.addRow(self.refer)
        self.fields.addRow(self.tr("Flag at most"), self.flagged)
        self.fields.addRow(self.banded)
        self.fields.addRow(self.tr("Amount"), self.above)
        self.fields.addRow(self.tr("At most"), self.band_share)
        self.note = QLabel()
        self.note.setWordWrap(True)
        self.note.setProperty("warning", True)
        self.note.hide()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addLayout(self.fields)
        column.addWidget(self.note)
        self._connect()
        self._show_rows()

    @property
    def policy(self) -> Policy:
        """What is asked for at the moment."""
        from calibration.operating import Policy, Target

        bands: tuple[tuple[int, Target], ...] = ()
        if self.banded.isChecked():
            bands = ((self.above.value(), Target(FAR, self.band_share.value() / 100)),)
        flag_frr = self.flagged.value() / 100 if self.refer.isChecked() else None
        return Policy(self._target(), flag_frr, bands)

    def show_references(self, counts: list[int]) -> None:
        """Offer the numbers of references that there are comparisons with."""
        self.references.blockSignals(True)
        self.references.clear()
        for count in counts:
            self.references.addItem(str(count), count)
        self.references.blockSignals(False)

    def show_threshold(self, threshold: float) -> None:
        """Show the threshold that the target gives, without asking for it by hand."""
        self.threshold.blockSignals(True)
        self.threshold.setValue(threshold)
        self.threshold.blockSignals(False)

    def take_by_hand(self, threshold: float) -> None:
        """Ask for a threshold that was dragged."""
        self.show_threshold(threshold)
        self.preset.blockSignals(True)
        self.preset.setCurrentIndex(self.preset.findData(SIMILARITY))
        self.preset.blockSignals(False)
        self._show_rows()
        self.changed.emit()

    def say(self, text: str) -> None:
        """Say what the sample cannot support, or is small for; "" says nothing."""
        self.note.setText(text)
        self.note.setVisible(bool(text))

    def _target(self) -> Target:
        from calibration.operating import Target

        kind = self.preset.currentData()
        value = {
            EER: 0.0,
            FAR: self.share.value() / 100,
            FAR_RANDOM: self.share.value() / 100,
            COST: self.cost.value(),
            SIMILARITY: self.threshold.value(),
        }[kind]
        return Target(kind, value, self.prior.value() / 100)

    def _connect(self) -> None:
        self.references.currentIndexChanged.connect(
            lambda _: self.references_chosen.emit(self.references.currentData())
        )
        self.preset.currentIndexChanged.connect(lambda _: self._take())
        self.refer.toggled.connect(lambda _: self._take())
        self.banded.toggled.connect(lambda _: self._take())
        for field in (self.share, self.cost, self.prior, self.flagged, self.band_share):
            field.valueChanged.connect(lambda _: self._take())
        self.above.valueChanged.connect(lambda _: self._take())
        self.threshold.valueChanged.connect(self.take_by_hand)

    def _take(self) -> None:
        self._show_rows()
        self.changed.emit()

    def _show_rows(self) -> None:
        """Show only what the target asks for."""
        kind = self.preset.currentData()
        self.fields.setRowVisible(self.share, kind in (FAR, FAR_RANDOM))
        self.fields.setRowVisible(self.cost, kind == COST)
        self.fields.setRowVisible(self.prior, kind == COST)
        self.fields.setRowVisible(self.flagged, self.refer.isChecked())
        self.fields.setRowVisible(self.above, self.banded.isChecked())
        self.fields.setRowVisible(self.band_share, self.banded.isChecked())


def _number(name: str, value: float, least: float, most: float, suffix: str) -> QDoubleSpinBox:
    field = QDoubleSpinBox()
    field.setDecimals(3 if least < 0.01 else 2)
    field.setRange(least, most)
    field.setValue(value)
    field.setSuffix(suffix)
    field.setKeyboardTracking(False)
    _name(field, name)
    return field


def _name(field: QDoubleSpinBox | QSpinBox, name: str) -> None:
    field.setButtonSymbols(QAbstractSpinBox.ButtonSymbols.NoButtons)
    for part in (field, *field.findChildren(QLineEdit)):
        part.setAccessibleName(name)
