"""Cut several references from one scan: a signature card, or a form with specimens."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QColor, QPainter
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from sigverify.geometry import Box
from ui import theme
from ui.accounts.clerk import Card
from ui.commands import Keyboard
from ui.pane import Pane, show_page
from ui.plain_text import PlainDialog
from ui.verify.cheque_view import ChequeView


class CardView(ChequeView):
    """A scan with several boxes: draw to add one, click to choose; a key removes the chosen one.

    Signals
    -------
    counted
        There are so many boxes now.
    """

    counted = Signal(int)

    def show_card(self, card: Card) -> None:
        """Show a card with the boxes to begin with."""
        self.show_scan(card.picture, card.dpi)
        self.show_boxes(card.boxes[0] if card.boxes else None, card.boxes)
        self.counted.emit(len(self.candidates))

    def draw_box(self, box: Box) -> None:
        self.show_boxes(box, (*self.candidates, box))
        self.counted.emit(len(self.candidates))

    def act(self, name: str, *, repeated: bool = False) -> bool:
        if name not in ("leave_out", "lay_back"):
            return super().act(name, repeated=repeated)
        left = tuple(box for box in self.candidates if box != self.box)
        self.show_boxes(left[0] if left else None, left)
        self.counted.emit(len(left))
        return True

    def paint_over(self, painter: QPainter) -> None:
        super().paint_over(painter)
        painter.setPen(QColor(theme.LIGHT.accent))
        for number, box in enumerate(self.candidates, start=1):
            corner = self.mapFromScene(box.x0, box.y0)
            painter.drawText(corner.x() + 3, corner.y() - 4, str(number))

    def _change(self, box: Box) -> None:
        # A box that is moved takes its old self's place; one that is chosen is among them already.
        if box not in self.candidates:
            self._candidates = tuple(box if old == self.box else old for old in self.candidates)
        super()._change(box)


class CardForm(PlainDialog):
    """Shows a card, and gives the boxes that are to become references.

    Signals
    -------
    page_wanted
        Another page (int) of the file.
    """

    page_wanted = Signal(int)

    def __init__(self, parent: QWidget, keyboard: Keyboard, people: Sequence[tuple[int, str]]) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(self.tr("Cut references from a card"))
        self.card: Card | None = None
        self.view = CardView(self.tr("Signature card"), keyboard)
        pane = Pane(self.tr("Card"), self.view)
        self.page = pane.add_page_picker(self.tr("Page of the card's file"))
        self.page.valueChanged.connect(self.page_wanted)
        pane.set_heading(
            self.tr("Card"),
            self.tr("draw a box around each signature; click chooses one, {remove} removes it").format(
                remove=keyboard.shown("leave_out")
            ),
        )
        self.whose = QComboBox()
        self.whose.setAccessibleName(self.tr("Whose signatures these are"))
        self.whose.view().setAccessibleName(self.whose.accessibleName())
        for identity, name in people:
            self.whose.addItem(name, identity)
        self.add = QPushButton()
        self.add.setAccessibleName(self.tr("Add the signatures in the boxes"))
        self.add.clicked.connect(self.accept)
        cancel = QPushButton(self.tr("Cancel"))
        cancel.setAccessibleName(self.tr("Add nothing"))
        cancel.clicked.connect(self.reject)
        line = QHBoxLayout()
        if people:
            line.addWidget(QLabel(self.tr("Signed by")))
            line.addWidget(self.whose)
        line.addStretch(1)
        line.addWidget(cancel)
        line.addWidget(self.add)
        column = QVBoxLayout(self)
        column.addWidget(pane, 1)
        column.addLayout(line)
        self.resize(900, 620)
        self.view.counted.connect(self._count)
        self._count(0)

    @property
    def signatory_id(self) -> int | None:
        chosen: int | None = self.whose.currentData()
        return chosen

    def show_card(self, card: Card) -> None:
        """Show a page that was read."""
        self.card = card
        self.view.show_card(card)
        show_page(self.page, card.page, card.pages)
        self.view.setFocus()

    def _count(self, boxes: int) -> None:
        self.add.setText(self.tr("Add %n reference(s)", "", boxes))
        self.add.setEnabled(boxes > 0)
