"""Text from elsewhere, as it may be shown."""

from __future__ import annotations

import re

# Controls (a terminal obeys some), and what turns the direction of reading round (Unicode TR 36, 3.6.1).
_UNSEEN = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069\ud800-\udfff]")


def visible(text: str) -> str:
    r"""Return text with its control characters and reversals of direction spelt out, as `\u202e`; lines stay."""
    return _UNSEEN.sub(lambda found: f"\\u{ord(found[0]):04x}", text)


def misleads(text: str) -> bool:
    """Tell whether text shows as something else than it is: it has controls, or turns the direction of reading."""
    return _UNSEEN.search(text) is not None or not set("\t\n").isdisjoint(text)
