"""One cause is one event: whole, from where it began to where it ended, with its energy and what it did again."""

from __future__ import annotations

from dataclasses import replace
from functools import cache

import numpy as np
import pandas as pd
import pytest

from data.series import MeterSeries
from detectors.events.events import Event, events
from detectors.methods.recommended import Recommended
from detectors.scores import Kind, Scores
from detectors.threshold import Threshold
from tests.detectors.meters import at, changed, regular_office

STEPS = pytest.mark.parametrize("step_minutes", [60, 15])
"""An office of 5 kW, and 20 kW from 8 to 18 on working days, from January to May."""


@cache
def office(step_minutes: int = 60) -> MeterSeries:
    return regular_office(days=130, step_minutes=step_minutes)


def judged(series: MeterSeries) -> tuple[MeterSeries, Scores]:
    return series, Recommended().fit(series).score(series)


def told(series: MeterSeries, threshold: Threshold | None = None) -> list[Event]:
    """Return the events after the quarter of a year in which the office is learnt, in order of time."""
    found = events(*judged(series), threshold or Threshold())
    return sorted((event for event in found if event.end > at(series, "2024-04-05")), key=lambda event: event.start)


def each(series: MeterSeries, times: list[tuple[str, str]], change: float) -> MeterSeries:
    for start, end in times:
        series = changed(series, start, end, change)
    return series


def days(first: str, last: str, start: str, end: str) -> list[tuple[str, str]]:
    """Return a time of every working day of some dates."""
    return [(f"{day:%Y-%m-%d} {start}", f"{day:%Y-%m-%d} {end}") for day in pd.bdate_range(first, last)]


def when(event: Event) -> tuple[str, str]:
    return f"{event.start:%a %d %b %H:%M}", f"{event.end:%a %d %b %H:%M}"


@STEPS
def test_a_set_back_that_is_missing_for_four_nights_is_one_event_of_four(step_minutes: int) -> None:
    nights = [(f"2024-04-{day} 18:00", f"2024-04-{day + 1} 08:00") for day in (22, 23, 24, 25)]

    (event,) = told(each(office(step_minutes), nights, 4.0))

    assert when(event) == ("Mon 22 Apr 18:00", "Fri 26 Apr 08:00")
    assert [(begin.hour, end.hour) for begin, end in event.occurrences] == [(18, 8)] * 4
    assert event.hours == 56.0
    assert event.excess_kwh == pytest.approx(224.0, rel=0.1)


@STEPS
def test_a_weekend_at_twice_the_load_is_sixty_hours_and_no_peak(step_minutes: int) -> None:
    (event,) = told(changed(office(step_minutes), "2024-04-19 18:00", "2024-04-22 08:00", 5.0))

    assert when(event) == ("Fri 19 Apr 18:00", "Mon 22 Apr 08:00")
    assert event.excess_kwh == pytest.approx(310.0, rel=0.1)
    assert len(event.occurrences) == 1


@STEPS
def test_an_outage_ends_when_power_returns(step_minutes: int) -> None:
    (event,) = told(changed(office(step_minutes), "2024-04-23 09:00", "2024-04-23 15:00", 0.0, factor=0.3))

    assert when(event) == ("Tue 23 Apr 09:00", "Tue 23 Apr 15:00")
    assert event.excess_kwh == pytest.approx(-84.0, rel=0.1)
    assert event.side == -1


def test_a_phase_that_is_lost_takes_its_share_at_night_too() -> None:
    (event,) = told(changed(office(), "2024-04-16 10:00", "2024-04-21 10:00", 0.0, factor=0.3))

    assert when(event) == ("Tue 16 Apr 10:00", "Sun 21 Apr 10:00")
    assert len(event.occurrences) == 1


@STEPS
def test_a_plant_left_on_for_three_weekends_in_a_row_is_one_event_of_three(step_minutes: int) -> None:
    weekends = [("2024-04-13", "2024-04-15"), ("2024-04-20", "2024-04-22"), ("2024-04-27", "2024-04-29")]

    (event,) = told(each(office(step_minutes), weekends, 5.0))

    assert [f"{begin:%a %d}" for begin, _ in event.occurrences] == ["Sat 13", "Sat 20", "Sat 27"]
    assert event.excess_kwh == pytest.approx(720.0, rel=0.1)


def test_a_start_that_is_early_all_week_is_one_event_of_five() -> None:
    (event,) = told(each(office(), days("2024-04-08", "2024-04-12", "05:00", "08:00"), 10.0))

    assert [f"{begin:%a %H}-{end:%H}" for begin, end in event.occurrences] == [
        f"{day} 05-08" for day in ("Mon", "Tue", "Wed", "Thu", "Fri")
    ]
    assert event.excess_kwh == pytest.approx(150.0, rel=0.1)


@STEPS
def test_a_closure_of_three_weeks_is_one_event_with_its_whole_energy(step_minutes: int) -> None:
    (event,) = told(each(office(step_minutes), days("2024-04-08", "2024-04-26", "08:00", "18:00"), -14.0))

    assert when(event) == ("Mon 08 Apr 08:00", "Fri 26 Apr 18:00")
    assert event.excess_kwh == pytest.approx(-2100.0, rel=0.1)


@STEPS
@pytest.mark.parametrize(("change", "last_day"), [(6.0, 24), (-3.0, 28), (6.0, 29)])
def test_what_lasts_for_days_is_measured_against_what_was_expected_before_and_its_end_is_no_event(
    step_minutes: int, change: float, last_day: int
) -> None:
    (event,) = told(changed(office(step_minutes), "2024-04-16 10:00", f"2024-04-{last_day} 10:00", change))

    assert event.start == at(office(), "2024-04-16 10:00")
    assert event.end == at(office(), f"2024-04-{last_day} 10:00")
    assert event.excess_kwh == pytest.approx(change * 24.0 * (last_day - 16), rel=0.1)


@pytest.mark.parametrize(
    "other", [("2024-04-23 11:00", "2024-04-23 15:00", -12.0), ("2024-04-23 20:00", "2024-04-23 23:00", 8.0)]
)
def test_two_different_faults_of_one_day_stay_two(other: tuple[str, str, float]) -> None:
    early = changed(office(), "2024-04-23 05:00", "2024-04-23 08:00", 10.0)

    first, second = told(changed(early, *other))

    assert when(first) == ("Tue 23 Apr 05:00", "Tue 23 Apr 08:00")
    assert second.start == at(early, other[0])
    assert second.end == at(early, other[1])


def test_several_normal_days_keep_two_faults_apart() -> None:
    nights = [("2024-04-15 18:00", "2024-04-16 08:00"), ("2024-04-19 18:00", "2024-04-20 08:00")]
    assert len(told(each(office(), nights, 5.0))) == 2


@STEPS
def test_noise_is_not_worth_telling(step_minutes: int) -> None:
    assert told(office(step_minutes)) == []


def test_an_event_is_open_while_it_lasts_with_the_last_reading() -> None:
    left_on = changed(office(), "2024-05-15 20:00", "2024-05-17 00:00", 8.0)
    over = changed(office(), "2024-05-15 20:00", "2024-05-16 06:00", 8.0)

    assert [event.is_open for event in told(left_on)] == [True]
    assert [event.is_open for event in told(over)] == [False]


def test_a_higher_level_tells_fewer_events_and_those_it_tells_are_the_same() -> None:
    faulty = changed(office(), "2024-04-16 10:00", "2024-04-20 10:00", 6.0)
    faulty = changed(faulty, "2024-04-24 20:00", "2024-04-24 23:00", 2.0)
    series, scores = judged(faulty)
    at_four = {event.start: event for event in events(series, scores, Threshold())}
    peaks = sorted(event.peak_score for event in at_four.values())
    higher = events(series, scores, Threshold(level=peaks[0] + 0.01))

    assert 0 < len(higher) < len(at_four)
    assert all(at_four[event.start].end == event.end for event in higher)


@pytest.mark.parametrize(("more", "count"), [(0.01, 0), (3.0, 1)])
def test_a_hundredth_of_a_kilowatt_is_nothing_however_rare_it_is(more: float, count: int) -> None:
    index = office().index
    steady = MeterSeries("steady", index, np.where(np.arange(len(index)) % 50 == 7, 5.01, 5.0))
    found = told(changed(steady, "2024-04-23 09:00", "2024-04-23 15:00", more))
    assert len([event for event in found if event.kind is Kind.ENERGY]) == count


def test_a_fault_whose_clearest_day_comes_weeks_after_it_began_is_told() -> None:
    lasting = changed(office(), "2024-03-18 09:00", "2024-04-30 09:00", 6.0)
    series = changed(lasting, "2024-04-06 09:00", "2024-04-07 09:00", 2.0)
    scores = Scores.from_expectation(series, office().power_kw, 1.0)
    alarm = np.where(series.index == at(series, "2024-04-07 08:00"), 9.0, 0.0)
    windows = np.full(len(series), 14 * 24.0)

    (event,) = events(series, replace(scores, score=alarm, window_hours=windows), Threshold())

    assert event.start < at(series, "2024-04-06") < event.end
    assert event.side == 1
