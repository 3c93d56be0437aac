"""The time of every row, from one column or several: dates, times of day, numbers of hours, year, month and day."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from zoneinfo import available_timezones

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from data.importing.cells import is_empty
from data.importing.interpreting.cell_times.dates import NO_TIME, DateParts, midnights
from data.importing.interpreting.cell_times.times import DAY, SECOND, Times, read_times, read_times_of_day
from data.importing.interpreting.roles.cell_facts import distinct_cells
from data.importing.interpreting.roles.interval_labels import SIZES, DayIntervals, day_intervals, fractions_of_day
from data.importing.interpreting.roles.words import speaks_of
from data.importing.options import Guess
from data.importing.raw_table import RawTable, as_text

Int64Array = NDArray[np.int64]
MINUTE = 60 * SECOND
HOUR = 60 * MINUTE
MAX_LABELS = 1 + max(SIZES) * 25 // 24
QUARTERS = 4
DATE_COLUMNS = ("year", "month", "day")
_FIXED_ZONE = re.compile(r"\b(?:UTC|GMT)\s?([+-]\d{1,2})(?::?(\d{2}))?(?!\d)")
_ZONE_REMARK = re.compile(
    r"(?:times?|time ?zone|zeit(?:en|zone)?|fuseau|zona|fuso|tijd(?:zone)?|tidszon\w*)\W{1,3}(?:\w+\W{1,2}){0,3}"
    r"(?:(?:UTC|GMT)(?:\s?[+-]\d{1,2})?|[A-Z][A-Za-z]+/[A-Z][A-Za-z_]+)",
    re.IGNORECASE,
)
_UTC = re.compile(r"\b(?:UTC|GMT|Zulu)\b", re.IGNORECASE)
_PLACE = re.compile(r"\b[A-Z][A-Za-z]+/[A-Z][A-Za-z_]+(?:/[A-Z][A-Za-z_]+)?\b")


@dataclass(frozen=True)
class Moments:
    """The times of all rows.

    Parameters
    ----------
    times
        The times; of rows whose intervals are counted from midnight the midnight alone.
    elapsed
        Time since midnight where intervals are counted in elapsed time, microseconds; else None.
    stamp
        What the labels name, "start" or "end"; empty where they do not settle it. Where they do, the times are starts.
    guess
        The guess of it; None where there is nothing to guess.
    """

    times: Times
    elapsed: Int64Array | None = None
    stamp: str = ""
    guess: Guess | None = None


def read_moments(table: RawTable, names: Sequence[str], date_order: str | None, stamp: str | None) -> Moments:
    """Read the columns of time of a table."""
    size = _size_of_date(table, names)
    times = _dates(table, names[:3]) if size == len(DATE_COLUMNS) else read_times(table.columns[names[0]], date_order)
    times = _in_stated_zone(table, times, " ".join(names))
    within = names[size:]
    if not within:
        return Moments(times)
    if len(within) > 1:
        elapsed = _hours_and_parts(table, within)
        return Moments(_moved(times, elapsed), stamp="start")
    dated = times.wall != NO_TIME
    intervals = _intervals(table, within[0], stamp, dated)
    if intervals is None:
        return _by_time_of_day(times, read_times_of_day(table.columns[within[0]]), stamp)
    since_midnight, counted, settled = intervals
    if counted:
        missing = since_midnight == NO_TIME
        wall = np.where(missing, NO_TIME, times.wall)
        return Moments(replace(times, wall=wall), np.where(missing, 0, since_midnight), "start")
    return Moments(_moved(times, since_midnight), stamp="start" if settled else "")


def _by_time_of_day(times: Times, since_midnight: Int64Array, stamp: str | None) -> Moments:
    """Return the times of a date and a time of day; up to 24:00 they are ends, counted from midnight."""
    known = np.unique(since_midnight[since_midnight != NO_TIME])
    if stamp == "start" or len(known) < 2 or known[-1] < DAY or known[0] != np.diff(known).min():
        return Moments(_moved(times, since_midnight))
    missing = (times.wall == NO_TIME) | (since_midnight == NO_TIME)
    wall = np.where(missing, NO_TIME, times.wall)
    guess = Guess("stamp", "end", "midnight is written as 24:00", True)
    return Moments(replace(times, wall=wall), np.where(missing, 0, since_midnight - known[0]), "end", guess)


def _size_of_date(table: RawTable, names: Sequence[str]) -> int:
    """Return how many columns make the date: one, or three where the first ones are year, month and day."""
    if len(names) < len(DATE_COLUMNS):
        return 1
    first = distinct_cells(table, names[0], 200)
    return len(DATE_COLUMNS) if first and all(re.fullmatch(r"(?:19|20)\d{2}", cell) for cell in first) else 1


def _dates(table: RawTable, names: Sequence[str]) -> Times:
    year, month, day = (_numbers(table, name) for name in names)
    parts = DateParts(year, month, day, named=False)
    guess = Guess("date_order", "ymd", "year, month and day have columns of their own", True)
    return Times(midnights(parts, "ymd"), None, "ymd", guess, dates_only=True)


def _numbers(table: RawTable, name: str) -> Int64Array:
    """Return a column of whole numbers, -1 where a cell is none."""
    text = as_text(table.columns[name])
    whole = pc.if_else(pc.match_substring_regex(text, r"^\d{1,9}$"), text, pa.scalar("-1"))
    return np.asarray(pc.cast(whole, pa.int64()).to_numpy(zero_copy_only=False), np.int64)


def _moved(times: Times, since_midnight: Int64Array) -> Times:
    missing = (times.wall == NO_TIME) | (since_midnight == NO_TIME)
    late = bool(np.any(~missing & (since_midnight == DAY)))
    wall = np.where(missing, NO_TIME, np.where(missing, 0, times.wall) + np.where(missing, 0, since_midnight))
    return replace(times, wall=wall, ends_at_24=times.ends_at_24 or late, dates_only=False)


def _hours_and_parts(table: RawTable, names: Sequence[str]) -> Int64Array:
    """Return the time since midnight of hours and of minutes or quarters within them."""
    hours, parts = _numbers(table, names[0]), _numbers(table, names[1])
    known = (hours >= 0) & (parts >= 0)
    first = 1 if hours.max(initial=0) >= DAY // HOUR and hours[known].min() >= 1 else 0
    largest, smallest = int(parts.max(initial=0)), int(parts[known].min()) if known.any() else 0
    quarters = largest <= QUARTERS and smallest >= 1
    since_hour = (parts - 1) * (HOUR // QUARTERS) if quarters else parts * MINUTE
    return np.where(known, (hours - first) * HOUR + since_hour, NO_TIME)


def _intervals(
    table: RawTable, name: str, stamp: str | None, dated: NDArray[np.bool_]
) -> tuple[Int64Array, bool, bool] | None:
    """Return the time since midnight by the labels of a column, whether it is elapsed time, and whether it is a start.

    Only the rows with a date have a label; what a footer has in its place is none.
    None where the column holds times of day to be read one by one.
    """
    cells = distinct_cells(table if dated.all() else table.only(dated), name, MAX_LABELS)
    if cells is None:
        return None
    times_of_day = read_times_of_day(pa.chunked_array([pa.array(cells, pa.string())]))
    if np.all(times_of_day != NO_TIME):
        return None
    fractions = fractions_of_day(cells)
    found: DayIntervals | None = day_intervals(cells, stamp or "start")
    if fractions is not None:
        found = DayIntervals(fractions, 0, counted=False)
    if found is None:
        return None
    minutes = dict(zip(cells, (found.minutes * MINUTE).tolist(), strict=True))
    encoded = as_text(table.columns[name]).dictionary_encode()
    of_cells = [NO_TIME if is_empty(cell) else minutes.get(cell, NO_TIME) for cell in encoded.dictionary.to_pylist()]
    codes = np.asarray(encoded.indices.to_numpy(zero_copy_only=False), np.int64)
    is_range = any(re.search(r"\d\s?[-–]\s?\d", cell) for cell in cells)
    return np.array(of_cells, np.int64)[codes], found.counted, found.counted or is_range


def _in_stated_zone(table: RawTable, times: Times, heading: str) -> Times:
    """Return times with the zone or the offset that their column's name, a column of its own or the remarks state."""
    if times.offset is not None or times.zone:
        return times
    place, offset = stated_zone(heading)
    if not place and offset is None:
        place, offset = _zone_of_column(table)
    if not place and offset is None and (found := _ZONE_REMARK.search(table.remarks)):
        place, offset = stated_zone(found[0])
    known = np.where(times.wall == NO_TIME, NO_TIME, offset or 0)
    return replace(times, zone=place, offset=None if offset is None else known)


def _zone_of_column(table: RawTable) -> tuple[str, int | None]:
    """Return the zone or the offset that a column states in every row."""
    for name in table.names:
        if table.is_text(name) and speaks_of("zone", name):
            cells = distinct_cells(table, name, 1)
            if cells and (cells[0] in available_timezones() or _UTC.fullmatch(cells[0]) or _FIXED_ZONE.match(cells[0])):
                return stated_zone(cells[0]) if "/" in cells[0] or "UTC" in cells[0].upper() else ("", 0)
    return "", None


def stated_zone(text: str) -> tuple[str, int | None]:
    """Return the IANA zone that a text names, empty where it names none, and its offset in microseconds or None."""
    place = _PLACE.search(text)
    if place and place[0] in available_timezones():
        return place[0], None
    plain = text.replace("_", " ")
    fixed = _FIXED_ZONE.search(plain)
    if fixed:
        sign = -1 if fixed[1].startswith("-") else 1
        return "", sign * (abs(int(fixed[1])) * HOUR + int(fixed[2] or 0) * MINUTE)
    return ("", 0) if _UTC.search(plain) else ("", None)
