"""The boxes on a cheque: which signatures are compared, which one is looked at, and what else was found."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from sigverify.geometry import Box


@dataclass(frozen=True, slots=True)
class Boxes:
    """Boxes in pixels of the scan; each change gives new ones.

    Attributes
    ----------
    signatures
        Those that are compared, in their order; empty where none was found.
    chosen
        Which of them is looked at, moved and replaced, from 0.
    found
        All that were found on the scan, best first.
    by_hand
        Whether the user made the signatures' boxes; otherwise they are looked for.
    """

    signatures: tuple[Box, ...] = ()
    chosen: int = 0
    found: tuple[Box, ...] = ()
    by_hand: bool = False

    @property
    def current(self) -> Box | None:
        """The box that is looked at."""
        return self.signatures[self.chosen] if self.signatures else None

    @property
    def asked(self) -> tuple[Box, ...]:
        """What is to be compared; empty to look for it."""
        return self.signatures if self.by_hand else ()

    def compared(self, signatures: Sequence[Box | None], found: Sequence[Box]) -> Boxes:
        """Take those that were compared; what else was found is known from when they were looked for."""
        kept = tuple(box for box in signatures if box is not None)
        return replace(
            self,
            signatures=kept,
            chosen=min(self.chosen, max(len(kept) - 1, 0)),
            found=self.found if self.by_hand else tuple(found),
        )

    def changed(self, box: Box) -> Boxes:
        """Put a box in the place of the chosen one."""
        before, after = self.signatures[: self.chosen], self.signatures[self.chosen + 1 :]
        return replace(self, signatures=(*before, box, *after), by_hand=True)

    def drawn(self, box: Box, wanted: int) -> Boxes:
        """Take a box for another signature where `wanted` are more than there are, else for the chosen one."""
        if len(self.signatures) >= wanted:
            return self.changed(box)
        signatures = (*self.signatures, box)
        return replace(self, signatures=signatures, chosen=len(signatures) - 1, by_hand=True)

    def without_chosen(self) -> Boxes:
        """Leave the chosen one out, where it is not the only one."""
        if len(self.signatures) < 2:
            return self
        left = tuple(box for at, box in enumerate(self.signatures) if at != self.chosen)
        return replace(self, signatures=left, chosen=min(self.chosen, len(left) - 1), by_hand=True)

    def choosing(self, at: int) -> Boxes:
        """Look at another one; beyond the last is the first."""
        return replace(self, chosen=at % len(self.signatures)) if self.signatures else self

    def to_be_found(self) -> Boxes:
        """Look for the signatures."""
        return replace(self, by_hand=False)
