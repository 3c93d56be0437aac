"""Importing files of every kind, with guesses and with options; and what is said of files that cannot be used."""

from __future__ import annotations

import gzip
import io
import zipfile
from pathlib import Path

import numpy as np
import openpyxl
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from data.errors import DataError, LoadlensError, ParameterError
from data.load import ImportOptions, load, load_temperature, preview
from data.temperature import with_temperature
from tests.data.tables_written import csv, instants, long_rows, text, walls

INDEX = instants("2024-01-10T00:00+01:00", 192)
WALL = walls(INDEX, "Europe/Zurich")
VALUES = np.random.default_rng(7).gamma(2.0, 1.0, 192).round(3)
PLAIN = csv(WALL, VALUES)


def test_a_path_and_its_bytes_give_the_same(tmp_path: Path) -> None:
    path = tmp_path / "office.csv"
    path.write_bytes(PLAIN)
    by_path, by_bytes = load(path), load(PLAIN, "office.csv")
    assert by_path.meters[0].digest == by_bytes.meters[0].digest
    assert by_path.meters[0].meter_id == by_bytes.meters[0].meter_id == "office"


def test_gzip_is_unpacked_also_in_several_parts() -> None:
    half = len(PLAIN) // 2
    body = gzip.compress(PLAIN[:half]) + gzip.compress(PLAIN[half:])
    assert load(body, "a.csv.gz").meters[0].power_kw == pytest.approx(VALUES * 4)


def test_the_name_of_a_file_is_no_path_and_names_the_meter() -> None:
    assert load(PLAIN, "../../etc/shop 1.csv.gz").meters[0].meter_id == "shop 1"


def test_parquet_is_read_with_its_types_and_its_zone() -> None:
    frame = pd.DataFrame({"time": INDEX.tz_convert("Europe/London"), "A kW": VALUES, "B kW": VALUES.astype("float32")})
    stream = io.BytesIO()
    frame.to_parquet(stream)
    found = load(stream.getvalue(), "a.parquet")
    assert [meter.meter_id for meter in found.meters] == ["A", "B"]
    assert found.options.timezone == "Europe/London"
    assert found.meters[0].power_kw == pytest.approx(VALUES)
    assert found.meters[0].start == INDEX[0]


def test_parquet_with_times_in_its_index_is_read() -> None:
    frame = pd.DataFrame({"kWh": VALUES}, index=pd.DatetimeIndex(WALL, name="time"))
    stream = io.BytesIO()
    frame.to_parquet(stream)
    assert load(stream.getvalue(), "a.parquet").meters[0].power_kw == pytest.approx(VALUES * 4)


def workbook(*, times_as_text: bool) -> bytes:
    book = openpyxl.Workbook()
    notes = book.active
    assert notes is not None
    notes.title = "Notes"
    notes.append(["Exported for you"])
    sheet = book.create_sheet("Readings")
    sheet.append(["Meter 4711", None, None])
    sheet.append(["Time", "Energy [kWh]", "Comment"])
    for time, value in zip(WALL, VALUES, strict=True):
        sheet.append([f"{time:%d.%m.%Y %H:%M}" if times_as_text else time.to_pydatetime(), float(value), "fine"])
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


@pytest.mark.parametrize("times_as_text", [True, False])
def test_a_workbook_is_read_from_its_largest_sheet(times_as_text: bool) -> None:
    found = load(workbook(times_as_text=times_as_text), "a.xlsx")
    assert found.meters[0].power_kw == pytest.approx(VALUES * 4)
    assert found.options.header_row == 1
    assert next(guess.value for guess in found.guesses if guess.name == "sheet") == "Readings"


def test_a_native_uci_file_goes_to_its_own_reader() -> None:
    stamps = pd.date_range("2013-01-01 00:15", periods=96 * 3, freq="15min")
    rows = [f'"{time}";{number % 5 + 1},5;0' for number, time in enumerate(stamps)]
    found = load(text('"";"MT_001";"MT_002"', rows), "LD2011_2014.txt")
    assert [meter.meter_id for meter in found.meters] == ["MT_001", "MT_002"]
    assert (found.options.timezone, found.options.stamp, found.options.unit) == ("Europe/Lisbon", "end", "kW")
    assert found.meters[0].power_kw[0] == pytest.approx(1.5)
    seen = preview(text('"";"MT_001";"MT_002"', rows), "LD2011_2014.txt")
    assert (seen.meters, seen.readings, len(seen.rows)) == (("MT_001", "MT_002"), 288, 20)
    one = load(text('"";"MT_001";"MT_002"', rows), "LD2011_2014.txt", ImportOptions(value_columns=("MT_001",)))
    assert [meter.meter_id for meter in one.meters] == ["MT_001"]


def test_a_uci_file_said_to_be_something_else_is_read_as_an_ordinary_table() -> None:
    stamps = pd.date_range("2013-01-01 00:15", periods=96 * 3, freq="15min")
    body = text('"";"MT_001"', [f'"{time}";{number % 5 + 1},5' for number, time in enumerate(stamps)])
    found = load(body, "a.txt", ImportOptions(unit="kWh"))
    assert found.options.unit == "kWh"
    assert found.meters[0].power_kw[0] == pytest.approx(6.0)


def test_what_is_given_is_not_guessed() -> None:
    options = ImportOptions(separator=";", decimal=".", timezone="Europe/London", unit="W", stamp="end", layout="wide")
    found = load(PLAIN, "a.csv", options)
    assert {guess.name for guess in found.guesses} & {
        "separator",
        "decimal",
        "timezone",
        "unit",
        "stamp",
        "layout",
    } == set()
    assert found.meters[0].timezone == "Europe/London"
    assert found.meters[0].start == pd.Timestamp("2024-01-09T23:45Z")
    assert found.meters[0].power_kw == pytest.approx(VALUES / 1000)


def test_the_default_zone_is_taken_where_nothing_tells() -> None:
    found = load(PLAIN, "a.csv", default_timezone="America/New_York")
    assert found.meters[0].start == pd.Timestamp("2024-01-10T00:00-05:00")


def test_columns_may_be_named_by_hand() -> None:
    body = text("when;A;B;C", [f"{time};1;{value};3" for time, value in zip(WALL, VALUES, strict=True)])
    found = load(body, "a.csv", ImportOptions(value_columns=("B",), temperature_column="C", unit="kW"))
    assert [meter.meter_id for meter in found.meters] == ["B"]
    assert found.meters[0].power_kw == pytest.approx(VALUES)
    assert found.meters[0].temperature_c == pytest.approx(np.full(192, 3.0))


def test_each_value_column_may_have_its_own_unit() -> None:
    body = text(
        "time;Energy [kWh];Power [W]", [f"{time};{value};{value}" for time, value in zip(WALL, VALUES, strict=True)]
    )
    found = load(body, "a.csv")
    assert found.options.unit == "kWh, W"
    assert found.meters[0].power_kw == pytest.approx(VALUES * 4)
    assert found.meters[1].power_kw == pytest.approx(VALUES / 1000)
    again = load(body, "a.csv", found.options)
    assert [meter.digest for meter in again.meters] == [meter.digest for meter in found.meters]


def test_a_column_of_units_names_the_unit() -> None:
    body = text("time;value;unit", [f"{time};{value};Wh" for time, value in zip(WALL, VALUES, strict=True)])
    assert load(body, "a.csv").options.unit == "Wh"


def test_words_for_no_reading_are_missing_readings() -> None:
    words = ["n/a", "-", "null", "#N/A", "NaN", ""]
    rows = long_rows(WALL, VALUES)
    for number, word in enumerate(words):
        rows[10 + number] = f"{WALL[10 + number]};{word}"
    found = load(text("time;kWh", rows), "a.csv")
    assert np.flatnonzero(np.isnan(found.meters[0].power_kw)).tolist() == list(range(10, 16))
    assert found.reports[0].count("empty") == 6


def test_a_meter_that_cannot_be_used_is_skipped_with_its_reason() -> None:
    rows = [f"{time};A;{value}" for time, value in zip(WALL, VALUES, strict=True)]
    found = load(text("time;meter;kWh", [*rows, f"{WALL[0]};B;1"]), "a.csv", ImportOptions(meter_column="meter"))
    assert [meter.meter_id for meter in found.meters] == ["A"]
    assert any("Meter B has 1 reading" in sentence for sentence in found.skipped)


def test_a_preview_shows_the_first_rows_as_they_stand() -> None:
    seen = preview(PLAIN, "office.csv")
    assert seen.columns == ("time", "kWh")
    assert seen.rows[0] == ("2024-01-10 00:00:00", str(VALUES[0]))
    assert (len(seen.rows), seen.readings, seen.meters) == (20, 192, ("office",))
    assert seen.guesses == load(PLAIN, "office.csv").guesses


def test_rows_with_a_separator_at_their_end_are_read() -> None:
    rows = [f"{row};" for row in long_rows(WALL, VALUES)]
    for header in ("time;kWh", "time;kWh;"):
        assert load(text(header, rows), "a.csv").meters[0].power_kw == pytest.approx(VALUES * 4)


def test_windows_and_old_mac_line_ends_are_read() -> None:
    for end in (b"\r\n", b"\r"):
        assert load(PLAIN.replace(b"\n", end), "a.csv").meters[0].power_kw == pytest.approx(VALUES * 4)


def test_a_header_cell_over_two_lines_is_read() -> None:
    body = text('time;"Energy\n[kWh]"', long_rows(WALL, VALUES))
    found = load(body, "a.csv")
    assert found.options.unit == "kWh"
    assert found.meters[0].power_kw == pytest.approx(VALUES * 4)


def zipped(**members: bytes) -> bytes:
    """Return a zip of files, which are named without their endings."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        for name, body in members.items():
            archive.writestr(f"{name}.csv", body)
    return stream.getvalue()


@pytest.mark.parametrize("extra", ["", "__MACOSX/._readings.csv", "folder/"])
def test_a_zip_around_one_file_is_unpacked(extra: str) -> None:
    stream = io.BytesIO(zipped(readings=PLAIN))
    with zipfile.ZipFile(stream, "a") as archive:
        if extra:
            archive.writestr(extra, b"")
    [meter] = load(stream.getvalue(), "flat.zip").meters
    assert meter.power_kw == pytest.approx(VALUES * 4)
    assert meter.meter_id == load(PLAIN, "flat.csv").meters[0].meter_id


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
    "an old workbook": (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"0" * 100, r"old \.xls kind"),
    "a cut gzip": (gzip.compress(PLAIN)[:-20], "ends too early"),
    "a damaged gzip": (b"\x1f\x8b\x08" + b"x" * 50, "damaged gzip"),
    "a damaged Parquet": (b"PAR1" + b"x" * 50 + b"PAR1", "no readable Parquet file"),
    "a PDF": (b"%PDF-1.7 ...", "is a PDF document"),
    "a web page": (b"<!DOCTYPE html><html></html>", "is a web page"),
    "JSON": (b'[{"time": 1}]', "is JSON"),
    "weekly": (text("time;kWh", [f"2024-01-{day:02d};1" for day in range(1, 30, 7)]), r"one reading in 7\.0 days"),
}  # fmt: skip


@pytest.mark.parametrize("kind", BAD)
def test_a_file_that_cannot_be_used_gets_a_sentence(kind: str) -> None:
    body, sentence = BAD[kind]
    with pytest.raises(DataError, match=sentence) as caught:
        load(body, "mine.csv")
    assert str(caught.value).endswith((".", ";")) or len(str(caught.value)) < 300
    assert "mine" in str(caught.value)


def test_a_workbook_that_only_looks_like_one_gets_a_sentence() -> None:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        archive.writestr("xl/workbook.xml", "<broken")
    with pytest.raises(DataError, match="cannot be read as an Excel workbook"):
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


ZONES = ["Europe/Zurich", "Europe/London", "America/New_York", "Australia/Sydney", "Asia/Tokyo", "UTC"]
SCALES = {"W": 1e3, "kW": 1.0, "MW": 1e-3}


@settings(deadline=None, max_examples=60)
@given(
    zone=st.sampled_from(ZONES),
    start=st.datetimes(
        min_value=pd.Timestamp("2012-01-01").to_pydatetime(), max_value=pd.Timestamp("2024-06-01").to_pydatetime()
    ),
    days=st.integers(2, 60),
    minutes=st.sampled_from([15, 30, 60]),
    separator=st.sampled_from([";", "\t", "|"]),
    decimal=st.sampled_from([".", ","]),
    order=st.sampled_from(["ymd", "dmy", "mdy"]),
    stamp=st.sampled_from(["start", "end"]),
    unit=st.sampled_from(["W", "kW", "MW", "Wh", "kWh", "MWh"]),
    layout=st.sampled_from(["wide", "long"]),
    guessed=st.booleans(),
)
def test_a_series_written_in_any_dialect_comes_back(
    zone: str, start: object, days: int, minutes: int, separator: str, decimal: str, order: str, stamp: str, unit: str,
    layout: str, guessed: bool,
) -> None:  # fmt: skip
    first = pd.Timestamp(start).normalize().tz_localize(zone)  # type: ignore[arg-type]
    index = pd.date_range(
        first.tz_convert("UTC"), periods=days * 24 * 60 // minutes, freq=pd.Timedelta(minutes=minutes)
    )
    power = {
        name: np.random.default_rng(days + minutes + seed).gamma(2.0, 1.0, len(index)).round(4) + 0.0001
        for seed, name in enumerate("AB")
    }
    hours = minutes / 60 if unit.endswith("h") else 1.0
    scale = SCALES[unit.removesuffix("h")] * hours
    shown = walls(index + (pd.Timedelta(minutes=minutes) if stamp == "end" else pd.Timedelta(0)), zone)
    body = written(
        shown, {name: values * scale for name, values in power.items()}, separator, decimal, order, layout, unit
    )
    everything = ImportOptions(
        separator=separator, decimal=decimal, date_order=order, stamp=stamp, unit=unit, layout=layout, timezone=zone,
        header_row=0, time_column="time", encoding="utf-8", temperature_column="", clock="local",
    )  # fmt: skip
    only_what_cannot_be_told = ImportOptions(timezone=zone, stamp=stamp, date_order=order)
    found = load(body, "a.csv", only_what_cannot_be_told if guessed else everything)
    assert [meter.meter_id for meter in found.meters] == ["A", "B"]
    for meter in found.meters:
        assert meter.start == index[0]
        assert meter.power_kw == pytest.approx(power[meter.meter_id], rel=1e-9)
    assert [report.findings for report in found.reports] == [(), ()]


def written(
    times: pd.DatetimeIndex,
    columns: dict[str, np.ndarray],
    separator: str,
    decimal: str,
    order: str,
    layout: str,
    unit: str,
) -> bytes:
    if layout == "long":
        rows = [
            f"{name}{separator}{row}"
            for name, values in columns.items()
            for row in long_rows(times, values, separator=separator, decimal=decimal, order=order)
        ]
        return text(separator.join(["meter", "time", f"value [{unit}]"]), rows)
    first, second = columns.values()
    rows = [
        f"{row}{separator}{repr(float(value)).replace('.', decimal)}"
        for row, value in zip(
            long_rows(times, first, separator=separator, decimal=decimal, order=order), second, strict=True
        )
    ]
    return text(separator.join(["time", f"A [{unit}]", f"B [{unit}]"]), rows)


def test_a_temperature_file_is_joined_over_short_gaps_only() -> None:
    times = pd.date_range("2024-01-10", periods=48, freq="h")
    kept = [number for number in range(48) if number not in (5, 6, *range(20, 30))]
    body = text("time;Temperature", [f"{times[number]};{number}.5" for number in kept])
    meter = load(PLAIN, "a.csv").meters[0]
    joined = with_temperature(meter, load_temperature(body, "air.csv"))
    assert joined.temperature_c is not None
    assert joined.temperature_c[:9] == pytest.approx(np.arange(0.5, 2.75, 0.25))
    assert joined.temperature_c[4 * 5] == pytest.approx(5.5)
    assert np.isnan(joined.temperature_c[4 * 24])
    assert joined.power_kw == pytest.approx(meter.power_kw)


def test_a_file_without_temperatures_gets_a_sentence() -> None:
    with pytest.raises(DataError, match="no column named like a temperature; its columns are time, kWh"):
        load_temperature(PLAIN, "a.csv")
