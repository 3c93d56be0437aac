"""What the last days say about today: the departure of recent days from their profile, carried forward.

A profile lags behind the season and the weather. The correction is a ridge regression of today's departure on those of
the days before (as a whole, by part of the day, at the same slot) and, where there is one, on the temperature. It is
fitted anew every week on past days only, for days on and off and for four parts of the day.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from data.calendar.day_grid import DayGrid, IntArray
from data.series import FloatArray
from detectors.features.temperature import COOLING_ABOVE_C, HEATING_BELOW_C

PARTS = 4
RIDGE = 0.002
"""Penalty per reading, on departures in shares of the meter's span."""
TEMPERATURE_RIDGE = 0.00002
"""A hundredth of it on the temperature, whose slope is a property of the building and must not be shrunk."""
PRIOR = 0.9
"""Without evidence, 90 % of the recent level is expected to last."""
CLIPPED_SHARE = 0.99
RECENT = 0.7
"""Weight of the newest day in the recent level."""
MIN_READINGS = 20
MIN_SHARE = 0.3
PARTS_OF_DAY_HOURS = ((0, 6), (9, 17), (20, 24))
LAGS_DAYS = (1, 2, 7)


@dataclass(eq=False)
class Correction:
    """The state of the correction while a series is walked through, one day after the other."""

    grid: DayGrid
    temperature: FloatArray | None

    def __post_init__(self) -> None:
        days, slots = self.grid.power_kw.shape
        self.part_of = np.arange(slots) * PARTS // slots
        names = 1 + len(LAGS_DAYS) * 2 + len(PARTS_OF_DAY_HOURS) + (2 if self.temperature is not None else 0)
        self.features = np.zeros((days, slots, names))
        self.departure = np.full((days, slots), np.nan)
        self.whole = np.zeros(days)
        self.parts = np.zeros((days, len(PARTS_OF_DAY_HOURS)))
        self.smooth = np.zeros((days, slots))
        self.level = 0.0
        self.scale = np.ones(names)
        self.weights: FloatArray | None = None

    def expected(self, day: int, similar: IntArray, weight: FloatArray) -> FloatArray:
        """Return by how much, in kW, a day is expected to depart from its profile."""
        row = self.features[day]
        row[:, 0] = self.level
        column = 1
        for lag in LAGS_DAYS:
            if day >= lag:
                row[:, column] = self.whole[day - lag]
                row[:, column + 1] = self.smooth[day - lag]
            column += 2
        row[:, column : column + len(PARTS_OF_DAY_HOURS)] = self.parts[day - 1]
        if self.temperature is not None:
            row[:, -2:] = _temperature_change(self.temperature, day, similar, weight)
        if self.weights is None:
            return np.full(self.grid.slots, PRIOR * self.level)
        chosen = self.weights[int(self.grid.is_off[day])][self.part_of]
        expected: FloatArray = np.einsum("sf,f,sf->s", row, self.scale, chosen)
        return expected

    def update(self, day: int, departure: FloatArray) -> None:
        """Take in how a day departed from its profile; NaN where a reading must not teach."""
        self.departure[day] = departure
        known = np.isfinite(departure)
        if known.mean() < MIN_SHARE:
            self.whole[day] = self.parts[day] = self.smooth[day] = self.level
            return
        self.whole[day] = np.median(departure[known])
        filled = np.where(known, departure, self.whole[day])
        per_hour = self.grid.slots / 24.0
        for part, (start, stop) in enumerate(PARTS_OF_DAY_HOURS):
            self.parts[day, part] = np.median(filled[int(start * per_hour) : max(int(stop * per_hour), 1)])
        self.smooth[day] = _smoothed(filled, max(1, int(per_hour)))
        self.level = (1.0 - RECENT) * self.level + RECENT * self.whole[day]

    def fit(self, first: int, day: int, load_range_kw: float) -> None:
        """Fit the regression on the days ``first`` to ``day``, the latter not included.

        Departures are shares of ``load_range_kw``, temperatures tens of degrees, so that one penalty suits all.
        """
        count = self.features.shape[2]
        prior = np.zeros(count)
        prior[0] = PRIOR
        self.weights = np.tile(prior, (2, PARTS, 1))
        penalties = np.full(count, RIDGE)
        if self.temperature is not None:
            self.scale[-2:] = load_range_kw
            penalties[-2:] = TEMPERATURE_RIDGE
        off = self.grid.is_off[first:day]
        for kind in (0, 1):
            rows = np.flatnonzero(off == bool(kind)) + first
            for part in range(PARTS):
                columns = self.part_of == part
                values = self.departure[rows][:, columns].ravel() / load_range_kw
                known = np.isfinite(values)
                if known.sum() >= MIN_READINGS:
                    table = self.features[rows][:, columns].reshape(-1, count)[known] * self.scale / load_range_kw
                    self.weights[kind, part] = _ridge(table, values[known], prior, penalties)


def _ridge(table: FloatArray, values: FloatArray, prior: FloatArray, penalties: FloatArray) -> FloatArray:
    limit = np.quantile(np.abs(values), CLIPPED_SHARE)
    penalty = len(values) * penalties
    left = table.T @ table + np.diag(penalty)
    right = table.T @ np.clip(values, -limit, limit) + penalty * prior
    return np.asarray(np.linalg.solve(left, right))


def _smoothed(values: FloatArray, reach: int) -> FloatArray:
    padded = np.concatenate([values[:reach][::-1], values, values[-reach:][::-1]])
    kernel = np.full(2 * reach + 1, 1.0 / (2 * reach + 1))
    return np.convolve(padded, kernel, "valid")


def _temperature_change(temperature: FloatArray, day: int, similar: IntArray, weight: FloatArray) -> FloatArray:
    """Return by how many tens of degrees heating and cooling need differ from those of similar days; 0 if unknown."""
    needs = []
    for need in (np.maximum(HEATING_BELOW_C - temperature, 0.0), np.maximum(temperature - COOLING_ABOVE_C, 0.0)):
        known = np.isfinite(need[similar])
        total = (known * weight[:, None]).sum(axis=0)
        summed = (np.nan_to_num(need[similar]) * weight[:, None]).sum(axis=0)
        usual = np.divide(summed, total, where=total > 0, out=np.zeros_like(total))
        needs.append(np.nan_to_num(np.where(total > 0, need[day] - usual, 0.0)) / 10.0)
    return np.column_stack(needs)
