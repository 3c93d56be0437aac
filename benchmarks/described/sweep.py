"""Every described format, written in every step over every change of the clock, read back and compared."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from benchmarks.described.central import CENTRAL
from benchmarks.described.described_format import DescribedFormat
from benchmarks.described.english import ENGLISH
from benchmarks.described.machines import MACHINES
from benchmarks.described.meter import WH, WrittenMeter, written_meter
from benchmarks.described.north import NORTH
from benchmarks.described.south_and_east import SOUTH_AND_EAST
from data.errors import LoadlensError
from data.importing.load import load
from data.series import MeterSeries

FORMATS: tuple[DescribedFormat, ...] = (*ENGLISH, *CENTRAL, *SOUTH_AND_EAST, *NORTH, *MACHINES)
FAR_AWAY = "Asia/Tokyo"
"""The usual zone here where a file tells its own."""
SAME = 1e-9


@dataclass(frozen=True)
class Trial:
    """One file read back: ``wrong`` says what differs, empty where nothing does; ``refused`` where it was not read."""

    format: DescribedFormat
    minutes: int
    season: str
    wrong: str
    refused: bool = False


def trials(formats: Sequence[DescribedFormat] = FORMATS) -> Iterator[Trial]:
    """Yield what came of each file."""
    for form in formats:
        for minutes in form.steps:
            for season in form.seasons:
                yield trial(form, minutes, season)


def trial(form: DescribedFormat, minutes: int, season: str) -> Trial:
    """Return what came of one file."""
    meter = written_meter(form.zone, minutes, season)
    zone = FAR_AWAY if form.tells_zone else form.zone
    try:
        found = load(form.write(meter), f"{form.key}.{form.ending}", default_timezone=zone)
    except LoadlensError as error:
        return Trial(form, minutes, season, str(error), refused=True)
    used = [series for series in found.meters if np.nansum(np.abs(series.power_kw)) > 0]
    if len(used) != 1:
        return Trial(form, minutes, season, f"{len(used)} meters: {[each.meter_id for each in found.meters][:4]}")
    return Trial(form, minutes, season, _difference(used[0], meter.without_last() if form.counts else meter))


def _difference(series: MeterSeries, meter: WrittenMeter) -> str:
    """Return what differs between a series and what was written, empty where nothing does."""
    known = np.flatnonzero(np.isfinite(series.power_kw))
    true_kwh = float(meter.watt_hours.sum()) / WH
    shown = f"{len(known)} of {len(meter.index)} readings, {series.energy_kwh / true_kwh - 1:+.2%} energy"
    if len(known) != len(meter.index):
        return shown
    first, last = series.index[known[0]], series.index[known[-1]]
    if (first, last) != (meter.index[0], meter.index[-1]):
        return f"{shown}, from {first} to {last}, not {meter.index[0]} to {meter.index[-1]}"
    far = np.abs(series.power_kw[known] - meter.power_kw) > SAME * np.maximum(meter.power_kw, 1.0)
    return f"{shown}, {int(far.sum())} values differ" if far.any() else ""
