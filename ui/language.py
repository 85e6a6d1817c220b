"""The language of the desk: English in the code, others from `ui/assets/sigverify_*.qm`."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QLibraryInfo, QLocale, QTranslator
from PySide6.QtWidgets import QApplication

if TYPE_CHECKING:
    from sigverify import settings

ASSETS = Path(__file__).parent / "assets"
_installed: list[QTranslator] = []


def QT_TRANSLATE_NOOP(context: str, text: str) -> str:
    """Mark a text for translation that is translated where it is shown; PySide6's own gives an `object`."""
    return text


def install(application: QApplication, wanted: settings.Language) -> None:
    """Speak a language from now on; windows that are open keep theirs."""
    for translator in _installed:
        application.removeTranslator(translator)
    _installed.clear()
    locale = QLocale.system() if wanted == "system" else QLocale(wanted)
    own, qts = QTranslator(application), QTranslator(application)
    # English too has a file: it knows the plurals.
    if not own.load(locale, "sigverify", "_", str(ASSETS)):
        own.load("sigverify_en", str(ASSETS))
    qts.load(locale, "qtbase", "_", QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath))
    for translator in (qts, own):
        application.installTranslator(translator)
        _installed.append(translator)
