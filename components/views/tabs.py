"""The views beneath the timeline: events, the typical day, the base load and the spectrum of what is on show.

A view is computed only while it is on show; the browser decides that (``assets/controls/views.js``).
"""

from __future__ import annotations

from collections.abc import Sequence

import dash_mantine_components as dmc
from dash import ClientsideFunction, Dash, Input, Output, State, html
from dash.development.base_component import Component

from components.basics.ids import Id, Part, Tab, view_id
from components.views.baseload import baseload_view, register_baseload
from components.views.spectrum import register_spectrum, spectrum_view
from components.views.typical_day import register_typical_day, typical_day_view
from pipeline.store.workspace import Workspace

TITLES = {Tab.EVENTS: "Events", Tab.TYPICAL_DAY: "Typical day", Tab.BASELOAD: "Base load", Tab.SPECTRUM: "Spectrum"}


def views(events: Sequence[Component], beside: Component) -> dmc.Tabs:
    """Return the tabs with what they show; ``beside`` stands in their row and stays whichever is chosen."""
    bodies = {
        Tab.EVENTS: html.Div(list(events), className="events-row"),
        Tab.TYPICAL_DAY: typical_day_view(),
        Tab.BASELOAD: baseload_view(),
        Tab.SPECTRUM: spectrum_view(),
    }
    tabs = dmc.TabsList([dmc.TabsTab(title, value=key) for key, title in TITLES.items()], className="views-list")
    return dmc.Tabs(
        [
            html.Div([tabs, beside], className="views-top"),
            *(dmc.TabsPanel(body, value=key, className="view") for key, body in bodies.items()),
        ],
        id=Id.TABS,
        value=Tab.EVENTS,
        keepMounted=True,
        className="views",
    )


def register_views(app: Dash, workspace: Workspace) -> None:
    """Connect the views to what is on show."""
    app.clientside_callback(ClientsideFunction("views", "opened"), Output(Id.TABS, "value"), Input(Id.ADDRESS, "data"))
    chosen_day = [Input(Id.SELECTED, "data"), Input(Id.DAY, "value"), Input(Id.DAY_KIND, "value")]
    queries = {
        Tab.TYPICAL_DAY: ("typicalDay", chosen_day, [State(Id.DAY_SHOWN, "data")]),
        Tab.BASELOAD: ("baseload", [Input(Id.PRICE_SAVED, "data")], []),
        Tab.SPECTRUM: ("spectrum", [], []),
    }
    for view, (function, inputs, states) in queries.items():
        app.clientside_callback(
            ClientsideFunction("views", function),
            Output(view_id(view, Part.QUERY), "data"),
            Input(Id.TABS, "value"),
            Input(Id.SHOWN, "data"),
            Input(Id.SCHEME, "data"),
            *inputs,
            State(view_id(view, Part.QUERY), "data"),
            *states,
            prevent_initial_call=True,
        )
    register_typical_day(app, workspace)
    register_baseload(app, workspace)
    register_spectrum(app, workspace)
