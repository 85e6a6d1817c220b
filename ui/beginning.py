"""The way in: what an empty desk offers, and the demo bank."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from sigverify.demo import demo_of
from sigverify.jobs import Cancel, Report
from sigverify.settings import Settings
from ui.first_steps import DemoSteps, FirstSteps
from ui.rail import Place
from ui.standing import Standing

if TYPE_CHECKING:
    from ui.desk import DeskWindow

# Whoever calibrates or sets up knows where to begin.
_PLACES = (Place.VERIFY, Place.BATCH, Place.ACCOUNTS)


class Beginning(QWidget):
    """Over the views of a desk: offers where to begin while it is empty, leads into the demo bank and back.

    Signals
    -------
    other_desk_wanted
        The Settings of the data folder that is to be worked in instead.
    """

    other_desk_wanted = Signal(Settings)

    def __init__(self, desk: DeskWindow, came_from: Settings | None) -> None:
        super().__init__(desk)
        self._desk, self._empty = desk, False
        bank = demo_of(desk.settings.data_folder)
        self.first = FirstSteps()
        self.demo = None if bank is None else DemoSteps(bank, can_leave=came_from is not None)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.first)
        self.first.demo_wanted.connect(self._open_demo)
        self.first.import_wanted.connect(self._import)
        self.first.enrol_wanted.connect(self._enrol)
        if self.demo is not None:
            column.addWidget(self.demo)
            self.demo.verify_wanted.connect(self._verify)
            self.demo.batch_wanted.connect(self._batch)
            self.demo.leave_wanted.connect(lambda: self.other_desk_wanted.emit(came_from))

    def show_standing(self, standing: Standing) -> None:
        """Offer the first steps as long as there is no account."""
        self._empty = standing.name is not None and standing.accounts == 0
        self.show_place(self._desk.place)

    def show_place(self, place: Place) -> None:
        """Offer them where they are of use."""
        self.first.offer(self._empty and place in _PLACES)
        if self.demo is not None:
            self.demo.offer(place in _PLACES)

    def _open_demo(self) -> None:
        settings = self._desk.settings

        def make(report: Report, cancel: Cancel) -> Settings:
            from sigverify.demo.opening import demo_beside

            return demo_beside(settings, report, cancel)

        self.first.demo.setEnabled(False)
        self._desk.runner.submit(
            "demo",
            self.tr("Making the demo bank"),
            make,
            self.other_desk_wanted.emit,
            self._fail,
            self._offer_again,
            long=True,
        )

    def _fail(self, error: Exception) -> None:
        self._offer_again()
        self._desk.verify_view.message.show_error(error)
        self._desk.go_to(Place.VERIFY)

    def _offer_again(self) -> None:
        self.first.demo.setEnabled(True)

    def _import(self) -> None:
        self._desk.go_to(Place.ACCOUNTS)
        self._desk.accounts_view.exchange.ask_what_to_import()

    def _enrol(self) -> None:
        self._desk.go_to(Place.ACCOUNTS)
        self._desk.accounts_view.new.click()

    def _verify(self, cheques: Path) -> None:
        self._desk.go_to(Place.VERIFY)
        self._desk.verify_view.open_folder(cheques)

    def _batch(self, cheques: Path) -> None:
        self._desk.go_to(Place.BATCH)
        self._desk.batch_view.open_folder(cheques)
