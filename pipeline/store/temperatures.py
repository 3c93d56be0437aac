"""Outdoor temperatures from a file of their own, joined to a meter whose readings are stored."""

from __future__ import annotations

import numpy as np
import pandas as pd

from data.errors import DataError
from data.importing.import_temperature import with_temperature
from pipeline.store.workspace import Workspace


def join_temperature(workspace: Workspace, meter_id: str, celsius: pd.Series[float]) -> int:
    """Join outdoor temperatures to a stored meter and return how many of its readings have one.

    Parameters
    ----------
    workspace
        Where the meter is stored.
    meter_id
        Its key.
    celsius
        Degrees Celsius by instant, as of ``data.importing.load.load_temperature``.

    Raises
    ------
    ParameterError, DataError
        When there is no such meter, or none of the temperatures is of the time of its readings.
    """
    series = workspace.store.read(workspace.meter(meter_id).meter_id)
    joined = with_temperature(series, celsius)
    count = 0 if joined.temperature_c is None else int(np.isfinite(joined.temperature_c).sum())
    if not count:
        raise DataError(
            f"None of the temperatures is of the time of {meter_id}, {series.start:%Y-%m-%d} to {series.end:%Y-%m-%d}; "
            "choose another meter or another file."
        )
    workspace.store.write(joined)
    return count
