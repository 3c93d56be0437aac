"""From a file, or its bytes, to series: the one place where files of readings are opened."""

from __future__ import annotations

import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pandas as pd

from data.errors import DataError, LoadlensError, UnforeseenError
from data.importing.formats.archive import unpacked_file
from data.importing.formats.registry import FileFormat, ReadFile, ReadMeters, ReadSeries, ReadTable, file_formats
from data.importing.import_meters import import_meters, import_series, preview_meters, preview_series
from data.importing.import_table import examine_table, glimpse_lines, glimpse_table, import_table, preview_table
from data.importing.import_temperature import temperature_of
from data.importing.imported import Examined, Glimpse, Imported, Preview
from data.importing.options import Guess, ImportOptions, check_timezone

__all__ = [
    "Examined", "Glimpse", "Guess", "ImportOptions", "Imported", "Preview", "examine", "glimpse", "load",
    "load_temperature", "preview",
]  # fmt: skip

UNREADABLE = (
    ValueError, LookupError, TypeError, ArithmeticError, AttributeError, OSError, EOFError, SyntaxError,
    zipfile.BadZipFile,
)  # fmt: skip
"""What a reader stumbles over in a damaged file; errors of Arrow are ValueError, LookupError or OSError as well."""
MAX_REASON = 120


@contextmanager
def in_a_sentence(source: Path | bytes, name: str) -> Iterator[None]:
    """Make a sentence of every error, also of what nobody foresaw."""
    try:
        yield
    except LoadlensError:
        raise
    except Exception as error:
        file = name or (source.name if isinstance(source, Path) else "the file")
        raise UnforeseenError(file, error) from error


def load(
    source: Path | bytes,
    name: str = "",
    options: ImportOptions = ImportOptions(),  # noqa: B008  frozen
    default_timezone: str | None = None,
    default_unit: str = "",
) -> Imported:
    """Import a file of readings.

    Parameters
    ----------
    source
        A path, or the content of a file.
    name
        The file's name: for messages, for the unit it may state and for a meter that the file does not
        name. It is never used as a path.
    options
        What is known of the file; the rest is guessed.
    default_timezone
        Zone of the meters where neither options nor file name one; with None they must.
    default_unit
        Unit of the readings where neither names one; guessed where it is empty.

    Raises
    ------
    DataError
        When the file cannot be used; the sentence says what and where.
    ParameterError
        When there is no such zone, or nothing names one.
    """
    with in_a_sentence(source, name):
        _check_default(default_timezone)
        if isinstance(source, Path) and (large := _from_path(source, options)):
            return import_series(large)
        name, kind, body = _opened(source, name, options)
        file = _read(kind, body, name, options)
        match file:
            case ReadTable():
                return import_table(file, name, default_timezone, default_unit)
            case ReadMeters():
                return import_meters(file, kind, name, options, default_timezone)
            case ReadSeries():
                return import_series(file)


def preview(
    source: Path | bytes,
    name: str = "",
    options: ImportOptions = ImportOptions(),  # noqa: B008  frozen
    default_timezone: str | None = None,
    default_unit: str = "",
) -> Preview:
    """Show how a file would be imported: the same guesses as ``load`` makes, without building the series."""
    with in_a_sentence(source, name):
        _check_default(default_timezone)
        name, kind, body = _opened(source, name, options)
        file = _read(kind, body, name, options)
        match file:
            case ReadTable():
                return preview_table(file, name, default_timezone, default_unit)
            case ReadMeters():
                return preview_meters(file, kind, name, options, default_timezone)
            case ReadSeries():
                return preview_series(file)


def examine(
    source: Path | bytes,
    name: str = "",
    options: ImportOptions = ImportOptions(),  # noqa: B008  frozen
    default_timezone: str | None = None,
    default_unit: str = "",
) -> Examined:
    """Import a file and show its first rows: what ``load`` and ``preview`` give, for little more than the former."""
    _check_default(default_timezone)
    name, kind, body = _opened(source, name, options)
    file = _read(kind, body, name, options)
    match file:
        case ReadTable():
            return examine_table(file, name, default_timezone, default_unit)
        case ReadMeters():
            return Examined(
                preview_meters(file, kind, name, options, default_timezone),
                import_meters(file, kind, name, options, default_timezone),
            )
        case ReadSeries():
            return Examined(preview_series(file), import_series(file))


def glimpse(source: Path | bytes, name: str = "", options: ImportOptions = ImportOptions()) -> Glimpse:  # noqa: B008
    """Show the first rows of a table that ``preview`` cannot understand.

    Raises
    ------
    DataError
        When it is no table, or nothing can be seen in it: no option would help.
    """
    with in_a_sentence(source, name):
        name, kind, body = _opened(source, name, options)
        if not kind.is_table:
            raise DataError(f"{name} is a {kind.label} file; nothing about how it is read can be chosen.")
        try:
            file = _read(kind, body, name, options)
        except DataError:
            if not kind.is_text:
                raise
            return glimpse_lines(body, name, options)
        if not isinstance(file, ReadTable):
            raise DataError(f"{name} is a {kind.label} file; nothing about how it is read can be chosen.")
        return glimpse_table(file, is_text=kind.is_text)


def load_temperature(
    source: Path | bytes,
    name: str = "",
    options: ImportOptions = ImportOptions(),  # noqa: B008  frozen
    default_timezone: str | None = None,
) -> pd.Series[float]:
    """Read a file of outdoor temperatures; ``import_temperature.with_temperature`` joins them to meters.

    Returns
    -------
    pandas.Series
        Degrees Celsius by instant (UTC), in order of time.

    Raises
    ------
    DataError
        When there is no column of times or none of temperatures.
    ParameterError
        When nothing names the time zone of the times.
    """
    with in_a_sentence(source, name):
        _check_default(default_timezone)
        name, kind, body = _opened(source, name, options)
        file = _read(kind, body, name, options) if kind.is_table else None
        if not isinstance(file, ReadTable):
            raise DataError(
                f"{name} is a {kind.label} file; a table of times and temperatures is needed, for example CSV."
            )
        return temperature_of(file, name, options, default_timezone)


def _check_default(timezone: str | None) -> None:
    if timezone is not None:
        check_timezone(timezone)


def _from_path(path: Path, options: ImportOptions) -> ReadSeries | None:
    """Return what is in a file that is too large to be held as bytes too, None where no format takes it so."""
    takers = (kind.from_path for kind in file_formats() if kind.from_path and kind.fits(options))
    return next((file for taker in takers if (file := taker(path, options))), None)


def _opened(source: Path | bytes, name: str, options: ImportOptions) -> tuple[str, FileFormat, bytes]:
    if isinstance(source, bytes):
        name = name or "the file"
        return name, *unpacked_file(source, name, options)
    name = name or source.name
    try:
        return name, *unpacked_file(source.read_bytes(), name, options)
    except FileNotFoundError as error:
        raise DataError(f"There is no file {source}; check the path.") from error
    except OSError as error:
        raise DataError(f"{source} cannot be read ({error.strerror}); check the path and the permissions.") from error


def _read(kind: FileFormat, body: bytes, name: str, options: ImportOptions) -> ReadFile:
    """Return what a format finds in a content; whatever it stumbles over becomes a sentence."""
    try:
        return kind.read(body, name, options)
    except UNREADABLE as error:
        reason = str(error).splitlines()[0] if str(error) else type(error).__name__
        raise DataError(f"{name} cannot be read as {kind.label} ({reason[:MAX_REASON]}); {kind.remedy}.") from error
