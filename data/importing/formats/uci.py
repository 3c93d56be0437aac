"""Reader of ElectricityLoadDiagrams20112014 (UCI, DOI 10.24432/C58C86, CC BY 4.0) in its native format.

370 clients in Portugal, four years of quarter-hours: kW, ``;``, decimal comma, 96 rows every day in local time, stamped
at the end of the interval. What the clock change makes of that is undone here: every reading gets its absolute time.
"""

from __future__ import annotations

import csv
import io
import zipfile
import zlib
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from dataclasses import fields
from pathlib import Path
from typing import IO

import numpy as np
import pyarrow as pa
import pyarrow.csv as pacsv
from numpy.typing import NDArray

from data.errors import DataError
from data.importing.formats.registry import SURE, FileFormat, ReadSeries, declare_format
from data.importing.formats.uci_grid import TIMEZONE, grid_of
from data.importing.options import Guess, ImportOptions
from data.quality import QualityReport
from data.series import FloatArray, MeterSeries

BLOCK_BYTES = 4 << 20  # two cores stay busy, and memory is used again and again
HEAD_BYTES = 100
PREVIEW_BYTES = 1_000_000
PREVIEW_ROWS = 20
UCI_OPTIONS = ImportOptions(
    separator=";", decimal=",", date_order="ymd", header_row=0, layout="wide", meter_column="", temperature_column="",
    timezone=TIMEZONE, clock="local", stamp="end", unit="kW", encoding="utf-8",
)  # fmt: skip
_WHY = "the header is that of the UCI load diagrams: kW by the Portuguese clock, stamped at the end"
UCI_GUESSES = (Guess("layout", "UCI", _WHY, True),)
TIME = "time"
EXPECTED = 'a header like "";"MT_001";"MT_002" and rows like "2011-01-01 00:15:00";1,26;22,7'


def is_uci(head: bytes) -> bool:
    """Return whether a file that starts like this is in the native format."""
    line = head.lstrip(b"\xef\xbb\xbf").split(b"\n", 1)[0].replace(b'"', b"")
    return line.startswith(b";MT_")


def read_uci(
    source: Path | IO[bytes], meters: Collection[str] | None = None
) -> Iterator[tuple[MeterSeries, QualityReport]]:
    """Read the clients one by one; a path may be the text or the zip it is published in.

    What lies before the first reading of a client is missing and flagged ``NOT_COMMISSIONED``. The double hour of
    October is halved and flagged ``CLOCK_CHANGE``. The hour of zeros in March does not exist in absolute time and
    leaves no trace but a data problem.

    Parameters
    ----------
    meters
        Names of the clients wanted; all when None.

    Raises
    ------
    DataError
        When the file is not in this format, or has no client of a wanted name.
    """
    table = _table(source, meters)
    grid = grid_of(table[TIME].to_numpy(), lambda rows: _totals(table, rows))
    values = np.empty(table.num_rows)
    for name in table.column_names[1:]:
        np.concatenate([chunk.to_numpy(zero_copy_only=False) for chunk in table[name].chunks], out=values)
        yield grid.meter(name, values)


def _totals(table: pa.Table, rows: NDArray[np.int64]) -> FloatArray:
    totals = np.zeros(len(rows))
    for position, row in enumerate(rows):
        values = table.slice(int(row), 1).to_pylist()[0]
        totals[position] = sum(values[name] or 0.0 for name in table.column_names[1:])
    return totals


def _table(source: Path | IO[bytes], meters: Collection[str] | None) -> pa.Table:
    with _stream(source) as stream:
        names = _names(stream.readline())
        unknown = sorted(set(meters or ()) - set(names))
        if unknown:
            raise DataError(f"The file has no client {unknown[0]!r}; it has {names[0]} to {names[-1]}.")
        wanted = [name for name in names if meters is None or name in meters]
        types = {TIME: pa.timestamp("s"), **dict.fromkeys(wanted, pa.float64())}
        try:
            return pacsv.read_csv(
                pa.PythonFile(stream, mode="r"),
                pacsv.ReadOptions(column_names=[TIME, *names], block_size=BLOCK_BYTES),
                pacsv.ParseOptions(delimiter=";"),
                pacsv.ConvertOptions(column_types=types, include_columns=list(types), decimal_point=","),
            )
        except (pa.ArrowInvalid, zipfile.BadZipFile, zlib.error, EOFError) as error:
            raise DataError(f"The file is no UCI load diagram: {error}. Expected is {EXPECTED}.") from error


def is_uci_file(path: Path) -> bool:
    """Return whether a file, or the text in the zip it is published in, is in the native format."""
    try:
        with _stream(path) as stream:
            return is_uci(stream.read(HEAD_BYTES))
    except (DataError, OSError, zipfile.BadZipFile, zlib.error, NotImplementedError, RuntimeError):  # some other zip
        return False


@contextmanager
def _stream(source: Path | IO[bytes]) -> Iterator[IO[bytes]]:
    if not isinstance(source, Path):
        yield source
        return
    if not source.exists():
        raise DataError(f"There is no file {source}.")
    if not zipfile.is_zipfile(source):
        with source.open("rb") as stream:
            yield stream
        return
    with zipfile.ZipFile(source) as archive, archive.open(text_in(archive)) as stream:
        yield stream


def text_in(archive: zipfile.ZipFile) -> str:
    """Return the name of the text in an archive, as the one that is published.

    Raises
    ------
    DataError
        When there is none.
    """
    texts = [name for name in archive.namelist() if name.endswith(".txt") and not name.startswith("__MACOSX")]
    if not texts:
        raise DataError(f"{archive.filename} holds no text file; expected is LD2011_2014.txt.")
    return texts[0]


def _names(header: bytes) -> list[str]:
    try:
        first, *names = next(csv.reader([header.decode("utf-8-sig")], delimiter=";"), []) or [""]
    except (UnicodeDecodeError, csv.Error):
        first, names = "?", []
    if first.strip() or not names or len(set(names)) < len(names):
        raise DataError(f"The file is no UCI load diagram. Expected is {EXPECTED}.")
    return [name.strip() for name in names]


def is_native_uci_file(path: Path, options: ImportOptions) -> bool:
    """Return whether a file is in the native format, and the options do not ask for it to be read otherwise."""
    return _agrees(options) and is_uci_file(path)


def _agrees(options: ImportOptions) -> bool:
    given = {field.name: getattr(options, field.name) for field in fields(options)}
    return all(
        value is None or name in ("value_columns", "time_column") or value == getattr(UCI_OPTIONS, name)
        for name, value in given.items()
    )


def _read_body(body: bytes, name: str, options: ImportOptions) -> ReadSeries:
    head = body[:PREVIEW_BYTES].decode("utf-8-sig", errors="replace").splitlines()
    rows = list(csv.reader(head[: PREVIEW_ROWS + 1], delimiter=";"))
    if len(rows) < 2:
        raise DataError(f"{name} has a header but no readings below it; fetch it again.")
    return ReadSeries(
        lambda: read_uci(io.BytesIO(body), options.value_columns),
        UCI_OPTIONS,
        UCI_GUESSES,
        columns=("time", *rows[0][1:]),
        rows=tuple(map(tuple, rows[1:])),
        readings=body.count(b"\n") - 1,
    )


def _read_path(path: Path, options: ImportOptions) -> ReadSeries | None:
    if not is_uci_file(path):
        return None
    return ReadSeries(lambda: read_uci(path, options.value_columns), UCI_OPTIONS, UCI_GUESSES)


declare_format(
    FileFormat(
        key="uci",
        label="UCI load diagrams",
        endings=(".txt",),
        summary="ElectricityLoadDiagrams20112014 as it is published: 370 Portuguese meters",
        sniff=lambda body: SURE if is_uci(body[:PREVIEW_BYTES]) else 0.0,
        read=_read_body,
        is_table=False,
        fits=_agrees,
        from_path=_read_path,
    )
)
