"""The usual range: between what 90 % of ordinary readings lie, computed at the midnight before.

Departures from what was expected are brought to one size: divided by how large they lately were at that hour on days
at work or off, and by how unruly the last days were. Their quantiles, by the hour and of all hours, give the range.
So it is wide where and when a meter is hard to predict, and still holds what it should.

Source: split conformal prediction with local scales (Lei et al. 2018, doi:10.1080/01621459.2017.1307116), by groups of
hours (Mondrian); volatility as in ARCH models (Engle 1982, doi:10.2307/1912773).
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from data.calendar.day_grid import BoolArray, IntArray
from data.calendar.lengths import DAY_HOURS, DAYS_PER_WEEK, HALF_YEAR_DAYS
from data.series import FloatArray
from detectors.scores import DEFAULT_LEVEL, MIN_SCALE_KW, Scores
from detectors.walk_forward.days import SeriesDays
from detectors.walk_forward.loop import FIT_INTERVAL_DAYS, KEPT_ROWS
from detectors.walk_forward.rolling_table import RollingTable

SHARE = 0.9
"""Share of the readings that the range is to hold. By definition."""
QUARTER_DAYS = 91
"""Days in which quantiles are measured every week. Chosen, so that longer histories stay fast."""
FIRST_SIZES, FIRST_RANGES = 7, 7
"""Days with departures before sizes are used, and days of sizes before ranges are given. Chosen, not tuned."""
HALF_LIFE_DAYS = 21.0
"""Days after which a departure counts half in the size of its hour. Chosen, not tuned."""
POOLED_SHARE = 0.1
"""Share of the variance of all hours that is mixed into each, so that no calm hour gives a tiny range. Chosen."""
MIN_DAYS_ALIKE = 2.0
"""Days at work, or off, by weight, that must be known for sizes of their own. Chosen, not tuned."""
MAX_SIZES = 5.0
"""Number of mean sizes at which one departure is clipped, so that a fault widens little. Chosen, not tuned."""
MEMORY = 0.45
"""Weight of the days before the last one in the mean size of departures. Measured: the lowest interval score."""
SHARPNESS = 0.7
"""Power of that mean by which the range grows. Measured: the lowest interval score."""
MIN_VOLATILITY = 0.3
"""The lowest mean size of the departures of days. Chosen, not tuned."""
MAX_UNRULY_SIZES = 4.0
"""Sizes at which a departure is clipped in the mean size and the level of a day. Chosen, not tuned."""
MAX_FLAGGED_SIZES = 2.0
"""The same where it was flagged, so that a fault of some hours does not make the range of the next day. Measured: less
loses more on days that are unruly as a whole."""
LASTING = 0.3
"""Share of yesterday's mean departure that is expected to last. Measured: the lowest interval score."""
QUANTILE_DAYS = HALF_YEAR_DAYS
"""Days back by which quantiles are measured. Measured: longer is hardly better."""
BLOCK_HOURS = 3
"""Hours of the day that have quantiles of their own. Chosen, not tuned."""
OWN_SHARE = 0.3
"""Weight of the quantiles of such hours beside those of all hours. Chosen, not tuned."""
MIN_VALUES = 30
"""Departures that must be known for quantiles. Chosen, not tuned."""
MAX_VALUES = 6000
"""Departures by which the quantiles of all hours are measured at most; of more, an even sample. Measured: enough."""
MAX_OWN_VALUES = 1500
"""The same of the hours that have quantiles of their own. Measured: enough."""
MIN_WEIGHT = 1e-9
"""Days by weight. Technical limit, against a division by zero."""
SIDES = 2
"""Number of ends of a range. By definition."""


class UsualRange:
    """The usual range of the days of a meter, as far as ``next_day``.

    Parameters
    ----------
    slots
        Readings of a day.
    """

    def __init__(self, slots: int) -> None:
        self.next_day = 0
        self._total, self._weight = np.zeros((2, slots)), np.zeros((2, slots))
        self._known_days = 0
        self._standard = RollingTable(slots, keep_days=QUANTILE_DAYS + DAYS_PER_WEEK)
        self._was_off = RollingTable(keep_days=QUANTILE_DAYS + DAYS_PER_WEEK, fill=0.0)
        self._size: FloatArray | None = None
        self._quantiles: FloatArray | None = None
        self._volatility, self._level = 1.0, 0.0
        self._last = np.full((KEPT_ROWS, SIDES, slots), np.nan)

    def around(self, days: SeriesDays, scores: Scores, stop: int) -> Scores:
        """Return scores with the usual range, having updated it with the days up to ``stop``, not included.

        Parameters
        ----------
        scores
            Of the readings of these days and of the day before them.
        """
        first = max(0, self.next_day - KEPT_ROWS)
        at = days.cells(days.readings_of(first, stop), first)
        expected = np.full((stop - first, days.grid.slots), np.nan)
        expected[at] = scores.expected
        departed = np.where(days.trainable[first:stop], days.grid.power_kw[first:stop], np.nan) - expected
        flagged = np.zeros(expected.shape, bool)
        flagged[at] = np.nan_to_num(scores.score) >= DEFAULT_LEVEL
        limits = np.full((stop - first, SIDES, days.grid.slots), np.nan)
        limits[: self.next_day - first] = self._last[KEPT_ROWS - (self.next_day - first) :]
        for day in range(self.next_day, stop):
            limits[day - first] = self._day(day, departed[day - first], flagged[day - first], days.grid.may_be_off(day))
        self.next_day = stop
        self._last = np.concatenate([self._last, limits[-KEPT_ROWS:]])[-KEPT_ROWS:]
        low, high = (scores.expected + limits[at[0], side, at[1]] for side in range(SIDES))
        return replace(scores, usual_low=low, usual_high=high)

    def _day(self, day: int, departed: FloatArray, flagged: BoolArray, may_be_off: tuple[bool, ...]) -> FloatArray:
        """Return the range of a day around what is expected, shape ``(2, slots)``, and learn from what it departed."""
        self._fit(day)
        kinds = [int(is_off) for is_off in may_be_off]
        size = None if self._size is None else self._size[kinds].max(axis=0)
        limits = np.full((SIDES, len(departed)), np.nan)
        if size is not None:
            scale = size * self._volatility**SHARPNESS
            shift = LASTING * self._level * size
            if self._quantiles is not None:
                own = self._quantiles[kinds]
                limits = shift + scale * np.array([own[:, 0].min(axis=0), own[:, 1].max(axis=0)])
            self._standard[day] = (departed - shift) / scale
            self._was_off[day] = float(kinds[0])
        self._update(departed, size, kinds[0], np.where(flagged, MAX_FLAGGED_SIZES, MAX_UNRULY_SIZES))
        return limits

    def _fit(self, day: int) -> None:
        """Measure sizes every week, quantiles every four weeks, or more often in the first three months."""
        is_new_week = day % DAYS_PER_WEEK == 0
        if self._known_days >= FIRST_SIZES and (is_new_week or self._size is None):
            self._size = self._sizes()
        if self._quantiles is None or day % FIT_INTERVAL_DAYS == 0 or (is_new_week and day < QUARTER_DAYS):
            self._fit_quantiles(day)

    def _sizes(self) -> FloatArray:
        """Return how large departures lately were at each slot, of days at work and of days off: ``(2, slots)``."""
        whole, weight = self._total.sum(axis=0), self._weight.sum(axis=0)
        is_known = (self._weight.max(axis=1) >= MIN_DAYS_ALIKE)[:, None]
        reach = min(max(1, len(whole) // DAY_HOURS), (len(whole) - 1) // 2)
        around = _around(np.where(is_known, self._weight, weight), reach)
        own = _around(np.where(is_known, self._total, whole), reach) / np.maximum(around, MIN_WEIGHT)
        common = whole.sum() / max(weight.sum(), MIN_WEIGHT)
        mixed = np.sqrt((1.0 - POOLED_SHARE) * own**2 + POOLED_SHARE * common**2)
        sizes: FloatArray = np.maximum(mixed, MIN_SCALE_KW)
        return sizes

    def _update(self, departed: FloatArray, size: FloatArray | None, kind: int, limit: FloatArray) -> None:
        """Learn from what a day departed from what was expected of it, by ``limit`` sizes at most; NaN is left out."""
        known = np.isfinite(departed)
        fading = 0.5 ** (1.0 / HALF_LIFE_DAYS)
        self._total *= fading
        self._weight *= fading
        if not known.any():
            return
        self._known_days += 1
        amount = np.abs(np.where(known, departed, 0.0))
        if size is not None:
            standard = np.clip(departed / size, -limit, limit)[known]
            mean = float(np.abs(standard).mean())
            self._volatility = max(MIN_VOLATILITY, MEMORY * self._volatility + (1.0 - MEMORY) * mean)
            self._level = float(standard.mean())
            amount = np.minimum(amount, MAX_SIZES * size)
        self._total[kind] += amount
        self._weight[kind] += known

    def _fit_quantiles(self, day: int) -> None:
        """Measure the quantiles of departures brought to one size: shape ``(2, 2, slots)``, of days at work and off."""
        first = max(0, day - QUANTILE_DAYS)
        past, was_off = self._standard[first:day], self._was_off[first:day] > 0
        known = past[np.isfinite(past)]
        if np.isfinite(past).any(axis=1).sum() < FIRST_RANGES or len(known) < MIN_VALUES:
            return
        common = np.array(_conformal(known[:: 1 + len(known) // MAX_VALUES]))
        slots = past.shape[1]
        found = np.empty((2, SIDES, slots))
        for kind in range(2):
            alike = past[was_off == bool(kind)]
            for columns, block in _blocks(slots):
                own = alike[:, columns]
                own = own[np.isfinite(own)]
                own = own[:: 1 + len(own) // MAX_OWN_VALUES]
                mixed = common
                if len(own) >= MIN_VALUES:
                    mixed = OWN_SHARE * np.array(_conformal(own)) + (1.0 - OWN_SHARE) * common
                found[kind, :, block] = mixed[:, None]
        self._quantiles = found


def _conformal(past: FloatArray) -> tuple[float, float]:
    """Return between what a share of new values lies, as of exchangeable past ones."""
    outside = (1.0 - SHARE) / 2.0
    rank = min(len(past), int(np.ceil((len(past) + 1) * (1.0 - outside)))) - 1
    ordered = np.partition(past, (len(past) - 1 - rank, rank))
    return float(ordered[len(past) - 1 - rank]), float(ordered[rank])


def _blocks(slots: int) -> list[tuple[IntArray, slice]]:
    """Return the blocks of a day: the slots that are measured, an hour around it too, and those of the block."""
    hour = max(1, slots // DAY_HOURS)
    length = min(slots, BLOCK_HOURS * hour)
    blocks = []
    for begin in range(0, slots, length):
        stop = min(begin + length, slots)
        blocks.append((np.arange(begin - hour, stop + hour) % slots, slice(begin, stop)))
    return blocks


def _around(values: FloatArray, reach: int) -> FloatArray:
    """Return the sum of the values around each slot; the day is round."""
    longer = np.concatenate([values[:, -reach - 1 :], values, values[:, :reach]], axis=1)
    total = np.cumsum(longer, axis=1)
    around: FloatArray = total[:, 2 * reach + 1 :] - total[:, : -2 * reach - 1]
    return around
