"""The desk: one window, a rail on the left, a status bar below."""

from __future__ import annotations

import getpass
import logging
import sys
import types
from collections.abc import Callable

from PySide6.QtCore import QEvent, QSize, Qt, QTimer
from PySide6.QtGui import QCloseEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QApplication,
    QHBoxLayout,
    QLabel,
    QMainWindow,
    QProgressBar,
    QPushButton,
    QStatusBar,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from sigverify.jobs import Progress
from sigverify.settings import Settings
from ui import icons, theme
from ui.runner import Runner
from ui.services import Loaded, Services
from ui.verify_view import VerifyView

_log = logging.getLogger(__name__)

_PLACES: tuple[tuple[str, icons.Drawing], ...] = (
    ("Verify", icons.verify),
    ("Batch", icons.batch),
    ("Accounts", icons.accounts),
    ("Calibration", icons.calibration),
    ("Settings", icons.settings),
)
# Shorter jobs would only make the status bar flicker.
_PATIENCE_MS = 300


def run(settings: Settings) -> int:
    """Open the desk and return its exit status when it is closed."""
    application = QApplication.instance() or QApplication(sys.argv[:1])
    assert isinstance(application, QApplication)
    application.setApplicationName("sigverify")
    application.setApplicationDisplayName("sigverify")
    theme.apply(application, settings.theme)
    # The desktop may change its colours while the window is open.
    application.styleHints().colorSchemeChanged.connect(lambda _: theme.apply(application, settings.theme))
    window = DeskWindow(settings)
    previous = sys.excepthook
    sys.excepthook = window.tell_bug
    try:
        window.show()
        return application.exec()
    finally:
        sys.excepthook = previous


class DeskWindow(QMainWindow):
    """The window; model and profile are loaded once it is on the screen."""

    def __init__(self, settings: Settings) -> None:
        super().__init__()
        self.setWindowTitle("sigverify")
        self.resize(1280, 800)
        self.services = Services(settings)
        self.runner = Runner(self)
        self.verify_view = VerifyView(self.services, self.runner)
        self.loaded: Loaded | None = None
        place = QWidget()
        row = QHBoxLayout(place)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        row.addWidget(_Rail())
        row.addWidget(self.verify_view, 1)
        self.setCentralWidget(place)
        self.status = _Status(self.runner)
        self.setStatusBar(self.status)
        for key, action in self._keys().items():
            QShortcut(QKeySequence(key), self).activated.connect(action)
        self._asked_to_load = False
        self.verify_view.compared.connect(self._load_after_all)
        self.verify_view.account.setFocus()

    def showEvent(self, event: object) -> None:
        super().showEvent(event)  # type: ignore[arg-type]
        if not self._asked_to_load:
            self._asked_to_load = True
            # Through the event loop: the window is painted before any import or model competes for the processor.
            QTimer.singleShot(0, self._load)

    def closeEvent(self, event: QCloseEvent) -> None:
        self.runner.shutdown()
        self.services.close()
        super().closeEvent(event)

    def tell_bug(self, kind: type[BaseException], error: BaseException, trace: types.TracebackType | None) -> None:
        """Log an exception that nothing caught, and show it without ending the program."""
        _log.critical("Uncaught in the window", exc_info=(kind, error, trace))
        if isinstance(error, Exception):
            self.verify_view.message.show_error(error)

    def _keys(self) -> dict[str, Callable[[], object]]:
        return {
            "Ctrl+1": lambda: self.verify_view.compare.cheque_view.setFocus(Qt.FocusReason.ShortcutFocusReason),
            "Esc": self.runner.cancel,
            "Ctrl+Q": self.close,
        }

    def _load(self) -> None:
        self.runner.submit(
            "model",
            "Loading the model",
            lambda _report, _cancel: self.services.load(),
            self._take,
            self._fail,
            self.status.show_no_model,
        )

    def _load_after_all(self) -> None:
        """Name the model that a comparison needed, where loading it beforehand was stopped or failed."""
        if self.loaded is None:
            self._load()

    def _take(self, loaded: Loaded) -> None:
        self.loaded = loaded
        self.status.show_loaded(loaded)
        self.verify_view.show_loaded(loaded)

    def _fail(self, error: Exception) -> None:
        self.status.show_no_model()
        self.verify_view.message.show_error(error)


class _Rail(QWidget):
    """The places of the desk; those that are still to come are named, but cannot be entered."""

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("rail")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setFixedWidth(92)
        column = QVBoxLayout(self)
        column.setContentsMargins(6, 8, 6, 8)
        column.setSpacing(4)
        self._buttons = [_place(name) for name, _ in _PLACES]
        for button in self._buttons:
            column.addWidget(button)
        column.addStretch(1)
        self._buttons[0].setEnabled(True)
        self._buttons[0].setChecked(True)
        self._buttons[0].setToolTip("Compare one cheque with references, Ctrl+1")
        self._buttons[0].setAccessibleDescription(self._buttons[0].toolTip())
        self._draw_icons()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() is QEvent.Type.PaletteChange:
            self._draw_icons()

    def _draw_icons(self) -> None:
        colours = theme.of(self)
        for button, (_, drawing) in zip(self._buttons, _PLACES, strict=True):
            button.setIcon(icons.icon(drawing, colours.text, colours.faded))


def _place(name: str) -> QToolButton:
    """Make the button of a place that is still to come."""
    button = QToolButton()
    button.setText(name)
    button.setAccessibleName(name)
    button.setIconSize(QSize(24, 24))
    button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextUnderIcon)
    button.setCheckable(True)
    button.setAutoExclusive(True)
    button.setFixedWidth(80)
    button.setEnabled(False)
    button.setToolTip(f"{name} is not part of this version")
    button.setAccessibleDescription(button.toolTip())
    return button


class _Status(QStatusBar):
    """Model, calibration profile, background job with its progress, and who is working here."""

    def __init__(self, runner: Runner) -> None:
        super().__init__()
        self.setSizeGripEnabled(False)
        self.model = QLabel("Model: loading…")
        self.profile = QLabel("Calibration: loading…")
        self.job = QLabel()
        self.bar = QProgressBar()
        self.bar.setAccessibleName("Progress of the background job")
        self.bar.setTextVisible(False)
        self.bar.setFixedSize(120, 12)
        self.cancel = QPushButton("Cancel")
        self.cancel.setAccessibleName("Cancel the background job")
        self.cancel.setToolTip("Stop what is running, Esc")
        self.cancel.clicked.connect(runner.cancel)
        self.operator = QLabel(f"Operator: {getpass.getuser()}")
        for label in (self.model, self.profile):
            label.setContentsMargins(8, 0, 8, 0)
            self.addWidget(label)
        self.operator.setContentsMargins(8, 0, 8, 0)
        for widget in (self.job, self.bar, self.cancel, self.operator):
            self.addPermanentWidget(widget)
        self._patience = QTimer(self)
        self._patience.setSingleShot(True)
        self._patience.setInterval(_PATIENCE_MS)
        self._patience.timeout.connect(lambda: self._show_job(True))
        self._show_job(False)
        runner.busy.connect(self._take_title)
        runner.progressed.connect(self._take_progress)

    def show_loaded(self, loaded: Loaded) -> None:
        """Name the model and the profile."""
        self.model.setText(f"Model: {loaded.model}")
        profile = loaded.profile
        if profile is None:
            self.profile.setText("Calibration: none, nothing can be recommended")
        elif not loaded.profile_fits:
            self.profile.setText(f"Calibration: {profile.id} belongs to another model, nothing can be recommended")
        else:
            self.profile.setText(f"Calibration: {profile.id}, threshold {profile.threshold:.2f}")

    def show_no_model(self) -> None:
        """Say that nothing can be compared."""
        self.model.setText("Model: not loaded")
        self.profile.setText("Calibration: not loaded")

    def _take_title(self, title: str) -> None:
        self.job.setText(title)
        self.bar.setRange(0, 0)
        if not title:
            self._patience.stop()
            self._show_job(False)
        elif not self._patience.isActive() and self.bar.isHidden():
            self._patience.start()

    def _take_progress(self, progress: Progress) -> None:
        if progress.total is not None:
            self.bar.setRange(0, progress.total)
            self.bar.setValue(progress.done)
        if progress.note:
            self.job.setText(progress.note)

    def _show_job(self, shown: bool) -> None:
        self.operator.setContentsMargins(8, 0, 8, 0)
        for widget in (self.job, self.bar, self.cancel):
            widget.setVisible(shown)
