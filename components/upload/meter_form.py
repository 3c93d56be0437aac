"""What can be said of a meter, as controls: one for every fact that ``data.meter`` declares; all may be left open."""

from __future__ import annotations

from collections.abc import Sequence
from math import isfinite
from typing import Any

import dash_mantine_components as dmc
from dash import Dash, Input, Output, html
from dash.development.base_component import Component

from components.basics.ids import fact_id
from data.meter import meter_facts
from data.meter_facts import MeterFact, groups_of

SEARCHED_FROM = 20
"""With so many choices one is found by typing."""
DECIMALS = 4


def form_facts() -> tuple[MeterFact, ...]:
    """Return the facts to ask for when a file is added; what the file itself tells is asked with its guesses."""
    return tuple(fact for fact in meter_facts() if not fact.of_file)


def meter_form(facts: Sequence[MeterFact]) -> html.Div:
    """Return a control for every fact, those of folded groups below the others."""
    groups = groups_of(facts)
    shown = [fact for group, members in groups.items() if not group.folded for fact in members]
    folded = [
        html.Details(
            [
                html.Summary(f"{group.title[0].upper()}{group.title[1:]}"),
                html.P(group.note, className="hint"),
                _controls(members),
            ],
            className="place-more",
        )
        for group, members in groups.items()
        if group.folded
    ]
    return html.Div([_controls(shown), *folded])


def fact_control(fact: MeterFact, control_id: str, *, owner: str = "", **more: Any) -> Component:  # noqa: ANN401 - Dash
    """Return the control of one fact; ``owner`` is the value of the fact it belongs to."""
    common = {"id": control_id, "label": fact.label, "size": "xs", "placeholder": _placeholder(fact), **more}
    if fact.kind == "number":
        limits = {name: limit for name, limit in (("min", fact.low), ("max", fact.high)) if isfinite(limit)}
        control: Component = dmc.NumberInput(**limits, step=fact.step, decimalScale=DECIMALS, **common)
    elif fact.choices is None:
        control = dmc.TextInput(**common)
    else:
        data, is_open = choice_data(fact, owner), not fact.suggestion
        many = bool(fact.belongs_to and is_open) or len(data) > SEARCHED_FROM
        control = dmc.Select(data=data, value=fact.suggestion or None, searchable=many, clearable=is_open, **common)
    return control


def choice_data(fact: MeterFact, owner: str) -> list[dict[str, str]]:
    """Return the choices of a fact as a menu takes them."""
    return [{"value": value, "label": words} for value, words in fact.choices(owner)] if fact.choices else []


def register_meter_form(app: Dash, facts: Sequence[MeterFact]) -> None:
    """Let choices that depend on another fact follow it: the regions of a country."""
    by_key = {fact.key: fact for fact in facts}
    for fact in facts:
        if fact.kind == "choice" and fact.belongs_to:
            _register_choices(app, fact, by_key[fact.belongs_to])


def _register_choices(app: Dash, fact: MeterFact, owner: MeterFact) -> None:
    app.callback(
        Output(fact_id(fact.option_name), "data"),
        Output(fact_id(fact.option_name), "value"),
        Input(fact_id(owner.option_name), "value"),
        prevent_initial_call=True,
    )(lambda value: (choice_data(fact, value or ""), None))


def _controls(facts: Sequence[MeterFact]) -> html.Div:
    controls = [
        fact_control(fact, fact_id(fact.option_name), className=f"place-{fact.option_name.replace('_', '-')}")
        for fact in facts
    ]
    return html.Div(controls, className="place")


def _placeholder(fact: MeterFact) -> str:
    return fact.blank or f"for example {fact.example}"
