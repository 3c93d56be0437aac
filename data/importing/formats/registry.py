"""Formats of files, each declared once: recognised by their content, read, named to people, all from one record.

A module of this package that calls ``declare_format`` is a format; see ``docs/add-a-format.md``.
"""

from __future__ import annotations

import importlib
import pkgutil
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from data.importing.options import Guess, ImportOptions, LeftOut
from data.importing.raw_readings import RawReadings
from data.importing.raw_table import RawTable
from data.quality import QualityReport
from data.series import MeterSeries

SURE, LIKELY, PERHAPS, FALLBACK = 1.0, 0.8, 0.3, 0.1
"""How sure a format is of a content. What is known to be no readings, such as a PDF, is refused below ``LIKELY``."""
WRAPPERS = (".gz", ".zip")
"""Endings of what may stand around a file of any format."""
MAX_NAMED = 7
_declared: dict[str, FileFormat] = {}


@dataclass(frozen=True)
class ReadTable:
    """A table that is still to be interpreted; ``options`` and ``guesses`` say what reading it has settled."""

    table: RawTable
    options: ImportOptions
    guesses: tuple[Guess, ...] = ()


@dataclass(frozen=True)
class ReadMeters:
    """Readings of meters at known instants, of which only the zone may be open.

    Parameters
    ----------
    meters
        With an empty zone; ``instants`` are in UTC.
    left_out
        What of the file is not used.
    standard_offset, daylight_saving_offset
        The local offset from UTC in winter, None where the file does not tell, and what summer adds, in seconds.
    timezone
        The zone that the file names, empty where it names none.
    home, times
        A zone in the country of the format, taken where the usual zone is in another part of the world; and what the
        times in the file are, for the reason.
    """

    meters: tuple[RawReadings, ...]
    left_out: tuple[LeftOut, ...] = ()
    standard_offset: int | None = None
    daylight_saving_offset: int = 0
    timezone: str = ""
    home: str = ""
    times: str = "the times are UTC"


@dataclass(frozen=True)
class ReadSeries:
    """Series that the format itself has cleaned, one after the other, with the first rows for a look beforehand."""

    series: Callable[[], Iterator[tuple[MeterSeries, QualityReport]]]
    options: ImportOptions
    guesses: tuple[Guess, ...]
    columns: tuple[str, ...] = ()
    rows: tuple[tuple[str, ...], ...] = ()
    readings: int = 0


ReadFile = ReadTable | ReadMeters | ReadSeries


@dataclass(frozen=True)
class FileFormat:
    """One format.

    Parameters
    ----------
    key, label, endings
        In code; to people; of file names, with their dot, in small letters.
    summary
        What it is and where it comes from, for the table of formats.
    sniff
        From the content of a file, without gzip or zip around it, to how sure the format is of it: 0 to 1.
    read
        From the content, the file's name and what is known of it to what is in it. Raises ``DataError`` with a
        sentence, or any of the usual exceptions, of which a sentence is made.
    remedy
        What to do about a file that cannot be read: the end of that sentence.
    is_table
        Whether ``read`` brings a table, so that a person can say how it is to be interpreted.
    is_text
        Whether the table is text with an encoding and a separator, so that these can be said too.
    fits
        Whether a file may be read so with what is known of it.
    from_path
        Reads a file that is too large to be held as bytes; None where it is of another format.
    named
        Whether sentences name it; the tables of one publisher are CSV to people.
    """

    key: str
    label: str
    endings: tuple[str, ...]
    summary: str
    sniff: Callable[[bytes], float]
    read: Callable[[bytes, str, ImportOptions], ReadFile]
    remedy: str = "fetch it again"
    is_table: bool = True
    is_text: bool = False
    fits: Callable[[ImportOptions], bool] = lambda _options: True
    from_path: Callable[[Path, ImportOptions], ReadSeries | None] | None = None
    named: bool = True


def declare_format(record: FileFormat) -> FileFormat:
    """Make a format known to the loader, the page and the documents, and return it.

    Raises
    ------
    TypeError
        When another one has its key.
    """
    if _declared.setdefault(record.key, record) is not record:
        raise TypeError(f"Two formats have the key {record.key!r}; give one of them another.")
    return record


def file_formats() -> tuple[FileFormat, ...]:
    """Return every format in order of its label."""
    _discover()
    return tuple(sorted(_declared.values(), key=lambda each: each.label))


def format_of(body: bytes, options: ImportOptions) -> tuple[FileFormat | None, float]:
    """Return the format that is surest of a content, and how sure; None where none takes it for its own."""
    found = [(each.sniff(body), each) for each in file_formats() if each.fits(options)]
    confidence, best = max(found, key=lambda pair: pair[0])
    return (best, confidence) if confidence > 0 else (None, 0.0)


def accepted_formats() -> str:
    """Return the names of the formats in words: ``CSV, Excel or Parquet``."""
    names = [each.label for each in file_formats() if each.named]
    names = names if len(names) <= MAX_NAMED else [*names[: MAX_NAMED - 1], f"{len(names) - MAX_NAMED + 1} more kinds"]
    return f"{', '.join(names[:-1])} or {names[-1]}"


def file_endings() -> tuple[str, ...]:
    """Return the endings of file names of all formats."""
    return tuple(dict.fromkeys(ending for each in file_formats() for ending in each.endings))


def stem_of(name: str) -> str:
    """Return a file's name without folder and endings, as the name of a meter."""
    plain = re.split(r"[/\\]", name)[-1]
    endings = "|".join(re.escape(ending) for ending in (*file_endings(), *WRAPPERS))
    return re.sub(rf"(?:{endings})+$", "", plain, flags=re.IGNORECASE) or "meter"


@cache
def _discover() -> None:
    package = importlib.import_module("data.importing.formats")
    for module in pkgutil.iter_modules(package.__path__):
        importlib.import_module(f"data.importing.formats.{module.name}")
