"""What can be said about a file before it is read, and what was guessed instead.

``ImportOptions`` comes from the page, the terminal or a caller; ``data.importing.load`` fills every field left as
None with a guess and tells each one as a ``Guess``.
"""

from __future__ import annotations

import codecs
from dataclasses import dataclass, replace
from typing import Self
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from data.errors import ParameterError

DECIMALS = (".", ",")
DATE_ORDERS = ("ymd", "dmy", "mdy")
LAYOUTS = ("long", "wide", "days")
STAMPS = ("start", "end")
CLOCKS = ("local", "standard", "utc")
UNITS = ("W", "kW", "MW", "GW", "Wh", "kWh", "MWh", "GWh", "register Wh", "register kWh", "register MWh")
JOIN = " + "


@dataclass(frozen=True)
class ImportOptions:
    """How a file is to be read; None leaves the choice to a guess.

    Parameters
    ----------
    separator
        One character between cells.
    decimal
        ``"."`` or ``","``.
    date_order
        ``"ymd"``, ``"dmy"`` or ``"mdy"``.
    header_row
        Row of the column names, counted from 0; -1 when there is none.
    layout
        ``"long"``: one row a meter and time. ``"wide"``: one column a meter. ``"days"``: one row a day
        (and meter), one column an interval.
    time_column, meter_column
        Column name, or two names joined by ``" + "`` (a date and a time of day; a customer and a
        channel). An empty ``meter_column`` says that there is none.
    value_columns
        Names of the columns that hold readings.
    temperature_column
        Name of the outdoor temperature; empty for none.
    factor_column
        Name of the column of numbers by which readings are multiplied; empty for none.
    timezone
        IANA name of the zone the meter stands in.
    clock
        What times without an offset mean: ``"local"`` clock time with summer time, ``"standard"`` the
        zone's winter time all year, ``"utc"``.
    stamp
        Whether a time names the ``"start"`` or the ``"end"`` of its interval.
    unit
        One of ``UNITS``, or one for each value column joined by ``", "``. ``"register ..."`` is a counter.
    encoding
        Name of a text encoding.

    Raises
    ------
    ParameterError
        When a value is not one of those allowed.
    """

    separator: str | None = None
    decimal: str | None = None
    date_order: str | None = None
    header_row: int | None = None
    layout: str | None = None
    time_column: str | None = None
    meter_column: str | None = None
    value_columns: tuple[str, ...] | None = None
    temperature_column: str | None = None
    factor_column: str | None = None
    timezone: str | None = None
    clock: str | None = None
    stamp: str | None = None
    unit: str | None = None
    encoding: str | None = None

    def __post_init__(self) -> None:
        _check_choice("decimal", self.decimal, DECIMALS)
        _check_choice("date_order", self.date_order, DATE_ORDERS)
        _check_choice("layout", self.layout, LAYOUTS)
        _check_choice("clock", self.clock, CLOCKS)
        _check_choice("stamp", self.stamp, STAMPS)
        for unit in (self.unit or UNITS[0]).split(", "):
            _check_choice("unit", unit, UNITS)
        if self.separator is not None and len(self.separator) != 1:
            raise ParameterError(f"The separator is {self.separator!r}; it must be one character, for example ';'.")
        if self.header_row is not None and self.header_row < -1:
            raise ParameterError(f"The header row is {self.header_row}; give 0 for the first row, or -1 for none.")
        if self.timezone is not None:
            check_timezone(self.timezone)
        if self.encoding is not None:
            _check_encoding(self.encoding)

    def filled(self, **known: object) -> Self:
        """Return options in which fields that are None take the values given here."""
        missing = {name: value for name, value in known.items() if getattr(self, name) is None}
        return replace(self, **missing)  # type: ignore[arg-type]


@dataclass(frozen=True)
class Guess:
    """One thing that was guessed.

    Parameters
    ----------
    name, value
        Name of the option, and the value taken.
    why
        The reason.
    certain
        Whether it can hardly be otherwise.
    alternatives
        Values that it may be instead, the likeliest first; empty where there are none or they go without saying.
    loud
        Whether it goes against what the file says of itself, so that nobody may miss it.
    """

    name: str
    value: str
    why: str
    certain: bool
    alternatives: tuple[str, ...] = ()
    loud: bool = False


@dataclass(frozen=True)
class LeftOut:
    """Something of a file that is not used: what it is ("column", "row", "meter"), its name, and the reason."""

    kind: str
    name: str
    reason: str

    @property
    def sentence(self) -> str:
        """The same as a sentence."""
        what = {"column": f"The column {self.name!r}", "row": f"Row {self.name}", "meter": self.name}[self.kind]
        return f"{what} is not used: {self.reason}."


def check_timezone(name: str) -> ZoneInfo:
    """Return the zone of that IANA name or say how such a name looks."""
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        raise ParameterError(
            f"{name!r} is not a known time zone; use an IANA name such as Europe/Zurich, Europe/London or UTC."
        ) from error


def _check_choice(name: str, value: str | None, allowed: tuple[str, ...]) -> None:
    if value is not None and value not in allowed:
        raise ParameterError(f"The option {name} is {value!r}; it must be one of {', '.join(map(repr, allowed))}.")


def _check_encoding(name: str) -> None:
    try:
        codecs.lookup(name)
    except LookupError as error:
        raise ParameterError(
            f"{name!r} is not a known text encoding; use for example utf-8, cp1252 or utf-16."
        ) from error
