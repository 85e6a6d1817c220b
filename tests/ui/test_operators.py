"""Who may work here, and what the bank asks of them, in the settings."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest
from PySide6.QtWidgets import QComboBox, QLineEdit
from pytestqt.qtbot import QtBot

from sigverify import settings as settings_file
from sigverify.app import App
from sigverify.operators import Role, system_user
from tests.ui.demo_desk import settled
from ui.desk import DeskWindow
from ui.forms import Form
from ui.operators_panel import OperatorForm, OperatorsPanel
from ui.rail import Place

PASSWORD = "correct horse battery"


@pytest.fixture
def panel(desk: DeskWindow, qtbot: QtBot) -> OperatorsPanel:
    desk.go_to(Place.SETTINGS)
    settled(desk, qtbot)
    return desk.settings_view.operators


def form(panel: OperatorsPanel) -> Form:
    [shown] = [one for one in panel.findChildren(Form) if one.isVisible()]
    return shown


def register(panel: OperatorsPanel, desk: DeskWindow, name: str, qtbot: QtBot) -> None:
    panel.add.click()
    asked = form(panel)
    assert isinstance(asked, OperatorForm)
    asked.name.setText(name)
    asked.password.setText("too short")
    assert not asked.ok.isEnabled()
    for field in asked.findChildren(QLineEdit)[-2:]:
        field.setText(PASSWORD)
    asked.ok.click()
    settled(desk, qtbot)


def choose(panel: OperatorsPanel, name: str) -> None:
    rows = (panel.list.topLevelItem(at) for at in range(panel.list.topLevelItemCount()))
    panel.list.setCurrentItem(next(row for row in rows if row is not None and row.text(0) == name))


def test_operators_are_registered_changed_and_retired(
    panel: OperatorsPanel, desk: DeskWindow, app: App, qtbot: QtBot
) -> None:
    assert "Nobody is registered" in panel.hint.text()
    assert not panel.sign_in.isEnabled()
    register(panel, desk, system_user(), qtbot)
    assert desk.status.operator.text() == f"Operator: {system_user()}, administrator"
    assert panel.sign_in.isEnabled()
    register(panel, desk, "carl", qtbot)
    choose(panel, "carl")
    panel.change.click()
    role = form(panel).findChild(QComboBox)
    assert role is not None
    role.setCurrentIndex(role.findData(Role.SUPERVISOR.value))
    form(panel).ok.click()
    settled(desk, qtbot)
    assert [(one.name, one.role) for one in app.records.operators() if one.name == "carl"] == [
        ("carl", Role.SUPERVISOR)
    ]
    panel.password.click()
    for field in form(panel).findChildren(QLineEdit):
        field.setText(PASSWORD + " now")
    form(panel).ok.click()
    settled(desk, qtbot)
    assert app.records.sign_in("carl", PASSWORD + " now").operator == "carl"
    panel.retire.click()
    form(panel).ok.click()
    settled(desk, qtbot)
    assert [one.name for one in app.records.operators() if one.retired_at] == ["carl"]


def test_nobody_changes_their_own_role_or_leaves_nobody_to_administer(
    panel: OperatorsPanel, desk: DeskWindow, qtbot: QtBot
) -> None:
    register(panel, desk, system_user(), qtbot)
    choose(panel, system_user())
    assert not panel.change.isEnabled()
    panel.retire.click()
    form(panel).ok.click()
    settled(desk, qtbot)
    assert "nobody would be left to administer" in desk.settings_view.message.text.casefold()


def test_whoever_does_not_administer_may_look_and_change_their_own_password(
    app: App, panel: OperatorsPanel, desk: DeskWindow, qtbot: QtBot
) -> None:
    app.records.acting_as("ada").add_operator("ada", Role.ADMINISTRATOR, password=PASSWORD)
    app.records.acting_as("ada").add_operator(system_user(), Role.CLERK)
    panel.reload()
    desk.look_again()
    settled(desk, qtbot)
    for widget in (panel.sign_in, panel.four_eyes, panel.second_look, panel.add):
        assert not widget.isEnabled()
    choose(panel, "ada")
    assert not panel.password.isEnabled()
    choose(panel, system_user())
    assert panel.password.isEnabled()
    assert not panel.retire.isEnabled()


def test_the_policy_holds_at_once_and_is_kept(
    panel: OperatorsPanel, desk: DeskWindow, qtbot: QtBot, tmp_path: Path
) -> None:
    panel.four_eyes.click()
    panel.second_look.setValue(5000)
    settled(desk, qtbot)
    kept = settings_file.load(tmp_path)
    assert (kept.four_eyes, kept.second_look_above) == (True, 5000)
    policy = desk.services.app.records.policy
    assert (policy.four_eyes, policy.second_look_above) == (True, Decimal(5000))
