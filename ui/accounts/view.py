"""Accounts: find one, see who signs and how, change it."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TypeVar

from PySide6.QtCore import QEvent, QItemSelectionModel, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QHBoxLayout,
    QHeaderView,
    QLabel,
    QPushButton,
    QSplitter,
    QStackedWidget,
    QTableView,
    QVBoxLayout,
    QWidget,
)

from ui import forms
from ui.accounts.clerk import AccountFile, AccountsClerk, Found
from ui.accounts.exchange import Exchange
from ui.accounts.model import AccountsModel
from ui.accounts.page import AccountPage
from ui.accounts.people import People
from ui.accounts.references import References
from ui.buttons import named_button
from ui.commands import Keyboard
from ui.evidence import Gathered
from ui.evidence_view import EvidenceDialog
from ui.message_strip import MessageStrip
from ui.runner import Runner
from ui.search_field import SearchField
from ui.services import Services

T = TypeVar("T")

_STEPS: dict[int | None, int] = {Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1}


class AccountsView(QWidget):
    """A list that is searched while one types, and the account that is chosen in it.

    Signals
    -------
    verify_wanted
        A cheque of the account with this number (str) is to be verified.
    changed
        Something was changed, which others may have to approve of.
    """

    verify_wanted = Signal(str)
    changed = Signal()

    def __init__(
        self, services: Services, runner: Runner, keyboard: Keyboard, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._clerk = AccountsClerk(services)
        self._runner, self._keyboard = runner, keyboard
        self._number = ""
        self._searched = False
        self._build()
        self.exchange = Exchange(self._clerk, runner, self.message, self)
        self.people = People(self._clerk, services, self.page, self.message, self._opened, self._change, self)
        self.references = References(
            self._clerk,
            runner,
            keyboard,
            self.page,
            self.people,
            self.message,
            self._opened,
            self._change,
            self,
        )
        self._connect()
        self._bind()

    @property
    def file(self) -> AccountFile | None:
        """The account that is open; None as long as it is not all there."""
        file = self.page.file
        return file if file is not None and file.account.number == self._number else None

    def showEvent(self, event: object) -> None:
        super().showEvent(event)  # type: ignore[arg-type]
        if not self._searched:
            self._searched = True
            self._search("")

    def open_account(self, number: str) -> None:
        """Show an account."""
        self._number = number
        self._submit("account", self.tr("Opening the account"), lambda: self._clerk.open(number), self._show_file)

    def show_again(self, number: str) -> None:
        """Show an account as it is now, where it is open."""
        if number and number == self._number:
            self.reload()

    def reload(self) -> None:
        """Show the account that is open as it is now."""
        if self._number:
            self.open_account(self._number)

    def explain(self) -> None:
        """Explain the cheque that the chosen entry of the history is about, where it is about one."""
        entry = self.page.chosen_entry
        if entry is not None:
            self._submit(
                "explain",
                self.tr("Reading the evidence"),
                lambda: self._clerk.explain(entry),
                self._show_explained,
            )

    def _build(self) -> None:
        self.message = MessageStrip()
        self.search = SearchField(self.tr("Search by number or name"), self.tr("number or name"))
        self.model = AccountsModel(self)
        self.list = QTableView()
        self.list.setAccessibleName(self.tr("Accounts that were found"))
        self.list.setModel(self.model)
        self.list.setSelectionBehavior(QTableView.SelectionBehavior.SelectRows)
        self.list.setSelectionMode(QTableView.SelectionMode.SingleSelection)
        self.list.setShowGrid(False)
        self.list.setTabKeyNavigation(False)
        self.list.verticalHeader().hide()
        self.list.horizontalHeader().setDefaultAlignment(Qt.AlignmentFlag.AlignLeft)
        self.list.horizontalHeader().setStretchLastSection(True)
        self.list.horizontalHeader().setSectionResizeMode(0, QHeaderView.ResizeMode.ResizeToContents)
        self.count = QLabel()
        self.count.setProperty("muted", True)
        self.new = named_button(self.tr("New…"), self.tr("New account"))
        self.take_in = named_button(self.tr("Import…"), self.tr("Import accounts from a folder"))
        self.give_out = named_button(self.tr("Export…"), self.tr("Export all accounts into a folder"))
        self.page = AccountPage()
        self.page.setEnabled(False)
        self.nothing = QLabel()
        self.nothing.setWordWrap(True)
        self.nothing.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.nothing.setProperty("muted", True)
        self._right = QStackedWidget()
        self._right.addWidget(self.nothing)
        self._right.addWidget(self.page)
        buttons = QHBoxLayout()
        for button in (self.new, self.take_in, self.give_out):
            buttons.addWidget(button)
        left = QWidget()
        column = QVBoxLayout(left)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.search)
        column.addWidget(self.list, 1)
        column.addWidget(self.count)
        column.addLayout(buttons)
        split = QSplitter(Qt.Orientation.Horizontal)
        split.setChildrenCollapsible(False)
        split.setHandleWidth(12)
        split.addWidget(left)
        split.addWidget(self._right)
        split.setStretchFactor(0, 0)
        split.setStretchFactor(1, 1)
        split.setSizes([290, 860])
        whole = QVBoxLayout(self)
        whole.setContentsMargins(12, 8, 12, 8)
        whole.addWidget(self.message)
        whole.addWidget(split, 1)
        self.setFocusProxy(self.search)
        self.search.installEventFilter(self)

    def _connect(self) -> None:
        page = self.page
        self.search.textChanged.connect(self._search)
        self.search.returnPressed.connect(self._open_first)
        self.list.selectionModel().currentRowChanged.connect(lambda row, _: self._open_row(row.row()))
        self.new.clicked.connect(lambda: forms.ask_account(self, self._add_account))
        self.take_in.clicked.connect(self.exchange.ask_what_to_import)
        self.give_out.clicked.connect(self.exchange.ask_where_to_export)
        self.exchange.imported.connect(self._show_imported)
        self.references.added.connect(self._take_change)
        self.references.failed.connect(self._failed)
        page.verify.clicked.connect(lambda: self.verify_wanted.emit(self._number))
        page.rename.clicked.connect(self.people.ask_holder)
        page.add_files.clicked.connect(self.references.ask_for_files)
        page.add_folder.clicked.connect(self.references.ask_for_folder)
        page.paste.clicked.connect(self.references.paste)
        page.card.clicked.connect(self.references.ask_for_card)
        page.gallery.files_dropped.connect(self.references.add_files)
        page.retire.clicked.connect(self.references.ask_to_retire)
        page.validity.clicked.connect(self.references.ask_validity)
        page.add_person.clicked.connect(self.people.ask_for_signatory)
        page.change_person.clicked.connect(self.people.ask_about_signatory)
        page.retire_person.clicked.connect(self.people.ask_to_retire_signatory)
        page.edit_mandate.clicked.connect(self.people.ask_mandate)
        page.history.itemActivated.connect(lambda *_: self.explain())

    def _bind(self) -> None:
        page, keyboard = self.page, self._keyboard
        keyboard.bind("search", self, self._find)
        keyboard.bind("new_account", self, self.new.click, button=self.new)
        for name, button in (
            ("add_files", page.add_files),
            ("paste_reference", page.paste),
            ("cut_card", page.card),
            ("mandate", page.edit_mandate),
        ):
            keyboard.bind(name, self, partial(self._click, button), button=button)

    def eventFilter(self, watched: object, event: QEvent) -> bool:
        """Let Down and Up in the search go to the list: one hand finds an account."""
        pressed = event.key() if isinstance(event, QKeyEvent) and event.type() is QEvent.Type.KeyPress else None
        if watched is self.search and pressed in _STEPS and self.model.rowCount():
            at = self.list.currentIndex().row() + _STEPS[pressed]
            self._choose(min(max(at, 0), self.model.rowCount() - 1))
            return True
        return super().eventFilter(watched, event)  # type: ignore[arg-type]

    def _click(self, button: QPushButton) -> None:
        if self._opened() is not None:
            button.click()

    def _opened(self) -> AccountFile | None:
        """Return the account that is open; say what to do where none is."""
        if self.file is None:
            self.message.say(
                self.tr("No account is open. Choose one on the left, or make a new one, then try again.")
            )
        return self.file

    def _find(self) -> None:
        self.search.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.search.selectAll()

    def _search(self, text: str) -> None:
        self._submit("search", self.tr("Searching"), lambda: self._clerk.search(text), self._show_found)

    def _show_found(self, found: Found) -> None:
        self.model.show_accounts(found.accounts)
        row = self.model.row_of(self._number)
        if row is not None:
            self._choose(row)
        if found.total and not found.accounts:
            said = self.tr("No account matches. Search by the beginning of a number, or by a name.")
        elif found.total:
            said = self.tr("Choose an account on the left, or make a new one.")
        else:
            said = self.tr(
                "No account yet. New… makes one, then add signatures that are known to be genuine; Import… takes "
                "in many at once."
            )
        self.nothing.setText(said)
        shown = self.tr("%n account(s)", "", len(found.accounts))
        self.count.setText(self.tr("{shown} of {total:,}").format(shown=shown, total=found.total))

    def _choose(self, row: int) -> None:
        flags = QItemSelectionModel.SelectionFlag
        self.list.selectionModel().setCurrentIndex(self.model.index(row, 0), flags.ClearAndSelect | flags.Rows)

    def _open_first(self) -> None:
        if self.list.currentIndex().isValid():
            self._open_row(self.list.currentIndex().row())
        elif self.model.rowCount():
            self._choose(0)

    def _open_row(self, row: int) -> None:
        if row >= 0 and self.model.number(row) != self._number:
            self.open_account(self.model.number(row))

    def _show_file(self, file: AccountFile) -> None:
        if file.account.number == self._number:
            self.page.show_file(file)
            self.page.setEnabled(True)
            row = self.model.row_of(self._number)
            if row is not None:
                self._choose(row)
            self._right.setCurrentWidget(self.page)

    def _failed(self, error: Exception) -> None:
        self.message.show_error(error)
        self.reload()

    def _submit(self, key: str | None, title: str, job: Callable[[], T], done: Callable[[T], None]) -> None:
        self._runner.submit(key, title, lambda _report, _cancel: job(), done, self.message.show_error)

    def _change(self, title: str, job: Callable[[], object]) -> None:
        """Change something of the account, then show it as it is."""
        self._runner.submit(
            None,
            title,
            lambda _report, _cancel: job(),
            lambda _: self._take_change(),
            self._failed,
            lasting=True,
        )

    def _show_explained(self, gathered: Gathered | None) -> None:
        if gathered is None:
            self.message.say(
                self.tr("That entry is not about a cheque: all that is known of it stands in its line.")
            )
        else:
            dialog = EvidenceDialog(self, gathered)
            dialog.outcome_asked.connect(lambda: self._ask_outcome(gathered))
            dialog.show()

    def _ask_outcome(self, gathered: Gathered) -> None:
        asked = forms.OutcomeForm(self, gathered.signatures)
        asked.accepted.connect(
            lambda: self.record_outcome(
                asked.verification, str(asked.outcome.currentData()), asked.source.text().strip()
            )
        )
        asked.open()

    def record_outcome(self, verification: int, outcome: str, source: str) -> None:
        """Record how a signature turned out, a value of `Outcome`."""
        self._change(
            self.tr("Recording how it turned out"),
            lambda: self._clerk.record_outcome(verification, outcome, source),
        )

    def _take_change(self) -> None:
        self.changed.emit()
        self.reload()

    def _add_account(self, number: str, holder: str) -> None:
        def added(kept: str) -> None:
            self.message.hide()
            self.changed.emit()
            self.open_account(kept)
            self.search.setText(kept)

        self._submit(None, self.tr("Adding the account"), lambda: self._clerk.add_account(number, holder), added)

    def _show_imported(self) -> None:
        self.changed.emit()
        self._search(self.search.text())
        self.reload()
