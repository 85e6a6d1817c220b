"""Settings: each applies at once and is kept in the data folder."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, QUrl, Signal
from PySide6.QtGui import QDesktopServices, QGuiApplication
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QFormLayout,
    QHBoxLayout,
    QLabel,
    QLayout,
    QPlainTextEdit,
    QPushButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from sigverify import settings as settings_file
from sigverify.settings import Settings
from ui.commands import Keyboard
from ui.message_strip import MessageStrip
from ui.operators_panel import OperatorsPanel
from ui.retention_panel import RetentionPanel
from ui.runner import Runner
from ui.services import Services
from ui.shortcut_editor import ShortcutEditor
from ui.shown import Loaded
from ui.standing import Standing

if TYPE_CHECKING:
    from sigverify.doctor import Finding


class SettingsView(QWidget):
    """Appearance, review, operators, shortcuts, data folder, model, old signatures and diagnostics.

    Signals
    -------
    changed
        The Settings as they are from now on; they are on their way to the file.
    """

    changed = Signal(Settings)

    def __init__(
        self,
        settings: Settings,
        services: Services,
        runner: Runner,
        keyboard: Keyboard,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._settings, self._services, self._runner = settings, services, runner
        self.message = MessageStrip()
        self.theme = _choice(
            self.tr("Colours"),
            {"system": self.tr("As the desktop"), "light": self.tr("Light"), "dark": self.tr("Dark")},
            settings.theme,
        )
        self.language = _choice(
            self.tr("Language"),
            {"system": self.tr("As the desktop"), "en": "English", "de": "Deutsch"},
            settings.language,
        )
        self.blind_first = _switch(
            self.tr("Look first: hide the similarity until I have decided or asked for it"), settings.blind_first
        )
        self.next_at_once = _switch(
            self.tr("Show the next cheque as soon as I have decided"), settings.next_at_once
        )
        self.operators = OperatorsPanel(settings, services, runner, self.message)
        self.shortcuts = ShortcutEditor(keyboard)
        self.retention = RetentionPanel(services, runner, self.message)
        self.folder = QLabel(str(settings.data_folder))
        self.folder.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.open_folder = _button(self.tr("Open the folder"))
        self.model = QLabel(settings.bundle or self.tr("the one that came with sigverify"))
        self.profile = QLabel(settings.profile or self.tr("the active one"))
        self.examine = _button(self.tr("Examine"))
        self.copy = _button(self.tr("Copy"))
        self.copy.setEnabled(False)
        self.findings = QPlainTextEdit()
        self.findings.setReadOnly(True)
        self.findings.setAccessibleName(self.tr("What works on this machine"))
        self.findings.setPlaceholderText(self.tr("Examine says what works on this machine, and what does not."))
        self.findings.setFixedHeight(150)
        self._build()
        self._connect()
        self.setFocusProxy(self.theme)

    @property
    def settings(self) -> Settings:
        """The settings as they are."""
        return self._settings

    def show_standing(self, standing: Standing) -> None:
        """Offer what this operator may do."""
        self.operators.show_standing(standing)
        self.retention.show_standing(standing)

    def show_loaded(self, loaded: Loaded) -> None:
        """Name the model and the profile that recommendations are made with."""
        self.model.setText(loaded.model)
        self.profile.setText(self.tr("none") if loaded.profile is None else loaded.profile.id)

    def _build(self) -> None:
        title = QLabel(self.tr("Settings"))
        title.setProperty("title", True)
        inside = QWidget()
        column = QVBoxLayout(inside)
        column.setContentsMargins(28, 20, 28, 20)
        column.setSpacing(8)
        column.addWidget(title)
        _section(
            column,
            self.tr("Appearance"),
            ((self.tr("Colours"), self.theme), (self.tr("Language"), self.language)),
        )
        _section(column, self.tr("Review"), (("", self.blind_first), ("", self.next_at_once)))
        _section(column, self.tr("Operators"), (("", self.operators),))
        _section(column, self.tr("Shortcuts"), (("", self.shortcuts),))
        _section(
            column,
            self.tr("Data and model"),
            (
                (self.tr("Data folder"), _row(self.folder, self.open_folder)),
                (self.tr("Model"), self.model),
                (self.tr("Calibration profile"), self.profile),
            ),
        )
        _section(column, self.tr("Old signatures"), (("", self.retention),))
        _section(column, self.tr("Diagnostics"), (("", _row(self.examine, self.copy)), ("", self.findings)))
        column.addStretch(1)
        area = QScrollArea()
        area.setAccessibleName(self.tr("Settings"))
        area.setWidgetResizable(True)
        area.setFrameShape(QScrollArea.Shape.NoFrame)
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        area.setWidget(inside)
        inside.setMaximumWidth(860)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(self.message)
        whole.addWidget(area, 1)

    def _connect(self) -> None:
        self.theme.currentIndexChanged.connect(lambda _: self._change(theme=self.theme.currentData()))
        self.language.currentIndexChanged.connect(lambda _: self._change(language=self.language.currentData()))
        self.blind_first.toggled.connect(lambda on: self._change(blind_first=on))
        self.next_at_once.toggled.connect(lambda on: self._change(next_at_once=on))
        self.operators.sign_in.toggled.connect(lambda on: self._change(sign_in=on))
        self.operators.four_eyes.toggled.connect(lambda on: self._change(four_eyes=on))
        self.operators.second_look.valueChanged.connect(
            lambda amount: self._change(second_look_above=round(amount))
        )
        self.shortcuts.changed.connect(lambda keys: self._change(shortcuts=keys))
        self.open_folder.clicked.connect(
            lambda: QDesktopServices.openUrl(QUrl.fromLocalFile(str(self._settings.data_folder)))
        )
        self.examine.clicked.connect(self._examine)
        self.copy.clicked.connect(lambda: QGuiApplication.clipboard().setText(self.findings.toPlainText()))

    def _change(self, **changes: object) -> None:
        changed = self._settings = replace(self._settings, **changes)  # type: ignore[arg-type]
        self._runner.submit(
            "settings",
            self.tr("Keeping the settings"),
            lambda _report, _cancel: settings_file.save(changed),
            lambda _: None,
            self.message.show_error,
            lasting=True,
        )
        self.changed.emit(changed)

    def _examine(self) -> None:
        self.findings.clear()
        self._runner.submit(
            "doctor",
            self.tr("Examining this machine"),
            lambda _report, _cancel: self._services.examine(),
            self._show_findings,
            self.message.show_error,
        )

    def _show_findings(self, findings: list[Finding]) -> None:
        works, fails = self.tr("works"), self.tr("FAILS")
        self.findings.setPlainText(
            "\n".join(
                f"{works if one.works else fails}  {one.what}: {one.detail}"
                + (f". {one.advice}." if one.advice else "")
                for one in findings
            )
        )
        self.copy.setEnabled(True)


def _section(column: QVBoxLayout, title: str, fields: tuple[tuple[str, QWidget], ...]) -> None:
    heading = QLabel(title)
    heading.setProperty("section", True)
    column.addWidget(heading)
    form = QFormLayout()
    form.setContentsMargins(0, 0, 0, 10)
    form.setSizeConstraint(QLayout.SizeConstraint.SetDefaultConstraint)
    for label, field in fields:
        if label:
            form.addRow(label, field)
        else:
            form.addRow(field)
    column.addLayout(form)


def _choice(name: str, choices: dict[str, str], chosen: str) -> QComboBox:
    box = QComboBox()
    box.setAccessibleName(name)
    box.view().setAccessibleName(name)
    for value, shown in choices.items():
        box.addItem(shown, value)
    box.setCurrentIndex(box.findData(chosen))
    box.setFixedWidth(220)
    return box


def _switch(text: str, on: bool) -> QCheckBox:
    box = QCheckBox(text)
    box.setAccessibleName(text)
    box.setChecked(on)
    return box


def _button(text: str) -> QPushButton:
    button = QPushButton(text)
    button.setAccessibleName(text)
    return button


def _row(*widgets: QWidget) -> QWidget:
    line = QWidget()
    row = QHBoxLayout(line)
    row.setContentsMargins(0, 0, 0, 0)
    for widget in widgets:
        row.addWidget(widget)
    row.addStretch(1)
    return line
