"""How far a history can be trusted, and from when on it can be more."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from data.series import MeterSeries
from detectors.readiness import duration_in_words, readiness
from tests.detectors.meters import regular_office


def stage(history: MeterSeries) -> str:
    return readiness(history, 21.0, 90.0).stage


def days(count: float, missing: int = 0) -> MeterSeries:
    series = regular_office("2024-01-08", 400, zone="UTC")
    part = series.between(end=series.start + pd.Timedelta(days=count))
    power = part.power_kw.copy()
    power[:missing] = np.nan
    return part.with_power(power)


@pytest.mark.parametrize(
    ("count", "expected"),
    [(1, "too short"), (20.9, "too short"), (21, "provisional"), (89.9, "provisional"), (90, "solid"), (400, "solid")],
)
def test_the_stage_follows_the_days_of_readings(count: float, expected: str) -> None:
    assert stage(days(count)) == expected


def test_days_without_readings_do_not_count() -> None:
    assert stage(days(30, missing=24 * 10)) == "too short"
    assert stage(days(30, missing=24 * 9)) == "provisional"
    assert readiness(days(30, missing=24 * 9), 21, 90).days == pytest.approx(21)


def test_too_short_names_what_there_is_what_is_needed_and_when() -> None:
    state = readiness(days(10.5), 21, 90)
    assert state.sentence == (
        "Meter office has 10.5 days of readings and this method needs 21; "
        "it will answer from 29 January 2024 on if readings keep coming."
    )
    assert state.next_date == pd.Timestamp("2024-01-29", tz="UTC")


def test_provisional_names_the_date_of_the_solid_answer() -> None:
    state = readiness(days(30), 21, 90)
    assert state.sentence == "Provisional: learnt from 30 days; solid from 7 April 2024 on."
    assert state.next_date == pd.Timestamp("2024-04-07", tz="UTC")


def test_solid_has_nothing_to_wait_for() -> None:
    state = readiness(days(400), 21, 90)
    assert (state.next_date, state.sentence) == (None, "Solid: learnt from 13 months.")


@pytest.mark.parametrize("count", [3.0, 10.5, 20.0, 20.9])
def test_on_the_date_named_the_answer_is_there(count: float) -> None:
    date = readiness(days(count), 21, 90).next_date
    assert date is not None
    whole = days(60)
    assert stage(whole.between(end=date)) == "provisional"


@pytest.mark.parametrize(
    ("count", "text"),
    [
        (21, "21 days"),
        (75, "75 days"),
        (92, "3 months"),
        (365, "12 months"),
        (716, "2 years"),
        (1140, "3.1 years"),
        (2557, "7 years"),
    ],
)
def test_a_short_span_is_told_in_days_and_a_long_one_in_months(count: float, text: str) -> None:
    assert duration_in_words(count) == text


@pytest.mark.parametrize("start", ["2024-03-15", "2024-10-10", "2024-10-17"])
def test_over_a_clock_change_the_date_is_the_first_midnight_with_an_answer(start: str) -> None:
    whole = regular_office(start, 60)
    date = readiness(whole.between(end=whole.start + pd.Timedelta(days=10)), 21, 90).next_date
    assert date is not None
    assert (date.hour, str(date.tz)) == (0, "Europe/Zurich")
    assert stage(whole.between(end=date)) == "provisional"
    assert stage(whole.between(end=date - pd.Timedelta(days=1))) == "too short"


def test_a_zone_without_that_midnight_names_the_hour_after_it() -> None:
    whole = regular_office("2024-08-18", 60, zone="America/Santiago")
    date = readiness(whole.between(end=whole.start + pd.Timedelta(days=10)), 10.0 + 11.0, 90).next_date
    assert str(date) == "2024-09-08 01:00:00-03:00"
