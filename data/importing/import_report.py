"""What an import understood of a file, for machines: one record that terminal and page turn into JSON."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from data.importing.imported import Imported, Origin
from data.importing.options import Guess, LeftOut
from data.quality import DataProblem, QualityReport
from data.series import MeterSeries
from data.time.wall_clock import DAY

PLACES = 6
"""Decimals of energy: a microwatt-hour is less than any meter shows."""


@dataclass(frozen=True)
class MeterSummary:
    """One meter in figures.

    Parameters
    ----------
    meter_id
        The meter.
    readings
        Number of intervals with a reading.
    first, last
        Starts of the first and the last of them, ISO 8601 with offset.
    step_minutes
        Length of an interval.
    kwh
        Energy of all readings.
    unit
        Unit of the readings in the file.
    timezone
        The meter's zone.
    direction
        ``"consumption"`` or ``"feed-in"``.
    daily_kwh
        Energy of each local day from that of ``first`` on, None for a day without a reading.
    """

    meter_id: str
    readings: int
    first: str
    last: str
    step_minutes: float
    kwh: float
    unit: str
    timezone: str
    direction: str
    daily_kwh: tuple[float | None, ...] = ()


@dataclass(frozen=True)
class FoundProblem:
    """A data problem of one meter, with how many intervals the meter has in all."""

    meter_id: str
    intervals: int
    problem: DataProblem


@dataclass(frozen=True)
class ImportReport:
    """All that was understood of a file; ``warnings`` are sentences that nobody may miss."""

    meters: tuple[MeterSummary, ...]
    guesses: tuple[Guess, ...] = ()
    data_problems: tuple[FoundProblem, ...] = ()
    left_out: tuple[LeftOut, ...] = ()
    warnings: tuple[str, ...] = ()

    def document(self) -> dict[str, Any]:
        """Return the report as what JSON can hold."""
        return {
            "warnings": list(self.warnings),
            "meters": [vars(meter) for meter in self.meters],
            "guesses": [
                {"name": guess.name, "value": guess.value, "reason": guess.why, "certain": guess.certain,
                 "alternatives": list(guess.alternatives)}
                for guess in self.guesses
            ],
            "findings": [_found(found) for found in self.data_problems],
            "left_out": [vars(item) for item in self.left_out],
        }  # fmt: skip


def import_report(imported: Imported) -> ImportReport:
    """Return the report on what was imported."""
    unknown = Origin("kW", "consumption")
    origins = imported.origins or (unknown,) * len(imported.meters)
    meters = tuple(map(meter_summary, imported.meters, origins))
    problems = tuple(found for report in imported.reports for found in found_in(report))
    return ImportReport(meters, imported.guesses, problems, imported.left_out, imported.warnings)


def meter_summary(series: MeterSeries, origin: Origin) -> MeterSummary:
    """Return one meter in figures."""
    known = np.flatnonzero(np.isfinite(series.power_kw))
    first, last = (series.index[known[0]], series.index[known[-1]]) if len(known) else (series.start, series.index[-1])
    return MeterSummary(
        series.meter_id, len(known), first.isoformat(), last.isoformat(), series.step.total_seconds() / 60,
        round(series.energy_kwh, PLACES), origin.unit, series.timezone, origin.direction, _daily_kwh(series),
    )  # fmt: skip


def _daily_kwh(series: MeterSeries) -> tuple[float | None, ...]:
    known = np.flatnonzero(np.isfinite(series.power_kw))
    if not len(known):
        return ()
    days = series.index.tz_localize(None).as_unit("us").asi8 // DAY
    day = days[known] - days[known[0]]
    sums = np.bincount(day, series.power_kw[known] * series.step_hours)
    counts = np.bincount(day)
    return tuple(round(float(kwh), 3) if count else None for kwh, count in zip(sums, counts, strict=True))


def found_in(report: QualityReport) -> tuple[FoundProblem, ...]:
    """Return the data problems of one meter with its name."""
    return tuple(FoundProblem(report.meter_id, report.intervals, problem) for problem in report.data_problems)


def _found(found: FoundProblem) -> dict[str, Any]:
    problem = found.problem
    return {
        "meter_id": found.meter_id, "kind": problem.kind, "count": problem.count, "of": found.intervals,
        "start": problem.start.isoformat(), "end": problem.end.isoformat(), "sentence": problem.done,
    }  # fmt: skip
