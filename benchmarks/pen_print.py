"""What presses and rubber stamps leave on a scrap of a cheque: paper, security print, forms, names, stamps.

Everything varies more than real cheques do, so that no bank's form is learnt.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFont

Page = NDArray[np.float32]  # (SIDE, SIDE, 3), light of each colour, 0 to 255
Level = NDArray[np.float32]  # (SIDE, SIDE), share of the ink's darkness, 0 to 1
Colour = NDArray[np.floating]
Rng = np.random.Generator

FORM_DPI = 300
SIDE = 512
MM = FORM_DPI / 25.4
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


def lay(page: Page, level: NDArray[np.floating], colour: Colour, strength: float = 1.0) -> None:
    """Darken the page as ink does: a filter over what is there."""
    page *= 1 - np.asarray(level, np.float32)[..., None] * np.asarray(strength * (1 - colour / 255), np.float32)


def patches(rng: Rng, count: int, least: float) -> Level:
    return cv2.resize(rng.uniform(least, 1, (count, count)).astype(np.float32), (SIDE, SIDE))


def _hue(rng: Rng, saturation: tuple[int, int], value: tuple[int, int]) -> Colour:
    colour = np.uint8([[[rng.integers(180), rng.integers(*saturation), rng.integers(*value)]]])
    return cv2.cvtColor(colour, cv2.COLOR_HSV2RGB)[0, 0].astype(np.float32)


def ink(rng: Rng) -> Colour:
    """Return a printer's colour: black, gray or any dark one."""
    kind = rng.random()
    if kind < 0.5:
        return np.clip(rng.uniform(10, 70) + rng.uniform(-8, 8, 3), 0, 255)
    return np.full(3, rng.uniform(60, 120)) if kind < 0.65 else _hue(rng, (100, 240), (40, 170))


def text(rng: Rng) -> str:
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


def paper(rng: Rng) -> Page:
    """Return paper of any light colour with security print of any kind."""
    shade = _hue(rng, (0, 110) if rng.random() < 0.8 else (0, 1), (195, 256))
    if rng.random() < 0.1:
        shade = shade * rng.uniform(0.6, 0.9)
    tint = shade * (rng.uniform(0.35, 0.6) if rng.random() < 0.1 else rng.uniform(0.6, 0.97, 3))
    kinds: tuple[Callable[[Rng], Level], ...] = (_waves, _guilloche, _lettering, _relief, _mesh, _blank)
    print_ = kinds[int(rng.choice(6, p=(0.15, 0.15, 0.15, 0.2, 0.1, 0.25)))](rng)[..., None]
    page = (shade * (1 - print_) + tint * print_).astype(np.float32)
    if rng.random() < 0.3:
        page *= patches(rng, 3, 0.85)[..., None]
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
    draw, font, words = ImageDraw.Draw(image), _any_font(rng, (16, 90)), (text(rng) + "  ") * 8
    for y in range(-SIDE // 2, SIDE + SIDE // 2, int(rng.integers(24, 140))):
        draw.text((int(rng.integers(-200, 0)), y), words, 255, font)
    level = np.asarray(image.rotate(float(rng.choice([0, 0, rng.uniform(-40, 40)]))), np.float32) / 255
    if rng.random() < 0.3:
        level = cv2.morphologyEx(level, cv2.MORPH_GRADIENT, np.ones((3, 3)))
    return np.asarray(level, dtype=np.float32)


def _relief(rng: Rng) -> Level:
    """Return letters that stand out of a screen of fine lines, their rims dark: they look drawn to who sees darkness."""
    letters = cv2.GaussianBlur(_lettering(rng), (0, 0), float(rng.uniform(1, 3)))
    y, x = np.mgrid[:SIDE, :SIDE].astype(np.float32)
    angle, pitch = rng.uniform(0, np.pi), rng.uniform(4, 9)
    across = x * np.cos(angle) + y * np.sin(angle) + rng.uniform(2, 6) * letters
    lines = (np.sin(2 * np.pi * across / pitch) > rng.uniform(-0.2, 0.7)).astype(np.float32)
    light = rng.uniform(0, 2 * np.pi)
    rims = np.cos(light) * cv2.Sobel(letters, cv2.CV_32F, 1, 0) + np.sin(light) * cv2.Sobel(
        letters, cv2.CV_32F, 0, 1
    )
    return np.asarray(np.clip(0.7 * lines + rng.uniform(0.5, 1.5) * rims, 0, 1), dtype=np.float32)


def _mesh(rng: Rng) -> Level:
    y, x = np.mgrid[:SIDE, :SIDE]
    pitch = int(rng.integers(6, 30))
    return (((x + y) % pitch < 2) | ((x - y) % pitch < 2)).astype(np.float32)


def print_form(page: Page, rng: Rng) -> None:
    """Print what a form has: rules, boxes, type, bars, emblems."""
    colour = ink(rng)
    for _ in range(int(rng.choice([0, 1, 1, 2, 3]))):
        rule = _rule(rng)
        lay(page, rule, colour if rng.random() < 0.7 else ink(rng))
        if rng.random() < 0.1:
            lay(page, rule.T, colour)
    if rng.random() < 0.25:
        frame, (x0, x1, y0, y1) = np.zeros((SIDE, SIDE), np.uint8), rng.uniform(-0.2, 1.2, 4) * SIDE
        cv2.rectangle(frame, (int(x0), int(y0)), (int(x1), int(y1)), 255, int(rng.integers(1, 5)))
        lay(page, frame / 255, colour)
    lay(page, _type(rng), colour, float(rng.uniform(0.8, 1)))
    if rng.random() < 0.1:
        bars = _bars(rng)
        lay(page, bars if rng.random() < 0.5 else bars.T, colour)
    if rng.random() < 0.2:
        title = Image.new("L", (SIDE, SIDE), 0)
        at = (int(rng.uniform(-0.5, 0.5) * SIDE), int(rng.uniform(-0.1, 0.9) * SIDE))
        fill = 255 if rng.random() < 0.7 else 0
        font = _any_font(rng, (50, 120))
        ImageDraw.Draw(title).text(
            at, text(rng), fill, font, stroke_width=int(rng.integers(0, 3)), stroke_fill=255
        )
        lay(page, np.asarray(title) / 255, colour if rng.random() < 0.5 else ink(rng))
    if rng.random() < 0.25:
        lay(page, emblem(rng), ink(rng))


def print_where_one_signs(page: Page, over: NDArray[np.bool_], rng: Rng) -> None:
    """Print a rule to sign on and whose name it is, where the signature will run into them."""
    ys, xs = np.nonzero(over)
    if not ys.size:
        return
    top, bottom, left, right = ys.min(), ys.max(), xs.min(), xs.max()
    level, colour = Image.new("L", (SIDE, SIDE), 0), ink(rng)
    draw, foot = ImageDraw.Draw(level), int(bottom - rng.uniform(-0.1, 0.6) * (bottom - top))
    if rng.random() < 0.6:
        x0, x1 = (0, SIDE) if rng.random() < 0.5 else (left - rng.integers(60), right + rng.integers(60))
        for i in range(1 if rng.random() < 0.8 else 2):
            draw.line([x0, foot + 10 * i, x1, foot + 10 * i], 255, int(rng.integers(1, 6)))
    if rng.random() < 0.75:
        font = _any_font(rng, (22, 52))
        at = (int(rng.uniform(left, right)), foot + int(rng.uniform(-20, 46)))
        for row in range(int(rng.choice([1, 1, 2]))):
            draw.text((at[0], at[1] + int(1.3 * font.size * row)), text(rng), 255, font, anchor="mm")
    lay(page, np.asarray(level) / 255, colour, float(rng.uniform(0.8, 1)))


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
        words, font = text(rng), _any_font(rng, sizes)
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
            draw.text((x + int(rng.integers(-60, 60)), y + int(font.size * 1.3)), text(rng), 255, font)
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


def emblem(rng: Rng) -> Level:
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


def stamp(page: Page, rng: Rng, over: NDArray[np.bool_], pen: Colour) -> None:
    """Stamp a seal, a frame or bare words, mostly across what is written, in rubber's uneven ink."""
    side = int(rng.uniform(14, 42) * MM)
    plate = np.asarray(_plate(side, rng).rotate(float(rng.normal(0, 15))), np.float32) / 255
    blotches = rng.uniform(rng.uniform(0.2, 0.8), 1, (7, 7)).astype(np.float32)
    level = plate * cv2.resize(blotches, (side, side))
    if rng.random() < 0.7:
        level = level * rng.uniform(rng.uniform(0.5, 0.9), 1, level.shape).astype(np.float32)
    if rng.random() < 0.5:
        level = cv2.GaussianBlur(level, (0, 0), float(rng.uniform(0.5, 1.6)))
    place = rng.uniform(-0.1, 1.1, 2) * SIDE
    if rng.random() < 0.7 and over.any():
        ys, xs = np.nonzero(over)
        some = int(rng.integers(len(ys)))
        place = np.array([ys[some], xs[some]]) + rng.uniform(-0.6, 0.6, 2) * side
    y, x = (int(np.clip(v, -(side // 2), SIDE + side // 2)) + side // 2 for v in place)
    whole = np.zeros((SIDE + 2 * side, SIDE + 2 * side), np.float32)
    whole[y : y + side, x : x + side] = level[: whole.shape[0] - y, : whole.shape[1] - x]
    lay(page, whole[side:-side, side:-side], _rubber(rng, pen), float(rng.uniform(0.6, 0.98)))


def _rubber(rng: Rng, pen: Colour) -> Colour:
    violet, red, blue = (
        ((60, 120), (30, 80), (110, 190)),
        ((130, 200), (20, 60), (30, 80)),
        ((20, 60), (50, 90), (130, 190)),
    )
    kind = int(rng.choice(5, p=(0.3, 0.2, 0.15, 0.15, 0.2)))
    if kind == 4:
        return np.clip(pen + rng.normal(0, 12, 3), 0, 255)
    return ink(rng) if kind == 3 else np.array([rng.integers(*span) for span in (violet, red, blue)[kind]], float)


def _plate(side: int, rng: Rng) -> Image.Image:
    """Cut a stamp: rings with words in and around them, a frame, or lines of type."""
    plate = Image.new("L", (side, side), 0)
    draw, line = ImageDraw.Draw(plate), int(rng.integers(2, 9))
    words, kind = _any_font(rng, (22, 56)), rng.random()
    if kind < 0.5:
        flat = float(rng.uniform(0.6, 0.95)) if rng.random() < 0.25 else 1.0
        for radius in (0.48, float(rng.uniform(0.3, 0.44)))[: int(rng.integers(1, 3))]:
            across, down = side * radius, side * radius * flat
            middle = side / 2
            draw.ellipse([middle - across, middle - down, middle + across, middle + down], outline=255, width=line)
        if rng.random() < 0.5:
            around = text(rng)[:24]
            for i, letter in enumerate(around):
                upright = Image.new("L", (side, side), 0)
                ImageDraw.Draw(upright).text((side / 2, side * 0.14), letter, 255, words, anchor="mm")
                plate.paste(255, mask=upright.rotate(120 - 240 * i / len(around)))
    elif kind < 0.8:
        top, bottom = side * rng.uniform(0.2, 0.38), side * rng.uniform(0.6, 0.8)
        draw.rectangle([4, top, side - 5, bottom], outline=255, width=line)
        if rng.random() < 0.25:
            draw.rectangle(
                [5 + 2 * line, top + 2 * line, side - 6 - 2 * line, bottom - 2 * line], outline=255, width=2
            )
    for row in range(int(rng.integers(1, 5))):
        draw.text((side / 2, side * (0.36 + 0.13 * row)), text(rng)[:16], 255, words, anchor="mm")
    return plate
