"""The compare modes, on signatures made for it: what is painted is looked at, pixel by pixel."""

from __future__ import annotations

import cv2
import numpy as np
import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QColor, QImage, QTransform
from pytestqt.qtbot import QtBot

from sigverify import canvas
from sigverify.geometry import Box
from sigverify.ink import Ink
from ui.commands import Keyboard
from ui.verify.layers import QUESTIONED_TINT, REFERENCE_TINT, Layer, heat, layer
from ui.verify.mode_bar import Mode
from ui.verify.panes import SignaturePanes
from ui.verify.signature_view import SignatureView

WHITE = QColor("white")


def bar(across: bool) -> Layer:
    """Return a signature of a cross whose one arm is thick: the upright one, or the one across."""
    level = np.zeros((240, 600), np.uint8)
    cv2.line(level, (10, 120), (590, 120), 255, 12)
    if across:
        cv2.line(level, (10, 30), (590, 30), 255, 12)
    else:
        cv2.line(level, (300, 10), (300, 230), 255, 12)
    # Corners, so that both have the same extent and lie alike on the canvas.
    level[:12, :12] = level[-12:, -12:] = 255
    ink = Ink(level, 300.0, Box(50, 40, 650, 280), 12.0)
    paper = np.where(level >= 128, np.uint8(20), np.uint8(240))
    paper = cv2.copyMakeBorder(paper, 20, 20, 20, 20, cv2.BORDER_CONSTANT, value=240)
    tint = QUESTIONED_TINT if across else REFERENCE_TINT
    return layer(ink, canvas.place(ink), np.asarray(paper, np.uint8), (30, 20), tint)


@pytest.fixture
def panes(qtbot: QtBot) -> SignaturePanes:
    """Return panes with a cross as the reference and two lines across as the questioned signature."""
    made = SignaturePanes(Keyboard())
    qtbot.addWidget(made)
    made.resize(1100, 400)
    made.show()
    made.show_reference(bar(across=False))
    made.show_questioned(bar(across=True))
    return made


def shot(view: SignatureView) -> QImage:
    return view.viewport().grab().toImage()


def colour_at(view: SignatureView, x: float, y: float) -> QColor:
    """Return the colour at a place in the questioned signature's own pixels (of its ink)."""
    placed = bar(across=True).scanned.ink.place.map(QPointF(x, y))
    at = view.mapFromScene(placed)
    return shot(view).pixelColor(at)


def unlike(one: QColor, other: QColor) -> int:
    return max(abs(one.red() - other.red()), abs(one.green() - other.green()), abs(one.blue() - other.blue()))


def test_side_by_side_shows_each_on_its_own_paper(panes: SignaturePanes) -> None:
    assert panes.together_pane.isHidden()
    # The upright arm is in the reference alone, the upper line in the questioned signature alone.
    assert colour_at(panes.reference_view, 300, 70).lightness() < 60
    assert colour_at(panes.questioned_view, 300, 70).lightness() > 200
    assert colour_at(panes.questioned_view, 450, 30).lightness() < 60
    assert colour_at(panes.reference_view, 450, 30).lightness() > 200


def test_swipe_shows_the_reference_left_of_the_divider(panes: SignaturePanes, qtbot: QtBot) -> None:
    panes.set_mode(Mode.SWIPE)
    view = panes.together_view
    assert colour_at(view, 150, 30).lightness() > 200  # the reference has no upper line
    assert colour_at(view, 450, 30).lightness() < 60
    view.move_divider(0.1)
    assert colour_at(view, 150, 30).lightness() < 60
    view.move_divider(0.9)
    assert colour_at(view, 450, 30).lightness() > 200
    qtbot.keyClick(view, Qt.Key.Key_BracketLeft)
    assert view.divider == pytest.approx(0.88)


def test_the_divider_can_be_dragged(panes: SignaturePanes, qtbot: QtBot) -> None:
    panes.set_mode(Mode.SWIPE)
    view = panes.together_view
    area = view.sceneRect()
    start = view.mapFromScene(QPointF(area.center().x(), area.center().y()))
    end = view.mapFromScene(QPointF(area.left() + 0.75 * area.width(), area.center().y()))
    qtbot.mousePress(view.viewport(), Qt.MouseButton.LeftButton, pos=start)
    qtbot.mouseMove(view.viewport(), end)
    qtbot.mouseRelease(view.viewport(), Qt.MouseButton.LeftButton, pos=end)
    assert view.divider == pytest.approx(0.75, abs=0.02)


def test_overlay_tints_each_and_is_dark_where_they_agree(panes: SignaturePanes) -> None:
    panes.set_mode(Mode.OVERLAY)
    view = panes.together_view
    assert unlike(colour_at(view, 300, 70), REFERENCE_TINT) < 12
    assert unlike(colour_at(view, 450, 30), QUESTIONED_TINT) < 12
    assert colour_at(view, 450, 120).lightness() < 75
    assert unlike(colour_at(view, 450, 75), WHITE) == 0


def test_difference_shows_strongly_only_what_one_of_them_has(panes: SignaturePanes) -> None:
    panes.set_mode(Mode.DIFFERENCE)
    view = panes.together_view
    assert unlike(colour_at(view, 300, 70), REFERENCE_TINT) < 12
    assert unlike(colour_at(view, 450, 30), QUESTIONED_TINT) < 12
    assert colour_at(view, 450, 120).lightness() > 150


def test_a_small_shift_is_no_difference(panes: SignaturePanes) -> None:
    panes.set_mode(Mode.DIFFERENCE)
    panes.nudge(QPointF(0, 2))
    assert colour_at(panes.together_view, 450, 124).lightness() > 150
    panes.nudge(QPointF(0, 10))
    assert unlike(colour_at(panes.together_view, 450, 120), REFERENCE_TINT) < 12


def test_blink_shows_one_after_the_other(panes: SignaturePanes, qtbot: QtBot) -> None:
    panes.set_mode(Mode.BLINK)
    view = panes.together_view

    def shows_questioned() -> bool:
        return colour_at(view, 450, 30).lightness() < 60

    first = shows_questioned()
    qtbot.waitUntil(lambda: shows_questioned() is not first, timeout=3000)
    qtbot.waitUntil(lambda: shows_questioned() is first, timeout=3000)


def test_space_blinks_for_as_long_as_it_is_held(panes: SignaturePanes, qtbot: QtBot) -> None:
    panes.set_mode(Mode.OVERLAY)
    qtbot.keyPress(panes.together_view, Qt.Key.Key_Space)
    assert panes.mode is Mode.BLINK
    qtbot.keyRelease(panes.together_view, Qt.Key.Key_Space)
    assert panes.mode is Mode.OVERLAY


@pytest.mark.parametrize("mode", [Mode.SIDE_BY_SIDE, Mode.OVERLAY])
def test_blinking_ends_when_the_keyboard_goes_elsewhere_while_space_is_held(
    panes: SignaturePanes, qtbot: QtBot, mode: Mode
) -> None:
    qtbot.waitActive(panes)
    panes.set_mode(mode)
    panes.front.setFocus()
    qtbot.keyPress(panes.front, Qt.Key.Key_Space)
    assert panes.mode is Mode.BLINK
    assert panes.together_view.hasFocus()
    panes.bar.link.setFocus()
    assert panes.mode is mode
    assert panes.bar.link.hasFocus()
    qtbot.keyRelease(panes.bar.link, Qt.Key.Key_Space)
    assert panes.mode is mode


def test_arrows_nudge_and_backspace_lays_back(panes: SignaturePanes, qtbot: QtBot) -> None:
    panes.set_mode(Mode.OVERLAY)
    view = panes.together_view
    for _ in range(4):
        qtbot.keyClick(view, Qt.Key.Key_Right)
    qtbot.keyClick(view, Qt.Key.Key_Down, Qt.KeyboardModifier.ShiftModifier)
    assert panes.nudged_by == QPointF(2.0, 5.0)
    assert unlike(colour_at(view, 450, 120), REFERENCE_TINT) < 12
    qtbot.keyClick(view, Qt.Key.Key_Backspace)
    assert panes.nudged_by == QPointF(0, 0)
    assert colour_at(view, 450, 120).lightness() < 75


def test_an_alignment_moves_the_questioned_signature_alone(panes: SignaturePanes) -> None:
    panes.set_mode(Mode.OVERLAY)
    panes.show_alignment(QTransform.fromTranslate(0, 20))
    view = panes.together_view
    assert unlike(colour_at(view, 450, 120), REFERENCE_TINT) < 12
    assert unlike(colour_at(view, 450, 30), WHITE) < 12


def test_another_signature_forgets_nudges_and_alignment(panes: SignaturePanes) -> None:
    panes.show_alignment(QTransform.fromTranslate(0, 20))
    panes.nudge(QPointF(3, 3))
    panes.show_questioned(bar(across=True))
    assert panes.placement == QTransform()


def test_linked_panes_zoom_and_move_together(panes: SignaturePanes, qtbot: QtBot) -> None:
    reference, questioned = panes.reference_view, panes.questioned_view
    qtbot.keyClick(reference, Qt.Key.Key_Plus)
    qtbot.keyClick(reference, Qt.Key.Key_Plus)
    assert questioned.transform() == reference.transform()
    reference.centerOn(QPointF(60, 40))
    qtbot.keyClick(reference, Qt.Key.Key_Plus)
    middle = questioned.mapToScene(questioned.viewport().rect().center())
    other = reference.mapToScene(reference.viewport().rect().center())
    assert (middle - other).manhattanLength() < 1
    panes.bar.link.click()
    zoom = questioned.transform().m11()
    qtbot.keyClick(reference, Qt.Key.Key_Plus)
    assert questioned.transform().m11() == zoom


def test_zoom_stays_from_mode_to_mode(panes: SignaturePanes, qtbot: QtBot) -> None:
    qtbot.keyClick(panes.questioned_view, Qt.Key.Key_Plus)
    zoom = panes.questioned_view.transform().m11()
    panes.set_mode(Mode.OVERLAY)
    assert panes.together_view.transform().m11() == pytest.approx(zoom)


def test_z_shows_one_pixel_of_the_scan_on_one_of_the_screen(panes: SignaturePanes, qtbot: QtBot) -> None:
    view = panes.questioned_view
    fitted = view.transform()
    qtbot.keyPress(view, Qt.Key.Key_Z)
    at_one = bar(across=True).scanned.paper.place.m11() * view.transform().m11()
    assert at_one == pytest.approx(1.0)
    qtbot.keyRelease(view, Qt.Key.Key_Z)
    assert view.transform() == fitted


def test_the_networks_view_shows_thin_strokes(panes: SignaturePanes) -> None:
    before = shot(panes.questioned_view)
    panes.bar.network.click()
    content = panes.questioned_view.content
    assert content is not None
    assert content.questioned is not None
    assert (content.questioned.paper.picture.width, content.questioned.paper.picture.height) == (256, 96)
    assert shot(panes.questioned_view) != before


def test_local_differences_colour_the_ink_where_they_are(panes: SignaturePanes) -> None:
    assert not panes.bar.heat.isEnabled()
    differences = np.zeros((4, 8), np.float32)
    differences[:, 4:] = 1.0
    panes.show_cells(differences)
    assert panes.bar.heat.isEnabled()
    panes.bar.heat.click()
    view = panes.questioned_view
    alike, different = colour_at(view, 60, 30), colour_at(view, 540, 30)
    pale, strong = (heat(np.array([[value]], np.float32)).pixelColor(0, 0) for value in (0.0, 1.0))
    assert unlike(alike, pale) < 12
    assert unlike(different, strong) < 12
    # Paper keeps its colour.
    assert colour_at(view, 540, 75).lightness() > 220
    panes.show_cells(None)
    assert colour_at(view, 540, 30).lightness() < 60
    assert not panes.bar.heat.isEnabled()


def test_heat_grows_darker_with_the_difference_and_stays_in_its_range() -> None:
    steps = heat(np.array([[-1.0, 0.0, 0.25, 0.5, 0.75, 1.0, 2.0]], np.float32))
    levels = [steps.pixelColor(x, 0).lightness() for x in range(7)]
    assert levels[0] == levels[1]
    assert levels[5] == levels[6]
    assert levels[1:6] == sorted(levels[1:6], reverse=True)


def test_a_pane_with_nothing_to_show_says_what_to_do(panes: SignaturePanes) -> None:
    panes.questioned_view.set_hint("Nothing", "Open one")
    panes.show_questioned(None)
    assert panes.questioned_view.content is None
    assert panes.questioned_view.accessibleDescription() == "Nothing. Open one"
    for mode in Mode:
        panes.set_mode(mode)
        shot(panes.front)


def test_colours_of_the_overlay_are_named_in_it(panes: SignaturePanes) -> None:
    panes.set_mode(Mode.OVERLAY)
    view = panes.together_view
    assert shot(view).pixelColor(QPoint(19, 10 + view.fontMetrics().height() // 2)) == REFERENCE_TINT


def test_local_differences_are_kept_from_whoever_looks_first(panes: SignaturePanes) -> None:
    panes.show_cells(np.ones((4, 8), np.float32))
    panes.bar.heat.click()
    panes.veil(True)
    view = panes.questioned_view
    assert colour_at(view, 540, 30).lightness() < 60
    assert not panes.bar.heat.isEnabled()
    panes.veil(False)
    strong = heat(np.ones((1, 1), np.float32)).pixelColor(0, 0)
    assert unlike(colour_at(view, 540, 30), strong) < 12
