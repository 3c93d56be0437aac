"""The base load in words and tables: what it is worth in a year, and how it differs between days."""

from __future__ import annotations

from dataclasses import dataclass
from math import isfinite

import pandas as pd

from components.figures.baseload import WEEKDAYS
from detectors.analytics.baseload import HOLIDAY, HOURS_A_YEAR, WEEKDAY, WEEKEND, BaseloadSummary
from detectors.analytics.baseload_year import ENDS_NIGHTS, WHOLE_SHARE, YEAR_DAYS, BaseloadChange, YearOfNights
from detectors.analytics.week_use import WeekUse
from detectors.explain.money import yearly_cost
from detectors.explain.units import energy, percent, power, significant
from pipeline.store.meters import Meter

SAVINGS_KW = (100.0, 10.0, 1.0, 0.1, 0.01)
"""Round amounts to say what less base load is worth: the largest that is at most half of it."""
MANIFOLD = 2.0
"""From twice as much on percentages are hard to read."""
LONG_DAYS = 14
"""Longer times are given in weeks."""
SAME_SHARE = 0.02
"""A change of less is none."""
KINDS = {WEEKDAY: "Weekday nights", WEEKEND: "Weekend nights", HOLIDAY: "Nights to a holiday"}


@dataclass(frozen=True)
class Course:
    """The base load over the dates on show, and what it comes to in a year.

    Parameters
    ----------
    year
        Of the last 365 days of all readings, whatever the dates on show.
    trend
        Change of these last 365 days against those before, night by night.
    since_year, since_before, within
        Of the dates on show: change against the same weeks a year before, against the days just before, and from
        their first nights to their last.
    days, nights
        How long the dates on show are, and how many of their nights are known.
    is_all
        Whether they are all there is.
    """

    year: YearOfNights
    trend: BaseloadChange
    since_year: BaseloadChange
    since_before: BaseloadChange
    within: BaseloadChange
    days: int
    nights: int
    is_all: bool


def baseload_sentence(summary: BaseloadSummary, course: Course, meter: Meter) -> tuple[str, str]:
    """Return what runs through the night, how it changed and what it is worth: the number, and the rest."""
    change = _compared(course)
    if summary.kw == 0:
        return power(0.0), f" runs through the night: this meter has no base load in these dates. {change}"
    share = f", {percent(summary.share_of_use)} of all it uses" if isfinite(summary.share_of_use) else ""
    unpriced = " Set the price of a kWh below to see what it costs." if meter.price_per_kwh is None else ""
    return power(summary.kw), f" runs through the night{share}. {change} {_worth(course, meter)}{unpriced}"


def baseload_facts(summary: BaseloadSummary, course: Course, week: WeekUse, meter: Meter) -> list[tuple[str, str]]:
    """Return the figures beside the plots."""
    facts = [(name, power(summary.kw_by_kind[kind])) for kind, name in KINDS.items() if _known(summary, kind)]
    facts += _days_off(week, course, meter)
    if course.trend.is_known:
        facts.append(("Trend", _trend(course, meter)))
    if course.within.is_known:
        facts.append(("In these dates", _within(course)))
    if summary.kw > 0:
        less = next((step for step in SAVINGS_KW if summary.kw >= 2 * step), SAVINGS_KW[-1])
        facts.append((f"{power(less)} less", f"saves {_amount(less * HOURS_A_YEAR, meter)} a year"))
    return facts


def baseload_table(summary: BaseloadSummary, meter: Meter) -> pd.DataFrame:
    """Return the base load by kind of night and by weekday, with what it would be in a year."""
    rows = [(KINDS[kind], summary.kw_by_kind[kind]) for kind in KINDS]
    rows += [(f"Night to {name}", kw) for name, kw in zip(WEEKDAYS, summary.kw_by_weekday, strict=True)]
    table = pd.DataFrame(
        [
            (name, power(kw), energy(kw * HOURS_A_YEAR), yearly_cost(kw * HOURS_A_YEAR, meter))
            for name, kw in rows
            if isfinite(kw)
        ],
        columns=["Night", "Base load", "At that power all year", "Cost a year"],
    )
    return table if meter.price_per_kwh is not None else table.drop(columns="Cost a year")


def _worth(course: Course, meter: Meter) -> str:
    """Return what the base load comes to in a year: as measured, else what it is carried over from."""
    year = course.year
    worth = _amount(year.kwh, meter)
    if year.is_whole:
        return f"Over the last {YEAR_DAYS} days of readings it averaged {power(year.kw)}: {worth} a year."
    return f"If a whole year were like {_basis(course)}, with {power(year.kw)} on average, that would be {worth}."


def _basis(course: Course) -> str:
    period = length_in_words(course.year.days)
    return f"these {period}" if course.is_all else f"all {period} of readings"


def length_in_words(days: int) -> str:
    """Return how long some dates are: ``9 days``, ``13 weeks``."""
    return f"{round(days / 7)} weeks" if days >= LONG_DAYS else f"{days} day{'' if days == 1 else 's'}"


def _compared(course: Course) -> str:
    """Return how the nights differ from those a year before, else from those just before."""
    since = course.since_year
    if since.is_known and since.nights < WHOLE_SHARE * course.nights:
        return _change(since, f"In the {since.nights} nights known a year before as well it is", "then")
    if since.is_known:
        return _change(since, "That is", "in the same weeks a year before")
    if course.since_before.is_known:
        before = f"in the {length_in_words(course.days)} before"
        return _change(course.since_before, "That is", before, "; that may be the season")
    return "There are no earlier nights to compare with."


def _change(change: BaseloadChange, that: str, before: str, seasons: str = "") -> str:
    if is_same(change):
        return f"{that} as much as {before}."
    now_kw = change.before_kw + change.kw
    if change.before_kw > 0 and now_kw >= MANIFOLD * change.before_kw:
        times = significant(now_kw / change.before_kw, 2)
        return f"{that} {times} times the {power(change.before_kw)} {before}{seasons}."
    return f"{that} {_by(change)} {'more' if change.kw > 0 else 'less'} than {before}{seasons}."


def is_same(change: BaseloadChange) -> bool:
    """Return whether a change is too small to speak of."""
    return abs(change.kw) <= SAME_SHARE * abs(change.before_kw)


def _trend(course: Course, meter: Meter) -> str:
    """Return the change of the last 365 days against the year before, with what it is worth."""
    change = course.trend
    in_part = change.nights < WHOLE_SHARE * YEAR_DAYS
    known = f", by the {change.nights} nights known a year before as well" if in_part else ""
    if is_same(change):
        return f"none in the last year{known}"
    sign, more = ("+", "more") if change.kw > 0 else ("−", "less")
    worth = f"{_amount(abs(change.kw) * HOURS_A_YEAR, meter)} a year {more}"
    return f"{sign}{_by(change)} in the last year{known}; {worth}"


def _within(course: Course) -> str:
    """Return how the last nights on show differ from the first; it is not carried over to a year."""
    change = course.within
    count = change.nights
    first, last = power(change.before_kw), power(change.before_kw + change.kw)
    ends = "four weeks" if count == ENDS_NIGHTS else f"{count} nights"
    levels = f"{first} in the first {ends}, {last} in the last"
    if is_same(change):
        return f"about the same: {levels}"
    how = f"{'rose' if change.kw > 0 else 'fell'} by {_by(change)}"
    return f"{how} over these {length_in_words(course.days)}: {levels}; that may be the season"


def _by(change: BaseloadChange) -> str:
    most = (MANIFOLD - 1.0) * abs(change.before_kw)
    share = f" ({percent(abs(change.kw / change.before_kw))})" if 0 < abs(change.kw) < most else ""
    return f"{power(abs(change.kw))}{share}"


def _days_off(week: WeekUse, course: Course, meter: Meter) -> list[tuple[str, str]]:
    """Return what weekends and holidays typically use against weekdays."""
    if not isfinite(week.off_kwh):
        return []
    day = f"{energy(week.off_kwh)} on a typical day"
    if isfinite(week.at_work_kwh) and week.at_work_kwh > 0:
        day += f", {percent(week.off_kwh / week.at_work_kwh)} of a weekday"
    worth = f"{_amount(week.off_kwh_a_year, meter)} a year"
    carried = "" if course.year.is_whole else f" if all of it were like {_basis(course)}"
    return [("Weekends, holidays", f"{day}; {worth}{carried}")]


def _amount(kwh: float, meter: Meter) -> str:
    cost = yearly_cost(kwh, meter)
    return f"{energy(kwh)}{f' and {cost}' if cost else ''}"


def _known(summary: BaseloadSummary, kind: str) -> bool:
    return isfinite(summary.kw_by_kind[kind])
