"""What an empty desk offers (a demo bank, accounts to import, the first one to enrol), and what the demo does."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QGridLayout, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget


class _Offers(QFrame):
    """A strip over the views: a sentence, and buttons with what each of them does."""

    def __init__(self, title: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("offers")
        self.setAccessibleName(title)
        heading = QLabel(title)
        heading.setProperty("section", True)
        self.dismiss = QPushButton(self.tr("Hide"))
        self.dismiss.setAccessibleName(self.tr("Hide these offers"))
        self.dismiss.clicked.connect(self.put_away)
        line = QHBoxLayout()
        line.addWidget(heading, 1)
        line.addWidget(self.dismiss)
        self._offers = QGridLayout()
        self._offers.setHorizontalSpacing(24)
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 8, 12, 10)
        column.addLayout(line)
        column.addLayout(self._offers)
        self._wanted, self._put_away = False, False
        self.hide()

    def offer(self, wanted: bool) -> None:
        """Show the offers, unless they were put away."""
        self._wanted = wanted
        self.setVisible(wanted and not self._put_away)

    def put_away(self) -> None:
        """Show them no more as long as the window is open."""
        self._put_away = True
        self.offer(self._wanted)

    def add(self, text: str, does: str) -> QPushButton:
        """Add a button, with what it does below it."""
        button = QPushButton(text)
        button.setAccessibleName(text.rstrip("…"))
        button.setAccessibleDescription(does)
        told = QLabel(does)
        told.setWordWrap(True)
        told.setProperty("muted", True)
        at = self._offers.columnCount() if self._offers.count() else 0
        self._offers.addWidget(button, 0, at, Qt.AlignmentFlag.AlignLeft)
        self._offers.addWidget(told, 1, at, Qt.AlignmentFlag.AlignTop)
        self._offers.setColumnStretch(at, 1)
        return button


class FirstSteps(_Offers):
    """Shown as long as there is no account.

    Signals
    -------
    demo_wanted, import_wanted, enrol_wanted
        Which way to begin was chosen.
    """

    demo_wanted = Signal()
    import_wanted = Signal()
    enrol_wanted = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(self.tr("There are no accounts yet. Where to begin"), parent)
        self.demo = self.add(
            self.tr("Try the demo bank"),
            self.tr("An invented bank with accounts and cheques to practise on, apart from your own records."),
        )
        self.take_in = self.add(
            self.tr("Import accounts…"),
            self.tr("A folder with accounts.csv and the images that it names. You see first what would happen."),
        )
        self.enrol = self.add(
            self.tr("Enrol the first account…"),
            self.tr("A number, a name, and one signature that is known to be genuine are enough."),
        )
        self.demo.clicked.connect(self.demo_wanted)
        self.take_in.clicked.connect(self.import_wanted)
        self.enrol.clicked.connect(self.enrol_wanted)


class DemoSteps(_Offers):
    """Shown in the demo bank.

    Signals
    -------
    verify_wanted, batch_wanted
        Its cheques (Path of their folder) are to be gone through, one by one or by themselves.
    leave_wanted
        Back to the desk that the demo was opened from.
    """

    verify_wanted = Signal(Path)
    batch_wanted = Signal(Path)
    leave_wanted = Signal()

    def __init__(self, bank: Path, *, can_leave: bool, parent: QWidget | None = None) -> None:
        super().__init__(self.tr("This is the demo bank: nobody in it exists"), parent)
        cheques = bank / "cheques"
        self.verify = self.add(
            self.tr("Verify its cheques"),
            self.tr("One after the other: look, then A accepts, F flags, P puts aside."),
        )
        self.batch = self.add(
            self.tr("Run them as a batch…"),
            self.tr("All at once; what needs a person is listed first."),
        )
        self.verify.clicked.connect(lambda: self.verify_wanted.emit(cheques))
        self.batch.clicked.connect(lambda: self.batch_wanted.emit(cheques))
        if can_leave:
            self.leave = self.add(
                self.tr("Leave the demo bank"),
                self.tr("Back to your own records. What was done here stays here."),
            )
            self.leave.clicked.connect(self.leave_wanted)
