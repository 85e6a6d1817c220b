"""Every command of the desk with its keys, in one place: bound, shown in tips and in lists, remapped."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from PySide6.QtCore import QCoreApplication, QKeyCombination, Qt
from PySide6.QtGui import QKeyEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import QAbstractButton, QWidget

from ui.language import QT_TRANSLATE_NOOP


@dataclass(frozen=True, slots=True)
class Command:
    """Something that a key does.

    Attributes
    ----------
    name
        As the settings have it.
    keys
        The usual ones, any of which does it.
    group, text
        Where it works and what it does, in English; `label` translates.
    """

    name: str
    keys: tuple[str, ...]
    group: str
    text: str

    @property
    def label(self) -> str:
        return QCoreApplication.translate("Commands", self.text)


DESK = QT_TRANSLATE_NOOP("Commands", "Everywhere")
VERIFY = QT_TRANSLATE_NOOP("Commands", "Verify")
COMPARE = QT_TRANSLATE_NOOP("Commands", "Verify, outside text fields")
PICTURES = QT_TRANSLATE_NOOP("Commands", "On a signature or the cheque")
BATCH = QT_TRANSLATE_NOOP("Commands", "Batch")
ACCOUNTS = QT_TRANSLATE_NOOP("Commands", "Accounts")
CALIBRATION = QT_TRANSLATE_NOOP("Commands", "Calibration")

# Where keys are heard together with those of another group.
_TOGETHER = frozenset({VERIFY, COMPARE, PICTURES})

COMMANDS = (
    Command("view_verify", ("Ctrl+1",), DESK, QT_TRANSLATE_NOOP("Commands", "Go to Verify")),
    Command("view_batch", ("Ctrl+2",), DESK, QT_TRANSLATE_NOOP("Commands", "Go to Batch")),
    Command("view_accounts", ("Ctrl+3",), DESK, QT_TRANSLATE_NOOP("Commands", "Go to Accounts")),
    Command("view_calibration", ("Ctrl+4",), DESK, QT_TRANSLATE_NOOP("Commands", "Go to Calibration")),
    Command("view_settings", ("Ctrl+5",), DESK, QT_TRANSLATE_NOOP("Commands", "Go to Settings")),
    Command("cancel_job", ("Esc",), DESK, QT_TRANSLATE_NOOP("Commands", "Stop what is running")),
    Command("help", ("F1",), DESK, QT_TRANSLATE_NOOP("Commands", "Help")),
    Command("shortcuts", ("Ctrl+/", "?"), DESK, QT_TRANSLATE_NOOP("Commands", "List of shortcuts")),
    Command("quit", ("Ctrl+Q",), DESK, QT_TRANSLATE_NOOP("Commands", "Close the desk")),
    Command("open_cheque", ("Ctrl+O",), VERIFY, QT_TRANSLATE_NOOP("Commands", "Open cheques")),
    Command("open_folder", ("Ctrl+Shift+O",), VERIFY, QT_TRANSLATE_NOOP("Commands", "Open a folder of cheques")),
    Command("open_references", ("Ctrl+R",), VERIFY, QT_TRANSLATE_NOOP("Commands", "Open references")),
    Command("paste", ("Ctrl+V",), VERIFY, QT_TRANSLATE_NOOP("Commands", "Paste a cheque")),
    Command("find_account", ("Ctrl+F",), VERIFY, QT_TRANSLATE_NOOP("Commands", "Type an account number")),
    Command("undo", ("Ctrl+Z",), VERIFY, QT_TRANSLATE_NOOP("Commands", "Undo the last decision")),
    Command("redo", ("Ctrl+Shift+Z",), VERIFY, QT_TRANSLATE_NOOP("Commands", "Decide again as before the undo")),
    Command("accept", ("A",), COMPARE, QT_TRANSLATE_NOOP("Commands", "Accept the cheque")),
    Command(
        "flag", ("F",), COMPARE, QT_TRANSLATE_NOOP("Commands", "Flag the cheque, then a digit for the reason")
    ),
    Command("put_aside", ("P",), COMPARE, QT_TRANSLATE_NOOP("Commands", "Put the cheque aside")),
    Command("note", ("M",), COMPARE, QT_TRANSLATE_NOOP("Commands", "Write a note")),
    Command("reveal", ("S",), COMPARE, QT_TRANSLATE_NOOP("Commands", "Show the similarity (blind first)")),
    Command("next", ("N", "J"), COMPARE, QT_TRANSLATE_NOOP("Commands", "Next cheque to review")),
    Command("previous", ("Shift+N", "K"), COMPARE, QT_TRANSLATE_NOOP("Commands", "Previous cheque to review")),
    Command("mode_1", ("1",), COMPARE, QT_TRANSLATE_NOOP("Commands", "Compare side by side")),
    Command("mode_2", ("2",), COMPARE, QT_TRANSLATE_NOOP("Commands", "Compare by swipe")),
    Command("mode_3", ("3",), COMPARE, QT_TRANSLATE_NOOP("Commands", "Compare by overlay")),
    Command("mode_4", ("4",), COMPARE, QT_TRANSLATE_NOOP("Commands", "Compare by blinking")),
    Command("mode_5", ("5",), COMPARE, QT_TRANSLATE_NOOP("Commands", "Compare by difference")),
    Command("link", ("L",), COMPARE, QT_TRANSLATE_NOOP("Commands", "Link the panes")),
    Command("heat", ("H",), COMPARE, QT_TRANSLATE_NOOP("Commands", "Show local differences")),
    Command("network", ("E",), COMPARE, QT_TRANSLATE_NOOP("Commands", "Show what the network sees")),
    Command("next_reference", ("R",), COMPARE, QT_TRANSLATE_NOOP("Commands", "Next reference")),
    Command("previous_reference", ("Shift+R",), COMPARE, QT_TRANSLATE_NOOP("Commands", "Previous reference")),
    Command("next_box", ("B",), COMPARE, QT_TRANSLATE_NOOP("Commands", "Next box that was found")),
    Command("previous_box", ("Shift+B",), COMPARE, QT_TRANSLATE_NOOP("Commands", "Previous box that was found")),
    Command("new_box", ("Ins",), COMPARE, QT_TRANSLATE_NOOP("Commands", "Box in the middle of the cheque")),
    Command("next_signature", ("T",), COMPARE, QT_TRANSLATE_NOOP("Commands", "Next signature on the cheque")),
    Command("whole_cheque", ("C",), COMPARE, QT_TRANSLATE_NOOP("Commands", "Whole cheque, large")),
    Command(
        "move_left",
        ("Left",),
        PICTURES,
        QT_TRANSLATE_NOOP("Commands", "Move the questioned signature, or the box, left"),
    ),
    Command(
        "move_right",
        ("Right",),
        PICTURES,
        QT_TRANSLATE_NOOP("Commands", "Move the questioned signature, or the box, right"),
    ),
    Command(
        "move_up",
        ("Up",),
        PICTURES,
        QT_TRANSLATE_NOOP("Commands", "Move the questioned signature, or the box, up"),
    ),
    Command(
        "move_down",
        ("Down",),
        PICTURES,
        QT_TRANSLATE_NOOP("Commands", "Move the questioned signature, or the box, down"),
    ),
    Command(
        "far_left",
        ("Shift+Left",),
        PICTURES,
        QT_TRANSLATE_NOOP("Commands", "Move the signature far left; make the box narrower"),
    ),
    Command(
        "far_right",
        ("Shift+Right",),
        PICTURES,
        QT_TRANSLATE_NOOP("Commands", "Move the signature far right; make the box wider"),
    ),
    Command(
        "far_up",
        ("Shift+Up",),
        PICTURES,
        QT_TRANSLATE_NOOP("Commands", "Move the signature far up; make the box lower"),
    ),
    Command(
        "far_down",
        ("Shift+Down",),
        PICTURES,
        QT_TRANSLATE_NOOP("Commands", "Move the signature far down; make the box higher"),
    ),
    Command(
        "lay_back",
        ("Backspace",),
        PICTURES,
        QT_TRANSLATE_NOOP("Commands", "Lay the signature back; on the cheque: locate again"),
    ),
    Command(
        "leave_out",
        ("Del",),
        PICTURES,
        QT_TRANSLATE_NOOP("Commands", "Leave out one of several signatures, or a reference"),
    ),
    Command("hold_blink", ("Space",), PICTURES, QT_TRANSLATE_NOOP("Commands", "Blink while it is held")),
    Command("divider_left", ("[",), PICTURES, QT_TRANSLATE_NOOP("Commands", "Move the divider of the swipe left")),
    Command(
        "divider_right", ("]",), PICTURES, QT_TRANSLATE_NOOP("Commands", "Move the divider of the swipe right")
    ),
    Command("zoom_in", ("+", "="), PICTURES, QT_TRANSLATE_NOOP("Commands", "Zoom in")),
    Command("zoom_out", ("-",), PICTURES, QT_TRANSLATE_NOOP("Commands", "Zoom out")),
    Command("fit", ("0",), PICTURES, QT_TRANSLATE_NOOP("Commands", "Show all of it")),
    Command(
        "hold_one_to_one",
        ("Z",),
        PICTURES,
        QT_TRANSLATE_NOOP("Commands", "One pixel of the scan to one of the screen while it is held"),
    ),
    Command("batch_folder", ("Ctrl+Shift+O",), BATCH, QT_TRANSLATE_NOOP("Commands", "Choose a folder of cheques")),
    Command("batch_start", ("F5",), BATCH, QT_TRANSLATE_NOOP("Commands", "Start, or go on where it stopped")),
    Command("batch_pause", ("Shift+F5",), BATCH, QT_TRANSLATE_NOOP("Commands", "Pause, or go on")),
    Command("batch_search", ("Ctrl+F",), BATCH, QT_TRANSLATE_NOOP("Commands", "Search the list")),
    Command("batch_accept", ("Ctrl+Shift+A",), BATCH, QT_TRANSLATE_NOOP("Commands", "Accept above the threshold")),
    Command("batch_undo", ("Ctrl+Z",), BATCH, QT_TRANSLATE_NOOP("Commands", "Take accepting in bulk back")),
    Command("batch_export", ("Ctrl+E",), BATCH, QT_TRANSLATE_NOOP("Commands", "Export the report")),
    Command("batch_next", ("N",), BATCH, QT_TRANSLATE_NOOP("Commands", "Next to review, in Verify")),
    Command("search", ("Ctrl+F",), ACCOUNTS, QT_TRANSLATE_NOOP("Commands", "Search for an account")),
    Command("new_account", ("Ctrl+N",), ACCOUNTS, QT_TRANSLATE_NOOP("Commands", "New account")),
    Command("add_files", ("Ctrl+O",), ACCOUNTS, QT_TRANSLATE_NOOP("Commands", "Add references from files")),
    Command(
        "paste_reference",
        ("Ctrl+V",),
        ACCOUNTS,
        QT_TRANSLATE_NOOP("Commands", "Add a reference from the clipboard"),
    ),
    Command(
        "cut_card", ("Ctrl+K",), ACCOUNTS, QT_TRANSLATE_NOOP("Commands", "Cut references from a signature card")
    ),
    Command("mandate", ("Ctrl+M",), ACCOUNTS, QT_TRANSLATE_NOOP("Commands", "Edit the mandate")),
    Command("take_folder", ("Ctrl+O",), CALIBRATION, QT_TRANSLATE_NOOP("Commands", "Take a folder of signatures")),
    Command("take_pairs", ("Ctrl+Shift+O",), CALIBRATION, QT_TRANSLATE_NOOP("Commands", "Take a file of pairs")),
    Command("use_threshold", ("Ctrl+Return",), CALIBRATION, QT_TRANSLATE_NOOP("Commands", "Use the threshold")),
    Command("calibration_report", ("Ctrl+E",), CALIBRATION, QT_TRANSLATE_NOOP("Commands", "Write the report")),
)

_BY_NAME = {command.name: command for command in COMMANDS}
_SIDES = ("move_left", "move_right", "move_up", "move_down")
# Qt abbreviates them, which within a sentence is hard to read.
_WRITTEN_OUT = {"Ins": QT_TRANSLATE_NOOP("Commands", "Insert"), "Del": QT_TRANSLATE_NOOP("Commands", "Delete")}
_OF_PICTURES = tuple(command for command in COMMANDS if command.group == PICTURES)


@dataclass(slots=True)
class _Bound:
    shortcut: QShortcut
    button: QAbstractButton | None
    tip: str
    label: str


@dataclass(slots=True)
class Keyboard:
    """The keys as they are at the moment; `changed` are those that are not the usual ones, by command."""

    changed: dict[str, str] = field(default_factory=dict)
    _bound: dict[str, list[_Bound]] = field(default_factory=dict)
    _texts: list[tuple[str, Callable[[str], None]]] = field(default_factory=list)

    @classmethod
    def of(cls, shortcuts: Mapping[str, str]) -> Keyboard:
        """Take the keys of the settings; what is no command any more is left out."""
        return cls({name: keys for name, keys in shortcuts.items() if name in _BY_NAME})

    def keys(self, name: str) -> tuple[str, ...]:
        """Return the keys of a command."""
        return (self.changed[name],) if name in self.changed else _BY_NAME[name].keys

    def shown(self, name: str) -> str:
        """Return the keys of a command as the platform writes them."""
        native = QKeySequence.SequenceFormat.NativeText
        return ", ".join(QKeySequence(keys).toString(native) for keys in self.keys(name))

    def told(self, text: str) -> str:
        """Return a text with keys put into it: the first one of `command` where it has `{command}`.

        `{arrows}` stands for the keys that move to the four sides.
        """
        return text.format_map(_Shown(self))

    def tell(self, text: str, show: Callable[[str], None]) -> None:
        """Show a text that names keys, now and whenever keys are changed."""
        self._texts.append((text, show))
        show(self.told(text))

    def bind(
        self,
        name: str,
        parent: QWidget,
        action: Callable[[], object],
        *,
        within: bool = False,
        repeats: bool = True,
        button: QAbstractButton | None = None,
        label: str = "",
    ) -> None:
        """Let the keys of a command do something.

        Parameters
        ----------
        parent
            Whose window has to be active, or with `within`, which widget or what is in it has to have the focus.
        repeats
            Whether it is done again and again while the keys are held.
        button
            What does the same by mouse; its tip names the keys, also those that `told` would put into it.
        label
            The button's text, where it is to name the keys too; `{keys}` stands for them.
        """
        context = Qt.ShortcutContext.WidgetWithChildrenShortcut if within else Qt.ShortcutContext.WindowShortcut
        shortcut = QShortcut(parent)
        shortcut.setContext(context)
        shortcut.setAutoRepeat(repeats)
        # A lambda, because a shortcut's signal would pass for a method's optional argument.
        shortcut.activated.connect(lambda: action())
        bound = _Bound(shortcut, button, "" if button is None else button.toolTip(), label)
        self._bound.setdefault(name, []).append(bound)
        self._apply(name, bound)

    def heard(self, event: QKeyEvent) -> str | None:
        """Return the command whose key was pressed, of those that a picture does while it has the focus."""
        for chord in _chords(event):
            for command in _OF_PICTURES:
                if any(QKeySequence(keys) == chord for keys in self.keys(command.name)):
                    return command.name
        return None

    def lets_go(self, event: QKeyEvent, name: str) -> bool:
        """Tell whether the key of a command was let go, whichever modifiers were let go before it."""
        released = not event.isAutoRepeat()
        return released and any(_first(keys).key() == event.key() for keys in self.keys(name))

    def clash(self, name: str, keys: str) -> Command | None:
        """Return another command that already has these keys in a place where both would be heard."""
        group = _BY_NAME[name].group
        wanted = QKeySequence(keys)
        for other in COMMANDS:
            together = DESK in (group, other.group) or {group, other.group} <= _TOGETHER
            if other.name == name or not (together or group == other.group):
                continue
            if any(QKeySequence(has) == wanted for has in self.keys(other.name)):
                return other
        return None

    def change(self, name: str, keys: str) -> None:
        """Give a command other keys, at once; "" gives it the usual ones again."""
        if keys:
            self.changed[name] = keys
        else:
            self.changed.pop(name, None)
        for of, several in self._bound.items():
            for bound in several:
                self._apply(of, bound)
        for text, show in self._texts:
            show(self.told(text))

    def _apply(self, name: str, bound: _Bound) -> None:
        bound.shortcut.setKeys([QKeySequence(keys) for keys in self.keys(name)])
        if bound.button is not None and bound.label:
            bound.button.setText(bound.label.format(keys=_Shown(self)[name]))
        if bound.button is not None:
            shown = self.shown(name)
            bound.button.setToolTip(f"{self.told(bound.tip)} ({shown})" if bound.tip else shown)


@dataclass(frozen=True, slots=True)
class _Shown:
    """The first key of each command, as a text names it; "arrows" are those that move to the four sides."""

    keyboard: Keyboard

    def __getitem__(self, name: str) -> str:
        if name != "arrows":
            return self._named(self.keyboard.keys(name)[0])
        keys = [self.keyboard.keys(side)[0] for side in _SIDES]
        if keys == [_BY_NAME[side].keys[0] for side in _SIDES]:
            return QCoreApplication.translate("Commands", "the arrow keys")
        return ", ".join(map(self._named, keys))

    @staticmethod
    def _named(keys: str) -> str:
        if keys in _WRITTEN_OUT:
            return QCoreApplication.translate("Commands", _WRITTEN_OUT[keys])
        return QKeySequence(keys).toString(QKeySequence.SequenceFormat.NativeText)


def _first(keys: str) -> QKeyCombination:
    combination: QKeyCombination = QKeySequence(keys)[0]  # type: ignore[index]  # the stubs do not know of it
    return combination


def _chords(event: QKeyEvent) -> tuple[QKeySequence, ...]:
    """Return what a press may have been meant for, the likeliest first.

    Which signs and digits need Shift or AltGr, and which are on the number pad, is the keyboard's own business.
    """
    held = event.modifiers() & ~(Qt.KeyboardModifier.KeypadModifier | Qt.KeyboardModifier.GroupSwitchModifier)
    exact = QKeySequence(QKeyCombination(held, Qt.Key(event.key())))
    typed = event.text()
    if len(typed) == 1 and typed.isprintable() and not typed.isalpha() and not typed.isspace():
        return exact, QKeySequence(QKeyCombination(Qt.Key(event.key())))
    return (exact,)
