"""Opening hours and limits as a person says them."""

from __future__ import annotations

from dataclasses import replace

import pytest

from data.errors import ParameterError
from data.opening_hours import Operation, stated_operation
from tests.detectors.meters import regular_office


def test_hours_and_days_are_read() -> None:
    said = Operation("07:30", "19:00", "1-5,7", 120.0)
    assert said.hours == (7.5, 19.0)
    assert said.weekdays == {0, 1, 2, 3, 4, 6}


def test_nothing_said_is_none() -> None:
    assert stated_operation({}) is None
    assert stated_operation({"opens": "", "limit_kw": None, "country": "CH"}) is None
    assert Operation().hours is None
    assert Operation().weekdays is None


def test_the_end_of_the_day_and_a_night_shift_are_times() -> None:
    assert Operation("00:00", "24:00").hours == (0.0, 24.0)
    assert Operation("21:00", "05:15").hours == (21.0, 5.25)


@pytest.mark.parametrize(
    ("said", "complaint"),
    [
        ({"opens": "07:00"}, "07:00 to none; say both"),
        ({"closes": "19:00"}, "none to 19:00; say both"),
        ({"opens": "7", "closes": "19:00"}, "'7' is none of a day"),
        ({"opens": "07:60", "closes": "19:00"}, "'07:60' is none of a day"),
        ({"opens": "24:01", "closes": "19:00"}, "'24:01' is none of a day"),
        ({"opens": "07:00", "closes": "07:00"}, "no time at all"),
        ({"open_days": "0-4"}, "Open days are '0-4'"),
        ({"open_days": "5-1"}, "Open days are '5-1'"),
        ({"open_days": "Mon"}, "Open days are 'Mon'"),
        ({"open_days": "1,,2"}, "Open days are '1,,2'"),
        ({"limit_kw": 0.0}, "The limit is 0.0 kW"),
        ({"limit_kw": -3.0}, "The limit is -3.0 kW"),
        ({"limit_kw": float("nan")}, "The limit is nan kW"),
        ({"limit_kw": float("inf")}, "The limit is inf kW"),
    ],
)
def test_what_is_no_operation_is_refused_by_its_value(said: dict[str, object], complaint: str) -> None:
    with pytest.raises(ParameterError, match=complaint.replace("(", r"\(")):
        Operation(**said)  # type: ignore[arg-type]


def test_a_series_is_known_by_its_operation_only_where_there_is_one() -> None:
    series = regular_office(days=2)
    same, other = replace(series, operation=None), replace(series, operation=Operation(limit_kw=10.0))
    assert same.digest == series.digest
    assert other.digest != series.digest
    assert other.between(end=series.index[30]).operation == Operation(limit_kw=10.0)
