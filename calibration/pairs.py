"""Which signatures are compared with which: genuine, skilled and random pairs, with one or more references."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

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


def pair_distances(embeddings: NDArray[np.float32], pairs: Pairs) -> NDArray[np.float64]:
    """Return the distance of each questioned signature to each of its references, (n, r)."""
    references = embeddings[pairs.references].astype(np.float64)
    questioned = embeddings[pairs.questioned].astype(np.float64)[:, np.newaxis]
    return np.asarray(np.linalg.norm(references - questioned, axis=-1), dtype=np.float64)
