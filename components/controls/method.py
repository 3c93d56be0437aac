"""The choice of a method: the menu of detectors and, from its declared parameters, the controls of the chosen one."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from math import isfinite
from typing import Any

import dash_mantine_components as dmc
from dash import ALL, MATCH, ClientsideFunction, Dash, Input, Output, State, html

from components.basics.aria import aria
from components.basics.icons import icon
from components.basics.ids import Id, param_id, param_text_id
from components.basics.request import MAX_OTHERS
from components.controls.method_menu import menu, takes_long
from detectors.base import Detector
from detectors.cost import in_a_year, is_slow
from detectors.params import Param, Value

FEW_OPTIONS, FEW_LETTERS = 3, 28
"""What fits side by side into the panel."""
NOTHING_TO_RUN = "run idle"
"""Class of the button while there is nothing to run."""
MAX_POSITIONS = 1000
"""A slider with more of them cannot be set by hand: it is some hundred pixels wide."""


def method_panel(kinds: Sequence[type[Detector]], standard: type[Detector]) -> html.Section:
    """Return the panel: which method, which others, how far it can be relied on, its settings, run."""
    readiness = [
        html.Span(id=Id.READINESS, className="badge"),
        html.Span(id=Id.READINESS_SENTENCE, className="hint"),
    ]
    return html.Section(
        [
            html.H2("Method", className="panel-title"),
            _method_select(kinds, standard),
            html.Div(summary(standard), id=Id.DETECTOR_SUMMARY, className="hint"),
            html.Div(readiness, className="readiness"),
            _folds(standard, kinds),
            dmc.Button("Run", id=Id.RUN, leftSection=icon("run"), fullWidth=True, className=NOTHING_TO_RUN, n_clicks=0),
            html.Div(id=Id.RUN_HINT, className="hint run-hint", role="status"),
        ],
        className="panel",
        **aria(label="Method"),
    )


def summary(kind: Detector | type[Detector], readings: int = 0) -> list[Any]:
    """Return what a method is good for, the algorithm after the behaviour, and how long it takes where that is long."""
    slow = takes_long([kind], readings)
    return [
        kind.summary,
        html.Span(f"Algorithm: {kind.algorithm}", className="algorithm", title=f"Source: {kind.source}"),
        *([html.Span(slow, className="slow")] if slow else []),
    ]


def param_controls(kind: type[Detector], values: Mapping[str, Value]) -> list[Any]:
    """Return one control for each parameter, set to ``values`` or else its default."""
    if not kind.params():
        return [html.P("This method has nothing to set.", className="hint")]
    return [_control(param, values.get(param.name, param.default)) for param in kind.params()]


def param_text(value: Value) -> str:
    """Return a value as it stands behind the label."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    return f"{value:.4g}" if isinstance(value, (int, float)) else value


def standard_params(kinds: Iterable[type[Detector]]) -> dict[str, dict[str, Value]]:
    """Return the default of every parameter of every detector."""
    return {kind.name: {param.name: param.default for param in kind.params()} for kind in kinds}


def slow_choices(kinds: Iterable[type[Detector]]) -> dict[str, dict[str, dict[str, str]]]:
    """Return what to say beforehand of the choices that make a method slow which is not slow by itself."""
    found: dict[str, dict[str, dict[str, str]]] = {}
    for kind in kinds:
        for param in () if is_slow(kind) else kind.params():
            for option in param.options:
                if is_slow(method := kind.from_values({param.name: option})):
                    found.setdefault(kind.name, {}).setdefault(param.name, {})[option] = in_a_year(method)
    return found


def _method_select(kinds: Sequence[type[Detector]], standard: type[Detector]) -> dmc.Select:
    return dmc.Select(
        id=Id.DETECTOR,
        value=standard.name,
        allowDeselect=False,
        clearSearchOnFocus=True,
        **_menu(kinds),
        **aria(label="Method"),
    )


def _others_select(kinds: Sequence[type[Detector]]) -> html.Div:
    choice = dmc.MultiSelect(
        id=Id.OTHER_METHODS,
        value=[],
        maxValues=MAX_OTHERS,
        hidePickedOptions=True,
        placeholder="Choose methods",
        **_menu(kinds),
        **aria(label="Methods for a second opinion", describedby=Id.OTHER_METHODS_HINT),
    )
    why = html.Div("Whether other methods see the same; each gets a strip under the chart.", className="hint")
    hint = html.Div(id=Id.OTHER_METHODS_HINT, className="hint other-methods-hint")
    return html.Div([choice, why, hint], className="other-methods")


def _menu(kinds: Sequence[type[Detector]]) -> dict[str, Any]:
    """Return what both menus of methods share; ``assets/controls/methods.js`` writes the options."""
    return {
        "data": menu(kinds),
        "searchable": True,
        "nothingFoundMessage": "No method of that name",
        "renderOption": {"function": "methodOption"},
        "filter": {"function": "methodFilter"},
        "maxDropdownHeight": 420,
        "comboboxProps": {"width": 320, "position": "bottom-start"},
    }


def _folds(standard: type[Detector], kinds: Sequence[type[Detector]]) -> dmc.Accordion:
    """Return what few people need, folded away: the settings of the method, and second opinions."""
    params = html.Div(param_controls(standard, {}), id=Id.PARAMS, className="params")
    return dmc.Accordion(
        [
            _fold(Id.METHOD_SETTINGS, "Settings of the method", params),
            _fold(Id.SECOND_OPINIONS, "Second opinions", _others_select(kinds)),
        ],
        chevronPosition="left",
        className="settings",
    )


def _fold(name: Id, title: str, content: html.Div) -> dmc.AccordionItem:
    return dmc.AccordionItem([dmc.AccordionControl(title), dmc.AccordionPanel(content)], value=name, id=name)


def _control(param: Param, value: Value) -> html.Div:
    shown: list[Any] = [
        html.Span(param_text(value), id=param_text_id(param.name)),
        f" {param.unit}" if param.unit else "",
    ]
    return html.Div(
        [
            html.Div([html.Span(param.label), html.Span(shown, className="param-value")], className="param-label"),
            _input(param, value),
            html.Div(param.help, className="hint"),
        ],
        className="param",
    )


def _input(param: Param, value: Value) -> dmc.SegmentedControl | dmc.Select | dmc.Slider:
    label = {"aria-label": param.label}
    if param.kind == "switch":
        options = [{"value": "true", "label": "yes"}, {"value": "false", "label": "no"}]
        return dmc.SegmentedControl(
            id=param_id(param.name), data=options, value=str(value).lower(), size="xs", fullWidth=True, **label
        )
    if param.kind == "choice" and len(param.options) <= FEW_OPTIONS and len("".join(param.options)) <= FEW_LETTERS:
        return dmc.SegmentedControl(
            id=param_id(param.name), data=list(param.options), value=value, size="xs", fullWidth=True, **label
        )
    if param.kind == "choice":
        return dmc.Select(
            id=param_id(param.name), data=list(param.options), value=value, allowDeselect=False, size="xs", **label
        )
    return _number_input(param, value)


def _number_input(param: Param, value: Value) -> dmc.Slider | dmc.NumberInput:
    step = param.step or (1 if param.kind == "integer" else 0.1)
    if isfinite(param.low) and isfinite(param.high) and (param.high - param.low) / step <= MAX_POSITIONS:
        return dmc.Slider(
            id=param_id(param.name),
            value=value,
            min=param.low,
            max=param.high,
            step=step,
            size="sm",
            label=None,
            updatemode="drag",
            thumbLabel=param.label,
        )
    bounds = {key: limit for key, limit in (("min", param.low), ("max", param.high)) if isfinite(limit)}
    return dmc.NumberInput(
        id=param_id(param.name),
        value=value,
        step=step,
        size="xs",
        suffix=f" {param.unit}".rstrip(),
        allowNegative=not param.low >= 0,
        **bounds,
        **aria(label=param.label),
    )


def register_method(app: Dash) -> None:
    """Connect what is shown of the settings: their values, and whether they wait for Run."""
    app.clientside_callback(
        ClientsideFunction("methods", "valueText"),
        Output({"type": "param-text", "name": MATCH}, "children"),
        Input({"type": "param", "name": MATCH}, "value"),
        prevent_initial_call=True,
    )
    app.clientside_callback(
        ClientsideFunction("methods", "pending"),
        Output(Id.RUN, "className"),
        Output(Id.RUN_HINT, "children"),
        Input(Id.DETECTOR, "value"),
        Input({"type": "param", "name": ALL}, "value"),
        Input(Id.OTHER_METHODS, "value"),
        Input(Id.REQUEST, "data"),
        Input(Id.CANCEL, "n_clicks"),
        Input(Id.PROBLEM, "children"),
        State(Id.SHOWN, "data"),
        State({"type": "param", "name": ALL}, "id"),
        State(Id.STANDARD, "data"),
        prevent_initial_call=True,
    )
