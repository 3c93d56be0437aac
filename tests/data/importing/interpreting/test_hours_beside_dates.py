"""Dates beside hours, periods and quarters: numbered, named by the clock, in parts, on days of 23, 24 and 25 hours."""

from __future__ import annotations

import pytest

from data.importing.load import load
from tests.data.importing.local_days import SEASONS, check, comma, local_days
from tests.data.importing.tables_written import text

seasons = pytest.mark.parametrize("season", SEASONS)


@seasons
@pytest.mark.parametrize("name", ["Hora", "Hour Ending", "Periode", "Tund", "Stunda", "column"])
def test_hours_numbered_from_one_are_counted_from_midnight(season: str, name: str) -> None:
    true = local_days("Europe/Madrid", season)
    rows = [
        f"{day:%d/%m/%Y};{hour};{comma(used)}" for day, all_day in true.by_day() for hour, used in enumerate(all_day, 1)
    ]

    found = load(text(f"Fecha;{name};kWh", rows), "a.csv", default_timezone="Europe/Madrid")

    assert found.options.time_column == f"Fecha + {name}"
    check(found, true)
    assert found.reports[0].data_problems == ()


@seasons
@pytest.mark.parametrize(("minutes", "name"), [(30, "Sett Period"), (15, "Viertelstunde"), (10, "Slot")])
def test_periods_of_a_day_are_counted_from_midnight(season: str, minutes: int, name: str) -> None:
    true = local_days("Europe/London", season, minutes)
    rows = [f"{day:%Y-%m-%d},{at},{used}" for day, all_day in true.by_day() for at, used in enumerate(all_day, 1)]

    found = load(text(f"Date,{name},kWh", rows), "a.csv", default_timezone="Europe/London")

    check(found, true)


@seasons
def test_hours_from_zero_are_those_of_the_clock(season: str) -> None:
    true = local_days("Europe/Berlin", season)
    rows = [f"{time:%d.%m.%Y};{time.hour};{comma(used)}" for time, used in true.rows()]

    check(load(text("Datum;Stunde;kWh", rows), "a.csv", default_timezone="Europe/Berlin"), true)


@seasons
def test_hours_named_by_both_ends_are_read_by_their_start(season: str) -> None:
    true = local_days("Europe/Tallinn", season)
    rows = [f"{time:%d.%m.%Y};{time.hour:02d}-{time.hour + 1:02d};{comma(used)}" for time, used in true.rows()]

    found = load(text("Kuupäev;Tund;kWh", rows), "a.csv", default_timezone="Europe/Tallinn")

    check(found, true)
    assert found.options.stamp == "start"


@pytest.mark.parametrize("season", ["winter", "spring"])
def test_hours_and_minutes_without_a_sign_between_them_are_read(season: str) -> None:
    true = local_days("Europe/London", season, 30)
    rows = [f"{time:%d/%m/%Y},{time.hour * 100 + time.minute},{used}" for time, used in true.rows()]

    check(load(text("Date,Time Slot,Consumption", rows), "a.csv", default_timezone="Europe/London"), true)


@seasons
def test_hours_up_to_24_are_ends_counted_from_midnight(season: str) -> None:
    true = local_days("Europe/Madrid", season)
    rows = [
        f"{day:%Y/%m/%d};{hour:02d}:00;{comma(used)}"
        for day, all_day in true.by_day()
        for hour, used in enumerate(all_day, 1)
    ]

    found = load(text("date;time;kWh", rows), "a.csv", default_timezone="Europe/Madrid")

    check(found, true)
    assert found.options.stamp == "end"
    again = load(text("date;time;kWh", rows), "a.csv", found.options)
    assert again.meters[0].digest == found.meters[0].digest


@seasons
def test_year_month_day_and_hour_in_columns_of_their_own_are_one_time(season: str) -> None:
    true = local_days("Europe/Paris", season)
    rows = [f"{time.year};{time.month};{time.day};{time.hour};{comma(used)}" for time, used in true.rows()]

    found = load(text("Année;Mois;Jour;Heure;kWh", rows), "a.csv", default_timezone="Europe/Paris")

    assert found.options.time_column == "Année + Mois + Jour + Heure"
    check(found, true)


@seasons
@pytest.mark.parametrize("counted", [True, False])
def test_hours_are_parted_by_minutes_or_by_quarters(season: str, counted: bool) -> None:
    true = local_days("Europe/Vienna", season, 15)
    parts = [
        (time, f"{time.hour + 1};{time.minute // 15 + 1}" if counted else f"{time.hour};{time.minute}", used)
        for time, used in true.rows()
    ]
    rows = [f"{time:%d.%m.%Y};{part};{comma(used)}" for time, part, used in parts]
    header = "Datum;Stunde;Viertelstunde;kWh" if counted else "Datum;Stunde;Minute;kWh"

    check(load(text(header, rows), "a.csv", default_timezone="Europe/Vienna"), true)


def test_dates_with_midnight_beside_hours_are_dates() -> None:
    true = local_days("America/Chicago")
    rows = [f"{time.month}/{time.day}/{time.year} 12:00:00 AM,{time.hour},{used}" for time, used in true.rows()]

    check(load(text("Read Date,Hour,kWh", rows), "a.csv", default_timezone="America/Chicago"), true)


@seasons
def test_a_column_that_names_the_second_pass_is_read(season: str) -> None:
    true = local_days("Europe/Berlin", season)
    names = ["1", "2", "3A", "3B", *map(str, range(4, 25))]
    rows = []
    for day, all_day in true.by_day():
        hours = [index.hour for index in true.index if index.tz_localize(None).normalize() == day]
        cells = dict.fromkeys(names, "")
        for hour, used in zip(hours, all_day, strict=True):
            name = str(hour + 1) if hour != 2 else "3A" if not cells["3A"] else "3B"
            cells[name] = comma(used)
        rows.append(";".join([f"{day:%d.%m.%Y}", *cells.values()]))

    check(
        load(
            text(";".join(["Datum", *(f"Stunde {name}" for name in names)]), rows),
            "a.csv",
            default_timezone="Europe/Berlin",
        ),
        true,
    )
