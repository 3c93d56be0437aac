"""Tables laid out another way: dates and times in the header, dates in rows of their own, dates written once."""

from __future__ import annotations

import pytest

from data.importing.load import load
from tests.data.importing.local_days import SEASONS, check, comma, local_days
from tests.data.importing.tables_written import text

seasons = pytest.mark.parametrize("season", SEASONS)


@seasons
def test_times_in_the_header_are_rows_of_every_meter(season: str) -> None:
    true = local_days("Europe/Berlin", season)
    head = ";".join(["Zähler", "Einheit", *(f"{time:%d.%m.%Y %H:%M}" for time, _ in true.rows())])
    rows = [f"Haus {number};kWh;{';'.join(comma(number * used) for used in true.kwh)}" for number in (1, 2)]

    found = load(text(head, rows), "a.csv", default_timezone="Europe/Berlin")

    assert [meter.meter_id for meter in found.meters] == ["Haus 1", "Haus 2"]
    check(found, true)
    check(found, true, number=1, factor=2.0)


def test_dates_in_the_header_cross_hours_in_the_rows() -> None:
    true = local_days("Europe/Berlin")
    days = dict(true.by_day())
    rows = [f"{hour:02d}:00;{';'.join(comma(used[hour]) for used in days.values())}" for hour in range(24)]

    check(
        load(
            text(";".join(["Stunde", *(f"{day:%d.%m.%Y}" for day in days)]), rows),
            "a.csv",
            default_timezone="Europe/Berlin",
        ),
        true,
    )


@seasons
@pytest.mark.parametrize("above", ["{:%d.%m.%Y};", "Datum: {:%d.%m.%Y};", "Tag {:%Y-%m-%d}"])
def test_dates_in_rows_of_their_own_are_those_of_the_rows_below(season: str, above: str) -> None:
    true = local_days("Europe/Berlin", season, 15)
    times = true.index.tz_localize(None)
    rows = []
    for day, all_day in true.by_day():
        rows.append(above.format(day))
        rows += [
            f"{time:%H:%M};{comma(used)}" for time, used in zip(times[times.normalize() == day], all_day, strict=True)
        ]

    check(load(text("Zeit;kWh", rows), "a.csv", default_timezone="Europe/Berlin"), true)


def test_blocks_with_a_header_and_a_total_a_day_are_one_table() -> None:
    true = local_days("Europe/Berlin", minutes=15)
    rows = ["Report of my meter", ""]
    for day, all_day in true.by_day():
        rows += [f"Date: {day:%d.%m.%Y}", "Time,kWh"]
        rows += [f"{at // 4:02d}:{at % 4 * 15:02d},{used}" for at, used in enumerate(all_day)]
        rows += [f"Total,{all_day.sum():.3f}", ""]

    found = load(text("", rows), "a.csv", default_timezone="Europe/Berlin")

    check(found, true)
    assert any("have no time" in item.reason for item in found.left_out)


def test_a_date_written_once_a_day_holds_until_the_next() -> None:
    true = local_days("Europe/Berlin", minutes=15)
    rows = [
        f"{f'{day:%d.%m.%Y}' if at == 0 else ''};{at // 4:02d}:{at % 4 * 15:02d};{comma(used)}"
        for day, all_day in true.by_day()
        for at, used in enumerate(all_day)
    ]

    check(load(text("Datum;Zeit;kWh", rows), "a.csv", default_timezone="Europe/Berlin"), true)


def test_lines_in_quotes_as_a_whole_are_read() -> None:
    true = local_days("Europe/Zurich")
    rows = [f'"{time:%d.%m.%Y %H:%M};{comma(used)}"' for time, used in true.rows()]

    check(load(text('"Zeit;kWh"', rows), "a.csv", default_timezone="Europe/Zurich"), true)


def test_a_column_of_units_beside_each_column_of_readings_is_its_unit() -> None:
    true = local_days("Europe/Berlin")
    rows = [f"{time:%d.%m.%Y %H:%M};{comma(used)};kWh;{9 + used % 5:.1f};°C" for time, used in true.rows()]

    found = load(text("Zeit;Wert 1;Einheit 1;Wert 2;Einheit 2", rows), "a.csv", default_timezone="Europe/Berlin")

    check(found, true)
    assert found.options.temperature_column == "Wert 2"


def test_figures_with_times_above_the_header_are_no_readings() -> None:
    true = local_days("Europe/Berlin")
    above = ["Maximum;12.01.2024 10:00;45,3", "Minimum;13.01.2024 03:00;1,2", "Zeit;kWh"]
    rows = [f"{time:%d.%m.%Y %H:%M};{comma(used)}" for time, used in true.rows()]

    check(load(text("", [*above, *rows]), "a.csv", default_timezone="Europe/Berlin"), true)


def test_names_above_names_tell_columns_apart() -> None:
    true = local_days("Europe/Berlin")
    rows = [f"{time:%d.%m.%Y %H:%M};{comma(used)};{comma(2 * used)}" for time, used in true.rows()]

    found = load(text(";Halle;Büro\nZeit;kWh;kWh", rows), "a.csv", default_timezone="Europe/Berlin")

    assert [meter.meter_id for meter in found.meters] == ["Halle", "Büro"]
    check(found, true, number=1, factor=2.0)
