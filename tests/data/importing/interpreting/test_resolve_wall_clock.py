"""Days on which the clock is changed: every way in which files write them comes to the same absolute time."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from data.importing.load import Imported, ImportOptions
from data.series import Quality
from data.time.wall_clock import clock_changes, localise, offset_at
from tests.data.importing.in_zurich import load
from tests.data.importing.tables_written import csv, instants, text, walls

ZURICH = ImportOptions(timezone="Europe/Zurich", unit="kWh")
SPRING = instants("2024-03-30T00:00+01:00", 96 * 3 - 4)
AUTUMN = instants("2024-10-26T00:00+02:00", 96 * 3 + 4)


def values_of(index: pd.DatetimeIndex) -> NDArray[np.float64]:
    return np.random.default_rng(5).gamma(2.0, 1.0, len(index)).round(3) + 0.001


def skipped(wall: pd.DatetimeIndex) -> NDArray[np.bool_]:
    """Mark the hour of 2024 that does not exist."""
    return np.asarray((wall >= "2024-03-31T02:00") & (wall < "2024-03-31T03:00"))


def doubled(wall: pd.DatetimeIndex) -> NDArray[np.bool_]:
    return np.asarray((wall >= "2024-10-27T02:00") & (wall < "2024-10-27T03:00"))


def clock(found: Imported) -> tuple[str | None, bool]:
    guess = next(each for each in found.guesses if each.name == "clock")
    return guess.value, guess.certain


@pytest.mark.parametrize("stamp", ["start", "end"])
def test_an_absent_hour_in_spring_is_no_gap(stamp: str) -> None:
    values = values_of(SPRING)
    shift = pd.Timedelta(minutes=15 if stamp == "end" else 0)
    found = load(csv(walls(SPRING + shift, "Europe/Zurich"), values), "a.csv", ZURICH)
    meter = found.meters[0]
    assert (len(meter), found.options.stamp) == (len(SPRING), stamp)
    assert meter.power_kw == pytest.approx(values * 4)
    assert found.reports[0].data_problems == ()
    assert clock(found) == ("local", True)


@pytest.mark.parametrize("stamp", ["start", "end"])
def test_an_hour_written_twice_in_autumn_is_told_apart_by_its_order(stamp: str) -> None:
    values = values_of(AUTUMN)
    shift = pd.Timedelta(minutes=15 if stamp == "end" else 0)
    found = load(csv(walls(AUTUMN + shift, "Europe/Zurich"), values), "a.csv", ZURICH)
    assert found.meters[0].power_kw == pytest.approx(values * 4)
    assert found.reports[0].data_problems == ()
    assert clock(found) == ("local", True)


def test_times_written_twice_in_a_row_in_autumn_are_told_apart_too() -> None:
    values = values_of(AUTUMN)
    wall = walls(AUTUMN, "Europe/Zurich")
    order = np.argsort(np.asarray(wall), kind="stable")
    found = load(csv(wall[order], values[order]), "a.csv", ZURICH)
    assert found.meters[0].power_kw == pytest.approx(values * 4)
    assert found.reports[0].data_problems == ()


@pytest.mark.parametrize("index", [SPRING, AUTUMN], ids=["spring", "autumn"])
def test_ends_that_are_starts_moved_on_by_the_clock_are_understood(index: pd.DatetimeIndex) -> None:
    values = values_of(index)
    ends = walls(index, "Europe/Zurich") + pd.Timedelta(minutes=15)
    found = load(csv(ends, values), "a.csv", ZURICH)
    assert found.options.stamp == "end"
    assert found.meters[0].power_kw == pytest.approx(values * 4)
    assert found.reports[0].data_problems == ()


@pytest.mark.parametrize("backwards", [False, True])
def test_a_file_that_runs_backwards_keeps_the_order_of_the_double_hour(backwards: bool) -> None:
    values = values_of(AUTUMN)
    wall = walls(AUTUMN, "Europe/Zurich")
    way = slice(None, None, -1 if backwards else 1)
    found = load(csv(wall[way], values[way]), "a.csv", ZURICH)
    assert found.meters[0].power_kw == pytest.approx(values * 4)


def of_24_hours(year: str, filled: float) -> tuple[pd.DatetimeIndex, NDArray[np.float64], NDArray[np.float64]]:
    """Return 24 hours on every day over both changes: clock times, values, and the values without artefacts."""
    index = instants(f"{year}-03-01T00:00+01:00", 96 * 275 - 4 + 4)
    wall, values = walls(index, "Europe/Zurich"), values_of(index)
    second = np.asarray(doubled(wall)) & np.asarray(wall.duplicated())
    first = np.asarray(doubled(wall)) & ~second
    kept = values.copy()
    kept[first] = values[first] + values[second]
    shown = pd.Series(kept[~second], index=wall[~second])
    full = pd.date_range(wall[0], wall[-1], freq="15min")
    shown = shown.reindex(full)
    shown[skipped(full)] = filled
    truth = values.copy()
    truth[first] = truth[second] = (values[first] + values[second]) / 2
    return full, shown.to_numpy(), truth


def test_spring_zeros_are_left_out_and_the_sum_of_autumn_is_halved() -> None:
    wall, _, truth = of_24_hours("2024", 0.0)
    calm = np.where(doubled(wall), 2.0, 1.0) * np.where(skipped(wall), 0.0, 1.0)
    found = load(csv(wall, calm), "a.csv", ZURICH)
    meter, report = found.meters[0], found.reports[0]
    assert len(meter) == len(truth)
    assert meter.power_kw == pytest.approx(np.full(len(truth), 4.0))
    assert meter.energy_kwh == pytest.approx(calm.sum())
    assert {data_problem.kind: report.count(data_problem.kind) for data_problem in report.data_problems} == {
        "clock_change": 8 + 4
    }
    assert (meter.quality == Quality.CLOCK_CHANGE).sum() == 8


def test_a_skipped_hour_with_readings_is_left_out_with_its_energy_told() -> None:
    wall, shown, _ = of_24_hours("2024", 1.5)
    found = load(csv(wall, shown), "a.csv", ImportOptions(timezone="Europe/Zurich", unit="kWh", clock="local"))
    told = [data_problem for data_problem in found.reports[0].data_problems if "held readings" in data_problem.done]
    assert [data_problem.count for data_problem in told] == [4]
    assert "6 kWh" in told[0].done
    assert found.meters[0].energy_kwh == pytest.approx(shown.sum() - 6.0)


def office(index: pd.DatetimeIndex, timezone: str) -> NDArray[np.float64]:
    """Return a load that follows the clock of a zone: people come at eight and leave at six."""
    local = index.tz_convert(timezone)
    hour = np.asarray(local.hour + local.minute / 60)
    busy = (hour >= 8) & (hour < 18) & np.asarray(local.day_of_week < 5)
    return np.where(busy, 5.0, 1.0) + np.random.default_rng(6).normal(0, 0.1, len(index)).round(3)


def test_a_clock_without_summer_time_is_told_by_habits_that_move() -> None:
    index = instants("2024-01-01T00:00+00:00", 366 * 24, 60)
    values = office(index, "Europe/London")
    found = load(csv(walls(index, "UTC"), values), "a.csv", ImportOptions(timezone="Europe/London", unit="kWh"))
    assert clock(found) == ("standard", False)
    assert found.meters[0].power_kw == pytest.approx(values)
    assert found.reports[0].data_problems == ()


def test_utc_is_told_by_habits_that_move_and_a_beginning_at_local_midnight() -> None:
    index = instants("2024-01-01T00:00+01:00", 366 * 24, 60)
    values = office(index, "Europe/Zurich")
    found = load(csv(walls(index, "UTC"), values), "a.csv", ZURICH)
    assert clock(found) == ("utc", False)
    assert found.meters[0].start == pd.Timestamp("2024-01-01T00:00+01:00")
    assert found.meters[0].power_kw == pytest.approx(values)


def test_days_of_24_hours_whose_habits_stay_are_local() -> None:
    index = instants("2024-01-01T00:00+01:00", 366 * 24, 60)
    local = walls(index, "Europe/Zurich")
    full = pd.date_range(local[0], local[-1], freq="h")
    values = pd.Series(office(index, "Europe/Zurich"), index=local)
    values = values[~values.index.duplicated()].reindex(full).interpolate()
    found = load(csv(full, values.to_numpy()), "a.csv", ZURICH)
    assert clock(found) == ("local", False)


def test_offsets_in_the_text_are_honoured() -> None:
    values = values_of(AUTUMN)
    local = AUTUMN.tz_convert("Europe/Zurich")
    body = text("time;kWh", [f"{time.isoformat()};{value}" for time, value in zip(local, values, strict=True)])
    found = load(body, "a.csv")
    assert found.meters[0].power_kw == pytest.approx(values * 4)
    assert found.options.timezone == "Europe/Zurich"
    assert not [guess for guess in found.guesses if guess.name == "clock"]


@pytest.mark.parametrize(
    ("form", "tail"),
    [
        ("%Y-%m-%dT%H:%M:%S", "Z"),
        ("%Y-%m-%d %H:%M:%S", "+00:00"),
        ("%d.%m.%Y %H:%M", " UTC"),
        ("%Y-%m-%d %H:%M", " GMT"),
    ],
)
def test_times_marked_as_utc_are_absolute(form: str, tail: str) -> None:
    values = values_of(AUTUMN)
    rows = [f"{time.strftime(form)}{tail};{value}" for time, value in zip(AUTUMN, values, strict=True)]
    found = load(text("time;kWh", rows), "a.csv")
    assert found.meters[0].start == AUTUMN[0]
    assert found.meters[0].power_kw == pytest.approx(values * 4)


def test_abbreviated_zones_tell_the_double_hour_apart() -> None:
    values = values_of(AUTUMN)
    local = AUTUMN.tz_convert("Europe/Zurich")
    order = np.random.default_rng(0).permutation(len(local))
    rows = [f"{local[row]:%d.%m.%Y %H:%M %Z};{values[row]}" for row in order]
    found = load(text("time;kWh", rows), "a.csv")
    assert found.meters[0].power_kw == pytest.approx(values * 4)


def test_local_times_wrongly_marked_as_utc_are_recognised_by_their_clock_changes() -> None:
    index = instants("2024-03-01T00:00+01:00", 96 * 275)
    values = values_of(index)
    rows = [
        f"{time:%Y-%m-%dT%H:%M:%S}Z;{value}" for time, value in zip(walls(index, "Europe/Zurich"), values, strict=True)
    ]
    found = load(text("time;kWh", rows), "a.csv", ZURICH)
    assert clock(found) == ("local", False)
    assert found.meters[0].start == index[0]
    assert found.meters[0].power_kw == pytest.approx(values * 4)


def test_a_fixed_offset_without_a_place_gives_a_zone_of_that_offset() -> None:
    index = instants("2024-01-01T00:00-06:00", 366 * 24, 60)
    rows = [f"{time:%Y-%m-%dT%H:%M:%S}-06:00;1.{row % 7}" for row, time in enumerate(walls(index, "Etc/GMT+6"))]
    assert load(text("time;kWh", rows), "a.csv").options.timezone == "Etc/GMT+6"


def test_every_meter_of_a_long_file_has_its_own_double_hour() -> None:
    values = values_of(AUTUMN)
    wall = walls(AUTUMN, "Europe/Zurich")
    rows = [
        f"{time};{name};{value * factor:.6f}"
        for name, factor in (("A", 1), ("B", 2))
        for time, value in zip(wall, values, strict=True)
    ]
    found = load(text("time;meter;kWh", rows), "a.csv", ZURICH)
    assert found.meters[0].power_kw == pytest.approx(values * 4)
    assert found.meters[1].power_kw == pytest.approx(values * 8)


ZONES = [
    "Europe/Zurich",
    "Europe/London",
    "America/New_York",
    "Australia/Sydney",
    "Australia/Adelaide",
    "Asia/Tokyo",
    "UTC",
]


@settings(deadline=None)
@given(
    zone=st.sampled_from(ZONES),
    year=st.integers(2012, 2024),
    month=st.integers(1, 12),
    minutes=st.sampled_from([15, 30, 60]),
)
def test_localising_what_a_clock_shows_gives_the_instants_back(zone: str, year: int, month: int, minutes: int) -> None:
    index = instants(f"{year}-{month:02d}-01T00:00+00:00", 40 * 24 * 60 // minutes, minutes)
    truth = index.as_unit("us").asi8
    wall = walls(index, zone).as_unit("us").asi8
    changes = clock_changes(zone, int(wall[0]), int(wall[-1]))
    first = int(offset_at(zone, np.array([changes[0].instant - 1 if changes else truth[0]]))[0])
    found = localise(wall, np.zeros(len(wall), np.int64), changes, first)
    assert np.array_equal(found.instants, truth)
    assert not found.skipped.any()


def test_a_boiler_that_heats_every_night_at_two_is_no_sum_of_two_hours_and_nothing_is_missing() -> None:
    index = instants("2024-10-01T00:00+02:00", 96 * 45)
    local = walls(index, "Europe/Zurich")
    once = ~local.duplicated()
    values = np.where(np.asarray(local.hour) == 2, 2.0, 1.0)[once]
    options = ImportOptions(timezone="Europe/Zurich", unit="kWh", clock="local")
    found = load(csv(local[once], values), "a.csv", options)
    assert found.meters[0].energy_kwh == pytest.approx(values.sum())
    assert {data_problem.kind: data_problem.count for data_problem in found.reports[0].data_problems} == {
        "clock_change": 4
    }
    unwritten = np.isnan(found.meters[0].power_kw)
    assert unwritten.sum() == 4
    assert np.all(found.meters[0].quality[unwritten] == Quality.MISSING | Quality.CLOCK_CHANGE)
    assert found.reports[0].coverage == 1.0


@pytest.mark.parametrize("lost", ["2024-10-27T01:30", "2024-10-27T02:30", "2024-10-27T03:30"])
def test_a_reading_that_is_lost_near_the_hour_that_comes_twice_is_a_gap(lost: str) -> None:
    local = walls(AUTUMN, "Europe/Zurich")
    kept = np.asarray(local != pd.Timestamp(lost)) | np.asarray(local.duplicated())
    found = load(csv(local[kept], values_of(AUTUMN)[kept]), "a.csv", ZURICH)
    assert {data_problem.kind: data_problem.count for data_problem in found.reports[0].data_problems} == {"gap": 1}
    assert found.reports[0].coverage < 1.0
