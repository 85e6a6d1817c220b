"""Verify: references and a questioned signature, the cheque with its box, the recommendation, the decision."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from decimal import Decimal
from itertools import pairwise
from pathlib import Path

from PySide6.QtCore import QMimeData, Qt, Signal
from PySide6.QtGui import QGuiApplication, QImage
from PySide6.QtWidgets import QVBoxLayout, QWidget

from sigverify.geometry import Box
from sigverify.settings import Settings
from ui.commands import Keyboard
from ui.dialogs import ask_for_files, ask_for_folder
from ui.image_view import local_files
from ui.message_strip import MessageStrip
from ui.pane import show_page
from ui.runner import Runner
from ui.services import (
    AccountReferences,
    Evidence,
    Loaded,
    Questioned,
    Services,
    ShownReference,
    ShownSignature,
    Verified,
)
from ui.verify.account_line import AccountLine
from ui.verify.aligner import Aligner
from ui.verify.boxes import Boxes
from ui.verify.compare_area import CompareArea
from ui.verify.deciding import Deciding
from ui.verify.decision_bar import DecisionBar
from ui.verify.intake import Intake
from ui.verify.keys import bind_keys
from ui.verify.quality import quality_line
from ui.verify.recommendation import RecommendationPanel
from ui.verify.signature_chips import SignatureChips
from ui.verify.work_list import WorkItem


class VerifyView(QWidget):
    """The clerk's place: as soon as both sides are there it compares, and again whenever one of them changes.

    Signals
    -------
    compared
        A comparison was shown.
    """

    compared = Signal()

    def __init__(
        self, services: Services, runner: Runner, keyboard: Keyboard, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._services, self._runner, self._keyboard = services, runner, keyboard
        self._item: WorkItem | None = None  # which file is on the desk, or wanted there; None for a pasted image
        self._reading = False
        self._questioned: Questioned | None = None
        self._references: tuple[ShownReference, ...] = ()
        self._account: AccountReferences | None = None
        self._boxes = Boxes()
        # The account that the list or the magnetic line names; it comes and goes with the cheque.
        self._account_of_cheque = ""
        self._amount: Decimal | None = None
        self._verified: Verified | None = None
        # Whether the most alike reference was chosen already, and another one may be since.
        self._shows_best = False
        self._build()
        self._aligner = Aligner(services, runner, self.compare.panes, self)
        self.intake = Intake(services, runner, self)
        self.deciding = Deciding(services, runner, self.decision, self)
        self._aligner.failed.connect(self.message.show_error)
        self._connect()
        bind_keys(self, self._keyboard)
        self._show_references()
        self._verify()

    @property
    def verified(self) -> Verified | None:
        """The comparison that is on the desk."""
        return self._verified

    @property
    def references(self) -> tuple[ShownReference, ...]:
        """What is compared with, in the order in which it was added."""
        return self._references

    @property
    def questioned(self) -> Questioned | None:
        """The scan on the desk."""
        return self._questioned

    def show_loaded(self, loaded: Loaded) -> None:
        """Take note of the model and profile that recommendations are made with."""
        self.panel.show_profile(loaded.profile if loaded.profile_fits else None)

    def apply_settings(self, settings: Settings) -> None:
        """Work as the settings say from now on."""
        if not settings.blind_first:
            self.reveal()

    def load_account(self, number: str) -> None:
        """Compare with the references of an account."""
        number = number.strip()
        if not number:
            self.message.say(self.tr("No account number was typed. Type one, then press Enter."))
            return
        self.intake.load_account(number)

    def load_again(self, number: str) -> None:
        """Compare with the references of an account as they are now, where they are on the desk."""
        if self._account is not None and self._account.number == number:
            # Under its own key: another account that is being loaded must still arrive.
            self._runner.submit(
                "references again",
                self.tr("Loading the references"),
                lambda _report, _cancel: self._services.account_references(number),
                self._take_again,
                self.message.show_error,
            )

    def compare_again(self) -> None:
        """Compare what is on the desk by another calibration profile."""
        self._verify()

    def open_cheques(self, paths: Sequence[Path]) -> None:
        """Go through these cheques, one after the other."""
        self.deciding.take_list([WorkItem(path) for path in paths])

    def go_through(self, items: Sequence[WorkItem], at: int = 0) -> None:
        """Go through the cheques of a list, from one of them on."""
        self.deciding.take_list(list(items), at)

    def open_cheque(self, path: Path, page: int = 1) -> None:
        """Put one scan on the desk as the questioned one."""
        self.deciding.take_list([WorkItem(path, page)])

    def open_folder(self, folder: Path) -> None:
        """Go through the cheques of a folder."""
        self.intake.read_list(folder)

    def open_references(self, paths: Sequence[Path]) -> None:
        """Compare with signatures from files too; with these alone where an account's were on the desk."""
        self.intake.read_references(paths)

    def paste(self) -> None:
        """Take the image, or the file, that is in the clipboard as the questioned one."""
        clipboard = QGuiApplication.clipboard()
        content: QMimeData | None = clipboard.mimeData()  # None when it is empty, whatever the stubs say
        files = [] if content is None else local_files(content)
        image = clipboard.image()
        if files:
            self.open_cheques(files)
        elif not image.isNull():
            self.take_image(image)
        else:
            said = self.tr("There is no image in the clipboard. Copy one, then press {paste} again.")
            self.message.say(self._keyboard.told(said))

    def take_image(self, image: QImage) -> None:
        """Put an image from another program on the desk as the questioned one."""
        self.deciding.take_list([])
        self._await_cheque(None)
        self.intake.take_questioned(image)

    def locate_again(self) -> None:
        """Drop the user's box and look for the signature."""
        self._boxes = self._boxes.to_be_found()
        self._verify()

    def choose_next_signature(self) -> None:
        """Look at the next signature of a cheque that has several."""
        self._choose_signature(self._boxes.chosen + 1)

    def make_box(self) -> None:
        """Make a box by key, and let the arrows move it."""
        self.compare.cheque_view.make_box()
        self.compare.cheque_view.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def remember_place(self) -> None:
        """Look first in the box that is on the desk on all cheques of the same form."""
        verified, box = self._verified, self._boxes.current
        if verified is None or box is None:
            self.message.say(self.tr("There is no box to remember. Draw one around the signature first."))
            return
        said = self.tr("On cheques with routing number {routing}, this place is looked at first from now on.")
        self._runner.submit(
            "form",
            self.tr("Remembering the place"),
            lambda _report, _cancel: self._services.teach_form(verified, box),
            lambda routing: self.message.say(said.format(routing=routing)),
            self.message.show_error,
        )

    def decide(self, decision: str, reason: str = "") -> None:
        """Put a decision on record and go on to the next cheque."""
        veiled = self.panel.veiled
        if not self.deciding.decide(decision, reason):
            return
        self.focus_signatures()
        self.reveal()
        if veiled and self._verified is not None:
            said = self._verified.verification.recommendation.value
            if (decision, said) in (("ACCEPTED", "FLAG"), ("FLAGGED", "ACCEPT")):
                said = self.tr(
                    "Recorded, but the program recommends otherwise. Decide again, or go on with {next}."
                )
                self.message.say(self._keyboard.told(said))
                return
        if self._services.settings.next_at_once:
            self.deciding.go(1)

    def reveal(self) -> None:
        """Show what the program recommends."""
        if self.panel.veiled and self._verified is not None:
            self.panel.reveal()
            self.compare.panes.veil(False)
            self._show_values(self._verified, keep=True)
            self.line.show_check(self._verified.cheque, self._account)
            self._show_chips()

    def focus_signatures(self) -> None:
        """Give the keyboard to the signatures, where single letters are commands."""
        self.compare.panes.front.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def _build(self) -> None:
        self.message = MessageStrip()
        self.line = AccountLine()
        self.chips = SignatureChips()
        self.compare = CompareArea(self._keyboard)
        self.panel = RecommendationPanel(self._keyboard)
        self.decision = DecisionBar()
        column = QVBoxLayout(self)
        column.setContentsMargins(12, 8, 12, 8)
        column.setSpacing(6)
        column.addWidget(self.line)
        column.addWidget(self.message)
        column.addWidget(self.chips)
        column.addWidget(self.compare, 1)
        column.addWidget(self.panel)
        column.addWidget(self.decision)
        order = (*self.line.fields, *self.compare.tab_order, *self.decision.buttons)
        for before, after in pairwise(order):
            QWidget.setTabOrder(before, after)

    def _connect(self) -> None:
        compare, panes = self.compare, self.compare.panes
        self.line.asked.connect(self.load_account)
        compare.open_references.clicked.connect(self.ask_for_references)
        compare.open_cheque.clicked.connect(self.ask_for_cheques)
        compare.paste.clicked.connect(self.paste)
        compare.locate.clicked.connect(self.locate_again)
        compare.remember.clicked.connect(self.remember_place)
        compare.clear.clicked.connect(self._clear_references)
        compare.page.valueChanged.connect(self._turn_page)
        compare.reference_page.valueChanged.connect(self._turn_reference_page)
        compare.strip.chosen.connect(self._show_reference)
        compare.strip.removed.connect(self._remove_reference)
        self.chips.chosen.connect(self._choose_signature)
        compare.cheque_view.signature_chosen.connect(self._choose_signature)
        compare.cheque_view.box_changed.connect(lambda box: self._take_boxes(self._boxes.changed(box)))
        compare.cheque_view.box_drawn.connect(self._take_drawn)
        compare.cheque_view.removed.connect(lambda: self._take_boxes(self._boxes.without_chosen()))
        compare.cheque_view.taken_back.connect(self.locate_again)
        panes.reference_view.files_dropped.connect(self.open_references)
        panes.reference_view.image_dropped.connect(self.intake.take_reference)
        for view in (panes.questioned_view, panes.together_view, compare.cheque_view):
            view.files_dropped.connect(self.open_cheques)
            view.image_dropped.connect(self.take_image)
        self.decision.accepted.connect(lambda: self.decide("ACCEPTED"))
        self.decision.flagged.connect(lambda reason: self.decide("FLAGGED", reason))
        self.decision.put_aside.connect(lambda: self.decide("PUT_ASIDE"))
        self.decision.undo.clicked.connect(self.deciding.undo)
        self.decision.next.clicked.connect(lambda: self.deciding.go(1))
        self.decision.previous.clicked.connect(lambda: self.deciding.go(-1))
        self.decision.left.connect(self.focus_signatures)
        self.intake.questioned.connect(self._take_questioned)
        self.intake.references.connect(self._take_references)
        self.intake.page_turned.connect(self._replace_reference)
        self.intake.listed.connect(self.deciding.take_list)
        self.intake.account_printed.connect(self._take_printed_account)
        self.intake.unreadable.connect(self._tell_unreadable)
        self.intake.stopped.connect(self._tell_unread)
        self.intake.failed.connect(self._intake_failed)
        self.deciding.wanted.connect(self._take_item)
        self.deciding.failed.connect(lambda error: self.message.show_error(error, lasting=True))
        self.deciding.waiting.connect(self._tell_waiting)
        self.line.number.textChanged.connect(lambda _: self._offer_decision())
        self.line.amount.textChanged.connect(lambda _: self._offer_decision())
        self.line.amount.editingFinished.connect(self._take_amount)

    def _tell_waiting(self, name: str) -> None:
        said = self.tr("{cheque}: the decision waits for a second look by somebody else.").format(cheque=name)
        self.message.say(said, lasting=True)

    def find_account(self) -> None:
        """Give the keyboard to the account's number."""
        self.line.account.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.line.account.selectAll()

    def show_whole_cheque(self) -> None:
        """Show the cheque large, or the signatures again."""
        self.compare.whole.click()
        if not self.compare.whole.isChecked():
            self.focus_signatures()

    def ask_for_cheques(self) -> None:
        """Let the clerk choose files."""
        ask_for_files(self, self.tr("Open cheques"), self.open_cheques)

    def ask_for_references(self) -> None:
        """Let the clerk choose files."""
        ask_for_files(self, self.tr("Open references"), self.open_references)

    def ask_for_folder(self) -> None:
        """Let the clerk choose a folder of cheques."""
        ask_for_folder(self, self.tr("Open a folder of cheques"), self.open_folder)

    def _take_item(self, item: WorkItem) -> None:
        """Put a cheque of the list on the desk."""
        self._await_cheque(item)
        self.intake.read_questioned(item.path, item.page)

    def _await_cheque(self, item: WorkItem | None) -> None:
        """Clear the desk for a cheque that is to be read: nothing of the one before may be taken for it."""
        self.message.settle()
        self.deciding.await_cheque()
        self._reading = True
        if item is None or self._item is None or item.path != self._item.path:
            show_page(self.compare.page, 1, 1)
        self._item = item
        self._questioned, self._verified, self._amount = None, None, None
        self._boxes, self._shows_best = Boxes(), False
        self.line.clear_cheque()
        if item is not None:
            self.line.show_cheque(item.number, item.amount)
        account = "" if item is None else item.account
        if account or self._account_of_cheque or self.deciding.work_list.names_accounts:
            self._take_account_of_cheque(account)
        self._show_references()
        self._show_chips()
        self.compare.show_no_cheque(self.tr("Reading…"))
        self.panel.show_missing(self.tr("Reading…"), "")
        self.panel.show_quality("")

    def _take_account_of_cheque(self, number: str) -> None:
        """Compare with the references of that account alone; "" for none."""
        self.intake.drop_references()
        if self._account is None or self._account.number != number:
            self._references = ()
            self._forget_account()
            if number:
                self.line.account.setText(number)
                self.intake.load_account(number)
        self._account_of_cheque = number

    def _take_questioned(self, questioned: Questioned) -> None:
        self._reading, self._questioned = False, questioned
        self.compare.show_cheque(questioned)
        self._show_panes()
        self.deciding.look_up(questioned)
        self._verify()
        if not self._references and not self._account_of_cheque:
            self.intake.look_for_account(questioned)

    def _tell_unreadable(self, error: Exception) -> None:
        self._reading = False
        self.compare.show_no_cheque(self.tr("This cheque cannot be read"), self.tr("The message above says why."))
        failed = self.tr("The cheque cannot be read. Open another one, or go on with {next}.")
        self.panel.show_failure(self._keyboard.told(failed))
        self.message.show_error(error)

    def _tell_unread(self) -> None:
        self._reading = False
        self.compare.show_no_cheque(self.tr("No cheque"), self.tr("Reading it was stopped."))
        stopped = self.tr("Open the cheque again, or go on with {next}.")
        self.panel.show_missing(self.tr("Stopped"), self._keyboard.told(stopped))

    def _take_printed_account(self, questioned: Questioned, number: str) -> None:
        """Load the account that the magnetic line names, where nothing else was there to compare with."""
        if number and not self._references and self._questioned is questioned:
            self._take_account_of_cheque(number)

    def _take_references(self, taken: AccountReferences | list[ShownReference]) -> None:
        self.message.settle()
        if isinstance(taken, AccountReferences):
            self._account, self._references = taken, taken.references
            self.line.show_account(taken)
        else:
            mine = () if self._account is not None else self._references
            self._forget_account()
            self._account_of_cheque = ""  # files stay for the next cheque
            self._references = (*mine, *taken)
        self._show_references(keep=False)
        self._shows_best = False
        self._verify()

    def _take_again(self, account: AccountReferences) -> None:
        if self._account is not None and self._account.number == account.number:
            self._take_references(account)

    def _take_amount(self) -> None:
        """Check the mandate again, where it may depend on the amount."""
        if self._amount != self.line.drawn_for and self._account is not None and self._account.mandate is not None:
            self._verify()
        self._amount = self.line.drawn_for

    def _take_drawn(self, box: Box) -> None:
        mandate = None if self._account is None else self._account.mandate
        wanted = 1 if mandate is None else mandate.mandate.most_signatures(self.line.drawn_for)
        self._take_boxes(self._boxes.drawn(box, wanted))

    def _take_boxes(self, boxes: Boxes) -> None:
        if boxes != self._boxes:
            self._boxes = boxes
            self._show_boxes()
            self._verify()

    def _choose_signature(self, at: int) -> None:
        """Look at another signature, beside the reference that is the most like it."""
        self._boxes = self._boxes.choosing(at)
        self._show_boxes()
        self._show_chips()
        if self._verified is not None:
            self._show_signature(self._verified, keep=self.panel.veiled)

    def _turn_page(self, page: int) -> None:
        if self._item is not None:
            self._take_item(replace(self._item, page=page))

    def _turn_reference_page(self, page: int) -> None:
        turned = self.compare.strip.current
        if turned is not None and turned.path is not None:
            self.intake.turn_page(turned, page)

    def _replace_reference(self, turned: ShownReference, new: ShownReference) -> None:
        self._references = tuple(new if old is turned else old for old in self._references)
        self._show_references()
        self._verify()

    def _intake_failed(self, error: Exception) -> None:
        # A page picker stands on the page that could not be read.
        self._show_reference(self.compare.strip.current)
        self.message.show_error(error)

    def _clear_references(self) -> None:
        self._references = ()
        self._forget_account()
        self._show_references()
        self._verify()

    def _remove_reference(self, reference: ShownReference) -> None:
        if self._account is not None:
            self.message.say(
                self.tr(
                    "A reference of an account cannot be left out here: all of them are compared with. "
                    "Clear the references to compare with files instead."
                )
            )
            return
        self._references = tuple(kept for kept in self._references if kept is not reference)
        self._show_references()
        self._verify()

    def _forget_account(self) -> None:
        self._account = None
        self.line.forget_account()

    def _verify(self) -> None:
        """Compare what is on the desk; what an earlier comparison gives is no longer wanted."""
        questioned, references, boxes = self._questioned, self._references, self._boxes.asked
        account, amount = self._account, self.line.drawn_for
        self.deciding.show(None)
        self._verified = None
        self.panel.show_quality("")
        if self._reading:
            return
        if questioned is None:
            missing = self.tr("Open a cheque.") if references else self.tr("Load an account and open a cheque.")
            self.panel.show_missing(self.tr("Nothing to compare yet"), missing)
            return
        self.panel.show_waiting()

        def of_this(told: Callable[..., None]) -> Callable[..., None]:
            # What comes late is about a cheque that is not on the desk any more.
            return lambda *what: told(*what) if self._questioned is questioned else None

        self._runner.submit(
            "verify",
            self.tr("Comparing"),
            lambda _report, _cancel: self._services.verify(questioned, references, boxes, account, amount),
            of_this(self._show_verified),
            of_this(self._verify_failed),
            of_this(self._verify_stopped),
        )

    def _verify_failed(self, error: Exception) -> None:
        self.line.show_check(None, None)
        self.panel.show_failure(self.tr("The comparison failed; the message above says why."))
        self.message.show_error(error)

    def _verify_stopped(self) -> None:
        self.line.show_check(None, None)
        self.panel.show_missing(self.tr("Stopped"), self.tr("Press Locate to compare."))

    def _show_verified(self, verified: Verified) -> None:
        self._verified = verified
        self._boxes = self._boxes.compared(
            [one.verification.box for one in verified.signatures],
            [candidate.box for candidate in verified.verification.candidates],
        )
        self._show_boxes()
        self.panel.show_verification(
            verified.verification, verified.judged_by, veiled=self._services.settings.blind_first
        )
        self.compare.panes.veil(self.panel.veiled)
        self.line.show_check(None if self.panel.veiled else verified.cheque, self._account)
        self._show_chips()
        self._show_signature(verified, keep=self._shows_best)
        self._shows_best = True
        self._offer_decision()
        self.deciding.read_ahead()
        self.compared.emit()

    def _show_boxes(self) -> None:
        boxes = self._boxes
        self.compare.cheque_view.show_boxes(boxes.current, boxes.found, boxes.signatures)

    def _show_chips(self) -> None:
        chosen, veiled = self._boxes.chosen, self.panel.veiled
        self.chips.show_signatures(self._verified, self._account, chosen, veiled=veiled)

    def _show_signature(self, verified: Verified, *, keep: bool) -> None:
        """Show the chosen signature, with `keep` beside the reference that is shown already."""
        verification = verified.signatures[self._boxes.chosen].verification
        spare = len(self._boxes.found) - len(self._boxes.signatures)
        self.panel.show_quality(quality_line(verification, spare))
        self._show_values(verified, keep=keep)
        self._show_panes()

    def _show_values(self, verified: Verified, *, keep: bool) -> None:
        signature = verified.signatures[self._boxes.chosen]
        self.compare.strip.show_references(
            self._references,
            signature.similarities,
            signature.verification.distances,
            keep=keep,
            veiled=self.panel.veiled,
        )

    def _offer_decision(self) -> None:
        """Let the clerk decide about what is on the desk, where it has been compared."""
        if self._questioned is None or self._verified is None:
            return
        account = self._account
        named = "" if self._item is None else self._item.account
        self.deciding.show(
            Evidence(
                self._questioned,
                self._verified,
                account=named if account is None else account.number,
                reference_ids=tuple(shown.id for shown in self._references if shown.id is not None),
                mandate_id=None if account is None or account.mandate is None else account.mandate.id,
                amount=self.line.drawn_for,
                cheque_number=self.line.number.text().strip(),
            )
        )

    def _show_references(self, *, keep: bool = True) -> None:
        self.compare.strip_pane.set_heading(
            self.tr("References"),
            "" if self._account is None else self.tr("of account {number}").format(number=self._account.number),
        )
        self.compare.clear.setEnabled(bool(self._references))
        self.compare.strip.show_references(self._references, keep=keep)

    def _show_reference(self, reference: ShownReference | None) -> None:
        """Show the reference that was chosen in the strip."""
        if reference is None:
            self.compare.show_reference(None, "")
            return
        at = self._references.index(reference)
        place = self.tr("{at} of {count}").format(at=at + 1, count=len(self._references))
        self.compare.show_reference(reference, place)
        signature = self._signature
        differences = () if signature is None else signature.verification.differences
        # Those of a comparison with other references are no longer true.
        fitting = len(differences) == len(self._references)
        self.compare.panes.show_cells(differences[at] if fitting else None)
        self._aligner.align(reference, signature)

    @property
    def _signature(self) -> ShownSignature | None:
        """The signature that is looked at."""
        return None if self._verified is None else self._verified.signatures[self._boxes.chosen]

    def _show_panes(self) -> None:
        """Show both signatures in the present mode."""
        if self._questioned is not None:
            self.compare.show_questioned(self._signature)
        self._show_reference(self.compare.strip.current)

    def take_over(self, before: VerifyView) -> None:
        """Put on the desk what is on another one, with its list and what was decided there."""
        self.deciding.take_over(before.deciding)
        if before._account is not None or before._references:
            self._take_references(before._account or list(before._references))
        if before._questioned is None:
            return
        self._item, self._account_of_cheque = before._item, before._account_of_cheque
        self._take_questioned(before._questioned)
        self.line.number.setText(before.line.number.text())
        self.line.amount.setText(before.line.amount.text())
        self._boxes = before._boxes
        self._take_amount()
        self._verify()
