"""Boxes in pixels of a scan."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, order=True)
class Box:
    """An upright box in pixels: left and top inside, right and bottom outside (as in slicing)."""

    x0: int
    y0: int
    x1: int
    y1: int

    def __post_init__(self) -> None:
        if self.x1 <= self.x0 or self.y1 <= self.y0:
            raise ValueError(f"a box needs x0 < x1 and y0 < y1, not {self.as_tuple()}")

    @property
    def width(self) -> int:
        return self.x1 - self.x0

    @property
    def height(self) -> int:
        return self.y1 - self.y0

    @property
    def area(self) -> int:
        return self.width * self.height

    def as_tuple(self) -> tuple[int, int, int, int]:
        return (self.x0, self.y0, self.x1, self.y1)

    def clipped(self, width: int, height: int) -> Box | None:
        """Return the part inside an image of that size, or None where there is none."""
        x0, y0 = max(self.x0, 0), max(self.y0, 0)
        x1, y1 = min(self.x1, width), min(self.y1, height)
        return Box(x0, y0, x1, y1) if x0 < x1 and y0 < y1 else None

    def grown(self, margin: int) -> Box:
        """Return the box with `margin` pixels more on every side (not clipped)."""
        return Box(self.x0 - margin, self.y0 - margin, self.x1 + margin, self.y1 + margin)

    def overlap(self, other: Box) -> int:
        """Return the area in pixels that both boxes cover."""
        width = min(self.x1, other.x1) - max(self.x0, other.x0)
        height = min(self.y1, other.y1) - max(self.y0, other.y0)
        return max(width, 0) * max(height, 0)

    def iou(self, other: Box) -> float:
        """Return intersection over union, 0 to 1."""
        overlap = self.overlap(other)
        return overlap / (self.area + other.area - overlap)
