"""As told: whether a person would believe the list of events.

``python -m benchmarks.as_told --meters 6`` prints the same for a few meters, while something is being built.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import TypeVar

from benchmarks.planted.meters import FILE, SUBSTATION_FILE, cambridge_years, substation_years
from benchmarks.planted.methods import OFFERED
from benchmarks.planted.tables import folded
from benchmarks.planted.trials import FAULTS, HISTORY, SEEDS, planted_in
from benchmarks.processes import side_by_side
from benchmarks.quality import MISSING
from benchmarks.readings import missing
from benchmarks.told import score, tables, unfaulted
from benchmarks.told.bands import band_figures
from benchmarks.told.copies import Copy, copy_of, planted_fault
from benchmarks.told.known_days import campus, known_days
from benchmarks.told.new_kinds import new_kinds
from benchmarks.told.real_meters import (
    TERM_RATIO,
    WORK_RATIO,
    homes,
    homes_of_weeks,
    quarter_hour_meters,
    university_meters,
)
from data.series import MeterSeries
from detectors.threshold import DEFAULT_LEVEL

HOURLY, QUARTERS = "hourly", "15 min"
KINDS_SHARE = 3
"""New kinds and bands are tried on every third meter."""
Item = TypeVar("Item")
Answer = TypeVar("Answer")


@dataclass(frozen=True)
class Effort:
    """On how much it is measured.

    Parameters
    ----------
    meters
        How many meters of a source are taken, spread evenly; None for all of them.
    seeds
        Seeds of planted faults.
    lists
        Whether every planted fault is listed with how it is told.
    """

    meters: int | None = None
    seeds: tuple[int, ...] = SEEDS
    lists: bool = False

    def of(self, items: Sequence[Item], share: int = 1) -> list[Item]:
        """Return the items that are taken, of which one in ``share`` counts."""
        wanted = len(items) if self.meters is None else min(self.meters, len(items))
        wanted = -(-wanted // share)
        return [items[position * len(items) // wanted] for position in range(wanted)]


def report(effort: Effort | None = None, parts: Sequence[str] = ()) -> str:
    """Measure and return protocol and tables; only some parts where these are named."""
    if not FILE.exists():
        return MISSING
    effort = effort or Effort()
    begun = time.perf_counter()
    found = [part for name, measure in PARTS.items() if not parts or name in parts for part in measure(effort)]
    print(f"as told: {time.perf_counter() - begun:.0f} s", file=sys.stderr)
    return "\n\n".join([INTRODUCTION, *found])


INTRODUCTION = f"""\
The list of events as a person reads it, made by `{OFFERED}` at its default level ({DEFAULT_LEVEL:g} sigma) by the
same function as on the page and in `events.csv`. Nothing is chosen with the faults known."""


def planted_part(effort: Effort) -> list[str]:
    """Return how the faults of the recall tables are told."""
    columns = {HOURLY: _copies(effort.of(cambridge_years()), effort.seeds, HOURLY)}
    if SUBSTATION_FILE.exists():
        columns[QUARTERS] = _copies(effort.of(substation_years()), effort.seeds, QUARTERS)
    every = [copy for copies in columns.values() for copy in copies]
    faults = ", ".join(f"{len(score.tellings(copies))} {name}" for name, copies in columns.items())
    return [
        PLANTED.format(faults=faults),
        tables.figures_table({name: score.figures(copies) for name, copies in columns.items()}),
        folded("As told by kind of fault", tables.kinds_table(score.by_kind(every))),
        *([tables.faults_table(every)] if effort.lists else []),
    ]


PLANTED = f"""\
### Planted faults

The faults of the recall tables ({{faults}}), {FAULTS} in each copy of a meter after its first {HISTORY.days} days.
A fault is found when an event of any kind lies on it. Its main event is the one that shares most hours with it: by that
one start, end and energy are measured, over the faults that are found; the energy only of faults that waste or save
some. A shift is covered where any event lies. Fault-free hours are all others after the first {HISTORY.days} days, and
an event lies from its start to its end, whatever is in between. The last two figures are of all energy events there."""


def new_part(effort: Effort) -> list[str]:
    """Return how kinds are told that the recall tables do not hold."""
    meters = [*effort.of(university_meters(), KINDS_SHARE), *effort.of(homes(), KINDS_SHARE)]
    meters += quarter_hour_meters()[: effort.meters and effort.meters // KINDS_SHARE]
    cases = _in_processes(new_kinds, meters, "new kinds")
    return [
        NEW.format(meters=len(meters)),
        tables.lasting_table(cases),
        folded("What of it is found where", tables.lasting_by_source(cases)),
        tables.spoilt_table(cases),
        tables.habits_table(cases),
    ]


NEW = """\
### Changes that last, spoilt data, and habits

Each planted alone in a copy of {meters} meters (university buildings, homes, campus and steel works), after 120 days.
What lasts to the end is found by one event of its kind and side that covers at least a quarter of its hours and begins
at most two weeks before it; x 0.5, 0.667 and 2 at all hours may be told as energy or as a data problem, x 0.001 and 10
must be the latter. Hours covered are those in any event, found or not. A habit should not be told once it is known: a
weekly one after four weeks, work on public holidays after two of them (where holidays were idle before)."""


def days_part(effort: Effort) -> list[str]:
    """Return what is told of days that anybody can check; it takes one meter, whatever the effort."""
    if not SUBSTATION_FILE.exists() or effort.meters == 0:
        return [missing(SUBSTATION_FILE, "the readings of the substation")]
    return [DAYS, tables.days_sentence(known_days(campus()))]


DAYS = """\
### Days that anybody can check

Italian public holidays on weekdays on the campus in Torino that used less than 70 % of the working day before, of the
one after and of a week before. Without the calendar each should be found, as less; with it nothing should be told."""


def real_part(effort: Effort) -> list[str]:
    """Return what is told of real meters as they are, and where the limits lie."""
    meters = [*effort.of(university_meters()), *effort.of(homes())]
    meters += [*quarter_hour_meters()[: effort.meters], *effort.of(homes_of_weeks())]
    found = _in_processes(unfaulted.unfaulted, meters, "meters as they are")
    figures = tables.figures_table({"all with a year": unfaulted.figures(found)})
    return [REAL, tables.rates_table(found), figures, tables.limits_table(found)]


REAL = f"""\
### Meters as they are

Nothing is planted. Which university buildings are offices, schools or never idle is inferred from their readings:
offices use {WORK_RATIO - 1:.0%} more by day on working days than on days off, schools in addition
{TERM_RATIO - 1:.0%} more in term than in vacations. Events a month count after {HISTORY.days} days, of homes with
seven weeks from when they are judged. Target for each kind: median {unfaulted.MIN_RATE:g} to {unfaulted.MAX_RATE:g},
upper quartile below {unfaulted.MAX_UPPER_QUARTILE:g}. Month 2 is days 31 to 61."""


def bands_part(effort: Effort) -> list[str]:
    """Return how well the usual range holds the readings of a day ahead."""
    meters = effort.of(cambridge_years(), KINDS_SHARE)
    found = _in_processes(band_figures, meters, "bands")
    return [BANDS.format(meters=len(meters)), tables.bands_table(found), tables.bands_target(found)]


BANDS = f"""\
### The usual range

On {{meters}} of the Cambridge meters after {HISTORY.days} days, around the same day-ahead forecasts. The interval score
(Winkler 1972) is the width, and for a reading outside 20 times how far; in mean readings, mean over meters, lower is
better. Rivals: the split conformal band of the last eight weeks, one for all hours and one each for nights, days and
days off; quantiles by gradient boosting, fitted every four weeks."""

PARTS: dict[str, Callable[[Effort], list[str]]] = {
    "planted": planted_part,
    "new": new_part,
    "days": days_part,
    "real": real_part,
    "bands": bands_part,
}


def planted_copy(year: MeterSeries, seed: int, group: str) -> Copy:
    """Return a year with the faults of a seed as it is told."""
    planted, labels = planted_in(year, seed)
    return copy_of(planted, [planted_fault(label, year, planted) for label in labels], group)


def _copies(years: Sequence[MeterSeries], seeds: Sequence[int], group: str) -> list[Copy]:
    chosen = [(year, seed) for year in years for seed in seeds]
    with side_by_side() as pool:
        tasks = pool.map(planted_copy, *zip(*chosen, strict=True), [group] * len(chosen))
        return list(_counted(tasks, len(chosen), f"planted, {group}"))


def _in_processes(task: Callable[[Item], Answer], items: Sequence[Item], name: str) -> list[Answer]:
    with side_by_side() as pool:
        return list(_counted(pool.map(task, items), len(items), name))


def _counted(answers: Iterable[Answer], total: int, name: str) -> Iterable[Answer]:
    """Pass answers on; stderr shows how far it is."""
    for count, answer in enumerate(answers, 1):
        print(f"as told: {name}: {count} of {total}", file=sys.stderr, flush=True)
        yield answer


def main() -> None:
    """Print the report for a few meters."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.as_told", description="As told, on a few meters.")
    parser.add_argument("--meters", type=int, default=6, metavar="N", help="meters of each source (6)")
    parser.add_argument("--parts", nargs="+", choices=PARTS, default=(), metavar="PART", help=", ".join(PARTS))
    parser.add_argument("--list", action="store_true", help="list every planted fault and how it is told")
    arguments = parser.parse_args()
    print(report(Effort(max(1, arguments.meters), SEEDS[:1], arguments.list), arguments.parts))


if __name__ == "__main__":
    main()
