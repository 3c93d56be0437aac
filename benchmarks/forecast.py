"""Forecasts: how near each forecasting method comes a day ahead, and what its band holds up to a week ahead."""

from __future__ import annotations

import statistics
import sys
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta

import numpy as np

from benchmarks.planted.meters import FILE, cambridge_years
from benchmarks.planted.tables import named
from benchmarks.processes import side_by_side
from benchmarks.readings import missing
from data.series import FloatArray, MeterSeries
from detectors.forecast import MAX_DAYS, WIDENING, scores_and_forecast
from detectors.registry import detector, detectors

METERS = 12
LAST = timedelta(weeks=8)
WEEK = timedelta(weeks=1)
HISTORY = timedelta(weeks=26)
"""Forecasts of a week see half a year."""
ORIGIN_EVERY = timedelta(days=12)
"""Twelve days between the forecasts of a week, so that they begin on different weekdays."""
LEVEL = 1.645
SHARE = 0.9
"""Share of a normal distribution within the level."""
NAIVE = "the week before"
MISSING = missing(FILE, "the Cambridge readings")


@dataclass(frozen=True, eq=False)
class Accuracy:
    """One method on one meter.

    Parameters
    ----------
    wape
        Sum of the absolute errors a day ahead over the sum of the readings.
    mase
        Mean absolute error over that of the week before in the readings ahead of the last weeks.
    sizes
        For each day ahead, by how many scales of the first day readings were off; empty where there is no band.
    """

    wape: float
    mase: float
    sizes: tuple[FloatArray, ...] = ()


def report() -> str:
    """Measure and return protocol and table."""
    if not FILE.exists():
        return MISSING
    begun = time.perf_counter()
    years = cambridge_years()
    meters = years[:: len(years) // METERS][:METERS]
    found = run_methods(meters)
    print(f"forecast: {time.perf_counter() - begun:.0f} s", file=sys.stderr)
    return "\n\n".join([protocol(len(meters)), table(found)])


def protocol(meters: int) -> str:
    """Say in plain sentences how it was measured."""
    return f"""\
The last {LAST.days // 7} weeks of a year of {meters} of the Cambridge meters (every third one, hourly). Each day is
foreseen at midnight from what was before it, with the methods as they are offered: nothing was tuned to these weeks.

- **WAPE**: sum of absolute errors over the sum of the readings, mean over meters. **MASE**: mean absolute error over
  that of the week before as a forecast, in the weeks ahead of the last {LAST.days // 7}; mean over meters.
- **in the band**: share of readings within {LEVEL:g} sigma, {SHARE:.0%} if all is well, 1 to {MAX_DAYS} days ahead,
  from forecasts of a week made every {ORIGIN_EVERY.days} days from half a year of readings. The band widens with the
  days by {", ".join(f"{wider:.2f}" for wider in WIDENING)}; **needed** is by how much it had to from the first day to
  the last to hold as much as on the first."""


def run_methods(meters: Sequence[MeterSeries]) -> dict[str, list[Accuracy]]:
    """Return what every method reached on every meter, the naive one first."""
    names = [NAIVE, *(name for name, kind in detectors().items() if kind.can_forecast and not kind.missing())]
    found = {}
    with side_by_side() as pool:
        for name in names:
            found[name] = list(pool.map(accuracy, [name] * len(meters), meters))
            print(f"forecast: {name}", file=sys.stderr, flush=True)
    return found


def accuracy(name: str, year: MeterSeries) -> Accuracy:
    """Return how near a method comes on the last weeks of a year."""
    begin = int(year.index.searchsorted(year.end - LAST))
    week_before = np.concatenate([np.full(week_steps(year), np.nan), year.power_kw[: -week_steps(year)]])
    if name == NAIVE:
        return Accuracy(*errors(year.power_kw, week_before, week_before, begin))
    expected = detector(name)().fit(year).score(year).expected
    return Accuracy(*errors(year.power_kw, expected, week_before, begin), sizes(name, year))


def errors(power: FloatArray, expected: FloatArray, naive: FloatArray, begin: int) -> tuple[float, float]:
    """Return WAPE and MASE of what was expected from a position on."""
    known = np.isfinite(power) & np.isfinite(expected)
    known[:begin] = False
    off = np.abs(power - expected)[known]
    return float(off.sum() / np.abs(power[known]).sum()), float(off.mean() / np.nanmean(np.abs(power - naive)[:begin]))


def sizes(name: str, year: MeterSeries) -> tuple[FloatArray, ...]:
    """Return by how many scales readings are off, by days ahead, from several forecasts of a week."""
    found: list[list[FloatArray]] = [[] for _ in range(MAX_DAYS)]
    origin = (year.end - LAST).normalize()
    while origin + WEEK <= year.end:
        history = year.between(origin - HISTORY, origin)
        _, forecast = scores_and_forecast(detector(name)().fit(history), history, MAX_DAYS)
        comes = year.between(origin, origin + WEEK).power_kw
        off = comes - forecast.expected
        scale = np.where(off > 0, forecast.scale_above, forecast.scale_below)
        day = np.arange(len(comes)) // year.steps_per_day
        size = np.abs(off / scale) * np.array(WIDENING)[day]
        for lead_days in range(MAX_DAYS):
            found[lead_days].append(size[(day == lead_days) & np.isfinite(size)])
        origin += ORIGIN_EVERY
    return tuple(np.concatenate(parts) for parts in found)


def week_steps(series: MeterSeries) -> int:
    """Return how many readings a week has."""
    return 7 * series.steps_per_day


def table(found: Mapping[str, Sequence[Accuracy]]) -> str:
    """Return one row a method, the nearest first."""
    head = [
        "| method | WAPE | MASE | in the band, 1 day ahead | 2 days | 3 days | 5 days | 7 days | needed |",
        "|---|---:|---:|---:|---:|---:|---:|---:|---:|",
    ]
    rows = sorted(found.items(), key=lambda item: _mean(item[1], "mase"))
    return "\n".join([*head, *(_row(name, meters) for name, meters in rows)])


def _row(name: str, meters: Sequence[Accuracy]) -> str:
    figures = f"| {named(name)} | {_mean(meters, 'wape'):.1%} | **{_mean(meters, 'mase'):.3f}** |"
    if not meters[0].sizes:
        return figures + " |" * 6
    held = [held_share(meters, lead_days) for lead_days in (0, 1, 2, 4, 6)]
    return f"{figures} {' | '.join(f'{share:.0%}' for share in held)} | {needed(meters)[-1]:.2f} |"


def held_share(meters: Sequence[Accuracy], lead_days: int) -> float:
    """Return the share of readings within the band so many days after the first one."""
    all_sizes = np.concatenate([meter.sizes[lead_days] for meter in meters])
    return float(np.mean(all_sizes <= LEVEL * WIDENING[lead_days]))


def needed(meters: Sequence[Accuracy]) -> list[float]:
    """Return for each day ahead how much wider the band had to be to hold as much as on the first day."""
    by_day = [np.concatenate(parts) for parts in zip(*(meter.sizes for meter in meters), strict=True)]
    first = float(np.mean(by_day[0] <= LEVEL))
    return [float(np.quantile(size, first)) / LEVEL for size in by_day]


def _mean(meters: Sequence[Accuracy], name: str) -> float:
    return statistics.fmean(getattr(meter, name) for meter in meters)
