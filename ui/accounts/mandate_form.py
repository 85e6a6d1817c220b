"""Who has to sign, up to what amount, and what the clerk is told."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal, InvalidOperation
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QCheckBox,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QMenu,
    QPlainTextEdit,
    QPushButton,
    QSpinBox,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from ui.forms import Form

if TYPE_CHECKING:  # bring the database
    from sigverify.mandates import Mandate, SigningRule
    from sigverify.records import Signatory


class MandateForm(Form):
    """Edits a mandate: rules of which any one is enough, always refer, instructions, and why it is changed."""

    def __init__(self, parent: QWidget, mandate: Mandate | None, people: Sequence[Signatory]) -> None:
        super().__init__(parent, "")
        self.setWindowTitle(self.tr("Mandate"))
        self._people = tuple(people)
        self.rules: list[RuleRow] = []
        self._rows = QVBoxLayout()
        self._rows.setSpacing(4)
        rules = QWidget()
        column = QVBoxLayout(rules)
        column.setContentsMargins(0, 0, 0, 0)
        hint = QLabel(
            self.tr(
                "Any one rule that covers the amount is enough. Without rules, any one signatory signs anything."
            )
        )
        hint.setProperty("muted", True)
        hint.setWordWrap(True)
        self.add = QPushButton(self.tr("Add a rule"))
        self.add.setAccessibleName(self.tr("Add a rule"))
        self.add.clicked.connect(lambda: self.add_rule(None))
        column.addWidget(hint)
        column.addLayout(self._rows)
        column.addWidget(self.add, alignment=Qt.AlignmentFlag.AlignLeft)
        self.fields.addRow(rules)
        self.refer = QCheckBox(self.tr("Always refer cheques of this account to a supervisor"))
        self.refer.setAccessibleName(self.refer.text())
        self.fields.addRow(self.refer)
        self.instructions = QPlainTextEdit()
        self.instructions.setAccessibleName(self.tr("Instructions shown to the clerk"))
        self.instructions.setTabChangesFocus(True)
        self.instructions.setFixedHeight(70)
        self.fields.addRow(self.tr("Instructions"), self.instructions)
        self.reason = self.add_text(self.tr("Reason"), required=True)
        self.resize(620, 420)
        if mandate is not None:
            for rule in mandate.rules:
                self.add_rule(rule)
            self.refer.setChecked(mandate.always_refer)
            self.instructions.setPlainText(mandate.instructions)

    def add_rule(self, rule: SigningRule | None) -> None:
        """Add a rule; None adds one signature of anybody for any amount."""
        row = RuleRow(rule, self._people)
        row.remove.clicked.connect(lambda: self._remove(row))
        self.rules.append(row)
        self._rows.addWidget(row)

    def mandate(self) -> Mandate:
        """Return the mandate as edited; raises RecordsError when an amount is none."""
        from sigverify.mandates import Mandate

        return Mandate(
            rules=tuple(row.rule() for row in self.rules),
            always_refer=self.refer.isChecked(),
            instructions=self.instructions.toPlainText().strip(),
        )

    def _remove(self, row: RuleRow) -> None:
        self.rules.remove(row)
        row.setParent(None)
        row.deleteLater()


class RuleRow(QWidget):
    """One rule in one line: how many, of whom, up to how much."""

    def __init__(self, rule: SigningRule | None, people: Sequence[Signatory]) -> None:
        super().__init__()
        self.count = QSpinBox()
        self.count.setRange(1, max(1, len(people)))
        for field in (self.count, *self.count.findChildren(QLineEdit)):
            field.setAccessibleName(self.tr("How many sign"))
        self.whom = QToolButton()
        self.whom.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self.whom.setAccessibleName(self.tr("Of whom"))
        menu = QMenu(self.whom)
        self.actions_of = {}
        for person in people:
            action = menu.addAction(person.name)
            action.setCheckable(True)
            action.toggled.connect(lambda _: self._name())
            self.actions_of[person.id] = action
        self.whom.setMenu(menu)
        self.up_to = QLineEdit()
        self.up_to.setAccessibleName(self.tr("Up to what amount"))
        self.up_to.setPlaceholderText(self.tr("any amount"))
        self.up_to.setFixedWidth(130)
        self.remove = QPushButton("×")
        self.remove.setAccessibleName(self.tr("Remove the rule"))
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(self.count)
        row.addWidget(QLabel(self.tr("of")))
        row.addWidget(self.whom, 1)
        row.addWidget(QLabel(self.tr("up to")))
        row.addWidget(self.up_to)
        row.addWidget(self.remove)
        if rule is not None:
            self.count.setValue(rule.count)
            for signatory, action in self.actions_of.items():
                action.setChecked(signatory in rule.signatories)
            self.up_to.setText("" if rule.up_to is None else str(rule.up_to))
        self._name()

    def rule(self) -> SigningRule:
        """Return the rule as edited; raises RecordsError when the amount is none."""
        from sigverify.errors import RecordsError
        from sigverify.mandates import SigningRule

        text = "".join(self.up_to.text().split())
        try:
            amount = Decimal(text) if text else None
        except InvalidOperation as error:
            raise RecordsError(f"{text} is no amount", "Write it in digits, with a point for decimals") from error
        chosen = frozenset(key for key, action in self.actions_of.items() if action.isChecked())
        return SigningRule(self.count.value(), chosen, amount)

    def _name(self) -> None:
        chosen = [action.text() for action in self.actions_of.values() if action.isChecked()]
        self.whom.setText(", ".join(chosen) or self.tr("any signatory"))
        self.whom.setAccessibleDescription(self.whom.text())
