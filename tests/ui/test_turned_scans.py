"""Cheques and cards that lie on their sides or upside down, at the desk."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from PySide6.QtWidgets import QPushButton
from pytestqt.qtbot import QtBot

from sigverify import templates
from sigverify.geometry import Box
from sigverify.scans import read
from sigverify.settings import Settings
from tests.ui.demo_desk import Bank, settled
from ui.accounts.clerk import AccountsClerk
from ui.desk import DeskWindow
from ui.images import Picture
from ui.services import Services
from ui.shown import ShownSignature


def turned(path: Path, quarters: int, folder: Path) -> Path:
    """Return the scan turned counterclockwise by quarters, without loss."""
    with Image.open(path) as image:
        there = folder / f"turned{quarters}.png"
        dpi = image.info["dpi"]
        Image.fromarray(np.rot90(np.asarray(image), quarters)).save(there, dpi=dpi)
    return there


def shown(services: Services, path: Path) -> ShownSignature:
    return services.verify(services.open_questioned(path), []).signatures[0]


def pixels(picture: Picture) -> bytes:
    return bytes(picture.image.constBits())


@pytest.mark.parametrize("quarters", [1, 2, 3])
def test_ink_and_paper_of_a_turned_cheque_are_both_upright(
    settings: Settings, bank: Bank, tmp_path: Path, quarters: int
) -> None:
    services = Services(settings)
    upright, found = (shown(services, path) for path in (bank.genuine, turned(bank.genuine, quarters, tmp_path)))
    assert upright.layer is not None
    assert found.layer is not None
    expected, look = upright.layer.scanned, found.layer.scanned
    assert pixels(look.ink.picture) == pixels(expected.ink.picture)
    assert pixels(look.paper.picture) == pixels(expected.paper.picture)
    assert look.ink.area == expected.ink.area
    assert look.paper.area == expected.paper.area


@pytest.mark.parametrize("quarters", [0, 1, 2, 3])
def test_signatures_are_found_on_a_card_however_it_lies(
    settings: Settings, bank: Bank, tmp_path: Path, quarters: int
) -> None:
    path = turned(bank.genuine, quarters, tmp_path)
    card = AccountsClerk(Services(settings)).open_card(path)
    upright = AccountsClerk(Services(settings)).open_card(bank.genuine).boxes[0]
    height, width = read(bank.genuine).pixels.shape[:2]
    mask = np.zeros((height, width), np.uint8)
    mask[upright.y0 : upright.y1, upright.x0 : upright.x1] = 1
    ys, xs = np.nonzero(np.rot90(mask, quarters))
    there = Box(int(xs.min()), int(ys.min()), int(xs.max()) + 1, int(ys.max()) + 1)
    assert card.boxes[0].iou(there) > 0.95


def test_a_place_is_remembered_upright_and_looked_at_first(
    desk: DeskWindow, bank: Bank, settings: Settings, tmp_path: Path, qtbot: QtBot
) -> None:
    view = desk.verify_view
    assert not view.compare.remember.isEnabled()
    view.open_cheque(turned(bank.genuine, 2, tmp_path))
    settled(desk, qtbot)
    scan = read(bank.genuine)
    # Where the payee's name is written, on the scan that lies upside down.
    payee = Box(
        round(0.1 * scan.width), round(0.15 * scan.height), round(0.7 * scan.width), round(0.28 * scan.height)
    )
    drawn = Box(scan.width - payee.x1, scan.height - payee.y1, scan.width - payee.x0, scan.height - payee.y0)
    view.compare.cheque_view.box_changed.emit(drawn)
    settled(desk, qtbot)
    view.compare.remember.click()
    settled(desk, qtbot)
    (template,) = templates.load(settings.data_folder)
    assert template.routing in view.message.text
    assert template.box(scan).iou(payee) > 0.5
    view.open_cheque(bank.genuine)
    settled(desk, qtbot)
    assert view.verified is not None
    found = view.verified.verification.box
    assert found is not None
    assert found.overlap(payee) > 0.5 * found.area


def test_a_remembered_place_can_be_taken_back(
    desk: DeskWindow, bank: Bank, settings: Settings, qtbot: QtBot
) -> None:
    view = desk.verify_view
    undo = next(button for button in view.message.findChildren(QPushButton) if button.text() == "Undo")
    view.open_cheque(bank.genuine)
    settled(desk, qtbot)
    view.compare.remember.click()
    settled(desk, qtbot)
    (first,) = templates.load(settings.data_folder)
    scan = read(bank.genuine)
    view.compare.cheque_view.box_changed.emit(Box(10, 10, scan.width // 2, scan.height // 3))
    settled(desk, qtbot)
    view.compare.remember.click()
    settled(desk, qtbot)
    assert templates.load(settings.data_folder) != (first,)
    undo.click()
    settled(desk, qtbot)
    assert templates.load(settings.data_folder) == (first,)
    assert desk.services.app.forms.templates == (first,)
    assert first.routing in view.message.text
    # What has been taken back is not offered again.
    assert undo.isHidden()


def test_a_cut_out_has_no_place_to_remember(desk: DeskWindow, bank: Bank, qtbot: QtBot) -> None:
    desk.verify_view.open_cheque(bank.strangers[0])
    settled(desk, qtbot)
    assert not desk.verify_view.compare.remember.isEnabled()


def test_without_a_box_nothing_is_remembered_and_the_clerk_is_told(
    desk: DeskWindow, bank: Bank, settings: Settings, qtbot: QtBot
) -> None:
    desk.verify_view.open_cheque(bank.unsigned)
    settled(desk, qtbot)
    desk.verify_view.compare.remember.click()
    settled(desk, qtbot)
    assert "Draw one around the signature" in desk.verify_view.message.text
    assert templates.load(settings.data_folder) == ()
