"""How a cell of each kind looks: a time, a time of day, a number, nothing."""

from __future__ import annotations

import re
from collections.abc import Sequence

_DATE = (
    r"(?:(?P<ymd>(?:19|20)\d{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01]))(?P<hms>[0-2]\d[0-5]\d(?:[0-5]\d)?)?"
    r"|(?P<a>\d{1,4})(?:[-./]\s?|\s)(?P<b>\d{1,2}|[A-Za-zÀ-ÿ]{3,9}\.?)(?:[-./]\s?|\s)(?P<c>\d{2,4}))"
)
_TIME_OF_DAY = (
    r"(?P<h>\d{1,2})[:.h](?P<mi>\d{2})(?:[:.](?P<s>\d{2})(?:[.,](?P<f>\d{1,9}))?)?"
    r"|(?P<h2>\d{2})(?P<mi2>\d{2})(?P<s2>\d{2})?|(?P<h3>\d{2})"
)
_HALF = r"(?:\s?(?P<half>[AaPp])\.?[Mm]\.?)?"
_ZONE = r"\s?(?P<zone>Z|z|UTC|GMT|[A-Z]{2,4}T|MEZ|MESZ|[+-]\d{2}(?::?\d{2})?)?(?:\[[\w/+-]+\])?"
_RANGE_END = r"(?:\s*(?:\s-\s|–|—|\sbis\s|\sto\s).*)?"

TIME_PATTERN = (
    rf"^(?:[A-Za-z]{{2,10}}\.?,?\s)?{_DATE}(?:(?:T|,?\s+|_|\s-\s)(?:{_TIME_OF_DAY}){_HALF}{_ZONE}{_RANGE_END})?$"
)
"""A date, maybe a time of day, maybe an offset; both RE2 (Arrow) and Python understand it."""
TIME_OF_DAY_PATTERN = (
    rf"^(?P<h>\d{{1,2}}):(?P<mi>\d{{2}})(?::(?P<s>\d{{2}}))?{_HALF}{_RANGE_END}(?:\s*-\s*\d{{1,2}}:\d{{2}})?$"
)

EMPTY_WORDS = (
    "", "-", "--", "---", "na", "n/a", "#n/a", "nan", "null", "none", "nil", "nodata", "no data", "missing", "k.a.",
    "n.v.", "?", "*", "err", "error", "fehler", "#wert!", "#value!", "#div/0!", "offline", "bad", "void", "\\n",
)  # fmt: skip
"""What stands for "no reading", in lower case."""

MOSTLY_SHARE = 0.5
"""A column is of a kind when more than this share of its cells are; the others are faults to be named."""

_TIME = re.compile(TIME_PATTERN)
_TIME_OF_DAY_ONLY = re.compile(TIME_OF_DAY_PATTERN)
_EPOCH = re.compile(r"^1\d{9}(?:\d{3})?(?:\.0+)?$")
_SERIAL = re.compile(r"^[3-6]\d{4}(?:[.,]\d+)?$")
_NUMBER = re.compile(
    r"^[+-]?(?:\d{1,3}(?:[ ',.\u2019\u00a0\u202f]\d{3})+|\d*)(?:[.,]\d*)?(?:[eE][+-]?\d+)?(?:\s?[kMG]?Wh?)?$"
)


def is_time(cell: str) -> bool:
    """Say whether a cell holds a date, with or without a time of day."""
    return _TIME.match(cell) is not None


def has_time_of_day(cell: str) -> bool:
    """Say whether a cell holds a date with a time of day, or a moment as a number."""
    found = _TIME.match(cell)
    return is_epoch(cell) if found is None else any(found[part] for part in ("h", "h2", "h3", "hms"))


def is_time_of_day(cell: str) -> bool:
    """Say whether a cell holds a time of day alone."""
    return _TIME_OF_DAY_ONLY.match(cell) is not None


def is_epoch(cell: str) -> bool:
    """Say whether a cell can be seconds or milliseconds since 1970."""
    return _EPOCH.match(cell) is not None


def is_serial(cell: str) -> bool:
    """Say whether a cell can be a day of a spreadsheet, counted from 1900: 1982 to 2091."""
    return _SERIAL.match(cell) is not None


def is_number(cell: str) -> bool:
    """Say whether a cell holds a number in any notation."""
    return any(character.isdigit() for character in cell) and _NUMBER.match(cell) is not None


def is_empty(cell: str) -> bool:
    """Say whether a cell says "no reading"."""
    return cell.strip().lower() in EMPTY_WORDS


def kind_of(cells: Sequence[str]) -> str:
    """Return what most cells of a column are: time, clock, number, text, or empty."""
    filled = [cell for cell in cells if not is_empty(cell)]
    if not filled:
        return "empty"
    enough = MOSTLY_SHARE * len(filled)
    if sum(map(is_number, filled)) > enough:
        return "date" if all(_TIME.match(cell) for cell in filled) else "number"
    if sum(map(is_time, filled)) > enough:
        return "time"
    if sum(map(is_time_of_day, filled)) > enough:
        return "clock"
    return "text"
