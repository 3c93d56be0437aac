"""Where a meter stands and what its energy costs: asked once, when its file is added; all of it may be left open."""

from __future__ import annotations

import dash_mantine_components as dmc
from dash import html
from holidays import list_supported_countries
from holidays.registry import COUNTRIES

from components.basics.ids import Id

CURRENCIES = ("EUR", "CHF", "GBP", "USD", "AUD", "CAD", "CZK", "DKK", "NOK", "PLN", "SEK")


def countries() -> list[dict[str, str]]:
    """Return the countries whose public holidays are known, by name."""
    named = {codes[1]: module.replace("_", " ").title() for module, codes in COUNTRIES.items()}
    return [{"value": code, "label": name} for code, name in sorted(named.items(), key=lambda item: item[1])]


def regions(country: str | None) -> list[str]:
    """Return the regions of a country that have holidays of their own."""
    return sorted(list_supported_countries().get(country or "", []))


def place_form() -> html.Div:
    """Return the questions about the meter."""
    return html.Div(
        [
            _name(),
            dmc.Select(
                id=Id.UPLOAD_COUNTRY,
                label="Country, for public holidays",
                data=countries(),
                searchable=True,
                clearable=True,
                size="xs",
                placeholder="unknown",
            ),
            dmc.Select(
                id=Id.UPLOAD_REGION,
                label="Region",
                data=[],
                searchable=True,
                clearable=True,
                size="xs",
                placeholder="unknown",
            ),
            dmc.NumberInput(
                id=Id.UPLOAD_PRICE,
                label="Price of a kWh",
                min=0,
                max=100,
                step=0.01,
                decimalScale=4,
                size="xs",
                placeholder="unknown",
            ),
            dmc.Select(id=Id.UPLOAD_CURRENCY, label="in", data=list(CURRENCIES), value="EUR", size="xs"),
        ],
        className="place",
    )


def _name() -> dmc.TextInput:
    return dmc.TextInput(
        id=Id.UPLOAD_NAME, label="Name of the meter", placeholder="as in the file", size="xs", className="place-name"
    )
