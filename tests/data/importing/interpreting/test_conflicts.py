"""Tables in which many rows contradict others are not understood: they are refused with what tells the rows apart."""

from __future__ import annotations

import pytest

from data.errors import DataError
from data.importing.load import ImportOptions, load
from tests.data.importing.local_days import SEASONS, check, comma, local_days
from tests.data.importing.tables_written import text

LETTERS = "abcdefghijklmnopqrstuvwxyz"


def test_hours_in_words_nobody_knows_are_named_in_the_refusal() -> None:
    true = local_days("Europe/Madrid", days=20)
    rows = [f"{time:%d/%m/%Y};{LETTERS[time.hour]};{comma(used)}" for time, used in true.rows()]

    with pytest.raises(DataError, match=r"479 of 480 readings have the time of another one.*'Franja' tells them apart"):
        load(text("Fecha;Franja;kWh", rows), "a.csv", ImportOptions(meter_column=""), "Europe/Madrid")


def test_two_meters_without_names_are_refused() -> None:
    true = local_days("Europe/Madrid", days=20)
    rows = [f"{time:%Y-%m-%d %H:%M};{comma(used * factor)}" for time, used in true.rows() for factor in (1, 2)]

    with pytest.raises(DataError, match="960 of 960 readings have the time of another one and another value, and no"):
        load(text("time;kWh", rows), "a.csv", default_timezone="Europe/Madrid")


def test_a_person_who_says_time_and_meter_is_believed_and_told() -> None:
    true = local_days("Europe/Madrid", days=20)
    rows = [f"{time:%Y-%m-%d %H:%M};{comma(used * factor)}" for time, used in true.rows() for factor in (2, 1)]

    found = load(text("time;kWh", rows), "a.csv", ImportOptions(time_column="time", meter_column=""), "Europe/Madrid")

    check(found, true)
    assert "480 of 480 readings are times that came twice with different values" in found.warnings[0]
    assert "times that came twice with different values (480 of 480)" in found.reports[0].sentence


def test_a_few_contradictions_are_mended_and_told() -> None:
    true = local_days("Europe/Madrid", days=20)
    rows = [f"{time:%Y-%m-%d %H:%M};{comma(used)}" for time, used in true.rows()]

    found = load(text("time;kWh", [rows[3].replace(";", ";9"), *rows]), "a.csv", default_timezone="Europe/Madrid")

    assert found.reports[0].count("conflict") == 1
    assert found.warnings == ()


@pytest.mark.parametrize("season", SEASONS)
def test_the_hour_that_a_clock_repeats_is_no_contradiction(season: str) -> None:
    true = local_days("Europe/Berlin", season, 15, days=4)
    rows = [f"{time:%Y-%m-%d %H:%M};{comma(used)}" for time, used in true.rows()]

    check(load(text("time;kWh", rows), "a.csv", default_timezone="Europe/Berlin"), true)


def test_rows_written_twice_are_kept_once() -> None:
    true = local_days("Europe/Berlin")
    rows = [f"{time:%Y-%m-%d %H:%M};{comma(used)}" for time, used in true.rows()]

    check(
        load(text("time;kWh", [row for row in rows for _ in range(2)]), "a.csv", default_timezone="Europe/Berlin"), true
    )


def test_as_many_meters_as_hours_with_a_reading_a_day_are_doubted() -> None:
    true = local_days("Europe/Madrid", days=20)
    rows = [f"{time:%d/%m/%Y};{LETTERS[time.hour]} uur;{comma(used)}" for time, used in true.rows()]

    with pytest.raises(DataError, match=r"'Franja' has 24 texts, as many as a day has intervals"):
        load(text("Fecha;Franja;kWh", rows), "a.csv", default_timezone="Europe/Madrid")

    found = load(text("Fecha;Meter;kWh", rows), "a.csv", default_timezone="Europe/Madrid")
    assert len(found.meters) == 24
