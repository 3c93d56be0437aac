"""The view "Typical day": how weekdays, Saturdays, Sundays and holidays usually run, and one day against its kind."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from itertools import pairwise
from typing import Any

import dash_mantine_components as dmc
import numpy as np
import pandas as pd
from dash import Input, Output, State, dcc, html

from components.basics.aria import aria
from components.basics.dates import day as day_words
from components.basics.icons import icon
from components.basics.ids import Id, Tab
from components.basics.request import Request
from components.figures.typical_day import typical_day_figure
from components.views.parts import Subject, ViewContent, ViewQuery, subject
from components.views.registry import MeterView, declare_view
from components.views.typical_day_text import day_file, day_note, day_sentence, day_table, one_of, too_few
from data.calendar.day_grid import BoolArray, DayType
from detectors.analytics.typical_day import TypicalDays, most_unlike, other_days_band, typical_days
from detectors.threshold import Threshold, flags
from pipeline.analysis.run import cached
from pipeline.store.workspace import Workspace

KINDS = {DayType.WEEKDAY: "weekday", DayType.SATURDAY: "saturday", DayType.SUNDAY: "sunday"}
LABELS = {DayType.WEEKDAY: "Weekdays", DayType.SATURDAY: "Saturdays", DayType.SUNDAY: "Sundays, holidays"}
CONTROLS = {
    "day": Output(Id.DAY, "value"),
    "earliest": Output(Id.DAY, "minDate"),
    "latest": Output(Id.DAY, "maxDate"),
    "kind": Output(Id.DAY_KIND, "value"),
    "set": Output(Id.DAY_SHOWN, "data"),
}


@dataclass(frozen=True)
class DaySelection:
    """The typical days of what is on show and the row of the day to look at; ``stated`` where a person chose it."""

    about: Subject
    typical: TypicalDays
    row: int | None
    stated: bool


def day_controls() -> list[html.Div]:
    """Return what chooses the day to compare."""
    kinds = [{"value": key, "label": LABELS[kind]} for kind, key in KINDS.items()]
    row = html.Div(
        [
            dmc.DatePickerInput(
                id=Id.DAY,
                valueFormat="ddd D MMM YYYY",
                size="xs",
                leftSection=icon("calendar"),
                placeholder="Pick a day",
                highlightToday=False,
                weekendDays=[],
                className="day-pick",
                ariaLabels={"previousMonth": "Previous month", "nextMonth": "Next month"},
                **aria(label="The day to compare"),
            ),
            dmc.SegmentedControl(
                id=Id.DAY_KIND,
                data=kinds,
                value=KINDS[DayType.WEEKDAY],
                size="xs",
                className="day-kind",
                **aria(label="Kind of day"),
            ),
            html.Span("An event that is chosen shows its day.", className="hint"),
            dcc.Store(id=Id.DAY_SHOWN),
        ],
        className="view-controls",
    )
    return [row]


def selected_day(workspace: Workspace, query: ViewQuery) -> DaySelection:
    """Return the typical days of a request, and the day: of the event, as picked, or most unlike its kind.

    Raises
    ------
    LoadlensError
        When there are hardly any readings in the dates, or their step is too long.
    """
    about = subject(workspace, query)
    typical = typical_days(about.series, about.unusable, _flagged(workspace, about, query))
    stated = _stated(typical, query, about.series.timezone)
    return DaySelection(
        about, typical, _found(typical, query.get("kind")) if stated is None else stated, stated is not None
    )


def typical_day_content(found: DaySelection) -> ViewContent:
    """Return what there is to say of a day against its kind."""
    typical, row, country = found.typical, found.row, found.about.series.country
    if row is None:
        return ViewContent("", too_few(typical, DayType.WEEKDAY, country))
    kind = typical.kind(row)
    band = other_days_band(typical, row)
    if band is None:
        return ViewContent("", too_few(typical, kind, country))
    if not np.isfinite(typical.power_kw[row]).any():
        return ViewContent("", f"There are no readings on {_day(typical, row)}; pick another day.")
    name, one = _day(typical, row), one_of(kind, country)
    number, sentence = day_sentence(typical, band, row, name, one)
    figure = typical_day_figure(
        band, typical.power_kw[row], typical.step_hours, name=name, kind=one, scheme=found.about.scheme
    )
    legend = (
        ("readings", name),
        ("expected", f"Typical {one} (median)"),
        ("band", "Usual range"),
        ("above", "Above it"),
        ("below", "Below it"),
    )
    return ViewContent(
        number=number,
        sentence=sentence + ("" if found.stated else " It is the day most unlike its kind in these dates."),
        note=day_note(typical, band, kind, country),
        figures=(figure,),
        legend=legend,
        table=day_table(typical, band, row),
        file=day_file(typical, band, row),
    )


def fullest_day(start_ms: int, end_ms: int, timezone: str) -> date:
    """Return the local day that holds most of a time range, the first of several."""
    start, end = (pd.Timestamp(ms, unit="ms", tz="UTC").tz_convert(timezone) for ms in (start_ms, end_ms))
    midnights = pd.date_range(start.normalize(), end.normalize() + pd.Timedelta(days=2), freq="D")
    held = [(min(end, after) - max(start, before)).total_seconds() for before, after in pairwise(midnights)]
    found: date = midnights[int(np.argmax(held))].date()
    return found


def _flagged(workspace: Workspace, about: Subject, query: ViewQuery) -> BoolArray | None:
    """Return which readings the analysis on show calls abnormal at the usual level, None where there is none."""
    if not query.get("scored"):
        return None
    analysis = cached(workspace, about.meter.meter_id, Request.from_record(query).method())
    if analysis is None:
        return None
    first = int(about.whole.index.searchsorted(about.series.start))
    return flags(analysis.scores.taken(slice(first, first + len(about.series))), Threshold())


def _stated(typical: TypicalDays, query: ViewQuery, timezone: str) -> int | None:
    """Return the row of the day a person means by an event or a date, None where it is not among those on show."""
    if query.get("event"):
        start_ms, end_ms = query["event"]
        return typical.row(fullest_day(start_ms, end_ms, timezone))
    try:
        return typical.row(date.fromisoformat(str(query["day"]))) if query.get("day") else None
    except ValueError:  # a link written by hand
        return None


def _found(typical: TypicalDays, key: str | None) -> int | None:
    """Return the row of the day most unlike its kind, of one kind where one is chosen."""
    kind = next((kind for kind, name in KINDS.items() if name == key), None)
    row = most_unlike(typical, kind)
    if row is not None or kind is None:
        return row
    rows = np.flatnonzero(typical.day_type == kind)
    return int(rows[-1]) if len(rows) else None


def _controls(found: DaySelection) -> dict[str, Any]:
    if found.row is None:
        return {}
    day, kind = str(found.typical.dates[found.row]), KINDS[found.typical.kind(found.row)]
    return {"day": day, "kind": kind, "set": {"day": day, "kind": kind}}


def _day(typical: TypicalDays, row: int) -> str:
    return day_words(pd.Timestamp(typical.dates[row]), year=True)


def _content(workspace: Workspace, query: ViewQuery) -> ViewContent:
    found = selected_day(workspace, query)
    limits = {"earliest": query["first"], "latest": query["last"]}
    return replace(typical_day_content(found), controls={**limits, **_controls(found)})


declare_view(
    MeterView(
        key=Tab.TYPICAL_DAY,
        label="Typical day",
        icon="M1.5 12.5c2.5 0 2.5-9 5.5-9s2.5 6 4.5 6 1.5-1.5 3-1.5",
        chart="One day over the usual range of its kind",
        help="How weekdays, Saturdays, Sundays and holidays usually run in the dates on show, and one day over it: the "
        "day of the event that is chosen, a day picked by date, or the one most unlike its kind.",
        empty="There is no complete day in these dates; choose more dates.",
        content=_content,
        order=10,
        before=day_controls,
        inputs={
            "selected": Input(Id.SELECTED, "data"),
            "picked": Input(Id.DAY, "value"),
            "kind": Input(Id.DAY_KIND, "value"),
        },
        states=[State(Id.DAY_SHOWN, "data")],
        query_function="typicalDay",
        controls=CONTROLS,
    )
)
