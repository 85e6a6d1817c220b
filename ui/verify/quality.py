"""What is to be known of the scan and its ink, in one line."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication

from ui.wording import quality_text

if TYPE_CHECKING:
    from sigverify.verifier import Verification


def quality_line(verification: Verification, spare: int) -> str:
    """Say what makes the comparison less sure, or that nothing does; of no ink, what is wrong with the scan.

    `spare` is how many boxes were found on the scan beside those that are compared.
    """
    translate = QCoreApplication.translate
    said = [] if verification.quality is None else [quality_text(one) for one in verification.quality.problems]
    if verification.questioned is None:
        return " ".join(said)
    if spare > 0:
        said.append(translate("Quality", "More than one box was found: B goes through them."))
    return " ".join(said) or translate("Quality", "The scan is clear.")
