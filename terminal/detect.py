"""``detect``: what was abnormal in a file or on a stored meter, as tables and files."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, fields
from functools import partial
from math import isfinite
from pathlib import Path

from data.errors import DataError, ParameterError
from data.importing.options import ImportOptions
from data.series import MeterSeries
from detectors.base import Detector
from detectors.events.events import Event, ranked
from detectors.explain.explain import Explanation, explain
from detectors.progress import Listener, collecting, listening
from detectors.threshold import DEFAULT_LEVEL, SIDES, Threshold
from pipeline.analysis.csv_file import CsvFile
from pipeline.analysis.detect import Query, Result, empty_result, result_from, with_confidence, with_dates
from pipeline.analysis.export import events_table, scores_table
from pipeline.analysis.run import with_floor
from pipeline.analysis.several import analyse_several, attempted
from pipeline.settings import Settings
from pipeline.store.meters import Meter
from pipeline.store.workspace import Workspace
from terminal.meter_options import series_facts
from terminal.parser import (
    Commands,
    add_detector,
    add_detector_options,
    chosen_detector,
    count,
    flag,
    methods,
    moment,
    named_detector,
)
from terminal.readings import add_reading_options, read, shown
from terminal.text import Progress, print_notes, print_slow, text_table

DETAIL = """\
Say what was abnormal in a file of readings or on a stored meter (python cli.py meters). A reading is judged by what
was known before it. scores.csv has one row for every interval with a reading in the input, whose timestamp is its
start; readings of the same time are one. events.csv has one row for every event, dearest first on each meter: what
happened several times for one cause is one event with its occurrences; one that still lasts with the last reading is
open. Excess is measured against what was expected before an event began."""
TIME = "%Y-%m-%d %H:%M"
METERS_HEADER = ("meter", "readings", "from", "to", "level", "flagged", "events")
EVENTS_HEADER = ("start", "hours", "kind", "score", "worth kWh", "excess kWh", "what happened")


@dataclass(frozen=True, eq=False)
class Task:
    """One meter to score: which it is, how to get its result, and the result where it cannot be scored."""

    meter_id: str
    answered: Callable[[Listener], Result]
    unanswered: Callable[[], Result]
    meter: Meter | None = None
    """Its settings, where it is stored: they hold the price of a kWh."""


def add(commands: Commands) -> None:
    """Add the command with the parameters of the detector that was named."""
    kind = named_detector(commands.words, "detect")
    parser = commands.add(
        "detect", partial(run, kind=kind), "find what was abnormal in a file or on a stored meter", DETAIL
    )
    parser.add_argument("source", metavar="FILE|METER", help="a file of readings, or the id of a stored meter")
    add_detector(parser)
    parser.add_argument(
        "--also",
        type=methods,
        default=(),
        metavar="NAMES",
        help="other methods that say whether they saw the same: a,b",
    )
    parser.add_argument("--start", type=moment, metavar="DATE", help="first date to report; all before is learnt from")
    parser.add_argument("--end", type=moment, metavar="DATE", help="date before which to stop")
    parser.add_argument("--scores", type=Path, metavar="FILE", help="write every reading with its score")
    parser.add_argument("--events", type=Path, metavar="FILE", help="write every event")
    parser.add_argument("--top", type=count, default=20, metavar="N", help="how many events to print (20)")
    _add_threshold(parser)
    add_detector_options(parser, kind)
    add_reading_options(parser)


def run(arguments: argparse.Namespace, kind: type[Detector]) -> None:
    """Find the events of every meter of the source, write the files and print a short table."""
    detector = chosen_detector(arguments, kind)
    print_slow([detector, *_others(arguments, detector)])
    query = _query(arguments)
    tasks = list(_tasks(arguments, detector, query))
    rows: list[tuple[object, ...]] = []
    events: list[Event] = []
    errors: list[DataError] = []
    with Progress() as progress, ExitStack() as stack:
        scores_file = stack.enter_context(CsvFile(arguments.scores)) if arguments.scores else None
        events_file = stack.enter_context(CsvFile(arguments.events)) if arguments.events else None
        for number, task in enumerate(tasks):
            found = _answered(task, _listener(progress, task, number, len(tasks)), errors)
            if scores_file:
                scores_file.append(scores_table(found.series, found.scores, found.threshold))
            if events_file:
                events_file.append(events_table(found.events, found.confidences))
            rows.append(_meter_row(found))
            events += found.events
        if len(errors) == len(tasks):
            raise errors[0]
    for error in errors:
        print(error, file=sys.stderr)
    print(text_table((*METERS_HEADER, f"{detector.name} says"), rows))
    print(_events_text(events, arguments.top, len(tasks) > 1, tasks[0].meter))


def _answered(task: Task, listener: Listener, errors: list[DataError]) -> Result:
    try:
        return task.answered(listener)
    except DataError as error:  # one meter that is too short must not hide the others
        errors.append(error)
        return task.unanswered()


def _listener(progress: Progress, task: Task, number: int, total: int) -> Listener:
    place = f"meter {number + 1} of {total}: {task.meter_id}: " if total > 1 else ""
    return lambda step, share: progress.show(f"{place}{step}", (number + share) / total)


def _tasks(arguments: argparse.Namespace, detector: Detector, query: Query) -> Iterator[Task]:
    path = Path(arguments.source)
    if not path.exists():
        yield _stored_task(arguments, detector, query)
        return
    imported = read(path, arguments, Settings.from_environment().timezone)
    unsure = [f"{flag(guess.name)} {shown(guess)}: {guess.why}" for guess in imported.guesses if not guess.certain]
    if unsure:
        print("\n  ".join(["Guessed from the file; say otherwise where it is wrong:", *unsure]), end="\n\n")
    also = _others(arguments, detector)
    for series in with_dates(imported.meters, query):
        yield Task(
            series.meter_id,
            partial(_detected, series, detector, query, also),
            partial(empty_result, series, detector, query),
        )


def _detected(
    series: MeterSeries, detector: Detector, query: Query, also: Sequence[Detector], listener: Listener
) -> Result:
    with listening(listener):
        with collecting() as notes:
            own = detector.fit(series).score(series)
        found = result_from(series, own, detector.readiness(series), query)
        others, failed = attempted(also, lambda method: method.fit(series).score(series))
    print_notes(series.meter_id, notes.values())
    _print_failed(also, failed)
    return with_confidence(found, series, detector, {detector.name: own, **others})


def _stored_task(arguments: argparse.Namespace, detector: Detector, query: Query) -> Task:
    settings, meter_id = Settings.from_environment(), arguments.source
    known = settings.data_dir.exists() and Workspace(settings)
    if not known or meter_id not in {meter.meter_id for meter in known.meters()}:
        raise ParameterError(
            f"There is neither a file nor a stored meter {meter_id!r}; check the path, or see: python cli.py meters"
        )
    _check_only_dates(arguments)
    series = known.series(meter_id)
    also = _others(arguments, detector)

    def answered(listener: Listener) -> Result:
        several = analyse_several(known, meter_id, (detector, *also), listener)
        _print_failed(also, several.failed)
        analysis = several.found[detector.name]
        print_notes(meter_id, analysis.notes)
        found = result_from(series, analysis.scores, analysis.readiness, query)
        scores = {name: each.scores for name, each in several.found.items()}
        return with_confidence(found, series, detector, scores)

    return Task(meter_id, answered, partial(empty_result, series, detector, query), known.meter(meter_id))


def _others(arguments: argparse.Namespace, detector: Detector) -> list[Detector]:
    return [kind() for kind in arguments.also if kind.name != detector.name]


def _print_failed(also: Sequence[Detector], failed: Mapping[str, str]) -> None:
    for method in also:
        if method.name in failed:
            print(f"{method.name}: {failed[method.name]}", file=sys.stderr)


def _check_only_dates(arguments: argparse.Namespace) -> None:
    stated = [fact for fact in series_facts() if getattr(arguments, fact.key) is not None]
    if stated:
        option = flag(stated[0].option_name)
        raise ParameterError(
            f"{option} is a setting of the stored meter {arguments.source!r}; "
            f"change it by: python cli.py meters {arguments.source} {option} {getattr(arguments, stated[0].key)}"
        )
    names = [*(item.name for item in fields(ImportOptions)), "meter", "temperature"]
    given = [name for name in names if getattr(arguments, name)]
    if given:
        raise ParameterError(
            f"{flag(given[0])} is for files; the stored meter {arguments.source!r} has its own settings."
        )


def _add_threshold(parser: argparse.ArgumentParser) -> None:
    group = parser.add_argument_group("when it is abnormal")
    level = group.add_mutually_exclusive_group()
    level.add_argument(
        "--level", type=float, default=DEFAULT_LEVEL, metavar="SIGMA", help=f"from this score on ({DEFAULT_LEVEL:g})"
    )
    level.add_argument(
        "--events-per-month",
        type=float,
        metavar="N",
        help="choose the level that gives at most so many; data problems are not counted",
    )
    group.add_argument("--side", choices=SIDES, default="both", help="which deviations count (both)")
    group.add_argument("--min-hours", type=float, default=0.0, metavar="H", help="drop shorter events (0)")
    group.add_argument(
        "--min-kwh",
        type=float,
        metavar="KWH",
        help="drop energy problems worth less; 0 tells all (2 %% of the meter's mean day, setting MIN_EVENT_SHARE)",
    )
    group.add_argument("--merge-hours", type=float, default=6.0, metavar="H", help="join events closer than this (6)")


def _query(arguments: argparse.Namespace) -> Query:
    threshold = Threshold(
        arguments.level, arguments.side, arguments.min_hours, arguments.merge_hours, arguments.min_kwh
    )
    threshold = with_floor(threshold, Settings.from_environment())
    return Query(threshold, arguments.events_per_month, arguments.start, arguments.end)


def _meter_row(found: Result) -> tuple[object, ...]:
    series = found.series
    return (
        series.meter_id,
        f"{found.readings:,}",
        series.start.strftime(TIME),
        series.end.strftime(TIME),
        f"{found.threshold.level:.2f}",
        f"{found.flagged:,}",
        f"{len(found.events):,}",
        found.readiness.sentence,
    )


def _events_text(events: list[Event], top: int, several: bool, meter: Meter | None) -> str:
    if not events:
        return "\nNo events at this level."
    dearest = ranked(events)[:top]
    words = [explain(event, meter) for event in dearest]
    rows = [_event_row(event, stated) for event, stated in zip(dearest, words, strict=True)]
    columns = [list(column) for column in zip(*rows, strict=True)]
    header = list(EVENTS_HEADER)
    if meter and meter.price_per_kwh is not None:
        header.insert(-1, "cost")
        columns.insert(-1, [stated.money for stated in words])
    if several:
        header.insert(0, "meter")
        columns.insert(0, [event.meter_id for event in dearest])
    left = len(events) - len(dearest)
    more = f"\n... and {left:,} more; --top {len(events)} shows all, --events FILE writes them." if left > 0 else ""
    return f"\n{text_table(header, list(zip(*columns, strict=True)))}{more}"


def _event_row(event: Event, words: Explanation) -> tuple[object, ...]:
    excess = f"{event.excess_kwh:+,.1f}" if isfinite(event.excess_kwh) else ""
    facts = (event.start.strftime(TIME), f"{event.hours:g}", event.kind, f"{event.peak_score:.1f}")
    return *facts, f"{event.worth_kwh:,.1f}", excess, words.sentence
