"""Dates: the order of day, month and year, and months by their names in many languages."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from data.importing.interpreting.roles.words import month_languages, month_number
from data.importing.options import Guess
from data.time.wall_clock import DAY, MAX_YEAR, MIN_YEAR

Int64Array = NDArray[np.int64]
NO_TIME = np.iinfo(np.int64).min
"""Stands for a cell that is no time."""
NO_MONTH = 99
NO_YEAR = 10_000
"""What is added to a number such as 0001, which is no year of this century written with two digits."""


def integers(fields: pa.StructArray, name: str) -> Int64Array:
    """Return one part of matched times as whole numbers, 0 where it is missing."""
    return whole_numbers(pc.struct_field(fields, name))


def whole_numbers(part: pa.Array) -> Int64Array:
    """Return texts of digits as whole numbers, 0 where there is none."""
    filled = pc.if_else(pc.equal(part, ""), "0", part)
    return np.asarray(pc.fill_null(pc.cast(filled, pa.int64()), 0).to_numpy(zero_copy_only=False), np.int64)


class DateParts(NamedTuple):
    """The three parts of dates as they are written, and whether months have names: then the day comes first.

    ``is_digit`` tells which first parts are a single digit, as no year is; None where years have columns of their own.
    """

    first: Int64Array
    second: Int64Array
    third: Int64Array
    named: bool
    is_digit: NDArray[np.bool_] | None = None


def date_parts(fields: pa.StructArray) -> DateParts:
    """Return the parts of matched dates; a month by name becomes its number and stands second."""
    compact = integers(fields, "ymd")
    middle = pc.struct_field(fields, "b")
    leading = pc.struct_field(fields, "mon")
    named = pc.fill_null(pc.match_substring_regex(middle, "^[^0-9]"), False)
    names = [*pc.unique(pc.filter(middle, named)).to_pylist(), *pc.unique(pc.drop_null(leading)).to_pylist()]
    numbers = _months([name for name in names if name])
    middle, leading = (_replaced(part, numbers) for part in (middle, leading))
    month, american_month = whole_numbers(middle), whole_numbers(leading)
    return DateParts(
        np.where(compact > 0, compact // 10_000, _year_or_day(fields, "a") + integers(fields, "md")),
        np.where(compact > 0, compact // 100 % 100, month + american_month),
        np.where(compact > 0, compact % 100, _year_or_day(fields, "c") + _year_or_day(fields, "my")),
        bool(numbers),
        _lengths(fields, "a") == 1,
    )


def _year_or_day(fields: pa.StructArray, name: str) -> Int64Array:
    """Return a part that may be a year; one that is written with four digits never counts as written with two."""
    number = integers(fields, name)
    return np.where((_lengths(fields, name) == 4) & (number < MIN_YEAR), number + NO_YEAR, number)


def _lengths(fields: pa.StructArray, name: str) -> Int64Array:
    lengths = pc.fill_null(pc.utf8_length(pc.struct_field(fields, name)), 0)
    return np.asarray(lengths.to_numpy(zero_copy_only=False), np.int64)


def _replaced(part: pa.Array, numbers: dict[str, int]) -> pa.Array:
    for name, number in numbers.items():
        part = pc.if_else(pc.equal(part, name), str(number), part)
    return part


def _months(names: list[str]) -> dict[str, int]:
    """Return the numbers of months, in the language that knows most of the names."""
    known = {
        language: {name: month_number(name, language) or NO_MONTH for name in names} for language in month_languages()
    }
    return min(known.values(), key=lambda numbers: sum(number == NO_MONTH for number in numbers.values()))


def midnights(parts: DateParts, order: str) -> Int64Array:
    """Return midnight of each date in microseconds, ``NO_TIME`` where there is no such day."""
    named = dict(zip(order, parts[:3], strict=True))
    year, month, day = named["y"], named["m"], named["d"]
    year = np.where(year < 70, year + 2000, np.where(year < 100, year + 1900, year))
    good = (month >= 1) & (month <= 12) & (day >= 1) & (day <= 31) & (year >= MIN_YEAR) & (year <= MAX_YEAR)
    if order[0] == "y" and parts.is_digit is not None:
        good &= ~parts.is_digit
    months = np.where(good, (year - 1970) * 12 + month - 1, 0).astype("datetime64[M]")
    days = months.astype("datetime64[D]") + np.where(good, day - 1, 0).astype("timedelta64[D]")
    good &= days.astype("datetime64[M]") == months
    return np.where(good, days.astype("datetime64[us]").astype(np.int64), NO_TIME)


def date_order(
    parts: DateParts,
    time_of_day: Int64Array,
    known: NDArray[np.bool_],
    *,
    given: str | None,
    american: bool,
) -> tuple[str, Guess | None]:
    """Find the order of day, month and year on all cells."""
    if np.all(parts.first[known] > 31):
        return "ymd", Guess("date_order", "ymd", "the year comes first", True)
    if given is not None:
        return given, None
    if parts.named:
        return "dmy", Guess("date_order", "dmy", "the month has a name", True)
    short = bool(np.all(parts.third[known] < 100))
    orders = ("dmy", "mdy", "ymd") if short else ("dmy", "mdy")
    trials = {order: midnights(parts, order) for order in orders}
    possible = [order for order in orders if np.all(trials[order][known] != NO_TIME)]
    if len(possible) == 1:
        return possible[0], Guess("date_order", possible[0], "no other order makes every date a real day", True)
    if not possible:
        best = max(orders, key=lambda order: int(np.sum(trials[order][known] != NO_TIME)))
        return best, Guess("date_order", best, "this order makes most dates real days", False)
    evenness = {order: _evenness((trials[order] + time_of_day)[known]) for order in possible}
    if short and parts.is_digit is not None and parts.is_digit[known].any():
        of_year_one = (midnights(parts._replace(is_digit=None), "ymd") + time_of_day)[known]
        if _evenness(of_year_one) > max(evenness.values()):  # 1-01-31: such years are refused, not read as days
            return "ymd", Guess("date_order", "ymd", "only so do the times follow each other evenly", True)
    best = max(possible, key=lambda order: evenness[order])
    others = max(evenness[order] for order in possible if order != best)
    if evenness[best] > others:
        return best, Guess("date_order", best, "only so do the times follow each other evenly", True)
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
