"""Night and idle days: as said, else inferred from the profile, and said to be inferred."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from data.calendar.day_grid import day_grid
from data.calendar.night import DEFAULT_NIGHT, Night
from data.opening_hours import Operation
from data.series import MeterSeries
from detectors.analytics.occupancy import Occupancy, hour_in_words, occupancy
from tests.detectors.meters import building, regular_office

OFFICE = (False,) * 5 + (True, True)


def with_night(hours: tuple[int, ...], power_kw: float, weekdays: tuple[int, ...] = (0, 1, 2, 3, 4)) -> MeterSeries:
    """Return the regular office with another power at some hours of some weekdays."""
    series = regular_office(noise_kw=0.0)
    busy = np.isin(series.index.hour, hours) & np.isin(series.index.day_of_week, weekdays)
    return series.with_power(np.where(busy, power_kw, series.power_kw))


def test_the_night_of_an_office_is_when_nobody_works() -> None:
    found = occupancy(regular_office())
    assert (found.night.begins, found.night.ends) == (18.0, 8.0)
    assert found.idle == OFFICE
    assert found.sentence == (
        "Night 18:00 to 08:00, Saturdays, Sundays and holidays idle; inferred from its own readings."
    )


def test_an_hour_in_which_one_weekday_is_busy_is_none_of_the_night() -> None:
    assert occupancy(with_night((18, 19, 20), 15.0, weekdays=(1,))).night.begins == 21.0


def test_a_busy_evening_now_and_then_leaves_the_night_as_it_is() -> None:
    series = regular_office(noise_kw=0.0)
    power = series.power_kw.copy()
    power[24 * 8 + 18 : 24 * 8 + 22] = 20.0
    assert occupancy(series.with_power(power)).night.begins == 18.0


def test_a_day_of_the_week_on_which_nothing_is_open_is_idle() -> None:
    found = occupancy(with_night(tuple(range(24)), 5.0, weekdays=(0,)))
    assert found.idle == (True, False, False, False, False, True, True)
    assert found.sentence.startswith("Night 18:00 to 08:00, Mondays, Saturdays, Sundays and holidays idle;")


@pytest.mark.parametrize("step", [5, 15, 30, 60])
def test_the_step_does_not_change_the_night(step: int) -> None:
    found = occupancy(regular_office(days=40, step_minutes=step))
    assert (found.night.begins, found.night.ends, found.idle) == (18.0, 8.0, OFFICE)


@pytest.mark.parametrize("power", [np.zeros(480), np.full(480, 3.0), np.full(480, np.nan)])
def test_a_meter_without_a_course_of_the_day_has_the_default_night(power: np.ndarray) -> None:
    index = pd.date_range("2024-01-08", periods=480, freq="h", tz="Europe/Zurich")
    found = occupancy(MeterSeries("flat", index, power))
    assert (found.night.begins, found.night.ends) == DEFAULT_NIGHT
    assert not any(found.idle)
    assert found.sentence == (
        "Night 22:00 to 05:00, no idle days; the night is assumed, as its readings show none, the days inferred from "
        "them."
    )


def test_a_home_is_quiet_at_night_and_not_over_noon() -> None:
    found = occupancy(building("household", 60))
    assert found.night.begins >= 20.0 or found.night.begins <= 2.0
    assert 4.0 <= found.night.ends <= 9.0


def test_what_the_settings_say_counts() -> None:
    said = replace(regular_office(), operation=Operation("07:00", "19:30", "1-6"))
    found = occupancy(said)
    assert (found.night.begins, found.night.ends) == (19.5, 7.0)
    assert found.idle == (False,) * 6 + (True,)
    assert found.sentence == "Night 19:30 to 07:00, Sundays and holidays idle; as the meter's settings say."


@pytest.mark.parametrize(
    ("said", "ending"),
    [
        (
            Operation("07:00", "19:00"),
            "the night as the meter's settings say, the days inferred from its own readings.",
        ),
        (Operation(open_days="1-5"), "the night inferred from its own readings, the days as its settings say."),
        (Operation(limit_kw=5.0), "inferred from its own readings."),
        (Operation("00:00", "24:00"), "inferred from its own readings."),
    ],
)
def test_what_is_not_said_is_inferred_and_said_to_be(said: Operation, ending: str) -> None:
    assert occupancy(replace(regular_office(), operation=said)).sentence.endswith(f"; {ending}")


def test_public_holidays_are_as_sundays() -> None:
    series = regular_office("2024-04-22", 14, country="CH", region="ZH")
    idle = Occupancy(Night(20.0, 6.0), OFFICE).idle_days(day_grid(series))
    first_of_may = (pd.Timestamp("2024-05-01") - pd.Timestamp("2024-04-22")).days
    assert idle[first_of_may - 1 : first_of_may + 2].tolist() == [False, True, False]


@pytest.mark.parametrize(
    ("night", "slots", "expected"),
    [((20.0, 6.0), 24, (-4, 6)), ((0.0, 6.0), 24, (0, 6)), ((2.0, 18.0), 24, (2, 18)), ((19.5, 7.0), 96, (-18, 28))],
)
def test_a_night_that_begins_after_noon_begins_a_day_before_it_ends(
    night: tuple[float, float], slots: int, expected: tuple[int, int]
) -> None:
    assert Occupancy(Night(*night), OFFICE).night_slots(slots) == expected


def test_nights_are_cut_out_of_the_days_they_span() -> None:
    table = np.arange(72.0).reshape(3, 24)
    nights = Occupancy(Night(22.0, 3.0), OFFICE).nights(table)
    assert np.isnan(nights[0, :2]).all()
    assert nights[0, 2:].tolist() == [0, 1, 2]
    assert nights[1].tolist() == [22, 23, 24, 25, 26]
    assert nights[2].tolist() == [46, 47, 48, 49, 50]


def test_the_clock_is_written_with_minutes() -> None:
    assert [hour_in_words(hour) for hour in (0.0, 7.25, 19.5, 24.0)] == ["00:00", "07:15", "19:30", "24:00"]
