"""The keys of the Verify view."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QAbstractButton

from ui.commands import Keyboard
from ui.verify.mode_bar import Mode

if TYPE_CHECKING:
    from ui.verify.view import VerifyView

# A finger that rests on one of these decides once; held on a reason's digit it chooses no mode after it.
_ONCE = ("accept", "flag", "put_aside")
# Heard on the buttons of a decision too, where the keyboard may be after a click.
_DECIDING = ("accept", "flag", "put_aside", "next", "previous", "note", "reveal")


def bind_keys(view: VerifyView, keyboard: Keyboard) -> None:
    """Let keys do what the view's controls do."""
    compare, bar, decision = view.compare, view.compare.panes.bar, view.decision
    keyboard.bind("open_cheque", view, view.asking.for_cheques, button=compare.open_cheque)
    keyboard.bind("open_folder", view, view.asking.for_folder)
    keyboard.bind("open_references", view, view.asking.for_references, button=compare.open_references)
    keyboard.bind("paste", view, view.asking.paste, button=compare.paste)
    keyboard.bind("find_account", view, view.find_account)
    keyboard.bind("undo", view, view.deciding.undo, button=decision.undo, repeats=False)
    keyboard.bind("redo", view, view.deciding.redo, repeats=False)
    # Single letters and digits belong to the signatures: elsewhere they are typed.
    within: dict[str, tuple[Callable[[], object], QAbstractButton | None]] = {
        "accept": (decision.accept.click, decision.accept),
        "flag": (decision.flag.click, decision.flag),
        "put_aside": (decision.aside.click, decision.aside),
        "note": (decision.note.setFocus, None),
        "reveal": (view.reveal, None),
        "next": (lambda: view.deciding.go(1), decision.next),
        "previous": (lambda: view.deciding.go(-1), decision.previous),
        "link": (bar.link.click, bar.link),
        "heat": (bar.heat.click, bar.heat),
        "network": (bar.network.click, bar.network),
        "next_reference": (compare.strip.choose_next, None),
        "previous_reference": (lambda: compare.strip.choose_next(-1), None),
        "next_box": (compare.cheque_view.choose_next, None),
        "previous_box": (lambda: compare.cheque_view.choose_next(-1), None),
        "new_box": (view.boxing.make, None),
        "next_signature": (view.boxing.choose_next, None),
        "whole_cheque": (view.show_whole_cheque, compare.whole),
    }
    for number, mode in enumerate(Mode, start=1):
        button = bar.modes[mode]
        label = f"{{keys}}  {button.text()}"
        keyboard.bind(
            f"mode_{number}", compare, button.click, within=True, repeats=False, button=button, label=label
        )
    for name, (action, pressed) in within.items():
        labelled = pressed in (decision.accept, decision.flag, decision.aside)
        label = f"{pressed.text()}  {{keys}}" if pressed is not None and labelled else ""
        repeats = name not in _ONCE
        keyboard.bind(name, compare, action, within=True, repeats=repeats, button=pressed, label=label)
        if name in _DECIDING:
            for place in decision.buttons:
                if place is not decision.note:
                    keyboard.bind(name, place, action, within=True, repeats=repeats)
