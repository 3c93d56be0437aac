"""The base load in words and tables: what it is worth in a year, and how it differs between days."""

from __future__ import annotations

from dataclasses import dataclass
from math import isfinite

import pandas as pd

from components.figures.baseload import WEEKDAYS
from detectors.findings.quantities import energy, percent, power, significant
from detectors.insight.baseload import DAYS_A_YEAR, HOLIDAY, HOURS_A_YEAR, WEEKDAY, WEEKEND, BaseloadSummary
from pipeline.meters import Meter
from pipeline.money import yearly_cost

SAVINGS_KW = (100.0, 10.0, 1.0, 0.1, 0.01)
"""Round amounts to say what less base load is worth: the largest that is at most half of it."""
MANIFOLD = 2.0
"""From twice as much on percentages are hard to read."""
DAYS_RECENT = 28.0
"""Dates this short are the last four weeks themselves."""
SAME_SHARE = 0.02
"""A change of less is none."""
KINDS = {WEEKDAY: "Weekday nights", WEEKEND: "Weekend nights", HOLIDAY: "Nights to a holiday"}


@dataclass(frozen=True)
class WeekUse:
    """What a meter uses on whole days; NaN where no day is complete.

    Parameters
    ----------
    at_work_kwh, off_kwh
        Mean energy of a weekday, and of a weekend day or public holiday.
    off_share
        Share of weekend days and public holidays among all days.
    """

    at_work_kwh: float
    off_kwh: float
    off_share: float


def baseload_sentence(summary: BaseloadSummary, meter: Meter, before_kw: float, before: str) -> tuple[str, str]:
    """Return what runs through the night, what it is worth and how it changed: the number, and the rest.

    ``before_kw`` is the level to compare with, NaN where there is none; ``before`` says when that was.
    """
    if summary.kw == 0:
        change = _change(0.0, before_kw, before)
        return power(0.0), f" runs through the night: this meter has no base load in these dates. {change}"
    share = f", {percent(summary.share_of_use)} of all it uses" if isfinite(summary.share_of_use) else ""
    worth, change = _a_year(summary.kwh_a_year, meter), _change(summary.kw, before_kw, before)
    unpriced = " Set the price of a kWh below to see what it costs." if meter.price_per_kwh is None else ""
    return power(summary.kw), f" runs through the night{share}: {worth}. {change}{unpriced}"


def baseload_facts(summary: BaseloadSummary, week: WeekUse, meter: Meter, *, days: float) -> list[tuple[str, str]]:
    """Return the figures beside the plots; ``days`` is how long the dates on show are."""
    facts = [(name, power(summary.kw_by_kind[kind])) for kind, name in KINDS.items() if _known(summary, kind)]
    facts += _days_off(week, meter)
    if isfinite(summary.trend_kw_a_year):
        facts.append(("Trend", _trend(summary, days)))
    if days > DAYS_RECENT:
        facts.append(("Last four weeks", power(summary.recent_kw)))
    if summary.kw > 0:
        less = next((step for step in SAVINGS_KW if summary.kw >= 2 * step), SAVINGS_KW[-1])
        facts.append((f"{power(less)} less", f"saves {_a_year(less * HOURS_A_YEAR, meter)}"))
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
        columns=["Night", "Base load", "All year round", "Cost a year"],
    )
    return table if meter.price_per_kwh is not None else table.drop(columns="Cost a year")


def _change(kw: float, before_kw: float, before: str) -> str:
    if not isfinite(before_kw):
        return "There are no earlier nights to compare with."
    delta = kw - before_kw
    if abs(delta) <= SAME_SHARE * abs(before_kw):
        return f"That is as much as {before}."
    if before_kw > 0 and kw >= MANIFOLD * before_kw:
        return f"That is {significant(kw / before_kw, 2)} times the {power(before_kw)} {before}."
    share = f" ({percent(abs(delta / before_kw))})" if before_kw else ""
    return f"That is {power(abs(delta))}{share} {'more' if delta > 0 else 'less'} than {before}."


def _days_off(week: WeekUse, meter: Meter) -> list[tuple[str, str]]:
    """Return what weekends and holidays use against weekdays."""
    if not isfinite(week.off_kwh):
        return []
    day = f"{energy(week.off_kwh)} a day"
    if isfinite(week.at_work_kwh) and week.at_work_kwh > 0:
        day += f", {percent(week.off_kwh / week.at_work_kwh)} of a weekday"
    return [("Weekends, holidays", f"{day}; {_a_year(week.off_kwh * week.off_share * DAYS_A_YEAR, meter)}")]


def _trend(summary: BaseloadSummary, days: float) -> str:
    """Return the trend; under a year it is told over the dates themselves, since seasons are part of it."""
    if not summary.trend_is_seasonal:
        return f"{_signed(summary.trend_kw_a_year)} a year"
    return f"{_signed(summary.trend_kw_a_year * days / DAYS_A_YEAR)} over these dates, which may be the season"


def _a_year(kwh: float, meter: Meter) -> str:
    cost = yearly_cost(kwh, meter)
    return f"{energy(kwh)}{f' and {cost}' if cost else ''} a year"


def _signed(kw: float) -> str:
    return f"{'+' if kw > 0 else '−' if kw < 0 else ''}{power(abs(kw))}"


def _known(summary: BaseloadSummary, kind: str) -> bool:
    return isfinite(summary.kw_by_kind[kind])
