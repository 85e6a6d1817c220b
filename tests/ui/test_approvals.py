"""What one operator did and another approves of, at the desk."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtWidgets import QAbstractButton, QLineEdit, QWidget
from pytestqt.qtbot import QtBot

from calibration import profile as profiles
from calibration.profile import Profile
from sigverify.app import App
from sigverify.mandates import Mandate
from sigverify.operators import Role
from sigverify.records import Approval
from sigverify.settings import Settings, save
from tests.ui.demo_desk import Bank, settled
from ui.approvals import ApprovalsDialog
from ui.desk import DeskWindow
from ui.sign_in import SignInForm

PASSWORD = "correct horse battery"


@pytest.fixture
def desk(enrolled: App, settings: Settings, qtbot: QtBot) -> DeskWindow:
    """Return a desk of several operators, at which Carl, a clerk, has signed in."""
    for name, role in (("ada", Role.ADMINISTRATOR), ("sue", Role.SUPERVISOR), ("carl", Role.CLERK)):
        enrolled.records.acting_as("ada").add_operator(name, role, password=PASSWORD)
    governed = replace(settings, sign_in=True, four_eyes=True, second_look_above=1000)
    save(governed)
    window = DeskWindow(governed)
    qtbot.addWidget(window)
    window.show()
    qtbot.waitUntil(lambda: bool(window.findChildren(SignInForm)), timeout=20_000)
    qtbot.waitUntil(lambda: window.loaded is not None, timeout=20_000)
    sign_in(window, "carl", qtbot)
    return window


def sign_in(window: DeskWindow, name: str, qtbot: QtBot) -> None:
    if not [one for one in window.findChildren(SignInForm) if one.isVisible()]:
        window.status.operator.click()
    [form] = [one for one in window.findChildren(SignInForm) if one.isVisible()]
    form.name.setText(name)
    form.password.setText(PASSWORD)
    form.ok.click()
    settled(window, qtbot)
    assert window.standing is not None
    assert window.standing.name == name


def accept_a_large_amount(desk: DeskWindow, bank: Bank, qtbot: QtBot) -> None:
    desk.verify_view.load_account(bank.account)
    desk.verify_view.open_cheque(bank.genuine)
    settled(desk, qtbot)
    desk.verify_view.line.amount.setText("12500")
    desk.verify_view.decide("ACCEPTED")
    settled(desk, qtbot)


def opened(desk: DeskWindow, qtbot: QtBot) -> ApprovalsDialog:
    desk.status.approvals.click()
    settled(desk, qtbot)
    [dialog] = [one for one in desk.findChildren(ApprovalsDialog) if one.isVisible()]
    return dialog


def test_a_supervisor_takes_the_second_look_that_a_large_amount_needs(
    desk: DeskWindow, bank: Bank, enrolled: App, qtbot: QtBot
) -> None:
    assert not desk.status.approvals.isVisible()
    accept_a_large_amount(desk, bank, qtbot)
    assert desk.status.approvals.text() == "1 to approve"
    dialog = opened(desk, qtbot)
    assert "12,500.00" in dialog.list.item(0).text()
    assert not dialog.approve.isEnabled()
    assert not dialog.refuse.isEnabled()
    assert "supervisor" in dialog.hint.text()
    sign_in(desk, "sue", qtbot)
    assert dialog.approve.isEnabled()
    assert "Similarity: 0." in dialog.evidence.text
    assert "by carl" in dialog.evidence.text
    assert dialog.evidence.pictures.count() == len(bank.references)
    dialog.note.setText("called the holder")
    dialog.approve.click()
    settled(desk, qtbot)
    [decision] = enrolled.records.decisions(1)
    assert decision.approval is Approval.APPROVED
    assert dialog.list.count() == 0
    assert not desk.status.approvals.isVisible()


def test_refusing_takes_a_reason(desk: DeskWindow, bank: Bank, enrolled: App, qtbot: QtBot) -> None:
    accept_a_large_amount(desk, bank, qtbot)
    sign_in(desk, "sue", qtbot)
    dialog = opened(desk, qtbot)
    assert not dialog.refuse.isEnabled()
    dialog.note.setText("the amount was altered")
    dialog.refuse.click()
    settled(desk, qtbot)
    [decision] = enrolled.records.decisions(1)
    assert decision.approval is Approval.REFUSED


def test_nobody_approves_their_own_change(desk: DeskWindow, bank: Bank, enrolled: App, qtbot: QtBot) -> None:
    sign_in(desk, "sue", qtbot)
    accept_a_large_amount(desk, bank, qtbot)
    dialog = opened(desk, qtbot)
    assert not dialog.approve.isEnabled()
    assert "You did this yourself" in dialog.hint.text()


def test_references_and_mandates_come_into_force_once_they_are_approved(
    desk: DeskWindow, bank: Bank, enrolled: App, qtbot: QtBot
) -> None:
    desk.accounts_view.open_account(bank.account)
    settled(desk, qtbot)
    desk.accounts_view.references.add_files(bank.strangers[:1])
    settled(desk, qtbot)
    assert "waits for approval" in desk.accounts_view.page.gallery.item(len(bank.references)).text()
    desk.services.app.records.acting_as("ada").set_mandate(bank.account, Mandate((), True, ""), "board resolution")
    sign_in(desk, "sue", qtbot)
    assert desk.status.approvals.text() == "2 to approve"
    dialog = opened(desk, qtbot)
    assert dialog.evidence.pictures.count() == 1 + len(bank.references)
    dialog.approve.click()
    settled(desk, qtbot)
    assert len(desk.services.app.references(bank.account)) == len(bank.references) + 1
    assert "waits for approval" not in desk.accounts_view.page.gallery.item(len(bank.references)).text()
    assert "always refer" in dialog.evidence.text
    dialog.approve.click()
    settled(desk, qtbot)
    assert enrolled.records.mandate(bank.account) is not None


def test_what_is_on_the_desk_follows_an_approval(desk: DeskWindow, bank: Bank, qtbot: QtBot) -> None:
    view = desk.verify_view
    view.load_account(bank.account)
    view.open_cheque(bank.genuine)
    desk.accounts_view.open_account(bank.account)
    settled(desk, qtbot)
    desk.accounts_view.references.add_files(bank.strangers[:1])
    settled(desk, qtbot)
    assert len(view.references) == len(bank.references)
    found = view.compare.cheque_view.box
    assert found is not None
    drawn = found.grown(8)
    view.compare.cheque_view.draw_box(drawn)
    settled(desk, qtbot)
    sign_in(desk, "sue", qtbot)
    opened(desk, qtbot).approve.click()
    settled(desk, qtbot)
    assert len(view.references) == len(bank.references) + 1
    assert view.verified is not None
    assert len(view.verified.verification.distances) == len(bank.references) + 1
    assert view.compare.cheque_view.box == drawn


def test_an_approval_leaves_another_account_on_the_desk(desk: DeskWindow, bank: Bank, qtbot: QtBot) -> None:
    desk.services.app.records.acting_as("ada").set_mandate(bank.account, Mandate((), True, ""), "board resolution")
    sign_in(desk, "sue", qtbot)
    other = next(number for number in bank.enrolled if number != bank.account)
    desk.verify_view.load_account(other)
    settled(desk, qtbot)
    shown = desk.verify_view.references
    opened(desk, qtbot).approve.click()
    settled(desk, qtbot)
    assert desk.verify_view.references is shown


def test_an_approved_profile_is_what_the_cheque_on_the_desk_is_judged_by(
    desk: DeskWindow, bank: Bank, profile: Profile, qtbot: QtBot, tmp_path: Path
) -> None:
    view = desk.verify_view
    view.load_account(bank.account)
    view.open_cheque(bank.genuine)
    settled(desk, qtbot)
    assert view.verified is not None
    assert view.verified.verification.threshold == 0.5
    [curve] = profile.curves
    strict = replace(profile, name="strict", curves=(replace(curve, threshold=0.97),))
    records = desk.services.app.records.acting_as("ada")
    path = tmp_path / "strict.json"
    profiles.save(strict, path)
    records.add_profile(strict.name, strict.bundle, path.read_text(encoding="utf-8"))
    records.activate_profile(strict.name, "too much passed")
    sign_in(desk, "sue", qtbot)
    dialog = opened(desk, qtbot)
    dialog.approve.click()
    settled(desk, qtbot)
    assert view.verified.verification.threshold == 0.97


def test_every_control_of_the_approvals_has_an_accessible_name(desk: DeskWindow, bank: Bank, qtbot: QtBot) -> None:
    accept_a_large_amount(desk, bank, qtbot)
    dialog = opened(desk, qtbot)
    controls = [one for one in dialog.findChildren(QWidget) if isinstance(one, QAbstractButton | QLineEdit)]
    assert [one for one in controls if not one.accessibleName()] == []
