"""The desk: one window, a rail on the left, the place that is worked at, a status bar below."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

from PySide6.QtCore import QSettings, QTimer
from PySide6.QtGui import QCloseEvent
from PySide6.QtWidgets import QApplication, QHBoxLayout, QMainWindow, QStackedWidget, QVBoxLayout, QWidget

from sigverify.files import private_folder
from sigverify.settings import Settings
from ui import theme
from ui.accounts.view import AccountsView
from ui.approvals import ApprovalsDialog
from ui.batch.view import BatchView
from ui.beginning import Beginning
from ui.calibration.view import CalibrationView
from ui.commands import Keyboard
from ui.help import show_help, show_shortcuts
from ui.plain_text import make_plain
from ui.rail import Place, Rail
from ui.runner import Runner
from ui.services import Services
from ui.settings_view import SettingsView
from ui.shown import Loaded
from ui.sign_in import PassphraseForm, SignedOut, SignInForm
from ui.standing import Standing, standing
from ui.status import Status
from ui.verify.view import VerifyView
from ui.verify.work_list import WorkItem

_WINDOW_STATE = "window.ini"
# Others at other desks leave work for a second look.
_LOOK_AGAIN_MS = 60_000


def _nothing() -> None:
    """Let the records stay open: another window goes on with them."""


class DeskWindow(QMainWindow):
    """The window; model and profile are loaded once it is on the screen.

    `opens_again` tells that it was closed to be opened once more, in another language; `goes_to` has the
    settings of another data folder that it was closed to go to. `came_from` are those of the one to go back to.
    """

    def __init__(
        self, settings: Settings, services: Services | None = None, *, came_from: Settings | None = None
    ) -> None:
        super().__init__()
        self.settings = settings
        self.opens_again = False
        self.goes_to: Settings | None = None
        self.came_from = came_from
        self.loaded: Loaded | None = None
        self.standing: Standing | None = None
        self.services = services or Services(settings)
        self.runner = Runner(self)
        self.keyboard = Keyboard.of(settings.shortcuts)
        self.rail = Rail(self.keyboard)
        self.verify_view = VerifyView(self.services, self.runner, self.keyboard)
        self.batch_view = BatchView(self.services, self.runner, self.keyboard)
        self.accounts_view = AccountsView(self.services, self.runner, self.keyboard)
        self.calibration_view = CalibrationView(self.services, self.runner, self.keyboard)
        self.settings_view = SettingsView(settings, self.services, self.runner, self.keyboard)
        self.views: dict[Place, QWidget] = {
            Place.VERIFY: self.verify_view,
            Place.BATCH: self.batch_view,
            Place.ACCOUNTS: self.accounts_view,
            Place.CALIBRATION: self.calibration_view,
            Place.SETTINGS: self.settings_view,
        }
        self._stack = QStackedWidget()
        for view in self.views.values():
            self._stack.addWidget(view)
        middle = QWidget()
        row = QHBoxLayout(middle)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        row.addWidget(self.rail)
        self.beginning = Beginning(self, came_from)
        in_demo = self.beginning.demo is not None
        self.setWindowTitle(self.tr("sigverify – demo bank") if in_demo else "sigverify")
        column = QVBoxLayout()
        column.setSpacing(0)
        column.addWidget(self.beginning)
        column.addWidget(self._stack, 1)
        row.addLayout(column, 1)
        self.signed_out = SignedOut()
        self._whole = QStackedWidget()
        self._whole.addWidget(middle)
        self._whole.addWidget(self.signed_out)
        self.setCentralWidget(self._whole)
        self._show_locked(settings.sign_in)
        self.status = Status(self.runner)
        self.setStatusBar(self.status)
        make_plain(self)
        self._connect()
        self._asked_to_load = False
        self._asked_to_open = False
        self._again = QTimer(self)
        self._again.setInterval(_LOOK_AGAIN_MS)
        self._again.timeout.connect(self.look_again)
        self._state = QSettings(str(settings.data_folder / _WINDOW_STATE), QSettings.Format.IniFormat)
        self._restore()
        self.verify_view.line.account.setFocus()

    @classmethod
    def in_place_of(cls, before: DeskWindow) -> DeskWindow:
        """Open the desk again in another language: the same operator, the same cheque, the same list."""
        window = cls(before.settings, before.services, came_from=before.came_from)
        window.verify_view.take_over(before.verify_view)
        if before.accounts_view.file is not None:
            window.accounts_view.open_account(before.accounts_view.file.account.number)
        return window

    @property
    def locked(self) -> bool:
        """Whether somebody has to sign in before anything is shown."""
        return self._whole.currentWidget() is self.signed_out

    @property
    def place(self) -> Place:
        """Where the user is."""
        shown = self._stack.currentWidget()
        return next(place for place, view in self.views.items() if view is shown)

    def go_to(self, place: Place) -> None:
        """Show a place, and give it the keyboard."""
        self._stack.setCurrentWidget(self.views[place])
        self.rail.show_place(place)
        self.beginning.show_place(place)
        if place is Place.VERIFY:
            self.verify_view.focus_signatures()
        else:
            self.views[place].setFocus()

    def open_files(self, paths: Sequence[Path]) -> None:
        """Go through scans, or through the scans of a folder."""
        if paths:
            self.go_to(Place.VERIFY)
        if len(paths) == 1 and paths[0].is_dir():
            self.verify_view.open_folder(paths[0])
        elif paths:
            self.verify_view.open_cheques(paths)

    def showEvent(self, event: object) -> None:
        super().showEvent(event)  # type: ignore[arg-type]
        if not self._asked_to_load:
            self._asked_to_load = True
            # Through the event loop: the window is painted before any import or model competes for the processor.
            QTimer.singleShot(0, self._load)
            self._again.start()

    def closeEvent(self, event: QCloseEvent) -> None:
        self._keep()
        self._again.stop()
        # The window goes at once; whatever still runs ends by itself and lets go of the records.
        self.runner.shutdown(_nothing if self.opens_again else self.services.close)
        super().closeEvent(event)

    def _connect(self) -> None:
        self.rail.chosen.connect(self.go_to)
        self.beginning.other_desk_wanted.connect(self._go_to_desk)
        self.status.sign_in_wanted.connect(self._change_operator)
        self.status.approvals_wanted.connect(self.show_approvals)
        self.signed_out.sign_in_wanted.connect(self.ask_to_sign_in)
        self.status.calibration_wanted.connect(lambda: self.go_to(Place.CALIBRATION))
        self.verify_view.compared.connect(self._load_after_all)
        self.verify_view.deciding.decided.connect(self.look_again)
        self.verify_view.deciding.decided.connect(self.batch_view.look_again)
        self.batch_view.decided.connect(self.look_again)
        self.batch_view.review_wanted.connect(self._review)
        self.accounts_view.changed.connect(self.look_again)
        self.accounts_view.verify_wanted.connect(self._verify_account)
        self.calibration_view.activated.connect(self._reload_profile)
        self.calibration_view.pair_opened.connect(self._verify_pair)
        self.settings_view.changed.connect(self._take_settings)
        self.settings_view.operators.changed.connect(self.look_again)
        self.settings_view.retention.removed.connect(self.accounts_view.reload)
        self.keyboard.bind("cancel_job", self, self.runner.cancel)
        self.keyboard.bind("help", self, lambda: show_help(self, self.place))
        self.keyboard.bind("shortcuts", self, lambda: show_shortcuts(self, self.keyboard))
        self.keyboard.bind("quit", self, self.close)

    def _go_to_desk(self, settings: Settings) -> None:
        """Let the desk be opened on another data folder."""
        self.goes_to = settings
        self.close()

    def _review(self, items: list[WorkItem], at: int) -> None:
        self.go_to(Place.VERIFY)
        self.verify_view.go_through(items, at)

    def _verify_account(self, number: str) -> None:
        self.go_to(Place.VERIFY)
        self.verify_view.load_account(number)

    def _verify_pair(self, references: list[Path], questioned: Path) -> None:
        self.go_to(Place.VERIFY)
        self.verify_view.open_references(references)
        self.verify_view.open_cheque(questioned)

    def _take_settings(self, settings: Settings) -> None:
        """Work by other settings at once."""
        before, self.settings = self.settings, settings
        self.services.settings = settings
        if (settings.four_eyes, settings.second_look_above) != (before.four_eyes, before.second_look_above):
            self.runner.submit(
                None,
                self.tr("Changing the policy"),
                lambda _report, _cancel: self.services.app.take_settings(settings),
                lambda _: None,
                self.settings_view.message.show_error,
                lasting=True,
            )
        application = QApplication.instance()
        if settings.theme != before.theme and isinstance(application, QApplication):
            theme.apply(application, settings.theme)
        self.verify_view.apply_settings(settings)
        if settings.language != before.language:
            self.opens_again = True
            self.close()

    def _restore(self) -> None:
        """Look as when the window was closed."""
        self.resize(1280, 800)
        geometry, splitter = self._state.value("geometry"), self._state.value("compare")
        if geometry is not None:
            self.restoreGeometry(geometry)
        if splitter is not None:
            self.verify_view.compare.restoreState(splitter)
        kept = self._state.value("place", Place.VERIFY.value)
        place = next((place for place in Place if place.value == kept), Place.VERIFY)
        self._stack.setCurrentWidget(self.views[place])
        self.rail.show_place(place)

    def _keep(self) -> None:
        # Qt writes with what the umask leaves, but keeps the mode of a file that is there.
        with suppress(OSError):
            file = private_folder(self.settings.data_folder) / _WINDOW_STATE
            file.touch()
            file.chmod(0o600)
        self._state.setValue("geometry", self.saveGeometry())
        self._state.setValue("compare", self.verify_view.compare.saveState())
        self._state.setValue("place", self.place.value)

    def _load(self) -> None:
        self.runner.submit(
            "model",
            self.tr("Loading the model"),
            lambda _report, _cancel: self.services.load(),
            self._take,
            self._fail,
            self.status.show_no_model,
        )
        self._look_who_works_here()

    def _look_who_works_here(self) -> None:
        self.runner.submit(
            "operator",
            self.tr("Opening the records"),
            lambda _report, _cancel: standing(self.services),
            self._take_standing,
            self._fail_to_open,
        )

    def look_again(self) -> None:
        """Count again what waits; somebody else may have been at work too."""
        self.runner.submit(
            "standing",
            self.tr("Looking for what waits"),
            lambda _report, _cancel: standing(self.services),
            self._take_standing,
            self._fail_to_open,
        )

    def show_approvals(self) -> None:
        """Show what waits for another operator."""
        if self.standing is None:
            return
        dialog = self.findChild(ApprovalsDialog)
        if dialog is None:
            dialog = ApprovalsDialog(self, self.services, self.runner, self.standing)
            dialog.answered.connect(self._take_answer)
        dialog.show()
        dialog.raise_()

    def _take_answer(self, account: str) -> None:
        """Count again, and show an account as it is now; what is about no account is a calibration profile."""
        self.look_again()
        self.accounts_view.show_again(account)
        self.verify_view.load_again(account)
        if not account:
            self._reload_profile()
            self.calibration_view.look_again()

    def _reload_profile(self) -> None:
        self.look_again()
        self.runner.submit(
            "model",
            self.tr("Loading the calibration profile"),
            lambda _report, _cancel: self._load_profile(),
            self._take_profile,
            self._fail,
        )

    def _take_profile(self, loaded: Loaded) -> None:
        self._take(loaded)
        self.verify_view.compare_again()

    def _load_profile(self) -> Loaded:
        self.services.app.look_for_profile()
        return self.services.load()

    def _take_standing(self, found: Standing) -> None:
        first, self.standing = self.standing is None, found
        self.status.show_standing(found)
        self.settings_view.show_standing(found)
        self.calibration_view.show_standing(found)
        self.beginning.show_standing(found)
        for dialog in self.findChildren(ApprovalsDialog):
            dialog.show_standing(found)
        self._show_locked(found.name is None)
        if found.name is None and first:
            self.ask_to_sign_in()
        elif found.shut and found.name is not None and not self._asked_to_open:
            self.ask_for_passphrase()

    def _show_locked(self, locked: bool) -> None:
        """Show the desk, or nothing of it: while nobody has signed in, it cannot be seen either."""
        self._whole.setCurrentIndex(1 if locked else 0)

    def _fail_to_open(self, error: Exception) -> None:
        strip = self.signed_out.message if self.locked else self.verify_view.message
        strip.show_error(error)

    def _change_operator(self) -> None:
        """Let somebody else sign in, where there is anybody who could."""
        if self.standing is None:
            return
        if self.standing.shut and self.standing.name is not None:
            self.ask_for_passphrase()
            return
        if self.standing.others_may_sign_in:
            self.ask_to_sign_in()
            return
        self.go_to(Place.SETTINGS)
        self.settings_view.message.say(
            self.tr("Nobody can sign in: no operator has a password yet. Operators are registered below.")
        )

    def ask_to_sign_in(self, name: str = "", problem: str = "") -> None:
        """Ask who works here; `problem` says why it did not work before."""
        form = SignInForm(self, name, problem)
        # What is typed is read now: the form is gone when the job runs.
        form.accepted.connect(lambda: self._sign_in(form.name.text(), form.password.text()))
        form.open()

    def _sign_in(self, name: str, password: str) -> None:
        def sign_in() -> Standing:
            self.services.sign_in(name, password)
            return standing(self.services)

        self.runner.submit(
            "operator",
            self.tr("Signing in"),
            lambda _report, _cancel: sign_in(),
            self._take_standing,
            lambda error: self.ask_to_sign_in(name, str(error)),
        )

    def ask_for_passphrase(self, problem: str = "") -> None:
        """Ask for the passphrase of encrypted records; `problem` says why it did not work before."""
        self._asked_to_open = True
        form = PassphraseForm(self, problem)
        form.accepted.connect(lambda: self._open_signatures(form.passphrase.text()))
        form.open()

    def _open_signatures(self, passphrase: str) -> None:
        def unlock() -> Standing:
            self.services.unlock(passphrase)
            return standing(self.services)

        self.runner.submit(
            "operator",
            self.tr("Opening the records"),
            lambda _report, _cancel: unlock(),
            self._take_standing,
            lambda error: self.ask_for_passphrase(str(error)),
        )

    def _load_after_all(self) -> None:
        """Name the model that a comparison needed, where loading it beforehand was stopped or failed."""
        if self.loaded is None:
            self._load()

    def _take(self, loaded: Loaded) -> None:
        self.loaded = loaded
        self.status.show_loaded(loaded)
        self.settings_view.show_loaded(loaded)
        self.verify_view.show_loaded(loaded)

    def _fail(self, error: Exception) -> None:
        self.status.show_no_model()
        self.verify_view.message.show_error(error)
