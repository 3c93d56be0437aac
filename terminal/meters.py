"""``meters``: what is stored, what is known of each meter, what its last import met; and how to remove one."""

from __future__ import annotations

import argparse
import sys

from data.errors import DataError, ParameterError
from data.meter_facts import FactValue, MeterFact, fact_values
from detectors.analytics.occupancy import occupancy
from pipeline.settings import Settings
from pipeline.store.meters import Meter
from pipeline.store.workspace import Workspace
from terminal.meter_options import add_fact_options, changed_meter, given_facts
from terminal.parser import Commands, flag
from terminal.text import counted, data_problem_table, text_table

HEADER = ("meter", "name", "readings", "minutes", "first", "last", "zone", "place")
DAY = "%Y-%m-%d"
DETAIL = """\
List the stored meters. With a METER: what is known of it, after changing what is given."""
OF_ONE = "Settings, reports and removing are of one meter; name it: python cli.py meters METER ..."
NOT_STATED = "-"
YES = "yes"


def add(commands: Commands) -> None:
    """Add the command."""
    parser = commands.add("meters", run, "list the stored meters, set what is known of one, remove one", DETAIL)
    parser.add_argument("meter", nargs="?", metavar="METER", help="the id of a stored meter")
    parser.add_argument("--report", action="store_true", help="list what its last import found and what was done")
    parser.add_argument("--remove", action="store_true", help="delete its readings and settings, for good")
    parser.add_argument("--yes", action="store_true", help="remove without asking")
    add_fact_options(parser, clearing=True)


def run(arguments: argparse.Namespace) -> None:
    """Print the stored meters, or change, explain or remove one.

    Raises
    ------
    ParameterError
        When there is no such meter, a value is not allowed, or none is named for the options.
    """
    workspace = Workspace(Settings.from_environment())
    workspace.adopt()
    stated = bool(given_facts(arguments))
    if not arguments.meter:
        if stated or arguments.report or arguments.remove:
            raise ParameterError(OF_ONE)
        _all(workspace)
    elif arguments.remove:
        _remove(workspace, workspace.meter(arguments.meter), sure=arguments.yes)
    else:
        meter = changed_meter(workspace.meter(arguments.meter), arguments)
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
    """Print what is known of a meter: its readings, when its building is in use, and what was said of it."""
    print(text_table(HEADER, [_row(workspace, meter)]))
    print(occupancy(workspace.series(meter.meter_id)).sentence)
    values = fact_values(meter)
    rows = [(f"  {flag(fact.option_name)}", _shown(fact, values[fact.key]), fact.label) for fact in meter.facts]
    print(text_table(("  option", "value", "what it is"), rows))


def _shown(fact: MeterFact, value: FactValue) -> str:
    return fact.shown(value) or NOT_STATED


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
