"""Cleaning: a regular grid in absolute time, the energy kept, every mend reported."""

from __future__ import annotations

from datetime import timedelta

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from data.errors import DataError
from data.importing.cleaning.clean import clean
from data.importing.raw_readings import RawReadings
from data.quality import QualityReport
from data.series import MeterSeries, Quality

MINUTE = 60_000_000
STEP = 15 * MINUTE
JANUARY = int(pd.Timestamp("2024-01-10T00:00+01:00").value // 1000)


def starts(count: int, step: int = STEP, first: int = JANUARY) -> NDArray[np.int64]:
    return first + np.arange(count, dtype=np.int64) * step


def noise(count: int, seed: int = 0) -> NDArray[np.float64]:
    return np.random.default_rng(seed).gamma(2.0, 1.0, count).round(3)


def cleaned(
    times: NDArray[np.int64], values: NDArray[np.float64], unit: str = "kWh", stamp: str = "start"
) -> tuple[MeterSeries, QualityReport]:
    return clean(RawReadings("m", times, np.asarray(values, float), unit, "Europe/Zurich", stamp))


def kinds(report: QualityReport) -> dict[str, int]:
    return {data_problem.kind: report.count(data_problem.kind) for data_problem in report.data_problems}


def test_a_perfect_table_gives_no_data_problems_and_full_coverage() -> None:
    values = noise(200)
    meter, report = cleaned(starts(200), values)
    assert meter.power_kw == pytest.approx(values * 4)
    assert (report.coverage, report.data_problems) == (1.0, ())
    assert (report.first, report.last, report.step) == (meter.start, meter.end, timedelta(minutes=15))
    assert report.frame().empty
    assert "nothing had to be mended" in report.sentence


@pytest.mark.parametrize(
    ("unit", "power_kw"),
    [
        ("W", 0.002),
        ("kW", 2.0),
        ("MW", 2000.0),
        ("GW", 2e6),
        ("Wh", 0.008),
        ("kWh", 8.0),
        ("MWh", 8000.0),
        ("GWh", 8e6),
    ],
)
def test_every_unit_becomes_mean_power_in_kw(unit: str, power_kw: float) -> None:
    meter, _ = cleaned(starts(10), np.full(10, 2.0), unit)
    assert meter.power_kw == pytest.approx(np.full(10, power_kw))


def test_times_at_the_end_of_the_interval_become_starts() -> None:
    meter, _ = cleaned(starts(10) + STEP, noise(10), stamp="end")
    assert meter.start == pd.Timestamp("2024-01-10T00:00+01:00")


def test_the_days_of_the_clock_change_have_23_and_25_hours() -> None:
    first = int(pd.Timestamp("2024-03-30T23:00+00:00").value // 1000)
    meter, _ = cleaned(starts(92 + 96, first=first), noise(188))
    days = pd.Series(meter.index.strftime("%m-%d")).value_counts()
    assert (days["03-31"], days["04-01"]) == (92, 96)
    first = int(pd.Timestamp("2024-10-26T22:00+00:00").value // 1000)
    meter, _ = cleaned(starts(100 + 96, first=first), noise(196))
    assert pd.Series(meter.index.strftime("%m-%d")).value_counts()["10-27"] == 100


def test_missing_rows_and_rows_without_a_number_stay_missing_and_are_told_apart() -> None:
    times, values = starts(100), noise(100)
    values[50:53] = np.nan
    keep = np.ones(100, bool)
    keep[20:25] = False
    meter, report = cleaned(times[keep], values[keep])
    assert np.flatnonzero(np.isnan(meter.power_kw)).tolist() == [20, 21, 22, 23, 24, 50, 51, 52]
    assert set(meter.quality[np.isnan(meter.power_kw)].tolist()) == {Quality.MISSING}
    assert kinds(report) == {"gap": 5, "empty": 3}
    assert report.coverage == pytest.approx(0.92)
    gap = report.data_problems[-1]
    assert (gap.start, gap.end) == (meter.index[20], meter.index[25])


def test_readings_before_the_first_and_after_the_last_value_are_not_part_of_the_series() -> None:
    values = noise(100)
    values[:10] = values[90:] = np.nan
    meter, report = cleaned(starts(100), values)
    assert (len(meter), meter.start) == (80, pd.Timestamp("2024-01-10T02:30+01:00"))
    assert report.data_problems == ()


def test_rows_in_disorder_are_sorted() -> None:
    values = noise(50)
    order = np.random.default_rng(1).permutation(50)
    meter, report = cleaned(starts(50)[order], values[order])
    assert meter.power_kw == pytest.approx(values * 4)
    assert set(kinds(report)) == {"order"}


def test_the_same_value_again_is_dropped_and_a_different_one_replaces_the_first() -> None:
    times, values = starts(20), noise(20)
    again = np.concatenate([times, times[[3, 7]]])
    meter, report = cleaned(again, np.concatenate([values, [values[3], 99.0]]))
    assert meter.power_kw[3] == pytest.approx(values[3] * 4)
    assert meter.power_kw[7] == pytest.approx(99.0 * 4)
    assert np.flatnonzero(meter.quality).tolist() == [7]
    assert meter.quality[7] == Quality.CONFLICTING
    assert {kind: count for kind, count in kinds(report).items() if kind != "order"} == {"conflict": 1, "duplicate": 1}


def test_a_repeated_row_without_a_number_does_not_hide_the_one_with_a_number() -> None:
    times, values = starts(20), noise(20)
    meter, report = cleaned(np.append(times, times[3]), np.append(values, np.nan))
    assert meter.power_kw[3] == pytest.approx(values[3] * 4)
    assert report.count("conflict") == 0


@pytest.mark.parametrize("code", [4294967.295, 4294967295.0, 65535.0, -9999.0, 99999.0, 2147483647.0, 999999.0])
def test_codes_for_no_reading_become_missing(code: float) -> None:
    values = noise(200)
    values[[5, 77]] = code
    meter, report = cleaned(starts(200), values)
    assert np.flatnonzero(np.isnan(meter.power_kw)).tolist() == [5, 77]
    assert set(meter.quality[[5, 77]].tolist()) == {Quality.SENTINEL | Quality.MISSING}
    assert kinds(report) == {"sentinel": 2}


def test_a_code_among_readings_of_its_size_is_a_reading() -> None:
    values = 9_000.0 + noise(200) * 300
    values[5] = 9_999.0
    meter, report = cleaned(starts(200), values, "W")
    assert meter.power_kw[5] == pytest.approx(9.999)
    assert report.data_problems == ()


def test_spikes_zeros_and_negative_readings_are_left_to_the_detectors() -> None:
    values = noise(200)
    values[10], values[20:40], values[50] = 5157.2, 0.0, -36.48
    meter, report = cleaned(starts(200), values)
    assert meter.power_kw == pytest.approx(values * 4)
    assert report.data_problems == ()


def test_times_some_seconds_off_are_moved_to_the_grid() -> None:
    off = np.random.default_rng(2).integers(-40, 40, 300) * 1_000_000
    values = noise(300)
    meter, report = cleaned(starts(300) + off, values)
    assert meter.start == pd.Timestamp("2024-01-10T00:00+01:00")
    assert meter.power_kw == pytest.approx(values * 4)
    assert set(kinds(report)) == {"off_grid"}
    assert report.count("off_grid") == np.count_nonzero(off)


def test_a_grid_that_does_not_start_at_the_full_hour_keeps_its_phase() -> None:
    meter, report = cleaned(starts(50) + 7 * MINUTE, noise(50))
    assert meter.start == pd.Timestamp("2024-01-10T00:07+01:00")
    assert report.data_problems == ()


def test_a_reading_between_two_regular_ones_is_left_out_and_told() -> None:
    times, values = starts(50), noise(50)
    extra = np.insert(times, 10, times[9] + 7 * MINUTE)
    meter, report = cleaned(extra, np.insert(values, 10, 3.5))
    assert meter.power_kw == pytest.approx(values * 4)
    assert kinds(report) == {"stray_step": 1}
    assert "3.5 kWh" in report.data_problems[0].done


@pytest.mark.parametrize("stamp", ["start", "end"])
def test_hours_within_a_file_of_quarter_hours_are_shared_out(stamp: str) -> None:
    quarter, hours = starts(96), 24
    later = quarter[-1] + STEP
    hourly = later + np.arange(hours, dtype=np.int64) * 4 * STEP
    values = np.concatenate([noise(96), noise(hours, 1) * 4])
    times = np.concatenate([quarter, hourly])
    lengths = np.concatenate([np.full(96, STEP), np.full(hours, 4 * STEP)])
    meter, report = cleaned(times + (lengths if stamp == "end" else 0), values, stamp=stamp)
    assert len(meter) == 96 + 4 * hours
    assert meter.energy_kwh == pytest.approx(values.sum())
    assert meter.power_kw[96:104] == pytest.approx(np.repeat(values[96:98], 4))
    assert set(meter.quality[96:].tolist()) == {Quality.ESTIMATED}
    assert kinds(report) == {"coarser_step": hours}


@pytest.mark.parametrize("stamp", ["start", "end"])
@pytest.mark.parametrize("unit", ["kWh", "kW"])
def test_minutes_within_a_file_of_quarter_hours_are_combined(stamp: str, unit: str) -> None:
    quarter = starts(200)
    fine = quarter[-1] + STEP + np.arange(12, dtype=np.int64) * 5 * MINUTE
    values = np.concatenate([noise(200), noise(12, 1)])
    lengths = np.concatenate([np.full(200, STEP), np.full(12, 5 * MINUTE)])
    times = np.concatenate([quarter, fine]) + (lengths if stamp == "end" else 0)
    meter, report = cleaned(times, values, unit, stamp)
    parts = values[200:].reshape(4, 3)
    assert len(meter) == 204
    assert meter.power_kw[200:] == pytest.approx(parts.sum(axis=1) * 4 if unit == "kWh" else parts.mean(axis=1))
    assert kinds(report) == {"finer_step": 12}


def test_single_gaps_are_no_longer_step() -> None:
    times, values = starts(100), noise(100)
    keep = np.ones(100, bool)
    keep[[10, 20, 30, 40, 41, 42]] = False
    meter, report = cleaned(times[keep], values[keep])
    assert np.isnan(meter.power_kw).sum() == 6
    assert kinds(report) == {"gap": 6}


def test_a_reading_years_away_is_a_wrong_date() -> None:
    times, values = starts(2000), noise(2000)
    meter, report = cleaned(np.insert(times, 0, 0), np.insert(values, 0, 1.0))
    assert len(meter) == 2000
    assert kinds(report) == {"stray_date": 1}


def test_daily_readings_at_local_midnight_become_days_of_24_hours() -> None:
    days = pd.date_range("2024-01-01", periods=300, freq="D", tz="Europe/Zurich")
    meter, report = cleaned(days.as_unit("us").asi8, np.full(300, 24.0))
    assert (meter.step, len(meter)) == (timedelta(days=1), 300)
    assert meter.power_kw == pytest.approx(np.ones(300))
    assert set(kinds(report)) == {"off_grid"}


def test_many_gaps_are_listed_longest_first_and_then_summed_up() -> None:
    times, values = starts(2000), noise(2000)
    keep = np.ones(2000, bool)
    keep[10:1990:40] = False
    keep[500:600] = False
    _, report = cleaned(times[keep], values[keep])
    gaps = [data_problem for data_problem in report.data_problems if data_problem.kind == "gap"]
    assert len(gaps) == 31
    assert sum(gap.count for gap in gaps) == np.count_nonzero(~keep)
    assert max(gap.count for gap in gaps) >= 100
    assert any("shorter gaps" in gap.done for gap in gaps)


def test_fewer_than_two_readings_and_steps_above_a_day_are_refused() -> None:
    with pytest.raises(DataError, match="1 reading"):
        cleaned(starts(1), noise(1))
    with pytest.raises(DataError, match=r"one reading in 7\.0 days"):
        cleaned(starts(10, 7 * 96 * STEP), noise(10))


def test_a_wrong_year_that_would_need_millions_of_intervals_is_refused() -> None:
    times = starts(100, 1_000_000)
    times[-30:] += 200 * 24 * 60 * MINUTE
    with pytest.raises(DataError, match="wrong: mend it"):
        cleaned(times, noise(100))


@given(
    lost=st.sets(st.integers(1, 198), max_size=60),
    again=st.lists(st.integers(0, 199), max_size=20),
    stamp=st.sampled_from(["start", "end"]),
    seed=st.integers(0, 1000),
)
def test_the_energy_of_a_disordered_table_with_gaps_and_repeats_is_kept(
    lost: set[int], again: list[int], stamp: str, seed: int
) -> None:
    values = noise(200, seed)
    rows = [row for row in range(200) if row not in lost]
    extra = [row for row in again if row not in lost]
    order = np.random.default_rng(seed).permutation(np.array(rows + extra))
    meter, report = cleaned(starts(200)[order], values[order], stamp=stamp)
    assert len(meter) == 200
    if "coarser_step" not in kinds(report):
        assert np.isnan(meter.power_kw).sum() == len(lost)
    assert meter.energy_kwh == pytest.approx(values[rows].sum())


def test_a_table_of_which_much_lies_between_the_regular_times_is_refused() -> None:
    times, values = starts(200), noise(200)
    times[150:] += 7 * MINUTE
    with pytest.raises(DataError) as refused:
        cleaned(times, values)
    total = f"{values[150:].sum():g} kWh"
    assert str(refused.value) == (
        f"Meter m: 50 of 200 readings ({total}) lie between the times of its 15-minute step, the first at "
        "2024-01-11 13:37. Check the time zone and the clock, or bring the readings to one step before importing them."
    )
