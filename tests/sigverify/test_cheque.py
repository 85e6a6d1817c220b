"""Where the signature is on a cheque: drawn cheques for the rules, real ones for the rates."""

from __future__ import annotations

import json
import math
from collections.abc import Iterator
from pathlib import Path

import cv2
import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFont

from sigverify.app import App
from sigverify.cheque import Candidate, locate, locating, looks_like_cheque
from sigverify.geometry import Box
from sigverify.pen import pen_share
from sigverify.scans import Scan, read
from sigverify.settings import Settings
from sigverify.sight import ScanKind
from sigverify.templates import Template

DPI = 200
SIZE = (1500, 680)
SIGNED_AT = Box(1060, 420, 1330, 520)
IMAGES = {".jpg", ".jpeg", ".png", ".webp", ".tif"}


def scan_of(pixels: NDArray[np.uint8] | Image.Image, dpi: float = DPI, *, estimated: bool = False) -> Scan:
    return Scan(np.array(pixels, dtype=np.uint8), dpi, estimated, 1, 1, "0" * 64, None)


def form(paper: tuple[int, int, int] = (255, 255, 255)) -> Image.Image:
    """Draw a printed cheque without handwriting."""
    image = Image.new("RGB", SIZE, paper)
    draw = ImageDraw.Draw(image)
    for x, y, size, text in (
        (60, 40, 34, "THE EXAMPLE BANK LIMITED"),
        (60, 90, 18, "12 Market Street, Springfield 500001"),
        (1050, 50, 20, "DATE 2 4 0 1 2 0 2 4"),
        (60, 180, 22, "PAY"),
        (1250, 180, 22, "OR BEARER"),
        (60, 260, 22, "RUPEES"),
        (60, 430, 20, "Account number 630801551452"),
        (400, 520, 18, "Payable at par at all branches of the bank"),
        (1080, 545, 18, "Please sign above"),
        (400, 610, 30, "083654 500025033 290062 31"),
    ):
        draw.text((x, y), text, fill=(20, 20, 20), font=ImageFont.load_default(size))
    for x0, y, x1 in ((130, 210, 1230), (170, 290, 1400), (1040, 535, 1380)):
        draw.line([(x0, y), (x1, y)], fill=(30, 30, 30), width=2)
    draw.rectangle([1050, 320, 1400, 380], outline=(30, 30, 30), width=2)
    return image


def sign(image: Image.Image, box: Box = SIGNED_AT, pen: tuple[int, int, int] = (25, 35, 120)) -> Image.Image:
    """Write loops from left to right that fill the box, as a pen does."""
    steps = np.linspace(0, 1, 400)
    x = box.x0 + 4 + (box.width - 8) * (steps + 0.06 * np.sin(steps * 38) * np.sin(math.pi * steps))
    swing = np.sin(steps * 31) * (0.55 + 0.45 * np.cos(steps * 9))
    y = (box.y0 + box.y1) / 2 + (box.height / 2 - 4) * swing
    ImageDraw.Draw(image).line(list(zip(x.tolist(), y.tolist(), strict=True)), fill=pen, width=4)
    return image


def test_the_pen_stroke_over_the_line_is_the_signature() -> None:
    (best, *others) = locate(scan_of(sign(form())))
    assert best.box.iou(SIGNED_AT) > 0.7
    assert best.confidence > 0.6
    assert all(other.confidence <= best.confidence for other in others)


def test_a_dot_that_stands_off_belongs_to_the_signature_and_a_far_one_does_not() -> None:
    image = sign(form())
    draw = ImageDraw.Draw(image)
    near, far = Box(1190, 375, 1200, 385), Box(1190, 300, 1200, 310)
    for dot in (near, far):
        draw.ellipse(dot.as_tuple(), fill=(25, 35, 120))
    best = locate(scan_of(image))[0].box
    assert best.overlap(near) == near.area
    assert best.overlap(far) == 0


def test_what_stands_beside_the_signature_is_told_with_it() -> None:
    left, right = Box(700, 425, 870, 520), Box(980, 420, 1220, 520)
    (best, other) = locate(scan_of(sign(sign(form(), left), right)))
    assert {best.box.iou(right) > 0.7, other.box.iou(right) > 0.7} == {True, False}
    for one in (best, other):
        assert one.wider is not None
        assert one.wider.iou(Box(left.x0, 420, right.x1, 520)) > 0.85
    (alone,) = locate(scan_of(sign(form())))
    assert alone.wider is None


def test_the_references_tell_whether_two_words_are_one_signature(tmp_path: Path) -> None:
    """One signs with two words far apart; another with the second alone, and somebody signed beside it."""
    left, right = Box(700, 425, 870, 520), Box(980, 420, 1220, 520)
    blank = Image.new("RGB", SIZE, "white")
    both = scan_of(sign(sign(blank.copy(), left), right).crop((left.x0 - 20, 400, right.x1 + 20, 540)))
    second = scan_of(sign(blank, right).crop((right.x0 - 20, 400, right.x1 + 20, 540)))
    cheque = scan_of(sign(sign(form(), left), right))
    verifier = App(Settings(tmp_path)).verifier
    for signed, true in ((both, Box(left.x0, 420, right.x1, 520)), (second, right)):
        found = verifier.verify(
            cheque, [verifier.reference(signed, kind=ScanKind.SIGNATURE)], kind=ScanKind.CHEQUE
        )
        assert found.box is not None
        assert found.box.iou(true) > 0.7
        assert len(found.candidates) == 2
    # What a person frames is what is compared.
    framed = verifier.verify(
        cheque, [verifier.reference(both, kind=ScanKind.SIGNATURE)], box=right, kind=ScanKind.CHEQUE
    )
    assert framed.box == right


def test_the_top_of_a_cheque_is_not_looked_at_where_no_signature_can_be(monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[int] = []

    def noting(pixels: NDArray[np.uint8], dpi: float) -> NDArray[np.float32]:
        seen.append(len(pixels))
        return pen_share(pixels, dpi)

    monkeypatch.setattr(locating, "pen_share", noting)
    # As high as a signature may stand: its middle at half the cheque's height.
    scan = scan_of(sign(form(), Box(1060, 250, 1330, 440)))
    in_part = locate(scan)
    monkeypatch.setattr(locating, "_unasked", lambda height, width: 0)
    assert in_part == locate(scan) != ()
    assert seen == [seen[1] - 64, seen[1]]


def test_the_top_of_a_cheque_is_looked_at_where_a_form_is_signed_there() -> None:
    above = Box(900, 30, 1200, 130)
    page = scan_of(sign(Image.new("RGB", SIZE, (255, 255, 255)), above))
    assert locate(page) == ()
    (best,) = locate(page, Template("high", (110.0, 0.0, 160.0, 20.0), (190.5, 86.4), form="A1"))
    assert best.box.iou(above) > 0.7


def test_an_unsigned_cheque_has_no_signature() -> None:
    assert locate(scan_of(form())) == ()


@pytest.mark.parametrize("level", [0, 200, 255])
def test_a_page_of_one_shade_has_no_signature(level: int) -> None:
    page = scan_of(np.full((SIZE[1], SIZE[0]), level, np.uint8))
    assert locate(page) == ()
    assert not looks_like_cheque(page)


@pytest.mark.parametrize("size", [(1, 1), (2, 900), (900, 2)])
def test_an_image_of_hardly_any_pixels_has_no_signature(size: tuple[int, int]) -> None:
    assert locate(scan_of(np.zeros(size, np.uint8))) == ()


def test_the_box_lies_on_the_scan_even_when_the_ink_touches_its_edge() -> None:
    at_the_edge = Box(SIZE[0] - 270, 420, SIZE[0], 520)
    (best, *_) = locate(scan_of(sign(form(), at_the_edge)))
    assert best.box.clipped(*SIZE) == best.box
    assert best.box.overlap(at_the_edge) > 0.8 * at_the_edge.area


def test_handwriting_in_the_amount_does_not_outrank_the_signature() -> None:
    filled = sign(form(), Box(400, 145, 800, 205))
    (best, *_) = locate(scan_of(sign(filled)))
    assert best.box.iou(SIGNED_AT) > 0.7


def test_a_signature_on_the_left_is_found_too() -> None:
    left = Box(90, 470, 350, 560)
    (best, *_) = locate(scan_of(sign(form(), left)))
    assert best.box.overlap(left) > 0.8 * left.area


def test_the_box_is_in_pixels_of_the_scan_at_every_resolution() -> None:
    signed = np.asarray(sign(form()))
    for factor in (0.5, 1.5):
        resized = cv2.resize(signed, None, fx=factor, fy=factor, interpolation=cv2.INTER_AREA)
        truth = Box(*(round(edge * factor) for edge in SIGNED_AT.as_tuple()))
        (best, *_) = locate(scan_of(np.asarray(resized, dtype=np.uint8), DPI * factor))
        assert best.box.iou(truth) > 0.65


def test_a_resolution_that_cannot_be_true_is_not_believed() -> None:
    signed = sign(form())
    boxes = [locate(scan_of(signed, dpi, estimated=guess))[0].box for dpi, guess in ((72, False), (300, True))]
    assert all(box.iou(SIGNED_AT) > 0.65 for box in boxes)


def test_gray_two_level_and_tinted_scans_give_the_same_place() -> None:
    gray = np.asarray(sign(form()).convert("L"))
    two_level = np.where(gray > 140, 255, 0).astype(np.uint8)
    tinted = sign(form(paper=(150, 205, 240)))
    for pixels in (gray, two_level, tinted):
        assert locate(scan_of(pixels))[0].box.iou(SIGNED_AT) > 0.65


def test_a_printed_page_looks_like_a_cheque_and_a_cut_out_signature_does_not() -> None:
    signed = sign(form())
    assert looks_like_cheque(scan_of(form()))
    assert looks_like_cheque(scan_of(signed))
    assert not looks_like_cheque(scan_of(signed.crop(SIGNED_AT.grown(12).as_tuple())))
    with_its_line = signed.crop((1030, 400, 1400, 570))
    assert not looks_like_cheque(scan_of(with_its_line))


def test_words_of_one_signature_are_one_box() -> None:
    two = sign(sign(form(), Box(1020, 430, 1160, 520)), Box(1200, 425, 1360, 515))
    (best, *_) = locate(scan_of(two))
    assert best.box.iou(Box(1020, 425, 1360, 520)) > 0.7


def test_two_signatures_side_by_side_are_two_boxes() -> None:
    # Each 36 mm wide, 8 mm between them.
    left, right = Box(690, 420, 974, 520), Box(1037, 420, 1321, 520)
    found = locate(scan_of(sign(sign(form(), left), right)))
    assert len(found) == 2
    for truth in (left, right):
        assert max(one.box.iou(truth) for one in found) > 0.7


def test_what_is_written_where_the_bank_says_goes_first() -> None:
    signed = sign(sign(form()), Box(90, 470, 350, 560))
    width, height = (side / DPI * 25.4 for side in SIZE)
    taught = Template("left", (8.0, 55.0, 50.0, 75.0), (width, height), form="L")
    (best, second, *_) = locate(scan_of(signed), taught)
    assert best.box.iou(Box(90, 470, 350, 560)) > 0.7
    assert second.box.iou(SIGNED_AT) > 0.6


def test_an_empty_region_of_a_taught_form_does_not_hide_the_signature() -> None:
    width, height = (side / DPI * 25.4 for side in SIZE)
    taught = Template("left", (8.0, 55.0, 50.0, 75.0), (width, height), form="L")
    (best, *_) = locate(scan_of(sign(form())), taught)
    assert best.box.iou(SIGNED_AT) > 0.6


def idrbt(shared_data: Path) -> Iterator[tuple[str, Scan, Box | None]]:
    folder = shared_data / "cheques" / "idrbt"
    for name, truth in sorted(json.loads((folder / "truth.json").read_text()).items()):
        yield name, read(folder / name), Box(*truth["sign_box"]) if truth["signed"] else None


def is_there(found: tuple[Candidate, ...], truth: Box) -> bool:
    """Tell whether the first box is around the signature; the true ones, by eye, are up to half paper."""
    return bool(found) and found[0].box.iou(truth) >= 0.3


def test_real_signatures_are_found_and_the_real_unsigned_cheque_has_none(shared_data: Path) -> None:
    hits, overlaps, pages = [], [], []
    for name, scan, truth in idrbt(shared_data):
        found = locate(scan)
        pages.append(looks_like_cheque(scan))
        if truth is None:
            assert found == (), name
        else:
            hits.append(is_there(found, truth))
            overlaps.append(found[0].box.iou(truth) if found else 0.0)
    assert np.mean(hits) >= 0.97
    assert np.mean(overlaps) >= 0.65
    assert all(pages)


def test_real_signatures_are_found_at_100_dpi_in_gray(shared_data: Path) -> None:
    hits = []
    for name, scan, truth in idrbt(shared_data):
        small = cv2.resize(scan.gray, None, fx=1 / 3, fy=1 / 3, interpolation=cv2.INTER_AREA)
        found = locate(scan_of(np.asarray(small, dtype=np.uint8), 100))
        if truth is None:
            assert found == (), name
        else:
            hits.append(is_there(found, Box(*(round(edge / 3) for edge in truth.as_tuple()))))
    assert np.mean(hits) >= 0.9


def test_real_cut_out_signatures_do_not_look_like_cheques(shared_data: Path) -> None:
    for folder in sorted((shared_data / "signatures").iterdir()):
        images = sorted(path for path in folder.rglob("*") if path.suffix in IMAGES)
        for path in images[::160]:
            assert not looks_like_cheque(read(path)), path


def test_cheques_of_many_countries_look_like_cheques(shared_data: Path) -> None:
    for path in sorted((shared_data / "cheques" / "layouts").glob("*.jpg"))[::4]:
        assert looks_like_cheque(read(path)), path


@pytest.mark.parametrize("stamped", ["flower", "round", "framed"])
def test_an_emblem_or_a_stamp_where_one_signs_is_no_signature_and_hides_none(stamped: str) -> None:
    def put(image: Image.Image) -> Image.Image:
        draw, colour = ImageDraw.Draw(image), (70, 40, 120)
        x, y = 1190, 450
        if stamped == "flower":
            for turn in np.arange(8) * math.pi / 4:
                at_x, at_y = x + 42 * math.cos(turn), y + 34 * math.sin(turn)
                draw.ellipse([at_x - 30, at_y - 22, at_x + 30, at_y + 22], outline=colour, width=4)
            draw.ellipse([x - 20, y - 20, x + 20, y + 20], fill=colour)
        elif stamped == "round":
            for radius in (62, 46):
                draw.ellipse([x - radius, y - radius, x + radius, y + radius], outline=colour, width=5)
            draw.text((x - 36, y - 12), "PAID", fill=colour, font=ImageFont.load_default(26))
        else:
            draw.rectangle([x - 120, y - 40, x + 120, y + 45], outline=colour, width=5)
            draw.text((x - 100, y - 30), "RECEIVED", fill=colour, font=ImageFont.load_default(34))
        return image

    assert locate(scan_of(put(form()))) == ()
    assert locate(scan_of(sign(put(form()))))[0].box.iou(SIGNED_AT) > 0.6
