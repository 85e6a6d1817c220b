from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import hypothesis
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from sqlalchemy import Engine, event, select

from sigverify.errors import RecordsError
from sigverify.records import Account, Records
from sigverify.records.accounts import _begins, _by_words
from sigverify.records.schema import AccountRow
from sigverify.settings import Settings
from tests.sigverify.records.evidence import HOSTILE


def test_an_account_comes_back_as_it_was_added(records: Records) -> None:
    before = datetime.now(UTC)
    added = records.add_account(" 00-12 34 ", " Ann Example ")
    assert (added.number, added.holder) == ("00-12 34", "Ann Example")
    assert before <= added.created_at <= datetime.now(UTC)
    assert records.account("00-12 34") == records.account(" 00-12 34") == added
    assert added.created_at.tzinfo is UTC


def test_an_unknown_account_is_none(records: Records) -> None:
    records.add_account("12")
    assert records.account("1") is None
    assert records.account("") is None


def test_an_account_number_is_used_once(records: Records) -> None:
    records.add_account("12", "Ann")
    with pytest.raises(RecordsError, match="account 12 is already there"):
        records.add_account(" 12 ", "Bob")
    assert [account.holder for account in records.search_accounts("")] == ["Ann"]


@pytest.mark.parametrize("number", ["", "  ", "x" * 65, "1\n2", "1\x002", "1\x7f", "1\u202e2", "\udcff"])
def test_a_number_that_could_not_be_read_out_is_refused(records: Records, number: str) -> None:
    with pytest.raises(RecordsError, match="cannot be an account number"):
        records.add_account(number)


def test_the_longest_number_is_stored(records: Records) -> None:
    assert records.add_account("9" * 64).number == "9" * 64


@pytest.mark.parametrize("holder", ["Ann\x00", "Ann\nBob", "\udcff"])
def test_control_characters_in_a_holders_name_are_refused(records: Records, holder: str) -> None:
    with pytest.raises(RecordsError, match="cannot be a holder's name"):
        records.add_account("1", holder)
    assert records.account("1") is None


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_and_foreign_names_are_stored_and_found_as_they_are(records: Records, name: str) -> None:
    records.add_account("1", "Somebody Else")
    records.add_account("2", name)
    records.add_account(name.replace("\u200c", ""), "By number")
    assert records.account("2") == Account("2", name, records.search_accounts("2")[0].created_at)
    assert [account.number for account in records.search_accounts(name) if account.holder == name] == ["2"]
    assert len(records.search_accounts("")) == 3


@pytest.fixture(scope="module")
def many(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Records]:
    """Records that all examples of a property share."""
    with Records.open(Settings(tmp_path_factory.mktemp("many"))) as opened:
        yield opened


printable = st.text(st.characters(exclude_categories=["C", "Z"]), min_size=1, max_size=64)
names = st.text(st.characters(exclude_categories=["Cc", "Cs", "Z"]), max_size=80)


@hypothesis.settings(deadline=None)  # the disk may be busy
@given(number=printable, holder=names)
def test_any_printable_number_and_name_round_trips(many: Records, number: str, holder: str) -> None:
    assume(number.isprintable() and many.account(number) is None)
    added = many.add_account(number, holder)
    assert (added.number, added.holder) == (number, holder)
    assert many.account(number) == added
    assert added in many.search_accounts(number, limit=10_000)
    assert added in many.search_accounts(holder, limit=10_000)


def test_a_name_of_marks_alone_is_found_by_them(records: Records) -> None:
    records.add_account("1", "Ann")
    records.add_account("2", "´")
    assert "2" in [account.number for account in records.search_accounts("´")]


@pytest.fixture
def bank(records: Records) -> Records:
    for number, holder in [
        ("1001", "Jürgen Müller"),
        ("1002", "Ann Smith"),
        ("2001", "Zoë 1001 Ltd"),
        ("2002", "ann straße"),
        ("AB%1", "50% Off"),
        ("AB_2", ""),
    ]:
        records.add_account(number, holder)
    records.add_signatory("1002", "Dr. Cohen-Levi")
    records.add_signatory("1002", "Cohen Levi")
    records.retire_signatory(records.signatories("1002")[0].id, "twice")
    return records


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("100", ["1001", "1002", "2001"]),  # numbers that begin with it, then names with such a word
        ("002", []),  # not in the middle of a number
        (" 2002 ", ["2002"]),
        ("mull", ["1001"]),
        ("MÜLLER", ["1001"]),
        ("mü jur", ["1001"]),  # words in any order
        ("jürgen müllers", []),
        ("ann", ["1002", "2002"]),
        ("STRASSE", ["2002"]),
        ("zoe", ["2001"]),
        ("cohen", ["1002"]),  # a signatory
        ("%", ["AB%1"]),  # no word begins with it: anywhere in a name
        ("raße", ["2002"]),
        ("_", []),
        ("AB_", ["AB_2"]),
        ("nobody", []),
        ("\udcff", []),
        ("", ["1001", "1002", "2001", "2002", "AB%1", "AB_2"]),
    ],
)
def test_search_finds_by_the_start_of_the_number_and_of_words_of_the_names(
    bank: Records, text: str, numbers: list[str]
) -> None:
    assert [account.number for account in bank.search_accounts(text)] == numbers


def test_an_account_is_found_once_however_many_words_fit(records: Records) -> None:
    records.add_account("1", "Anna Annabel Anders")
    records.add_account("2", "Andy Anno")
    assert {account.number for account in records.search_accounts("an")} == {"1", "2"}
    assert len(records.search_accounts("an")) == len(records.search_accounts("an an")) == 2


def test_who_changed_their_name_is_found_by_the_new_one_alone(bank: Records) -> None:
    assert bank.rename_account("1002", "Ann Jones").holder == "Ann Jones"
    assert bank.search_accounts("smith") == []
    assert [account.number for account in bank.search_accounts("jones")] == ["1002"]
    (person,) = bank.signatories("1002")
    bank.retire_signatory(person.id, "left")
    assert bank.search_accounts("cohen") == []
    with pytest.raises(RecordsError, match="account 7 is not there"):
        bank.rename_account("7", "Nobody")


def test_search_stops_at_the_limit(bank: Records) -> None:
    assert [account.number for account in bank.search_accounts("", limit=2)] == ["1001", "1002"]
    assert [account.number for account in bank.search_accounts("100", limit=3)] == ["1001", "1002", "2001"]
    assert [account.number for account in bank.search_accounts("ann", limit=1)] == ["1002"]


def test_a_search_of_a_hundred_thousand_accounts_uses_the_indexes(sqlite: Settings, database: Path) -> None:
    asked: list[tuple[str, Any]] = []

    def note(_c: object, _cursor: object, statement: str, parameters: Any, *_: object) -> None:
        asked.append((statement, parameters))

    with Records.open(sqlite) as records:
        many_accounts(records, 100_000)
        event.listen(Engine, "before_cursor_execute", note)
        try:
            by_number = records.search_accounts("0009999")
            by_name = records.search_accounts("9999")
        finally:
            event.remove(Engine, "before_cursor_execute", note)
    assert [account.number for account in by_number] == [f"0009999{digit}" for digit in range(10)]
    assert sorted(account.number for account in by_name) == [f"{n:08d}" for n in (9999, *range(99990, 100_000))]
    with closing(sqlite3.connect(database)) as connection:
        plans = [
            row[3]
            for statement, parameters in asked
            if statement.startswith("SELECT")
            for row in connection.execute(f"EXPLAIN QUERY PLAN {statement}", parameters)
        ]
    assert len(plans) >= 4
    # No table is read from end to end, and nothing is sorted.
    assert not [plan for plan in plans if plan.startswith("SCAN") or "TEMP B-TREE" in plan]


def test_a_search_of_a_hundred_thousand_accounts_on_a_server_reads_few_rows(postgresql: Settings) -> None:
    with Records.open(postgresql) as records:
        many_accounts(records, 100_000)
        assert [account.number for account in records.search_accounts("holder 99999")] == ["00099999"]
        with records._database.reading.connect() as connection:
            connection.exec_driver_sql("ANALYZE")
            for statement in (
                select(AccountRow).where(_begins(AccountRow.number, "0009")),
                _by_words(("9",)),
                _by_words(("99", "9999")),
            ):
                compiled = statement.limit(50).compile(connection, compile_kwargs={"literal_binds": True})
                plan = [row[0] for row in connection.exec_driver_sql(f"EXPLAIN {compiled}".replace("%", "%%"))]
                assert not [line for line in plan if "Seq Scan" in line], plan


def many_accounts(records: Records, count: int) -> None:
    """Add accounts past the audit chain, which would take minutes."""
    numbers = (
        f"WITH RECURSIVE numbers (n) AS (SELECT 0 UNION ALL SELECT n + 1 FROM numbers WHERE n < {count - 1}) "
    )
    padded = "lpad(n::text, 8, '0')" if records.path is None else "printf('%08d', n)"
    with records._database.writing.begin() as connection:
        for statement in (
            f"INSERT INTO accounts {numbers} SELECT n + 1, {padded}, 'Holder ' || n, 'holder ' || n, "
            "current_timestamp FROM numbers",
            "INSERT INTO account_words SELECT 'holder', id FROM accounts",
            "INSERT INTO account_words SELECT cast(id - 1 AS text), id FROM accounts",
        ):
            connection.exec_driver_sql(statement.replace("%", "%%") if records.path is None else statement)
