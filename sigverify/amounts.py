"""Amounts of money as people and programs write them."""

from __future__ import annotations

import re
from decimal import Decimal

_DIGITS = re.compile(r"[0-9]{1,15}")
# Thousands apart, or lakhs and crores.
_GROUPED = re.compile(r"[0-9]{1,15}|[0-9]{1,3}( [0-9]{2,3})* [0-9]{3}")


def amount_of(text: str) -> Decimal | None:
    """Read an amount as people write it: 12500, 12 500.50, 12,500.50, 12.500,50, 12,34,567.00.

    None for anything else, also for 12.500, which is one amount in London and another one in Berlin.
    """
    text = "".join(text.split()).replace("'", "").replace("’", "")
    last = max(text.rfind(","), text.rfind("."))
    if last < 0:
        return (Decimal(text) or None) if _DIGITS.fullmatch(text) else None
    whole, separator, rest = text[:last], text[last], text[last + 1 :]
    other = "," if separator == "." else "."
    if len(rest) == 3 and other not in whole:
        if separator == "." and "." not in whole:
            return None
        whole, rest = text, ""  # all of them part thousands
        other = separator
    if not _GROUPED.fullmatch(whole.replace(other, " ")) or (rest and not _DIGITS.fullmatch(rest)):
        return None
    return Decimal(f"{whole.replace(other, '')}.{rest or '0'}") or None


def plain(amount: Decimal) -> str:
    """Write an amount with a decimal point and at least two decimals: 12500.50, 1.125."""
    rounded = amount.quantize(Decimal("0.01"))
    return f"{rounded if rounded == amount else amount.normalize():f}"
