from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest
from PIL import Image
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDragLeaveEvent, QDropEvent, QGuiApplication, QImage
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from calibration import profile as profiles
from calibration.profile import Profile
from sigverify.app import App
from sigverify.judging import Reason
from sigverify.mandates import Mandate
from sigverify.settings import Settings
from tests.ui.demo_desk import Bank, Heartbeat, settled, signed_twice
from ui.desk import DeskWindow
from ui.image_view import ImageView
from ui.verify.layers import heat
from ui.verify.recommendation import Tone


@pytest.fixture
def compared(desk: DeskWindow, bank: Bank, qtbot: QtBot) -> DeskWindow:
    """Return the desk with a genuine cheque and its account's references."""
    desk.verify_view.open_references(bank.references)
    desk.verify_view.open_cheque(bank.genuine)
    settled(desk, qtbot)
    return desk


def distances(desk: DeskWindow) -> tuple[float, ...]:
    assert desk.verify_view.verified is not None
    return desk.verify_view.verified.verification.distances


def drop(view: ImageView, mime: QMimeData) -> None:
    at, none = QPointF(20, 20), Qt.KeyboardModifier.NoModifier
    copy, left = Qt.DropAction.CopyAction, Qt.MouseButton.LeftButton
    QApplication.sendEvent(view.viewport(), QDragEnterEvent(QPoint(20, 20), copy, mime, left, none))
    QApplication.sendEvent(view.viewport(), QDropEvent(at, copy, mime, left, none))


def files(*paths: Path) -> QMimeData:
    mime = QMimeData()
    mime.setUrls([QUrl.fromLocalFile(str(path)) for path in paths])
    return mime


def test_a_genuine_signature_is_recommended_with_word_and_reason(compared: DeskWindow) -> None:
    panel = compared.verify_view.panel
    assert panel.tone is Tone.ACCEPT
    assert panel.word == "Recommend accept"
    assert panel.reason == Reason.ALIKE.value
    assert panel.accessibleDescription() == f"Recommend accept. {Reason.ALIKE.value}"


def test_another_hand_is_flagged(desk: DeskWindow, bank: Bank, qtbot: QtBot) -> None:
    desk.verify_view.open_references(bank.strangers)
    desk.verify_view.open_cheque(bank.genuine)
    settled(desk, qtbot)
    assert desk.verify_view.panel.tone is Tone.FLAG
    assert desk.verify_view.panel.word == "Recommend flag"
    assert desk.verify_view.panel.reason == Reason.NOT_ALIKE.value


def test_the_desk_gives_the_distances_that_the_application_gives(
    compared: DeskWindow, app: App, bank: Bank
) -> None:
    direct = app.verifier.verify(app.read(bank.genuine), app.read_references(bank.references))
    shown = compared.verify_view.verified
    assert shown is not None
    assert shown.verification.distances == direct.distances
    assert shown.verification.similarity == direct.similarity
    assert shown.verification.box == direct.box == compared.verify_view.compare.cheque_view.box


def test_the_order_in_which_things_are_dropped_does_not_matter(
    desk: DeskWindow, bank: Bank, app: App, qtbot: QtBot
) -> None:
    compare = desk.verify_view.compare
    drop(compare.panes.questioned_view, files(bank.genuine))
    settled(desk, qtbot)
    assert desk.verify_view.panel.tone is Tone.UNSCORABLE
    assert desk.verify_view.panel.reason == Reason.NO_REFERENCE.value
    drop(compare.panes.reference_view, files(*bank.references))
    settled(desk, qtbot)
    assert desk.verify_view.panel.tone is Tone.ACCEPT
    direct = app.verifier.verify(app.read(bank.genuine), app.read_references(bank.references))
    assert distances(desk) == direct.distances


def test_a_drag_over_a_pane_shows_that_it_will_be_taken(desk: DeskWindow, bank: Bank) -> None:
    view = desk.verify_view.compare.cheque_view
    before = view.grab().toImage()
    mime = files(bank.genuine)
    enter = QDragEnterEvent(
        QPoint(20, 20),
        Qt.DropAction.CopyAction,
        mime,
        Qt.MouseButton.LeftButton,
        Qt.KeyboardModifier.NoModifier,
    )
    QApplication.sendEvent(view.viewport(), enter)
    assert enter.isAccepted()
    assert view.grab().toImage() != before
    QApplication.sendEvent(view.viewport(), QDragLeaveEvent())
    assert view.grab().toImage() == before


def test_text_cannot_be_dropped(desk: DeskWindow) -> None:
    mime = QMimeData()
    mime.setText("a signature")
    view = desk.verify_view.compare.cheque_view
    enter = QDragEnterEvent(
        QPoint(20, 20),
        Qt.DropAction.CopyAction,
        mime,
        Qt.MouseButton.LeftButton,
        Qt.KeyboardModifier.NoModifier,
    )
    QApplication.sendEvent(view.viewport(), enter)
    assert not enter.isAccepted()


def test_an_image_from_the_clipboard_is_compared_like_its_file(
    compared: DeskWindow, bank: Bank, qtbot: QtBot
) -> None:
    found = compared.verify_view.compare.cheque_view.box
    QGuiApplication.clipboard().setImage(QImage(str(bank.genuine)))
    compared.verify_view.asking.paste()
    settled(compared, qtbot)
    assert compared.verify_view.questioned is not None
    assert compared.verify_view.questioned.name == "clipboard"
    pasted = compared.verify_view.compare.cheque_view.box
    assert found is not None
    assert pasted is not None
    assert pasted.iou(found) > 0.9
    assert compared.verify_view.panel.tone is Tone.ACCEPT


def test_an_empty_clipboard_is_said_to_be_empty(compared: DeskWindow) -> None:
    QGuiApplication.clipboard().clear()
    compared.verify_view.asking.paste()
    assert "no image in the clipboard" in compared.verify_view.message.text
    assert compared.verify_view.panel.tone is Tone.ACCEPT


def test_moving_the_box_compares_what_is_in_the_new_box(
    compared: DeskWindow, app: App, bank: Bank, qtbot: QtBot
) -> None:
    before = distances(compared)
    cheque = compared.verify_view.compare.cheque_view
    found = cheque.box
    for _ in range(6):
        qtbot.keyClick(cheque, Qt.Key.Key_Left, Qt.KeyboardModifier.ShiftModifier)
    settled(compared, qtbot)
    moved = cheque.box
    assert moved is not None
    assert moved != found
    direct = app.verifier.verify(app.read(bank.genuine), app.read_references(bank.references), box=moved)
    assert distances(compared) == direct.distances
    assert distances(compared) != before


def test_the_other_boxes_that_were_found_stay_whatever_is_done_with_the_box(
    desk: DeskWindow, bank: Bank, tmp_path: Path, qtbot: QtBot
) -> None:
    path = tmp_path / "joint.png"
    signed_twice(bank.genuine, bank.strangers_again, path)
    desk.verify_view.open_references(bank.references)
    desk.verify_view.open_cheque(path)
    settled(desk, qtbot)
    view, cheque = desk.verify_view, desk.verify_view.compare.cheque_view
    found = cheque.candidates
    assert len(found) > 1
    for number in range(1, len(found) + 1):
        cheque.choose_next()
        settled(desk, qtbot)
        assert cheque.candidates == found
        assert cheque.box == found[number % len(found)]
        assert "More than one box was found" in view.panel.quality
    qtbot.keyClick(cheque, Qt.Key.Key_Left)
    settled(desk, qtbot)
    assert cheque.candidates == found


def test_a_cheque_number_that_is_typed_during_a_comparison_waits_for_its_result(
    compared: DeskWindow, bank: Bank, qtbot: QtBot
) -> None:
    view = compared.verify_view
    for change in (
        lambda: view.open_references(bank.strangers[:1]),
        lambda: qtbot.keyClick(view.compare.cheque_view, Qt.Key.Key_Left),
    ):
        change()
        qtbot.waitUntil(lambda: not view.decision.accept.isEnabled())
        assert view.verified is None
        qtbot.keyClicks(view.line.number, "1")
        assert not view.decision.accept.isEnabled()
        settled(compared, qtbot)
        assert view.decision.accept.isEnabled()


def test_backspace_goes_back_to_the_box_that_was_found(compared: DeskWindow, qtbot: QtBot) -> None:
    cheque = compared.verify_view.compare.cheque_view
    found, before = cheque.box, distances(compared)
    cheque.setFocus()
    qtbot.keyClick(cheque, Qt.Key.Key_Right)
    settled(compared, qtbot)
    qtbot.keyClick(cheque, Qt.Key.Key_Backspace)
    settled(compared, qtbot)
    assert cheque.box == found
    assert distances(compared) == before


def test_an_unsigned_cheque_cannot_be_scored_and_says_what_to_do(
    compared: DeskWindow, bank: Bank, qtbot: QtBot
) -> None:
    compared.verify_view.open_cheque(bank.unsigned)
    settled(compared, qtbot)
    view = compared.verify_view
    assert view.panel.tone is Tone.UNSCORABLE
    assert view.panel.word == "Cannot score"
    assert "Draw its box by hand" in view.panel.reason
    assert view.compare.cheque_view.box is None
    assert "draw its box" in view.compare.panes.questioned_view.accessibleDescription()


def test_a_box_can_be_drawn_where_none_was_found(compared: DeskWindow, bank: Bank, qtbot: QtBot) -> None:
    compared.verify_view.open_cheque(bank.unsigned)
    settled(compared, qtbot)
    cheque = compared.verify_view.compare.cheque_view
    cheque.fit()
    area = cheque.viewport()
    start, end = cheque.mapFromScene(100, 100), cheque.mapFromScene(1000, 400)
    qtbot.mousePress(area, Qt.MouseButton.LeftButton, pos=start)
    qtbot.mouseMove(area, end)
    qtbot.mouseRelease(area, Qt.MouseButton.LeftButton, pos=end)
    settled(compared, qtbot)
    verified = compared.verify_view.verified
    assert verified is not None
    assert verified.verification.box == cheque.box
    assert cheque.box is not None


def test_a_box_is_made_moved_and_sized_by_keys_where_none_was_found(
    compared: DeskWindow, bank: Bank, qtbot: QtBot
) -> None:
    view, cheque = compared.verify_view, compared.verify_view.compare.cheque_view
    qtbot.waitActive(compared)
    view.open_cheque(bank.unsigned)
    settled(compared, qtbot)
    assert "Ins" in view.compare.panes.questioned_view.accessibleDescription()
    view.focus_signatures()
    qtbot.keyClick(view.compare.panes.front, Qt.Key.Key_Insert)
    made = cheque.box
    assert made is not None
    assert cheque.picture is not None
    assert abs(made.x0 + made.x1 - cheque.picture.width) <= 1
    assert abs(made.y0 + made.y1 - cheque.picture.height) <= 1
    assert cheque.hasFocus()
    qtbot.keyClick(cheque, Qt.Key.Key_Up)
    qtbot.keyClick(cheque, Qt.Key.Key_Right, Qt.KeyboardModifier.ShiftModifier)
    settled(compared, qtbot)
    assert view.verified is not None
    moved = view.verified.verification.box
    assert moved is not None
    assert (moved.x0, moved.x1 > made.x1, moved.y0 < made.y0) == (made.x0, True, True)


def test_an_unreadable_file_is_named_and_leaves_no_other_cheque_on_the_desk(
    compared: DeskWindow, bank: Bank, tmp_path: Path, qtbot: QtBot
) -> None:
    view = compared.verify_view
    broken = tmp_path / "torn.png"
    broken.write_bytes(b"\x89PNG\r\n\x1a\nand no more")
    view.open_cheque(broken)
    settled(compared, qtbot)
    assert view.message.text.startswith("torn.png is damaged")
    assert str(broken) in view.message.details
    assert (view.questioned, view.verified, view.compare.cheque_view.picture) == (None, None, None)
    assert view.panel.tone is Tone.UNSCORABLE
    assert "cannot be read" in view.panel.reason
    assert "cannot be read" in view.compare.panes.questioned_view.accessibleDescription()
    assert not view.decision.accept.isEnabled()
    view.open_cheque(bank.genuine)
    settled(compared, qtbot)
    assert view.panel.tone is Tone.ACCEPT


def test_one_bad_reference_leaves_the_others_as_they_were(
    compared: DeskWindow, bank: Bank, tmp_path: Path, qtbot: QtBot
) -> None:
    view = compared.verify_view
    before = view.references
    view.open_references([bank.strangers[0], tmp_path / "missing.png"])
    settled(compared, qtbot)
    assert "missing.png does not exist" in view.message.text
    assert view.references == before


def test_a_message_goes_when_the_next_thing_succeeds(
    compared: DeskWindow, bank: Bank, tmp_path: Path, qtbot: QtBot
) -> None:
    compared.verify_view.open_cheque(tmp_path / "missing.png")
    settled(compared, qtbot)
    compared.verify_view.open_cheque(bank.genuine)
    settled(compared, qtbot)
    assert compared.verify_view.message.text == ""


def test_references_stand_in_the_order_of_likeness(compared: DeskWindow) -> None:
    strip = compared.verify_view.compare.strip
    verified = compared.verify_view.verified
    assert verified is not None
    similarities = verified.signatures[0].similarities
    best = max(similarities)
    number = similarities.index(best) + 1
    assert strip.captions[0].startswith(f"R{number} {best:.2f}")
    shown = [float(caption.split()[1]) for caption in strip.captions]
    assert shown == sorted(shown, reverse=True)
    assert strip.current is compared.verify_view.references[number - 1]


def test_delete_removes_a_reference_that_came_from_a_file(compared: DeskWindow, bank: Bank, qtbot: QtBot) -> None:
    compared.verify_view.open_references(bank.strangers[:1])
    settled(compared, qtbot)
    before = len(compared.verify_view.references)
    removed = compared.verify_view.compare.strip.current
    qtbot.keyClick(compared.verify_view.compare.strip, Qt.Key.Key_Delete)
    settled(compared, qtbot)
    assert len(compared.verify_view.references) == before - 1
    assert removed not in compared.verify_view.references
    assert len(distances(compared)) == before - 1


def test_an_account_brings_its_references_and_its_holder(
    desk: DeskWindow, app: App, bank: Bank, qtbot: QtBot
) -> None:
    for path in bank.references:
        app.enrol(bank.account, path, holder="A. Rahman")
    view = desk.verify_view
    qtbot.keyClicks(view.line.account, bank.account)
    qtbot.keyClick(view.line.account, Qt.Key.Key_Return)
    view.open_cheque(bank.genuine)
    settled(desk, qtbot)
    assert "A. Rahman" in view.line.holder.text()
    assert view.panel.tone is Tone.ACCEPT
    assert distances(desk) == app.verify_account(app.read(bank.genuine), bank.account).distances


def test_an_accounts_reference_cannot_be_left_out(desk: DeskWindow, app: App, bank: Bank, qtbot: QtBot) -> None:
    app.enrol(bank.account, bank.references[0])
    desk.verify_view.load_account(bank.account)
    settled(desk, qtbot)
    qtbot.keyClick(desk.verify_view.compare.strip, Qt.Key.Key_Delete)
    assert len(desk.verify_view.references) == 1
    assert "cannot be left out" in desk.verify_view.message.text


def test_the_banks_instructions_have_a_line_of_their_own(
    desk: DeskWindow, app: App, bank: Bank, qtbot: QtBot
) -> None:
    app.enrol(bank.account, bank.references[0])
    said = "Call the holder before paying anything that is drawn on this account. " * 4
    app.records.set_mandate(bank.account, Mandate(instructions=said), "asked for")
    line = desk.verify_view.line
    assert line.instructions.isHidden()
    desk.verify_view.load_account(bank.account)
    settled(desk, qtbot)
    assert line.instructions.text() == said.strip()
    assert line.instructions.isVisible()
    # All of it can be read: it is wrapped, not cut off.
    assert line.instructions.height() >= line.instructions.heightForWidth(line.instructions.width())
    assert line.instructions.height() >= 2 * line.instructions.fontMetrics().height()
    assert said.strip() not in line.mandate.text()
    desk.verify_view.open_references(bank.strangers[:1])
    settled(desk, qtbot)
    assert line.instructions.isHidden()


def test_files_take_the_place_of_an_accounts_references(
    desk: DeskWindow, app: App, bank: Bank, qtbot: QtBot
) -> None:
    app.enrol(bank.account, bank.references[0])
    desk.verify_view.load_account(bank.account)
    settled(desk, qtbot)
    desk.verify_view.open_references(bank.strangers[:1])
    settled(desk, qtbot)
    assert [reference.name for reference in desk.verify_view.references] == [bank.strangers[0].name]
    assert desk.verify_view.line.account.text() == ""


def test_an_account_that_does_not_exist_is_named(compared: DeskWindow, qtbot: QtBot) -> None:
    before = compared.verify_view.references
    compared.verify_view.load_account("999")
    settled(compared, qtbot)
    assert "999" in compared.verify_view.message.text
    assert compared.verify_view.references == before


def test_only_the_last_of_many_requests_is_shown(desk: DeskWindow, bank: Bank, qtbot: QtBot) -> None:
    shown: list[str] = []
    view = desk.verify_view
    for path in (bank.unsigned, bank.strangers[0], bank.unsigned, bank.genuine):
        view.open_cheque(path)
    desk.runner.busy.connect(lambda _: view.questioned and shown.append(view.questioned.name))
    settled(desk, qtbot)
    assert set(shown) == {bank.genuine.name}


def test_the_pages_of_a_file_can_be_turned(compared: DeskWindow, bank: Bank, tmp_path: Path, qtbot: QtBot) -> None:
    path = tmp_path / "two.tif"
    with Image.open(bank.unsigned) as first, Image.open(bank.genuine) as second:
        first.convert("RGB").save(
            path, save_all=True, append_images=[second.convert("RGB")], dpi=(300, 300), compression="tiff_lzw"
        )
    view = compared.verify_view
    view.open_cheque(path)
    settled(compared, qtbot)
    assert view.panel.tone is Tone.UNSCORABLE
    assert not view.compare.page.isHidden()
    view.compare.page.setValue(2)
    settled(compared, qtbot)
    assert view.panel.tone is Tone.ACCEPT
    view.open_cheque(bank.genuine)
    settled(compared, qtbot)
    assert view.compare.page.isHidden()


def test_keys_do_it_all(desk: DeskWindow, app: App, bank: Bank, qtbot: QtBot) -> None:
    for path in bank.references:
        app.enrol(bank.account, path)
    view, compare = desk.verify_view, desk.verify_view.compare
    qtbot.waitActive(desk)

    def focused() -> QWidget:
        widget = QApplication.focusWidget()
        assert widget is not None
        return widget

    qtbot.keyClick(focused(), Qt.Key.Key_F, Qt.KeyboardModifier.ControlModifier)
    assert focused() is view.line.account
    qtbot.keyClicks(focused(), bank.account)
    qtbot.keyClick(focused(), Qt.Key.Key_Return)
    view.open_cheque(bank.genuine)
    settled(desk, qtbot)
    assert view.panel.tone is Tone.ACCEPT

    qtbot.keyClick(focused(), Qt.Key.Key_1, Qt.KeyboardModifier.ControlModifier)
    assert focused() is compare.panes.questioned_view
    qtbot.keyClick(focused(), Qt.Key.Key_C)
    assert focused() is compare.cheque_view
    assert compare.panes.isHidden()
    found = compare.cheque_view.box
    qtbot.keyClick(focused(), Qt.Key.Key_Right)
    settled(desk, qtbot)
    assert compare.cheque_view.box != found
    qtbot.keyClick(focused(), Qt.Key.Key_Backspace)
    settled(desk, qtbot)
    assert compare.cheque_view.box == found

    first = compare.strip.current
    qtbot.keyClick(focused(), Qt.Key.Key_R)
    assert len(bank.references) == 1 or compare.strip.current is not first
    qtbot.keyClick(focused(), Qt.Key.Key_R, Qt.KeyboardModifier.ShiftModifier)
    assert compare.strip.current is first

    assert not compare.panes.bar.network.isChecked()
    qtbot.keyClick(focused(), Qt.Key.Key_E)
    assert compare.panes.bar.network.isChecked()
    qtbot.keyClick(focused(), Qt.Key.Key_C)
    assert focused() is compare.panes.questioned_view
    assert not compare.panes.isHidden()


def test_letters_are_typed_where_text_is_written(desk: DeskWindow, qtbot: QtBot) -> None:
    qtbot.waitActive(desk)
    desk.verify_view.line.account.setFocus()
    qtbot.keyClicks(desk.verify_view.line.account, "er0")
    assert desk.verify_view.line.account.text() == "er0"
    assert not desk.verify_view.compare.panes.bar.network.isChecked()


def test_the_sentence_of_the_profile_stands_under_the_bar(compared: DeskWindow) -> None:
    assert "1 in 12 skilled forgeries" in compared.verify_view.panel.evidence
    assert "on 40 validation writers" in compared.verify_view.panel.evidence


def test_no_sentence_of_the_profile_stands_where_nothing_was_scored(
    compared: DeskWindow, bank: Bank, qtbot: QtBot
) -> None:
    panel = compared.verify_view.panel
    height = panel.height()
    compared.verify_view.open_cheque(bank.unsigned)
    assert panel.evidence == ""
    settled(compared, qtbot)
    assert panel.tone is Tone.UNSCORABLE
    assert panel.evidence == ""
    assert panel.height() == height


def test_the_sentence_is_about_the_references_of_whom_the_signature_was_taken_for(
    app: App, profile: Profile, settings: Settings, bank: Bank, qtbot: QtBot
) -> None:
    [curve] = profile.curves
    more = replace(curve, references=2, evidence=replace(curve.evidence, writers=77))
    profiles.save(replace(profile, curves=(curve, more)), settings.data_folder / "profiles" / "between.json")
    app.enrol(bank.account, bank.references[0], holder="A. Rahman")
    second = app.records.add_signatory(bank.account, "B. Khan")
    app.enrol(bank.account, bank.strangers[0], signatory_id=second.id)
    desk = DeskWindow(settings)
    qtbot.addWidget(desk)
    desk.show()
    view = desk.verify_view
    view.load_account(bank.account)
    view.open_cheque(bank.genuine)
    settled(desk, qtbot)
    assert len(view.references) == 2
    assert "on 40 validation writers" in view.panel.evidence
    view.open_references(bank.references[:2])
    settled(desk, qtbot)
    assert "on 77 validation writers" in view.panel.evidence


def test_a_signatorys_own_threshold_has_a_sentence_of_its_own(
    desk: DeskWindow, app: App, bank: Bank, qtbot: QtBot
) -> None:
    app.enrol(bank.account, bank.references[0], holder="A. Rahman")
    [person] = app.records.signatories(bank.account)
    app.records.change_signatory(person.id, name=person.name, threshold=0.9, valid_from=None, valid_until=None)
    desk.verify_view.load_account(bank.account)
    desk.verify_view.open_cheque(bank.genuine)
    settled(desk, qtbot)
    assert desk.verify_view.panel.evidence.startswith(
        "The signatory's own threshold is stricter than the profile's"
    )


def test_a_real_cheque_is_compared_with_its_signers_other_cheque(
    desk: DeskWindow, shared_data: Path, app: App, tmp_path: Path, qtbot: QtBot
) -> None:
    folder = shared_data / "cheques" / "idrbt"
    truth = json.loads((folder / "truth.json").read_text(encoding="utf-8"))
    one, other = [name for name, cheque in truth.items() if cheque["signed"] and cheque["signer"] == "SKN"][:2]
    reference = tmp_path / "reference.png"
    with Image.open(next(folder.rglob(other))) as image:
        image.crop(truth[other]["sign_box"]).save(reference, dpi=(300, 300))
    path = next(folder.rglob(one))
    desk.verify_view.open_references([reference])
    desk.verify_view.open_cheque(path)
    settled(desk, qtbot)
    direct = app.verifier.verify(app.read(path), app.read_references([reference]))
    assert distances(desk) == direct.distances
    assert desk.verify_view.panel.tone in (Tone.ACCEPT, Tone.FLAG)


def test_the_magnetic_line_brings_the_account_where_nothing_else_does(
    desk: DeskWindow, app: App, bank: Bank, qtbot: QtBot
) -> None:
    # Indian cheques carry six digits of the account, after the sort code.
    line = app.read_micr(app.read(bank.genuine)).fields
    printed = f"{line.routing}-{bank.account[-6:]}"
    app.enrol(printed, bank.references[0], holder="A. Rahman")
    desk.verify_view.open_cheque(bank.genuine)
    settled(desk, qtbot)
    assert desk.verify_view.line.account.text() == printed
    assert desk.verify_view.panel.tone in (Tone.ACCEPT, Tone.FLAG)
    desk.verify_view.open_cheque(bank.strangers[0])
    settled(desk, qtbot)
    # A cut-out has no line: it is not compared with the account of the cheque before.
    assert desk.verify_view.line.account.text() == ""
    assert desk.verify_view.references == ()


def test_references_from_files_stay_for_the_next_cheque_where_nobody_names_an_account(
    desk: DeskWindow, app: App, bank: Bank, qtbot: QtBot
) -> None:
    printed = app.read_micr(app.read(bank.genuine)).account_key
    assert printed is not None
    app.enrol(printed, bank.references[0])
    view = desk.verify_view
    view.open_cheque(bank.genuine)
    settled(desk, qtbot)
    assert view.line.account.text() == printed
    view.open_references(bank.references[:1])
    settled(desk, qtbot)
    view.open_cheque(bank.unsigned)
    settled(desk, qtbot)
    assert [reference.name for reference in view.references] == [bank.references[0].name]


def test_dragging_the_box_does_not_hold_up_the_window(compared: DeskWindow, qtbot: QtBot) -> None:
    cheque = compared.verify_view.compare.cheque_view
    box = cheque.box
    assert box is not None
    start = cheque.mapFromScene((box.x0 + box.x1) / 2, (box.y0 + box.y1) / 2)
    with Heartbeat() as heart:
        qtbot.mousePress(cheque.viewport(), Qt.MouseButton.LeftButton, pos=start)
        for step in range(1, 13):
            qtbot.mouseMove(cheque.viewport(), start - QPoint(2 * step, step))
            if step % 4 == 0:
                settled(compared, qtbot)
        qtbot.mouseRelease(cheque.viewport(), Qt.MouseButton.LeftButton, pos=start - QPoint(24, 12))
        settled(compared, qtbot)
    heart.check()
    assert compared.verify_view.verified is not None
    assert compared.verify_view.verified.verification.box == cheque.box != box


def test_local_differences_are_those_from_the_reference_that_is_shown(compared: DeskWindow, qtbot: QtBot) -> None:
    view = compared.verify_view
    assert view.verified is not None
    differences = view.verified.verification.differences
    assert len(differences) == len(view.references)
    panes = view.compare.panes
    panes.bar.heat.click()
    for _ in view.references:
        shown = view.compare.strip.current
        assert shown is not None
        content = panes.questioned_view.content
        assert content is not None
        assert content.heat is not None
        assert content.heat.cells == heat(differences[view.references.index(shown)])
        view.compare.strip.choose_next()
