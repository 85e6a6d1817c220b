"""Three grades of signatures, by how much there is to imitate (`sigverify.complexity` measures it)."""

from __future__ import annotations

from enum import StrEnum

# Scores; of the training writers a quarter lies below the first and a quarter above the second.
SIMPLE_BELOW, COMPLEX_FROM = 0.86, 1.16


class Grade(StrEnum):
    """Three grades, as document examiners use them."""

    SIMPLE = "SIMPLE"
    MEDIUM = "MEDIUM"
    COMPLEX = "COMPLEX"


def grade_of(score: float) -> Grade:
    """Return the grade of a score."""
    if score < SIMPLE_BELOW:
        return Grade.SIMPLE
    return Grade.COMPLEX if score >= COMPLEX_FROM else Grade.MEDIUM
