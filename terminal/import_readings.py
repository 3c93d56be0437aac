"""``import``: readings of files into the store, with every guess shown."""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterable, Iterator
from dataclasses import asdict, replace
from pathlib import Path
from shlex import quote

import numpy as np

from data.errors import ParameterError
from data.importing.formats.registry import WRAPPERS, accepted_formats
from data.importing.formats.uci import UCI_GUESSES, is_native_uci_file, read_uci
from data.importing.formats.uci_download import fetch_uci
from data.importing.import_report import ImportReport, MeterSummary, found_in, import_report, meter_summary
from data.importing.import_temperature import with_temperature
from data.importing.imported import Origin
from data.importing.load import Guess, Imported
from data.quality import QualityReport
from data.series import MeterSeries
from data.storage.merge import MergeSummary
from pipeline.settings import Settings
from pipeline.store.additions import Addition
from pipeline.store.workspace import Workspace
from terminal.parser import Commands, import_options
from terminal.readings import add_reading_options, few, guessed, operation_of, place_of, read, temperature
from terminal.text import Progress, counted

UCI = "uci"
UCI_METERS = 370
UCI_ORIGIN = Origin("kW", "consumption")
UCI_DRY = "uci stands for a file that is downloaded; a dry run does not. Put it into {} by hand and name it to see it."
DETAIL = """\
Import readings into DATA_DIR. How a file is to be read is guessed; the guesses are shown and each has an option.
FILE is {formats} (also as {wrappers}), or the word uci for the 370 Portuguese meters of
ElectricityLoadDiagrams20112014, which are downloaded. Importing again adds what is new and corrects what changed."""


def add(commands: Commands) -> None:
    """Add the command."""
    detail = DETAIL.format(formats=accepted_formats(), wrappers=" or ".join(WRAPPERS))
    parser = commands.add("import", run, "import readings from files", detail)
    parser.add_argument("files", nargs="+", metavar="FILE")
    parser.add_argument("--dry-run", action="store_true", help="show how the files would be read, store nothing")
    parser.add_argument("--json", action="store_true", help="print what was read as one JSON document")
    parser.add_argument("--fed-in", action="store_true", help="store meters that feed in too; they are no consumption")
    parser.add_argument("--as", dest="known_as", metavar="ID", help="name of the meter, for files with a single one")
    add_reading_options(parser)


def run(arguments: argparse.Namespace) -> None:
    """Import the files one after the other."""
    settings = Settings.from_environment()
    if arguments.json and len(arguments.files) > 1:
        raise ParameterError(f"--json describes one file; {len(arguments.files)} are named: import them one by one.")
    for file in arguments.files:
        path = Path(file)
        if file == UCI and not path.exists():
            dry = UCI_DRY.format(settings.data_dir / "downloads")
            if arguments.dry_run and arguments.json:
                raise ParameterError(dry)
            if arguments.dry_run:
                print(dry)
                continue
            _import_uci(_fetched(settings), arguments, settings)
        elif is_native_uci_file(path, import_options(arguments)):
            if not arguments.json:
                print(f"{path} has the load diagrams of ElectricityLoadDiagrams20112014.")
                print(guessed(UCI_GUESSES, ()))
            _import_uci(path, arguments, settings)
        else:
            _import(path, arguments, settings)


def _import(path: Path, arguments: argparse.Namespace, settings: Settings) -> None:
    imported = _interpreted(path, arguments, settings)
    names = few([series.meter_id for series in imported.meters])
    if not arguments.json:
        print(f"{path} has {counted(len(imported.meters), 'meter')}: {names}.")
        for warning in imported.warnings:
            print(f"  Check this: {warning}")
        print(guessed(imported.guesses, [each.sentence for each in imported.left_out]))
    stored = imported if arguments.fed_in else imported.without_fed_in()
    if len(stored.meters) < len(imported.meters) and not arguments.json:
        print(f"  {few(imported.fed_in)}: fed in, no consumption, and so not stored; --fed-in stores it too.")
    items = zip(stored.meters, stored.reports, strict=True)
    country, region = place_of(arguments)
    with Progress() as progress:
        added = (
            _tried(items, settings)
            if arguments.dry_run
            else Workspace(settings).add(stored, country=country, region=region, progress=progress.show)
        )
    if arguments.json:
        _print_document(import_report(imported), tuple(added))
        return
    for addition, report in zip(added, stored.reports, strict=True):
        _print_addition(addition, report, stored=not arguments.dry_run)


def _print_document(report: ImportReport, added: Iterable[Addition]) -> None:
    """Print what was read as one JSON document, with what storing does or would do to each meter."""
    merged = {addition.meter_id: asdict(addition.summary) for addition in added}
    document = report.document()
    meters = [{**meter, "merged": merged.get(meter["meter_id"])} for meter in document["meters"]]
    print(json.dumps({**document, "meters": meters}, indent=2, ensure_ascii=False))


def _interpreted(path: Path, arguments: argparse.Namespace, settings: Settings) -> Imported:
    """Return a file in the zone and the unit in which its meters are stored, where it tells nothing of its own."""
    imported = _named(read(path, arguments, settings.timezone), arguments.known_as)
    names = [series.meter_id for series in imported.meters]
    zone, unit = _zone_stored(names, imported.guesses, settings), _unit_stored(names, imported.guesses, settings)
    if not zone and not unit:
        return imported
    imported = _named(read(path, arguments, zone or settings.timezone, unit), arguments.known_as)
    return _in_zone(imported) if zone else imported


def _tried(items: Iterable[tuple[MeterSeries, QualityReport]], settings: Settings) -> Iterator[Addition]:
    """Yield what storing meters would do, so that a dry run ends as the import would."""
    workspace = Workspace(settings) if settings.data_dir.exists() else None
    for series, _ in items:
        summary = workspace.trial(series) if workspace else MergeSummary(int(np.isfinite(series.power_kw).sum()), 0, 0)
        yield Addition(series.meter_id, summary)


def _zone_stored(meter_ids: Iterable[str], guesses: Iterable[Guess], settings: Settings) -> str:
    """Return the zone in which the meters of a file are stored, where the file tells nothing of its own.

    Empty where nothing changes by it. Without this, local times of a second file would be taken in another zone.
    """
    if not any(guess.name == "timezone" and guess.value == settings.timezone for guess in guesses):
        return ""
    zone = Workspace(settings).zone_of(meter_ids) if settings.data_dir.exists() else ""
    return "" if zone == settings.timezone else zone


def _unit_stored(meter_ids: Iterable[str], guesses: Iterable[Guess], settings: Settings) -> str:
    """Return the unit set for the meters of a file, where that of the file is guessed and not certain."""
    if not any(guess.name == "unit" and not guess.certain for guess in guesses) or not settings.data_dir.exists():
        return ""
    return Workspace(settings).unit_of(meter_ids)


def _in_zone(read_again: Imported) -> Imported:
    """Return what was read in the zone of the stored meters, saying so."""
    why = "the meter is stored in this zone"
    guesses = (
        replace(guess, why=why, certain=True) if guess.name == "timezone" else guess for guess in read_again.guesses
    )
    return replace(read_again, guesses=tuple(guesses))


def _named(imported: Imported, meter_id: str | None) -> Imported:
    """Return an import whose only meter has the name that was given."""
    if not meter_id:
        return imported
    if len(imported.meters) > 1:
        here = few([series.meter_id for series in imported.meters])
        raise ParameterError(f"--as names one meter, but the file has {here}; choose one of them with --meter.")
    [series], [report] = imported.meters, imported.reports
    return replace(
        imported, meters=(replace(series, meter_id=meter_id),), reports=(replace(report, meter_id=meter_id),)
    )


def _fetched(settings: Settings) -> Path:
    with Progress() as progress:
        return fetch_uci(
            settings.data_dir / "downloads", progress=lambda here, total: progress.show(*_downloaded(here, total))
        )


def _downloaded(here: int, total: int) -> tuple[str, float]:
    of = f" of {total / 1e6:,.0f}" if total else ""
    return f"downloading: {here / 1e6:,.0f}{of} MB", here / total if total else 0.0


def _import_uci(path: Path, arguments: argparse.Namespace, settings: Settings) -> None:
    """Store the clients of the load diagrams while they are read: all at once would take gigabytes."""
    wanted = arguments.meter or arguments.value_columns
    if arguments.known_as and len(wanted or ()) != 1:
        raise ParameterError("--as names one meter; choose it with --meter, for example --meter MT_001.")
    celsius, stated = temperature(arguments, settings.timezone), operation_of(arguments)
    country, region = place_of(arguments)
    reports: dict[str, QualityReport] = {}
    summaries: list[MeterSummary] = []

    def items() -> Iterator[tuple[MeterSeries, QualityReport]]:
        for read_series, report in read_uci(path, wanted):
            open_series = replace(read_series, operation=stated)
            series = open_series if celsius is None else with_temperature(open_series, celsius)
            name = arguments.known_as or series.meter_id
            reports[name] = report if name == series.meter_id else replace(report, meter_id=name)
            named = series if name == series.meter_id else replace(series, meter_id=name)
            summaries.append(meter_summary(named, UCI_ORIGIN))
            yield named, reports[name]

    total = len(wanted or ()) or UCI_METERS
    with Progress() as progress:
        added = (
            _tried(items(), settings)
            if arguments.dry_run
            else Workspace(settings).add_each(items(), country=country, region=region)
        )
        if arguments.json:
            additions = tuple(added)
            problems = tuple(found for report in reports.values() for found in found_in(report))
            _print_document(ImportReport(tuple(summaries), UCI_GUESSES, problems), additions)
            return
        _print_each(added, reports, arguments, progress, total)


def _print_each(
    added: Iterable[Addition],
    reports: dict[str, QualityReport],
    arguments: argparse.Namespace,
    progress: Progress,
    total: int,
) -> None:
    done = "read" if arguments.dry_run else "stored"
    for number, addition in enumerate(added, 1):
        progress.clear()
        _print_addition(addition, reports.pop(addition.meter_id), stored=not arguments.dry_run)
        progress.show(f"{done} meter {number} of {total}: {addition.meter_id}", min(number / total, 1.0))


def _print_addition(addition: Addition, report: QualityReport, *, stored: bool) -> None:
    """Print what came of a meter, and how to see each data problem of a report that is kept."""
    print(f"{addition.meter_id}: {addition.summary.sentence}{'' if stored else '; not stored, a dry run'}.")
    print(f"  {report.sentence.removeprefix(f'{report.meter_id}: ')}")
    if report.data_problems and stored:
        print(f"  Each of them: python cli.py meters {quote(addition.meter_id)} --report")
