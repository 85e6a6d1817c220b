"""How the clerk brings files and images: chosen in a dialog, pasted, or dropped on a picture."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QMimeData, QObject
from PySide6.QtGui import QGuiApplication

from ui.commands import Keyboard
from ui.dialogs import ask_for_files, ask_for_folder
from ui.image_view import local_files

if TYPE_CHECKING:
    from ui.verify.view import VerifyView


class Asking(QObject):
    """Hands what the clerk brings to the side of Verify that it is for."""

    def __init__(self, view: VerifyView, keyboard: Keyboard) -> None:
        super().__init__(view)
        self._view, self._keyboard = view, keyboard
        compare, panes = view.compare, view.compare.panes
        compare.open_references.clicked.connect(self.for_references)
        compare.open_cheque.clicked.connect(self.for_cheques)
        compare.paste.clicked.connect(self.paste)
        panes.reference_view.files_dropped.connect(view.open_references)
        panes.reference_view.image_dropped.connect(view.intake.take_reference)
        for picture in (panes.questioned_view, panes.together_view, compare.cheque_view):
            picture.files_dropped.connect(view.open_cheques)
            picture.image_dropped.connect(view.take_image)

    def for_cheques(self) -> None:
        """Let the clerk choose files."""
        ask_for_files(self._view, self.tr("Open cheques"), self._view.open_cheques)

    def for_references(self) -> None:
        """Let the clerk choose files."""
        ask_for_files(self._view, self.tr("Open references"), self._view.open_references)

    def for_folder(self) -> None:
        """Let the clerk choose a folder of cheques."""
        ask_for_folder(self._view, self.tr("Open a folder of cheques"), self._view.open_folder)

    def paste(self) -> None:
        """Take the image, or the file, that is in the clipboard as the questioned one."""
        clipboard = QGuiApplication.clipboard()
        content: QMimeData | None = clipboard.mimeData()  # None when it is empty, whatever the stubs say
        files = [] if content is None else local_files(content)
        image = clipboard.image()
        if files:
            self._view.open_cheques(files)
        elif not image.isNull():
            self._view.take_image(image)
        else:
            said = self.tr("There is no image in the clipboard. Copy one, then press {paste} again.")
            self._view.message.say(self._keyboard.told(said))
