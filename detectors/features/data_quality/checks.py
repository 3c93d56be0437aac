"""All rules on one series: what each says of it, and which readings must not teach a model."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from data.calendar.day_grid import BoolArray
from data.series import MeterSeries, Quality
from data.time.wall_clock import repeated_hour
from detectors.features.data_quality.held_values import flat_line, straight_runs
from detectors.features.data_quality.late_readings import late_readings
from detectors.features.data_quality.mostly_off import MostlyOff, mostly_off
from detectors.features.data_quality.repeated_hour import empty_pass
from detectors.features.data_quality.runs import ANOMALOUS, RunScores
from detectors.features.data_quality.sizes import IMPOSSIBLE_FACTOR, falling_register, impossible, negative
from detectors.features.data_quality.zero_runs import gap, zero_run

USELESS = Quality.SENTINEL | Quality.NOT_COMMISSIONED | Quality.REGISTER_RESET
"""What is known of a reading that must not teach."""


@dataclass(frozen=True, eq=False)
class Checks:
    """What each rule says of the readings of a series; ``states`` is when it is a load that is mostly off."""

    gap: RunScores
    flat_line: RunScores
    straight_line: RunScores
    late_readings: RunScores
    zero_run: RunScores
    repeated_hour: RunScores
    negative: RunScores
    impossible: RunScores
    falling_register: RunScores
    states: MostlyOff


@lru_cache(maxsize=2)  # what may not teach, and what is flagged, are asked of the same series, at one scale or two
def checks(series: MeterSeries) -> Checks:
    """Return what all rules say of a series."""
    power, step_hours, per_day = series.power_kw, series.step_hours, series.steps_per_day
    below, beyond = negative(power, per_day), impossible(power, per_day)
    is_repeated, steps = repeated_hour(series.index)
    states = mostly_off(power, step_hours, per_day)
    beyond = _without(beyond, states.is_mostly_off & ~(np.abs(power) > IMPOSSIBLE_FACTOR * states.running_kw))
    held, line = straight_runs(power, step_hours)
    flat = flat_line(power, step_hours)
    others = (below.score > 0) | states.is_mostly_off  # a sign tells more than a length; standby is one value for long
    flat = RunScores(
        np.where(others, 0.0, np.maximum(flat.score, held.score)),
        np.where(held.score > flat.score, held.steps, flat.steps),
    )
    return Checks(
        gap=gap(power, step_hours, is_repeated),
        flat_line=flat,
        straight_line=_without(line, states.is_mostly_off & ~states.is_on),
        late_readings=_without(late_readings(power, step_hours), states.is_mostly_off),
        zero_run=zero_run(power, step_hours, usual=states.is_mostly_off),
        repeated_hour=empty_pass(power, is_repeated, steps),
        negative=below,
        impossible=beyond,
        falling_register=falling_register(power, per_day),
        states=states,
    )


def _without(rule: RunScores, usual: BoolArray) -> RunScores:
    return RunScores(np.where(usual, 0.0, rule.score), rule.steps)


def unusable(series: MeterSeries) -> BoolArray:
    """Return which readings must not teach a model: missing, marked by their quality, or flagged by a rule."""
    found = checks(series)
    anomalous = ~np.isfinite(series.power_kw)
    for rule in (
        found.flat_line,
        found.straight_line,
        found.late_readings,
        found.zero_run,
        found.repeated_hour,
        found.negative,
        found.impossible,
        found.falling_register,
    ):
        anomalous |= rule.score > ANOMALOUS
    if series.quality is not None:
        anomalous |= (series.quality & int(USELESS)) > 0
    return anomalous
