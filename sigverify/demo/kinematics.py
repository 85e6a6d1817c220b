"""From a plan of strokes to the movement of a pen: the sigma-lognormal model of rapid human movements.

Each stroke is a burst of speed with a lognormal profile whose direction turns evenly with the distance
covered; strokes begin before the last one ends and add up as vectors, which rounds the corners between them.

R. Plamondon, "A kinematic theory of rapid human movements", Biological Cybernetics 72 (1995) 295-320;
C. O'Reilly and R. Plamondon, "Development of a Sigma-Lognormal representation for on-line signatures",
Pattern Recognition 42 (2009) 3324-3337.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtr

SAMPLES_PER_SECOND = 200
# The lognormal's shape parameter: measured hands lie between 0.1 and 0.4.
_SIGMA = 0.25
_LONGEST_REACH = 5.0
# No stroke turns further, radians: over a whole turn the circle through two places has no bounds.
_FURTHEST_TURN = 5.5


@dataclass(frozen=True, slots=True)
class Plan:
    """What a hand means to write: where each stroke goes, not yet how fast its parts flow together.

    Attributes
    ----------
    start
        float64 (2,), where the pen begins, millimetres, x to the right, y upwards.
    targets
        float64 (n, 2), where each stroke aims, millimetres.
    turns
        float64 (n,), by how much the direction turns on the way, radians, counter-clockwise positive.
    spacing
        float64 (n,), what each stroke takes of the time, seconds.
    rest
        float64 (n,), waiting before each stroke, seconds.
    down
        bool (n,), whether the pen touches the paper.
    """

    start: NDArray[np.float64]
    targets: NDArray[np.float64]
    turns: NDArray[np.float64]
    spacing: NDArray[np.float64]
    rest: NDArray[np.float64]
    down: NDArray[np.bool_]

    def __len__(self) -> int:
        return len(self.targets)


@dataclass(frozen=True, slots=True)
class Trajectory:
    """The way of a pen.

    Attributes
    ----------
    points
        float64 (n, 3): x to the right and y downwards in millimetres, and time in seconds, rising evenly.
    down
        bool (n,): whether the pen touches the paper.
    """

    points: NDArray[np.float64]
    down: NDArray[np.bool_]

    @property
    def seconds(self) -> float:
        return float(self.points[-1, 2] - self.points[0, 2])

    @property
    def bounds(self) -> tuple[float, float, float, float]:
        """Left, top, right, bottom of what is on the paper, millimetres."""
        on_paper = self.points[self.down, :2]
        (left, top), (right, bottom) = on_paper.min(axis=0), on_paper.max(axis=0)
        return float(left), float(top), float(right), float(bottom)

    def moved(self, dx: float, dy: float) -> Trajectory:
        """Return the same movement elsewhere."""
        return Trajectory(self.points + np.asarray([dx, dy, 0.0]), self.down)

    def scaled(self, factor: float) -> Trajectory:
        """Return the same movement larger or smaller about the origin, in the same time."""
        return Trajectory(self.points * np.asarray([factor, factor, 1.0]), self.down)


def carry_out(plan: Plan, fluency: float) -> Trajectory:
    """Move the pen along a plan.

    Parameters
    ----------
    plan
        At least one stroke.
    fluency
        How far strokes flow together: the spread of a stroke's speed over the time that it is given, about
        0.2 (the pen nearly stops at each target) to 0.6 (corners vanish).
    """
    spread = fluency * plan.spacing
    mu = np.log(spread / _SIGMA)
    middle = np.cumsum(plan.rest + plan.spacing) - plan.spacing / 2
    onset = middle - np.exp(mu)
    first = min(0.0, float(onset.min()))
    count = int((middle[-1] + 4 * spread[-1] - first) * SAMPLES_PER_SECOND) + 2
    time = first + np.arange(count) / SAMPLES_PER_SECOND

    begins = np.vstack([plan.start, plan.targets[:-1]])
    chords = plan.targets - begins
    moved = np.zeros((count + 1, 2))
    arrived = np.zeros((count + 1, 2))
    for i, chord in enumerate(chords):
        a = max(0, int((onset[i] - first) * SAMPLES_PER_SECOND) + 1)
        b = min(count, int((middle[i] + _LONGEST_REACH * spread[i] - first) * SAMPLES_PER_SECOND) + 1)
        a = min(a, b)
        z = (np.log(np.maximum(time[a:b] - onset[i], 1e-9)) - mu[i]) / _SIGMA
        moved[a:b] += _along_arc(chord, float(plan.turns[i]), ndtr(z))
        arrived[b] += chord
    # The pen changes between paper and air half way through the wait between two strokes.
    changes = np.cumsum(plan.rest + plan.spacing) - plan.spacing - plan.rest / 2
    down = plan.down[np.clip(np.searchsorted(changes, time, side="right") - 1, 0, None)]
    xy = plan.start + moved[:-1] + np.cumsum(arrived, axis=0)[:-1]
    points = np.column_stack([xy[:, 0], -xy[:, 1], time - first])
    return Trajectory(points, down)


def _along_arc(chord: NDArray[np.float64], turn: float, share: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return where the pen is after a share of a circular arc over a chord, float64 (n, 2)."""
    if abs(turn) < 1e-3:
        return share[:, None] * chord
    turn = min(max(turn, -_FURTHEST_TURN), _FURTHEST_TURN)
    start = np.arctan2(chord[1], chord[0]) - turn / 2
    radius = np.hypot(chord[0], chord[1]) / (2 * np.sin(turn / 2))
    angle = start + turn * share
    return np.asarray(
        np.column_stack([radius * (np.sin(angle) - np.sin(start)), radius * (np.cos(start) - np.cos(angle))])
    )
