"""Who works here: name and password."""

from __future__ import annotations

from PySide6.QtWidgets import QLineEdit, QWidget

from ui.forms import Form


class SignInForm(Form):
    """Asks for an operator's name and password."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent, "")
        self.setWindowTitle(self.tr("Sign in"))
        self.name = self.add_text(self.tr("Operator"), required=True)
        self.password = self.add_text(self.tr("Password"))
        self.password.setEchoMode(QLineEdit.EchoMode.Password)
