"""A file named on the command line as meters: read with the options given, temperatures joined, meters chosen."""

from __future__ import annotations

import argparse
from collections.abc import Iterable, Sequence
from dataclasses import fields, replace
from pathlib import Path

import pandas as pd

from data.errors import ParameterError
from data.importing.formats.uci import is_native_uci_file
from data.importing.import_temperature import with_temperature
from data.importing.load import Guess, Imported, load, load_temperature
from data.importing.options import ImportOptions
from data.meter import Meter, check_calendar
from data.opening_hours import Operation, stated_operation
from data.series import MeterSeries
from terminal.meter_options import add_fact_options, given_facts, series_facts
from terminal.parser import add_import_options, flag, import_options
from terminal.text import text_table

SHOWN = 8
OPTIONS = frozenset(item.name for item in fields(ImportOptions))
"""Guesses that an option of the terminal says otherwise."""


def add_reading_options(parser: argparse.ArgumentParser) -> None:
    """Add where the meter stands and how the file is to be read."""
    group = parser.add_argument_group("the meters of the file")
    group.add_argument("--meter", action="append", metavar="ID", help="take only this meter; repeat it for several")
    group.add_argument("--temperature", type=Path, metavar="FILE", help="outdoor temperatures in a file of their own")
    add_fact_options(parser, series_facts())
    add_import_options(parser)


def read(path: Path, arguments: argparse.Namespace, default_timezone: str, default_unit: str = "") -> Imported:
    """Return the meters of a file as the options say.

    Raises
    ------
    DataError, ParameterError
        When the file cannot be used, or a meter that was named is not in it.
    """
    options = import_options(arguments)
    if arguments.meter and options.value_columns is None and is_native_uci_file(path, options):
        options = replace(options, value_columns=tuple(arguments.meter))
    imported = load(path, options=options, default_timezone=default_timezone, default_unit=default_unit)
    wanted = positions(tuple(series.meter_id for series in imported.meters), arguments.meter)
    imported, first = imported.only(wanted), imported.meters[0]
    meters = [_placed(series, arguments) for series in imported.meters]
    country, region = place_of(arguments)
    check_calendar(Meter(first.meter_id, timezone=first.timezone, country=country, region=region))
    celsius = temperature(arguments, default_timezone)
    if celsius is not None:
        meters = [with_temperature(series, celsius) for series in meters]
    return replace(imported, meters=tuple(meters))


def temperature(arguments: argparse.Namespace, default_timezone: str) -> pd.Series[float] | None:
    """Return the outdoor temperatures of the file that was named, None where none was.

    Raises
    ------
    DataError
        When there are none in it.
    """
    if not arguments.temperature:
        return None
    zone = ImportOptions(timezone=arguments.timezone)
    return load_temperature(arguments.temperature, options=zone, default_timezone=default_timezone)


def place_of(arguments: argparse.Namespace) -> tuple[str, str]:
    """Return the codes of country and region that were said, empty where not."""
    given = given_facts(arguments, series_facts())
    return str(given.get("country", "")), str(given.get("region", ""))


def operation_of(arguments: argparse.Namespace) -> Operation | None:
    """Return what detectors are to know beside the readings, None where nothing was said.

    Raises
    ------
    ParameterError
        When a value is not one of those allowed.
    """
    return stated_operation(given_facts(arguments, series_facts()))


def _placed(series: MeterSeries, arguments: argparse.Namespace) -> MeterSeries:
    """Return a meter with the country and opening hours that were said; a known data set keeps its country."""
    series = replace(series, operation=operation_of(arguments))
    country, region = place_of(arguments)
    return replace(series, country=country, region=region) if country else series


def positions(here: Sequence[str], wanted: Sequence[str] | None) -> list[int]:
    """Return where the wanted names stand, or all positions where none is named.

    Raises
    ------
    ParameterError
        When one is not there.
    """
    for name in wanted or ():
        if name not in here:
            raise ParameterError(f"There is no meter {name!r} in the file; it has {few(here)}.")
    return [here.index(name) for name in wanted] if wanted else list(range(len(here)))


def few(names: Sequence[str]) -> str:
    """Return the first names of a list that may be long."""
    return ", ".join(names[:SHOWN]) + (f" and {len(names) - SHOWN} more" if len(names) > SHOWN else "")


def guessed(guesses: Iterable[Guess], skipped: Iterable[str]) -> str:
    """Return what was guessed of a file, with the option that says otherwise, and what of it is not used."""
    rows = [
        (
            f"  {flag(guess.name) if guess.name in OPTIONS else guess.name}",
            f"{shown(guess)}{'' if guess.certain else ' (unsure)'}",
            guess.why,
        )
        for guess in guesses
    ]
    lines = [text_table(("  guessed", "value", "because"), rows)] if rows else []
    return "\n".join([*lines, *(f"  {sentence}" for sentence in skipped)])


def shown(guess: Guess) -> str:
    """Return the value of a guess as its option takes it."""
    return {"\t": "tab", " ": "space"}.get(guess.value, guess.value)
