"""What a person reads of a rule's event: numbers worked out by hand."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from detectors.analytics.building import Building
from detectors.explain.hints import CAUSES, SAME_CAUSES, typical_causes
from detectors.explain.rule_sentences import yearly_kwh
from detectors.explain.sentences import behaviour, hint, sentence
from detectors.explain.units import percent
from detectors.scores import Reason
from tests.detectors.explain.stretches import NAN, context, weeks_before


def test_a_high_night_says_kw_percent_kwh_and_what_a_year_of_it_is() -> None:
    night = context([9.0] * 8, 5.0, Reason.BASELOAD_HIGH)
    assert sentence(night) == (
        "High base load at night: 9 kW for 8 h, usual about 5 kW; 4 kW (80 %) more, 32 kWh. "
        "If every night were like this, 11,700 kWh a year."
    )
    assert hint(night) == typical_causes("High base load at night", Building.UNKNOWN)


def test_hours_of_the_day_between_two_nights_are_not_counted() -> None:
    two_nights = context([9.0] * 8 + [30.0] * 16 + [9.0] * 8, [5.0] * 8 + [NAN] * 16 + [5.0] * 8, Reason.BASELOAD_HIGH)
    assert sentence(two_nights) == (
        "High base load at night: 9 kW for 16 h, usual about 5 kW; 4 kW (80 %) more, 64 kWh. "
        "If every night were like this, 11,700 kWh a year."
    )


def test_what_began_at_noon_is_no_base_load_at_night() -> None:
    noon_to_morning = context([9.0] * 18, 5.0, Reason.BASELOAD_HIGH, start="2024-05-07 12:00")
    assert sentence(noon_to_morning) == (
        "Used more than usual: 9 kW on average for 18 h, usual about 5 kW; 72 kWh more than usual."
    )


@pytest.mark.parametrize(("start", "hours"), [("2024-05-07 15:00", 15), ("2024-05-07 17:00", 3)])
def test_a_night_does_not_begin_in_the_afternoon(start: str, hours: int) -> None:
    assert not sentence(context([9.0] * hours, 5.0, Reason.BASELOAD_HIGH, start=start)).startswith("High base load")


def test_a_low_night_says_kw_percent_kwh_and_what_a_year_of_it_is() -> None:
    night = context([3.0] * 8, 5.0, Reason.BELOW_EXPECTED, side=-1)
    assert sentence(night) == (
        "Used less than usual at night: 3 kW for 8 h, usual about 5 kW; 2 kW (40 %) less, 16 kWh. "
        "If every night were like this, 5,840 kWh less a year."
    )
    assert yearly_kwh(night) == pytest.approx(5840.0)
    assert hint(night) == typical_causes("Used less than usual at night", Building.UNKNOWN)


def test_a_low_weekend_is_named_so() -> None:
    weekend = context([3.0] * 48, 5.0, Reason.BELOW_EXPECTED, side=-1, start="2024-05-11 00:00")
    assert sentence(weekend) == (
        "Used less than usual over the weekend: 3 kW for 2 d, usual about 5 kW; 2 kW (40 %) less, 96 kWh. "
        "If every weekend were like this, 4,990 kWh less a year."
    )


def test_less_by_day_is_neither_night_nor_weekend() -> None:
    assert behaviour(context([3.0] * 8, 5.0, Reason.BELOW_EXPECTED, side=-1, start="2024-05-07 08:00")) == (
        "Used less than usual"
    )


def test_what_a_sentence_does_not_carry_over_has_no_year() -> None:
    assert yearly_kwh(context([7.0] * 2, 5.0, Reason.BASELOAD_HIGH)) == 0.0
    assert yearly_kwh(context([9.0] * 8, 5.0, Reason.BASELOAD_HIGH)) == pytest.approx(11_680.0)


def test_a_weekend_is_set_beside_the_weekday_nights_before() -> None:
    start = "2024-05-11 00:00"
    weekend = context([7.5] * 48, 5.0, Reason.WEEKEND_ON, start=start, before=weeks_before(start, night_kw=4.0))
    assert sentence(weekend).startswith(
        "Left on over the weekend: 7.5 kW for 2 d, usual about 5 kW, on weekday nights before 4 kW; 2.5 kW (50 %) more"
    )


def test_nights_of_holidays_and_weekends_are_no_weekday_nights() -> None:
    start = "2024-05-13 00:00"  # Monday; Ascension Day was on the Thursday before
    before = weeks_before(start)
    times = pd.date_range(end=pd.Timestamp(start, tz="Europe/Zurich"), periods=len(before) + 1, freq="h")[:-1]
    off = [moment.date().day in (9, 11, 12) and moment.month == 5 for moment in times]
    anomalous = np.where(off, 90.0, before).tolist()
    assert context([7.5] * 24, 5.0, Reason.WEEKEND_ON, start=start, before=anomalous).weekday_nights_kw == 5.0


def test_a_weekend_on_which_it_is_open_was_not_left_on() -> None:
    start = "2024-05-11 00:00"
    open_days = context([35.0] * 48, 28.0, Reason.WEEKEND_ON, start=start, before=weeks_before(start))
    assert sentence(open_days).startswith("Used more than usual over the weekend: 35 kW for 2 d, usual about 28 kW")
    assert yearly_kwh(open_days) == pytest.approx(7.0 * 48 * 52)


def test_four_days_are_no_weekend() -> None:
    long = context([7.5] * 100, 5.0, Reason.WEEKEND_ON, start="2024-05-09 00:00")
    assert "a year" not in sentence(long)


def test_a_few_hours_are_not_carried_over_to_a_year() -> None:
    assert sentence(context([7.0] * 2, 5.0, Reason.BASELOAD_HIGH)) == (
        "High base load at night: 7 kW for 2 h, usual about 5 kW; 2 kW (40 %) more, 4 kWh."
    )


def test_more_than_ten_times_as_much_has_no_percentage() -> None:
    assert "; 100 kW more, 800 kWh." in sentence(context([101.0] * 8, 1.0, Reason.BASELOAD_HIGH))
    assert "; 3 kW more, 24 kWh." in sentence(context([3.0] * 8, 0.0, Reason.BASELOAD_HIGH))


def test_a_weekend_says_what_a_year_of_it_is() -> None:
    weekend = context([7.5] * 48, 5.0, Reason.WEEKEND_ON, start="2024-05-11 00:00")
    assert sentence(weekend) == (
        "Left on over the weekend: 7.5 kW for 2 d, usual about 5 kW; 2.5 kW (50 %) more, 120 kWh. "
        "If every weekend were like this, 6,240 kWh a year."
    )


def test_a_day_off_in_the_week_is_named_so() -> None:
    day_off = context([7.5] * 24, 5.0, Reason.WEEKEND_ON, start="2024-05-01 00:00")
    assert sentence(day_off) == (
        "Left on over a day off: 7.5 kW for 1 d, usual about 5 kW; 2.5 kW (50 %) more, 60 kWh."
    )
    assert "holidays" in hint(day_off)


def test_what_goes_on_from_a_friday_into_a_saturday_is_no_day_off() -> None:
    assert behaviour(context([7.5] * 16, 5.0, Reason.WEEKEND_ON, start="2024-05-10 12:00")) == "Used more than usual"


def test_two_hours_of_a_weekend_are_not_called_left_on() -> None:
    assert behaviour(context([7.5] * 2, 5.0, Reason.WEEKEND_ON, start="2024-05-11 00:00")) == "Used more than usual"


def test_a_peak_is_told_with_the_load_factor_of_four_weeks() -> None:
    peak = context([30.0, 40.0, 30.0], 30.0, Reason.PEAK, before=[10.0] * 97)
    assert sentence(peak) == (
        "Unusual peak: 40 kW, 10 kW over the usual highest of 30 kW; load factor 27 % over four weeks."
    )


def test_over_the_limit_names_the_limit() -> None:
    over = context([130.0], 120.0, Reason.OVER_LIMIT, before=[65.0])
    assert sentence(over) == "Over the limit: 130 kW, 10 kW over the limit of 120 kW; load factor 75 % over four weeks."


def test_a_lost_rhythm_says_the_swing_now_and_before() -> None:
    hours = np.arange(24)
    swing = np.cos(2 * np.pi * hours / 24)
    other = np.cos(2 * np.pi * hours / 6)
    now, before = (10 + 1.0 * swing + 1.0 * other).tolist(), (10 + 4.0 * swing).tolist()
    said = sentence(context(now * 7, NAN, Reason.IRREGULAR_RHYTHM, before=before * 28))
    assert said == (
        "Irregular rhythm: a daily swing of 1 kW over 7 d, 4 kW in the four weeks before; "
        "the daily rhythm holds 50 % of the variation, 100 % before."
    )


def test_of_a_long_event_the_week_furthest_from_before_is_told() -> None:
    swing = np.cos(2 * np.pi * np.arange(24) / 24)
    usual, flat = (10 + 4.0 * swing).tolist(), (10 + 1.0 * swing).tolist()
    long = context(
        usual * 10 + flat * 7 + usual * 17,
        NAN,
        Reason.IRREGULAR_RHYTHM,
        start="2024-04-20 00:00",
        before=usual * 28,
    )
    assert sentence(long).startswith(
        "Irregular rhythm: a daily swing of 1 kW in the week from 30 Apr to 6 May, 4 kW in the four weeks before; "
    )


@pytest.mark.parametrize(("shift", "said"), [(6, "6 h later"), (-2, "2 h earlier")])
@pytest.mark.parametrize("start", ["2024-05-07 22:00", "2024-04-05 22:00"])  # the clock changes in the weeks before
def test_a_rhythm_that_comes_at_another_hour_says_so(shift: int, said: str, start: str) -> None:
    first = pd.Timestamp(start, tz="Europe/Zurich")
    times = pd.date_range(end=first + pd.Timedelta(hours=8 * 24 - 1), periods=36 * 24, freq="h")
    top = np.where(times < first, 14, 14 + shift)
    power = 10 + 4 * np.cos(2 * np.pi * (times.hour - top) / 24)
    before, now = power[: 28 * 24].tolist(), power[28 * 24 :].tolist()
    text = sentence(context(now, NAN, Reason.IRREGULAR_RHYTHM, start=start, before=before))
    assert f" in the four weeks before, its top about {said}; the daily rhythm" in text


@pytest.mark.parametrize("reason", [Reason.BASELOAD_HIGH, Reason.WEEKEND_ON, Reason.RAMP, Reason.PEAK])
def test_without_numbers_of_its_own_the_general_sentence_is_used(reason: Reason) -> None:
    said = sentence(context([5.0] * 8, NAN, reason, start="2024-05-11 00:00"))
    assert said.endswith(": on average 5 kW for 8 h.")


@pytest.mark.parametrize(("share", "text"), [(0.5, "50 %"), (0.0123, "1.2 %"), (12.34, "1,200 %"), (NAN, "unknown %")])
def test_a_share_is_written_in_percent_with_two_figures(share: float, text: str) -> None:
    assert percent(share) == text


CAUSES_OF_ALL = [typical_causes(behaviour, kind) for kind in Building for behaviour in (*CAUSES, *SAME_CAUSES)]


def test_every_hint_is_hedged() -> None:
    assert all(text.startswith("Typical causes: ") and text.endswith(".") for text in CAUSES_OF_ALL)
