"""The four parts in which signatures are compared: reference, questioned, all references, the cheque."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QSplitter, QWidget

from ui.cheque_view import ChequeView
from ui.image_view import ImageView
from ui.pane import Pane, show_page
from ui.reference_strip import ReferenceStrip
from ui.services import Questioned, ShownReference, Verified, resolution


class CompareArea(QSplitter):
    """Shows what is on the desk; what happens to it is up to the view that owns it."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(Qt.Orientation.Vertical, parent)
        self.network_view = False
        self.reference_view = ImageView("Reference signature")
        self.reference_view.set_hint(
            "No reference yet", "Load an account, drop signatures here, or press Ctrl+R to open them."
        )
        self.reference_pane = Pane("Reference", self.reference_view)
        self.reference_page = self.reference_pane.add_page_picker("Page of the reference's file")
        self.open_references = self.reference_pane.add_button(
            "Open…", "Open references", "Signatures to compare with, Ctrl+R"
        )
        self.questioned_view = ImageView("Questioned signature")
        self.questioned_pane = Pane("Questioned", self.questioned_view)
        self.strip = ReferenceStrip()
        self.strip_pane = Pane("References", self.strip)
        self.clear = self.strip_pane.add_button(
            "Clear", "Remove all references", "Start with other references (Delete removes one)"
        )
        self.cheque_view = ChequeView("Cheque with the box of its signature")
        self.cheque_view.set_hint(
            "No cheque yet", "Drop an image or PDF here, press Ctrl+O to open one, or Ctrl+V to paste."
        )
        self.cheque_pane = Pane("Cheque", self.cheque_view)
        self.page = self.cheque_pane.add_page_picker("Page of the cheque's file")
        self.open_cheque = self.cheque_pane.add_button(
            "Open…", "Open a cheque", "A cheque, or a signature cut out of one, Ctrl+O"
        )
        self.paste = self.cheque_pane.add_button("Paste", "Paste a cheque", "An image from the clipboard, Ctrl+V")
        self.locate = self.cheque_pane.add_button(
            "Locate again", "Locate the signature again", "Back to the box that was found, Backspace"
        )
        self.addWidget(_side_by_side(self.reference_pane, self.questioned_pane))
        self.addWidget(_side_by_side(self.strip_pane, self.cheque_pane))
        self.setChildrenCollapsible(False)
        self.setHandleWidth(8)
        # The signatures are what is looked at.
        self.setStretchFactor(0, 3)
        self.setStretchFactor(1, 2)

    @property
    def tab_order(self) -> tuple[QWidget, ...]:
        """The controls in the order in which Tab goes through them."""
        return (
            self.reference_page,
            self.open_references,
            self.reference_view,
            self.questioned_view,
            self.clear,
            self.strip,
            self.page,
            self.open_cheque,
            self.paste,
            self.locate,
            self.cheque_view,
        )

    def fit(self) -> None:
        """Fit all pictures into their panes."""
        for view in (self.reference_view, self.questioned_view, self.cheque_view):
            view.fit()

    def show_reference(self, reference: ShownReference | None, place: str) -> None:
        """Show one reference; `place` says which of how many it is."""
        if reference is None:
            self.reference_pane.set_heading("Reference")
            show_page(self.reference_page, 1, 1)
            self.reference_view.show_picture(None)
            return
        self.reference_pane.set_heading(f"Reference {place}", f"{reference.name}, {reference.origin}")
        show_page(self.reference_page, reference.page, reference.pages if reference.path else 1)
        self.reference_view.show_picture(reference.canvas if self.network_view else reference.paper)

    def show_cheque(self, questioned: Questioned | None) -> None:
        """Show the scan that was read, its signature still to be found."""
        self.locate.setEnabled(questioned is not None)
        if questioned is None:
            self.cheque_view.show_scan(None, 300)
            return
        scan = questioned.scan
        self.cheque_view.show_scan(questioned.picture, scan.dpi)
        self.cheque_pane.set_heading("Cheque", f"{questioned.name}, {resolution(scan)}")
        show_page(self.page, scan.page, scan.pages)

    def show_questioned(self, questioned: Questioned | None, verified: Verified | None) -> None:
        """Show the questioned signature, or why there is none."""
        if questioned is None:
            self.questioned_view.set_hint(
                "No questioned signature yet", "Drop a cheque here, or press Ctrl+O to open one."
            )
        elif verified is None:
            self.questioned_view.set_hint("Looking for the signature…", "")
        elif self.network_view and verified.paper is not None:
            self.questioned_view.set_hint("No ink to compare", "The network saw nothing.")
        else:
            self.questioned_view.set_hint(
                "No signature found", "If there is one, draw its box on the cheque with the mouse."
            )
        shown = None if verified is None else verified.canvas if self.network_view else verified.paper
        self.questioned_view.show_picture(shown)
        how = "as the network sees it" if self.network_view else "as scanned"
        self.questioned_pane.set_heading("Questioned", how if shown is not None else "")


def _side_by_side(left: QWidget, right: QWidget) -> QWidget:
    row = QWidget()
    halves = QHBoxLayout(row)
    halves.setContentsMargins(0, 0, 0, 0)
    halves.setSpacing(10)
    halves.addWidget(left, 1)
    halves.addWidget(right, 1)
    return row
