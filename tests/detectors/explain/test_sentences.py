"""What a person reads of an event: numbers with units, no blame, nothing a machine would say."""

from __future__ import annotations

import re
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from data.calendar.night import night_of
from data.opening_hours import Operation
from detectors.events.event_context import EventContext
from detectors.explain.sentences import behaviour, hint, sentence
from detectors.scores import REASONS, Kind, Reason
from tests.detectors.explain.stretches import NIGHT

NAN = float("nan")
ENERGY = [reason for reason in REASONS if reason.kind is Kind.ENERGY]
DATA = [reason for reason in REASONS if reason.kind is Kind.DATA]


def context(
    power: list[float],
    expected: list[float] | float = 10.0,
    *,
    start: str = "2024-05-07 10:00",
    step_hours: float = 1.0,
    reason: Reason = Reason.ABOVE_EXPECTED,
    side: int = 1,
) -> EventContext:
    first = pd.Timestamp(start, tz="Europe/Zurich")
    usual = np.broadcast_to(np.array(expected, float), len(power)).copy()
    end = first + pd.Timedelta(hours=step_hours * len(power))
    return EventContext(first, end, np.array(power, float), usual, step_hours, reason, side, night=NIGHT)


def opened(context: EventContext, said: Operation | None) -> EventContext:
    """Return an event of a meter whose readings tell nothing of its night, with what a person said of it."""
    night = night_of((np.zeros(24),), 1.0, 0.2, said)
    return replace(context, night=night, open_days=said.weekdays if said else None)


def test_more_than_usual_says_how_much_for_how_long_and_what_is_usual() -> None:
    said = sentence(context([14.0, 16.0, 15.0], [10.0, 9.0, 8.0]))
    assert said == "Used more than usual: 15 kW on average for 3 h, usual 8 to 10 kW; 18 kWh more than usual."


def test_a_reading_of_a_whole_day_is_not_called_overnight() -> None:
    day = context([14.0], 10.0, start="2024-05-07 00:00", step_hours=24.0)
    assert sentence(day).startswith("Used more than usual: 14 kW on average for 1 d")


def test_less_than_usual_says_less() -> None:
    said = sentence(context([4.0, 4.0, 4.0], 10.0, side=-1, reason=Reason.BELOW_EXPECTED))
    assert said == "Used less than usual: 4 kW on average for 3 h, usual about 10 kW; 18 kWh less than usual."


def test_a_mean_within_the_usual_range_is_set_against_the_usual_mean() -> None:
    said = sentence(context([6.0, 23.0, 13.0], [2.0, 20.0, 11.0]))
    assert said == "Used more than usual: 14 kW on average for 3 h, usual about 11 kW; 9 kWh more than usual."


def test_a_short_peak_says_its_height() -> None:
    peak = context([12.0, 31.5], 10.0, step_hours=0.25)
    assert sentence(peak) == "Short peak: 31.5 kW, usual about 10 kW; 5.88 kWh more than usual."


def test_what_is_as_much_above_as_below_says_both_and_blames_neither() -> None:
    shifted = context([4.0, 4.0, 15.0, 16.0], 10.0, side=0)
    assert sentence(shifted) == "Used at other times than usual: 11 kWh more and 12 kWh less within 4 h."
    assert "shifted schedule" in hint(shifted)


def test_a_day_unlike_others_says_both_sides_too() -> None:
    day = context([4.0] * 12 + [15.0] * 12, 10.0, side=0, reason=Reason.UNUSUAL_DAY, start="2024-05-11 00:00")
    assert sentence(day) == "A day unlike others of its kind: 60 kWh more and 72 kWh less within 1 d."


def test_half_an_hour_is_no_base_load_of_a_night() -> None:
    short = context([4.0, 5.0], 1.0, step_hours=0.25, reason=Reason.BASELOAD_HIGH, start="2024-05-07 23:00")
    assert sentence(short) == "Short peak: 5 kW, usual about 1 kW; 1.75 kWh more than usual."


def test_a_short_drop_says_its_depth() -> None:
    drop = context([2.5], 10.0, side=-1)
    assert sentence(drop) == "Short drop: 2.5 kW, usual about 10 kW; 7.5 kWh less than usual."


@pytest.mark.parametrize(
    ("start", "hours", "side", "expected"),
    [
        ("2024-05-11 00:00", 48, 1, "Left on over the weekend"),
        ("2024-05-11 00:00", 48, -1, "Used less than usual over the weekend"),
        ("2024-05-07 20:00", 10, 1, "Left on overnight"),
        ("2024-05-07 08:00", 10, 1, "Used more than usual"),
        ("2024-05-11 22:00", 2, 1, "Used more than usual"),
        ("2024-05-07 02:00", 1, 1, "Short peak"),
    ],
)
def test_the_time_of_it_names_the_behaviour(start: str, hours: int, side: int, expected: str) -> None:
    assert behaviour(context([10.0 + 5.0 * side] * hours, start=start, side=side)) == expected


def test_the_night_of_the_clock_change_is_a_night() -> None:
    assert behaviour(context([15.0] * 11, start="2024-10-26 20:00")) == "Left on overnight"


def week_of_nights(by_day: float, at_night: float) -> EventContext:
    """From Monday 20:00 over seven days: usual are 30 kW on weekdays by day and 10 kW at other times."""
    times = pd.date_range("2024-06-03 20:00", "2024-06-10 05:00", freq="h")
    day = ((times.hour >= 6) & (times.hour < 20) & (times.day_of_week < 5)).astype(bool)
    power, usual = np.where(day, 30.0 + by_day, 10.0 + at_night), np.where(day, 30.0, 10.0)
    return context(power.tolist(), usual.tolist(), start="2024-06-03 20:00")


def test_nights_and_a_weekend_left_on_for_a_week_are_named_so_with_the_numbers_of_those_hours() -> None:
    assert sentence(week_of_nights(0.0, 20.0)) == (
        "Left on at night and over the weekend: 30 kW on average in those hours (4 d 2 h), usual about 10 kW; "
        "1,960 kWh more than usual."
    )
    assert "nights and days off" in hint(week_of_nights(0.0, 20.0))


def test_some_excess_by_day_leaves_the_name_to_the_nights_and_the_weekend() -> None:
    assert behaviour(week_of_nights(10.0, 20.0)) == "Left on at night and over the weekend"
    assert behaviour(week_of_nights(20.0, 20.0)) == "Used more than usual"


def test_what_went_otherwise_by_day_is_told_apart() -> None:
    said = sentence(week_of_nights(-3.0, 20.0))
    assert said.endswith("; 1,960 kWh more in them, 1,790 kWh in the whole event.")


def test_an_hour_after_six_of_a_night_left_on_belongs_to_it() -> None:
    said = sentence(context([25.0] * 10, 10.0, start="2024-05-07 21:00"))
    assert said == "Left on overnight: 25 kW on average for 10 h, usual about 10 kW; 150 kWh more than usual."


def test_a_week_of_more_at_all_hours_is_not_called_left_on() -> None:
    assert behaviour(week_of_nights(20.0, 20.0)) == "Used more than usual"


def test_several_nights_are_told_in_the_plural_and_one_is_not() -> None:
    night, day = [25.0] * 10, [10.0] * 14
    assert behaviour(context(night + day + night, 10.0, start="2024-05-07 20:00")) == "Left on at night"
    assert behaviour(context([11.0] * 3 + night, 10.0, start="2024-05-07 17:00")) == "Left on overnight"


BAKERY = Operation("20:00", "06:00", "1-7")
PUB = Operation("17:00", "02:00", "2-7")
OFFICE = Operation("07:00", "18:00", "1-5")


@pytest.mark.parametrize(
    ("said", "start", "hours", "expected"),
    [
        (None, "2024-05-07 21:00", 8, "Left on overnight"),
        (BAKERY, "2024-05-07 21:00", 8, "Used more than usual"),
        (BAKERY, "2024-05-11 00:00", 5, "Used more than usual"),
        (BAKERY, "2024-05-07 08:00", 10, "Left on while closed"),
        (PUB, "2024-05-07 20:00", 6, "Used more than usual"),
        (PUB, "2024-05-08 04:00", 9, "Left on while closed"),
        (PUB, "2024-05-06 00:00", 24, "Left on over a day off"),
        (OFFICE, "2024-05-07 18:00", 13, "Left on overnight"),
        (OFFICE, "2024-05-11 00:00", 48, "Left on over the weekend"),
        (Operation(open_days="1-6"), "2024-05-11 08:00", 12, "Used more than usual"),
        (Operation(limit_kw=20.0), "2024-05-07 21:00", 8, "Left on overnight"),
    ],
)
def test_what_was_left_on_follows_the_hours_and_days_it_is_open(
    said: Operation | None, start: str, hours: int, expected: str
) -> None:
    assert behaviour(opened(context([25.0] * hours, 13.0, start=start), said)) == expected


def test_a_bakery_has_its_base_load_by_day() -> None:
    closed = opened(context([9.0] * 10, 5.0, start="2024-05-07 08:00", reason=Reason.BASELOAD_HIGH), BAKERY)
    assert sentence(closed) == (
        "High base load while closed: 9 kW for 10 h, usual about 5 kW; 4 kW (80 %) more, 40 kWh. "
        "If every time it is closed were like this, 14,600 kWh a year."
    )
    assert "running on" in hint(closed)
    assert behaviour(replace(closed, side=-1, power_kw=np.full(10, 2.0), reason=Reason.BELOW_EXPECTED)) == (
        "Used less than usual while closed"
    )


def test_holidays_count_as_days_off_where_the_place_is_known() -> None:
    ascension = context([25.0] * 24, 10.0, start="2024-05-09 00:00")
    assert behaviour(ascension) == "Used more than usual"
    assert behaviour(replace(ascension, place=("CH", "ZH"))) == "Left on over a day off"


def test_a_weekend_on_which_it_is_open_is_no_rest() -> None:
    times = pd.date_range(end="2024-05-11 06:00", periods=28 * 24, freq="h")
    before = np.where((times.hour >= 7) & (times.hour < 19), 30.0, 5.0)
    shop = context([40.0] * 12, 30.0, start="2024-05-11 07:00")
    assert behaviour(replace(shop, before_kw=before)) == "Used more than usual"
    office = replace(shop, before_kw=np.where(times.day_of_week < 5, before, 5.0), expected_kw=np.full(12, 5.0))
    assert behaviour(office) == "Left on over the weekend"


def test_powers_that_are_compared_have_one_unit() -> None:
    said = sentence(context([0.0952] * 3, 0.11, side=-1, reason=Reason.BELOW_EXPECTED))
    assert said == "Used less than usual: 95.2 W on average for 3 h, usual about 110 W; 44.4 Wh less than usual."


@pytest.mark.parametrize(
    ("reason", "power", "expected"),
    [
        (Reason.GAP, [NAN] * 27, "No readings: for 1 d 3 h, about 42 kWh not seen."),
        (Reason.FLAT_LINE, [7.25] * 5, "Stuck at 7.25 kW: for 5 h, about 42 kWh not seen."),
        (Reason.ZERO_RUN, [0.0] * 3, "At zero: for 3 h, as never before; about 42 kWh not seen."),
        (Reason.NEGATIVE, [-1.0, -4.5, -0.2], "Negative readings: down to -4.5 kW for 3 h."),
        (Reason.IMPOSSIBLE, [5.0, 98_765.0], "Impossible value: 98.8 MW; about 42 kWh not seen."),
        (Reason.IMPOSSIBLE, [5.0, -98_765.0], "Impossible value: -98.8 MW; about 42 kWh not seen."),
    ],
)
def test_data_problems_say_what_the_meter_shows(reason: Reason, power: list[float], expected: str) -> None:
    assert sentence(replace(context(power, reason=reason, side=0), unseen_kwh=42.0)) == expected


@pytest.mark.parametrize("reason", [Reason.GAP, Reason.FLAT_LINE, Reason.ZERO_RUN, Reason.IMPOSSIBLE])
@pytest.mark.parametrize("unseen_kwh", [NAN, 0.0])
def test_where_nobody_knows_what_was_not_seen_it_says_so(reason: Reason, unseen_kwh: float) -> None:
    problem = replace(context([7.0] * 3, reason=reason, side=0), unseen_kwh=unseen_kwh)
    assert sentence(problem).endswith("what was used then is not known.")


@pytest.mark.parametrize(
    ("before_hours", "said"),
    [
        (0.0, "as never before"),
        (2.0, "longer than ever before (2 h)"),
        (3.0, "which this meter hardly ever is"),
    ],
)
def test_zeros_are_set_beside_the_longest_run_of_them_before(before_hours: float, said: str) -> None:
    zeros = context([0.0] * 3, reason=Reason.ZERO_RUN, side=0)
    assert sentence(replace(zeros, zeros_before_hours=before_hours)).startswith(f"At zero: for 3 h, {said}; ")


def test_without_an_expectation_it_says_what_was_used() -> None:
    said = sentence(context([15.0] * 4, NAN))
    assert said == "Used more than usual: on average 15 kW for 4 h."


@pytest.mark.parametrize("reason", DATA)
def test_every_data_problem_has_a_sentence_and_a_hedged_hint(reason: Reason) -> None:
    problem = context([1.0, -2.0, 1.0], reason=reason, side=0)
    assert sentence(problem).endswith(".")
    assert hint(problem).startswith("Perhaps ")


@pytest.mark.parametrize("reason", ENERGY)
@pytest.mark.parametrize("side", [-1, 0, 1])
@pytest.mark.parametrize("hours", [1, 10, 48])
@pytest.mark.parametrize("start", ["2024-05-07 20:00", "2024-05-11 00:00", "2024-05-07 08:00"])
def test_every_energy_problem_has_a_sentence_and_a_hedged_hint(
    reason: Reason, side: int, hours: int, start: str
) -> None:
    problem = context([15.0] * hours, start=start, side=side, reason=reason)
    assert re.search(r"\d.* kW", sentence(problem))
    assert hint(problem).startswith("Typical causes: ")
