"""Plots that share one threshold: it is dragged in any of them, and the others follow."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pyqtgraph as pg
from numpy.typing import NDArray
from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QColor, QPen
from PySide6.QtWidgets import QTabWidget, QWidget
from scipy.special import ndtri

from ui import theme

if TYPE_CHECKING:
    from calibration.operating import Limits
    from calibration.sweep import ErrorCurve
    from ui.calibration.clerk import Prepared

# Rates on normal deviates: none is quite 0 or 1 there.
_LEAST = 5e-4
_DET_TICKS = (0.001, 0.01, 0.05, 0.2, 0.5, 0.8, 0.95)


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
        self.setAccessibleName(self.tr("Plots"))
        self.tabBar().setAccessibleName(self.tr("Plots"))
        self._prepared: Prepared | None = None
        self._limits: Limits | None = None
        similarity, chance = self.tr("similarity"), self.tr("stated chance that it is genuine")
        share = self.tr("share of signatures")
        self.histograms = self._add(self.tr("Histograms"), similarity, share)
        self.rates = self._add(self.tr("Error rates"), similarity, self.tr("share judged wrongly"))
        far, frr = self.tr("skilled forgeries accepted"), self.tr("genuine signatures not accepted")
        self.det = self._add(self.tr("DET"), far, frr)
        self.roc = self._add(self.tr("ROC"), far, self.tr("genuine signatures accepted"))
        self.reliability = self._add(self.tr("Reliability"), chance, self.tr("share that was genuine"))
        self.all = (self.histograms, self.rates, self.det, self.roc, self.reliability)
        ticks = [[(float(ndtri(rate)), f"{100 * rate:g} %") for rate in _DET_TICKS]]
        for side in ("left", "bottom"):
            self.det.getAxis(side).setTicks(ticks)
        self.lines = [self._line(plot) for plot in (self.histograms, self.rates)]
        self._lower = [self._line(plot, movable=False) for plot in (self.histograms, self.rates)]
        self._stated = self._line(self.reliability, movable=False)
        self.marks = [self._mark(plot) for plot in (self.det, self.roc)]
        # Where no curve runs.
        for plot, (along, up), offset in (
            (self.histograms, (1, 0), (-10, 10)),
            (self.rates, (0.5, 0), (0, 10)),
            (self.det, (1, 0), (-10, 10)),
            (self.roc, (1, 1), (-20, -60)),
            (self.reliability, (0, 0), (50, 10)),
        ):
            plot.getPlotItem().legend.anchor((along, up), (along, up), offset)
        self._dress()

    def show_prepared(self, prepared: Prepared) -> None:
        """Draw a sample anew."""
        self._prepared = prepared
        self._draw()

    def show_limits(self, limits: Limits) -> None:
        """Move the threshold, and nothing else."""
        self._limits = limits
        if self._prepared is None:
            return
        for line in self.lines:
            line.blockSignals(True)
            line.setValue(limits.accept)
            line.blockSignals(False)
        for line in self._lower:
            line.setVisible(limits.flag_below is not None)
            line.setValue(limits.accept if limits.flag_below is None else limits.flag_below)
        at = int(np.argmin(np.abs(self._prepared.sweep.thresholds - limits.accept)))
        for mark, curve in zip(self.marks, (self._det_curve(), self._roc_curve()), strict=True):
            mark.blockSignals(True)
            mark.setPos(curve[0][at], curve[1][at])
            mark.blockSignals(False)
        self._stated.setValue(self._stated_chance(limits.accept))

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() is QEvent.Type.PaletteChange and hasattr(self, "marks"):
            self._dress()

    def _add(self, title: str, along: str, up: str) -> pg.PlotWidget:
        plot = pg.PlotWidget()
        plot.setAccessibleName(self.tr("{plot}: {up} against {along}").format(plot=title, up=up, along=along))
        plot.setLabel("bottom", along)
        plot.setLabel("left", up)
        plot.setMenuEnabled(False)
        plot.hideButtons()
        plot.setMouseEnabled(x=False, y=False)
        plot.setAntialiasing(True)
        plot.getPlotItem().layout.setContentsMargins(6, 10, 14, 6)
        for side in ("left", "bottom"):
            plot.getAxis(side).enableAutoSIPrefix(False)
        plot.getAxis("bottom").setHeight(2 * plot.fontMetrics().height() + 14)
        plot.addLegend()
        self.addTab(plot, title)
        return plot

    def _line(self, plot: pg.PlotWidget, *, movable: bool = True) -> pg.InfiniteLine:
        line = pg.InfiniteLine(0.5, angle=90, movable=movable, bounds=(0.0, 1.0))
        line.setZValue(10)
        plot.addItem(line, ignoreBounds=True)
        line.sigDragged.connect(lambda moved: self.dragged.emit(float(moved.value())))
        return line

    def _mark(self, plot: pg.PlotWidget) -> pg.TargetItem:
        mark = pg.TargetItem((0.0, 0.0), size=14, movable=True)
        mark.setZValue(10)
        plot.addItem(mark, ignoreBounds=True)
        mark.sigPositionChanged.connect(lambda moved: self._take_mark(moved))
        return mark

    def _take_mark(self, mark: pg.TargetItem) -> None:
        """Take the threshold whose point on the curve is nearest to where the mark was dragged."""
        if self._prepared is None:
            return
        along, up = self._det_curve() if mark is self.marks[0] else self._roc_curve()
        place = mark.pos()
        nearest = int(np.nanargmin((along - place.x()) ** 2 + (up - place.y()) ** 2))
        self.dragged.emit(float(self._prepared.sweep.thresholds[nearest]))

    def _det_curve(self) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        assert self._prepared is not None
        sweep = self._prepared.sweep
        far, frr = (np.clip(one.value, _LEAST, 1 - _LEAST) for one in (sweep.far, sweep.frr))
        return ndtri(far), ndtri(frr)

    def _roc_curve(self) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        assert self._prepared is not None
        return self._prepared.sweep.far.value, 1.0 - self._prepared.sweep.frr.value

    def _stated_chance(self, similarity: float) -> float:
        assert self._prepared is not None
        curve = self._prepared.curve
        bounded = min(max(similarity, 1e-9), 1 - 1e-9)
        distance = (curve.offset - np.log(bounded / (1 - bounded))) / curve.slope
        ratio = float(curve.log_ratios(np.asarray([distance]))[0])
        return float(1.0 / (1.0 + np.exp(-ratio)))

    def _dress(self) -> None:
        """Give everything the colours of the theme."""
        colours = theme.of(self)
        for plot in self.all:
            plot.setBackground(colours.base)
            for side in ("left", "bottom"):
                axis = plot.getAxis(side)
                axis.setPen(colours.border)
                axis.setTextPen(colours.text)
            plot.showGrid(x=True, y=True, alpha=0.15)
        for line in (*self.lines, self._stated):
            line.setPen(pg.mkPen(colours.accent, width=2))
            line.setHoverPen(pg.mkPen(colours.accent, width=4))
        for line in self._lower:
            line.setPen(pg.mkPen(colours.accent, width=2, style=Qt.PenStyle.DashLine))
        for mark in self.marks:
            mark.setPen(pg.mkPen(colours.accent, width=2))
        if self._prepared is not None:
            self._draw()

    def _draw(self) -> None:
        assert self._prepared is not None
        colours, sweep = theme.of(self), self._prepared.sweep
        genuine, skilled, random = colours.accept, colours.flag, colours.unscorable
        for plot in self.all:
            for item in plot.listDataItems():
                plot.removeItem(item)
            for item in [one for one in plot.getPlotItem().items if isinstance(one, pg.FillBetweenItem)]:
                plot.removeItem(item)
            plot.getPlotItem().legend.clear()
            plot.getPlotItem().legend.setLabelTextColor(colours.text)
        for scores, colour, name, dashes in (
            (sweep.genuine, genuine, self.tr("genuine"), Qt.PenStyle.SolidLine),
            (sweep.skilled, skilled, self.tr("skilled forgeries"), Qt.PenStyle.DashLine),
            (sweep.random, random, self.tr("random forgeries"), Qt.PenStyle.DotLine),
        ):
            fill = QColor(colour)
            fill.setAlpha(50)
            self.histograms.plot(
                sweep.edges,
                sweep.histogram(scores),
                stepMode="center",
                fillLevel=0,
                brush=fill,
                pen=_pen(colour, dashes),
                name=name,
            )
        for rate, colour, name, dashes in (
            (sweep.frr, genuine, self.tr("genuine not accepted (FRR)"), Qt.PenStyle.SolidLine),
            (sweep.far, skilled, self.tr("skilled accepted (FAR)"), Qt.PenStyle.DashLine),
            (sweep.far_random, random, self.tr("random accepted (FAR)"), Qt.PenStyle.DotLine),
        ):
            self._draw_rate(sweep.thresholds, rate, colour, name, dashes)
        self.det.plot(*self._det_curve(), pen=_pen(skilled), name=self.tr("skilled forgeries"))
        self.roc.plot(*self._roc_curve(), pen=_pen(skilled), name=self.tr("skilled forgeries"))
        if len(sweep.random):
            far = sweep.far_random.value
            normal = ndtri(np.clip(far, _LEAST, 1 - _LEAST))
            self.det.plot(
                normal,
                self._det_curve()[1],
                pen=_pen(random, Qt.PenStyle.DotLine),
                name=self.tr("random forgeries"),
            )
            self.roc.plot(
                far, 1.0 - sweep.frr.value, pen=_pen(random, Qt.PenStyle.DotLine), name=self.tr("random forgeries")
            )
        told = sweep.reliability
        self.reliability.plot([0, 1], [0, 1], pen=_pen(colours.muted, Qt.PenStyle.DotLine), name=self.tr("ideal"))
        self.reliability.plot(
            told.stated,
            told.observed,
            pen=_pen(genuine),
            symbol="o",
            symbolBrush=genuine,
            symbolPen=genuine,
            name=self.tr("as it was"),
        )
        for plot in (self.histograms, self.rates, self.reliability):
            plot.setXRange(0, 1, padding=0.02)
        if self._limits is not None:
            self.show_limits(self._limits)

    def _draw_rate(
        self,
        thresholds: NDArray[np.float64],
        rate: ErrorCurve,
        colour: str,
        name: str,
        dashes: Qt.PenStyle,
    ) -> None:
        """Draw a rate with the band of its interval."""
        if np.isnan(rate.value).all():
            return
        band = QColor(colour)
        band.setAlpha(40)
        none = pg.mkPen(None)
        low, high = (self.rates.plot(thresholds, edge, pen=none) for edge in (rate.low, rate.high))
        self.rates.addItem(pg.FillBetweenItem(low, high, brush=band))
        self.rates.plot(thresholds, rate.value, pen=_pen(colour, dashes), name=name)


def _pen(colour: str, dashes: Qt.PenStyle = Qt.PenStyle.SolidLine) -> QPen:
    pen: QPen = pg.mkPen(colour, width=2, style=dashes)
    return pen
