"""Properties that are built when they are first asked for, whichever thread asks."""

from __future__ import annotations

from collections.abc import Callable
from functools import cached_property
from threading import RLock
from typing import Any, Self, TypeVar, overload

T = TypeVar("T")


class once(cached_property[T]):  # noqa: N801  # a decorator, as the one that it extends
    """A cached property that is built once, even when two threads ask for it at the same time."""

    def __init__(self, build: Callable[[Any], T]) -> None:
        super().__init__(build)
        self._building = RLock()

    @overload
    def __get__(self, instance: None, owner: type[Any] | None = None) -> Self: ...

    @overload
    def __get__(self, instance: object, owner: type[Any] | None = None) -> T: ...

    def __get__(self, instance: object | None, owner: type[Any] | None = None) -> Self | T:
        if instance is None:
            return self
        with self._building:
            return super().__get__(instance, owner)
