"""Merging: readings that arrive for a meter that is stored already.

Pure; ``data.storage.store`` calls it under its lock.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from shlex import quote

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from data.errors import DataError
from data.series import FloatArray, MeterSeries, Quality
from data.time.grid import COMMON
from data.time.wall_clock import offset_at

SAME_VALUE = 1e-9  # relative: a value that went through text and back is the same value


@dataclass(frozen=True)
class MergeSummary:
    """What an import did to the stored readings, counted in readings that hold a value."""

    added: int
    changed: int
    equal: int

    @property
    def sentence(self) -> str:
        """The three counts in words."""
        return f"{self.added:,} readings added, {self.changed:,} changed, {self.equal:,} equal to those stored"


def merged(old: MeterSeries, new: MeterSeries) -> tuple[MeterSeries, MergeSummary]:
    """Return the stored readings with those that arrived.

    By time; where both have a value the arrived one counts, and a missing reading never erases a value. The time zone
    is that of the readings that arrived; country and region too, where they are known. Intervals that neither has
    are missing.

    Raises
    ------
    DataError
        When the steps or the times of day they start at differ.
    """
    _check_steps(old, new)
    old, new = _on_one_grid(old, new)
    step_us = round(old.step.total_seconds() * 1e6)
    first = min(_start_us(old), _start_us(new))
    size = (max(_start_us(old) + len(old) * step_us, _start_us(new) + len(new) * step_us) - first) // step_us
    there = _slice(old, first, step_us)
    here = _slice(new, first, step_us)

    known, arrived = _on_grid(old.power_kw, there, size), _on_grid(new.power_kw, here, size)
    same = np.isclose(known, arrived, rtol=SAME_VALUE, atol=0.0)
    taken = np.isfinite(arrived) & ~same  # of equal values the stored one stays, so that the digest does
    quality = _merged_quality(old, new, (there, here), (known, taken))
    index = pd.to_datetime(first + step_us * np.arange(size), unit="us", utc=True).tz_convert(new.index.tz)
    summary = MergeSummary(
        added=int(np.sum(np.isfinite(arrived) & ~np.isfinite(known))),
        changed=int(np.sum(taken & np.isfinite(known))),
        equal=int(same.sum()),
    )
    both = replace(
        new,
        index=pd.DatetimeIndex(index),
        power_kw=np.where(taken, arrived, known),
        temperature_c=_merged_temperature(old, new, (there, here), size),
        quality=quality,
        country=new.country or old.country,
        region=new.region if new.country else old.region,
    )
    return both, summary


def _check_steps(old: MeterSeries, new: MeterSeries) -> None:
    if old.step != new.step:
        raise DataError(
            f"Meter {old.meter_id} is stored in steps of {_minutes(old)} minutes, but these readings come in steps of "
            f"{_minutes(new)} minutes. Import them under another meter name, or remove the stored meter first "
            f"(python cli.py meters {quote(old.meter_id)} --remove)."
        )


def _on_one_grid(old: MeterSeries, new: MeterSeries) -> tuple[MeterSeries, MeterSeries]:
    """Return both on one grid: of readings by the clock, those of a summer alone lie beside all others."""
    step_us = round(old.step.total_seconds() * 1e6)
    apart = (_start_us(new) - _start_us(old)) % step_us
    if not apart:
        return old, new
    offsets = [offset_at(new.timezone, each.index.asi8[np.isfinite(each.power_kw)]) for each in (old, new)]
    winter, daylight_saving = (int(choose(np.concatenate(offsets))) for choose in (np.min, np.max))
    by = daylight_saving - winter
    old_is_daylight_saving, new_is_daylight_saving = (
        bool(np.mean(offset > winter) >= 1 - COMMON) for offset in offsets
    )
    if old_is_daylight_saving and not new_is_daylight_saving and apart == by % step_us:
        return _later(old, by), new
    if new_is_daylight_saving and not old_is_daylight_saving and apart == -by % step_us:
        return old, _later(new, by)
    starts = [pd.Timestamp(_start_us(each) % step_us, unit="us") for each in (old, new)]
    raise DataError(
        f"Meter {old.meter_id} is stored with intervals of {_minutes(old)} minutes that start at {starts[0]:%H:%M:%S} "
        f"UTC, but these start at {starts[1]:%H:%M:%S} UTC. Check whether the times mark the start or the end of the "
        "interval, and the zone."
    )


def _later(series: MeterSeries, by_us: int) -> MeterSeries:
    return replace(series, index=series.index + pd.Timedelta(by_us, unit="us"))


def _minutes(series: MeterSeries) -> str:
    return f"{series.step.total_seconds() / 60:g}"


def _start_us(series: MeterSeries) -> int:
    return int(series.index.asi8[0])


def _slice(series: MeterSeries, first: int, step_us: int) -> slice:
    start = (_start_us(series) - first) // step_us
    return slice(start, start + len(series))


def _on_grid(values: FloatArray, part: slice, size: int) -> FloatArray:
    whole = np.full(size, np.nan)
    whole[part] = values
    return whole


def _merged_quality(
    old: MeterSeries, new: MeterSeries, parts: tuple[slice, slice], values: tuple[FloatArray, NDArray[np.bool_]]
) -> NDArray[np.uint8]:
    """Return the flags of the values that count; of two missing readings, those of the arrived one."""
    known, taken = values
    flags = np.full(len(known), Quality.MISSING, np.uint8)
    if old.quality is not None:
        flags[parts[0]] = old.quality
    if new.quality is not None:
        counts = (taken | ~np.isfinite(known))[parts[1]]
        flags[parts[1]] = np.where(counts, new.quality, flags[parts[1]])
    return flags


def _merged_temperature(old: MeterSeries, new: MeterSeries, parts: tuple[slice, slice], size: int) -> FloatArray | None:
    if old.temperature_c is None and new.temperature_c is None:
        return None
    temperature = np.full(size, np.nan)
    for series, part in zip((old, new), parts, strict=True):
        if series.temperature_c is not None:
            temperature[part] = np.where(np.isfinite(series.temperature_c), series.temperature_c, temperature[part])
    return temperature
