"""What was guessed of an uploaded file: each guess with its reason, and a control to say otherwise."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any
from zoneinfo import available_timezones

import dash_mantine_components as dmc
from dash import html

from components.basics.aria import aria
from components.basics.ids import alternative_id, guess_id
from data.errors import ParameterError
from data.importing.formats.dialect import SEPARATOR_NAMES
from data.importing.options import CLOCKS, DATE_ORDERS, DECIMALS, JOIN, LAYOUTS, STAMPS, UNITS, Guess, ImportOptions

Choice = tuple[str, str]
NONE = "(none)"
GUESSED = "guessed"
TYPING_MS = 700
MAX_BUTTONS = 3
"""So many choices are shown as buttons where a guess is doubtful."""
USUAL_UNITS = ("kWh", "kW", "Wh", "W")
ALL_ELSE = "Not right yet? All that the file was read by"
ALL_CERTAIN = "Nothing was in doubt. Not right? All that the file was read by"
MARKS = {**{name: mark for mark, name in SEPARATOR_NAMES.items()}, "\\t": "\t"}
"""A separator by its name; any other is typed as it is."""
MAX_JOINED = 5
"""A date and a time of day, or year, month, day, hour and minute; a customer and a channel."""
STATED_FIRST = (
    "separator", "header_row", "encoding", "time_column", "value_columns", "layout", "date_order", "decimal",
)  # fmt: skip
"""What a file that cannot be interpreted most often lacks."""
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
    """One thing to know of a file: ``options`` are its choices, ``columns`` that the file's columns are.

    ``typed`` are choices beside which any other may be typed; ``joined`` columns are read as one.
    """

    name: str
    label: str
    options: tuple[Choice, ...] = ()
    columns: bool = False
    several: bool = False
    joined: bool = False
    may_be_none: bool = False
    typed: tuple[str, ...] = ()


def _worded(values: Iterable[str]) -> tuple[Choice, ...]:
    return tuple((value, IN_WORDS.get(value, value)) for value in values)


FIELDS = (
    Field("unit", "Unit", _worded(UNITS)),
    Field("timezone", "Time zone", _worded(sorted(available_timezones()))),
    Field("clock", "Clock", _worded(CLOCKS)),
    Field("stamp", "A time names the", _worded(STAMPS)),
    Field("date_order", "Dates are", _worded(DATE_ORDERS)),
    Field("decimal", "Decimals", _worded(DECIMALS)),
    Field("separator", "Between cells", typed=tuple(SEPARATOR_NAMES.values())),
    Field("layout", "Layout", _worded(LAYOUTS)),
    Field("time_column", "Times", columns=True, joined=True),
    Field("value_columns", "Readings", columns=True, several=True),
    Field("meter_column", "Meter", columns=True, joined=True, may_be_none=True),
    Field("temperature_column", "Outdoor temperature", columns=True, may_be_none=True),
    Field("factor_column", "Factor", columns=True, may_be_none=True),
    Field("header_row", "Row of names"),
    Field("encoding", "Encoding"),
)
BY_NAME = {field.name: field for field in FIELDS}


def guess_table(
    options: ImportOptions, guesses: Iterable[Guess], columns: Iterable[str], given: Mapping[str, object]
) -> html.Div:
    """Return all that is known of a file: what needs a look, then the rest, folded; ``given`` is what a person said."""
    found, names = {guess.name: guess for guess in guesses}, tuple(columns)
    shown = [field for field in FIELDS if getattr(options, field.name) is not None]
    doubtful = [field for field in shown if field.name not in given and _is_doubtful(found.get(field.name))]
    rest = [field for field in shown if field not in doubtful]
    rows = [_row(field, options, found.get(field.name), names, field.name in given) for field in doubtful]
    certain = [_row(field, options, found.get(field.name), names, field.name in given) for field in rest]
    title = ALL_ELSE if doubtful else ALL_CERTAIN
    fold = html.Details([html.Summary(title), *certain], open=bool(given), className="guesses-more")
    return html.Div([*rows, fold] if certain else rows, className="guesses")


def blank_table(
    options: ImportOptions, guesses: Iterable[Guess], columns: Iterable[str], given: Mapping[str, object], *, text: bool
) -> html.Div:
    """Return all that can be said of a file that cannot be interpreted; ``text``: it has separator and encoding."""
    found, names = {guess.name: guess for guess in guesses}, tuple(columns)
    ordered = [BY_NAME[name] for name in STATED_FIRST]
    ordered += [field for field in FIELDS if field not in ordered]
    rows = [
        _row(field, options, found.get(field.name), names, field.name in given)
        for field in ordered
        if text or field.name not in ("separator", "encoding")
    ]
    return html.Div(rows, className="guesses")


def shown_value(field: Field, options: ImportOptions) -> str | list[str] | None:
    """Return the value of a field as its control shows it, None where it is not known."""
    value = getattr(options, field.name)
    if value is None:
        return [] if field.several or field.joined else None
    if field.several:
        return list(value)
    if field.joined:
        return str(value).split(JOIN) if value else []
    if field.name == "header_row":
        return str(value + 1)
    if field.name == "separator":
        return SEPARATOR_NAMES.get(str(value), str(value))
    return NONE if value == "" else str(value)


def option_value(name: str, shown: object) -> Any:  # noqa: ANN401 - the type depends on the field
    """Return the option that a control stands for."""
    field = BY_NAME[name]
    if field.several or field.joined:
        names = tuple(str(item) for item in shown) if isinstance(shown, list) else ()
        return names if field.several else JOIN.join(names)
    if name == "header_row":
        return _row_number(str(shown)) - 1
    if name == "separator":
        return MARKS.get(str(shown), str(shown))
    return "" if shown == NONE else str(shown)


def is_guessed_again(name: str, shown: object) -> bool:
    """Return whether a control was cleared to have the field guessed again; no column of meters is an answer."""
    return not shown and name != "meter_column"


def _row_number(text: str) -> int:
    if not text.isdecimal():
        raise ParameterError(f"The row of names is {text!r}; give its number, 1 for the first row or 0 for none.")
    return int(text)


def _row(field: Field, options: ImportOptions, guess: Guess | None, columns: tuple[str, ...], stated: bool) -> html.Div:
    value = shown_value(field, options)
    if stated:
        state, why = "said", "as you said"
    elif getattr(options, field.name) is None:
        state, why = "open", "not known yet"
    elif guess is None or guess.certain:
        state, why = "certain", guess.why if guess else "follows from the rest of the file"
    else:
        state, why = "unsure", f"please check: {guess.why}"
    instead = _alternatives(field, options, guess) if state == "unsure" and guess else []
    return html.Div(
        [
            html.Label(field.label, htmlFor=_html_id(field.name), className="guess-label"),
            _control(field, value, columns),
            html.Span([why, *instead], className=f"guess-why {state}"),
        ],
        className="guess",
    )


def _is_doubtful(guess: Guess | None) -> bool:
    return guess is not None and not guess.certain


def _alternatives(field: Field, options: ImportOptions, guess: Guess) -> list[html.Div]:
    """Return a button for each thing that a doubtful guess may be instead; few choices are all shown."""
    words = dict(field.options)
    few = tuple(words) if len(words) <= MAX_BUTTONS else ()
    values = guess.alternatives or (USUAL_UNITS if field.name == "unit" else few)
    others = [value for value in values if value != getattr(options, field.name) and not field.several]
    buttons = [
        html.Button(
            words.get(value, value), id=alternative_id(field.name, value), n_clicks=0, className="alternative",
            type="button", title=f"{field.label}: {words.get(value, value)}",
        )
        for value in others
    ]  # fmt: skip
    return [html.Div(["or rather ", *buttons], className="alternatives")] if buttons else []


def _control(
    field: Field, value: str | list[str] | None, columns: tuple[str, ...]
) -> dmc.Select | dmc.MultiSelect | dmc.TextInput | dmc.Autocomplete:
    common = {"id": guess_id(field.name), "size": "xs", **aria(label=field.label)}
    if field.several or field.joined:
        most = MAX_JOINED if field.joined else None
        return dmc.MultiSelect(
            data=list(dict.fromkeys([*columns, *(value or [])])), value=value, searchable=True, debounce=600,
            maxValues=most, placeholder="" if value else NONE if field.may_be_none else GUESSED, **common,
        )  # fmt: skip
    if field.columns:
        choices = [*([NONE] if field.may_be_none else []), *columns]
        return dmc.Select(
            data=choices, value=value, allowDeselect=False, searchable=True, placeholder=GUESSED, **common
        )
    several_units = "," in str(value) and field.name == "unit"
    if field.typed or several_units:
        choices = list(field.typed) if field.typed else [key for key, _ in field.options]
        shown_all = {"function": "allOptions"}
        return dmc.Autocomplete(
            data=choices, value=value or "", debounce=TYPING_MS, filter=shown_all, placeholder=GUESSED, **common
        )
    if field.options:
        known = dict(field.options) if value is None else {str(value): str(value)} | dict(field.options)
        data = [{"value": key, "label": word} for key, word in known.items()]
        return dmc.Select(
            data=data, value=value, allowDeselect=False, searchable=len(data) > 8, placeholder=GUESSED, **common
        )
    return dmc.TextInput(value=value or "", debounce=True, placeholder=GUESSED, **common)


def _html_id(name: str) -> str:
    return f'{{"name":"{name}","type":"guess"}}'
