"""Small questions about an account: a name, a reason, from when until when."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date

from PySide6.QtCore import QCoreApplication, QDate, Qt
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QDateEdit,
    QDialogButtonBox,
    QDoubleSpinBox,
    QFormLayout,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QVBoxLayout,
    QWidget,
)

from ui.plain_text import PlainDialog
from ui.wording import outcome_name


class Form(PlainDialog):
    """A question that does not hold up the desk; what is accepted goes to whoever asked."""

    def __init__(self, parent: QWidget, title: str, text: str = "") -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(title)
        self.fields = QFormLayout()
        box = QDialogButtonBox(QDialogButtonBox.StandardButton.Ok | QDialogButtonBox.StandardButton.Cancel)
        self.ok = box.button(QDialogButtonBox.StandardButton.Ok)
        self.cancel = box.button(QDialogButtonBox.StandardButton.Cancel)
        for button in box.buttons():
            button.setAccessibleName(button.text().replace("&", ""))
        box.accepted.connect(self.accept)
        box.rejected.connect(self.reject)
        column = QVBoxLayout(self)
        self.told = QLabel(text)
        self.told.setWordWrap(True)
        self.told.setVisible(bool(text))
        column.addWidget(self.told)
        column.addLayout(self.fields)
        column.addWidget(box)
        self.setMinimumWidth(380)

    def add_text(self, name: str, value: str = "", *, required: bool = False) -> QLineEdit:
        """Add a line of text; a required one must not stay empty."""
        field = QLineEdit(value)
        field.setAccessibleName(name)
        self.fields.addRow(name, field)
        if self.fields.rowCount() == 1:
            field.setFocus()
        if required:

            def check() -> None:
                self.ok.setEnabled(bool(field.text().strip()))

            field.textChanged.connect(lambda _: check())
            check()
        return field

    def add_date(self, name: str, value: date | None) -> OptionalDate:
        """Add a date that may be left open."""
        field = OptionalDate(name, value)
        self.fields.addRow(name, field)
        return field


class OptionalDate(QWidget):
    """A date, or none."""

    def __init__(self, name: str, value: date | None) -> None:
        super().__init__()
        self.limited = QCheckBox()
        self.limited.setAccessibleName(self.tr("{name}: limited").format(name=name))
        self.limited.setChecked(value is not None)
        self.edit = QDateEdit(QDate.currentDate() if value is None else QDate(value.year, value.month, value.day))
        self.edit.setCalendarPopup(True)
        self.edit.setDisplayFormat("yyyy-MM-dd")
        for field in (self.edit, *self.edit.findChildren(QLineEdit)):
            field.setAccessibleName(name)
        self.edit.setEnabled(value is not None)
        self.limited.toggled.connect(self.edit.setEnabled)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(self.limited)
        row.addWidget(self.edit, 1)

    @property
    def value(self) -> date | None:
        chosen = self.edit.date()
        return date(chosen.year(), chosen.month(), chosen.day()) if self.limited.isChecked() else None


def ask_reason(parent: QWidget, title: str, text: str, take: Callable[[str], object]) -> Form:
    """Ask why; there is no way without a reason."""
    form = Form(parent, title, text)
    reason = form.add_text(QCoreApplication.translate("Forms", "Reason"), required=True)
    form.accepted.connect(lambda: take(reason.text().strip()))
    form.open()
    return form


def ask_validity(
    parent: QWidget,
    title: str,
    start: date | None,
    end: date | None,
    take: Callable[[date | None, date | None], object],
) -> Form:
    """Ask from when until when."""
    translate = QCoreApplication.translate
    form = Form(parent, title)
    first = form.add_date(translate("Forms", "First day"), start)
    last = form.add_date(translate("Forms", "Last day"), end)
    form.accepted.connect(lambda: take(first.value, last.value))
    form.open()
    return form


def ask_account(parent: QWidget, take: Callable[[str, str], object]) -> Form:
    """Ask for the number and the holder of a new account."""
    translate = QCoreApplication.translate
    form = Form(parent, translate("Forms", "New account"))
    number = form.add_text(translate("Forms", "Number"), required=True)
    holder = form.add_text(translate("Forms", "Holder"))
    form.accepted.connect(lambda: take(number.text().strip(), holder.text().strip()))
    form.open()
    return form


def ask_name(parent: QWidget, title: str, name: str, take: Callable[[str], object]) -> Form:
    """Ask for somebody's name."""
    form = Form(parent, title)
    field = form.add_text(QCoreApplication.translate("Forms", "Name"), name, required=True)
    form.accepted.connect(lambda: take(field.text().strip()))
    form.open()
    return form


class OutcomeForm(Form):
    """How a signature turned out, and how that is known."""

    def __init__(self, parent: QWidget, signatures: Sequence[tuple[int, str]]) -> None:
        super().__init__(
            parent,
            QCoreApplication.translate("Forms", "How it turned out"),
            QCoreApplication.translate(
                "Forms",
                "Only what is known independently of the recommendation counts: the customer confirmed the "
                "cheque, or disowned it. The threshold can be calibrated on it.",
            ),
        )
        self.which = self._add_choice(self.tr("Signature"), signatures)
        self.fields.setRowVisible(self.which, len(signatures) > 1)
        outcomes = ("GENUINE", "SKILLED", "RANDOM", "UNKNOWN")
        self.outcome = self._add_choice(
            self.tr("Turned out"), [(value, outcome_name(value)) for value in outcomes]
        )
        self.source = self.add_text(self.tr("How that is known"), required=True)
        self.source.setFocus()

    @property
    def verification(self) -> int:
        return int(self.which.currentData())

    def _add_choice(self, name: str, choices: Sequence[tuple[object, str]]) -> QComboBox:
        field = QComboBox()
        field.setAccessibleName(name)
        for value, text in choices:
            field.addItem(text, value)
        self.fields.addRow(name, field)
        return field


class SignatoryForm(Form):
    """Name, validity and threshold of a signatory."""

    def __init__(
        self,
        parent: QWidget,
        name: str,
        threshold: float | None,
        start: date | None,
        end: date | None,
        usual: float | None,
    ) -> None:
        super().__init__(parent, QCoreApplication.translate("Forms", "Signatory"))
        self.name = self.add_text(self.tr("Name"), name, required=True)
        self.first = self.add_date(self.tr("First day"), start)
        self.last = self.add_date(self.tr("Last day"), end)
        self.stricter = QCheckBox(self.tr("Stricter than usual, for a signature that is easy to forge"))
        self.stricter.setAccessibleName(self.tr("Stricter threshold"))
        self.stricter.setChecked(threshold is not None)
        self.threshold = QDoubleSpinBox()
        self.threshold.setRange(0.0, 1.0)
        self.threshold.setSingleStep(0.01)
        self.threshold.setDecimals(2)
        for field in (self.threshold, *self.threshold.findChildren(QLineEdit)):
            field.setAccessibleName(self.tr("Threshold on similarity"))
        # Halfway from the usual threshold to certainty: something to begin with.
        start_at = threshold if threshold is not None else (1.0 + (usual if usual is not None else 0.5)) / 2
        self.threshold.setValue(start_at)
        self.threshold.setEnabled(threshold is not None)
        self.stricter.toggled.connect(self.threshold.setEnabled)
        self.fields.addRow(self.stricter)
        self.fields.addRow(self.tr("Threshold"), self.threshold)

    @property
    def own_threshold(self) -> float | None:
        return self.threshold.value() if self.stricter.isChecked() else None
