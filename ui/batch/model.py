"""The cheques of a run, for a view: in the order of review, filtered and searched."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from enum import Enum
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import (
    QAbstractTableModel,
    QCoreApplication,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QSortFilterProxyModel,
    Qt,
)
from PySide6.QtGui import QIcon

from sigverify.amounts import plain
from sigverify.visible import visible
from ui.verify.recommendation import Tone
from ui.wording import decision_name, money, quality_text, reason_text

if TYPE_CHECKING:  # brings the database
    from sigverify.records import BatchItem

_Index = QModelIndex | QPersistentModelIndex
SORT_ROLE = Qt.ItemDataRole.UserRole + 1


class Filter(Enum):
    """Which cheques are shown."""

    ALL = "all"
    FLAGGED = "flagged"
    UNSCORABLE = "unscorable"
    REVIEW = "review"
    ACCEPTED = "accepted"
    ASIDE = "aside"

    @property
    def label(self) -> str:
        translate = QCoreApplication.translate
        return {
            Filter.ALL: translate("BatchFilter", "All"),
            Filter.FLAGGED: translate("BatchFilter", "Flagged"),
            Filter.UNSCORABLE: translate("BatchFilter", "Cannot score"),
            Filter.REVIEW: translate("BatchFilter", "To review"),
            Filter.ACCEPTED: translate("BatchFilter", "Accepted"),
            Filter.ASIDE: translate("BatchFilter", "Put aside"),
        }[self]

    @property
    def meaning(self) -> str:
        translate = QCoreApplication.translate
        return {
            Filter.ALL: translate("BatchFilter", "Every cheque of the run"),
            Filter.FLAGGED: translate("BatchFilter", "Recommended to flag, or flagged by a clerk"),
            Filter.UNSCORABLE: translate("BatchFilter", "Nothing could be compared; the reason says why"),
            Filter.REVIEW: translate("BatchFilter", "Not recommended to accept, and not decided yet"),
            Filter.ACCEPTED: translate("BatchFilter", "Accepted by a clerk"),
            Filter.ASIDE: translate("BatchFilter", "Put aside by a clerk"),
        }[self]

    def takes(self, item: BatchItem) -> bool:
        """Tell whether a cheque is shown."""
        kind = item.result.recommendation.value
        return {
            Filter.ALL: True,
            Filter.FLAGGED: kind == "FLAG" or item.decision == "FLAGGED",
            Filter.UNSCORABLE: kind == "UNSCORABLE",
            Filter.REVIEW: kind != "ACCEPT" and not item.decision,
            Filter.ACCEPTED: item.decision == "ACCEPTED",
            Filter.ASIDE: item.decision == "PUT_ASIDE",
        }[self]


class Column(Enum):
    """What is told of a cheque, in the order of the table."""

    RECOMMENDATION = 0
    FILE = 1
    ACCOUNT = 2
    NUMBER = 3
    AMOUNT = 4
    SIMILARITY = 5
    MARGIN = 6
    DECISION = 7
    REASON = 8


_RIGHT = (Column.AMOUNT, Column.SIMILARITY, Column.MARGIN)


class BatchModel(QAbstractTableModel):
    """The cheques of a run in the order in which they came."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._items: list[BatchItem] = []
        self._places: dict[tuple[str, int], int] = {}
        self._icons: dict[str, QIcon] = {}

    @property
    def items(self) -> Sequence[BatchItem]:
        return self._items

    def show_icons(self, icons: dict[str, QIcon]) -> None:
        """Show recommendations by these icons, by their names."""
        self._icons = icons
        if self._items:
            self.dataChanged.emit(self.index(0, 0), self.index(len(self._items) - 1, 0))

    def show_items(self, items: Sequence[BatchItem]) -> None:
        """Show the cheques of another run, or the same ones as they are now."""
        self.beginResetModel()
        self._items = list(items)
        self._places = {_place(item): row for row, item in enumerate(self._items)}
        self.endResetModel()

    def add(self, items: Sequence[BatchItem]) -> None:
        """Show more; a changed file takes the place of what it was."""
        new = []
        for item in items:
            row = self._places.get(_place(item))
            if row is None:
                new.append(item)
            else:
                self._items[row] = item
                self.dataChanged.emit(self.index(row, 0), self.index(row, len(Column) - 1))
        if not new:
            return
        first = len(self._items)
        self.beginInsertRows(QModelIndex(), first, first + len(new) - 1)
        self._items += new
        self._places.update({_place(item): first + at for at, item in enumerate(new)})
        self.endInsertRows()

    def item(self, row: int) -> BatchItem:
        return self._items[row]

    def rowCount(self, parent: _Index = QModelIndex()) -> int:  # noqa: B008  # Qt's own default
        return 0 if parent.isValid() else len(self._items)

    def columnCount(self, parent: _Index = QModelIndex()) -> int:  # noqa: B008  # Qt's own default
        return 0 if parent.isValid() else len(Column)

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        item, column = self._items[index.row()], Column(index.column())
        if role == Qt.ItemDataRole.DisplayRole:
            return _text(item, column)
        if role == SORT_ROLE:
            return _sorted_by(item, column)
        if role == Qt.ItemDataRole.DecorationRole and column is Column.RECOMMENDATION:
            return self._icons.get(item.result.recommendation.value)
        if role == Qt.ItemDataRole.TextAlignmentRole and column in _RIGHT:
            return int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        if role == Qt.ItemDataRole.ToolTipRole:
            return " ".join(filter(None, (reason_text(item.result.reason), quality_text(item.result.quality))))
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return f"{self.headerData(column.value, Qt.Orientation.Horizontal)}: {_text(item, column)}"
        return None

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        if orientation is not Qt.Orientation.Horizontal:
            return None
        if role == Qt.ItemDataRole.TextAlignmentRole and Column(section) in _RIGHT:
            return int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        if role != Qt.ItemDataRole.DisplayRole:
            return None
        return {
            Column.RECOMMENDATION: self.tr("Recommendation"),
            Column.FILE: self.tr("Cheque"),
            Column.ACCOUNT: self.tr("Account"),
            Column.NUMBER: self.tr("Number"),
            Column.AMOUNT: self.tr("Amount"),
            Column.SIMILARITY: self.tr("Similarity"),
            Column.MARGIN: self.tr("To threshold"),
            Column.DECISION: self.tr("Decision"),
            Column.REASON: self.tr("Reason"),
        }[Column(section)]


class BatchProxy(QSortFilterProxyModel):
    """Sorts, filters by one chip, and searches file, account, number and reason."""

    def __init__(self, model: BatchModel, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._model = model
        self._filter = Filter.ALL
        self._words: tuple[str, ...] = ()
        self.setSourceModel(model)
        self.setSortRole(SORT_ROLE)
        self.setDynamicSortFilter(True)
        self.sort(Column.RECOMMENDATION.value)

    @property
    def filter(self) -> Filter:
        return self._filter

    def show_filter(self, chosen: Filter) -> None:
        """Show what a chip takes."""
        self._filter = chosen
        self.invalidate()

    def search(self, text: str) -> None:
        """Show what has all these words."""
        self._words = tuple(text.casefold().split())
        self.invalidate()

    def visible(self) -> list[BatchItem]:
        """Return what is shown, in its order."""
        rows = (self.mapToSource(self.index(row, 0)).row() for row in range(self.rowCount()))
        return [self._model.item(row) for row in rows]

    def filterAcceptsRow(self, row: int, parent: _Index) -> bool:
        item = self._model.item(row)
        if not self._filter.takes(item):
            return False
        result = item.result
        told = " ".join(
            (result.file, result.account or "", result.cheque_number, reason_text(item.result.reason))
        ).casefold()
        return all(word in told for word in self._words)

    def lessThan(self, left: _Index, right: _Index) -> bool:
        return bool(left.data(SORT_ROLE) < right.data(SORT_ROLE))


def _place(item: BatchItem) -> tuple[str, int]:
    return item.result.file, item.result.page


def _text(item: BatchItem, column: Column) -> str:
    result, margin = item.result, item.margin
    file = visible(result.file)
    page = QCoreApplication.translate("BatchModel", "{file}, page {page}")
    return {
        Column.RECOMMENDATION: Tone(result.recommendation.value).word,
        Column.FILE: file if result.page == 1 else page.format(file=file, page=result.page),
        Column.ACCOUNT: result.account or "",
        Column.NUMBER: result.cheque_number,
        Column.AMOUNT: "" if result.amount is None else money(Decimal(plain(result.amount))),
        Column.SIMILARITY: "" if result.similarity is None else f"{result.similarity:.2f}",
        Column.MARGIN: "" if margin is None else f"{margin:+.2f}",
        Column.DECISION: decision_name(item.decision) if item.decision else "",
        Column.REASON: reason_text(result.reason),
    }[column]


def _sorted_by(item: BatchItem, column: Column) -> tuple[Any, ...]:
    """Return what a column is sorted by: the recommendation's has the order of review."""
    result, margin = item.result, item.margin
    name = (result.file, result.page)
    if column is Column.RECOMMENDATION:
        return item.review_key
    if column is Column.FILE:
        return name
    if column is Column.AMOUNT:
        return (result.amount or 0, *name)
    if column is Column.SIMILARITY:
        return (-1.0 if result.similarity is None else result.similarity, *name)
    if column is Column.MARGIN:
        return (-2.0 if margin is None else margin, *name)
    return (_text(item, column), *name)
