"""How a text file is written: encoding, separator, header row, decimal sign."""

from __future__ import annotations

import codecs
import csv
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from data.errors import DataError
from data.importing.cells import is_empty, is_epoch, is_number, is_time, is_time_of_day
from data.importing.options import Guess, ImportOptions

SAMPLE_CHARACTERS = 200_000
SAMPLE_LINES = 400
MANY_NUMBERS = 24
"""So many numbers with a sign, and none without, are fractions: some thousands would be less than one."""
SEPARATORS = ("\t", ";", "|", ",", " ")
SEPARATOR_NAMES = {"\t": "tab", ";": "semicolon", "|": "bar", ",": "comma", " ": "space"}
_MARKS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))
_UNIT_CELL = re.compile(r"[\[(]?(?:[kMG]?(?:Wh?|VArh?|var|VA)|°?[CF]|%|-|W/m2|V|A|Hz|m3|m³)[\])]?", re.IGNORECASE)
_FORM_CELL = re.compile(r"[\[(].*[\])]|[dDmMyYjJtTaAhHsS:./ -]{5,}")
"""What may stand in a row of units beside them: the form of dates, or anything in brackets."""
_DATE_WITHIN = re.compile(
    r"(?<!\d)(?:(?:19|20)\d\d[-./]\d{1,2}[-./]\d{1,2}|\d{1,2}[-./]\d{1,2}[-./](?:19|20)\d\d)(?!\d)"
)
MAX_DATE_CELLS = 2
"""A row of so few cells with a date in it names no columns: it says of which day the rows below are."""
_CONTROL = re.compile("[\x00-\x08\x0e-\x1f]")


@dataclass(frozen=True)
class Header:
    """Which rows (from 0) name the columns, state their units and hold the first reading; -1 where there is none.

    It overflows when rows have filled cells beyond the last named column.
    """

    row: int
    first_row: int
    unit_row: int
    width: int
    guesses: tuple[Guess, ...] = ()
    overflows: bool = False


@dataclass(frozen=True)
class Dialect:
    """A text file's encoding and separator, its header, and the line (from 0) on which the readings begin."""

    encoding: str
    separator: str
    header: Header
    first_line: int
    top_rows: tuple[list[str], ...]
    guesses: tuple[Guess, ...]


def decoded(body: bytes, name: str, encoding: str | None) -> tuple[str, str, tuple[Guess, ...]]:
    """Return the text, its encoding, and the guess of it.

    Raises
    ------
    DataError
        When the bytes are no text in that encoding, or no text at all.
    """
    if encoding is not None:
        try:
            return body.decode(encoding).lstrip("\ufeff"), encoding, ()
        except (UnicodeDecodeError, LookupError) as error:
            raise DataError(f"{name} cannot be read as {encoding} ({error}); try another encoding.") from error
    for mark, marked in _MARKS:
        if body.startswith(mark):
            return _decoded_or_error(body, name, marked), marked, (Guess("encoding", marked, "byte order mark", True),)
    if _CONTROL.search(body[:SAMPLE_CHARACTERS].decode("latin-1")):
        raise DataError(f"{name} is not a text file; import CSV, TSV, XLSX, Parquet or Green Button XML.")
    try:
        return body.decode("utf-8"), "utf-8", (Guess("encoding", "utf-8", "all bytes are valid UTF-8", True),)
    except UnicodeDecodeError:
        text = _decoded_or_error(body, name, "cp1252")
        return text, "cp1252", (Guess("encoding", "cp1252", "not UTF-8; Western Windows text is most likely", False),)


def _decoded_or_error(body: bytes, name: str, encoding: str) -> str:
    try:
        return body.decode(encoding).lstrip("\ufeff")
    except UnicodeDecodeError as error:
        raise DataError(
            f"{name} is in an unknown text encoding (not {encoding}: {error.reason} at byte {error.start}); "
            "save it as UTF-8 or name its encoding."
        ) from error


def sniff_dialect(text: str, name: str, encoding: str, options: ImportOptions) -> Dialect:
    """Find separator and header of a text from its first lines.

    Raises
    ------
    DataError
        When no row of readings can be made out.
    """
    lines = _sample_lines(text, name)
    separators = SEPARATORS if options.separator is None else (options.separator,)
    trials = [(_score(split(lines, each)[0]), -position, each) for position, each in enumerate(separators)]
    best, _, separator = max(trials)
    if options.separator is None and best[0] == 0:  # no readings to be seen: words alone are not parted by blanks
        separator = max(trial for trial in trials if trial[2] != " ")[2]
    rows, ends = split(lines, separator)
    if not any(map(any, rows)):
        raise DataError(f"{name} holds no cells that can be told apart; choose a table of readings with a separator.")
    header = find_header(rows, options.header_row)
    guesses = list(header.guesses)
    if options.separator is None:
        shown = SEPARATOR_NAMES[separator]
        guesses.insert(0, Guess("separator", shown, f"splits the rows into {header.width} columns", header.width > 1))
    first_line = 0 if header.first_row == 0 else ends[min(header.first_row, len(ends)) - 1]
    return Dialect(encoding, separator, header, first_line, tuple(rows[: header.first_row]), tuple(guesses))


def without_outer_quotes(text: str) -> str:
    """Return a text with the quotes taken off where each of its lines stands in quotes as a whole."""
    lines = text[:SAMPLE_CHARACTERS].splitlines()[:SAMPLE_LINES]
    filled = [line.strip() for line in lines[:-1] if line.strip()]
    if len(filled) < 2 or not all(len(line) > 2 and line[0] == line[-1] == '"' for line in filled):
        return text
    inner = [line[1:-1].replace('""', "") for line in filled]
    if any('"' in line for line in inner):
        return text
    return "\n".join(line.strip().removeprefix('"').removesuffix('"').replace('""', '"') for line in text.splitlines())


def _sample_lines(text: str, name: str) -> list[str]:
    if not text.strip():  # a byte order mark alone, for example
        raise DataError(f"The file {name} is empty; choose a file with readings.")
    lines = text[:SAMPLE_CHARACTERS].splitlines(keepends=True)
    if len(text) > SAMPLE_CHARACTERS and len(lines) > 1:
        lines = lines[:-1]
    if max(map(len, lines)) >= SAMPLE_CHARACTERS:
        raise DataError(f"{name} has a line of more than {SAMPLE_CHARACTERS} characters; it is not a table of rows.")
    return lines[:SAMPLE_LINES]


def split(lines: Sequence[str], separator: str) -> tuple[list[list[str]], list[int]]:
    """Split lines into rows of trimmed cells; with each row comes the number of lines up to its end."""
    reader = csv.reader(lines, delimiter=separator, skipinitialspace=separator == " ")
    rows: list[list[str]] = []
    ends: list[int] = []
    try:
        for row in reader:
            rows.append([cell.strip() for cell in row])
            ends.append(reader.line_num)
    except csv.Error:
        return rows, ends
    return rows, ends


def _score(rows: list[list[str]]) -> tuple[float, float]:
    filled = [row for row in rows if any(row)]
    if not filled:
        return 0.0, 0.0
    width, count = Counter(map(len, filled)).most_common(1)[0]
    readings = sum(map(is_reading, filled)) or sum(map(_is_time_of_day_reading, filled))
    return readings / len(filled), count / len(filled) if width > 1 else 0.0


def _is_time_of_day_reading(row: Sequence[str]) -> bool:
    """Say whether a row has a time of day and a number: its date may stand in a row of its own."""
    return any(map(is_time_of_day, row)) and any(is_number(cell) for cell in row if not is_time_of_day(cell))


def is_reading(row: Sequence[str]) -> bool:
    """Say whether a row has a date and a number, or a place for one."""
    times = [cell for cell in row if is_time(cell) or is_epoch(cell)]
    others = [cell for cell in row if not is_time(cell) and not is_time_of_day(cell)]
    return bool(times) and any(is_number(cell) or is_empty(cell) for cell in others)


def find_header(rows: list[list[str]], given: int | None) -> Header:
    """Find which row names the columns and where the readings begin.

    Parameters
    ----------
    rows
        The first rows of the file, cell by cell.
    given
        The header's row where the person has said it; -1 for none.
    """
    header = _find_header(rows, given)
    if header.row < 0 or header.row >= len(rows):
        return header
    named = len(rows[header.row])
    overflows = sum(any(row[named:]) for row in rows[header.first_row :])
    return replace(header, width=max(header.width, named), overflows=2 * overflows > len(rows) - header.first_row)


def _find_header(rows: list[list[str]], given: int | None) -> Header:
    width = Counter(len(row) for row in rows if any(row)).most_common(1)[0][0]
    if given is not None:
        below = [i for i in range(given + 1, len(rows)) if any(rows[i])]
        first = next((i for i in below if is_reading(rows[i])), below[0] if below else given + 1)
        unit_row = next((i for i in below if i < first and _is_unit_row(rows[i])), -1)
        return Header(given, first, unit_row, width)
    first = _first_reading(rows, width)
    if first < 0:
        header = next(i for i, row in enumerate(rows) if any(row))
        return Header(header, header + 1, -1, width, (Guess("header_row", str(header + 1), "the first row", False),))
    above = [i for i in range(first) if sum(map(bool, rows[i])) >= max(1, min(2, width - 1))]
    above = [i for i in above if not _is_date_row(rows[i]) and not _has_fraction(rows[i])] or above
    if not above:
        guess = Guess("header_row", "none", "the first row already holds a reading", True)
        return Header(-1, first, -1, width, (guess,))
    header, unit_row = above[-1], -1
    if len(above) > 1 and _is_unit_row(rows[header]) and len(rows[above[-2]]) >= len(rows[header]) - 1:
        header, unit_row = above[-2], header
    guess = Guess("header_row", str(header + 1), "the last row of words before the first reading", True)
    return Header(header, max(header, unit_row) + 1, unit_row, width, (guess,))


def _first_reading(rows: list[list[str]], width: int) -> int:
    """Return the first reading that others follow, else the first at all, else -1: notes may hold a date too."""
    wide = [(i, row) for i, row in enumerate(rows) if len(row) >= min(width, 2)]
    readings = [i for i, row in wide if is_reading(row)] or [i for i, row in wide if _is_time_of_day_reading(row)]
    followed = [i for i, after in pairwise(readings) if not any(map(any, rows[i + 1 : after]))]
    run = [i for i, after in pairwise(readings) if i in followed and after in followed]
    return next(iter([*run, *followed, *readings]), -1)


def _is_date_row(row: Sequence[str]) -> bool:
    """Say whether a row holds little more than the date of the rows below it."""
    return sum(map(bool, row)) <= MAX_DATE_CELLS and any(map(_DATE_WITHIN.search, row))


def _has_fraction(row: Sequence[str]) -> bool:
    """Say whether a row has a number with a fraction, as a sum above the readings has and a name has not."""
    return any(is_number(cell) and ("." in cell or "," in cell) for cell in row)


def _is_unit_row(row: Sequence[str]) -> bool:
    filled = [cell for cell in row if cell]
    units = [cell for cell in filled if _UNIT_CELL.fullmatch(cell)]
    others = [cell for cell in filled if not _UNIT_CELL.fullmatch(cell) and not _FORM_CELL.fullmatch(cell)]
    return bool(units) and not others


def sniff_decimal(cells: Sequence[str], separator: str, *, whole: bool = False) -> Guess:
    """Guess the decimal sign from number cells of all columns.

    Parameters
    ----------
    cells
        Cells with a comma or a point.
    separator
        The separator of the text.
    whole
        Whether other cells, or the unit, speak for whole numbers, so that "1.234" is more than a thousand.
    """
    numbers = [cell for cell in cells if is_number(cell)]
    commas = [cell for cell in numbers if "," in cell]
    points = [cell for cell in numbers if "." in cell]
    for sign, own, others in ((",", commas, points), (".", points, commas)):
        if own and not others and all(map(may_be_thousands, own)):
            return _ambiguous(sign, separator, whole=whole, enough=len(own) >= MANY_NUMBERS)
    last_comma = sum(cell.rfind(",") > cell.rfind(".") for cell in commas)
    fractions = [cell for cell in commas if not may_be_thousands(cell)]
    if not commas:
        return Guess("decimal", ".", "no number has a comma", True)
    if last_comma == len(commas) and fractions and len(points) <= len(commas):
        return Guess("decimal", ",", f"{len(fractions)} of the numbers looked at have a fraction after a comma", True)
    return Guess("decimal", ".", "commas separate thousands", bool(points))


def may_be_thousands(cell: str) -> bool:
    """Say whether every sign of a number stands before three digits, so that it may part thousands."""
    return re.fullmatch(r"[+-]?[1-9]\d{0,2}(?:[.,]\d{3})+(?:\s?[kMG]?Wh?)?", cell) is not None


def _ambiguous(sign: str, separator: str, *, whole: bool, enough: bool) -> Guess:
    """Return the decimal sign where every number has three digits behind its only sign."""
    other = "." if sign == "," else ","
    shown = "commas" if sign == "," else "points"
    if whole or (sign == "," == separator and not enough):
        return Guess(
            "decimal", other, f"{shown} separate thousands: other numbers are whole", False, (sign,), loud=True
        )
    why = f"{shown} before three digits could also separate thousands"
    return Guess("decimal", sign, why, False, (other,))
