"""The two signatures, compared in one of five ways; linked, laid over each other, nudged."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, QRectF, QTimer
from PySide6.QtGui import QImage, QTransform
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from ui.commands import Keyboard
from ui.pane import Pane
from ui.verify.layers import Layer, heat
from ui.verify.mode_bar import Mode, ModeBar, mode_texts
from ui.verify.signature_view import Content, Heat, Painting, SignatureView

# Slow enough to look at each, fast enough for a movement to be seen.
_BLINK_MS = 550
_PAINTINGS = {
    Mode.SWIPE: Painting.SWIPE,
    Mode.OVERLAY: Painting.OVERLAY,
    Mode.DIFFERENCE: Painting.DIFFERENCE,
}


class SignaturePanes(QWidget):
    """Reference and questioned signature side by side, or together in one pane; the modes below them."""

    def __init__(self, keyboard: Keyboard, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._keyboard = keyboard
        self._mode = Mode.SIDE_BY_SIDE
        self._held_from: Mode | None = None
        self._changing = False  # while a mode changes, the keyboard goes from pane to pane
        self._reference: Layer | None = None
        self._questioned: Layer | None = None
        self._alignment = QTransform()
        self._nudge = QPointF()
        self._cells: QImage | None = None
        self._veiled = False
        self._shows_questioned = True
        self._following = False
        self.reference_view = SignatureView(self.tr("Reference signature"), keyboard)
        self.questioned_view = SignatureView(self.tr("Questioned signature"), keyboard)
        self.together_view = SignatureView(self.tr("Both signatures"), keyboard)
        self.reference_pane = Pane(self.tr("Reference"), self.reference_view)
        self.questioned_pane = Pane(self.tr("Questioned"), self.questioned_view)
        self.together_pane = Pane("", self.together_view)
        self.bar = ModeBar(keyboard)
        panes = QHBoxLayout()
        panes.setSpacing(10)
        for pane in (self.reference_pane, self.questioned_pane, self.together_pane):
            panes.addWidget(pane, 1)
        self.together_pane.hide()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(6)
        column.addLayout(panes, 1)
        column.addWidget(self.bar)
        self._blink = QTimer(self)
        self._blink.setInterval(_BLINK_MS)
        self._blink.timeout.connect(self._turn)
        for view in (self.reference_view, self.questioned_view, self.together_view):
            view.nudged.connect(self.nudge)
            view.laid_back.connect(self.lay_back)
            view.blinked.connect(self.hold_blink)
            view.left.connect(self._let_go)
        self.reference_view.looked.connect(lambda: self._follow(self.reference_view, self.questioned_view))
        self.questioned_view.looked.connect(lambda: self._follow(self.questioned_view, self.reference_view))
        self.bar.mode_chosen.connect(self.set_mode)
        self.bar.link.toggled.connect(lambda _: self._show())
        self.bar.heat.toggled.connect(lambda _: self._show())
        self.bar.network.toggled.connect(lambda _: self._show())
        self.bar.fit.clicked.connect(self.fit)

    @property
    def mode(self) -> Mode:
        """How they are compared."""
        return self._mode

    @property
    def nudged_by(self) -> QPointF:
        """How far the user has moved the questioned signature, in pixels of the canvas."""
        return self._nudge

    @property
    def placement(self) -> QTransform:
        """From the questioned signature's coordinates into the reference's, nudges included."""
        return self._alignment * QTransform.fromTranslate(self._nudge.x(), self._nudge.y())

    @property
    def front(self) -> SignatureView:
        """The view that shows the questioned signature."""
        return self.questioned_view if self._mode is Mode.SIDE_BY_SIDE else self.together_view

    def show_reference(self, layer: Layer | None) -> None:
        """Show another reference; until `show_alignment` both lie as the canvas places them."""
        if layer is not self._reference:
            self._reference, self._alignment, self._nudge = layer, QTransform(), QPointF()
            self._show()

    def show_questioned(self, layer: Layer | None) -> None:
        """Show another questioned signature; until `show_alignment` both lie as the canvas places them."""
        if layer is not self._questioned:
            self._questioned, self._alignment, self._nudge = layer, QTransform(), QPointF()
            self._show()

    def show_alignment(self, alignment: QTransform) -> None:
        """Lay the questioned signature over the reference."""
        self._alignment = alignment
        self._show()

    def show_cells(self, cell_differences: NDArray[np.float32] | None) -> None:
        """Take how far each cell of the questioned canvas is from the reference.

        Parameters
        ----------
        cell_differences
            float (rows, columns) over the canvas, 0 (alike) to 1; None where the network gives none.
        """
        self._cells = None if cell_differences is None else heat(cell_differences)
        self.veil(self._veiled)

    def veil(self, veiled: bool) -> None:
        """Keep what the network thinks from the clerk's eyes, or not any more."""
        self._veiled = veiled
        self.bar.offer_heat(self._cells is not None and not veiled)
        self._show()

    def set_mode(self, mode: Mode) -> None:
        """Compare in another way; zoom and place stay."""
        # Asked of the window: while it is not in front, nothing has the keyboard.
        had_focus = self.window().focusWidget() in (self.front, self.reference_view)
        before = self.front
        self._changing = True
        self._mode, self._shows_questioned = mode, True
        self.bar.show_mode(mode)
        together = mode is not Mode.SIDE_BY_SIDE
        self.reference_pane.setVisible(not together)
        self.questioned_pane.setVisible(not together)
        self.together_pane.setVisible(together)
        if mode is Mode.BLINK:
            self._blink.start()
        else:
            self._blink.stop()
        self._show()
        if self.front is not before:
            self.front.look_like(before)
            if self.front.fitted:
                self.front.fit()
        if had_focus:
            self.front.setFocus()
        self._changing = False

    def hold_blink(self, held: bool) -> None:
        """Blink for as long as the key is held."""
        if held and self._held_from is None:
            self._held_from = self._mode
            self.set_mode(Mode.BLINK)
        elif not held and self._held_from is not None:
            mode, self._held_from = self._held_from, None
            self.set_mode(mode)

    def _let_go(self) -> None:
        if not self._changing:
            self.hold_blink(False)

    def nudge(self, by: QPointF) -> None:
        """Move the questioned signature over the reference."""
        if self._questioned is not None:
            self._nudge += by
            self._show()

    def lay_back(self) -> None:
        """Forget the nudges."""
        self._nudge = QPointF()
        self._show()

    def fit(self) -> None:
        """Fit the signatures into their panes."""
        for view in (self.reference_view, self.questioned_view, self.together_view):
            view.fit()

    def hideEvent(self, event: object) -> None:
        self._blink.stop()
        super().hideEvent(event)  # type: ignore[arg-type]

    def showEvent(self, event: object) -> None:
        super().showEvent(event)  # type: ignore[arg-type]
        if self._mode is Mode.BLINK:
            self._blink.start()

    def _turn(self) -> None:
        self._shows_questioned = not self._shows_questioned
        self._show()

    def _show(self) -> None:
        network = self.bar.network.isChecked()
        reference = None if self._reference is None else self._reference.look(network)
        questioned = None if self._questioned is None else self._questioned.look(network)
        hot = None
        shown = self.bar.heat.isEnabled() and self.bar.heat.isChecked()
        if shown and self._cells is not None and self._questioned is not None:
            hot = Heat(self._cells, self._questioned.frame)
        if self._mode is Mode.SIDE_BY_SIDE:
            linked = self.bar.link.isChecked()
            place = QTransform()
            if linked and self._questioned is not None:
                place = upright(self.placement, self._questioned.frame.center())
            alone = QRectF() if reference is None else reference.paper.area
            other = QRectF() if questioned is None else place.mapRect(questioned.paper.area)
            for view, painting, there, own in (
                (self.reference_view, Painting.REFERENCE, reference, alone),
                (self.questioned_view, Painting.QUESTIONED, questioned, other),
            ):
                area = alone.united(other) if linked else own
                content = Content(painting, reference, questioned, place, hot, area)
                view.show_content(None if there is None else content)
            return
        if questioned is None and reference is None:
            self.together_view.show_content(None)
        else:
            alone = QRectF() if reference is None else reference.paper.area
            other = QRectF() if questioned is None else self.placement.mapRect(questioned.paper.area)
            content = Content(self._painting(), reference, questioned, self.placement, hot, alone.united(other))
            self.together_view.show_content(content)
        self._name_together()

    def _painting(self) -> Painting:
        if self._mode is Mode.BLINK:
            return Painting.QUESTIONED if self._shows_questioned else Painting.REFERENCE
        return _PAINTINGS[self._mode]

    def _name_together(self) -> None:
        name, shows = mode_texts(self._mode)
        if self._mode is Mode.BLINK:
            name = self.tr("Questioned") if self._shows_questioned else self.tr("Reference")
            shows = mode_texts(Mode.BLINK)[0]
        moved = "" if self._nudge.isNull() else self.tr("moved by hand, {lay_back} lays it back")
        told = self._keyboard.told(". ".join(filter(None, (shows, moved))))
        self.together_pane.set_heading(name, told)

    def _follow(self, moved: SignatureView, other: SignatureView) -> None:
        """Show in the other pane what is shown in the one that was moved."""
        if self.bar.link.isChecked() and not self._following:
            self._following = True
            other.look_like(moved)
            self._following = False


def upright(placement: QTransform, middle: QPointF) -> QTransform:
    """Return a placement without its turn, for paper is read upright; it takes `middle` to the same place."""
    scale = (placement.m11() ** 2 + placement.m12() ** 2) ** 0.5
    to = placement.map(middle)
    return QTransform(scale, 0, 0, scale, to.x() - scale * middle.x(), to.y() - scale * middle.y())
