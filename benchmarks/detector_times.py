"""How long each detector takes to fit and score a meter-year, hourly and at 15 minutes, beside MSTL in the same run."""

from __future__ import annotations

import statistics
import sys
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date

import numpy as np
import pandas as pd
from statsmodels.tsa.seasonal import MSTL

from benchmarks.planted.methods import OFFERED
from benchmarks.planted.tables import named
from data.series import MeterSeries
from data.simulation.plans import MeterPlan
from data.simulation.simulate import simulate
from detectors.registry import detectors

MAX_RATIO_HOURLY, MAX_RATIO_QUARTERS = 0.3, 0.03
"""Targets for the offered detector, hourly and at 15 minutes: at most this times the processor time of MSTL."""
ROUNDS = 3
LONG_SECONDS = 2.0
"""What takes longer is measured once."""
WARNED_SECONDS = 10.0
"""The menu says beforehand what takes longer than this for a meter-year at 15 minutes."""
DECLARED_FACTOR = 2.0
PEER = "statsmodels MSTL residual"


@dataclass(frozen=True)
class Times:
    """Wall-clock time, and time of all processors together."""

    wall: float
    processor: float


def detector_report() -> str:
    """Measure and return protocol, table and targets."""
    quarters = office()
    hours = hourly(quarters)
    return report_of(detector_times(hours, "hourly"), detector_times(quarters, "at 15 minutes"), len(quarters))


def detector_times(series: MeterSeries, measured: str = "", rounds: int = ROUNDS) -> dict[str, Times]:
    """Return the median times of every detector, and of MSTL, on the same readings."""
    day = series.steps_per_day
    found = {PEER: timed(lambda: MSTL(series.power_kw, periods=(day, 7 * day)).fit(), rounds)}
    for name, kind in detectors().items():
        if not kind.missing():
            found[name] = timed(lambda kind=kind: kind().fit(series).score(series), rounds)  # type: ignore[misc]
            print(f"speed: {name} {measured}", file=sys.stderr, flush=True)
    return found


def timed(work: Callable[[], object], rounds: int = ROUNDS) -> Times:
    """Return the median times of some rounds, of one where that takes long."""
    done: list[Times] = []
    while len(done) < rounds:
        wall, processor = time.perf_counter(), time.process_time()
        work()
        done.append(Times(time.perf_counter() - wall, time.process_time() - processor))
        if done[0].wall > LONG_SECONDS:
            break
    return Times(statistics.median(one.wall for one in done), statistics.median(one.processor for one in done))


def report_of(hours: Mapping[str, Times], quarters: Mapping[str, Times], readings: int) -> str:
    """Return protocol, table and targets."""
    return f"""\
### Detection

Fit and score of a year of a simulated office, hourly and at 15 minutes ({readings:,} readings): median of {ROUNDS}, of
one where it takes more than {LONG_SECONDS:g} s. The ratio is that of processor time to MSTL in the same run, in
brackets that of wall-clock time. What takes more than {WARNED_SECONDS:g} s at 15 minutes says so in the menu.

{_table(hours, quarters)}

{_undeclared(quarters)}{_targets(hours, quarters)}"""


def office() -> MeterSeries:
    """Return a year of a simulated office at 15 minutes."""
    plan = MeterPlan(
        "office", "office", "Office", timezone="Europe/Zurich", country="CH", region="ZH", seed=7,
        start=date(2023, 1, 1), days=365,
    )  # fmt: skip
    return simulate(plan).series


def hourly(series: MeterSeries) -> MeterSeries:
    """Return the hourly means of a series."""
    power = pd.Series(series.power_kw, series.index).resample("1h").mean()
    return MeterSeries(
        series.meter_id, pd.DatetimeIndex(power.index), np.asarray(power), country=series.country, region=series.region
    )


def _table(hours: Mapping[str, Times], quarters: Mapping[str, Times]) -> str:
    head = [
        "| method | hourly, s | x MSTL | 15 min, s | processor s | x MSTL | menu says beforehand |",
        "|---|---:|---:|---:|---:|---:|---|",
    ]
    rows = [
        f"| {named(name)} | {hours[name].wall:.2f} | {_ratio(hours, name)} | {times.wall:.2f} | {times.processor:.2f} "
        f"| {_ratio(quarters, name)} | {_warning(name)} |"
        for name, times in sorted(quarters.items(), key=lambda item: item[1].wall)
    ]
    return "\n".join([*head, *rows])


def _ratio(times: Mapping[str, Times], name: str) -> str:
    one, other = times[name], times[PEER]
    return f"{_shown(one.processor / other.processor)} ({_shown(one.wall / other.wall)})"


def _shown(ratio: float) -> str:
    """Return a ratio with as many decimals as it takes to hold it beside the targets."""
    return f"{ratio:.2f}" if ratio >= 0.1 else f"{ratio:.3f}"


def _warning(name: str) -> str:
    kind = detectors().get(name)
    return f"about {kind.seconds_a_year:g} s" if kind is not None and kind.seconds_a_year > WARNED_SECONDS else ""


def _undeclared(quarters: Mapping[str, Times]) -> str:
    """Name the detectors that take much longer than they declare and so are missing a warning, if any."""
    slow = [
        f"`{name}` ({times.wall:.1f} s, declared {detectors()[name].seconds_a_year:g} s)"
        for name, times in quarters.items()
        if name in detectors() and times.wall > max(WARNED_SECONDS, DECLARED_FACTOR * detectors()[name].seconds_a_year)
    ]
    return f"Slower than the menu says: {', '.join(slow)}.\n\n" if slow else ""


def _targets(hours: Mapping[str, Times], quarters: Mapping[str, Times]) -> str:
    measured = [
        _judged("at 15 minutes", quarters, MAX_RATIO_QUARTERS),
        _judged("hourly", hours, MAX_RATIO_HOURLY),
    ]
    return (
        f"Targets: of the processor time of MSTL, `{OFFERED}` takes at most {MAX_RATIO_QUARTERS:g} times as much at "
        f"15 minutes and {MAX_RATIO_HOURLY:g} times as much hourly. Measured: {'; '.join(measured)}."
    )


def _judged(step: str, times: Mapping[str, Times], most: float) -> str:
    ratio = times[OFFERED].processor / times[PEER].processor
    return f"{_shown(ratio)} times {step}, {'met' if ratio <= most else '**missed**'}"
