"""The references of an account as pictures, with what is to be known of each."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from PySide6.QtCore import QCoreApplication, QSize, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QDragEnterEvent,
    QDragMoveEvent,
    QDropEvent,
    QIcon,
    QPainter,
    QPaintEvent,
    QPixmap,
)
from PySide6.QtWidgets import QListView, QListWidget, QListWidgetItem, QWidget

from ui import theme
from ui.accounts.clerk import GalleryItem
from ui.evidence import removed_line
from ui.image_view import local_files
from ui.plain_text import plain_tip
from ui.shown import THUMBNAIL
from ui.wording import quality_text

_ROLE = Qt.ItemDataRole.UserRole


class Gallery(QListWidget):
    """Files can be dropped here.

    Signals
    -------
    files_dropped
        Files or folders (list of Path) with signatures.
    """

    files_dropped = Signal(list)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(self.tr("References of the account"))
        self.setViewMode(QListView.ViewMode.IconMode)
        self.setMovement(QListView.Movement.Static)
        self.setResizeMode(QListView.ResizeMode.Adjust)
        self.setIconSize(THUMBNAIL / 1.3)
        self.setSpacing(6)
        self.setWordWrap(True)
        self.setVerticalScrollMode(QListView.ScrollMode.ScrollPerPixel)
        # Items stay where they are, for which Qt refuses drops altogether.
        self.viewport().setAcceptDrops(True)

    @property
    def current(self) -> GalleryItem | None:
        """The reference that is chosen."""
        item = self.currentItem()
        chosen: GalleryItem | None = None if item is None else item.data(_ROLE)
        return chosen

    def show_items(self, items: Sequence[GalleryItem], several_people: bool) -> None:
        """Show references, the one that was chosen chosen again."""
        before = None if self.current is None else self.current.stored.id
        self.clear()
        for number, one in enumerate(items, start=1):
            item = QListWidgetItem(_icon(one), caption(one, number, several_people))
            lines = item.text().count("\n") + 1
            size = self.iconSize()
            item.setSizeHint(QSize(size.width() + 20, size.height() + lines * self.fontMetrics().height() + 22))
            item.setData(_ROLE, one)
            item.setData(Qt.ItemDataRole.AccessibleTextRole, item.text().replace("\n", ", "))
            item.setToolTip(plain_tip(_told(one)))
            self.addItem(item)
            if one.stored.id == before:
                self.setCurrentItem(item)
        if self.currentItem() is None and self.count():
            self.setCurrentRow(0)
        # Without it the scroll bar of an earlier, smaller place stays.
        self.scheduleDelayedItemsLayout()

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if self.count() == 0:
            painter = QPainter(self.viewport())
            painter.setPen(QColor(theme.of(self).muted))
            area = self.viewport().rect().adjusted(24, 8, -24, -8)
            hint = self.tr("No references yet. Drop signatures here, or add them with the buttons above.")
            painter.drawText(area, int(Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap), hint)
            painter.end()

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        self.dragMoveEvent(event)

    def dragMoveEvent(self, event: QDragMoveEvent) -> None:
        if local_files(event.mimeData()):
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        self.files_dropped.emit(local_files(event.mimeData()))
        event.acceptProposedAction()


def caption(item: GalleryItem, number: int, several_people: bool) -> str:
    """Return what stands under a reference: its number and date, whose it is, and what is special about it."""
    translate = QCoreApplication.translate
    stored = item.stored
    lines = [f"R{number}  {stored.added_at:%Y-%m-%d}"]
    if several_people:
        lines.append(item.signatory)
    lines.append(", ".join(state(item, date.today())) or translate("Gallery", "in use"))
    lines += removed_line(stored)
    return "\n".join(lines)


def state(item: GalleryItem, today: date) -> list[str]:
    """Return what a clerk should know of a reference, the weightiest first; nothing for a good one."""
    translate = QCoreApplication.translate
    stored = item.stored
    said = []
    if stored.retired_at is not None:
        return [translate("Gallery", "retired")]
    if stored.approval.value == "REFUSED":
        return [translate("Gallery", "refused")]
    if not stored.approval.in_force:
        said.append(translate("Gallery", "waits for approval"))
    if stored.valid_until is not None and stored.valid_until < today:
        said.append(translate("Gallery", "expired"))
    if stored.valid_from is not None and stored.valid_from > today:
        said.append(translate("Gallery", "not valid yet"))
    if item.stranger:
        said.append(translate("Gallery", "matches no other"))
    if stored.grade is not None and stored.grade.value == "SIMPLE":
        said.append(translate("Gallery", "simple, easy to forge"))
    if stored.quality:
        said.append(translate("Gallery", "poor scan"))
    return said


def _told(item: GalleryItem) -> str:
    translate = QCoreApplication.translate
    stored = item.stored
    lines = [stored.file_name, item.signatory, quality_text(stored.quality)]
    if stored.valid_from or stored.valid_until:
        lines.append(
            translate("Gallery", "valid {start} to {end}").format(
                start=stored.valid_from or "…", end=stored.valid_until or "…"
            )
        )
    if stored.retired_reason:
        lines.append(translate("Gallery", "retired: {reason}").format(reason=stored.retired_reason))
    return "\n".join(filter(None, lines))


def _icon(item: GalleryItem) -> QIcon:
    pixmap = QPixmap.fromImage(item.thumbnail)
    icon = QIcon()
    retired = item.stored.retired_at is not None
    if retired:
        faded = QPixmap(pixmap.size())
        faded.fill(Qt.GlobalColor.white)
        painter = QPainter(faded)
        painter.setOpacity(0.35)
        painter.drawPixmap(0, 0, pixmap)
        painter.end()
        pixmap = faded
    # Left to itself, Qt tints the one that is selected.
    for mode in (QIcon.Mode.Normal, QIcon.Mode.Selected):
        icon.addPixmap(pixmap, mode)
    return icon
