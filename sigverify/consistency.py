"""How alike the references of an account are: one that matches no other was perhaps signed by somebody else."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from calibration.profile import Profile
from models.comparison import Comparison
from sigverify import canvas
from sigverify.verifier import Reference


@dataclass(frozen=True, slots=True, eq=False)
class Consistency:
    """Each reference compared with each other one.

    Attributes
    ----------
    similarities
        float64 (n, n), 0 to 1, NaN on the diagonal; None where no profile fits the model.
    strangers
        Indices of references that match no other one of the same signatory, where there are others.
    """

    similarities: NDArray[np.float64] | None
    strangers: tuple[int, ...]


def examine(
    references: Sequence[Reference],
    signatories: Sequence[int],
    comparison: Comparison,
    profile: Profile | None,
    model: str,
) -> Consistency:
    """Compare references with each other.

    Parameters
    ----------
    references
        Of one account.
    signatories
        Whose each is: the same number, the same person.
    comparison
        How the model's embeddings are compared.
    profile, model
        Without a profile of this model there are no similarities, and nobody is taken for a stranger.
    """
    if profile is None or not profile.fits(model, canvas.VERSION):
        return Consistency(None, ())
    count = len(references)
    similarities = np.full((count, count), np.nan)
    known = (
        np.stack([reference.embedding for reference in references]) if references else np.zeros((0, 0), np.float32)
    )
    curve = profile.curve(1)
    if count:
        for row, apart in enumerate(comparison.distances(known, known)):
            similarities[row] = [curve.similarity(float(distance)) for distance in apart]
    np.fill_diagonal(similarities, np.nan)
    whose = np.asarray(signatories)
    strangers = []
    for row in range(count):
        others = similarities[row][(whose == whose[row]) & (np.arange(count) != row)]
        if others.size and not any(curve.accepts(float(value)) for value in others):
            strangers.append(row)
    return Consistency(similarities, tuple(strangers))
