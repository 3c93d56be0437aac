"""``meters``: what is stored, what is known of each meter, what its last import met; and how to remove one."""

from __future__ import annotations

import argparse
import sys
from dataclasses import replace
from functools import partial
from typing import Any

from data.errors import DataError, ParameterError
from detectors.analytics.occupancy import occupancy
from pipeline.settings import Settings
from pipeline.store.meters import Meter
from pipeline.store.workspace import Workspace
from terminal.operation import NONE, add_operation_options, changed_meter, is_stated, number_or_none
from terminal.parser import IMPORT_HELP, Commands
from terminal.text import counted, data_problem_table, text_table

HEADER = ("meter", "name", "readings", "minutes", "first", "last", "zone", "place")
DAY = "%Y-%m-%d"
DETAIL = """\
List the stored meters. With a METER: what is known of its opening hours, limit and price, after changing what is
given."""
OF_ONE = "Settings, reports and removing are of one meter; name it: python cli.py meters METER ..."
SETTINGS = ("name", "timezone", "country", "region", "unit", "currency")
YES = "yes"


def add(commands: Commands) -> None:
    """Add the command."""
    parser = commands.add("meters", run, "list the stored meters, set what is known of one, remove one", DETAIL)
    parser.add_argument("meter", nargs="?", metavar="METER", help="the id of a stored meter")
    parser.add_argument("--report", action="store_true", help="list what its last import found and what was done")
    parser.add_argument("--remove", action="store_true", help="delete its readings and settings, for good")
    parser.add_argument("--yes", action="store_true", help="remove without asking")
    _add_place(parser)
    add_operation_options(parser, clearing=True)
    group = parser.add_argument_group("what a kWh costs", "Then events are told in money too.")
    price = partial(number_or_none, what="price", example="0.25")
    group.add_argument(
        "--price", type=price, metavar="PRICE", help=f"price of a kWh, for example 0.25; {NONE} forgets it"
    )
    group.add_argument("--currency", metavar="CODE", help="three capital letters, for example CHF")


def _add_place(parser: argparse.ArgumentParser) -> None:
    group = parser.add_argument_group("what it is and where it stands", f"Write {NONE} to forget it.")
    group.add_argument("--name", metavar="NAME", help="what people call it")
    group.add_argument("--country", metavar="CC", help="two letters for public holidays, for example GB")
    group.add_argument("--region", metavar="CODE", help="part of the country for holidays, for example ENG")
    group.add_argument(
        "--timezone",
        metavar="ZONE",
        help="zone it stands in; its readings keep their moments. Where local times were read in a wrong zone, remove "
        "the meter and import it again with --timezone",
    )
    group.add_argument("--unit", metavar="UNIT", help=f"for its files that name none: {IMPORT_HELP['unit']}")


def run(arguments: argparse.Namespace) -> None:
    """Print the stored meters, or change, explain or remove one.

    Raises
    ------
    ParameterError
        When there is no such meter, a value is not allowed, or none is named for the options.
    """
    workspace = Workspace(Settings.from_environment())
    workspace.adopt()
    stated = is_stated(arguments) or any(getattr(arguments, name) is not None for name in (*SETTINGS, "price"))
    if not arguments.meter:
        if stated or arguments.report or arguments.remove:
            raise ParameterError(OF_ONE)
        _all(workspace)
    elif arguments.remove:
        _remove(workspace, workspace.meter(arguments.meter), sure=arguments.yes)
    else:
        meter = _stated(changed_meter(workspace.meter(arguments.meter), arguments), arguments)
        if stated:
            workspace.save_meter(meter)
        (_report if arguments.report else _one)(workspace, meter)


def _all(workspace: Workspace) -> None:
    meters = workspace.meters()
    if not meters:
        print("No meters yet. Import readings: python cli.py import FILE")
        return
    print(text_table(HEADER, [_row(workspace, meter) for meter in meters]))


def _one(workspace: Workspace, meter: Meter) -> None:
    """Print what is known of when a meter's building is open, of its limit, its price and its files."""
    print(text_table(HEADER, [_row(workspace, meter)]))
    print(occupancy(workspace.series(meter.meter_id)).sentence)
    print(f"Limit {meter.limit_kw:g} kW." if meter.limit_kw else "No limit is set.")
    priced = meter.price_per_kwh is not None
    print(f"A kWh costs {f'{meter.currency} {meter.price_per_kwh:g}'.strip()}." if priced else "No price is set.")
    if meter.unit:
        print(f"Files of it that name no unit are read in {meter.unit}.")


def _report(workspace: Workspace, meter: Meter) -> None:
    """Print what the last import of a meter met, and what was done about it."""
    report = workspace.report(meter.meter_id)
    if report is None:
        print(f"{meter.meter_id}: no report, its readings did not come from a file.")
        return
    print(report.sentence)
    if report.data_problems:
        print(data_problem_table(report))


def _remove(workspace: Workspace, meter: Meter, *, sure: bool) -> None:
    """Delete a meter once a person has said that it is meant."""
    what = f"{meter.meter_id} with its {_held(workspace, meter)}settings"
    if not sure and not (sys.stdin.isatty() and input(f"Remove {what}? Type {YES}: ").strip() == YES):
        raise ParameterError(f"Nothing was removed. To remove {what}, which cannot be undone, add --{YES}.")
    workspace.remove_meter(meter.meter_id)
    print(f"Removed {what}.")


def _held(workspace: Workspace, meter: Meter) -> str:
    try:
        return f"{counted(workspace.describe(meter.meter_id).readings, 'reading')} and "
    except DataError:  # missing or damaged: all the more reason to remove it
        return ""


def _stated(meter: Meter, arguments: argparse.Namespace) -> Meter:
    """Return a meter with what is said of name, place, unit and price; another country has other regions."""
    stated = {name: value for name in SETTINGS if (value := getattr(arguments, name)) is not None}
    given: dict[str, Any] = {name: "" if value == NONE else value for name, value in stated.items()}
    if "country" in given:
        given = {"region": "", **given, "country": given["country"].upper()}
    price = meter.price_per_kwh if arguments.price is None else arguments.price
    return replace(meter, **given, price_per_kwh=None if price in (NONE, None) else float(price))


def _row(workspace: Workspace, meter: Meter) -> tuple[object, ...]:
    place = " ".join(filter(None, (meter.country, meter.region)))
    name = f"{meter.name} (demo)" if meter.demo else meter.name
    try:
        stored = workspace.describe(meter.meter_id)
    except DataError as error:  # one damaged file must not hide the other meters
        return meter.meter_id, f"{name}: {error}", "", "", "", "", meter.timezone, place
    minutes = f"{stored.step.total_seconds() / 60:g}"
    dates = stored.first.strftime(DAY), stored.last.strftime(DAY)
    return meter.meter_id, name, f"{stored.readings:,}", minutes, *dates, meter.timezone, place
