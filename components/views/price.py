"""What a kWh of a meter costs: a field beside every amount of money, kept with the meter's settings."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import dash_mantine_components as dmc
from dash import Dash, Input, Output, State, dcc, html, no_update

from components.basics.ids import Id, Part, Tab, view_id
from components.upload.meter_form import fact_control
from data.errors import LoadlensError
from data.meter import meter_facts
from data.meter_facts import with_facts
from pipeline.store.workspace import Workspace

FACTS = {fact.key: fact for fact in meter_facts()}


def price_form() -> html.Div:
    """Return the field, to be filled with what is known."""
    return html.Div(
        [
            fact_control(FACTS["price_per_kwh"], Id.PRICE, className="price"),
            fact_control(FACTS["currency"], Id.PRICE_CURRENCY, className="currency"),
            dmc.Button("Keep price", id=Id.PRICE_SAVE, size="xs", variant="default", n_clicks=0),
            html.Span(id=Id.PRICE_PROBLEM, className="hint", role="status"),
            dcc.Store(id=Id.PRICE_SAVED),
        ],
        className="price-form",
    )


def register_price(app: Dash, workspace: Workspace) -> None:
    """Keep a price, and let all that speaks of money follow."""

    @app.callback(
        output={
            "saved": Output(Id.PRICE_SAVED, "data"),
            "shown": Output(Id.SHOWN, "data", allow_duplicate=True),
            "problem": Output(Id.PRICE_PROBLEM, "children"),
        },
        inputs={
            "clicks": Input(Id.PRICE_SAVE, "n_clicks"),
            "price": State(Id.PRICE, "value"),
            "currency": State(Id.PRICE_CURRENCY, "value"),
            "query": State(view_id(Tab.BASELOAD, Part.QUERY), "data"),
            "shown": State(Id.SHOWN, "data"),
        },
        prevent_initial_call=True,
    )
    def keep(
        clicks: int, price: object, currency: str | None, query: dict[str, Any] | None, shown: dict[str, Any] | None
    ) -> dict[str, Any]:
        if not clicks or not query or not shown:
            return dict.fromkeys(("saved", "shown", "problem"), no_update)
        try:
            sentence = kept(workspace, query["meter"], price, currency or "")
        except LoadlensError as error:
            return {"saved": no_update, "shown": no_update, "problem": str(error)}
        return {"saved": clicks, "shown": {**shown, "priced": clicks}, "problem": sentence}


def kept(workspace: Workspace, meter_id: str, price: object, currency: str) -> str:
    """Keep the price of a meter, None or an empty text for no price; return a sentence on what was kept.

    Raises
    ------
    ParameterError
        When it is no price.
    """
    meter = workspace.meter(meter_id)
    if price in (None, ""):
        workspace.save_meter(replace(meter, price_per_kwh=None))
        return f"{meter.name} has no price any more."
    values: dict[str, Any] = {"price_per_kwh": price, "currency": currency}
    workspace.save_meter(with_facts(meter, values))
    return f"Kept for {meter.name}: {currency} {price:g} per kWh."
