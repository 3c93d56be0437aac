"""Moves of daily levels: the last days against the weeks before, in windows of one to eight weeks.

Three streams of daily levels are compared: days at work, days off, and nights. A move is the logarithm of the ratio of
two medians, of the last days and of the days before them; medians forget single days.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from data.calendar.day_grid import BoolArray
from data.calendar.lengths import DAYS_PER_WEEK
from data.series import FloatArray
from detectors import kernels
from detectors.changes.daily_levels import DailyLevels

WORK, OFF, NIGHT = range(3)
"""Numbers of the streams of daily levels: days at work, days off, and nights. By definition."""
STREAMS = (WORK, OFF, NIGHT)
DAYS_A_LEVEL = (1.4, 3.5, 1.0)
"""Calendar days from one level of a stream to the next. By definition of a week."""
MIN_BEFORE = (10, 5, 14)
"""How many levels must lie before the last ones: those of two weeks. Chosen, not tuned."""


@dataclass(frozen=True)
class LevelWindow:
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
"""Number of views: levels are compared as they are, and as they would be in the usual weather. By definition."""
SLOW_DAYS = 21.0
"""Days of a window from which a move may be the season. Chosen, not tuned."""
WINDOWS = (
    *(LevelWindow(WORK, *each) for each in ((5, 25, 1.0), (10, 40, 1.1), (20, 60, 1.35), (40, 80, 1.7))),
    *(LevelWindow(OFF, *each) for each in ((4, 12, 1.0), (8, 16, 1.1), (16, 32, 1.4))),
    *(LevelWindow(NIGHT, *each) for each in ((7, 35, 1.0), (14, 56, 1.1), (28, 84, 1.35), (56, 112, 1.7))),
)
"""One to eight weeks. Chosen, not tuned."""
IS_SLOW: BoolArray = np.array([window.is_slow for window in WINDOWS])
REACH_DAYS = 200
"""Days back that a window may reach. By definition of the longest one, with holidays."""
SOFTENING = 0.1
"""Share of the level of the season that is added before logarithms, for levels near zero. Chosen, not tuned."""
YEAR_BEFORE = 364
"""Days to the same weekday of the year before. By definition."""


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
