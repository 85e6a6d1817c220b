"""What the program recommends and why: icon, word, place and colour, never colour alone."""

from __future__ import annotations

from enum import Enum
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication, QEvent, QRectF, QSize, QTimer
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QFrame, QGridLayout, QLabel, QSizePolicy, QWidget

from ui import icons, theme
from ui.commands import Keyboard
from ui.icons import Drawing
from ui.verify.similarity_bar import SimilarityBar
from ui.wording import evidence_sentence, reason_text

if TYPE_CHECKING:
    from calibration.profile import Profile
    from sigverify.verifier import Verification

# A comparison usually takes less: nobody should see the word flicker while the box is dragged.
_PATIENCE_MS = 200


class Tone(Enum):
    """How a recommendation looks; the values are those of sigverify.judging.Recommendation."""

    ACCEPT = "ACCEPT"
    FLAG = "FLAG"
    UNSCORABLE = "UNSCORABLE"

    @property
    def word(self) -> str:
        translate = QCoreApplication.translate
        return {
            Tone.ACCEPT: translate("Tone", "Recommend accept"),
            Tone.FLAG: translate("Tone", "Recommend flag"),
            Tone.UNSCORABLE: translate("Tone", "Cannot score"),
        }[self]

    @property
    def drawing(self) -> Drawing:
        return {Tone.ACCEPT: icons.check, Tone.FLAG: icons.flag, Tone.UNSCORABLE: icons.question}[self]

    def colour(self, colours: theme.Theme) -> str:
        return {
            Tone.ACCEPT: colours.accept,
            Tone.FLAG: colours.flag,
            Tone.UNSCORABLE: colours.unscorable,
        }[self]


class RecommendationPanel(QFrame):
    """The recommendation of the comparison that is on the desk, or what is missing for one.

    While it is veiled, the clerk looks at the signatures before knowing what the program thinks of them.
    """

    def __init__(self, keyboard: Keyboard, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._keyboard = keyboard
        self.setObjectName("verdict")
        self.setAccessibleName(self.tr("Recommendation"))
        self._tone: Tone | None = None
        self._veiled: tuple[Verification, int] | None = None
        self._judged: tuple[Verification, int] | None = None
        self._profile: Profile | None = None
        self._icon = _Icon()
        self._word = QLabel()
        font = self._word.font()
        font.setPointSizeF(font.pointSizeF() * 1.7)
        font.setBold(True)
        self._word.setFont(font)
        self._reason = QLabel()
        self._reason.setWordWrap(True)
        self.bar = SimilarityBar()
        self._quality = QLabel()
        self._quality.setProperty("muted", True)
        self._evidence = QLabel()
        self._evidence.setProperty("muted", True)
        self._evidence.setWordWrap(True)
        # A wrapped label asks for more width than it needs, which would push the window beyond small screens.
        for label in (self._reason, self._quality, self._evidence):
            label.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        # What is below does not jump when there is nothing to show here.
        for widget in (self.bar, self._evidence):
            policy = widget.sizePolicy()
            policy.setRetainSizeWhenHidden(True)
            widget.setSizePolicy(policy)
        grid = QGridLayout(self)
        grid.setContentsMargins(14, 8, 14, 8)
        grid.setHorizontalSpacing(14)
        grid.setVerticalSpacing(4)
        grid.addWidget(self._icon, 0, 0, 2, 1)
        grid.addWidget(self._word, 0, 1)
        grid.addWidget(self._reason, 1, 1)
        grid.addWidget(self.bar, 0, 2, 2, 1)
        grid.addWidget(self._quality, 2, 0, 1, 2)
        grid.addWidget(self._evidence, 2, 2)
        grid.setColumnStretch(1, 1)
        grid.setColumnStretch(2, 1)
        self._waiting = QTimer(self)
        self._waiting.setSingleShot(True)
        self._waiting.setInterval(_PATIENCE_MS)
        self._waiting.timeout.connect(lambda: self.show_missing(self.tr("Comparing…"), ""))

    @property
    def tone(self) -> Tone | None:
        """What is recommended; None while nothing is."""
        return self._tone

    @property
    def word(self) -> str:
        return self._word.text()

    @property
    def reason(self) -> str:
        return self._reason.text()

    @property
    def evidence(self) -> str:
        return "" if self._evidence.isHidden() else self._evidence.text()

    def show_profile(self, profile: Profile | None) -> None:
        """Take note of what thresholds are worth."""
        self._profile = profile
        if self._judged is not None:
            self._show_evidence(*self._judged)

    @property
    def quality(self) -> str:
        """What is to be known of the ink, in words."""
        return self._quality.text()

    @property
    def veiled(self) -> bool:
        """Whether there is a recommendation that the clerk has not looked at."""
        return self._veiled is not None

    def show_quality(self, text: str) -> None:
        """Say what is to be known of the ink and of the scan."""
        self._quality.setText(text)
        self._quality.setToolTip(text)

    def show_verification(self, verification: Verification, references: int, *, veiled: bool = False) -> None:
        """Show what was recommended; or veil it, until `reveal`.

        `references` is how many the similarity is to: those of one signatory, 0 where it is nobody's.
        """
        tone = Tone(verification.recommendation.value)
        if veiled and tone is not Tone.UNSCORABLE:
            hint = self.tr("Decide, or press {reveal} to see what the program says.")
            self.show_missing(self.tr("Look first"), self._keyboard.told(hint))
            self._veiled = verification, references
            return
        self._show(tone, reason_text(verification.reason))
        self._show_evidence(verification, references)
        self.bar.show_values(verification.similarity, verification.threshold)

    def reveal(self) -> None:
        """Show what is veiled."""
        if self._veiled is not None:
            self.show_verification(*self._veiled)

    def show_failure(self, reason: str) -> None:
        """Say that there is no recommendation although everything is there."""
        self._show(Tone.UNSCORABLE, reason)
        self.bar.show_values(None, None)

    def show_missing(self, word: str, reason: str) -> None:
        """Say what to do to get a recommendation."""
        self._show(None, reason, word)
        self.bar.show_values(None, None)
        self.bar.hide()

    def show_waiting(self) -> None:
        """Say so if the comparison takes longer than usual."""
        if not self._waiting.isActive():
            self._waiting.start()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() is QEvent.Type.PaletteChange:
            self._colour_word()

    def _show(self, tone: Tone | None, reason: str, word: str = "") -> None:
        self._waiting.stop()
        self._veiled = self._judged = None
        self._evidence.hide()
        self.bar.show()
        self._tone = tone
        self._icon.show_tone(tone)
        self._word.setText(word if tone is None else tone.word)
        self._reason.setText(reason)
        self._colour_word()
        self.setAccessibleDescription(f"{self.word}. {reason}")

    def _show_evidence(self, verification: Verification, references: int) -> None:
        """Say what the threshold is worth that a similarity to so many references was held against."""
        self._judged = verification, references
        if self._profile is None or verification.threshold is None or not references:
            return
        limits, evidence = self._profile.curve(references).judged_by(verification.threshold)
        self._evidence.setText(evidence_sentence(evidence, stricter=verification.threshold > limits.accept))
        self._evidence.show()

    def _colour_word(self) -> None:
        colours = theme.of(self)
        colour = colours.muted if self._tone is None else self._tone.colour(colours)
        self._word.setStyleSheet(f"color: {colour}")


class _Icon(QWidget):
    """The icon of a tone, large; nothing for none."""

    def __init__(self) -> None:
        super().__init__()
        self._tone: Tone | None = None
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        return QSize(44, 44)

    def show_tone(self, tone: Tone | None) -> None:
        self._tone = tone
        self.setVisible(tone is not None)
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        if self._tone is None:
            return
        painter = QPainter(self)
        colour = QColor(self._tone.colour(theme.of(self)))
        icons.paint(painter, self._tone.drawing, QRectF(self.rect()).adjusted(2, 2, -2, -2), colour)
        painter.end()
