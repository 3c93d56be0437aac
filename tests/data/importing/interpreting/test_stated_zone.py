"""Zones that a header, a column, a note or the cells themselves state, and how times of all kinds are written."""

from __future__ import annotations

from collections.abc import Callable

import pandas as pd
import pytest

from data.importing.interpreting.cell_times.moments import stated_zone
from data.importing.load import load
from tests.data.importing.local_days import SEASONS, check, comma, local_days
from tests.data.importing.tables_written import text

ZONE = "Europe/Berlin"
seasons = pytest.mark.parametrize("season", SEASONS)


@seasons
@pytest.mark.parametrize("header", ["Date/time UTC;kWh", "timestamp_utc;kWh", "Zeit (UTC);kWh", "Time [GMT];kWh"])
def test_a_header_that_says_utc_is_believed(season: str, header: str) -> None:
    true = local_days(ZONE, season)
    rows = [f"{at:%Y-%m-%d %H:%M};{used}" for at, used in zip(true.index.tz_convert("UTC"), true.kwh, strict=True)]

    check(load(text(header, rows), "a.csv", default_timezone=ZONE), true)


@pytest.mark.parametrize("above", ["All times are UTC", "Zeitzone: UTC", "# time zone = UTC"])
def test_a_note_or_a_column_that_says_utc_is_believed(above: str) -> None:
    true = local_days(ZONE)
    times = true.index.tz_convert("UTC")
    rows = [f"{at:%Y-%m-%d %H:%M};{used}" for at, used in zip(times, true.kwh, strict=True)]
    check(load(text(f"{above}\ntime;kWh", rows), "a.csv", default_timezone=ZONE), true)

    rows = [f"{at:%Y-%m-%d %H:%M};UTC;{used}" for at, used in zip(times, true.kwh, strict=True)]
    check(load(text("time;tz;kWh", rows), "a.csv", default_timezone=ZONE), true)


def test_the_time_of_an_export_is_no_zone_of_the_readings() -> None:
    true = local_days(ZONE)
    rows = [f"{time:%Y-%m-%d %H:%M};{used}" for time, used in true.rows()]

    check(load(text("Exported 2024-05-01 10:00 UTC\ntime;kWh", rows), "a.csv", default_timezone=ZONE), true)


@pytest.mark.parametrize("header", ["time (America/Chicago),kWh", "timestamp America/Chicago,kWh"])
def test_a_header_may_name_the_zone_itself(header: str) -> None:
    true = local_days("America/Chicago")
    rows = [f"{time:%m/%d/%Y %H:%M},{used}" for time, used in true.rows()]

    found = load(text(header, rows), "a.csv", default_timezone="America/New_York")

    check(found, true)
    assert found.options.timezone == "America/Chicago"


@pytest.mark.parametrize(
    ("name", "hours"),
    [
        ("Zeit (UTC+2)", 2),
        ("Time GMT-05:00", -5),
        ("Timestamp (UTC+02:00)", 2),
        ("utc", 0),
        ("cet_cest", None),
        ("Zeit", None),
    ],
)
def test_offsets_in_names_are_read(name: str, hours: int | None) -> None:
    assert stated_zone(name) == ("", None if hours is None else hours * 3_600_000_000)


def is_summer(at: pd.Timestamp) -> bool:
    return at.utcoffset() == pd.Timedelta("2h")


FORMS: dict[str, Callable[[pd.Timestamp], str]] = {
    "Hungarian": lambda at: f"{at:%Y.%m.%d. %H:%M}",
    "English words": lambda at: f"{at:%b} {at.day}, {at:%Y %I:%M %p}",
    "Spanish halves": lambda at: f"{at.day}/{at.month}/{at:%Y %I:%M:%S} {'a' if at.hour < 12 else 'p'}. m.",
    "Oracle": lambda at: f"{at:%d-%b-%y %I.%M.%S %p}".upper(),
    "zone behind": lambda at: f"{at:%Y-%m-%d %H:%M:%S} (Europe/Berlin)",
    "offset of UTC": lambda at: f"{at:%Y-%m-%d %H:%M} UTC{'+02:00' if is_summer(at) else '+01:00'}",
    "summer and winter": lambda at: f"{at:%d.%m.%Y %H:%M} {'MESZ' if is_summer(at) else 'MEZ'}",
    "ISO range": lambda at: f"{at.isoformat()}/{(at + pd.Timedelta('1h')).isoformat()}",
    "range without blanks": lambda at: f"{at:%d.%m.%Y %H:%M}-{at + pd.Timedelta('1h'):%H:%M}",
    "range in words": lambda at: f"{at:%Y-%m-%d %H:%M} to {at + pd.Timedelta('1h'):%Y-%m-%d %H:%M}",
    "Apache": lambda at: f"{at:%d/%b/%Y:%H:%M:%S}",
    "DB2": lambda at: f"{at:%Y-%m-%d-%H.%M.%S}",
    "nanoseconds": lambda at: f"{at.tz_convert('UTC'):%Y-%m-%dT%H:%M:%S}.000000000Z",
    "Polish": lambda at: f"{at.day} {POLISH[at.month - 1]} {at:%Y %H:%M}",
    "marked second pass": lambda at: (
        f"{at:%d.%m.%Y %H:%M}{'' if at.hour != 2 else 'A' if at.utcoffset() == pd.Timedelta('2h') else 'B'}"
    ),
}
POLISH = ("stycznia", "lutego", "marca", "kwietnia", "maja", "czerwca", "lipca", "sierpnia", "września", "października")


@seasons
@pytest.mark.parametrize("form", FORMS)
def test_times_are_read_as_people_and_systems_write_them(season: str, form: str) -> None:
    true = local_days(ZONE, season)
    rows = [f"{FORMS[form](at)};{comma(used)}" for at, used in zip(true.index, true.kwh, strict=True)]

    check(load(text("Zeit;kWh", rows), "a.csv", default_timezone=ZONE), true)


@pytest.mark.parametrize("word", ["unavailable", "unknown", "N/D", "n.a.", "No CT", "<null>", "-", "brak", "k. A."])
def test_words_for_no_reading_of_many_systems_are_missing_readings(word: str) -> None:
    true = local_days(ZONE)
    rows = [
        f"{time:%Y-%m-%d %H:%M};{word if at in (5, 6) else comma(used)}" for at, (time, used) in enumerate(true.rows())
    ]

    [report] = load(text("Zeit;kWh", rows), "a.csv", default_timezone=ZONE).reports

    assert report.count("empty") == 2


def test_a_minus_behind_the_number_is_one_before_it() -> None:
    true = local_days(ZONE)
    rows = [f"{time:%Y-%m-%d %H:%M};{comma(used)}-" for time, used in true.rows()]

    check(load(text("Zeit;kWh", rows), "a.csv", default_timezone=ZONE), true, factor=-1.0)
