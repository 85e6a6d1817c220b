"""What to go through and how: the folder, the bank's list with its columns, what file names tell."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QFileDialog,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QTableWidget,
    QTableWidgetItem,
    QWidget,
)

from ui.batch.clerk import BatchClerk, Order, Preview
from ui.dialogs import ask_for_folder
from ui.forms import Form
from ui.message_strip import MessageStrip
from ui.runner import Runner

_MEANINGS = ("file", "page", "account", "amount", "date", "number")
_NEEDED = ("file", "account")


class OrderForm(Form):
    """Asks for an Order; the list is looked into as soon as it is chosen, and its columns are told by their names.

    Signals
    -------
    ordered
        The Order.
    """

    ordered = Signal(Order)

    def __init__(self, parent: QWidget, clerk: BatchClerk, runner: Runner, before: Order | None) -> None:
        super().__init__(parent, self.tr("A folder of cheques"))
        self._clerk, self._runner = clerk, runner
        self._preview: Preview | None = None
        self._wanted = {} if before is None else dict(before.columns)
        self.message = MessageStrip()
        self.folder = self._path(self.tr("Folder"))
        self.manifest = self._path(self.tr("Manifest"))
        self.manifest.setPlaceholderText(self.tr("none: the magnetic line tells the account"))
        self.columns: dict[str, QComboBox] = {}
        self.sample = QTableWidget()
        self._build()
        self.folder.editingFinished.connect(self._propose)
        self.manifest.editingFinished.connect(self._look)
        self.accepted.connect(lambda: self.ordered.emit(self.order))
        if before is not None:
            self.folder.setText(str(before.folder))
            self.manifest.setText("" if before.manifest is None else str(before.manifest))
            self.pattern.setText(before.pattern)
            self.pairs.setChecked(before.pairs)
            self._look()
        self._offer()
        self.setMinimumWidth(620)

    @property
    def order(self) -> Order:
        """What is asked for at the moment."""
        manifest = self.manifest.text().strip()
        columns = {meaning: box.currentText() for meaning, box in self.columns.items() if box.currentIndex() > 0}
        return Order(
            Path(self.folder.text().strip()),
            Path(manifest) if manifest else None,
            columns if manifest else {},
            self.pattern.text().strip(),
            self.pairs.isChecked(),
        )

    def take_folder(self, folder: Path) -> None:
        """Take a folder, and the list that lies in it or beside it."""
        self.folder.setText(str(folder))
        self._propose()

    def take_manifest(self, path: Path) -> None:
        """Take a list."""
        self.manifest.setText(str(path))
        self._look()

    def _build(self) -> None:
        self.fields.addRow(self.message)
        self.fields.addRow(self.tr("Folder"), self._chosen(self.folder, self._ask_folder))
        self.fields.addRow(self.tr("Manifest"), self._chosen(self.manifest, self._ask_list))
        self._columns_label = QLabel(self.tr("Which column is which:"))
        self.fields.addRow(self._columns_label)
        names = {
            "file": self.tr("File name"),
            "page": self.tr("Page"),
            "account": self.tr("Account number"),
            "amount": self.tr("Amount"),
            "date": self.tr("Date"),
            "number": self.tr("Cheque number"),
        }
        for meaning in _MEANINGS:
            box = QComboBox()
            box.setAccessibleName(names[meaning])
            box.currentIndexChanged.connect(lambda _: self._offer())
            self.columns[meaning] = box
            self.fields.addRow(names[meaning], box)
        self.sample.setAccessibleName(self.tr("The beginning of the manifest"))
        self.sample.setEditTriggers(QTableWidget.EditTrigger.NoEditTriggers)
        self.sample.verticalHeader().hide()
        self.sample.setFixedHeight(150)
        self.fields.addRow(self.sample)
        self.pattern = QLineEdit()
        self.pattern.setAccessibleName(self.tr("File names"))
        self.pattern.setPlaceholderText("{account}_{number}_{any}")
        self.pattern.setToolTip(self.tr("How file names tell the account, where nothing else does"))
        self.fields.addRow(self.tr("File names"), self.pattern)
        self.pairs = QCheckBox(self.tr("Pages of one file may be fronts and backs in turn"))
        self.pairs.setAccessibleName(self.pairs.text())
        self.pairs.setChecked(True)
        self.fields.addRow(self.pairs)
        self.ok.setText(self.tr("Start"))
        self.ok.setAccessibleName(self.tr("Start"))
        self._show_preview(None)

    def _path(self, name: str) -> QLineEdit:
        field = QLineEdit()
        field.setAccessibleName(name)
        field.textChanged.connect(lambda _: self._offer())
        return field

    def _chosen(self, field: QLineEdit, ask: Callable[[], None]) -> QWidget:
        """Return a field with a button beside it that asks for what it holds."""
        button = QPushButton(self.tr("Choose…"))
        button.setAccessibleName(f"{field.accessibleName()}: {button.text().rstrip('…')}")
        button.setAutoDefault(False)
        button.clicked.connect(ask)
        row = QWidget()
        line = QHBoxLayout(row)
        line.setContentsMargins(0, 0, 0, 0)
        line.addWidget(field, 1)
        line.addWidget(button)
        return row

    def _ask_folder(self) -> None:
        ask_for_folder(self, self.tr("Choose a folder of cheques"), self.take_folder)

    def _ask_list(self) -> None:
        dialog = QFileDialog(
            self, self.tr("Choose the manifest"), self.folder.text(), self.tr("Tables (*.csv *.txt)")
        )
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.fileSelected.connect(lambda file: self.take_manifest(Path(file)))
        dialog.open()

    def _propose(self) -> None:
        """Take the list that lies with the folder, where none was chosen."""
        folder = self.folder.text().strip()
        if not folder or self.manifest.text():
            return
        self._runner.submit(
            "manifest",
            self.tr("Looking for a manifest"),
            lambda _report, _cancel: self._clerk.proposed(Path(folder)),
            lambda found: self.take_manifest(found) if found is not None else None,
            self.message.show_error,
        )

    def _look(self) -> None:
        """Look into the list."""
        self._preview = None
        path = self.manifest.text().strip()
        if not path:
            self._show_preview(None)
            return

        def failed(error: Exception) -> None:
            self._show_preview(None)
            self.message.show_error(error)

        self._runner.submit(
            "manifest",
            self.tr("Looking into the manifest"),
            lambda _report, _cancel: self._clerk.preview(Path(path)),
            self._show_preview,
            failed,
        )

    def _show_preview(self, preview: Preview | None) -> None:
        self._preview = preview
        self.message.settle()
        for widget in (self._columns_label, self.sample):
            widget.setVisible(preview is not None)
        for meaning, box in self.columns.items():
            self.fields.setRowVisible(box, preview is not None)
            box.clear()
            if preview is not None:
                box.addItem(self.tr("(none)"))
                box.addItems(preview.header)
                known = self._wanted.get(meaning) or preview.columns.get(meaning, "")
                box.setCurrentIndex(box.findText(known) if known in preview.header else 0)
        self.sample.clear()
        if preview is not None:
            self.sample.setColumnCount(len(preview.header))
            self.sample.setRowCount(len(preview.rows))
            self.sample.setHorizontalHeaderLabels(preview.header)
            for row, cells in enumerate(preview.rows):
                for column, cell in enumerate(cells[: len(preview.header)]):
                    self.sample.setItem(row, column, QTableWidgetItem(cell))
            self.sample.resizeColumnsToContents()
        self._offer()

    def _offer(self) -> None:
        """Let it be started once a folder is named, and a list says file and account."""
        if not hasattr(self, "pairs"):
            return
        listed = not self.manifest.text().strip() or (
            self._preview is not None and all(self.columns[meaning].currentIndex() > 0 for meaning in _NEEDED)
        )
        self.ok.setEnabled(bool(self.folder.text().strip()) and listed)
