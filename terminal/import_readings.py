"""``import``: readings of files into the store, with every guess shown."""

from __future__ import annotations

import argparse
from pathlib import Path

from data.download import fetch_uci
from data.load import Imported, preview
from data.options import ImportOptions
from data.uci import read_uci
from pipeline.settings import Settings
from pipeline.workspace import Workspace
from terminal.parser import Commands, import_options
from terminal.readings import add_reading_options, few, guessed, read
from terminal.text import Progress, counted

UCI = "uci"
UCI_METERS = 370
PORTUGAL = "PT"
DETAIL = """\
Import readings into DATA_DIR. How a file is to be read is guessed; the guesses are shown and each has an option.
FILE is CSV or TSV (also as .gz), XLSX, Parquet, Green Button XML, or the word uci for the 370 Portuguese meters of
ElectricityLoadDiagrams20112014, which are downloaded. Importing again adds what is new and corrects what changed."""


def add(commands: Commands) -> None:
    """Add the command."""
    parser = commands.add("import", run, "import readings from files", DETAIL)
    parser.add_argument("files", nargs="+", metavar="FILE")
    parser.add_argument("--dry-run", action="store_true", help="show how the files would be read, store nothing")
    add_reading_options(parser)


def run(arguments: argparse.Namespace) -> None:
    """Import the files one after the other."""
    settings = Settings.from_environment()
    for file in arguments.files:
        if arguments.dry_run:
            _show(Path(file), arguments, settings)
        elif file == UCI and not Path(file).exists():
            _import_uci(arguments, settings)
        else:
            _import(Path(file), arguments, settings)


def _show(path: Path, arguments: argparse.Namespace, settings: Settings) -> None:
    seen = preview(path, options=import_options(arguments), default_timezone=settings.timezone)
    print(f"{path} has {counted(len(seen.meters), 'meter')}: {few(seen.meters)}.")
    print(guessed(seen.guesses, seen.skipped))


def _import(path: Path, arguments: argparse.Namespace, settings: Settings) -> None:
    imported = read(path, arguments, settings.timezone)
    print(
        f"{path} has {counted(len(imported.meters), 'meter')}: {few([series.meter_id for series in imported.meters])}."
    )
    print(guessed(imported.guesses, imported.skipped))
    with Progress() as progress:
        _keep(Workspace(settings), imported, arguments, progress)


def _import_uci(arguments: argparse.Namespace, settings: Settings) -> None:
    with Progress() as progress:
        path = fetch_uci(
            settings.data_dir / "downloads", progress=lambda here, total: progress.tell(*_downloaded(here, total))
        )
        place = argparse.Namespace(country=arguments.country or PORTUGAL, region=arguments.region)
        workspace = Workspace(settings)
        total = len(arguments.meter) if arguments.meter else UCI_METERS
        for number, (series, report) in enumerate(read_uci(path, arguments.meter)):
            progress.tell(f"storing meter {number + 1} of {total}: {series.meter_id}", number / total)
            _keep(workspace, Imported((series,), (report,), (), ImportOptions(), ()), place, progress)


def _downloaded(here: int, total: int) -> tuple[str, float]:
    of = f" of {total / 1e6:,.0f}" if total else ""
    return f"downloading: {here / 1e6:,.0f}{of} MB", here / total if total else 0.0


def _keep(workspace: Workspace, imported: Imported, place: argparse.Namespace, progress: Progress) -> None:
    added = workspace.add(imported, country=place.country, region=place.region, progress=progress.tell)
    progress.clear()
    for addition, report in zip(added, imported.reports, strict=True):
        print(f"{addition.meter_id}: {addition.summary.sentence}.")
        print(f"  {report.sentence.removeprefix(f'{report.meter_id}: ')}")
