"""The tabs beneath the timeline: the list of events, and every view that is declared.

A view is computed only while it is on show; the browser decides that (``assets/controls/views.js``).
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import dash_mantine_components as dmc
from dash import ClientsideFunction, Dash, Input, Output, State, html, no_update
from dash.development.base_component import Component

from components.basics.icons import drawn_icon
from components.basics.ids import Id, Part, Tab, view_id
from components.views.parts import ViewQuery, outputs, view_body, view_update
from components.views.registry import MeterView, meter_views
from pipeline.analysis.csv_file import csv_text
from pipeline.store.workspace import Workspace

EVENTS_LABEL = "Events"
EVENTS_ICON = "M8 2 1.8 13.2h12.4L8 2ZM8 6.5v3.2M8 11.5v.1"


def tab_keys() -> list[str]:
    """Return the keys of all tabs, as a link names them; the first one is shown where it names none."""
    return [Tab.EVENTS, *(view.key for view in meter_views())]


def help_terms() -> tuple[tuple[str, str], ...]:
    """Return the name of every view and what it is good for."""
    return tuple((view.label, view.help) for view in meter_views())


def views(events: Sequence[Component], beside: Component) -> dmc.Tabs:
    """Return the tabs with what they show; ``beside`` stands in their row and stays whichever is chosen."""
    tabs = [_tab(Tab.EVENTS, EVENTS_LABEL, EVENTS_ICON)]
    bodies = {str(Tab.EVENTS): html.Div(list(events), className="events-row")}
    for view in meter_views():
        tabs.append(_tab(view.key, view.label, view.icon))
        bodies[view.key] = view_body(
            view.key, view.chart, before=view.before(), after=view.after(), inputs=list(view.inputs)
        )
    return dmc.Tabs(
        [
            html.Div([dmc.TabsList(tabs, className="views-list"), beside], className="views-top"),
            *(dmc.TabsPanel(body, value=key, className="view") for key, body in bodies.items()),
        ],
        id=Id.TABS,
        value=Tab.EVENTS,
        keepMounted=True,
        className="views",
    )


def register_views(app: Dash, workspace: Workspace) -> None:
    """Connect the views to what is on show."""
    app.clientside_callback(
        ClientsideFunction("views", "opened"),
        Output(Id.TABS, "value"),
        Input(Id.ADDRESS, "data"),
        State(Id.STANDARD, "data"),
    )
    for view in meter_views():
        app.clientside_callback(
            ClientsideFunction("views", view.query_function),
            Output(view_id(view.key, Part.QUERY), "data"),
            Input(view_id(view.key, Part.ABOUT), "data"),
            Input(Id.TABS, "value"),
            Input(Id.SHOWN, "data"),
            Input(Id.SCHEME, "data"),
            *view.inputs.values(),
            State(view_id(view.key, Part.QUERY), "data"),
            *view.states,
            prevent_initial_call=True,
        )
        _register_content(app, workspace, view)
        _register_file(app, workspace, view)
        view.connect(app, workspace)


def _register_content(app: Dash, workspace: Workspace, view: MeterView) -> None:
    filled = {**outputs(view.key), **view.controls}

    @app.callback(
        output=filled,
        inputs={"query": Input(view_id(view.key, Part.QUERY), "data")},
        prevent_initial_call=True,
    )
    def fill(query: ViewQuery | None) -> dict[str, Any]:
        unchanged = dict.fromkeys(filled, no_update)
        if not query:
            return unchanged
        content = view.answer(workspace, query)
        return {**unchanged, **view_update(content), **content.controls}


def _register_file(app: Dash, workspace: Workspace, view: MeterView) -> None:
    """Let what is drawn be taken away as CSV."""

    @app.callback(
        Output(view_id(view.key, Part.FILE), "data"),
        Input(view_id(view.key, Part.SAVE), "n_clicks"),
        State(view_id(view.key, Part.QUERY), "data"),
        prevent_initial_call=True,
    )
    def save(clicks: int | None, query: ViewQuery | None) -> Any:  # noqa: ANN401  # Dash's own type for "nothing"
        if not clicks or not query:
            return no_update
        content = csv_text(view.answer(workspace, query).file)
        name = f"{query['meter']}-{view.key}-{query['first']}-{query['last']}.csv"
        return {"content": content, "filename": name, "type": "text/csv", "base64": False}


def _tab(key: str, label: str, icon: str) -> dmc.TabsTab:
    return dmc.TabsTab(label, value=key, leftSection=drawn_icon(icon))
