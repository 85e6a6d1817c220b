"""The references side by side, the most alike first."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QColor, QIcon, QKeyEvent, QPainter, QPaintEvent, QPixmap
from PySide6.QtWidgets import QListView, QListWidget, QListWidgetItem, QWidget

from sigverify.visible import visible
from ui import theme
from ui.commands import Keyboard
from ui.plain_text import plain_tip
from ui.shown import THUMBNAIL, ShownReference

_ROLE = Qt.ItemDataRole.UserRole


class ReferenceStrip(QListWidget):
    """Thumbnails named R1, R2, ... in the order of the account, sorted by similarity once there is one.

    Signals
    -------
    chosen
        The reference (ShownReference) to be shown, or None when there are none.
    removed
        The reference that the user does not want to compare with.
    """

    chosen = Signal(object)
    removed = Signal(ShownReference)

    def __init__(self, keyboard: Keyboard, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._keyboard = keyboard
        self.setViewMode(QListView.ViewMode.IconMode)
        self.setMovement(QListView.Movement.Static)
        self.setResizeMode(QListView.ResizeMode.Adjust)
        self.setIconSize(THUMBNAIL / 1.5)
        self.setSpacing(4)
        self.setMinimumHeight(90)
        self.currentItemChanged.connect(self._tell)
        self.show_references(())

    def sizeHint(self) -> QSize:
        return QSize(420, 200)

    @property
    def current(self) -> ShownReference | None:
        """The reference that is shown."""
        item = self.currentItem()
        reference: ShownReference | None = None if item is None else item.data(_ROLE)
        return reference

    @property
    def captions(self) -> list[str]:
        """What stands under the thumbnails, in their order."""
        return [self.item(row).text() for row in range(self.count())]

    def show_references(
        self,
        references: Sequence[ShownReference],
        similarities: Sequence[float] = (),
        distances: Sequence[float] = (),
        *,
        original: ShownReference | None = None,
        keep: bool = True,
        veiled: bool = False,
    ) -> None:
        """Show references, each with its similarity (or else distance) where there is one.

        Parameters
        ----------
        original
            What the questioned signature is probably a copy of: one of them, or one that is shown before them.
        keep
            Leave the one that is shown; otherwise show the original, or else the best.
        veiled
            Give nothing away of what the program thinks, not by their order either.
        """
        if veiled:
            similarities, distances, original = (), (), None
        self.setAccessibleName(self.tr("References, the most alike first") if distances else self.tr("References"))
        kept = self.current if keep else None
        order = sorted(range(len(references)), key=lambda at: distances[at] if distances else at)
        self.blockSignals(True)
        self.clear()
        if original is not None and original not in references:
            self._add(original, self.tr("earlier cheque"), chosen=kept is None)
        for place, at in enumerate(order):
            reference = references[at]
            value = f" {similarities[at]:.2f}" if similarities else ""
            if distances and not similarities:
                value = " " + self.tr("distance {distance:.2f}").format(distance=distances[at])
            best = " " + self.tr("best") if distances and place == 0 and len(order) > 1 else ""
            whose = f" {reference.signatory}" if reference.signatory else ""
            copied = " " + self.tr("copied?") if reference is original else ""
            chosen = reference is (original if kept is None else kept)
            self._add(reference, f"R{at + 1}{value}{best}{whose}{copied}", chosen=chosen)
        if self.currentItem() is None and self.count():
            self.setCurrentRow(0)
        self.blockSignals(False)
        self._tell()

    def _add(self, reference: ShownReference, caption: str, *, chosen: bool) -> None:
        item = QListWidgetItem(_icon(reference), caption)
        item.setSizeHint(self._item_size)
        item.setToolTip(plain_tip(f"{reference.name}, {reference.origin}"))
        item.setData(_ROLE, reference)
        item.setData(Qt.ItemDataRole.AccessibleTextRole, f"{caption}, {visible(reference.name)}")
        self.addItem(item)
        if chosen:
            self.setCurrentItem(item)

    def choose_next(self, step: int = 1) -> None:
        """Show the next reference, or the one before; round and round."""
        if self.count():
            self.setCurrentRow((self.currentRow() + step) % self.count())

    @property
    def _item_size(self) -> QSize:
        icon = self.iconSize()
        return QSize(icon.width() + 16, icon.height() + self.fontMetrics().height() + 18)

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if self.count() == 0:
            painter = QPainter(self.viewport())
            painter.setPen(QColor(theme.of(self).muted))
            hint = self.tr("All references appear here, the most alike first.")
            area = self.viewport().rect().adjusted(16, 8, -16, -8)
            painter.drawText(area, int(Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap), hint)
            painter.end()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if self._keyboard.heard(event) == "leave_out" and self.current is not None:
            self.removed.emit(self.current)
        else:
            super().keyPressEvent(event)

    def _tell(self) -> None:
        self.chosen.emit(self.current)


def _icon(reference: ShownReference) -> QIcon:
    icon = QIcon()
    pixmap = QPixmap.fromImage(reference.thumbnail)
    # Left to itself, Qt tints the one that is selected.
    for mode in (QIcon.Mode.Normal, QIcon.Mode.Selected):
        icon.addPixmap(pixmap, mode)
    return icon
