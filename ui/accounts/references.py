"""The references of an account: added from files, the clipboard or a signature card, limited, retired."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QWidget

from ui import forms
from ui.accounts.card_form import CardForm
from ui.accounts.clerk import AccountFile, AccountsClerk, Card
from ui.accounts.page import AccountPage
from ui.accounts.people import People
from ui.commands import Keyboard
from ui.dialogs import ask_for_files, ask_for_folder
from ui.image_view import local_files
from ui.message_strip import MessageStrip
from ui.runner import Runner
from ui.wording import quality_text

if TYPE_CHECKING:  # brings the database
    from sigverify.records import StoredReference


class References(QObject):
    """Asks what is to become of the references of the account that is open, and does it.

    Signals
    -------
    added
        References were added, all or, where it was stopped, some.
    failed
        Something was not done for this reason (Exception), or not all of it.
    """

    added = Signal()
    failed = Signal(Exception)

    def __init__(
        self,
        clerk: AccountsClerk,
        runner: Runner,
        keyboard: Keyboard,
        page: AccountPage,
        people: People,
        message: MessageStrip,
        opened: Callable[[], AccountFile | None],
        change: Callable[[str, Callable[[], object]], None],
        parent: QWidget,
    ) -> None:
        """Ask nothing yet; for `opened` and `change` see `People`."""
        super().__init__(parent)
        self._clerk, self._runner, self._keyboard = clerk, runner, keyboard
        self._page, self._people, self._message = page, people, message
        self._opened, self._change, self._window = opened, change, parent
        self._card: CardForm | None = None

    def ask_for_files(self) -> None:
        """Ask which files are to be added."""
        ask_for_files(self._window, self.tr("Add references"), self.add_files)

    def ask_for_folder(self) -> None:
        """Ask for a folder of files to be added."""
        ask_for_folder(self._window, self.tr("Add references"), lambda folder: self.add_files([folder]))

    def ask_for_card(self) -> None:
        """Ask for a signature card."""
        ask_for_files(self._window, self.tr("Open a signature card"), lambda paths: self.open_card(paths[0]))

    def add_files(self, paths: Sequence[Path]) -> None:
        """Add references from files or folders."""
        file = self._opened()
        if file is None:
            return
        number, whose = file.account.number, self._page.signatory_id
        self._runner.submit(
            None,
            self.tr("Adding references"),
            lambda report, cancel: self._clerk.enrol(number, paths, whose, report, cancel),
            self._show_added,
            self.failed.emit,
            self.added.emit,
            long=True,
        )

    def paste(self) -> None:
        """Add the image or the files in the clipboard as references."""
        file = self._opened()
        if file is None:
            return
        clipboard = QGuiApplication.clipboard()
        files = local_files(clipboard.mimeData()) if clipboard.mimeData() else []
        image = clipboard.image()
        number, whose = file.account.number, self._page.signatory_id
        if files:
            self.add_files(files)
        elif not image.isNull():
            self._runner.submit(
                None,
                self.tr("Adding the reference"),
                lambda _report, _cancel: self._clerk.enrol_image(number, image, whose),
                self._show_added,
                self._message.show_error,
            )
        else:
            self._message.say(self.tr("There is no image in the clipboard. Copy one, then paste again."))

    def open_card(self, path: Path) -> None:
        """Show a signature card, for references to be cut from it."""
        file = self._opened()
        if file is None:
            return
        number = file.account.number
        people = [(one.id, one.name) for one in self._people.in_office()]
        form = CardForm(self._window, self._keyboard, people if len(people) > 1 else [])
        form.page_wanted.connect(lambda page: self._read_card(form, path, page))
        form.accepted.connect(lambda: self._cut(form, number))
        form.finished.connect(lambda _: self._forget_card())
        self._card = form
        form.open()
        self._read_card(form, path, 1)

    def retire(self, reason: str) -> None:
        """Take the chosen reference out of use."""
        chosen = self._page.gallery.current
        if chosen is not None:
            identity = chosen.stored.id
            self._change(self.tr("Retiring the reference"), lambda: self._clerk.retire(identity, reason))

    def ask_to_retire(self) -> None:
        """Ask why the chosen reference is to be taken out of use."""
        if self._page.gallery.current is not None:
            text = self.tr("The reference stays on record, but cheques are no longer compared with it.")
            forms.ask_reason(self._window, self.tr("Retire the reference"), text, self.retire)

    def ask_validity(self) -> None:
        """Ask from when until when the chosen reference is compared with."""
        chosen = self._page.gallery.current
        if chosen is None:
            return
        stored = chosen.stored

        def limit(start: date | None, end: date | None) -> None:
            self._change(self.tr("Limiting the reference"), lambda: self._clerk.limit(stored.id, start, end))

        forms.ask_validity(
            self._window, self.tr("Valid from and until"), stored.valid_from, stored.valid_until, limit
        )

    def _show_added(self, added: list[StoredReference]) -> None:
        poor = [one for one in added if one.quality]
        if poor:
            self._message.say("\n".join(f"{one.file_name}: {quality_text(one.quality)}" for one in poor))
        else:
            self._message.hide()
        self.added.emit()

    def _read_card(self, form: CardForm, path: Path, page: int) -> None:
        def show(card: Card) -> None:
            # A form that was closed meanwhile is no more.
            if self._card is form:
                form.show_card(card)

        def failed(error: Exception) -> None:
            if self._card is form:
                form.reject()
            self._message.show_error(error)

        self._runner.submit(
            "card",
            self.tr("Reading {file}").format(file=path.name),
            lambda _report, _cancel: self._clerk.open_card(path, page),
            show,
            failed,
        )

    def _forget_card(self) -> None:
        self._card = None

    def _cut(self, form: CardForm, number: str) -> None:
        card: Card | None = form.card
        boxes, whose = form.view.candidates, form.signatory_id
        if card is not None:
            shown = card
            self._runner.submit(
                None,
                self.tr("Adding references"),
                lambda _report, _cancel: self._clerk.enrol_boxes(number, shown, boxes, whose),
                self._show_added,
                self.failed.emit,
            )
