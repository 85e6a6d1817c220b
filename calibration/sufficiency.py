"""What a sample is too small for, and how large it would have to be."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from calibration.intervals import rule_of_thirty
from calibration.operating import Policy
from calibration.pairs import GENUINE, RANDOM, SKILLED, Scored

# Intervals that resample fewer groups are too narrow (Cameron, Gelbach and Miller, Review of Economics and
# Statistics 90, 2008).
ENOUGH_WRITERS = 20


@dataclass(frozen=True, slots=True)
class Shortage:
    """There are `have` of something (`writers`, `genuine signatures`...), and it takes `need`."""

    what: str
    have: int
    need: int

    def __str__(self) -> str:
        if self.what == "writers":
            return f"{self.have} writers are few: with fewer than {self.need} the intervals are too narrow"
        return f"{self.have} {self.what} are few: it takes {self.need} to know such a rate to within a third"


def shortages(scored: Scored, policy: Policy) -> tuple[Shortage, ...]:
    """Return of what there is too little to trust the figures, though enough to have them."""
    have = len(np.unique(scored.writers))
    found = [] if have >= ENOUGH_WRITERS else [Shortage("writers", have, ENOUGH_WRITERS)]
    asked = [(target.kind, target.value) for target in (policy.target, *(target for _, target in policy.bands))]
    if policy.flag_frr is not None:
        asked.append(("frr", policy.flag_frr))
    names = {
        "far": ("skilled forgeries", SKILLED),
        "far_random": ("random forgeries", RANDOM),
        "frr": ("genuine signatures", GENUINE),
    }
    for kind, rate in asked:
        if kind in names:
            what, number = names[kind]
            count, need = int((scored.kinds == number).sum()), rule_of_thirty(rate)
            if count < need:
                found.append(Shortage(what, count, need))
    return tuple(dict.fromkeys(found))
