"""The mandates of accounts, version by version, and how they are written down."""

from __future__ import annotations

import json
from decimal import Decimal
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from sigverify.mandates import Mandate, MandateCheck, MandateOutcome, Match, SigningRule, validated
from sigverify.operators import Permission
from sigverify.records.approvals import approval_of, approvals_of
from sigverify.records.base import Store, insert_row, known_account, now, required
from sigverify.records.chain import canonical
from sigverify.records.schema import AccountRow, MandateRow
from sigverify.records.signatories import current_signatories
from sigverify.records.values import StoredMandate, Subject


class MandateStore(Store):
    """The part of the records that keeps mandates."""

    def set_mandate(self, account_number: str, mandate: Mandate, reason: str) -> StoredMandate:
        """Add a version of an account's mandate, and say why.

        Raises
        ------
        RecordsError
            When there is no such account, the reason is empty, or a rule cannot be met by anybody.
        """
        reason = required(reason, "a reason for the mandate")
        with self._write(Permission.MANDATE) as writing:
            account = known_account(writing.session, account_number)
            people = [row.id for row in current_signatories(writing.session, account)]
            row = MandateRow(
                account_id=account.id,
                document=_document(validated(mandate, people)),
                reason=reason,
                operator=writing.operator,
                at=now(),
                needs_approval=self._policy.four_eyes,
            )
            insert_row(writing.session, row)
            writing.chain.vouch("mandate set", row, account=account.number, reason=reason)
            return _stored(row, account.number, None)

    def mandate(self, account_number: str) -> StoredMandate | None:
        """Return the version of an account's mandate that is in force; None where there never was one.

        Raises
        ------
        RecordsError
            When there is no such account.
        """
        in_force = (version for version in self.mandate_history(account_number) if version.approval.in_force)
        return next(in_force, None)

    def mandate_history(self, account_number: str) -> list[StoredMandate]:
        """Return all versions of an account's mandate, the newest first.

        Raises
        ------
        RecordsError
            When there is no such account.
        """
        with self._read() as session:
            account = known_account(session, account_number)
            return _versions(session, account)


def check_document(check: MandateCheck) -> str:
    """Return a check as JSON."""
    return canonical(
        {
            "outcome": check.outcome.name,
            "matches": [
                [match.signature, match.signatory, match.similarity, match.threshold, match.accepted]
                for match in check.matches
            ],
            "rule": None if check.rule is None else _rule_document(check.rule),
            "missing": check.missing,
        }
    )


def read_check(document: str) -> MandateCheck:
    """Return a check from its JSON."""
    stored = json.loads(document)
    return MandateCheck(
        MandateOutcome[stored["outcome"]],
        tuple(Match(*match) for match in stored["matches"]),
        None if stored["rule"] is None else _rule(stored["rule"]),
        stored["missing"],
    )


def _versions(session: Session, account: AccountRow) -> list[StoredMandate]:
    wanted = select(MandateRow).where(MandateRow.account_id == account.id).order_by(MandateRow.id.desc())
    rows = list(session.scalars(wanted))
    answers = approvals_of(session, Subject.MANDATE, [row.id for row in rows])
    return [_stored(row, account.number, answers.get(row.id)) for row in rows]


def _stored(row: MandateRow, account: str, approved: bool | None) -> StoredMandate:
    return StoredMandate(
        id=row.id,
        account=account,
        mandate=_mandate(json.loads(row.document)),
        reason=row.reason,
        operator=row.operator,
        at=row.at,
        approval=approval_of(row.needs_approval, approved),
    )


def _document(mandate: Mandate) -> str:
    rules = [_rule_document(rule) for rule in mandate.rules]
    return canonical({"rules": rules, "always_refer": mandate.always_refer, "instructions": mandate.instructions})


def _mandate(stored: dict[str, Any]) -> Mandate:
    return Mandate(tuple(_rule(rule) for rule in stored["rules"]), stored["always_refer"], stored["instructions"])


def _rule_document(rule: SigningRule) -> dict[str, Any]:
    up_to = None if rule.up_to is None else format(rule.up_to, "f")
    return {"count": rule.count, "signatories": sorted(rule.signatories), "up_to": up_to}


def _rule(stored: dict[str, Any]) -> SigningRule:
    up_to = None if stored["up_to"] is None else Decimal(stored["up_to"])
    return SigningRule(stored["count"], frozenset(stored["signatories"]), up_to)
