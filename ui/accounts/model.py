"""Accounts that were found, for a view."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt

if TYPE_CHECKING:  # brings the database
    from sigverify.records import Account

_Index = QModelIndex | QPersistentModelIndex


class AccountsModel(QAbstractTableModel):
    """Number and holder of each account, in the order in which the records give them."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._accounts: tuple[Account, ...] = ()

    def show_accounts(self, accounts: Sequence[Account]) -> None:
        """Show other accounts."""
        self.beginResetModel()
        self._accounts = tuple(accounts)
        self.endResetModel()

    def number(self, row: int) -> str:
        """Return the number of the account in a row."""
        return self._accounts[row].number

    def row_of(self, number: str) -> int | None:
        """Return the row of an account; None where it is not shown."""
        return next((row for row, account in enumerate(self._accounts) if account.number == number), None)

    def rowCount(self, parent: _Index = QModelIndex()) -> int:  # noqa: B008  # Qt's own default
        return 0 if parent.isValid() else len(self._accounts)

    def columnCount(self, parent: _Index = QModelIndex()) -> int:  # noqa: B008  # Qt's own default
        return 0 if parent.isValid() else 2

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        account = self._accounts[index.row()]
        if role == Qt.ItemDataRole.DisplayRole:
            return account.number if index.column() == 0 else account.holder
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return f"{account.number}, {account.holder}"
        return None

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        if orientation is Qt.Orientation.Horizontal and role == Qt.ItemDataRole.DisplayRole:
            return self.tr("Number") if section == 0 else self.tr("Holder")
        return None
