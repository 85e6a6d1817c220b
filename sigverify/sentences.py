"""What is put down in English and can be said in other words again: codes with parameters."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from enum import StrEnum
from functools import cache
from typing import TypeVar


class Sentence(StrEnum):
    """A code, and its English words; what differs from case to case is in braces."""

    def told(self, **parameters: object) -> str:
        """Return the words with their parameters."""
        return self.value.format(**parameters)


S = TypeVar("S", bound=Sentence)


def reworded(text: str, kind: type[S], words: Callable[[S, Mapping[str, str]], str]) -> str:
    """Return a text with each sentence of a kind in it said in other words; whatever is none stays.

    Parameters
    ----------
    words
        Says a sentence, given its code and parameters.
    """
    for code, pattern in _patterns(kind).items():
        text = pattern.sub(lambda found, code=code: words(code, found.groupdict()), text)  # type: ignore[misc]
    return text


def recognised(text: str, kind: type[S]) -> tuple[S, Mapping[str, str]] | None:
    """Return the code and parameters of a text that is one sentence of a kind and nothing else."""
    for code, pattern in _patterns(kind).items():
        if found := pattern.fullmatch(text):
            return code, found.groupdict()
    return None


@cache
def _patterns(kind: type[S]) -> dict[S, re.Pattern[str]]:
    return {code: _pattern(code.value) for code in kind}


def _pattern(words: str) -> re.Pattern[str]:
    anything = re.sub(r"\\{(\w+)\\}", r"(?P<\1>.+?)", re.escape(words))
    # A full stop ends the sentence where a blank follows: names and numbers have stops of their own.
    return re.compile(rf"{anything}(?=\s|$)")
