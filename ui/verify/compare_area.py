"""Where signatures are compared: the panes above, all references and the whole cheque below."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QSplitter, QWidget

from sigverify.visible import visible
from ui.commands import Keyboard
from ui.pane import Pane, show_page
from ui.shown import Questioned, ShownReference, ShownSignature, resolution
from ui.verify.cheque_view import ChequeView
from ui.verify.layers import Layer
from ui.verify.panes import SignaturePanes
from ui.verify.reference_strip import ReferenceStrip


class CompareArea(QSplitter):
    """Shows what is on the desk; what happens to it is up to the view that owns it."""

    def __init__(self, keyboard: Keyboard, parent: QWidget | None = None) -> None:
        super().__init__(Qt.Orientation.Vertical, parent)
        self.panes = SignaturePanes(keyboard)
        self.reference_page = self.panes.reference_pane.add_page_picker(self.tr("Page of the reference's file"))
        self.open_references = self.panes.reference_pane.add_button(
            self.tr("Open…"), self.tr("Open references"), self.tr("Signatures to compare with")
        )
        self.strip = ReferenceStrip(keyboard)
        self.strip_pane = Pane(self.tr("References"), self.strip)
        self.clear = self.strip_pane.add_button(
            self.tr("Clear"),
            self.tr("Remove all references"),
            "",
        )
        keyboard.tell(self.tr("Start with other references ({leave_out} removes one)"), self.clear.setToolTip)
        self.cheque_view = ChequeView(self.tr("Cheque with the box of its signature"), keyboard)
        self.cheque_pane = Pane(self.tr("Cheque"), self.cheque_view)
        self.page = self.cheque_pane.add_page_picker(self.tr("Page of the cheque's file"))
        self.open_cheque = self.cheque_pane.add_button(
            self.tr("Open…"),
            self.tr("Open cheques"),
            self.tr("One cheque, or several to go through one after the other; a folder with {open_folder}"),
        )
        self.paste = self.cheque_pane.add_button(
            self.tr("Paste"), self.tr("Paste a cheque"), self.tr("An image from the clipboard")
        )
        self.locate = self.cheque_pane.add_button(
            self.tr("Locate"),
            self.tr("Locate the signature again"),
            "",
        )
        keyboard.tell(
            self.tr("Back to the box that was found, {lay_back}; {next_box} goes to the next box that was found"),
            self.locate.setToolTip,
        )
        self.remember = self.cheque_pane.add_button(
            self.tr("Remember"),
            self.tr("Remember this place"),
            self.tr("Look first in this box on all cheques with the same routing number"),
        )
        self.whole = self.cheque_pane.add_button(
            self.tr("Enlarge"), self.tr("Show the whole cheque large"), self.tr("Large, and back again")
        )
        self.whole.setCheckable(True)
        self.whole.setEnabled(False)
        self.whole.toggled.connect(self._enlarge)
        self.addWidget(self.panes)
        self._lower = QWidget()
        halves = QHBoxLayout(self._lower)
        halves.setContentsMargins(0, 0, 0, 0)
        halves.setSpacing(10)
        halves.addWidget(self.strip_pane, 1)
        halves.addWidget(self.cheque_pane, 1)
        self.addWidget(self._lower)
        self.setChildrenCollapsible(False)
        self.setHandleWidth(8)
        # The signatures are what is looked at.
        self.setStretchFactor(0, 3)
        self.setStretchFactor(1, 2)
        self.show_reference(None, "")
        self.show_no_cheque(
            self.tr("No cheque yet"),
            self.tr("Drop an image or PDF here, press {open_cheque} to open one, or {paste} to paste."),
        )

    @property
    def tab_order(self) -> tuple[QWidget, ...]:
        """The controls in the order in which Tab goes through them."""
        return (
            self.reference_page,
            self.open_references,
            self.panes.reference_view,
            self.panes.questioned_view,
            self.panes.together_view,
            *self.panes.bar.buttons,
            self.clear,
            self.strip,
            self.page,
            self.open_cheque,
            self.paste,
            self.locate,
            self.remember,
            self.whole,
            self.cheque_view,
        )

    def fit(self) -> None:
        """Fit all pictures into their panes."""
        self.panes.fit()
        self.cheque_view.fit()

    def show_reference(self, reference: ShownReference | None, place: str) -> None:
        """Show one reference; `place` says which of how many it is, "" where it is on an earlier cheque."""
        panes = self.panes
        if reference is None:
            panes.reference_pane.set_heading(self.tr("Reference"))
            show_page(self.reference_page, 1, 1)
            panes.reference_view.set_hint(
                self.tr("No reference yet"),
                self.tr("Load an account, drop signatures here, or press {open_references} to open them."),
            )
            panes.show_reference(None)
            return
        title = self.tr("Reference {place}").format(place=place) if place else self.tr("Copied from?")
        panes.reference_pane.set_heading(title, f"{visible(reference.name)}, {reference.origin}")
        show_page(self.reference_page, reference.page, reference.pages if reference.path else 1)
        panes.show_reference(reference.layer)

    def show_no_cheque(self, title: str, hint: str = "") -> None:
        """Show no cheque and no questioned signature, and why; it stays large where the cheque before was."""
        self.locate.setEnabled(False)
        self.remember.setEnabled(False)
        self.cheque_view.show_scan(None, 300)
        self.cheque_pane.set_heading(self.tr("Cheque"))
        for view in (self.cheque_view, self.panes.questioned_view):
            view.set_hint(title, hint)
        self._show_layer(None)

    def show_cheque(self, questioned: Questioned) -> None:
        """Show the scan that was read, its signature still to be found."""
        self.locate.setEnabled(True)
        self.whole.setEnabled(True)
        scan = questioned.scan
        self.cheque_view.show_scan(questioned.picture, scan.dpi)
        self.cheque_pane.set_heading(self.tr("Cheque"), f"{visible(questioned.name)}, {resolution(scan)}")
        show_page(self.page, scan.page, scan.pages)

    def show_questioned(self, signature: ShownSignature | None) -> None:
        """Show the signature on the cheque, or why there is none."""
        self.remember.setEnabled(signature is not None and signature.verification.page is not None)
        if signature is None:
            title, hint = self.tr("Looking for the signature…"), ""
        elif signature.verification.box is not None:
            title = self.tr("Too little ink")
            hint = self.tr("Draw the box around the whole signature, on the cheque below.")
        else:
            title = self.tr("No signature found")
            hint = self.tr(
                "If there is one, draw its box on the cheque. By key: {new_box} makes a box, {arrows} move it."
            )
        self.panes.questioned_view.set_hint(title, hint)
        self._show_layer(None if signature is None else signature.layer)

    def _show_layer(self, shown: Layer | None) -> None:
        self.panes.show_questioned(shown)
        caption = "" if shown is None else self.tr("cut from the cheque; drag the box below to change it")
        self.panes.questioned_pane.set_heading(self.tr("Questioned"), caption)

    def _enlarge(self, large: bool) -> None:
        self.panes.setVisible(not large)
        self.strip_pane.setVisible(not large)
        if large:
            self.cheque_view.setFocus()
