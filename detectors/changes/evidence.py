"""Evidence for a change of level: how far the last days moved away from the weeks before, against what is usual.

Three streams of daily levels are compared: days at work, days off, and nights. A move is the logarithm of the ratio of
two medians, of the last days and of the days before them; medians forget single days. It is set against how far such
moves went by themselves: what also moved in the same weeks a year before is a season and counts as nothing, and the
scale is that of the meter's own moves, mixed with a prior while there are few. Expert rule.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from data.calendar.day_grid import BoolArray, IntArray
from data.calendar.lengths import DAYS_PER_WEEK
from data.series import FloatArray
from detectors import kernels
from detectors.changes.daily_levels import KEPT_DAYS, PAST_DAYS, DailyLevels
from detectors.walk_forward.rolling_table import RollingTable

WORK, OFF, NIGHT = range(3)
"""The streams of daily levels."""
STREAMS = (WORK, OFF, NIGHT)
DAYS_A_LEVEL = (1.4, 3.5, 1.0)
"""Calendar days from one level of a stream to the next. By definition of a week."""
MIN_BEFORE = (10, 5, 14)
"""How many levels must lie before the last ones: those of two weeks. Chosen, not tuned."""


@dataclass(frozen=True)
class Window:
    """The last levels of a stream and those before them.

    Parameters
    ----------
    stream
        Of which levels.
    recent, before
        How many levels are compared with how many before them.
    growth
        How much farther such moves go than those of the shortest window of the stream. Measured on buildings: where
        weeks wander little, seasons are small.
    """

    stream: int
    recent: int
    before: int
    growth: float

    @property
    def days(self) -> float:
        """Calendar days of the last levels."""
        return self.recent * DAYS_A_LEVEL[self.stream]

    @property
    def reach_days(self) -> float:
        """Calendar days of all its levels."""
        return (self.recent + self.before) * DAYS_A_LEVEL[self.stream]

    @property
    def is_slow(self) -> bool:
        """Whether it is long enough for a season to move it."""
        return self.days > SLOW_DAYS


VIEWS = 2
"""Levels are compared as they are, and as they would be in the usual weather."""
SLOW_DAYS = 21.0
"""Days of a window from which a move may be the season. Chosen, not tuned."""
WINDOWS = (
    *(Window(WORK, *each) for each in ((5, 25, 1.0), (10, 40, 1.1), (20, 60, 1.35), (40, 80, 1.7))),
    *(Window(OFF, *each) for each in ((4, 12, 1.0), (8, 16, 1.1), (16, 32, 1.4))),
    *(Window(NIGHT, *each) for each in ((7, 35, 1.0), (14, 56, 1.1), (28, 84, 1.35), (56, 112, 1.7))),
)
"""One to eight weeks. Chosen."""
IS_SLOW: BoolArray = np.array([window.is_slow for window in WINDOWS])
STREAM_OF: IntArray = np.array([window.stream for window in WINDOWS])
REACH_DAYS = 200
"""Days back that a window may reach. By definition of the longest one, with holidays."""
SOFTENING = 0.1
"""Share of the level of the season that is added before logarithms, for levels near zero. Chosen, not tuned."""
MIN_SOFT = 0.3
"""Share of the reference level that the level of the season is at least, for this purpose. Chosen, not tuned."""
REFERENCE_DAYS = 28
"""Days by which the reference level is measured. Chosen, not tuned."""
REFERENCE_WEEKS, REFERENCE_SHARE = 52, 0.75
"""The reference level is this quantile of those of so many weeks: a standstill does not make a meter small, nor a
wrong scale large. Chosen, not tuned."""
PRIOR = (0.06, 0.08, 0.06)
"""Log ratio: how far the shortest moves of each stream go by themselves. Measured on buildings, as a usual value."""
SCALE_SHARE = 0.68
"""Quantile of the meter's own moves that stands for their scale: single changes do not widen it. Chosen, not tuned."""
SIGMAS_AT_SCALE_SHARE = 0.9945
"""Sigma below which a normal size lies with that probability. By definition."""
PRIOR_MOVES = 2.0
"""Independent moves that the prior counts as much as. Chosen, not tuned."""
FIT_DAYS = 28
"""Days between two fits of the scales. Chosen, not tuned."""
NOISE_DAYS = 84
"""Days by which the noise of single days is measured. Chosen, not tuned."""
NOISE_QUANTILES = ((0.5, 0.6745), (0.8, 1.2816))
"""Quantiles of departures, with the sigma each stands for: the larger one counts, as nights may be mostly alike."""
SIGMA_OF_MEDIAN = 1.25
"""Standard error of a median, through that of a mean. By definition, for normal noise."""
NOISE_MEMORY = 1.4
"""Factor on the noise of means of days, as noisy days come in rows. Chosen, not tuned."""
MIN_NOISE = 0.005
"""Log ratio: the smallest noise of single days. Technical limit."""
YEAR_BEFORE = 364
"""Days to the same weekday of the year before. By definition."""
TOLERANCES = (14, 28)
"""Days by which a season may come earlier or later, as judged by short and by long windows. Chosen, not tuned."""


@dataclass(frozen=True, eq=False)
class Moves:
    """The moves of days ``[first, first + n)``, with what they are set against; row by day.

    Where the effect of the weather is known, moves are also measured on the levels without it; a move is unusual only
    as far as it is in both views.

    Parameters
    ----------
    medians
        Shape ``(views, n, windows, 2)`` in kW, of the last levels and of those before; NaN on days of another stream.
    low, high
        Shape ``(VIEWS, n, windows)``: moves down to and up to these are those of the season; 0 where none is known.
    scale
        Shape ``(n, windows)``, log ratio.
    reference_kw, soft_kw
        Shape ``(n,)``: the level that is usual for the meter, and that of its season, by which logarithms are softened.
    noise
        Shape ``(n, streams)``, log ratio of single days.
    departures
        Shape ``(n, streams)``: log ratio of each day to the days before it.
    """

    first: int
    medians: FloatArray
    low: FloatArray
    high: FloatArray
    scale: FloatArray
    reference_kw: FloatArray
    soft_kw: FloatArray
    noise: FloatArray
    departures: FloatArray

    def unusual(self, medians: FloatArray, rows: slice) -> FloatArray:
        """Return how far moves go beyond those of the season, with their sign, as log ratios of shape ``(n, windows)``.

        ``medians`` has shape ``(views, n, windows, 2)``.
        """
        least: FloatArray | None = None
        for view, low, high in zip(medians, self.low, self.high, strict=False):
            move = log_ratio(view, self.soft_kw[rows, None])
            beyond = move - np.clip(move, low[rows], high[rows])
            if least is None:
                least = beyond
            else:
                nearer = np.where(np.abs(beyond) < np.abs(least), beyond, least)
                least = np.where(np.sign(beyond) == np.sign(least), nearer, beyond * least * 0.0)
        assert least is not None
        return least


def log_ratio(medians: FloatArray, soft_kw: FloatArray) -> FloatArray:
    """Return the logarithms of the ratios of levels of shape ``(..., 2)``, softened near zero."""
    soft = np.log(np.maximum(medians, 0.0) + np.maximum(SOFTENING * soft_kw, 1e-9)[..., None])
    ratio: FloatArray = soft[..., 0] - soft[..., 1]
    return ratio


def stream_medians(
    levels: DailyLevels, first: int, stop: int, since: int = 0, left_out: BoolArray | None = None
) -> FloatArray:
    """Return the medians of all windows that end on the days ``[first, stop)``, shape ``(views, n, windows, 2)`` in kW.

    Parameters
    ----------
    since
        The first day that counts.
    left_out
        Which of the days ``[0, stop)`` do not count.
    """
    begin = max(since, first - REACH_DAYS - DAYS_PER_WEEK)
    streams = levels.streams(begin, stop)
    if left_out is not None:
        streams = tuple(np.where(left_out[begin:stop], np.nan, stream) for stream in streams)
    views = [streams, levels.in_usual_weather(streams, begin, stop)] if levels.has_weather else [streams]
    return np.array([_medians(view, begin, first, stop) for view in views])


def _medians(streams: tuple[FloatArray, ...], begin: int, first: int, stop: int) -> FloatArray:
    found = np.full((stop - first, len(WINDOWS), 2), np.nan)
    for stream in STREAMS:
        where = np.flatnonzero(np.isfinite(streams[stream]))
        values, days = streams[stream][where], where + begin
        shown = int(np.searchsorted(days, first))
        for number, window in enumerate(WINDOWS):
            if window.stream == stream and len(values):
                medians = kernels.rolling_medians(
                    values, days, window.recent, window.before, MIN_BEFORE[stream], REACH_DAYS
                )
                found[days[shown:] - first, number] = medians[shown:]
    return found


class Evidence:
    """What is remembered of earlier moves: how far they went, and the scales of the last fit."""

    def __init__(self) -> None:
        self._moves = [RollingTable(len(WINDOWS), keep_days=KEPT_DAYS)]
        self._unusual = RollingTable(len(WINDOWS), keep_days=KEPT_DAYS)
        self._departures = RollingTable(len(STREAMS), keep_days=NOISE_DAYS + FIT_DAYS)
        self._scale = np.array([window.growth * PRIOR[window.stream] for window in WINDOWS])
        self._noise = np.full(len(STREAMS), np.nan)
        self._weekly = RollingTable(keep_days=REFERENCE_WEEKS + 1)
        self._reference_kw = self._soft_kw = 0.0

    def advance(self, levels: DailyLevels, first: int, stop: int) -> Moves:
        """Measure the moves of the days ``[first, stop)``, each against those of the days before its week."""
        count = stop - first
        moves = Moves(
            first,
            medians=stream_medians(levels, first, stop),
            low=np.zeros((VIEWS, count, len(WINDOWS))),
            high=np.zeros((VIEWS, count, len(WINDOWS))),
            scale=np.empty((count, len(WINDOWS))),
            reference_kw=np.empty(count),
            soft_kw=np.empty(count),
            noise=np.empty((count, len(STREAMS))),
            departures=np.empty((count, len(STREAMS))),
        )
        departures = _departures(levels, first, stop)
        day = first
        while day < stop:
            end = min(stop, day - day % DAYS_PER_WEEK + DAYS_PER_WEEK)
            if day % DAYS_PER_WEEK == 0:
                self._fit(levels, day)
            self._measure(moves, departures, day, end)
            day = end
        return moves

    def _fit(self, levels: DailyLevels, day: int) -> None:
        recent = levels.level(max(0, day - REFERENCE_DAYS), day)
        known = recent[np.isfinite(recent)]
        week = day // DAYS_PER_WEEK
        self._weekly[week] = np.median(np.abs(known)) if len(known) else np.nan
        weekly = _quantile(self._weekly[max(0, week - REFERENCE_WEEKS) : week + 1], REFERENCE_SHARE)
        self._reference_kw = float(np.nan_to_num(weekly))
        self._soft_kw = float(np.nan_to_num(np.fmax(MIN_SOFT * weekly, np.fmin(self._weekly[week], weekly))))
        if day % FIT_DAYS == 0:
            self._fit_scales(day)

    def _fit_scales(self, day: int) -> None:
        recent = np.abs(self._departures[max(0, day - NOISE_DAYS) : day])
        sizes = [[_quantile(column, share) / sigma for share, sigma in NOISE_QUANTILES] for column in recent.T]
        self._noise = np.array(sizes).max(axis=1)
        shortest = list(PRIOR)
        for number, window in enumerate(WINDOWS):
            own_noise, prior = float(self._noise[window.stream]), PRIOR[window.stream]
            noise = SIGMA_OF_MEDIAN * NOISE_MEMORY * (own_noise if np.isfinite(own_noise) else prior)
            noise *= float(np.sqrt(1.0 / window.recent + 1.0 / window.before))
            mixed = self._mixed_scale(day, number, window, window.growth * shortest[window.stream])
            self._scale[number] = max(mixed, noise)
            if window.growth == 1.0:
                shortest[window.stream] = float(self._scale[number])

    def _mixed_scale(self, day: int, number: int, window: Window, usual: float) -> float:
        """Return the scale of the moves of a window: its own, mixed with what is usual while little is known."""
        past = self._unusual[max(0, day - PAST_DAYS) : max(0, day - round(window.reach_days) - FIT_DAYS)][:, number]
        own = _quantile(past, SCALE_SHARE) / SIGMAS_AT_SCALE_SHARE
        count = np.isfinite(past).sum() / window.recent if np.isfinite(own) else 0.0
        mixed = (PRIOR_MOVES * usual**2 + (count * own**2 if count else 0.0)) / (PRIOR_MOVES + count)
        return float(np.sqrt(mixed))

    def _measure(self, moves: Moves, departures: FloatArray, day: int, end: int) -> None:
        """Fill in the rows of days of one week."""
        rows = slice(day - moves.first, end - moves.first)
        if len(self._moves) < len(moves.medians):  # the weather is known from now on
            self._moves.append(RollingTable(len(WINDOWS), keep_days=KEPT_DAYS))
        for view, past in enumerate(self._moves[: len(moves.medians)]):
            moves.low[view, rows], moves.high[view, rows] = _season(past, day - day % DAYS_PER_WEEK)
        moves.scale[rows], moves.reference_kw[rows], moves.soft_kw[rows] = (
            self._scale,
            self._reference_kw,
            self._soft_kw,
        )
        moves.noise[rows] = np.maximum(np.where(np.isfinite(self._noise), self._noise, 0.1), MIN_NOISE)
        soft = np.full((end - day, 1), self._soft_kw)
        medians = moves.medians[:, rows]
        for past, view in zip(self._moves, medians, strict=False):
            past[day:end] = log_ratio(view, soft)
        self._unusual[day:end] = np.abs(moves.unusual(medians, rows))
        moves.departures[rows] = log_ratio(departures[rows], soft)
        self._departures[day:end] = moves.departures[rows]


def _season(past: RollingTable, week: int) -> tuple[FloatArray, FloatArray]:
    """Return the lowest and highest moves of the same weeks of the years before, at most and at least 0."""
    low, high = np.zeros(len(WINDOWS)), np.zeros(len(WINDOWS))
    for years in (1, 2):
        middle = week - years * YEAR_BEFORE
        for is_slow, tolerance in enumerate(TOLERANCES):
            first, stop = max(0, middle - tolerance), middle + tolerance + DAYS_PER_WEEK
            if stop <= first or week - first > PAST_DAYS:
                continue
            rows, which = past[first:stop], bool(is_slow) == IS_SLOW
            low[which] = np.fmin(low, np.fmin.reduce(rows))[which]
            high[which] = np.fmax(high, np.fmax.reduce(rows))[which]
    return low, high


def _departures(levels: DailyLevels, first: int, stop: int) -> FloatArray:
    """Return the level of each day and the median of the seven before it, shape ``(n, streams, 2)``."""
    begin = max(0, first - REACH_DAYS // 2)
    found = np.full((stop - first, len(STREAMS), 2), np.nan)
    for stream, values in enumerate(levels.streams(begin, stop)):
        where = np.flatnonzero(np.isfinite(values))
        days = where + begin
        shown = int(np.searchsorted(days, first))
        if len(days):
            medians = kernels.rolling_medians(values[where], days, 1, DAYS_PER_WEEK, 4, REACH_DAYS // 2 - 30)
            found[days[shown:] - first, stream] = medians[shown:]
    return found


def _quantile(values: FloatArray, share: float) -> float:
    return float(kernels.known_quantile(np.ascontiguousarray(values), share))
