"""Where a cheque has several signatures: whose each is, and which one is looked at."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QAbstractButton, QButtonGroup, QHBoxLayout, QPushButton, QWidget

from ui.shown import AccountReferences, Verified
from ui.wording import margin


class SignatureChips(QWidget):
    """One small button for each signature; hidden where there are fewer than two.

    Signals
    -------
    chosen
        Which signature (int, from 0) is to be looked at.
    """

    chosen = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._group = QButtonGroup(self)
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.addStretch(1)
        self._group.idClicked.connect(self.chosen)
        self.hide()

    @property
    def buttons(self) -> list[QAbstractButton]:
        """One for each signature, in their order."""
        return self._group.buttons()

    def show_signatures(
        self, verified: Verified | None, account: AccountReferences | None, chosen: int, *, veiled: bool = False
    ) -> None:
        """Show the signatures of a comparison, each with whom it was taken for unless that is veiled."""
        count = 0 if verified is None else len(verified.signatures)
        self._make(count if count > 1 else 0)
        for at, button in enumerate(self.buttons):
            name, tip = self.tr("Signature {number}").format(number=at + 1), ""
            if verified is not None and account is not None and not veiled:
                whose, tip = _taken_for(verified, account, at)
                whose = whose or self.tr("nobody")
                name = f"{name}: {whose}"
            button.setText(name)
            button.setAccessibleName(name)
            button.setAccessibleDescription(tip)
            button.setToolTip(tip)
            button.setChecked(at == chosen)
        self.setVisible(count > 1)

    def _make(self, count: int) -> None:
        """Have so many buttons; those that stay keep the keyboard."""
        buttons = self.buttons
        for button in buttons[count:]:
            self._group.removeButton(button)
            self._row.removeWidget(button)
            button.deleteLater()
        for at in range(len(buttons), count):
            button = QPushButton()
            button.setCheckable(True)
            # A click leaves the keyboard with the signatures.
            button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
            self._group.addButton(button, at)
            self._row.insertWidget(at, button)


def _taken_for(verified: Verified, account: AccountReferences, at: int) -> tuple[str, str]:
    """Return whom a signature was taken for with the similarity, and how far that is from the threshold."""
    match = None if verified.cheque is None else verified.cheque.mandate.matches[at]
    if match is None or match.similarity is None or match.threshold is None:
        return "", ""
    name = next((person.name for person in account.signatories if person.id == match.signatory), "")
    return f"{name} {match.similarity:.2f}", margin(match.similarity, match.threshold)
