"""The view "Base load": what runs through the night, what it costs in a year, and whether it grew."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd
from dash import Input, Output, no_update

from components.basics.ids import Id, Tab
from components.figures.baseload import nights_figure, weekdays_figure
from components.views.baseload_text import Course, baseload_facts, baseload_sentence, baseload_table, length_in_words
from components.views.parts import Subject, ViewContent, ViewQuery, subject
from components.views.price import price_form, register_price
from components.views.registry import MeterView, declare_view
from data.errors import DataError, LoadlensError
from data.series import FloatArray
from detectors.analytics.baseload import MIN_NIGHTS, baseload_summary, night_baseload
from detectors.analytics.baseload_year import (
    YEAR_DAYS,
    a_year_before,
    against_just_before,
    against_year_before,
    last_year,
    smoothed,
    within,
)
from detectors.analytics.occupancy import occupancy
from detectors.analytics.week_use import WeekUse, week_use
from detectors.explain.units import power
from detectors.features.data_quality import unusable
from pipeline.store.workspace import Workspace

MAX_STEP_HOURS = 2.0
"""With longer steps a night is one or two readings."""
YEAR_NOTE = (
    "A year is told by the last 365 days of readings, or as many as there are: the base load by its medians of four "
    "weeks, weekends and holidays by the days of their kind around them, so that a few days gone wrong do not count."
)
PRICE = {"price": Output(Id.PRICE, "value"), "currency": Output(Id.PRICE_CURRENCY, "value")}


def baseload_content(workspace: Workspace, query: ViewQuery) -> ViewContent:
    """Return what there is to say of the base load.

    Raises
    ------
    LoadlensError
        When there are hardly any readings or nights in the dates.
    """
    about = subject(workspace, query)
    if about.series.step_hours > MAX_STEP_HOURS:
        raise DataError(
            f"Meter {about.meter.name} has one reading in {about.series.step_hours:g} hours; a night needs one at "
            f"least every {MAX_STEP_HOURS:g} hours."
        )
    habit = occupancy(about.whole)
    every = night_baseload(about.whole, habit)
    nights = on_show(every, about)
    known = int(nights["kw"].notna().sum())
    if known < MIN_NIGHTS:
        counted = f"{known} night{'' if known == 1 else 's'}"
        return ViewContent("", f"There are {counted} with readings in these dates; choose more dates, at least a week.")
    summary = baseload_summary(about.series, nights)
    course = course_of(nights, every)
    before = level_before(course, nights, every)
    number, sentence = baseload_sentence(summary, course, about.meter)
    return ViewContent(
        number=number,
        sentence=sentence,
        note=f"The base load of a night is its 10 % quantile. {habit.sentence} {YEAR_NOTE}",
        figures=(
            nights_figure(nights, before, about.scheme),
            weekdays_figure(summary.kw_by_weekday, _nights_by_weekday(nights), about.scheme),
        ),
        legend=_legend(nights, course),
        facts=baseload_facts(summary, course, use_of_days(about), about.meter),
        table=baseload_table(summary, about.meter),
        file=nights.round(dict.fromkeys(nights.columns[2:], 4)),
    )


def _nights_by_weekday(nights: pd.DataFrame) -> tuple[int, ...]:
    count = nights[nights["kw"].notna()].groupby(nights["date"].dt.day_of_week).size()
    return tuple(int(count.get(day, 0)) for day in range(7))


def on_show(nights: pd.DataFrame, about: Subject) -> pd.DataFrame:
    """Return the nights that end in the dates on show."""
    first, last = (moment.tz_localize(None).normalize() for moment in (about.series.start, about.series.index[-1]))
    shown: pd.DataFrame = nights[nights["date"].between(first, last)].reset_index(drop=True)
    return shown


def course_of(shown: pd.DataFrame, nights: pd.DataFrame) -> Course:
    """Return how the base load went in the dates on show, and what it comes to in a year."""
    return Course(
        year=last_year(nights),
        trend=against_year_before(nights.iloc[-YEAR_DAYS:], nights),
        since_year=against_year_before(shown, nights),
        since_before=against_just_before(shown, nights),
        within=within(shown),
        days=len(shown),
        nights=int(shown["kw"].notna().sum()),
        is_all=len(shown) == len(nights),
    )


def level_before(course: Course, shown: pd.DataFrame, nights: pd.DataFrame) -> FloatArray:
    """Return what the nights on show are compared with: their like a year before, or the level just before."""
    if course.since_year.is_known:
        return smoothed(a_year_before(shown, nights)["kw"])
    return np.full(len(shown), course.since_before.before_kw)


def use_of_days(about: Subject) -> WeekUse:
    """Return what whole days typically use, by the last 365 days of all readings."""
    whole = about.whole
    first = int(whole.index.searchsorted(whole.index[-1] - pd.Timedelta(days=YEAR_DAYS)))
    return week_use(whole.between(whole.index[first]), unusable(whole)[first:])


def _legend(nights: pd.DataFrame, course: Course) -> list[tuple[str, str]]:
    names = {"weekday": "Weekday nights", "weekend": "Weekend", "holiday": "Holiday"}
    legend = [(f"night-{kind}", name) for kind, name in names.items() if (nights["kind"] == kind).any()]
    legend.append(("smooth", "Median of four weeks"))
    if course.since_year.is_known:
        legend.append(("before", "The same a year before"))
    elif course.since_before.is_known:
        before_kw = power(course.since_before.before_kw)
        legend.append(("before", f"{before_kw} in the {length_in_words(course.days)} before"))
    return legend


def _with_price(workspace: Workspace, query: ViewQuery) -> ViewContent:
    """Return the content or why there is none, in both cases with the price of this meter in its control."""
    meter = workspace.meter(query["meter"])
    price = "" if meter.price_per_kwh is None else meter.price_per_kwh
    try:
        content = baseload_content(workspace, query)
    except LoadlensError as error:
        content = ViewContent("", str(error))
    return replace(content, controls={"price": price, "currency": meter.currency or no_update})


declare_view(
    MeterView(
        key=Tab.BASELOAD,
        label="Base load",
        icon="M2 13.5h12M3.5 13V9M6.5 13V8M9.5 13V9.5M12.5 13V8.5M2 4.5h12",
        chart="Base load of every night, and by weekday",
        help="What runs through the night and on idle days, what it amounts to in a year, and whether it grew. It "
        "costs all year round, so a little less is worth much.",
        empty="There are no nights in these dates; choose more dates, at least a week.",
        content=_with_price,
        order=20,
        after=lambda: [price_form()],
        inputs={"saved": Input(Id.PRICE_SAVED, "data")},
        controls=PRICE,
        connect=register_price,
    )
)
