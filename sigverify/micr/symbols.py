"""Characters of the magnetic fonts as text, and a line as read."""

from __future__ import annotations

from dataclasses import dataclass, field

# Unicode's OCR block (its names for U+2448 and U+2449 are known misnomers).
TRANSIT, AMOUNT, ON_US, DASH = "\u2446", "\u2447", "\u2448", "\u2449"
# There is a symbol, and it cannot be told which.
UNREADABLE = "?"


@dataclass(frozen=True, slots=True)
class Symbol:
    """A symbol as read.

    Attributes
    ----------
    character
        A digit, a symbol of Unicode's OCR block, or `UNREADABLE`.
    confidence
        0 to 1: how sure the reader is of the character, also of one that it calls unreadable.
    x
        Where its middle is on the strip, in pixels.
    print_beyond
        True for the first or the last symbol of a line beyond which stands print that is not read.
    """

    character: str
    confidence: float
    x: float = field(compare=False)
    print_beyond: bool = False
