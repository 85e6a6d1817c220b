"""Who has to sign a cheque, and whether those who signed it were the right ones.

A mandate is a list of rules: so many of these signatories, up to that amount. A cheque is in order when any
rule that covers its amount is met by signatures of different people. Nothing here reads scans or records:
similarities in, answers out.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

from sigverify.errors import RecordsError

# No cheque is larger; a dinar has three decimals, and no currency has more (ISO 4217, cheques' currencies).
LARGEST_AMOUNT = Decimal(10) ** 15
SMALLEST_UNIT = Decimal("0.001")


@dataclass(frozen=True, slots=True)
class SigningRule:
    """So many of these signatories may sign together, up to that amount.

    Attributes
    ----------
    count
        How many have to sign, 1 or more.
    signatories
        Ids of those who count; empty for any signatory of the account.
    up_to
        The largest amount that the rule covers, itself included; None for any amount.
    """

    count: int = 1
    signatories: frozenset[int] = frozenset()
    up_to: Decimal | None = None

    def covers(self, amount: Decimal | None) -> bool:
        """Return whether the rule covers the amount; a limit does not cover an unknown amount."""
        return self.up_to is None or (amount is not None and amount <= self.up_to)


@dataclass(frozen=True, slots=True)
class Mandate:
    """Who has to sign the cheques of an account.

    Attributes
    ----------
    rules
        Any one of those that cover the amount is enough. Without rules, any one signatory signs any amount.
    always_refer
        Each cheque goes to a supervisor, whoever signed it.
    instructions
        Shown to the clerk with every cheque of the account.
    """

    rules: tuple[SigningRule, ...] = ()
    always_refer: bool = False
    instructions: str = ""

    def most_signatures(self, amount: Decimal | None) -> int:
        """Return how many signatures the rules for an amount ask for at most: how many to look for."""
        return max((rule.count for rule in self.rules if rule.covers(amount)), default=1)


class MandateOutcome(StrEnum):
    """Whether a cheque is signed as its mandate asks, in words for the clerk."""

    MET = "Signed as the mandate asks."
    NOT_MET = "Not signed as the mandate asks."
    ALWAYS_REFER = "The mandate asks to refer every cheque of this account."
    AMOUNT_UNKNOWN = "The mandate depends on the amount. Enter it."
    AMOUNT_TOO_LARGE = "No rule of the mandate covers this amount."


@dataclass(frozen=True, slots=True)
class Match:
    """Which signatory a signature was taken for.

    Attributes
    ----------
    signature
        Which signature on the cheque, from 0.
    signatory
        The id of the signatory that it matches best, each signatory at most once; None when all others are
        taken or nothing could be scored.
    similarity, threshold
        0 to 1; the threshold is the one that holds for this signatory.
    accepted
        Whether the similarity reaches the threshold.
    """

    signature: int
    signatory: int | None
    similarity: float | None
    threshold: float | None
    accepted: bool


@dataclass(frozen=True, slots=True)
class MandateCheck:
    """What the check of a cheque's signatures against its mandate came to.

    `rule` is the rule that is met; where none is, the covering one that misses the fewest signatures, `missing`
    of them. Both are None and 0 where there is no such rule.
    """

    outcome: MandateOutcome
    matches: tuple[Match, ...]
    rule: SigningRule | None = None
    missing: int = 0


def check(
    mandate: Mandate,
    amount: Decimal | None,
    similarities: NDArray[np.float64],
    signatories: Sequence[int],
    thresholds: Sequence[float],
) -> MandateCheck:
    """Check the signatures on a cheque against its mandate.

    Parameters
    ----------
    amount
        What the cheque is drawn for; None where it is not known.
    similarities
        float (signatures, signatories), 0 to 1, higher is more alike; NaN where nothing could be scored.
    signatories
        The ids of the columns: everybody who may sign today.
    thresholds
        The threshold on similarity that holds for each of them.
    """
    matches = assign(similarities, signatories, thresholds)
    signed = {match.signatory for match in matches if match.accepted}
    rules = mandate.rules or (SigningRule(),)
    nearest = min(
        (rule for rule in rules if rule.covers(amount)), key=lambda rule: missing(rule, signed), default=None
    )
    left = 0 if nearest is None else missing(nearest, signed)
    if mandate.always_refer:
        outcome = MandateOutcome.ALWAYS_REFER
    elif nearest is not None and left == 0:
        outcome = MandateOutcome.MET
    elif amount is None and any(missing(rule, signed) == 0 or nearest is None for rule in rules):
        outcome = MandateOutcome.AMOUNT_UNKNOWN
    elif nearest is None:
        outcome = MandateOutcome.AMOUNT_TOO_LARGE
    else:
        outcome = MandateOutcome.NOT_MET
    return MandateCheck(outcome, matches, nearest, left)


def assign(
    similarities: NDArray[np.float64], signatories: Sequence[int], thresholds: Sequence[float]
) -> tuple[Match, ...]:
    """Take each signature for another signatory, so that all are together as similar as they can be.

    The threshold plays no part in it: a signature is not given to somebody else only because it would pass
    there. Arguments as of `check`.
    """
    from scipy.optimize import linear_sum_assignment  # late: a list of accounts needs no scipy

    expected = (len(similarities), len(signatories))
    if similarities.shape != expected or len(thresholds) != len(signatories):
        raise ValueError(f"similarities {similarities.shape} and {len(thresholds)} thresholds for {expected}")
    # Below all real similarities, so that what could not be scored is matched last.
    rows, columns = linear_sum_assignment(np.nan_to_num(similarities, nan=-1.0), maximize=True)
    taken = dict(zip(rows.tolist(), columns.tolist(), strict=True))
    return tuple(
        _match(row, taken.get(row), similarities, signatories, thresholds) for row in range(len(similarities))
    )


def missing(rule: SigningRule, signed: Collection[int | None]) -> int:
    """Return how many signatures the rule still misses where those people have signed."""
    count = sum(1 for who in signed if not rule.signatories or who in rule.signatories)
    return max(0, rule.count - count)


def validated(mandate: Mandate, signatories: Collection[int]) -> Mandate:
    """Return the mandate, its rules from the smallest amount to the largest.

    Parameters
    ----------
    signatories
        The ids of the account's signatories.

    Raises
    ------
    RecordsError
        When a rule cannot be met by anybody, names somebody who is no signatory of the account, or has an
        amount that no cheque can have.
    """
    for rule in mandate.rules:
        if strangers := rule.signatories - set(signatories):
            raise RecordsError(f"signatory {min(strangers)} is not one of this account", "Choose another one")
        most = len(rule.signatories or signatories)
        if not 1 <= rule.count <= most:
            raise RecordsError(f"a rule asks for {rule.count} of {most} signatories", f"Ask for 1 to {most}")
        if rule.up_to is not None:
            valid_amount(rule.up_to)
    order = sorted(mandate.rules, key=lambda rule: (rule.up_to is None, rule.up_to or 0, rule.count))
    return Mandate(tuple(order), mandate.always_refer, mandate.instructions.strip())


def valid_amount(amount: Decimal | str) -> Decimal:
    """Return an amount of money as on a cheque, from a number or from digits with a decimal point.

    Raises
    ------
    RecordsError
        When it is no number above 0 and below a quadrillion with at most three decimals.
    """
    try:
        value = Decimal(amount)
        usable = value.is_finite() and 0 < value < LARGEST_AMOUNT and value % SMALLEST_UNIT == 0
    except InvalidOperation:
        usable = False
    if not usable:
        raise RecordsError(f"{str(amount)!r} cannot be the amount of a cheque", "Write digits, as in 12500.00")
    return value


def _match(
    row: int,
    column: int | None,
    similarities: NDArray[np.float64],
    signatories: Sequence[int],
    thresholds: Sequence[float],
) -> Match:
    if column is None or np.isnan(similarities[row, column]):
        return Match(row, None, None, None, accepted=False)
    similarity, threshold = float(similarities[row, column]), thresholds[column]
    return Match(row, signatories[column], similarity, threshold, accepted=similarity >= threshold)
