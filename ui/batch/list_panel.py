"""The work-list: chips that filter it, a search, the cheques, and what can be done with those that are shown."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtWidgets import (
    QAbstractItemView,
    QButtonGroup,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QStackedLayout,
    QTableView,
    QVBoxLayout,
    QWidget,
)

from sigverify.amounts import plain
from ui import icons, theme
from ui.batch.clerk import total_of
from ui.batch.model import BatchModel, BatchProxy, Column, Filter
from ui.verify.recommendation import Tone
from ui.wording import money

if TYPE_CHECKING:  # brings the database
    from sigverify.records import BatchItem

_WIDTHS = (165, 140, 95, 75, 95, 85, 100, 85, 120)
# Icon and margins of the recommendation.
_BESIDE_WORD = 44
_BESIDE_TITLE = 16


class ListPanel(QWidget):
    """Shows cheques; what its buttons do is up to the view that owns it.

    Signals
    -------
    opened
        The BatchItem that is to be looked at.
    """

    opened = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.model = BatchModel(self)
        self.proxy = BatchProxy(self.model, self)
        self.chips: dict[Filter, QPushButton] = {}
        self._group = QButtonGroup(self)
        self._waiting = ""
        self.search = QLineEdit()
        self.search.setAccessibleName(self.tr("Search the list"))
        self.search.setPlaceholderText(self.tr("file, account, number or reason"))
        self.table = self._make_table()
        self.empty = QLabel()
        self.empty.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.empty.setWordWrap(True)
        self.empty.setProperty("muted", True)
        self.total = QLabel()
        self.total.setProperty("muted", True)
        self.accept = QPushButton()
        self.accept.setToolTip(self.tr("Shows count and total first"))
        self.next = QPushButton(self.tr("Review next"))
        self.next.setAccessibleName(self.tr("Review next"))
        self.next.setToolTip(self.tr("Open the next cheque to review in Verify"))
        self._lay_out()
        self.search.textChanged.connect(self._search)
        self.table.activated.connect(lambda index: self.opened.emit(self._item(index)))
        self._draw_icons()
        self.show_state("")

    @property
    def items(self) -> Sequence[BatchItem]:
        """All cheques, shown or not."""
        return self.model.items

    def show_items(self, items: Sequence[BatchItem]) -> None:
        """Show the cheques of another run, or the same ones as they are now."""
        chosen = self._chosen_place()
        self.model.show_items(items)
        self._choose_place(chosen)

    def choose(self, chosen: Filter) -> None:
        """Show what a chip takes."""
        self.chips[chosen].setChecked(True)
        self.proxy.show_filter(chosen)
        self.show_state(self._waiting)

    def acceptable(self) -> list[BatchItem]:
        """Return what may be accepted in bulk: shown, recommended, at or above the threshold, not decided."""
        return [item for item in self.proxy.visible() if _is_acceptable(item)]

    def next_to_review(self) -> tuple[list[BatchItem], BatchItem | None]:
        """Return what is left to review of what is shown, and which comes at or after the chosen row."""
        shown = self.proxy.visible()
        left = [item for item in shown if Filter.REVIEW.takes(item)]
        chosen = self.table.currentIndex()
        after = shown[chosen.row() :] if chosen.isValid() else shown
        following = next((item for item in after if Filter.REVIEW.takes(item)), None)
        return left, following or (left[0] if left else None)

    def focus_search(self) -> None:
        """Give the keyboard to the search."""
        self.search.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.search.selectAll()

    def show_state(self, waiting: str) -> None:
        """Count what each chip has and what could be accepted; `waiting` says why there is no cheque yet."""
        self._waiting = waiting
        items = self.model.items
        for chosen, chip in self.chips.items():
            count = sum(chosen.takes(item) for item in items)
            chip.setText(f"{chosen.label} {count}")
            chip.setAccessibleName(f"{chosen.label}, {count}")
        acceptable = self.acceptable()
        self.accept.setText(self.tr("Accept %n above the threshold…", "", len(acceptable)))
        self.accept.setAccessibleName(self.accept.text().rstrip("…"))
        self.accept.setEnabled(bool(acceptable))
        self.next.setEnabled(any(Filter.REVIEW.takes(item) for item in items))
        total, _ = total_of(acceptable)
        said = self.tr("{shown} of {all} shown").format(shown=self.proxy.rowCount(), all=len(items))
        if acceptable and total:
            said += " · " + self.tr("above the threshold: {total}").format(total=money(Decimal(plain(total))))
        self.total.setText(said if items else "")
        filtered = self.tr("No cheque of the run is shown. Choose another filter, or clear the search.")
        self.empty.setText(filtered if items else waiting)
        self._middle.setCurrentWidget(self.table if self.proxy.rowCount() else self.empty)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() is QEvent.Type.PaletteChange:
            self._draw_icons()

    def _make_table(self) -> QTableView:
        table = QTableView()
        table.setModel(self.proxy)
        table.setAccessibleName(self.tr("Cheques of the run"))
        table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        table.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        table.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        table.setSortingEnabled(True)
        table.sortByColumn(Column.RECOMMENDATION.value, Qt.SortOrder.AscendingOrder)
        table.setShowGrid(False)
        table.setTabKeyNavigation(False)
        table.setWordWrap(False)
        table.verticalHeader().hide()
        header = table.horizontalHeader()
        header.setStretchLastSection(True)
        header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        # Other languages have longer words.
        wide = self.fontMetrics().horizontalAdvance
        words = max(wide(tone.word) for tone in Tone) + _BESIDE_WORD
        for column, width in zip(Column, _WIDTHS, strict=True):
            needed = words if column is Column.RECOMMENDATION else 0
            title = str(self.proxy.headerData(column.value, Qt.Orientation.Horizontal))
            table.setColumnWidth(column.value, max(width, needed, wide(title) + _BESIDE_TITLE))
        return table

    def _lay_out(self) -> None:
        above = QHBoxLayout()
        for chosen in Filter:
            chip = QPushButton(chosen.label)
            chip.setCheckable(True)
            chip.setChecked(chosen is Filter.ALL)
            chip.setToolTip(chosen.meaning)
            chip.setAccessibleDescription(chosen.meaning)
            chip.clicked.connect(lambda _, chosen=chosen: self.choose(chosen))
            self._group.addButton(chip)
            self.chips[chosen] = chip
            above.addWidget(chip)
        above.addStretch(1)
        above.addWidget(self.search, 1)
        self._middle = QStackedLayout()
        self._middle.addWidget(self.empty)
        self._middle.addWidget(self.table)
        below = QHBoxLayout()
        below.addWidget(self.total)
        below.addStretch(1)
        below.addWidget(self.accept)
        below.addWidget(self.next)
        rows = QVBoxLayout(self)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.setSpacing(6)
        rows.addLayout(above)
        rows.addLayout(self._middle, 1)
        rows.addLayout(below)

    def _search(self, text: str) -> None:
        self.proxy.search(text)
        self.show_state(self._waiting)

    def _item(self, index: Any) -> BatchItem:
        return self.model.item(self.proxy.mapToSource(index).row())

    def _chosen_place(self) -> tuple[str, int] | None:
        index = self.table.currentIndex()
        if not index.isValid():
            return None
        result = self._item(index).result
        return result.file, result.page

    def _choose_place(self, place: tuple[str, int] | None) -> None:
        for row, item in enumerate(self.proxy.visible()):
            if (item.result.file, item.result.page) == place:
                self.table.setCurrentIndex(self.proxy.index(row, 0))
                return

    def _draw_icons(self) -> None:
        colours = theme.of(self)
        self.model.show_icons(
            {
                "ACCEPT": icons.icon(icons.check, colours.accept, colours.faded, colours.base),
                "FLAG": icons.icon(icons.flag, colours.flag, colours.faded, colours.base),
                "UNSCORABLE": icons.icon(icons.question, colours.unscorable, colours.faded, colours.base),
            }
        )


def _is_acceptable(item: BatchItem) -> bool:
    above = item.result.recommendation.value == "ACCEPT" and item.margin is not None and item.margin >= 0
    return above and item.verification_id is not None and item.duplicate_of is None and not item.decision
