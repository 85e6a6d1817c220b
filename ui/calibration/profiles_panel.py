"""The profile in use, how it does, and the others that there are."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtWidgets import QComboBox, QGridLayout, QLabel, QVBoxLayout, QWidget

from ui.buttons import named_button
from ui.calibration.clerk import Overview
from ui.calibration.notes import note_text
from ui.language import QT_TRANSLATE_NOOP

if TYPE_CHECKING:
    from sigverify.activating import KnownProfile

# Sentences of sigverify.monitoring.
ADVICE = (
    QT_TRANSLATE_NOOP("Drift", "As expected: nothing to do"),
    QT_TRANSLATE_NOOP("Drift", "Something has changed: look again soon"),
    QT_TRANSLATE_NOOP("Drift", "Calibrate again, on signatures of your own"),
)


class ProfilesPanel(QWidget):
    """Says what is in use; chooses another profile. What the buttons do is the view's."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.in_use = QLabel()
        self.in_use.setWordWrap(True)
        self.drift = QLabel()
        self.drift.setWordWrap(True)
        self.drift.setProperty("muted", True)
        self.chosen = QComboBox()
        for named in (self.chosen, self.chosen.view()):
            named.setAccessibleName(self.tr("Profiles"))
        self.chosen.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.chosen.setMinimumContentsLength(18)
        self.open = named_button(
            self.tr("Open its pairs"), self.tr("Show the pairs that the chosen profile was made from")
        )
        self.activate = named_button(self.tr("Use it…"), self.tr("Use the chosen profile from now on"))
        self.roll_back = named_button(
            self.tr("Roll back…"), self.tr("Use the profile again that was active before")
        )
        self.export = named_button(self.tr("Export…"), self.tr("Write the chosen profile into a file"))
        self.take_in = named_button(self.tr("Import…"), self.tr("Put a profile from a file on record"))
        grid = QGridLayout()
        grid.addWidget(self.open, 0, 0)
        grid.addWidget(self.activate, 0, 1)
        grid.addWidget(self.roll_back, 1, 0, 1, 2)
        grid.addWidget(self.export, 2, 0)
        grid.addWidget(self.take_in, 2, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        for part in (self.in_use, self.drift, self.chosen):
            column.addWidget(part)
        column.addLayout(grid)
        self.chosen.currentIndexChanged.connect(lambda _: self._offer())
        self._may = True
        self._offer()

    @property
    def profile(self) -> KnownProfile | None:
        """The profile that is chosen in the list."""
        one: KnownProfile | None = self.chosen.currentData()
        return one

    def show_overview(self, overview: Overview) -> None:
        """Show the profiles that there are."""
        before = None if self.profile is None else self.profile.profile.id
        self.chosen.clear()
        for one in overview.known:
            self.chosen.addItem(self._title(one), one)
            told = [one.profile.reason or "", *map(note_text, one.profile.notes)]
            self.chosen.setItemData(
                self.chosen.count() - 1, "\n".join(filter(None, told)), Qt.ItemDataRole.ToolTipRole
            )
        ids = [one.profile.id for one in overview.known]
        if before in ids:
            self.chosen.setCurrentIndex(ids.index(before))
        self._say(overview)
        self._offer()

    def let(self, may_activate: bool) -> None:
        """Let the operator use profiles, or not."""
        self._may = may_activate
        self._offer()

    def _title(self, one: KnownProfile) -> str:
        state = ""
        if one.active:
            state = self.tr("in use")
        elif one.waiting:
            state = self.tr("waits for approval")
        elif not one.fits:
            state = self.tr("of another model")
        return f"{one.profile.id} ({state})" if state else one.profile.id

    def _say(self, overview: Overview) -> None:
        active, watched = overview.active, overview.monitoring
        if active is None:
            self.in_use.setText(self.tr("There is no profile: nothing is recommended."))
        elif not active.fits:
            said = self.tr(
                "{name} belongs to another model: nothing is recommended until a profile of this model is in use."
            )
            self.in_use.setText(said.format(name=active.profile.id))
        else:
            self.in_use.setText(self.tr("In use: {name}").format(name=active.profile.id))
        self.in_use.setProperty("warning", active is None or not active.fits)
        self.in_use.style().polish(self.in_use)
        self.drift.setVisible(watched is not None)
        if watched is None:
            return
        lines = []
        if watched.drift.value == "too few":
            said = self.tr("{count} signatures have been compared with it: too few to tell whether it still fits.")
            lines.append(said.format(count=watched.looked_at))
        else:
            lines.append(QCoreApplication.translate("Drift", watched.advice))
            said = self.tr(
                "Of the last {count}, {flagged:.1f} % were not recommended to accept; "
                "{low:.1f} to {high:.1f} % are expected."
            )
            flagged, expected = watched.flagged.rate, watched.expected
            lines.append(
                said.format(
                    count=watched.looked_at,
                    flagged=100 * flagged.value,
                    low=100 * expected.low,
                    high=100 * expected.high,
                )
            )
            if watched.stability is not None:
                said = self.tr("Population stability index {index:.2f}.")
                lines.append(said.format(index=watched.stability.index))
        self.drift.setText("\n".join(lines))

    def _offer(self) -> None:
        one = self.profile
        self.open.setEnabled(one is not None)
        self.export.setEnabled(one is not None)
        self.activate.setEnabled(self._may and one is not None and one.fits and not one.active)
        self.roll_back.setEnabled(self._may)
        self.take_in.setEnabled(self._may)
