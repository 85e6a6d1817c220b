"""Plots that share one threshold: it is dragged in any of them, and the others follow.

Each is built and drawn when it is first seen, so that the window never waits for all of them at once.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import numpy as np
import pyqtgraph as pg
from numpy.typing import NDArray
from PySide6.QtCore import QCoreApplication, QEvent, Qt, Signal
from PySide6.QtGui import QColor, QPen
from PySide6.QtWidgets import QTabWidget, QVBoxLayout, QWidget
from scipy.special import ndtri

from ui import theme
from ui.language import QT_TRANSLATE_NOOP
from ui.theme import Theme

if TYPE_CHECKING:
    from calibration.operating import Limits
    from calibration.sweep import ErrorCurve, Sweep
    from ui.calibration.clerk import Prepared

Rates = NDArray[np.float64]
Points = tuple[Rates, Rates]

translate = QCoreApplication.translate
# Rates on normal deviates: none is quite 0 or 1 there.
_LEAST = 5e-4
_DET_TICKS = (0.001, 0.01, 0.05, 0.2, 0.5, 0.8, 0.95)
_SOLID, _DASHED, _DOTTED = Qt.PenStyle.SolidLine, Qt.PenStyle.DashLine, Qt.PenStyle.DotLine


class _Axes(pg.PlotWidget):  # type: ignore[misc]  # pyqtgraph has no types
    """What all plots have: two named axes, a legend, lines that can be dragged.

    Signals
    -------
    dragged
        The threshold on similarity (float), as the user drags it.
    """

    dragged = Signal(float)
    # Where the legend is in the way of no curve: the corner as shares of the plot, and how far from it.
    LEGEND: tuple[tuple[float, float], tuple[int, int]] = ((1, 0), (-10, 10))

    def __init__(self, title: str, along: str, up: str) -> None:
        super().__init__()
        self.setAccessibleName(
            translate("Plots", "{plot}: {up} against {along}").format(plot=title, up=up, along=along)
        )
        self.setLabel("bottom", along)
        self.setLabel("left", up)
        self.setMenuEnabled(False)
        self.hideButtons()
        self.setMouseEnabled(x=False, y=False)
        self.setAntialiasing(True)
        self.getPlotItem().layout.setContentsMargins(6, 10, 14, 6)
        for side in ("left", "bottom"):
            self.getAxis(side).enableAutoSIPrefix(False)
        self.getAxis("bottom").setHeight(2 * self.fontMetrics().height() + 14)
        corner, offset = self.LEGEND
        self.legend = self.addLegend()
        self.legend.anchor(corner, corner, offset)

    def clear_for(self, colours: Theme) -> None:
        """Take away what was drawn, and dress for a theme."""
        self.setBackground(colours.base)
        for side in ("left", "bottom"):
            axis = self.getAxis(side)
            axis.setPen(colours.border)
            axis.setTextPen(colours.text)
        self.showGrid(x=True, y=True, alpha=0.15)
        for item in [*self.listDataItems(), *self._bands()]:
            self.removeItem(item)
        self.legend.clear()
        self.legend.setLabelTextColor(colours.text)
        # The threshold's line goes behind it, not through its words.
        self.legend.setBrush(pg.mkBrush(colours.base))

    def add_line(self, *, movable: bool = True) -> pg.InfiniteLine:
        """Add a line that stands on the similarity, or what follows from it."""
        line = pg.InfiniteLine(0.5, angle=90, movable=movable, bounds=(0.0, 1.0))
        line.setZValue(10)
        self.addItem(line, ignoreBounds=True)
        line.sigDragged.connect(lambda moved: self.dragged.emit(float(moved.value())))
        return line

    def _bands(self) -> list[pg.FillBetweenItem]:
        return [item for item in self.getPlotItem().items if isinstance(item, pg.FillBetweenItem)]


class _OverSimilarity(_Axes):
    """A plot over similarity, in which the threshold is a line and the lower one another."""

    def __init__(self, title: str, along: str, up: str) -> None:
        super().__init__(title, along, up)
        self.line = self.add_line()
        self.lower = self.add_line(movable=False)

    def clear_for(self, colours: Theme) -> None:
        super().clear_for(colours)
        _dress_line(self.line, colours)
        self.lower.setPen(pg.mkPen(colours.accent, width=2, style=_DASHED))
        self.setXRange(0, 1, padding=0.02)

    def show_limits(self, prepared: Prepared, limits: Limits) -> None:
        self.line.setValue(limits.accept)
        self.lower.setVisible(limits.flag_below is not None)
        self.lower.setValue(limits.accept if limits.flag_below is None else limits.flag_below)


class Histograms(_OverSimilarity):
    """How similar the signatures of each kind are."""

    def draw(self, prepared: Prepared, colours: Theme) -> None:
        sweep = prepared.sweep
        for scores, colour, name, dashes in (
            (sweep.genuine, colours.accept, translate("Plots", "genuine"), _SOLID),
            (sweep.skilled, colours.flag, translate("Plots", "skilled forgeries"), _DASHED),
            (sweep.random, colours.unscorable, translate("Plots", "random forgeries"), _DOTTED),
        ):
            fill, pen = _faint(colour, 50), _pen(colour, dashes)
            shares = sweep.histogram(scores)
            self.plot(sweep.edges, shares, stepMode="center", fillLevel=0, brush=fill, pen=pen, name=name)


class ErrorRates(_OverSimilarity):
    """What each threshold would do, with intervals over writers."""

    LEGEND = ((0.5, 0), (0, 10))

    def draw(self, prepared: Prepared, colours: Theme) -> None:
        sweep = prepared.sweep
        for rate, colour, name, dashes in (
            (sweep.frr, colours.accept, translate("Plots", "genuine not accepted (FRR)"), _SOLID),
            (sweep.far, colours.flag, translate("Plots", "skilled accepted (FAR)"), _DASHED),
            (sweep.far_random, colours.unscorable, translate("Plots", "random accepted (FAR)"), _DOTTED),
        ):
            if not np.isnan(rate.value).all():
                self._draw_rate(sweep, rate, colour, name, dashes)

    def _draw_rate(self, sweep: Sweep, rate: ErrorCurve, colour: str, name: str, dashes: Qt.PenStyle) -> None:
        none = pg.mkPen(None)
        low, high = (self.plot(sweep.thresholds, edge, pen=none) for edge in (rate.low, rate.high))
        self.addItem(pg.FillBetweenItem(low, high, brush=_faint(colour, 40)))
        self.plot(sweep.thresholds, rate.value, pen=_pen(colour, dashes), name=name)


class _OverErrors(_Axes):
    """A plot of one error over the other, on which the threshold is a mark.

    Parameters
    ----------
    points
        Tells where on the plot the thresholds lie, for a FAR at each of them.
    """

    def __init__(self, title: str, along: str, up: str, points: Callable[[Sweep, Rates], Points]) -> None:
        super().__init__(title, along, up)
        self._points = points
        self._prepared: Prepared | None = None
        self.mark = pg.TargetItem((0.0, 0.0), size=14, movable=True)
        self.mark.setZValue(10)
        self.addItem(self.mark, ignoreBounds=True)
        self.mark.sigPositionChanged.connect(lambda _: self._take_mark())

    def draw(self, prepared: Prepared, colours: Theme) -> None:
        self._prepared = prepared
        self.mark.setPen(pg.mkPen(colours.accent, width=2))
        sweep = prepared.sweep
        skilled, random = translate("Plots", "skilled forgeries"), translate("Plots", "random forgeries")
        self.plot(*self._points(sweep, sweep.far.value), pen=_pen(colours.flag), name=skilled)
        if len(sweep.random):
            pen = _pen(colours.unscorable, _DOTTED)
            self.plot(*self._points(sweep, sweep.far_random.value), pen=pen, name=random)

    def show_limits(self, prepared: Prepared, limits: Limits) -> None:
        sweep = prepared.sweep
        along, up = self._points(sweep, sweep.far.value)
        at = int(np.argmin(np.abs(sweep.thresholds - limits.accept)))
        self.mark.blockSignals(True)
        self.mark.setPos(along[at], up[at])
        self.mark.blockSignals(False)

    def _take_mark(self) -> None:
        """Take the threshold whose point is nearest to where the mark was dragged."""
        if self._prepared is None:
            return
        sweep = self._prepared.sweep
        along, up = self._points(sweep, sweep.far.value)
        place = self.mark.pos()
        nearest = int(np.nanargmin((along - place.x()) ** 2 + (up - place.y()) ** 2))
        self.dragged.emit(float(sweep.thresholds[nearest]))


class Det(_OverErrors):
    """Both errors on normal deviates, where normal distributions make straight lines (Martin et al. 1997)."""

    def __init__(self, title: str, along: str, up: str) -> None:
        super().__init__(title, along, up, _on_deviates)
        ticks = [[(float(ndtri(rate)), f"{100 * rate:g} %") for rate in _DET_TICKS]]
        for side in ("left", "bottom"):
            self.getAxis(side).setTicks(ticks)


class Roc(_OverErrors):
    """Genuine signatures accepted over forgeries accepted."""

    LEGEND = ((1, 1), (-20, -60))

    def __init__(self, title: str, along: str, up: str) -> None:
        super().__init__(title, along, up, lambda sweep, far: (far, 1.0 - sweep.frr.value))


class Reliability(_Axes):
    """Of those said to be genuine with such a chance, how many were."""

    LEGEND = ((0, 0), (50, 10))

    def __init__(self, title: str, along: str, up: str) -> None:
        super().__init__(title, along, up)
        self.line = self.add_line(movable=False)

    def draw(self, prepared: Prepared, colours: Theme) -> None:
        _dress_line(self.line, colours)
        told, colour = prepared.sweep.reliability, colours.accept
        ideal, found = translate("Plots", "ideal"), translate("Plots", "as it was")
        self.plot([0, 1], [0, 1], pen=_pen(colours.muted, _DOTTED), name=ideal)
        points = {"symbol": "o", "symbolBrush": colour, "symbolPen": colour}
        self.plot(told.stated, told.observed, pen=_pen(colour), name=found, **points)
        self.setXRange(0, 1, padding=0.02)

    def show_limits(self, prepared: Prepared, limits: Limits) -> None:
        curve = prepared.curve
        bounded = min(max(limits.accept, 1e-9), 1 - 1e-9)
        distance = (curve.offset - np.log(bounded / (1 - bounded))) / curve.slope
        ratio = float(curve.log_ratios(np.asarray([distance]))[0])
        self.line.setValue(float(1.0 / (1.0 + np.exp(-ratio))))


Plot = Histograms | ErrorRates | Det | Roc | Reliability
_KINDS: tuple[tuple[type[Plot], str, str, str], ...] = (
    (
        Histograms,
        QT_TRANSLATE_NOOP("Plots", "Histograms"),
        QT_TRANSLATE_NOOP("Plots", "similarity"),
        QT_TRANSLATE_NOOP("Plots", "share of signatures"),
    ),
    (
        ErrorRates,
        QT_TRANSLATE_NOOP("Plots", "Error rates"),
        QT_TRANSLATE_NOOP("Plots", "similarity"),
        QT_TRANSLATE_NOOP("Plots", "share judged wrongly"),
    ),
    (
        Det,
        QT_TRANSLATE_NOOP("Plots", "DET"),
        QT_TRANSLATE_NOOP("Plots", "skilled forgeries accepted"),
        QT_TRANSLATE_NOOP("Plots", "genuine signatures not accepted"),
    ),
    (
        Roc,
        QT_TRANSLATE_NOOP("Plots", "ROC"),
        QT_TRANSLATE_NOOP("Plots", "skilled forgeries accepted"),
        QT_TRANSLATE_NOOP("Plots", "genuine signatures accepted"),
    ),
    (
        Reliability,
        QT_TRANSLATE_NOOP("Plots", "Reliability"),
        QT_TRANSLATE_NOOP("Plots", "stated chance that it is genuine"),
        QT_TRANSLATE_NOOP("Plots", "share that was genuine"),
    ),
)


class Plots(QTabWidget):
    """Histograms, error rates, DET, ROC and reliability of one sample.

    Signals
    -------
    dragged
        The threshold on similarity (float), as the user drags it.
    """

    dragged = Signal(float)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        for named in (self, self.tabBar()):
            named.setAccessibleName(self.tr("Plots"))
        self._prepared: Prepared | None = None
        self._limits: Limits | None = None
        self._built: dict[int, Plot] = {}
        self._drawn: set[int] = set()
        self._pages: list[QVBoxLayout] = []
        for _, title, _, _ in _KINDS:
            page = QWidget()
            layout = QVBoxLayout(page)
            layout.setContentsMargins(0, 0, 0, 0)
            self._pages.append(layout)
            self.addTab(page, translate("Plots", title))
        self.currentChanged.connect(self.plot)

    def show_prepared(self, prepared: Prepared) -> None:
        """Draw a sample anew; of the plots that are not seen, once they are."""
        self._prepared = prepared
        self._drawn.clear()
        self.plot(self.currentIndex())

    def show_limits(self, limits: Limits) -> None:
        """Move the threshold, and nothing else."""
        self._limits = limits
        if self._prepared is not None:
            for at in self._drawn:
                self._built[at].show_limits(self._prepared, limits)

    def plot(self, at: int) -> Plot:
        """Return the plot at a place, as it is to be seen now."""
        if at not in self._built:
            kind, *texts = _KINDS[at]
            made = kind(*(translate("Plots", text) for text in texts))
            made.dragged.connect(self.dragged)
            self._pages[at].addWidget(made)
            self._built[at] = made
        shown = self._built[at]
        if self._prepared is not None and at not in self._drawn:
            self._drawn.add(at)
            colours = theme.of(self)
            shown.clear_for(colours)
            shown.draw(self._prepared, colours)
            if self._limits is not None:
                shown.show_limits(self._prepared, self._limits)
        return shown

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        # Qt sends some of these before there is anything to dress.
        if event.type() is QEvent.Type.PaletteChange and self.__dict__.get("_prepared") is not None:
            self._drawn.clear()
            self.plot(self.currentIndex())


def _on_deviates(sweep: Sweep, far: Rates) -> Points:
    along, up = (ndtri(np.clip(rate, _LEAST, 1 - _LEAST)) for rate in (far, sweep.frr.value))
    return along, up


def _dress_line(line: pg.InfiniteLine, colours: Theme) -> None:
    line.setPen(pg.mkPen(colours.accent, width=2))
    line.setHoverPen(pg.mkPen(colours.accent, width=4))


def _pen(colour: str, dashes: Qt.PenStyle = _SOLID) -> QPen:
    pen: QPen = pg.mkPen(colour, width=2, style=dashes)
    return pen


def _faint(colour: str, alpha: int) -> QColor:
    fill = QColor(colour)
    fill.setAlpha(alpha)
    return fill
