"""From a file, or its bytes, to series: the one place where files of readings are opened."""

from __future__ import annotations

import io
from pathlib import Path

import pandas as pd

from data.errors import DataError
from data.importing.formats.archive import Content, unpack
from data.importing.import_greenbutton import import_greenbutton, preview_greenbutton
from data.importing.import_table import glimpse_table, import_table, preview_table
from data.importing.import_temperature import temperature_of
from data.importing.import_uci import import_uci, is_native_uci, is_native_uci_file, preview_uci
from data.importing.imported import Glimpse, Imported, Preview
from data.importing.options import Guess, ImportOptions, check_timezone

__all__ = ["Glimpse", "Guess", "ImportOptions", "Imported", "Preview", "glimpse", "load", "load_temperature", "preview"]


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
    _check_default(default_timezone)
    if isinstance(source, Path) and is_native_uci_file(source, options):  # too large to be held as bytes too
        return import_uci(source, options)
    name, content = _opened(source, name)
    if content.kind == "xml":
        return import_greenbutton(content, name, options, default_timezone)
    if is_native_uci(content, options):
        return import_uci(io.BytesIO(content.body), options)
    return import_table(content, name, options, default_timezone, default_unit)


def preview(
    source: Path | bytes,
    name: str = "",
    options: ImportOptions = ImportOptions(),  # noqa: B008  frozen
    default_timezone: str | None = None,
    default_unit: str = "",
) -> Preview:
    """Show how a file would be imported: the same guesses as ``load`` makes, without building the series."""
    _check_default(default_timezone)
    name, content = _opened(source, name)
    if content.kind == "xml":
        return preview_greenbutton(content, name, options, default_timezone)
    if is_native_uci(content, options):
        return preview_uci(content, name)
    return preview_table(content, name, options, default_timezone, default_unit)


def glimpse(source: Path | bytes, name: str = "", options: ImportOptions = ImportOptions()) -> Glimpse:  # noqa: B008
    """Show the first rows of a table that ``preview`` cannot understand.

    Raises
    ------
    DataError
        When it is no table, or nothing can be seen in it: no option would help.
    """
    name, content = _opened(source, name)
    if content.kind == "xml":
        raise DataError(f"{name} is XML; nothing about how it is read can be chosen.")
    return glimpse_table(content, name, options)


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
    _check_default(default_timezone)
    name, content = _opened(source, name)
    if content.kind == "xml":
        raise DataError(f"{name} is XML; a table of times and temperatures is needed, for example CSV.")
    return temperature_of(content, name, options, default_timezone)


def _check_default(timezone: str | None) -> None:
    if timezone is not None:
        check_timezone(timezone)


def _opened(source: Path | bytes, name: str) -> tuple[str, Content]:
    if isinstance(source, bytes):
        return name or "the file", unpack(source, name or "the file")
    name = name or source.name
    try:
        return name, unpack(source.read_bytes(), name)
    except FileNotFoundError as error:
        raise DataError(f"There is no file {source}; check the path.") from error
    except OSError as error:
        raise DataError(f"{source} cannot be read ({error.strerror}); check the path and the permissions.") from error
