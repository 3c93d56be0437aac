"""``forecast``: what a meter will use in the next days, with the band of what would be usual."""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from functools import partial
from pathlib import Path

import pandas as pd

from data.errors import ParameterError
from data.series import MeterSeries
from detectors.base import Detector
from detectors.explain.units import significant
from detectors.forecast import MAX_DAYS, Forecast, check_forecasts, scored
from detectors.progress import collecting, listening
from detectors.threshold import DEFAULT_LEVEL, Threshold
from pipeline.analysis.csv_file import CsvFile
from pipeline.analysis.export import forecast_table
from pipeline.analysis.run import analyse
from pipeline.settings import Settings
from pipeline.store.workspace import Workspace
from terminal.parser import Commands, add_detector, add_detector_options, chosen_detector, named_detector
from terminal.readings import add_reading_options, read
from terminal.text import Progress, print_notes, print_slow, text_table

DETAIL = f"""\
Say what a meter will use in the 1 to {MAX_DAYS} days after its last reading, from a file of readings or a stored
meter. The file has one row for every interval, whose timestamp is its start, with what is expected and the band."""
HEADER = ("meter", "day", "expected kWh", "highest kW", "at")


def add(commands: Commands) -> None:
    """Add the command with the parameters of the detector that was named."""
    kind = named_detector(commands.words, "forecast")
    parser = commands.add("forecast", partial(run, kind=kind), "say what a meter will use in the next days", DETAIL)
    parser.add_argument("source", metavar="FILE|METER", help="a file of readings, or the id of a stored meter")
    add_detector(parser)
    parser.add_argument("--days", type=int, default=1, metavar="N", help=f"how many days, 1 to {MAX_DAYS} (1)")
    parser.add_argument(
        "--level", type=float, default=DEFAULT_LEVEL, metavar="SIGMA", help=f"width of the band ({DEFAULT_LEVEL:g})"
    )
    parser.add_argument("--output", type=Path, metavar="FILE", help="write every interval with its band")
    add_detector_options(parser, kind)
    add_reading_options(parser)


def run(arguments: argparse.Namespace, kind: type[Detector]) -> None:
    """Forecast every meter of the source, write the file and print a table of days."""
    if not 1 <= arguments.days <= MAX_DAYS:
        raise ParameterError(f"Days is {arguments.days}; it takes 1 to {MAX_DAYS}.")
    level = Threshold(level=arguments.level).level
    method = chosen_detector(arguments, kind)
    print_slow([method])
    check_forecasts(method)
    rows: list[tuple[object, ...]] = []
    tables = []
    for series, forecast in _forecasts(arguments, method):
        shown = forecast.first(arguments.days * series.steps_per_day)
        tables.append(forecast_table(series, shown, level))
        rows += _days(series, shown)
    if arguments.output:
        with CsvFile(arguments.output) as file:
            for each in tables:
                file.append(each)
    print(text_table(HEADER, rows))


def _forecasts(arguments: argparse.Namespace, method: Detector) -> Iterator[tuple[MeterSeries, Forecast]]:
    path, settings = Path(arguments.source), Settings.from_environment()
    with Progress() as progress, listening(progress.show):
        if path.exists():
            for series in read(path, arguments, settings.timezone).meters:
                with collecting() as notes:
                    forecast = scored(series, method)[1]
                print_notes(series.meter_id, notes.values())
                yield series, _there(series, forecast)
            return
        workspace = Workspace(settings)
        series = workspace.series(arguments.source)
        analysis = analyse(workspace, arguments.source, method)
        print_notes(series.meter_id, analysis.notes)
        yield series, _there(series, analysis.forecast)


def _there(series: MeterSeries, forecast: Forecast | None) -> Forecast:
    if forecast is None:
        raise ParameterError(f"There is no forecast of meter {series.meter_id}.")
    return forecast


def _days(series: MeterSeries, forecast: Forecast) -> Iterator[tuple[object, ...]]:
    power = pd.Series(forecast.expected, index=forecast.index)
    for day, values in power.groupby(forecast.index.date):
        known = values.dropna()
        highest = (significant(float(known.max())), f"{known.idxmax():%H:%M}") if len(known) else ("", "")
        yield (series.meter_id, f"{day:%a %d %b %Y}", f"{known.sum() * series.step_hours:,.1f}", *highest)
