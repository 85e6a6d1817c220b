"""Where the signatures are: boxes that are drawn, moved, chosen, left out, looked for, remembered."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt, Signal

from sigverify.geometry import Box
from ui.runner import Runner
from ui.services import Services
from ui.verify.boxes import Boxes
from ui.verify.on_desk import OnDesk
from ui.verify.showing import Showing

if TYPE_CHECKING:
    from ui.verify.view import VerifyView


class Boxing(QObject):
    """Does to the boxes what the clerk does on the cheque.

    Signals
    -------
    changed
        The cheque is to be compared by its boxes as they are now.
    """

    changed = Signal()

    def __init__(
        self, view: VerifyView, services: Services, runner: Runner, on_desk: OnDesk, showing: Showing
    ) -> None:
        super().__init__(view)
        self._services, self._runner, self._on_desk, self._showing = services, runner, on_desk, showing
        self._cheque, self._line, self._message = view.compare.cheque_view, view.line, view.message
        self._cheque.signature_chosen.connect(self.choose)
        self._cheque.box_changed.connect(lambda box: self._take(on_desk.boxes.changed(box)))
        self._cheque.box_drawn.connect(self._draw)
        self._cheque.removed.connect(lambda: self._take(on_desk.boxes.without_chosen()))
        self._cheque.taken_back.connect(self.locate_again)
        view.chips.chosen.connect(self.choose)
        view.compare.locate.clicked.connect(self.locate_again)
        view.compare.remember.clicked.connect(self.remember_place)

    def choose(self, at: int) -> None:
        """Look at another signature; beyond the last is the first."""
        self._on_desk.boxes = self._on_desk.boxes.choosing(at)
        self._showing.another_signature()

    def choose_next(self) -> None:
        """Look at the next signature of a cheque that has several."""
        self.choose(self._on_desk.boxes.chosen + 1)

    def make(self) -> None:
        """Make a box by key, and let the arrows move it."""
        self._cheque.make_box()
        self._cheque.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def locate_again(self) -> None:
        """Drop the user's box and look for the signature."""
        self._on_desk.boxes = self._on_desk.boxes.to_be_found()
        self.changed.emit()

    def remember_place(self) -> None:
        """Look first in the box that is on the desk on all cheques of the same form."""
        verified, box = self._on_desk.verified, self._on_desk.boxes.current
        if verified is None or box is None:
            self._message.say(self.tr("There is no box to remember. Draw one around the signature first."))
            return
        said = self.tr("On cheques with routing number {routing}, this place is looked at first from now on.")
        self._runner.submit(
            "form",
            self.tr("Remembering the place"),
            lambda _report, _cancel: self._services.teach_form(verified, box),
            lambda taught: self._message.say(said.format(routing=taught[0]), undo=lambda: self._forget(*taught)),
            self._message.show_error,
        )

    def _forget(self, routing: str, take_back: Callable[[], None]) -> None:
        said = self.tr("The place on cheques with routing number {routing} is forgotten.").format(routing=routing)
        self._runner.submit(
            "form",
            self.tr("Forgetting the place"),
            lambda _report, _cancel: take_back(),
            lambda _done: self._message.say(said),
            self._message.show_error,
        )

    def _draw(self, box: Box) -> None:
        account = self._on_desk.account
        mandate = None if account is None else account.mandate
        wanted = 1 if mandate is None else mandate.mandate.most_signatures(self._line.drawn_for)
        self._take(self._on_desk.boxes.drawn(box, wanted))

    def _take(self, boxes: Boxes) -> None:
        if boxes != self._on_desk.boxes:
            self._on_desk.boxes = boxes
            self._showing.boxes()
            self.changed.emit()
