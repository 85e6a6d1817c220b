"""The people of an account: holder, signatories, and the mandate that says who of them has to sign."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QWidget

from sigverify.errors import SigverifyError
from ui import forms
from ui.accounts.clerk import AccountFile, AccountsClerk
from ui.accounts.mandate_form import MandateForm
from ui.accounts.page import AccountPage
from ui.message_strip import MessageStrip
from ui.services import Services

if TYPE_CHECKING:  # brings the database
    from sigverify.records import Signatory


class People(QObject):
    """Asks what is to be changed about the people of the account that is open."""

    def __init__(
        self,
        clerk: AccountsClerk,
        services: Services,
        page: AccountPage,
        message: MessageStrip,
        opened: Callable[[], AccountFile | None],
        change: Callable[[str, Callable[[], object]], None],
        parent: QWidget,
    ) -> None:
        """Ask nothing yet.

        Parameters
        ----------
        opened
            Returns the account that is open; says what to do where none is.
        change
            Does what has this title in the background, and shows the account as it is then.
        """
        super().__init__(parent)
        self._clerk, self._services, self._page, self._message = clerk, services, page, message
        self._opened, self._change, self._window = opened, change, parent

    def ask_holder(self) -> None:
        """Ask whom the account belongs to."""
        file = self._opened()
        if file is not None:
            number = file.account.number
            forms.ask_name(
                self._window,
                self.tr("Rename the holder"),
                file.account.holder,
                lambda holder: self._change(self.tr("Renaming"), lambda: self._clerk.rename(number, holder)),
            )

    def in_office(self) -> list[Signatory]:
        """Return who may sign and is not retired."""
        file = self._opened()
        return [] if file is None else [one for one in file.signatories if one.retired_at is None]

    def ask_for_signatory(self) -> None:
        """Ask who else may sign."""
        file = self._opened()
        if file is not None:
            number = file.account.number
            forms.ask_name(
                self._window,
                self.tr("New signatory"),
                "",
                lambda name: self._change(
                    self.tr("Adding the signatory"), lambda: self._clerk.add_signatory(number, name)
                ),
            )

    def ask_about_signatory(self) -> None:
        """Ask what is to be changed about the chosen signatory."""
        person = self._chosen()
        if person is None:
            return
        profile = self._services.known_profile
        form = forms.SignatoryForm(
            self._window,
            person.name,
            person.threshold,
            person.valid_from,
            person.valid_until,
            None if profile is None else profile.curve(1).threshold,
        )

        def change() -> None:
            name, threshold = form.name.text().strip(), form.own_threshold
            start, end = form.first.value, form.last.value
            self._change(
                self.tr("Changing the signatory"),
                lambda: self._clerk.change_signatory(
                    person, name=name, threshold=threshold, valid_from=start, valid_until=end
                ),
            )

        form.accepted.connect(change)
        form.open()

    def ask_to_retire_signatory(self) -> None:
        """Ask why the chosen signatory may not sign any more."""
        person = self._chosen()
        if person is not None:
            identity = person.id
            forms.ask_reason(
                self._window,
                self.tr("Retire {name}").format(name=person.name),
                self.tr("Cheques are no longer compared with this person's references."),
                lambda reason: self._change(
                    self.tr("Retiring the signatory"), lambda: self._clerk.retire_signatory(identity, reason)
                ),
            )

    def ask_mandate(self) -> None:
        """Show the mandate, to be edited."""
        file = self._opened()
        if file is None:
            return
        number = file.account.number
        form = MandateForm(self._window, None if file.mandate is None else file.mandate.mandate, self.in_office())

        def change() -> None:
            reason = form.reason.text().strip()
            try:
                mandate = form.mandate()
            except SigverifyError as error:
                self._message.show_error(error)
                return
            self._change(self.tr("Changing the mandate"), lambda: self._clerk.set_mandate(number, mandate, reason))

        form.accepted.connect(change)
        form.open()

    def _chosen(self) -> Signatory | None:
        return next((one for one in self.in_office() if one.id == self._page.chosen_signatory), None)
