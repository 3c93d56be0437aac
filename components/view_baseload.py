"""The view "Base load": what runs through the night, what it costs in a year, and whether it grew."""

from __future__ import annotations

from math import isfinite
from typing import Any

import pandas as pd
from dash import Dash, Input, Output, html, no_update

from components.baseload_words import WeekUse, baseload_facts, baseload_sentence, baseload_table
from components.figures.baseload import nights_figure, weekdays_figure
from components.ids import Id, Part, Tab, view_id
from components.price import price_form, register_price
from components.view_parts import Asked, Subject, Told, attempted, outputs, register_file, shown, subject, view_body
from data.errors import DataError
from detectors.days.daygrid import DayType
from detectors.findings.quantities import power
from detectors.insight.baseload import FEWEST_NIGHTS, WEEKS_52_DAYS, baseload_summary, night_baseload
from detectors.insight.occupancy import Occupancy, occupancy
from detectors.insight.typical_day import typical_days
from pipeline.workspace import Workspace

LONGEST_STEP_HOURS = 2.0
"""With longer steps a night is one or two readings."""
FEWEST_COMPARED = 10
"""Fewer nights are nothing to compare a level with."""
PRICE = {"price": Output(Id.PRICE, "value"), "currency": Output(Id.PRICE_CURRENCY, "value")}


def baseload_view() -> html.Div:
    """Return the view without content."""
    return view_body(Tab.BASELOAD, "Base load of every night, and by weekday", after=[price_form()])


def register_baseload(app: Dash, workspace: Workspace) -> None:
    """Connect the view."""

    @app.callback(
        output={**outputs(Tab.BASELOAD), **PRICE},
        inputs={"asked": Input(view_id(Tab.BASELOAD, Part.ASKED), "data")},
        prevent_initial_call=True,
    )
    def fill(asked: Asked | None) -> dict[str, Any]:
        if not asked:
            return dict.fromkeys([*outputs(Tab.BASELOAD), *PRICE], no_update)
        meter = workspace.meter(asked["meter"])
        price = "" if meter.price_per_kwh is None else meter.price_per_kwh
        return {
            **shown(attempted(told, workspace, asked)),
            "price": price,
            "currency": meter.currency or no_update,
        }

    register_file(app, workspace, Tab.BASELOAD, told)
    register_price(app, workspace)


def told(workspace: Workspace, asked: Asked) -> Told:
    """Return what is to be learnt of the base load.

    Raises
    ------
    LoadlensError
        When there are hardly any readings or nights in the dates.
    """
    about = subject(workspace, asked)
    if about.series.step_hours > LONGEST_STEP_HOURS:
        raise DataError(
            f"Meter {about.meter.name} has one reading in {about.series.step_hours:g} hours; a night needs one at "
            f"least every {LONGEST_STEP_HOURS:g} hours."
        )
    habit = occupancy(about.whole)
    nights = night_baseload(about.series, habit)
    known = int(nights["kw"].notna().sum())
    if known < FEWEST_NIGHTS:
        counted = f"{known} night{'' if known == 1 else 's'}"
        return Told("", f"There are {counted} with readings in these dates; choose more dates, at least a week.")
    summary = baseload_summary(about.series, nights)
    before_kw, before = level_before(about, habit)
    number, sentence = baseload_sentence(summary, about.meter, before_kw, before)
    by_weekday = nights[nights["kw"].notna()].groupby(nights["date"].dt.day_of_week).size()
    return Told(
        number=number,
        sentence=sentence,
        note=f"The base load of a night is its 10 % quantile. {habit.sentence}",
        figures=(
            nights_figure(nights, before_kw, about.scheme),
            weekdays_figure(
                summary.kw_by_weekday, tuple(int(by_weekday.get(day, 0)) for day in range(7)), about.scheme
            ),
        ),
        legend=_legend(nights, before_kw, before),
        facts=baseload_facts(summary, week_use(about), about.meter, days=about.series.days),
        table=baseload_table(summary, about.meter),
        file=nights.round(dict.fromkeys(nights.columns[2:], 4)),
    )


def level_before(about: Subject, habit: Occupancy) -> tuple[float, str]:
    """Return the base load to compare with and when it was: the same weeks a year before, else just before."""
    days = pd.Timedelta(days=about.series.days)
    year = pd.Timedelta(days=WEEKS_52_DAYS)
    stretches = {
        "in the same weeks a year before": (about.series.start - year, about.series.end - year),
        f"in the {about.series.days:.0f} days before": (about.series.start - days, about.series.start),
    }
    for words, (start, end) in stretches.items():
        if start < about.whole.start or end > about.series.start:
            continue
        try:
            kw = night_baseload(about.whole.between(start, end), habit)["kw"].dropna()
        except DataError:
            continue
        if len(kw) >= FEWEST_COMPARED:
            return float(kw.median()), words
    return float("nan"), ""


def week_use(about: Subject) -> WeekUse:
    """Return what whole days use at work and on weekends and holidays, from the days that are complete."""
    days = typical_days(about.series, about.unusable)
    off = days.day_type != DayType.WEEKDAY
    at_work, on_off = (days.energy_kwh[days.judged & chosen] for chosen in (~off, off))
    return WeekUse(
        at_work_kwh=float(at_work.mean()) if len(at_work) else float("nan"),
        off_kwh=float(on_off.mean()) if len(on_off) else float("nan"),
        off_share=float(off.mean()),
    )


def _legend(nights: pd.DataFrame, before_kw: float, before: str) -> list[tuple[str, str]]:
    names = {"weekday": "Weekday nights", "weekend": "Weekend", "holiday": "Holiday"}
    legend = [(f"night-{kind}", name) for kind, name in names.items() if (nights["kind"] == kind).any()]
    legend.append(("smooth", "Median of four weeks"))
    if isfinite(before_kw):
        legend.append(("before", f"{power(before_kw)} {before}"))
    return legend
