"""Interpreted readings as the raw readings of one meter after another, with what was mended so far."""

from __future__ import annotations

import re
from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from data.errors import ParameterError
from data.importing.interpreting.interpret import Interpretation
from data.importing.interpreting.readings import Readings
from data.importing.interpreting.resolve_wall_clock import Resolved, resolve
from data.importing.interpreting.roles.words import is_generic, names_feed_in
from data.importing.options import ImportOptions
from data.importing.raw_readings import RawReadings
from data.quality import DataProblem, Ledger
from data.series import Quality

Int64Array = NDArray[np.int64]
_UNIT_TAIL = re.compile(r"[\s_]*[\[(]?(?<![A-Za-z])[kMG]?Wh?[\])]?$", re.IGNORECASE)


def raw_readings(interpretation: Interpretation, stem: str) -> Iterator[tuple[RawReadings, tuple[DataProblem, ...]]]:
    """Yield the readings of each meter in absolute time.

    Parameters
    ----------
    interpretation
        The file.
    stem
        Name of a meter that the file does not name: the file's own name.
    """
    options, readings = interpretation.options, interpretation.readings
    timezone, clock, stamp = _settled_zone(options), options.clock or "local", interpretation.stamp
    resolved = resolve(readings, timezone, clock=clock, stamp=stamp, step=interpretation.step)
    meters = readings.meters[resolved.row]
    order = np.argsort(meters, kind="stable")
    borders = np.searchsorted(meters[order], np.arange(len(readings.meter_names) + 1))
    for number in range(len(readings.meter_names)):
        part = _by_time(readings, resolved, order[borders[number] : borders[number + 1]])
        row, halved = resolved.row[part], resolved.halved[part]
        for column in interpretation.units:
            values = readings.values[column][row]
            raw = RawReadings(
                _meter_id(readings, number, column, stem),
                resolved.instants[part],
                np.where(halved, values / 2, values),
                interpretation.unit_of(number, column),
                timezone,
                stamp,
                np.where(halved, Quality.CLOCK_CHANGE, 0).astype(np.uint8),
                readings.temperature[row],
                _direction(interpretation, number, column),
            )
            yield raw, _data_problems(interpretation, resolved, number, column, part)


def _by_time(readings: Readings, resolved: Resolved, part: Int64Array) -> Int64Array:
    """Order rows by time if they were in order by the clock: to sort a doubled hour is no data problem."""
    in_order = bool(np.all(np.diff(readings.wall[np.sort(resolved.row[part])]) >= 0))
    return part[np.argsort(resolved.instants[part], kind="stable")] if in_order else part


def meter_ids(interpretation: Interpretation, stem: str) -> tuple[str, ...]:
    """Return the names of all meters."""
    readings = interpretation.readings
    return tuple(
        _meter_id(readings, number, column, stem)
        for number in range(len(readings.meter_names))
        for column in interpretation.units
    )


def _direction(interpretation: Interpretation, number: int, column: str) -> str:
    feeds = interpretation.feeds_in or interpretation.readings.groups[number].feeds_in or names_feed_in(column)
    return "feed-in" if feeds else "consumption"


def _meter_id(readings: Readings, number: int, column: str, stem: str) -> str:
    group = readings.meter_names[number] or ("unnamed" if len(readings.meter_names) > 1 else "")
    alone = len(readings.values) == 1
    if alone and (group or is_generic(column) or not column):
        return group or stem
    return f"{group} {_UNIT_TAIL.sub('', column) or column}".strip()


def _data_problems(
    interpretation: Interpretation, resolved: Resolved, number: int, column: str, part: Int64Array
) -> tuple[DataProblem, ...]:
    options, readings, step = interpretation.options, interpretation.readings, interpretation.step
    ledger = Ledger(_settled_zone(options), step)
    shift = step if interpretation.stamp == "end" else 0
    late = interpretation.late[resolved.row[part]]
    ledger.add(
        "midnight", resolved.instants[part][late] - shift, "Midnights with the date of the day before: moved on."
    )
    ledger.add(
        "clock_change", resolved.instants[part][resolved.halved[part]] - shift,
        "The hour repeated when summer time ends held the sum of both passes: halved.",
    )  # fmt: skip
    own = readings.meters[resolved.left_out] == number
    values = readings.values[column][resolved.left_out[own]]
    at = resolved.left_out_at[own] - shift
    zero, other = values == 0, np.isfinite(values) & (values != 0)
    ledger.add("clock_change", at[zero], "The hour skipped when summer time begins held zeros: left out.")
    total = f"{float(values[other].sum()):g} {interpretation.unit_of(number, column).removeprefix('register ')}"
    ledger.add(
        "clock_change", at[other],
        f"The hour skipped when summer time begins held readings (together {total}): it does not exist, left out.",
    )  # fmt: skip
    return ledger.data_problems()


def _settled_zone(options: ImportOptions) -> str:
    if options.timezone is None:
        raise ParameterError("The time zone of the readings is not settled; name it, for example Europe/Zurich.")
    return options.timezone
