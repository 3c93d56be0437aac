"""The typical week on faults planted in a regular office and in simulated buildings."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from data.series import MeterSeries
from detectors.events.events import Event, events
from detectors.explain.explain import explain
from detectors.methods.typical_week import TypicalWeek
from detectors.scores import Kind, Scores
from detectors.threshold import Threshold
from tests.detectors.meters import at, building, changed, events_within, inside, judged, regular_office

STEPS = [60, 30, 15]
NIGHT = ("2024-05-07 20:00", "2024-05-08 06:00")
WEEKEND = ("2024-05-11 00:00", "2024-05-13 00:00")


def scored(series: MeterSeries) -> Scores:
    return judged(TypicalWeek, series)


def worst_within(series: MeterSeries, start: str, end: str) -> Event:
    found = events_within(series, scored(series), start, end)
    assert found, f"nothing found from {start} to {end}"
    return found[0]


def overlap(event: Event, series: MeterSeries, start: str, end: str) -> float:
    shared = min(event.end, at(series, end)) - max(event.start, at(series, start))
    return shared / (at(series, end) - at(series, start))


@pytest.mark.parametrize("step", STEPS)
@pytest.mark.parametrize(("start", "end"), [NIGHT, WEEKEND])
@pytest.mark.parametrize("archetype", ["regular", "office", "industry"])
def test_what_was_left_on_is_found_as_more_than_usual(archetype: str, start: str, end: str, step: int) -> None:
    clean = regular_office(days=150, step_minutes=step) if archetype == "regular" else building(archetype, step, 150)
    rise = 0.35 * float(np.subtract(*np.quantile(clean.power_kw, (0.95, 0.05))))
    series = changed(clean, start, end, rise)
    event = worst_within(series, start, end)
    assert (event.kind, event.side) == (Kind.ENERGY, 1)
    assert overlap(event, series, start, end) > 0.5
    planted = rise * (at(series, end) - at(series, start)) / pd.Timedelta(hours=1)
    assert 0.4 * planted < event.excess_kwh < 1.6 * planted


def test_a_weekend_left_on_is_called_so() -> None:
    series = changed(regular_office(days=150), *WEEKEND, 4.0)
    assert explain(worst_within(series, *WEEKEND)).sentence.startswith("Left on over the weekend: ")


def test_a_partial_outage_is_found_as_less_than_usual() -> None:
    series = changed(regular_office(days=150), "2024-05-07 09:00", "2024-05-07 15:00", 0.0, factor=0.4)
    event = worst_within(series, "2024-05-07 09:00", "2024-05-07 15:00")
    assert event.side == -1
    assert event.excess_kwh < -40


def test_a_single_spike_is_found_by_its_own_reading() -> None:
    series = changed(regular_office(days=150), "2024-05-07 10:00", "2024-05-07 11:00", 20.0)
    scores = scored(series)
    hit = inside(scores, "2024-05-07 10:00", "2024-05-07 11:00")
    assert scores.score[hit][0] == np.nanmax(scores.score[inside(scores, "2024-05-07", "2024-05-09")])
    assert scores.window_hours[hit][0] <= 2.0  # alone, or against the hour before


@pytest.mark.parametrize("rise", [2.0, -2.0])
def test_a_lasting_shift_is_found_within_days_and_then_becomes_normal(rise: float) -> None:
    series = changed(regular_office(days=240), "2024-05-06", "2024-09-30", rise)
    scores = scored(series)
    sign = 1 if rise > 0 else -1
    assert any(event.side == sign for event in events_within(series, scores, "2024-05-06", "2024-05-10"))
    later = inside(scores, "2024-07-15", "2024-09-01")
    assert np.mean(scores.score[later] >= 4.0) < 0.05
    residual = (series.power_kw - scores.expected)[later]
    assert abs(float(np.median(residual))) < 0.5


def test_nothing_is_said_before_there_are_three_weeks() -> None:
    scores = scored(regular_office(days=60))
    assert np.all(np.isnan(scores.score[: 14 * 24]))
    assert np.isfinite(scores.score[28 * 24 :]).all()


@pytest.mark.parametrize("again", ["2024-05-18 00:00", "2024-05-25 00:00"])
def test_a_fault_does_not_teach_that_the_next_one_is_usual(again: str) -> None:
    end = str(pd.Timestamp(again) + pd.Timedelta(days=2))
    once = changed(regular_office(days=150), again, end, 4.0)
    twice = changed(once, *WEEKEND, 4.0)
    alone, after = (events_within(series, scored(series), again, end) for series in (once, twice))
    assert after[0].side == 1
    assert after[0].peak_score > 5.0
    assert after[0].excess_kwh > 0.5 * alone[0].excess_kwh


def test_what_is_expected_after_a_fault_is_hardly_moved_by_it() -> None:
    clean = regular_office(days=150)
    faulty = changed(clean, *WEEKEND, 4.0)
    week_later = inside(scored(clean), "2024-05-18 00:00", "2024-05-20 00:00")
    moved = scored(faulty).expected[week_later] - scored(clean).expected[week_later]
    assert np.max(np.abs(moved)) < 1.0


def test_missing_readings_are_neither_judged_nor_taken_for_less_use() -> None:
    power = regular_office(days=150).power_kw.copy()
    power[24 * 100 : 24 * 104] = np.nan
    series = regular_office(days=150).with_power(power)
    scores = scored(series)
    assert np.all(np.isnan(scores.score[24 * 100 : 24 * 104]))
    assert np.isfinite(scores.expected[24 * 100 : 24 * 104]).all()
    assert np.mean(scores.score[24 * 104 : 24 * 111] >= 4.0) < 0.05


def heated(*, with_temperature: bool, cold_days: int = 4) -> MeterSeries:
    """Return an office heated below 16 degrees, through a mild spring with one snap of cold in May."""
    office = regular_office(days=150, noise_kw=0.3)
    day = np.arange(len(office)) / 24.0
    slow = np.random.default_rng(2).normal(0, 2.5, 151)
    temperature = 6.0 + 0.06 * day + np.interp(day, np.arange(151), slow) + 3.0 * np.sin(2 * np.pi * (day - 0.35))
    front_days = 0.25
    temperature -= 7.0 * np.interp(
        day, [126, 126 + front_days, 126 + cold_days, 126 + cold_days + front_days], [0, 1, 1, 0]
    )
    power = office.power_kw + 0.8 * np.maximum(16.0 - temperature, 0.0)
    return replace(office, power_kw=power, temperature_c=temperature if with_temperature else None)


SNAP = ("2024-05-13 00:00", "2024-05-17 00:00")


def test_a_cold_snap_alarms_hardly_where_the_temperature_explains_it() -> None:
    explained, unexplained = heated(with_temperature=True), heated(with_temperature=False)
    known, unknown = scored(explained), scored(unexplained)
    part = inside(known, *SNAP)
    assert np.nanmax(unknown.score[part]) > 5.5
    assert np.nanmax(known.score[part]) < 0.7 * np.nanmax(unknown.score[part])
    assert np.sum(known.score[part] >= 4.0) < 0.1 * np.sum(unknown.score[part] >= 4.0)
    first_day = inside(known, SNAP[0], "2024-05-14 00:00")
    off, far_off = (
        np.mean(s.power_kw - t.expected, where=first_day) for s, t in ((explained, known), (unexplained, unknown))
    )
    assert 0 <= off < 0.35 * far_off


def test_a_season_that_comes_slowly_is_no_alarm() -> None:
    office = regular_office(days=240)
    slow = 1.0 + 0.5 * np.sin(2 * np.pi * np.arange(len(office)) / (24 * 365))
    series = office.with_power(office.power_kw * slow)
    found = events(series, scored(series), Threshold())
    assert len(found) <= 3 * 8


def test_a_fault_is_found_while_the_temperature_explains_the_rest() -> None:
    series = changed(heated(with_temperature=True), *NIGHT, 8.0)
    assert worst_within(series, *NIGHT).side == 1


def closed_on(series: MeterSeries, *days: str) -> MeterSeries:
    power = series.power_kw.copy()
    night = power[(series.index.hour < 6) & (series.index.day_of_week < 5)]
    for day in days:
        part = inside(scored_index(series), day, str(pd.Timestamp(day) + pd.Timedelta(days=1)))
        power[part] = np.resize(night, part.sum())
    return series.with_power(power)


def scored_index(series: MeterSeries) -> Scores:
    empty = np.zeros(len(series))
    return Scores(series.index, empty, empty.astype(np.int8), empty, empty, empty, empty, empty.astype(np.uint8))


@pytest.mark.parametrize(
    ("country", "region", "zone", "holidays"),
    [
        ("GB", "ENG", "Europe/London", ("2024-05-06", "2024-05-27", "2024-08-26")),
        ("CH", "ZH", "Europe/Zurich", ("2024-05-01", "2024-05-09", "2024-05-20", "2024-08-01")),
    ],
)
def test_a_closed_holiday_is_an_alarm_only_where_the_country_is_unknown(
    country: str, region: str, zone: str, holidays: tuple[str, ...]
) -> None:
    abroad = closed_on(regular_office("2024-02-05", 240, zone=zone), *holidays)
    at_home = replace(abroad, country=country, region=region)
    known, unknown = scored(at_home), scored(abroad)
    for day in holidays:
        noon = (f"{day} 09:00", f"{day} 17:00")
        assert events_within(at_home, known, *noon) == []
        (event, *_) = events_within(abroad, unknown, *noon)
        assert event.side == -1


def test_an_office_open_on_a_holiday_is_more_than_usual_where_it_was_closed_on_those_before() -> None:
    open_on_all = regular_office("2024-02-05", 150, country="CH", region="ZH")
    series = open_on_all
    for closed in ("2024-03-29", "2024-04-01"):
        series = changed(series, f"{closed} 08:00", f"{closed} 18:00", -15.0)
    day = ("2024-05-01 08:00", "2024-05-01 18:00")
    assert worst_within(series, *day).side == 1
    assert events_within(open_on_all, scored(open_on_all), *day) == []


@pytest.mark.parametrize("step", [5, 10])
def test_short_steps_find_a_night_left_on_too(step: int) -> None:
    series = changed(regular_office(days=100, step_minutes=step), "2024-04-09 20:00", "2024-04-10 06:00", 4.0)
    assert worst_within(series, "2024-04-09 20:00", "2024-04-10 06:00").side == 1


def test_a_longer_memory_is_another_answer() -> None:
    series = building("school", 60)
    short, long = (TypicalWeek(weeks=weeks).fit(series).score(series) for weeks in (3, 26))
    assert not np.array_equal(short.expected, long.expected, equal_nan=True)
