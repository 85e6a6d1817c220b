"""Who works at the desk: signing in, what is there before, and what stays when the language changes."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from sigverify.app import App
from sigverify.operators import Role
from sigverify.settings import Settings
from tests.ui.demo_desk import Bank, settled
from ui import language
from ui.desk import DeskWindow
from ui.rail import Place
from ui.sign_in import PassphraseForm, SignInForm

PASSWORD = "correct horse battery"


@pytest.fixture
def locked(enrolled: App, settings: Settings, qtbot: QtBot) -> DeskWindow:
    """Return a desk where somebody has to sign in, the form open."""
    enrolled.records.add_operator("ann", Role.ADMINISTRATOR, password=PASSWORD)
    window = DeskWindow(replace(settings, sign_in=True))
    qtbot.addWidget(window)
    window.show()
    qtbot.waitUntil(lambda: bool(asked(window)), timeout=20_000)
    return window


def asked(window: DeskWindow) -> list[SignInForm]:
    return [one for one in window.findChildren(SignInForm) if one.isVisible()]


def sign_in(window: DeskWindow, name: str, password: str, qtbot: QtBot) -> None:
    [form] = asked(window)
    form.name.setText(name)
    form.password.setText(password)
    form.ok.click()
    settled(window, qtbot)


def test_who_has_to_sign_in_is_asked_until_the_password_is_right(locked: DeskWindow, qtbot: QtBot) -> None:
    assert locked.status.operator.text() == "Nobody has signed in"
    sign_in(locked, "ann", "wrong horse battery!", qtbot)
    [form] = asked(locked)
    assert form.name.text() == "ann"
    assert "do not match" in form.told.text()
    sign_in(locked, "ann", PASSWORD, qtbot)
    assert not asked(locked)
    assert locked.status.operator.text() == "Operator: ann, administrator"


def test_nothing_is_shown_and_nothing_can_be_done_before_somebody_has_signed_in(
    locked: DeskWindow, bank: Bank, qtbot: QtBot
) -> None:
    asked(locked)[0].reject()
    settled(locked, qtbot)
    assert locked.signed_out.isVisible()
    assert not any(view.isVisible() for view in locked.views.values())
    assert not locked.rail.isVisible()
    qtbot.keyClick(locked, Qt.Key.Key_3, Qt.KeyboardModifier.ControlModifier)
    settled(locked, qtbot)
    assert locked.accounts_view.model.rowCount() == 0
    locked.signed_out.sign_in.click()
    sign_in(locked, "ann", PASSWORD, qtbot)
    assert locked.place is Place.VERIFY
    assert locked.verify_view.isVisible()


def test_where_nobody_could_sign_in_nobody_is_asked_to(desk: DeskWindow, qtbot: QtBot) -> None:
    settled(desk, qtbot)
    desk.status.operator.click()
    assert not asked(desk)
    assert desk.place is Place.SETTINGS
    assert "no operator has a password" in desk.settings_view.message.text


@pytest.fixture
def german(qapp: QApplication) -> Iterator[None]:
    language.install(qapp, "de")
    yield
    language.install(qapp, "en")


def test_another_language_keeps_the_cheque_the_list_and_the_operator(
    locked: DeskWindow, bank: Bank, qtbot: QtBot, german: None
) -> None:
    sign_in(locked, "ann", PASSWORD, qtbot)
    view = locked.verify_view
    view.load_account(bank.account)
    view.open_cheques([bank.genuine, bank.unsigned])
    settled(locked, qtbot)
    view.decide("ACCEPTED")
    settled(locked, qtbot)
    view.line.amount.setText("125.00")
    chooser = locked.settings_view.language
    chooser.setCurrentIndex(chooser.findData("de"))
    assert locked.opens_again
    locked.runner.wait()
    again = DeskWindow.in_place_of(locked)
    qtbot.addWidget(again)
    again.show()
    qtbot.waitUntil(lambda: again.loaded is not None, timeout=20_000)
    settled(again, qtbot)
    assert again.standing is not None
    assert again.standing.name == "ann"
    shown = again.verify_view
    assert shown.questioned is not None
    assert shown.questioned.name == bank.unsigned.name
    assert shown.line.account.text() == bank.account
    assert shown.line.amount.text() == "125.00"
    assert (shown.deciding.work_list.at, len(shown.deciding.work_list)) == (1, 2)
    shown.deciding.undo()
    settled(again, qtbot)
    assert again.services.app.records.decisions(1)[-1].decision.value == "UNDONE"


def test_encrypted_signatures_are_asked_a_passphrase_for_until_it_is_right(
    enrolled: App, settings: Settings, bank: Bank, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("SIGVERIFY_PASSPHRASE", "SIGVERIFY_PASSPHRASE_FILE"):
        monkeypatch.delenv(name, raising=False)
    enrolled.records.encrypt(PASSWORD)
    window = DeskWindow(settings)
    qtbot.addWidget(window)

    def forms() -> list[PassphraseForm]:
        return [one for one in window.findChildren(PassphraseForm) if one.isVisible()]

    def give(passphrase: str) -> None:
        [form] = forms()
        form.passphrase.setText(passphrase)
        form.ok.click()
        settled(window, qtbot)

    window.show()
    qtbot.waitUntil(lambda: bool(forms()), timeout=30_000)
    settled(window, qtbot)
    give("wrong horse battery!")
    assert "the passphrase is not the one of these records" in forms()[0].told.text()
    forms()[0].reject()
    window.verify_view.load_account(bank.account)
    settled(window, qtbot)
    assert "encrypted" in window.verify_view.message.text
    window.status.operator.click()
    give(PASSWORD)
    assert not forms()
    window.verify_view.load_account(bank.account)
    settled(window, qtbot)
    assert window.verify_view.references
