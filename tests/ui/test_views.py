from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QImage
from pytestqt.qtbot import QtBot

from sigverify.geometry import Box
from ui import theme
from ui.image_view import ImageView
from ui.images import picture, to_qimage
from ui.message_strip import MessageStrip
from ui.verify.cheque_view import ChequeView
from ui.verify.similarity_bar import SimilarityBar

BOX = Box(400, 200, 600, 300)
OTHER = Box(50, 50, 150, 100)


@pytest.fixture
def view(qtbot: QtBot) -> ChequeView:
    """Return a view of a cheque of 1000 x 500 pixels at 254 dpi (ten a millimetre), at half its size."""
    made = ChequeView("Cheque")
    qtbot.addWidget(made)
    made.resize(504, 254)
    made.show()
    made.show_scan(picture(np.full((500, 1000), 255, np.uint8)), 254.0)
    made.show_boxes(BOX, [BOX, OTHER])
    return made


def drag(view: ChequeView, qtbot: QtBot, start: tuple[int, int], end: tuple[int, int]) -> None:
    """Drag the mouse from one point of the scan to another."""
    area = view.viewport()
    qtbot.mousePress(area, Qt.MouseButton.LeftButton, pos=view.mapFromScene(*start))
    qtbot.mouseMove(area, view.mapFromScene(*end))
    qtbot.mouseRelease(area, Qt.MouseButton.LeftButton, pos=view.mapFromScene(*end))


def near(box: Box | None, expected: Box) -> bool:
    """Allow for the pixels of the screen, which are three of the scan."""
    return box is not None and all(
        abs(a - b) <= 6 for a, b in zip(box.as_tuple(), expected.as_tuple(), strict=True)
    )


def test_dragging_the_box_moves_it(view: ChequeView, qtbot: QtBot) -> None:
    with qtbot.waitSignal(view.box_changed):
        drag(view, qtbot, (500, 250), (440, 150))
    assert near(view.box, Box(340, 100, 540, 200))


def test_the_box_cannot_leave_the_scan(view: ChequeView, qtbot: QtBot) -> None:
    drag(view, qtbot, (500, 250), (990, 490))
    assert view.box is not None
    assert view.box.x1 <= 1000
    assert (view.box.width, view.box.height) == (BOX.width, BOX.height)


def test_dragging_a_corner_resizes_the_box(view: ChequeView, qtbot: QtBot) -> None:
    drag(view, qtbot, (600, 300), (700, 400))
    assert near(view.box, Box(400, 200, 700, 400))


def test_dragging_a_side_moves_that_side_only(view: ChequeView, qtbot: QtBot) -> None:
    drag(view, qtbot, (400, 250), (300, 400))
    assert near(view.box, Box(300, 200, 600, 300))


def test_a_box_cannot_be_made_smaller_than_any_signature(view: ChequeView, qtbot: QtBot) -> None:
    drag(view, qtbot, (600, 300), (100, 100))
    assert view.box == Box(400, 200, 420, 220)


def test_dragging_on_the_paper_draws_a_new_box(view: ChequeView, qtbot: QtBot) -> None:
    drag(view, qtbot, (900, 450), (700, 350))
    assert near(view.box, Box(700, 350, 900, 450))


def test_a_slip_of_the_hand_draws_nothing(view: ChequeView, qtbot: QtBot) -> None:
    drag(view, qtbot, (900, 450), (906, 456))
    assert view.box == BOX


def test_a_click_chooses_a_dimmed_box(view: ChequeView, qtbot: QtBot) -> None:
    with qtbot.waitSignal(view.box_changed):
        qtbot.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=view.mapFromScene(100, 75))
    assert view.box == OTHER


def test_candidates_are_chosen_round_and_round(view: ChequeView) -> None:
    view.choose_next()
    assert view.box == OTHER
    view.choose_next()
    assert view.box == BOX


def test_arrows_move_the_box_by_half_a_millimetre(view: ChequeView, qtbot: QtBot) -> None:
    qtbot.keyClick(view, Qt.Key.Key_Right)
    qtbot.keyClick(view, Qt.Key.Key_Up)
    assert view.box == Box(405, 195, 605, 295)


def test_shift_and_arrows_resize_the_box(view: ChequeView, qtbot: QtBot) -> None:
    qtbot.keyClick(view, Qt.Key.Key_Right, Qt.KeyboardModifier.ShiftModifier)
    qtbot.keyClick(view, Qt.Key.Key_Up, Qt.KeyboardModifier.ShiftModifier)
    assert view.box == Box(400, 200, 605, 295)


def test_a_result_that_comes_during_a_drag_does_not_take_the_box_away(view: ChequeView, qtbot: QtBot) -> None:
    area = view.viewport()
    qtbot.mousePress(area, Qt.MouseButton.LeftButton, pos=view.mapFromScene(500, 250))
    qtbot.mouseMove(area, view.mapFromScene(440, 150))
    view.show_boxes(BOX, [])
    assert near(view.box, Box(340, 100, 540, 200))
    qtbot.mouseRelease(area, Qt.MouseButton.LeftButton, pos=view.mapFromScene(440, 150))


def test_a_picture_fits_until_it_is_zoomed_and_again_with_0(view: ChequeView, qtbot: QtBot) -> None:
    fitted = view.transform().m11()
    view.resize(904, 454)
    assert view.transform().m11() > fitted
    qtbot.keyClick(view, Qt.Key.Key_Plus)
    zoomed = view.transform().m11()
    view.resize(504, 254)
    assert view.transform().m11() == zoomed
    view.show_scan(picture(np.zeros((500, 1000), np.uint8)), 254.0)
    assert view.transform().m11() == zoomed
    qtbot.keyClick(view, Qt.Key.Key_0)
    assert view.transform().m11() == pytest.approx(fitted, rel=0.02)


def test_an_empty_view_tells_what_to_do_to_screen_readers_too(qtbot: QtBot) -> None:
    view = ImageView("Reference")
    qtbot.addWidget(view)
    view.set_hint("Nothing here", "Open a file")
    assert view.accessibleDescription() == "Nothing here. Open a file"
    view.show_picture(picture(np.zeros((5, 5), np.uint8)))
    assert view.accessibleDescription() == ""


def test_pixels_arrive_on_the_screen_as_they_are() -> None:
    rgb = np.zeros((2, 3, 3), np.uint8)
    rgb[1, 2] = (10, 20, 30)
    image = to_qimage(rgb)
    assert (image.width(), image.height()) == (3, 2)
    assert image.pixelColor(2, 1).getRgb()[:3] == (10, 20, 30)
    assert to_qimage(np.full((2, 3), 77, np.uint8)).pixelColor(0, 0).red() == 77


def test_an_image_does_not_depend_on_the_array_that_it_was_made_from() -> None:
    pixels = np.full((4, 4), 200, np.uint8)
    image = to_qimage(pixels[:, ::2])
    pixels[:] = 0
    assert image.pixelColor(1, 1).red() == 200


def test_a_picture_has_a_level_for_every_size() -> None:
    made = picture(np.zeros((1000, 2400), np.uint8))
    assert [level.width() for level in made.levels] == [2400, 1200, 600]
    assert made.level_for(590).width() == 600
    assert made.level_for(601).width() == 1200
    assert made.level_for(9000).width() == 2400
    assert (made.width, made.height) == (2400, 1000)


def test_a_huge_scan_is_scaled_to_what_a_screen_can_show() -> None:
    made = picture(np.zeros((5000, 12000), np.uint8))
    assert made.image.width() == 4096
    assert (made.width, made.height) == (12000, 5000)


def test_the_bar_says_its_numbers_in_words(qtbot: QtBot) -> None:
    bar = SimilarityBar()
    qtbot.addWidget(bar)
    bar.show_values(0.58, 0.66)
    assert bar.accessibleDescription() == "Similarity 0.58, threshold 0.66, 0.08 below the threshold"
    bar.show_values(None, 0.66)
    assert "nothing was scored" in bar.accessibleDescription()


@pytest.mark.parametrize(("similarity", "column"), [(0.9, "accept"), (0.2, "flag")])
def test_the_bar_is_painted_in_the_colour_of_its_side(qtbot: QtBot, similarity: float, column: str) -> None:
    bar = SimilarityBar()
    qtbot.addWidget(bar)
    bar.resize(416, bar.sizeHint().height())
    bar.show_values(similarity, 0.5)
    shot: QImage = bar.grab().toImage()
    at = QPoint(8 + round(similarity * 400), bar.fontMetrics().height() + 16)
    assert shot.pixelColor(at).name().upper() == getattr(theme.of(bar), column)


def test_a_bug_is_told_with_its_details_and_an_end(qtbot: QtBot) -> None:
    strip = MessageStrip()
    qtbot.addWidget(strip)
    strip.show_error(ZeroDivisionError("division by zero"))
    assert "ZeroDivisionError" in strip.text
    assert "division by zero" in strip.details


@pytest.mark.parametrize("colours", [theme.LIGHT, theme.DARK])
def test_recommendation_colours_have_a_contrast_of_six_to_one(colours: theme.Theme) -> None:
    for colour in (colours.accept, colours.flag, colours.unscorable):
        for ground in (colours.window, colours.base):
            assert contrast(colour, ground) >= 6.0
    for ground in (colours.window, colours.base):
        assert contrast(colours.muted, ground) >= 4.5


def contrast(one: str, other: str) -> float:
    """Return the contrast ratio of WCAG 2.2."""
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def luminance(colour: str) -> float:
    """Return the relative luminance of WCAG 2.2."""
    channels = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
