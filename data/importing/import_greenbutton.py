"""Import of Green Button files."""

from __future__ import annotations

import numpy as np

from data.errors import DataError
from data.importing.formats.archive import Content
from data.importing.formats.greenbutton import GreenButton, GreenMeter, read_greenbutton
from data.importing.imported import PREVIEW_ROWS, Imported, Preview, cleaned, stem_of
from data.importing.interpreting.guess_time_zone import guess_zone_of_offsets, settled_timezone
from data.importing.options import Guess, ImportOptions
from data.importing.raw_readings import RawReadings


def import_greenbutton(content: Content, name: str, options: ImportOptions, default_timezone: str | None) -> Imported:
    """Import a Green Button file; of the options only the zone and the unit are of matter."""
    file = read_greenbutton(content.body, name, stem_of(name))
    known, guesses = _settled(file, options, default_timezone, name)
    raws = ((_raw(meter, options.unit or meter.unit, known.timezone or ""), ()) for meter in file.meters)
    return cleaned(raws, guesses, known, file.skipped)


def preview_greenbutton(content: Content, name: str, options: ImportOptions, default_timezone: str | None) -> Preview:
    """Show the first readings of a Green Button file."""
    file = read_greenbutton(content.body, name, stem_of(name))
    known, guesses = _settled(file, options, default_timezone, name)
    rows = [
        (meter.meter_id, f"{np.datetime64(int(instant), 'us').item():%Y-%m-%d %H:%M:%S}Z", f"{value:g}")
        for meter in file.meters
        for instant, value in zip(meter.instants[:PREVIEW_ROWS], meter.values[:PREVIEW_ROWS], strict=True)
    ]
    count = sum(len(meter.instants) for meter in file.meters)
    names = tuple(meter.meter_id for meter in file.meters)
    columns = ("meter", "start", f"value [{file.meters[0].unit}]")
    return Preview(columns, tuple(rows[:PREVIEW_ROWS]), count, names, guesses, known, file.skipped)


def _raw(meter: GreenMeter, unit: str, timezone: str) -> RawReadings:
    return RawReadings(meter.meter_id, meter.instants, meter.values, unit, timezone, flags=meter.flags)


def _settled(
    file: GreenButton, options: ImportOptions, default_timezone: str | None, name: str
) -> tuple[ImportOptions, tuple[Guess, ...]]:
    if options.unit is not None and "," in options.unit:
        raise DataError(f"{name} is a Green Button file; give one unit for all of its meters, or none.")
    units = list(dict.fromkeys(meter.unit for meter in file.meters))
    zone = guess_zone_of_offsets(
        file.standard_offset, file.daylight_saving_offset, file.meters[0].instants, default_timezone
    )
    unit = Guess("unit", ", ".join(units), "the file says so", True)
    form = Guess("layout", "Green Button", "XML with interval readings", True)
    guesses = [form, *(guess for guess in (zone, unit) if getattr(options, guess.name) is None)]
    known = options.filled(
        timezone=settled_timezone(options.timezone, zone, name), clock="utc", stamp="start", layout="long"
    )
    return (known.filled(unit=units[0]) if len(units) == 1 else known), tuple(guesses)
