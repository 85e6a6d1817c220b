"""Verify: references and a questioned signature, the cheque with its box, the recommendation, the decision."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from decimal import Decimal
from itertools import pairwise
from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QVBoxLayout, QWidget

from sigverify.settings import Settings
from ui.commands import Keyboard
from ui.message_strip import MessageStrip
from ui.pane import show_page
from ui.runner import Runner
from ui.services import Services
from ui.shown import Evidence, Loaded, Questioned, ShownReference, Verified
from ui.verify.account_line import AccountLine
from ui.verify.aligner import Aligner
from ui.verify.asking import Asking
from ui.verify.boxing import Boxing
from ui.verify.compare_area import CompareArea
from ui.verify.deciding import Deciding
from ui.verify.decision_bar import DecisionBar
from ui.verify.intake import Intake
from ui.verify.keys import bind_keys
from ui.verify.on_desk import OnDesk
from ui.verify.recommendation import RecommendationPanel
from ui.verify.reference_set import ReferenceSet
from ui.verify.showing import Showing
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
        self._on_desk = OnDesk()
        self._amount: Decimal | None = None
        # Whether the most alike reference was chosen already, and another one may be since.
        self._shows_best = False
        self._build()
        aligner = Aligner(services, runner, self.compare.panes, self)
        aligner.failed.connect(self.message.show_error)
        self.intake = Intake(services, runner, self)
        self.deciding = Deciding(services, runner, self.decision, self)
        self._showing = Showing(self, self._on_desk, aligner, keyboard)
        self.reference_set = ReferenceSet(services, runner, self._on_desk, self.intake, self.line, self)
        self.asking = Asking(self, keyboard)
        self.boxing = Boxing(self, services, runner, self._on_desk, self._showing)
        self._connect()
        bind_keys(self, keyboard)
        self._showing.references()
        self._verify()

    @property
    def verified(self) -> Verified | None:
        """The comparison that is on the desk."""
        return self._on_desk.verified

    @property
    def references(self) -> tuple[ShownReference, ...]:
        """What is compared with, in the order in which it was added."""
        return self._on_desk.references

    @property
    def questioned(self) -> Questioned | None:
        """The scan on the desk."""
        return self._on_desk.questioned

    def show_loaded(self, loaded: Loaded) -> None:
        """Take note of the model and profile that recommendations are made with."""
        self.panel.show_profile(loaded.profile if loaded.profile_fits else None)

    def apply_settings(self, settings: Settings) -> None:
        """Work as the settings say from now on."""
        if not settings.blind_first:
            self.reveal()

    def load_account(self, number: str) -> None:
        """Compare with the references of an account."""
        self.reference_set.load(number)

    def load_again(self, number: str) -> None:
        """Compare with the references of an account as they are now, where they are on the desk."""
        self.reference_set.load_again(number)

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

    def take_image(self, image: QImage) -> None:
        """Put an image from another program on the desk as the questioned one."""
        self.deciding.take_list([])
        self._await_cheque(None)
        self.intake.take_questioned(image)

    def decide(self, decision: str, reason: str = "") -> None:
        """Put a decision on record and go on to the next cheque."""
        veiled = self.panel.veiled
        if not self.deciding.decide(decision, reason):
            return
        self.focus_signatures()
        self.reveal()
        if veiled and self._on_desk.verified is not None:
            said = self._on_desk.verified.verification.recommendation.value
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
        self._showing.reveal()

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
        compare, references = self.compare, self.reference_set
        self.line.asked.connect(self.load_account)
        compare.clear.clicked.connect(references.clear)
        compare.page.valueChanged.connect(self._turn_page)
        compare.reference_page.valueChanged.connect(self._turn_reference_page)
        compare.strip.removed.connect(references.remove)
        self.decision.accepted.connect(lambda: self.decide("ACCEPTED"))
        self.decision.flagged.connect(lambda reason: self.decide("FLAGGED", reason))
        self.decision.put_aside.connect(lambda: self.decide("PUT_ASIDE"))
        self.decision.undo.clicked.connect(self.deciding.undo)
        self.decision.next.clicked.connect(lambda: self.deciding.go(1))
        self.decision.previous.clicked.connect(lambda: self.deciding.go(-1))
        self.decision.left.connect(self.focus_signatures)
        references.taken.connect(self._take_other_references)
        references.changed.connect(self._take_changed_references)
        references.told.connect(self.message.say)
        references.failed.connect(self.message.show_error)
        self.boxing.changed.connect(self._verify)
        self.intake.questioned.connect(self._take_questioned)
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
        self._on_desk.clear_cheque()
        self._amount, self._shows_best = None, False
        self.line.clear_cheque()
        if item is not None:
            self.line.show_cheque(item.number, item.amount)
        account = "" if item is None else item.account
        if account or self.reference_set.named_by_cheque or self.deciding.work_list.names_accounts:
            self.reference_set.follow_cheque(account)
        self._showing.reading()

    def _take_questioned(self, questioned: Questioned) -> None:
        self._reading, self._on_desk.questioned = False, questioned
        self.compare.show_cheque(questioned)
        self._showing.panes()
        self.deciding.look_up(questioned)
        self._verify()
        if not self._on_desk.references and not self.reference_set.named_by_cheque:
            self.intake.look_for_account(questioned)

    def _tell_unreadable(self, error: Exception) -> None:
        self._reading = False
        self._showing.unreadable()
        self.message.show_error(error)

    def _tell_unread(self) -> None:
        self._reading = False
        self._showing.unread()

    def _take_printed_account(self, questioned: Questioned, number: str) -> None:
        """Load the account that the magnetic line names, where nothing else was there to compare with."""
        if number and not self._on_desk.references and self._on_desk.questioned is questioned:
            self.reference_set.follow_cheque(number)

    def _take_other_references(self) -> None:
        self.message.settle()
        self._showing.references(keep=False)
        self._shows_best = False
        self._verify()

    def _take_changed_references(self) -> None:
        self._showing.references()
        self._verify()

    def _take_amount(self) -> None:
        """Check the mandate again, where it may depend on the amount."""
        account = self._on_desk.account
        if self._amount != self.line.drawn_for and account is not None and account.mandate is not None:
            self._verify()
        self._amount = self.line.drawn_for

    def _turn_page(self, page: int) -> None:
        if self._item is not None:
            self._take_item(replace(self._item, page=page))

    def _turn_reference_page(self, page: int) -> None:
        turned = self.compare.strip.current
        if turned is not None and turned.path is not None:
            self.intake.turn_page(turned, page)

    def _intake_failed(self, error: Exception) -> None:
        # A page picker stands on the page that could not be read.
        self._showing.chosen_reference()
        self.message.show_error(error)

    def _verify(self) -> None:
        """Compare what is on the desk; what an earlier comparison gives is no longer wanted."""
        on_desk, amount, number = self._on_desk, self.line.drawn_for, self.line.number.text().strip()
        questioned, references, account = on_desk.questioned, on_desk.references, on_desk.account
        boxes = on_desk.boxes.asked
        self.deciding.show(None)
        on_desk.verified = None
        self.panel.show_quality("")
        if self._reading:
            return
        if questioned is None:
            self._showing.missing()
            return
        self.panel.show_waiting()

        def of_this(told: Callable[..., None]) -> Callable[..., None]:
            # What comes late is about a cheque that is not on the desk any more.
            return lambda *what: told(*what) if on_desk.questioned is questioned else None

        self._runner.submit(
            "verify",
            self.tr("Comparing"),
            lambda _report, _cancel: self._services.verify(questioned, references, boxes, account, amount, number),
            of_this(self._take_verified),
            of_this(self._verify_failed),
            of_this(self._showing.stopped),
        )

    def _verify_failed(self, error: Exception) -> None:
        self._showing.failed()
        self.message.show_error(error)

    def _take_verified(self, verified: Verified) -> None:
        self._on_desk.take_verified(verified)
        self._showing.verified(veiled=self._services.settings.blind_first, keep=self._shows_best)
        self._shows_best = True
        self._offer_decision()
        self.deciding.read_ahead()
        self.compared.emit()

    def _offer_decision(self) -> None:
        """Let the clerk decide about what is on the desk, where it has been compared."""
        on_desk, account = self._on_desk, self._on_desk.account
        if on_desk.questioned is None or on_desk.verified is None:
            return
        named = "" if self._item is None else self._item.account
        self.deciding.show(
            Evidence(
                on_desk.questioned,
                on_desk.verified,
                account=named if account is None else account.number,
                reference_ids=tuple(shown.id for shown in on_desk.references if shown.id is not None),
                mandate_id=None if account is None or account.mandate is None else account.mandate.id,
                amount=self.line.drawn_for,
                cheque_number=self.line.number.text().strip(),
            )
        )

    def take_over(self, before: VerifyView) -> None:
        """Put on the desk what is on another one, with its list and what was decided there."""
        self.deciding.take_over(before.deciding)
        self.reference_set.take_over(before._on_desk, before.reference_set.named_by_cheque)
        if before._on_desk.questioned is None:
            return
        self._item = before._item
        self._take_questioned(before._on_desk.questioned)
        self.line.number.setText(before.line.number.text())
        self.line.amount.setText(before.line.amount.text())
        self._on_desk.boxes = before._on_desk.boxes
        self._take_amount()
        self._verify()
