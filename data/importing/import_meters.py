"""Import of formats that bring more than a table: readings at known instants, or series that are clean already."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from data.errors import DataError
from data.importing.formats.registry import FileFormat, ReadMeters, ReadSeries
from data.importing.imported import PREVIEW_ROWS, Imported, Preview, cleaned
from data.importing.interpreting.guess_time_zone import guess_zone_of_offsets, settled_timezone
from data.importing.options import Guess, ImportOptions
from data.time.wall_clock import FIRST_TIME, MAX_YEAR, MIN_YEAR, TIMES_END

SECOND = 1_000_000


def import_meters(
    file: ReadMeters, kind: FileFormat, name: str, options: ImportOptions, default_timezone: str | None
) -> Imported:
    """Import readings at known instants; of the options only the zone and the unit are of matter."""
    known, guesses = _settled(file, kind, name, options, default_timezone)
    raws = (
        (replace(meter, unit=options.unit or meter.unit, timezone=known.timezone or ""), ()) for meter in file.meters
    )
    return cleaned(raws, guesses, known, file.left_out)


def preview_meters(
    file: ReadMeters, kind: FileFormat, name: str, options: ImportOptions, default_timezone: str | None
) -> Preview:
    """Show the first of such readings."""
    known, guesses = _settled(file, kind, name, options, default_timezone)
    rows = [
        (meter.meter_id, f"{np.datetime64(int(instant), 'us').item():%Y-%m-%d %H:%M:%S}Z", f"{value:g}")
        for meter in file.meters
        for instant, value in zip(meter.instants[:PREVIEW_ROWS], meter.values[:PREVIEW_ROWS], strict=True)
    ]
    count = sum(len(meter.instants) for meter in file.meters)
    names = tuple(meter.meter_id for meter in file.meters)
    columns = ("meter", "start", f"value [{file.meters[0].unit}]")
    return Preview(columns, tuple(rows[:PREVIEW_ROWS]), count, names, guesses, known, file.left_out)


def import_series(file: ReadSeries) -> Imported:
    """Import series that their format has cleaned itself."""
    meters, reports = zip(*file.series(), strict=True)
    known = replace(file.options, value_columns=tuple(meter.meter_id for meter in meters))
    return Imported(meters, reports, file.guesses, known)


def preview_series(file: ReadSeries) -> Preview:
    """Show the first rows of a file with such series."""
    known = replace(file.options, value_columns=file.columns[1:])
    return Preview(file.columns, file.rows, file.readings, file.columns[1:], file.guesses, known)


def _settled(
    file: ReadMeters, kind: FileFormat, name: str, options: ImportOptions, default_timezone: str | None
) -> tuple[ImportOptions, tuple[Guess, ...]]:
    if options.unit is not None and "," in options.unit:
        raise DataError(f"{name} is a {kind.label} file; give one unit for all of its meters, or none.")
    _check_years(file, name)
    units = list(dict.fromkeys(meter.unit for meter in file.meters))
    zone = _zone(file, default_timezone)
    unit = Guess("unit", ", ".join(units), "the file says so", True)
    form = Guess("layout", kind.label, "a format that tells meters, times and units itself", True)
    guesses = [form, *(guess for guess in (zone, unit) if getattr(options, guess.name) is None)]
    stamp = file.meters[0].stamp
    timezone = settled_timezone(options.timezone, zone, name)
    known = options.filled(timezone=timezone, clock="utc", stamp=stamp, layout="long")
    return (known.filled(unit=units[0]) if len(units) == 1 else known), tuple(guesses)


def _check_years(file: ReadMeters, name: str) -> None:
    for meter in file.meters:
        strange = meter.instants[(meter.instants < FIRST_TIME) | (meter.instants >= TIMES_END)]
        if len(strange):
            raise DataError(
                f"{name}: a reading of meter {meter.meter_id} has a time of {strange[0] // SECOND:,} seconds since "
                f"1970, which is not in the years {MIN_YEAR} to {MAX_YEAR}; export the file again."
            )


def _zone(file: ReadMeters, default: str | None) -> Guess:
    if file.timezone:
        return Guess("timezone", file.timezone, "the file names it", True)
    if file.home:
        near = default is not None and default.split("/")[0] == file.home.split("/")[0]
        zone, which = (default or "", "the usual zone here") if near else (file.home, "a zone of its country")
        return Guess("timezone", zone, f"{file.times}; {which}", False)
    return guess_zone_of_offsets(file.standard_offset, file.daylight_saving_offset, file.meters[0].instants, default)
