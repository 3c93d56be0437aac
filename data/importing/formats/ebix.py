"""Metered data as XML of energy markets: SDAT-CH of Switzerland, ebIX of other countries, and documents of IEC 62325.

None of them has a time beside a value: a reading is the position of its interval within a period of a fixed resolution.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, datetime

import numpy as np

from data.errors import DataError
from data.importing.formats.registry import SURE, FileFormat, ReadMeters, declare_format, stem_of
from data.importing.formats.xml_tree import Element, parse_xml
from data.importing.options import ImportOptions, LeftOut
from data.importing.raw_readings import RawReadings
from data.series import Quality

SECOND = 1_000_000
UNITS = {"KWH": "kWh", "WH": "Wh", "MWH": "MWh", "KW": "kW", "KWT": "kW", "MAW": "MW", "MW": "MW", "W": "W", "WTT": "W"}
SERIES = ("MeteringData", "PayloadEnergyTimeSeries", "TimeSeries")
POINTS = ("Observation", "IntervalEnergyObservation", "Point")
POSITIONS = ("Position/Sequence", "Position", "position")
VOLUMES = ("Volume", "EnergyQuantity", "EnergyVolume", "out_Quantity.quantity", "quantity")
QUALITIES = ("Condition", "QuantityQuality", "quality")
MEASURED = ("", "A04", "E01", "23", "36", "21")
"""Codes of readings that were measured, or carry no word of being something else."""
HOME = "Europe/Zurich"
HEAD_BYTES = 4000
_MARKS = (b"ValidatedMeteredData", b"MeteredDataTimeSeries", b"eemForEnergyTimeSeries", b"MarketDocument")
_DURATION = re.compile(r"P(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?(?:(\d+)S)?)?$")
_MINUTES = {"MIN": 1, "HUR": 60, "HOUR": 60, "H": 60, "D": 1440, "DAY": 1440}


def read_ebix(body: bytes, file: str, options: ImportOptions) -> ReadMeters:  # noqa: ARG001 - a format takes them
    """Read a document of metered data; series in other units than those of power and energy are left out.

    Raises
    ------
    DataError
        When the XML is malformed or a reading is incomplete, naming the line; or when there are no readings.
    """
    root = parse_xml(body, file)
    parts: dict[tuple[str, str, str], list[RawReadings]] = {}
    left_out: dict[str, LeftOut] = {}
    for series in (each for name in SERIES for each in root.every(name)):
        name, direction = _name(series) or stem_of(file), _direction(series)
        unit = UNITS.get(_unit(series).upper(), "")
        if not unit:
            left_out[name] = LeftOut("meter", name, f"its unit ({_unit(series)}) is not one of power or energy")
            continue
        shown = f"{name} (fed in)" if direction == "feed-in" else name
        for period in _periods(series):
            parts.setdefault((shown, unit, direction), []).append(_period(period, series, shown, unit, file))
    meters = tuple(_joined(each, direction) for (_, _, direction), each in parts.items())
    if not meters:
        why = " ".join(each.sentence for each in left_out.values()) or "it holds no observations."
        raise DataError(f"{file} is market XML without readings of electricity: {why}")
    return ReadMeters(meters, tuple(left_out.values()), home=HOME)


def _periods(series: Element) -> Iterator[Element]:
    """Yield the parts of a series that have a start and readings of their own: the series itself, or its periods."""
    periods = [each for name in ("Period", "ObservationPeriodTimeSeriesPeriod") for each in series.every(name)]
    own = any(child.name in POINTS for child in series.children)
    yield from [series] if own or not periods else periods


def _name(series: Element) -> str:
    for point in ("ConsumptionMeteringPoint", "ProductionMeteringPoint", "MeteringPointUsedDomainLocation"):
        found = series.find(point)
        if found:
            return next((child.text.strip() for child in found.every_leaf() if child.text.strip()), "")
    return series.read("MarketEvaluationPoint/mRID") or series.read("registeredResource.mRID") or series.read("mRID")


def _direction(series: Element) -> str:
    flow = series.read("flowDirection.direction") or series.read("businessType")
    return "feed-in" if series.find("ProductionMeteringPoint") or flow in ("A01", "E18") else "consumption"


def _unit(series: Element) -> str:
    for element in ("MeasureUnit", "UnitType", "measurement_Measure_Unit.name", "quantity_Measure_Unit.name"):
        found = next(series.every(element), None)
        if found:
            return found.text.strip() or "".join(child.text.strip() for child in found.children)
    return "KWH"


def _period(period: Element, series: Element, name: str, unit: str, file: str) -> RawReadings:
    start, end = _interval(period, series, file)
    points = [point for kind in POINTS for point in period.every(kind)]
    positions = np.array([_number(point, POSITIONS, file) for point in points], np.int64)
    if not len(positions):
        raise DataError(f"{file}, line {period.line}: the period has no readings; export the file again.")
    length = _resolution(period, series) or (end - start) // max(int(positions.max()), 1)
    values = np.array([_number(point, VOLUMES, file) for point in points], np.float64)
    marks = [next(filter(None, (point.read(each) for each in QUALITIES)), "") for point in points]
    flags = np.where(np.isin(marks, MEASURED), 0, Quality.ESTIMATED).astype(np.uint8)
    return RawReadings(name, start + (positions - 1) * length, values, unit, "", flags=flags)


def _interval(period: Element, series: Element, file: str) -> tuple[int, int]:
    ends = []
    for names in (("StartDateTime", "Start", "start"), ("EndDateTime", "End", "end")):
        found = next((each for where in (period, series) for name in names for each in where.every(name)), None)
        if found is None:
            raise DataError(f"{file}, line {period.line}: the period has no {names[0]}; export the file again.")
        ends.append(_instant(found, file))
    return ends[0], ends[1]


def _instant(element: Element, file: str) -> int:
    try:
        moment = datetime.fromisoformat(element.text.strip().replace("Z", "+00:00"))
    except ValueError as error:
        raise DataError(
            f"{file}, line {element.line}: {element.text.strip()!r} is no time; export it again."
        ) from error
    return round((moment if moment.tzinfo else moment.replace(tzinfo=UTC)).timestamp()) * SECOND


def _resolution(period: Element, series: Element) -> int:
    """Return the length of an interval in microseconds, 0 where none is stated."""
    for where in (period, series):
        found = next((each for name in ("ResolutionDuration", "resolution") for each in where.every(name)), None)
        duration = _DURATION.match(found.text.strip()) if found else None
        if duration:
            days, hours, minutes, seconds = (int(part or 0) for part in duration.groups())
            return (((days * 24 + hours) * 60 + minutes) * 60 + seconds) * SECOND
        stated = next((each for each in where.every("Resolution") if each.children), None)
        if stated and stated.read("Resolution").isdigit():
            return int(stated.read("Resolution")) * _MINUTES.get(stated.read("Unit").upper(), 1) * 60 * SECOND
    return 0


def _number(point: Element, paths: tuple[str, ...], file: str) -> float:
    text = next(filter(None, (point.read(path) for path in paths)), "")
    try:
        return float(text)
    except ValueError as error:
        what = f"{text!r} is no number" if text else f"there is no {paths[0].split('/')[0]}"
        raise DataError(f"{file}, line {point.line}: {what} in an observation; export the file again.") from error


def _joined(parts: list[RawReadings], direction: str) -> RawReadings:
    """Return the periods of one series as one meter, in order of time."""
    instants = np.concatenate([part.instants for part in parts])
    order = np.argsort(instants, kind="stable")
    values = np.concatenate([part.values for part in parts])[order]
    flags = np.concatenate([part.flags for part in parts if part.flags is not None])[order]
    return RawReadings(parts[0].meter_id, instants[order], values, parts[0].unit, "", flags=flags, direction=direction)


def sniff_ebix(body: bytes) -> float:
    """Return how sure it is that a content is such a document."""
    head = body[:HEAD_BYTES].lstrip(b"\xef\xbb\xbf \t\r\n")
    return SURE if head.startswith(b"<") and any(mark in head for mark in _MARKS) else 0.0


declare_format(
    FileFormat(
        key="ebix",
        label="SDAT-CH or ebIX",
        endings=(".xml",),
        summary="XML of metered data as network operators send it: SDAT-CH, ebIX, IEC 62325",
        sniff=sniff_ebix,
        read=read_ebix,
        remedy="export it again",
        is_table=False,
    )
)
