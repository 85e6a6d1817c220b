"""Shows what is on the desk: the cheque and its boxes, both signatures, the recommendation."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from ui.commands import Keyboard
from ui.shown import ShownReference
from ui.verify.aligner import Aligner
from ui.verify.on_desk import OnDesk
from ui.verify.quality import quality_line

if TYPE_CHECKING:
    from ui.verify.view import VerifyView


class Showing(QObject):
    """Brings what is on the desk into the widgets of Verify, and changes none of it."""

    def __init__(self, view: VerifyView, on_desk: OnDesk, aligner: Aligner, keyboard: Keyboard) -> None:
        super().__init__(view)
        self._line, self._chips, self._compare, self._panel = view.line, view.chips, view.compare, view.panel
        self._on_desk, self._aligner, self._keyboard = on_desk, aligner, keyboard
        self._compare.strip.chosen.connect(self.reference)

    def reading(self) -> None:
        """Show that a cheque is being read, and nothing of the one before."""
        self.references()
        self.chips()
        self._compare.show_no_cheque(self.tr("Reading…"))
        self._panel.show_missing(self.tr("Reading…"), "")
        self._panel.show_quality("")

    def unreadable(self) -> None:
        """Show that the cheque could not be read."""
        self._compare.show_no_cheque(self.tr("This cheque cannot be read"), self.tr("The message above says why."))
        failed = self.tr("The cheque cannot be read. Open another one, or go on with {next}.")
        self._panel.show_failure(self._keyboard.told(failed))

    def unread(self) -> None:
        """Show that reading the cheque was stopped."""
        self._compare.show_no_cheque(self.tr("No cheque"), self.tr("Reading it was stopped."))
        stopped = self.tr("Open the cheque again, or go on with {next}.")
        self._panel.show_missing(self.tr("Stopped"), self._keyboard.told(stopped))

    def missing(self) -> None:
        """Show what is missing for a comparison."""
        cheque, both = self.tr("Open a cheque."), self.tr("Load an account and open a cheque.")
        self._panel.show_missing(self.tr("Nothing to compare yet"), cheque if self._on_desk.references else both)

    def failed(self) -> None:
        """Show that the comparison failed."""
        self._line.show_check(None, None)
        self._panel.show_failure(self.tr("The comparison failed; the message above says why."))

    def stopped(self) -> None:
        """Show that the comparison was stopped."""
        self._line.show_check(None, None)
        self._panel.show_missing(self.tr("Stopped"), self.tr("Press Locate to compare."))

    def verified(self, *, veiled: bool, keep: bool) -> None:
        """Show what a comparison gave, with `keep` beside the reference that is shown already."""
        verified = self._on_desk.verified
        assert verified is not None, "something has been compared"
        self.boxes()
        self._panel.show_verification(verified.verification, verified.judged_by, veiled=veiled)
        self._compare.panes.veil(self._panel.veiled)
        self._line.show_check(None if self._panel.veiled else verified.cheque, self._on_desk.account)
        self.chips()
        self.signature(keep=keep)

    def reveal(self) -> None:
        """Show what was hidden until the clerk has looked."""
        verified = self._on_desk.verified
        if self._panel.veiled and verified is not None:
            self._panel.reveal()
            self._compare.panes.veil(False)
            self._values(keep=True)
            self._line.show_check(verified.cheque, self._on_desk.account)
            self.chips()

    def boxes(self) -> None:
        """Show the boxes on the cheque."""
        boxes = self._on_desk.boxes
        self._compare.cheque_view.show_boxes(boxes.current, boxes.found, boxes.signatures)

    def chips(self) -> None:
        """Show whom each of several signatures was taken for."""
        on_desk = self._on_desk
        chosen, veiled = on_desk.boxes.chosen, self._panel.veiled
        self._chips.show_signatures(on_desk.verified, on_desk.account, chosen, veiled=veiled)

    def another_signature(self) -> None:
        """Show the signature that was chosen, beside the reference that is the most like it."""
        self.boxes()
        self.chips()
        self.signature(keep=self._panel.veiled)

    def signature(self, *, keep: bool) -> None:
        """Show the chosen signature, with `keep` beside the reference that is shown already."""
        signature, boxes = self._on_desk.signature, self._on_desk.boxes
        if signature is not None:
            spare = len(boxes.found) - len(boxes.signatures)
            self._panel.show_quality(quality_line(signature.verification, spare))
            self._values(keep=keep)
            self.panes()

    def references(self, *, keep: bool = True) -> None:
        """Show what is compared with, with `keep` the same reference in the pane."""
        account, references = self._on_desk.account, self._on_desk.references
        self._compare.strip_pane.set_heading(
            self.tr("References"),
            "" if account is None else self.tr("of account {number}").format(number=account.number),
        )
        self._compare.clear.setEnabled(bool(references))
        self._compare.strip.show_references(references, keep=keep)

    def panes(self) -> None:
        """Show both signatures in the present mode."""
        if self._on_desk.questioned is not None:
            self._compare.show_questioned(self._on_desk.signature)
        self.chosen_reference()

    def chosen_reference(self) -> None:
        """Show the reference that is chosen in the strip."""
        self.reference(self._compare.strip.current)

    def reference(self, reference: ShownReference | None) -> None:
        """Show a reference beside the signature."""
        if reference is None:
            self._compare.show_reference(None, "")
            return
        references, signature = self._on_desk.references, self._on_desk.signature
        if reference not in references:  # what the questioned signature is a copy of
            self._compare.show_reference(reference, "")
            self._compare.panes.show_cells(None)
            self._aligner.align(reference, signature)
            return
        at = references.index(reference)
        place = self.tr("{at} of {count}").format(at=at + 1, count=len(references))
        self._compare.show_reference(reference, place)
        differences = () if signature is None else signature.verification.differences
        # Those of a comparison with other references are no longer true.
        fitting = len(differences) == len(references)
        self._compare.panes.show_cells(differences[at] if fitting else None)
        self._aligner.align(reference, signature)

    def _values(self, *, keep: bool) -> None:
        signature = self._on_desk.signature
        assert signature is not None, "something has been compared"
        self._compare.strip.show_references(
            self._on_desk.references,
            signature.similarities,
            signature.verification.distances,
            original=signature.original,
            keep=keep,
            veiled=self._panel.veiled,
        )
