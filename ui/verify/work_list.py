"""The cheques that are to be gone through, and what has become of each."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class WorkItem:
    """A cheque of the list; `account`, `number` and `amount` are "" where the list does not say it."""

    path: Path
    page: int = 1
    account: str = ""
    number: str = ""
    amount: str = ""


class WorkList:
    """Cheques in their order, with a place in them. A single cheque is a list of one."""

    def __init__(self, items: Sequence[WorkItem] = (), at: int = 0) -> None:
        self._items = tuple(items)
        self._done: set[int] = set()
        self._at = at

    def __len__(self) -> int:
        return len(self._items)

    @property
    def at(self) -> int:
        """Which cheque is on the desk, from 0."""
        return self._at

    @property
    def current(self) -> WorkItem | None:
        return self._items[self._at] if self._items else None

    @property
    def left(self) -> int:
        """How many are still to be decided."""
        return len(self._items) - len(self._done)

    @property
    def names_accounts(self) -> bool:
        """Whether it says of any cheque whose it is."""
        return any(item.account for item in self._items)

    def mark(self, place: int, decided: bool) -> None:
        """Note whether a cheque is decided."""
        (self._done.add if decided else self._done.discard)(place)

    def step(self, by: int) -> WorkItem | None:
        """Go to the next (1) or previous (-1) cheque to review, round and round; None when there is no other."""
        place = self.following(by)
        return None if place is None else self.go(place)

    def following(self, by: int = 1) -> int | None:
        """Return the place that `step` would go to."""
        count = len(self._items)
        others = ((self._at + by * steps) % count for steps in range(1, count))
        return next((place for place in others if place not in self._done), None)

    def go(self, place: int) -> WorkItem:
        """Go to a cheque."""
        self._at = place
        return self._items[place]

    def item(self, place: int) -> WorkItem:
        return self._items[place]


@dataclass(frozen=True, slots=True)
class Place:
    """Where a cheque stands, in whichever list it was on the desk."""

    work_list: WorkList
    at: int

    def mark(self, decided: bool) -> None:
        """Note whether the cheque is decided."""
        self.work_list.mark(self.at, decided)
