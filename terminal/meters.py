"""``meters``: what is stored."""

from __future__ import annotations

import argparse

from data.errors import DataError
from pipeline.meters import Meter
from pipeline.settings import Settings
from pipeline.workspace import Workspace
from terminal.parser import Commands
from terminal.text import table

HEADER = ("meter", "name", "readings", "minutes", "first", "last", "zone", "place")
DAY = "%Y-%m-%d"


def add(commands: Commands) -> None:
    """Add the command."""
    commands.add("meters", run, "list the stored meters")


def run(arguments: argparse.Namespace) -> None:  # noqa: ARG001 - a command takes them
    """Print the stored meters."""
    workspace = Workspace(Settings.from_environment())
    workspace.adopt()
    meters = workspace.meters()
    if not meters:
        print("No meters yet. Import readings: python cli.py import FILE")
        return
    print(table(HEADER, [_row(workspace, meter) for meter in meters]))


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
