"""Every real file imports with the meters, readings, span and energy that a plain look at the file gives.

The expected figures come from counting rows and adding up values with pandas, gzip and a regular expression,
not through the importer; where clock changes take hours away or share them out, that was done by hand.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

import numpy as np
import pandas as pd
import pytest

from data.errors import DataError
from data.importing.import_temperature import with_temperature
from data.importing.load import Imported, ImportOptions
from data.series import Quality
from tests.data.importing.in_zurich import load, load_temperature, preview
from tests.real_readings import FOLDER, needs

pytestmark = needs(FOLDER)


@dataclass(frozen=True)
class Expected:
    """What a plain look at a file gives; the span is that of the first meter."""

    file: str
    meters: int
    readings: int
    energy_kwh: float
    first: str
    last: str
    step_minutes: int
    options: ImportOptions
    unit: str
    stamp: str = "start"
    clock: str = "local"


def zone(name: str) -> ImportOptions:
    return ImportOptions(timezone=name)


CONTENT = (
    Expected("ausgrid_pv_halfhourly_kwh.csv.gz", 2, 35_136, 14_469.546, "2011-07-01T00:00+10:00",
             "2012-07-01T00:00+10:00", 30, zone("Australia/Sydney"), "kWh"),
    Expected("cambridge_hourly_kwh.parquet", 36, 1_700_112, 177_215_294.095, "2017-01-01T00:00+00:00",
             "2024-01-01T00:00+00:00", 60, zone("Europe/London"), "kWh", clock="standard"),
    Expected("eia_hourly_mw_labelled.parquet", 18, 782_607, 2_486_386_067_000.0, "2015-07-02T00:00+00:00",
             "2020-07-02T00:00+00:00", 60, zone("UTC"), "MW"),
    Expected("opengrid_hourly_w.csv.gz", 18, 158_130, 66_307.010, "2016-01-01T00:00+01:00",
             "2017-01-01T01:00+01:00", 60, zone("Europe/Brussels"), "W", clock="utc"),
    Expected("polito_native_semicolon_decimalcomma.csv.gz", 2, 216_158, 7_805_737.698, "2013-06-01T00:00+02:00",
             "2016-07-01T00:00+02:00", 15, zone("Europe/Rome"), "kW"),
    Expected("steel_native.csv.gz", 1, 35_040, 959_636.710, "2018-01-01T00:00+09:00", "2019-01-01T00:00+09:00", 15,
             zone("Asia/Seoul"), "kWh", stamp="end"),
    Expected("swiss_households_15min_kwh.csv.gz", 537, 2_526_048, 1_334_592.236, "2018-10-29T00:00+01:00",
             "2018-12-17T00:00+01:00", 15, zone("Europe/Zurich"), "kWh"),
    Expected("eemeter/il-electricity-cdd-hdd-hourly.csv.gz", 1, 19_417, 21_927.130, "2015-11-22T00:00-06:00",
             "2018-02-08T01:00-06:00", 60, ImportOptions(), "kWh", clock="utc"),
    Expected("eemeter/uk-electricity-hdd-only-hourly-sample-0.csv.gz", 1, 23_508, 3_789.626, "2020-04-01T01:00+00:00",
             "2022-12-06T13:00+00:00", 60, zone("Europe/London"), "kWh", clock="utc"),
    Expected("greenbutton/Coastal_Multi_Family_Daily_Jan_1_2011_to_Jan_1_2012_RetailCustomer_4.xml.gz", 1, 8_760,
             4_425.305, "2011-01-01T00:00-08:00", "2012-01-01T00:00-08:00", 60, ImportOptions(), "Wh", clock="utc"),
    Expected("greenbutton/Premise1_2011_GreenButtonData_Texas.xml.gz", 1, 8_712, 22_489.100, "2011-01-03T00:00+00:00",
             "2012-01-01T00:00+00:00", 60, zone("America/Chicago"), "Wh", clock="utc"),
    Expected("greenbutton/TestGBDataoneMonthBinnedDailyWCost.xml.gz", 1, 720, 677.130, "2014-06-01T00:00-04:00",
             "2014-07-01T00:00-04:00", 60, ImportOptions(), "Wh", clock="utc"),
)  # fmt: skip


@pytest.fixture(scope="module", params=CONTENT, ids=lambda expected: expected.file.split("/")[-1][:24])
def case(request: pytest.FixtureRequest) -> tuple[Expected, Imported]:
    expected: Expected = request.param
    return expected, load(FOLDER / expected.file, options=expected.options)


def test_number_of_meters_and_readings_is_that_of_the_file(case: tuple[Expected, Imported]) -> None:
    expected, found = case
    readings = sum(int(np.isfinite(meter.power_kw).sum()) for meter in found.meters)
    assert (len(found.meters), readings) == (expected.meters, expected.readings)
    assert len({meter.meter_id for meter in found.meters}) == expected.meters


def test_energy_is_that_of_the_file(case: tuple[Expected, Imported]) -> None:
    expected, found = case
    assert sum(meter.energy_kwh for meter in found.meters) == pytest.approx(expected.energy_kwh, rel=1e-9, abs=1e-3)


def test_span_and_step_are_those_of_the_file(case: tuple[Expected, Imported]) -> None:
    expected, found = case
    meter = found.meters[0]
    assert (meter.start, meter.end) == (pd.Timestamp(expected.first), pd.Timestamp(expected.last))
    assert {each.step for each in found.meters} == {timedelta(minutes=expected.step_minutes)}


def test_unit_stamp_and_clock_are_understood(case: tuple[Expected, Imported]) -> None:
    expected, found = case
    assert (found.options.unit, found.options.stamp, found.options.clock) == (
        expected.unit,
        expected.stamp,
        expected.clock,
    )


def test_importing_again_with_the_resolved_options_gives_the_same(case: tuple[Expected, Imported]) -> None:
    expected, found = case
    if expected.meters > 40:
        pytest.skip("the same code as with few meters, at many times the cost")
    again = load(FOLDER / expected.file, options=found.options)
    assert [meter.digest for meter in again.meters] == [meter.digest for meter in found.meters]


def test_preview_makes_the_same_guesses(case: tuple[Expected, Imported]) -> None:
    expected, found = case
    seen = preview(FOLDER / expected.file, options=expected.options)
    assert (seen.guesses, seen.options, seen.left_out) == (found.guesses, found.options, found.left_out)
    assert set(seen.meters) == {meter.meter_id for meter in found.meters}
    assert len(seen.rows) == 20


def polito() -> Imported:
    return load(FOLDER / "polito_native_semicolon_decimalcomma.csv.gz", options=zone("Europe/Rome"))


def test_polito_has_two_meters_with_the_temperature_of_the_file() -> None:
    found = polito()
    assert [meter.meter_id for meter in found.meters] == ["TotalP", "ChillerP"]
    assert [round(meter.energy_kwh, 3) for meter in found.meters] == [7_312_579.651, 493_158.047]
    for meter in found.meters:
        assert meter.temperature_c is not None
        assert meter.temperature_c[0] == 16.8
        assert np.nanmin(meter.temperature_c) == -2.1
        assert np.nanmax(meter.temperature_c) == 36.7
    assert [each.name for each in found.left_out] == ["FasciaAEEG", "Rad"]


def test_polito_keeps_its_spikes_and_reports_the_repeated_row_the_gaps_and_the_hours_that_never_were() -> None:
    meter, report = polito().meters[0], polito().reports[0]
    assert np.nanmax(meter.power_kw) == 5157.2
    # 4 rows are absent on 2014-08-10, one on 2015-08-14; an hour of three autumns is written once, and one of three
    # springs never was
    assert {kind: report.count(kind) for kind in ("duplicate", "gap", "clock_change", "conflict")} == {
        "duplicate": 1,
        "gap": 4 + 1,
        "clock_change": 3 * 4 + 3 * 4,
        "conflict": 0,
    }


def test_steel_midnights_are_mended_and_only_the_usage_is_a_meter() -> None:
    found = load(FOLDER / "steel_native.csv.gz", options=zone("Asia/Seoul"))
    meter, report = found.meters[0], found.reports[0]
    assert report.count("midnight") == 365
    assert {data_problem.kind for data_problem in report.data_problems} == {"midnight"}
    assert meter.power_kw[0] == pytest.approx(4 * 3.17)
    assert meter.power_kw[-1] == pytest.approx(4 * 3.67)
    assert len(found.left_out) == 9


def test_ausgrid_spring_zeros_are_left_out_and_the_double_hour_of_autumn_is_halved() -> None:
    found = load(FOLDER / "ausgrid_pv_halfhourly_kwh.csv.gz", options=zone("Australia/Sydney"))
    home = found.meters[0]
    autumn = home.between(pd.Timestamp("2012-04-01T02:00+11:00"), pd.Timestamp("2012-04-01T03:00+10:00"))
    assert len(autumn) == 4
    assert autumn.power_kw == pytest.approx([1.092, 1.128, 1.092, 1.128])
    assert set(autumn.quality.tolist()) == {Quality.CLOCK_CHANGE}
    assert [round(meter.energy_kwh, 3) for meter in found.meters] == [11_876.738, 2_592.808]


def test_eia_keeps_the_screened_spikes_and_leaves_unnumbered_hours_open() -> None:
    found = load(FOLDER / "eia_hourly_mw_labelled.parquet", options=zone("UTC"))
    by_name = {meter.meter_id: meter for meter in found.meters}
    assert by_name["eia_AEC"].energy_kwh == pytest.approx(22_614_761_000.0)
    assert max(float(np.nanmax(meter.power_kw)) for meter in found.meters) == pytest.approx(1.397405e11, rel=1e-6)
    assert by_name["eia_GVL"].energy_kwh == pytest.approx(9_466_592_000.0)
    assert sum(report.count("empty") for report in found.reports) == 788_235 - 782_607


def test_cambridge_years_without_rows_stay_missing() -> None:
    found = load(FOLDER / "cambridge_hourly_kwh.parquet", options=zone("Europe/London"))
    assert sum(report.count("gap") for report in found.reports) == 87_672
    assert sum(int((meter.quality & Quality.MISSING > 0).sum()) for meter in found.meters) == 87_672


def test_illinois_zone_is_told_by_its_offsets() -> None:
    found = load(FOLDER / "eemeter/il-electricity-cdd-hdd-hourly.csv.gz")
    assert found.options.timezone == "America/Chicago"


def test_temperatures_in_fahrenheit_join_their_meter() -> None:
    meter = load(FOLDER / "eemeter/il-electricity-cdd-hdd-hourly.csv.gz").meters[0]
    temperature = load_temperature(FOLDER / "eemeter/il-electricity-cdd-hdd-tempF.csv.gz")
    joined = with_temperature(meter, temperature)
    assert joined.temperature_c is not None
    assert joined.temperature_c[0] == pytest.approx((21.01 - 32) / 1.8)
    assert np.nanmean(joined.temperature_c) == pytest.approx((54.5753236854303 - 32) / 1.8)


def test_temperatures_marked_with_no_zone_join_when_their_clock_is_said_to_be_utc() -> None:
    meter = load(
        FOLDER / "eemeter/uk-electricity-hdd-only-hourly-sample-0.csv.gz", options=zone("Europe/London")
    ).meters[0]
    options = ImportOptions(timezone="Europe/London", clock="utc")
    joined = with_temperature(meter, load_temperature(FOLDER / "eemeter/uk-tempC-sample-0.csv.gz", options=options))
    assert joined.temperature_c is not None
    assert joined.temperature_c[0] == pytest.approx(5.180084)
    assert np.mean(joined.temperature_c) == pytest.approx(10.526867327421499)


def test_a_file_of_temperatures_alone_is_no_meter() -> None:
    with pytest.raises(DataError, match=r"temperature \(Test\) but no column of readings"):
        load(FOLDER / "polito_weather_15min.csv.gz")


@pytest.mark.parametrize(
    ("file", "sentence"),
    [
        ("malformed_GB_data-broken-xml.xml.gz", r"no well-formed XML: mismatched tag in line 11436"),
        (
            "TestGBDataoneMonthBinnedDailyWCost_EDITED_FOR_MALFORMED_TEST.xml.gz",
            r"line 150: there is no timePeriod/start",
        ),
    ],
)
def test_malformed_green_button_files_say_what_and_where(file: str, sentence: str) -> None:
    with pytest.raises(DataError, match=sentence):
        load(FOLDER / "greenbutton" / file)
