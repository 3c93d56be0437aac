"""Real meters as they are, by what kind of building they are: known from their source, or inferred from a year."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from benchmarks.planted.meters import FILE, SUBSTATION_FILE, cambridge_years, substation_years
from benchmarks.readings import real_file
from data.calendar.day_types import local_days, school_vacation
from data.importing.load import ImportOptions, load
from data.series import MeterSeries

HOMES_FILE = real_file("opengrid_hourly_w.csv.gz")
SOLAR_HOME_FILE = real_file("ausgrid_pv_halfhourly_kwh.csv.gz")
WEEKS_FILE = real_file("swiss_households_15min_kwh.csv.gz")
STEEL_FILE = real_file("steel_native.csv.gz")
HOMES, WEEKS = "homes", "homes, their first 7 weeks"
OFFICES, SCHOOLS, ALWAYS_ON = "offices", "schools", "never idle"
QUARTER_HOURS = "campus and steel works, 15 min"
BY_DAY = (8.0, 17.0)
"""Local hours between which a building at work is busier than on days off. Chosen, not tuned."""
WORK_RATIO, TERM_RATIO = 1.3, 1.2
"""From how much more is used by day on working days than on days off a building is an office, and from how much more
in term than in vacations it is a school. Chosen, not tuned."""
EVERY_WEEKS_METER = 3
"""Of the 537 homes every third is taken."""


@dataclass(frozen=True, eq=False)
class RealMeter:
    """A meter with the group it counts in."""

    series: MeterSeries
    group: str


def university_meters(file: Path = FILE) -> list[RealMeter]:
    """Return a year of each of the university's buildings, grouped by what the readings show."""
    return [RealMeter(year, inferred_group(year)) for year in cambridge_years(file)] if file.exists() else []


def homes() -> list[RealMeter]:
    """Return the homes of which a year is known."""
    return [RealMeter(series, HOMES) for series in (*_belgian_homes(), *_sydney_home())]


def homes_of_weeks(every: int = EVERY_WEEKS_METER) -> list[RealMeter]:
    """Return homes of which no more than seven weeks are known."""
    if not WEEKS_FILE.exists():
        return []
    meters = load(WEEKS_FILE, options=ImportOptions(timezone="Europe/Zurich")).meters[::every]
    return [RealMeter(replace(series, country="CH"), WEEKS) for series in meters]


def quarter_hour_meters() -> list[RealMeter]:
    """Return the years of the substation and of the steel works."""
    years = substation_years() if SUBSTATION_FILE.exists() else []
    return [RealMeter(series, QUARTER_HOURS) for series in (*years, *_steel_works())]


def inferred_group(year: MeterSeries) -> str:
    """Return whether a year of a building is that of an office, of a school, or of something that is never idle.

    An office uses more by day on working days than on days off; a school is an office that uses less in vacations.
    """
    days = local_days(year.index, year.country, year.region)
    by_day = (days.hour >= BY_DAY[0]) & (days.hour < BY_DAY[1]) & np.isfinite(year.power_kw)
    off, vacation = days.is_off[days.day], school_vacation(days, year.country)[days.day]
    working, idle = (float(np.mean(year.power_kw[by_day & part])) for part in (~off, off))
    if working < WORK_RATIO * idle:
        return ALWAYS_ON
    term, free = (float(np.mean(year.power_kw[by_day & ~off & part])) for part in (~vacation, vacation))
    return SCHOOLS if term >= TERM_RATIO * free else OFFICES


def _belgian_homes() -> Iterator[MeterSeries]:
    if HOMES_FILE.exists():
        for series in load(HOMES_FILE, options=ImportOptions(timezone="Europe/Brussels")).meters:
            yield replace(series, country="BE")


def _sydney_home() -> Iterator[MeterSeries]:
    if SOLAR_HOME_FILE.exists():
        use, _ = load(SOLAR_HOME_FILE, options=ImportOptions(timezone="Australia/Sydney")).meters
        yield replace(use, country="AU", region="NSW")


def _steel_works() -> Iterator[MeterSeries]:
    if STEEL_FILE.exists():
        for series in load(STEEL_FILE, options=ImportOptions(timezone="Asia/Seoul")).meters:
            yield replace(series, country="KR")
