"""A copied signature at the desk: it is flagged, and what it is a copy of is shown beside it."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from PIL import Image
from pytestqt.qtbot import QtBot

from sigverify.app import App
from sigverify.settings import Settings
from tests.ui.demo_desk import Bank, settled, signed_twice
from ui.desk import DeskWindow
from ui.verify.recommendation import Tone


@pytest.fixture
def ready(desk: DeskWindow, enrolled: App, bank: Bank, qtbot: QtBot) -> DeskWindow:
    desk.verify_view.load_account(bank.account)
    settled(desk, qtbot)
    return desk


def test_the_reference_that_was_pasted_on_a_cheque_is_shown(
    ready: DeskWindow, bank: Bank, tmp_path: Path, qtbot: QtBot
) -> None:
    pasted = tmp_path / "pasted.png"
    signed_twice(bank.unsigned, bank.references[-1], pasted)
    view = ready.verify_view
    view.open_cheque(pasted)
    settled(ready, qtbot)
    assert view.panel.tone is Tone.FLAG
    assert view.panel.reason.startswith("The signature is probably a copy of a reference. (")
    assert view.compare.strip.current is not None
    assert view.compare.strip.current.name == bank.references[-1].name
    assert sum("copied?" in caption for caption in view.compare.strip.captions) == 1


def test_the_earlier_cheque_is_shown_and_a_person_may_overrule(
    ready: DeskWindow, bank: Bank, tmp_path: Path, qtbot: QtBot, app: App
) -> None:
    view = ready.verify_view
    view.open_cheque(bank.genuine)
    settled(ready, qtbot)
    assert view.panel.tone is Tone.ACCEPT
    view.decide("ACCEPTED")
    settled(ready, qtbot)
    rescanned = tmp_path / "rescanned.jpg"
    with Image.open(bank.genuine) as opened:
        opened.convert("L").save(rescanned, quality=60, dpi=(300, 300))
    view.open_cheque(rescanned)
    settled(ready, qtbot)
    assert view.panel.word == Tone.FLAG.word
    assert view.panel.reason.startswith("The signature is probably a copy of one on an earlier cheque. (")
    strip = view.compare.strip
    assert strip.captions[0] == "earlier cheque"
    assert strip.count() == len(bank.references) + 1
    assert strip.current is not None
    assert strip.current.name.startswith(bank.genuine.name)
    assert view.compare.panes.reference_view.content is not None
    # The references are still there, one key away, and the clerk decides.
    strip.choose_next()
    assert strip.current is not None
    assert strip.current.name in [path.name for path in bank.references]
    view.decide("ACCEPTED")
    settled(ready, qtbot)
    newest = app.records.verifications(bank.account)[0]
    assert newest.recommendation == "FLAG"
    decided = app.records.decision(newest.id)
    assert decided is not None
    assert decided.decision == "ACCEPTED"


def test_nothing_of_it_shows_before_the_clerk_has_looked(
    settings: Settings, enrolled: App, bank: Bank, tmp_path: Path, qtbot: QtBot
) -> None:
    window = DeskWindow(replace(settings, blind_first=True))
    qtbot.addWidget(window)
    window.show()
    qtbot.waitUntil(lambda: window.loaded is not None, timeout=20_000)
    pasted = tmp_path / "pasted.png"
    signed_twice(bank.unsigned, bank.references[-1], pasted)
    view = window.verify_view
    view.load_account(bank.account)
    view.open_cheque(pasted)
    settled(window, qtbot)
    assert view.panel.veiled
    assert not any("copied?" in caption for caption in view.compare.strip.captions)
    view.reveal()
    assert any("copied?" in caption for caption in view.compare.strip.captions)
