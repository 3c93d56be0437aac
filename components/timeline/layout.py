"""The timeline on the page: the graph, its legend and summary, and the callbacks that draw it in the browser.

No callback here asks the server for anything.
"""

from __future__ import annotations

from typing import Any

from dash import ClientsideFunction, Dash, Input, Output, State, dcc, html

from components.basics.ids import Id
from components.figures.timeline import LEGEND, browser_style, timeline_figure
from components.timeline.forecast import forecast_control

CONFIG: Any = {
    "displaylogo": False,
    "scrollZoom": True,
    "showSendToCloud": False,
    "doubleClick": "autosize",
    "modeBarButtons": [["zoom2d", "pan2d", "zoomIn2d", "zoomOut2d", "autoScale2d"], ["toImage"]],
    "toImageButtonOptions": {"format": "png", "filename": "loadlens-timeline", "scale": 2},
}


def timeline_layout() -> html.Div:
    """Return the graph with its legend above and a summary in words below."""
    return html.Div(
        [
            html.Ul([_key(mark, text) for mark, text in LEGEND], className="timeline-legend", **_aria(label="Legend")),
            html.Div(
                dcc.Graph(id=Id.TIMELINE, figure=timeline_figure(), config=CONFIG, responsive=True),
                className="timeline-graph",
            ),
            html.Div(
                [html.P(id=Id.TIMELINE_SUMMARY, className="timeline-summary"), forecast_control()],
                className="timeline-below",
            ),
            html.P(id=Id.AGREEMENT_NOTE, className="timeline-summary agreement-note", role="status"),
            dcc.Store(id=Id.TIMELINE_STYLE, data=browser_style()),
            dcc.Store(id=Id.WINDOW),
            dcc.Store(id=Id.COUNTS),
        ],
        className="timeline",
        role="figure",
        **_aria(label="Readings over time", describedby=Id.TIMELINE_SUMMARY),
    )


def register_timeline(app: Dash) -> None:
    """Draw when readings, threshold, events, choice, colours or zoom change; a click on an event chooses it."""
    app.clientside_callback(
        ClientsideFunction("timeline", "draw"),
        Output(Id.TIMELINE, "figure"),
        Output(Id.COUNT, "children"),
        Output(Id.COUNTS, "data"),
        Output(Id.TIMELINE_SUMMARY, "children"),
        Input(Id.VIEW, "data"),
        Input(Id.THRESHOLD, "data"),
        Input(Id.MARKS, "data"),
        Input(Id.SELECTED, "data"),
        Input(Id.SCHEME, "data"),
        Input(Id.TIMELINE, "relayoutData"),
        Input(Id.FORECAST, "value"),
        Input(Id.WINDOW, "data"),
        State(Id.TIMELINE_STYLE, "data"),
    )
    app.clientside_callback(
        ClientsideFunction("timeline", "pick"),
        Output(Id.SELECTED, "data", allow_duplicate=True),
        Input(Id.TIMELINE, "clickData"),
        prevent_initial_call=True,
    )


def _key(mark: str, text: str) -> html.Li:
    return html.Li([html.Span(className=f"timeline-key {mark}", **_aria(hidden="true")), text])


def _aria(**values: str) -> dict[str, Any]:
    return {f"aria-{name}": str(value) for name, value in values.items()}
