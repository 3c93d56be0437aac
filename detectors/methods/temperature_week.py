"""Time of week and temperature: the baseline of building science, fitted apart for occupied and unoccupied hours."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import ClassVar

import numpy as np

from data.calendar.day_grid import BoolArray, DayType, IntArray
from data.calendar.lengths import DAYS_PER_WEEK, SUNDAY
from data.series import FloatArray
from detectors.forecasters.detector import Forecaster
from detectors.forecasters.filled_days import FilledDays
from detectors.params import integer
from detectors.progress import note, report
from detectors.registry import register
from detectors.walk_forward.days import SeriesDays
from detectors.walk_forward.loop import FIT_INTERVAL_DAYS

KNOTS_C = tuple((fahrenheit - 32.0) * 5.0 / 9.0 for fahrenheit in (40.0, 55.0, 65.0, 80.0, 90.0))
"""Degrees Celsius at which the line may change its slope. Source: LBNL's ``loadshape``, in degrees Fahrenheit."""
MIN_BEYOND = 20
"""Readings that must lie beyond an outer bend for it to be used. Source: LBNL's ``loadshape``."""
HEATING_BELOW_C, COOLING_ABOVE_C = 10.0, 18.3
"""Degrees Celsius: 50 and 65 degrees Fahrenheit. Source: LBNL's ``loadshape``."""
OCCUPIED_SHARE = 0.65
"""Share of times that a line on degrees alone predicts too little from which a slot is occupied. Source: LBNL's
``loadshape``."""
RIDGE = 1e-4
"""Penalty per reading on slopes. Chosen, not tuned."""
MEMORY_DAYS = 728
"""Days back that the line is fitted and days are compared: two years of whole weeks. Chosen, not tuned."""
TEN_DEGREES = 10.0
"""Degrees that are the unit of the pieces of the line, so that they are about 1. Chosen, not tuned."""


@register
@dataclass(frozen=True)
class TemperatureWeek(Forecaster):
    """A mean for each slot of the week and a line of several pieces on the outdoor temperature.

    Occupied and unoccupied slots have lines of their own. A day counts ``14^2 / (14^2 + age^2)``, age in days, so that
    recent weeks count most. Holidays are Sundays. Without a temperature the weighted weekly mean is used, as in the
    source, and a note tells so.

    Source: J. L. Mathieu, P. N. Price, S. Kiliccote and M. A. Piette, "Quantifying changes in building electricity use,
    with application to demand response", IEEE Transactions on Smart Grid 2 (2011), doi:10.1109/TSG.2011.2145010, in the
    form of LBNL's ``loadshape``.
    """

    name: ClassVar[str] = "temperature_week"
    label: ClassVar[str] = "Time of week and temperature"
    algorithm: ClassVar[str] = "TOWT"
    summary: ClassVar[str] = (
        "Compares each reading with the recent mean of that time of the week, moved by the outdoor temperature. "
        "For buildings that heat or cool and whose file has a temperature; without one others foresee better."
    )
    revision: ClassVar[int] = 4
    source: ClassVar[str] = "Mathieu et al. (2011), doi:10.1109/TSG.2011.2145010; LBNL loadshape"

    recency_days: int = integer(
        14, (5, 90), label="Recency", unit="days", help="A day of this age counts half as much as the newest."
    )

    def model(self, days: SeriesDays) -> TimeOfWeek:
        """Return means and lines, in which a day of an age of ``recency_days`` counts half."""
        return TimeOfWeek(days.grid.slots, self.recency_days)


class TimeOfWeek(FilledDays):
    """The forecast model of time of week and temperature."""

    def __init__(self, slots: int, half_days: int) -> None:
        super().__init__(slots, MEMORY_DAYS)
        self._half_days = float(half_days)
        self._knots = np.zeros(0)
        self._lines = np.zeros((2, 0))
        self._is_occupied = np.zeros((DAYS_PER_WEEK, slots), bool)

    def fit_filled(self, day: int) -> None:
        """Find the occupied slots and fit the line of either kind."""
        if not self.days.outdoor.is_known:
            note("temperature", "This meter has no temperature: what is expected of it is its weighted weekly mean.")
            return
        if day % FIT_INTERVAL_DAYS == 0:
            months = self.grid.days // FIT_INTERVAL_DAYS
            report(f"fitting to temperature, month {day // FIT_INTERVAL_DAYS} of {months}", day / self.grid.days)
        rows = np.arange(max(0, day - MEMORY_DAYS), day)
        self._knots = _knots(self.days.outdoor.filled_c[rows])
        self._is_occupied = self._occupied(rows)
        self._lines = np.array([self._line(rows, day, occupied=kind) for kind in (False, True)])

    def forecast_day(self, day: int) -> FloatArray:
        """Return the mean of such slots without the influence of temperature, plus that of the day's temperature."""
        rows = self._alike(day)
        weights = self._weights(rows, day)
        residual = self.filled[rows] - self._by_temperature(rows)
        return np.asarray(weights @ residual / weights.sum() + self._by_temperature(np.array([day]))[0])

    @property
    def _weekday(self) -> IntArray:
        """Weekday of all days, 0 for Monday; holidays are Sundays."""
        return np.where(self.grid.day_type == DayType.SUNDAY, SUNDAY, self.grid.weekday)

    def _alike(self, day: int) -> IntArray:
        first = max(0, day - MEMORY_DAYS)
        earlier, types = np.arange(first, day), self.grid.types_before(first, day)
        weekdays = np.where(types == DayType.SUNDAY, SUNDAY, self.grid.weekday[first:day])
        same = earlier[weekdays == self._weekday[day]]
        is_alike = (types != DayType.WEEKDAY) == self.grid.is_off[day]
        rows: IntArray = same if len(same) > 1 else earlier[is_alike]
        return rows

    def _weights(self, rows: IntArray, day: int) -> FloatArray:
        age = (day - rows).astype(np.float64)
        return np.asarray(self._half_days**2 / (self._half_days**2 + age**2))

    def _by_temperature(self, rows: IntArray) -> FloatArray:
        """Return the power in kW that the temperature of days accounts for."""
        if self._lines.shape[1] == 0:
            return np.zeros((len(rows), self.grid.slots))
        pieces = np.nan_to_num(_pieces(self.days.outdoor.filled_c[rows], self._knots))
        lines = self._lines[self._is_occupied[self._weekday[rows]].astype(int)]
        return np.asarray((pieces * lines).sum(axis=-1) * self.load_range_kw)

    def _occupied(self, rows: IntArray) -> BoolArray:
        """Return for each slot of the week whether a line on degrees alone mostly predicts too little."""
        degrees, power = self.days.outdoor.filled_c[rows], self.shares(self.training_kw[rows])
        needs = [np.maximum(HEATING_BELOW_C - degrees, 0.0), np.maximum(degrees - COOLING_ABOVE_C, 0.0)]
        known = np.isfinite(power) & np.isfinite(degrees)
        terms = np.stack([np.ones_like(power), *needs], axis=-1)
        line = np.linalg.lstsq(terms[known], power[known], rcond=None)[0]
        above = np.where(known, power > terms @ line, False)
        count, total = np.zeros((2, DAYS_PER_WEEK, self.grid.slots))
        np.add.at(count, self._weekday[rows], above)
        np.add.at(total, self._weekday[rows], known)
        return np.asarray(count > OCCUPIED_SHARE * np.maximum(total, 1.0))

    def _line(self, rows: IntArray, day: int, *, occupied: bool) -> FloatArray:
        """Return the slopes of the pieces, from departures from the weighted means of the slots of the week."""
        pieces = _pieces(self.days.outdoor.filled_c[rows], self._knots)
        power = self.shares(self.training_kw[rows])
        weekday = self._weekday[rows]
        known = np.isfinite(power) & np.isfinite(pieces).all(axis=-1) & (self._is_occupied[weekday] == occupied)
        weight = known * self._weights(rows, day)[:, None]
        values = np.where(known[..., None], np.concatenate([pieces, power[..., None]], axis=-1), 0.0)
        for each in range(DAYS_PER_WEEK):
            days = weekday == each
            total = weight[days].sum(axis=0)
            mean = (values[days] * weight[days][..., None]).sum(axis=0) / np.maximum(total, 1e-12)[:, None]
            values[days] -= mean
        table, goal = values[..., :-1], values[..., -1]
        weighted = table * weight[..., None]
        left = np.einsum("dsi,dsj->ij", weighted, table)
        penalty = (RIDGE * float(weight.sum()) + 1e-12) * np.eye(len(left))
        return np.asarray(np.linalg.solve(left + penalty, np.einsum("dsi,ds->i", weighted, goal)))


def _knots(degrees: FloatArray) -> FloatArray:
    """Return the bends, without outer ones that hardly any reading lies beyond."""
    known = degrees[np.isfinite(degrees)]
    low, high = 0, len(KNOTS_C)
    while low < high and (known < KNOTS_C[low]).sum() < MIN_BEYOND:
        low += 1
    while high > low and (known > KNOTS_C[high - 1]).sum() < MIN_BEYOND:
        high -= 1
    return np.array(KNOTS_C[low:high])


def _pieces(degrees: FloatArray, knots: FloatArray) -> FloatArray:
    """Return the part of the temperature in each piece between two bends, in tens of degrees."""
    edges = np.concatenate([[-np.inf], knots, [np.inf]])
    pieces = []
    for low, high in pairwise(edges):
        bottom = low if np.isfinite(low) else 0.0
        pieces.append((np.clip(degrees, low, high) - bottom) / TEN_DEGREES)
    return np.stack(pieces, axis=-1)
