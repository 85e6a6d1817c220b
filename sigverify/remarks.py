"""What a clerk has to know of a cheque besides its signatures: codes with parameters, put down as sentences."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from enum import StrEnum
from functools import cache


class Remark(StrEnum):
    """A code, and the English sentence of the records; what differs from cheque to cheque is in braces."""

    ACCOUNTS_DIFFER = "The manifest says account {listed}, the magnetic line {printed}. Look which is right."
    SEVERAL_ACCOUNTS = "The manifest lists the file for several accounts: {accounts}."
    LISTED_TWICE = "The manifest lists the file twice."
    BAD_AMOUNT = "The manifest's amount '{said}' cannot be understood."
    BAD_DATE = "The manifest's date '{said}' cannot be understood."
    NOT_ENROLLED = "Account {account} ({origin}) is not enrolled. Enrol it, or check the number."
    NOT_LISTED = "The manifest does not name its account."
    NO_MANIFEST = "No manifest names its account."
    NO_LINE = "No magnetic line can be read."
    LINE_WITHOUT_ACCOUNT = "The magnetic line does not tell the account."
    LINE_NOT_ENROLLED = "Account {account} of the magnetic line is not enrolled."
    PRESENTED_BEFORE = "The same cheque was presented before: {file}, page {page}, run {run}."
    READER_ENDED = "The program that reads {file} was ended. Open and save it in another program."
    READER_HANGS = "The program that reads {file} hangs. Open and save it in another program."
    BACK = "The back of a cheque."

    def told(self, **parameters: object) -> str:
        """Return the sentence with its parameters."""
        return self.value.format(**parameters)


Worded = Callable[[Remark, Mapping[str, str]], str]


def reworded(text: str, words: Worded) -> str:
    """Return a text with each remark in it said in other words; whatever is none stays.

    Parameters
    ----------
    words
        Says a remark, given its code and parameters.
    """
    for remark, pattern in _patterns().items():
        text = pattern.sub(lambda found, remark=remark: words(remark, found.groupdict()), text)  # type: ignore[misc]
    return text


@cache
def _patterns() -> dict[Remark, re.Pattern[str]]:
    return {remark: _pattern(remark.value) for remark in Remark}


def _pattern(sentence: str) -> re.Pattern[str]:
    anything = re.sub(r"\\{(\w+)\\}", r"(?P<\1>.+?)", re.escape(sentence))
    # A full stop ends the sentence where a blank follows: names and numbers have stops of their own.
    return re.compile(rf"{anything}(?=\s|$)")
