"""One account: references with their comparison, signatories and mandate, history."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QComboBox,
    QHBoxLayout,
    QLabel,
    QSplitter,
    QTabWidget,
    QTreeWidget,
    QTreeWidgetItem,
    QVBoxLayout,
    QWidget,
)

from ui.accounts.clerk import AccountFile
from ui.accounts.gallery import Gallery
from ui.accounts.matrix import ReferenceMatrix
from ui.buttons import named_button
from ui.plain_text import plain_tip
from ui.wording import mandate_sentence

if TYPE_CHECKING:  # brings the database
    from sigverify.records import AuditEntry

_ROLE = Qt.ItemDataRole.UserRole
# What an audit entry holds for the proof alone.
_PROOF = ("table", "key", "row")


class AccountPage(QWidget):
    """Shows an account; what its buttons do is up to the view that owns it."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.file: AccountFile | None = None
        self.title = QLabel()
        self.title.setProperty("title", True)
        self.number = QLabel()
        self.number.setProperty("muted", True)
        self.number.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.rename = named_button(self.tr("Rename…"), self.tr("Rename the holder"))
        self.verify = named_button(self.tr("Verify a cheque"), self.tr("Verify a cheque of this account"))
        self.tabs = QTabWidget()
        self.tabs.setDocumentMode(True)
        self.tabs.tabBar().setDrawBase(False)
        self.tabs.addTab(self._references(), self.tr("References"))
        self.tabs.addTab(self._people(), self.tr("Signatories and mandate"))
        self.tabs.addTab(self._history(), self.tr("History"))
        self.tabs.tabBar().setAccessibleName(self.tr("Parts of the account"))
        line = QHBoxLayout()
        line.addWidget(self.title)
        line.addWidget(self.number)
        line.addStretch(1)
        line.addWidget(self.rename)
        line.addWidget(self.verify)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addLayout(line)
        column.addWidget(self.tabs, 1)

    @property
    def signatory_id(self) -> int | None:
        """Whose references are to be added; None where the account has at most one signatory."""
        chosen: int | None = self.whose.currentData()
        return chosen

    @property
    def chosen_signatory(self) -> int | None:
        """The signatory that is chosen in the list."""
        item = self.people.currentItem()
        chosen: int | None = None if item is None else item.data(0, _ROLE)
        return chosen

    @property
    def chosen_entry(self) -> AuditEntry | None:
        """The entry of the history that is chosen."""
        item = self.history.currentItem()
        chosen: AuditEntry | None = None if item is None else item.data(0, _ROLE)
        return chosen

    def show_file(self, file: AccountFile) -> None:
        """Show an account."""
        self.file = file
        account = file.account
        self.title.setText(account.holder or self.tr("(no name)"))
        self.number.setText(account.number)
        in_office = [person for person in file.signatories if person.retired_at is None]
        self.gallery.show_items(file.references, len(file.signatories) > 1)
        names = [f"R{at + 1}" for at in file.compared]
        strangers = [place for place, at in enumerate(file.compared) if file.references[at].stranger]
        self.matrix.show_matrix(names, file.similarities, strangers)
        self._show_warning(file)
        kept = self.signatory_id
        self.whose.clear()
        for person in in_office:
            self.whose.addItem(person.name, person.id)
        self.whose.setCurrentIndex(max(0, self.whose.findData(kept)))
        for widget in (self.whose, self._whose_label):
            widget.setVisible(len(in_office) > 1)
        self._show_people(file)
        self._show_mandate(file, len(in_office))
        self.history.clear()
        for entry in file.history:
            item = QTreeWidgetItem(
                [f"{entry.at:%Y-%m-%d %H:%M}", entry.operator, entry.action, details_of(entry.details)]
            )
            item.setData(0, _ROLE, entry)
            item.setToolTip(3, plain_tip(item.text(3)))
            self.history.addTopLevelItem(item)

    def _references(self) -> QWidget:
        self.add_files = named_button(self.tr("Add files…"), self.tr("Add references from files"))
        self.add_folder = named_button(
            self.tr("Add a folder…"), self.tr("Add all scans of a folder as references")
        )
        self.paste = named_button(self.tr("Paste"), self.tr("Add a reference from the clipboard"))
        self.card = named_button(self.tr("From a card…"), self.tr("Cut references from a signature card"))
        self.validity = named_button(self.tr("Valid…"), self.tr("From when until when the reference is valid"))
        self.retire = named_button(self.tr("Retire…"), self.tr("Retire the reference"))
        self._whose_label = QLabel(self.tr("signed by"))
        self.whose = QComboBox()
        self.whose.setAccessibleName(self.tr("Whose references are added"))
        self.whose.view().setAccessibleName(self.whose.accessibleName())
        # A long name must not push the window over the edge of the screen.
        self.whose.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.whose.setMinimumContentsLength(14)
        self.warning = QLabel()
        self.warning.setWordWrap(True)
        self.warning.setProperty("warning", True)
        self.warning.hide()
        self.gallery = Gallery()
        self.matrix = ReferenceMatrix()
        line = QHBoxLayout()
        for widget in (self.add_files, self.add_folder, self.paste, self.card, self._whose_label, self.whose):
            line.addWidget(widget)
        line.addStretch(1)
        # What is done with the chosen reference stands below it: one line of all buttons is too wide in German.
        chosen = QHBoxLayout()
        chosen.addStretch(1)
        chosen.addWidget(self.validity)
        chosen.addWidget(self.retire)
        shown = QWidget()
        left = QVBoxLayout(shown)
        left.setContentsMargins(0, 0, 0, 0)
        left.addWidget(self.gallery, 1)
        left.addLayout(chosen)
        compared = QWidget()
        right = QVBoxLayout(compared)
        right.setContentsMargins(8, 0, 0, 0)
        heading = QLabel(self.tr("Compared with each other"))
        heading.setProperty("heading", True)
        right.addWidget(heading)
        right.addWidget(self.matrix, 1)
        split = QSplitter(Qt.Orientation.Horizontal)
        split.setChildrenCollapsible(False)
        split.addWidget(shown)
        split.addWidget(compared)
        split.setStretchFactor(0, 3)
        split.setStretchFactor(1, 2)
        tab = QWidget()
        column = QVBoxLayout(tab)
        column.setContentsMargins(0, 8, 0, 0)
        column.addLayout(line)
        column.addWidget(self.warning)
        column.addWidget(split, 1)
        return tab

    def _people(self) -> QWidget:
        self.people = QTreeWidget()
        self.people.setAccessibleName(self.tr("Signatories"))
        self.people.setRootIsDecorated(False)
        self.people.setHeaderLabels(
            [self.tr("Name"), self.tr("References"), self.tr("Valid"), self.tr("Threshold"), self.tr("State")]
        )
        self.people.setColumnWidth(0, 220)
        self.people.setColumnWidth(2, 190)
        self.add_person = named_button(self.tr("Add a signatory…"), self.tr("Add a signatory"))
        self.change_person = named_button(self.tr("Change…"), self.tr("Change the signatory"))
        self.retire_person = named_button(self.tr("Retire…"), self.tr("Retire the signatory"))
        buttons = QHBoxLayout()
        for button in (self.add_person, self.change_person, self.retire_person):
            buttons.addWidget(button)
        buttons.addStretch(1)
        self.mandate = QLabel()
        self.mandate.setWordWrap(True)
        self.mandate.setTextFormat(Qt.TextFormat.PlainText)
        self.edit_mandate = named_button(self.tr("Edit the mandate…"), self.tr("Edit the mandate"))
        heading = QLabel(self.tr("Mandate"))
        heading.setProperty("section", True)
        tab = QWidget()
        column = QVBoxLayout(tab)
        column.setContentsMargins(0, 8, 0, 0)
        column.addLayout(buttons)
        column.addWidget(self.people, 1)
        column.addWidget(heading)
        column.addWidget(self.mandate)
        column.addWidget(self.edit_mandate, alignment=Qt.AlignmentFlag.AlignLeft)
        column.addStretch(1)
        return tab

    def _history(self) -> QWidget:
        self.history = QTreeWidget()
        self.history.setAccessibleName(self.tr("What was done to the account and its cheques"))
        self.history.setRootIsDecorated(False)
        self.history.setHeaderLabels(
            [self.tr("When (UTC)"), self.tr("Operator"), self.tr("What"), self.tr("Details")]
        )
        self.history.setColumnWidth(0, 160)
        self.history.setColumnWidth(1, 140)
        self.history.setColumnWidth(2, 180)
        self.history.setToolTip(self.tr("Double-click or Enter explains a cheque from its record"))
        return self.history

    def _show_warning(self, file: AccountFile) -> None:
        """Say what should be done about the references."""
        said = []
        if not file.compared:
            said.append(self.tr("No reference is in use: cheques of this account cannot be scored."))
        strangers = [f"R{at + 1}" for at in file.compared if file.references[at].stranger]
        if strangers:
            said.append(
                self.tr(
                    "{names}: no other reference of the signatory matches. Was it signed by somebody else?"
                ).format(names=", ".join(strangers))
            )
        simple = [
            f"R{at + 1}"
            for at in file.compared
            if (grade := file.references[at].stored.grade) is not None and grade.value == "SIMPLE"
        ]
        if simple:
            said.append(
                self.tr("{names}: easy to forge. A stricter threshold can be set for the signatory.").format(
                    names=", ".join(simple)
                )
            )
        self.warning.setText("\n".join(said))
        self.warning.setVisible(bool(said))

    def _show_people(self, file: AccountFile) -> None:
        kept = self.chosen_signatory
        self.people.clear()
        for person in file.signatories:
            count = sum(1 for at in file.compared if file.references[at].stored.signatory_id == person.id)
            limits = ""
            if person.valid_from or person.valid_until:
                limits = self.tr("{start} to {end}").format(
                    start=person.valid_from or "…", end=person.valid_until or "…"
                )
            threshold = self.tr("usual") if person.threshold is None else f"{person.threshold:.2f}"
            state = self.tr("may sign") if person.retired_at is None else self.tr("retired")
            item = QTreeWidgetItem([person.name, str(count), limits, threshold, state])
            item.setData(0, _ROLE, person.id)
            item.setDisabled(person.retired_at is not None)
            self.people.addTopLevelItem(item)
            if person.id == kept:
                self.people.setCurrentItem(item)
        first = self.people.topLevelItem(0)
        if self.people.currentItem() is None and first is not None:
            self.people.setCurrentItem(first)

    def _show_mandate(self, file: AccountFile, people: int) -> None:
        stored = file.mandate
        lines = []
        if stored is not None:
            lines.append(mandate_sentence(stored.mandate, people))
            if stored.mandate.always_refer:
                lines.append(self.tr("Always refer cheques of this account to a supervisor."))
            lines.append(stored.mandate.instructions)
        self.mandate.setText("\n".join(filter(None, lines)) or self.tr("Any one signatory signs any amount."))


def details_of(details: str) -> str:
    """Return what an audit entry says in words; its hashes and keys prove it, and say nothing to a clerk."""
    told: dict[str, object] = json.loads(details)
    return ", ".join(f"{name} {value}" for name, value in told.items() if name not in _PROOF and value != "")
