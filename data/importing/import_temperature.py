"""Outdoor temperatures from a file of their own, and their way onto the grid of a meter."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd

from data.errors import DataError
from data.importing.formats.registry import ReadTable
from data.importing.interpreting.interpret import interpret
from data.importing.interpreting.parse import to_celsius
from data.importing.interpreting.roles.cell_facts import kinds_of
from data.importing.interpreting.roles.words import names_temperature
from data.importing.interpreting.to_raw_readings import raw_readings
from data.importing.options import ImportOptions
from data.series import MeterSeries

MAX_BRIDGE_HOURS = 3.0
"""A temperature is interpolated over at most this long; the air does not jump in three hours."""


def temperature_of(
    file: ReadTable, name: str, options: ImportOptions, default_timezone: str | None
) -> pd.Series[float]:
    """Return the temperatures of a table by instant.

    Raises
    ------
    DataError
        When no column is named like a temperature.
    """
    table, known = file.table, file.options
    column = options.temperature_column
    if not column:
        kinds = kinds_of(table)
        column = next((each for each in table.names if kinds[each] == "number" and names_temperature(each)), "")
    if not column:
        raise DataError(
            f"{name} has no column named like a temperature; its columns are {', '.join(table.names)}. Name it as the "
            "temperature column."
        )
    temperature_options = replace(
        known, temperature_column="", value_columns=(column,), meter_column="", layout="wide", unit="kW"
    )
    interpretation = interpret(table, temperature_options, name, default_timezone)
    [(raw, _)] = raw_readings(interpretation, name)
    instants = pd.DatetimeIndex(raw.instants.view("datetime64[us]")).tz_localize("UTC")
    celsius = pd.Series(to_celsius(raw.values, table.heading(column)), index=instants, name="temperature_c")
    return celsius[~celsius.index.duplicated(keep="last")].sort_index()


def with_temperature(series: MeterSeries, temperature: pd.Series[float]) -> MeterSeries:
    """Return a series with outdoor temperature, interpolated in time to the starts of its intervals.

    Parameters
    ----------
    series
        The meter.
    temperature
        Degrees Celsius by instant, time-zone aware, in order of time; NaN is passed over.
    """
    known = temperature.dropna()
    times = pd.DatetimeIndex(known.index).tz_convert("UTC").as_unit("us").asi8
    wanted = series.index.tz_convert("UTC").as_unit("us").asi8
    if len(times) < 2:
        raise DataError("There are fewer than two temperatures; give a file that covers the time of the meter.")
    values = np.interp(wanted, times, known.to_numpy(np.float64), left=np.nan, right=np.nan)
    following = np.clip(np.searchsorted(times, wanted), 1, len(times) - 1)
    bridge = (times[following] - times[following - 1]) / 3.6e9
    exact = times[np.minimum(np.searchsorted(times, wanted), len(times) - 1)] == wanted
    return replace(series, temperature_c=np.where(exact | (bridge <= MAX_BRIDGE_HOURS), values, np.nan))
