"""Which signatures are compared with which: genuine, skilled and random pairs, with one or more references."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from calibration.intervals import WriterScores

GENUINE, SKILLED, RANDOM = 0, 1, 2


@dataclass(frozen=True, slots=True)
class Pairs:
    """Comparisons of a questioned signature with a set of references of one writer.

    Attributes
    ----------
    references
        int (n, r): indices of the references.
    questioned
        int (n,): index of the questioned signature.
    kinds
        int (n,): GENUINE, SKILLED or RANDOM.
    writers
        int (n,): whose references they are; intervals resample these.
    """

    references: NDArray[np.int64]
    questioned: NDArray[np.int64]
    kinds: NDArray[np.int64]
    writers: NDArray[np.int64]

    def __len__(self) -> int:
        return len(self.questioned)


@dataclass(frozen=True, slots=True)
class Scored:
    """Scored comparisons: what a calibration is made of.

    Attributes
    ----------
    distances
        float (n,), Euclidean; already fused where there were several references.
    kinds
        int (n,): GENUINE, SKILLED or RANDOM.
    writers
        int (n,): whose references they are.
    """

    distances: NDArray[np.float64]
    kinds: NDArray[np.int64]
    writers: NDArray[np.int64]

    def __len__(self) -> int:
        return len(self.distances)

    def subset(self, chosen: NDArray[np.bool_]) -> Scored:
        """Return the chosen comparisons, bool (n,)."""
        return Scored(self.distances[chosen], self.kinds[chosen], self.writers[chosen])

    def of(self, kind: int) -> WriterScores:
        """Return the similarities-to-be (negated distances) of one kind, with their writers."""
        chosen = self.kinds == kind
        return WriterScores(-self.distances[chosen], self.writers[chosen])


def make_pairs(
    writers: NDArray[np.int64],
    forged: NDArray[np.bool_],
    *,
    references: int = 1,
    draws: int = 3,
    randoms: int = 20,
    seed: int = 0,
) -> Pairs:
    """Draw reference sets and compare everything else with them.

    For each writer, `draws` sets of `references` genuine signatures are drawn; each is compared with all of the
    writer's other genuine signatures, with all skilled forgeries of the writer, and with `randoms` genuine
    signatures of other writers.

    Parameters
    ----------
    writers, forged
        (n,) each, of signatures of one collection: random forgeries are drawn from the same one.
    """
    rng = np.random.default_rng(seed)
    rows: list[tuple[NDArray[np.int64], int, int, int]] = []
    for writer in np.unique(writers):
        genuine = np.flatnonzero((writers == writer) & ~forged)
        if len(genuine) <= references:
            continue
        skilled = np.flatnonzero((writers == writer) & forged)
        others = np.flatnonzero((writers != writer) & ~forged)
        for _ in range(draws):
            chosen = rng.choice(genuine, size=references, replace=False)
            rest = np.setdiff1d(genuine, chosen)
            strangers = (
                rng.choice(others, size=min(randoms, len(others)), replace=False) if len(others) else others
            )
            for kind, questioned in ((GENUINE, rest), (SKILLED, skilled), (RANDOM, strangers)):
                rows += [(chosen, int(q), kind, int(writer)) for q in questioned]
    if not rows:
        empty = np.zeros(0, dtype=np.int64)
        return Pairs(np.zeros((0, references), dtype=np.int64), empty, empty, empty)
    return Pairs(
        np.stack([row[0] for row in rows]),
        np.asarray([row[1] for row in rows], dtype=np.int64),
        np.asarray([row[2] for row in rows], dtype=np.int64),
        np.asarray([row[3] for row in rows], dtype=np.int64),
    )


# Distances of every questioned embedding (n, dimensions) to every reference (m, dimensions): (n, m).
Compare = Callable[[NDArray[np.float32], NDArray[np.float32]], NDArray[np.float64]]


def pair_distances(compare: Compare, embeddings: NDArray[np.float32], pairs: Pairs) -> NDArray[np.float64]:
    """Return the distance of each questioned signature to each of its references, (n, r).

    Writer by writer: whatever meets a writer's references once is compared with all of them.
    """
    apart = np.empty(pairs.references.shape)
    for writer in np.unique(pairs.writers):
        own = np.flatnonzero(pairs.writers == writer)
        references, of_reference = np.unique(pairs.references[own], return_inverse=True)
        questioned, of_questioned = np.unique(pairs.questioned[own], return_inverse=True)
        between = compare(embeddings[questioned], embeddings[references])
        apart[own] = between[of_questioned[:, np.newaxis], of_reference.reshape(len(own), -1)]
    return apart


def reference_spreads(compare: Compare, embeddings: NDArray[np.float32], pairs: Pairs) -> NDArray[np.float64]:
    """Return the mean distance of each row's references among each other, (n,); 0 where there is one."""
    spreads = np.zeros(len(pairs))
    sets, of_row = np.unique(pairs.references, axis=0, return_inverse=True)
    for number, chosen in enumerate(sets):
        spreads[of_row.reshape(-1) == number] = spread(compare, embeddings[chosen])
    return spreads


def spread(compare: Compare, embeddings: NDArray[np.float32]) -> float:
    """Return the mean distance of embeddings (n, dimensions) among each other; 0 for one."""
    count = len(embeddings)
    if count < 2:
        return 0.0
    return float(compare(embeddings, embeddings)[np.triu_indices(count, 1)].mean())
