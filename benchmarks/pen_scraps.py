"""Scraps of cheques that never were, with the truth about the pen: what `pen_network` learns from.

A scrap is 43 mm square. Paper, security print, rules, type in several scripts, bars, emblems and stamps are drawn
at random; real signatures, written words and paraphs are put on; it is scanned in colour, gray or two levels.
Everything varies more than real cheques do, so that no bank's form is learnt.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFont

from benchmarks.composed import demo_forms, pen_strokes
from sigverify import pen
from sigverify.demo import hands, pens
from sigverify.demo.sheets import put_ink

Pixels = NDArray[np.uint8]
Page = NDArray[np.float32]  # (SIDE, SIDE, 3), light of each colour, 0 to 255
Level = NDArray[np.float32]  # (SIDE, SIDE), share of the ink's darkness, 0 to 1
Rng = np.random.Generator

FORM_DPI = 300
SIDE = 512
_MM = FORM_DPI / 25.4
_FONTS = Path("/usr/share/fonts")
_LATIN = ("Liberation", "DejaVu", "FreeS", "FreeM", "urw", "NotoSans-", "NotoSerif-", "NotoSansMono")
_SCRIPTS = {
    "Devanagari": "देवनागरीबैंकभुगतानकरेंहस्ताक्षररुपये",
    "Bengali": "বাংলাব্যাংকস্বাক্ষরটাকা",
    "NotoNaskh": "توقيعالشيكالبنكمبلغ",
}
_WORDS = (
    "PLEASE SIGN ABOVE Authorised Signatory AUTHORIZED SIGNATURE Signature du client Payable at par branches of bank "
    "Limited Account Holder for the sum Rupees DOLLARS memo date Director MANAGER Kumar Singh RAJESH ANITA Maria Garcia "
    "Smith JOHNSON Dupont Ferreira Chen void after 90 days Security features included details on back Unterschrift "
    "Firma Gerente Tel Branch Code IFSC A/c No Ltd"
)


@dataclass(frozen=True, slots=True)
class Scrap:
    """`darkness` uint8 (256, 256, 3) as `sigverify.pen.darkness` gives it; `pen` uint8 (256, 256), 255 on the pen."""

    darkness: Pixels
    pen: Pixels


class Scraps:
    """Draws scraps with the given signatures."""

    def __init__(self, files: Iterable[Path], most: int = 1500) -> None:
        chosen = list(files)
        random.Random(1).shuffle(chosen)
        taken = (pen_strokes(path) for path in chosen[:most])
        # Bytes: floats of a thousand signatures would fill the memory.
        self._strokes = [(strokes * 255).astype(np.uint8) for strokes in taken if strokes is not None]
        self._forms = [form.pixels for form in demo_forms()]

    def draw(self, rng: Rng) -> Scrap:
        """Return one more scrap."""
        if rng.random() < 0.15:
            page = _cut(self._forms[int(rng.integers(len(self._forms)))], rng)
            if rng.random() < 0.5:
                _print(page, rng)
        else:
            page = _paper(rng)
            if rng.random() < 0.93:
                _print(page, rng)
        stamped, beneath = rng.random() < 0.42, rng.random() < 0.5
        if stamped and beneath:
            _stamp(page, rng)
        level = self._written(rng)
        uneven = _patches(rng, 9, float(rng.uniform(0.4, 1))) if rng.random() < 0.5 else 1.0
        colour = _ink(rng) if rng.random() < 0.15 else np.asarray(pens.any_pen(rng).colour, float)
        _lay(page, level * uneven, colour, float(rng.uniform(0.65, 1)))
        if stamped and not beneath:
            _stamp(page, rng)
        small = cv2.resize(level, (SIDE // 2, SIDE // 2), interpolation=cv2.INTER_AREA)
        return Scrap(_scanned(page, rng), np.clip(small * 255, 0, 255).astype(np.uint8))

    def _written(self, rng: Rng) -> Level:
        """Return signatures, written words and paraphs; nothing at times."""
        level = np.zeros((SIDE, SIDE), np.float32)
        kind = rng.random()
        if kind < 0.82:
            for _ in range(1 if rng.random() < 0.9 else 2):
                _put(level, self._signature(rng), rng)
        if rng.random() < 0.3:
            for _ in range(int(rng.integers(1, 3))):
                np.maximum(level, _paraph(rng), out=level)
        if 0.72 < kind < 0.93:
            np.maximum(level, _handwriting(rng), out=level)
        return level

    def _signature(self, rng: Rng) -> Level:
        strokes = self._strokes[int(rng.integers(len(self._strokes)))].astype(np.float32) / 255
        height, width = strokes.shape
        scale = min(float(rng.uniform(7, 26)) * _MM / height, 75 * _MM / width)
        if rng.random() < 0.5:
            turn = cv2.getRotationMatrix2D((width / 2, height / 2), float(rng.normal(0, 6)), 1)
            strokes = cv2.warpAffine(strokes, turn, (width, height))
        size = (max(8, int(width * scale)), max(8, int(height * scale)))
        strokes = cv2.resize(strokes, size, interpolation=cv2.INTER_AREA if scale < 1 else cv2.INTER_LINEAR)
        if rng.random() < 0.3:
            change = cv2.dilate if rng.random() < 0.5 else cv2.erode
            strokes = change(strokes, np.ones((2, 2)))
        return np.asarray(cv2.GaussianBlur(strokes, (0, 0), 0.7), dtype=np.float32)


def _put(level: Level, strokes: Level, rng: Rng) -> None:
    height, width = strokes.shape
    y = int(rng.uniform(-0.25 * height, max(10, SIDE - 0.6 * height)))
    x = int(rng.uniform(-0.4 * width, max(20, SIDE - 0.6 * width)))
    y0, x0, y1, x1 = max(0, y), max(0, x), min(SIDE, y + height), min(SIDE, x + width)
    if y0 < y1 and x0 < x1:
        under = level[y0:y1, x0:x1]
        np.maximum(under, strokes[y0 - y : y1 - y, x0 - x : x1 - x], out=under)


def _paraph(rng: Rng) -> Level:
    """Return a stroke as people underline their names: all but straight, which a ruled line is not."""
    t = np.linspace(0, 1, 60)[:, None]
    start, angle, length = rng.uniform(0.05, 0.95, 2) * SIDE, rng.normal(0, 0.18), rng.uniform(0.2, 0.9) * SIDE
    end = start + length * np.array([np.cos(angle), -np.sin(angle)])
    middle = (start + end) / 2 + rng.normal(0, 0.08 * length, 2)
    path = (1 - t) ** 2 * start + 2 * t * (1 - t) * middle + t**2 * end
    path += np.sin(t * rng.uniform(2, 9)) * rng.normal(0, 0.02 * length, 2) * rng.uniform(0, 0.6)
    drawn = np.zeros((SIDE, SIDE), np.uint8)
    cv2.polylines(drawn, [np.int32(path * 8)], False, 255, int(rng.integers(3, 8)), cv2.LINE_AA, 3)
    return np.asarray(cv2.GaussianBlur(drawn, (0, 0), 0.7) / 255, dtype=np.float32)


def _handwriting(rng: Rng) -> Level:
    written = hands.write(hands.hand(int(rng.integers(1 << 30))), _text(rng), rng)
    left, top, _, _ = written.bounds
    level, page = np.zeros((SIDE, SIDE), np.uint8), np.full((SIDE, SIDE, 3), 255, np.uint8)
    put = written.moved(float(rng.uniform(1, 25)) - left, float(rng.uniform(2, 30)) - top)
    put_ink(page, put, pens.any_pen(rng), rng, FORM_DPI, level)
    return np.asarray(level / 255, dtype=np.float32)


def _cut(form: Pixels, rng: Rng) -> Page:
    y, x = (int(rng.integers(0, size - SIDE)) for size in form.shape[:2])
    return form[y : y + SIDE, x : x + SIDE].astype(np.float32)


def _lay(page: Page, level: NDArray[np.floating], colour: NDArray[np.floating], strength: float = 1.0) -> None:
    """Darken the page as ink does: a filter over what is there."""
    page *= 1 - strength * level[..., None] * (1 - np.asarray(colour, np.float32) / 255)


def _patches(rng: Rng, count: int, least: float) -> Level:
    return cv2.resize(rng.uniform(least, 1, (count, count)).astype(np.float32), (SIDE, SIDE))


def _hue(rng: Rng, saturation: tuple[int, int], value: tuple[int, int]) -> NDArray[np.floating]:
    colour = np.uint8([[[rng.integers(180), rng.integers(*saturation), rng.integers(*value)]]])
    return cv2.cvtColor(colour, cv2.COLOR_HSV2RGB)[0, 0].astype(np.float32)


def _ink(rng: Rng) -> NDArray[np.floating]:
    """Return a printer's colour: black, gray or any dark one."""
    kind = rng.random()
    if kind < 0.5:
        return np.clip(rng.uniform(10, 70) + rng.uniform(-8, 8, 3), 0, 255)
    return np.full(3, rng.uniform(60, 120)) if kind < 0.65 else _hue(rng, (100, 240), (40, 170))


def _text(rng: Rng) -> str:
    kind = rng.random()
    if kind < 0.15:
        return "".join(rng.choice(list("0123456789"), int(rng.integers(4, 14))))
    words = " ".join(rng.choice(_WORDS.split(), int(rng.integers(1, 6))))
    return words.upper() if kind < 0.45 else words


@lru_cache(maxsize=4)
def _faces(wanted: tuple[str, ...]) -> tuple[str, ...]:
    """Return the font files on this machine whose path has one of the words."""
    found = tuple(
        str(path) for path in sorted(_FONTS.rglob("*.[to]tf")) if any(word in str(path) for word in wanted)
    )
    if not found:
        raise SystemExit(
            f"no fonts {wanted} in {_FONTS}: apt-get install fonts-liberation fonts-freefont-ttf fonts-noto-core"
        )
    return found


@lru_cache(maxsize=400)
def _font(path: str, size: int) -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(path, size)


def _any_font(rng: Rng, sizes: tuple[int, int], wanted: tuple[str, ...] = _LATIN) -> ImageFont.FreeTypeFont:
    return _font(str(rng.choice(_faces(wanted))), int(rng.integers(*sizes)))


def _paper(rng: Rng) -> Page:
    """Return paper of any light colour with security print of any kind."""
    paper = _hue(rng, (0, 110) if rng.random() < 0.8 else (0, 1), (195, 256))
    if rng.random() < 0.1:
        paper = paper * rng.uniform(0.6, 0.9)
    tint = paper * (rng.uniform(0.35, 0.6) if rng.random() < 0.1 else rng.uniform(0.6, 0.97, 3))
    kinds: tuple[Callable[[Rng], Level], ...] = (_waves, _guilloche, _lettering, _mesh, _blank)
    print_ = kinds[int(rng.choice(5, p=(0.2, 0.2, 0.2, 0.1, 0.3)))](rng)[..., None]
    page = (paper * (1 - print_) + tint * print_).astype(np.float32)
    if rng.random() < 0.3:
        page *= _patches(rng, 3, 0.85)[..., None]
    return page


def _blank(_rng: Rng) -> Level:
    return np.zeros((SIDE, SIDE), np.float32)


def _waves(rng: Rng) -> Level:
    y, x = np.mgrid[:SIDE, :SIDE].astype(np.float32)
    phase = (x * rng.uniform(-0.3, 0.3) + y) / rng.uniform(8, 40) * 2 * np.pi
    return (np.sin(phase + rng.uniform(1, 6) * np.sin(x / rng.uniform(20, 120))) > rng.uniform(0.3, 0.95)).astype(
        np.float32
    )


def _guilloche(rng: Rng) -> Level:
    drawn = np.zeros((SIDE, SIDE), np.uint8)
    t, count, centre = np.linspace(0, 1, 120), int(rng.integers(5, 60)), rng.uniform(-SIDE, 2 * SIDE, 2)
    across, down = rng.uniform(0.2, 3, 2) * SIDE
    turns, phases = rng.integers(1, 7, 2), rng.uniform(0, 2 * np.pi, 2)
    for i in np.arange(count) / count:
        x = centre[0] + across * np.cos(np.pi * t * turns[0] + phases[0]) * (1 - 0.6 * i) + i * SIDE * 0.7
        y = centre[1] + down * np.sin(np.pi * t * turns[1] + phases[1]) * (1 - 0.4 * i)
        width = 1 if rng.random() < 0.9 else 2
        cv2.polylines(drawn, [np.int32(np.stack([x, y], 1) * 16)], False, 255, width, cv2.LINE_AA, 4)
    return np.asarray(drawn / 255, dtype=np.float32)


def _lettering(rng: Rng) -> Level:
    image = Image.new("L", (SIDE, SIDE), 0)
    draw, font, words = ImageDraw.Draw(image), _any_font(rng, (16, 90)), (_text(rng) + "  ") * 8
    for y in range(-SIDE // 2, SIDE + SIDE // 2, int(rng.integers(24, 140))):
        draw.text((int(rng.integers(-200, 0)), y), words, 255, font)
    level = np.asarray(image.rotate(float(rng.choice([0, 0, rng.uniform(-40, 40)]))), np.float32) / 255
    if rng.random() < 0.3:
        level = cv2.morphologyEx(level, cv2.MORPH_GRADIENT, np.ones((3, 3)))
    return np.asarray(level, dtype=np.float32)


def _mesh(rng: Rng) -> Level:
    y, x = np.mgrid[:SIDE, :SIDE]
    pitch = int(rng.integers(6, 30))
    return (((x + y) % pitch < 2) | ((x - y) % pitch < 2)).astype(np.float32)


def _print(page: Page, rng: Rng) -> None:
    """Print what a form has: rules, boxes, type, bars, emblems."""
    colour = _ink(rng)
    for _ in range(int(rng.choice([0, 1, 1, 2, 3]))):
        rule = _rule(rng)
        _lay(page, rule, colour if rng.random() < 0.7 else _ink(rng))
        if rng.random() < 0.1:
            _lay(page, rule.T, colour)
    if rng.random() < 0.25:
        frame, (x0, x1, y0, y1) = np.zeros((SIDE, SIDE), np.uint8), rng.uniform(-0.2, 1.2, 4) * SIDE
        cv2.rectangle(frame, (int(x0), int(y0)), (int(x1), int(y1)), 255, int(rng.integers(1, 5)))
        _lay(page, frame / 255, colour)
    _lay(page, _type(rng), colour, float(rng.uniform(0.8, 1)))
    if rng.random() < 0.1:
        bars = _bars(rng)
        _lay(page, bars if rng.random() < 0.5 else bars.T, colour)
    if rng.random() < 0.2:
        title = Image.new("L", (SIDE, SIDE), 0)
        at = (int(rng.uniform(-0.5, 0.5) * SIDE), int(rng.uniform(-0.1, 0.9) * SIDE))
        fill = 255 if rng.random() < 0.7 else 0
        font = _any_font(rng, (50, 120))
        ImageDraw.Draw(title).text(
            at, _text(rng), fill, font, stroke_width=int(rng.integers(0, 3)), stroke_fill=255
        )
        _lay(page, np.asarray(title) / 255, colour if rng.random() < 0.5 else _ink(rng))
    if rng.random() < 0.25:
        _lay(page, _emblem(rng), _ink(rng))


def _rule(rng: Rng) -> Level:
    drawn = np.zeros((SIDE, SIDE), np.uint8)
    y, climb = rng.uniform(0.2, 0.9) * SIDE, rng.uniform(-0.015, 0.015)
    x0, x1 = (0.0, float(SIDE)) if rng.random() < 0.5 else sorted(rng.uniform(-0.1, 1.1, 2) * SIDE)
    width = int(rng.choice([1, 2, 3, 4, 6]))
    if rng.random() < 0.25:
        for x in np.arange(x0, x1, rng.uniform(4, 14)):
            cv2.circle(drawn, (int(x), int(y + climb * (x - x0))), max(1, width // 2), 255, -1)
    else:
        ends = (int(x0 * 8), int(y * 8)), (int(x1 * 8), int((y + climb * SIDE) * 8))
        cv2.line(drawn, *ends, 255, width, cv2.LINE_AA, 3)
    return np.asarray(drawn / 255, dtype=np.float32)


def _type(rng: Rng) -> Level:
    image = Image.new("L", (SIDE, SIDE), 0)
    draw = ImageDraw.Draw(image)
    for _ in range(int(rng.choice([0, 1, 1, 2, 2, 3, 4]))):
        sizes = ((14, 30), (24, 44), (40, 80))[int(rng.choice(3, p=(0.35, 0.5, 0.15)))]
        words, font = _text(rng), _any_font(rng, sizes)
        if rng.random() < 0.15:
            script = str(rng.choice(list(_SCRIPTS)))
            letters = _SCRIPTS[script]
            words = " ".join(
                letters[i : i + int(rng.integers(3, 7))] for i in rng.integers(0, len(letters) - 4, 4)
            )
            font = _any_font(rng, sizes, (script,))
        x, y = int(rng.uniform(-0.3, 0.8) * SIDE), int(rng.uniform(0, 1) * SIDE)
        draw.text((x, y), words, 255, font, stroke_width=int(rng.random() < 0.1))
        if rng.random() < 0.25:
            draw.text((x + int(rng.integers(-60, 60)), y + int(font.size * 1.3)), _text(rng), 255, font)
    return np.asarray(image.rotate(90) if rng.random() < 0.08 else image, np.float32) / 255


def _bars(rng: Rng) -> Level:
    level = np.zeros((SIDE, SIDE), np.float32)
    x, y = int(rng.uniform(0, 0.9) * SIDE), int(rng.uniform(-0.5, 0.5) * SIDE)
    width, end = int(rng.uniform(40, 90)), y + int(0.7 * SIDE)
    while y < end:
        thick = int(rng.integers(2, 11))
        level[max(0, y) : max(0, y + thick), x : x + width] = 1
        y += thick + int(rng.integers(2, 10))
    return level


def _emblem(rng: Rng) -> Level:
    """Return columns, rings, triangles, arcs or a blot."""
    drawn, centre, size = np.zeros((SIDE, SIDE), np.uint8), rng.uniform(0.1, 0.9, 2) * SIDE, rng.uniform(25, 80)
    kind, (x, y) = int(rng.integers(5)), (int(v) for v in centre)
    for i in range(int(rng.integers(2, 9))):
        if kind == 0:
            left = int(x - size + i * size / 3)
            cv2.rectangle(drawn, (left, int(y - size / 2)), (int(left + size / 5), int(y + size / 2)), 255, -1)
        elif kind == 1:
            axes = (int(size), int(size / 3 + i * size / 9))
            cv2.ellipse(drawn, (x, y), axes, i * float(rng.uniform(10, 60)), 0, 360, 255, int(rng.integers(1, 5)))
        elif kind == 2:
            cv2.fillPoly(drawn, [np.int32(centre + rng.uniform(-size, size, (3, 2)))], 255)
        elif kind == 3:
            at, axes = (int(x + i * size / 3), y), (int(size / 2), int(size / 2))
            cv2.ellipse(
                drawn,
                at,
                axes,
                0,
                float(rng.uniform(0, 180)),
                float(rng.uniform(180, 360)),
                255,
                int(rng.integers(2, 14)),
            )
        else:
            cv2.circle(drawn, (x, y), int(size / 2), 255, int(rng.choice([-1, 4, 9])))
    return np.asarray(drawn / 255, dtype=np.float32)


def _stamp(page: Page, rng: Rng) -> None:
    """Stamp a seal, a frame or bare words, in rubber's uneven ink."""
    side, words = int(rng.uniform(16, 38) * _MM), _any_font(rng, (22, 56))
    plate = Image.new("L", (side, side), 0)
    draw, line = ImageDraw.Draw(plate), int(rng.integers(2, 9))
    kind = rng.random()
    if kind < 0.5:
        for radius in (0.48, float(rng.uniform(0.3, 0.42)))[: int(rng.integers(1, 3))]:
            draw.ellipse([side * (0.5 - radius)] * 2 + [side * (0.5 + radius)] * 2, outline=255, width=line)
        if rng.random() < 0.5:
            around = _text(rng)[:24]
            for i, letter in enumerate(around):
                upright = Image.new("L", (side, side), 0)
                ImageDraw.Draw(upright).text((side / 2, side * 0.14), letter, 255, words, anchor="mm")
                plate.paste(255, mask=upright.rotate(120 - 240 * i / len(around)))
    elif kind < 0.9:
        draw.rectangle(
            [4, side * rng.uniform(0.2, 0.38), side - 5, side * rng.uniform(0.6, 0.8)], outline=255, width=line
        )
    for row in range(int(rng.integers(1, 4))):
        draw.text((side / 2, side * (0.42 + 0.14 * row)), _text(rng)[:16], 255, words, anchor="mm")
    level = np.asarray(plate.rotate(float(rng.normal(0, 15))), np.float32) / 255
    level = level * cv2.resize(rng.uniform(0.2, 1, (7, 7)).astype(np.float32), (side, side))
    if rng.random() < 0.7:
        level = level * rng.uniform(0.5, 1, level.shape).astype(np.float32)
    if rng.random() < 0.5:
        level = cv2.GaussianBlur(level, (0, 0), float(rng.uniform(0.5, 1.6)))
    whole = np.zeros((SIDE + 2 * side, SIDE + 2 * side), np.float32)
    y, x = (int(v) for v in rng.uniform(-0.2, 0.8, 2) * SIDE + side / 2)
    whole[y : y + side, x : x + side] = level[: whole.shape[0] - y, : whole.shape[1] - x]
    violet, red, blue = (
        ((60, 120), (30, 80), (110, 190)),
        ((130, 200), (20, 60), (30, 80)),
        ((20, 60), (50, 90), (130, 190)),
    )
    ranges = (violet, red, blue, None)[int(rng.choice(4, p=(0.45, 0.2, 0.15, 0.2)))]
    colour = _ink(rng) if ranges is None else np.array([rng.integers(*span) for span in ranges], float)
    _lay(page, whole[side:-side, side:-side], colour, float(rng.uniform(0.5, 0.95)))


def _scanned(page: Page, rng: Rng) -> Pixels:
    """Scan and store a scrap in any way that clearing houses do, and return its darkness at 150 dpi."""
    soft = cv2.GaussianBlur(page, (0, 0), float(rng.uniform(0.4, 1.1)))
    noisy = soft + rng.normal(0, rng.uniform(0.5, 4), (SIDE, SIDE, 1))
    pixels = np.clip(noisy, 0, 255).astype(np.uint8)
    kind = str(rng.choice(["colour", "gray", "two-level"], p=(0.45, 0.3, 0.25)))
    if kind == "two-level":
        dpi = int(rng.choice([200, 240, 300], p=(0.6, 0.25, 0.15)))
    else:
        dpi = int(rng.choice([300, 200, 240, 150, 100], p=(0.4, 0.25, 0.1, 0.15, 0.1)))
    side = round(SIDE * dpi / FORM_DPI)
    pixels = cv2.resize(pixels, (side, side), interpolation=cv2.INTER_AREA)
    if kind != "colour":
        pixels = cv2.cvtColor(pixels, cv2.COLOR_RGB2GRAY)
    if kind == "two-level":
        pixels = _two_levels(pixels, dpi, rng)
    elif rng.random() < 0.8:
        stored = cv2.imencode(".jpg", pixels, [cv2.IMWRITE_JPEG_QUALITY, int(rng.integers(45, 95))])[1]
        pixels = cv2.imdecode(stored, cv2.IMREAD_UNCHANGED)
    return pen.darkness(pen.resampled(np.asarray(pixels, dtype=np.uint8), pen.DPI / dpi))


def _two_levels(gray: Pixels, dpi: int, rng: Rng) -> Pixels:
    kind = rng.random()
    if kind < 0.35:
        return np.asarray(cv2.threshold(gray, 0, 255, cv2.THRESH_OTSU)[1], dtype=np.uint8)
    if kind < 0.5:
        return np.where(gray < rng.uniform(90, 160), 0, 255).astype(np.uint8)
    window = round(rng.uniform(3, 10) / 25.4 * dpi) | 1
    around = cv2.blur(gray, (window, window)).astype(np.float32)
    return np.where(gray < (1 - rng.uniform(0.12, 0.4)) * around, 0, 255).astype(np.uint8)
