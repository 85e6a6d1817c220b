"""Who works here: name and password, the passphrase of the records, and what is there while nobody works."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QLabel, QLineEdit, QPushButton, QVBoxLayout, QWidget

from ui.forms import Form
from ui.message_strip import MessageStrip


class SignInForm(Form):
    """Asks for an operator's name and password; `problem` says why it did not work before."""

    def __init__(self, parent: QWidget, name: str = "", problem: str = "") -> None:
        super().__init__(parent, "", problem)
        self.setWindowTitle(self.tr("Sign in"))
        self.name = self.add_text(self.tr("Operator"), name, required=True)
        self.password = self.add_text(self.tr("Password"))
        self.password.setEchoMode(QLineEdit.EchoMode.Password)
        if name:
            self.password.setFocus()


class PassphraseForm(Form):
    """Asks for the passphrase of encrypted records; `problem` says why it did not work before."""

    def __init__(self, parent: QWidget, problem: str = "") -> None:
        super().__init__(parent, "", problem)
        if not problem:
            self.told.setText(
                self.tr(
                    "The signatures on record are encrypted. Without the passphrase no account can be verified."
                )
            )
            self.told.show()
        self.setWindowTitle(self.tr("Passphrase"))
        self.passphrase = self.add_text(self.tr("Passphrase"), required=True)
        self.passphrase.setEchoMode(QLineEdit.EchoMode.Password)


class SignedOut(QWidget):
    """Stands in the place of everything else while nobody has signed in.

    Signals
    -------
    sign_in_wanted
        The button was pressed.
    """

    sign_in_wanted = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.message = MessageStrip()
        title = QLabel(self.tr("Nobody has signed in"))
        title.setProperty("title", True)
        text = QLabel(self.tr("Accounts and cheques are shown to whoever has signed in."))
        text.setWordWrap(True)
        self.sign_in = QPushButton(self.tr("Sign in…"))
        self.sign_in.setAccessibleName(self.tr("Sign in"))
        self.sign_in.clicked.connect(self.sign_in_wanted)
        column = QVBoxLayout(self)
        column.setContentsMargins(28, 20, 28, 20)
        column.setSpacing(12)
        column.addWidget(self.message)
        column.addWidget(title)
        column.addWidget(text)
        column.addWidget(self.sign_in, alignment=Qt.AlignmentFlag.AlignLeft)
        column.addStretch(1)
        self.setFocusProxy(self.sign_in)
