"""Shows what was gathered from the records: facts in lines, signatures below."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QIcon, QPixmap
from PySide6.QtWidgets import (
    QDialogButtonBox,
    QHeaderView,
    QLabel,
    QListView,
    QListWidget,
    QListWidgetItem,
    QTreeWidget,
    QTreeWidgetItem,
    QVBoxLayout,
    QWidget,
)

from ui.evidence import Gathered
from ui.plain_text import PlainDialog, plain_tip
from ui.shown import THUMBNAIL


class EvidenceView(QWidget):
    """A title, facts by their names, and the signatures that they are about."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.title = QLabel()
        self.title.setProperty("section", True)
        self.facts = QTreeWidget()
        self.facts.setAccessibleName(self.tr("What is on record"))
        self.facts.setRootIsDecorated(False)
        self.facts.setWordWrap(True)
        self.facts.setHeaderHidden(True)
        self.facts.setColumnCount(2)
        self.facts.header().setSectionResizeMode(0, QHeaderView.ResizeMode.ResizeToContents)
        self.pictures = QListWidget()
        self.pictures.setAccessibleName(self.tr("References that are on record"))
        self.pictures.setViewMode(QListView.ViewMode.IconMode)
        self.pictures.setMovement(QListView.Movement.Static)
        self.pictures.setResizeMode(QListView.ResizeMode.Adjust)
        self.pictures.setIconSize(THUMBNAIL)
        self.pictures.setSpacing(6)
        self.pictures.hide()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.title)
        column.addWidget(self.facts, 3)
        column.addWidget(self.pictures, 2)

    def show_gathered(self, gathered: Gathered | None) -> None:
        """Show something; None shows nothing."""
        self.facts.clear()
        self.pictures.clear()
        self.title.setText("" if gathered is None else gathered.title)
        if gathered is None:
            return
        for name, value in gathered.facts:
            item = QTreeWidgetItem([name, value])
            item.setToolTip(1, plain_tip(value))
            item.setData(0, Qt.ItemDataRole.AccessibleTextRole, f"{name}: {value}")
            self.facts.addTopLevelItem(item)
        for one in gathered.pictures:
            shown = QListWidgetItem(QIcon(QPixmap.fromImage(one.image)), one.caption)
            lines = one.caption.count("\n") + 1
            size = self.pictures.iconSize()
            room = size.height() + lines * self.fontMetrics().height() + 22
            shown.setSizeHint(QSize(size.width() + 20, room))
            shown.setData(Qt.ItemDataRole.AccessibleTextRole, one.caption.replace("\n", ", "))
            self.pictures.addItem(shown)
        self.pictures.setVisible(bool(gathered.pictures))

    @property
    def text(self) -> str:
        """All facts, a line each."""
        rows = (self.facts.topLevelItem(at) for at in range(self.facts.topLevelItemCount()))
        return "\n".join(f"{row.text(0)}: {row.text(1)}" for row in rows if row is not None)


class EvidenceDialog(PlainDialog):
    """Explains a cheque from its record; it does not hold up the desk.

    Signals
    -------
    outcome_asked
        How a signature of the cheque turned out is to be recorded.
    """

    outcome_asked = Signal()

    def __init__(self, parent: QWidget, gathered: Gathered) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(gathered.title)
        self.view = EvidenceView()
        self.view.show_gathered(gathered)
        box = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        if gathered.signatures:
            outcome = box.addButton(self.tr("How it turned out…"), QDialogButtonBox.ButtonRole.ActionRole)
            outcome.clicked.connect(self.outcome_asked)
        for button in box.buttons():
            button.setAccessibleName(button.text().replace("&", ""))
        box.rejected.connect(self.reject)
        column = QVBoxLayout(self)
        column.addWidget(self.view, 1)
        column.addWidget(box)
        self.resize(760, 620)
