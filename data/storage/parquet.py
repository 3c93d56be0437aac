"""Parquet: a series as one file, readable by any tool, and back without loss.

Columns ``time`` (start of the interval, in the meter's zone), ``power_kw``, ``temperature_c`` and ``quality``; what
does not fit a column stands in the metadata of the file, so that a meter can be described without reading it.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import IO, Any

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from data.errors import DataError
from data.quality import QualityReport
from data.series import MeterSeries
from data.storage.report_json import report_from_json, report_to_json

METADATA_KEY, REPORT_KEY = b"loadlens", b"loadlens_report"
FORMAT_VERSION = 1
ROW_GROUP = 35_040  # a year of 15 minutes: a part of the time line is read without the rest


@dataclass(frozen=True)
class StoredMeter:
    """What is known of a stored meter without reading it.

    ``first`` is the start of the first interval, ``last`` the end of the last one; ``readings`` counts the intervals
    that hold a value.
    """

    meter_id: str
    first: pd.Timestamp
    last: pd.Timestamp
    step: timedelta
    intervals: int
    readings: int
    country: str
    region: str
    has_temperature: bool

    @property
    def timezone(self) -> str:
        """Name of the meter's time zone."""
        return str(self.first.tz)


def write_series(series: MeterSeries, report: QualityReport | None, stream: IO[bytes]) -> None:
    """Write a series as a Parquet file, with the report of its import."""
    zone = series.timezone
    times = pa.array(series.index.asi8, type=pa.timestamp("us", tz=zone))
    columns = {"time": times, "power_kw": pa.array(series.power_kw), "quality": pa.array(series.quality)}
    if series.temperature_c is not None:
        columns["temperature_c"] = pa.array(series.temperature_c)
    record = {
        "version": FORMAT_VERSION,
        "meter_id": series.meter_id,
        "timezone": zone,
        "first_us": int(series.index.asi8[0]),
        "step_us": round(series.step.total_seconds() * 1e6),
        "readings": int(np.isfinite(series.power_kw).sum()),
        "country": series.country,
        "region": series.region,
    }
    metadata = {METADATA_KEY: json.dumps(record).encode()}
    if report is not None:
        metadata[REPORT_KEY] = report_to_json(report).encode()
    table = pa.table(columns).replace_schema_metadata(metadata)
    sink = pa.BufferOutputStream()  # one write instead of dozens of small ones through Python
    pq.write_table(
        table,
        sink,
        row_group_size=ROW_GROUP,
        compression="lz4",
        use_dictionary=["power_kw", "temperature_c"],
        write_statistics=["time"],
        column_encoding={"time": "DELTA_BINARY_PACKED"},
    )
    stream.write(sink.getvalue())


def describe_file(path: Path) -> StoredMeter:
    """Describe the meter in a file from its metadata alone."""
    with _opened(path) as file:
        return _described(file)


def read_report(path: Path) -> QualityReport | None:
    """Read the report of the last import, None where it had none."""
    with _opened(path) as file:
        text = (file.schema_arrow.metadata or {}).get(REPORT_KEY)
    return None if text is None else report_from_json(text.decode())


def read_series(path: Path, start: datetime | None = None, end: datetime | None = None) -> MeterSeries:
    """Read the intervals that start within ``[start, end)``.

    Raises
    ------
    DataError
        When fewer than two intervals lie there, or the file is damaged.
    """
    with _opened(path) as file:
        meter = _described(file)
        low, high = _position(meter, start, 0), _position(meter, end, meter.intervals)
        if high - low < 2:
            raise DataError(
                f"Meter {meter.meter_id} has no readings between {start} and {end}; "
                f"it has readings from {meter.first:%Y-%m-%d} to {meter.last:%Y-%m-%d}."
            )
        groups = list(range(low // ROW_GROUP, (high - 1) // ROW_GROUP + 1))
        names = ["power_kw", "quality", *(["temperature_c"] if meter.has_temperature else [])]
        table = file.read_row_groups(groups, columns=names)
    skipped = low - groups[0] * ROW_GROUP
    values = {name: table[name].to_numpy()[skipped : skipped + high - low] for name in names}
    first_us, step_us = int(meter.first.as_unit("us").value) // 1000, round(meter.step.total_seconds() * 1e6)
    index = pd.to_datetime(first_us + step_us * np.arange(low, high), unit="us", utc=True)
    return MeterSeries(
        meter_id=meter.meter_id,
        index=pd.DatetimeIndex(index).tz_convert(meter.first.tz),
        country=meter.country,
        region=meter.region,
        **values,
    )


def _opened(path: Path) -> pq.ParquetFile:
    try:
        return pq.ParquetFile(path)
    except pa.ArrowInvalid as error:
        raise DataError(
            f"The file {path} of stored readings is damaged ({error}). Delete it and import the readings again."
        ) from error


def _described(file: pq.ParquetFile) -> StoredMeter:
    text = (file.schema_arrow.metadata or {}).get(METADATA_KEY)
    record: dict[str, Any] = json.loads(text) if text else {"version": None}
    if record["version"] != FORMAT_VERSION:
        raise DataError(
            f"A file of stored readings has version {record['version']}, this program reads version {FORMAT_VERSION}. "
            "Use the program that wrote it, or delete it and import the readings again."
        )
    step = timedelta(microseconds=record["step_us"])
    first = pd.Timestamp(record["first_us"], unit="us", tz="UTC").tz_convert(record["timezone"])
    return StoredMeter(
        meter_id=record["meter_id"],
        first=first,
        last=first + step * file.metadata.num_rows,
        step=step,
        intervals=file.metadata.num_rows,
        readings=record["readings"],
        country=record["country"],
        region=record["region"],
        has_temperature="temperature_c" in file.schema_arrow.names,
    )


def _position(meter: StoredMeter, moment: datetime | None, default: int) -> int:
    """Return the first interval that starts at or after a moment."""
    if moment is None:
        return default
    steps = -((meter.first - pd.Timestamp(moment)) // meter.step)  # rounded up
    return int(min(max(steps, 0), meter.intervals))
