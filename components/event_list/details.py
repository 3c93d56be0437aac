"""The chosen event in full: what happened, when, what it is worth, what to check, and the way to the next."""

from __future__ import annotations

import dash_mantine_components as dmc
from dash import ClientsideFunction, Dash, Input, Output, State, html

from components.basics.aria import aria
from components.basics.icons import icon
from components.basics.ids import Id


def event_navigation() -> html.Div:
    """Return the buttons that step through the events in the order of the table."""
    return html.Div(
        [
            dmc.ActionIcon(
                icon("left"), id=Id.PREVIOUS, variant="default", size="md", n_clicks=0, **aria(label="Previous event")
            ),
            html.Span(id=Id.POSITION, className="position"),
            dmc.ActionIcon(
                icon("right"), id=Id.NEXT, variant="default", size="md", n_clicks=0, **aria(label="Next event")
            ),
        ],
        className="stepper",
    )


def details() -> html.Section:
    """Return the details, filled in the browser from the row of the table."""
    return html.Section(
        [
            html.H2(id=Id.DETAIL_TITLE),
            html.P(id=Id.DETAIL_DATES, className="detail-dates"),
            html.P(id=Id.DETAIL_SENTENCE, className="detail-sentence"),
            html.P(id=Id.DETAIL_HINT, className="detail-hint"),
            html.Dl(id=Id.DETAIL_FACTS, className="facts"),
        ],
        id=Id.DETAILS,
        className="details",
        hidden=True,
        **aria(label="The chosen event", live="polite"),
    )


def register_selection(app: Dash) -> None:
    """Connect table, buttons and link to the chosen event, all in the browser; say where a link names none."""
    app.clientside_callback(
        ClientsideFunction("selection", "choose"),
        Output(Id.SELECTED, "data"),
        Output(Id.EVENTS, "selectedRows"),
        Output(Id.POSITION, "children"),
        Output(Id.PREVIOUS, "disabled"),
        Output(Id.NEXT, "disabled"),
        Output(Id.DETAILS, "hidden"),
        Output(Id.DETAIL_TITLE, "children"),
        Output(Id.DETAIL_DATES, "children"),
        Output(Id.DETAIL_SENTENCE, "children"),
        Output(Id.DETAIL_HINT, "children"),
        Output(Id.DETAIL_FACTS, "children"),
        Input(Id.EVENTS, "rowData"),
        Input(Id.EVENTS, "selectedRows"),
        Input(Id.EVENTS, "cellClicked"),
        Input(Id.PREVIOUS, "n_clicks"),
        Input(Id.NEXT, "n_clicks"),
        Input(Id.SELECTED, "data"),
        State(Id.LINKED_EVENT, "data"),
        prevent_initial_call=True,
    )
    app.clientside_callback(
        ClientsideFunction("selection", "missing"),
        Output(Id.NOTICE, "children", allow_duplicate=True),
        Input(Id.EVENTS, "rowData"),
        State(Id.LINKED_EVENT, "data"),
        State(Id.SHOWN, "data"),
        State(Id.NOTICE, "children"),
        prevent_initial_call=True,
    )
