"""Cheques composed from blank forms and real signatures, so that every pixel of the pen is known.

Forms are scans of real blank cheques, or a form won from several cheques of one account (`idrbt_truth`). A
signature is taken off its sheet and put on the form as a filter, like ink; printed names, rules, stamps and
handwriting are added; the page is then scanned once more: resolution, colour, JPEG or two levels.
"""

from __future__ import annotations

import io
import json
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray
from PIL import Image

from sigverify import dataset, ink
from sigverify.demo import hands, pens
from sigverify.demo.cheques import in_figures, in_words
from sigverify.demo.press import BLACK, DESIGNS, Press, blank_form
from sigverify.demo.sheets import put_ink
from sigverify.geometry import Box
from sigverify.scans import Scan, read, read_bytes

Pixels = NDArray[np.uint8]
FORM_DPI = 300
_MM = FORM_DPI / 25.4
_FORM_INCHES = 8.0
# About a stroke's width, and the share of a pen's darkness under which no stroke is seen.
_STROKE_MM, _FAINTEST = 0.8, 0.12


class Condition(StrEnum):
    """How the composed page was scanned and stored."""

    COLOUR_300 = "300 dpi colour, JPEG"
    GRAY_200 = "200 dpi gray, JPEG"
    GRAY_100 = "100 dpi gray, JPEG"
    TWO_LEVEL_240 = "240 dpi two-level, G4"
    TWO_LEVEL_200 = "200 dpi two-level, G4"

    @property
    def dpi(self) -> int:
        return int(self.value[:3])

    @property
    def two_level(self) -> bool:
        return self in (Condition.TWO_LEVEL_240, Condition.TWO_LEVEL_200)


@dataclass(frozen=True, slots=True)
class Form:
    """A blank form: RGB at 300 dpi, where to sign and where to write, in its pixels."""

    name: str
    pixels: Pixels
    sign: Box
    fields: dict[str, Box]


@dataclass(frozen=True, slots=True)
class Composed:
    """A cheque and the truth: `ink` bool (height, width) True on the signature, `box` tight around it.

    Ink begins where a stroke has half of its own darkness, at the scan's resolution; in two levels it is what of
    the pen the scan still shows.
    """

    scan: Scan
    ink: NDArray[np.bool_]
    box: Box


def ssbi_forms(folder: Path) -> list[Form]:
    """Read the SSBI blank cheques with their labelled fields."""
    labels = json.loads((folder / "checks" / "labels.json").read_text(encoding="utf-8"))
    names = {category["id"]: category["name"] for category in labels["categories"]}
    forms = []
    for image in labels["images"]:
        with Image.open(folder / "checks" / image["file_name"]) as opened:
            pixels = np.asarray(opened.convert("RGB"))
        scale = _FORM_INCHES * FORM_DPI / pixels.shape[1]
        size = (round(pixels.shape[1] * scale), round(pixels.shape[0] * scale))
        method = cv2.INTER_AREA if scale < 1 else cv2.INTER_CUBIC
        boxes = {
            names[entry["category_id"]]: _scaled(entry["bbox"], scale)
            for entry in labels["annotations"]
            if entry["image_id"] == image["id"]
        }
        resized = np.asarray(cv2.resize(pixels, size, interpolation=method), dtype=np.uint8)
        forms.append(Form(Path(image["file_name"]).stem, resized, boxes.pop("signature"), boxes))
    return forms


def demo_forms() -> list[Form]:
    """Print the blank cheques of the demo banks."""
    forms = []
    for design in DESIGNS:
        left, right, line = (v * _MM for v in design.sign_line)
        box = Box(*(round(v * _MM) for v in design.amount_box))
        fields = {
            "amount": box,
            "payee": Box(round(22 * _MM), round(16 * _MM), round(140 * _MM), round(25 * _MM)),
            "amount_words": Box(round(26 * _MM), round(26 * _MM), round(140 * _MM), round(34.5 * _MM)),
        }
        sign = Box(round(left), round(line - 15 * _MM), round(right), round(line))
        forms.append(Form(design.name, blank_form(design, FORM_DPI).copy(), sign, fields))
    return forms


def _scaled(bbox: list[float], scale: float) -> Box:
    x, y, w, h = (v * scale for v in bbox)
    return Box(round(x), round(y), round(x + w), round(y + h))


def pen_strokes(path: Path) -> NDArray[np.float32] | None:
    """Return how much of the paper's light each pixel of a signature takes, 0 to 1 of its pen's; 300 dpi or as is."""
    return strokes_on(read(path))


def strokes_on(scan: Scan) -> NDArray[np.float32] | None:
    """Return of a cut-out signature what `pen_strokes` does."""
    taken = ink.extract(scan)
    if taken is None:
        return None
    # The inverse of what `ink` does: its level is 128 at 0.45 of the pen's darkness, 255 at the pen's own.
    share = np.clip(0.45 + 0.55 * (taken.level.astype(np.float32) - 128) / 127, 0, 1)
    return np.asarray(cv2.copyMakeBorder(share, 3, 3, 3, 3, cv2.BORDER_CONSTANT, value=0), dtype=np.float32)


def compose(
    form: Form,
    strokes: NDArray[np.float32],
    condition: Condition,
    rng: np.random.Generator,
    *,
    clutter: bool = True,
) -> Composed:
    """Put a signature on a form and scan it.

    Parameters
    ----------
    strokes
        As `pen_strokes` gives them.
    condition
        Of the scan.
    rng
        Draws size, place, pen, what is stamped and printed, and the scanner's faults.
    clutter
        False leaves out stamps, extra rules and printed names.
    """
    pixels = form.pixels.copy()
    fill_in(pixels, form, rng)
    if clutter:
        print_over(pixels, form, rng)
    level = np.zeros(pixels.shape[:2], np.float32)
    sized = _sized(strokes, form.sign, rng)
    h, w = sized.shape
    y1 = form.sign.y1 + round(float(rng.uniform(-0.15, 0.3)) * h)
    x0 = round((form.sign.x0 + form.sign.x1 - w) / 2 + float(rng.normal(0, 2)) * _MM)
    x0 = int(np.clip(x0, 2, pixels.shape[1] - w - 2))
    y0 = int(np.clip(y1 - h, 2, pixels.shape[0] - h - 2))
    level[y0 : y0 + h, x0 : x0 + w] = sized
    pen = np.asarray(pens.any_pen(rng).colour, np.float32) / 255
    strength = float(rng.uniform(0.8, 1.0))
    inked = (pixels * (1 - strength * level[..., None] * (1 - pen))).astype(np.uint8)
    if clutter and rng.random() < 0.35:
        stamp(inked, Box(x0, y0, x0 + w, y0 + h), rng)
    scan, truth = scanned(inked, level, condition, rng)
    return Composed(scan, truth, tight(truth))


def unsigned(form: Form, condition: Condition, rng: np.random.Generator) -> Scan:
    """Scan a form that is filled in and, one time in two, stamped where one signs, but not signed."""
    pixels = form.pixels.copy()
    fill_in(pixels, form, rng)
    print_over(pixels, form, rng)
    if rng.random() < 0.5:
        stamp(pixels, form.sign, rng)
    return scanned(pixels, np.zeros(pixels.shape[:2], np.float32), condition, rng)[0]


def tight(mask: NDArray[np.bool_]) -> Box:
    """Return the box around the True pixels of bool (height, width)."""
    rows, columns = np.flatnonzero(mask.any(axis=1)), np.flatnonzero(mask.any(axis=0))
    return Box(int(columns[0]), int(rows[0]), int(columns[-1]) + 1, int(rows[-1]) + 1)


def _sized(strokes: NDArray[np.float32], place: Box, rng: np.random.Generator) -> NDArray[np.float32]:
    """Scale a signature to what people write: 9 to 20 mm high, and hardly wider than the place for it."""
    height = float(rng.uniform(9, 20)) * _MM
    scale = min(height / strokes.shape[0], 1.15 * place.width / strokes.shape[1])
    size = (max(8, round(strokes.shape[1] * scale)), max(8, round(strokes.shape[0] * scale)))
    method = cv2.INTER_AREA if scale < 1 else cv2.INTER_LINEAR
    resized = cv2.GaussianBlur(cv2.resize(strokes, size, interpolation=method), (0, 0), 0.7)
    return np.asarray(resized, dtype=np.float32)


def fill_in(pixels: Pixels, form: Form, rng: np.random.Generator) -> None:
    """Write payee, amounts and date by hand."""
    who = hands.hand(int(rng.integers(1 << 30)))
    pen = pens.any_pen(rng)
    amount = int(rng.integers(1000, 900000))
    texts = {
        "payee": hands.hand(int(rng.integers(1 << 30))).name,
        "amount_words": in_words(amount),
        "amount_number": in_figures(amount),
        "amount": in_figures(amount),
        "date": f"{rng.integers(1, 28)} {rng.integers(1, 12)} {rng.integers(2015, 2026)}",
    }
    for field, text in texts.items():
        box = form.fields.get(field)
        if box is None:
            continue
        written = hands.write(who, text, rng)
        left, top, right, bottom = written.bounds
        width, height = 0.9 * box.width / _MM, 0.75 * min(box.height / _MM, 9.0)
        fitting = written.scaled(min(1.0, width / (right - left), height / (bottom - top)))
        left, _, _, bottom = fitting.bounds
        place = (box.x0 / _MM + 2 - left, box.y1 / _MM - 1.5 - bottom)
        put_ink(pixels, fitting.moved(*place), pen, rng, FORM_DPI)


def print_over(pixels: Pixels, form: Form, rng: np.random.Generator) -> None:
    """Print a rule to sign on and the signatory's name, where the signature will run into them."""
    press = Press(pixels, FORM_DPI)
    left, right, base = form.sign.x0 / _MM, form.sign.x1 / _MM, form.sign.y1 / _MM
    if rng.random() < 0.4:
        press.line(left, base - 1.0, right, base - 1.0, float(rng.uniform(0.15, 0.4)), BLACK)
    if rng.random() < 0.4:
        name = hands.hand(int(rng.integers(1 << 30))).name
        size = float(rng.uniform(2.2, 3.2))
        at = (left + right) / 2 + float(rng.uniform(-6, 6))
        text = name.upper() if rng.random() < 0.6 else name
        press.text(at, base + float(rng.uniform(-0.5, 3.2)), text, size, anchor="ms")
    pixels[:] = press.pixels


def stamp(pixels: Pixels, over: Box, rng: np.random.Generator) -> None:
    """Stamp a seal or a framed text across a part of the signature."""
    side = round(float(rng.uniform(22, 34)) * _MM)
    plate = Image.new("L", (side, side), 0)
    press = Press(np.zeros((side, side, 3), np.uint8), FORM_DPI)
    white = (255, 255, 255)
    middle = side / _MM / 2
    words = ("PAID", "RECEIVED", "FOR THE BANK", "ACCOUNTS DEPT", "MANAGER", "DIRECTOR")
    if rng.random() < 0.5:
        drawn = np.zeros((side, side), np.uint8)
        for radius in (0.48, 0.36):
            cv2.circle(drawn, (side // 2, side // 2), round(radius * side), 255, round(0.4 * _MM), cv2.LINE_AA)
        press.text(middle, middle + 1, str(rng.choice(words)), 2.8, anchor="ms", colour=white)
    else:
        drawn = np.zeros((side, side), np.uint8)
        top, bottom = round(0.3 * side), round(0.7 * side)
        cv2.rectangle(drawn, (4, top), (side - 5, bottom), 255, round(0.5 * _MM), cv2.LINE_AA)
        press.text(middle, middle - 0.5, str(rng.choice(words)), 3.4, anchor="ms", colour=white)
        press.text(
            middle, middle + 4, f"{rng.integers(10, 28)}.0{rng.integers(1, 9)}.2024", 3, anchor="ms", colour=white
        )
    plate = Image.fromarray(np.maximum(drawn, press.pixels[..., 0])).rotate(float(rng.uniform(-25, 25)))
    level = np.asarray(plate, np.float32) / 255
    # Rubber leaves more at the rims and skips where the paper is not flat.
    patches = cv2.resize(rng.uniform(0.35, 1.0, (7, 7)).astype(np.float32), (side, side))
    level *= patches * rng.uniform(0.75, 1.0, level.shape).astype(np.float32)
    colours = ((92, 60, 150), (40, 60, 150), (170, 40, 50), (60, 50, 70))
    colour = np.asarray(colours[int(rng.integers(len(colours)))], np.float32) / 255
    x = round((over.x0 + over.x1) / 2 + float(rng.uniform(-0.6, 0.6)) * over.width - side / 2)
    y = round((over.y0 + over.y1) / 2 + float(rng.uniform(-0.5, 0.3)) * over.height - side / 2)
    inside = Box(x, y, x + side, y + side).clipped(pixels.shape[1], pixels.shape[0])
    assert inside is not None, "signatures lie on the page"
    cut = level[inside.y0 - y : inside.y1 - y, inside.x0 - x : inside.x1 - x, None]
    under = pixels[inside.y0 : inside.y1, inside.x0 : inside.x1]
    under[:] = (under * (1 - 0.8 * cut * (1 - colour))).astype(np.uint8)


def scanned(
    pixels: Pixels, level: NDArray[np.float32], condition: Condition, rng: np.random.Generator
) -> tuple[Scan, NDArray[np.bool_]]:
    """Return the page as a scanner stores it and the signature's mask at its resolution."""
    noisy = cv2.GaussianBlur(pixels, (0, 0), float(rng.uniform(0.5, 0.9))).astype(np.float32)
    noisy += rng.normal(0, float(rng.uniform(1, 3)), pixels.shape[:2]).astype(np.float32)[..., None]
    page = np.clip(noisy, 0, 255).astype(np.uint8)
    factor = condition.dpi / FORM_DPI
    size = (round(page.shape[1] * factor), round(page.shape[0] * factor))
    if factor != 1:
        page = cv2.resize(page, size, interpolation=cv2.INTER_AREA)
        level = cv2.resize(level, size, interpolation=cv2.INTER_AREA)
    image = Image.fromarray(page)
    stored = io.BytesIO()
    dpi = (condition.dpi, condition.dpi)
    if condition is Condition.COLOUR_300:
        image.save(stored, "JPEG", quality=int(rng.integers(60, 92)), dpi=dpi)
    elif condition in (Condition.GRAY_200, Condition.GRAY_100):
        image.convert("L").save(stored, "JPEG", quality=int(rng.integers(60, 92)), dpi=dpi)
    else:
        two = _two_levels(np.asarray(image.convert("L")), condition.dpi, rng)
        Image.fromarray(two).convert("1").save(stored, "TIFF", compression="group4", dpi=dpi)
        # A threshold makes strokes wider or narrower, and takes the faint ones away.
        return read_bytes(stored.getvalue(), name=str(condition)), inked(level, condition.dpi, 0.2) & (two == 0)
    return read_bytes(stored.getvalue(), name=str(condition)), inked(level, condition.dpi)


def inked(level: NDArray[np.float32], dpi: float, edge: float = 0.5) -> NDArray[np.bool_]:
    """Return where a stroke has `edge` of its own darkness: a fine one is all edge and never has a thick one's."""
    reach = round(_STROKE_MM / 25.4 * dpi) | 1
    strokes = cv2.dilate(level, cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (reach, reach)))
    return np.asarray((level >= edge * strokes) & (level >= _FAINTEST))


def _two_levels(gray: Pixels, dpi: int, rng: np.random.Generator) -> Pixels:
    """Threshold as scanners do: once for the page, or against the paper around."""
    if rng.random() < 0.4:
        return np.asarray(cv2.threshold(gray, 0, 255, cv2.THRESH_BINARY | cv2.THRESH_OTSU)[1], dtype=np.uint8)
    window = round(8 / 25.4 * dpi) | 1
    paper = cv2.blur(gray, (window, window)).astype(np.float32)
    return np.asarray(np.where(gray < (1 - float(rng.uniform(0.15, 0.3))) * paper, 0, 255), dtype=np.uint8)


def signatures(folder: Path, part: str) -> Iterator[Path]:
    """Yield genuine signatures of the writers of a part (`dataset.parts_of`), each of another set than the one before."""
    collections = [
        [sorted((writer / "genuine").glob("*")) for writer in writers] for writers in writers_of(folder, part)
    ]
    for turn in range(max(len(writers) * max(map(len, writers)) for writers in collections)):
        for writers in collections:
            number, file = turn % len(writers), turn // len(writers)
            if file < len(writers[number]):
                yield writers[number][file]


def writers_of(folder: Path, part: str) -> list[list[Path]]:
    """Return the folders of a part's writers, a list a set; sets without forgeries are wholly for training."""
    chosen = []
    for collection in sorted(path for path in folder.iterdir() if path.is_dir()):
        writers = sorted(path for path in collection.iterdir() if path.is_dir())
        part_of = dataset.parts_of([f"{collection.name}/{writer.name}" for writer in writers])
        if not any((writer / "forged").is_dir() for writer in writers):
            part_of = dict.fromkeys(part_of, dataset.TRAIN)
        own = [writer for writer in writers if part_of[f"{collection.name}/{writer.name}"] == part]
        if own:
            chosen.append(own)
    return chosen
