"""Raw readings: what importing found of one meter, as written, before it is cleaned."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

FloatArray = NDArray[np.float64]
Int64Array = NDArray[np.int64]
FlagArray = NDArray[np.uint8]


@dataclass(frozen=True)
class RawReadings:
    """One meter's readings as written, in order of appearance.

    Parameters
    ----------
    meter_id
        The meter.
    instants
        Microseconds since 1970 in UTC, each the start or the end of an interval (see `stamp`).
    values
        Readings in `unit`; NaN where a row has none.
    unit
        One of ``data.importing.options.UNITS``.
    timezone
        The meter's zone.
    stamp
        ``"start"`` or ``"end"``; of no matter for a register, whose readings are those of an instant.
    flags
        ``Quality`` flags known already, one a reading.
    temperature_c
        Outdoor temperature at each reading, in degrees Celsius.
    direction
        ``"consumption"``, or ``"feed-in"`` for what is produced or given to the grid.
    """

    meter_id: str
    instants: Int64Array
    values: FloatArray
    unit: str
    timezone: str
    stamp: str = "start"
    flags: FlagArray | None = None
    temperature_c: FloatArray | None = None
    direction: str = "consumption"
