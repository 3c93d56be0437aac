"""``meters``: what is stored, and when each building is open."""

from __future__ import annotations

import argparse

from data.errors import DataError, ParameterError
from detectors.insight.occupancy import occupancy
from pipeline.meters import Meter
from pipeline.settings import Settings
from pipeline.workspace import Workspace
from terminal.operation import add_operation_options, changed, is_said
from terminal.parser import Commands
from terminal.text import table

HEADER = ("meter", "name", "readings", "minutes", "first", "last", "zone", "place")
DAY = "%Y-%m-%d"
DETAIL = """\
List the stored meters. With a METER: what is known of its opening hours and limit, after changing what is given."""


def add(commands: Commands) -> None:
    """Add the command."""
    parser = commands.add("meters", run, "list the stored meters, set their opening hours and limits", DETAIL)
    parser.add_argument("meter", nargs="?", metavar="METER", help="the id of a stored meter")
    add_operation_options(parser, clearing=True)


def run(arguments: argparse.Namespace) -> None:
    """Print the stored meters, or change one and print it.

    Raises
    ------
    ParameterError
        When there is no such meter, a value is not allowed, or none is named for the options.
    """
    workspace = Workspace(Settings.from_environment())
    workspace.adopt()
    if arguments.meter:
        _one(workspace, changed(workspace.meter(arguments.meter), arguments), save=is_said(arguments))
        return
    if is_said(arguments):
        raise ParameterError("Opening hours and limits are those of one meter; name it: python cli.py meters METER ...")
    meters = workspace.meters()
    if not meters:
        print("No meters yet. Import readings: python cli.py import FILE")
        return
    print(table(HEADER, [_row(workspace, meter) for meter in meters]))


def _one(workspace: Workspace, meter: Meter, *, save: bool) -> None:
    """Print what is known of when a meter's building is open, and of its limit."""
    if save:
        workspace.save_meter(meter)
    print(table(HEADER, [_row(workspace, meter)]))
    print(occupancy(workspace.series(meter.meter_id)).sentence)
    print(f"Limit {meter.limit_kw:g} kW." if meter.limit_kw else "No limit is set.")


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
