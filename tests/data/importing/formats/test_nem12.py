"""NEM12: registers of Australian meters, a row a day, in the time of the market."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from data.errors import DataError
from data.importing.load import load
from data.series import Quality

RNG = np.random.default_rng(12)
HEAD = "100,NEM12,202407010900,MDP,RETAIL"


def register(suffix: str, minutes: int, days: list[str], unit: str = "KWH") -> tuple[list[str], list[float]]:
    size = 1440 // minutes
    rows = [f"200,6001000001,E1B1Q1,{suffix},{suffix},N1,METER77,{unit},{minutes},20250101"]
    values: list[float] = []
    for day in days:
        used = RNG.gamma(2.0, 0.4, size).round(3)
        values += used.tolist()
        rows.append(f"300,{day},{','.join(map(str, used))},A,,,20240701080000,")
    return rows, values


DAYS = ["20240610", "20240611", "20240612"]


@pytest.mark.parametrize("minutes", [5, 15, 30])
def test_a_register_is_a_meter_in_market_time(minutes: int) -> None:
    rows, values = register("E1", minutes, DAYS)

    found = load("\n".join([HEAD, *rows, "900"]).encode(), "a.csv", default_timezone="Australia/Brisbane")

    [meter] = found.meters
    assert meter.meter_id == "6001000001 E1"
    assert meter.start == pd.Timestamp("2024-06-10T00:00+10:00")
    assert meter.power_kw == pytest.approx(np.array(values) * 60 / minutes)


def test_times_are_those_of_the_market_also_where_summer_time_is_kept() -> None:
    rows, values = register("E1", 30, ["20240110", "20240111"])

    found = load("\n".join([HEAD, *rows, "900"]).encode(), "a.csv", default_timezone="Australia/Sydney")

    [meter] = found.meters
    assert meter.timezone == "Australia/Sydney"
    assert meter.start == pd.Timestamp("2024-01-10T00:00+10:00")
    assert meter.energy_kwh == pytest.approx(sum(values))


def test_a_zone_of_the_country_is_taken_where_the_usual_one_is_elsewhere() -> None:
    rows, _ = register("E1", 30, DAYS)

    found = load("\n".join([HEAD, *rows, "900"]).encode(), "a.csv", default_timezone="Europe/Zurich")

    assert found.options.timezone == "Australia/Brisbane"


def test_several_registers_are_told_apart_and_reactive_ones_left_out() -> None:
    rows = [row for suffix, unit in (("E1", "KWH"), ("B1", "kWh"), ("Q1", "KVARH")) for row in
            register(suffix, 30, DAYS, unit)[0]]  # fmt: skip

    found = load("\n".join([HEAD, *rows, "900"]).encode(), "a.csv", default_timezone="Australia/Perth")

    assert [meter.meter_id for meter in found.meters] == ["6001000001 E1", "6001000001 B1"]
    assert [origin.direction for origin in found.origins] == ["consumption", "feed-in"]
    assert [item.name for item in found.left_out] == ["6001000001 Q1"]


def test_qualities_of_a_day_and_of_some_of_its_intervals_become_findings() -> None:
    rows, _ = register("E1", 30, DAYS)
    rows[1] = rows[1].replace(",A,,,", ",S14,,,")
    rows[2] = rows[2].replace(",A,,,", ",V,,,")
    rows[3:3] = ["400,1,46,A,,", "400,47,48,N,,"]

    found = load("\n".join([HEAD, *rows, "900"]).encode(), "a.csv", default_timezone="Australia/Brisbane")

    [meter], [report] = found.meters, found.reports
    assert report.count("estimated") == 48
    assert (meter.quality[:48] == Quality.ESTIMATED).all()
    assert np.flatnonzero(np.isnan(meter.power_kw)).tolist() == [94, 95]


def test_a_file_without_its_first_row_is_known_too() -> None:
    rows, values = register("E1", 30, DAYS)

    [meter] = load("\n".join(rows).encode(), "a.csv", default_timezone="Australia/Brisbane").meters

    assert meter.energy_kwh == pytest.approx(sum(values))


@pytest.mark.parametrize(
    ("rows", "sentence"),
    [
        (
            ["100,NEM13,20240701", "250,6001000001,11,1,11,11,M1,E,100,20240101,A,,,200,20240401,A,,,100,KWH"],
            "is NEM13",
        ),
        ([HEAD, "200,6001000001,E1,E1,E1,N1,M,KWH,30,", "300,20240610,1,2,3,A"], "row 3: 4 values where 48"),
        ([HEAD, "200,6001000001,E1,E1,E1,N1,M,KWH,7,"], "row 2: the interval length is '7'"),
        ([HEAD, "200,6001000001,Q1,Q1,Q1,N1,M,KVARH,30,", "900"], "without readings of energy: .*KVARH"),
        ([HEAD, "900"], "no row 300 follows"),
    ],
)
def test_what_cannot_be_used_gets_a_sentence(rows: list[str], sentence: str) -> None:
    with pytest.raises(DataError, match=sentence):
        load("\n".join(rows).encode(), "a.csv", default_timezone="Australia/Brisbane")
