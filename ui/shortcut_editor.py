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
from ui.search_field import SearchField

_NAME = Qt.ItemDataRole.UserRole
_ROWS = 16


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
        what = self.tr("Search for a command or keys")
        self.search = SearchField(what, what)
        self.commands = QTreeWidget()
        self.commands.setAccessibleName(self.tr("Commands and their keys"))
        self.commands.setHeaderLabels([self.tr("Command"), self.tr("Keys"), self.tr("Where")])
        self.commands.setRootIsDecorated(False)
        self.commands.setColumnWidth(0, 390)
        self.commands.setColumnWidth(1, 150)
        self.commands.setUniformRowHeights(True)
        for command in COMMANDS:
            item = QTreeWidgetItem([command.label, "", QCoreApplication.translate("Commands", command.group)])
            item.setData(0, _NAME, command.name)
            self.commands.addTopLevelItem(item)
        self.keys = QKeySequenceEdit()
        self.keys.setMaximumSequenceLength(1)
        for field in (self.keys, *self.keys.findChildren(QLineEdit)):
            field.setAccessibleName(self.tr("New keys"))
        self.keys.setFixedWidth(220)
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
        column.addWidget(self.search)
        column.addWidget(self.commands)
        column.addLayout(line)
        # Half of the commands at a glance: a longer list would push the field for the keys off the screen.
        row, header = self.commands.sizeHintForRow(0), self.commands.header().sizeHint().height()
        self.commands.setFixedHeight(header + _ROWS * row + 2 * self.commands.frameWidth())
        self.search.textChanged.connect(self._find)
        self.give.clicked.connect(self._give)
        self.usual.clicked.connect(lambda: self._change(""))
        self.commands.currentItemChanged.connect(lambda *_: self._chosen())
        self.choose(COMMANDS[0].name)
        self._show()

    def choose(self, name: str) -> None:
        """Choose a command by its name."""
        for item in self._items:
            if item.data(0, _NAME) == name:
                self.commands.setCurrentItem(item)

    @property
    def _items(self) -> list[QTreeWidgetItem]:
        return self.commands.findItems("", Qt.MatchFlag.MatchContains)

    def _find(self, text: str) -> None:
        """Show the commands whose text, keys or place have these words."""
        words = text.casefold().split()
        found = []
        for item in self._items:
            shown = " ".join(item.text(at) for at in range(self.commands.columnCount())).casefold()
            item.setHidden(not all(word in shown for word in words))
            if not item.isHidden():
                found.append(item)
        current = self.commands.currentItem()
        # Keys are never given to a command that is not seen.
        if found and (current is None or current.isHidden()):
            self.commands.setCurrentItem(found[0])
        for field in (self.keys, self.give, self.usual):
            field.setEnabled(bool(found))
        self.problem.setText("" if found else self.tr("No command has these words."))

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
        for item in self._items:
            item.setText(1, self._keyboard.shown(item.data(0, _NAME)))
