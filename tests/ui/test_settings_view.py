from __future__ import annotations

import re
import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from typing import Literal

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication, QKeySequence
from PySide6.QtWidgets import QApplication, QDialog, QLabel, QTextBrowser, QWidget
from pytestqt.qtbot import QtBot

from sigverify import settings as settings_file
from sigverify.errors import RecordsError
from sigverify.settings import Settings
from tests.ui.demo_desk import settled
from ui import language, theme
from ui.commands import COMMANDS, Keyboard
from ui.crash import CrashDialog, diagnostics
from ui.desk import DeskWindow
from ui.help import show_help, show_shortcuts
from ui.rail import Place


@pytest.fixture
def closing(qapp: QApplication) -> None:
    """Leave the colours as they were."""
    theme.apply(qapp, "light")


def test_colours_apply_at_once_and_are_kept(desk: DeskWindow, qtbot: QtBot, closing: None, tmp_path: Path) -> None:
    view = desk.settings_view
    view.theme.setCurrentIndex(view.theme.findData("dark"))
    assert theme.of(desk) is theme.DARK
    view.theme.setCurrentIndex(view.theme.findData("light"))
    assert theme.of(desk) is theme.LIGHT
    settled(desk, qtbot)
    assert settings_file.load(tmp_path).theme == "light"


def test_review_settings_are_kept_and_heard(desk: DeskWindow, qtbot: QtBot, tmp_path: Path) -> None:
    desk.settings_view.blind_first.click()
    desk.settings_view.next_at_once.click()
    settled(desk, qtbot)
    kept = settings_file.load(tmp_path)
    assert (kept.blind_first, kept.next_at_once) == (True, False)
    assert desk.services.settings.blind_first


def test_a_setting_is_kept_even_when_the_window_closes_at_once(desk: DeskWindow, tmp_path: Path) -> None:
    desk.settings_view.blind_first.click()
    desk.close()
    desk.runner.wait()
    assert settings_file.load(tmp_path).blind_first


def test_settings_that_cannot_be_written_are_told(
    desk: DeskWindow, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(_: Settings) -> None:
        raise RecordsError("the disk is full")

    monkeypatch.setattr(settings_file, "save", full)
    desk.settings_view.blind_first.click()
    settled(desk, qtbot)
    assert "disk is full" in desk.settings_view.message.text


def test_another_language_opens_the_desk_again(desk: DeskWindow, qtbot: QtBot) -> None:
    view = desk.settings_view
    view.language.setCurrentIndex(view.language.findData("de"))
    assert desk.opens_again
    assert not desk.isVisible()
    assert desk.settings.language == "de"


def test_keys_can_be_changed_and_work_at_once(desk: DeskWindow, qtbot: QtBot, tmp_path: Path) -> None:
    editor = desk.settings_view.shortcuts
    editor.choose("view_batch")
    editor.keys.setKeySequence(QKeySequence("F7"))
    editor.give.click()
    qtbot.waitActive(desk)
    desk.verify_view.focus_signatures()
    qtbot.keyClick(desk.verify_view.compare.panes.questioned_view, Qt.Key.Key_F7)
    assert desk.place is Place.BATCH
    assert "F7" in desk.rail.buttons[Place.BATCH].toolTip()
    settled(desk, qtbot)
    assert dict(settings_file.load(tmp_path).shortcuts) == {"view_batch": "F7"}
    editor.usual.click()
    assert desk.keyboard.keys("view_batch") == ("Ctrl+2",)


def test_keys_that_do_something_already_are_refused_by_name(desk: DeskWindow) -> None:
    editor = desk.settings_view.shortcuts
    editor.choose("put_aside")
    editor.keys.setKeySequence(QKeySequence("A"))
    editor.give.click()
    assert "Accept the cheque" in editor.problem.text()
    assert desk.keyboard.keys("put_aside") == ("P",)
    editor.keys.clear()
    editor.give.click()
    assert "press the keys" in editor.problem.text()


def test_keys_of_other_places_may_be_the_same() -> None:
    keyboard = Keyboard.of({"nothing_any_more": "X"})
    assert keyboard.changed == {}
    assert keyboard.clash("open_cheque", "Ctrl+N") is None
    assert keyboard.clash("open_cheque", "Ctrl+Q") is not None


def test_no_two_commands_have_the_same_keys_in_one_place() -> None:
    keyboard = Keyboard()
    clashes = [
        (command.name, keys) for command in COMMANDS for keys in command.keys if keyboard.clash(command.name, keys)
    ]
    assert clashes == []


def test_diagnostics_say_what_works_and_can_be_copied(desk: DeskWindow, qtbot: QtBot) -> None:
    view = desk.settings_view
    view.examine.click()
    settled(desk, qtbot)
    assert desk.loaded is not None
    assert desk.loaded.model in view.findings.toPlainText()
    view.copy.click()
    assert QGuiApplication.clipboard().text() == view.findings.toPlainText()


def test_f1_helps_and_the_list_of_shortcuts_has_all_of_them(desk: DeskWindow, qtbot: QtBot) -> None:
    qtbot.waitActive(desk)
    desk.verify_view.focus_signatures()
    qtbot.keyClick(desk.verify_view.compare.panes.questioned_view, Qt.Key.Key_F1)
    [shown] = [one for one in desk.findChildren(QDialog) if one.isVisible()]
    browser = shown.findChild(QTextBrowser)
    assert browser is not None
    assert "you decide" in browser.toPlainText()
    shown.close()
    keys = show_shortcuts(desk, desk.keyboard).findChild(QTextBrowser)
    assert keys is not None
    for command in COMMANDS:
        assert command.label in keys.toPlainText()


def test_help_is_there_in_every_language(desk: DeskWindow, qapp: QApplication) -> None:
    language.install(qapp, "de")
    browser = show_help(desk, Place.VERIFY).findChild(QTextBrowser)
    assert browser is not None
    assert "Sie entscheiden" in browser.toPlainText()


def test_the_whole_desk_speaks_german(settings: Settings, qapp: QApplication, qtbot: QtBot) -> None:
    language.install(qapp, "de")
    window = DeskWindow(replace(settings, language="de"))
    qtbot.addWidget(window)
    texts = {label.text() for label in window.findChildren(QLabel)}
    assert {"Konto", "Betrag", "Einstellungen", "Noch nichts zu vergleichen"} <= texts
    assert window.rail.buttons[Place.VERIFY].text() == "Prüfen"


def test_every_text_of_the_code_is_translated(tmp_path: Path) -> None:
    build = Path(language.__file__).parent / "translations"
    for name in ("sigverify_de.ts", "sigverify_en.ts"):
        (tmp_path / name).write_bytes((build / name).read_bytes())
    code = (
        f"import sys, runpy; from pathlib import Path; m = runpy.run_path({str(build / 'build.py')!r}); "
        f"m['main'](Path({str(tmp_path)!r}), Path({str(tmp_path)!r}))"
    )
    subprocess.run([sys.executable, "-c", code], check=True)
    assert "unfinished" not in (tmp_path / "sigverify_de.ts").read_text(encoding="utf-8")
    assert "unfinished" not in (tmp_path / "sigverify_en.ts").read_text(encoding="utf-8")
    for name in ("sigverify_de.qm", "sigverify_en.qm"):
        assert (tmp_path / name).read_bytes() == (language.ASSETS / name).read_bytes()


def test_no_text_is_hidden_from_the_translators() -> None:
    # lupdate does not look into formatted strings.
    hidden = re.compile(r"""f(["']).*\{[^}]*\b(?:tr|translate)\([^)]*(?!\1)["'][^)]*\)""")
    for path in Path(language.__file__).parent.rglob("*.py"):
        for line in path.read_text(encoding="utf-8").splitlines():
            assert not hidden.search(line) or "done.reason" in line, f"{path.name}: {line.strip()}"


def test_place_and_parting_are_kept(settings: Settings, qtbot: QtBot) -> None:
    window = DeskWindow(settings)
    qtbot.addWidget(window)
    window.show()
    compare = window.verify_view.compare
    compare.setSizes([2 * sum(compare.sizes()) // 3, sum(compare.sizes()) // 3])
    kept = compare.saveState()
    window.go_to(Place.ACCOUNTS)
    settled(window, qtbot)
    window.close()
    again = DeskWindow(settings)
    qtbot.addWidget(again)
    assert again.place is Place.ACCOUNTS
    assert again.verify_view.compare.saveState() == kept


def test_a_failure_is_told_without_names_or_account_data(
    desk: DeskWindow, caplog: pytest.LogCaptureFixture
) -> None:
    try:
        raise RuntimeError("account 00123456 of A. Rahman")
    except RuntimeError as error:
        CrashDialog.hook(desk, Path("desk.log"))(type(error), error, error.__traceback__)
        CrashDialog.hook(desk, Path("desk.log"))(type(error), error, error.__traceback__)
    [dialog] = desk.findChildren(CrashDialog)
    assert dialog.isVisible()
    dialog.copy.click()
    copied = QGuiApplication.clipboard().text()
    assert "RuntimeError" in copied
    assert Path(__file__).name in copied
    assert "PySide6" in copied
    assert "Rahman" not in copied
    assert dialog.log.text().endswith("desk.log")
    assert "Uncaught in the window" in caplog.text


def test_diagnostics_of_an_error_without_a_trace_are_short() -> None:
    assert diagnostics(ValueError("x")).startswith("builtins.ValueError\n\nPython")


def test_an_interrupt_is_no_crash(desk: DeskWindow) -> None:
    CrashDialog.hook(desk, Path("desk.log"))(KeyboardInterrupt, KeyboardInterrupt(), None)
    assert not desk.findChildren(CrashDialog)


@pytest.mark.parametrize("colours", ["light", "dark"])
def test_nothing_is_cut_off_at_twice_the_size_of_letters(
    settings: Settings, qapp: QApplication, qtbot: QtBot, colours: Literal["light", "dark"], closing: None
) -> None:
    theme.apply(qapp, colours)
    window = DeskWindow(settings)
    qtbot.addWidget(window)
    window.show()
    # 1280 x 720 at 200 % of a screen with 2560 x 1440 pixels: widgets must ask for no more than that.
    asked = window.minimumSizeHint()
    assert asked.width() <= 1280
    assert asked.height() <= 720
    assert isinstance(window.centralWidget(), QWidget)


def test_a_command_is_found_by_words_of_it_or_by_its_keys(desk: DeskWindow) -> None:
    editor = desk.settings_view.shortcuts

    def shown() -> list[str]:
        found = editor.commands.findItems("", Qt.MatchFlag.MatchContains)
        return [item.text(0) for item in found if not item.isHidden()]

    editor.search.setText("box wider")
    assert shown() == ["Move the signature far right; make the box wider"]
    editor.keys.setKeySequence(QKeySequence("F8"))
    editor.give.click()
    assert desk.keyboard.keys("far_right") == ("F8",)
    editor.search.setText("ctrl+shift+z")
    assert shown() == ["Decide again as before the undo"]
    editor.search.setText("teleport")
    assert shown() == []
    assert not editor.give.isEnabled()
    assert "No command" in editor.problem.text()
    editor.search.clear()
    assert len(shown()) == len(COMMANDS)
    assert editor.give.isEnabled()
    assert editor.problem.text() == ""
