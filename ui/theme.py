"""Colours and style of the desk, light and dark, in one place."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QPalette
from PySide6.QtWidgets import QApplication, QWidget

if TYPE_CHECKING:
    from sigverify import settings


@dataclass(frozen=True, slots=True)
class Theme:
    """One set of colours, as #rrggbb.

    `faded` is for what cannot be used at the moment, `accent` for focus, selection and the box.
    `accept`, `flag` and `unscorable` are kept for recommendations alone: colour-blind people tell them apart, and
    each has a contrast of 6:1 at least to `window` and `base`.
    """

    window: str
    base: str
    button: str
    text: str
    muted: str
    faded: str
    border: str
    accent: str
    accept: str
    flag: str
    unscorable: str


LIGHT = Theme(
    window="#F6F7F9",
    base="#FFFFFF",
    button="#FFFFFF",
    text="#1B1E23",
    muted="#565C66",
    faded="#8B929D",
    border="#C9CED6",
    accent="#5646C2",
    accept="#005A8F",
    flag="#A33B00",
    unscorable="#3A3A3A",
)
DARK = Theme(
    window="#1D1F23",
    base="#15171A",
    button="#2B2E34",
    text="#E9EBEE",
    muted="#A9AFB8",
    faded="#757C87",
    border="#3D424A",
    accent="#B3A7FF",
    accept="#6CB8F0",
    flag="#FF9B57",
    unscorable="#C8C8C8",
)


def of(widget: QWidget) -> Theme:
    """Return the theme that a widget is shown in."""
    return DARK if widget.palette().window().color().lightness() < 128 else LIGHT


def apply(application: QApplication, wanted: settings.Theme) -> None:
    """Dress the whole application; "system" is what the desktop has at this moment."""
    scheme = application.styleHints().colorScheme()
    dark = wanted == "dark" or (wanted == "system" and scheme is Qt.ColorScheme.Dark)
    theme = DARK if dark else LIGHT
    # Fusion is the one style that takes its colours from the palette on every platform.
    application.setStyle("Fusion")
    application.setPalette(_palette(theme))
    # Fusion draws the outlines of these in a darker shade of the window, which on a dark one nobody sees.
    outlined = _palette(theme)
    outlined.setColor(QPalette.ColorRole.Window, QColor(theme.muted))
    for kind in ("QCheckBox", "QComboBox", "QAbstractSpinBox"):
        application.setPalette(outlined, kind)  # type: ignore[arg-type]  # it takes no bytes, whatever the stubs say
    application.setStyleSheet(_style_sheet(theme))


def _palette(theme: Theme) -> QPalette:
    role = QPalette.ColorRole
    palette = QPalette()
    for which, colour in (
        (role.Window, theme.window),
        (role.WindowText, theme.text),
        (role.Base, theme.base),
        (role.AlternateBase, theme.window),
        (role.Text, theme.text),
        (role.PlaceholderText, theme.muted),
        (role.Button, theme.button),
        (role.ButtonText, theme.text),
        (role.ToolTipBase, theme.base),
        (role.ToolTipText, theme.text),
        (role.Highlight, theme.accent),
        (role.HighlightedText, theme.base),
        (role.Accent, theme.accent),
        (role.Link, theme.accent),
        (role.Mid, theme.border),
    ):
        palette.setColor(which, QColor(colour))
    for which in (role.WindowText, role.Text, role.ButtonText):
        palette.setColor(QPalette.ColorGroup.Disabled, which, QColor(theme.faded))
    return palette


def _style_sheet(theme: Theme) -> str:
    return f"""
    QGraphicsView, QListView, QTableView, QTreeView, QPlainTextEdit, QTextBrowser {{
        border: 2px solid {theme.border}; border-radius: 4px; background: {theme.base}; color: {theme.text}; }}
    QGraphicsView:focus, QListView:focus, QTableView:focus, QTreeView:focus, QPlainTextEdit:focus,
    QTextBrowser:focus {{ border-color: {theme.accent}; }}
    QListView::item {{ padding: 4px; border: 2px solid transparent; border-radius: 4px; color: {theme.text}; }}
    QListView::item:selected {{ border-color: {theme.accent}; background: {theme.window}; }}
    QTableView::item, QTreeView::item {{ padding: 4px; color: {theme.text}; }}
    QTableView::item:selected, QTreeView::item:selected {{ background: {theme.accent}; color: {theme.base}; }}
    QTreeView::item:disabled {{ color: {theme.faded}; }}
    QHeaderView {{ background: {theme.window}; }}
    QHeaderView::section {{ background: {theme.window}; color: {theme.muted}; border: none;
        border-bottom: 1px solid {theme.border}; padding: 5px 6px; }}
    QComboBox QAbstractItemView {{ border: 1px solid {theme.border}; selection-background-color: {theme.accent};
        selection-color: {theme.base}; }}
    QPushButton, QToolButton {{ padding: 4px 10px; border: 1px solid {theme.border}; border-radius: 4px;
        background: {theme.button}; color: {theme.text}; }}
    QPushButton:hover, QToolButton:hover {{ border-color: {theme.muted}; }}
    QPushButton:pressed, QToolButton:pressed {{ background: {theme.border}; }}
    QPushButton:checked {{ background: {theme.accent}; color: {theme.base}; }}
    QPushButton:focus, QToolButton:focus {{ border: 2px solid {theme.accent}; padding: 3px 9px; }}
    QPushButton[segment="first"] {{ border-top-right-radius: 0; border-bottom-right-radius: 0; }}
    QPushButton[segment="inner"] {{ border-radius: 0; border-left: none; }}
    QPushButton[segment="last"] {{ border-top-left-radius: 0; border-bottom-left-radius: 0; border-left: none; }}
    QPushButton[decision="true"] {{ padding: 6px 14px; font-weight: 600; }}
    QPushButton[quiet="true"] {{ border: none; background: transparent; padding: 2px 8px; }}
    QPushButton[quiet="true"]:hover {{ text-decoration: underline; }}
    QPushButton:disabled, QToolButton:disabled {{ color: {theme.faded}; background: {theme.window}; }}
    QLineEdit {{ padding: 3px 6px; border: 1px solid {theme.border}; border-radius: 4px;
        background: {theme.base}; color: {theme.text}; }}
    QLineEdit:focus {{ border: 2px solid {theme.accent}; padding: 2px 5px; }}
    QLineEdit:disabled {{ color: {theme.faded}; background: {theme.window}; }}
    QAbstractSpinBox {{ min-height: 24px; }}
    QAbstractSpinBox QLineEdit {{ padding: 0; border: none; background: transparent; }}
    QLineEdit[wrong="true"] {{ border: 2px solid {theme.flag}; padding: 2px 5px; }}
    QLineEdit[code="true"] {{ font-family: monospace; }}
    QLabel[title="true"] {{ font-size: 18pt; font-weight: 600; }}
    QLabel[section="true"] {{ font-size: 12pt; font-weight: 600; padding-top: 6px; qproperty-indent: 0; }}
    QLabel[muted="true"] {{ color: {theme.muted}; }}
    QLabel[heading="true"] {{ font-weight: 600; }}
    QLabel[warning="true"] {{ background: {theme.base}; border: 1px solid {theme.border};
        border-left: 6px solid {theme.flag}; border-radius: 4px; padding: 6px 8px; }}
    QTabWidget::pane {{ border: none; border-top: 1px solid {theme.border}; }}
    QTabBar::tab {{ background: transparent; border: none; border-bottom: 3px solid transparent;
        padding: 7px 14px; color: {theme.muted}; }}
    QTabBar::tab:selected {{ color: {theme.text}; border-bottom-color: {theme.accent}; }}
    QTabBar::tab:hover {{ color: {theme.text}; }}
    QTabBar::tab:focus {{ border: 2px solid {theme.accent}; padding: 5px 12px; border-radius: 4px; }}
    QScrollBar:vertical {{ background: transparent; width: 12px; margin: 0; }}
    QScrollBar:horizontal {{ background: transparent; height: 12px; margin: 0; }}
    QScrollBar::handle {{ background: {theme.border}; border-radius: 4px; margin: 2px; min-height: 28px;
        min-width: 28px; }}
    QScrollBar::handle:hover {{ background: {theme.faded}; }}
    QScrollBar::add-line, QScrollBar::sub-line, QScrollBar::add-page, QScrollBar::sub-page {{
        background: transparent; width: 0; height: 0; }}
    #rail {{ background: {theme.base}; border-right: 1px solid {theme.border}; }}
    #rail QToolButton {{ background: transparent; border: 2px solid transparent; border-radius: 6px;
        padding: 6px 2px; color: {theme.text}; }}
    #rail QToolButton:checked {{ background: {theme.window}; border-color: {theme.border}; font-weight: 600; }}
    #rail QToolButton:hover {{ background: {theme.window}; }}
    #rail QToolButton:focus {{ border-color: {theme.accent}; }}
    #verdict {{ background: {theme.base}; border: 1px solid {theme.border}; border-radius: 6px; }}
    #offers {{ background: {theme.base}; border-bottom: 1px solid {theme.border}; }}
    #message {{ background: {theme.base}; border: 1px solid {theme.text}; border-left: 6px solid {theme.text};
        border-radius: 4px; }}
    QStatusBar {{ background: {theme.base}; border-top: 1px solid {theme.border}; }}
    QStatusBar::item {{ border: none; }}
    QSplitter::handle {{ background: transparent; }}
    QToolTip {{ background: {theme.base}; color: {theme.text}; border: 1px solid {theme.border}; }}
    """
