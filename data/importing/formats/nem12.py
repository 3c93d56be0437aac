"""NEM12 files of the Australian market: interval readings of each register of a metering point, a row a day.

The format is AEMO's Meter Data File Format. Its times are those of the market, UTC+10 without daylight saving. NEM13,
which has a reading in months, is refused with what to ask for instead.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

import numpy as np

from data.errors import DataError
from data.importing.formats.registry import LIKELY, SURE, FileFormat, ReadMeters, declare_format
from data.importing.options import ImportOptions, LeftOut
from data.importing.raw_readings import RawReadings
from data.series import Quality

MINUTE = 60_000_000
MARKET_OFFSET = 10 * 60 * MINUTE
DAY_MINUTES = 1440
LENGTHS = (1, 5, 10, 15, 30, 60)
HEAD_BYTES = 4000
UNITS = {"KWH": "kWh", "WH": "Wh", "MWH": "MWh", "KW": "kW", "W": "W", "MW": "MW"}
NOT_MEASURED = ("E", "F", "S")
"""First letters of quality methods: estimated, final substitute, substitute."""
NO_READING, VARIES = "N", "V"
HOME = "Australia/Brisbane"
MARKET_TIME = "its times are those of the market, UTC+10 all year"


@dataclass
class _Register:
    """The readings of one register while its rows are read."""

    name: str
    unit: str
    minutes: int
    days: list[np.datetime64] = field(default_factory=list)
    values: list[list[float]] = field(default_factory=list)
    qualities: list[list[str]] = field(default_factory=list)


def read_nem12(body: bytes, file: str, options: ImportOptions) -> ReadMeters:  # noqa: ARG001 - a format takes them
    """Read a NEM12 file; registers of reactive energy are left out.

    Raises
    ------
    DataError
        When it is NEM13, when a row is incomplete, naming it, or when no register is one of energy.
    """
    registers: dict[tuple[str, str], _Register] = {}
    left_out: dict[str, LeftOut] = {}
    register: _Register | None = None
    for number, row in _rows(body, file):
        match row[0]:
            case "200":
                register = _register(row, registers, left_out, f"{file}, row {number}")
            case "300" if register:
                _add_day(register, row, f"{file}, row {number}")
            case "400" if register:
                _add_quality(register, row, f"{file}, row {number}")
            case "250" | "550":
                raise DataError(
                    f"{file} is NEM13: register readings weeks or months apart. Ask the retailer or the network for "
                    "the interval data (NEM12) of the meter."
                )
    meters = tuple(_meter(each) for each in registers.values() if each.days)
    if not meters:
        why = " ".join(each.sentence for each in left_out.values()) or "no row 300 follows a row 200."
        raise DataError(f"{file} is NEM12 without readings of energy: {why}")
    return ReadMeters(meters, tuple(left_out.values()), home=HOME, times=MARKET_TIME)


def _rows(body: bytes, file: str) -> Iterator[tuple[int, list[str]]]:
    """Yield the rows with their numbers.

    Raises
    ------
    DataError
        When the bytes are no text.
    """
    try:
        text = body.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = body.decode("cp1252", "replace")
    reader = csv.reader(text.splitlines())
    try:
        for row in reader:
            if row and row[0].strip():
                yield reader.line_num, [cell.strip() for cell in row]
    except csv.Error as error:
        raise DataError(f"{file}, row {reader.line_num}: {error}; download the file again.") from error


def _register(
    row: Sequence[str], registers: dict[tuple[str, str], _Register], left_out: dict[str, LeftOut], where: str
) -> _Register | None:
    if len(row) < 9 or not row[8].isdigit() or int(row[8]) not in LENGTHS:
        shown = row[8] if len(row) > 8 else ""
        raise DataError(f"{where}: the interval length is {shown!r}; 5, 15 or 30 minutes are known.")
    name, unit = f"{row[1]} {row[4] or row[3]}".strip(), UNITS.get(row[7].upper(), "")
    if not unit:
        left_out[name] = LeftOut("meter", name, f"its unit ({row[7]}) is not one of power or energy")
        return None
    return registers.setdefault((name, row[8]), _Register(name, unit, int(row[8])))


def _add_day(register: _Register, row: Sequence[str], where: str) -> None:
    size = DAY_MINUTES // register.minutes
    cells = row[2 : 2 + size]
    if len(cells) < size:
        raise DataError(f"{where}: {len(cells)} values where {size} of {register.minutes} minutes make a day.")
    day = row[1]
    if len(day) != 8 or not day.isdigit():
        raise DataError(f"{where}: {day!r} is no date such as 20240513.")
    try:
        register.days.append(np.datetime64(f"{day[:4]}-{day[4:6]}-{day[6:]}", "us"))
        register.values.append([float(cell) if cell else np.nan for cell in cells])
    except ValueError as error:
        raise DataError(f"{where}: {error}; download the file again.") from error
    quality = row[2 + size] if len(row) > 2 + size else "A"
    register.qualities.append([quality] * size)


def _add_quality(register: _Register, row: Sequence[str], where: str) -> None:
    """Take the quality of some intervals of the day before, which are counted from 1."""
    if len(row) < 4 or not (row[1].isdigit() and row[2].isdigit()) or not register.qualities:
        raise DataError(f"{where}: a row 400 names the first and last interval of the day above it.")
    first, last = int(row[1]), int(row[2])
    of_day = register.qualities[-1]
    of_day[first - 1 : last] = [row[3]] * (last - first + 1)


def _meter(register: _Register) -> RawReadings:
    size = DAY_MINUTES // register.minutes
    starts = np.array(register.days).astype("datetime64[us]").astype(np.int64)
    within = np.arange(size, dtype=np.int64) * register.minutes * MINUTE
    instants = (starts[:, None] + within[None, :]).ravel() - MARKET_OFFSET
    values = np.array(register.values, np.float64).ravel()
    methods = np.array([quality[:1].upper() for day in register.qualities for quality in day])
    flags = np.where(np.isin(methods, NOT_MEASURED), Quality.ESTIMATED, 0).astype(np.uint8)
    known = np.where(methods == NO_READING, np.nan, values)
    order = np.argsort(instants, kind="stable")
    direction = "feed-in" if register.name.rpartition(" ")[2][:1].upper() == "B" else "consumption"
    return RawReadings(
        register.name, instants[order], known[order], register.unit, "", flags=flags[order], direction=direction
    )


def sniff_nem12(body: bytes) -> float:
    """Return how sure it is that a content is NEM12 or NEM13, also without its first row."""
    lines = body[:HEAD_BYTES].lstrip(b"\xef\xbb\xbf \r\n").replace(b'"', b"").splitlines()
    if lines and lines[0].startswith((b"100,NEM12", b"100,NEM13")):
        return SURE
    kinds = [line.split(b",")[0] for line in lines[:10]]
    known = all(kind in (b"200", b"250", b"300", b"400", b"500", b"900", b"") for kind in kinds)
    return LIKELY if known and kinds[:1] in ([b"200"], [b"250"]) and lines[0].count(b",") >= 8 else 0.0


declare_format(
    FileFormat(
        key="nem12",
        label="NEM12",
        endings=(".csv",),
        summary="interval readings of Australian meters (AEMO MDFF), as networks and retailers give them",
        sniff=sniff_nem12,
        read=read_nem12,
        remedy="download it again",
        is_table=False,
    )
)
