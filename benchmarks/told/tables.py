"""The tables of what is told, in Markdown."""

from __future__ import annotations

import statistics
from collections.abc import Iterable, Mapping, Sequence
from math import isfinite, nan
from typing import TypeVar

from benchmarks.told.bands import OURS, PARTS, BandFigures, held_within
from benchmarks.told.copies import Copy
from benchmarks.told.known_days import KnownDays
from benchmarks.told.new_kinds import Case, HabitTold, LastingTold, NewKinds, SpoiltTold
from benchmarks.told.real_meters import HOMES, QUARTER_HOURS
from benchmarks.told.score import Figure, is_right_kind, share, tellings, youth_ratio
from benchmarks.told.telling import Telling
from benchmarks.told.unfaulted import Unfaulted, groups, is_quiet_enough, quartiles

T = TypeVar("T", LastingTold, SpoiltTold, HabitTold)
UNKNOWN = "–"
BUILDINGS = "university buildings"
MIN_HELD, MAX_HELD = 0.88, 0.92
"""Share of the readings that the usual range is to hold, at least and at most."""
EQUAL = 0.01
"""Share by which interval scores may differ and still be equal."""


def table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """Return a table whose first column is text and whose others are figures."""
    lines = [head, ["---", *["---:"] * (len(head) - 1)], *rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def percent(value: float) -> str:
    """Return a share as it stands in a table."""
    return f"{value:.1%}" if isfinite(value) else UNKNOWN


def number(value: float) -> str:
    """Return a figure as it stands in a table."""
    return f"{value:.2f}" if isfinite(value) else UNKNOWN


def duration(hours: float) -> str:
    """Return hours, or days where they are many."""
    if not isfinite(hours):
        return UNKNOWN
    return f"{round(hours, 1) + 0.0:g} h" if abs(hours) < 72 else f"{hours / 24.0:.0f} d"


def verdict(figure: Figure) -> str:
    """Return whether a figure meets its target, and nothing where it has none."""
    return {None: "", True: "met", False: "**missed**"}[figure.is_met]


def figures_table(columns: Mapping[str, Sequence[Figure]]) -> str:
    """Return figures row by row, beside each other for several sorts of meters, with the target they share."""
    rows = []
    for several in zip(*columns.values(), strict=True):
        cells = [f"{_value(figure)} {verdict(figure)}".strip() for figure in several]
        rows.append([several[0].name, _target(several[0]), *cells])
    return table(["figure", "target", *columns], rows)


def faults_table(copies: Sequence[Copy]) -> str:
    """Return one row for every planted fault, for whoever looks for what goes wrong."""
    head = ["meter", "kind", "from, h", "to, h", "events", "start off", "end off", "energy told", "covered", "open"]
    return table(head, ([copy.meter_id, *_fault_cells(one)] for copy in copies for one in tellings([copy])))


def kinds_table(kinds: Mapping[str, Sequence[Telling]]) -> str:
    """Return how each kind of planted fault is told."""
    head = ["kind", "planted", "found", "events a fault", "start within 2 h", "end within 3 h"]
    head += ["energy within 30 %", "hours covered, median", "right kind"]
    return table(head, ([kind, *_kind_cells(every)] for kind, every in kinds.items()))


def lasting_table(cases: Iterable[NewKinds]) -> str:
    """Return how what lasts to the end is told, over all meters."""
    head = ["planted to the end", "meters", "found", "start off, median", "hours covered, median", "energy within 30 %"]
    head += ["still open", "as data problem", "other energy events a month", "without it"]
    rows = _by_case(one for each in cases for one in each.lasting)
    return table(head, ([case.name, *_lasting_cells(told)] for case, told in rows.items()))


def lasting_by_source(cases: Iterable[NewKinds]) -> str:
    """Return what of it is found on each sort of meters."""
    rows = _by_case(one for each in cases for one in each.lasting)
    sources = list(dict.fromkeys(source(one.group) for told in rows.values() for one in told))
    cells = (
        [
            case.name,
            *(percent(share([one for one in told if source(one.group) == name], is_lasting_found)) for name in sources),
        ]
        for case, told in rows.items()
    )
    return table(["found", *sources], cells)


def spoilt_table(cases: Iterable[NewKinds]) -> str:
    """Return how spoilt data is told."""
    head = ["spoilt data", "stretches", "told as data problem", "start within 2 h", "end within 3 h"]
    head += ["data problems for each found", "told as energy event"]
    rows = _by_case(one for each in cases for one in each.spoilt)
    return table(head, ([case.name, *_spoilt_cells(told)] for case, told in rows.items()))


def habits_table(cases: Iterable[NewKinds]) -> str:
    """Return what is told of habits once they should be known."""
    head = ["habit", "meters", "times", "told", "energy events a month on its hours", "without it"]
    rows = _by_case(one for each in cases for one in each.habits)
    return table(head, ([case.name, *_habit_cells(told)] for case, told in rows.items()))


def days_sentence(days: KnownDays) -> str:
    """Say what is told of the holidays that anybody can check."""
    missed = ", ".join(day for day in days.days if day not in days.found)
    told = ", ".join(days.told)
    return (
        f"Found without the calendar: {len(days.found)} of {len(days.days)}{f' (not {missed})' if missed else ''}. "
        f"Told with it, where nothing should be: {len(days.told)}{f' ({told})' if told else ''}."
    )


def rates_table(meters: Sequence[Unfaulted]) -> str:
    """Return the energy events a month at the default level by kind of building."""
    head = ["meters as they are", "meters", "energy events a month, median", "quartiles", "target"]
    head += ["month 2", "month 6 and later", "in the first 7 weeks, median", "quartiles"]
    return table(head, ([group, *_rate_cells(those)] for group, those in groups(meters).items()))


def limits_table(meters: Sequence[Unfaulted]) -> str:
    """Return in how many hours the upper limit lies above all readings of the last three months."""
    rows = []
    for group, those in groups(meters).items():
        low, middle, high = quartiles([one.above for one in those])
        if isfinite(middle):
            rows.append([group, str(len(those)), percent(middle), f"{percent(low)} {percent(high)}"])
    return table(["limit above the highest reading", "meters", "hours, median", "quartiles"], rows)


def bands_table(meters: Sequence[Mapping[str, BandFigures]]) -> str:
    """Return interval score and coverage of every band, the best score first."""
    names = sorted(meters[0], key=lambda name: statistics.fmean(each[name].score for each in meters))
    head = ["band of 90 %, day ahead", "interval score", "readings inside", *PARTS, "meters with 88 to 92 %"]
    return table(head, ([name, *_band_cells([each[name] for each in meters])] for name in names))


def bands_target(meters: Sequence[Mapping[str, BandFigures]]) -> str:
    """Say whether the usual range holds what it should, at all hours, and is as good as any other."""
    score = {name: statistics.fmean(each[name].score for each in meters) for name in meters[0]}
    ours, others = score[OURS], min(value for name, value in score.items() if name != OURS)
    held = [statistics.fmean(each[OURS].held for each in meters), *_held_by_part([each[OURS] for each in meters])]
    is_right = all(MIN_HELD <= one <= MAX_HELD for one in held if isfinite(one))
    met = "met" if is_right and ours <= (1.0 + EQUAL) * others else "**missed**"
    return (
        f"Target: the usual range holds {MIN_HELD:.0%} to {MAX_HELD:.0%}, in all and in each part, and no interval "
        f"score is better by more than {EQUAL:.0%}. Measured: {' '.join(map(percent, held))}, {ours:.3f} against "
        f"{others:.3f}: {met}."
    )


def source(group: str) -> str:
    """Return where meters of a kind of building come from."""
    return group if group in (HOMES, QUARTER_HOURS) else BUILDINGS


def is_lasting_found(one: LastingTold) -> bool:
    """Return whether something lasting is found."""
    return one.telling.is_found


def _value(figure: Figure) -> str:
    return percent(figure.value) if figure.is_share else number(figure.value)


def _target(figure: Figure) -> str:
    if figure.target is None:
        return ""
    bound = f"{figure.target:.0%}" if figure.is_share else f"{figure.target:g}"
    return f"at {'most' if figure.at_most else 'least'} {bound}"


def _fault_cells(one: Telling) -> list[str]:
    return [
        one.fault.kind,
        f"{one.fault.start:g}",
        f"{one.fault.end:g}",
        str(one.events),
        duration(one.start_error),
        duration(one.end_error),
        percent(one.energy_ratio),
        percent(one.covered),
        "open" if one.is_open else "",
    ]


def _kind_cells(every: Sequence[Telling]) -> list[str]:
    found = [one for one in every if one.is_found]
    amounts = [one for one in found if isfinite(one.fault.kwh)]
    return [
        str(len(every)),
        percent(len(found) / len(every)),
        number(_mean([one.events for one in found])),
        percent(share(found, lambda one: one.starts_right)),
        percent(share(found, lambda one: one.ends_right)),
        percent(share(amounts, lambda one: one.measures_right)),
        percent(_median([one.covered for one in found])),
        percent(share(found, is_right_kind)),
    ]


def _lasting_cells(told: Sequence[LastingTold]) -> list[str]:
    every = [one.telling for one in told]
    found = [one for one in every if one.is_found]
    energy = [one for one in found if one.is_energy]
    return [
        str(len(told)),
        percent(share(told, is_lasting_found)),
        duration(_median([abs(one.start_error) for one in found])),
        percent(_median([one.covered for one in every])),
        percent(share(energy, lambda one: one.measures_right)),
        percent(share(found, lambda one: one.is_open)),
        percent(share(found, lambda one: not one.is_energy)),
        number(_mean([one.others for one in told])),
        number(_mean([one.without for one in told])),
    ]


def _spoilt_cells(told: Sequence[SpoiltTold]) -> list[str]:
    found = [one for one in told if one.data_events]
    return [
        str(len(told)),
        percent(share(told, lambda one: one.data_events > 0)),
        percent(share(found, lambda one: one.telling.starts_right)),
        percent(share(found, lambda one: one.telling.ends_right)),
        number(_mean([one.data_events for one in found])),
        percent(share(told, lambda one: one.energy_events > 0)),
    ]


def _habit_cells(told: Sequence[HabitTold]) -> list[str]:
    months = sum(one.months for one in told if isfinite(one.months))
    return [
        str(len(told)),
        str(sum(one.times for one in told)),
        str(sum(one.told for one in told)),
        number(sum(one.events for one in told) / months if months else nan),
        number(sum(one.without for one in told) / months if months else nan),
    ]


def _rate_cells(meters: Sequence[Unfaulted]) -> list[str]:
    low, middle, high = quartiles([one.rate for one in meters])
    cold_low, cold, cold_high = quartiles([one.cold_rate for one in meters])
    young, old = youth_ratio([one.copy for one in meters if one.has_half_a_year])
    return [
        str(len(meters)),
        number(middle),
        f"{number(low)} {number(high)}",
        "met" if is_quiet_enough(meters) else "**missed**",
        number(young),
        number(old),
        number(cold),
        f"{number(cold_low)} {number(cold_high)}",
    ]


def _band_cells(meters: Sequence[BandFigures]) -> list[str]:
    return [
        f"{statistics.fmean(one.score for one in meters):.3f}",
        percent(statistics.fmean(one.held for one in meters)),
        *map(percent, _held_by_part(meters)),
        percent(held_within(MIN_HELD, MAX_HELD, meters)),
    ]


def _held_by_part(meters: Sequence[BandFigures]) -> list[float]:
    by_part = zip(*(one.by_part for one in meters), strict=True)
    return [_mean([held for held in part if isfinite(held)]) for part in by_part]


def _by_case(told: Iterable[T]) -> dict[Case, list[T]]:
    rows: dict[Case, list[T]] = {}
    for one in told:
        rows.setdefault(one.case, []).append(one)
    return rows


def _mean(values: Sequence[float]) -> float:
    return statistics.fmean(values) if values else nan


def _median(values: Sequence[float]) -> float:
    return statistics.median(values) if values else nan
