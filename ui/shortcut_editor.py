"""Which keys do what, and giving a command others."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, Qt, Signal
from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import (
    QHBoxLayout,
    QKeySequenceEdit,
    QLabel,
    QLineEdit,
    QPushButton,
    QTreeWidget,
    QTreeWidgetItem,
    QVBoxLayout,
    QWidget,
)

from ui.commands import COMMANDS, Keyboard

_NAME = Qt.ItemDataRole.UserRole


class ShortcutEditor(QWidget):
    """All commands with their keys; those of the chosen one can be changed.

    Signals
    -------
    changed
        Keys that are not the usual ones, by command (dict of str).
    """

    changed = Signal(dict)

    def __init__(self, keyboard: Keyboard, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._keyboard = keyboard
        self.commands = QTreeWidget()
        self.commands.setAccessibleName(self.tr("Commands and their keys"))
        self.commands.setHeaderLabels([self.tr("Command"), self.tr("Keys"), self.tr("Where")])
        self.commands.setRootIsDecorated(False)
        self.commands.setColumnWidth(0, 330)
        self.commands.setColumnWidth(1, 150)
        self.commands.setFixedHeight(220)
        for command in COMMANDS:
            item = QTreeWidgetItem([command.label, "", QCoreApplication.translate("Commands", command.group)])
            item.setData(0, _NAME, command.name)
            self.commands.addTopLevelItem(item)
        self.keys = QKeySequenceEdit()
        self.keys.setMaximumSequenceLength(1)
        for field in (self.keys, *self.keys.findChildren(QLineEdit)):
            field.setAccessibleName(self.tr("New keys"))
        self.keys.setFixedWidth(160)
        self.give = QPushButton(self.tr("Use these keys"))
        self.give.setAccessibleName(self.tr("Use these keys"))
        self.usual = QPushButton(self.tr("Usual keys"))
        self.usual.setAccessibleName(self.tr("Give the command its usual keys"))
        self.problem = QLabel()
        line = QHBoxLayout()
        line.addWidget(QLabel(self.tr("New keys")))
        line.addWidget(self.keys)
        line.addWidget(self.give)
        line.addWidget(self.usual)
        line.addWidget(self.problem, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.commands)
        column.addLayout(line)
        self.give.clicked.connect(self._give)
        self.usual.clicked.connect(lambda: self._change(""))
        self.commands.currentItemChanged.connect(lambda *_: self._chosen())
        self.choose(COMMANDS[0].name)
        self._show()

    def choose(self, name: str) -> None:
        """Choose a command by its name."""
        for row in range(self.commands.topLevelItemCount()):
            item = self.commands.topLevelItem(row)
            if item is not None and item.data(0, _NAME) == name:
                self.commands.setCurrentItem(item)

    @property
    def _name(self) -> str:
        item = self.commands.currentItem()
        assert item is not None, "one is always chosen"
        return str(item.data(0, _NAME))

    def _chosen(self) -> None:
        self.keys.clear()
        self.problem.clear()

    def _give(self) -> None:
        keys = self.keys.keySequence().toString(QKeySequence.SequenceFormat.PortableText)
        if not keys:
            self.problem.setText(self.tr("Click into the field and press the keys."))
            return
        clash = self._keyboard.clash(self._name, keys)
        if clash is not None:
            self.problem.setText(self.tr("These keys already do something: {what}.").format(what=clash.label))
            return
        self._change(keys)

    def _change(self, keys: str) -> None:
        self._keyboard.change(self._name, keys)
        self._chosen()
        self._show()
        self.changed.emit(dict(self._keyboard.changed))

    def _show(self) -> None:
        for row in range(self.commands.topLevelItemCount()):
            item = self.commands.topLevelItem(row)
            if item is not None:
                item.setText(1, self._keyboard.shown(item.data(0, _NAME)))
