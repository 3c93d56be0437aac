"""What kind of building a meter's readings look like: so that causes which cannot be are not named.

Expert rules on medians by kind of day and hour: nobody says of a meter what it measures, and a name may mislead. Where
the readings do not tell, the kind is unknown, and causes are named that fit anything.
"""

from __future__ import annotations

from enum import StrEnum
from functools import lru_cache

import numpy as np

from data.calendar.day_grid import BoolArray
from data.calendar.day_types import LocalDays, local_days, school_vacation
from data.calendar.lengths import SATURDAY, SUNDAY
from data.series import FloatArray, MeterSeries

BY_DAY, BY_EVENING, BY_NIGHT = (9.0, 16.0), (18.0, 22.0), (0.0, 5.0)
"""Local hours of the middle of a working day, of an evening at home and of the deepest night. Expert's choice."""
MIN_DAYS = 14
"""Days that must be known of a building: two of each kind of day. Chosen, not tuned."""
MIN_VACATION_DAYS = 10
"""Working days in vacations, and in term, that must be known of a school. Chosen, not tuned."""
MAX_HOME_KW = 5.0
"""Mean power of a home at most, an electrically heated one included. Expert's choice."""
BUSIER = 1.3
"""Times of what it uses by day on a day off that a building at work uses by day on a working day. Chosen, not tuned."""
EVENING_RISE = 1.2
"""Times of its nights that a home uses in the evening. Chosen, not tuned."""
ALWAYS_ON_SHARE = 0.5
"""Share of a working day by day that the nights of a building which never idles reach. Chosen, not tuned."""
TERM_RATIO = 1.4
"""Times of what it uses by day in vacations that a school uses in term. Chosen: above offices, which are 1.1."""
OPEN_SHARE, CLOSED_SHARE = 0.6, 0.4
"""Share of the rise of a working day that a shop reaches on a Saturday at least, on a Sunday at most. Chosen."""
METERS_KEPT = 8
"""Number of meters whose kind is kept while they are looked at by turns. Chosen, not tuned."""


class Building(StrEnum):
    """Kinds of buildings that are told apart."""

    HOME = "home"
    WORKPLACE = "workplace"
    SCHOOL = "school"
    SHOP = "shop"
    ALWAYS_ON = "never idle"
    UNKNOWN = "unknown"


@lru_cache(maxsize=METERS_KEPT)  # events are named anew at every move of the alarm level
def building(series: MeterSeries) -> Building:
    """Return what kind of building the readings of a meter look like."""
    days = local_days(series.index, series.country, series.region)
    known = np.isfinite(series.power_kw)
    if np.count_nonzero(known) < MIN_DAYS * series.steps_per_day:
        return Building.UNKNOWN
    weekday, is_off = days.weekday[days.day], (days.is_holiday | (days.weekday >= SATURDAY))[days.day]
    working, idle = (_median(series.power_kw, known & _within(days, BY_DAY) & part) for part in (~is_off, is_off))
    evening, night = (_median(series.power_kw, known & _within(days, hours)) for hours in (BY_EVENING, BY_NIGHT))
    if not np.isfinite([working, idle, evening, night]).all():
        return Building.UNKNOWN
    is_at_work = working >= BUSIER * idle
    if float(np.mean(series.power_kw[known])) <= MAX_HOME_KW and not (is_at_work and working > evening):
        return Building.HOME if evening >= EVENING_RISE * night else Building.UNKNOWN
    if night >= ALWAYS_ON_SHARE * working:
        return Building.ALWAYS_ON
    if _has_terms(series, days, known & _within(days, BY_DAY) & ~is_off):
        return Building.SCHOOL
    by_day = known & _within(days, BY_DAY)
    saturday, sunday = (_median(series.power_kw, by_day & (weekday == day)) for day in (SATURDAY, SUNDAY))
    if saturday - night >= OPEN_SHARE * (working - night) and sunday - night <= CLOSED_SHARE * (working - night):
        return Building.SHOP
    return Building.WORKPLACE if is_at_work else Building.UNKNOWN


def _within(days: LocalDays, hours: tuple[float, float]) -> BoolArray:
    return np.asarray((days.hour >= hours[0]) & (days.hour < hours[1]))


def _median(power_kw: FloatArray, chosen: BoolArray) -> float:
    return float(np.median(power_kw[chosen])) if chosen.any() else float("nan")


def _has_terms(series: MeterSeries, days: LocalDays, by_day: BoolArray) -> bool:
    """Return whether much less is used by day in the vacations of the country's schools; False where it is unknown."""
    if not series.country:
        return False
    vacation = school_vacation(days, series.country)[days.day]
    parts = (by_day & ~vacation, by_day & vacation)
    if any(len(np.unique(days.day[part])) < MIN_VACATION_DAYS for part in parts):
        return False
    term, free = (_median(series.power_kw, part) for part in parts)
    return term >= TERM_RATIO * free
