"""The calendar and the habits that a meter keeps, as the offered detector tells them: what fits is no event."""

from __future__ import annotations

import pandas as pd
import pytest

from data.series import MeterSeries
from detectors.events.events import Event, events
from detectors.methods.recommended import Recommended
from detectors.scores import Scores
from detectors.threshold import Threshold
from tests.detectors.calendars import Building
from tests.detectors.meters import judged

GRAZ, TURIN, BOSTON = ("Europe/Vienna", "AT", ""), ("Europe/Rome", "IT", ""), ("America/New_York", "US", "MA")
KNOWN_AFTER = 63
"""Days after which a habit begins."""
HOLIDAY_KWH = 270.0
"""What a day at work uses more than a holiday."""
both_steps = pytest.mark.parametrize("step_minutes", [15, 60])


def told(series: MeterSeries) -> tuple[Scores, list[Event]]:
    scores = judged(Recommended, series)
    return scores, sorted(events(series, scores, Threshold()), key=lambda event: event.start)


def on(found: list[Event], first: str, last: str | None = None) -> list[Event]:
    """Return the events that lie on some days."""
    zone = found[0].start.tz if found else None
    begin, stop = pd.Timestamp(first, tz=zone), pd.Timestamp(last or first, tz=zone) + pd.Timedelta(days=1)
    return [event for event in found if event.start < stop and event.end > begin]


def expected_at(scores: Scores, when: str) -> float:
    return float(scores.expected[scores.index.get_loc(pd.Timestamp(when, tz=scores.index.tz))])


@both_steps
def test_worked_holidays_are_no_event_and_idle_ones_neither_until_one_of_them_is_known(step_minutes: int) -> None:
    for building in (Building("2023-01-09", 330, TURIN), Building("2023-01-09", 330, TURIN).works_on_holidays()):
        _, found = told(building.series(step_minutes))
        large = [event for event in found if abs(event.excess_kwh) > 0.1 * HOLIDAY_KWH]
        for date in ("2023-04-10", "2023-04-25", "2023-05-01", "2023-06-02", "2023-08-15", "2023-11-01"):
            assert on(large, date) == [], date


@both_steps
def test_a_holiday_like_no_other_is_an_event(step_minutes: int) -> None:
    building = Building("2023-01-09", 330, TURIN).works("2023-11-01")
    _, found = told(building.series(step_minutes))
    (event,) = on(found, "2023-11-01")
    assert event.side == 1
    assert event.excess_kwh == pytest.approx(270.0, rel=0.3)


@pytest.mark.parametrize("works", [False, True])
def test_a_fault_on_a_holiday_is_found_whether_the_meter_works_then_or_not(works: bool) -> None:
    building = Building("2022-09-05", 300, BOSTON)
    building = building.works_on_holidays() if works else building
    building.adds(building.day("2023-05-29"), (0.0, 6.0), 16.0)
    _, found = told(building.series())
    (event,) = on(found, "2023-05-29")
    assert event.side == 1
    assert event.excess_kwh == pytest.approx(96.0, rel=0.3)


@both_steps
@pytest.mark.parametrize("kw", [14.0, -9.0])
def test_a_test_every_monday_is_expected_after_four_weeks_also_by_the_forecast(step_minutes: int, kw: float) -> None:
    building = Building("2023-02-06", 170, GRAZ)
    mondays = building.every(0, first=KNOWN_AFTER)
    for day in mondays:
        building.adds(day, (10.0, 11.0), kw)
    scores, found = told(building.series(step_minutes))
    known = [str(building.dates[day].date()) for day in mondays[4:] if not building.is_holiday[day]]
    for date in known:
        assert on(found, date) == [], date
        assert expected_at(scores, f"{date} 10:00") == pytest.approx(33.0 + kw, rel=0.2), date
        assert expected_at(scores, f"{date} 13:00") == pytest.approx(33.0, rel=0.15), date


@both_steps
def test_a_free_friday_and_a_late_thursday_are_no_event_after_four_weeks(step_minutes: int) -> None:
    building = Building("2023-02-06", 170, GRAZ)
    fridays = building.every(4, first=KNOWN_AFTER)
    for day in fridays:
        building.share[day] = 0.0
        building.adds(day - 1, (17.0, 20.0), 27.0)
    scores, found = told(building.series(step_minutes))
    ordinary = [day for day in fridays[4:] if not building.is_holiday[day - 1 : day + 1].any()]
    for day in ordinary:
        thursday, friday = (str(building.dates[one].date()) for one in (day - 1, day))
        assert on(found, thursday, friday) == [], friday
        assert expected_at(scores, f"{friday} 12:00") == pytest.approx(6.0, rel=0.3)
        assert expected_at(scores, f"{thursday} 18:00") == pytest.approx(33.0, rel=0.25)


def test_what_departs_beyond_the_habit_is_an_event_of_what_is_beyond() -> None:
    building = Building("2023-02-06", 170, GRAZ)
    for day in building.every(0, first=KNOWN_AFTER):
        building.adds(day, (10.0, 11.0), 14.0)
    building.adds(building.day("2023-07-03"), (10.0, 15.0), 30.0)
    _, found = told(building.series())
    (event,) = on(found, "2023-07-03")
    assert event.side == 1
    assert event.excess_kwh == pytest.approx(150.0, rel=0.3)


def test_a_worked_friday_is_an_event_where_fridays_are_free() -> None:
    building = Building("2023-02-06", 170, GRAZ)
    for day in building.every(4):
        building.share[day] = 0.0
    _, found = told(building.works("2023-07-07").series())
    (event,) = on(found, "2023-07-07")
    assert event.side == 1
    assert event.excess_kwh == pytest.approx(270.0, rel=0.3)


@both_steps
def test_weeks_of_closure_are_one_event_with_its_whole_energy_and_none_a_year_later(step_minutes: int) -> None:
    building = Building("2022-03-07", 560, TURIN).works_on_holidays()
    building.rests("2022-08-01", "2022-08-19").rests("2023-07-31", "2023-08-18")
    _, found = told(building.series(step_minutes))
    (closure,) = [event for event in on(found, "2022-08-01", "2022-08-19") if event.side < 0]
    assert closure.excess_kwh == pytest.approx(-15 * 270.0, rel=0.2)
    assert str(closure.start)[:10] == "2022-08-01"
    assert str(closure.end)[:10] in ("2022-08-19", "2022-08-20", "2022-08-21", "2022-08-22")
    assert on(found, "2023-07-31", "2023-08-18") == []


def test_a_vacation_of_six_weeks_is_one_event_with_its_whole_energy() -> None:
    building = Building("2022-09-12", 400, GRAZ).rests("2022-12-24", "2023-01-06").rests("2023-07-03", "2023-08-11")
    _, found = told(building.series())
    (closure,) = on(found, "2023-07-03", "2023-08-11")
    assert closure.excess_kwh == pytest.approx(-30 * 270.0, rel=0.25)


def test_a_building_left_on_in_its_vacation_is_found_in_the_second_year() -> None:
    building = Building("2022-03-07", 560, TURIN).rests("2022-08-01", "2022-08-19").rests("2023-07-31", "2023-08-18")
    building.adds(building.day("2023-08-09"), (18.0, 24.0), 20.0)
    _, found = told(building.series())
    (event,) = on(found, "2023-08-09")
    assert event.side == 1
    assert event.excess_kwh == pytest.approx(120.0, rel=0.3)
