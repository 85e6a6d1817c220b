"""The threshold is chosen, explained and put into use at the desk."""

from __future__ import annotations

import ast
import importlib.metadata
import subprocess
import sys
import time
from dataclasses import replace
from pathlib import Path

import numpy as np
import pypdfium2
import pytest
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QMouseEvent
from PySide6.QtWidgets import QApplication, QHeaderView, QLineEdit, QWidget
from pytestqt.qtbot import QtBot

from sigverify import samples
from sigverify.app import App
from sigverify.operators import Role
from sigverify.records import Outcome
from sigverify.samples import Sample
from sigverify.settings import Settings
from tests.ui.demo_desk import Heartbeat, settled
from tests.ui.test_desk import CONTROLS
from ui import theme
from ui.calibration.view import CalibrationView
from ui.desk import DeskWindow
from ui.evidence import of_pending
from ui.evidence_view import EvidenceDialog
from ui.forms import Form
from ui.rail import Place


@pytest.fixture(scope="module")
def kept(signature_set: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the distances of a set of synthetic hands: comparing them takes a while, once is enough."""
    path = tmp_path_factory.mktemp("kept") / "hands.npz"
    samples.save(samples.gather([signature_set], App(Settings(path.parent)).embedder), path)
    return path


@pytest.fixture
def view(desk: DeskWindow, kept: Path, qtbot: QtBot) -> CalibrationView:
    """Return the view with a sample."""
    desk.rail.buttons[Place.CALIBRATION].click()
    settled(desk, qtbot)
    desk.calibration_view.calibrate_on([kept])
    settled(desk, qtbot)
    return desk.calibration_view


def choose(view: CalibrationView, kind: str) -> None:
    view.steps.choose.preset.setCurrentIndex(view.steps.choose.preset.findData(kind))


def rested(desk: DeskWindow, qtbot: QtBot) -> None:
    """Wait until the pictures have followed the threshold."""
    qtbot.waitUntil(lambda: not desk.calibration_view.settling)
    settled(desk, qtbot)


def test_without_pairs_it_says_what_to_choose(desk: DeskWindow, qtbot: QtBot) -> None:
    desk.rail.buttons[Place.CALIBRATION].click()
    settled(desk, qtbot)
    view = desk.calibration_view
    assert view.area.empty.isVisible()
    assert not view.steps.activate.isEnabled()
    assert view.steps.profiles.in_use.text() == f"In use: {view.steps.profiles.chosen.itemText(0).split()[0]}"
    assert "too few to tell" in view.steps.profiles.drift.text()


def test_a_folder_is_compared_and_drawn(desk: DeskWindow, signature_set: Path, qtbot: QtBot) -> None:
    desk.go_to(Place.CALIBRATION)
    settled(desk, qtbot)
    view = desk.calibration_view
    view.calibrate_on([signature_set])
    settled(desk, qtbot)
    assert "of 8 writers" in view.steps.told.text()
    assert [
        view.steps.choose.references.itemText(at) for at in range(view.steps.choose.references.count())
    ] == list("12345")
    assert view.area.plots is not None
    assert view.area.plots.isVisible()
    assert "At this threshold" in view.area.sentence.text()


def test_all_plots_share_the_threshold_that_is_dragged(
    view: CalibrationView, desk: DeskWindow, qtbot: QtBot
) -> None:
    assert view.area.plots is not None
    line = view.area.plots.plot(0).line
    line.setValue(0.8)
    line.sigDragged.emit(line)
    assert view.limits is not None
    assert view.limits.accept == pytest.approx(0.8)
    assert view.steps.choose.threshold.value() == pytest.approx(0.8)
    assert view.steps.choose.preset.currentData() == "similarity"
    assert [view.area.plots.plot(at).line.value() for at in (0, 1)] == pytest.approx([0.8, 0.8])
    before = view.area.sentence.text()
    # A mark on the ROC is dragged to where everything is accepted.
    view.area.plots.plot(3).mark.setPos(QPointF(1.0, 1.0))
    assert view.limits.accept < 0.1
    assert view.area.sentence.text() != before
    assert view.area.plots.plot(0).line.value() == pytest.approx(view.limits.accept)


def test_the_window_is_never_blocked_while_plots_are_drawn(
    view: CalibrationView, desk: DeskWindow, qtbot: QtBot
) -> None:
    assert view.area.plots is not None
    with Heartbeat() as heart:
        for at in range(view.area.plots.count()):
            view.area.plots.setCurrentIndex(at)
            qtbot.wait(60)
        view.steps.choose.references.setCurrentIndex(1)
        settled(desk, qtbot)
        qtbot.wait(60)
    heart.check()


def test_a_drag_with_the_mouse_moves_the_threshold(view: CalibrationView, desk: DeskWindow, qtbot: QtBot) -> None:
    assert view.area.plots is not None
    plot = view.area.plots.plot(0)
    box = plot.getPlotItem().getViewBox()

    def at(similarity: float) -> QPoint:
        return plot.mapFromScene(box.mapViewToScene(QPointF(similarity, box.viewRange()[1][1] / 2)))

    start, end = at(view.area.plots.plot(0).line.value()), at(0.3)
    area = plot.viewport()

    def move(to: QPoint, buttons: Qt.MouseButton) -> None:
        # QTest moves the mouse without the buttons that are held.
        there = QPointF(to)
        kind, none = QEvent.Type.MouseMove, Qt.MouseButton.NoButton
        QApplication.sendEvent(
            area,
            QMouseEvent(kind, there, area.mapToGlobal(there), none, buttons, Qt.KeyboardModifier.NoModifier),
        )
        qtbot.wait(30)

    move(start, Qt.MouseButton.NoButton)
    qtbot.mousePress(area, Qt.MouseButton.LeftButton, pos=start)
    for share in (0.3, 0.6, 1.0):
        move(start + (end - start) * share, Qt.MouseButton.LeftButton)
    qtbot.mouseRelease(area, Qt.MouseButton.LeftButton, pos=end)
    assert view.steps.choose.threshold.value() == pytest.approx(0.3, abs=0.03)


def test_moving_the_threshold_never_scores_again_and_is_quick(view: CalibrationView) -> None:
    assert view.area.plots is not None
    prepared = view.prepared
    took = []
    for similarity in np.linspace(0.2, 0.8, 15).tolist():
        started = time.thread_time()
        view.steps.choose.take_by_hand(similarity)
        view.area.plots.plot(0).repaint()
        took.append(time.thread_time() - started)
    assert view.prepared is prepared
    assert float(np.median(took)) < 0.03


def test_presets_choose_what_they_promise(view: CalibrationView) -> None:
    prepared = view.prepared
    assert prepared is not None
    skilled = prepared.sweep.skilled.scores
    choose(view, "far")
    view.steps.choose.share.setValue(10.0)
    assert view.limits is not None
    assert (skilled >= view.limits.accept).mean() <= 0.1
    strict = view.limits.accept
    view.steps.choose.share.setValue(30.0)
    assert view.limits.accept < strict
    choose(view, "cost")
    assert view.steps.choose.cost.isVisible()
    assert not view.steps.choose.share.isVisible()
    choose(view, "eer")
    far, frr = (skilled >= view.limits.accept).mean(), (prepared.sweep.genuine.scores < view.limits.accept).mean()
    assert far == pytest.approx(frr, abs=0.02)


def test_what_the_sample_cannot_support_is_refused_with_what_it_takes(view: CalibrationView) -> None:
    choose(view, "far")
    view.steps.choose.share.setValue(0.1)
    assert view.steps.choose.note.isVisible()
    assert "it takes 3000 (skilled forgeries)" in view.steps.choose.note.text()
    assert not view.steps.activate.isEnabled()
    view.steps.choose.share.setValue(20.0)
    assert view.steps.choose.note.text().splitlines() == [
        "8 writers are few: with fewer than 20 the intervals are too narrow",
        "144 skilled forgeries are few: it takes 150 to know such a rate to within a third",
    ]
    assert view.steps.activate.isEnabled()


def test_doubtful_signatures_can_be_referred(view: CalibrationView) -> None:
    choose(view, "far")
    view.steps.choose.share.setValue(5.0)
    view.steps.choose.flagged.setValue(5.0)
    view.steps.choose.refer.setChecked(True)
    assert view.limits is not None
    assert view.area.plots is not None
    if view.limits.flag_below is None:
        assert "referred" not in view.area.sentence.text()
    else:
        assert "would be referred to a person" in view.area.sentence.text()
        assert view.area.plots.plot(0).lower.isVisible()


def test_another_number_of_references_has_its_own_curve(
    view: CalibrationView, desk: DeskWindow, qtbot: QtBot
) -> None:
    assert view.prepared is not None
    first = view.prepared.curve
    view.steps.choose.references.setCurrentIndex(2)
    settled(desk, qtbot)
    assert view.prepared.references == 3
    assert view.prepared.curve.slope != first.slope


def test_an_error_is_looked_at_in_verify(view: CalibrationView, desk: DeskWindow, qtbot: QtBot) -> None:
    view.steps.choose.take_by_hand(0.05)
    rested(desk, qtbot)
    assert view.area.accepted.count() > 0
    item = view.area.accepted.item(0)
    assert not item.icon().isNull()
    assert "similarity" in item.data(Qt.ItemDataRole.AccessibleTextRole)
    view.area.accepted.setFocus()
    view.area.accepted.setCurrentItem(item)
    pair = item.data(Qt.ItemDataRole.UserRole)
    assert Path(pair.questioned).parent.name == "forged"
    qtbot.keyClick(view.area.accepted, Qt.Key.Key_Return)
    settled(desk, qtbot)
    assert desk.place is Place.VERIFY
    assert desk.verify_view.questioned is not None
    assert desk.verify_view.questioned.scan.path == Path(pair.questioned)
    assert len(desk.verify_view.references) == 1


def ask(view: CalibrationView, desk: DeskWindow, qtbot: QtBot) -> Form:
    settled(desk, qtbot)
    [form] = [one for one in view.findChildren(Form) if one.isVisible()]
    return form


def test_a_threshold_is_used_with_a_name_and_a_reason(
    view: CalibrationView, desk: DeskWindow, app: App, kept: Path, qtbot: QtBot
) -> None:
    choose(view, "similarity")
    view.steps.choose.threshold.setValue(0.625)
    view.steps.activate.click()
    form = ask(view, desk, qtbot)
    assert "Would change 0 of the last 0 recommendations" in form.told.text()
    assert "(now in use: " in form.told.text()
    assert "Of new people expect " in form.told.text()
    name, reason = form.findChildren(QLineEdit)
    assert not form.ok.isEnabled()
    reason.setText("the yearly calibration")
    name.setText("no name?")
    assert not form.ok.isEnabled()
    name.setText("yearly")
    form.ok.click()
    settled(desk, qtbot)
    assert view.message.text == "The profile is in use now."
    active = app.profile
    assert active is not None
    assert (active.name, active.reason, active.curve(1).threshold) == ("yearly", "the yearly calibration", 0.625)
    assert desk.loaded is not None
    assert desk.loaded.profile == active
    assert active.id in desk.status.profile.text()
    shown = view.steps.profiles.profile
    assert shown is not None
    # Its pairs come back from its own file.
    at = next(
        i for i in range(view.steps.profiles.chosen.count()) if active.id in view.steps.profiles.chosen.itemText(i)
    )
    view.steps.profiles.chosen.setCurrentIndex(at)
    view.sample = None
    view.steps.profiles.open.click()
    settled(desk, qtbot)
    found: Sample | None = view.sample
    assert found is not None
    assert found.data == samples.load(kept).data


def test_with_four_eyes_the_profile_waits(desk: DeskWindow, view: CalibrationView, app: App, qtbot: QtBot) -> None:
    desk.services.app.take_settings(replace(desk.settings, four_eyes=True))
    before = app.profile
    view.steps.activate.click()
    form = ask(view, desk, qtbot)
    form.findChildren(QLineEdit)[1].setText("for somebody else to see")
    form.ok.click()
    settled(desk, qtbot)
    assert view.message.text == "The profile is in use once another operator approves of it."
    [waiting] = app.records.pending_approvals()
    facts = dict(of_pending(desk.services, waiting).facts)
    assert "Would change 0 of the last 0 recommendations" in facts["What follows"]
    assert "skilled forgeries" in facts["Threshold, 1 references"]
    assert "8 writers are few" in facts["Notes"]
    app.look_for_profile()
    assert app.profile == before
    assert any(
        "waits for approval" in view.steps.profiles.chosen.itemText(i)
        for i in range(view.steps.profiles.chosen.count())
    )


def test_going_back_needs_a_profile_before(view: CalibrationView, desk: DeskWindow, qtbot: QtBot) -> None:
    view.steps.profiles.roll_back.click()
    settled(desk, qtbot)
    assert "no earlier profile" in view.message.text


def test_an_older_profile_is_used_again(view: CalibrationView, desk: DeskWindow, app: App, qtbot: QtBot) -> None:
    for name in ("first", "second"):
        view.steps.choose.take_by_hand(0.4 if name == "first" else 0.7)
        view.steps.activate.click()
        form = ask(view, desk, qtbot)
        named, reason = form.findChildren(QLineEdit)
        named.setText(name)
        reason.setText("to see")
        form.ok.click()
        settled(desk, qtbot)
    view.steps.profiles.roll_back.click()
    form = ask(view, desk, qtbot)
    assert form.told.text().startswith("first-")
    form.findChildren(QLineEdit)[0].setText("too strict")
    form.ok.click()
    settled(desk, qtbot)
    app.look_for_profile()
    assert app.profile is not None
    assert app.profile.name == "first"


def test_the_report_is_a_pdf_for_its_owner_alone(
    view: CalibrationView, desk: DeskWindow, tmp_path: Path, qtbot: QtBot
) -> None:
    file = tmp_path / "report.pdf"
    view.write_report(file)
    qtbot.waitUntil(file.exists, timeout=20_000)
    settled(desk, qtbot)
    assert file.stat().st_mode & 0o077 == 0
    with pypdfium2.PdfDocument(file) as document:
        text = "".join(page.get_textpage().get_text_range() for page in document)
    assert "Calibration draft-" in text
    assert "Skilled accepted" in " ".join(text.split())  # wherever its column is parted


def test_a_clerk_may_look_and_not_use(view: CalibrationView, desk: DeskWindow, app: App, qtbot: QtBot) -> None:
    user = app.records.operator
    assert user is not None
    app.records.add_operator("ada", Role.ADMINISTRATOR)
    app.records.acting_as("ada").add_operator(user, Role.CLERK)
    desk.look_again()
    settled(desk, qtbot)
    assert not view.steps.activate.isEnabled()
    assert not view.steps.profiles.roll_back.isEnabled()
    assert view.steps.report.isEnabled()


def test_an_unusable_folder_is_named_and_the_view_stays(
    view: CalibrationView, desk: DeskWindow, tmp_path: Path, qtbot: QtBot
) -> None:
    view.calibrate_on([tmp_path / "nowhere"])
    settled(desk, qtbot)
    assert "nowhere is not a folder" in view.message.text
    assert view.prepared is not None


def test_every_control_has_a_name_and_the_view_fits(view: CalibrationView, desk: DeskWindow) -> None:
    nameless = [
        widget
        for widget in view.findChildren(QWidget)
        if isinstance(widget, CONTROLS)
        and not widget.objectName().startswith("qt_")
        and not isinstance(widget, QHeaderView)
        and not widget.accessibleName()
    ]
    assert [(type(one), one.parent()) for one in nameless] == []
    desk.resize(1280, 720)
    assert desk.minimumSizeHint().width() <= 1280
    assert desk.minimumSizeHint().height() <= 720


def test_the_plots_follow_the_theme(view: CalibrationView, desk: DeskWindow, qapp: QApplication) -> None:
    assert view.area.plots is not None
    try:
        theme.apply(qapp, "dark")
        qapp.processEvents()
        assert view.area.plots.plot(0).backgroundBrush().color().name().upper() == theme.DARK.base
    finally:
        theme.apply(qapp, "light")
    qapp.processEvents()
    assert view.area.plots.plot(0).backgroundBrush().color().name().upper() == theme.LIGHT.base


def test_own_cheques_with_an_outcome_are_learnt_from_and_looked_back_at(
    desk: DeskWindow, app: App, signature_set: Path, qtbot: QtBot
) -> None:
    for number, writer in enumerate(sorted((signature_set / "hands").iterdir())[:3]):
        genuine, forged = (sorted((writer / kind).iterdir()) for kind in ("genuine", "forged"))
        app.enrol(str(number), genuine[0])
        for path, outcome in ((genuine[1], Outcome.GENUINE), (forged[0], Outcome.SKILLED)):
            app.verify_account(app.read(path), str(number))
            newest = app.records.verifications(limit=1)[0]
            app.records.save_outcome(newest.id, outcome, "the customer said so")
    desk.go_to(Place.CALIBRATION)
    settled(desk, qtbot)
    view = desk.calibration_view
    view.steps.own.click()
    settled(desk, qtbot)
    assert view.steps.told.text() == "6 comparisons of 3 writers"
    view.steps.choose.take_by_hand(0.0001)
    rested(desk, qtbot)
    [first, *_] = [view.area.accepted.item(at) for at in range(view.area.accepted.count())]
    view.area.accepted.itemActivated.emit(first)
    settled(desk, qtbot)
    [dialog] = view.findChildren(EvidenceDialog)
    assert dialog.isVisible()


def test_without_outcomes_own_cheques_say_what_is_missing(desk: DeskWindow, qtbot: QtBot) -> None:
    desk.go_to(Place.CALIBRATION)
    settled(desk, qtbot)
    desk.calibration_view.steps.own.click()
    settled(desk, qtbot)
    assert "Record outcomes" in desk.calibration_view.message.text


def test_the_plots_need_the_essentials_of_qt_alone() -> None:
    code = "import sys, ui.calibration.plots; print([one for one in sys.modules if one.startswith('PySide6.Qt')])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    used = {name.removeprefix("PySide6.") for name in ast.literal_eval(done.stdout)}
    files = importlib.metadata.files("PySide6_Essentials")
    assert files is not None
    essentials = {path.name.split(".")[0] for path in files}
    assert "QtWidgets" in used
    assert used <= essentials
