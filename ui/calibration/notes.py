"""What is to be known of a sample, in the desk's language. A profile keeps it in English, word for word."""

from __future__ import annotations

import re

from PySide6.QtCore import QCoreApplication

from ui.language import QT_TRANSLATE_NOOP

# Sentences of sigverify.samples, sigverify.recorded and calibration.sufficiency, without their numbers.
NOTES = (
    QT_TRANSLATE_NOOP("Note", "{} files were left out: they are copies of others"),
    QT_TRANSLATE_NOOP("Note", "{} files were left out: no usable signature"),
    QT_TRANSLATE_NOOP("Note", "{} writers were left out: the model was trained or tested on them"),
    QT_TRANSLATE_NOOP("Note", "{} pairs were left out: no usable signature"),
    QT_TRANSLATE_NOOP("Note", "{} pairs were left out: they are there already"),
    QT_TRANSLATE_NOOP("Note", "{} pairs were left out: a signature was compared with itself"),
    QT_TRANSLATE_NOOP("Note", "{} outcomes were left out: another model compared them, or none did"),
    QT_TRANSLATE_NOOP("Note", "{} outcomes were left out: the same signature was verified again"),
    QT_TRANSLATE_NOOP(
        "Note", "{} outcomes were left out: it is not known whose references they were compared with"
    ),
    QT_TRANSLATE_NOOP("Note", "{} outcomes were left out: the model was trained or tested on them"),
    QT_TRANSLATE_NOOP("Note", "{} writers are few: with fewer than {} the intervals are too narrow"),
    QT_TRANSLATE_NOOP("Note", "{} skilled forgeries are few: it takes {} to know such a rate to within a third"),
    QT_TRANSLATE_NOOP("Note", "{} random forgeries are few: it takes {} to know such a rate to within a third"),
    QT_TRANSLATE_NOOP("Note", "{} genuine signatures are few: it takes {} to know such a rate to within a third"),
)


def note_text(note: str) -> str:
    """Return a note in the desk's language; one that is not known stays as it is."""
    numbers = re.findall(r"\d+", note)
    said = QCoreApplication.translate("Note", re.sub(r"\d+", "{}", note))
    return said.format(*numbers) if said.count("{}") == len(numbers) else note
