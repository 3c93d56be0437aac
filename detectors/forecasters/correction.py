"""The correction of a weekday profile: how today will depart from it, from the departures of the last days.

A profile lags behind the season and the weather. The correction is a ridge regression of today's departure on those of
the days before (of the whole day, of parts of the day, at the same slot) and, where there is one, on the temperature.
It is fitted every week to past days only, for days at work and off and for four parts of the day.
"""

from __future__ import annotations

import numpy as np

from data.calendar.day_grid import DayGrid, IntArray
from data.calendar.lengths import DAY_HOURS
from data.series import FloatArray
from detectors import kernels
from detectors.features.rolling import PARTS_OF_DAY, part_edges
from detectors.features.temperature import OutdoorTemperature
from detectors.walk_forward.days import SeriesDays
from detectors.walk_forward.recent_level import LASTING_SHARE, moved_level
from detectors.walk_forward.rolling_table import RollingTable

RIDGE = 0.002
"""Penalty per reading, on departures as shares of the load range. Chosen, not tuned."""
TEMPERATURE_RIDGE = 0.00002
"""Penalty per reading on the temperature, whose slope is a property of the building and must not shrink. Chosen."""
CLIPPED_SHARE = 0.99
"""Quantile of the size of departures at which they are clipped for the fit. Chosen, not tuned."""
MIN_READINGS = 20
"""Readings of a kind of day and part of the day that must be known for a fit of their own. Chosen, not tuned."""
MIN_SHARE = 0.3
"""Share of a day that must be known, else it counts as departing by the recent level. Chosen, not tuned."""
PARTS_OF_DAY_HOURS = ((0, 6), (9, 17), (20, 24))
"""Local hours of night, working day and evening, whose departures are features of the next day. Expert's choice."""
LAGS_DAYS = (1, 2, 7)
"""Days back to those whose departures are features: the last two and the same weekday. Expert's choice."""


class Correction:
    """The state of the correction, updated day by day.

    Parameters
    ----------
    slots
        Readings of a day.
    kept_days
        How many days back the regression is fitted.
    has_temperature
        Whether the meter has an outdoor temperature.
    """

    def __init__(self, slots: int, kept_days: int, *, has_temperature: bool) -> None:
        self._slots, self._has_temperature = slots, has_temperature
        self._part_of = np.arange(slots) * PARTS_OF_DAY // slots
        names = 1 + len(LAGS_DAYS) * 2 + len(PARTS_OF_DAY_HOURS) + (2 if has_temperature else 0)
        lags = max(LAGS_DAYS) + 1
        self._features = RollingTable(slots, names, keep_days=kept_days + 1, fill=0.0)
        self._departure = RollingTable(slots, keep_days=kept_days + 1)
        self._whole = RollingTable(keep_days=lags, fill=0.0)
        self._parts = RollingTable(len(PARTS_OF_DAY_HOURS), keep_days=lags, fill=0.0)
        self._smooth = RollingTable(slots, keep_days=lags, fill=0.0)
        self._level = 0.0
        self._scale = np.ones(names)
        self._weights: FloatArray | None = None

    def expected(self, days: SeriesDays, day: int, similar: IntArray, weight: FloatArray) -> FloatArray:
        """Return the predicted departure of a day from its profile in kW, shape ``(slots,)``."""
        row = self._features[day]
        row[:, 0] = self._level
        column = 1
        for lag in LAGS_DAYS:
            if day >= lag:
                row[:, column] = self._whole[day - lag]
                row[:, column + 1] = self._smooth[day - lag]
            column += 2
        row[:, column : column + len(PARTS_OF_DAY_HOURS)] = self._parts[day - 1]
        if self._has_temperature:
            row[:, -2:] = _temperature_change(days.outdoor, day, similar, weight)
        if self._weights is None:
            return np.full(self._slots, LASTING_SHARE * self._level)
        chosen = self._weights[int(days.grid.is_off[day])][self._part_of]
        expected: FloatArray = np.einsum("sf,f,sf->s", row, self._scale, chosen)
        return expected

    def update(self, day: int, departure: FloatArray) -> None:
        """Update with the departure of a day from its profile in kW; NaN where a reading must not teach."""
        self._departure[day] = departure
        known = np.isfinite(departure)
        if known.mean() < MIN_SHARE:
            self._whole[day] = self._parts[day] = self._smooth[day] = self._level
            return
        self._whole[day] = kernels.known_quantile(departure, 0.5)
        filled = np.where(known, departure, self._whole[day])
        per_hour, parts = self._slots / DAY_HOURS, self._parts[day]
        for part, (start, stop) in enumerate(PARTS_OF_DAY_HOURS):
            parts[part] = kernels.known_quantile(filled[int(start * per_hour) : max(int(stop * per_hour), 1)], 0.5)
        self._smooth[day] = _smoothed(filled, max(1, int(per_hour)))
        self._level = moved_level(self._level, float(self._whole[day]))

    def fit(self, grid: DayGrid, first: int, day: int, load_range_kw: float) -> None:
        """Fit the regression on the days ``[first, day)``.

        Departures are shares of ``load_range_kw`` and temperatures tens of degrees, so that one penalty fits all.
        """
        count = len(self._scale)
        prior = np.zeros(count)
        prior[0] = LASTING_SHARE
        self._weights = np.tile(prior, (2, PARTS_OF_DAY, 1))
        penalties = np.full(count, RIDGE)
        if self._has_temperature:
            self._scale[-2:] = load_range_kw
            penalties[-2:] = TEMPERATURE_RIDGE
        left, right, known = kernels.normal_equations(
            self._features[first:day],
            self._departure[first:day] / load_range_kw,
            grid.off_before(first, day),
            part_edges(self._slots, PARTS_OF_DAY),
            self._scale / load_range_kw,
            CLIPPED_SHARE,
        )
        penalty = known[..., None] * penalties
        left += penalty[..., None] * np.eye(count)
        enough = known >= MIN_READINGS
        self._weights[enough] = np.linalg.solve(left[enough], (right + penalty * prior)[enough][..., None])[..., 0]


def _smoothed(values: FloatArray, reach: int) -> FloatArray:
    padded = np.concatenate([values[:reach][::-1], values, values[-reach:][::-1]])
    kernel = np.full(2 * reach + 1, 1.0 / (2 * reach + 1))
    return np.convolve(padded, kernel, "valid")


def _temperature_change(outdoor: OutdoorTemperature, day: int, similar: IntArray, weight: FloatArray) -> FloatArray:
    """Return how heating and cooling need differ from those of similar days, in tens of degrees; 0 if unknown."""
    degrees = outdoor.degrees
    today = degrees[day]
    usual = (weight @ degrees[similar].reshape(len(similar), -1)).reshape(today.shape)
    total = usual[2]
    comparable = (total > 0) & (today[2] > 0)
    change = today[:2] - usual[:2] / np.where(total > 0, total, 1.0)
    return np.where(comparable, change, 0.0).T
