"""The meters of a long table: the rows of each, their unit and direction; and which rows are no electricity."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from data.importing.interpreting.roles.columns import Roles
from data.importing.interpreting.roles.words import NO_UNIT, names_feed_in, names_load, speaks_of, why_no_meter
from data.importing.interpreting.units import unit_in
from data.importing.options import LeftOut
from data.importing.raw_table import RawTable, as_text

Int64Array = NDArray[np.int64]
MAX_QUANTITIES = 60
"""A column with more different texts names meters, not what is measured."""
MAX_LISTED = 12
QUANTITY, STATISTIC, LENGTH = "quantity", "statistic", "length "
_LENGTH = re.compile(r"^(?:pt?)?(\d+)?[ -]?(m|min\w*|h|hour\w*|hourly|d|day\w*|daily|quarter\w*)$")
_LENGTHS = {"m": 1, "h": 60, "d": 1440, "q": 15}
_UNIT_TAIL = re.compile(r"\s*[\[(]\s*[kMG]?Wh?\s*[\])]$", re.IGNORECASE)
_QUOTES = "'=\""
"""What stands around a number so that a spreadsheet takes it for a text."""


@dataclass(frozen=True)
class RowGroup:
    """One meter of a table.

    Parameters
    ----------
    name
        Its name.
    unit
        The unit that its rows state, empty where they state none.
    feeds_in
        Whether they say that the energy is produced or given to the grid.
    quantity
        What they say is measured, such as "sensor.house_power"; empty where they only name a place.
    """

    name: str
    unit: str = ""
    feeds_in: bool = False
    quantity: str = ""


@dataclass(frozen=True)
class Groups:
    """The meters of a table.

    Parameters
    ----------
    number
        For each row the number of its meter in `groups`, -1 for rows that are left out.
    groups
        The meters, in order of appearance.
    left_out
        What of the table is no electricity.
    """

    number: Int64Array
    groups: tuple[RowGroup, ...]
    left_out: tuple[LeftOut, ...] = ()


def group_rows(table: RawTable, roles: Roles) -> Groups:
    """Return the meters of a table by the columns that name them and the column of units."""
    columns = [name for name in (*roles.meter, roles.unit) if name]
    if not columns:
        return Groups(np.zeros(len(table), np.int64), (RowGroup(""),))
    texts = {name: as_text(_decoded(table.columns[name])) for name in columns}
    joined = pc.binary_join_element_wise(*texts.values(), "\x1f") if len(columns) > 1 else texts[columns[0]]
    encoded = joined.dictionary_encode()
    codes = np.asarray(encoded.indices.to_numpy(zero_copy_only=False), np.int64)
    parts = [[cell.strip(_QUOTES) for cell in key.split("\x1f")] for key in encoded.dictionary.to_pylist()]
    kinds = [_kind(sorted({part[at] for part in parts})) for at in range(len(columns))]
    groups: dict[RowGroup, int] = {}
    left_out: list[LeftOut] = []
    numbers = np.full(len(parts), -1, np.int64)
    for code, part in enumerate(parts):
        group, why = _group(part, columns, kinds, roles)
        if why:
            left_out.append(LeftOut("meter", " ".join(part), why))
            continue
        numbers[code] = groups.setdefault(group, len(groups))
    return Groups(numbers[codes], _distinct_names(groups), tuple(left_out[:MAX_LISTED]))


def _distinct_names(groups: Iterable[RowGroup]) -> tuple[RowGroup, ...]:
    """Return meters of one name in several units with their unit in the name."""
    several = Counter(group.name for group in groups)
    return tuple(
        replace(group, name=f"{group.name} {group.unit}") if several[group.name] > 1 else group for group in groups
    )


def _group(part: Sequence[str], columns: Sequence[str], kinds: Sequence[str], roles: Roles) -> tuple[RowGroup, str]:
    """Return the meter that cells name, and why it is none: the end of a sentence, empty where it is one."""
    for text, kind in zip(part, kinds, strict=True):
        if kind == STATISTIC and not speaks_of("mean", text):
            return RowGroup(""), "it is the lowest or highest value of each interval; the mean counts"
        if kind.startswith(LENGTH) and _minutes(text) > int(kind.removeprefix(LENGTH)):
            return RowGroup(""), "it is the readings once more, at a longer step"
    names = [
        _UNIT_TAIL.sub("", text) if kind == QUANTITY else text
        for text, column, kind in zip(part, columns, kinds, strict=True)
        if column != roles.unit and kind in ("", QUANTITY)
    ]
    stated = part[len(columns) - 1] if roles.unit else ""
    unit = unit_in(stated)
    if stated and not unit:
        return RowGroup(""), why_no_meter(stated) or f"{NO_UNIT} ({stated})"
    stated_texts = [text for text, kind in zip(part, kinds, strict=True) if kind == QUANTITY and text != stated]
    for text in stated_texts:
        if not unit and (why := why_no_meter(text)):
            return RowGroup(""), why
        unit = unit or unit_in(text)
    return RowGroup(
        " ".join(filter(None, names)), unit, any(map(names_feed_in, stated_texts)), " ".join(stated_texts)
    ), ""


def _kind(texts: Sequence[str]) -> str:
    """Return what the texts of a column are: places (empty), quantities, statistics, or lengths of intervals."""
    if len(texts) > 1 and all(map(_is_statistic, texts)) and any(speaks_of("mean", text) for text in texts):
        return STATISTIC
    minutes = [_minutes(text) for text in texts]
    if len(texts) > 1 and all(minutes):
        return f"{LENGTH}{min(minutes)}"
    return QUANTITY if _names_quantities(texts) else ""


def _is_statistic(text: str) -> bool:
    return any(speaks_of(meaning, text) for meaning in ("minimum", "maximum", "mean"))


def _minutes(text: str) -> int:
    """Return the length of an interval that a text states, in minutes; 0 where it states none."""
    found = _LENGTH.match(text.strip().lower())
    if not found:
        return 0
    size = next((minutes for start, minutes in _LENGTHS.items() if found[2].startswith(start)), 0)
    return int(found[1] or 1) * size


def _names_quantities(texts: Sequence[str]) -> bool:
    """Say whether a column names what is measured, not only where: "Active Import (kW)", "export", "Water m3"."""
    if len(texts) > MAX_QUANTITIES:
        return False
    loads = sum(names_load(text) or unit_in(text) != "" for text in texts)
    others = sum(bool(why_no_meter(text)) or speaks_of("feed_in", text) for text in texts)
    return loads > 0 and 2 * (loads + others) >= len(texts)


def _decoded(column: pa.ChunkedArray) -> pa.Array:
    array = column.combine_chunks()
    return array.dictionary_decode() if pa.types.is_dictionary(array.type) else array
