"""Times written as text, as numbers or as typed values: read on the whole column at once."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from data.importing.cells import TIME_OF_DAY_PATTERN, TIME_PATTERN
from data.importing.options import Guess
from data.importing.raw_table import as_text

Int64Array = NDArray[np.int64]
SECOND = 1_000_000
DAY = 86_400 * SECOND
SERIAL_OF_1970 = 25_569
"""The day 1970-01-01 as spreadsheets count days."""
LARGEST_SERIAL = 100_000
NO_TIME = np.iinfo(np.int64).min
"""Stands for a cell that is no time."""

_MONTHS = {
    "jan": 1, "gen": 1, "ene": 1, "feb": 2, "fév": 2, "fev": 2, "mar": 3, "mär": 3, "mrz": 3, "apr": 4, "avr": 4,
    "abr": 4, "may": 5, "mai": 5, "mag": 5, "jun": 6, "jui": 6, "giu": 6, "juil": 7, "jul": 7, "lug": 7, "aug": 8,
    "aoû": 8, "ago": 8, "sep": 9, "set": 9, "oct": 10, "okt": 10, "ott": 10, "nov": 11, "dec": 12, "dez": 12,
    "déc": 12, "dic": 12,
}  # fmt: skip
_ZONE_HOURS = {
    "CET": 1, "CEST": 2, "MEZ": 1, "MESZ": 2, "BST": 1, "WET": 0, "WEST": 1, "EET": 2, "EEST": 3,
    "EST": -5, "EDT": -4, "CST": -6, "CDT": -5, "MST": -7, "MDT": -6, "PST": -8, "PDT": -7,
    "AEST": 10, "AEDT": 11, "JST": 9, "KST": 9, "Z": 0, "UTC": 0, "GMT": 0,
}  # fmt: skip


@dataclass(frozen=True)
class Times:
    """A column of times.

    Parameters
    ----------
    wall
        Microseconds since 1970 as the clock showed them, ``NO_TIME`` where the cell is no time.
    offset
        Offset from UTC in microseconds where the text has one for every time; else None.
    date_order
        ``"ymd"``, ``"dmy"`` or ``"mdy"``.
    guess
        How the order was found; None when it was given or needs no guess.
    dates_only
        True when no cell has a time of day.
    zone
        Name of the zone that a typed column carries; empty otherwise.
    ends_at_24
        True when midnight is written as 24:00, as only the end of an interval can be.
    """

    wall: Int64Array
    offset: Int64Array | None
    date_order: str
    guess: Guess | None
    dates_only: bool
    zone: str = ""
    ends_at_24: bool = False


def read_times(column: pa.ChunkedArray, date_order: str | None) -> Times:
    """Read a column of times, whatever its type."""
    array = column.combine_chunks() if isinstance(column, pa.ChunkedArray) else column
    kind = array.type
    if pa.types.is_dictionary(kind):
        return _taken(_read_texts(as_text(array.dictionary), date_order), _indices(array.indices))
    if pa.types.is_timestamp(kind) or pa.types.is_date(kind):
        return _typed(array)
    if pa.types.is_integer(kind) or pa.types.is_floating(kind):
        return _epochs(array)
    text = as_text(array)
    encoded = text.dictionary_encode()
    if 2 * len(encoded.dictionary) <= len(text):
        return _taken(_read_texts(encoded.dictionary, date_order), _indices(encoded.indices))
    return _read_texts(text, date_order)


def read_times_of_day(column: pa.ChunkedArray) -> Int64Array:
    """Read a column of times of day as microseconds since midnight, ``NO_TIME`` where it is none."""
    fields = pc.extract_regex(as_text(column), pattern=TIME_OF_DAY_PATTERN)
    known = pc.is_valid(fields).to_numpy(zero_copy_only=False)
    hours = _hours(_integers(fields, "h"), pc.utf8_lower(pc.struct_field(fields, "half")))
    wall = (hours * 3600 + _integers(fields, "mi") * 60 + _integers(fields, "s")) * SECOND
    return np.where(known, wall, NO_TIME)


def _indices(indices: pa.Array) -> Int64Array:
    return np.asarray(pc.fill_null(pc.cast(indices, pa.int64()), -1).to_numpy(zero_copy_only=False), np.int64)


def _taken(times: Times, indices: Int64Array) -> Times:
    wall = np.append(times.wall, NO_TIME)[indices]
    offset = None if times.offset is None else np.append(times.offset, 0)[indices]
    return replace(times, wall=wall, offset=offset)


def _typed(array: pa.Array) -> Times:
    zoned = pa.types.is_timestamp(array.type) and array.type.tz is not None
    plain = pc.cast(pc.cast(array, pa.timestamp("us", array.type.tz if zoned else None), safe=False), pa.int64())
    wall = np.asarray(pc.fill_null(plain, NO_TIME).to_numpy(zero_copy_only=False), np.int64)
    dates_only = bool(np.all(wall[wall != NO_TIME] % DAY == 0))
    return Times(wall, np.zeros_like(wall) if zoned else None, "ymd", None, dates_only, array.type.tz if zoned else "")


def _epochs(array: pa.Array) -> Times:
    """Read seconds or milliseconds since 1970, or days of a spreadsheet."""
    values = np.asarray(pc.fill_null(pc.cast(array, pa.float64()), np.nan).to_numpy(zero_copy_only=False))
    known = np.isfinite(values)
    if known.any() and np.median(values[known]) < LARGEST_SERIAL:
        seconds = np.round((np.where(known, values, 0) - SERIAL_OF_1970) * 86_400).astype(np.int64)
        return Times(np.where(known, seconds * SECOND, NO_TIME), None, "ymd", None, dates_only=False)
    factor = SECOND if not known.any() or np.median(values[known]) < 1e11 else 1000
    wall = np.where(known, np.where(known, values, 0) * factor, NO_TIME).astype(np.int64)
    return Times(wall, np.zeros_like(wall), "ymd", None, False)


def _read_texts(text: pa.Array, date_order: str | None) -> Times:
    fields = pc.extract_regex(text, pattern=TIME_PATTERN)
    known = pc.is_valid(fields).to_numpy(zero_copy_only=False)
    if not known.any():
        return _epoch_texts(text)
    first, second, third = _date_parts(fields)
    glued = pc.struct_field(fields, "hms")
    hours = sum(_integers(fields, name) for name in ("h", "h2", "h3")) + _digits(glued, 0)
    minutes = _integers(fields, "mi") + _integers(fields, "mi2") + _digits(glued, 2)
    seconds = _integers(fields, "s") + _integers(fields, "s2") + _digits(glued, 4)
    hours = _hours(hours, pc.utf8_lower(pc.struct_field(fields, "half")))
    time_of_day = (hours * 3600 + minutes * 60 + seconds) * SECOND + _fraction(fields)
    order, guess = _date_order((first, second, third), time_of_day, known, fields, date_order)
    wall = _days(first, second, third, order)
    good = known & (wall != NO_TIME) & (hours <= 24) & (minutes < 60) & (seconds < 60)
    wall = np.where(good, wall + time_of_day, NO_TIME)
    times_of_day = pc.binary_join_element_wise(
        *(pc.struct_field(fields, name) for name in ("h", "h2", "h3", "hms")), ""
    )
    late = bool(np.any(good & (hours == 24)))
    return Times(
        wall, _offsets(fields, known), order, guess, bool(pc.all(pc.equal(times_of_day, "")).as_py()), ends_at_24=late
    )


def _epoch_texts(text: pa.Array) -> Times:
    plausible = pc.match_substring_regex(text, r"^1\d{9}(?:\d{3})?(?:\.0+)?$|^[3-6]\d{4}(?:[.,]\d+)?$")
    numbers = pc.replace_substring(pc.if_else(plausible, text, pa.scalar(None, pa.string())), ",", ".")
    return _epochs(pc.cast(numbers, pa.float64()))


def _integers(fields: pa.StructArray, name: str) -> Int64Array:
    return _numbers(pc.struct_field(fields, name))


def _digits(part: pa.Array, start: int) -> Int64Array:
    return _numbers(pc.utf8_slice_codeunits(part, start, start + 2))


def _numbers(part: pa.Array) -> Int64Array:
    filled = pc.if_else(pc.equal(part, ""), "0", part)
    return np.asarray(pc.fill_null(pc.cast(filled, pa.int64()), 0).to_numpy(zero_copy_only=False), np.int64)


def _hours(hours: Int64Array, half: pa.Array) -> Int64Array:
    afternoon = np.asarray(pc.fill_null(pc.equal(half, "p"), False).to_numpy(zero_copy_only=False))
    morning = np.asarray(pc.fill_null(pc.equal(half, "a"), False).to_numpy(zero_copy_only=False))
    hours = np.where(morning & (hours == 12), 0, hours)
    return np.where(afternoon & (hours < 12), hours + 12, hours)


def _fraction(fields: pa.StructArray) -> Int64Array:
    digits = pc.utf8_slice_codeunits(pc.struct_field(fields, "f"), 0, 6)
    padded = pc.utf8_rpad(pc.fill_null(digits, ""), 6, "0")
    return np.asarray(pc.cast(padded, pa.int64()).to_numpy(zero_copy_only=False), np.int64)


def _date_parts(fields: pa.StructArray) -> tuple[Int64Array, Int64Array, Int64Array]:
    compact = _integers(fields, "ymd")
    middle = pc.struct_field(fields, "b")
    for name in pc.unique(
        pc.filter(middle, pc.fill_null(pc.match_substring_regex(middle, "^[^0-9]"), False))
    ).to_pylist():
        month = _MONTHS.get(name.lower()[:4]) or _MONTHS.get(name.lower()[:3], 99)
        middle = pc.if_else(pc.equal(middle, name), str(month), middle)
    second = pc.fill_null(pc.cast(pc.if_else(pc.equal(middle, ""), "0", middle), pa.int64()), 0)
    return (
        np.where(compact > 0, compact // 10_000, _integers(fields, "a")),
        np.where(compact > 0, compact // 100 % 100, np.asarray(second.to_numpy(zero_copy_only=False), np.int64)),
        np.where(compact > 0, compact % 100, _integers(fields, "c")),
    )


def _offsets(fields: pa.StructArray, known: NDArray[np.bool_]) -> Int64Array | None:
    zone = pc.fill_null(pc.struct_field(fields, "zone"), "")
    encoded = zone.dictionary_encode()
    seconds = np.array([_offset_seconds(text) for text in encoded.dictionary.to_pylist()], float)[
        _indices(encoded.indices)
    ]
    if np.isnan(seconds[known]).any():
        return None
    return np.asarray(np.nan_to_num(seconds) * SECOND, np.int64)


def _offset_seconds(text: str) -> float:
    if text == "":
        return np.nan
    if text.upper() in _ZONE_HOURS:
        return _ZONE_HOURS[text.upper()] * 3600.0
    digits = text[1:].replace(":", "")
    if not digits.isdigit():
        return np.nan
    return (-1.0 if text[0] == "-" else 1.0) * (int(digits[:2]) * 3600 + int(digits[2:] or 0) * 60)


def _days(first: Int64Array, second: Int64Array, third: Int64Array, order: str) -> Int64Array:
    """Return midnight of each date in microseconds, ``NO_TIME`` where there is no such day."""
    named = dict(zip(order, (first, second, third), strict=True))
    year, month, day = named["y"], named["m"], named["d"]
    year = np.where(year < 70, year + 2000, np.where(year < 100, year + 1900, year))
    good = (month >= 1) & (month <= 12) & (day >= 1) & (day <= 31) & (year >= 1970) & (year <= 2200)
    months = np.where(good, (year - 1970) * 12 + month - 1, 0).astype("datetime64[M]")
    days = months.astype("datetime64[D]") + np.where(good, day - 1, 0).astype("timedelta64[D]")
    good &= days.astype("datetime64[M]") == months
    return np.where(good, days.astype("datetime64[us]").astype(np.int64), NO_TIME)


def _date_order(
    parts: tuple[Int64Array, Int64Array, Int64Array],
    time_of_day: Int64Array,
    known: NDArray[np.bool_],
    fields: pa.StructArray,
    given: str | None,
) -> tuple[str, Guess | None]:
    """Find the order of day, month and year on all cells."""
    if np.all(parts[0][known] > 31):
        return "ymd", Guess("date_order", "ymd", "the year comes first", True)
    if given is not None:
        return given, None
    short = bool(np.all(parts[2][known] < 100))
    orders = ("dmy", "mdy", "ymd") if short else ("dmy", "mdy")
    trials = {order: _days(*parts, order) for order in orders}
    possible = [order for order in orders if np.all(trials[order][known] != NO_TIME)]
    if len(possible) == 1:
        return possible[0], Guess("date_order", possible[0], "no other order makes every date a real day", True)
    if not possible:
        best = max(orders, key=lambda order: int(np.sum(trials[order][known] != NO_TIME)))
        return best, Guess("date_order", best, "this order makes most dates real days", False)
    evenness = {order: _evenness((trials[order] + time_of_day)[known]) for order in possible}
    best = max(possible, key=lambda order: evenness[order])
    others = max(evenness[order] for order in possible if order != best)
    if evenness[best] > others:
        return best, Guess("date_order", best, "only so do the times follow each other evenly", True)
    american = bool(pc.any(pc.not_equal(pc.fill_null(pc.struct_field(fields, "half"), ""), "")).as_py())
    chosen = "mdy" if american else "dmy"
    return chosen, Guess("date_order", chosen, "day and month cannot be told apart in this file", False)


def _evenness(wall: Int64Array) -> float:
    """Share of the distinct times that follow the one before at the commonest distance."""
    steps = np.diff(np.unique(wall))
    if len(steps) == 0:
        return 0.0
    _, counts = np.unique(steps, return_counts=True)
    days_covered = float(np.ptp(wall)) / DAY + 1
    return float(counts.max()) / len(steps) + 1.0 / (1.0 + days_covered)
