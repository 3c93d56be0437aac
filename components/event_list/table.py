"""The event table: dearest first, one row an event."""

from __future__ import annotations

from typing import Any

import dash_ag_grid as dag
from dash import ClientsideFunction, Dash, Input, Output, State, html

from components.basics.ids import Id

OPTIONS: dict[str, Any] = {
    "theme": {"function": "pageTheme(themeQuartz)"},
    "rowSelection": {"mode": "singleRow", "checkboxes": False, "enableClickSelection": True},
    "tabToNextCell": {"function": "leaveTable()"},
    "suppressMovableColumns": True,
    "animateRows": False,
    "getRowHeight": {"function": "rowHeight()"},
    "headerHeight": 36,
    "tooltipShowDelay": 400,
    "localeText": {"noRowsToShow": " "},
}


EXCESS_HELP = "More or less than expected; of a data problem (≈) what nobody saw. Sorted by size, whichever side"
WORTH_HELP = "What that costs at the price of the meter. Sorted by size, whichever side"
FROM_THE_LARGEST: dict[str, Any] = {"sortingOrder": ["desc", "asc", None]}
"""How a column sorts whose first click asks for what is largest."""


def event_table() -> html.Div:
    """Return the table and what stands there when it has no rows."""
    grid = dag.AgGrid(
        id=Id.EVENTS,
        columnDefs=columns(),
        defaultColDef={"resizable": False, "suppressHeaderMenuButton": True, "sortable": True},
        rowData=[],
        getRowId="params.data.id",
        dashGridOptions=OPTIONS,
        eventListeners={"cellKeyDown": ["chooseRow(params)"], "rowDataUpdated": ["fitRows(params)"]},
        className="event-grid",
        style={"height": "100%"},
    )
    return html.Div([grid, html.Div(id=Id.EVENTS_EMPTY, className="events-empty")], className="events")


def register_table(app: Dash) -> None:
    """Leave out columns a phone has no room for."""
    app.clientside_callback(
        ClientsideFunction("event_table", "columns"),
        Output(Id.EVENTS, "columnDefs"),
        Input(Id.LOCATION, "pathname"),
        State(Id.EVENTS, "columnDefs"),
    )


def columns() -> list[dict[str, Any]]:
    """Return the columns; numbers sort as numbers, words are what is read."""
    return [
        _column("start_ms", "When", "began", width=148),
        _column("hours", "Lasted", "lasted", width=104, **FROM_THE_LARGEST),
        {
            "field": "what",
            "headerName": "What happened",
            "cellRenderer": "EventWhat",
            "minWidth": 120,
            "flex": 1,
            "tooltipField": "sentence",
        },
        {
            "field": "confidence_rank",
            "headerName": "Confidence",
            "cellRenderer": "EventConfidence",
            "width": 98,
            "tooltipField": "confidence_sentence",
            **FROM_THE_LARGEST,
            "headerTooltip": "How sure it is: methods that saw it, length of history, and how far it stands out",
        },
        _amount("Excess", "excess", EXCESS_HELP, width=104),
        _amount("Worth", "worth", WORTH_HELP, width=88, hide=True),
    ]


def _amount(name: str, shown: str, help_text: str, **more: object) -> dict[str, Any]:
    """Return a column of amounts, which sorts by their size."""
    about = {"colId": shown, "type": "rightAligned", "headerTooltip": help_text}
    return _column("worth_kwh", name, shown, **about, **FROM_THE_LARGEST, **more)


def _column(field: str, name: str, shown: str, **more: object) -> dict[str, Any]:
    return {"field": field, "headerName": name, "valueFormatter": {"function": f"params.data.{shown}"}, **more}
