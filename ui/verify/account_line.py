"""Above the signatures: the account, who may sign for it, and what the cheque says."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QLineEdit, QPushButton, QSizePolicy, QVBoxLayout, QWidget

from sigverify.amounts import amount_of
from ui import icons, theme
from ui.pane import Elided
from ui.plain_text import plain_tip
from ui.shown import AccountReferences
from ui.wording import mandate_sentence

if TYPE_CHECKING:  # brings the network's runtime
    from sigverify.signing import ChequeVerification


class AccountLine(QWidget):
    """Account and cheque in one line; what the bank wants the clerk to know of the account in another.

    Signals
    -------
    asked
        The account number (str) that the clerk has typed.
    """

    asked = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.account = QLineEdit()
        self.account.setAccessibleName(self.tr("Account number"))
        self.account.setPlaceholderText(self.tr("account number"))
        self.account.setToolTip(self.tr("Number of an enrolled account"))
        self.account.setFixedWidth(150)
        self.load = QPushButton(self.tr("Load"))
        self.load.setAccessibleName(self.tr("Load the references of the account"))
        self.load.setToolTip(self.tr("Compare with the references of this account, Enter"))
        self.holder = QLabel()
        self.holder.setProperty("heading", True)
        self.mandate = Elided()
        self.refer = QLabel()
        self._sign = QLabel()
        self.number = QLineEdit()
        self.number.setAccessibleName(self.tr("Cheque number"))
        self.number.setFixedWidth(90)
        self.amount = QLineEdit()
        self.amount.setAccessibleName(self.tr("Amount"))
        self.amount.setToolTip(self.tr("What the cheque is drawn for; the mandate may depend on it"))
        self.amount.setFixedWidth(110)
        self.instructions = QLabel()
        self.instructions.setAccessibleName(self.tr("Instructions of the account"))
        self.instructions.setTextFormat(Qt.TextFormat.PlainText)
        self.instructions.setWordWrap(True)
        # A wrapped label asks for more width than it needs, which would push the window beyond small screens.
        self.instructions.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        row = QHBoxLayout()
        column.addLayout(row)
        column.addWidget(self.instructions)
        row.addWidget(_named(self.tr("Account"), self.account))
        row.addWidget(self.account)
        row.addWidget(self.load)
        row.addSpacing(4)
        row.addWidget(self.holder)
        row.addWidget(self._sign)
        row.addWidget(self.refer)
        row.addWidget(self.mandate, 1)
        for text, field in ((self.tr("Cheque"), self.number), (self.tr("Amount"), self.amount)):
            row.addWidget(_named(text, field))
            row.addWidget(field)
        self.account.returnPressed.connect(lambda: self.asked.emit(self.account.text()))
        self.load.clicked.connect(lambda: self.asked.emit(self.account.text()))
        self.amount.textChanged.connect(lambda _: self._show_amount())
        self.forget_account()

    @property
    def fields(self) -> tuple[QWidget, ...]:
        """The controls in the order in which Tab goes through them."""
        return (self.account, self.load, self.number, self.amount)

    @property
    def drawn_for(self) -> Decimal | None:
        """The amount as typed; None where there is none, or what is typed is no amount."""
        return amount_of(self.amount.text())

    def show_account(self, taken: AccountReferences) -> None:
        """Show whose account it is, and what the clerk has to know."""
        self.account.setText(taken.number)
        holder = taken.holder or self.tr("(no name)")
        count = self.tr("%n reference(s)", "", len(taken.references))
        self.holder.setText(holder)
        mandate = None if taken.mandate is None else taken.mandate.mandate
        said = [count]
        if mandate is not None:
            said.append(mandate_sentence(mandate, len(taken.signatories)))
        text = " · ".join(filter(None, said))
        self.mandate.setText(text)
        self.mandate.setToolTip(plain_tip(text))
        self._instruct("" if mandate is None else mandate.instructions)
        refer = mandate is not None and mandate.always_refer
        self.refer.setText(self.tr("always refer") if refer else "")
        self._sign.setVisible(refer)
        self._draw()

    def forget_account(self) -> None:
        """Show no account."""
        for widget in (self.account, self.holder, self.mandate, self.refer):
            widget.clear()
        self.mandate.setToolTip("")
        self._instruct("")
        self._sign.hide()

    def show_check(self, cheque: ChequeVerification | None, account: AccountReferences | None) -> None:
        """Say whom the signatures on the cheque were taken for, where several people may have signed."""
        if cheque is None or account is None or len(account.signatories) < 2:
            self.mandate.setText(self.mandate.toolTip())
            return
        names = {person.id: person.name for person in account.signatories}
        signed = [
            self.tr("{name} {similarity:.2f}").format(name=names[match.signatory], similarity=match.similarity)
            for match in cheque.mandate.matches
            if match.signatory is not None and match.similarity is not None and match.accepted
        ]
        said = ", ".join(signed) or self.tr("nobody")
        self.mandate.setText(self.tr("Signed by {names}").format(names=said) + " · " + self.mandate.toolTip())

    def clear_cheque(self) -> None:
        """Forget what another cheque said, and who signed it."""
        self.show_check(None, None)
        self.number.clear()
        self.amount.clear()

    def show_cheque(self, number: str, amount: str) -> None:
        """Show what a list says of a cheque; "" where it says nothing."""
        self.number.setText(number)
        self.amount.setText(amount)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() is QEvent.Type.PaletteChange:
            self._draw()

    def _instruct(self, text: str) -> None:
        self.instructions.setText(text)
        self.instructions.setVisible(bool(text))

    def _draw(self) -> None:
        colours = theme.of(self)
        self._sign.setPixmap(icons.icon(icons.attention, colours.flag, colours.faded).pixmap(18, 18))
        self.refer.setStyleSheet(f"font-weight: 600; color: {colours.flag}")

    def _show_amount(self) -> None:
        wrong = bool(self.amount.text().strip()) and self.drawn_for is None
        self.amount.setProperty("wrong", wrong)
        self.amount.setAccessibleDescription(self.tr("This is no amount") if wrong else "")
        self.amount.style().polish(self.amount)


def _named(text: str, field: QWidget) -> QLabel:
    label = QLabel(text)
    label.setBuddy(field)
    return label
