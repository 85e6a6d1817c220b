"""What is to be known of a reference before it is kept."""

from __future__ import annotations

from dataclasses import dataclass

from sigverify import complexity, quality
from sigverify.geometry import Box
from sigverify.grade import Grade, grade_of
from sigverify.ink import Ink
from sigverify.scans import Scan

SIMPLE_SIGNATURE = "The signature is simple and easy to imitate. Consider a stricter threshold for its signatory."


@dataclass(frozen=True, slots=True)
class Assessment:
    """What is to be known of a reference.

    Attributes
    ----------
    quality
        What is wrong with its image, in sentences for the clerk; "" when nothing is.
    complexity
        How much there is to imitate: 0 upwards, 1 is usual.
    """

    quality: str
    complexity: float

    @property
    def grade(self) -> Grade:
        """The grade of the complexity."""
        return grade_of(self.complexity)

    @property
    def warnings(self) -> tuple[str, ...]:
        """What to tell the clerk; empty when nothing is the matter."""
        simple = SIMPLE_SIGNATURE if self.grade is Grade.SIMPLE else ""
        return tuple(text for text in (self.quality, simple) if text)


def assess(ink: Ink, scan: Scan, box: Box | None = None) -> Assessment:
    """Look at a signature that is to be a reference.

    Parameters
    ----------
    ink
        Its ink, as `Verifier.reference` took it.
    scan, box
        Where it was taken from; None is the whole scan.
    """
    inside = None if box is None else box.clipped(scan.width, scan.height)
    problems = quality.assess(scan if inside is None else scan.crop(inside)).problems
    return Assessment(" ".join(problems), complexity.measure(ink).score)
