"""Importing files of every kind, with guesses and with options."""

from __future__ import annotations

import gzip
import io
import zipfile
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from data.importing.import_temperature import with_temperature
from data.importing.load import ImportOptions
from tests.data.importing.in_zurich import load, load_temperature, preview
from tests.data.importing.tables_written import long_rows, text
from tests.data.importing.two_days import INDEX, PLAIN, VALUES, WALL, workbook, zipped


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
    assert any("Meter B has 1 reading" in each.sentence for each in found.left_out)


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


@pytest.mark.parametrize("extra", ["", "__MACOSX/._readings.csv", "folder/"])
def test_a_zip_around_one_file_is_unpacked(extra: str) -> None:
    stream = io.BytesIO(zipped(readings=PLAIN))
    with zipfile.ZipFile(stream, "a") as archive:
        if extra:
            archive.writestr(extra, b"")
    [meter] = load(stream.getvalue(), "flat.zip").meters
    assert meter.power_kw == pytest.approx(VALUES * 4)
    assert meter.meter_id == load(PLAIN, "flat.csv").meters[0].meter_id


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
