"""Synthetic hands: people with a name, a way to write and a signature, and others who copy it.

A hand has a stable style (slant, size, roundness, haste, the shapes of its letters) and one plan for its
signature. Each genuine signature carries that plan out anew with small variations. A skilled forgery carries
out a copy of the plan: much the same shape, but slow, shaky, with stops and lifts in odd places and the
forger's habits leaking in.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import Enum

import numpy as np
from numpy.typing import NDArray

from sigverify.demo.drafts import Draft, Flourish, Style
from sigverify.demo.kinematics import SAMPLES_PER_SECOND, Plan, Trajectory, carry_out


class Manner(Enum):
    """What people put down as their signature."""

    FULL_NAME = "full name"
    INITIAL_AND_SURNAME = "initial and surname"
    SURNAME = "surname"
    MONOGRAM = "monogram"
    ABSTRACT = "abstract"


@dataclass(frozen=True, slots=True)
class Hand:
    """A person who writes: a name, a style, and the plan of one signature."""

    seed: int
    name: str
    style: Style
    manner: Manner
    flourish: Flourish
    plan: Plan


def hand(seed: int) -> Hand:
    """Return the person of that number; the same number is always the same person."""
    rng = np.random.default_rng([seed, 0x51])
    style = _any_style(seed, rng)
    first, last = str(rng.choice(_FIRST_NAMES.split())), str(rng.choice(_LAST_NAMES.split()))
    manner = Manner(rng.choice([m.value for m in Manner], p=[0.24, 0.30, 0.16, 0.14, 0.16]))
    flourish = Flourish(rng.choice([f.value for f in Flourish], p=[0.26, 0.2, 0.2, 0.14, 0.1, 0.1]))
    if manner in (Manner.MONOGRAM, Manner.ABSTRACT) and flourish is Flourish.NONE:
        flourish = Flourish.RETURN if rng.random() < 0.5 else Flourish.TAIL
    plan = _signature(first, last, manner, flourish, style, rng)
    style, plan = _to_size(style, plan)
    return Hand(seed, f"{first} {last}", style, manner, flourish, plan)


def write(who: Hand, text: str, rng: np.random.Generator) -> Trajectory:
    """Write a text of words and figures in a hand's ordinary, legible way, from the origin to the right."""
    style = replace(
        who.style,
        x_height_mm=float(np.clip(who.style.x_height_mm, *_WRITING_MM)),
        breadth=max(who.style.breadth, 0.85),
        gap=max(who.style.gap, 10.0),
        fluency=min(who.style.fluency, 0.32),
        ornate=False,
        capital=min(who.style.capital, 1.15),
        rise=who.style.rise * 0.15,
    )
    draft = Draft(style)
    for index, word in enumerate(text.split()):
        if index:
            draft.skip(55)
        draft.word(word)
    return carry_out(_varied(draft.plan(), style, rng), style.fluency)


def genuine(who: Hand, rng: np.random.Generator) -> Trajectory:
    """Sign once more: the hand's own plan with the natural variation of a hand."""
    style = who.style
    fluency = style.fluency * float(rng.lognormal(0, 0.05))
    return carry_out(_jittered(_varied(who.plan, style, rng), 1.0, rng), fluency)


def skilled_forgery(victim: Hand, forger: Hand, rng: np.random.Generator) -> Trajectory:
    """Copy a signature after practice, in the forger's hand.

    How practised varies from forgery to forgery: wrong proportions, leaking slant and roundness, slowness,
    a tremor of 8 to 12 Hz, hesitations and lifts all grow smaller with it, none vanishes.
    """
    clumsy = float(rng.uniform(0.45, 1.0))
    plan = _misproportioned(victim.plan, victim.style.x_height_mm, clumsy, rng)
    plan = _in_the_hand_of(forger.style, victim.style, plan, 0.35 * clumsy)
    plan = _laboured(plan, clumsy, rng)
    fluency = victim.style.fluency * (1 - 0.25 * clumsy)
    # The specimen lies beside it: a copy is as large, give or take, whatever its parts are.
    trajectory = carry_out(_jittered(plan, 1.0, rng), fluency)
    size = _diagonal(carry_out(victim.plan, victim.style.fluency)) * float(rng.lognormal(0, 0.045))
    trajectory = trajectory.scaled(size / _diagonal(trajectory))
    return _trembling(trajectory, float(rng.uniform(0.03, 0.08)) * (0.5 + clumsy), rng)


# How large people sign on a cheque: width and height at most, and the longer of both at least.
_LARGEST_MM = (64.0, 19.0)
_SMALLEST_MM = 20.0
# What handwriting fits between the ruled lines.
_WRITING_MM = (1.9, 2.5)
_FIRST_NAMES = (
    "Asha Rahul Meera Arjun Kavita Sanjay Nikhil Priya Deepak Leela Vikram Anil Farah Imran Joseph Maria "
    "Helen Peter Grace Daniel Ruth Oscar Tomas Ingrid Pavel Claire Hugo Nadia Samuel Yusuf Lucia Edwin "
    "Thelma Gopal Radha"
)
_LAST_NAMES = (
    "Sharma Patel Iyer Menon Banerjee Kulkarni Rao Deshpande Fernandes Khan Mukherjee Pillai Gupta Bhatt "
    "Naidu Whitfield Lindqvist Moreau Kowalski Hartmann Ferreira Okafor Jansen Novak Barrett Ellison "
    "Marchetti Thorne Callahan Osborne Vasquez Winslow Zimmer Quigley Underhill"
)


def _any_style(seed: int, rng: np.random.Generator) -> Style:
    angular = rng.random() < 0.3
    return Style(
        seed=seed,
        x_height_mm=float(rng.uniform(2.2, 4.0)),
        slant=float(rng.choice([rng.normal(0.32, 0.14), rng.normal(0.0, 0.08)], p=[0.7, 0.3])),
        breadth=float(rng.choice([rng.uniform(0.65, 0.9), rng.uniform(0.9, 1.45)])),
        capital=float(rng.uniform(1.1, 2.4)),
        ascender=float(rng.uniform(0.75, 1.35)),
        rise=float(np.radians(rng.normal(4, 5))),
        roundness=float(rng.uniform(0.45, 0.7) if angular else rng.uniform(0.85, 1.15)),
        ornate=bool(rng.random() < 0.55),
        oddity=float(rng.uniform(0.4, 1.3)),
        joined=float(rng.choice([1.0, 0.85, 0.5], p=[0.6, 0.25, 0.15])),
        gap=float(rng.uniform(0, 30)),
        tempo=float(rng.uniform(0.075, 0.11)),
        fluency=float(rng.uniform(0.28, 0.5)),
    )


def _signature(
    first: str, last: str, manner: Manner, flourish: Flourish, style: Style, rng: np.random.Generator
) -> Plan:
    """Compose the plan of a signature."""
    haste = float(rng.uniform(0.3, 1.25))
    draft = Draft(style)
    if manner is Manner.FULL_NAME:
        draft.word(first, haste * 0.5, int(rng.integers(3, 7)))
        draft.skip(float(rng.uniform(10, 45)))
        draft.word(last, haste * 0.8, int(rng.integers(2, 6)))
    elif manner is Manner.INITIAL_AND_SURNAME:
        draft.word(first[0])
        if rng.random() < 0.5:
            draft.skip(float(rng.uniform(-25, 0)))
            draft.word(".")
        draft.skip(float(rng.uniform(-45, 20)))
        draft.word(last, haste, int(rng.integers(1, 5)))
    elif manner is Manner.SURNAME:
        draft.word(last, haste, int(rng.integers(2, 7)))
    elif manner is Manner.MONOGRAM:
        draft.magnified(float(rng.uniform(1.5, 2.4)))
        draft.word(first[0])
        draft.skip(float(rng.uniform(-75, -35)))
        draft.word(last[0])
        if rng.random() < 0.5:
            draft.magnified(0.6)
            draft.skip(float(rng.uniform(-40, 0)))
            draft.waves(int(rng.integers(1, 4)), float(rng.uniform(50, 90)), float(rng.uniform(0.5, 1.0)), rng)
    else:
        draft.magnified(float(rng.uniform(1.3, 2.0)))
        draft.word((first if rng.random() < 0.5 else last)[0])
        draft.skip(float(rng.uniform(-50, -15)))
        draft.waves(int(rng.integers(2, 6)), float(rng.uniform(60, 170)), float(rng.uniform(0.2, 0.8)), rng)
        if rng.random() < 0.5:
            draft.waves(int(rng.integers(2, 5)), float(rng.uniform(30, 70)), float(rng.uniform(0.6, 1.2)), rng)
    draft.flourish(flourish, rng)
    if rng.random() < 0.22:
        draft.dots(int(rng.integers(1, 3)), rng)
    return draft.plan()


def _to_size(style: Style, plan: Plan) -> tuple[Style, Plan]:
    """Scale a hand so that its signature is as large as people sign on a cheque."""
    across, up = np.ptp(plan.targets[plan.down], axis=0)
    scale = min(1.0, _LARGEST_MM[0] / across, _LARGEST_MM[1] / up)
    scale = max(scale, _SMALLEST_MM / max(across, up))
    smaller = replace(plan, start=plan.start * scale, targets=plan.targets * scale)
    return replace(style, x_height_mm=style.x_height_mm * float(scale)), smaller


def _varied(plan: Plan, style: Style, rng: np.random.Generator) -> Plan:
    """Return a plan as a hand remembers it this time: neighbouring strokes vary together."""
    count = len(plan)
    size = style.x_height_mm
    steps = np.diff(plan.targets, axis=0, prepend=plan.start[None])
    steps = steps * (1 + 0.065 * _wander(count, 5, rng) + rng.normal(0, 0.03, (count, 2)))
    targets = plan.start + np.cumsum(steps, axis=0)
    # The line is kept by eye: errors of the steps do not add up for long.
    targets = plan.targets + (targets - plan.targets) * 0.6 + rng.normal(0, 0.035 * size, (count, 2))
    return replace(
        plan,
        targets=targets,
        turns=plan.turns * rng.lognormal(0, 0.07, count) + rng.normal(0, 0.03, count),
        spacing=plan.spacing * np.exp(0.06 * _wander(count, 8, rng)[:, 0] + rng.normal(0, 0.03, count)),
    )


def _wander(count: int, length: int, rng: np.random.Generator) -> NDArray[np.float64]:
    """Return smooth noise of unit spread over strokes, float64 (count, 2)."""
    knots = rng.normal(0, 1, (count // length + 2, 2))
    at, where = np.linspace(0, len(knots) - 1, count), np.arange(len(knots))
    return np.column_stack([np.interp(at, where, knots[:, 0]), np.interp(at, where, knots[:, 1])])


def _jittered(plan: Plan, strength: float, rng: np.random.Generator) -> Plan:
    """Return a plan as a whole a little larger, wider, more slanted or turned than the last time."""
    size = rng.lognormal(0, 0.045 * strength)
    width, slant, angle = rng.normal([1.0, 0.0, 0.0], np.asarray([0.035, 0.03, 0.022]) * strength)
    matrix = size * np.asarray([[width, 0.0], [slant, 1.0]])
    matrix = matrix @ np.asarray([[np.cos(angle), np.sin(angle)], [-np.sin(angle), np.cos(angle)]])
    return replace(plan, start=plan.start @ matrix, targets=plan.targets @ matrix)


def _misproportioned(plan: Plan, size: float, clumsy: float, rng: np.random.Generator) -> Plan:
    """Return a plan as somebody else reads it off a specimen: parts too large, too close or out of place."""
    count = len(plan)
    steps = np.diff(plan.targets, axis=0, prepend=plan.start[None])
    steps = steps * np.exp(0.17 * clumsy * _wander(count, 6, rng) + rng.normal(0, 0.06 * clumsy, (count, 2)))
    copied = plan.start + np.cumsum(steps, axis=0)
    targets = plan.targets + (copied - plan.targets) * 0.7 + rng.normal(0, 0.07 * size * clumsy, (count, 2))
    turns = plan.turns * rng.lognormal(0, 0.22 * clumsy, count) + rng.normal(0, 0.12 * clumsy, count)
    return replace(plan, targets=targets, turns=turns)


def _in_the_hand_of(forger: Style, victim: Style, plan: Plan, leak: float) -> Plan:
    """Return a plan with a share of the forger's own slant, breadth and roundness."""
    shear = leak * (forger.slant - victim.slant)
    width = (forger.breadth / victim.breadth) ** (0.5 * leak)
    matrix = np.asarray([[width, 0.0], [shear, 1.0]])
    turns = plan.turns * (forger.roundness / victim.roundness) ** leak
    return replace(plan, start=plan.start @ matrix, targets=plan.targets @ matrix, turns=turns)


def _laboured(plan: Plan, clumsy: float, rng: np.random.Generator) -> Plan:
    """Return a plan drawn rather than written: strokes in two goes, slow, with stops and lifts."""
    rows: list[tuple[float, float, float, float, float, bool]] = []
    size = float(np.median(np.hypot(*np.diff(plan.targets, axis=0).T)))
    here = plan.start
    slow = 1.5 + 1.2 * clumsy
    for i, target in enumerate(plan.targets):
        turn, down = float(plan.turns[i]), bool(plan.down[i])
        spacing, rest = float(plan.spacing[i]) * slow, float(plan.rest[i]) * slow
        chord = target - here
        long = down and float(np.hypot(chord[0], chord[1])) > 0.8 * size
        if long and rng.random() < 0.25 * clumsy:
            rest += float(rng.uniform(0.08, 0.35))  # a look at the specimen
        if long and rng.random() < 0.05 * clumsy:
            # Lifted in the middle of a word, and put down again nearly where it was.
            again = here + rng.normal(0, 0.05 * size, 2)
            rows.append((float(again[0]), float(again[1]), 0.0, 0.12, 0.1, False))
            rest += 0.1
        if long and rng.random() < 0.2 + 0.5 * clumsy:
            share = float(rng.uniform(0.35, 0.65))
            # The middle of the arc, off the chord by its sagitta, and not quite on it.
            aside = np.asarray([chord[1], -chord[0]]) * np.tan(turn / 4) / 2
            middle = here + chord * share + aside * 4 * share * (1 - share) + rng.normal(0, 0.03 * size, 2)
            rows.append((float(middle[0]), float(middle[1]), turn * share, spacing * share, rest, True))
            turn, spacing, rest = turn * (1 - share), spacing * (1 - share), 0.0
        rows.append((float(target[0]), float(target[1]), turn, spacing, rest, down))
        here = target
    table = np.asarray([row[:5] for row in rows])
    down_flags = np.asarray([row[5] for row in rows])
    return Plan(plan.start, table[:, :2], table[:, 2], table[:, 3], table[:, 4], down_flags)


def _diagonal(trajectory: Trajectory) -> float:
    left, top, right, bottom = trajectory.bounds
    return float(np.hypot(right - left, bottom - top))


def _trembling(trajectory: Trajectory, millimetres: float, rng: np.random.Generator) -> Trajectory:
    """Return a trajectory with a tremor of 8 to 12 Hz that comes and goes."""
    time = trajectory.points[:, 2]
    waxing = np.interp(time, np.linspace(0, time[-1], 12), rng.uniform(0.1, 1.0, 12))
    drift = np.cumsum(rng.normal(0, 1.0, len(time))) / np.sqrt(SAMPLES_PER_SECOND)
    phase = 2 * np.pi * rng.uniform(8, 12) * time + drift
    shake = np.column_stack([np.sin(phase), np.cos(phase * 1.07 + rng.uniform(0, 6)), np.zeros(len(time))])
    return Trajectory(trajectory.points + millimetres * waxing[:, None] * shake, trajectory.down)
