"""Times written as text, as numbers or as typed values: read on the whole column at once."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from zoneinfo import available_timezones

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from data.errors import DataError
from data.importing.cells import TIME_OF_DAY_PATTERN, TIME_PATTERN
from data.importing.interpreting.cell_times.dates import (
    NO_TIME,
    date_order,
    date_parts,
    integers,
    midnights,
    whole_numbers,
)
from data.importing.options import Guess
from data.importing.raw_table import as_text
from data.time.wall_clock import FIRST_TIME, TIMES_END

Int64Array = NDArray[np.int64]
SECOND = 1_000_000
DAY = 86_400 * SECOND
SERIAL_OF_1970 = 25_569
"""The day 1970-01-01 as spreadsheets count days."""
LARGEST_SERIAL = 100_000
_EPOCH_UNITS = ((1e11, SECOND), (1e14, 1e3), (1e17, 1.0), (np.inf, 1e-3))
"""Below which size a number counts seconds, thousandths, millionths or billionths; and the unit in microseconds."""
MAX_OFFSETS = 4
"""A zone has two offsets, a file of a few zones some more."""
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
        Offset from UTC in microseconds, ``NO_TIME`` where the text has none; None where no time has one.
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
    fields = pc.extract_regex(_plain_blanks(as_text(column)), pattern=TIME_OF_DAY_PATTERN)
    known = pc.is_valid(fields).to_numpy(zero_copy_only=False)
    half = pc.binary_join_element_wise(pc.struct_field(fields, "half"), pc.struct_field(fields, "sharp"), "")
    half = pc.utf8_slice_codeunits(pc.utf8_ltrim_whitespace(pc.utf8_lower(half)), 0, 1)
    hours = _hours(integers(fields, "h") + integers(fields, "h4"), half)
    wall = (hours * 3600 + integers(fields, "mi") * 60 + integers(fields, "s")) * SECOND
    return np.where(known, wall, NO_TIME)


def _indices(indices: pa.Array) -> Int64Array:
    return np.asarray(pc.fill_null(pc.cast(indices, pa.int64()), -1).to_numpy(zero_copy_only=False), np.int64)


def _taken(times: Times, indices: Int64Array) -> Times:
    wall = np.append(times.wall, NO_TIME)[indices]
    offset = None if times.offset is None else np.append(times.offset, NO_TIME)[indices]
    return replace(times, wall=wall, offset=offset)


def _typed(array: pa.Array) -> Times:
    zoned = pa.types.is_timestamp(array.type) and array.type.tz is not None
    if zoned and not _is_zone(array.type.tz):
        raise DataError(
            f"The times are said to be in the time zone {array.type.tz}, which does not exist; write the file again."
        )
    plain = pc.cast(pc.cast(array, pa.timestamp("us", array.type.tz if zoned else None), safe=False), pa.int64())
    wall = within_years(np.asarray(pc.fill_null(plain, NO_TIME).to_numpy(zero_copy_only=False), np.int64))
    dates_only = bool(np.all(wall[wall != NO_TIME] % DAY == 0))
    return Times(wall, np.zeros_like(wall) if zoned else None, "ymd", None, dates_only, array.type.tz if zoned else "")


def _is_zone(name: str) -> bool:
    """Return whether a typed column's zone is one of the IANA, or a fixed offset."""
    return name in available_timezones() or bool(re.fullmatch(r"[+-]\d{2}:?\d{2}", name))


def within_years(wall: Int64Array) -> Int64Array:
    """Return times, ``NO_TIME`` where they lie in no year of which readings are taken."""
    return np.where((wall >= FIRST_TIME) & (wall < TIMES_END), wall, NO_TIME)


def _epochs(array: pa.Array) -> Times:
    """Read seconds since 1970 or parts of them, or days of a spreadsheet."""
    values = np.asarray(pc.fill_null(pc.cast(array, pa.float64()), np.nan).to_numpy(zero_copy_only=False))
    known = np.isfinite(values)
    if known.any() and np.median(values[known]) < LARGEST_SERIAL:
        seconds = np.round((np.where(known, values, 0) - SERIAL_OF_1970) * 86_400).astype(np.int64)
        wall = within_years(np.where(known, seconds * SECOND, NO_TIME))
        return Times(wall, None, "ymd", None, dates_only=False)
    usual = float(np.median(values[known])) if known.any() else 0.0
    factor = next(factor for below, factor in _EPOCH_UNITS if usual < below)
    wall = within_years(np.where(known, np.where(known, values, 0) * factor, NO_TIME).astype(np.int64))
    return Times(wall, np.zeros_like(wall), "ymd", None, False)


def _read_texts(text: pa.Array, given: str | None) -> Times:
    text = _plain_blanks(text)
    fields = pc.extract_regex(text, pattern=TIME_PATTERN)
    known = pc.is_valid(fields).to_numpy(zero_copy_only=False)
    if not known.any():
        return _epoch_texts(text)
    parts = date_parts(fields)
    glued = pc.struct_field(fields, "hms")
    hours = sum(integers(fields, name) for name in ("h", "h2", "h3")) + _digits(glued, 0)
    minutes = integers(fields, "mi") + integers(fields, "mi2") + _digits(glued, 2)
    seconds = integers(fields, "s") + integers(fields, "s2") + _digits(glued, 4)
    hours = _hours(hours, pc.utf8_lower(pc.struct_field(fields, "half")))
    time_of_day = (hours * 3600 + minutes * 60 + seconds) * SECOND + _fraction(fields)
    american = bool(pc.any(pc.not_equal(pc.fill_null(pc.struct_field(fields, "half"), ""), "")).as_py())
    order, guess = date_order(parts, time_of_day, known, given=given, american=american)
    wall = midnights(parts, order)
    good = known & (wall != NO_TIME) & (hours <= 24) & (minutes < 60) & (seconds < 60)
    wall = np.where(good, wall + time_of_day, NO_TIME)
    times_of_day = pc.binary_join_element_wise(
        *(pc.struct_field(fields, name) for name in ("h", "h2", "h3", "hms")), ""
    )
    late = bool(np.any(good & (hours == 24)))
    dates_only = bool(pc.all(pc.equal(times_of_day, "")).as_py())
    offset, place = _offsets(fields, known), _place(fields)
    return Times(wall, offset, order, guess, dates_only, place, ends_at_24=late)


def _plain_blanks(text: pa.Array) -> pa.Array:
    """Return cells with ordinary blanks in place of those that do not break a line."""
    return text if pc.all(pc.string_is_ascii(text)).as_py() else pc.replace_substring_regex(text, "[\u00a0\u202f]", " ")


def _place(fields: pa.StructArray) -> str:
    """Return the IANA zone that is written behind every time, empty where there is none."""
    places = pc.unique(pc.fill_null(pc.struct_field(fields, "place"), "")).to_pylist()
    return places[0] if len(places) == 1 and "/" in places[0] else ""


def _epoch_texts(text: pa.Array) -> Times:
    plausible = pc.match_substring_regex(text, r"^1\d{9}(?:\d{3}){0,3}(?:\.\d+)?$|^[3-6]\d{4}(?:[.,]\d+)?$")
    numbers = pc.replace_substring(pc.if_else(plausible, text, pa.scalar(None, pa.string())), ",", ".")
    return _epochs(pc.cast(numbers, pa.float64()))


def _digits(part: pa.Array, start: int) -> Int64Array:
    return whole_numbers(pc.utf8_slice_codeunits(part, start, start + 2))


def _hours(hours: Int64Array, half: pa.Array) -> Int64Array:
    afternoon = np.asarray(pc.fill_null(pc.equal(half, "p"), False).to_numpy(zero_copy_only=False))
    morning = np.asarray(pc.fill_null(pc.equal(half, "a"), False).to_numpy(zero_copy_only=False))
    hours = np.where(morning & (hours == 12), 0, hours)
    return np.where(afternoon & (hours < 12), hours + 12, hours)


def _fraction(fields: pa.StructArray) -> Int64Array:
    digits = pc.utf8_slice_codeunits(pc.struct_field(fields, "f"), 0, 6)
    padded = pc.utf8_rpad(pc.fill_null(digits, ""), 6, "0")
    return np.asarray(pc.cast(padded, pa.int64()).to_numpy(zero_copy_only=False), np.int64)


def _offsets(fields: pa.StructArray, known: NDArray[np.bool_]) -> Int64Array | None:
    zone = pc.fill_null(pc.struct_field(fields, "zone"), "")
    place = pc.fill_null(pc.struct_field(fields, "place"), "")
    encoded = pc.if_else(pc.equal(zone, ""), place, zone).dictionary_encode()
    if len(encoded.dictionary) > MAX_OFFSETS:  # "00:15-00:30" is a range, not an offset of minus half an hour
        return None
    seconds = np.array([_offset_seconds(text) for text in encoded.dictionary.to_pylist()], float)[
        _indices(encoded.indices)
    ]
    if np.isnan(seconds[known]).all():
        return None
    return np.where(np.isnan(seconds), NO_TIME, np.nan_to_num(seconds) * SECOND).astype(np.int64)


def _offset_seconds(text: str) -> float:
    if text == "":
        return np.nan
    if text.upper() in _ZONE_HOURS:
        return _ZONE_HOURS[text.upper()] * 3600.0
    text = text.upper().removeprefix("UTC").removeprefix("GMT").strip()
    digits = text[1:].replace(":", "")
    if not digits.isdigit() or text[0] not in "+-":
        return np.nan
    return (-1.0 if text[0] == "-" else 1.0) * (int(digits[:2]) * 3600 + int(digits[2:] or 0) * 60)
