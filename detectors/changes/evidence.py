"""Evidence for a change of level: how far moves of the levels usually go by themselves.

A move is set against how far such moves went: what also moved in the same weeks a year before is a season and counts as
nothing, and the scale is that of the meter's own moves, mixed with a prior while there are few. Expert rule.
"""

from __future__ import annotations

import numpy as np

from data.calendar.lengths import DAYS_PER_WEEK
from data.series import FloatArray
from detectors import kernels
from detectors.changes.daily_levels import KEPT_DAYS, PAST_DAYS, DailyLevels
from detectors.changes.moves import (
    IS_SLOW,
    REACH_DAYS,
    STREAMS,
    VIEWS,
    WINDOWS,
    YEAR_BEFORE,
    LevelWindow,
    Moves,
    log_ratio,
    stream_medians,
)  # fmt: skip
from detectors.walk_forward.rolling_table import RollingTable

MIN_SOFT = 0.3
"""Share of the reference level that the level of the season is at least, for this purpose. Chosen, not tuned."""
REFERENCE_DAYS = 28
"""Days by which the reference level is measured. Chosen, not tuned."""
REFERENCE_WEEKS, REFERENCE_SHARE = 52, 0.75
"""The reference level is this quantile of those of so many weeks: a standstill does not make a meter small, nor a
wrong scale large. Chosen, not tuned."""
PRIOR = (0.06, 0.08, 0.06)
"""How far the shortest moves of each stream go by themselves, as logarithms of ratios. Measured on buildings."""
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
"""Quantiles of departures, with the sigma each stands for: the larger one counts. Chosen, not tuned: nights may be
mostly alike."""
SIGMA_OF_MEDIAN = 1.25
"""Standard error of a median, through that of a mean. By definition, for normal noise."""
NOISE_MEMORY = 1.4
"""Factor on the noise of means of days, as noisy days come in rows. Chosen, not tuned."""
MIN_NOISE = 0.005
"""Log ratio: the smallest noise of single days. Technical limit."""
TOLERANCES = (14, 28)
"""Days by which a season may come earlier or later, as judged by short and by long windows. Chosen, not tuned."""


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

    def _mixed_scale(self, day: int, number: int, window: LevelWindow, usual: float) -> float:
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
