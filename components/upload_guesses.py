"""What was guessed of an uploaded file: each guess with its reason, and a control to say otherwise."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any
from zoneinfo import available_timezones

import dash_mantine_components as dmc
from dash import html

from components.aria import aria
from components.ids import guess_id
from data.errors import ParameterError
from data.options import CLOCKS, DATE_ORDERS, DECIMALS, JOIN, LAYOUTS, STAMPS, UNITS, Guess, ImportOptions

Choice = tuple[str, str]
NONE = "(none)"
SEPARATORS: tuple[Choice, ...] = ((",", "comma ,"), (";", "semicolon ;"), ("\t", "tab"), (" ", "space"), ("|", "bar |"))
IN_WORDS = {
    ".": "point, 1234.5",
    ",": "comma, 1234,5",
    "ymd": "year month day",
    "dmy": "day month year",
    "mdy": "month day year",
    "long": "one row a reading",
    "wide": "one column a meter",
    "days": "one row a day",
    "start": "start of the interval",
    "end": "end of the interval",
    "local": "local, with summer time",
    "standard": "winter time all year",
    "utc": "UTC",
}


@dataclass(frozen=True)
class Field:
    """One thing to know of a file: ``options`` are its choices, ``columns`` that the file's columns are."""

    name: str
    label: str
    options: tuple[Choice, ...] = ()
    columns: bool = False
    several: bool = False
    may_be_none: bool = False


def _worded(values: Iterable[str]) -> tuple[Choice, ...]:
    return tuple((value, IN_WORDS.get(value, value)) for value in values)


FIELDS = (
    Field("unit", "Unit", _worded(UNITS)),
    Field("timezone", "Time zone", _worded(sorted(available_timezones()))),
    Field("clock", "Clock", _worded(CLOCKS)),
    Field("stamp", "A time names the", _worded(STAMPS)),
    Field("date_order", "Dates are", _worded(DATE_ORDERS)),
    Field("decimal", "Decimals", _worded(DECIMALS)),
    Field("separator", "Between cells", SEPARATORS),
    Field("layout", "Layout", _worded(LAYOUTS)),
    Field("time_column", "Times", columns=True),
    Field("value_columns", "Readings", columns=True, several=True),
    Field("meter_column", "Meter", columns=True, may_be_none=True),
    Field("temperature_column", "Outdoor temperature", columns=True, may_be_none=True),
    Field("header_row", "Row of names"),
    Field("encoding", "Encoding"),
)
BY_NAME = {field.name: field for field in FIELDS}


def guess_table(
    options: ImportOptions, guesses: Iterable[Guess], columns: Iterable[str], given: Mapping[str, object]
) -> html.Div:
    """Return all that is known of a file, what needs a look first; ``given`` is what a person said."""
    found = {guess.name: guess for guess in guesses}
    shown = [field for field in FIELDS if getattr(options, field.name) is not None]
    shown.sort(key=lambda field: field.name in given or field.name not in found or found[field.name].certain)
    rows = [_row(field, options, found.get(field.name), tuple(columns), field.name in given) for field in shown]
    return html.Div(rows, className="guesses")


def shown_value(field: Field, options: ImportOptions) -> str | list[str]:
    """Return the value of a field as its control shows it."""
    value = getattr(options, field.name)
    if field.several:
        return list(value or ())
    if field.name == "header_row":
        return str(value + 1)
    return NONE if value == "" else str(value)


def option_value(name: str, shown: object) -> Any:  # noqa: ANN401 - the type depends on the field
    """Return the option that a control stands for."""
    field = BY_NAME[name]
    if field.several:
        return tuple(str(item) for item in shown) if isinstance(shown, list) else ()
    if name == "header_row":
        return _row_number(str(shown)) - 1
    return "" if shown == NONE else str(shown)


def _row_number(text: str) -> int:
    if not text.isdecimal():
        raise ParameterError(f"The row of names is {text!r}; give its number, 1 for the first row or 0 for none.")
    return int(text)


def _row(field: Field, options: ImportOptions, guess: Guess | None, columns: tuple[str, ...], said: bool) -> html.Div:
    if said:
        state, why = "said", "as you said"
    elif guess is None or guess.certain:
        state, why = "certain", guess.why if guess else "follows from the rest of the file"
    else:
        state, why = "unsure", f"please check: {guess.why}"
    return html.Div(
        [
            html.Label(field.label, htmlFor=_html_id(field.name), className="guess-label"),
            _control(field, shown_value(field, options), columns),
            html.Span(why, className=f"guess-why {state}"),
        ],
        className="guess",
    )


def _control(
    field: Field, value: str | list[str], columns: tuple[str, ...]
) -> dmc.Select | dmc.MultiSelect | dmc.TextInput:
    common = {"id": guess_id(field.name), "size": "xs", **aria(label=field.label)}
    if field.several:
        return dmc.MultiSelect(data=list(columns), value=value, searchable=True, debounce=600, **common)
    if field.columns:
        joined = [str(value)] if JOIN in value else []
        choices = [*([NONE] if field.may_be_none else []), *joined, *columns]
        return dmc.Select(data=choices, value=value, allowDeselect=False, searchable=True, **common)
    if field.options:
        known = dict(field.options)
        data = [{"value": key, "label": word} for key, word in ({str(value): str(value)} | known).items()]
        return dmc.Select(data=data, value=value, allowDeselect=False, searchable=len(data) > 8, **common)
    return dmc.TextInput(value=value, debounce=True, **common)


def _html_id(name: str) -> str:
    return f'{{"name":"{name}","type":"guess"}}'
