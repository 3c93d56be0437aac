"""How a cell of each kind looks: a time, a time of day, a number, nothing."""

from __future__ import annotations

import re
from collections.abc import Sequence

_LETTER = "A-Za-zÀ-žΆ-ώА-яёЁ"
_MONTH = rf"[{_LETTER}]{{3,12}}\.?"
_DATE = (
    r"(?:(?P<ymd>(?:19|20)\d{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01]))(?P<hms>[0-2]\d[0-5]\d(?:[0-5]\d)?)?"
    rf"|(?P<a>\d{{1,4}})(?:[-./]\s?|\s)(?P<b>\d{{1,2}}|{_MONTH})(?:[-./]\s?|,?\s)(?P<c>\d{{2,4}})\.?"
    rf"|(?P<mon>{_MONTH})\s(?P<md>\d{{1,2}}),?\s(?P<my>\d{{4}}))"
)
_TIME_OF_DAY = (
    r"(?P<h>\d{1,2})[AB]?[:.h](?P<mi>\d{2})(?:[:.](?P<s>\d{2})(?:[.,](?P<f>\d{1,9}))?)?"
    r"|(?P<h2>\d{2})(?P<mi2>\d{2})(?P<s2>\d{2})?|(?P<h3>\d{2})"
)
_HALF = r"(?:\s?(?P<half>[AaPp])\.?\s?[Mm]\.?)?"
_ZONE = (
    r"\s?(?P<zone>Z|z|(?:UTC|GMT)\s?[+-]\d{1,2}(?::?\d{2})?|UTC|GMT|[A-Z]{2,4}T|MEZ|MESZ|[+-]\d{2}(?::?\d{2})?)?"
    r"\s?[AB]?(?:\s?[\[(]?(?P<place>[A-Z][A-Za-z]+(?:/[\w+-]+)*)[\])]?)?"
)
_RANGE_END = r"(?:\s*(?:\s-\s|–|—|->|/|\sbis\s|\sto\s|\sa\s|\sà\s|\stot\s|\still?\s|\sdo\s).*)?"
_TIME_RANGE_END = r"(?:\s*-\s*\d{1,2}[:.h]\d{2}.*)?"

TIME_PATTERN = (
    rf"^(?:[A-Za-zÀ-ž]{{2,10}}\.?,?\s)?{_DATE}"
    rf"(?:(?:T|,?\s+|_|\s-\s|:|-)(?:{_TIME_OF_DAY}){_HALF}{_ZONE}{_RANGE_END})?$"
)
"""A date, maybe a time of day, maybe an offset; both RE2 (Arrow) and Python understand it."""
TIME_OF_DAY_PATTERN = (
    r"^(?:[Kk]l\.?\s?)?(?:(?P<h>\d{1,2})[AB]?[:.h](?P<mi>\d{2})(?:[:.](?P<s>\d{2})(?:[.,]\d+)?)?"
    rf"|(?P<h4>\d{{1,2}})(?P<sharp>\s?[AaPp]\.?[Mm]))?{_HALF}\s?[AB]?{_RANGE_END}{_TIME_RANGE_END}$"
)

EMPTY_WORDS = (
    "", "-", "--", "---", "na", "n/a", "#n/a", "nan", "null", "none", "nil", "nodata", "no data", "missing", "k.a.",
    "n.v.", "?", "*", "err", "error", "fehler", "#wert!", "#value!", "#div/0!", "offline", "bad", "void", "\\n",
    "unavailable", "unknown", "n/d", "n.d.", "nd", "n.a.", "n.a", "no ct", "<null>", "(null)", "#ref!", "#num!",
    "#name?", "not available", "no value", "no reading", "k. a.", "keine daten", "s/d", "sin datos", "sem dados",
    "brak", "manquant", "absent", "ei tietoa", "puuttuu", "mangler", "saknas", "puudub", "chybí", ".", "..", "<nil>",
)  # fmt: skip
"""What stands for "no reading", in lower case."""

MOSTLY_SHARE = 0.5
"""A column is of a kind when more than this share of its cells are; the others are faults to be named."""

_TIME = re.compile(TIME_PATTERN)
_TIME_OF_DAY_ONLY = re.compile(TIME_OF_DAY_PATTERN)
_EPOCH = re.compile(r"^1\d{9}(?:\d{3}){0,3}(?:\.\d+)?$")
_SERIAL = re.compile(r"^[3-6]\d{4}(?:[.,]\d+)?$")
_NUMBER = re.compile(
    r"^[+-]?(?:\d{1,3}(?:[ ',.\u2019\u00a0\u202f]\d{3})+|\d*)(?:[.,]\d*)?(?:[eE][+-]?\d+)?-?(?:\s?[kKMG]?[Ww][Hh]?)?$"
)


def is_time(cell: str) -> bool:
    """Say whether a cell holds a date, with or without a time of day."""
    return _TIME.match(plain_blanks(cell)) is not None


def has_time_of_day(cell: str) -> bool:
    """Say whether a cell holds a date with a time of day other than midnight, or a moment as a number."""
    found = _TIME.match(plain_blanks(cell))
    if found is None:
        return is_epoch(cell)
    parts = [found[part] or "" for part in ("h", "mi", "s", "h2", "mi2", "s2", "h3", "hms")]
    if parts[0] == "12" and (found["half"] or "").lower() == "a":
        parts[0] = "0"
    return any(part.strip("0") for part in parts)


def is_time_of_day(cell: str) -> bool:
    """Say whether a cell holds a time of day alone."""
    found = _TIME_OF_DAY_ONLY.match(plain_blanks(cell))
    return found is not None and (bool(found["h4"]) or (bool(found["h"]) and (":" in cell or "h" in cell.lower())))


def plain_blanks(cell: str) -> str:
    """Return a cell with ordinary blanks in place of those that do not break a line."""
    return cell.replace("\u00a0", " ").replace("\u202f", " ") if not cell.isascii() else cell


def is_epoch(cell: str) -> bool:
    """Say whether a cell can be seconds since 1970, or thousandths, millionths ... of them."""
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
