"""Who works at the desk, and what they may do there."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QCoreApplication

from sigverify.operators import Permission, Role
from ui.services import Services


@dataclass(frozen=True, slots=True)
class Standing:
    """The operator as the records know them.

    Attributes
    ----------
    name
        None where somebody has to sign in first.
    role
        None where the records know nobody of that name.
    permissions
        What they may do: everything, as long as no operator is registered.
    registered
        Whether any operator is.
    others_may_sign_in
        Whether there is anybody with a password to sign in with.
    waiting
        How much waits for another operator's approval.
    accounts
        How many there are, of what may be seen.
    shut
        Whether signatures are encrypted and somebody has to give the passphrase.
    """

    name: str | None
    role: Role | None
    permissions: frozenset[Permission]
    registered: bool
    others_may_sign_in: bool
    waiting: int
    accounts: int = 0
    shut: bool = False


def standing(services: Services) -> Standing:
    """Ask the records who works here; slow, for the runner's thread."""
    records = services.app.records
    operators = records.operators()
    return Standing(
        name=records.operator,
        role=next((one.role for one in operators if one.name == records.operator), None),
        permissions=frozenset(permission for permission in Permission if records.may(permission)),
        registered=bool(operators),
        others_may_sign_in=any(one.has_password and one.retired_at is None for one in operators),
        waiting=len(records.pending_approvals()),
        accounts=0 if records.operator is None else records.count_accounts(),
        shut=records.locked,
    )


def role_name(role: Role) -> str:
    """Return a role in the desk's language."""
    translate = QCoreApplication.translate
    return {
        Role.CLERK: translate("Role", "clerk"),
        Role.SUPERVISOR: translate("Role", "supervisor"),
        Role.ADMINISTRATOR: translate("Role", "administrator"),
    }[role]
