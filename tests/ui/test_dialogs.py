"""What every dialog of the desk has in common."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QCalendarWidget, QDialog, QHeaderView, QWidget
from pytestqt.qtbot import QtBot

from sigverify.accounts_io import ImportPlan, Problem
from sigverify.mandates import Mandate, SigningRule
from sigverify.settings import Settings
from tests.ui.test_desk import CONTROLS
from ui import forms
from ui.accounts.card_form import CardForm
from ui.accounts.exchange import PlanForm
from ui.accounts.mandate_form import MandateForm
from ui.approvals import ApprovalsDialog
from ui.commands import Keyboard
from ui.crash import CrashDialog
from ui.evidence import Gathered, Pictured
from ui.evidence_view import EvidenceDialog
from ui.help import show_help, show_shortcuts
from ui.operators_panel import OperatorForm
from ui.rail import Place
from ui.runner import Runner
from ui.services import Services
from ui.sign_in import SignInForm
from ui.standing import Standing

GATHERED = Gathered("Cheque", (("Account", "1"),), (Pictured("R1", QImage(10, 10, QImage.Format.Format_RGB32)),))
PLAN = ImportPlan(Path("in"), (), (Problem(2, "no such image"),))
NOBODY = Standing("ann", None, frozenset(), registered=False, others_may_sign_in=False, waiting=0)


@pytest.fixture
def runner(qtbot: QtBot) -> Iterator[Runner]:
    made = Runner()
    yield made
    made.shutdown()
    made.wait()


def test_every_control_of_every_dialog_has_an_accessible_name(
    qtbot: QtBot, runner: Runner, tmp_path: Path
) -> None:
    window = QWidget()
    qtbot.addWidget(window)
    services = Services(Settings(tmp_path))
    made: list[Callable[[], QDialog]] = [
        lambda: forms.ask_reason(window, "Retire", "Why?", print),
        lambda: forms.ask_validity(window, "Valid", None, None, print),
        lambda: forms.ask_account(window, print),
        lambda: forms.ask_name(window, "Rename", "Ann", print),
        lambda: forms.SignatoryForm(window, "Ann", 0.9, None, None, 0.5),
        lambda: MandateForm(window, Mandate((SigningRule(),), True, "Call."), ()),
        lambda: CardForm(window, Keyboard(), [(1, "Ann"), (2, "Bob")]),
        lambda: PlanForm(window, PLAN),
        lambda: ApprovalsDialog(window, services, runner, NOBODY),
        lambda: EvidenceDialog(window, GATHERED),
        lambda: CrashDialog("details", tmp_path / "desk.log", window),
        lambda: OperatorForm(window, "ann", first=True),
        lambda: SignInForm(window, "ann", "name and password do not match"),
        lambda: show_help(window, Place.VERIFY),
        lambda: show_shortcuts(window, Keyboard()),
    ]
    nameless = []
    for make in made:
        dialog = make()
        dialog.show()
        assert dialog.windowTitle()
        nameless += [
            (dialog.windowTitle(), type(widget).__name__)
            for widget in dialog.findChildren(QWidget)
            if isinstance(widget, CONTROLS) and not widget.objectName().startswith("qt_")
            # The sections of a header are named.
            and not isinstance(widget, QHeaderView | QCalendarWidget)
            and not widget.accessibleName()
        ]  # fmt: skip
        dialog.close()
    assert nameless == []
    # What was being read for a dialog comes back when it is closed already.
    qtbot.waitUntil(lambda: runner.idle, timeout=10_000)
    services.close()
