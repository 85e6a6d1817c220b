"""Lays the questioned signature over the reference that is shown, in the background."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QTransform

from ui.runner import Runner
from ui.services import Services
from ui.shown import ShownReference, ShownSignature
from ui.verify.panes import SignaturePanes


class Aligner(QObject):
    """Aligns each pair once, and shows what came out if the pair is still the one in the panes.

    Signals
    -------
    failed
        The error that kept a pair from being aligned.
    """

    failed = Signal(Exception)

    def __init__(self, services: Services, runner: Runner, panes: SignaturePanes, parent: QObject) -> None:
        super().__init__(parent)
        self._services, self._runner, self._panes = services, runner, panes
        self._pair: tuple[ShownReference, ShownSignature] | None = None

    def align(self, reference: ShownReference, signature: ShownSignature | None) -> None:
        """Align a pair; without a questioned signature there is nothing to do."""
        if signature is None or signature.layer is None:
            self._pair = None
            return
        if self._pair == (reference, signature):
            return
        self._pair = (reference, signature)

        def show(found: QTransform) -> None:
            if self._pair == (reference, signature):
                self._panes.show_alignment(found)

        self._runner.submit(
            "align",
            self.tr("Laying the signatures over each other"),
            lambda _report, _cancel: self._services.align(reference, signature),
            show,
            self.failed.emit,
        )
