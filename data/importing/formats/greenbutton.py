"""Green Button files (ESPI, NAESB REQ.21): Atom XML with interval readings."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from data.errors import DataError
from data.importing.formats.registry import PERHAPS, SURE, FileFormat, ReadMeters, declare_format, stem_of
from data.importing.formats.xml_tree import Element, parse_xml
from data.importing.options import ImportOptions, LeftOut
from data.importing.raw_readings import RawReadings
from data.series import Quality

SECOND = 1_000_000
_UNITS = {"72": "Wh", "38": "W"}
_OTHER_UNITS = {
    "61": "VA",
    "63": "var",
    "71": "VAh",
    "73": "varh",
    "42": "cubic metres",
    "119": "cubic feet",
    "169": "therms",
}
_COUNTERS = ("1", "3", "9")
"""accumulationBehaviour: bulk quantity, cumulative, summation; 4 is the energy of each interval."""
_RECEIVED = "19"
_ESTIMATED = ("8", "9", "12")
HEAD_BYTES = 100_000
MIN_POWER, MAX_POWER = -12, 12
MAX_DIGITS = 18
"""Digits of a whole number: what fits into 64 bits."""
MAX_SHOWN = 40
"""Characters of a value that a sentence repeats."""


@dataclass(frozen=True)
class _Entry:
    """An Atom entry: its own address, those it refers to, its title and content."""

    own: str
    related: tuple[str, ...]
    title: str
    content: Element


def read_greenbutton(body: bytes, file: str, options: ImportOptions) -> ReadMeters:  # noqa: ARG001 - a format takes them
    """Read a Green Button file.

    Parameters
    ----------
    body
        The XML.
    file
        The file's name, for messages and for a meter that it does not name.

    Raises
    ------
    DataError
        When the XML is malformed or a reading is incomplete, naming the line; or when there are no readings.
    """
    root = parse_xml(body, file)
    entries = [_entry(element) for element in root.every("entry")]
    blocks = _of(entries, "IntervalBlock")
    if not blocks:
        raise DataError(
            f"{file} is XML without Green Button readings (IntervalBlock); import a Green Button usage file."
        )
    meter_readings = _of(entries, "MeterReading") or [_Entry("", (), "", root)]
    types, points = _of(entries, "ReadingType"), _of(entries, "UsagePoint")
    meters, left_out = list[RawReadings](), list[LeftOut]()
    for reading in meter_readings:
        own = [block for block in blocks if len(meter_readings) == 1 or _belongs(block, reading)]
        kind = next((each for each in types if each.own in reading.related), types[0] if len(types) == 1 else None)
        name = _name(reading, points, stem_of(file), several=len(meter_readings) > 1)
        unit = kind.content.read("ReadingType/uom") if kind else "72"
        if own and unit in _UNITS:
            meters.append(_meter(name, own, kind, file))
        elif own:
            shown = _OTHER_UNITS.get(unit, f"code {unit}")
            left_out.append(LeftOut("meter", name, f"its unit ({shown}) is not W or Wh"))
    if not meters:
        why = " ".join(each.sentence for each in left_out) or "its readings have no meter."
        raise DataError(f"{file} has no electricity readings in W or Wh; {why}")
    return ReadMeters(tuple(_with_unique_names(meters)), tuple(left_out), *_local_time(entries))


def _entry(element: Element) -> _Entry:
    links = [child.attributes for child in element.children if child.name == "link"]
    own = next((link.get("href", "") for link in links if link.get("rel") == "self"), "")
    related = tuple(link.get("href", "") for link in links if link.get("rel") in ("related", "up"))
    return _Entry(own, related, element.read("title"), element.find("content") or Element("content", {}, element.line))


def _of(entries: Sequence[_Entry], name: str) -> list[_Entry]:
    return [entry for entry in entries if entry.content.find(name) is not None]


def _belongs(block: _Entry, reading: _Entry) -> bool:
    return block.own.startswith(f"{reading.own}/") or any(
        address == reading.own or address in reading.related for address in block.related
    )


def _name(reading: _Entry, points: Sequence[_Entry], stem: str, *, several: bool) -> str:
    point = next((each for each in points if reading.own.startswith(f"{each.own}/")), points[0] if points else None)
    name = (point.title if point else "") or stem
    return f"{name} {reading.title}".strip() if several else name


def _meter(name: str, blocks: Sequence[_Entry], kind: _Entry | None, file: str) -> RawReadings:
    starts: list[int] = []
    values: list[float] = []
    flags: list[int] = []
    for block in blocks:
        for reading in block.content.every("IntervalReading"):
            starts.append(_integer(reading, "timePeriod/start", file))
            _integer(reading, "timePeriod/duration", file)
            values.append(_number(reading, "value", file))
            flags.append(_flag(reading))
    if not starts:
        raise DataError(
            f"{file}, line {blocks[0].content.line}: the IntervalBlock has no readings; export the file again."
        )
    power = kind.content.read("ReadingType/powerOfTenMultiplier") if kind else ""
    scale = _scale(power, file)
    unit = _UNITS[kind.content.read("ReadingType/uom") if kind else "72"]
    if kind and unit == "Wh" and kind.content.read("ReadingType/accumulationBehaviour") in _COUNTERS:
        unit = "register Wh"
    direction = "consumption"
    if kind and kind.content.read("ReadingType/flowDirection") == _RECEIVED:
        name, direction = f"{name} (fed in)", "feed-in"
    instants, scaled = np.array(starts, np.int64) * SECOND, np.array(values, np.float64) * scale
    return RawReadings(name, instants, scaled, unit, timezone="", flags=np.array(flags, np.uint8), direction=direction)


def _scale(power: str, file: str) -> float:
    """Return what values are multiplied by; the standard has powers of ten from -12 to 9."""
    if not re.fullmatch(r"[+-]?\d{0,2}", power) or not MIN_POWER <= int(power or 0) <= MAX_POWER:
        raise DataError(
            f"{file} has the powerOfTenMultiplier {power[:MAX_SHOWN]!r}; it is a whole number from {MIN_POWER} to "
            f"{MAX_POWER}. Export the file again."
        )
    return float(10.0 ** int(power or 0))


def _number(reading: Element, path: str, file: str) -> float:
    """Return a value; the standard has whole numbers, some utilities write decimals."""
    text = reading.read(path).replace(",", ".")
    try:
        return float(text)
    except ValueError:  # say which one it is
        return float(_integer(reading, path, file))


def _integer(reading: Element, path: str, file: str) -> int:
    text = reading.read(path)
    try:
        return int(text if len(text) <= MAX_DIGITS else f"{text} is too long")
    except ValueError as error:
        found = reading.find(path)
        shown, last = text[:MAX_SHOWN], path.rpartition("/")[2]
        what = (
            f"the {last} {shown!r} is no whole number of up to {MAX_DIGITS} digits" if text else f"there is no {path}"
        )
        line = found.line if found else reading.line
        raise DataError(f"{file}, line {line}: {what} in an IntervalReading; export the file again.") from error


def _flag(reading: Element) -> int:
    estimated = any(quality.read("quality") in _ESTIMATED for quality in reading.every("ReadingQuality"))
    return int(Quality.ESTIMATED if estimated else Quality.GOOD)


def _with_unique_names(meters: Sequence[RawReadings]) -> list[RawReadings]:
    seen: dict[str, int] = {}
    result = []
    for meter in meters:
        seen[meter.meter_id] = seen.get(meter.meter_id, 0) + 1
        number = seen[meter.meter_id]
        name = meter.meter_id if number == 1 else f"{meter.meter_id} ({number})"
        result.append(replace(meter, meter_id=name))
    return result


def _local_time(entries: Sequence[_Entry]) -> tuple[int | None, int]:
    """Return the zone's standard offset and what summer time adds, in seconds."""
    for entry in _of(entries, "LocalTimeParameters"):
        standard = entry.content.read("LocalTimeParameters/tzOffset")
        daylight_saving = entry.content.read("LocalTimeParameters/dstOffset")
        if standard.lstrip("-").isdigit():
            return int(standard), int(daylight_saving) if daylight_saving.isdigit() else 0
    return None, 0


def sniff_greenbutton(body: bytes) -> float:
    """Return how sure it is that a content is of this format; of any other XML a little, to say what is missing."""
    head = body[:HEAD_BYTES].lstrip(b"\xef\xbb\xbf \t\r\n")
    if not head.startswith((b"<?xml", b"<feed", b"<ns")):
        return 0.0
    return SURE if b"IntervalBlock" in head or b"naesb.org/espi" in head else PERHAPS


declare_format(
    FileFormat(
        key="greenbutton",
        label="Green Button",
        endings=(".xml",),
        summary="XML of North American and other utilities (ESPI, NAESB REQ.21)",
        sniff=sniff_greenbutton,
        read=read_greenbutton,
        remedy="export it again",
        is_table=False,
    )
)
