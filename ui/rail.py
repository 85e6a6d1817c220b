"""The rail on the left: the places of the desk."""

from __future__ import annotations

from enum import Enum

from PySide6.QtCore import QCoreApplication, QEvent, QSize, Qt, Signal
from PySide6.QtWidgets import QSizePolicy, QToolButton, QVBoxLayout, QWidget

from ui import icons, theme
from ui.commands import Keyboard


class Place(Enum):
    """The places of the desk, in the order of their keys Ctrl+1 to Ctrl+5."""

    VERIFY = "verify"
    BATCH = "batch"
    ACCOUNTS = "accounts"
    CALIBRATION = "calibration"
    SETTINGS = "settings"

    @property
    def title(self) -> str:
        translate = QCoreApplication.translate
        return {
            Place.VERIFY: translate("Place", "Verify"),
            Place.BATCH: translate("Place", "Batch"),
            Place.ACCOUNTS: translate("Place", "Accounts"),
            Place.CALIBRATION: translate("Place", "Calibration"),
            Place.SETTINGS: translate("Place", "Settings"),
        }[self]

    @property
    def purpose(self) -> str:
        translate = QCoreApplication.translate
        return {
            Place.VERIFY: translate("Place", "Compare cheques with references, and decide"),
            Place.BATCH: translate("Place", "Verify a folder of cheques"),
            Place.ACCOUNTS: translate("Place", "Accounts, who signs for them, and how"),
            Place.CALIBRATION: translate("Place", "Choose the threshold"),
            Place.SETTINGS: translate("Place", "Appearance, review, shortcuts, model, diagnostics"),
        }[self]


_DRAWINGS = {
    Place.VERIFY: icons.verify,
    Place.BATCH: icons.batch,
    Place.ACCOUNTS: icons.accounts,
    Place.CALIBRATION: icons.calibration,
    Place.SETTINGS: icons.settings,
}


class Rail(QWidget):
    """One button for each place.

    Signals
    -------
    chosen
        The Place to go to.
    """

    chosen = Signal(Place)

    def __init__(self, keyboard: Keyboard, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("rail")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        # As wide as its longest name: fonts and languages differ.
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Preferred)
        column = QVBoxLayout(self)
        column.setContentsMargins(6, 8, 6, 8)
        column.setSpacing(4)
        self.buttons: dict[Place, QToolButton] = {}
        for place in Place:
            button = QToolButton()
            button.setText(place.title)
            button.setAccessibleName(place.title)
            button.setAccessibleDescription(place.purpose)
            button.setToolTip(place.purpose)
            button.setIconSize(QSize(24, 24))
            button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextUnderIcon)
            button.setCheckable(True)
            button.setAutoExclusive(True)
            button.setMinimumWidth(100)
            button.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
            button.clicked.connect(lambda _, place=place: self.chosen.emit(place))
            keyboard.bind(f"view_{place.value}", self, button.click, button=button)
            self.buttons[place] = button
            column.addWidget(button)
        column.addStretch(1)
        self._draw_icons()

    def show_place(self, place: Place) -> None:
        self.buttons[place].setChecked(True)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() is QEvent.Type.PaletteChange:
            self._draw_icons()

    def _draw_icons(self) -> None:
        colours = theme.of(self)
        for place, button in self.buttons.items():
            button.setIcon(icons.icon(_DRAWINGS[place], colours.text, colours.faded))
