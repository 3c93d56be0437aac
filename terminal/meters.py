"""``meters``: what is stored, when each building is open, and what a kWh costs there."""

from __future__ import annotations

import argparse
from dataclasses import replace
from functools import partial

from data.errors import DataError, ParameterError
from detectors.insight.occupancy import occupancy
from pipeline.meters import Meter
from pipeline.settings import Settings
from pipeline.workspace import Workspace
from terminal.operation import NONE, add_operation_options, changed, is_said, number_or_none
from terminal.parser import Commands
from terminal.text import table

HEADER = ("meter", "name", "readings", "minutes", "first", "last", "zone", "place")
DAY = "%Y-%m-%d"
DETAIL = """\
List the stored meters. With a METER: what is known of its opening hours, limit and price, after changing what is
given."""
OF_ONE = "Opening hours, limits and prices are those of one meter; name it: python cli.py meters METER ..."


def add(commands: Commands) -> None:
    """Add the command."""
    parser = commands.add("meters", run, "list the stored meters, set their opening hours, limits and prices", DETAIL)
    parser.add_argument("meter", nargs="?", metavar="METER", help="the id of a stored meter")
    add_operation_options(parser, clearing=True)
    group = parser.add_argument_group("what a kWh costs", "Then events are told in money too.")
    price = partial(number_or_none, what="price", example="0.25")
    group.add_argument(
        "--price", type=price, metavar="PRICE", help=f"price of a kWh, for example 0.25; {NONE} forgets it"
    )
    group.add_argument("--currency", metavar="CODE", help="three capital letters, for example CHF")


def run(arguments: argparse.Namespace) -> None:
    """Print the stored meters, or change one and print it.

    Raises
    ------
    ParameterError
        When there is no such meter, a value is not allowed, or none is named for the options.
    """
    workspace = Workspace(Settings.from_environment())
    workspace.adopt()
    said = is_said(arguments) or (arguments.price, arguments.currency) != (None, None)
    if arguments.meter:
        _one(workspace, _priced(changed(workspace.meter(arguments.meter), arguments), arguments), save=said)
        return
    if said:
        raise ParameterError(OF_ONE)
    meters = workspace.meters()
    if not meters:
        print("No meters yet. Import readings: python cli.py import FILE")
        return
    print(table(HEADER, [_row(workspace, meter) for meter in meters]))


def _one(workspace: Workspace, meter: Meter, *, save: bool) -> None:
    """Print what is known of when a meter's building is open, of its limit and of its price."""
    if save:
        workspace.save_meter(meter)
    print(table(HEADER, [_row(workspace, meter)]))
    print(occupancy(workspace.series(meter.meter_id)).sentence)
    print(f"Limit {meter.limit_kw:g} kW." if meter.limit_kw else "No limit is set.")
    priced = meter.price_per_kwh is not None
    print(f"A kWh costs {f'{meter.currency} {meter.price_per_kwh:g}'.strip()}." if priced else "No price is set.")


def _priced(meter: Meter, arguments: argparse.Namespace) -> Meter:
    price = meter.price_per_kwh if arguments.price is None else arguments.price
    currency = meter.currency if arguments.currency is None else arguments.currency
    return replace(meter, price_per_kwh=None if price in (NONE, None) else float(price), currency=currency)


def _row(workspace: Workspace, meter: Meter) -> tuple[object, ...]:
    place = " ".join(filter(None, (meter.country, meter.region)))
    name = f"{meter.name} (demo)" if meter.demo else meter.name
    try:
        stored = workspace.describe(meter.meter_id)
    except DataError as error:  # one damaged file must not hide the other meters
        return meter.meter_id, f"{name}: {error}", "", "", "", "", meter.timezone, place
    minutes = f"{stored.step.total_seconds() / 60:g}"
    span = stored.first.strftime(DAY), stored.last.strftime(DAY)
    return meter.meter_id, name, f"{stored.readings:,}", minutes, *span, meter.timezone, place
