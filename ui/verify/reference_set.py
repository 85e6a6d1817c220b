"""Which references a cheque is compared with: those of an account, or of files."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal

from ui.runner import Runner
from ui.services import Services
from ui.shown import AccountReferences, ShownReference
from ui.verify.account_line import AccountLine
from ui.verify.intake import Intake
from ui.verify.on_desk import OnDesk


class ReferenceSet(QObject):
    """Keeps the references of the desk; an account that a cheque names comes and goes with the cheque.

    Signals
    -------
    taken
        References arrived; the one that is the most alike is to be chosen among them.
    changed
        One of them was left out or replaced, or all of them were.
    told
        What the clerk should know (str).
    failed
        The error that kept an account's references from being loaded again.
    """

    taken = Signal()
    changed = Signal()
    told = Signal(str)
    failed = Signal(Exception)

    def __init__(
        self,
        services: Services,
        runner: Runner,
        on_desk: OnDesk,
        intake: Intake,
        line: AccountLine,
        parent: QObject,
    ) -> None:
        super().__init__(parent)
        self._services, self._runner = services, runner
        self._on_desk, self._intake, self._line = on_desk, intake, line
        # The account that the list or the magnetic line names.
        self._named = ""
        intake.references.connect(self.take)
        intake.page_turned.connect(self._replace)

    @property
    def named_by_cheque(self) -> str:
        """The account that the cheque on the desk brought with it; "" for none."""
        return self._named

    def load(self, number: str) -> None:
        """Compare with the references of an account."""
        number = number.strip()
        if not number:
            self.told.emit(self.tr("No account number was typed. Type one, then press Enter."))
            return
        self._intake.load_account(number)

    def load_again(self, number: str) -> None:
        """Compare with the references of an account as they are now, where they are on the desk."""
        if self._has(number):
            # Under its own key: another account that is being loaded must still arrive.
            self._runner.submit(
                "references again",
                self.tr("Loading the references"),
                lambda _report, _cancel: self._services.account_references(number),
                lambda account: self.take(account) if self._has(number) else None,
                self.failed.emit,
            )

    def follow_cheque(self, number: str) -> None:
        """Compare with the references of the account alone that a cheque names; "" for none."""
        self._intake.drop_references()
        if not self._has(number):
            self._on_desk.references = ()
            self._forget_account()
            if number:
                self._line.account.setText(number)
                self._intake.load_account(number)
        self._named = number

    def take(self, taken: AccountReferences | list[ShownReference]) -> None:
        """Compare with an account's references, or with those of files beside other files'."""
        on_desk = self._on_desk
        if isinstance(taken, AccountReferences):
            on_desk.account, on_desk.references = taken, taken.references
            self._line.show_account(taken)
        else:
            mine = () if on_desk.account is not None else on_desk.references
            self._forget_account()
            self._named = ""  # files stay for the next cheque
            on_desk.references = (*mine, *taken)
        self.taken.emit()

    def take_over(self, before: OnDesk, named: str) -> None:
        """Compare with what another desk compares with."""
        if before.account is not None or before.references:
            self.take(before.account or list(before.references))
        if before.questioned is not None:
            self._named = named

    def clear(self) -> None:
        """Compare with nothing any more."""
        self._on_desk.references = ()
        self._forget_account()
        self.changed.emit()

    def remove(self, reference: ShownReference) -> None:
        """Leave one out that came from a file."""
        if self._on_desk.account is not None:
            self.told.emit(
                self.tr(
                    "A reference of an account cannot be left out here: all of them are compared with. "
                    "Clear the references to compare with files instead."
                )
            )
            return
        self._on_desk.references = tuple(kept for kept in self._on_desk.references if kept is not reference)
        self.changed.emit()

    def _replace(self, turned: ShownReference, new: ShownReference) -> None:
        self._on_desk.references = tuple(new if old is turned else old for old in self._on_desk.references)
        self.changed.emit()

    def _has(self, number: str) -> bool:
        return self._on_desk.account is not None and self._on_desk.account.number == number

    def _forget_account(self) -> None:
        self._on_desk.account = None
        self._line.forget_account()
