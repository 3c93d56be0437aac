"""Value frequency: how often similar values occurred at that hour on such days."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from data.series import FloatArray
from detectors.features.quantile import column_quantile, column_quantiles
from detectors.features.rolling import days_before, trailing_means
from detectors.outliers.detector import OutlierDetector
from detectors.outliers.model import MIN_COMPARED_DAYS, OutlierModel, RawScores
from detectors.params import integer, number
from detectors.registry import register
from detectors.walk_forward.days import SeriesDays
from detectors.walk_forward.rolling_table import RollingTable

QUARTILES_TO_SIGMA = 1.349
"""Sigma between the quartiles of a normal distribution. By definition, rounded."""
MIN_RARITY = 0.05
"""Smallest scale of rarities, in widths. Chosen, not tuned."""
RESOLUTION_SHARE = 0.1
"""Quantile of the differences of neighbouring values that is taken for the resolution; the smallest ones come from
rounding. Chosen, not tuned."""
RARITY_POWER = 0.75
"""Power, without unit, that makes tails lighter. Measured: so 4 sigma come about once a month here as well."""
MIN_WIDTH_SHARE = 0.1
"""Share of the typical width of the meter's hours that a width is at least. Chosen, not tuned."""


@register
@dataclass(frozen=True)
class ValueFrequency(OutlierDetector):
    """How rare a value is among those of the same hour of earlier days at work, or off.

    An earlier value counts 1 / (1 + distance²), its distance from the scored one measured in widths. The width depends
    on how much the values of that hour differ and on the resolution of the meter: counts of exact values, as in the
    first version of this rule, depend on the resolution alone (a threshold of 0.005 flags 42 % of the readings of a
    meter of 0.03 kWh, 0.001 flags 1 %). The rule is applied to the reading and to the means of the last 3, 6, 12 and 24
    hours.

    Source: the "Monte Carlo" rule of the Energy Hackdays 2020; kernel density by the reference rule of Silverman
    (1986), with a kernel of heavy tails so that far values still differ.
    """

    name: ClassVar[str] = "value_frequency"
    label: ClassVar[str] = "Rare values for the hour"
    algorithm: ClassVar[str] = "value frequency"
    summary: ClassVar[str] = (
        "Asks how often such a value occurred at such an hour, for the reading and for means of up to a day. "
        "Good at shutdowns and at levels new for the hour; it does not see in which order values come."
    )
    seconds_a_year: ClassVar[float] = 1.5
    revision: ClassVar[int] = 4
    source: ClassVar[str] = (
        "Energy Hackdays 2020 (rule); Silverman (1986), Density Estimation, doi:10.1201/9781315140919"
    )

    weeks: int = integer(26, (4, 104), label="Memory", unit="weeks", help="How many weeks back values are counted.")
    width: float = number(
        1.0, (0.25, 4.0), step=0.25, label="Width", help="How near values must be to count as such a value."
    )

    def model(self, days: SeriesDays) -> OutlierModel:
        """Return a new state of the method."""
        return FrequencyModel(days.grid.slots, self)


class FrequencyModel(OutlierModel):
    """Rarity: the distance of the values of that hour in widths, averaged by the kernel."""

    windows_hours = (0.0, 3.0, 6.0, 12.0, 24.0)
    shows_usual = False

    def __init__(self, slots: int, how: ValueFrequency) -> None:
        super().__init__(slots, 7 * how.weeks)
        self.how = how
        self._steps = self.steps(slots)
        kept = 7 * how.weeks + 1
        self._means = RollingTable(len(self._steps), slots, keep_days=kept)
        self._filled, self._usual = RollingTable(slots, keep_days=kept), RollingTable(slots, keep_days=kept)
        self._back = days_before(max(self._steps), slots)
        self._min_kw = 0.0

    def fit(self, day: int) -> None:
        """Measure the difference below which two values are equal: the resolution, or what is negligible."""
        super().fit(day)
        known = np.unique(self.training_kw[max(0, day - 7 * self.how.weeks) : day])
        gaps = np.diff(known[np.isfinite(known)])
        resolution = float(np.quantile(gaps, RESOLUTION_SHARE)) if len(gaps) else 0.0
        self._min_kw = max(resolution, super().min_scale())

    def score_day(self, day: int) -> RawScores:
        """Return the rarity of a day's values, and the median of the values they are compared with."""
        first = max(self.first_day - 7, day - 7 * self.how.weeks)
        earlier = np.arange(first, day)
        same = earlier[self.grid.comparable(first, day)]
        rows = same if len(same) >= MIN_COMPARED_DAYS else earlier
        means = self._means[rows]
        self._usual[day] = column_quantile(means[:, 0], 0.5)
        values = self._trailing(self.grid.power_kw[day], day)
        raw = np.array([self._rarity(value, means[:, window]) for window, value in enumerate(values)])
        return RawScores(raw, self._usual[day].copy())

    def update(self, day: int, power: FloatArray) -> None:
        """Update with a day's values."""
        super().update(day, power)
        self._means[day] = np.array(self._trailing(power, day))
        self._filled[day] = np.where(np.isfinite(power), power, self._usual[day])

    def min_scale(self) -> float:
        """Return the smallest scale of rarities, in widths."""
        return MIN_RARITY

    def _trailing(self, power: FloatArray, day: int) -> list[FloatArray]:
        """Return the means up to each reading; missing ones count as usual: without its night, a mean would be high."""
        filled = np.where(np.isfinite(power), power, self._usual[day])
        known, means = self._means_of(self.training_kw, power, day), self._means_of(self._filled, filled, day)
        return [np.where(np.isfinite(one), mean, np.nan) for one, mean in zip(known, means, strict=True)]

    def _means_of(self, table: RollingTable, last: FloatArray, day: int) -> list[FloatArray]:
        before = table[max(0, day - self._back) : day].ravel()
        missing = np.full(self._back * self.grid.slots - len(before), np.nan)
        return trailing_means(np.concatenate([missing, before, last]), self._steps, self.grid.slots)

    def _rarity(self, value: FloatArray, past: FloatArray) -> FloatArray:
        """Return the distance of earlier values in widths, averaged by the kernel, to the power of ``RARITY_POWER``.

        Where all earlier values are the same, this is their distance.
        """
        width = self._width(past)
        distance = np.abs(value - past) / width
        nearness = np.where(np.isfinite(distance), 1.0 / (1.0 + distance**2), 0.0).sum(axis=0)
        count = np.isfinite(past).sum(axis=0)
        frequency = nearness / np.maximum(count, 1)
        known = (count >= MIN_COMPARED_DAYS) & np.isfinite(value)
        rarity: FloatArray = np.sqrt(1.0 / np.maximum(frequency, np.finfo(float).tiny) - 1.0) ** RARITY_POWER
        return np.where(known, rarity, np.nan)

    def _width(self, past: FloatArray) -> FloatArray:
        """Return the width of each slot by the reference rule, never below the resolution."""
        low, high = column_quantiles(past, (0.25, 0.75))
        scale = (high - low) / QUARTILES_TO_SIGMA
        known = scale[np.isfinite(scale)]
        least = MIN_WIDTH_SHARE * float(np.median(known)) if len(known) else 0.0
        count = np.maximum(np.isfinite(past).sum(axis=0), 1)
        width: FloatArray = self.how.width * np.maximum(np.nan_to_num(scale), least) * count**-0.2
        return np.maximum(width, max(self._min_kw, float(np.finfo(float).tiny)))
