"""The page of one meter: what is abnormal, since when, and what it is worth."""

from __future__ import annotations

from typing import Any

import dash_mantine_components as dmc
from dash import ClientsideFunction, Dash, Input, Output, State, dcc, html
from dash.development.base_component import Component

from components.basics.ids import Id, Part, Tab, view_id
from components.controls.callbacks import register_callbacks
from components.controls.meter_and_dates import date_range, meter_select, range_presets
from components.controls.method import method_panel, register_method, slow_choices, standard_params
from components.controls.threshold import (
    level_choices,
    level_panel,
    register_level,
    threshold_record,
    threshold_stores,
)
from components.event_list.details import details, event_navigation, register_selection
from components.event_list.table import event_table, register_table
from components.results.background import register_running
from components.results.callbacks import register_results
from components.results.progress_bar import progress_line
from components.shell.help import help_panel
from components.shell.shell import register_shell, scheme_store, shell
from components.timeline.forecast import register_forecast
from components.timeline.layout import register_timeline, timeline_layout
from components.upload.panel import register_upload, upload_panel
from components.views.tabs import help_terms, register_views, tab_keys, views
from detectors.registry import DEFAULT_METHOD, detector, detectors
from detectors.threshold import Threshold
from pipeline.jobs.callback_manager import JobManager
from pipeline.settings import Settings
from pipeline.store.workspace import Workspace


def layout(workspace: Workspace, settings: Settings) -> dmc.MantineProvider:
    """Return the page as it is before anything is known of the address: controls, and room for the answer."""
    return shell(
        controls=[meter_select(workspace.meters()), date_range(), range_presets()],
        panels=[
            method_panel(list(detectors().values()), detector(DEFAULT_METHOD)),
            level_panel(settings.min_event_share),
        ],
        result=[progress_line(), _result()],
        hidden=[help_panel(help_terms()), upload_panel(settings.max_upload_mb), *_stores(settings)],
    )


def register_meter_page(app: Dash, workspace: Workspace, settings: Settings, manager: JobManager) -> None:
    """Connect everything on the page."""
    register_shell(app)
    register_callbacks(app, workspace)
    register_method(app)
    register_level(app)
    register_results(app, workspace)
    register_running(app, settings, manager)
    register_timeline(app)
    register_forecast(app, workspace)
    register_selection(app)
    register_table(app)
    register_views(app, workspace)
    register_upload(app, workspace)
    app.clientside_callback(
        ClientsideFunction("link", "read"), Output(Id.ADDRESS, "data"), Input(Id.LOCATION, "pathname")
    )
    app.clientside_callback(
        ClientsideFunction("link", "write"),
        Input(Id.REQUEST, "data"),
        Input(Id.SETTLED, "data"),
        Input(Id.SELECTED, "data"),
        Input(Id.FORECAST, "value"),
        Input(Id.TABS, "value"),
        Input(view_id(Tab.TYPICAL_DAY, Part.QUERY), "data"),
        State(Id.STANDARD, "data"),
        prevent_initial_call=True,
    )


def _result() -> html.Div:
    return html.Div(
        html.Div(_result_parts(), id=Id.ROOM, className="room fresh"), id=Id.RESULT, className="result", tabIndex="-1"
    )


def _result_parts() -> list[Component]:
    return [
        html.Div(id=Id.NOTICE, className="message", role="status"),
        html.Div(id=Id.PROBLEM, className="message problem", role="alert"),
        html.Div(
            [
                html.Div(
                    [html.H1(id=Id.METER_NAME), html.Span(id=Id.METER_DATES, className="hint")],
                    className="meter-line",
                ),
                html.P(
                    [
                        html.Span(id=Id.HEADLINE_COUNT, className="headline-count"),
                        html.Span(id=Id.HEADLINE_REST, className="headline-rest"),
                    ],
                    className="headline-line",
                ),
                html.Div(id=Id.ANNOUNCEMENT, className="visually-hidden", role="status"),
            ],
            className="headline",
        ),
        html.Div(timeline_layout(), className="timeline-box"),
        views([event_table(), details()], event_navigation()),
    ]


def _stores(settings: Settings) -> list[Any]:
    jobs = (Id.REQUEST, Id.SHOWN, Id.JOB, Id.FINISHED, Id.ARRIVED, Id.ABANDONED)
    events = (Id.VIEW, Id.EVENT_QUERY, Id.ANSWER, Id.MARKS, Id.SELECTED, Id.LINKED_EVENT)
    standard = {
        "detector": DEFAULT_METHOD,
        "params": standard_params(detectors().values()),
        "slow": slow_choices(detectors().values()),
        "max_upload_mb": settings.max_upload_mb,
        "views": tab_keys(),
        **threshold_record(Threshold()),
        **level_choices(settings.min_event_share),
    }
    return [
        dcc.Location(id=Id.LOCATION, refresh=False),
        dcc.Store(id=Id.ADDRESS),
        *(dcc.Store(id=name) for name in (*jobs, *events)),
        *threshold_stores(),
        scheme_store(),
        dcc.Store(id=Id.STANDARD, data=standard),
    ]
