"""Verify: references and a questioned signature side by side, the cheque with its box, the recommendation."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import pairwise
from pathlib import Path

from PySide6.QtCore import QMimeData, Qt, Signal
from PySide6.QtGui import QGuiApplication, QImage, QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QFileDialog,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from sigverify.geometry import Box
from sigverify.jobs import Cancel, Report
from sigverify.scans import SUFFIXES
from ui.compare_area import CompareArea
from ui.image_view import local_files
from ui.message_strip import MessageStrip
from ui.recommendation import RecommendationPanel
from ui.runner import Runner
from ui.services import AccountReferences, Loaded, Questioned, Services, ShownReference, Verified

_FILES = f"Scans ({' '.join(f'*{suffix}' for suffix in sorted(SUFFIXES))});;All files (*)"


class VerifyView(QWidget):
    """The clerk's place: as soon as both sides are there it compares, and again whenever one of them changes.

    Signals
    -------
    compared
        A comparison was shown.
    """

    compared = Signal()

    def __init__(self, services: Services, runner: Runner, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._services, self._runner = services, runner
        self._questioned: Questioned | None = None
        self._references: tuple[ShownReference, ...] = ()
        self._account = ""
        self._box: Box | None = None  # as the user made it; None looks for the signature
        self._verified: Verified | None = None
        self._build()
        self._connect()
        self._show_references()
        self.compare.show_cheque(self._questioned)
        self._show_panes()
        self._verify()

    @property
    def verified(self) -> Verified | None:
        """The comparison that is on the desk."""
        return self._verified

    @property
    def references(self) -> tuple[ShownReference, ...]:
        """What is compared with, in the order in which it was added."""
        return self._references

    @property
    def questioned(self) -> Questioned | None:
        """The scan on the desk."""
        return self._questioned

    def show_loaded(self, loaded: Loaded) -> None:
        """Take note of the model and profile that recommendations are made with."""
        self.panel.show_profile(loaded.profile if loaded.profile_fits else None)

    def load_account(self, number: str) -> None:
        """Compare with the references of an account."""
        number = number.strip()
        if not number:
            self.message.say("No account number was typed. Type one, then press Enter.")
            return
        self._submit_references(
            "Loading the references", lambda _report, _cancel: self._services.account_references(number)
        )

    def open_cheque(self, path: Path, page: int = 1) -> None:
        """Put a scan on the desk as the questioned one."""
        self._submit_questioned(
            f"Reading {path.name}", lambda _report, _cancel: self._services.open_questioned(path, page)
        )

    def open_references(self, paths: Sequence[Path]) -> None:
        """Compare with signatures from files too; with these alone where an account's were on the desk."""
        self._submit_references(
            "Reading references",
            lambda report, cancel: self._services.open_references(paths, report, cancel),
        )

    def paste(self) -> None:
        """Take the image, or the file, that is in the clipboard as the questioned one."""
        clipboard = QGuiApplication.clipboard()
        content: QMimeData | None = clipboard.mimeData()  # None when it is empty, whatever the stubs say
        files = [] if content is None else local_files(content)
        image = clipboard.image()
        if files:
            self.open_cheque(files[0])
        elif not image.isNull():
            self.take_image(image)
        else:
            self.message.say("There is no image in the clipboard. Copy one, then press Ctrl+V again.")

    def take_image(self, image: QImage) -> None:
        """Put an image from another program on the desk as the questioned one."""
        self._submit_questioned("Reading the image", lambda _report, _cancel: self._services.open_pasted(image))

    def take_reference_image(self, image: QImage) -> None:
        """Compare with an image from another program too."""
        self._submit_references(
            "Reading the image", lambda _report, _cancel: [self._services.paste_reference(image)]
        )

    def locate_again(self) -> None:
        """Drop the user's box and look for the signature."""
        self._box = None
        self._verify()

    def set_network_view(self, shown: bool) -> None:
        """Show what the network saw in both panes, or the ink on its paper."""
        self.compare.network_view = shown
        self.network.setChecked(shown)
        self._show_panes()

    def _build(self) -> None:
        self.message = MessageStrip()
        self.account = QLineEdit()
        self.account.setAccessibleName("Account number")
        self.account.setPlaceholderText("account number")
        self.account.setToolTip("Number of an enrolled account, Ctrl+F")
        self.account.setMaximumWidth(200)
        self.load = QPushButton("Load")
        self.load.setAccessibleName("Load the references of the account")
        self.load.setToolTip("Compare with the references of this account, Enter")
        self.holder = QLabel()
        self.holder.setProperty("muted", True)
        self.network = QPushButton("What the network sees")
        self.network.setCheckable(True)
        self.network.setAccessibleName("Show what the network sees")
        self.network.setToolTip("The normalised strokes that are compared, E")
        self.fit = QPushButton("Fit")
        self.fit.setAccessibleName("Fit the pictures into their panes")
        self.fit.setToolTip("Whole pictures, 0 (+ and - zoom the picture that has the focus, as does the wheel)")
        self.compare = CompareArea()
        self.panel = RecommendationPanel()
        label = QLabel("Account")
        label.setBuddy(self.account)
        line = QHBoxLayout()
        for widget in (label, self.account, self.load):
            line.addWidget(widget)
        line.addWidget(self.holder, 1)
        line.addWidget(self.network)
        line.addWidget(self.fit)
        column = QVBoxLayout(self)
        column.setContentsMargins(12, 8, 12, 8)
        column.setSpacing(6)
        column.addLayout(line)
        column.addWidget(self.message)
        column.addWidget(self.compare, 1)
        column.addWidget(self.panel)
        order = (self.account, self.load, self.network, self.fit, *self.compare.tab_order)
        for before, after in pairwise(order):
            QWidget.setTabOrder(before, after)

    def _connect(self) -> None:
        self.account.returnPressed.connect(lambda: self.load_account(self.account.text()))
        self.load.clicked.connect(lambda: self.load_account(self.account.text()))
        self.network.toggled.connect(self.set_network_view)
        self.fit.clicked.connect(self.compare.fit)
        self.compare.open_references.clicked.connect(self._ask_for_references)
        self.compare.open_cheque.clicked.connect(self._ask_for_cheque)
        self.compare.paste.clicked.connect(self.paste)
        self.compare.locate.clicked.connect(self.locate_again)
        self.compare.clear.clicked.connect(self._clear_references)
        self.compare.page.valueChanged.connect(self._turn_page)
        self.compare.reference_page.valueChanged.connect(self._turn_reference_page)
        self.compare.strip.chosen.connect(self._show_reference)
        self.compare.strip.removed.connect(self._remove_reference)
        self.compare.cheque_view.box_changed.connect(self._take_box)
        self.compare.reference_view.files_dropped.connect(self.open_references)
        self.compare.reference_view.image_dropped.connect(self.take_reference_image)
        for view in (self.compare.questioned_view, self.compare.cheque_view):
            view.files_dropped.connect(lambda files: self.open_cheque(files[0]))
            view.image_dropped.connect(self.take_image)
        self._keys(
            self,
            Qt.ShortcutContext.WindowShortcut,
            {
                "Ctrl+O": self._ask_for_cheque,
                "Ctrl+R": self._ask_for_references,
                "Ctrl+V": self.paste,
                "Ctrl+F": lambda: self.account.setFocus(Qt.FocusReason.ShortcutFocusReason),
            },
        )
        # Single letters belong to the compare area: elsewhere they are typed.
        self._keys(
            self.compare,
            Qt.ShortcutContext.WidgetWithChildrenShortcut,
            {
                "E": self.network.toggle,
                "R": self.compare.strip.choose_next,
                "Shift+R": lambda: self.compare.strip.choose_next(-1),
                "B": self.compare.cheque_view.choose_next,
                "Shift+B": lambda: self.compare.cheque_view.choose_next(-1),
                "C": lambda: self.compare.cheque_view.setFocus(Qt.FocusReason.ShortcutFocusReason),
                "Backspace": self.locate_again,
            },
        )

    def _keys(self, parent: QWidget, context: Qt.ShortcutContext, keys: dict[str, Callable[[], object]]) -> None:
        for key, action in keys.items():
            # A lambda, because a shortcut's signal would pass for a method's optional argument.
            shortcut = QShortcut(QKeySequence(key), parent, context=context)
            shortcut.activated.connect(lambda action=action: action())

    def _ask_for_cheque(self) -> None:
        dialog = QFileDialog(self, "Open a cheque", "", _FILES)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.fileSelected.connect(lambda file: self.open_cheque(Path(file)))
        dialog.open()

    def _ask_for_references(self) -> None:
        dialog = QFileDialog(self, "Open references", "", _FILES)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.setFileMode(QFileDialog.FileMode.ExistingFiles)
        dialog.filesSelected.connect(lambda files: self.open_references([Path(file) for file in files]))
        dialog.open()

    def _submit_questioned(self, title: str, job: Callable[[Report, Cancel], Questioned]) -> None:
        self._runner.submit("questioned", title, job, self._take_questioned, self.message.show_error)

    def _submit_references(
        self, title: str, job: Callable[[Report, Cancel], AccountReferences | list[ShownReference]]
    ) -> None:
        self._runner.submit("references", title, job, self._take_references, self.message.show_error)

    def _take_questioned(self, questioned: Questioned) -> None:
        self.message.hide()
        self._questioned, self._box, self._verified = questioned, None, None
        self.compare.show_cheque(self._questioned)
        self._show_panes()
        self._verify()

    def _take_references(self, taken: AccountReferences | list[ShownReference]) -> None:
        self.message.hide()
        if isinstance(taken, AccountReferences):
            self._account, self._references = taken.number, taken.references
            self.account.setText(taken.number)
            count = f"{len(taken.references)} reference{'' if len(taken.references) == 1 else 's'}"
            self.holder.setText(f"{taken.holder}, {count}" if taken.holder else count)
        else:
            mine = () if self._account else self._references
            self._forget_account()
            self._references = (*mine, *taken)
        self._show_references(keep=False)
        self._verify()

    def _take_box(self, box: Box) -> None:
        self._box = box
        self._verify()

    def _turn_page(self, page: int) -> None:
        if self._questioned is not None and self._questioned.scan.path is not None:
            self.open_cheque(self._questioned.scan.path, page)

    def _turn_reference_page(self, page: int) -> None:
        turned = self.compare.strip.current
        if turned is None or turned.path is None:
            return
        path = turned.path

        def done(new: ShownReference) -> None:
            self._references = tuple(new if old is turned else old for old in self._references)
            self._show_references()
            self._verify()

        self._runner.submit(
            "references",
            f"Reading {path.name}",
            lambda _report, _cancel: self._services.open_reference(path, page),
            done,
            self._reference_page_failed,
        )

    def _reference_page_failed(self, error: Exception) -> None:
        self._show_reference(self.compare.strip.current)
        self.message.show_error(error)

    def _clear_references(self) -> None:
        self._references = ()
        self._forget_account()
        self._show_references()
        self._verify()

    def _remove_reference(self, reference: ShownReference) -> None:
        if self._account:
            self.message.say(
                "A reference of an account cannot be left out here: all of them are compared with. "
                "Clear the references to compare with files instead."
            )
            return
        self._references = tuple(kept for kept in self._references if kept is not reference)
        self._show_references()
        self._verify()

    def _forget_account(self) -> None:
        self._account = ""
        self.account.clear()
        self.holder.clear()

    def _verify(self) -> None:
        """Compare what is on the desk; what an earlier comparison gives is no longer wanted."""
        questioned, references, box = self._questioned, self._references, self._box
        if questioned is None:
            missing = "Open a cheque." if references else "Load an account and open a cheque."
            self.panel.show_missing("Nothing to compare yet", missing)
            return
        self.panel.show_waiting()
        self._runner.submit(
            "verify",
            "Comparing",
            lambda _report, _cancel: self._services.verify(questioned, references, box),
            self._show_verified,
            self._verify_failed,
            self._verify_stopped,
        )

    def _verify_failed(self, error: Exception) -> None:
        self.panel.show_failure("The comparison failed; the message above says why.")
        self.message.show_error(error)

    def _verify_stopped(self) -> None:
        self.panel.show_missing("Stopped", "Press Locate again to compare.")

    def _show_verified(self, verified: Verified) -> None:
        first = self._verified is None
        self._verified = verified
        verification = verified.verification
        # A box that the user changed meanwhile is newer than this one.
        self.compare.cheque_view.show_boxes(
            self._box or verification.box, [candidate.box for candidate in verification.candidates]
        )
        self.compare.strip.show_references(
            self._references, verified.similarities, verification.distances, keep=not first
        )
        self.panel.show_verification(verification)
        self._show_panes()
        self.compared.emit()

    def _show_references(self, *, keep: bool = True) -> None:
        count = len(self._references)
        self.compare.strip_pane.set_heading("References", f"of account {self._account}" if self._account else "")
        self.compare.clear.setEnabled(count > 0)
        self.compare.strip.show_references(self._references, keep=keep)

    def _show_reference(self, reference: ShownReference | None) -> None:
        """Show the reference that was chosen in the strip."""
        at = 0 if reference is None else self._references.index(reference) + 1
        self.compare.show_reference(reference, f"{at} of {len(self._references)}")

    def _show_panes(self) -> None:
        """Show both signatures in the present mode."""
        self._show_reference(self.compare.strip.current)
        self.compare.show_questioned(self._questioned, self._verified)
