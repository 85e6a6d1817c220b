"""A line of writing as it is planned: letters, waves that stand for letters, and paraphs."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

import numpy as np
from numpy.typing import NDArray

from sigverify.demo.kinematics import Plan
from sigverify.demo.letters import glyph

# Space after letters that are not joined, and after figures.
_APART, _FIGURES_APART = 12.0, 26.0


class Flourish(Enum):
    """What people add to their name."""

    NONE = "none"
    TAIL = "tail"
    UNDERLINE = "underline"
    RETURN = "return"
    OVAL = "oval"
    STRIKE = "strike"


@dataclass(frozen=True, slots=True)
class Style:
    """How a hand writes anything.

    Attributes
    ----------
    seed
        Shapes this hand's letters.
    x_height_mm
        Height of a small letter.
    slant
        Millimetres to the right for each upwards.
    breadth
        Width of letters, 1 as drawn in `letters`.
    capital
        Height of capitals, 1 as drawn in `letters`.
    ascender
        Height of what stands above (and below) small letters, 1 as drawn.
    rise
        Radians by which the line climbs.
    roundness
        Share of each turn that is made: 0.5 angular, 1.3 loopy.
    ornate
        Capitals with loops and swings.
    oddity
        How far the letters' shapes are from the copybook, 0 to 1.5.
    joined
        Share of small letters that are joined.
    gap
        Between joined letters, hundredths of the x-height.
    tempo
        Seconds for a stroke of the x-height.
    fluency
        See `carry_out`.
    """

    seed: int
    x_height_mm: float
    slant: float
    breadth: float
    capital: float
    ascender: float
    rise: float
    roundness: float
    ornate: bool
    oddity: float
    joined: float
    gap: float
    tempo: float
    fluency: float


class Draft:
    """A line of writing as it grows to the right, in units of a hundredth of the x-height."""

    def __init__(self, style: Style) -> None:
        self._style = style
        self._pen = 0.0
        self._size = 1.0
        self._rows: list[tuple[float, float, float, bool]] = []  # x, y, turn in degrees, pen down
        self._late: list[NDArray[np.float64]] = []  # dots and bars that the last word lacks

    def skip(self, units: float) -> None:
        """Leave a space."""
        self._pen += units

    def magnified(self, factor: float) -> None:
        """Write larger or smaller from here on."""
        self._size = factor

    def word(self, text: str, haste: float = 0.0, legible: int = 99) -> None:
        """Write a word whose letters, after so many legible ones, run out into a wave."""
        style = self._style
        self._add_late()
        ends_joined = False
        # A hurried end has fewer waves than the word has letters.
        shown = text if haste < 0.45 else text[: legible + 1 + round(0.6 * max(0, len(text) - legible - 1))]
        for index, character in enumerate(shown):
            hurry = haste * float(np.clip((index - legible + 1) / max(len(shown) - legible, 2), 0, 1))
            habit = np.random.default_rng([style.seed, ord(character), index if hurry else 0])
            blurred = hurry > 0 and haste > 0.45 and character.islower()
            if blurred and (habit.random() < 0.5 or character not in "bdfghklpty"):
                character = "neuuvreimw"[int(habit.integers(10))]
            shape = glyph(character, ornate=style.ornate)
            joined = ends_joined and shape.joins and habit.random() < max(style.joined, 2 * hurry)
            right = self._pen
            for number, part in enumerate(shape.body):
                placed = self._placed(part, habit, hurry, capital=not shape.joins)
                self._go(placed, lifted=number > 0 or not joined)
                right = max(right, float(placed[:, 0].max()))
            if not blurred:
                self._late += [self._placed(part, habit, hurry, capital=False) for part in shape.late]
            apart = _FIGURES_APART if character.isdigit() else _APART
            self._pen = right + (style.gap * (1 + hurry) if shape.joins else apart * self._size)
            # Only a capital that ends low goes on into the next letter.
            ends_joined = shape.joins or (
                character.isalpha() and shape.body[-1][-1, 1] < 60 and style.joined > 0.8
            )

    def waves(self, count: int, height: float, flat: float, rng: np.random.Generator) -> None:
        """Go on in garlands, arcades, zigzags or loops, each lower than the last, for the rest of a name."""
        up, across, back = (
            np.asarray([(30.0, 0.65, 0.75), (-50.0, 0.65, 0.75), (5.0, 0.6, 0.9), (35.0, 0.8, 0.15)])
            + rng.normal(0, [4.0, 0.05, 0.05], (4, 3))
        )[int(rng.integers(4))]
        down = {True: 60.0, False: up}[up > 0]
        x, step = self._pen, float(rng.uniform(35, 85)) * self._style.breadth * self._size
        for index in range(count):
            top = height * (1 - flat * index / (count + 1)) * float(rng.uniform(0.75, 1.2)) * self._size
            self._rows.append((x + step * across, top, float(up), True))
            if back < 0.4:
                self._rows.append((x + step * (across - 0.25), top * 1.06, 120.0, True))
            self._rows.append((x + step * max(back, 0.3), float(rng.uniform(-14, 14)), float(down), True))
            x += step * float(rng.uniform(0.75, 1.25))
        self._rows.append((x + step, height * 0.25, 60.0, True))
        self._pen = x + step

    def flourish(self, kind: Flourish, rng: np.random.Generator) -> None:
        """Add a paraph to what is written."""
        left = min(row[0] for row in self._rows)
        right = max(row[0] for row in self._rows)
        width = right - left
        low = float(rng.uniform(-75, -40))
        if kind is Flourish.TAIL:
            x, y = self._rows[-1][0], self._rows[-1][1]
            reach = float(rng.uniform(0.25, 0.7)) * min(width, 450)
            self._rows.append(
                (max(x, right) + reach, y + float(rng.uniform(-10, 90)), float(rng.uniform(-25, 50)), True)
            )
        elif kind is Flourish.UNDERLINE:
            tilt = float(rng.uniform(-10, 30))
            self._rows.append((left + width * float(rng.uniform(-0.05, 0.3)), low, 0.0, False))
            self._rows.append((right + width * 0.08, low + tilt, float(rng.uniform(-18, 18)), True))
            if rng.random() < 0.35:
                self._rows.append((left + width * 0.35, low - 25 + tilt, float(rng.uniform(-20, 0)), True))
                self._rows.append((right - width * 0.05, low - 30 + tilt * 1.5, 8.0, True))
        elif kind is Flourish.RETURN:
            # Out to the right, back beneath the name, and forward again, without a lift.
            self._rows.append(
                (right + width * float(rng.uniform(0.02, 0.15)), float(rng.uniform(10, 60)), -20.0, True)
            )
            self._rows.append(
                (left + width * float(rng.uniform(0.0, 0.35)), low, float(rng.uniform(-70, -25)), True)
            )
            out = right + width * float(rng.uniform(-0.1, 0.25))
            self._rows.append((out, low + float(rng.uniform(-25, 25)), float(rng.uniform(-15, 45)), True))
        elif kind is Flourish.OVAL:
            top = max(row[1] for row in self._rows) * float(rng.uniform(0.8, 1.05))
            radius = np.asarray([width * float(rng.uniform(0.5, 0.58)), (top - low) / 2])
            centre = np.asarray([(left + right) / 2, (top + low) / 2])
            around = np.radians(np.arange(-20.0, 361.0 + float(rng.uniform(-60, 0)), 38.0))
            drift = np.linspace(0, float(rng.uniform(-0.05, 0.12)), len(around))[:, None]
            ring = centre + np.column_stack([np.cos(around), np.sin(around)]) * radius * (1 + drift)
            heading = np.unwrap(np.arctan2(np.cos(around) * radius[1], -np.sin(around) * radius[0]))
            turns = np.degrees(np.diff(heading, prepend=heading[0] - 0.3))
            self._rows += [(float(x), float(y), float(t), True) for (x, y), t in zip(ring, turns, strict=True)]
            self._rows.append((right + width * float(rng.uniform(0.1, 0.35)), low * 0.3, 10.0, True))
        elif kind is Flourish.STRIKE:
            level = float(rng.uniform(25, 65))
            self._rows.append((left + width * float(rng.uniform(0.1, 0.4)), level, 0.0, False))
            self._rows.append(
                (right + width * float(rng.uniform(0.05, 0.2)), level + float(rng.uniform(0, 40)), 10.0, True)
            )

    def dots(self, count: int, rng: np.random.Generator) -> None:
        """Add dots below or at the end, as many hands do."""
        right = max(row[0] for row in self._rows)
        x, y = right * float(rng.uniform(0.4, 1.05)), float(rng.uniform(-110, -80))
        for index in range(count):
            self._rows.append((x + 32 * index, y, 0.0, False))
            self._rows.append((x + 32 * index + 6, y - 4, 0.0, True))

    def plan(self) -> Plan:
        """Return the draft in millimetres, slanted, on a rising line, with the time for each stroke."""
        style = self._style
        self._add_late()
        rows = np.asarray([(x, y, turn) for x, y, turn, _ in self._rows])
        down = np.asarray([row[3] for row in self._rows])
        xy = rows[:, :2] / 100 * style.x_height_mm
        xy = xy @ np.asarray([[1.0, 0.0], [style.slant, 1.0]])
        cos, sin = np.cos(style.rise), np.sin(style.rise)
        xy = xy @ np.asarray([[cos, sin], [-sin, cos]])
        chords = np.hypot(*np.diff(xy, axis=0).T)
        # Longer strokes are made faster, so that time grows far more slowly than length (isochrony).
        spacing = style.tempo * np.clip(chords / style.x_height_mm, 0.1, None) ** 0.3
        lifts = np.diff(down.astype(int), prepend=1)[1:] != 0
        # A dot is a touch: the pen comes to rest before and after it.
        dot = down[1:] & (chords < 0.15 * style.x_height_mm)
        after_dot = np.concatenate([[False], dot[:-1]])
        before = np.concatenate([spacing[:1], spacing[:-1]])
        # Coming down, the pen waits until it is there.
        rest = np.where(lifts, np.where(down[1:], 0.6 * before, 0.35 * spacing), 0.0)
        rest += np.where(dot | after_dot, style.tempo, 0.0)
        return Plan(xy[0], xy[1:], np.radians(rows[1:, 2]), spacing, rest, down[1:])

    def _placed(
        self, part: NDArray[np.float64], habit: np.random.Generator, hurry: float, *, capital: bool
    ) -> NDArray[np.float64]:
        """Return a part of a letter as this hand shapes it here."""
        style = self._style
        shape = part.copy()
        shape[:, :2] += habit.normal(0, 8 * style.oddity, (len(part), 2))
        shape[:, 2] *= style.roundness * habit.lognormal(0, 0.2 * style.oddity, len(part))
        if capital:
            shape[:, :2] *= style.capital
        else:
            beyond = np.where(shape[:, 1] > 100, shape[:, 1] - 100, np.where(shape[:, 1] < 0, shape[:, 1], 0))
            shape[:, 1] += beyond * (style.ascender - 1)
            shape[:, 1] *= 1 - 0.65 * hurry
        shape[:, 0] *= style.breadth * (1 + 0.5 * hurry)
        shape[:, :2] *= self._size
        shape[:, 0] += self._pen
        return shape

    def _add_late(self) -> None:
        """Add the dots and bars that the last word still lacks."""
        for part in self._late:
            self._go(part, lifted=True)
        self._late.clear()

    def _go(self, part: NDArray[np.float64], *, lifted: bool) -> None:
        """Go to the begin of a part, in the air or on the paper, and along it."""
        first = (float(part[0, 0]), float(part[0, 1]))
        self._rows.append((*first, 0.0, False) if lifted else (*first, 15.0, True))
        self._rows += [(float(x), float(y), float(turn), True) for x, y, turn in part[1:]]
