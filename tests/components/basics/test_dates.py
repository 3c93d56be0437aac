"""Times as a person reads them."""

from __future__ import annotations

from datetime import date

import pandas as pd
import pytest

from components.basics.dates import days, period_text


def at(text: str) -> pd.Timestamp:
    return pd.Timestamp(text, tz="Europe/Zurich")


@pytest.mark.parametrize(
    ("start", "end", "words"),
    [
        ("2024-03-09 00:00", "2024-03-10 00:00", "Sat 9 Mar, 00:00–24:00"),
        ("2024-03-09 20:00", "2024-03-10 06:15", "Sat 9 Mar, 20:00 – Sun 10 Mar, 06:15"),
        ("2024-03-09 20:00", "2024-03-11 00:00", "Sat 9 Mar, 20:00 – Sun 10 Mar, 24:00"),
        ("2024-03-31 01:00", "2024-03-31 03:00", "Sun 31 Mar, 01:00–03:00"),
    ],
)
def test_a_stretch_in_words(start: str, end: str, words: str) -> None:
    assert period_text(at(start), at(end)) == words


def test_the_year_stands_once() -> None:
    assert period_text(at("2024-03-09 20:00"), at("2024-03-10 06:15"), year=True).count("2024") == 1


def test_days_in_words() -> None:
    assert days(date(2024, 1, 1), date(2024, 6, 30)) == "1 Jan – 30 Jun 2024"
    assert days(date(2023, 12, 30), date(2024, 1, 2)) == "30 Dec 2023 – 2 Jan 2024"
    assert days(date(2024, 1, 1), date(2024, 1, 1)) == "1 Jan 2024"
