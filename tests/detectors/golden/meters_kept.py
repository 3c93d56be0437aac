"""Which meters and detectors have their scores kept, and what is kept of them."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from itertools import count
from math import gcd
from pathlib import Path

import numpy as np

from data.series import FloatArray, MeterSeries
from detectors.base import Detector
from detectors.scores import COLUMNS as SCORE_COLUMNS
from detectors.scores import Scores
from tests.detectors.meters import DETECTORS, building

COLUMNS = tuple(name for name in SCORE_COLUMNS if name != "before_change")
KEPT = Path(__file__).with_name("scores.npz")
DAYS_PER_FAULT = 12
TOLERANCE = 1e-9
"""Share of a value, or of a thousandth where it is smaller."""
SINGLE_PRECISION = {"lstm": 1e-4}
"""A network of single precision is trained to slightly other weights on another processor."""
TIES = {"side": 2.0, "window_hours": 336.0, "reason": 20.0}
"""Where two windows say the same, rounding decides: one reading may differ, and the sums of all by so much."""
SAMPLES = 150
"""About so many readings of every table are kept, evenly spaced; of all others the sums of their columns."""


@dataclass(frozen=True)
class Meter:
    """A simulated building, and whether faults are planted in it."""

    archetype: str
    step_minutes: int = 60
    days: int = 120
    seed: int = 3
    has_faults: bool = False

    def __str__(self) -> str:
        return f"{self.archetype}-{self.step_minutes}-{self.days}"

    @cache  # noqa: B019 - a handful of meters
    def series(self) -> MeterSeries:
        """Return its readings."""
        clean = building(self.archetype, self.step_minutes, self.days, self.seed)
        return with_faults(clean, self.seed) if self.has_faults else clean


METERS = (
    Meter("office"),
    Meter("household"),
    Meter("school"),
    Meter("office", step_minutes=15),
    Meter("office", days=430, seed=5, has_faults=True),
)

ON_ONE_METER = {
    "auto_arima", "gradient_boosting", "holt_winters", "isolation_forest", "local_outlier_factor", "lstm",
    "matrix_profile", "sarimax", "seasonal_residual",
}  # fmt: skip
"""Those that take a second or more for a meter of 120 days; what they share with the others is kept with these."""


def with_faults(series: MeterSeries, seed: int) -> MeterSeries:
    """Return a meter in which something goes wrong every two weeks or so, for up to three days, and once for weeks."""
    rng = np.random.default_rng(seed)
    power, per_day, days = series.power_kw.copy(), series.steps_per_day, len(series) // series.steps_per_day
    for _ in range(days // DAYS_PER_FAULT):
        begin = int(rng.integers(30 * per_day, days * per_day - per_day))
        part = slice(begin, begin + int(rng.integers(1, 3 * per_day)))
        kind = int(rng.integers(0, 5))
        wrong = (1.6 * power[part], 0.4 * power[part], np.nan, power[begin], 0.0)
        power[part] = wrong[kind]
    power[int(0.7 * days) * per_day : int(0.8 * days) * per_day] += 0.5 * np.nanmean(power)
    return series.with_power(power)


def cases() -> list[tuple[type[Detector], Meter]]:
    """Return which detector is kept on which meters."""
    return [(kind, meter) for kind in DETECTORS for meter in (METERS[:1] if kind.name in ON_ONE_METER else METERS)]


def entry(kind: type[Detector], meter: Meter) -> str:
    """Return the name under which scores are kept."""
    return f"{kind.name} {meter}"


def summary(scores: Scores) -> FloatArray:
    """Return what is kept of a table of scores, shape ``(columns, samples + 2)``.

    Every so many readings; then the sum of what is known in each column of the whole table, and how much is not.
    """
    table = np.array([getattr(scores, name) for name in COLUMNS], np.float64)
    every = next(step for step in count(len(scores.index) // SAMPLES) if gcd(step, 24) == 1)  # at all times of the day
    unknown = np.isnan(table).sum(axis=1)
    return np.column_stack([table[:, ::every], np.nansum(table, axis=1), unknown])


def changes(kind: type[Detector], found: FloatArray, kept: FloatArray) -> dict[str, str]:
    """Return what is said of each column in which two summaries differ by more than rounding."""
    if found.shape != kept.shape:
        return {"all": "other readings"}
    said = {}
    for name, now, before in zip(COLUMNS, found, kept, strict=True):
        tolerance = SINGLE_PRECISION.get(kind.name, TOLERANCE) * np.maximum(np.abs(before), 1e-3)
        tolerance[-2] = max(tolerance[-2], TIES.get(name, 0.0))
        differs = ~((np.abs(now - before) <= tolerance) | (np.isnan(now) & np.isnan(before)))
        allowed = 1 if name in TIES and not differs[-2:].any() else 0
        if differs.sum() > allowed:
            first = int(np.argmax(differs))
            said[name] = (
                f"{differs[:-2].sum()} of {len(now) - 2}, such as {now[first]:.4g} instead of {before[first]:.4g}"
            )
    return said
