"""Operating points: what the bank asks of the threshold, and the thresholds that do it.

On similarities: higher is more alike. `accept` or above is accepted, below `flag_below` is flagged, and what lies
between is referred to a person who looks twice.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

from calibration.intervals import WriterScores, rule_of_three
from calibration.metrics import eer, threshold_at_cost, threshold_at_far, threshold_at_frr

KINDS = ("eer", "far", "far_random", "cost", "similarity")


class UnsupportedTarget(ValueError):
    """An error rate that the sample cannot show to be kept.

    `rate` was asked for of a `kind` (`skilled forgeries`...) of comparisons: there are `have`, it takes `need`.
    """

    def __init__(self, rate: float, have: int, kind: str = "skilled forgeries") -> None:
        self.rate, self.have, self.need, self.kind = rate, have, rule_of_three(rate), kind
        which = "an FRR" if kind == "genuine signatures" else "a FAR"
        super().__init__(
            f"{have} {kind} cannot support {which} of {rate:.3g}: "
            f"even without one error, it takes {self.need} (rule of three)"
        )


@dataclass(frozen=True, slots=True)
class Target:
    """How a threshold is chosen.

    Attributes
    ----------
    kind
        `eer`: where both errors are equal. `far`, `far_random`: where at most a share `value` of the skilled or
        random forgeries is accepted. `cost`: least expected cost, an accepted forgery costing `value` rejected
        genuine signatures. `similarity`: at the similarity `value`, chosen by hand.
    prior
        For `cost`: the share of forgeries among the cheques, 0 to 1.
    """

    kind: str = "eer"
    value: float = 0.0
    prior: float = 0.01

    def __post_init__(self) -> None:
        if self.kind not in KINDS:
            raise ValueError(f"unknown target {self.kind}; there are {', '.join(KINDS)}")
        highest = math.inf if self.kind == "cost" else 1.0
        if self.kind != "eer" and not 0 < self.value < highest:
            raise ValueError(f"a target {self.kind} cannot be {self.value}")
        if not 0 < self.prior < 1:
            raise ValueError(f"a share of forgeries lies between 0 and 1, not {self.prior}")


@dataclass(frozen=True, slots=True)
class Policy:
    """What the bank asks for.

    Attributes
    ----------
    target
        For the threshold of acceptance.
    flag_frr
        At most this share of the genuine signatures is flagged outright; what lies between is referred to a
        person. None flags everything that is not accepted.
    bands
        Amounts above which another target holds, rising, each with that target.
    """

    target: Target = Target()
    flag_frr: float | None = None
    bands: tuple[tuple[int, Target], ...] = ()

    def __post_init__(self) -> None:
        if self.flag_frr is not None and not 0 < self.flag_frr < 1:
            raise ValueError(f"a share of genuine signatures lies between 0 and 1, not {self.flag_frr}")
        amounts = [above for above, _ in self.bands]
        if amounts != sorted(set(amounts)) or any(above < 0 for above in amounts):
            raise ValueError("amounts of bands rise from 0 on")


@dataclass(frozen=True, slots=True)
class Limits:
    """The two thresholds, on similarity; `flag_below` is None where nothing is referred."""

    accept: float
    flag_below: float | None = None


def choose(
    genuine: WriterScores,
    skilled: WriterScores,
    random: WriterScores,
    target: Target,
    flag_frr: float | None = None,
    *,
    checked: bool = True,
) -> Limits:
    """Return the thresholds on similarities that meet a target on these comparisons, ties included.

    Both limits are as near to each other as the two shares allow, so that the fewest are referred.

    Parameters
    ----------
    checked
        Refuse what the sample cannot support; a part of a sample that supports it need not by itself.

    Raises
    ------
    UnsupportedTarget
        When there are too few comparisons to show that the target is met.
    ValueError
        When no similarity is high enough for it.
    """
    accept = _accept(genuine, skilled, random, target, checked)
    if accept > 1:
        raise ValueError("no similarity is high enough for this target: a forgery is as near as can be")
    if flag_frr is None:
        return Limits(accept)
    if checked and len(genuine) < rule_of_three(flag_frr):
        raise UnsupportedTarget(flag_frr, len(genuine), "genuine signatures")
    flag_below = threshold_at_frr(genuine.scores, flag_frr)
    return Limits(accept, flag_below if flag_below < accept else None)


def _accept(
    genuine: WriterScores, skilled: WriterScores, random: WriterScores, target: Target, checked: bool
) -> float:
    if target.kind == "eer":
        return eer(genuine.scores, skilled.scores)[1]
    if target.kind in ("far", "far_random"):
        forged, name = (skilled, "skilled forgeries") if target.kind == "far" else (random, "random forgeries")
        if not len(forged) or (checked and len(forged) < rule_of_three(target.value)):
            raise UnsupportedTarget(target.value, len(forged), name)
        return threshold_at_far(forged.scores, target.value)
    if target.kind == "cost":
        return threshold_at_cost(
            genuine.scores, skilled.scores, false_accept=target.value, false_reject=1.0, prior=target.prior
        )
    return target.value
