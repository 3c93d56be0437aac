"""Files and options that cannot be used: a sentence that names the file and the place, never anything else."""

from __future__ import annotations

import gzip
import io
import zipfile
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from data.errors import DataError, LoadlensError, ParameterError
from data.importing.load import ImportOptions
from tests.data.importing.in_zurich import load, load_temperature
from tests.data.importing.tables_written import long_rows, text
from tests.data.importing.two_days import PLAIN, VALUES, WALL, workbook, zipped


def nested_zip() -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        archive.writestr("a.zip", zipped(readings=PLAIN))
    return stream.getvalue()


TABLE = long_rows(WALL, VALUES)
BAD = {
    "empty": (b"", "is empty"),
    "blank": (b" \n\n", "is empty"),
    "header only": (b"time;kWh\n", "has a header but no readings below it"),
    "no time": (text("a;b", [f"{row % 7};{row % 5}" for row in range(50)]), "has no time column: none of its columns"),
    "no number": (text("time;x", [f"{time};good" for time in WALL]), "has no column of numbers"),
    "junk": (bytes(np.random.default_rng(0).integers(0, 256, 5000, dtype=np.uint8)), "is not a text file"),
    "unknown encoding": (PLAIN + b"2024-02-01 00:00;1\x81\n", "unknown text encoding"),
    "one row": (text("time;kWh", TABLE[:1]), "has 1 reading; at least two"),
    "one time": (text("time;kWh", [TABLE[0], TABLE[0]]), "at least two"),
    "text in the numbers": (
        text("time;kWh", [*TABLE[:40], f"{WALL[40]};abc", *TABLE[41:]]),
        r"row 42: 'abc' in the column 'kWh' is no number \(1 such cell\)",
    ),
    "text in the times": (
        text("time;kWh", [*TABLE[:40], "yesterday;1.5", *TABLE[41:]]),
        "row 42: 'yesterday' in the time column 'time' is no date and time",
    ),
    "too many cells": (text("time;kWh", [*TABLE[:40], f"{WALL[40]};1;2", *TABLE[41:]]), "row 42: 3 cells where 2 are"),
    "too long a cell": (text("time;kWh", [*TABLE, "x" * 200_000]), "row 194: field larger than field limit"),
    "one long line": (b"x" * 500_000, "line of more than 200000 characters"),
    "decimal commas among commas": (
        text("time,kWh", [row.replace(";", ",").replace(".", ",") for row in TABLE]),
        "another one than the comma",
    ),
    "impossible dates": (
        text("time;kWh", [*TABLE[:5], "2024-02-31 00:00;1", *TABLE[5:]]),
        "row 7: '2024-02-31 00:00' in the time column",
    ),
    "a zip of two files": (zipped(a=PLAIN, b=PLAIN), r"zip archive of 2 files \(a.csv, b.csv\); unpack it"),
    "a zip in a zip": (nested_zip(), r"zip archive of 1 files \(a.zip\); unpack it"),
    "a zip of an empty file": (zipped(a=b""), "is empty"),
    "a damaged zip": (b"PK\x03\x04" + b"x" * 100, "damaged zip or Excel file"),
    "a damaged workbook": (workbook(times_as_text=True)[:-200], "damaged zip or Excel file"),
    "an old workbook": (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"0" * 100, r"old \.xls kind; open it in Excel, save"),
    "a cut gzip": (gzip.compress(PLAIN)[:-20], "ends too early"),
    "a damaged gzip": (b"\x1f\x8b\x08" + b"x" * 50, "damaged gzip"),
    "a damaged Parquet": (b"PAR1" + b"x" * 50 + b"PAR1", "cannot be read as Parquet .*; write it again"),
    "a PDF": (b"%PDF-1.7 ...", "is a PDF document"),
    "a web page": (b"<!DOCTYPE html><html></html>", "is a web page"),
    "JSON": (b'[{"time": 1}]', "is JSON"),
    "MSCONS": (b"UNA:+.? 'UNB+UNOC:3+9900000000000:500+9911111111111:500+1'", r"MSCONS\); ask the network"),
    "D0036": (b"ZHV|0000000042|D0036001|X|MDDP|X|SUPP|20240601080000||||OPER\n", "D0036 .* ask the supplier"),
    "weekly": (text("time;kWh", [f"2024-01-{day:02d};1" for day in range(1, 30, 7)]), r"one reading in 7\.0 days"),
}  # fmt: skip


@pytest.mark.parametrize("kind", BAD)
def test_a_file_that_cannot_be_used_gets_a_sentence(kind: str) -> None:
    body, sentence = BAD[kind]
    with pytest.raises(DataError, match=sentence) as caught:
        load(body, "mine.csv")
    assert len(str(caught.value)) < 300
    assert "\n" not in str(caught.value)
    assert "mine" in str(caught.value)


def test_a_workbook_that_only_looks_like_one_gets_a_sentence() -> None:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        archive.writestr("xl/workbook.xml", "<broken")
    with pytest.raises(DataError, match="cannot be read as Excel"):
        load(stream.getvalue(), "mine.xlsx")


def test_a_missing_file_and_a_folder_get_a_sentence(tmp_path: Path) -> None:
    with pytest.raises(DataError, match="There is no file"):
        load(tmp_path / "nothing.csv")
    with pytest.raises(DataError, match="cannot be read"):
        load(tmp_path)


@pytest.mark.parametrize(
    ("options", "sentence"),
    [
        ({"time_column": "when"}, "The time column 'when' is not in the file; its columns are time, kWh"),
        ({"value_columns": ("x",)}, "The value column 'x' is not in the file"),
        ({"layout": "days"}, "needs 23 columns of numbers or more, there are 1"),
        ({"unit": "kWh, W"}, "2 units are given for 1 value columns"),
        ({"encoding": "utf-16"}, "cannot be read as utf-16"),
        ({"header_row": 1000}, "no readings below"),
        ({"separator": ","}, "no time column"),
    ],
)
def test_options_that_do_not_fit_the_file_get_a_sentence(options: dict[str, object], sentence: str) -> None:
    with pytest.raises(DataError, match=sentence):
        load(PLAIN, "a.csv", ImportOptions(**options))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "options",
    [
        {"timezone": "Mars/Phobos"},
        {"unit": "BTU"},
        {"decimal": ";"},
        {"separator": ";;"},
        {"stamp": "middle"},
        {"layout": "tall"},
        {"date_order": "ydm"},
        {"encoding": "klingon"},
        {"header_row": -2},
        {"clock": "moon"},
    ],
)
def test_options_that_do_not_exist_are_refused_with_what_is_allowed(options: dict[str, object]) -> None:
    with pytest.raises(ParameterError, match=r"must be|use an IANA name|use for example|give 0"):
        ImportOptions(**options)  # type: ignore[arg-type]


def test_an_unknown_default_zone_is_refused() -> None:
    with pytest.raises(ParameterError, match="not a known time zone"):
        load(PLAIN, "a.csv", default_timezone="Mars/Phobos")


def said_of(body: bytes) -> str | None:
    """Return the sentence on a file that cannot be used; any other exception is a failure."""
    try:
        load(body, "a.csv")
    except LoadlensError as error:
        return str(error)
    return None


@settings(deadline=None, max_examples=200)
@given(body=st.binary(max_size=600))
def test_no_bytes_bring_anything_but_a_sentence(body: bytes) -> None:
    assert said_of(body) is None or len(said_of(body) or "") > 20


@settings(deadline=None, max_examples=200)
@given(
    cells=st.lists(
        st.lists(
            st.sampled_from(["", "1", "2,5", "2024-01-01 00:00", "01.02.2024", "00:15", "kWh", "x", '"']), max_size=5
        ),
        max_size=8,
    ),
    separator=st.sampled_from(";,\t| "),
)
def test_no_table_brings_anything_but_a_sentence(cells: list[list[str]], separator: str) -> None:
    body = "\n".join(separator.join(row) for row in cells).encode()
    assert said_of(body) is None or len(said_of(body) or "") > 20


def test_a_file_without_temperatures_gets_a_sentence() -> None:
    with pytest.raises(DataError, match="no column named like a temperature; its columns are time, kWh"):
        load_temperature(PLAIN, "a.csv")
