"""The time zone of a meter, where the offsets in a file tell it."""

from __future__ import annotations

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from data.errors import ParameterError
from data.importing.interpreting.cell_times.dates import NO_TIME
from data.importing.options import Guess
from data.time.wall_clock import HOUR, offset_at

Int64Array = NDArray[np.int64]
SAMPLE = 2000
USUAL_ZONES = (
    "Europe/Zurich", "Europe/London", "Europe/Lisbon", "Europe/Helsinki", "Europe/Athens", "Europe/Istanbul",
    "America/New_York", "America/Chicago", "America/Denver", "America/Phoenix", "America/Los_Angeles",
    "America/Sao_Paulo", "Asia/Tokyo", "Asia/Seoul", "Asia/Shanghai", "Asia/Singapore", "Asia/Kolkata", "Asia/Dubai",
    "Australia/Sydney", "Australia/Brisbane", "Australia/Adelaide", "Australia/Perth", "Pacific/Auckland",
    "Africa/Johannesburg",
)  # fmt: skip


def guess_timezone(wall: Int64Array, offset: Int64Array, named: str, default: str | None) -> Guess:
    """Guess the zone in which a meter stands.

    Parameters
    ----------
    wall, offset
        Times as written and their offsets, ``NO_TIME`` where there is none.
    named
        A zone that the file itself names; may be empty.
    default
        What is taken when the file does not tell; with None the value of the guess is empty then.
    """
    if named and named.upper() not in ("UTC", "GMT", "ETC/UTC") and "/" in named:
        return Guess("timezone", named, "the file names it", True)
    stated = np.flatnonzero(offset != NO_TIME)
    if not len(stated):
        return _usual_zone(default, "the file does not name a zone", "this is the usual one here")
    if np.all(offset[stated] == 0):
        return _usual_zone(default, "the times are UTC", "the zone of the meter is the usual one here")
    sample = stated[np.linspace(0, len(stated) - 1, min(SAMPLE, len(stated))).astype(np.int64)]
    instants, offsets = wall[sample] - offset[sample], offset[sample]
    for zone in _candidates(default):
        if np.array_equal(offset_at(zone, instants), offsets):
            shown = " and ".join(f"{hours:+g} h" for hours in np.unique(offsets) / HOUR)
            return Guess("timezone", zone, f"the offsets in the file ({shown}) are those of this zone", False)
    hours = offsets[0] / HOUR
    if np.all(offsets == offsets[0]) and hours == int(hours):
        return Guess("timezone", f"Etc/GMT{-int(hours):+d}", "all times have this offset", False)
    return _usual_zone(default, "the offsets in the file fit no usual zone", "its readings keep their moments")


def guess_zone_of_offsets(
    standard: int | None, daylight_saving: int, instants: Int64Array, default: str | None
) -> Guess:
    """Guess the zone of a meter from its offset in winter and what summer time adds, both in seconds."""
    if standard is None:
        return _usual_zone(default, "the times are UTC", "the zone of the meter is the usual one here")
    year = pd.Timestamp(int(instants[0]), unit="us").year
    months = np.array([f"{year}-{month:02d}-15" for month in (1, 4, 7, 10)], "datetime64[us]").astype(np.int64)
    wanted = {standard * 1_000_000, (standard + daylight_saving) * 1_000_000}
    for zone in _candidates(default):
        if set(offset_at(zone, months).tolist()) == wanted:
            shown = f"{standard / 3600:+g} h{', summer time' if daylight_saving else ''}"
            return Guess("timezone", zone, f"the file's local time ({shown}) is that of this zone", False)
    return _usual_zone(default, f"no usual zone has the file's offset of {standard / 3600:+g} h")


def settled_timezone(given: str | None, guess: Guess, file: str) -> str:
    """Return the zone that was given, else the one guessed.

    Raises
    ------
    ParameterError
        When neither names one.
    """
    zone = given or guess.value
    if not zone:
        raise ParameterError(
            f"{file} does not say in which time zone its meters stand ({guess.why}); give it, for example "
            "timezone='Europe/Zurich'."
        )
    return zone


def _candidates(default: str | None) -> tuple[str, ...]:
    return USUAL_ZONES if default is None else (default, *USUAL_ZONES)


def _usual_zone(default: str | None, why: str, then: str = "") -> Guess:
    """Return the default as a guess: why nothing better is known, and what the default means then."""
    if default is None:
        return Guess("timezone", "", why, False)
    return Guess("timezone", default, f"{why}; {then}" if then else why, False)
