"""Which days are on show."""

from __future__ import annotations

from datetime import date

import pandas as pd
import pytest

from components.basics.date_range import PRESETS, DateRange

YEAR = DateRange(date(2024, 1, 1), date(2024, 12, 31))


@pytest.mark.parametrize(
    ("key", "first"),
    [("week", date(2024, 12, 25)), ("month", date(2024, 12, 1)), ("quarter", date(2024, 10, 1)), ("all", YEAR.first)],
)
def test_a_shortcut_ends_with_the_last_reading(key: str, first: date) -> None:
    assert YEAR.preset(key) == DateRange(first, YEAR.last)


def test_a_shortcut_never_begins_before_the_first_reading() -> None:
    short = DateRange(date(2024, 12, 20), date(2024, 12, 31))

    assert {short.preset(preset.key).first for preset in PRESETS if preset.key != "week"} == {short.first}


def test_the_shortcut_of_a_span_is_known() -> None:
    assert [YEAR.preset_of(YEAR.preset(preset.key)) for preset in PRESETS] == [
        "week",
        "month",
        "quarter",
        "year",
        "year",
    ]
    assert YEAR.preset_of(DateRange(date(2024, 5, 1), date(2024, 5, 2))) == ""


def test_days_that_two_spans_share() -> None:
    assert YEAR.within(DateRange(date(2023, 1, 1), date(2024, 1, 5))) == DateRange(YEAR.first, date(2024, 1, 5))
    assert YEAR.within(DateRange(date(2025, 1, 1), date(2025, 1, 5))) is None


def test_a_day_of_the_clock_change_has_its_own_length() -> None:
    start, end = DateRange(date(2024, 3, 31), date(2024, 3, 31)).bounds("Europe/Zurich")

    assert end - start == pd.Timedelta(hours=23)


def test_a_midnight_that_the_clock_skips_becomes_the_next_moment() -> None:
    start, _ = DateRange(date(2024, 9, 8), date(2024, 9, 8)).bounds("America/Santiago")

    assert start == pd.Timestamp("2024-09-08 01:00", tz="America/Santiago")
