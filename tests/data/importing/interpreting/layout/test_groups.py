"""Long tables: units, quantities, directions and registers row by row; only electricity becomes a meter."""

from __future__ import annotations

import pytest

from data.errors import DataError
from data.importing.load import Imported, load
from tests.data.importing.local_days import LocalDays, check, comma, local_days
from tests.data.importing.tables_written import text

TRUE = local_days("Europe/Brussels", minutes=15)


def read(header: str, rows: list[str]) -> Imported:
    return load(text(header, rows), "a.csv", default_timezone="Europe/Brussels")


def names(found: Imported) -> list[str]:
    return [meter.meter_id for meter in found.meters]


def directions(found: Imported) -> list[str]:
    return [origin.direction for origin in found.origins]


def rows_of(true: LocalDays, *kinds: tuple[str, float]) -> list[str]:
    """Return rows of time, kind and value for several quantities at every time."""
    return [
        f"{time:%Y-%m-%d %H:%M};{kind};{comma(used * factor)}" for time, used in true.rows() for kind, factor in kinds
    ]


def test_only_energy_and_power_of_a_column_of_units_become_meters() -> None:
    kinds = (("A;kWh", 1.0), ("A reactive;kVARh", 0.4), ("A pf;Power Factor", 0.1), ("A gas;m3", 0.2), ("B;MWh", 0.002))

    found = read("time;channel;unit;value", rows_of(TRUE, *kinds))

    assert names(found) == ["A", "B"]
    check(found, TRUE)
    assert [origin.unit for origin in found.origins] == ["kWh", "MWh"]
    assert {item.name for item in found.left_out if item.kind == "meter"} == {
        "A reactive kVARh", "A pf Power Factor", "A gas m3",
    }  # fmt: skip


def test_a_file_of_gas_in_cubic_metres_is_refused() -> None:
    with pytest.raises(DataError, match=r"no readings of electricity.*it is gas, water or heat"):
        read("time;unit;value", rows_of(TRUE, ("m3", 1.0)))


def test_import_and_export_of_one_meter_are_told_apart() -> None:
    kinds = (("Active Import Interval (kW)", 4.0), ("Active Export Interval (kW)", 0.4))

    found = read("time;Read Type;Read Value", rows_of(TRUE, *kinds))

    assert directions(found) == ["consumption", "feed-in"]
    check(found, TRUE)
    check(found, TRUE, number=1, factor=0.1)


def test_power_and_energy_sensors_of_one_column_get_their_own_units() -> None:
    hours = local_days("Europe/Berlin")
    state = 4000.0
    rows = []
    for time, used in hours.rows():
        rows += [f"{time:%Y-%m-%d %H:%M};sensor.house_power;{1000 * used:.0f}"]
        rows += [f"{time:%Y-%m-%d %H:%M};sensor.house_energy;{state:.3f}"]
        state += used

    found = load(text("time;entity;state", rows), "a.csv", default_timezone="Europe/Berlin")

    assert [origin.unit for origin in found.origins] == ["W", "register kWh"]
    check(found, hours)


@pytest.mark.parametrize(
    ("day", "night"), [("Afname Dag", "Afname Nacht"), ("Bezug HT", "Bezug NT"), ("Consumption T1", "Consumption T2")]
)
def test_day_and_night_rows_of_one_meter_are_one_beside_what_it_feeds_in(day: str, night: str) -> None:
    rows = [
        f"{time:%Y-%m-%d %H:%M};541000000000000042;{register};{comma(value)};kWh"
        for time, used in TRUE.rows()
        for register, value in ((day if 7 <= time.hour < 22 else night, used), ("Injectie", used / 10))
    ]

    found = read("time;EAN;register;value;unit", rows)

    assert names(found) == [f"541000000000000042 {day.partition(' ')[0]}", "541000000000000042 Injectie"]
    check(found, TRUE)
    assert directions(found) == ["consumption", "feed-in"]
    assert any(guess.name == "registers" for guess in found.guesses)


def test_houses_with_numbers_stay_apart() -> None:
    rows = [
        f"{time:%Y-%m-%d %H:%M};Haus {number};{comma(used * number)}" for time, used in TRUE.rows() for number in (1, 2)
    ]

    assert names(read("time;name;kWh", rows)) == ["Haus 1", "Haus 2"]


@pytest.mark.parametrize(
    ("columns", "kept"),
    [
        ("Zeit;HT [kWh];NT [kWh]", "HT [kWh] + NT [kWh]"),
        ("Zeit;Levering dal (kWh);Levering normaal (kWh)", "Levering (kWh)"),
    ],
)
def test_day_and_night_columns_are_summed(columns: str, kept: str) -> None:
    rows = [
        f"{time:%Y-%m-%d %H:%M};{comma(used if 7 <= time.hour < 22 else 0)};{comma(0 if 7 <= time.hour < 22 else used)}"
        for time, used in TRUE.rows()
    ]

    found = read(columns, rows)

    check(found, TRUE)
    assert len(found.meters) == 1
    assert kept


def test_of_statistics_the_mean_counts() -> None:
    wide = [f"{time:%Y-%m-%d %H:%M};{comma(used)};{comma(4 * used)};{comma(9 * used)}" for time, used in TRUE.rows()]
    found = read("time;Power min (kW);Power avg (kW);Power max (kW)", wide)
    check(found, TRUE)
    assert [item.name for item in found.left_out] == ["Power min (kW)", "Power max (kW)"]

    long = read("time;statistic;kW", rows_of(TRUE, ("min", 1.0), ("mean", 4.0), ("max", 9.0)))
    check(long, TRUE)
    assert len(long.meters) == 1


def test_readings_at_several_lengths_are_taken_at_the_shortest() -> None:
    rows = [f"{time:%Y-%m-%d %H:%M};15min;{comma(used)}" for time, used in TRUE.rows()]
    hours = zip(TRUE.index.tz_localize(None)[::4], TRUE.kwh.reshape(-1, 4).sum(axis=1), strict=True)
    rows += [f"{time:%Y-%m-%d %H:%M};60min;{comma(used)}" for time, used in hours]

    found = read("time;Interval;Usage", rows)

    assert len(found.meters) == 1
    check(found, TRUE)


def test_meters_of_different_steps_in_one_table_keep_their_own() -> None:
    rows = [
        f"{time:%Y-%m-%d %H:%M};{comma(used)};{comma(TRUE.kwh[at : at + 4].sum()) if time.minute == 0 else ''}"
        for at, (time, used) in enumerate(TRUE.rows())
    ]

    found = read("time;Halle kWh;Büro kWh", rows)

    assert [meter.step_hours for meter in found.meters] == [0.25, 1.0]
    assert found.meters[1].energy_kwh == pytest.approx(TRUE.kwh.sum(), abs=0.1)
    check(found, TRUE)
