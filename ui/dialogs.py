"""Asking for files and folders, without holding up the window."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtWidgets import QFileDialog, QWidget

from sigverify.scans import SUFFIXES


def ask_for_files(parent: QWidget, title: str, take: Callable[[Sequence[Path]], object]) -> None:
    """Ask for scans, one or more."""
    translate = QCoreApplication.translate
    scans = translate("Dialogs", "Scans ({patterns})").format(
        patterns=" ".join(f"*{suffix}" for suffix in sorted(SUFFIXES))
    )
    everything = translate("Dialogs", "All files (*)")
    dialog = QFileDialog(parent, title, "", f"{scans};;{everything}")
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    dialog.setFileMode(QFileDialog.FileMode.ExistingFiles)
    dialog.filesSelected.connect(lambda files: take([Path(file) for file in files]))
    dialog.open()


def ask_for_folder(parent: QWidget, title: str, take: Callable[[Path], object]) -> None:
    """Ask for a folder."""
    dialog = QFileDialog(parent, title)
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    dialog.setFileMode(QFileDialog.FileMode.Directory)
    dialog.setOption(QFileDialog.Option.ShowDirsOnly)
    dialog.fileSelected.connect(lambda folder: take(Path(folder)))
    dialog.open()


def ask_for_file(parent: QWidget, title: str, pattern: str, take: Callable[[Path], object]) -> None:
    """Ask for one file that is there, whose name has a pattern as *.csv."""
    dialog = QFileDialog(parent, title, "", f"{title} ({pattern})")
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
    dialog.fileSelected.connect(lambda file: take(Path(file)))
    dialog.open()


def ask_for_new_file(parent: QWidget, title: str, name: str, take: Callable[[Path], object]) -> None:
    """Ask where a file is to be written; the name is only proposed."""
    dialog = QFileDialog(parent, title)
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
    dialog.selectFile(name)
    dialog.fileSelected.connect(lambda file: take(Path(file)))
    dialog.open()
