"""Whose cheque it is: manifest, magnetic line, file name, and why it is not known."""

from __future__ import annotations

from decimal import Decimal

import pytest

from sigverify.batch.accounts import NamePattern, facts
from sigverify.batch.manifest import Entry
from sigverify.errors import DatasetError
from sigverify.micr import MicrFields, MicrLine

LINE = MicrLine(text="12", account_key="5", fields=MicrFields(serial="004711", amount="0000012550"))


def enrolled(number: str) -> bool:
    return number in ("5", "6")


def test_the_manifest_goes_before_the_line_and_the_line_before_the_name() -> None:
    named = {"account": "6", "number": "9"}
    by_list = facts(Entry("5", number="8"), LINE, named, enrolled)
    assert (by_list.account, by_list.origin, by_list.cheque_number) == ("5", "manifest", "8")
    by_line = facts(None, LINE, named, enrolled)
    assert (by_line.account, by_line.origin, by_line.cheque_number) == ("5", "line", "004711")
    assert (by_line.serial, by_line.amount) == ("004711", Decimal("125.50"))
    by_name = facts(None, MicrLine(), named, enrolled)
    assert (by_name.account, by_name.origin, by_name.cheque_number) == ("6", "file name", "9")
    assert not any(one.unknown for one in (by_list, by_line, by_name))


def test_a_manifest_and_a_line_that_differ_are_for_a_person() -> None:
    told = facts(Entry("6"), LINE, {}, enrolled)
    assert told.account is None
    assert "manifest says account 6, the magnetic line 5" in told.unknown
    # A misread line names no account that there is.
    misread = MicrLine(text="12", account_key="55")
    assert facts(Entry("6"), misread, {}, enrolled).account == "6"


@pytest.mark.parametrize(
    ("entry", "line", "reason"),
    [
        (None, MicrLine(), "No manifest names its account. No magnetic line can be read."),
        (Entry(""), MicrLine(), "The manifest does not name its account"),
        (None, MicrLine(text="12"), "The magnetic line does not tell the account"),
        (None, MicrLine(text="12", account_key="77"), "Account 77 of the magnetic line is not enrolled"),
        (Entry("78"), MicrLine(), "Account 78 (manifest) is not enrolled"),
        (Entry("", accounts=("5", "6")), LINE, "for several accounts: 5, 6."),
    ],
)
def test_why_an_account_is_not_known(entry: Entry | None, line: MicrLine, reason: str) -> None:
    assert reason in facts(entry, line, {}, enrolled).unknown


def test_a_row_without_an_account_and_with_another_problem_asks_the_line() -> None:
    problem = "The manifest's amount 'lots' cannot be understood."
    told = facts(Entry("", problems=(problem,)), LINE, {}, enrolled)
    assert (told.account, told.origin, told.unknown) == ("5", "line", "")
    assert told.problems == (problem,)
    unread = facts(Entry("", problems=(problem,)), MicrLine(), {}, enrolled)
    assert unread.unknown == "The manifest does not name its account. No magnetic line can be read."
    assert unread.problems == (problem,)


def test_unreadable_digits_are_no_number() -> None:
    told = facts(None, MicrLine(text="1?", fields=MicrFields(serial="00?711", amount="00?0")), {}, enrolled)
    assert (told.serial, told.cheque_number, told.amount) == ("", "", None)


def test_a_pattern_reads_file_names() -> None:
    pattern = NamePattern.of("{account}_{number}_{any}")
    assert pattern.read("00123456_4711_front-2") == {"account": "00123456", "number": "4711"}
    assert pattern.read("00123456") == {}
    assert NamePattern.of("(CHQ){account}").read("(CHQ)12") == {"account": "12"}


@pytest.mark.parametrize("text", ["", "{number}", "{account}{account}", "{account}_{colour}"])
def test_a_pattern_that_does_not_tell_the_account_is_refused(text: str) -> None:
    with pytest.raises(DatasetError, match="does not tell the account"):
        NamePattern.of(text)
