"""How the two signatures are shown: five ways to compare, and what is shown of them."""

from __future__ import annotations

from collections.abc import Iterable
from enum import Enum

from PySide6.QtCore import QCoreApplication, Signal
from PySide6.QtWidgets import QButtonGroup, QHBoxLayout, QPushButton, QWidget

from ui.commands import Keyboard


class Mode(Enum):
    """Ways to compare two signatures, in the order of their keys 1 to 5."""

    SIDE_BY_SIDE = "side by side"
    SWIPE = "swipe"
    OVERLAY = "overlay"
    BLINK = "blink"
    DIFFERENCE = "difference"


def mode_texts(mode: Mode) -> tuple[str, str]:
    """Return a mode's name, and what it shows, with places for keys."""
    translate = QCoreApplication.translate
    return {
        Mode.SIDE_BY_SIDE: (
            translate("Mode", "Side by side"),
            translate("Mode", "Both signatures on their paper"),
        ),
        Mode.SWIPE: (
            translate("Mode", "Swipe"),
            translate("Mode", "The reference left of a divider, the questioned signature right of it"),
        ),
        Mode.OVERLAY: (
            translate("Mode", "Overlay"),
            translate("Mode", "Reference blue, questioned orange, dark where they agree"),
        ),
        Mode.BLINK: (
            translate("Mode", "Blink"),
            translate("Mode", "One after the other in the same place; hold {hold_blink} in any mode"),
        ),
        Mode.DIFFERENCE: (
            translate("Mode", "Difference"),
            translate("Mode", "What only one of the signatures has"),
        ),
    }[mode]


class ModeBar(QWidget):
    """Buttons for the modes, and for what is shown in all of them.

    Signals
    -------
    mode_chosen
        The Mode that the user chose.
    """

    mode_chosen = Signal(Mode)

    def __init__(self, keyboard: Keyboard, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        self.modes: dict[Mode, QPushButton] = {}
        group = QButtonGroup(self)
        for number, mode in enumerate(Mode, start=1):
            name, shows = mode_texts(mode)
            button = _toggle(name, name, shows)
            # One control with five positions, not five controls.
            button.setProperty("segment", "first" if number == 1 else "last" if number == len(Mode) else "inner")
            button.clicked.connect(lambda _, mode=mode: self.mode_chosen.emit(mode))
            group.addButton(button)
            row.addWidget(button)
            self.modes[mode] = button
        self.modes[Mode.SIDE_BY_SIDE].setChecked(True)
        row.addStretch(1)
        self.link = _toggle(self.tr("Linked"), self.tr("Link the panes"), self.tr("Zoom and move both panes"))
        self.link.setChecked(True)
        self.heat = _toggle(
            self.tr("Local differences"),
            self.tr("Show local differences"),
            self.tr("Colour the questioned ink by how far the network finds it from the reference there"),
        )
        self.network = _toggle(
            self.tr("Network's view"),
            self.tr("Show what the network sees"),
            self.tr("The normalised strokes that are compared"),
        )
        self.fit = QPushButton(self.tr("Fit"))
        self.fit.setAccessibleName(self.tr("Fit the pictures into their panes"))
        keyboard.tell(
            self.tr(
                "Whole pictures, {fit} ({zoom_in} and {zoom_out} zoom the one with the focus, as does the wheel)"
            ),
            self.fit.setToolTip,
        )
        for button in (self.link, self.heat, self.network, self.fit):
            row.addSpacing(6)
            row.addWidget(button)
        self.offer_heat(False)

    @property
    def buttons(self) -> Iterable[QPushButton]:
        """The buttons from left to right."""
        return (*self.modes.values(), self.link, self.heat, self.network, self.fit)

    def show_mode(self, mode: Mode) -> None:
        self.modes[mode].setChecked(True)

    def offer_heat(self, there: bool) -> None:
        """Let local differences be shown, where the network gives any."""
        self.heat.setEnabled(there)
        self.heat.setAccessibleDescription("" if there else self.tr("The network gave no local differences"))


def _toggle(text: str, name: str, tip: str) -> QPushButton:
    button = QPushButton(text)
    button.setCheckable(True)
    button.setAccessibleName(name)
    button.setToolTip(tip)
    return button
