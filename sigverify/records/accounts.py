"""Accounts, and how they are found."""

from __future__ import annotations

from sqlalchemy import ColumnElement, Select, delete, exists, func, insert, intersect, literal, select
from sqlalchemy.orm import InstrumentedAttribute, Session, aliased

from sigverify.errors import RecordsError
from sigverify.operators import Permission
from sigverify.records.base import Store, account_row, insert_row, known_account, now
from sigverify.records.names import folded, valid_holder, valid_number, words
from sigverify.records.schema import AccountRow, AccountWordRow, SignatoryRow, Text
from sigverify.records.values import Account

# Above every character that a number or a word may have, and itself none.
_LAST_CHARACTER = "\U0010ffff"


class AccountStore(Store):
    """The part of the records that keeps accounts."""

    def add_account(self, number: str, holder: str = "") -> Account:
        """Add an account; spaces around number and holder are dropped.

        Raises
        ------
        RecordsError
            When the number is there already, or is not 1 to 64 printable characters, or the holder's name
            has control characters.
        """
        number, holder = valid_number(number), valid_holder(holder)
        row = AccountRow(number=number, holder=holder, holder_key=folded(holder), created_at=now())
        with self._write(Permission.ENROL) as writing:
            if account_row(writing.session, number) is not None:
                raise RecordsError(f"account {number} is already there", "Use it, or check the number")
            insert_row(writing.session, row)
            find_words(writing.session, row)
            writing.chain.vouch("account added", row, account=number)
            return _account(row)

    def account(self, number: str) -> Account | None:
        """Return the account with exactly that number."""
        with self._read() as session:
            row = account_row(session, number)
            return None if row is None else _account(row)

    def rename_account(self, number: str, holder: str) -> Account:
        """Give an account another holder's name.

        Raises
        ------
        RecordsError
            When there is no such account, or the name has control characters.
        """
        holder = valid_holder(holder)
        with self._write(Permission.ENROL) as writing:
            row = known_account(writing.session, number)
            before = row.holder
            row.holder, row.holder_key = holder, folded(holder)
            find_words(writing.session, row)
            writing.chain.vouch("account renamed", row, account=row.number, before=before, after=holder)
            return _account(row)

    def count_accounts(self) -> int:
        """Return how many accounts there are."""
        with self._read() as session:
            return session.scalar(select(func.count()).select_from(AccountRow)) or 0

    def search_accounts(self, text: str, limit: int = 50) -> list[Account]:
        """Return accounts whose number begins with `text`, then those that are found by name.

        A name is found when each word of `text` begins one of the words of the holder's or of a signatory's
        name; where none is, when the holder's name contains `text` anywhere. Case and accents make no
        difference to names; numbers match as they are written. An empty text finds all.
        """
        text = text.strip()
        by_number = _begins(AccountRow.number, text)
        with self._read() as session:
            numbers = select(AccountRow).where(by_number).order_by(AccountRow.number).limit(limit)
            found = list(session.scalars(numbers))
            asked = words(text)
            if asked and len(found) < limit:
                found += session.scalars(_by_words(asked).where(~by_number).limit(limit - len(found)))
            # A lone mark, as an accent, is no word.
            if not found or (text and not asked):
                anywhere = func.strpos if session.get_bind().dialect.name == "postgresql" else func.instr
                contains = anywhere(AccountRow.holder_key, literal(folded(text), Text())) > 0
                order = AccountRow.holder_key, AccountRow.number
                by_part = select(AccountRow).where(contains, ~by_number).order_by(*order)
                found += session.scalars(by_part.limit(limit - len(found)))
            return [_account(row) for row in found]

    def account_numbers(self) -> list[str]:
        """Return the numbers of all accounts, in order."""
        with self._read() as session:
            return list(session.scalars(select(AccountRow.number).order_by(AccountRow.number)))


def find_words(session: Session, account: AccountRow) -> None:
    """Let an account be found by the present names of its holder and its signatories."""
    session.flush()
    current = SignatoryRow.account_id == account.id, SignatoryRow.retired_at.is_(None)
    names = session.scalars(select(SignatoryRow.name).where(*current))
    session.execute(delete(AccountWordRow).where(AccountWordRow.account_id == account.id))
    found = [{"word": word, "account_id": account.id} for word in words(account.holder, *names)]
    if found:
        session.execute(insert(AccountWordRow), found)


def _by_words(asked: tuple[str, ...]) -> Select[AccountRow]:
    """Select accounts that have a word beginning with each of those."""
    if len(asked) > 1:
        # Each word's accounts come from the index alone; a join would look each of them up.
        each = (select(AccountWordRow.account_id).where(_begins(AccountWordRow.word, begin)) for begin in asked)
        chosen = select(AccountRow).where(AccountRow.id.in_(intersect(*each)))
        return chosen.order_by(AccountRow.holder_key, AccountRow.number)
    begin = asked[0] if asked else ""
    word, earlier = aliased(AccountWordRow), aliased(AccountWordRow)
    # Each account once, by the first of its words that fits; the index gives them in order.
    first = ~exists().where(
        earlier.account_id == word.account_id, _begins(earlier.word, begin), earlier.word < word.word
    )
    chosen = (
        select(AccountRow).join(word, word.account_id == AccountRow.id).where(_begins(word.word, begin), first)
    )
    return chosen.order_by(word.word, word.account_id)


def _begins(column: InstrumentedAttribute[str], text: str) -> ColumnElement[bool]:
    # A range, which the index serves; LIKE could not use it, and has wildcards of its own.
    return (column >= literal(text, Text())) & (column <= literal(text + _LAST_CHARACTER, Text()))


def _account(row: AccountRow) -> Account:
    return Account(row.number, row.holder, row.created_at)
