"""Push buttons that also a screen reader can tell apart."""

from __future__ import annotations

from PySide6.QtWidgets import QPushButton


def named_button(text: str, name: str) -> QPushButton:
    """Return a button whose name says what its text leaves open; the name is shown where the mouse rests."""
    button = QPushButton(text)
    button.setAccessibleName(name)
    if name != text.rstrip("…"):
        button.setToolTip(name)
    return button
