"""A page with nothing but the timeline and its controls, for tests, measurements and looking at it.

``python -m tests.components.timeline.timeline_app`` serves it.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import dash_mantine_components as dmc
import numpy as np
import pandas as pd
from dash import Dash, Input, Output, State, dcc, html

from components.basics.ids import Id
from components.controls.threshold import threshold_record
from components.event_list.rows import event_row
from components.shell.shell import RENDERER
from components.timeline.layout import register_timeline, timeline_layout
from components.timeline.marks import event_mark
from components.timeline.payload import view_payload
from data.series import MeterSeries
from detectors.events.events import events
from detectors.scores import Reason, Scores
from detectors.threshold import Threshold
from pipeline.store.meters import Meter

ASSETS = Path(__file__).parents[3] / "assets"
OTHER_ASSETS = r"^(?!page\.mjs|timeline\.css|base\.css).*"
NAME = "Office Zurich North"
LEVEL = 4.0
"""Alarm level that the slider begins with, in scales."""


Found = Callable[[Threshold], dict[str, Any]]
"""What the server says of events at a threshold."""


@dataclass(frozen=True)
class Case:
    """What the readings are like."""

    days: int = 90
    step_minutes: int = 15
    start: str = "2024-01-01"
    timezone: str = "Europe/Zurich"
    faults_per_month: float = 2.0
    scale: float = 1.0
    seed: int = 7


def judged(case: Case) -> tuple[MeterSeries, Scores]:
    """Readings of an office with faults planted, and scores as a perfect observer would give them."""
    rng = np.random.default_rng(case.seed)
    size = case.days * 24 * 60 // case.step_minutes
    index = pd.date_range(case.start, periods=size, freq=f"{case.step_minutes}min", tz=case.timezone)
    hour = np.asarray(index.hour + index.minute / 60, float)
    workday = np.asarray(index.day_of_week < 5)
    season = 1 + 0.2 * np.cos(2 * np.pi * (np.asarray(index.day_of_year, float) - 20) / 365)
    busy = np.clip(np.minimum((hour - 5.5) / 2.5, (19.5 - hour) / 3), 0, 1) * np.where(workday, 1, 0.12)
    expected = season * (2.4 + 8 * busy)
    scale = 0.22 + 0.06 * expected
    noise = rng.normal(0, 1, size)
    for i in range(1, size):
        noise[i] = 0.6 * noise[i - 1] + 0.8 * noise[i]
    power = np.maximum(0.1, expected + 0.8 * scale * noise)
    reason = np.zeros(size, np.uint8)
    away = np.zeros(size)
    _plant(rng, case, power, expected, reason, away)
    distance = np.abs(power - expected) / scale
    known = np.isfinite(power)
    score = np.where(away > 0, np.maximum(away, np.where(known, distance, 0)), distance)
    above = np.nan_to_num(power - expected) >= 0
    usual = np.where(above, Reason.ABOVE_EXPECTED.code, Reason.BELOW_EXPECTED.code)
    data = reason > 0
    scores = Scores(
        index=index,
        score=score,
        side=np.where(data & ~known, 0, np.where(above, 1, -1)).astype(np.int8),
        expected=expected * case.scale,
        scale_below=scale * case.scale,
        scale_above=scale * case.scale,
        window_hours=np.full(size, case.step_minutes / 60),
        reason=np.where(data, reason, usual).astype(np.uint8),
        usual_low=(expected - 1.5 * scale) * case.scale,
        usual_high=(expected + 1.7 * scale) * case.scale,
    )
    return MeterSeries("office", index, power * case.scale), scores


def _plant(rng: np.random.Generator, case: Case, power: Any, expected: Any, reason: Any, away: Any) -> None:
    per_hour = 60 // case.step_minutes
    for k in range(round(case.faults_per_month * case.days / 30.4)):
        hours = int(rng.choice([2, 9, 14, 36]))
        first = int(rng.integers(7 * 24, max(7 * 24 + 1, case.days * 24 - 48))) * per_hour
        part = slice(first, first + hours * per_hour)
        if k % 4 < 2:
            power[part] += rng.uniform(2.5, 6)
        elif k % 4 == 2:
            power[part] -= 0.6 * expected[part]
        elif k % 8 == 3:
            power[part] = np.nan
            reason[part], away[part] = Reason.GAP.code, 12
        else:
            power[part] = power[part][0]
            reason[part], away[part] = Reason.FLAT_LINE.code, 9


def marks_of(series: MeterSeries, scores: Scores, threshold: Threshold, key: str) -> dict[str, Any]:
    """What the server says of events at a threshold, for readings with this key."""
    meter = Meter("office", NAME, timezone="Europe/Zurich")
    found = events(series, scores, threshold)
    marks = [event_mark(event, event_row(event, 1, meter), series.index) for event in found]
    return {"key": key, "threshold": threshold_record(threshold), "events": marks, "lanes": []}


def page_of(case: Case) -> tuple[dict[str, Any], Found]:
    """The readings of a case as the timeline gets them, and what its server says of a threshold."""
    series, scores = judged(case)
    view = view_payload(series, f"case-{case}", scores, name=NAME)
    return view, lambda threshold: marks_of(series, scores, threshold, view["key"])


def create_app(view: dict[str, Any], found: Found) -> Dash:
    """Return the page with a slider, a switch of colours, and the timeline, which knows events by ``found``."""
    app = Dash(__name__, assets_folder=str(ASSETS), assets_ignore=OTHER_ASSETS, title="Timeline")
    app.renderer = RENDERER
    app.layout = dmc.MantineProvider(
        html.Div(
            [
                html.Div(
                    [
                        dmc.Slider(id=Id.LEVEL, value=LEVEL, min=2, max=10, step=0.1, updatemode="drag", w=240),
                        html.Span(id=Id.COUNT, **{"aria-live": "polite"}),
                    ],
                    style={"display": "flex", "gap": 24, "alignItems": "center", "padding": "8px 52px 16px"},
                ),
                timeline_layout(),
                dcc.Store(id=Id.VIEW, data=view),
                dcc.Store(id=Id.THRESHOLD),
                dcc.Store(id=Id.ANSWER),
                dcc.Store(id=Id.MARKS),
                dcc.Store(id=Id.SELECTED),
                dcc.Store(id=Id.SCHEME, data="light"),
            ],
            style={"padding": 16},
        ),
        id="provider",
    )
    register_timeline(app)
    app.clientside_callback(
        "(level) => ({level, side: 'both', min_hours: 0, merge_hours: 6, min_kwh: null})",
        Output(Id.THRESHOLD, "data"),
        Input(Id.LEVEL, "value"),
    )
    _register_answers(app, found)

    app.clientside_callback(
        "(scheme) => scheme", Output("provider", "forceColorScheme"), Input(Id.SCHEME, "data"), State("provider", "id")
    )
    return app


def _register_answers(app: Dash, found: Found) -> None:
    @app.callback(Output(Id.ANSWER, "data"), Input(Id.THRESHOLD, "data"), prevent_initial_call=True)
    def answer(threshold: dict[str, Any]) -> dict[str, Any]:
        return found(Threshold(**threshold))

    app.clientside_callback(
        "(answer) => { if (answer) dash_clientside.set_props('marks', {data: answer}); }", Input(Id.ANSWER, "data")
    )


if __name__ == "__main__":
    create_app(*page_of(Case(days=365))).run(port=8061)
