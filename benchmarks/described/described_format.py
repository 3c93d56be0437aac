"""The record of a described format: who writes it, in which language, zone and steps, and its writer."""

from __future__ import annotations

from dataclasses import dataclass

from benchmarks.described.rows import Write

SEASONS = ("spring", "autumn")


@dataclass(frozen=True)
class DescribedFormat:
    """A format of files of readings.

    Parameters
    ----------
    key
        Short name, unique.
    who, shape
        Who writes it, and how a file looks, for the table.
    language
        Of its columns, two letters.
    zone
        Where its meters stand.
    steps
        Lengths of intervals, minutes.
    write
        Makes a file.
    ending
        Of the file's name.
    tells_zone
        Whether a file tells the zone, so that the zone usual here may be another one.
    seasons
        Those changes of the clock that it can hold without loss.
    counts
        Whether it writes what a counter shows: what was used in the last interval is then unknown.
    """

    key: str
    who: str
    language: str
    shape: str
    zone: str
    steps: tuple[int, ...]
    write: Write
    ending: str = "csv"
    tells_zone: bool = False
    seasons: tuple[str, ...] = SEASONS
    counts: bool = False
