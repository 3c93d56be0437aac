"""What every view beneath the timeline is made of: a sentence, plots, a table behind them, and a file to take away."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import numpy as np
import pandas as pd
from dash import Output, dcc, html, no_update
from dash.development.base_component import Component

from components.basics.aria import aria
from components.basics.date_range import DateRange
from components.basics.ids import Part, view_id
from data.calendar.day_grid import BoolArray
from data.series import MeterSeries
from detectors.features.data_quality import unusable
from pipeline.store.meters import Meter
from pipeline.store.workspace import Workspace

CONFIG: Any = {"displaylogo": False, "displayModeBar": False, "scrollZoom": False, "showSendToCloud": False}
BODIES = ("empty", "single", "")
"""What a view is called by how many figures it has."""
ViewQuery = dict[str, Any]


@dataclass(frozen=True)
class Subject:
    """What a view speaks of: a meter and its readings in the dates on show.

    Parameters
    ----------
    unusable
        Readings that are data problems by what the whole series says.
    whole
        All readings of the meter.
    """

    meter: Meter
    series: MeterSeries
    whole: MeterSeries
    unusable: BoolArray
    scheme: Any


@dataclass(frozen=True)
class ViewContent:
    """What a view says and draws.

    Parameters
    ----------
    number, sentence
        What there is to say; ``number`` stands first and is read as the sentence's beginning.
    note
        How the figure is meant.
    figures
        One or two figures; none where there is nothing to draw, and the sentence says why.
    legend
        Marks and words above the first figure.
    facts
        Names and values beside the figures.
    table
        What is behind the figures, short enough to be read.
    file
        What is behind the figures, in full.
    controls
        Values for the controls of the view, by the names that its record gives them.
    """

    number: str
    sentence: str
    note: str = ""
    figures: Sequence[Any] = ()
    legend: Sequence[tuple[str, str]] = ()
    facts: Sequence[tuple[str, str]] = ()
    table: pd.DataFrame = field(default_factory=pd.DataFrame)
    file: pd.DataFrame = field(default_factory=pd.DataFrame)
    controls: Mapping[str, Any] = field(default_factory=dict)


def outputs(view: str) -> dict[str, Output]:
    """Return what a view fills in."""
    return {
        "body": Output(view_id(view, Part.BODY), "className"),
        "number": Output(view_id(view, Part.NUMBER), "children"),
        "sentence": Output(view_id(view, Part.SENTENCE), "children"),
        "note": Output(view_id(view, Part.NOTE), "children"),
        "legend": Output(view_id(view, Part.LEGEND), "children"),
        "plot": Output(view_id(view, Part.PLOT), "figure"),
        "second": Output(view_id(view, Part.SECOND), "figure"),
        "facts": Output(view_id(view, Part.FACTS), "children"),
        "table": Output(view_id(view, Part.TABLE), "children"),
    }


def view_update(content: ViewContent) -> dict[str, Any]:
    """Return what changes on the page for what a view tells."""
    figures = [*content.figures, no_update, no_update]
    return {
        "body": f"view-body {BODIES[min(len(content.figures), 2)]}".rstrip(),
        "number": content.number,
        "sentence": content.sentence,
        "note": content.note,
        "legend": [_key(mark, text) for mark, text in content.legend],
        "plot": figures[0],
        "second": figures[1],
        "facts": [part for name, value in content.facts for part in (html.Dt(name), html.Dd(value))],
        "table": table(content.table),
    }


def subject(workspace: Workspace, query: ViewQuery) -> Subject:
    """Return the readings a view is about.

    Raises
    ------
    LoadlensError
        When there is no such meter, or hardly a reading in the dates.
    """
    series = workspace.series(str(query["meter"]))
    date_range = DateRange(date.fromisoformat(query["first"]), date.fromisoformat(query["last"]))
    part = series.between(*date_range.bounds(series.timezone))
    first = int(np.searchsorted(series.index.asi8, part.index.asi8[0]))
    return Subject(
        meter=workspace.meter(series.meter_id),
        series=part,
        whole=series,
        unusable=unusable(series)[first : first + len(part)],
        scheme=query["scheme"],
    )


def view_body(
    view: str, label: str, *, before: Sequence[Component], after: Sequence[Component], inputs: Sequence[str]
) -> html.Div:
    """Return a view without content.

    Parameters
    ----------
    before, after
        What stands under its sentence and at its end.
    inputs
        Names under which its query holds what else it depends on.
    """
    sentence = html.P(
        [
            html.Strong(id=view_id(view, Part.NUMBER)),
            html.Span(id=view_id(view, Part.SENTENCE)),
        ],
        className="view-sentence",
        role="status",
    )
    return html.Div(
        [
            sentence,
            *before,
            html.Div(
                [
                    html.Ul(id=view_id(view, Part.LEGEND), className="timeline-legend", **aria(label="Legend")),
                    html.Div([_plot(view, Part.PLOT, label), _plot(view, Part.SECOND, label)], className="view-plots"),
                    html.Dl(id=view_id(view, Part.FACTS), className="facts"),
                    html.P(id=view_id(view, Part.NOTE), className="hint"),
                    _numbers(view),
                ],
                className="view-drawn",
            ),
            *after,
            dcc.Store(id=view_id(view, Part.QUERY)),
            dcc.Store(id=view_id(view, Part.ABOUT), data={"view": view, "inputs": list(inputs)}),
            dcc.Download(id=view_id(view, Part.FILE)),
        ],
        id=view_id(view, Part.BODY),
        className="view-body empty",
    )


def table(frame: pd.DataFrame) -> list[Component]:
    """Return a table of words and numbers as they are; its first column names the rows."""
    if frame.empty:
        return []
    head = html.Thead(html.Tr([html.Th(str(name), scope="col") for name in frame.columns]))
    rows = [
        html.Tr([html.Th(cells[0], scope="row"), *(html.Td(cell) for cell in cells[1:])])
        for cells in frame.astype(str).itertuples(index=False)
    ]
    return [html.Table([head, html.Tbody(rows)])]


def _plot(view: str, part: Part, label: str) -> html.Div:
    return html.Div(
        dcc.Graph(id=view_id(view, part), figure={"data": [], "layout": {}}, config=CONFIG, responsive=True),
        className=f"view-plot {part}",
        role="img",
        **aria(label=label, describedby=view_id(view, Part.SENTENCE)),
    )


def _numbers(view: str) -> html.Div:
    return html.Div(
        [
            html.Details(
                [
                    html.Summary("Numbers behind the chart"),
                    html.Div(id=view_id(view, Part.TABLE), className="view-table", tabIndex="0"),
                ],
            ),
            html.Button("Download CSV", id=view_id(view, Part.SAVE), className="link", n_clicks=0),
        ],
        className="view-numbers",
    )


def _key(mark: str, text: str) -> html.Li:
    return html.Li([html.Span(className=f"timeline-key {mark}", **aria(hidden="true")), text])
