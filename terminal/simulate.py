"""``simulate``: readings of buildings that do not exist, as a file to try things on."""

from __future__ import annotations

import argparse
from pathlib import Path

import numpy as np
import pandas as pd

from data.errors import ParameterError
from data.importing.options import check_timezone
from data.simulation.archetypes import ARCHETYPES
from data.simulation.plans import STEPS_MINUTES, ZURICH, MeterPlan
from data.simulation.simulate import SimulatedMeter, simulate
from data.simulation.uci_writer import METERS, ROWS, ROWS_PER_DAY, write_uci
from pipeline.analysis.csv_file import CsvFile
from pipeline.analysis.export import iso_stamps
from terminal.parser import Commands, count, parsed_day
from terminal.text import Progress, counted

DETAIL = """\
Write simulated readings: CSV with one row a meter and time (start of the interval with its offset, kW, outdoor
temperature), or with --format uci the native format of the UCI file ElectricityLoadDiagrams20112014, by default as
large as that one. The same seed always gives the same readings."""
DEFAULT_DAYS = 548
DAY = "2024-01-01"


def add(commands: Commands) -> None:
    """Add the command."""
    parser = commands.add("simulate", run, "write a file of simulated readings", DETAIL)
    parser.add_argument("file", type=Path, metavar="FILE")
    parser.add_argument("--format", choices=("csv", "uci"), default="csv", help="csv (default) or uci")
    parser.add_argument("--meters", type=int, metavar="N", help=f"how many meters (1; {METERS} for uci)")
    parser.add_argument("--days", type=int, metavar="N", help=f"how many days ({DEFAULT_DAYS}; 1461 for uci)")
    parser.add_argument("--seed", type=count, default=0, metavar="N", help="another number gives other readings (0)")
    group = parser.add_argument_group("for csv")
    group.add_argument("--archetype", metavar="NAME", help=f"{', '.join(ARCHETYPES)}; in turns when left out")
    group.add_argument("--start", type=parsed_day, default=parsed_day(DAY), help=f"first day ({DAY})")
    group.add_argument("--step", type=int, default=15, metavar="MINUTES", help=f"{', '.join(map(str, STEPS_MINUTES))}")
    group.add_argument(
        "--timezone", default=ZURICH.timezone, metavar="ZONE", help=f"zone of the meters ({ZURICH.timezone})"
    )
    group.add_argument(
        "--country", default=ZURICH.country, metavar="CC", help=f"country of the public holidays ({ZURICH.country})"
    )
    group.add_argument("--region", default="", metavar="CODE", help="part of the country")
    group.add_argument("--labels", type=Path, metavar="FILE", help="plant faults and write what was planted where")


def run(arguments: argparse.Namespace) -> None:
    """Write the file."""
    if arguments.format == "uci":
        days = ROWS // ROWS_PER_DAY if arguments.days is None else arguments.days
        count = METERS if arguments.meters is None else arguments.meters
        write_uci(arguments.file, meters=count, rows=days * ROWS_PER_DAY, seed=arguments.seed)
        print(f"Wrote {counted(count, 'meter')} with {days * ROWS_PER_DAY:,} rows to {arguments.file}.")
        return
    plans = _plans(arguments)
    labels = []
    with CsvFile(arguments.file) as file, Progress() as progress:
        for number, plan in enumerate(plans):
            progress.show(f"simulating meter {number + 1} of {len(plans)}: {plan.name}", number / len(plans))
            meter = simulate(plan)
            file.append(readings_table(meter))
            labels.append(labels_table(meter))
    print(f"Wrote {counted(len(plans), 'meter')} with {len(plans[0].index):,} readings each to {arguments.file}.")
    if arguments.labels:
        with CsvFile(arguments.labels) as file:
            file.append(pd.concat(labels))
        print(f"Wrote {counted(sum(map(len, labels)), 'planted fault')} to {arguments.labels}.")


def readings_table(meter: SimulatedMeter) -> pd.DataFrame:
    """Return the readings there are, one row each."""
    series = meter.series
    text_table = pd.DataFrame(
        {"meter_id": series.meter_id, "timestamp": iso_stamps(series.index), "power_kw": series.power_kw}
    )
    if series.temperature_c is not None:
        text_table["temperature_c"] = series.temperature_c.round(2)
    return text_table[np.isfinite(series.power_kw)]


def labels_table(meter: SimulatedMeter) -> pd.DataFrame:
    """Return the planted faults, one row each."""
    columns = ("meter_id", "kind", "start", "end", "size", "size_kw")
    rows = [
        (item.meter_id, str(item.kind), item.start.isoformat(), item.end.isoformat(), item.size, item.size_kw)
        for item in meter.labels
    ]
    return pd.DataFrame(rows, columns=list(columns))


def _plans(arguments: argparse.Namespace) -> list[MeterPlan]:
    check_timezone(arguments.timezone)
    count = 1 if arguments.meters is None else arguments.meters
    if count < 1:
        raise ParameterError(f"The number of meters is {count}; it takes 1 or more.")
    kinds = [arguments.archetype] if arguments.archetype else list(ARCHETYPES)
    return [
        MeterPlan(
            meter_id=f"{kinds[number % len(kinds)].replace(' ', '-')}-{number + 1}",
            archetype=kinds[number % len(kinds)],
            name=f"{kinds[number % len(kinds)]} {number + 1}",
            timezone=arguments.timezone,
            country=arguments.country,
            region=arguments.region,
            seed=arguments.seed * 10_000 + number,
            start=arguments.start,
            days=DEFAULT_DAYS if arguments.days is None else arguments.days,
            step_minutes=arguments.step,
            faults=arguments.labels is not None,
        )
        for number in range(count)
    ]
