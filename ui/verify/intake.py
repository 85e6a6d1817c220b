"""Brings scans to the desk: from files, folders, accounts, the clipboard and other programs."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TypeVar

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QImage

from sigverify.jobs import Cancel, Report
from ui.runner import Runner
from ui.services import Services
from ui.shown import AccountReferences, Questioned, ShownReference

T = TypeVar("T")


class Intake(QObject):
    """Reads in the background; of several requests for the same side, only the last one arrives.

    Signals
    -------
    questioned
        A Questioned scan.

    References
    ----------
        The AccountReferences of an account, or a list of ShownReference.
    page_turned
        A ShownReference, and another page of its file in its place.
    listed
        The WorkItems (list) of a folder.
    account_printed
        A Questioned scan, and the account number (str) on its magnetic line, "" for none.
    unreadable
        The error that kept the scan that was to be verified from being read.
    stopped
        The user stopped that.
    failed
        What else could not be read, and why.
    """

    questioned = Signal(Questioned)
    references = Signal(object)
    page_turned = Signal(ShownReference, ShownReference)
    listed = Signal(list)
    account_printed = Signal(Questioned, str)
    unreadable = Signal(Exception)
    stopped = Signal()
    failed = Signal(Exception)

    def __init__(self, services: Services, runner: Runner, parent: QObject) -> None:
        super().__init__(parent)
        self._services, self._runner = services, runner
        self._dropped = 0

    def read_questioned(self, path: Path, page: int = 1) -> None:
        """Read a scan to be verified."""
        self._questioned(
            self.tr("Reading {file}").format(file=path.name),
            lambda _report, _cancel: self._services.open_questioned(path, page),
        )

    def take_questioned(self, image: QImage) -> None:
        """Take an image from another program to be verified."""
        self._questioned(self.tr("Reading the image"), lambda _report, _cancel: self._services.open_pasted(image))

    def read_list(self, folder: Path) -> None:
        """Read which cheques a folder has."""
        self._runner.submit(
            "list",
            self.tr("Looking into {folder}").format(folder=folder.name),
            lambda _report, _cancel: self._services.work_list(folder),
            self.listed.emit,
            self.failed.emit,
        )

    def load_account(self, number: str) -> None:
        """Read the references of an account."""
        self._references(
            self.tr("Loading the references"), lambda _report, _cancel: self._services.account_references(number)
        )

    def read_references(self, paths: Sequence[Path]) -> None:
        """Read references from files."""
        self._references(
            self.tr("Reading references"),
            lambda report, cancel: self._services.open_references(paths, report, cancel),
        )

    def take_reference(self, image: QImage) -> None:
        """Take an image from another program as a reference."""
        self._references(
            self.tr("Reading the image"), lambda _report, _cancel: [self._services.paste_reference(image)]
        )

    def drop_references(self) -> None:
        """Let no references arrive any more that were asked for until now."""
        self._dropped += 1

    def turn_page(self, reference: ShownReference, page: int) -> None:
        """Read another page of a reference's file."""
        path = reference.path
        assert path is not None, "only files have pages to turn"
        self._runner.submit(
            "references",
            self.tr("Reading {file}").format(file=path.name),
            lambda _report, _cancel: self._services.open_reference(path, page),
            self._unless_dropped(lambda new: self.page_turned.emit(reference, new)),
            self._unless_dropped(self.failed.emit),
        )

    def look_for_account(self, questioned: Questioned) -> None:
        """Read the magnetic line of a cheque."""
        self._runner.submit(
            "line",
            self.tr("Reading the magnetic line"),
            lambda _report, _cancel: self._services.printed_account(questioned),
            lambda number: self.account_printed.emit(questioned, number),
            self.failed.emit,
        )

    def _questioned(self, title: str, job: Callable[[Report, Cancel], Questioned]) -> None:
        self._runner.submit(
            "questioned",
            title,
            job,
            self.questioned.emit,
            self.unreadable.emit,
            self.stopped.emit,
        )

    def _references(
        self, title: str, job: Callable[[Report, Cancel], AccountReferences | list[ShownReference]]
    ) -> None:
        self._runner.submit(
            "references",
            title,
            job,
            self._unless_dropped(self.references.emit),
            self._unless_dropped(self.failed.emit),
        )

    def _unless_dropped(self, told: Callable[[T], object]) -> Callable[[T], None]:
        asked = self._dropped

        def tell(what: T) -> None:
            if asked == self._dropped:
                told(what)

        return tell
