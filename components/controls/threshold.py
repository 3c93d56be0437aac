"""From when on it is an alarm: how cautious, how much energy, which side; for analysts sigma and events a month.

All of it is one threshold. The choice of three, sigma and events a month are views of its level.
"""

from __future__ import annotations

from typing import Any

import dash_mantine_components as dmc
from dash import ClientsideFunction, Dash, Input, Output, State, dcc, html

from components.basics.aria import aria
from components.basics.ids import Id
from components.timeline.payload import HIGHEST, LOWEST
from detectors.threshold import DEFAULT_LEVEL, SIDES, Threshold

CAUTIONS = {"cautious": 5.0, "balanced": DEFAULT_LEVEL, "sensitive": 3.0}
"""Alarm levels in sigma that most people need, by their names in links."""
STEP = 0.1
MARKS = (2, 4, 6, 8, 10, 12)
SHORTEST = (0.0, 1.0, 3.0, 6.0, 12.0, 24.0)
SHARES = (0.0, 0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1.0, 2.0)
"""Shares of a meter's mean day that an event may have to be worth, from the left of the slider to the right; that of
the installation is among them."""


def level_panel(usual_share: float) -> html.Section:
    """Return the panel of the alarm level; ``usual_share`` of its mean day an event is worth where nobody says more."""
    reset = dmc.Button("Reset", id=Id.LEVEL_RESET, size="compact-xs", variant="subtle", n_clicks=0)
    return html.Section(
        [
            html.Div([html.H2("Alarms", className="panel-title"), reset], className="panel-row"),
            _caution(),
            html.Div([html.Span(id=Id.COUNT), " in these dates"], className="hint level-count"),
            html.Div(id=Id.MIN_KWH_TEXT, className="side-label"),
            _min_kwh(usual_share),
            html.Div("Deviations from normal", className="side-label"),
            _side(),
            _expert(),
        ],
        className="panel",
        **aria(label="Alarm level"),
    )


def threshold_record(threshold: Threshold) -> dict[str, float | str | None]:
    """Return a threshold as the browser keeps it."""
    return {
        "level": threshold.level,
        "side": threshold.side,
        "min_hours": threshold.min_hours,
        "merge_hours": threshold.merge_hours,
        "min_kwh": threshold.min_kwh,
    }


def level_choices(usual_share: float) -> dict[str, Any]:
    """Return what the browser needs to know of the controls of the threshold."""
    return {"cautions": CAUTIONS, "shares": share_choices(usual_share), "usual_share": usual_share}


def share_choices(usual_share: float) -> list[float]:
    """Return the shares of a mean day that the slider of the least energy reaches."""
    return sorted({*SHARES, usual_share})


def shortest_options(chosen: float) -> list[dict[str, str]]:
    """Return the menu of shortest events in hours; a link may ask for one that is not in it."""
    hours = sorted({*SHORTEST, chosen})
    return [{"value": f"{hour:.15g}", "label": _hours_label(hour)} for hour in hours]


def threshold_stores() -> list[dcc.Store]:
    """Return where the threshold is kept: while it moves, and when it has come to rest."""
    return [dcc.Store(id=Id.THRESHOLD), dcc.Store(id=Id.SETTLED)]


def register_level(app: Dash) -> None:
    """Connect the controls to the threshold, all in the browser."""
    app.clientside_callback(
        ClientsideFunction("level", "threshold"),
        Output(Id.THRESHOLD, "data"),
        Output(Id.LEVEL, "value"),
        Output(Id.CAUTION, "value"),
        Output(Id.RATE, "value"),
        Output(Id.SIDE, "value"),
        Output(Id.MIN_HOURS, "value"),
        Output(Id.MIN_KWH, "value"),
        Output(Id.LEVEL_TEXT, "children"),
        Output(Id.MIN_KWH_TEXT, "children"),
        Input(Id.LEVEL, "value"),
        Input(Id.CAUTION, "value"),
        Input(Id.RATE, "value"),
        Input(Id.SIDE, "value"),
        Input(Id.MIN_HOURS, "value"),
        Input(Id.MIN_KWH, "value"),
        Input(Id.LEVEL_RESET, "n_clicks"),
        Input(Id.SETTLED, "data"),
        Input(Id.VIEW, "data"),
        State(Id.STANDARD, "data"),
        State(Id.THRESHOLD, "data"),
    )


def _caution() -> dmc.SegmentedControl:
    words = [
        {"value": name, "label": html.Span(name.capitalize(), title=f"{level:g} sigma")}
        for name, level in CAUTIONS.items()
    ]
    return dmc.SegmentedControl(
        id=Id.CAUTION, data=words, value="balanced", fullWidth=True, size="xs", **aria(label="How cautious alarms are")
    )


def _min_kwh(usual_share: float) -> dmc.Slider:
    offered = share_choices(usual_share)
    return dmc.Slider(
        id=Id.MIN_KWH,
        value=offered.index(usual_share),
        min=0,
        max=len(offered) - 1,
        step=1,
        updatemode="drag",
        label=None,
        size="sm",
        thumbLabel="Energy that an event must be worth, from any to two mean days",
        className="min-kwh",
    )


def _expert() -> dmc.Accordion:
    """Return what analysts need, folded away."""
    level = html.Div([html.Span("Level"), html.Span(id=Id.LEVEL_TEXT, className="hint")], className="panel-row")
    parts = [
        level,
        _level(),
        html.Div([_rate_label(), _rate()], className="panel-row"),
        html.Div([html.Label("Lasting at least", htmlFor=Id.MIN_HOURS), _min_hours()], className="panel-row"),
    ]
    fold = [dmc.AccordionControl("For experts"), dmc.AccordionPanel(html.Div(parts))]
    item = dmc.AccordionItem(fold, value="expert", id=Id.EXPERT)
    return dmc.Accordion([item], chevronPosition="left", className="settings expert")


def _level() -> dmc.Slider:
    return dmc.Slider(
        id=Id.LEVEL,
        value=DEFAULT_LEVEL,
        min=LOWEST,
        max=HIGHEST,
        step=STEP,
        marks=[{"value": value, "label": str(value)} for value in MARKS],
        updatemode="drag",
        label=None,
        thumbLabel="Alarm level in sigma",
        className="level",
    )


def _rate_label() -> html.Label:
    scope = html.Span("all readings, both sides, any length", className="hint rate-scope")
    return html.Label(["Events a month", scope], htmlFor=Id.RATE)


def _rate() -> dmc.NumberInput:
    return dmc.NumberInput(
        id=Id.RATE,
        min=0,
        allowNegative=False,
        decimalScale=1,
        prefix="≈ ",
        hideControls=True,
        debounce=True,  # what was typed gives way to what the nearest level gives: not while a person types
        size="xs",
        className="rate",
    )


def _side() -> dmc.SegmentedControl:
    return dmc.SegmentedControl(
        id=Id.SIDE, data=list(SIDES), value="both", fullWidth=True, size="xs", **aria(label="Which deviations count")
    )


def _min_hours() -> dmc.Select:
    return dmc.Select(
        id=Id.MIN_HOURS,
        data=shortest_options(0.0),
        value="0",
        allowDeselect=False,
        size="xs",
        className="min-hours",
    )


def _hours_label(hours: float) -> str:
    return "any length" if hours == 0 else f"{hours:g} h"
