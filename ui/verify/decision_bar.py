"""What the clerk decides: accept, flag with a reason, put aside; a note; undo."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, QEvent, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QLineEdit, QPushButton, QStackedLayout, QWidget

from ui import theme
from ui.icons import Drawing, check, flag, icon, pause
from ui.language import QT_TRANSLATE_NOOP

# The records keep these words; the desk shows them in its own language.
FLAG_REASONS = (
    QT_TRANSLATE_NOOP("FlagReason", "Another hand"),
    QT_TRANSLATE_NOOP("FlagReason", "Slow or traced"),
    QT_TRANSLATE_NOOP("FlagReason", "Not as the mandate asks"),
    QT_TRANSLATE_NOOP("FlagReason", "Not signed"),
    QT_TRANSLATE_NOOP("FlagReason", "Altered"),
    QT_TRANSLATE_NOOP("FlagReason", "Something else"),
)


class DecisionBar(QWidget):
    """One line: the three decisions, or for as long as it is asked for, the reason of a flag.

    Signals
    -------
    accepted, put_aside
        The clerk decided.
    flagged
        The clerk flagged the cheque, for one of FLAG_REASONS.
    left
        The keyboard is no longer needed here: the reason was not chosen, or the note is written.
    """

    accepted = Signal()
    flagged = Signal(str)
    put_aside = Signal()
    left = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.accept = QPushButton(self.tr("Accept"))
        self.accept.setAccessibleName(self.tr("Accept the cheque"))
        self.flag = QPushButton(self.tr("Flag…"))
        self.flag.setAccessibleName(self.tr("Flag the cheque, with a reason"))
        self.aside = QPushButton(self.tr("Put aside"))
        self.aside.setAccessibleName(self.tr("Put the cheque aside"))
        for button in (self.accept, self.flag, self.aside):
            button.setProperty("decision", True)
        self.note = QLineEdit()
        self.note.setAccessibleName(self.tr("Note about the decision"))
        self.note.setPlaceholderText(self.tr("note"))
        self.note.setMaxLength(500)
        self.state = QLabel()
        self.state.setProperty("muted", True)
        self.undo = QPushButton(self.tr("Undo"))
        self.undo.setAccessibleName(self.tr("Undo the last decision"))
        self.previous = QPushButton("◂")
        self.previous.setAccessibleName(self.tr("Previous cheque to review"))
        self.next = QPushButton("▸")
        self.next.setAccessibleName(self.tr("Next cheque to review"))
        self.place = QLabel()
        self.place.setProperty("muted", True)
        self._reasons = _Reasons()
        decisions = QWidget()
        row = QHBoxLayout(decisions)
        row.setContentsMargins(0, 0, 0, 0)
        for decision in (self.accept, self.flag, self.aside):
            row.addWidget(decision)
        row.addWidget(self.note, 1)
        for widget in (self.state, self.undo, self.previous, self.place, self.next):
            row.addWidget(widget)
        self._stack = QStackedLayout(self)
        self._stack.addWidget(decisions)
        self._stack.addWidget(self._reasons)
        self.accept.clicked.connect(self.accepted)
        self.flag.clicked.connect(self.ask_reason)
        self.aside.clicked.connect(self.put_aside)
        self.note.returnPressed.connect(self.left)
        self._reasons.chosen.connect(self._take_reason)
        self._reasons.given_up.connect(self._give_up)
        self.offer(False)
        self.offer_undo("")
        self.show_place(0, 0, 0)
        self._draw_icons()

    @property
    def buttons(self) -> tuple[QWidget, ...]:
        """The controls in the order in which Tab goes through them."""
        return (self.accept, self.flag, self.aside, self.note, self.undo, self.previous, self.next)

    @property
    def asking(self) -> bool:
        """Whether the reason of a flag is asked for."""
        return self._stack.currentWidget() is self._reasons

    def offer(self, possible: bool) -> None:
        """Let the clerk decide, or not: there is nothing to decide about, or no operator."""
        for widget in (self.accept, self.flag, self.aside):
            widget.setEnabled(possible)
        if not possible and self.asking:
            self._stack.setCurrentIndex(0)

    def offer_undo(self, what: str) -> None:
        """Say what can be undone; "" for nothing."""
        self.undo.setEnabled(bool(what))
        self.undo.setAccessibleDescription(what)

    def show_state(self, text: str) -> None:
        """Say what was decided about the cheque on the desk."""
        self.state.setText(text)

    def show_place(self, at: int, count: int, left: int) -> None:
        """Say which cheque of how many this is, from 1; no list where there are fewer than two."""
        for widget in (self.previous, self.place, self.next):
            widget.setVisible(count > 1)
        self.place.setText(self.tr("{at} of {count}, {left} left").format(at=at, count=count, left=left))

    def ask_reason(self) -> None:
        """Ask why the cheque is flagged."""
        if self.flag.isEnabled():
            self._stack.setCurrentWidget(self._reasons)
            self._reasons.setFocus()

    def take_note(self) -> str:
        """Return the note, and clear it for the next cheque."""
        note = self.note.text().strip()
        self.note.clear()
        return note

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() is QEvent.Type.PaletteChange:
            self._draw_icons()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape and self.note.hasFocus():
            self.left.emit()
        else:
            super().keyPressEvent(event)

    def _draw_icons(self) -> None:
        colours = theme.of(self)
        drawn: tuple[tuple[QPushButton, Drawing, str], ...] = (
            (self.accept, check, colours.accept),
            (self.flag, flag, colours.flag),
            (self.aside, pause, colours.unscorable),
        )
        for button, drawing, colour in drawn:
            button.setIcon(icon(drawing, colour, colours.faded))

    def _take_reason(self, reason: str) -> None:
        self._stack.setCurrentIndex(0)
        self.flagged.emit(reason)

    def _give_up(self) -> None:
        self._stack.setCurrentIndex(0)
        self.left.emit()


class _Reasons(QWidget):
    """The reasons with their digits; a digit or a click chooses, Esc gives up."""

    chosen = Signal(str)
    given_up = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleName(self.tr("Why is it flagged? Press a digit, or Esc"))
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        why = QLabel(self.tr("Why?"))
        why.setProperty("heading", True)
        row.addWidget(why)
        for number, reason in enumerate(FLAG_REASONS, start=1):
            shown = QCoreApplication.translate("FlagReason", reason)
            button = QPushButton(f"{number}  {shown}")
            button.setAccessibleName(shown)
            button.clicked.connect(lambda _, reason=reason: self.chosen.emit(reason))
            row.addWidget(button)
        row.addStretch(1)
        back = QPushButton(self.tr("Not now (Esc)"))
        back.setAccessibleName(self.tr("Do not flag now"))
        back.clicked.connect(self.given_up)
        row.addWidget(back)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        number = event.key() - int(Qt.Key.Key_0)
        if 1 <= number <= len(FLAG_REASONS):
            self.chosen.emit(FLAG_REASONS[number - 1])
        elif event.key() == Qt.Key.Key_Escape:
            self.given_up.emit()
        else:
            super().keyPressEvent(event)

    def event(self, event: QEvent) -> bool:
        # Esc is the desk's shortcut for stopping a job: here it means these reasons.
        asked = event.key() if isinstance(event, QKeyEvent) else None
        if asked == Qt.Key.Key_Escape and event.type() is QEvent.Type.ShortcutOverride:
            event.accept()
            return True
        return super().event(event)
