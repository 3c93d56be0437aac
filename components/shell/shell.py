"""The frame of the page: header, the panel of controls (a drawer on a phone), and room for the result."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import dash_mantine_components as dmc
from dash import ClientsideFunction, Dash, Input, Output, State, dcc, html

from components.basics.aria import aria
from components.basics.icons import icon
from components.basics.ids import Id
from components.basics.theme import THEME

INDEX = """<!DOCTYPE html>
<html lang="en">
  <head>
    {%metas%}
    <title>{%title%}</title>
    <link rel="icon" type="image/svg+xml" href="assets/favicon.svg">
    {%css%}
  </head>
  <body>
    {%app_entry%}
    <noscript>Loadlens draws its charts in the browser; switch on JavaScript for this page.</noscript>
    <footer>
      {%config%}
      {%scripts%}
      {%renderer%}
    </footer>
  </body>
</html>
"""
"""The document around the page: Dash's own, with a language and our icon."""

IMPORTED = r"\.js$"
"""Files in ``assets/`` that Dash leaves alone: modules, which ``assets/page.mjs`` imports.

Dash writes ``type="module"`` for ``.mjs`` only. Were each module loaded by a tag of its own, it would run twice: as
``name.js?m=...`` for Dash and as ``name.js`` for those that import it. What is imported has no ``?m=``, but the server
lets nothing be kept without asking (``Cache-Control: no-cache`` and an ETag), so that no old module meets a new one.
"""
RENDERER = "document.addEventListener('DOMContentLoaded', () => { window.renderer = new DashRenderer(); });"
"""How Dash starts on the page: when the modules have run.

A module runs once the document is read, Dash's own inline script while it is being read: a callback might ask for a
function that is not there yet. The browser says DOMContentLoaded only after all modules have run, whatever they import.
"""


def shell(
    controls: Sequence[Any], panels: Sequence[Any], result: Sequence[Any], hidden: Sequence[Any]
) -> dmc.MantineProvider:
    """Return the page: what is chosen in the header, panels beside the result, and what is never seen."""
    frame = dmc.AppShell(
        [
            dmc.AppShellHeader(_header(controls), className="top"),
            dmc.AppShellNavbar(html.Div(list(panels), className="panels"), className="side"),
            dmc.AppShellMain(list(result), className="main", **aria(label="Result")),
        ],
        id=Id.SHELL,
        header={"height": {"base": 104, "sm": 56}},
        navbar=navbar(open_on_phone=False),
        padding=0,
    )
    skip = html.A("Skip to the result", href=f"#{Id.RESULT}", className="skip")
    return dmc.MantineProvider([skip, frame, *hidden], theme=THEME, defaultColorScheme="auto")


def navbar(*, open_on_phone: bool) -> dict[str, Any]:
    """Return how the panel of controls is laid out."""
    return {"width": 288, "breakpoint": "sm", "collapsed": {"mobile": not open_on_phone}}


def scheme_store() -> dcc.Store:
    """Return where the colour scheme in use is kept, for charts."""
    return dcc.Store(id=Id.SCHEME, data="light")


def register_shell(app: Dash) -> None:
    """Connect the colour scheme, the drawer and the help."""
    app.clientside_callback(
        ClientsideFunction("frame", "followScheme"),
        Output(Id.SCHEME, "data"),
        Input(Id.LOCATION, "pathname"),
    )
    app.clientside_callback(
        ClientsideFunction("frame", "drawer"),
        Output(Id.SHELL, "navbar"),
        Input(Id.BURGER, "opened"),
        State(Id.SHELL, "navbar"),
    )
    app.clientside_callback(
        ClientsideFunction("frame", "open"),
        Output(Id.HELP, "opened"),
        Input(Id.HELP_OPEN, "n_clicks"),
        prevent_initial_call=True,
    )


def _header(controls: Sequence[Any]) -> html.Div:
    burger = dmc.Burger(id=Id.BURGER, opened=False, size="sm", hiddenFrom="sm", **aria(label="Method and alarm level"))
    brand = html.A([icon("mark"), "Loadlens"], href="/", className="brand", title="Start again")
    return html.Div(
        [
            html.Div([burger, brand], className="top-left"),
            html.Div(list(controls), className="top-selectors"),
            html.Div([_upload_button(), _help_button(), _scheme_toggle()], className="top-right"),
        ],
        className="top-row",
    )


def _upload_button() -> dmc.Button:
    return dmc.Button(
        html.Span("Upload", className="upload-word"),
        id=Id.UPLOAD_OPEN,
        leftSection=icon("upload"),
        size="sm",
        variant="default",
        n_clicks=0,
        className="upload-open",
        **aria(label="Upload a file of readings"),
    )


def _help_button() -> dmc.ActionIcon:
    return dmc.ActionIcon(
        icon("help"), id=Id.HELP_OPEN, size="lg", variant="subtle", color="gray", n_clicks=0, **aria(label="Help")
    )


def _scheme_toggle() -> dmc.ColorSchemeToggle:
    return dmc.ColorSchemeToggle(
        id=Id.SCHEME_TOGGLE,
        lightIcon=icon("sun"),
        darkIcon=icon("moon"),
        size="lg",
        color="gray",
        **aria(label="Light or dark"),
    )
