"""Options of the terminal for opening hours and limit of a meter."""

from __future__ import annotations

import argparse
from dataclasses import replace
from functools import partial

from data.opening_hours import Operation, operation
from pipeline.store.meters import Meter

NONE = "none"
NAMES = ("opens", "closes", "open_days", "limit_kw")


def add_operation_options(parser: argparse.ArgumentParser, *, clearing: bool = False) -> None:
    """Add when a building is open and how much power it may draw; with ``clearing`` the word none forgets it."""
    group = parser.add_argument_group(
        "when the building is open",
        "What is not given is inferred from the readings." + (f" Write {NONE} to forget it." if clearing else ""),
    )
    number = partial(number_or_none, what="power", example="120") if clearing else float
    group.add_argument("--opens", metavar="HH:MM", help="local time at which it opens, for example 07:00")
    group.add_argument("--closes", metavar="HH:MM", help="local time at which it closes, for example 19:00")
    group.add_argument("--open-days", metavar="DAYS", help="1 for Monday to 7 for Sunday, for example 1-5 or 1-5,7")
    group.add_argument("--limit-kw", type=number, metavar="KW", help="most power that contract or fuse allow")


def stated_operation(arguments: argparse.Namespace) -> Operation | None:
    """Return what the options say, None where nothing.

    Raises
    ------
    ParameterError
        When a value is not one of those allowed.
    """
    given = {name: getattr(arguments, name) for name in NAMES}
    return operation(**{name: value for name, value in given.items() if value is not None})


def is_stated(arguments: argparse.Namespace) -> bool:
    """Return whether any of the options was given."""
    return any(getattr(arguments, name) is not None for name in NAMES)


def changed_meter(meter: Meter, arguments: argparse.Namespace) -> Meter:
    """Return a meter with the settings that the options change."""
    opens, closes, open_days = (
        getattr(meter, name) if (stated := getattr(arguments, name)) is None else "" if stated == NONE else stated
        for name in NAMES[:3]
    )
    limit = meter.limit_kw if arguments.limit_kw is None else arguments.limit_kw
    return replace(
        meter, opens=opens, closes=closes, open_days=open_days, limit_kw=None if limit in (NONE, None) else float(limit)
    )


def number_or_none(text: str, what: str, example: str) -> float | str:
    """Read a number, or the word none."""
    if text == NONE:
        return NONE
    try:
        return float(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"{text!r} is no {what}; write {example}, or {NONE}") from None
