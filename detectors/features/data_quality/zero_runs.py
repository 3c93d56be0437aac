"""Zeros and missing readings, against the runs of them that the meter had before."""

from __future__ import annotations

import numpy as np

from data.calendar.day_grid import BoolArray
from data.series import FloatArray
from detectors.features.data_quality.runs import (
    ANOMALOUS,
    USUAL_SHARE,
    RunScores,
    first_readings,
    is_rare,
    known_length,
    length_ratio,
    run_lengths,
)

MIN_ZERO_HOURS = 1.0
"""Hours of zeros from which they are a data problem where zeros are not usual. Expert's choice."""
MIN_GAP_HOURS = 1.0
"""Hours of missing readings from which they are a data problem where gaps are not usual. Expert's choice."""
LONGER = 1.25
"""Times the longest usual run of zeros that a run may last: in spring, days with sun get longer every day. Chosen."""


def zero_run(
    power_kw: FloatArray, step_hours: float, least_hours: float = MIN_ZERO_HOURS, *, usual: BoolArray | None = None
) -> RunScores:
    """Score runs of zeros against those the meter had before, all of ``least_hours`` where zeros are rare.

    None is scored where zeros are ``usual`` because the load is mostly off.
    """
    lengths, first = run_lengths(power_kw == 0), first_readings(step_hours)
    least = max(1, round(least_hours / step_hours))
    begins = np.arange(len(lengths)) - lengths + 1
    zeros_before = np.concatenate([[0], np.cumsum(lengths > 0)])[begins]
    rare = is_rare(lengths, first) & (zeros_before <= USUAL_SHARE * begins)  # a chiller: few runs, months long
    known = np.where(rare, least, LONGER * known_length(lengths, least, first) + 1)
    score = ANOMALOUS * length_ratio(lengths, known)
    return RunScores(score if usual is None else np.where(usual, 0.0, score), np.maximum(lengths, 1))


def gap(power_kw: FloatArray, step_hours: float, excused: BoolArray | None = None) -> RunScores:
    """Score runs of missing readings against those the meter had before, all of them where gaps are rare.

    Readings that are ``excused`` are none that should be there.
    """
    missing = ~np.isfinite(power_kw)
    lengths = run_lengths(missing if excused is None else missing & ~excused)
    least = max(1, round(MIN_GAP_HOURS / step_hours))
    rare = is_rare(lengths, first_readings(step_hours))
    known = np.where(rare, least, known_length(lengths, least, first_readings(step_hours)) + 1)
    return RunScores(ANOMALOUS * length_ratio(lengths, known), np.maximum(lengths, 1))
