"""Occasions: days on which buildings may be closed although the weekday does not say so, recognised from year to year.

Public holidays by their names, the days beside them, single workdays between days off, and the days around New Year.
How likely a building is closed on each before anything is known of it stands here; ``detectors.features`` learns the
rest from its readings.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum
from functools import cache

import holidays
import numpy as np
import pandas as pd
from numpy.typing import NDArray

from data.calendar.lengths import SATURDAY
from data.errors import DataError

YEAR_END = ((12, 22), (1, 3))
"""From 22 December to 3 January buildings follow no ordinary week."""
LANGUAGE = "en_US"
"""Of the names of holidays, by which they are recognised; a country without it gives its own, always the same."""


class OccasionGroup(StrEnum):
    """Occasions of which one says something about the others."""

    HOLIDAY = "holiday"
    MINOR_HOLIDAY = "minor holiday"
    BRIDGE = "bridge"
    YEAR_END = "year end"
    BESIDE = "beside a holiday"


MINOR: dict[str, frozenset[str]] = {
    "US": frozenset(
        ("Martin Luther King Jr. Day", "Washington's Birthday", "Juneteenth National Independence Day", "Columbus Day",
         "Indigenous Peoples' Day", "Veterans Day")
    ),
    "CA": frozenset(("Family Day", "Remembrance Day", "Civic Holiday", "National Day for Truth and Reconciliation")),
    "NL": frozenset(("Good Friday", "Liberation Day")),
    "FR": frozenset(("Pentecost Monday",)),
    "AT": frozenset(("Immaculate Conception",)),
    "IT": frozenset(("National Unity Day",)),
}  # fmt: skip
"""Public holidays on which a good part of the businesses of a country work. Expert's choice."""
ALWAYS_CLOSED = ("Christmas Day", "New Year's Day")
PRIOR_OFF = {
    OccasionGroup.HOLIDAY: 0.9,
    OccasionGroup.MINOR_HOLIDAY: 0.4,
    OccasionGroup.BRIDGE: 0.35,
    OccasionGroup.YEAR_END: 0.1,
    OccasionGroup.BESIDE: 0.05,
}
"""Share of buildings with weekends that are closed then, before anything is known of one. Expert's choice."""
PRIOR_ALWAYS_CLOSED = 0.97
QUIETEST = ("12-24", "12-26", "12-27", "12-28", "12-29", "12-30", "12-31")
PRIOR_QUIETEST = 0.55
"""The same for those days around New Year on which more are closed. Expert's choice."""


@dataclass(frozen=True)
class Occasion:
    """Why a day may be off.

    Parameters
    ----------
    key
        By which the same occasion is recognised in another year: the name of a holiday, with ``+1`` or ``-1`` for the
        day beside it, or the month and day of a day around New Year.
    group
        Which other occasions it is like.
    prior_off
        Share of buildings that are closed then, before anything is known of one.
    """

    key: str
    group: OccasionGroup
    prior_off: float

    @property
    def is_holiday(self) -> bool:
        """Whether it is a public holiday itself."""
        return self.group in (OccasionGroup.HOLIDAY, OccasionGroup.MINOR_HOLIDAY)


@cache
def holiday_names(country: str, region: str, first_year: int, last_year: int) -> dict[str, str]:
    """Return the names of public holidays by their ISO dates; none where the country is unknown (empty).

    Raises
    ------
    DataError
        For a country or region without a known calendar.
    """
    if not country:
        return {}
    years = range(first_year, last_year + 1)
    try:
        found = holidays.country_holidays(country, subdiv=region or None, years=years, language=LANGUAGE)
    except NotImplementedError as error:
        raise DataError(
            f"No public holidays are known for country {country!r}, region {region!r}; use ISO 3166 codes such as "
            "CH and ZH, or leave them empty."
        ) from error
    return {str(day): name for day, name in sorted(found.items())}


def known_holidays(dates: pd.DatetimeIndex, country: str, region: str) -> dict[str, str]:
    """Return the names of public holidays of the years of some dates: of the country where the region is unknown.

    The doors refuse codes that are unknown; readings that carry one all the same are scored by what is known.
    """
    try:
        return holiday_names(country, region, int(dates[0].year), int(dates[-1].year))
    except DataError:
        return known_holidays(dates, country, "") if region else {}


def occasions(dates: pd.DatetimeIndex, country: str, region: str) -> dict[int, Occasion]:
    """Return the occasions among some dates in a row, by position; none where the country is unknown."""
    around = pd.date_range(dates[0] - pd.Timedelta(days=1), dates[-1] + pd.Timedelta(days=1), freq="D")
    named = known_holidays(around, country, region)
    if not named:
        return {}
    iso = around.to_numpy().astype("datetime64[D]").astype(str).tolist()
    is_holiday = np.isin(iso, list(named))
    is_off = np.asarray(around.day_of_week >= SATURDAY) | is_holiday
    found = {}
    at_year_end = is_year_end(around)
    beside = {place + shift for place in np.flatnonzero(is_holiday).tolist() for shift in (-1, 0, 1)}
    for place in sorted(beside | set(np.flatnonzero(at_year_end).tolist())):
        if not 0 < place < len(iso) - 1:
            continue
        today = iso[place]
        if today in named:
            found[place - 1] = _holiday(named[today], country)
        elif at_year_end[place]:
            is_quiet = today[5:] in QUIETEST or (is_off[place - 1] and is_off[place + 1])
            prior = PRIOR_QUIETEST if is_quiet else PRIOR_OFF[OccasionGroup.YEAR_END]
            found[place - 1] = Occasion(today[5:], OccasionGroup.YEAR_END, prior)
        else:
            before = named.get(iso[place - 1])
            key = f"{_plain(before)} +1" if before else f"{_plain(named[iso[place + 1]])} -1"
            is_bridge = bool(is_off[place - 1] and is_off[place + 1] and not is_off[place])
            found[place - 1] = _occasion(key, OccasionGroup.BRIDGE if is_bridge else OccasionGroup.BESIDE)
    return found


def is_year_end(dates: pd.DatetimeIndex) -> NDArray[np.bool_]:
    """Return which days lie around New Year."""
    month_day = dates.month.to_numpy() * 100 + dates.day.to_numpy()
    (first_month, first_day), (last_month, last_day) = YEAR_END
    found: NDArray[np.bool_] = (month_day >= first_month * 100 + first_day) | (month_day <= last_month * 100 + last_day)
    return found


def _holiday(name: str, country: str) -> Occasion:
    plain = _plain(name)
    if plain in ALWAYS_CLOSED:
        return Occasion(plain, OccasionGroup.HOLIDAY, PRIOR_ALWAYS_CLOSED)
    return _occasion(plain, OccasionGroup.MINOR_HOLIDAY if plain in MINOR.get(country, ()) else OccasionGroup.HOLIDAY)


def _occasion(key: str, group: OccasionGroup) -> Occasion:
    return Occasion(key, group, PRIOR_OFF[group])


def _plain(name: str) -> str:
    """Return the first of several names of a holiday, without a note such as that it is observed on another day."""
    return re.sub(r" \(.*?\)", "", name.split(";", maxsplit=1)[0]).strip()
