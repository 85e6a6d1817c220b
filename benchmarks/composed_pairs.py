"""Error rates of the shipped Siamese network on composed cheques, against clean cut-outs of the same signatures.

A signature that is not found counts as rejected, whatever the threshold: a genuine one as wrongly, a skilled forgery
and a random one (a genuine signature against somebody else's reference) as rightly. So does everything that is
compared with a reference without ink. No pair is left out.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from benchmarks import composed
from benchmarks.composed import Condition, Form
from benchmarks.located import find
from calibration.intervals import WriterScores, eer_interval
from models import bundle as bundles
from models.embedder import Embedder
from sigverify import canvas, ink
from sigverify.networks import load_embedder, open_bundle
from sigverify.scans import read

CONDITIONS = (Condition.COLOUR_300, Condition.GRAY_100, Condition.TWO_LEVEL_200)
# Lower than any comparison scores.
_REJECTED = -1e3
_ROOM_MM = 2.0


@dataclass(frozen=True, slots=True)
class Person:
    """One writer's files: a reference, more genuine signatures, skilled forgeries."""

    reference: Path
    genuine: list[Path]
    forged: list[Path]

    @property
    def questioned(self) -> list[Path]:
        return self.genuine + self.forged


# The ink of each questioned signature: as it was found, and with what stands beside it; the more alike one counts,
# as in the program. Empty where nothing was found.
Taken = list[list["ink.Ink"]]


class Comparing:
    """The people of a part, their references embedded once."""

    def __init__(self, folder: Path, part: str, count: int) -> None:
        """Choose `count` writers of a part (`dataset.parts_of`) of all sets in turn."""
        self._embedder: Embedder = load_embedder(open_bundle(bundles.DEFAULT))
        self.people = list(_people(folder, part, count))
        references = [ink.extract(read(person.reference)) for person in self.people]
        self._references = [None if one is None else self._embedded(one) for one in references]

    def clean(self) -> str:
        """Return the row of clean cut-outs."""
        taken = [[_inks(ink.extract(read(path))) for path in person.questioned] for person in self.people]
        return self._row("clean cut-outs", taken)

    def composed(self, name: str, forms: Sequence[Form], condition: Condition, seed: int) -> Iterator[str]:
        """Yield the rows of composed cheques: the true box given, located, and located without what stands beside."""
        rng = np.random.default_rng([seed, condition.dpi])
        given: list[Taken] = []
        found: list[Taken] = []
        for number, person in enumerate(self.people):
            pairs = [_taken(path, forms[number % len(forms)], condition, rng) for path in person.questioned]
            given.append([pair[0] for pair in pairs])
            found.append([pair[1] for pair in pairs])
        yield self._row(f"{name}, box given", given)
        yield self._row(f"{name}, located", found)
        yield self._row(f"{name}, the first box alone", [[ones[:1] for ones in person] for person in found])

    def _embedded(self, taken: ink.Ink) -> NDArray[np.float32]:
        return self._embedder.embed(canvas.place(taken)[np.newaxis])[0]

    def _score(self, seen: NDArray[np.float32], reference: NDArray[np.float32] | None) -> float:
        if len(seen) == 0 or reference is None:
            return _REJECTED
        compare = self._embedder.bundle.manifest.comparison.distances
        return -float(compare(seen, reference[np.newaxis]).min())

    def _row(self, name: str, taken: Sequence[Taken]) -> str:
        genuine, skilled, random = _Scores(), _Scores(), _Scores()
        for i, person in enumerate(self.people):
            for j, one in enumerate(taken[i]):
                seen = np.array([self._embedded(each) for each in one])
                own = self._score(seen, self._references[i])
                if j >= len(person.genuine):
                    skilled.add(own, i)
                    continue
                genuine.add(own, i)
                # Any other's reference: never the writer's own, however few writers there are.
                other = (i + 1 + j % (len(self.people) - 1)) % len(self.people)
                random.add(self._score(seen, self._references[other]), i)
        lost = sum(not one for ones in taken for one in ones)
        rates = [eer_interval(genuine.of_writers(), wrong.of_writers()) for wrong in (skilled, random)]
        cells = " | ".join(f"{100 * r.value:.1f} [{100 * r.low:.0f}, {100 * r.high:.0f}]" for r in rates)
        return f"| {name} | {len(genuine.scores)} | {len(skilled.scores)} | {lost} | {cells} |"


HEAD = "| questioned signature | genuine | skilled | not found | EER, skilled % | EER, random % |\n|---|---|---|---|---|---|"


class _Scores:
    def __init__(self) -> None:
        self.scores: list[float] = []
        self._writers: list[int] = []

    def add(self, score: float, writer: int) -> None:
        self.scores.append(score)
        self._writers.append(writer)

    def of_writers(self) -> WriterScores:
        return WriterScores(np.asarray(self.scores, np.float64), np.asarray(self._writers, np.int64))


def _taken(
    path: Path, form: Form, condition: Condition, rng: np.random.Generator
) -> tuple[list[ink.Ink], list[ink.Ink]]:
    """Compose a cheque; return the ink out of the true box, 2 mm too wide, and out of what is found first."""
    strokes = composed.pen_strokes(path)
    if strokes is None:
        return [], []
    one = composed.compose(form, strokes, condition, rng)
    found = find(one.scan)
    wide = one.box.grown(round(_ROOM_MM * one.scan.dpi / 25.4))
    boxes = [box for box in (*found.boxes[:1], found.wider) if box is not None]
    return _inks(ink.extract(one.scan, wide)), _inks(*(ink.extract(one.scan, box) for box in boxes))


def _inks(*taken: ink.Ink | None) -> list[ink.Ink]:
    return [one for one in taken if one is not None]


def _people(folder: Path, part: str, count: int) -> Iterator[Person]:
    """Yield writers with a reference, four more genuine signatures and four skilled forgeries."""
    sets = composed.writers_of(folder, part)
    for turn in range(max(map(len, sets))):
        for writers in sets:
            if turn >= len(writers):
                continue
            genuine, forged = (sorted((writers[turn] / kind).glob("*")) for kind in ("genuine", "forged"))
            if len(genuine) >= 5 and len(forged) >= 4:
                yield Person(genuine[0], genuine[1:5], forged[:4])
                count -= 1
                if count == 0:
                    return
