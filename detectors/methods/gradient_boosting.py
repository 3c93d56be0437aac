"""Gradient boosting: trees that predict how days depart from the profile, from calendar, days before, temperature."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar, Literal

import numpy as np

from data.series import FloatArray
from detectors import kernels
from detectors.features.similar_days import PROFILE_WEEKS
from detectors.forecasters.correction import PARTS_OF_DAY_HOURS
from detectors.forecasters.detector import Forecaster
from detectors.forecasters.filled_days import FilledDays
from detectors.forecasters.hourly import by_the_hour
from detectors.forecasters.model import ForecastModel
from detectors.forecasters.weekday_profile import WeekdayProfile
from detectors.params import integer
from detectors.progress import report
from detectors.registry import register
from detectors.walk_forward.days import SeriesDays
from detectors.walk_forward.loop import FIT_INTERVAL_DAYS
from detectors.walk_forward.rolling_table import RollingTable

if TYPE_CHECKING:
    from sklearn.ensemble import HistGradientBoostingRegressor

LAGS_DAYS = (1, 2, 7, 14)
"""Days back to those whose departures are features: the last two and the same weekday twice. Chosen, not tuned."""
RECENT_DAYS = 7
"""Days whose mean departure is a feature. Chosen, not tuned."""
MIN_READINGS = 200
"""Readings that must be known for a fit. Chosen, not tuned."""
LEARNING_RATE = 0.05
"""Share of each tree that is added, without unit. Chosen, not tuned."""
LEAVES = 15
"""Number of leaves of a tree. Chosen, not tuned."""
READINGS_PER_LEAF = 40
"""Readings that a leaf holds at least. Chosen, not tuned."""
SHRINKAGE = 1.0
"""Penalty on the squared values of leaves, without unit. Chosen, not tuned."""
SEED = 0
"""Seed of random choices. Chosen at random: any one will do."""
EDGES = (0.1, 0.9)
"""Quantiles between which readings usually lie; their distance tells how sure a prediction is. Chosen, not tuned."""
EDGE_TREES = 0.3
"""Share of the number of trees that each edge gets: a width need not be as exact as a middle. Chosen, not tuned."""
EDGE_LEARNING_RATE = 0.15
"""Share of each tree of an edge that is added: larger, as there are fewer. Chosen, not tuned."""
MIN_WIDTH, MAX_WIDTH = 0.5, 2.0
"""Factors between which the width of a band stays. Chosen, not tuned."""
MIN_RANGE = 1e-3
"""Share of the load range that the edges are apart at least. Technical limit, against a division by zero."""
MIN_DAYS = 8
"""Days of a kind that must be known for a usual width of their own. Chosen, not tuned."""


@register
@dataclass(frozen=True)
class GradientBoosting(Forecaster):
    """Trees on calendar, holidays, the same slot of earlier days and temperature, on top of the weekday profile.

    Trees cannot predict values they have never seen, so they predict not the power but its departure from the weekday
    profile (``detectors.forecasters.weekday_profile``): where they have nothing to add, the profile is the prediction.
    All lags are of a day or more. They are fitted every four weeks, for the least absolute error, which few anomalous
    days hardly change.

    More trees predict the quantiles of 10 and 90 %. Where these are further apart than usual at that time of day, the
    band of a forecast is wider by the same factor. Scores do not use them: with them, recall of 360 planted faults on
    12 meters fell from 0.69 to 0.61 at one false event a month.

    Source: J. H. Friedman, "Greedy function approximation: a gradient boosting machine", Annals of Statistics 29
    (2001), doi:10.1214/aos/1013203451, as scikit-learn's histogram-based trees.
    """

    name: ClassVar[str] = "gradient_boosting"
    label: ClassVar[str] = "Learnt from calendar and earlier days"
    algorithm: ClassVar[str] = "gradient boosting"
    summary: ClassVar[str] = (
        "Learns from calendar, holidays, earlier days and temperature how days depart from the usual. "
        "Foresees nearly as well as the typical week, and its forecast says of each hour how far it may be off."
    )
    revision: ClassVar[int] = 4
    source: ClassVar[str] = "Friedman (2001), doi:10.1214/aos/1013203451; scikit-learn"

    seconds_a_year: ClassVar[float] = 5.5

    weeks: int = integer(52, (8, 156), label="Memory", unit="weeks", help="How many weeks back the trees look.")
    trees: int = integer(80, (20, 300), label="Trees", help="More trees learn finer differences and take longer.")

    def model(self, days: SeriesDays) -> ForecastModel:
        """Return the trees, by the hour."""
        return by_the_hour(days, lambda hours: BoostedDays(hours, self))


class BoostedDays(FilledDays):
    """The forecast model of gradient boosting."""

    def __init__(self, days: SeriesDays, how: GradientBoosting) -> None:
        slots, kept = days.grid.slots, max(7 * how.weeks, *LAGS_DAYS) + max(LAGS_DAYS) + 1
        super().__init__(slots, kept)
        self._how = how
        self._usual = WeekdayProfile(days, PROFILE_WEEKS)
        self._usual_kw, self._profile, self._departure = (
            RollingTable(slots, keep_days=kept, fill=0.0) for _ in range(3)
        )
        self._unusual_needs = RollingTable(slots, days.outdoor.needs(0).shape[-1], keep_days=kept, fill=0.0)
        self._trees: HistGradientBoostingRegressor | None = None
        self._edges: tuple[HistGradientBoostingRegressor, ...] = ()
        self._usual_range = np.ones((2, slots))
        self._width = np.ones(slots)

    def bind(self, days: SeriesDays) -> None:
        """Read these days from now on."""
        super().bind(days)
        self._usual.bind(days)

    def fit_filled(self, day: int) -> None:
        """Fit the weekday profile, and every four weeks the trees."""
        self._usual.fit(day)
        rows = range(max(self.first_day, day - 7 * self._how.weeks), day)
        if day % FIT_INTERVAL_DAYS == 0 and rows:
            months = self.grid.days // FIT_INTERVAL_DAYS
            report(f"growing trees, month {day // FIT_INTERVAL_DAYS} of {months}", day / self.grid.days)
            self._grow(rows)

    def forecast_day(self, day: int) -> FloatArray:
        """Return the weekday profile plus the departure predicted by the trees."""
        self._usual_kw[day] = self._usual.predict(day)
        rows, weights = self.days.similar(day, PROFILE_WEEKS)
        self._profile[day] = kernels.weighted_median(self.filled[rows], weights)
        usual_needs = np.tensordot(weights / weights.sum(), self.days.outdoor.needs(rows), 1)
        self._unusual_needs[day] = self.days.outdoor.needs(day) - usual_needs
        usual: FloatArray = self._usual_kw[day]
        if self._trees is None:
            return usual
        table = self._features(day)
        ratio = self._range(table) / self._usual_range[int(self.grid.is_off[day])]
        self._width = np.clip(ratio, MIN_WIDTH, MAX_WIDTH)
        shares: FloatArray = self._trees.predict(table)
        return usual + self.load_range_kw * shares

    def width(self, _day: int) -> FloatArray:
        """Return how far the quantiles are apart, as a share of the usual distance at that time on such days."""
        return self._width

    def update(self, day: int, power: FloatArray) -> None:
        """Remember the day and how it departed from its profile."""
        super().update(day, power)
        self._usual.update(day, power)
        if day >= self.first_day:
            self._departure[day] = self.filled[day] - self._profile[day]

    def _grow(self, rows: range) -> None:
        from threadpoolctl import threadpool_limits  # noqa: PLC0415 - must not be loaded when the app starts

        goal = self.shares(self.training_kw[rows.start : rows.stop] - self._usual_kw[rows.start : rows.stop]).ravel()
        known = np.isfinite(goal)
        if known.sum() < MIN_READINGS:
            return
        table = np.concatenate([self._features(row) for row in rows])
        with threadpool_limits(1):  # sums of several threads are not the same every time
            self._trees = _trees("absolute_error", self._how.trees, LEARNING_RATE).fit(table[known], goal[known])
            self._edges = tuple(
                _trees("quantile", max(1, round(EDGE_TREES * self._how.trees)), EDGE_LEARNING_RATE, share).fit(
                    table[known], goal[known]
                )
                for share in EDGES
            )
        ranges, off = self._range(table).reshape(len(rows), -1), self.grid.is_off[rows]
        for kind in (0, 1):
            alike = off == bool(kind) if (off == bool(kind)).sum() >= MIN_DAYS else np.ones(len(rows), bool)
            self._usual_range[kind] = ranges[alike].mean(axis=0)

    def _range(self, table: FloatArray) -> FloatArray:
        """Return how far the quantiles are apart, as a share of the load range."""
        low, high = (edge.predict(table) for edge in self._edges)
        apart: FloatArray = np.maximum(high - low, MIN_RANGE)
        return apart

    def _features(self, day: int) -> FloatArray:
        """Return one row of features a slot; powers are shares of the load range."""
        grid = self.grid
        before, recent = self._departure[day - 1], self._departure[max(0, day - RECENT_DAYS) : day]
        per_hour = grid.slots / 24.0
        parts = [before[int(start * per_hour) : int(stop * per_hour)] for start, stop in PARTS_OF_DAY_HOURS]
        lags = [self._departure[max(0, day - lag)] for lag in LAGS_DAYS]
        by_slot = [self._profile[day], self._usual_kw[day] - self._profile[day], recent.mean(axis=0), *lags]
        of_day = [recent.mean(), *(lag.mean() for lag in lags), *(part.mean() for part in parts if len(part))]
        calendar = [grid.weekday[day], grid.day_type[day], grid.is_special[day]]
        columns = [np.arange(grid.slots), *(self.shares(values) for values in by_slot)]
        columns += [np.full(grid.slots, float(value)) for value in (*calendar, *self.shares(np.array(of_day)))]
        if self.days.outdoor.is_known:
            columns += [self.days.outdoor.filled_c[day], *self._unusual_needs[day].T, *self._last_day_needs(day).T]
        return np.column_stack(columns)

    def _last_day_needs(self, day: int) -> FloatArray:
        """Return the mean of the unusual needs over the 24 hours up to each slot: later ones are not known yet."""
        before, today = self._unusual_needs[day - 1], self._unusual_needs[day]
        moving = before.sum(axis=0) + np.cumsum(today - before, axis=0)
        return np.asarray(moving / len(today))


def _trees(
    loss: Literal["absolute_error", "quantile"], count: int, learning_rate: float, share: float | None = None
) -> HistGradientBoostingRegressor:
    """Return trees to be fitted; ``share`` is the quantile they predict."""
    from sklearn.ensemble import HistGradientBoostingRegressor  # noqa: PLC0415 - takes a second to import

    return HistGradientBoostingRegressor(
        loss=loss,
        quantile=share,
        max_iter=count,
        learning_rate=learning_rate,
        max_leaf_nodes=LEAVES,
        min_samples_leaf=READINGS_PER_LEAF,
        l2_regularization=SHRINKAGE,
        early_stopping=False,
        random_state=SEED,
    )
