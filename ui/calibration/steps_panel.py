"""The four steps of a calibration, and the profiles, one under the other."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QLabel, QScrollArea, QVBoxLayout, QWidget

from ui.buttons import named_button
from ui.calibration.choose_panel import ChoosePanel
from ui.calibration.notes import note_text
from ui.calibration.profiles_panel import ProfilesPanel

if TYPE_CHECKING:
    from sigverify.samples import Sample

_WIDTH = 330


class StepsPanel(QScrollArea):
    """What the buttons do is the view's."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(self.tr("Steps of a calibration"))
        self.folder = named_button(
            self.tr("Folder…"), self.tr("Take a folder of signatures: set, writer, genuine, forged")
        )
        self.pairs = named_button(self.tr("Pairs…"), self.tr("Take a CSV file of labelled pairs"))
        self.own = named_button(
            self.tr("Own cheques"), self.tr("Take the bank's own cheques whose outcome is known independently")
        )
        self.told = QLabel()
        self.told.setWordWrap(True)
        self.choose = ChoosePanel()
        self.activate = named_button(
            self.tr("Use this threshold…"), self.tr("Make a profile of it and use it from now on")
        )
        self.report = named_button(self.tr("Report…"), self.tr("Write the calibration into a PDF file"))
        self.profiles = ProfilesPanel()
        self._build()

    def show_sample(self, sample: Sample | None) -> None:
        """Say what was compared, and what was left out."""
        if sample is None:
            self.told.setText("")
            return
        scored = sample.scored[min(sample.scored)]
        said = self.tr("{pairs} comparisons of {writers} writers")
        told = said.format(pairs=len(scored), writers=len(set(scored.writers.tolist())))
        self.told.setText("\n".join([told, *map(note_text, sample.notes)]))

    def _build(self) -> None:
        column = QVBoxLayout()
        column.setSpacing(6)
        buttons = QHBoxLayout()
        for button in (self.folder, self.pairs, self.own):
            buttons.addWidget(button)
        done = QHBoxLayout()
        done.addWidget(self.activate, 1)
        done.addWidget(self.report)
        for title, content in (
            (self.tr("1  Pairs"), buttons),
            (self.tr("2  Scores"), self.told),
            (self.tr("3  Choose"), self.choose),
            (self.tr("4  Activate"), done),
            (self.tr("Profiles"), self.profiles),
        ):
            label = QLabel(title)
            label.setProperty("section", True)
            column.addWidget(label)
            if isinstance(content, QWidget):
                column.addWidget(content)
            else:
                column.addLayout(content)
        column.addStretch(1)
        inner = QWidget()
        inner.setLayout(column)
        self.setWidget(inner)
        self.setWidgetResizable(True)
        self.setFrameShape(QScrollArea.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFixedWidth(_WIDTH)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setFocusProxy(self.folder)
